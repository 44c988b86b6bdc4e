from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from dtms.adapters.ids import SeededIds
from dtms.adapters.journal import Store, open_plain
from dtms.adapters.journal.history import DECISIONS
from dtms.core import events
from dtms.core.codec import FACT_KINDS, BadRecord
from dtms.core.errors import JournalUnavailable, SecondHedge
from dtms.core.events import Fact, HedgeEnd
from dtms.core.intents import IntentState
from dtms.core.notices import notice_of
from dtms.core.policy import Mode
from dtms.core.trade import TradeKey, TradeState
from dtms.ports import AccountSettings, Changes, Decision, Stored
from tests.adapters.desk import (
    ACCOUNT,
    KEY,
    NOW,
    StillClock,
    a_change,
    a_decision,
    a_hedge_closed,
    a_hedge_intent,
    a_hedge_opened,
    a_plain_store,
    a_trade,
    at,
    finish,
    key,
)
from tests.core.shapes import example

EVERY_FACT = tuple(cast("Fact", example(of)) for _, _, of in FACT_KINDS)


async def rows(store: Store, query: str) -> list[tuple[object, ...]]:
    return cast("list[tuple[object, ...]]", await store.database.read(lambda sql: sql.rows(query)))


async def test_facts_are_numbered_in_order(store: Store) -> None:
    first = await store.journal.commit(Changes(facts=(a_change(), a_change())))
    second = await store.journal.commit(Changes(facts=(a_change(),)))

    assert [one.seq for one in first + second] == [1, 2, 3]
    assert await store.journal.history(KEY) == first + second
    assert await store.journal.facts(after=1) == (first[1], *second)


async def test_every_fact_is_kept_and_announced_once_at_most(store: Store) -> None:
    recorded = await store.journal.commit(Changes(facts=EVERY_FACT))

    announced = [(one.seq,) for one in recorded if notice_of(one.fact)]
    assert await store.journal.facts(after=0) == recorded
    assert await rows(store, "SELECT seq FROM outbox ORDER BY id") == announced


async def test_what_is_stored_is_loaded(store: Store) -> None:
    trade, intent = a_trade(), a_hedge_intent(5)
    settings = AccountSettings(mode=Mode.CONFIRM, paused=True)
    base = events.EquityBase(
        account=ACCOUNT, at=NOW, day=date(2026, 3, 2), equity=1000.5, estimated=True
    )
    await store.journal.commit(
        Changes(facts=(base,), trades=(trade,), intents=(intent,), settings=((ACCOUNT, settings),))
    )
    await store.journal.cycle_done(ACCOUNT, at(3))

    loaded = await store.journal.load(ACCOUNT)

    assert loaded == Stored(
        trades=(trade,),
        intents=(intent,),
        settings=settings,
        equity_base=base,
        last_cycle=at(3),
        known=frozenset({KEY.position}),
    )


async def test_closed_and_settled_are_known_but_not_loaded(store: Store) -> None:
    done = a_hedge_intent(5, state=IntentState.SETTLED, executed=True, settled_at=NOW)
    await store.journal.commit(
        Changes(trades=(a_trade(state=TradeState.CLOSED),), intents=(a_hedge_intent(5),))
    )
    await store.journal.commit(Changes(intents=(done,)))

    loaded = await store.journal.load(ACCOUNT)

    assert (loaded.trades, loaded.intents) == ((), ())
    assert loaded.known == {KEY.position}
    assert await store.journal.intent(5) == done


async def test_another_account_holds_nothing(store: Store) -> None:
    await store.journal.commit(Changes(facts=(a_change(),), trades=(a_trade(),)))
    stranger = ACCOUNT._replace(server="Live-2")

    assert await store.journal.load(stranger) == Stored()
    assert await store.journal.history(TradeKey(account=stranger, position=4711)) == ()


async def test_a_cycle_alone_makes_no_settings(store: Store) -> None:
    await store.journal.cycle_done(ACCOUNT, NOW)

    assert (await store.journal.load(ACCOUNT)).settings is None


async def test_timers_follow_the_trade(store: Store) -> None:
    await store.journal.commit(Changes(trades=(a_trade(),)))
    assert await rows(store, "SELECT kind, due_utc FROM timer") == [
        ("flat", "2026-03-02T10:45:00.000000+00:00")
    ]

    await store.journal.commit(Changes(trades=(replace(a_trade(), timers=()),)))
    assert await rows(store, "SELECT * FROM timer") == []


async def test_namespace_is_drawn_once(tmp_path: Path) -> None:
    path = tmp_path / "dtms.sqlite3"
    store = a_plain_store(path)
    drawn = await store.journal.namespace()
    await store.close()

    again = a_plain_store(path)

    assert await again.journal.namespace() == drawn
    assert 1 <= drawn <= 8191
    await again.close()


async def test_nan_writes_nothing(store: Store) -> None:
    poison = replace(a_change(), score=float("nan"))

    with pytest.raises(BadRecord):
        await store.journal.commit(Changes(facts=(a_change(), poison), trades=(a_trade(),)))

    assert await store.journal.load(ACCOUNT) == Stored()


# --- at most one hedge for each trade


async def test_a_second_hedge_is_refused_and_nothing_of_the_step_written(store: Store) -> None:
    await store.journal.commit(Changes(intents=(a_hedge_intent(5),)))

    with pytest.raises(SecondHedge):
        await store.journal.commit(Changes(facts=(a_change(),), intents=(a_hedge_intent(6),)))

    assert await store.journal.facts(after=0) == ()
    assert await store.journal.intent(6) is None


@pytest.mark.parametrize(
    "state", [IntentState.SENT, IntentState.DONE, IntentState.UNKNOWN, IntentState.PENDING]
)
async def test_an_unsettled_hedge_blocks_the_next(store: Store, state: IntentState) -> None:
    await store.journal.commit(Changes(intents=(a_hedge_intent(5),)))
    await store.journal.commit(Changes(intents=(a_hedge_intent(5, state=state),)))

    with pytest.raises(SecondHedge):
        await store.journal.commit(Changes(intents=(a_hedge_intent(6),)))


@pytest.mark.parametrize("state", [IntentState.REJECTED, IntentState.SETTLED])
async def test_a_hedge_proven_absent_makes_room(store: Store, state: IntentState) -> None:
    await store.journal.commit(Changes(intents=(a_hedge_intent(5),)))
    absent = a_hedge_intent(5, state=state, executed=False, settled_at=NOW)

    await store.journal.commit(Changes(intents=(a_hedge_intent(6), absent)))

    assert await store.journal.intent(6) == a_hedge_intent(6)


async def _open_hedge(store: Store) -> None:
    await store.journal.commit(Changes(intents=(a_hedge_intent(5),)))
    filled = a_hedge_intent(5, state=IntentState.SETTLED, executed=True, settled_at=NOW)
    await store.journal.commit(Changes(facts=(a_hedge_opened(5),), intents=(filled,)))


async def test_an_open_hedge_blocks_until_it_is_gone(store: Store) -> None:
    await _open_hedge(store)
    with pytest.raises(SecondHedge):
        await store.journal.commit(Changes(intents=(a_hedge_intent(6),)))

    await store.journal.commit(Changes(facts=(a_hedge_closed(),)))
    await store.journal.commit(Changes(intents=(a_hedge_intent(6),)))

    assert await store.journal.intent(6) is not None


async def test_another_positions_end_does_not_release_a_hedge_on_its_way(store: Store) -> None:
    await store.journal.commit(Changes(intents=(a_hedge_intent(5),)))
    await store.journal.commit(Changes(intents=(a_hedge_intent(5, state=IntentState.SENT),)))

    await store.journal.commit(Changes(facts=(a_hedge_closed(ticket=1, how=HedgeEnd.HAND),)))

    with pytest.raises(SecondHedge):
        await store.journal.commit(Changes(intents=(a_hedge_intent(6),)))


async def test_a_hedge_that_came_and_went_between_two_reads_makes_room(store: Store) -> None:
    await store.journal.commit(Changes(intents=(a_hedge_intent(5),)))
    filled = a_hedge_intent(5, state=IntentState.SETTLED, executed=True, settled_at=NOW)

    await store.journal.commit(Changes(facts=(a_hedge_closed(),), intents=(filled,)))
    await store.journal.commit(Changes(intents=(a_hedge_intent(6),)))

    assert await store.journal.intent(6) is not None


async def test_a_late_hedge_stands_again(store: Store) -> None:
    await store.journal.commit(Changes(intents=(a_hedge_intent(5),)))
    absent = a_hedge_intent(5, state=IntentState.SETTLED, executed=False, settled_at=NOW)
    await store.journal.commit(Changes(intents=(absent,)))

    await store.journal.commit(Changes(facts=(a_hedge_opened(5),)))

    with pytest.raises(SecondHedge):
        await store.journal.commit(Changes(intents=(a_hedge_intent(6),)))


async def test_a_late_surplus_hedge_can_be_recorded(store: Store) -> None:
    await store.journal.commit(Changes(intents=(a_hedge_intent(5),)))
    absent = a_hedge_intent(5, state=IntentState.SETTLED, executed=False, settled_at=NOW)
    await store.journal.commit(Changes(intents=(absent,)))
    await store.journal.commit(Changes(intents=(a_hedge_intent(6),)))

    recorded = await store.journal.commit(Changes(facts=(a_hedge_opened(5),)))

    assert len(recorded) == 1


async def test_other_trades_may_hedge(store: Store) -> None:
    other = ACCOUNT._replace(login=77)
    places = (KEY, key(4712), TradeKey(account=other, position=KEY.position))
    intents = tuple(a_hedge_intent(n, where=where) for n, where in enumerate(places, 1))

    await store.journal.commit(Changes(intents=intents))

    assert [await store.journal.intent(n) for n in (1, 2, 3)] == list(intents)


async def test_a_magic_number_serves_once(store: Store) -> None:
    await store.journal.commit(Changes(intents=(a_hedge_intent(5),)))
    twin = replace(a_hedge_intent(6, where=key(4712)), magic=a_hedge_intent(5).magic)

    with pytest.raises(JournalUnavailable):
        await store.journal.commit(Changes(intents=(twin,)))


# --- explaining


async def test_a_decision_is_explained_by_either_number(store: Store) -> None:
    number = await store.journal.decide(a_decision())
    intent = a_hedge_intent(2**36 + 5, decision=number)
    elsewhere = a_change(where=key(4712))
    step = await store.journal.commit(Changes(facts=(a_change(), elsewhere), intents=(intent,)))
    opened = a_hedge_opened(intent.id, decision=number)
    later = await store.journal.commit(Changes(facts=(replace(opened, at=at(1)),)))

    by_decision = await store.journal.explain(number)
    by_intent = await store.journal.explain(intent.id)

    assert by_decision == by_intent
    assert by_decision is not None
    assert by_decision.decision == a_decision() == await store.journal.decision(number)
    assert by_decision.intents == (intent,)
    assert by_decision.facts == (step[0], *later)
    assert await store.journal.explain(404) is None


async def test_a_persons_order_has_no_decision(store: Store) -> None:
    await store.journal.commit(Changes(intents=(a_hedge_intent(5),)))

    explained = await store.journal.explain(5)

    assert explained is not None
    assert (explained.number, explained.decision) == (None, None)
    assert explained.intents == (a_hedge_intent(5),)


async def test_decisions_keep_the_whole_assessment() -> None:
    decision = example(Decision)

    encoded = DECISIONS.encode(decision)

    assert DECISIONS.decode(encoded.version, encoded.body) == decision


async def test_actions_are_listed_newest_first(store: Store) -> None:
    refused = replace(example(events.ActionRefused), key=KEY)
    elsewhere = replace(refused, key=key(1))
    facts = (a_change(), a_hedge_opened(5), refused, elsewhere, a_hedge_closed())
    await store.journal.commit(Changes(facts=facts))

    actions = await store.journal.actions(KEY, limit=10)
    latest = await store.journal.actions(limit=2)
    totals = await store.journal.totals()

    assert [one.seq for one in actions] == [5, 3, 2]
    assert [one.seq for one in latest] == [5, 4]
    assert (totals.transitions, totals.executed, totals.refused) == (1, 2, 2)


# --- in memory, and making room


def test_a_store_in_memory_never_suspends() -> None:
    store = open_plain(clock=StillClock(), ids=SeededIds(1))

    recorded = finish(store.journal.commit(Changes(facts=(a_change(),), trades=(a_trade(),))))

    assert finish(store.journal.history(KEY)) == recorded
    finish(store.close())


async def test_making_room_spares_open_trades_and_orders(store: Store) -> None:
    judged = replace(example(events.Judged), key=KEY, at=NOW)
    gone = replace(judged, key=key(1))
    closed = a_trade(where=key(1), state=TradeState.CLOSED)
    number = await store.journal.decide(a_decision())
    idle = await store.journal.decide(a_decision())
    await store.journal.commit(
        Changes(
            facts=(judged, gone, a_change(), a_change(where=key(1))),
            trades=(a_trade(), closed),
            intents=(a_hedge_intent(5, decision=number),),
        )
    )

    freed = await store.forget(before=at(60))

    assert freed == 3  # a judgement, an announcement, a decision
    assert [one.seq for one in await store.journal.facts(after=0)] == [1, 3, 4]
    assert await rows(store, "SELECT seq FROM outbox") == [(3,)]
    assert await store.journal.decision(number) is not None
    assert await store.journal.decision(idle) is None


async def test_numbers_are_never_used_again(store: Store) -> None:
    closed = a_trade(state=TradeState.CLOSED)
    judged = replace(example(events.Judged), key=KEY, at=NOW)
    await store.journal.commit(Changes(facts=(judged,), trades=(closed,)))
    await store.forget(before=at(60))

    recorded = await store.journal.commit(Changes(facts=(a_change(),)))

    assert recorded[0].seq == 2
