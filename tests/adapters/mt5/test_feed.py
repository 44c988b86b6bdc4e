from typing import Any

import numpy as np
import pytest

from dtms.adapters.mt5.channel import InProcessChannel
from dtms.adapters.mt5.feed import Mt5Feed
from dtms.adapters.mt5.servertime import NEW_YORK_PLUS_7, ServerZone
from dtms.core.errors import BrokerUnavailable, UnknownSymbol
from dtms.core.market import Timeframe
from tests.adapters.mt5.fake_terminal import RATES, FakeTerminal
from tests.adapters.mt5.test_servertime import opens

SYMBOL = "XAUUSD.r"


def some_rates(start: str, count: int, *, zone: ServerZone = NEW_YORK_PLUS_7) -> Any:
    truth, walls = opens(start, count, zone)
    rates = np.zeros(count, dtype=RATES)
    rates["time"] = walls
    for name, value in (("open", 10.0), ("high", 12.0), ("low", 9.0), ("close", 11.0)):
        rates[name] = value + np.arange(count) / 1000
    rates["tick_volume"] = 5
    rates["spread"] = 3
    return rates, truth


class Chart:
    """A terminal whose M5 bars a test unrolls."""

    def __init__(self, start: str = "2026-01-12", count: int = 1000) -> None:
        self.terminal = FakeTerminal()
        self.rates, self.truth = some_rates(start, count)
        self.feed = Mt5Feed(InProcessChannel(self.terminal))

    def show(self, until: int, *, without: tuple[int, ...] = ()) -> None:
        keep = [index for index in range(until) if index not in without]
        self.terminal.rates = self.rates[keep]

    async def bars(self, count: int = 100) -> Any:
        return await self.feed.bars(SYMBOL, Timeframe.M5, count=count)


async def test_the_forming_bar_is_dropped_and_times_are_utc() -> None:
    chart = Chart()
    chart.show(500)

    bars = await chart.bars()

    assert np.array_equal(bars.time, chart.truth[399:499])
    assert (bars.time.dtype, bars.volume.dtype, bars.spread.dtype) == (
        np.int64,
        np.float64,
        np.float64,
    )


async def test_a_change_of_the_forming_bar_changes_nothing() -> None:
    chart = Chart()
    chart.show(500)
    before = await chart.bars()
    chart.terminal.rates = chart.terminal.rates.copy()
    chart.terminal.rates["close"][-1] = np.nan

    after = await chart.bars()

    assert np.array_equal(before.close, after.close)


async def test_only_the_missing_tail_is_asked_for() -> None:
    chart = Chart()
    for until in (500, 501, 503, 503):
        chart.show(until)
        bars = await chart.bars()
        assert np.array_equal(bars.time, chart.truth[until - 101 : until - 1])

    assert chart.terminal.asked[0] == 101
    assert max(chart.terminal.asked[1:]) < 10


async def test_a_long_silence_widens_the_tail_until_it_joins() -> None:
    chart = Chart()
    chart.show(500)
    await chart.bars(400)
    chart.show(560)

    bars = await chart.bars(400)

    assert np.array_equal(bars.time, chart.truth[159:559])


async def test_a_silence_longer_than_the_window_starts_it_anew() -> None:
    chart = Chart()
    chart.show(200)
    await chart.bars()
    chart.show(900)

    bars = await chart.bars()

    assert np.array_equal(bars.time, chart.truth[799:899])


async def test_revised_bars_replace_those_held() -> None:
    chart = Chart()
    chart.show(500)
    await chart.bars()
    chart.rates["close"][498] = 11.9
    chart.rates["high"][498] = 13.0
    chart.show(500)

    bars = await chart.bars()

    assert bars.close[-1] == 11.9


async def test_bars_that_arrive_late_fill_their_hole() -> None:
    chart = Chart()
    chart.show(500, without=(450, 451))
    holed = await chart.bars()
    chart.show(500)

    bars = await chart.bars()

    assert np.any(np.diff(holed.time) > 300)
    assert np.array_equal(bars.time, chart.truth[399:499])


async def test_a_hole_seen_twice_is_not_asked_for_again() -> None:
    chart = Chart()
    for until in (500, 501, 502):
        chart.show(until, without=(450, 451))
        await chart.bars()

    assert chart.terminal.asked[1] > 50
    assert chart.terminal.asked[2] < 10


async def test_history_that_is_still_loading_is_asked_for_in_full() -> None:
    chart = Chart()
    chart.terminal.rates = chart.rates[470:500]
    short = await chart.bars()
    chart.terminal.rates = chart.rates[:501]

    bars = await chart.bars()

    assert (len(short), len(bars)) == (29, 100)


async def test_a_larger_window_is_asked_for_in_full() -> None:
    chart = Chart()
    chart.show(500)
    await chart.bars(50)

    bars = await chart.bars(200)

    assert np.array_equal(bars.time, chart.truth[299:499])


@pytest.mark.parametrize("start", ["2026-03-07", "2026-10-31"])
async def test_bars_over_a_switch_of_the_clocks_are_true(start: str) -> None:
    chart = Chart(start, 288 * 2)
    for until in range(200, 288 * 2, 5):
        chart.show(until)
        bars = await chart.bars()
        assert np.array_equal(bars.time, chart.truth[until - 101 : until - 1])


async def test_no_volume_at_all_is_none() -> None:
    chart = Chart()
    chart.rates["tick_volume"] = 0
    chart.show(500)

    assert (await chart.bars()).volume is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("close", np.nan), ("open", 0.0), ("low", -1.0), ("high", np.inf), ("high", 1.0)],
)
async def test_absurd_bars_are_refused(field: str, value: float) -> None:
    chart = Chart()
    chart.rates[field][480] = value
    chart.show(500)

    with pytest.raises(BrokerUnavailable):
        await chart.bars()


async def test_silence_is_not_an_empty_window() -> None:
    chart = Chart()
    chart.show(500)
    chart.terminal.failing["copy_rates_from_pos"] = -10005

    with pytest.raises(BrokerUnavailable):
        await chart.bars()


async def test_a_terminal_without_bars_has_none() -> None:
    chart = Chart()

    assert len(await chart.bars()) == 0


async def test_unknown_symbol() -> None:
    with pytest.raises(UnknownSymbol):
        await Chart().feed.bars("NOPE", Timeframe.M5, count=10)
