"""The trade server's wall clock. Server time exists only in this package; all else is UTC.

Terminals write the server's wall clock as if it were epoch seconds ("server seconds" below), in
structs, bars and date arguments alike. Most brokers keep New York plus seven hours, so that the
trading day ends at 17:00 New York; some keep Athens.
"""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from dtms.adapters.mt5.errors import AbsurdAnswer
from dtms.core.market import Ints

_EPOCH = datetime.fromtimestamp(0, UTC)
_DAY = 86_400
_QUARTER = 900
_MS = 1000
_FIXED = re.compile(r"UTC([+-])(\d{1,2})(?::([0-5]\d))?", re.IGNORECASE)
_FARTHEST = timedelta(hours=14)


class _Reading(NamedTuple):
    """Offsets (seconds east of UTC) a wall time may have: two in a repeated or skipped hour."""

    first: int
    second: int

    @property
    def repeated(self) -> bool:
        return self.first > self.second

    @property
    def skipped(self) -> bool:
        return self.first < self.second


class ServerZone(NamedTuple):
    """Rule of a server's wall clock.

    Attributes:
        zone: Zone whose summer time the server follows.
        ahead: What the server's clock adds to that zone's.
    """

    zone: ZoneInfo
    ahead: timedelta = timedelta(0)

    def to_server(self, at: datetime) -> int:
        """Return the server seconds of an aware instant, rounded down."""
        return int(at.timestamp() // 1) + int(self.offset(at).total_seconds())

    def offset(self, at: datetime) -> timedelta:
        """Return how far the server's clock is ahead of UTC at an aware instant."""
        offset = at.astimezone(self.zone).utcoffset()
        return (offset or timedelta(0)) + self.ahead

    def to_utc(self, milliseconds: int, *, not_before: datetime | None = None) -> datetime:
        """Return the instant of a server time.

        Args:
            milliseconds: Server seconds times 1000.
            not_before: A known earlier instant of the same series; tells the second pass of the
                hour that autumn repeats from the first.

        Returns:
            Aware UTC. An hour that spring skips is read with the offset in force before it.
        """
        reading = _read(self, milliseconds // _MS)
        first = _instant(milliseconds - reading.first * _MS)
        if reading.repeated and not_before is not None and first < not_before:
            return _instant(milliseconds - reading.second * _MS)
        return first

    def day(self, at: datetime) -> date:
        """Return the server's calendar day of an aware instant."""
        return (at.astimezone(UTC) + self.offset(at)).date()

    def columns_to_utc(self, times: Ints, *, not_before: int | None = None) -> Ints:
        """Return epoch seconds UTC of bar opens in server seconds, in the terminal's order.

        Args:
            times: Server seconds; may step back once, where autumn repeats an hour.
            not_before: UTC open of a bar that is certainly not younger than the last of `times`.

        Raises:
            AbsurdAnswer: The result would not be strictly increasing, or a bar lies in an hour
                that does not exist: the zone is wrong.
        """
        if not len(times):
            return times.astype(np.int64)
        days, place = np.unique(times // _DAY, return_inverse=True)
        starts = np.array([_read(self, int(day) * _DAY).first for day in days], dtype=np.int64)
        ends = np.array([_read(self, int(day + 1) * _DAY).first for day in days], dtype=np.int64)
        utc = times.astype(np.int64) - starts[place]
        turning = np.flatnonzero((starts != ends)[place])
        if len(turning):
            second_pass = self._starts_in_second_pass(times, not_before)
            self._read_turning(times, utc, turning, second_pass=second_pass)
        if np.any(np.diff(utc) <= 0):
            raise AbsurdAnswer("bar times are not increasing")
        return utc

    def _starts_in_second_pass(self, times: Ints, not_before: int | None) -> bool:
        """Claim that the first bar lies in the second pass of a repeated hour."""
        first, last = _read(self, int(times[0])), _read(self, int(times[-1]))
        if not first.repeated or np.any(np.diff(times) <= 0):
            return False  # both passes are there, or the bars lead into the first one
        if not last.repeated:
            return True  # they lead out of the second one
        return not_before is not None and int(times[-1]) - last.first < not_before

    def _read_turning(self, times: Ints, utc: Ints, turning: Ints, *, second_pass: bool) -> None:
        """Fill in the bars of days on which the clocks change, one by one."""
        previous = None
        for index in turning:
            wall = int(times[index])
            reading = _read(self, wall)
            if reading.skipped:
                message = f"a bar in the hour that {self.zone.key} skips: wrong server zone"
                raise AbsurdAnswer(message)
            second_pass = second_pass or (previous is not None and wall <= previous)
            utc[index] = wall - (reading.second if second_pass else reading.first)
            previous = wall


UTC_ZONE = ZoneInfo("UTC")
NEW_YORK_PLUS_7 = ServerZone(zone=ZoneInfo("America/New_York"), ahead=timedelta(hours=7))
ATHENS = ServerZone(zone=ZoneInfo("Europe/Athens"))


def fixed_zone(offset: timedelta) -> ServerZone:
    """Return the rule of a server that knows no summer time."""
    return ServerZone(zone=UTC_ZONE, ahead=offset)


def server_zone(name: str) -> ServerZone:
    """Return the rule of a name.

    Args:
        name: `New_York+7`, a fixed offset such as `UTC+3` or `UTC-4:30`, or any IANA name such as
            `Europe/Athens`.

    Raises:
        ZoneInfoNotFoundError: No such zone (a `KeyError`).
        ValueError: Not a zone name at all, or an offset of more than 14 hours.
    """
    if name.casefold() == "new_york+7":
        return NEW_YORK_PLUS_7
    fixed = _FIXED.fullmatch(name)
    if fixed is None:
        return ServerZone(zone=ZoneInfo(name))
    sign, hours, minutes = fixed.groups(default="0")
    offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    if abs(offset) > _FARTHEST:
        message = f"{name} is farther from UTC than any clock"
        raise ValueError(message)
    return fixed_zone(offset)


def zone_name(zone: ServerZone) -> str:
    """Return the name by which `server_zone` finds the rule again."""
    if zone == NEW_YORK_PLUS_7:
        return "New_York+7"
    if zone.zone != UTC_ZONE:
        return zone.zone.key
    minutes = int(zone.ahead.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


class OffsetWatch:
    """Measures the server's offset from ticks that are known to be fresh.

    A tick is fresh when it differs from the one seen at most `within` earlier; a tick that merely
    lies there may be hours old and would show a wrong offset.
    """

    def __init__(self, *, within: timedelta = timedelta(minutes=1)) -> None:
        self._within = within
        self._seen: tuple[int, datetime] | None = None

    def observe(self, milliseconds: int, *, now: datetime) -> timedelta | None:
        """Take note of a tick's server time at an aware instant.

        Returns:
            The offset to UTC rounded to a quarter of an hour; None while it cannot be measured.
        """
        before, self._seen = self._seen, (milliseconds, now)
        if before is None or milliseconds <= before[0]:
            return None
        if not timedelta(0) <= now - before[1] <= self._within:
            return None
        raw = milliseconds / _MS - now.timestamp()
        rounded = timedelta(seconds=round(raw / _QUARTER) * _QUARTER)
        return rounded if abs(raw - rounded.total_seconds()) <= self._within.seconds * 2 else None


@lru_cache(maxsize=4096)  # the same openings and bar days are read at every look
def _read(zone: ServerZone, wall: int) -> _Reading:
    naive = _instant((wall - int(zone.ahead.total_seconds())) * _MS).replace(tzinfo=None)
    offsets = [
        naive.replace(tzinfo=zone.zone, fold=fold).utcoffset() or timedelta(0) for fold in (0, 1)
    ]
    first, second = (int((offset + zone.ahead).total_seconds()) for offset in offsets)
    return _Reading(first=first, second=second)


def _instant(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)
