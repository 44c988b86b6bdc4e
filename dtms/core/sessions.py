"""The broker's own sessions, learned from ticks: which hours of the week a symbol trades."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

_NEW_YORK = ZoneInfo("America/New_York")
_DAY_HOURS = 24
HOURS = 7 * _DAY_HOURS
_ENOUGH_WEEKS = 3  # a week may be a holiday, and so may the next
_NONE = (0,) * HOURS


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """How many weeks each hour was watched, and in how many of them it had a tick.

    Hours are New York's, from Monday midnight: markets open and close by that clock.
    """

    watched: tuple[int, ...] = _NONE
    seen: tuple[int, ...] = _NONE

    def closed_at(self, at: datetime) -> bool:
        """Claim that the symbol has never traded in this hour, watched long enough to tell."""
        hour = hour_of_week(at)
        return self.watched[hour] >= _ENOUGH_WEEKS and self.seen[hour] == 0

    def trades_at(self, at: datetime) -> bool:
        """Claim that the symbol has traded in this hour often enough to count on it."""
        return self.seen[hour_of_week(at)] >= _ENOUGH_WEEKS

    def noting(self, hour: int, *, ticked: bool) -> "Sessions":
        """Return the count after one more watched hour."""
        return Sessions(
            watched=_one_more(self.watched, hour),
            seen=_one_more(self.seen, hour) if ticked else self.seen,
        )


def hour_of_week(at: datetime) -> int:
    """Return the hour of the New York week, 0 to 167, from Monday midnight."""
    local = at.astimezone(_NEW_YORK)
    return local.weekday() * _DAY_HOURS + local.hour


def _one_more(counts: tuple[int, ...], hour: int) -> tuple[int, ...]:
    return (*counts[:hour], counts[hour] + 1, *counts[hour + 1 :])
