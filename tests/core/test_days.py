"""The account's day begins at the reset hour of a clock, whatever the clock does that day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dtms.adapters.mt5.servertime import NEW_YORK_PLUS_7
from dtms.core.days import day_began, day_of


def server(at: datetime) -> datetime:
    return at.replace(tzinfo=None).replace(tzinfo=UTC) + NEW_YORK_PLUS_7.offset(at)


def prague(at: datetime) -> datetime:
    return at.astimezone(ZoneInfo("Europe/Prague"))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-01-14 21:59:59", date(2026, 1, 14)),  # winter: the server is two hours ahead
        ("2026-01-14 22:00:00", date(2026, 1, 15)),
        ("2026-07-14 20:59:59", date(2026, 7, 14)),
        ("2026-07-14 21:00:00", date(2026, 7, 15)),
        ("2026-03-16 20:59:59", date(2026, 3, 16)),  # New York has changed, Europe has not
        ("2026-03-16 21:00:00", date(2026, 3, 17)),
    ],
)
def test_the_brokers_midnight_divides_the_days(at: str, day: date) -> None:
    assert day_of(server(utc(at)), 0) == day


@pytest.mark.parametrize("reset", [0, 3, 10, 17, 23])
@pytest.mark.parametrize("start", ["2026-03-06 12:00", "2026-10-30 12:00", "2026-06-10 12:00"])
@pytest.mark.parametrize("wall", [server, prague])
def test_each_day_begins_at_the_reset_hour_of_the_clock_itself(
    reset: int, start: str, wall: object
) -> None:
    at = utc(start)

    for _ in range(8 * 24):
        began = day_began(at, wall, reset)
        before = began - timedelta(minutes=1)
        assert began <= at
        assert day_of(wall(began), reset) == day_of(wall(at), reset)
        assert day_of(wall(before), reset) == day_of(wall(at), reset) - timedelta(days=1)
        assert (wall(began).hour, wall(began).minute) == (reset, 0) or _skipped(began, wall, reset)
        at += timedelta(hours=1)


def _skipped(began: datetime, wall: object, reset: int) -> bool:
    """Claim that the clock jumped over the reset hour just then."""
    before = wall(began - timedelta(minutes=1)).replace(tzinfo=None)
    after = wall(began).replace(tzinfo=None)
    return before.hour < reset < after.hour + 1 and after - before > timedelta(minutes=1)
