"""Copies of the journal: taken while it is in use, proved to be whole, put back in its place."""

import logging
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dtms.adapters.journal.database import Patience, copy_to
from dtms.adapters.journal.errors import JournalDamaged, JournalTooNew, JournalUnreachable
from dtms.adapters.journal.files import (
    DAMAGE,
    DAMAGED,
    OWNER_DIRECTORY,
    OWNER_FILE,
    REPLACED,
    asides,
    connect,
    forward,
    migrations,
    narrow,
    parts,
    prepare,
    schema_version,
    set_aside,
    sync,
)
from dtms.adapters.journal.history import (
    DECISION_COLUMNS,
    EVENT_COLUMNS,
    INTENT_COLUMNS,
    TRADE_COLUMNS,
    decision_from,
    intent_from,
    recorded,
    trade_from,
)
from dtms.adapters.journal.rows import Row
from dtms.core.codec import CodecError
from dtms.core.errors import BadInput

_LOG = logging.getLogger(__name__)
_STAMP = "%Y%m%dT%H%M%SZ"
_PREFIX, _SUFFIX = "journal-", ".db"
_PATIENCE = Patience()
_RECORDS: tuple[tuple[str, str, Callable[[Row], object]], ...] = (
    ("event", EVENT_COLUMNS, recorded),
    ("trade", TRADE_COLUMNS, trade_from),
    ("intent", INTENT_COLUMNS, intent_from),
    ("decision", DECISION_COLUMNS, decision_from),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A finished copy; `at` is people time."""

    path: Path
    at: datetime


def backups(directory: Path) -> tuple[Backup, ...]:
    """Return the copies in a directory, oldest first; anything else there is passed over."""
    found = (_backup(path) for path in directory.glob(f"{_PREFIX}*{_SUFFIX}"))
    return tuple(sorted((one for one in found if one), key=lambda one: one.at))


def back_up(
    journal: Path, directory: Path, *, at: datetime, keep: int, patience: Patience = _PATIENCE
) -> Backup:
    """Copy a journal that may be in use, prove the copy, and drop the oldest beyond `keep`.

    The copy has its name only once it is proved: a half-made one is never met.

    Args:
        journal: The file in use.
        directory: Where copies are kept; made, for its owner only, if need be.
        at: People time; the copy is named for it.
        keep: How many copies stay, this one among them.
        patience: How long another process's lock is waited out.

    Raises:
        JournalDamaged: The copy is not whole, hence the journal is not; nothing was dropped.
        JournalUnreachable: It cannot be read or written.
    """
    made = directory / f"{_PREFIX}{at.astimezone(UTC).strftime(_STAMP)}{_SUFFIX}"
    new = made.with_name(f"{made.name}.new")
    try:
        directory.mkdir(mode=OWNER_DIRECTORY, exist_ok=True)
        narrow(directory, to=OWNER_DIRECTORY)
        _drop(directory.glob(f"{_PREFIX}*.new*"))
        _copy(journal, new, patience=patience)
        prove(new, named=journal)
        _flush(new)
        new.replace(made)
        sync(directory)
        _drop(one.path for one in backups(directory)[:-keep])
    except (OSError, sqlite3.Error) as error:
        raise JournalUnreachable(
            field=str(directory),
            problem=f"no backup could be made ({error})",
            remedy="See that the disk is not full and the directory can be written",
        ) from error
    return Backup(path=made, at=at)


def prove(path: Path, *, named: Path | None = None) -> None:
    """Open a journal that nobody else uses and read all of it.

    Args:
        path: The file.
        named: What a refusal calls it, if not by its path.

    Raises:
        JournalDamaged: It is no journal, or a page or a record is damaged; it stays where it is.
        JournalTooNew: A newer program wrote it.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as copy:
            problem = _problem(copy, named or path)
    except CodecError as error:
        problem = str(error)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in DAMAGE:
            raise
        problem = str(error)
    if problem is not None:
        raise JournalDamaged(path=named or path, problem=problem, aside=None)


def restore(copy: Path, journal: Path, *, patience: Patience = _PATIENCE) -> Path | None:
    """Put a copy in the journal's place once it is proved; the caller holds the data directory.

    Returns:
        Where the replaced file is kept, None if there was none.

    Raises:
        JournalDamaged: The copy is not whole; the journal was not touched.
        JournalTooNew: A newer program wrote the copy; the journal was not touched.
        JournalUnreachable: The copy cannot be read or the place not be written.
    """
    new = journal.with_name(f"{journal.name}.new")
    try:
        _bring(copy, new)
        prove(new, named=copy)
        forward(new, patience=patience)
        _flush(new)
        replaced = set_aside(journal, word=REPLACED)
        new.replace(journal)
        sync(journal.parent)
    except (OSError, sqlite3.Error) as error:
        raise JournalUnreachable(
            field=str(copy),
            problem=f"cannot be put in place of {journal} ({error})",
            remedy="Give the path of a backup, and the data directory to the user DTMS runs as, "
            "with room on the disk",
        ) from error
    finally:
        _drop(parts(new))
    _LOG.warning("%s was restored from %s", journal, copy)
    return replaced


def begin_anew(
    journal: Path, *, first: Callable[[sqlite3.Connection], None], patience: Patience = _PATIENCE
) -> Path:
    """Make an empty journal in place of a damaged one; the caller holds the data directory.

    The next start takes in what the broker holds. The installation's part of the magic numbers
    is kept where any former file or backup still tells it.

    Returns:
        Where the damaged file is kept.

    Raises:
        BadInput: There is no damage: a whole journal knows more than the broker.
        JournalTooNew: A newer program wrote it.
        JournalUnreachable: The place cannot be written.
    """
    if journal.exists():
        _put_aside_if_damaged(journal)
    aside = asides(journal, REPLACED) + asides(journal, DAMAGED)
    if not aside:
        raise _nothing_to_do(journal, problem="there is no journal, damaged or not")
    prepare(journal, patience=patience, first=first, rebuild=True)
    return aside[-1]


def _put_aside_if_damaged(journal: Path) -> None:
    for _ in range(2):  # a disk that failed to hand a page over once is no damage
        try:
            prove(journal)
        except JournalDamaged as damage:
            _LOG.warning("%s: %s", journal, damage.problem)
        else:
            raise _nothing_to_do(journal, problem="is whole, and knows more than the broker")
    set_aside(journal, word=DAMAGED)


def _nothing_to_do(journal: Path, *, problem: str) -> BadInput:
    return BadInput(field=str(journal), problem=problem, remedy="Start as usual: python -m bot")


def _problem(copy: sqlite3.Connection, path: Path) -> str | None:
    """Return what is wrong with a copy, None for a whole one."""
    found, known = schema_version(copy), len(migrations())
    if found > known:
        raise JournalTooNew(path=path, found=found, known=known)
    if found == 0:
        return "it is not a journal of DTMS"
    verdict = str(copy.execute("PRAGMA quick_check(1)").fetchone()[0])
    if verdict != "ok":
        return verdict
    for table, columns, read in _RECORDS:
        for row in copy.execute(f"SELECT {columns} FROM {table}"):  # noqa: S608 - our own text
            read(row)
    return None


def _copy(journal: Path, new: Path, *, patience: Patience) -> None:
    """Copy the journal as it is at one instant, its log included, to one file without a log."""

    def fill(target: sqlite3.Connection) -> None:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")

    with closing(connect(journal, patience=patience)) as source:
        copy_to(new, copy=fill)


def _bring(copy: Path, new: Path) -> None:
    """Copy a file, and its log if that lies beside it."""
    _drop(parts(new))
    for part in ("", "-wal"):
        source = copy.with_name(copy.name + part)
        if not part or source.exists():
            target = new.with_name(new.name + part)
            target.touch(mode=OWNER_FILE)
            shutil.copyfile(source, target)


def _drop(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _backup(path: Path) -> Backup | None:
    stamp = path.name.removeprefix(_PREFIX).removesuffix(_SUFFIX)
    try:
        at = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Backup(path=path, at=at)
