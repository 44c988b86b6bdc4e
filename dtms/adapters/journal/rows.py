"""Typed access to SQL rows, and the check sums of bodies."""

import zlib
from datetime import UTC, datetime

from dtms.core.codec import CodecError

type Value = int | float | str | None
type Row = tuple[Value, ...]


class BadRow(CodecError):
    """A row is not what this program wrote."""


def _bad(expected: str, value: Value) -> BadRow:
    return BadRow(f"expected {expected}, found {value!r}")


def integer(value: Value) -> int:
    """Return an integer column."""
    if not isinstance(value, int):
        raise _bad("an integer", value)
    return value


def maybe_integer(value: Value) -> int | None:
    """Return an integer column that may be null."""
    return None if value is None else integer(value)


def number(value: Value) -> float:
    """Return a real column."""
    if not isinstance(value, float | int):
        raise _bad("a number", value)
    return float(value)


def text(value: Value) -> str:
    """Return a text column."""
    if not isinstance(value, str):
        raise _bad("text", value)
    return value


def maybe_text(value: Value) -> str | None:
    """Return a text column that may be null."""
    return None if value is None else text(value)


def stamp(instant: datetime) -> str:
    """Return an aware instant as stored: UTC, always microseconds, so that text order is time's."""
    at = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    return at.isoformat(timespec="microseconds")


def instant(value: Value) -> datetime:
    """Return a stored instant, aware UTC."""
    try:
        return datetime.fromisoformat(text(value))
    except ValueError as error:
        raise _bad("an instant", value) from error


def maybe_instant(value: Value) -> datetime | None:
    """Return a stored instant that may be null."""
    return None if value is None else instant(value)


def check_sum(*parts: Value) -> int:
    """Return the check sum of a stored record."""
    return zlib.crc32("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass"))


def checked(found: Value, *parts: Value) -> None:
    """Raise `BadRow` unless the check sum fits the record."""
    if found != check_sum(*parts):
        problem = f"check sum does not fit {parts[:4]!r}"
        raise BadRow(problem)
