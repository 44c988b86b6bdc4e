"""Levels a person confirms: taken whole or refused, and a stop is never widened."""

from decimal import Decimal

import pytest

from dtms.core.commands import Outcome, SetLevels
from dtms.core.entry import Declined
from dtms.core.events import Refusal, StopMoved
from dtms.core.trade import TradeKey
from dtms.engine.desk import Reply
from dtms.engine.pricing import LevelsView, price_levels
from dtms.engine.run_now import run_now
from tests.house import House, a_house

BID, STOP, TARGET = Decimal("1.10000"), Decimal("1.09000"), Decimal("1.12000")


def levels(key: TradeKey, stop: str | None = None, target: str | None = None) -> SetLevels:
    return SetLevels(
        key=key,
        stop=None if stop is None else Decimal(stop),
        target=None if target is None else Decimal(target),
        by=7,
    )


def opened(house: House, *, sell: bool = False) -> TradeKey:
    key = house.sell() if sell else house.buy()
    house.check()
    return key


def held(house: House, key: TradeKey) -> tuple[float, float]:
    (position,) = house.terminal.api.positions_get(ticket=key.position)
    return position.sl, position.tp


def told(house: House, command: SetLevels) -> Reply:
    return run_now(house.engine.handle(command))


def test_a_tighter_stop_is_set_and_the_target_stays() -> None:
    house = a_house()
    key = opened(house)

    assert told(house, levels(key, stop="1.0950")).outcome is Outcome.DONE

    assert held(house, key) == (1.0950, 1.12)
    assert house.trade(key).main.stop == Decimal("1.09500")


def test_a_target_is_set_and_the_stop_stays() -> None:
    house = a_house()
    key = opened(house)

    assert told(house, levels(key, target="1.1150")).outcome is Outcome.DONE

    assert held(house, key) == (1.09, 1.1150)
    assert house.trade(key).main.target == Decimal("1.11500")
    assert house.heard.of(StopMoved)[-1].target == Decimal("1.11500")


def test_both_are_set_in_one_request() -> None:
    house = a_house()
    key = opened(house)

    told(house, levels(key, stop="1.0950", target="1.1150"))

    assert held(house, key) == (1.0950, 1.1150)
    assert len(house.heard.of(StopMoved)) == 1


@pytest.mark.parametrize(
    ("stop", "target", "reason"),
    [
        ("1.0890", None, Refusal.ALREADY_TIGHTER),
        ("1.0900", None, Refusal.ALREADY_TIGHTER),
        ("1.1010", None, Refusal.STOP_SIDE),
        ("1.09999", None, Refusal.STOP_TOO_NEAR),
        ("0", None, Refusal.STOP_MISSING),
        ("NaN", None, Refusal.STOP_MISSING),
        ("2400", None, Refusal.STOP_SIDE),
        (None, "1.0990", Refusal.TARGET_SIDE),
        (None, "2400", Refusal.TARGET_TOO_FAR),
        (None, "Infinity", Refusal.TARGET_SIDE),
        ("1.0890", "1.1150", Refusal.ALREADY_TIGHTER),
        (None, None, Refusal.ALREADY_TIGHTER),
    ],
)
def test_what_would_widen_or_cannot_be_is_refused_and_nothing_is_sent(
    stop: str | None, target: str | None, reason: Refusal
) -> None:
    house = a_house()
    key = opened(house)

    reply = told(house, levels(key, stop, target))

    assert reply.outcome is Outcome.REFUSED
    assert reply.refusal is reason
    assert held(house, key) == (1.09, 1.12)


def test_a_short_is_the_mirror_of_a_long() -> None:
    house = a_house()
    key = opened(house, sell=True)

    assert told(house, levels(key, stop="1.1120")).refusal is Refusal.ALREADY_TIGHTER
    assert told(house, levels(key, stop="1.1050")).outcome is Outcome.DONE

    assert held(house, key) == (1.1050, 1.08)


def test_a_naked_trade_gets_no_target_without_a_stop() -> None:
    house = a_house()
    key = house.buy(sl=0.0)
    house.check()

    assert told(house, levels(key, target="1.1150")).refusal is Refusal.NO_STOP
    assert told(house, levels(key, stop="1.0950", target="1.1150")).outcome is Outcome.DONE


def test_a_first_stop_that_belongs_to_another_symbol_is_refused() -> None:
    house = a_house()
    key = house.buy(sl=0.0)
    house.check()

    assert told(house, levels(key, stop="0.9")).refusal is Refusal.STOP_TOO_FAR


def test_a_trade_that_moved_on_is_not_touched() -> None:
    house = a_house()
    key = opened(house)
    seen = SetLevels(key=key, stop=Decimal("1.095"), target=None, by=7, version=999)

    assert told(house, seen).outcome is Outcome.OUT_OF_DATE
    assert held(house, key) == (1.09, 1.12)


def test_a_stop_tightened_by_hand_meanwhile_is_kept() -> None:
    house = a_house()
    key = opened(house)
    house.terminal.hand.modify(key.position, sl=1.0970, tp=1.12)

    reply = told(house, levels(key, stop="1.0950", target="1.1150"))

    assert reply.refusal is Refusal.ALREADY_TIGHTER
    assert held(house, key) == (1.0970, 1.12)


def test_levels_are_priced_before_anything_is_sent() -> None:
    house = a_house()
    key = opened(house)

    view = run_now(price_levels(house.engine, levels(key, stop="1.0950")))
    refused = run_now(price_levels(house.engine, levels(key, stop="1.0850")))

    assert isinstance(view, LevelsView)
    assert (view.before.stop, view.stop, view.target) == (STOP, Decimal("1.09500"), TARGET)
    assert view.at_stop == pytest.approx(-51.0)  # 0.1 lots, 51 pips with the spread
    assert refused == Declined(reason=Refusal.ALREADY_TIGHTER, limit=STOP)
    assert held(house, key) == (1.09, 1.12)


def test_an_unknown_trade_has_no_price() -> None:
    house = a_house()
    house.check()
    key = TradeKey(account=house.engine.station.ledger.account, position=99)

    assert run_now(price_levels(house.engine, levels(key, stop="1.095"))) is None
    assert told(house, levels(key, stop="1.095")).outcome is Outcome.NOT_FOUND
