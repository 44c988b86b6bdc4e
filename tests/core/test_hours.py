"""The trading week in New York's clock, on both sides of a change to daylight saving time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtms.core.hours import is_open, next_weekly_close, open_time, opened_at
from dtms.core.market import AssetClass

FX, METAL, INDEX, CRYPTO = AssetClass
WEEKDAYS = (FX, METAL, INDEX)
MINUTE = timedelta(minutes=1)
# New York is UTC-5 until 2024-03-10 and UTC-4 after it; back on 2024-11-03.
WINTER_CLOSE = datetime(2024, 3, 8, 22, tzinfo=UTC)
SUMMER_CLOSE = datetime(2024, 3, 15, 21, tzinfo=UTC)
DST_SUNDAY = datetime(2024, 3, 10, 21, tzinfo=UTC)
WINTER_SUNDAY = datetime(2024, 11, 3, 22, tzinfo=UTC)
INSTANTS = st.datetimes(
    min_value=datetime(2023, 1, 1),  # noqa: DTZ001
    max_value=datetime(2026, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@pytest.mark.parametrize("asset", WEEKDAYS)
@pytest.mark.parametrize("close", [WINTER_CLOSE, SUMMER_CLOSE])
def test_the_week_ends_on_friday_at_five_in_new_york(asset: AssetClass, close: datetime) -> None:
    assert is_open(asset, close - MINUTE)
    assert not is_open(asset, close)
    assert not is_open(asset, close + timedelta(days=1))


@pytest.mark.parametrize("opening", [DST_SUNDAY, WINTER_SUNDAY])
def test_fx_opens_on_sunday_at_five(opening: datetime) -> None:
    assert not is_open(FX, opening - MINUTE)
    assert is_open(FX, opening)
    assert opened_at(FX, opening + timedelta(minutes=7)) == opening


@pytest.mark.parametrize("asset", [METAL, INDEX])
@pytest.mark.parametrize("opening", [DST_SUNDAY, WINTER_SUNDAY])
def test_metals_and_indices_open_an_hour_later(asset: AssetClass, opening: datetime) -> None:
    hour = timedelta(hours=1)

    assert not is_open(asset, opening + hour - MINUTE)
    assert is_open(asset, opening + hour)
    assert opened_at(asset, opening + hour) == opening + hour


@pytest.mark.parametrize(("hour", "day"), [(22, 6), (21, 13)])
def test_metals_pause_for_an_hour_every_day(hour: int, day: int) -> None:
    pause = datetime(2024, 3, day, hour, tzinfo=UTC)

    assert [is_open(METAL, pause + timedelta(minutes=m)) for m in (-1, 0, 59, 60)] == [
        True,
        False,
        False,
        True,
    ]
    assert is_open(FX, pause)
    assert opened_at(METAL, pause + timedelta(minutes=61)) == pause + timedelta(hours=1)
    assert opened_at(METAL, pause) is None


@given(INSTANTS)
def test_crypto_never_closes(at: datetime) -> None:
    assert is_open(CRYPTO, at)
    assert next_weekly_close(CRYPTO, at) is None
    assert opened_at(CRYPTO, at) is None


@pytest.mark.parametrize(
    ("at", "close"),
    [
        (datetime(2024, 3, 6, 10, tzinfo=UTC), WINTER_CLOSE),
        (WINTER_CLOSE - MINUTE, WINTER_CLOSE),
        (WINTER_CLOSE, SUMMER_CLOSE),
        (DST_SUNDAY, SUMMER_CLOSE),
    ],
)
def test_the_coming_weekly_close(at: datetime, close: datetime) -> None:
    assert next_weekly_close(FX, at) == close


@given(INSTANTS)
def test_the_weekly_close_lies_within_a_week_and_ends_trading(at: datetime) -> None:
    close = next_weekly_close(FX, at)

    assert close is not None
    assert at < close <= at + timedelta(days=7, hours=1)
    assert is_open(FX, close - MINUTE)
    assert not is_open(FX, close)


@pytest.mark.parametrize(
    ("start", "end", "open_for"),
    [
        (WINTER_CLOSE - 10 * MINUTE, DST_SUNDAY + 5 * MINUTE, 15 * MINUTE),
        (WINTER_CLOSE, DST_SUNDAY, timedelta(0)),
        (DST_SUNDAY, WINTER_CLOSE, timedelta(0)),  # reversed
        (DST_SUNDAY, SUMMER_CLOSE, timedelta(days=5)),
        (WINTER_CLOSE - timedelta(days=1), DST_SUNDAY, timedelta(days=1)),
    ],
)
def test_a_weekend_is_no_open_time(start: datetime, end: datetime, open_for: timedelta) -> None:
    assert open_time(FX, start, end) == open_for


def test_the_daily_pause_is_no_open_time_for_metals() -> None:
    noon = datetime(2024, 3, 6, 12, tzinfo=UTC)

    assert open_time(METAL, noon, noon + timedelta(days=1)) == timedelta(hours=23)
    assert open_time(CRYPTO, noon, noon + timedelta(days=9)) == timedelta(days=9)


@given(
    INSTANTS, st.integers(0, 9 * 24 * 60), st.integers(0, 9 * 24 * 60), st.sampled_from(WEEKDAYS)
)
def test_open_time_adds_up(at: datetime, first: int, second: int, asset: AssetClass) -> None:
    middle, end = at + first * MINUTE, at + (first + second) * MINUTE
    if end - at > timedelta(days=14):
        end = at + timedelta(days=14)
        middle = min(middle, end)

    whole = open_time(asset, at, end)

    assert whole == open_time(asset, at, middle) + open_time(asset, middle, end)
    assert timedelta(0) <= whole <= end - at


@given(INSTANTS, st.sampled_from(WEEKDAYS))
def test_the_present_stretch_began_at_an_opening(at: datetime, asset: AssetClass) -> None:
    since = opened_at(asset, at)

    assert (since is None) == (not is_open(asset, at))
    if since is not None:
        assert since <= at
        assert is_open(asset, since)
        assert not is_open(asset, since - MINUTE)
        assert open_time(asset, since, at) == at - since
