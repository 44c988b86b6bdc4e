from dataclasses import replace
from decimal import Decimal

import pytest

from dtms.core.actions import OpenHedge
from dtms.core.hedging import HedgePrice, price_hedge, swap_of_night
from dtms.core.market import Side, Swap, SwapMode
from dtms.core.policy import SEEDS
from dtms.core.risk import Book, Market, worst_case
from tests.builders import a_book, a_market, a_position, a_quote, a_trade, an_instrument, dec

QUOTE = a_quote("1.09500", "1.09510")
VALUE = 100_000.0  # dollars for a price unit and a lot


def the_market(swap: Swap | None = None, **changes: object) -> Market:
    market = a_market(quote=QUOTE, instrument=an_instrument(swap=swap), value=VALUE)
    return replace(market, commission=3.0, **changes)


def the_book(volume: str = "1.00", stop: str | None = "1.09000") -> Book:
    main = a_position(side=Side.BUY, volume=volume, entry="1.10000", stop=stop, profit=-500.0)
    return a_book(main)


def priced(
    book: Book | None = None, market: Market | None = None, volume: str = "0.50"
) -> HedgePrice:
    of = a_trade()
    action = OpenHedge(
        key=of.key,
        symbol="EURUSD",
        side=Side.SELL,
        volume=dec(volume),
        stop=dec("1.09550"),
        by_hand=True,
    )
    return price_hedge(of, book or the_book(), market or the_market(), action, SEEDS)


def test_hedge_is_priced_in_money() -> None:
    price = priced()

    assert (price.entry, price.net_before, price.net_after) == (
        dec("1.09500"),
        dec("1.00"),
        dec("0.50"),
    )
    assert price.frozen == pytest.approx(-250.0)  # half the position's -500
    assert price.cost == pytest.approx((0.0001 * VALUE + 2 * 3.0) * 0.5)


def test_worst_path_is_the_hedges_stop_first_and_the_mains_after() -> None:
    price = priced()
    untouched = worst_case(a_trade(), the_book(), the_market())

    lost_by_the_hedge = 0.0005 * VALUE * 0.5 + 2 * 3.0 * 0.5
    assert untouched is not None
    assert price.worst_before == untouched
    assert price.worst_after == pytest.approx(untouched - lost_by_the_hedge)


def test_a_position_without_a_stop_has_no_worst_case() -> None:
    price = priced(book=the_book(stop=None))

    assert (price.worst_before, price.worst_after, price.main_stop) == (None, None, None)


def test_closing_half_is_certain_and_costs_its_commission() -> None:
    price = priced()

    assert price.half_volume == dec("0.50")
    assert price.half_result == pytest.approx(-250.0 - 3.0 * 0.5)


def test_half_of_the_smallest_volume_cannot_be_closed() -> None:
    price = priced(book=the_book("0.01"), volume="0.01")

    assert (price.half_volume, price.half_result) == (None, None)


@pytest.mark.parametrize(
    ("mode", "side", "expected"),
    [
        (SwapMode.NONE, Side.SELL, 0.0),
        (SwapMode.POINTS, Side.SELL, 2.1 * 0.5),
        (SwapMode.POINTS, Side.BUY, -7.2 * 0.5),
        (SwapMode.ACCOUNT, Side.SELL, 2.1 * 0.5),
        (SwapMode.BASE, Side.SELL, 2.1 * 0.5 * 1.095),
        (SwapMode.INTEREST, Side.BUY, -7.2 / 100 / 360 * 1.095 * 100_000 * 0.5),
    ],
)
def test_one_night_of_swap_in_account_currency(mode: SwapMode, side: Side, expected: float) -> None:
    market = the_market(Swap(mode=mode, long=-7.2, short=2.1))

    assert swap_of_night(market, side, dec("0.50"), dec("1.095")) == pytest.approx(expected)


def test_base_currency_of_an_index_is_the_money_it_pays_in() -> None:
    market = the_market(Swap(mode=SwapMode.BASE, long=-4.0, short=-4.0))
    index = replace(
        market,
        instrument=replace(market.instrument, currency_base="USD", contract_size=Decimal(10)),
        value=10.0,
    )

    assert swap_of_night(index, Side.BUY, dec("2"), dec("18000")) == pytest.approx(-8.0)


def test_swap_that_the_broker_does_not_state_is_unknown() -> None:
    assert swap_of_night(the_market(), Side.SELL, dec("0.50"), dec("1.095")) is None
