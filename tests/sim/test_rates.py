from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from dtms.sim import constants as c
from dtms.sim.feed_generated import GeneratedFeed
from dtms.sim.rates import RATES, bucket, merge
from dtms.sim.sessions import ServerZone
from dtms.sim.terminal import Terminal
from tests.sim.builders import T0, a_terminal, after

START = datetime(2025, 6, 2, tzinfo=UTC)
NOW = START + timedelta(days=9, hours=13, minutes=7, seconds=30)
FRAMES = (
    c.TIMEFRAME_M1,
    c.TIMEFRAME_M5,
    c.TIMEFRAME_M15,
    c.TIMEFRAME_M30,
    c.TIMEFRAME_H1,
    c.TIMEFRAME_H4,
    c.TIMEFRAME_D1,
    c.TIMEFRAME_W1,
)


def a_generated(now: datetime = NOW, symbol: str = "EURUSD", **more: object) -> Terminal:
    terminal = Terminal(feed=GeneratedFeed(7, [symbol], START), start=now, **more)
    terminal.api.initialize()
    return terminal


@pytest.mark.parametrize("timeframe", FRAMES)
def test_higher_timeframes_are_built_from_m1(timeframe: int) -> None:
    api = a_generated().api
    minutes = api.copy_rates_from_pos("EURUSD", c.TIMEFRAME_M1, 0, 60_000)

    shown = api.copy_rates_from_pos("EURUSD", timeframe, 0, 5)

    expected = merge(timeframe, minutes)[-len(shown) :]
    assert shown.dtype == RATES
    assert len(shown) >= 3
    assert np.array_equal(shown[1:], expected[1:])


def test_m1_bars_are_built_from_ticks() -> None:
    api = a_generated().api
    since = round(NOW.timestamp()) + 3 * 3600 - 7_200

    ticks = api.copy_ticks_range("EURUSD", since, since + 10_000, c.COPY_TICKS_ALL)
    bars = api.copy_rates_range("EURUSD", c.TIMEFRAME_M1, since, since + 10_000)

    for bar in bars:
        inside = ticks["bid"][ticks["time"] // 60 * 60 == bar["time"]]
        if bar["time"] >= since:
            assert (bar["open"], bar["close"]) == (inside[0], inside[-1])
            assert (bar["high"], bar["low"]) == (inside.max(), inside.min())


def test_bar_zero_forms_from_the_quotes_so_far() -> None:
    terminal = a_terminal(
        EURUSD=((0, 1.1, 1.1001), (70, 1.2, 1.2002), (80, 1.0, 1.0003), (90, 1.1, 1.1001))
    )
    api = terminal.api
    seen = []
    for second in (69, 75, 85, 95):
        terminal.advance_to(after(second))
        bar = api.copy_rates_from_pos("EURUSD", c.TIMEFRAME_M1, 0, 1)[0]
        seen.append(tuple(bar)[1:6])

    assert seen == [
        (1.1, 1.1, 1.1, 1.1, 1),
        (1.2, 1.2, 1.2, 1.2, 1),
        (1.2, 1.2, 1.0, 1.0, 2),
        (1.2, 1.2, 1.0, 1.1, 3),
    ]


def test_future_is_never_shown() -> None:
    terminal = a_generated()
    api = terminal.api
    last = api.symbol_info_tick("EURUSD").time

    for timeframe in FRAMES:
        bars = api.copy_rates_from_pos("EURUSD", timeframe, 0, 5)
        assert bars["time"][-1] <= last
    assert api.copy_ticks_range("EURUSD", last - 60, last + 9_000, -1)["time"].max() == last


def test_bars_fetched_bar_by_bar_equal_bars_fetched_at_once() -> None:
    walking, late = a_generated(), a_generated(NOW + timedelta(minutes=47))
    seen = {}
    for minute in range(48):
        walking.advance_to(NOW + timedelta(minutes=minute))
        for bar in walking.api.copy_rates_from_pos("EURUSD", c.TIMEFRAME_M5, 1, 2):
            seen[int(bar["time"])] = tuple(bar)

    closed = late.api.copy_rates_from_pos("EURUSD", c.TIMEFRAME_M5, 1, len(seen))

    assert [seen[int(bar["time"])] for bar in closed] == [tuple(bar) for bar in closed]


def test_times_are_the_servers_wall_clock() -> None:
    api = a_terminal().api

    bar = api.copy_rates_from_pos("EURUSD", c.TIMEFRAME_M1, 0, 1)[0]
    tick = api.symbol_info_tick("EURUSD")

    wall = round(T0.timestamp()) + 3 * 3600
    assert (int(bar["time"]), tick.time, tick.time_msc) == (wall, wall, wall * 1000)


def test_another_server_zone_shifts_times_and_daily_bars() -> None:
    athens = ServerZone(zone="Europe/Athens", shift=timedelta(0))
    api = a_generated(datetime(2025, 3, 12, 12, tzinfo=UTC), zone=athens).api

    days = api.copy_rates_from_pos("EURUSD", c.TIMEFRAME_D1, 0, 3)

    assert api.symbol_info_tick("EURUSD").time == round(
        datetime(2025, 3, 12, 14, tzinfo=UTC).timestamp()
    )
    assert (days["time"] % 86_400 == 0).all()


def test_daily_bars_have_no_sunday_stub() -> None:
    api = a_generated().api

    days = api.copy_rates_from_pos("EURUSD", c.TIMEFRAME_D1, 0, 20)

    weekdays = {(int(time) // 86_400 + 3) % 7 for time in days["time"]}
    assert weekdays == {0, 1, 2, 3, 4}


def test_weekend_has_no_bars() -> None:
    api = a_generated(datetime(2025, 6, 8, 12, tzinfo=UTC)).api

    bars = api.copy_rates_from_pos("EURUSD", c.TIMEFRAME_H1, 0, 2)

    last = datetime(2025, 6, 6, 23, tzinfo=UTC).timestamp()
    assert bars["time"][-1] == last


def test_missing_minutes_stay_missing() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1, 1.1001), (600, 1.2, 1.2001)))
    terminal.advance_to(after(601))

    bars = terminal.api.copy_rates_from_pos("EURUSD", c.TIMEFRAME_M1, 0, 10)

    assert np.diff(bars["time"]).tolist() == [600]


def test_skip_and_count_page_backwards_without_overlap() -> None:
    api = a_generated().api

    whole = api.copy_rates_from_pos("EURUSD", c.TIMEFRAME_M15, 0, 100)
    pages = [
        api.copy_rates_from_pos("EURUSD", c.TIMEFRAME_M15, skip, 25) for skip in (75, 50, 25, 0)
    ]

    assert np.array_equal(whole, np.concatenate(pages))


def test_rates_from_ends_at_the_date() -> None:
    api = a_generated().api
    whole = api.copy_rates_from_pos("EURUSD", c.TIMEFRAME_M15, 0, 3_000)
    date = int(whole["time"][-50]) + 5

    bars = api.copy_rates_from("EURUSD", c.TIMEFRAME_M15, date, 10)

    assert np.array_equal(bars, whole[-59:-49])


def test_rates_range_includes_both_ends() -> None:
    api = a_generated().api
    whole = api.copy_rates_from_pos("EURUSD", c.TIMEFRAME_H1, 0, 30)
    since, until = int(whole["time"][3]), int(whole["time"][9])

    bars = api.copy_rates_range("EURUSD", c.TIMEFRAME_H1, since, until)

    assert np.array_equal(bars, whole[3:10])


def test_ticks_from_a_date_are_the_first_ones() -> None:
    api = a_generated().api
    since = api.symbol_info_tick("EURUSD").time - 600

    ticks = api.copy_ticks_from("EURUSD", since, 5, c.COPY_TICKS_INFO)

    assert len(ticks) == 5
    assert ticks["time"][0] >= since
    assert (np.diff(ticks["time_msc"]) > 0).all()
    assert len(api.copy_ticks_from("EURUSD", since, 5, c.COPY_TICKS_TRADE)) == 0


def test_chart_keeps_no_more_than_max_bars() -> None:
    api = a_generated(max_bars=50).api

    assert len(api.copy_rates_from_pos("EURUSD", c.TIMEFRAME_M1, 0, 1_000)) == 50


@pytest.mark.parametrize(
    "arguments", [("EURUSD", 7, 0, 10), ("EURUSD", 1, 0, 0), ("EURUSD", 1, -1, 10)]
)
def test_wrong_bar_arguments_are_invalid(arguments: tuple[object, ...]) -> None:
    api = a_generated().api

    assert api.copy_rates_from_pos(*arguments) is None
    assert api.last_error() == (-2, "Terminal: Invalid params")


def test_unsigned_tick_volume_wraps_as_in_the_real_module() -> None:
    bars = a_generated().api.copy_rates_from_pos("EURUSD", c.TIMEFRAME_M1, 1, 50)

    assert np.diff(bars["tick_volume"]).max() > 2**63


def test_months_and_weeks_begin_where_the_terminal_says() -> None:
    times = np.array([round(datetime(2025, 6, 18, 9, tzinfo=UTC).timestamp())])

    month, week = (int(bucket(f, times)[0]) for f in (c.TIMEFRAME_MN1, c.TIMEFRAME_W1))

    assert datetime.fromtimestamp(month, UTC) == datetime(2025, 6, 1, tzinfo=UTC)
    assert datetime.fromtimestamp(week, UTC) == datetime(2025, 6, 15, tzinfo=UTC)


@pytest.mark.parametrize("timeframe", [c.TIMEFRAME_M1, c.TIMEFRAME_M5, c.TIMEFRAME_H1])
@pytest.mark.parametrize("minutes", [-65, -59, -30, -1, 0, 1, 29, 59, 60, 61, 200])
def test_bars_of_the_repeated_autumn_hour_hold_their_own_quotes_alone(
    minutes: int, timeframe: int
) -> None:
    # On this Sunday New York's clocks go back at 6:00 UTC; the server's 8 o'clock comes twice.
    fall = datetime(2025, 11, 2, 6, 0, tzinfo=UTC)
    now = fall + timedelta(minutes=minutes, seconds=30)
    api = a_generated(now, "BTCUSD").api
    api.symbol_select("BTCUSD")

    since = round(now.timestamp()) - 129_600
    shown = api.copy_rates_from_pos("BTCUSD", timeframe, 0, 300)
    ticks = api.copy_ticks_range("BTCUSD", since, since + 259_200, c.COPY_TICKS_ALL)

    # Bars change where the server's time leaves one, forward or back.
    opened = bucket(timeframe, np.ascontiguousarray(ticks["time"]))
    parts = np.split(ticks["bid"], np.flatnonzero(np.diff(opened)) + 1)[-len(shown) :]
    assert shown["high"][-20:].tolist() == [part.max() for part in parts[-20:]]
    assert shown["low"][-20:].tolist() == [part.min() for part in parts[-20:]]
    assert shown["close"][-20:].tolist() == [part[-1] for part in parts[-20:]]
    assert shown["time"][-1] == opened[-1]


def test_server_time_comes_twice_in_the_autumn_hour() -> None:
    fall = datetime(2025, 11, 2, 6, 0, tzinfo=UTC)
    api = a_generated(fall + timedelta(seconds=1), "BTCUSD").api

    last = api.copy_rates_from_pos("BTCUSD", c.TIMEFRAME_M1, 0, 3)

    eight = round(datetime(2025, 11, 2, 8, 0, tzinfo=UTC).timestamp())
    assert last["time"].tolist() == [eight + 58 * 60, eight + 59 * 60, eight]
