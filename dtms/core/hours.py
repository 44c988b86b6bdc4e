"""The trading week: when a market is open, and how much open time lies between two instants.

FX, metals and indices trade from Sunday 17:00 to Friday 17:00 New York; metals and indices pause
daily from 17:00 to 18:00 New York; crypto never closes.
"""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dtms.core.market import AssetClass

_NEW_YORK = ZoneInfo("America/New_York")
_ROLL = time(17)
_PAUSE_END = time(18)
_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6
_PAUSING = frozenset({AssetClass.METAL, AssetClass.INDEX})
_STEP = timedelta(hours=1)
_KEPT = 256  # answers; one look asks the same of the same instant again and again


@lru_cache(maxsize=_KEPT)
def is_open(asset: AssetClass, at: datetime) -> bool:
    """Claim that the market trades at an instant (aware UTC)."""
    if asset is AssetClass.CRYPTO:
        return True
    local = at.astimezone(_NEW_YORK)
    day, clock = local.weekday(), local.time()
    if asset in _PAUSING and _ROLL <= clock < _PAUSE_END:
        return False
    if day == _SATURDAY:
        return False
    if day == _FRIDAY:
        return clock < _ROLL
    return clock >= _ROLL if day == _SUNDAY else True


@lru_cache(maxsize=_KEPT)
def next_weekly_close(asset: AssetClass, at: datetime) -> datetime | None:
    """Return the coming Friday 17:00 New York, aware UTC; None for a market that never closes."""
    if asset is AssetClass.CRYPTO:
        return None
    local = at.astimezone(_NEW_YORK)
    friday = local.date() + timedelta(days=(_FRIDAY - local.weekday()) % 7)
    close = datetime.combine(friday, _ROLL, tzinfo=_NEW_YORK)
    if close <= local:
        close = datetime.combine(friday + timedelta(days=7), _ROLL, tzinfo=_NEW_YORK)
    return close.astimezone(UTC)


def opened_at(asset: AssetClass, at: datetime) -> datetime | None:
    """Return when the present open stretch began; None while closed or where there is no close.

    Looks back one week at most; the boundaries lie on whole hours.
    """
    if asset is AssetClass.CRYPTO or not is_open(asset, at):
        return None
    return _stretch_began(asset, at.replace(minute=0, second=0, microsecond=0))


@lru_cache(maxsize=1024)
def _stretch_began(asset: AssetClass, hour: datetime) -> datetime | None:
    first = hour
    while is_open(asset, first - timedelta(seconds=1)):
        first -= _STEP
        if hour - first > timedelta(days=7):
            return None
    return first


@lru_cache(maxsize=_KEPT)
def in_rollover(
    asset: AssetClass, at: datetime, *, before: timedelta, after: timedelta
) -> datetime | None:
    """Return when the rollover around 17:00 New York is over; None outside it, and for crypto."""
    if asset is AssetClass.CRYPTO:
        return None
    local = at.astimezone(_NEW_YORK)
    roll = datetime.combine(local.date(), _ROLL, tzinfo=_NEW_YORK).astimezone(UTC)
    return roll + after if roll - before <= at < roll + after else None


def open_time(asset: AssetClass, start: datetime, end: datetime) -> timedelta:
    """Return how long the market was open between two instants; zero when they are reversed."""
    if end <= start:
        return timedelta(0)
    if asset is AssetClass.CRYPTO or end - start > timedelta(days=14):
        return end - start
    total = timedelta(0)
    left = start
    while left < end:
        right = min(_next_hour(left), end)
        if is_open(asset, left):
            total += right - left
        left = right
    return total


def _next_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0) + _STEP
