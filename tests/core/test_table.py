"""Every row of the transition table has a named story, and nothing else ever fires."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from dtms.core.events import HedgeEnd, Rule, TradeFact
from dtms.core.policy import SEEDS, FlatTimer
from dtms.core.table import (
    CLOSED,
    HEALTHY,
    HEDGED,
    RECOVERING,
    TABLE,
    WARNING_L1,
    WARNING_L2,
    BookEvent,
    Case,
    Phase,
    matching,
)
from dtms.core.trade import Duty, TradeState
from tests.builders import (
    BOS,
    CHOCH_AGAINST,
    NOW,
    Walk,
    a_hedge,
    a_judgement,
    a_trade,
    called,
    fired,
)

CLOSING = replace(SEEDS, actions=replace(SEEDS.actions, flat_timer_action=FlatTimer.CLOSE))

type Story = Callable[[], tuple[TradeState, tuple[TradeFact, ...], TradeState]]


def told(walk: Walk, step: Callable[[Walk], tuple[TradeFact, ...]]) -> tuple:
    before = walk.trade.state
    facts = step(walk)
    return before, facts, walk.trade.state


def by_hand(score: float) -> Walk:
    hedge = a_hedge(by_hand=True)
    return Walk(trade=a_trade(state=HEDGED, hedge=hedge, judgement=a_judgement(score)))


def bad_twice(walk: Walk) -> tuple[TradeFact, ...]:
    return walk.score(-2.5) + walk.score(-2.5)


def relapse(walk: Walk) -> tuple[TradeFact, ...]:
    return walk.score(-4.5) + walk.score(-4.5)


def confirmed_recovery(walk: Walk) -> tuple[TradeFact, ...]:
    return walk.wait(30) + walk.score(1.0)


def flips_twice(walk: Walk) -> tuple[TradeFact, ...]:
    return walk.score(-4.5, flips=True) + walk.score(-4.5, flips=True)


def fair_but_unconfirmed(walk: Walk) -> tuple[TradeFact, ...]:
    return walk.wait(25) + walk.score(0.5, after=walk.policy.state.recovery_timer) + walk.wait(5)


def unconfirmed(walk: Walk) -> tuple[TradeFact, ...]:
    return walk.score(-1.0) + walk.wait(55)


L1, L2 = WARNING_L1, WARNING_L2
STORIES: dict[str, tuple[Rule, Callable[[], tuple]]] = {
    "a break with the trade trails the stop": (
        Rule.BOS_WITH,
        lambda: told(Walk(trade=a_trade()), lambda walk: walk.score(0.5, seen=BOS)),
    ),
    "two bad scores warn": (Rule.SCORE_L1, lambda: told(Walk(trade=a_trade()), bad_twice)),
    "a score of zero ends the warning": (
        Rule.SCORE_HEALTHY,
        lambda: told(Walk(trade=a_trade(state=L1)), lambda walk: walk.score(0.0)),
    ),
    "a score of minus four deepens the warning": (
        Rule.SCORE_L2,
        lambda: told(Walk(trade=a_trade(state=L1)), lambda walk: walk.score(-4.0)),
    ),
    "a score of minus two softens the warning": (
        Rule.SCORE_BACK_L1,
        lambda: told(Walk(trade=a_trade(state=L2)), lambda walk: walk.score(-2.0)),
    ),
    "a score of minus six calls for a hedge": (
        Rule.SCORE_HEDGE,
        lambda: told(Walk(trade=a_trade(state=L2)), lambda walk: walk.score(-6.0)),
    ),
    "both flips on two bars call for a hedge": (
        Rule.FLIPS_HEDGE,
        lambda: told(Walk(trade=a_trade(state=L2)), flips_twice),
    ),
    "the flat timer asks": (
        Rule.FLAT_ASK,
        lambda: told(Walk(trade=a_trade(state=L1)), lambda walk: walk.wait(75)),
    ),
    "the flat timer closes by policy": (
        Rule.FLAT_CLOSE,
        lambda: told(Walk(trade=a_trade(state=L2), policy=CLOSING), lambda walk: walk.wait(75)),
    ),
    "a filled hedge is booked": (
        Rule.HEDGE_FILLED,
        lambda: told(Walk(trade=a_trade(state=L2)), lambda walk: walk.fill_hedge()),
    ),
    "a break with the trade ends the hedge": (
        Rule.STRUCTURE_UNHEDGE,
        lambda: told(Walk(trade=a_trade(state=HEDGED)), lambda walk: walk.score(-3.0, seen=BOS)),
    ),
    "a score of minus two ends the hedge": (
        Rule.SCORE_UNHEDGE,
        lambda: told(Walk(trade=a_trade(state=HEDGED)), lambda walk: walk.score(-2.0)),
    ),
    "a hedge closed by DTMS leads to recovering": (
        Rule.HEDGE_CLOSED,
        lambda: told(Walk(trade=a_trade(state=HEDGED)), lambda walk: walk.end_hedge(HedgeEnd.DTMS)),
    ),
    "a hedge closed by its stop leads to recovering": (
        Rule.HEDGE_STOPPED,
        lambda: told(Walk(trade=a_trade(state=HEDGED)), lambda walk: walk.end_hedge(HedgeEnd.STOP)),
    ),
    "a hedge closed outside leads back to the warning": (
        Rule.HEDGE_LOST,
        lambda: told(Walk(trade=a_trade(state=HEDGED)), lambda walk: walk.end_hedge(HedgeEnd.HAND)),
    ),
    "a change of character against a hedged trade closes all": (
        Rule.CHOCH_AGAINST,
        lambda: told(
            Walk(trade=a_trade(state=HEDGED)),
            lambda walk: walk.score(-5.0, seen=CHOCH_AGAINST),
        ),
    ),
    "the flat timer closes a hedged trade": (
        Rule.FLAT_HEDGED,
        lambda: told(Walk(trade=a_trade(state=HEDGED)), lambda walk: walk.wait(75)),
    ),
    "a score of one after half an hour is recovery": (
        Rule.RECOVERED,
        lambda: told(Walk(trade=a_trade(state=RECOVERING)), confirmed_recovery),
    ),
    "two scores of minus four are a relapse": (
        Rule.RELAPSED,
        lambda: told(Walk(trade=a_trade(state=RECOVERING)), relapse),
    ),
    "an hour without confirmation ends healthy on a fair score": (
        Rule.RECOVERY_HEALTHY,
        lambda: told(Walk(trade=a_trade(state=RECOVERING)), fair_but_unconfirmed),
    ),
    "an hour without confirmation ends in a warning otherwise": (
        Rule.RECOVERY_L1,
        lambda: told(Walk(trade=a_trade(state=RECOVERING)), unconfirmed),
    ),
    "a person's hedge is booked": (
        Rule.HAND_HEDGED,
        lambda: told(Walk(trade=a_trade()), lambda walk: walk.fill_hedge(by_hand=True)),
    ),
    "the flat timer only asks about a person's hedge": (
        Rule.HAND_FLAT_ASK,
        lambda: told(by_hand(-5.0), lambda walk: walk.wait(75)),
    ),
    "a person's hedge ends at minus four": (
        Rule.HAND_HEDGE_L2,
        lambda: told(by_hand(-4.0), lambda walk: walk.end_hedge(HedgeEnd.STOP)),
    ),
    "a person's hedge ends at minus two": (
        Rule.HAND_HEDGE_L1,
        lambda: told(by_hand(-2.0), lambda walk: walk.end_hedge(HedgeEnd.PERSON)),
    ),
    "a person's hedge ends above minus two": (
        Rule.HAND_HEDGE_HEALTHY,
        lambda: told(by_hand(-1.9), lambda walk: walk.end_hedge(HedgeEnd.HAND)),
    ),
    "the main is gone": (
        Rule.MAIN_GONE,
        lambda: told(Walk(trade=a_trade(state=HEDGED)), lambda walk: walk.lose_main()),
    ),
}

# (rule, source, target, duties), copied by hand from SPEC section 6; None: the state stays.
LISTED: set[tuple[Rule, TradeState, TradeState | None, tuple[Duty, ...]]] = {
    (Rule.BOS_WITH, HEALTHY, None, (Duty.TRAIL,)),
    (Rule.SCORE_L1, HEALTHY, L1, (Duty.TIGHTEN,)),
    (Rule.SCORE_HEALTHY, L1, HEALTHY, ()),
    (Rule.SCORE_L2, L1, L2, (Duty.HALF, Duty.BREAKEVEN)),
    (Rule.SCORE_BACK_L1, L2, L1, ()),
    (Rule.SCORE_HEDGE, L2, None, (Duty.HEDGE,)),
    (Rule.FLIPS_HEDGE, L2, None, (Duty.HEDGE,)),
    (Rule.FLAT_ASK, L1, None, ()),
    (Rule.FLAT_ASK, L2, None, ()),
    (Rule.FLAT_CLOSE, L1, None, (Duty.CLOSE_ALL,)),
    (Rule.FLAT_CLOSE, L2, None, (Duty.CLOSE_ALL,)),
    (Rule.STRUCTURE_UNHEDGE, HEDGED, None, (Duty.CLOSE_HEDGE,)),
    (Rule.SCORE_UNHEDGE, HEDGED, None, (Duty.CLOSE_HEDGE,)),
    (Rule.HEDGE_CLOSED, HEDGED, RECOVERING, ()),
    (Rule.HEDGE_STOPPED, HEDGED, RECOVERING, ()),
    (Rule.HEDGE_LOST, HEDGED, L2, ()),
    (Rule.CHOCH_AGAINST, HEDGED, None, (Duty.CLOSE_ALL,)),
    (Rule.FLAT_HEDGED, HEDGED, None, (Duty.CLOSE_ALL,)),
    (Rule.HAND_FLAT_ASK, HEDGED, None, ()),
    (Rule.HAND_HEDGE_L2, HEDGED, L2, ()),
    (Rule.HAND_HEDGE_L1, HEDGED, L1, ()),
    (Rule.HAND_HEDGE_HEALTHY, HEDGED, HEALTHY, ()),
    (Rule.RECOVERED, RECOVERING, HEALTHY, (Duty.READD,)),
    (Rule.RELAPSED, RECOVERING, L2, ()),
    (Rule.RECOVERY_HEALTHY, RECOVERING, HEALTHY, ()),
    (Rule.RECOVERY_L1, RECOVERING, L1, ()),
    # the book is believed whatever the state it finds
    *((Rule.HEDGE_FILLED, state, HEDGED, ()) for state in (HEALTHY, L1, L2, RECOVERING)),
    *((Rule.HAND_HEDGED, state, HEDGED, ()) for state in (HEALTHY, L1, L2, RECOVERING)),
    *((Rule.MAIN_GONE, state, CLOSED, ()) for state in (HEALTHY, L1, L2, HEDGED, RECOVERING)),
}


def test_the_table_is_what_the_specification_lists() -> None:
    rows = {(row.rule, source, row.target, row.duties) for row in TABLE for source in row.sources}

    assert rows == LISTED


def test_every_row_has_a_story() -> None:
    assert {rule for rule, _ in STORIES.values()} == {row.rule for row in TABLE}


@pytest.mark.parametrize("name", STORIES)
def test_story(name: str) -> None:
    rule, story = STORIES[name]

    before, facts, after = story()

    (row,) = [row for row in TABLE if row.rule is rule]
    assert fired(facts, before) == {rule}
    assert before in row.sources
    assert after is (before if row.target is None else row.target)
    optional = {Duty.READD}  # opt-in
    assert [duty for duty in row.duties if duty not in optional] == called(facts)


def test_the_stories_fire_every_row_and_no_other() -> None:
    told_rules = {
        rule for _, story in STORIES.values() for rule in fired(*_facts_and_state(story()))
    }

    assert told_rules == {row.rule for row in TABLE}


def test_nothing_leads_out_of_closed() -> None:
    assert all(CLOSED not in row.sources for row in TABLE)


@pytest.mark.parametrize("state", [HEALTHY, L1, L2, HEDGED, RECOVERING])
def test_the_end_of_the_main_has_an_answer_in_every_open_state(state: TradeState) -> None:
    case = Case(trade=a_trade(state=state), policy=SEEDS, now=NOW, book=BookEvent.MAIN_GONE)

    row = matching(case, Phase.BOOK)

    assert row is not None
    assert row.target is CLOSED


@pytest.mark.parametrize("hand", [True, False])
@pytest.mark.parametrize("end", HedgeEnd)
@pytest.mark.parametrize("score", [-9.0, -4.0, -2.0, 0.0])
def test_every_end_of_a_hedge_has_one_answer(end: HedgeEnd, score: float, hand: bool) -> None:
    trade = a_trade(state=HEDGED, judgement=a_judgement(score))
    case = Case(
        trade=trade,
        policy=SEEDS,
        now=NOW,
        book=BookEvent.HEDGE_ENDED,
        by_hand=hand,
        hedge_end=end,
    )

    row = matching(case, Phase.BOOK)

    assert row is not None
    assert row.target not in {None, HEDGED, CLOSED}


def test_a_trade_never_judged_meets_no_threshold() -> None:
    for state in TradeState:
        case = Case(trade=a_trade(state=state, judgement=None), policy=SEEDS, now=NOW)

        assert matching(case, Phase.SCORE) is None


@pytest.mark.parametrize(
    ("rule", "number"),
    [
        (Rule.SCORE_L1, SEEDS.state.to_l1),
        (Rule.SCORE_L1, SEEDS.state.to_l1_at_once),
        (Rule.SCORE_HEALTHY, SEEDS.state.l1_to_healthy),
        (Rule.SCORE_L2, SEEDS.state.to_l2),
        (Rule.SCORE_BACK_L1, SEEDS.state.l2_to_l1),
        (Rule.SCORE_HEDGE, SEEDS.state.hedge),
        (Rule.FLIPS_HEDGE, SEEDS.state.hedge_confluence),
        (Rule.SCORE_UNHEDGE, SEEDS.state.unhedge),
        (Rule.RECOVERED, SEEDS.state.recovered),
        (Rule.RELAPSED, SEEDS.state.relapse),
        (Rule.HAND_HEDGE_L2, SEEDS.state.to_l2),
        (Rule.HAND_HEDGE_L1, SEEDS.state.to_l1),
    ],
)
def test_a_row_says_in_words_what_the_policy_says_in_numbers(rule: Rule, number: float) -> None:
    (row,) = [row for row in TABLE if row.rule is rule]

    assert f"= {number:g}" in row.condition.replace("+", "")


def _facts_and_state(told_story: tuple) -> tuple:
    before, facts, _ = told_story
    return facts, before
