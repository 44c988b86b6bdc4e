"""Prices in whole ticks, volumes in whole steps, and who pays which side of the spread."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtms.core.market import Bars, Side, Timeframe
from tests.builders import a_quote, an_instrument, dec

TICKS = st.sampled_from([(5, None), (3, None), (2, None), (2, "0.25"), (1, "0.5"), (0, "5")])
PRICES = st.decimals(min_value=1, max_value=100_000, places=7)
VOLUMES = st.decimals(min_value=0, max_value=500, places=5)
STEPS = st.sampled_from(["0.01", "0.1", "1", "0.001"])


@given(TICKS, PRICES)
def test_prices_are_rounded_to_whole_ticks_the_way_asked(
    kind: tuple[int, str | None], price: Decimal
) -> None:
    instrument = an_instrument(digits=kind[0], tick=kind[1])

    below, nearest, above = (
        instrument.price_below(price),
        instrument.price(price),
        instrument.price_above(price),
    )

    assert all(rounded % instrument.tick_size == 0 for rounded in (below, nearest, above))
    assert below <= price <= above
    assert above - below in {0, instrument.tick_size}
    assert abs(nearest - price) <= instrument.tick_size / 2


@pytest.mark.parametrize(
    ("digits", "price", "expected"),
    [(5, 1.1 + 2.2 - 2.2, "1.10000"), (3, 0.1 + 0.2, "0.300"), (2, 2034.565, "2034.56")],
)
def test_float_noise_does_not_move_a_price(digits: int, price: float, expected: str) -> None:
    assert str(an_instrument(digits=digits).price(price)) == expected


@given(STEPS, VOLUMES)
def test_volumes_are_whole_steps_and_never_below_the_minimum(step: str, volume: Decimal) -> None:
    instrument = an_instrument(step=step)

    floor, ceiling = instrument.floor_volume(volume), instrument.ceil_volume(volume)

    assert floor % instrument.volume_step == 0
    assert ceiling % instrument.volume_step == 0
    assert floor <= volume
    assert ceiling >= max(volume, instrument.volume_min)
    assert ceiling < max(volume, instrument.volume_min) + instrument.volume_step
    assert floor == 0 or floor >= instrument.volume_min


def test_less_than_the_minimum_is_nothing() -> None:
    instrument = replace(an_instrument(), volume_min=dec("0.10"))

    assert instrument.floor_volume(dec("0.09")) == 0
    assert instrument.ceil_volume(dec("0.01")) == dec("0.10")


def test_levels_count_in_points_and_the_larger_keeps_a_stop_clear() -> None:
    instrument = an_instrument(digits=3, stops_level=20, freeze_level=35)

    assert instrument.stops_distance == dec("0.020")
    assert instrument.clear_distance == dec("0.035")


def test_a_buy_opens_at_the_ask_and_closes_at_the_bid() -> None:
    quote = a_quote("1.10000", "1.10010")

    assert (quote.opening(Side.BUY), quote.closing(Side.BUY)) == (quote.ask, quote.bid)
    assert (quote.opening(Side.SELL), quote.closing(Side.SELL)) == (quote.bid, quote.ask)
    assert quote.spread == dec("0.00010")


def test_the_sides_are_opposite() -> None:
    assert [(side.opposite, side.sign) for side in Side] == [(Side.SELL, 1), (Side.BUY, -1)]


def some_bars(*, volume: bool) -> Bars:
    column = np.arange(3, dtype=np.float64)
    return Bars(
        timeframe=Timeframe.M5,
        time=np.array([0, 300, 600], dtype=np.int64),
        open=column,
        high=column,
        low=column,
        close=column,
        volume=column if volume else None,
        spread=column,
    )


@pytest.mark.parametrize("volume", [True, False])
def test_bars_are_cut_in_all_columns(volume: bool) -> None:
    bars = some_bars(volume=volume)

    tail = bars.tail(2)

    assert (len(bars), len(tail), len(bars.tail(9))) == (3, 2, 3)
    assert list(tail.time) == [300, 600]
    assert (tail.volume is None) is not volume


def test_a_bar_closes_its_length_after_it_opened() -> None:
    assert some_bars(volume=True).closed_at(-1) == datetime(1970, 1, 1, 0, 15, tzinfo=UTC)
    assert Timeframe.M15.length.total_seconds() == Timeframe.M15.seconds
