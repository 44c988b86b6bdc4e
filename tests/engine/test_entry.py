"""Stories of a trade opened through DTMS: priced, sent once, guarded from the fill."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from dtms.core import events
from dtms.core.commands import Lots, Outcome, Pause, PlaceTrade, RiskShare, Size
from dtms.core.entry import Declined, Offer
from dtms.core.events import OrderEnd, Refusal
from dtms.core.market import Side
from dtms.core.policy import Mode
from dtms.core.trade import Guard, OrderKind, TradeKey
from dtms.engine.desk import Reply
from dtms.engine.engine import Check
from dtms.engine.entry import confirmed
from dtms.engine.run_now import run_now
from dtms.sim.faults import DropAnswer, DropRequest, ExecuteLate, Fault, HidePosition, Refuse
from dtms.sim.records import AccountSpec
from tests.house import SYMBOL, House, a_house


def dec(value: str) -> Decimal:
    return Decimal(value)


def a_buy(house: House, **changes: object) -> PlaceTrade:
    base = PlaceTrade(
        account=house.engine.station.ledger.account,
        symbol="eurusd",
        side=Side.BUY,
        kind=None,
        price=None,
        size=Lots(volume=dec("0.10")),
        stop=dec("1.09500"),
        target=dec("1.11000"),
        expires=None,
        by=7,
    )
    return replace(base, **changes)  # type: ignore[arg-type]  # whatever a test changes


def a_ready_house(**more: object) -> House:
    house = a_house(**more)  # type: ignore[arg-type]  # handed on as they came
    house.check()
    return house


def tell(house: House, command: PlaceTrade) -> Reply:
    return run_now(house.engine.handle(command))


def offer(house: House, command: PlaceTrade) -> Offer | Declined:
    return run_now(house.engine.entry.offer(command))


def key_of(house: House, reply: Reply) -> TradeKey:
    assert reply.ticket is not None
    return TradeKey(account=house.engine.station.ledger.account, position=reply.ticket)


def test_a_buy_is_open_with_both_levels_and_guarded_from_the_fill() -> None:
    house = a_ready_house()

    reply = tell(house, a_buy(house))

    assert reply.outcome is Outcome.DONE
    (held,) = house.positions()
    assert (held.symbol, held.volume, held.sl, held.tp) == (SYMBOL, 0.1, 1.095, 1.11)
    trade = house.trade(key_of(house, reply))
    assert (trade.guard, trade.adopted, trade.first_stop) == (
        Guard.GUARDED,
        False,
        dec("1.09500"),
    )
    assert trade.judgement is not None  # a trade is evaluated at registration
    (filled,) = house.heard.of(events.OrderFilled)
    assert (filled.position, filled.open) == (reply.ticket, True)


def test_what_was_opened_is_a_main_and_no_stray() -> None:
    house = a_ready_house()
    key = key_of(house, tell(house, a_buy(house)))

    house.later(1)
    house = house.restart()
    house.later(1)
    house.later(1)

    assert len(house.positions()) == 1
    assert house.heard.of(events.OrphanSeen) == []
    assert house.heard.of(events.TradeRegistered) == []
    assert house.trade(key).guard is Guard.GUARDED


def test_the_summary_is_made_from_the_live_quote() -> None:
    house = a_ready_house()

    found = offer(house, a_buy(house))

    assert isinstance(found, Offer)
    assert (found.terms.symbol, found.terms.kind, found.entry) == (
        SYMBOL,
        OrderKind.MARKET,
        dec("1.10010"),
    )
    commission = found.commission
    assert found.loss == pytest.approx(51.0 + commission)  # 510 points of 0.10 lots
    assert found.gain == pytest.approx(99.0 - commission)
    assert found.reward == pytest.approx(found.gain / found.loss)
    assert found.spread_cost == pytest.approx(1.0)
    equity = house.terminal.api.account_info().equity
    assert found.loss_share == pytest.approx(found.loss / equity)
    assert 0 < found.margin_free < equity


def test_size_by_risk_rounds_down() -> None:
    house = a_ready_house()
    equity = house.terminal.api.account_info().equity

    found = offer(house, a_buy(house, size=RiskShare(share=dec("0.005"))))

    assert isinstance(found, Offer)
    assert found.loss <= 0.005 * equity
    one_step = found.loss / float(found.terms.volume) * 0.01
    assert found.loss + one_step > 0.005 * equity


def test_the_order_confirmed_is_the_one_that_was_shown() -> None:
    house = a_ready_house()
    asked = a_buy(house, size=RiskShare(share=dec("0.005")))
    found = offer(house, asked)
    assert isinstance(found, Offer)

    reply = tell(house, confirmed(asked, found))

    assert house.volume_of(reply.ticket or 0) == found.terms.volume


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"symbol": "XAUUSD"}, Refusal.SYMBOL_UNKNOWN),
        ({"symbol": ""}, Refusal.SYMBOL_UNKNOWN),
        ({"stop": None}, Refusal.STOP_MISSING),
        ({"stop": Decimal(0)}, Refusal.STOP_MISSING),
        ({"stop": Decimal("NaN")}, Refusal.STOP_MISSING),
        ({"stop": Decimal("1.10500")}, Refusal.STOP_SIDE),
        ({"stop": Decimal("1.09999")}, Refusal.STOP_TOO_NEAR),
        ({"stop": Decimal("0.5")}, Refusal.STOP_TOO_FAR),
        ({"target": Decimal("1.09000")}, Refusal.TARGET_SIDE),
        ({"target": Decimal(2400)}, Refusal.TARGET_TOO_FAR),
        ({"size": Lots(volume=Decimal("0.001"))}, Refusal.VOLUME_TOO_SMALL),
        ({"size": Lots(volume=Decimal(-1))}, Refusal.VOLUME_TOO_SMALL),
        ({"size": Lots(volume=Decimal("NaN"))}, Refusal.VOLUME_TOO_SMALL),
        ({"size": Lots(volume=Decimal("1e9"))}, Refusal.VOLUME_TOO_LARGE),
        ({"size": Lots(volume=Decimal("0.015"))}, Refusal.VOLUME_STEP),
        ({"size": Lots(volume=Decimal(10))}, Refusal.TRADE_RISK),
        ({"size": RiskShare(share=Decimal(0))}, Refusal.RISK_SHARE),
        ({"size": RiskShare(share=Decimal("0.02"))}, Refusal.TRADE_RISK),
        ({"kind": OrderKind.LIMIT}, Refusal.PRICE_MISSING),
        ({"price": Decimal(2400)}, Refusal.PRICE_TOO_FAR),
        ({"price": Decimal("1.10010")}, Refusal.PRICE_TOO_NEAR),
        ({"price": Decimal("1.12"), "kind": OrderKind.LIMIT}, Refusal.PRICE_SIDE),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_reason(
    changes: dict[str, Size | Decimal | str | None], reason: Refusal
) -> None:
    house = a_ready_house()

    reply = tell(house, a_buy(house, **changes))

    assert (reply.outcome, reply.refusal) == (Outcome.REFUSED, reason)
    assert house.positions() == []
    assert house.heard.of(events.OrderSent) == []


def test_a_refusal_names_the_nearest_value_that_would_do() -> None:
    house = a_ready_house()

    near = tell(house, a_buy(house, stop=dec("1.09999")))
    large = tell(house, a_buy(house, size=Lots(volume=Decimal(10))))

    assert tell(house, a_buy(house, stop=near.limit)).outcome is Outcome.DONE
    assert large.limit is not None
    assert isinstance(offer(house, a_buy(house, size=Lots(volume=large.limit))), Offer)


def test_a_price_that_moved_since_it_was_shown_is_refused() -> None:
    house = a_ready_house(path=((10, 1.1010),))
    shown = offer(house, a_buy(house))
    assert isinstance(shown, Offer)
    house.later(11)

    reply = tell(house, confirmed(a_buy(house), shown))

    assert (reply.refusal, reply.limit) == (Refusal.PRICE_MOVED, dec("1.10110"))
    assert house.positions() == []


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda house: setattr(house.windows, "median", 1), Refusal.SPREAD),
        (lambda house: setattr(house.windows, "score", None), Refusal.NO_ATR),
        (
            lambda house: setattr(house.windows, "cause", events.BlindCause.GAP),
            Refusal.DATA_AGE,
        ),
        (
            lambda house: run_now(
                house.engine.handle(Pause(account=house.engine.station.ledger.account, by=7))
            ),
            Refusal.PAUSED,
        ),
    ],
)
def test_rails_bind_a_persons_order_too(spoil: Callable[[House], object], reason: Refusal) -> None:
    house = a_ready_house()
    spoil(house)

    assert tell(house, a_buy(house)).refusal is reason
    assert house.heard.of(events.OrderSent) == []


def test_nothing_is_opened_before_the_first_comparison_with_the_broker() -> None:
    house = a_house()

    assert tell(house, a_buy(house)).refusal is Refusal.RECONCILING


def test_a_live_account_needs_its_explicit_settings() -> None:
    live = AccountSpec(trade_mode=2)
    locked, enabled = a_ready_house(account=live), a_ready_house(account=live, live_enabled=True)

    assert tell(locked, a_buy(locked)).refusal is Refusal.LIVE_LOCKED
    assert tell(enabled, a_buy(enabled)).outcome is Outcome.DONE


def test_a_netting_account_gets_no_orders() -> None:
    house = a_ready_house(account=AccountSpec(margin_mode=0))

    assert tell(house, a_buy(house)).refusal is Refusal.NETTING


def test_a_persons_order_acts_in_every_mode() -> None:
    house = a_ready_house(mode=Mode.OBSERVE)

    assert tell(house, a_buy(house)).outcome is Outcome.DONE


def test_no_money_is_found_out_before_anything_is_sent() -> None:
    house = a_ready_house(account=AccountSpec(leverage=1))

    assert tell(house, a_buy(house)).refusal is Refusal.NO_MONEY
    assert house.heard.of(events.OrderSent) == []


def test_a_refusal_of_the_broker_is_final_and_kept() -> None:
    house = a_ready_house()
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=Refuse(retcode=10018)))

    reply = tell(house, a_buy(house))

    assert reply.refusal is Refusal.MARKET_CLOSED
    (refused,) = house.heard.of(events.OrderRefused)
    assert (refused.reason, refused.retcode) == (Refusal.MARKET_CLOSED, 10018)
    assert house.engine.station.ledger.intents == {}


def test_a_lost_answer_is_settled_by_magic_and_never_sent_again() -> None:
    house = a_ready_house()
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=DropAnswer()))

    reply = tell(house, a_buy(house))
    assert reply.outcome is Outcome.ACCEPTED
    assert tell(house, a_buy(house)).refusal is Refusal.OPEN_INTENT
    house.later(1)

    (held,) = house.positions()
    assert [fact.position for fact in house.heard.of(events.OrderFilled)] == [held.ticket]
    assert len(house.heard.of(events.OrderSent)) == 1
    assert len(house.heard.of(events.TradeRegistered)) == 1


def test_a_lost_request_is_unknown_until_it_is_proven_absent() -> None:
    house = a_ready_house()
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=DropRequest()))

    assert tell(house, a_buy(house)).outcome is Outcome.ACCEPTED
    for _ in range(8):
        house.later(5)

    assert house.positions() == []
    assert [fact.overdue for fact in house.heard.of(events.OrderUnknown)] == [False, True]
    assert [fact.how for fact in house.heard.of(events.OrderEnded)] == [OrderEnd.NOT_EXECUTED]
    assert len(house.heard.of(events.OrderSent)) == 1
    assert house.engine.station.ledger.intents == {}


@pytest.mark.parametrize("reads", [1, 5, 60])
def test_a_late_execution_is_taken_in_and_guarded(reads: int) -> None:
    house = a_ready_house()
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=ExecuteLate(reads=reads)))

    tell(house, a_buy(house))
    for _ in range(70):
        house.later(2)

    (held,) = house.positions()
    key = TradeKey(account=house.engine.station.ledger.account, position=held.ticket)
    assert house.trade(key).guard is Guard.GUARDED
    assert len(house.heard.of(events.TradeRegistered)) == 1
    assert len(house.heard.of(events.OrderSent)) == 1


def test_a_position_that_shows_late_is_not_taken_for_absent() -> None:
    house = a_ready_house()
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=HidePosition(reads=3)))

    assert tell(house, a_buy(house)).outcome is Outcome.ACCEPTED
    house.later(1)
    house.later(1)

    assert len(house.heard.of(events.TradeRegistered)) == 1
    assert house.heard.of(events.OrderEnded) == []


class Died(BaseException):
    """A simulated kill."""


@pytest.mark.parametrize("point", ["pending", "sent", "answered", "verified"])
def test_killed_around_an_order_nothing_is_doubled_and_nothing_lost(point: str) -> None:
    house = a_ready_house()

    def die(name: str) -> None:
        if name == f"executor.{point}":
            raise Died

    house.fail_at(die)
    with pytest.raises(Died):
        tell(house, a_buy(house))
    house = house.restart()
    house.later(1)
    house.later(1)

    opened = house.positions()
    assert len(opened) == (1 if point in {"answered", "verified"} else 0)
    assert house.heard.of(events.OrderSent) == []
    if opened:
        assert [fact.guard for fact in house.heard.of(events.TradeRegistered)] == [Guard.GUARDED]
    elif point == "pending":
        assert [fact.how for fact in house.heard.of(events.OrderEnded)] == [OrderEnd.NOT_SENT]
    else:  # the request may still be on its way
        assert [fact.overdue for fact in house.heard.of(events.OrderUnknown)] == [False]


def test_guarding_waits_for_no_order_that_is_being_sent() -> None:
    house = a_ready_house()
    guarded = house.buy(0.01)
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=DropAnswer()))
    tell(house, a_buy(house))
    orders = house.engine.entry._orders

    async def check_meanwhile() -> None:
        async with orders.lock:  # the broker takes its time with another one
            await house.engine.handle(Check())

    run_now(check_meanwhile())

    assert house.trade(guarded).guard is Guard.GUARDED
    assert house.heard.of(events.OrderFilled) == []
    house.check()
    assert len(house.heard.of(events.OrderFilled)) == 1
