"""The account's day: it begins at the reset hour of the broker's clock, or of a rule set's zone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

type Wall = Callable[[datetime], datetime]
"""Gives an aware instant the offset of some clock."""

_MINUTE = timedelta(minutes=1)
_LONGEST = timedelta(hours=26)  # a day on which clocks go back, and some


def day_of(shown: datetime, reset_hour: int) -> date:
    """Return the account's day of what its clock shows.

    The reset is read off the clock itself, so that it stays at its hour when the clock changes.
    """
    return (shown.replace(tzinfo=None) - timedelta(hours=reset_hour)).date()


def day_began(at: datetime, wall: Wall, reset_hour: int) -> datetime:
    """Return the instant (UTC, whole minutes) at which the account's day of `at` began."""
    day = day_of(wall(at), reset_hour)
    likely = _at_offset_of(at, wall, day, reset_hour)
    if day_of(wall(likely), reset_hour) == day != day_of(wall(likely - _MINUTE), reset_hour):
        return likely
    inside = at.astimezone(UTC).replace(second=0, microsecond=0)
    outside = inside - _LONGEST
    while inside - outside > _MINUTE:
        middle = outside + (inside - outside) // 2 // _MINUTE * _MINUTE
        if day_of(wall(middle), reset_hour) == day:
            inside = middle
        else:
            outside = middle
    return inside


def _at_offset_of(at: datetime, wall: Wall, day: date, reset_hour: int) -> datetime:
    """Return the reset hour of a day as the clock's offset at an instant would have it."""
    offset = wall(at).utcoffset() or timedelta(0)
    return datetime.combine(day, time(reset_hour), tzinfo=UTC) - offset
