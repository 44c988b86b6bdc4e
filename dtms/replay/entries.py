"""The trades of a replay: a CSV of positions a hand opened."""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from dtms.core.errors import BadInput
from dtms.core.market import Side

COLUMNS = ("time", "side", "volume", "stop", "target")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A position opened by hand at an instant (aware UTC); empty levels are None."""

    at: datetime
    side: Side
    volume: Decimal
    stop: Decimal | None
    target: Decimal | None


def read_entries(path: Path) -> tuple[Entry, ...]:
    """Read entries, oldest first.

    Raises:
        BadInput: Names the file, the row, the column and the remedy.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise BadInput(
                    field=str(path),
                    problem=f"column {missing[0]} is missing",
                    remedy=f"The first line must be {','.join(COLUMNS)}",
                )
            rows = [_entry(path, number, row) for number, row in enumerate(reader, start=2)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(
            field=str(path), problem=f"cannot be read ({error})", remedy="Give a UTF-8 CSV file"
        ) from error
    if not rows:
        raise BadInput(field=str(path), problem="holds no trades", remedy="Add at least one row")
    return tuple(sorted(rows, key=lambda entry: entry.at))


def _entry(path: Path, number: int, row: dict[str, str | None]) -> Entry:
    where = f"{path} row {number}"
    side = (row["side"] or "").strip().lower()
    if side not in {member.value for member in Side}:
        raise BadInput(
            field=f"{where} column side", problem=f"{side!r} is no side", remedy="Write buy or sell"
        )
    volume = _number(where, "volume", row)
    if volume is None:
        raise BadInput(field=f"{where} column volume", problem="is empty", remedy="Write lots")
    return Entry(
        at=_time(where, row),
        side=Side(side),
        volume=volume,
        stop=_number(where, "stop", row),
        target=_number(where, "target", row),
    )


def _time(where: str, row: dict[str, str | None]) -> datetime:
    text = (row["time"] or "").strip()
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(
            field=f"{where} column time",
            problem=f"{text!r} is no time",
            remedy="Write it like 2012-03-01T10:00:00 (UTC)",
        ) from error
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _number(where: str, name: str, row: dict[str, str | None]) -> Decimal | None:
    text = (row[name] or "").strip()
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise BadInput(
            field=f"{where} column {name}", problem=f"{text!r} is no number", remedy="Write 1.2345"
        ) from error
    if not value.is_finite() or value <= 0:
        raise BadInput(
            field=f"{where} column {name}",
            problem=f"{text} is not a positive number",
            remedy="Write a price or lots above 0, or leave a level empty",
        )
    return value
