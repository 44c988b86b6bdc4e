from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtms.adapters.mt5.errors import AbsurdAnswer
from dtms.adapters.mt5.servertime import (
    ATHENS,
    NEW_YORK_PLUS_7,
    OffsetWatch,
    ServerZone,
    server_zone,
)
from dtms.core.market import Ints

ZONES = [NEW_YORK_PLUS_7, ATHENS]
M5 = 300


def wall(text: str) -> int:
    """Return a wall time as server seconds."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def opens(start: str, count: int, zone: ServerZone) -> tuple[Ints, Ints]:
    """Return bar opens as UTC and as the server writes them."""
    first = int(utc(start).timestamp())
    truth = np.arange(first, first + count * M5, M5, dtype=np.int64)
    walls = [zone.to_server(datetime.fromtimestamp(int(time), UTC)) for time in truth]
    return truth, np.array(walls, dtype=np.int64)


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ("2026-01-15 00:00", "2026-01-14 22:00"),  # winter: the day ends at 17:00 New York
        ("2026-07-15 00:00", "2026-07-14 21:00"),
        ("2026-03-08 08:59", "2026-03-08 06:59"),  # summer time begins at 09:00 server time
        ("2026-03-08 10:00", "2026-03-08 07:00"),
        ("2026-03-20 12:00", "2026-03-20 09:00"),  # New York has changed, Europe has not
        ("2026-10-28 12:00", "2026-10-28 09:00"),
        ("2026-11-01 07:59", "2026-11-01 04:59"),
        ("2026-11-01 09:00", "2026-11-01 07:00"),
    ],
)
def test_new_york_plus_seven(server: str, expected: str) -> None:
    assert NEW_YORK_PLUS_7.to_utc(wall(server) * 1000) == utc(expected)


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ("2026-03-20 12:00", "2026-03-20 10:00"),
        ("2026-03-29 02:59", "2026-03-29 00:59"),
        ("2026-03-29 04:00", "2026-03-29 01:00"),
        ("2026-10-25 04:00", "2026-10-25 02:00"),
    ],
)
def test_athens(server: str, expected: str) -> None:
    assert ATHENS.to_utc(wall(server) * 1000) == utc(expected)


def test_milliseconds_are_kept() -> None:
    read = NEW_YORK_PLUS_7.to_utc(wall("2026-01-15 00:00") * 1000 + 123)

    assert read == utc("2026-01-14 22:00:00.123")


def test_second_pass_of_the_repeated_hour_is_told_by_what_came_before() -> None:
    repeated = wall("2026-11-01 08:30") * 1000

    first = NEW_YORK_PLUS_7.to_utc(repeated)
    second = NEW_YORK_PLUS_7.to_utc(repeated, not_before=utc("2026-11-01 05:59"))

    assert (first, second) == (utc("2026-11-01 05:30"), utc("2026-11-01 06:30"))


@given(st.datetimes(datetime(2015, 1, 1), datetime(2036, 1, 1)), st.sampled_from(ZONES))  # noqa: DTZ001
def test_there_and_back(moment: datetime, zone: ServerZone) -> None:
    at = moment.replace(microsecond=0, tzinfo=UTC)

    back = zone.to_utc(zone.to_server(at) * 1000, not_before=at)

    assert back == at


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("start", ["2026-03-07", "2026-03-28", "2026-10-24", "2026-10-31"])
def test_columns_over_a_switch_are_unique_and_true(zone: ServerZone, start: str) -> None:
    truth, walls = opens(start, 288 * 3, zone)

    assert np.array_equal(zone.columns_to_utc(walls), truth)


@pytest.mark.parametrize("first", range(180, 240))
def test_a_tail_inside_the_repeated_hour_is_placed_by_what_is_held(first: int) -> None:
    truth, walls = opens("2026-10-31 12:00", 288 * 2, NEW_YORK_PLUS_7)
    tail = slice(first, first + 4)

    read = NEW_YORK_PLUS_7.columns_to_utc(walls[tail], not_before=int(truth[tail][-1]) - M5)

    assert np.array_equal(read, truth[tail])


def test_a_whole_year_agrees_with_single_readings() -> None:
    times = np.arange(wall("2026-01-01"), wall("2026-03-08 09:00"), 3600, dtype=np.int64)

    read = NEW_YORK_PLUS_7.columns_to_utc(times)

    assert read[::97].tolist() == [
        int(NEW_YORK_PLUS_7.to_utc(int(time) * 1000).timestamp()) for time in times[::97]
    ]


def test_a_bar_in_a_skipped_hour_proves_the_zone_wrong() -> None:
    times = np.array([wall("2026-03-08 08:55"), wall("2026-03-08 09:30")], dtype=np.int64)

    with pytest.raises(AbsurdAnswer):
        NEW_YORK_PLUS_7.columns_to_utc(times)


@pytest.mark.parametrize("times", [[600, 300], [300, 300]])
def test_bars_out_of_order_are_refused(times: list[int]) -> None:
    with pytest.raises(AbsurdAnswer):
        NEW_YORK_PLUS_7.columns_to_utc(np.array(times, dtype=np.int64))


def test_no_bars_are_no_bars() -> None:
    assert len(ATHENS.columns_to_utc(np.zeros(0, dtype=np.int64))) == 0


def test_the_brokers_day_turns_at_five_in_new_york() -> None:
    assert NEW_YORK_PLUS_7.day(utc("2026-07-14 20:59:59")) == date(2026, 7, 14)
    assert NEW_YORK_PLUS_7.day(utc("2026-07-14 21:00")) == date(2026, 7, 15)
    assert NEW_YORK_PLUS_7.day(utc("2026-01-14 21:59:59")) == date(2026, 1, 14)
    assert NEW_YORK_PLUS_7.day(utc("2026-01-14 22:00")) == date(2026, 1, 15)


def test_zones_by_name() -> None:
    assert server_zone("New_York+7") == NEW_YORK_PLUS_7
    assert server_zone("Europe/Athens") == ATHENS
    with pytest.raises(KeyError):
        server_zone("Europe/Nowhere")


def test_offset_is_measured_from_a_tick_that_has_just_come() -> None:
    watch = OffsetWatch()
    now = utc("2026-01-15 10:00:00")
    server = wall("2026-01-15 12:00:00") * 1000

    assert watch.observe(server - 2000, now=now) is None
    measured = watch.observe(server + 28_500, now=now + timedelta(seconds=30))

    assert measured == timedelta(hours=2)


def test_a_resting_tick_measures_nothing() -> None:
    watch = OffsetWatch()
    now = utc("2026-01-15 10:00:00")
    server = wall("2026-01-15 12:00:00") * 1000
    watch.observe(server, now=now)

    assert watch.observe(server, now=now + timedelta(seconds=30)) is None
    assert watch.observe(server + 1000, now=now + timedelta(hours=1)) is None
