"""The last look before an order leaves: it must still fit what the broker holds now."""

from decimal import Decimal

import pytest

from dtms.core.actions import CloseCause, MoveStop, Reduce, StopCause, TradeAction
from dtms.core.events import Refusal
from dtms.core.intents import IntentState
from dtms.core.machine import Circumstances
from dtms.core.market import Side
from dtms.core.trade import TradeKey
from dtms.engine.executor import Executor, Order, Result, Sent
from dtms.engine.run_now import run_now
from tests.house import SYMBOL, House, a_house


def carried_out(house: House, action: TradeAction) -> Result:
    """Send one action past everything that was planned before it."""
    station = house.engine.station
    now = station.clock.market()
    order = Order(duty=None, decision=0, automatic=True, day=station.broker.broker_day(now))
    around = Circumstances(now=now, armed=True, settled=True, loss_r=None)
    return run_now(Executor(station).carry_out(action, order, around))


def a_stop_at(key: TradeKey, stop: str, *, target: str | None = "1.12000") -> MoveStop:
    return MoveStop(
        key=key,
        ticket=key.position,
        symbol=SYMBOL,
        side=Side.BUY,
        stop=Decimal(stop),
        target=None if target is None else Decimal(target),
        cause=StopCause.TIGHTEN,
    )


@pytest.mark.parametrize("stop", ["1.09000", "1.09500"])
def test_a_stop_that_would_widen_what_is_held_now_is_not_sent(stop: str) -> None:
    house = a_house()
    key = house.buy(sl=1.0900)
    house.check(0.5)
    house.terminal.hand.modify(key.position, sl=1.0950)

    result = carried_out(house, a_stop_at(key, stop))

    held = house.terminal.api.positions_get(ticket=key.position)[0]
    assert result == Result(sent=Sent.REFUSED, refusal=Refusal.ALREADY_TIGHTER)
    assert held.sl == 1.0950


@pytest.mark.parametrize("planned", ["1.12000", None])
def test_a_stop_carries_the_target_that_is_held_now(planned: str | None) -> None:
    house = a_house()
    key = house.buy(sl=1.0900, tp=1.1200)
    house.check(0.5)
    house.terminal.hand.modify(key.position, tp=1.1300)

    result = carried_out(house, a_stop_at(key, "1.09500", target=planned))

    held = house.terminal.api.positions_get(ticket=key.position)[0]
    assert result.sent is Sent.VERIFIED
    assert (held.sl, held.tp) == (1.0950, 1.1300)


def test_a_part_is_not_closed_of_a_volume_that_has_changed() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    house.terminal.hand.close(key.position, 0.05)
    half = Reduce(
        key=key,
        ticket=key.position,
        symbol=SYMBOL,
        side=Side.BUY,
        volume=Decimal("0.05"),
        remaining=Decimal("0.05"),
        cause=CloseCause.HALF,
    )

    result = carried_out(house, half)

    assert result == Result(sent=Sent.REFUSED, refusal=Refusal.BOOK_CHANGED)
    assert house.volume_of(key.position) == Decimal("0.05")


def test_the_intent_is_in_the_journal_before_it_is_sent_and_says_how_far_it_got() -> None:
    house = a_house()
    key = house.buy(sl=1.0900)
    house.check(0.5)
    account = house.engine.station.ledger.account
    passed: list[tuple[str, list[IntentState]]] = []

    def read(point: str) -> None:
        if point.startswith("executor."):
            stored = run_now(house.store.journal.load(account))
            passed.append((point, [intent.state for intent in stored.intents]))

    house.fail_at(read)

    carried_out(house, a_stop_at(key, "1.09500"))

    assert passed == [
        ("executor.pending", [IntentState.PENDING]),
        ("executor.sent", [IntentState.SENT]),
        ("executor.answered", [IntentState.SENT]),
        ("executor.verified", [IntentState.SENT]),
    ]
