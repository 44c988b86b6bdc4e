"""Stories of the state machine: confirmation, precedence, timers, respect, hedges, waiting."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dtms.core import events, machine
from dtms.core.events import HedgeEnd, ProposalEnd, Refusal, RespectEnd, Rule
from dtms.core.market import Side
from dtms.core.policy import SEEDS, FlatTimer
from dtms.core.table import (
    CLOSED,
    HEALTHY,
    HEDGED,
    RECOVERING,
    TABLE,
    WARNING_L1,
    WARNING_L2,
    Sighting,
)
from dtms.core.trade import ActionKind, Duty, Owed, TimerKind, Trade, TradeState
from tests.builders import (
    BOS,
    BOS_AGAINST,
    CHOCH,
    CHOCH_AGAINST,
    KEY,
    NOW,
    Walk,
    a_hedge,
    a_judgement,
    a_new_trade,
    a_trade,
    called,
    circumstances,
    duty_called,
    evidence,
    fired,
    hedge_opened,
    of_kind,
    part_closed,
    proposal_ended,
    refold,
    refused,
    states,
    stop_moved,
)

FLAT = TimerKind.FLAT
CLOSE_POLICY = replace(SEEDS, actions=replace(SEEDS.actions, flat_timer_action=FlatTimer.CLOSE))
READD_POLICY = replace(SEEDS, actions=replace(SEEDS.actions, readd=True))
NO_RESPECT = replace(SEEDS, state=replace(SEEDS.state, respect_entry=False))
NO_TIME = timedelta(0)
LISTED = {(source, row.target) for row in TABLE for source in row.sources if row.target}


def owing(*duties: Duty, rule: Rule = Rule.SCORE_L2) -> tuple[Owed, ...]:
    return tuple(Owed(duty=duty, rule=rule.value, since=NOW) for duty in duties)


# --- confirmation


def test_one_bad_score_does_not_warn() -> None:
    walk = Walk(trade=a_trade())

    walk.score(-3.9)

    assert walk.trade.state is HEALTHY


def test_the_same_bar_judged_twice_does_not_confirm() -> None:
    walk = Walk(trade=a_trade())

    walk.score(-3.0)
    walk.score(-3.0, after=NO_TIME)

    assert walk.trade.state is HEALTHY
    assert walk.trade.streak == 1


def test_a_second_bar_confirms() -> None:
    walk = Walk(trade=a_trade())

    walk.score(-3.0)
    walk.score(-2.0)

    assert walk.trade.state is WARNING_L1


def test_a_better_score_starts_the_confirmation_over() -> None:
    walk = Walk(trade=a_trade())

    walk.score(-3.0)
    walk.score(-1.9)
    walk.score(-3.0)

    assert walk.trade.state is HEALTHY


def test_a_better_score_on_the_same_bar_starts_over_too() -> None:
    walk = Walk(trade=a_trade())

    walk.score(-3.0)
    walk.score(-1.0, after=NO_TIME)
    walk.score(-3.0)

    assert walk.trade.state is HEALTHY


def test_one_score_of_minus_four_needs_no_confirmation() -> None:
    walk = Walk(trade=a_trade())

    facts = walk.score(-4.0)

    assert states(facts) == [WARNING_L1, WARNING_L2]


def test_a_single_relapse_while_recovering_does_not_count() -> None:
    walk = Walk(trade=a_trade(state=RECOVERING))

    walk.score(-9.0)
    walk.score(-3.9)
    walk.score(-9.0)

    assert walk.trade.state is RECOVERING


def test_the_streak_of_another_state_does_not_confirm_a_relapse() -> None:
    walk = Walk(trade=a_trade(state=HEDGED))
    walk.score(-7.0)
    walk.score(-7.0)

    walk.end_hedge(HedgeEnd.STOP)
    walk.score(-5.0)

    assert walk.trade.state is RECOVERING


def test_flips_on_one_bar_do_not_hedge() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L2))

    first = walk.score(-5.0, flips=True)
    again = walk.score(-5.0, flips=True, after=NO_TIME)

    assert called(first + again) == []


def test_flips_interrupted_start_over() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L2))

    walk.score(-5.0, flips=True)
    walk.score(-5.0)
    facts = walk.score(-5.0, flips=True)

    assert called(facts) == []


def test_flips_do_not_hedge_above_minus_four() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L2))

    walk.score(-3.9, flips=True)
    facts = walk.score(-3.9, flips=True)

    assert called(facts) == []


def test_flips_hedge_at_exactly_minus_four() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L2))

    walk.score(-4.0, flips=True)
    facts = walk.score(-4.0, flips=True)

    assert called(facts) == [Duty.HEDGE]


def test_a_relapse_counts_at_exactly_minus_four() -> None:
    walk = Walk(trade=a_trade(state=RECOVERING))

    walk.score(-4.0)
    walk.score(-4.0)

    assert walk.trade.state is WARNING_L2


def test_flips_seen_before_the_episode_count_when_the_score_jumps() -> None:
    walk = Walk(trade=a_trade())

    walk.score(-1.0, flips=True)
    facts = walk.score(-4.5, flips=True)

    assert states(facts) == [WARNING_L1, WARNING_L2]
    assert called(facts) == [Duty.TIGHTEN, Duty.HALF, Duty.BREAKEVEN, Duty.HEDGE]


# --- walking and merging


def test_a_crash_of_the_score_walks_every_stage_and_merges_the_actions() -> None:
    walk = Walk(trade=a_trade())

    facts = walk.score(-6.5)

    assert states(facts) == [WARNING_L1, WARNING_L2]
    assert called(facts) == [Duty.TIGHTEN, Duty.HALF, Duty.BREAKEVEN, Duty.HEDGE]
    assert walk.trade.duties == {Duty.TIGHTEN, Duty.HALF, Duty.BREAKEVEN, Duty.HEDGE}


def test_a_jump_up_walks_back_to_healthy() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L2))

    facts = walk.score(0.0)

    assert states(facts) == [WARNING_L1, HEALTHY]
    assert walk.trade.timers == ()


def test_a_relapse_below_minus_six_calls_for_the_hedge_at_once() -> None:
    walk = Walk(trade=a_trade(state=RECOVERING))

    walk.score(-6.0)
    facts = walk.score(-6.0)

    assert states(facts) == [WARNING_L2]
    assert called(facts) == [Duty.HEDGE]


def test_a_relapse_does_not_halve_again() -> None:
    walk = Walk(trade=a_trade(state=RECOVERING))

    walk.score(-5.0)
    facts = walk.score(-5.0)

    assert called(facts) == []


def test_the_stop_is_tightened_once_per_episode() -> None:
    walk = Walk(trade=a_trade())
    walk.score(-4.5)
    walk.take(stop_moved())

    facts = walk.score(-2.0) + walk.score(-4.5) + walk.score(-1.0)

    assert Duty.TIGHTEN not in called(facts)


def test_a_new_episode_tightens_again() -> None:
    walk = Walk(trade=a_trade())
    walk.score(-4.5)
    walk.take(stop_moved())
    walk.score(0.5)

    facts = walk.score(-4.5)

    assert Duty.TIGHTEN in called(facts)


def test_a_stop_verified_after_the_episode_does_not_spare_the_next_one() -> None:
    walk = Walk(trade=a_trade())
    walk.score(-4.5)
    walk.score(0.5)
    walk.take(stop_moved())

    facts = walk.score(-4.5)

    assert Duty.TIGHTEN in called(facts)


def test_a_pending_stop_outlives_a_worse_state() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L1, owed=owing(Duty.TIGHTEN, Duty.TRAIL)))

    walk.score(-5.0)
    walk.fill_hedge()

    assert {Duty.TIGHTEN, Duty.TRAIL} <= walk.trade.duties


# --- precedence


def test_choch_against_goes_before_a_better_score() -> None:
    walk = Walk(trade=a_trade(state=HEDGED))

    facts = walk.score(0.0, seen=CHOCH_AGAINST)

    assert called(facts) == [Duty.CLOSE_ALL]


def test_choch_against_replaces_a_hedge_about_to_be_closed() -> None:
    walk = Walk(trade=a_trade(state=HEDGED))
    walk.score(-1.0)

    walk.score(-1.0, seen=CHOCH_AGAINST)

    assert walk.trade.duties == {Duty.CLOSE_ALL}


def test_a_close_all_that_stands_lets_no_score_call_for_less() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L1, owed=owing(Duty.CLOSE_ALL)))

    facts = walk.score(-6.5)

    assert called(facts) == [Duty.BREAKEVEN]


def test_a_vetoed_close_all_leaves_the_defence_to_the_score() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L2, owed=owing(Duty.CLOSE_ALL)))
    until = NOW + timedelta(minutes=30)
    walk.take(proposal_ended(Duty.CLOSE_ALL, ProposalEnd.VETOED, until))

    facts = walk.score(-6.5)

    assert called(facts) == [Duty.HEDGE]


def test_observing_keeps_the_same_precedence() -> None:
    walk = Walk(trade=a_trade(state=HEDGED), armed=False)

    facts = walk.score(0.0, seen=CHOCH_AGAINST)

    assert called(facts) == [Duty.CLOSE_ALL]


def test_a_timer_goes_after_the_score() -> None:
    walk = Walk(trade=a_trade(state=HEDGED))
    walk.score(-1.0, after=timedelta(minutes=74))

    facts = walk.wait(5)

    assert facts == ()
    assert walk.trade.duties == {Duty.CLOSE_HEDGE}


def test_structure_and_score_merge_into_one_closing_of_the_hedge() -> None:
    walk = Walk(trade=a_trade(state=HEDGED))

    facts = walk.score(0.0, seen=CHOCH)

    assert called(facts) == [Duty.CLOSE_HEDGE]


def test_a_closing_called_by_structure_survives_a_worse_score() -> None:
    walk = Walk(trade=a_trade(state=HEDGED))

    walk.score(-3.0, seen=BOS)
    walk.score(-5.0)

    assert walk.trade.duties == {Duty.CLOSE_HEDGE}


def test_structure_takes_over_a_closing_that_the_score_would_withdraw() -> None:
    walk = Walk(trade=a_trade(state=HEDGED))
    walk.score(-1.0)

    walk.score(-5.0, seen=BOS)

    assert walk.trade.duties == {Duty.CLOSE_HEDGE}
    assert walk.trade.owed[0].rule == Rule.STRUCTURE_UNHEDGE.value


@pytest.mark.parametrize("seen", [CHOCH, BOS_AGAINST, CHOCH_AGAINST])
def test_only_a_bos_with_the_trade_trails(seen: Sighting) -> None:
    walk = Walk(trade=a_trade())

    facts = walk.score(0.5, seen=seen)

    assert called(facts) == []


def test_a_sighting_counts_once_per_m15_bar() -> None:
    walk = Walk(trade=a_trade())
    walk.score(0.5, seen=BOS)
    walk.take(stop_moved(Duty.TRAIL))
    same_bar = replace(walk.trade.judgement, m5_closed=NOW + timedelta(minutes=20))

    facts = machine.judge(
        walk.trade, evidence(same_bar, BOS), circumstances(NOW + timedelta(minutes=20)), SEEDS
    )

    assert called(facts) == []


# --- withdrawing


def test_a_hedge_is_withdrawn_when_the_score_no_longer_calls_for_it() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L2))
    walk.score(-6.5)

    facts = walk.score(-5.0)

    assert [fact.duty for fact in of_kind(facts, events.DutyDropped)] == [Duty.HEDGE]
    assert walk.trade.duties == frozenset()


def test_closing_the_hedge_is_withdrawn_when_the_score_turns_worse() -> None:
    walk = Walk(trade=a_trade(state=HEDGED))
    walk.score(-1.0)

    walk.score(-3.0)

    assert walk.trade.duties == frozenset()


def test_half_and_breakeven_are_withdrawn_on_the_way_up() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L2, owed=owing(Duty.HALF, Duty.BREAKEVEN)))

    walk.score(-2.0)

    assert walk.trade.duties == frozenset()


def test_a_proposal_stays_while_its_action_is_still_called_for() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L2))
    walk.score(-6.5)

    facts = walk.score(-6.2)

    assert called(facts) == []
    assert Duty.HEDGE in walk.trade.duties


@pytest.mark.parametrize(
    ("state", "duty", "good", "other"),
    [
        (WARNING_L2, Duty.HALF, BOS_AGAINST, BOS),
        (WARNING_L2, Duty.HEDGE, CHOCH_AGAINST, BOS),
        (HEDGED, Duty.CLOSE_HEDGE, BOS, BOS_AGAINST),
    ],
)
def test_a_vetoed_proposal_returns_at_a_new_break_of_its_kind(
    state: TradeState, duty: Duty, good: Sighting, other: Sighting
) -> None:
    rules = {
        Duty.HALF: Rule.SCORE_L2,
        Duty.HEDGE: Rule.SCORE_HEDGE,
        Duty.CLOSE_HEDGE: Rule.STRUCTURE_UNHEDGE,
    }
    walk = Walk(trade=a_trade(state=state, owed=owing(duty, rule=rules[duty])))
    walk.take(proposal_ended(duty, ProposalEnd.VETOED, NOW + timedelta(hours=2)))
    score = -6.5 if state is WARNING_L2 else -5.0

    walk.score(score, seen=other)
    resting = [retry.duty for retry in walk.trade.retries]
    walk.score(score, seen=good)

    assert resting == [duty]
    assert walk.trade.retries == ()
    assert duty in walk.trade.duties


def test_a_refusal_by_the_broker_does_not_return_at_a_break() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L2, owed=owing(Duty.HEDGE, rule=Rule.SCORE_HEDGE)))
    walk.take(refused(Duty.HEDGE, Refusal.NO_MONEY, NOW + timedelta(minutes=30)))

    walk.score(-6.5, seen=BOS_AGAINST)

    assert [retry.duty for retry in walk.trade.retries] == [Duty.HEDGE]


# --- respect for the entry


def test_a_trade_registered_against_the_score_is_tightened_at_once() -> None:
    walk = Walk(trade=a_new_trade())

    facts = walk.score(-2.0)

    assert len(of_kind(facts, events.RespectBegan)) == 1
    assert states(facts) == [WARNING_L1]
    assert called(facts) == [Duty.TIGHTEN]
    assert walk.trade.respecting


def test_a_trade_registered_at_a_crash_walks_on_but_waits_to_act() -> None:
    walk = Walk(trade=a_new_trade())

    facts = walk.score(-6.5)

    assert states(facts) == [WARNING_L1, WARNING_L2]
    assert walk.trade.respecting
    assert {Duty.TIGHTEN, Duty.HALF, Duty.HEDGE} <= walk.trade.duties


def test_without_respect_the_first_score_is_like_any_other() -> None:
    walk = Walk(trade=a_new_trade(), policy=NO_RESPECT)

    facts = walk.score(-3.0)

    assert states(facts) == []
    assert not walk.trade.respecting


def test_the_first_judgement_of_an_adopted_trade_only_alerts() -> None:
    walk = Walk(trade=a_new_trade(adopted=True))

    facts = walk.score(-8.0, seen=BOS)

    assert states(facts) == []
    assert called(facts) == []
    assert walk.trade.judgement.score == -8.0


def test_the_machine_starts_with_the_second_judgement_of_an_adopted_trade() -> None:
    walk = Walk(trade=a_new_trade(adopted=True))
    walk.score(-5.0)

    facts = walk.score(-5.0)

    assert states(facts) == [WARNING_L1, WARNING_L2]
    assert walk.trade.respecting


def test_an_adopted_trade_first_judged_with_an_open_order_waits_for_its_second_score() -> None:
    walk = Walk(trade=a_new_trade(adopted=True))
    walk.send()
    walk.score(-8.0)
    walk.settle()

    facts = walk.judge_waiting()

    assert facts == ()
    assert walk.trade.state is HEALTHY


@pytest.mark.parametrize(
    ("score", "loss_r", "how"),
    [
        (-4.0, 0.0, RespectEnd.WORSE),
        (0.0, 0.0, RespectEnd.WAS_FINE),
        (-3.5, -0.3, RespectEnd.LOSS),
        (-3.9, -0.29, None),
        (-0.1, None, None),
    ],
)
def test_respect_ends_in_three_ways(
    score: float, loss_r: float | None, how: RespectEnd | None
) -> None:
    walk = Walk(trade=a_new_trade())
    walk.score(-3.0)
    walk.loss_r = loss_r

    facts = walk.score(score)

    assert [fact.how for fact in of_kind(facts, events.RespectEnded)] == ([how] if how else [])
    assert walk.trade.respecting is (how is None)


def test_a_loss_ends_respect_between_two_scores() -> None:
    walk = Walk(trade=a_new_trade())
    walk.score(-3.0)
    walk.loss_r = -0.3

    facts = walk.wait(1)

    assert [fact.how for fact in of_kind(facts, events.RespectEnded)] == [RespectEnd.LOSS]


def test_a_loss_counts_for_nothing_while_r_is_unknown() -> None:
    walk = Walk(trade=a_new_trade(risk=None))
    walk.score(-3.0)
    walk.loss_r = None

    walk.wait(1)

    assert walk.trade.respecting


# --- the flat timer


def test_entering_a_warning_starts_the_flat_timer() -> None:
    walk = Walk(trade=a_trade())

    walk.score(-2.5)
    walk.score(-2.5)

    assert walk.trade.timer(FLAT) == walk.now + timedelta(minutes=75)


def test_a_running_flat_timer_runs_on_when_the_warning_deepens() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L1))
    due = walk.trade.timer(FLAT)

    walk.score(-4.5)

    assert walk.trade.timer(FLAT) == due


def test_silence_keeps_the_trade_and_the_timer_no_longer_runs() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L1))
    walk.wait(75)

    facts = walk.wait(300)

    assert facts == ()
    assert walk.trade.timer(FLAT) is None
    assert walk.trade.state is WARNING_L1


def test_entering_another_warning_after_keep_starts_a_new_timer() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L1))
    walk.wait(75)

    walk.score(-4.5)

    assert walk.trade.timer(FLAT) == walk.now + timedelta(minutes=75)


def test_the_flat_timer_asks_twice_at_most_in_an_episode() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L1))
    asked = []

    for _ in range(4):
        asked += of_kind(walk.wait(75), events.FlatAsked)
        walk.extend()

    assert [fact.count for fact in asked] == [1, 2]


def test_a_new_episode_may_ask_again() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L1, flat_asks=2))
    walk.score(0.0)
    walk.score(-4.5)

    facts = walk.wait(75)

    assert len(of_kind(facts, events.FlatAsked)) == 1


def test_extending_runs_75_minutes_from_now() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L1))
    walk.wait(70)

    walk.extend()

    assert walk.trade.timer(FLAT) == NOW + timedelta(minutes=145)
    assert walk.wait(74) == ()


def test_a_flat_timer_closes_when_the_policy_says_close() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L2), policy=CLOSE_POLICY)

    facts = walk.wait(75)

    assert called(facts) == [Duty.CLOSE_ALL]
    assert fired(facts, WARNING_L2) == {Rule.FLAT_CLOSE}


def test_a_hedge_restarts_the_flat_timer_and_its_questions() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L2, flat_asks=2))
    walk.wait(60)

    walk.fill_hedge()

    assert walk.trade.timer(FLAT) == walk.now + timedelta(minutes=75)
    assert walk.trade.flat_asks == 0


def test_the_flat_timer_is_deferred_while_the_hedge_waits_to_be_closed() -> None:
    walk = Walk(trade=a_trade(state=HEDGED))
    walk.score(-1.0)
    deferred = walk.wait(200)

    walk.score(-3.0)
    facts = walk.wait()

    assert deferred == ()
    assert called(facts) == [Duty.CLOSE_ALL]


def test_a_deadline_in_a_closed_market_runs_once_it_has_settled() -> None:
    walk = Walk(trade=a_trade(state=HEDGED), settled=False)
    closed = walk.wait(60 * 48)

    walk.settled = True
    facts = walk.wait()

    assert closed == ()
    assert called(facts) == [Duty.CLOSE_ALL]


def test_a_deadline_under_a_hold_runs_when_the_hold_ends() -> None:
    walk = Walk(trade=a_trade(state=HEDGED))
    walk.wait(70)
    walk.hold(30)

    held = walk.wait(10)
    facts = walk.wait(20)

    assert held == ()
    assert len(of_kind(facts, events.HoldEnded)) == 1
    assert called(facts) == [Duty.CLOSE_ALL]


def test_timers_do_not_wait_for_an_unsettled_order() -> None:
    walk = Walk(trade=a_trade(state=HEDGED))
    walk.send()

    facts = walk.wait(75)

    assert called(facts) == [Duty.CLOSE_ALL]


# --- recovering


def test_recovering_cancels_the_flat_timer_and_starts_its_own() -> None:
    walk = Walk(trade=a_trade(state=HEDGED))

    walk.end_hedge(HedgeEnd.DTMS)

    assert walk.trade.timer(FLAT) is None
    assert walk.trade.timer(TimerKind.RECOVERY) == NOW + timedelta(minutes=30)
    assert walk.trade.timer(TimerKind.RECOVERY_LIMIT) == NOW + timedelta(minutes=60)


def test_a_good_score_before_half_an_hour_is_not_recovery() -> None:
    walk = Walk(trade=a_trade(state=RECOVERING))

    walk.score(3.0)

    assert walk.trade.state is RECOVERING


def test_the_last_good_score_counts_when_the_half_hour_is_over() -> None:
    walk = Walk(trade=a_trade(state=RECOVERING))
    walk.score(1.0, after=timedelta(minutes=28))

    facts = walk.wait(2)

    assert states(facts) == [HEALTHY]
    assert walk.trade.timers == ()


def test_readding_is_asked_for_only_when_opted_in_and_something_was_closed() -> None:
    plain = Walk(trade=a_trade(state=RECOVERING, closed_volume=a_hedge().volume))
    opted = Walk(
        trade=a_trade(state=RECOVERING, closed_volume=a_hedge().volume), policy=READD_POLICY
    )
    nothing = Walk(trade=a_trade(state=RECOVERING), policy=READD_POLICY)

    duties = []
    for walk in (plain, opted, nothing):
        walk.score(1.0)
        duties.append(called(walk.wait(30)))

    assert duties == [[], [Duty.READD], []]


def test_a_recent_score_of_exactly_nought_ends_recovery_healthy() -> None:
    walk = Walk(trade=a_trade(state=RECOVERING))
    walk.wait(25)
    walk.score(0.0, after=walk.policy.state.recovery_timer)

    walk.wait(5)

    assert walk.trade.state is HEALTHY


def test_an_old_good_score_does_not_end_recovery_healthy() -> None:
    walk = Walk(trade=a_trade(state=RECOVERING))
    walk.score(0.5)

    facts = walk.wait(56)

    assert states(facts) == [WARNING_L1]
    assert walk.trade.timer(FLAT) is not None


def test_both_recovery_deadlines_at_once_are_taken_in_order() -> None:
    walk = Walk(trade=a_trade(state=RECOVERING))
    walk.score(2.0)

    facts = walk.wait(300)

    assert states(facts) == [HEALTHY]
    assert fired(facts, RECOVERING) == {Rule.RECOVERED}


# --- hedges


def test_a_score_on_a_bar_closed_before_the_fill_does_not_end_the_hedge() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L2))
    walk.now = NOW + timedelta(minutes=7)
    walk.fill_hedge()
    stale = replace(a_judgement(0.0, NOW + timedelta(minutes=5)), at=walk.now)

    facts = walk.take(*machine.judge(walk.trade, evidence(stale), walk.around(), SEEDS))

    assert called(facts) == []
    assert called(walk.score(0.0)) == [Duty.CLOSE_HEDGE]


@pytest.mark.parametrize("seen", [BOS, CHOCH, CHOCH_AGAINST])
def test_structure_closed_before_the_fill_counts_for_nothing(seen: Sighting) -> None:
    hedge = a_hedge(opened_at=NOW + timedelta(minutes=16))
    walk = Walk(trade=a_trade(state=HEDGED, hedge=hedge))

    facts = walk.score(-5.0, seen=seen)

    assert called(facts) == []


@pytest.mark.parametrize(
    ("how", "state", "barred"),
    [
        (HedgeEnd.DTMS, RECOVERING, False),
        (HedgeEnd.STOP, RECOVERING, False),
        (HedgeEnd.PERSON, RECOVERING, True),
        (HedgeEnd.HAND, WARNING_L2, True),
        (HedgeEnd.STOP_OUT, WARNING_L2, True),
    ],
)
def test_the_end_of_a_hedge_decides_where_it_leads_and_whether_another_may_follow(
    how: HedgeEnd, state: TradeState, barred: bool
) -> None:
    walk = Walk(trade=a_trade(state=HEDGED))

    walk.end_hedge(how)

    assert walk.trade.state is state
    assert walk.trade.rehedge_barred is barred
    assert walk.trade.hedge is None
    assert walk.trade.hedge_rest_until == NOW + timedelta(minutes=30)


def test_no_automatic_hedge_follows_one_lost_by_hand_in_this_episode() -> None:
    walk = Walk(trade=a_trade(state=HEDGED))
    walk.end_hedge(HedgeEnd.HAND)

    facts = walk.score(-9.0, flips=True) + walk.score(-9.0, flips=True)

    assert called(facts) == []


def test_the_next_episode_may_hedge_again() -> None:
    walk = Walk(trade=a_trade(state=HEDGED))
    walk.end_hedge(HedgeEnd.HAND)
    walk.score(0.0)

    facts = walk.score(-9.0)

    assert Duty.HEDGE in called(facts)


@pytest.mark.parametrize("state", [HEALTHY, WARNING_L1, WARNING_L2])
def test_a_persons_hedge_is_booked_from_every_score_state(state: TradeState) -> None:
    walk = Walk(trade=a_trade(state=state))

    walk.fill_hedge(by_hand=True)

    assert walk.trade.state is HEDGED
    assert walk.trade.hedge.by_hand


def test_a_persons_hedge_has_no_automatic_exit() -> None:
    walk = Walk(trade=a_trade())
    walk.fill_hedge(by_hand=True)

    facts = walk.score(3.0, seen=BOS) + walk.score(-9.0, seen=CHOCH_AGAINST) + walk.wait(75)

    assert called(facts) == []
    assert walk.trade.state is HEDGED


def test_a_persons_hedge_asks_when_its_timer_is_over_twice_at_most() -> None:
    walk = Walk(trade=a_trade())
    walk.fill_hedge(by_hand=True)
    asked = []

    for _ in range(3):
        asked += of_kind(walk.wait(75), events.FlatAsked)
        walk.extend()

    assert len(asked) == 2


@pytest.mark.parametrize("how", HedgeEnd)
@pytest.mark.parametrize(
    ("score", "state"),
    [(-4.0, WARNING_L2), (-3.9, WARNING_L1), (-2.0, WARNING_L1), (-1.9, HEALTHY)],
)
def test_a_persons_hedge_ends_by_the_last_score_without_actions(
    how: HedgeEnd, score: float, state: TradeState
) -> None:
    hedge = a_hedge(by_hand=True)
    walk = Walk(trade=a_trade(state=HEDGED, hedge=hedge, judgement=a_judgement(score)))

    facts = walk.end_hedge(how)

    assert walk.trade.state is state
    assert called(facts) == []


def test_an_unsettled_hedge_leaves_the_state_it_was_opened_from() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L2))

    walk.send(ActionKind.HEDGE)
    walk.score(-9.0)

    assert walk.trade.state is WARNING_L2
    assert walk.trade.unsettled()


# --- waiting for an order to settle


def test_the_score_waits_while_an_order_is_unsettled_and_is_then_judged_once() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L2))
    walk.send()

    blocked = walk.score(0.5)
    unsettled = walk.judge_waiting()
    walk.settle()
    judged = walk.judge_waiting()
    again = walk.judge_waiting()

    assert states(blocked) == []
    assert unsettled == ()
    assert states(judged) == [WARNING_L1, HEALTHY]
    assert again == ()


def test_a_stop_on_its_way_does_not_make_the_score_wait() -> None:
    walk = Walk(trade=a_trade())
    walk.send(ActionKind.STOP)

    facts = walk.score(-4.5)

    assert states(facts) == [WARNING_L1, WARNING_L2]


def test_scores_confirm_while_they_wait() -> None:
    walk = Walk(trade=a_trade())
    walk.send()
    walk.score(-2.5)
    walk.score(-2.5)
    walk.settle()

    facts = walk.judge_waiting()

    assert states(facts) == [WARNING_L1]


def test_choch_against_does_not_wait_for_an_unsettled_order() -> None:
    walk = Walk(trade=a_trade(state=HEDGED))
    walk.send()

    facts = walk.score(-5.0, seen=CHOCH_AGAINST)

    assert called(facts) == [Duty.CLOSE_ALL]


@pytest.mark.parametrize(("state", "duty"), [(HEALTHY, Duty.TRAIL), (HEDGED, Duty.CLOSE_HEDGE)])
def test_a_break_seen_while_an_order_is_unsettled_is_not_lost(
    state: TradeState, duty: Duty
) -> None:
    walk = Walk(trade=a_trade(state=state))
    walk.send()
    walk.score(-3.0, seen=BOS)
    walk.settle()

    walk.judge_waiting()

    assert duty in walk.trade.duties


def test_a_score_that_waited_is_judged_in_the_state_the_book_left() -> None:
    walk = Walk(trade=a_trade(state=HEDGED))
    walk.send(ActionKind.CLOSE_HEDGE)
    walk.score(-1.0)
    walk.settle(ActionKind.CLOSE_HEDGE)
    walk.end_hedge(HedgeEnd.HAND)

    facts = walk.judge_waiting()

    assert states(facts) == [WARNING_L1]


# --- observing


def test_observing_changes_states_and_owes_nothing() -> None:
    walk = Walk(trade=a_trade(), armed=False)

    facts = walk.score(-6.5)

    assert states(facts) == [WARNING_L1, WARNING_L2]
    assert called(facts) == [Duty.TIGHTEN, Duty.HALF, Duty.BREAKEVEN, Duty.HEDGE]
    assert walk.trade.duties == frozenset()


def test_observing_announces_a_standing_call_once() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L2), armed=False)

    facts = walk.score(-6.5) + walk.score(-7.0)

    assert called(facts) == [Duty.HEDGE]


def test_observing_announces_every_new_break() -> None:
    walk = Walk(trade=a_trade(), armed=False)

    facts = walk.score(0.5, seen=BOS) + walk.score(0.5, seen=BOS)

    assert called(facts) == [Duty.TRAIL, Duty.TRAIL]


def test_leaving_observe_executes_nothing_retroactively() -> None:
    walk = Walk(trade=a_trade(), armed=False)
    walk.score(-5.0)

    walk.armed = True
    facts = walk.wait() + walk.score(-5.0)

    assert called(facts) == []
    assert walk.trade.duties == frozenset()


def test_entering_observe_drops_what_was_owed() -> None:
    walk = Walk(trade=a_trade())
    walk.score(-6.5)

    walk.armed = False
    walk.wait()
    walk.armed = True
    facts = walk.wait()

    assert facts == ()
    assert walk.trade.duties == frozenset()


def test_a_call_that_still_holds_after_observing_is_a_new_call() -> None:
    walk = Walk(trade=a_trade(state=WARNING_L2), armed=False)
    walk.score(-6.5)
    walk.armed = True

    walk.score(-6.5)

    assert walk.trade.duties == {Duty.HEDGE}


# --- the end


@pytest.mark.parametrize("state", [HEALTHY, WARNING_L1, WARNING_L2, HEDGED, RECOVERING])
def test_the_end_of_the_main_closes_from_every_state(state: TradeState) -> None:
    walk = Walk(trade=a_trade(state=state, owed=owing(Duty.CLOSE_ALL, Duty.TRAIL)))

    walk.lose_main()

    assert walk.trade.is_closed
    assert walk.trade.timers == ()
    assert walk.trade.duties == frozenset()


def test_nothing_happens_to_a_closed_trade() -> None:
    walk = Walk(trade=a_trade(state=CLOSED))

    facts = walk.score(-9.0, seen=CHOCH_AGAINST) + walk.wait(200) + walk.judge_waiting()

    assert facts == ()
    assert walk.fill_hedge()[1:] == ()
    assert walk.end_hedge(HedgeEnd.STOP)[1:] == ()
    assert walk.lose_main()[1:] == ()
    assert walk.trade.is_closed


# --- what always holds

SCORES = st.sampled_from([-9.0, -6.0, -5.0, -4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 3.0])
SIGHTINGS = st.sampled_from([None, None, BOS, CHOCH, BOS_AGAINST, CHOCH_AGAINST])
STEPS = st.one_of(
    st.tuples(st.just("score"), SCORES, st.booleans(), SIGHTINGS),
    st.tuples(st.just("wait"), st.sampled_from([1, 16, 31, 61, 76])),
    st.tuples(st.just("hedge"), st.booleans()),
    st.tuples(st.just("end"), st.sampled_from(list(HedgeEnd))),
    st.tuples(st.just("send"), st.sampled_from([ActionKind.REDUCE, ActionKind.STOP])),
    st.tuples(st.just("settle")),
    st.tuples(st.just("hold")),
    st.tuples(st.just("arm"), st.booleans()),
    st.tuples(st.just("half")),
    st.tuples(st.just("stop")),
    st.tuples(st.just("gone")),
)
WALKS = st.lists(STEPS, min_size=1, max_size=25)


STOP_DUTIES = frozenset({Duty.TIGHTEN, Duty.TRAIL, Duty.BREAKEVEN})


def step(walk: Walk, given_step: tuple) -> tuple[events.TradeFact, ...]:
    """Do what is possible now; the rest is left out."""
    name, *how = given_step
    return POSSIBLE[name](walk, *how) or ()


def settle(walk: Walk) -> tuple[events.TradeFact, ...]:
    if not walk.trade.pending:
        return ()
    return walk.settle(walk.trade.pending[0].kind) + walk.judge_waiting()


def arm(walk: Walk, armed: bool) -> None:
    walk.armed = armed


def move_stop(walk: Walk) -> tuple[events.TradeFact, ...]:
    duties = sorted(walk.trade.duties & STOP_DUTIES, key=lambda duty: duty.value)
    return walk.take(stop_moved(duties[0])) if duties else ()


def fill(walk: Walk, by_hand: bool) -> tuple[events.TradeFact, ...]:
    possible = walk.trade.hedge is None and not walk.trade.is_closed
    return walk.fill_hedge(by_hand=by_hand) if possible else ()


POSSIBLE = {
    "score": lambda walk, score, flips, seen: walk.score(score, flips=flips, seen=seen),
    "wait": lambda walk, minutes: walk.wait(minutes),
    "hedge": fill,
    "end": lambda walk, how: walk.end_hedge(how) if walk.trade.hedge is not None else (),
    "send": lambda walk, kind: () if walk.trade.pending else walk.send(kind),
    "settle": settle,
    "hold": lambda walk: walk.hold(),
    "arm": arm,
    "half": lambda walk: walk.take(part_closed()) if Duty.HALF in walk.trade.duties else (),
    "stop": move_stop,
    "gone": lambda walk: () if walk.trade.is_closed else walk.lose_main(),
}


@settings(max_examples=300, deadline=None)
@given(WALKS, st.booleans(), st.booleans())
def test_only_listed_transitions_happen_and_the_book_is_believed(
    steps: list[tuple], adopted: bool, armed: bool
) -> None:
    walk = Walk(trade=a_new_trade(adopted=adopted), armed=armed)

    for given_step in steps:
        before = walk.trade.state
        for fact in of_kind(step(walk, given_step), events.StateChanged):
            assert fact.before is before
            assert (fact.before, fact.after) in LISTED
            before = fact.after
        trade = walk.trade
        assert trade.state is before
        assert (trade.state is HEDGED) == (trade.hedge is not None and not trade.is_closed)
        assert Duty.HEDGE not in trade.duties or trade.state is WARNING_L2
        assert Duty.CLOSE_HEDGE not in trade.duties or trade.state is HEDGED
        assert not trade.is_closed or not trade.timers
        assert len({timer.kind for timer in trade.timers}) == len(trade.timers)
        assert len(trade.duties) == len(trade.owed)


@settings(max_examples=150, deadline=None)
@given(WALKS, st.data())
def test_folding_the_facts_in_any_split_gives_the_same_trade(
    steps: list[tuple], data: st.DataObject
) -> None:
    start = a_new_trade()
    walk = Walk(trade=start)
    for given_step in steps:
        step(walk, given_step)
    cut = data.draw(st.integers(0, len(walk.history)))

    folded = refold(walk.history[cut:], refold(walk.history[:cut], start))

    assert folded == walk.trade


@settings(max_examples=150, deadline=None)
@given(WALKS)
def test_mirrored_trades_are_decided_alike(steps: list[tuple]) -> None:
    buy, sell = Walk(trade=a_new_trade()), Walk(trade=a_new_trade(side=Side.SELL))

    for given_step in steps:
        bought, sold = step(buy, given_step), step(sell, given_step)
        assert bought == sold

    assert replace(sell.trade, side=Side.BUY) == buy.trade


@pytest.mark.parametrize("state", TradeState)
@pytest.mark.parametrize(
    "given_step",
    [
        *(("score", score, flips, None) for score in (-9.0, -3.0, 2.0) for flips in (True, False)),
        *(("score", -3.0, False, seen) for seen in (BOS, CHOCH, BOS_AGAINST, CHOCH_AGAINST)),
        *(("wait", minutes) for minutes in (0, 31, 76, 3000)),
        ("hedge", False),
        ("hedge", True),
        *(("end", how) for how in HedgeEnd),
        ("send", ActionKind.HEDGE),
        ("hold",),
        ("gone",),
    ],
)
@pytest.mark.parametrize("judged", [True, False])
def test_every_state_has_an_answer_to_every_input(
    state: TradeState, given_step: tuple, judged: bool
) -> None:
    trade = a_trade(state=state)
    walk = Walk(trade=trade if judged else replace(trade, judgement=None, entry_score=None))

    step(walk, given_step)

    assert walk.trade.state is state or (state, walk.trade.state) in reachable()


def reachable() -> set[tuple[TradeState, TradeState]]:
    """Pairs of states linked by listed transitions, several in one evaluation included."""
    pairs = set(LISTED)
    for _ in TradeState:
        pairs |= {(one, three) for one, two in pairs for also, three in pairs if two is also}
    return pairs


def test_a_key_of_another_trade_never_appears() -> None:
    walk = Walk(trade=a_new_trade())

    facts = walk.score(-6.5) + walk.fill_hedge() + walk.wait(80)

    assert {fact.key for fact in facts} == {KEY}


def test_a_call_for_everything_comes_from_outside_too() -> None:
    trade: Trade = a_trade(owed=owing(Duty.TRAIL))
    walk = Walk(trade=trade)

    walk.take(duty_called(Duty.CLOSE_ALL, Rule.DAILY_LIMIT))

    assert walk.trade.duties == {Duty.TRAIL, Duty.CLOSE_ALL}
    assert hedge_opened().by_hand is False
