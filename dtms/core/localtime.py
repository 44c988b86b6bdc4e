"""Local clocks for whole columns of instants; daylight saving time by zoneinfo."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from dtms.core.market import Ints

DAY = 86_400  # seconds
MINUTE = 60  # seconds
_PROBE = 7 * DAY  # no zone changes its clock twice within a week
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def local_seconds(time: Ints, zone: str) -> Ints:
    """Convert instants to wall-clock seconds of a zone.

    Args:
        time: Epoch seconds UTC, ascending, shape (n,).
        zone: IANA name.

    Returns:
        Seconds since 1970-01-01 00:00 on that zone's wall clock, shape (n,).
    """
    if zone == "UTC" or not len(time):
        return time
    first, last = int(time[0]), int(time[-1])
    instants, offsets = _changes(zone, _year(first), _year(last))
    low, high = np.searchsorted(instants, (first, last), side="right")
    if low == high:
        return time + int(offsets[low])
    local: Ints = time + offsets[np.searchsorted(instants, time, side="right")]
    return local


@lru_cache(maxsize=64)
def _changes(zone: str, first_year: int, last_year: int) -> tuple[Ints, Ints]:
    """Return the instants at which a zone's offset changes, and the offsets around them."""
    where = ZoneInfo(zone)
    at = _seconds(datetime(first_year, 1, 1, tzinfo=UTC)) - DAY
    end = _seconds(datetime(last_year + 1, 1, 1, tzinfo=UTC)) + DAY
    instants: list[int] = []
    offsets = [_offset(where, at)]
    while at < end:
        if _offset(where, at + _PROBE) != offsets[-1]:
            instants.append(_change(where, at, at + _PROBE))
            offsets.append(_offset(where, at + _PROBE))
        at += _PROBE
    return np.array(instants, dtype=np.int64), np.array(offsets, dtype=np.int64)


def _change(zone: ZoneInfo, low: int, high: int) -> int:
    """Return the first second in (low, high] whose offset differs from that of `low`."""
    before = _offset(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle) == before:
            low = middle
        else:
            high = middle
    return high


def _offset(zone: ZoneInfo, at: int) -> int:
    offset = (_EPOCH + timedelta(seconds=at)).astimezone(zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def _seconds(at: datetime) -> int:
    return int((at - _EPOCH).total_seconds())


def _year(at: int) -> int:
    return (_EPOCH + timedelta(seconds=at)).year
