"""Turn a price file into named columns, whatever wrote it."""

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dtms.sim.errors import FeedError
from dtms.sim.sessions import ServerZone

type Columns = Mapping[str, NDArray[np.generic]]

_EXPORT_NAMES: Final = {
    "OPEN": "open",
    "HIGH": "high",
    "LOW": "low",
    "CLOSE": "close",
    "TICKVOL": "tick_volume",
    "VOL": "real_volume",
    "SPREAD": "spread",
    "BID": "bid",
    "ASK": "ask",
}
_SEPARATORS: Final = ("\t", ";", ",")
_STATED: Final = frozenset({"time", "time_msc"})


def read_columns(path: Path, zone: ServerZone) -> Columns:
    """Read a file's columns; times become UTC.

    Args:
        path: Parquet, or text in UTF-8 or UTF-16 with a byte order mark.
        zone: Server clock of MetaTrader exports (`<DATE>`, `<TIME>` headers).

    Raises:
        FeedError: The file is absent, of an unknown kind, or garbled.
    """
    if not path.is_file():
        message = f"{path}: no such file; check the path"
        raise FeedError(message)
    if path.suffix == ".parquet":
        return _parquet(path)
    rows = _rows(path)
    header = [name.strip().strip("<>") for name in rows[0]]
    if "DATE" in header:
        return _export(path, header, rows[1:], zone)
    return {name.lower(): _numbers(path, name, at, rows[1:]) for at, name in enumerate(header)}


def _parquet(path: Path) -> Columns:
    # Heavy and optional: only a parquet file needs it.
    try:
        from pyarrow import ArrowInvalid, types  # noqa: PLC0415
        from pyarrow.parquet import ParquetFile  # noqa: PLC0415
    except ImportError as missing:
        message = f"{path}: reading parquet needs pyarrow; install the `data` extra"
        raise FeedError(message) from missing
    try:
        # `read_table` would import pandas, which takes longer than reading the file.
        table = ParquetFile(path).read()
    except (ArrowInvalid, OSError) as broken:
        message = f"{path}: not a readable parquet file ({broken}); copy it again"
        raise FeedError(message) from broken
    columns: dict[str, NDArray[np.generic]] = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        plain = types.is_integer(column.type) or types.is_floating(column.type)
        if plain and not column.null_count and column.num_chunks == 1:
            # Shares the table's memory; `to_numpy` would import pandas.
            values = np.from_dlpack(column.chunk(0))
        else:
            values = column.to_numpy()
        columns[name] = _stored(path, name, values)
    return columns


def _stored(path: Path, name: str, values: NDArray[np.generic]) -> NDArray[np.generic]:
    """Return a column of numbers; parquet stores words as readily."""
    if values.dtype.kind not in "iufb":
        message = f"{path}: row 1: {name} is {values[:1].tolist()}, not numbers; store it as such"
        raise FeedError(message)
    return values


def _rows(path: Path) -> list[list[str]]:
    raw = path.read_bytes()
    wide = raw[:2] in {b"\xff\xfe", b"\xfe\xff"}
    try:
        text = raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as garbled:
        message = f"{path}: neither UTF-8 nor UTF-16 with a byte order mark; save it as UTF-8"
        raise FeedError(message) from garbled
    first = text.partition("\n")[0]
    separator = next((mark for mark in _SEPARATORS if mark in first), None)
    if separator is None:
        message = f"{path}: row 1: no columns found; separate them by tab, comma or semicolon"
        raise FeedError(message)
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if row]
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            message = f"{path}: line {number}: {len(row)} cells, the header has {len(rows[0])}"
            raise FeedError(message)
    return rows


def _numbers(path: Path, name: str, at: int, rows: list[list[str]]) -> NDArray[np.generic]:
    kind = np.int64 if name.lower() in _STATED else np.float64
    try:
        return np.array([row[at] or "nan" for row in rows]).astype(kind)
    except (ValueError, OverflowError):
        row = next(
            i for i, row in enumerate(rows) if not _is_number(row[at], whole=kind is np.int64)
        )
        message = f"{path}: row {row + 1}: {name} is {rows[row][at]!r}, not a number; correct it"
        raise FeedError(message) from None


def _is_number(text: str, *, whole: bool) -> bool:
    try:
        _ = int(text) if whole else float(text or "nan")
    except ValueError:
        return False
    return True


def _export(path: Path, header: list[str], rows: list[list[str]], zone: ServerZone) -> Columns:
    where = {name: at for at, name in enumerate(header)}
    columns = {
        ours: _numbers(path, theirs, where[theirs], rows)
        for theirs, ours in _EXPORT_NAMES.items()
        if theirs in where
    }
    server = _stamps(path, where, rows)
    if "BID" in where:
        utc = zone.to_utc_all(server // 1000)
        return _hold_last(columns) | {"time_msc": utc * 1000 + server % 1000}
    return columns | {"time": zone.to_utc_all(server // 1000)}


def _stamps(path: Path, where: Mapping[str, int], rows: list[list[str]]) -> NDArray[np.int64]:
    date, time = where["DATE"], where.get("TIME")
    stamps = np.empty(len(rows), np.int64)
    for i, row in enumerate(rows):
        text = f"{row[date].replace('.', '-')}T{row[time] if time is not None else '00:00:00'}"
        try:
            at = datetime.fromisoformat(text).replace(tzinfo=UTC)
        except ValueError:
            message = f"{path}: row {i + 1}: {text!r} is not a date and time; export it again"
            raise FeedError(message) from None
        stamps[i] = round(at.timestamp() * 1000)
    return stamps


def _hold_last(columns: Mapping[str, NDArray[np.generic]]) -> dict[str, NDArray[np.generic]]:
    """An empty side of an exported tick means unchanged: repeat the one before it."""
    held: dict[str, NDArray[np.generic]] = {}
    for name, values in columns.items():
        known = np.isfinite(values.astype(np.float64))
        last = np.maximum.accumulate(np.where(known, np.arange(len(values)), 0))
        held[name] = values[last]
    return held
