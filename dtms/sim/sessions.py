"""Market hours and the server's wall clock; both follow New York's daylight saving."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

MINUTES: Final = 1440
DAY_S: Final = 86_400
DAY_MSC: Final = 86_400_000
HOUR_S: Final = 3_600
_NEW_YORK: Final = ZoneInfo("America/New_York")
_CLOSE: Final = 17 * 60
_METAL_REOPEN: Final = 18 * 60
_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6
_HOLIDAYS: Final = frozenset({(12, 25), (1, 1)})


class Schedule(Enum):
    """Trading hours of a symbol, in New York time.

    FX runs Sunday 17:00 to Friday 17:00; metals also pause daily 17:00 to 18:00; both rest on
    Christmas and New Year's Day. Crypto never closes.
    """

    FX = "fx"
    METAL = "metal"
    CRYPTO = "crypto"


@lru_cache(maxsize=65_536)
def _offset_s(zone: str, hour: int) -> int:
    at = datetime.fromtimestamp(hour * HOUR_S, UTC).astimezone(ZoneInfo(zone))
    offset = at.utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


@lru_cache(maxsize=2_048)
def open_minutes(schedule: Schedule, day: int) -> NDArray[np.bool_]:
    """Tell which of a UTC day's 1,440 minutes are inside trading hours.

    Args:
        schedule: Trading hours.
        day: Days since 1970-01-01 UTC.
    """
    if schedule is Schedule.CRYPTO:
        return np.ones(MINUTES, dtype=np.bool_)
    # The change of the clocks falls on a Sunday morning, when both schedules are closed.
    offset = _offset_s(_NEW_YORK.key, day * 24 + 12) // 60
    local = day * MINUTES + np.arange(MINUTES) + offset
    weekday = (local // MINUTES + 3) % 7
    minute = local % MINUTES
    reopen = _METAL_REOPEN if schedule is Schedule.METAL else _CLOSE
    closed = (weekday == _SATURDAY) | ((weekday == _FRIDAY) & (minute >= _CLOSE))
    closed |= (weekday == _SUNDAY) & (minute < reopen)
    if schedule is Schedule.METAL:
        closed |= (minute >= _CLOSE) & (minute < reopen)
    # A trading day ends at 17:00 New York, the server's midnight.
    trading = (local + MINUTES - _CLOSE) // MINUTES
    for number in np.unique(trading):
        date = datetime.fromtimestamp(int(number) * DAY_S, UTC)
        if (date.month, date.day) in _HOLIDAYS:
            closed |= trading == number
    result: NDArray[np.bool_] = ~closed
    result.flags.writeable = False
    return result


def rollover_minute(day: int) -> int:
    """Minute of the UTC day at which New York shows 17:00."""
    return (_CLOSE - _offset_s(_NEW_YORK.key, day * 24 + 12) // 60) % MINUTES


def is_open(schedule: Schedule, msc: int) -> bool:
    """Tell whether the market trades at a UTC instant given in milliseconds since 1970."""
    day, rest = divmod(msc, DAY_MSC)
    return bool(open_minutes(schedule, day)[rest // 60_000])


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerZone:
    """The broker's wall clock, which the terminal writes as if it were epoch time.

    Attributes:
        zone: IANA zone whose daylight saving the server follows.
        shift: Added to that zone's wall time; New York + 7 h puts midnight at 17:00 New York.
    """

    zone: str = "America/New_York"
    shift: timedelta = timedelta(hours=7)

    def offset_s(self, utc_s: int) -> int:
        """Seconds to add to a UTC epoch time to get the server's."""
        return _offset_s(self.zone, utc_s // HOUR_S) + int(self.shift.total_seconds())

    def to_server(self, utc_s: int) -> int:
        """Convert UTC epoch seconds to server epoch seconds."""
        return utc_s + self.offset_s(utc_s)

    def to_server_msc(self, utc_msc: int) -> int:
        """Convert UTC epoch milliseconds to server epoch milliseconds."""
        return utc_msc + 1000 * self.offset_s(utc_msc // 1000)

    def to_utc(self, server_s: int) -> int:
        """Convert server epoch seconds to UTC; the repeated autumn hour reads as the later one."""
        guess = server_s - self.offset_s(server_s)
        return server_s - self.offset_s(guess)

    def offsets(self, utc_s: NDArray[np.int64]) -> NDArray[np.int64]:
        """Offsets in seconds for many UTC epoch seconds at once."""
        hours, where = np.unique(utc_s // HOUR_S, return_inverse=True)
        table = np.array([self.offset_s(int(hour) * HOUR_S) for hour in hours], dtype=np.int64)
        return table[where] if len(table) else utc_s * 0

    def to_utc_all(self, server_s: NDArray[np.int64]) -> NDArray[np.int64]:
        """Convert many server epoch seconds to UTC."""
        guess = server_s - self.offsets(server_s)
        return server_s - self.offsets(guess)
