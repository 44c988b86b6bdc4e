"""Finds out by which rule a server keeps its clock, from offsets seen on known days.

New York + 7 and Athens show the same clock for most of the year; only the weeks in which America
and Europe disagree tell them apart. Weekly opens of the past show those weeks at once, because the
currency market opens at 17:00 on Sunday in New York, wherever the server is. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

import numpy as np

from dtms.adapters.mt5.servertime import (
    ATHENS,
    NEW_YORK_PLUS_7,
    ServerZone,
    fixed_zone,
)
from dtms.core.market import Ints

_RULES = (NEW_YORK_PLUS_7, ATHENS, ServerZone(zone=ZoneInfo("Europe/London")))
_NEW_YORK = ZoneInfo("America/New_York")
_OPEN = time(17)
_WEEKEND = 24 * 3600
_SUNDAY = 6
_LATEST_OPEN = timedelta(minutes=30)
_HOUR = timedelta(hours=1)
_EAST, _WEST = timedelta(hours=14), timedelta(hours=-12)
_MOST_WEEKS = 120
_SETTLED = timedelta(days=2)
_WEEKS = 53


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """How far the server's clock was ahead of UTC at an aware instant."""

    at: datetime
    offset: timedelta


class Certainty(Enum):
    """How well the rule is known."""

    ASSUMED = "assumed"  # nothing was seen: New York + 7 is what most brokers keep
    LIKELY = "likely"  # other rules agree with everything seen as well
    CERTAIN = "certain"  # no other known rule does


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The rule in force, and how well it is known."""

    zone: ServerZone
    certainty: Certainty


def find_zone(sightings: Iterable[Sighting], *, kept: ServerZone | None = None) -> Finding:
    """Return the rule that agrees with what was seen.

    Args:
        sightings: In any order. When no rule agrees with all, the oldest are given up one by one:
            the broker has changed its clock.
        kept: Rule found before; it stays as long as it agrees.
    """
    seen = sorted(sightings, key=lambda sighting: sighting.at)
    for first in range(len(seen)):
        agreeing = _agreeing(seen[first:], kept)
        if agreeing:
            alone = len(agreeing) == 1
            certainty = Certainty.CERTAIN if alone else Certainty.LIKELY
            return Finding(zone=agreeing[0], certainty=certainty)
    return Finding(zone=kept or NEW_YORK_PLUS_7, certainty=Certainty.ASSUMED)


def _agreeing(seen: list[Sighting], kept: ServerZone | None) -> list[ServerZone]:
    rules = (*(() if kept is None else (kept,)), *_RULES, fixed_zone(seen[-1].offset))
    return [
        rule
        for rule in dict.fromkeys(rules)
        if all(rule.offset(sighting.at) == sighting.offset for sighting in seen)
    ]


def one_a_week(sightings: Iterable[Sighting]) -> tuple[Sighting, ...]:
    """Return the newest sighting of each week, oldest first, of the last two years."""
    weeks = {
        sighting.at.isocalendar()[:2]: sighting
        for sighting in sorted(sightings, key=lambda sighting: sighting.at)
    }
    return tuple(weeks.values())[-_MOST_WEEKS:]


def telling_opens(until: datetime) -> tuple[datetime, ...]:
    """Return the newest weekly opens, a year back, that tell the known rules apart, oldest first.

    Args:
        until: Aware instant; opens less than two days before it are left out.
    """
    last = until - _SETTLED
    sunday = last.date() - timedelta(days=(last.weekday() + 1) % 7)
    patterns: dict[tuple[timedelta, ...], datetime] = {}
    for week in range(_WEEKS):
        opened = _opening(sunday - timedelta(weeks=week))
        patterns.setdefault(tuple(rule.offset(opened) for rule in _RULES), opened)
    return tuple(sorted(patterns.values()))


def _opening(sunday: date) -> datetime:
    return datetime.combine(sunday, _OPEN, _NEW_YORK).astimezone(UTC)


def weekly_opens(times: Ints) -> tuple[Sighting, ...]:
    """Read offsets from the first bar of each week.

    Args:
        times: Opens of a currency pair's bars of an hour or less, in server seconds, rising.

    Returns:
        One sighting a week; weeks that begin with a holiday are passed over.
    """
    after = np.flatnonzero(np.diff(times) > _WEEKEND) + 1
    found = (_sighting(int(times[place])) for place in after)
    return tuple(sighting for sighting in found if sighting is not None)


def _sighting(wall_seconds: int) -> Sighting | None:
    wall = datetime.fromtimestamp(wall_seconds, UTC)
    for days in (0, 1):
        day = (wall - timedelta(days=days)).date()
        if day.weekday() != _SUNDAY:
            continue
        opened = _opening(day)
        late = (wall - opened) % _HOUR
        offset = wall - opened - late
        if late <= _LATEST_OPEN and _WEST <= offset <= _EAST:
            return Sighting(at=opened, offset=offset)
    return None
