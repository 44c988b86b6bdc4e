"""Pending orders and brackets: placed once, one cancels the other, guarded at the fill."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from dtms.core import events
from dtms.core.actions import CancelCause
from dtms.core.commands import (
    BracketLeg,
    CancelOrder,
    Lots,
    Outcome,
    PlaceBracket,
    PlaceTrade,
)
from dtms.core.entry import Declined
from dtms.core.events import OrderEnd, Refusal
from dtms.core.market import Side
from dtms.core.policy import BothFilled
from dtms.core.trade import Guard, OrderKind, TradeKey
from dtms.engine.desk import Reply
from dtms.engine.entry import BracketOffer
from dtms.engine.run_now import run_now
from dtms.sim.faults import DropAnswer, DropRequest, Fault, Refuse
from tests.house import GUARDING, House, a_house

UP, DOWN = ((10, 1.1035),), ((10, 1.0965),)
BOTH = ((10, 1.1035), (10.2, 1.0965))  # up and down between two checks


def dec(value: str) -> Decimal:
    return Decimal(value)


def a_ready_house(**more: object) -> House:
    house = a_house(**more)  # type: ignore[arg-type]  # handed on as they came
    house.check()
    return house


def a_bracket(house: House, **changes: object) -> PlaceBracket:
    base = PlaceBracket(
        account=house.engine.station.ledger.account,
        symbol="EURUSD",
        size=Lots(volume=dec("0.05")),
        buy=BracketLeg(price=dec("1.10300"), stop=dec("1.09900"), target=dec("1.11300")),
        sell=BracketLeg(price=dec("1.09700"), stop=dec("1.10100"), target=dec("1.08700")),
        expires=None,
        by=7,
    )
    return replace(base, **changes)  # type: ignore[arg-type]  # whatever a test changes


def a_wide_bracket(house: House) -> PlaceBracket:
    """Return a bracket whose legs survive each other's trigger."""
    return a_bracket(
        house,
        buy=BracketLeg(price=dec("1.10300"), stop=dec("1.09500"), target=None),
        sell=BracketLeg(price=dec("1.09700"), stop=dec("1.10500"), target=None),
    )


def a_pending(house: House, **changes: object) -> PlaceTrade:
    base = PlaceTrade(
        account=house.engine.station.ledger.account,
        symbol="EURUSD",
        side=Side.BUY,
        kind=None,
        price=dec("1.10300"),
        size=Lots(volume=dec("0.05")),
        stop=dec("1.09900"),
        target=None,
        expires=None,
        by=7,
    )
    return replace(base, **changes)  # type: ignore[arg-type]  # whatever a test changes


def tell(house: House, command: PlaceTrade | PlaceBracket | CancelOrder) -> Reply:
    return run_now(house.engine.handle(command))


def waiting(house: House) -> dict[int, float]:
    """Return the broker's pending orders and their prices."""
    return {order.ticket: order.price_open for order in house.terminal.api.orders_get()}


def cancel(house: House, order: int, *, anyones: bool = False) -> Reply:
    account = house.engine.station.ledger.account
    return tell(house, CancelOrder(account=account, order=order, by=7, anyones=anyones))


def ends(house: House) -> list[OrderEnd]:
    return [fact.how for fact in house.heard.of(events.OrderEnded)]


def settled(house: House) -> bool:
    return house.engine.station.ledger.intents == {}


def refuse_cancels(house: House, count: int, retcode: int = 10029) -> None:
    """Let the broker refuse the next orders to be taken back (the next requests of all)."""
    for nth in range(1, count + 1):
        house.terminal.faults.add(Fault(call="order_send", nth=nth, effect=Refuse(retcode=retcode)))


# --- single orders


@pytest.mark.parametrize(
    ("side", "price", "stop", "kind"),
    [
        (Side.BUY, "1.10300", "1.09900", OrderKind.STOP),
        (Side.BUY, "1.09700", "1.09300", OrderKind.LIMIT),
        (Side.SELL, "1.09700", "1.10100", OrderKind.STOP),
        (Side.SELL, "1.10300", "1.10700", OrderKind.LIMIT),
    ],
)
def test_the_price_makes_it_a_limit_or_a_stop(
    side: Side, price: str, stop: str, kind: OrderKind
) -> None:
    house = a_ready_house()

    reply = tell(house, a_pending(house, side=side, price=dec(price), stop=dec(stop)))

    assert reply.outcome is Outcome.DONE
    (order,) = house.terminal.api.orders_get()
    assert (order.ticket, order.price_open, order.sl) == (reply.ticket, float(price), float(stop))
    (placed,) = house.heard.of(events.OrderPlaced)
    assert (placed.order, placed.terms.kind) == (reply.ticket, kind)


def test_a_filled_order_is_guarded_from_the_fill() -> None:
    house = a_ready_house(path=UP)
    tell(house, a_pending(house))

    house.later(5)
    assert house.heard.of(events.OrderFilled) == []
    house.later(6)

    (held,) = house.positions()
    key = TradeKey(account=house.engine.station.ledger.account, position=held.ticket)
    trade = house.trade(key)
    assert (trade.guard, trade.adopted, trade.first_stop) == (
        Guard.GUARDED,
        False,
        dec("1.09900"),
    )
    assert len(house.heard.of(events.OrderFilled)) == 1
    assert settled(house)


def test_an_order_filled_while_nobody_looked_is_guarded_after_the_restart() -> None:
    house = a_ready_house(path=UP)
    tell(house, a_pending(house))
    house.terminal.advance_to(house.terminal.now + timedelta(minutes=30))

    house = house.restart()
    house.later(1)

    assert [fact.guard for fact in house.heard.of(events.TradeRegistered)] == [Guard.GUARDED]
    assert len(house.heard.of(events.OrderFilled)) == 1
    assert settled(house)


def test_a_restart_announces_nothing_of_a_waiting_order() -> None:
    house = a_ready_house()
    order = tell(house, a_pending(house)).ticket

    house = house.restart()
    house.later(1)
    house.later(1)

    assert [fact for fact in house.heard.facts if isinstance(fact, events.OrderPlaced)] == []
    assert set(waiting(house)) == {order}
    (known,) = run_now(house.engine.entry.pending())
    assert (known.order.ticket, known.ours, known.bracket) == (order, True, None)


def test_a_person_takes_an_order_back() -> None:
    house = a_ready_house()
    order = tell(house, a_pending(house)).ticket or 0

    assert cancel(house, order).outcome is Outcome.DONE
    assert cancel(house, order).refusal is Refusal.NO_SUCH_ORDER

    assert waiting(house) == {}
    assert ends(house) == [OrderEnd.CANCELLED]
    assert settled(house)


def test_somebody_elses_order_is_left_alone_unless_it_is_meant() -> None:
    house = a_ready_house()
    order = house.terminal.hand.place("EURUSD", 2, 0.1, 1.09)

    assert cancel(house, order).refusal is Refusal.NOT_OURS
    assert set(waiting(house)) == {order}
    assert cancel(house, order, anyones=True).outcome is Outcome.DONE
    assert waiting(house) == {}


def test_an_order_deleted_by_hand_is_told() -> None:
    house = a_ready_house()
    order = tell(house, a_pending(house)).ticket or 0
    house.terminal.hand.remove(order)

    house.later(1)
    house.later(1)

    assert ends(house) == [OrderEnd.HAND]
    assert settled(house)


def test_an_order_that_expired_is_told() -> None:
    house = a_ready_house()
    expires = house.terminal.now + timedelta(minutes=20)
    tell(house, a_pending(house, expires=expires))

    house.later(15)
    assert ends(house) == []
    house.later(10)

    assert ends(house) == [OrderEnd.EXPIRED]
    assert settled(house)


def test_an_expiry_that_is_over_is_refused() -> None:
    house = a_ready_house()

    reply = tell(house, a_pending(house, expires=house.terminal.now))

    assert reply.refusal is Refusal.EXPIRY


def test_a_lost_answer_to_a_pending_order_is_found_in_the_book() -> None:
    house = a_ready_house()
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=DropAnswer()))

    assert tell(house, a_pending(house)).outcome is Outcome.ACCEPTED
    house.later(1)

    assert len(house.heard.of(events.OrderPlaced)) == len(waiting(house)) == 1
    assert len(house.heard.of(events.OrderSent)) == 1


# --- brackets


def test_a_bracket_is_two_opposite_orders() -> None:
    house = a_ready_house()

    found = run_now(house.engine.entry.offer_bracket(a_bracket(house)))
    reply = tell(house, a_bracket(house))

    assert isinstance(found, BracketOffer)
    assert found.kind is OrderKind.STOP
    assert found.buy.terms.volume == found.sell.terms.volume
    assert reply.outcome is Outcome.DONE
    assert sorted(waiting(house).values()) == [1.097, 1.103]
    house.later(1)
    assert len(waiting(house)) == 2


def test_a_fade_is_two_limits() -> None:
    house = a_ready_house()
    fade = a_bracket(
        house,
        buy=BracketLeg(price=dec("1.09700"), stop=dec("1.09300"), target=None),
        sell=BracketLeg(price=dec("1.10300"), stop=dec("1.10700"), target=None),
    )

    found = run_now(house.engine.entry.offer_bracket(fade))

    assert isinstance(found, BracketOffer)
    assert found.kind is OrderKind.LIMIT


def test_legs_that_do_not_fit_together_are_no_bracket() -> None:
    house = a_ready_house()
    mixed = a_bracket(
        house, sell=BracketLeg(price=dec("1.10300"), stop=dec("1.10700"), target=None)
    )

    assert run_now(house.engine.entry.offer_bracket(mixed)) == Declined(
        reason=Refusal.BRACKET_MIXED
    )
    assert tell(house, mixed).refusal is Refusal.BRACKET_MIXED
    assert waiting(house) == {}


@pytest.mark.parametrize("path", [UP, DOWN])
def test_the_filled_leg_cancels_the_other_and_is_guarded(
    path: tuple[tuple[float, float], ...],
) -> None:
    house = a_ready_house(path=path)
    tell(house, a_bracket(house))

    house.later(11)

    assert waiting(house) == {}
    assert ends(house) == [OrderEnd.OTHER_LEG]
    (held,) = house.positions()
    key = TradeKey(account=house.engine.station.ledger.account, position=held.ticket)
    assert house.trade(key).guard is Guard.GUARDED
    house.later(1)
    assert settled(house)


def test_one_cancels_the_other_over_a_restart() -> None:
    house = a_ready_house(path=UP)
    tell(house, a_bracket(house))
    house.terminal.advance_to(house.terminal.now + timedelta(minutes=30))

    house = house.restart()
    house.later(1)
    house.later(1)

    assert waiting(house) == {}
    assert len(house.positions()) == 1
    assert ends(house) == [OrderEnd.OTHER_LEG]
    assert settled(house)


@pytest.mark.parametrize("nth", [1, 2])
def test_a_refused_leg_takes_the_other_with_it(nth: int) -> None:
    house = a_ready_house()
    house.terminal.faults.add(Fault(call="order_send", nth=nth, effect=Refuse(retcode=10033)))

    reply = tell(house, a_bracket(house))

    assert (reply.outcome, reply.refusal) == (Outcome.REFUSED, Refusal.LIMIT_REACHED)
    assert waiting(house) == {}
    (refused,) = house.heard.of(events.OrderRefused)
    assert refused.terms.bracket is not None
    assert ends(house) == ([OrderEnd.OTHER_LEG] if nth == 2 else [])
    assert settled(house)


def test_a_leg_deleted_by_hand_takes_the_other_with_it() -> None:
    house = a_ready_house()
    tell(house, a_bracket(house))
    house.terminal.hand.remove(min(waiting(house)))

    for _ in range(3):
        house.later(1)

    assert waiting(house) == {}
    assert ends(house) == [OrderEnd.HAND, OrderEnd.OTHER_LEG]
    assert settled(house)


def test_taking_one_leg_back_takes_both() -> None:
    house = a_ready_house()
    tell(house, a_bracket(house))

    assert cancel(house, min(waiting(house))).outcome is Outcome.DONE

    assert waiting(house) == {}
    assert ends(house) == [OrderEnd.CANCELLED, OrderEnd.OTHER_LEG]


def test_both_legs_expire_together() -> None:
    house = a_ready_house()
    tell(house, a_bracket(house, expires=house.terminal.now + timedelta(minutes=20)))

    house.later(30)
    house.later(1)

    assert ends(house) == [OrderEnd.EXPIRED, OrderEnd.EXPIRED]
    assert settled(house)


def test_a_leg_whose_answer_is_lost_keeps_the_bracket_waiting() -> None:
    house = a_ready_house()
    house.terminal.faults.add(Fault(call="order_send", nth=2, effect=DropAnswer()))

    assert tell(house, a_bracket(house)).outcome is Outcome.ACCEPTED
    assert len(waiting(house)) == 2
    house.later(1)

    assert len(waiting(house)) == 2
    assert ends(house) == []


def test_a_leg_proven_absent_takes_the_other_with_it() -> None:
    house = a_ready_house()
    house.terminal.faults.add(Fault(call="order_send", nth=2, effect=DropRequest()))

    tell(house, a_bracket(house))
    for _ in range(9):
        house.later(5)

    assert waiting(house) == {}
    assert ends(house) == [OrderEnd.NOT_EXECUTED, OrderEnd.OTHER_LEG]


def test_a_refused_cancel_is_told_and_tried_again() -> None:
    house = a_ready_house(path=UP)
    tell(house, a_bracket(house))
    refuse_cancels(house, 1)

    house.later(11)
    (failed,) = house.heard.of(events.CancelFailed)
    assert (failed.cause, failed.reason) == (CancelCause.OTHER_LEG, Refusal.FROZEN)
    assert len(waiting(house)) == 1
    house.later(2)

    assert waiting(house) == {}
    assert ends(house) == [OrderEnd.OTHER_LEG]


def test_refused_cancels_make_no_storm() -> None:
    house = a_ready_house(path=UP)
    tell(house, a_bracket(house))
    refuse_cancels(house, 100)

    house.later(11)
    for _ in range(120):
        house.later(0.5)

    assert len(house.heard.of(events.CancelSent)) < 20


def test_a_cancel_whose_answer_is_lost_is_settled_by_the_book() -> None:
    house = a_ready_house(path=UP)
    tell(house, a_bracket(house))
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=DropAnswer()))

    house.later(11)
    house.later(1)
    house.later(1)

    assert waiting(house) == {}
    assert ends(house) == [OrderEnd.OTHER_LEG]
    assert settled(house)


def test_a_second_leg_filled_in_the_gap_is_closed_again_and_told() -> None:
    house = a_ready_house(path=BOTH)
    tell(house, a_wide_bracket(house))

    house.later(11)
    house.later(1)

    (told,) = house.heard.of(events.BothLegsFilled)
    assert told.closing
    assert [position.ticket for position in house.positions()] == [told.first]
    assert house.volume_of(told.second) == 0
    house.later(1)
    assert settled(house)


def test_a_second_leg_filled_in_the_gap_may_be_kept() -> None:
    entry = replace(GUARDING.entry, both_filled=BothFilled.KEEP)
    house = a_ready_house(path=BOTH, policy=replace(GUARDING, entry=entry))
    tell(house, a_wide_bracket(house))

    house.later(11)
    house.later(1)
    house.later(1)

    (told,) = house.heard.of(events.BothLegsFilled)
    assert not told.closing
    assert len(house.positions()) == 2
    assert settled(house)


def test_a_second_leg_that_cannot_be_closed_is_tried_until_it_is() -> None:
    house = a_ready_house(path=BOTH)
    tell(house, a_wide_bracket(house))
    refuse_cancels(house, 3, retcode=10018)

    house.later(11)
    assert len(house.positions()) == 2
    for _ in range(4):
        house.later(1)

    assert len(house.positions()) == 1
    assert len(house.heard.of(events.BothLegsFilled)) == 1


class Died(BaseException):
    """A simulated kill."""


def dying_at(point: str, nth: int) -> Callable[[str], None]:
    left = [nth]

    def die(name: str) -> None:
        if name == f"executor.{point}":
            left[0] -= 1
            if left[0] == 0:
                raise Died

    return die


@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.parametrize("point", ["pending", "sent", "answered", "verified"])
def test_killed_around_a_bracket_it_is_whole_or_gone(point: str, nth: int) -> None:
    house = a_ready_house()
    house.fail_at(dying_at(point, nth))

    with pytest.raises(Died):
        tell(house, a_bracket(house))
    house = house.restart()
    for _ in range(10):
        house.later(5)

    whole = nth == 2 and point in {"answered", "verified"}
    assert len(waiting(house)) == (2 if whole else 0)
    assert house.heard.of(events.OrderSent) == []
    assert whole or settled(house)


@pytest.mark.parametrize("point", ["pending", "sent", "answered"])
def test_killed_around_a_cancel_the_other_leg_still_goes(point: str) -> None:
    house = a_ready_house(path=UP)
    tell(house, a_bracket(house))
    house.fail_at(dying_at(point, 1))

    with pytest.raises(Died):
        house.later(11)
    house = house.restart()
    for _ in range(4):
        house.later(1)

    assert waiting(house) == {}
    assert len(house.positions()) == 1
    assert settled(house)
