"""Spans of the day in a person's own zone: quiet hours and sleep."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final, override
from zoneinfo import ZoneInfo, available_timezones

_SPAN: Final = re.compile(
    r"([01]?[0-9]|2[0-3]):([0-5][0-9])\s*[-\u2013]\s*([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII
)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A daily span by the wall clock, half-open; it may run over midnight."""

    begins: time
    ends: time

    @classmethod
    def read(cls, text: str) -> "Hours | None":
        """Read `23:00-07:00`, None for anything else; a span of no length is none."""
        found = _SPAN.fullmatch(text.strip())
        if found is None:
            return None
        first, second, third, fourth = (int(part) for part in found.groups())
        made = cls(begins=time(first, second), ends=time(third, fourth))
        return None if made.begins == made.ends else made

    @override
    def __str__(self) -> str:
        return f"{self.begins:%H:%M}-{self.ends:%H:%M}"

    def holds(self, now: datetime, zone: ZoneInfo) -> bool:
        """Claim that an instant lies within the span."""
        clock = now.astimezone(zone).time().replace(tzinfo=None)
        if self.begins < self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends

    def last(self, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the begin and end of the newest span that is over, aware UTC."""
        local = now.astimezone(zone)
        end = datetime.combine(local.date(), self.ends, tzinfo=zone)
        if end.astimezone(UTC) > now:
            end = datetime.combine(local.date() - _DAY, self.ends, tzinfo=zone)
        over = self.begins > self.ends
        begin = datetime.combine(end.date() - (_DAY if over else timedelta(0)), self.begins, zone)
        return begin.astimezone(UTC), end.astimezone(UTC)


def read_zone(text: str) -> str | None:
    """Return the IANA name somebody meant, whatever its case and spaces; None for no zone."""
    wanted = "_".join(text.split()).casefold()
    names = available_timezones()
    whole = next((name for name in names if name.casefold() == wanted), None)
    if whole is not None:
        return whole
    cities = sorted(name for name in names if name.rpartition("/")[2].casefold() == wanted)
    areas = [name for name in cities if name.count("/") == 1 and not name.startswith("Etc/")]
    return areas[0] if len(areas) == 1 else None
