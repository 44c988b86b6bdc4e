from dataclasses import replace
from typing import cast

from dtms.adapters.journal import Store
from dtms.core import events
from dtms.core.events import Fact
from dtms.core.notices import Priority
from dtms.core.trade import TradeState
from dtms.ports import Changes
from tests.adapters.desk import KEY, NOW, a_change, a_trade, at, key
from tests.core.shapes import example

ANNA, BORIS = 100, 200
BOTH = frozenset({ANNA, BORIS})
RED = replace(example(events.OrphanSeen), key=KEY)


async def announce(store: Store, *facts: object) -> None:
    await store.journal.commit(Changes(facts=cast("tuple[Fact, ...]", facts)))


async def due(store: Store, *, minutes: float = 0) -> list[tuple[int, int]]:
    return [(one.chat, one.seq) for one in await store.outbox.pending(at(minutes), limit=50)]


async def test_each_chat_gets_each_announcement_in_order(store: Store) -> None:
    await store.outbox.plan(BOTH)
    await announce(store, a_change(), a_change())
    await store.outbox.plan(BOTH)

    assert await due(store) == [(ANNA, 1), (BORIS, 1), (ANNA, 2), (BORIS, 2)]


async def test_planning_again_adds_nothing(store: Store) -> None:
    await store.outbox.plan(BOTH)
    await announce(store, a_change())
    await store.outbox.plan(BOTH)
    await store.outbox.plan(BOTH)

    assert await due(store) == [(ANNA, 1), (BORIS, 1)]


async def test_a_later_chat_gets_no_old_news(store: Store) -> None:
    await store.outbox.plan(frozenset({ANNA}))
    await announce(store, a_change())
    await store.outbox.plan(BOTH)
    await announce(store, a_change())
    await store.outbox.plan(BOTH)

    assert await due(store) == [(ANNA, 1), (ANNA, 2), (BORIS, 2)]


async def test_a_chat_left_out_is_silent_until_it_is_back(store: Store) -> None:
    await store.outbox.plan(BOTH)
    await store.outbox.plan(frozenset({ANNA}))
    await announce(store, a_change())
    await store.outbox.plan(frozenset({ANNA}))
    assert await due(store) == [(ANNA, 1)]

    await store.outbox.plan(BOTH)
    await announce(store, a_change())
    await store.outbox.plan(BOTH)

    assert await due(store) == [(ANNA, 1), (ANNA, 2), (BORIS, 2)]


async def test_nobody_to_tell_is_no_error(store: Store) -> None:
    await store.outbox.plan(frozenset())
    await announce(store, a_change())

    assert await due(store) == []


async def test_an_announcement_tells_its_fact_and_its_age(store: Store) -> None:
    await store.outbox.plan(frozenset({ANNA}))
    await announce(store, a_change(after=TradeState.WARNING_L1), RED)
    await store.outbox.plan(frozenset({ANNA}))

    quiet, red = await store.outbox.pending(NOW, limit=5)

    assert quiet.fact == a_change(after=TradeState.WARNING_L1)
    assert (quiet.priority, quiet.queued_at, quiet.expires) == (Priority.SILENT, NOW, at(30))
    assert (red.priority, red.expires, red.attempts) == (Priority.RED, None, 0)


async def test_what_is_sent_is_not_sent_again(store: Store) -> None:
    await store.outbox.plan(BOTH)
    await announce(store, a_change(), a_change(), a_change())
    await store.outbox.plan(BOTH)

    await store.outbox.delivered(1, chat=ANNA, message_id=77, at=NOW)
    await store.outbox.merged([1, 2], chat=BORIS, message_id=78, at=NOW)

    assert await due(store) == [(ANNA, 2), (ANNA, 3), (BORIS, 3)]


async def test_a_refused_chat_waits_as_a_whole_and_red_goes_first(store: Store) -> None:
    await store.outbox.plan(BOTH)
    await announce(store, a_change(), a_change(), RED)
    await store.outbox.plan(BOTH)
    await store.outbox.failed(1, chat=ANNA, retry_at=at(10))

    assert await due(store) == [(BORIS, 1), (BORIS, 2), (BORIS, 3)]
    later = [one for one in await due(store, minutes=10) if one[0] == ANNA]
    assert later == [(ANNA, 3), (ANNA, 1), (ANNA, 2)]

    await store.outbox.delivered(1, chat=ANNA, message_id=1, at=at(10))
    calm = [one for one in await due(store, minutes=10) if one[0] == ANNA]
    assert calm == [(ANNA, 2), (ANNA, 3)]


async def test_what_can_never_be_sent_does_not_hold_up_the_rest(store: Store) -> None:
    await store.outbox.plan(frozenset({ANNA}))
    await announce(store, a_change(), a_change())
    await store.outbox.plan(frozenset({ANNA}))
    await store.outbox.failed(1, chat=ANNA, retry_at=at(10))

    await store.outbox.dead(1, chat=ANNA, reason="blocked")

    assert await due(store) == [(ANNA, 2)]


async def test_the_backlog_is_counted(store: Store) -> None:
    await store.outbox.plan(BOTH)
    await announce(store, a_change(), RED)
    await store.outbox.plan(BOTH)
    await store.outbox.delivered(2, chat=BORIS, message_id=5, at=NOW)

    backlog = await store.outbox.backlog()

    assert [(one.chat, one.waiting, one.red) for one in backlog] == [(ANNA, 2, 1), (BORIS, 1, 0)]
    assert backlog[0].oldest == NOW


async def test_alerts_of_one_trade_hang_on_its_first_message(store: Store) -> None:
    await store.outbox.plan(frozenset({ANNA}))
    await announce(store, a_change(where=key(1)), a_change(), a_change())
    await store.outbox.plan(frozenset({ANNA}))
    assert await store.outbox.first_message(ANNA, KEY) is None

    for number, message in ((1, 70), (2, 71), (3, 72)):
        await store.outbox.delivered(number, chat=ANNA, message_id=message, at=NOW)

    assert await store.outbox.first_message(ANNA, KEY) == 71
    assert await store.outbox.first_message(BORIS, KEY) is None
    assert await store.outbox.trade_of(ANNA, 72) == KEY
    assert await store.outbox.trade_of(ANNA, 70) == key(1)
    assert await store.outbox.trade_of(ANNA, 99) is None


async def test_what_is_not_sent_is_never_cleared_away(store: Store) -> None:
    await store.outbox.plan(BOTH)
    await announce(store, a_change())
    await store.journal.commit(Changes(trades=(a_trade(state=TradeState.CLOSED),)))
    await store.outbox.plan(BOTH)
    await store.outbox.delivered(1, chat=ANNA, message_id=7, at=NOW)
    await store.forget(before=at(60))
    assert await due(store) == [(BORIS, 1)]

    await store.outbox.delivered(1, chat=BORIS, message_id=8, at=NOW)

    assert await store.forget(before=at(60)) == 1
