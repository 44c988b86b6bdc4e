"""The watch itself: each invariant is seen to be broken when it is."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from dtms.core import events
from dtms.core.commands import Pause, Resume, TradeCommand, Verb
from dtms.core.events import Rail
from dtms.core.intents import Intent
from dtms.core.magic import Magic
from dtms.core.trade import ActionKind
from dtms.engine.run_now import run_now
from dtms.sim.records import Deal
from tests.crash.stories import begun, told
from tests.simulation.calm import check_end, no_orphans
from tests.simulation.chat import OWNER
from tests.simulation.phone import STRANGER, Sent
from tests.simulation.watch import Broken
from tests.simulation.world import World


@pytest.fixture
def world() -> World:
    """A trade that was halved and hedged."""
    return told(begun(ActionKind.HEDGE), ActionKind.HEDGE)


def magic_of(world: World, kind: ActionKind, intent: int = 1) -> int:
    return int(Magic(namespace=world.engine.station.namespace, kind=kind, intent=intent))


def sent(world: World, kind: ActionKind, **changes: object) -> Intent:
    """The newest intent of a kind, put back as if it were on its way."""
    row = world.watch.database.execute(
        "SELECT id FROM intent WHERE kind = ? ORDER BY rowid DESC", (kind.name.lower(),)
    ).fetchone()
    intent = run_now(world.store.journal.intent(row[0]))
    assert intent is not None
    world.watch.database.execute("UPDATE intent SET state = 'sent' WHERE id = ?", (intent.id,))
    intent = replace(intent, **changes)  # type: ignore[arg-type]  # a test's own changes
    world.engine.station.ledger.intents[intent.id] = intent
    return intent


def main_of(world: World) -> int:
    return next(key.position for key in world.watch.trades)


def request_of(world: World, kind: ActionKind, **changes: object) -> dict[str, object]:
    """The order of an intent put back, with changes."""
    intent = sent(world, kind)
    world.watch._doubt.discard(intent.magic)
    plain: dict[str, object] = {"magic": intent.magic, "symbol": "EURUSD"}
    if kind is ActionKind.STOP:
        plain |= {"position": main_of(world), "sl": 1.099, "tp": 1.12}
    else:
        plain |= {"volume": 0.05}
    return plain | changes


def breaks(world: World, invariant: str, act: Callable[[], object]) -> None:
    """Assert that an act breaks what it is meant to break, and that first."""
    act()
    with pytest.raises(Broken, match=rf"^{invariant} at "):
        look(world)


def look(world: World) -> None:
    """Raise what was noted, or look for more."""
    world.watch.verify()
    world.watch.step()


def test_nothing_is_broken_in_a_story_well_told(world: World) -> None:
    world.watch.step()
    check_end(world)

    assert world.watch.wrong == []


def test_order_without_an_intent(world: World) -> None:
    request = {"magic": magic_of(world, ActionKind.HEDGE), "symbol": "EURUSD", "volume": 0.05}

    breaks(world, "I2", lambda: world.watch.leaving(request))


def test_order_sent_again_in_doubt(world: World) -> None:
    request = request_of(world, ActionKind.STOP)
    world.watch._doubt.add(int(str(request["magic"])))

    breaks(world, "I2", lambda: world.watch.leaving(request))


@pytest.mark.parametrize("levels", [{"sl": 0.0}, {"sl": 1.05}, {"tp": 0.0}, {"tp": 1.3}], ids=str)
def test_stop_widened_or_target_changed(world: World, levels: dict[str, object]) -> None:
    request = request_of(world, ActionKind.STOP, **levels)

    breaks(world, "I3", lambda: world.watch.leaving(request))


@pytest.mark.parametrize("volume", [0.0, 0.005, 0.055])
def test_volume_off_the_grid(world: World, volume: float) -> None:
    request = request_of(world, ActionKind.REDUCE, volume=volume)

    breaks(world, "I4", lambda: world.watch.leaving(request))


def test_hedge_larger_than_its_family(world: World) -> None:
    request = request_of(world, ActionKind.HEDGE, volume=0.06)

    breaks(world, "I4", lambda: world.watch.leaving(request))


def test_hedge_while_paused(world: World) -> None:
    ledger = world.engine.station.ledger
    ledger.settings = replace(ledger.settings, paused=True)
    request = request_of(world, ActionKind.HEDGE)

    breaks(world, "I5", lambda: world.watch.leaving(request))


def test_hedge_before_the_book_was_compared(world: World) -> None:
    world.engine.surveyor.reconciled = False
    request = request_of(world, ActionKind.HEDGE)

    breaks(world, "I5", lambda: world.watch.leaving(request))


def test_transition_that_is_not_listed(world: World) -> None:
    changed = next(
        one for one in reversed(world.watch.facts) if isinstance(one.fact, events.StateChanged)
    )

    breaks(world, "I7", lambda: world.watch._fold(changed))


def test_memory_that_is_not_its_facts(world: World) -> None:
    key, trade = next(iter(world.engine.station.ledger.trades.items()))
    world.engine.station.ledger.trades[key] = replace(trade, streak=9)

    breaks(world, "I7", world.watch._memory)


def test_announcement_without_a_fact(world: World) -> None:
    sql = "INSERT INTO outbox (seq, priority, queued_at) VALUES (1, 'red', '')"

    breaks(world, "I8", lambda: world.watch.database.execute(sql))


def test_announcement_that_never_arrives(world: World) -> None:
    world.chat.arrived.pop()

    with pytest.raises(Broken, match=r"^L2 at "):
        check_end(world)


def test_announcements_out_of_order(world: World) -> None:
    world.chat.arrived[:] = reversed(world.chat.arrived)

    with pytest.raises(Broken, match=r"^I8 at "):
        check_end(world)


def test_strangers_position_touched(world: World) -> None:
    stranger = world.terminal.hand.buy("EURUSD", 0.01)
    request = request_of(world, ActionKind.STOP, position=stranger)

    breaks(world, "I11", lambda: world.watch.leaving(request))


def test_storm_of_refused_orders(world: World) -> None:
    def storm() -> None:
        for _ in range(40):
            world.watch._no_storm(magic_of(world, ActionKind.STOP), main_of(world))

    breaks(world, "I13", storm)


def test_money_out_of_nothing(world: World) -> None:
    def gift() -> None:
        world.books.totals.balance += 1

    breaks(world, "I14", gift)


def test_second_deal_of_one_order(world: World) -> None:
    own = next(deal for deal in world.books.deals.values() if world.watch.magic(deal.magic))

    def twice() -> None:
        again: Deal = replace(own, ticket=world.books.next_deal())
        world.books.book(again)

    breaks(world, "I2", twice)


def test_second_hedge_of_one_family(world: World) -> None:
    hedge = next(
        held
        for held in world.books.positions.values()
        if (magic := world.watch.magic(held.magic)) and magic.kind is ActionKind.HEDGE
    )

    breaks(world, "I1", lambda: world.books.put(replace(hedge, ticket=hedge.ticket + 1000)))


def test_hedge_without_its_main(world: World) -> None:
    del world.books.positions[main_of(world)]

    no_orphans(world)

    with pytest.raises(Broken, match=r"^L3 at "):
        world.watch.verify()


def test_hedge_on_an_old_quote(world: World) -> None:
    world.terminal.advance_to(world.plan.start + 2 * world.plan.length)
    request = request_of(world, ActionKind.HEDGE)

    breaks(world, "I6", lambda: world.watch.leaving(request))


def test_tap_that_counts_twice(world: World) -> None:
    key = next(iter(world.watch.trades))
    world.phone.tap(TradeCommand(key=key, verb=Verb.ACKNOWLEDGE, by=OWNER, version=None))

    def again() -> None:
        world.watch.database.execute("UPDATE button SET used_at = NULL")
        world.phone._deal_with(world.phone._sent[1])

    breaks(world, "I9", again)


def test_button_that_works_for_a_stranger(world: World) -> None:
    key = next(iter(world.watch.trades))
    command = TradeCommand(key=key, verb=Verb.ACKNOWLEDGE, by=OWNER, version=None)
    nonce = world.phone._draw(command)
    world.watch.database.execute("UPDATE button SET user = ?, chat = ?", (STRANGER, STRANGER))
    sent = Sent(update=1, user=STRANGER, nonce=nonce, command=command)

    breaks(world, "I9", lambda: world.phone._deal_with(sent))


def test_typed_command_that_is_recorded_twice(world: World) -> None:
    pause = Pause(account=world.account, by=OWNER)
    world.phone.type(pause)

    def again() -> None:
        run_now(world.engine.handle(Resume(account=world.account, by=OWNER)))
        world.phone._deal_with(world.phone._sent[1])

    breaks(world, "I9", again)


def test_base_that_is_not_the_accounts(world: World) -> None:
    base = world.watch.bases[-1]
    forged = replace(base, at=world.now, equity=base.equity + 1)

    breaks(world, "I10", lambda: run_now(world.engine.station.ledger.record((forged,))))


def test_loss_rail_that_binds_for_no_reason(world: World) -> None:
    world.check()
    ledger = world.engine.station.ledger
    ledger.book = replace(ledger.book, tripped=ledger.book.tripped ^ {Rail.DAILY_LOSS})

    breaks(world, "I10", lambda: None)


def test_start_that_announces(world: World) -> None:
    sql = "INSERT INTO outbox (seq, priority, queued_at) VALUES (1, 'red', '')"
    world.watch.starting()
    world.watch.database.execute(sql)

    breaks(world, "I12", world.watch.started)
