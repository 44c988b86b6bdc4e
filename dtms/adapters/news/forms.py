"""Reading calendars as they are published: JSON or CSV, by the names of their columns."""

import csv
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from io import StringIO
from typing import Final

from dtms.core.errors import BadInput
from dtms.core.news import EVERYBODY, Impact, NewsEvent

MOST_BYTES: Final = 16 * 1024 * 1024
_FIELD: Final = "DTMS_NEWS"
_REMEDY: Final = (
    "Give a calendar as JSON or CSV with title, currency (or country), date and impact of each "
    "event"
)
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("title", "event", "name", "description"),
    "currency": ("currency", "country", "ccy"),
    "date": ("date", "datetime", "timestamp", "date_time", "dateutc", "day"),
    "time": ("time", "hour"),
    "impact": ("impact", "importance", "volatility"),
}
_IMPACTS: Final[Mapping[str, Impact]] = {
    **dict.fromkeys(("high", "3", "red"), Impact.HIGH),
    **dict.fromkeys(("medium", "moderate", "med", "2", "orange"), Impact.MEDIUM),
    **dict.fromkeys(("low", "1", "yellow"), Impact.LOW),
    **dict.fromkeys(("holiday", "none", "non-economic", "0", "grey", "gray", ""), Impact.HOLIDAY),
}
_COUNTRIES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("US", "USA", "UNITED STATES"), "USD"),
    **dict.fromkeys(("EA", "EU", "EMU", "EZ", "EURO AREA", "EUROZONE", "EURO ZONE"), "EUR"),
    **dict.fromkeys(("DE", "GERMANY", "FR", "FRANCE", "IT", "ITALY", "ES", "SPAIN"), "EUR"),
    **dict.fromkeys(("UK", "GB", "UNITED KINGDOM"), "GBP"),
    **dict.fromkeys(("JP", "JAPAN"), "JPY"),
    **dict.fromkeys(("CH", "SWITZERLAND"), "CHF"),
    **dict.fromkeys(("AU", "AUSTRALIA"), "AUD"),
    **dict.fromkeys(("NZ", "NEW ZEALAND"), "NZD"),
    **dict.fromkeys(("CA", "CANADA"), "CAD"),
    **dict.fromkeys(("CN", "CHINA"), "CNY"),
    "ALL": EVERYBODY,
}
_UNTIMED: Final = frozenset({"all day", "tentative", "day 1", "day 2", "day 3", ""})
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]m)?", re.IGNORECASE)
_DAYS: Final = ("%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%m-%d-%Y", "%m/%d/%Y")
_MSC: Final = 10**11  # epoch numbers from here on are milliseconds
_NOON: Final = 12


def read_calendar(data: bytes, *, zone: tzinfo = UTC) -> tuple[NewsEvent, ...]:
    """Read a calendar, whichever of the forms it has.

    Args:
        data: The file as it came.
        zone: Of times that name none themselves.

    Returns:
        Its events, the earliest first, each once.

    Raises:
        BadInput: It is no calendar, or a row cannot be read; the row is named. Nothing is left
            out silently, because the row left out may be the one that matters.
    """
    if len(data) > MOST_BYTES:
        raise _bad(problem=f"holds {len(data)} bytes, more than {MOST_BYTES}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("utf-16") if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ""
    stripped = text.lstrip()
    if stripped[:1] in {"[", "{"}:
        rows: Iterable[Mapping[str, object]] = _json_rows(stripped)
    elif stripped and not stripped.startswith("<"):
        rows = _csv_rows(text)
    else:
        raise _bad(problem="is neither JSON nor CSV")
    found = {_event(row, number, zone) for number, row in enumerate(rows, start=1)}
    return tuple(sorted(found, key=lambda one: (one.at, one.currency, one.title)))


def _json_rows(text: str) -> list[Mapping[str, object]]:
    try:
        read = json.loads(text)
    except ValueError as error:
        raise _bad(problem=f"is no complete JSON ({error})") from error
    if isinstance(read, dict):
        read = next((value for value in read.values() if isinstance(value, list)), None)
    if not isinstance(read, list) or not all(isinstance(row, dict) for row in read):
        raise _bad(problem="is JSON, but no list of events")
    return [{str(name).casefold(): value for name, value in row.items()} for row in read]


def _csv_rows(text: str) -> list[Mapping[str, object]]:
    first = text.lstrip().splitlines()[0]
    mark = max(",;\t", key=first.count)
    rows = csv.reader(StringIO(text.lstrip()), delimiter=mark)
    names = [name.strip().casefold() for name in next(rows)]
    if not any(name in names for name in _NAMES["title"]):
        raise _bad(problem=f"has no column for the title; its first line is {first[:80]!r}")
    return [dict(zip(names, row, strict=False)) for row in rows if any(map(str.strip, row))]


def _event(row: Mapping[str, object], number: int, zone: tzinfo) -> NewsEvent:
    title, impact = _cell(row, "title"), _cell(row, "impact") or ""
    currency, date = _cell(row, "currency"), _cell(row, "date")
    time = _cell(row, "time") or ""
    if date is None:  # a lone column of times holds the whole instant
        date, time = time or None, ""
    for name, value in (("title", title), ("currency", currency), ("date", date)):
        if value is None:
            raise _bad(problem=f"row {number} has no {name}")
    try:
        at, timed = _instant(date or "", time, zone)
        rating = _IMPACTS[impact.casefold().removesuffix(" impact expected")]
        code = _currency(currency or "")
    except (ValueError, KeyError, OverflowError, OSError) as error:
        raise _bad(problem=f"row {number} ({title!r:.60}) cannot be read: {error}") from error
    return NewsEvent(at=at, currency=code, title=title or "", impact=rating, timed=timed)


def _cell(row: Mapping[str, object], what: str) -> str | None:
    """Return what a row holds under any of a column's names, None where there is no such column."""
    found = (row[name] for name in _NAMES[what] if row.get(name) is not None)
    return next((str(value).strip() for value in found), None)


def _instant(date: str, time: str, zone: tzinfo) -> tuple[datetime, bool]:
    """Return when an event is due, aware UTC, and whether its time is known."""
    if re.fullmatch(r"-?\d{9,14}", date):
        stamp = int(date)
        return datetime.fromtimestamp(stamp / 1000 if stamp >= _MSC else stamp, UTC), True
    day = _day(date)
    if day is None:
        at = datetime.fromisoformat(date)
        aware = at if at.tzinfo is not None else at.replace(tzinfo=zone)
        return aware.astimezone(UTC), True
    if time.casefold() in _UNTIMED:
        return day.replace(tzinfo=zone).astimezone(UTC), False
    clock = _CLOCK.fullmatch(time)
    if clock is None:
        message = f"{time!r} is no time of day"
        raise ValueError(message)
    hour, minute, second, half = clock.groups()
    hours = int(hour) if half is None else int(hour) % _NOON + _NOON * (half.lower() == "pm")
    at = day.replace(hour=hours, minute=int(minute), second=int(second or 0), tzinfo=zone)
    return at.astimezone(UTC), True


def _day(text: str) -> datetime | None:
    for form in _DAYS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is put on by the caller
        except ValueError:
            continue
    return None


def _currency(text: str) -> str:
    code = text.upper()
    if code in _COUNTRIES:
        return _COUNTRIES[code]
    if not re.fullmatch(r"[A-Z]{3}", code):
        message = f"{text!r} is no currency"
        raise ValueError(message)
    return code


def _bad(*, problem: str) -> BadInput:
    return BadInput(field=_FIELD, problem=f"the calendar {problem}", remedy=_REMEDY)
