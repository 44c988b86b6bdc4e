"""Trades seen together: currencies, stacks, and what closing which position frees."""

from dataclasses import replace

import pytest

from dtms.core.market import Instrument, Side
from dtms.core.policy import SEEDS
from dtms.core.portfolio import Holding, exposures, relief, stacks
from tests.builders import a_position, an_instrument

EURO = an_instrument()
POUND = replace(EURO, symbol="GBPUSD", currency_base="GBP")
YEN = replace(EURO, symbol="USDJPY", currency_base="USD", currency_profit="JPY")


def held(
    ticket: int, of: Instrument = EURO, *, volume: str = "1.00", hedge: bool = False, **more: object
) -> Holding:
    position = a_position(ticket, volume=volume, symbol=of.symbol, **more)
    return Holding(position=position, instrument=of, value=100_000.0, hedge=hedge)


def test_a_buy_of_euros_is_long_euros_and_short_dollars() -> None:
    found = {one.currency: one.net for one in exposures((held(1),))}

    assert found == {"EUR": pytest.approx(110_000.0), "USD": pytest.approx(-110_000.0)}


def test_a_hedge_takes_exposure_back_and_is_no_trade_of_its_own() -> None:
    pair = (held(1), held(2, side=Side.SELL, hedge=True, volume="0.50"))

    dollars = next(one for one in exposures(pair) if one.currency == "USD")

    assert dollars.net == pytest.approx(-55_000.0)
    assert dollars.trades == 1


def test_three_trades_lean_on_the_dollar_together() -> None:
    three = (held(1), held(2, POUND, volume="0.80"), held(3, YEN, volume="0.60", side=Side.SELL))

    found = stacks(exposures(three), SEEDS.rails)

    assert [(one.currency, one.trades) for one in found] == [("USD", 3)]
    assert found[0].net < 0
    assert found[0].times == pytest.approx(2.4)


@pytest.mark.parametrize(
    "few",
    [
        (),
        (held(1), held(2)),
        (held(1), held(2), held(3, side=Side.SELL, volume="1.50")),
        (held(1), held(2, POUND, volume="0.10"), held(3, YEN, volume="0.10", side=Side.SELL)),
    ],
)
def test_few_opposite_or_small_trades_are_no_stack(few: tuple[Holding, ...]) -> None:
    assert stacks(exposures(few), SEEDS.rails) == ()


def test_an_index_leans_on_no_currency() -> None:
    index = replace(EURO, symbol="US500", currency_base="USD")

    assert exposures((held(1, index),)) == ()


def test_relief_names_the_largest_first_and_shares_the_margin() -> None:
    found = relief((held(1, volume="1.00"), held(2, POUND, volume="3.00")), 400.0)

    assert [(one.position, round(one.frees)) for one in found] == [(2, 300), (1, 100)]


def test_closing_the_smaller_side_frees_nothing() -> None:
    found = relief((held(1), held(2, side=Side.SELL, volume="0.40", hedge=True)), 60.0)

    assert [(one.position, one.frees) for one in found] == [(1, pytest.approx(60.0))]


def test_a_flat_book_frees_nothing() -> None:
    assert relief((held(1), held(2, side=Side.SELL)), 0.0) == ()


def test_the_risk_of_a_position_is_what_its_stop_costs() -> None:
    assert held(1).risk == pytest.approx(1_000.0)
    assert held(1, stop="1.11000").risk == 0.0
    assert held(1, stop=None).risk is None
