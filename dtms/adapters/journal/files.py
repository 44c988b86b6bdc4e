"""The journal's file: rights, health, schema. Everything here runs once, before trading starts."""

import logging
import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from importlib import resources
from pathlib import Path

from dtms.adapters.journal.database import Patience
from dtms.adapters.journal.errors import JournalDamaged, JournalTooNew, JournalUnreachable

_LOG = logging.getLogger(__name__)
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_TAILS = ("", "-wal", "-shm")
_OWNER_DIRECTORY = 0o700
_OWNER_FILE = 0o600


def pragmas(patience: Patience) -> tuple[str, ...]:
    """Return what each connection is set to: durable at COMMIT, patient, strict about keys."""
    return (
        f"PRAGMA busy_timeout = {int(patience.seconds * 1000)}",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA fullfsync = ON",
        "PRAGMA checkpoint_fullfsync = ON",
        "PRAGMA foreign_keys = ON",
        "PRAGMA trusted_schema = OFF",
    )


def connect(path: Path | str, *, patience: Patience) -> sqlite3.Connection:
    """Return a plain connection, set up."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=patience.seconds)
    try:
        for statement in pragmas(patience):
            connection.execute(statement)
    except BaseException:
        connection.close()
        raise
    return connection


def migrations() -> tuple[str, ...]:
    """Return the schema scripts in order; the n-th leads to version n."""
    folder = resources.files("dtms.adapters.journal") / "migrations"
    found = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".sql")),
        key=lambda entry: entry.name,
    )
    return tuple(entry.read_text(encoding="utf-8") for entry in found)


def schema_version(connection: sqlite3.Connection) -> int:
    """Return the version of the schema in a file, 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, *, scripts: tuple[str, ...]) -> None:
    """Bring the schema up to date, one transaction a step."""
    for version in range(schema_version(connection) + 1, len(scripts) + 1):
        step = (
            f"BEGIN IMMEDIATE;\n{scripts[version - 1]}\nPRAGMA user_version = {version};\nCOMMIT;"
        )
        try:
            connection.executescript(step)
        except BaseException:
            connection.rollback()
            raise


def prepare(
    path: Path, *, patience: Patience, first: Callable[[sqlite3.Connection], None], rebuild: bool
) -> None:
    """Make the file ready for use.

    Args:
        path: The database file; its directory is made if need be, readable by its owner only.
        patience: How long another process's lock is waited out.
        first: Fills a new file's `meta`.
        rebuild: Begin anew although a damaged file was put aside.

    Raises:
        JournalDamaged: The file is damaged; it was put aside, not deleted.
        JournalTooNew: A newer program wrote it.
        JournalUnreachable: No right to use it.
    """
    try:
        _own(path.parent)
        if path.exists():
            _tighten(path)
        else:
            _create(path, patience=patience, first=first, rebuild=rebuild)
        _examine(path, patience=patience)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in _DAMAGE:
            raise _put_aside(path, problem=str(error)) from error
        raise _unreachable(path, error) from error
    except OSError as error:
        raise _unreachable(path, error) from error


def damaged_copies(path: Path) -> list[Path]:
    """Return the files that were put aside, oldest first."""
    found = path.parent.glob(f"{path.name}.damaged-*")
    plain = {one.name.removesuffix("-wal").removesuffix("-shm") for one in found}
    return [path.with_name(name) for name in sorted(plain)]


def _unreachable(path: Path, error: Exception) -> JournalUnreachable:
    return JournalUnreachable(
        field=str(path),
        problem=f"cannot be used ({error})",
        remedy="Give the directory to the user DTMS runs as, writable, and see that the disk is "
        "not full and no other program holds the file",
    )


def _own(directory: Path) -> None:
    directory.mkdir(mode=_OWNER_DIRECTORY, parents=True, exist_ok=True)
    if directory.stat().st_mode & stat.S_ISVTX:
        problem = f"{directory} is shared by everybody"
        raise PermissionError(problem)
    _narrow(directory, to=_OWNER_DIRECTORY)


def _tighten(path: Path) -> None:
    for tail in _TAILS:
        part = _tail(path, tail)
        if part.exists():
            _narrow(part, to=_OWNER_FILE)


def _narrow(path: Path, *, to: int) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & ~to:
        path.chmod(mode & to)
        _LOG.warning("%s was open to others (%o); it is not any more", path, mode)


def _create(
    path: Path, *, patience: Patience, first: Callable[[sqlite3.Connection], None], rebuild: bool
) -> None:
    """Build a file elsewhere and move it in place, so that a half-made one is never met."""
    if any(_tail(path, tail).exists() for tail in _TAILS):
        _put_aside(path, problem="its log is there without the file itself")
    aside = damaged_copies(path)
    if aside and not rebuild:
        raise JournalDamaged(path=path, problem="it was damaged and put aside", aside=aside[-1])
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    new.touch(mode=_OWNER_FILE)
    with closing(sqlite3.connect(new, isolation_level=None, timeout=patience.seconds)) as file:
        migrate(file, scripts=migrations())
        first(file)
        if aside:
            _salvage(aside[-1], into=file)
    new.replace(path)
    _sync(path.parent)


def _salvage(old: Path, *, into: sqlite3.Connection) -> None:
    """Keep this installation's part of the magic numbers: orders at the broker carry it."""
    try:
        with closing(sqlite3.connect(f"{old.as_uri()}?mode=ro", uri=True)) as damaged:
            rows = damaged.execute("SELECT key, value FROM meta WHERE key = 'namespace'").fetchall()
    except sqlite3.DatabaseError as error:
        _LOG.warning("the namespace in %s cannot be read (%s): a new one is drawn", old, error)
        return
    into.executemany("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", rows)


def _tail(path: Path, tail: str) -> Path:
    return path.with_name(path.name + tail)


def _sync(directory: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _examine(path: Path, *, patience: Patience) -> None:
    if path.stat().st_size == 0:
        raise _put_aside(path, problem="it is empty")
    scripts = migrations()
    with closing(connect(path, patience=patience)) as connection:
        found = schema_version(connection)
        if found > len(scripts):
            raise JournalTooNew(path=path, found=found, known=len(scripts))
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict == "ok":
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(f"PRAGMA user_version = {found}")  # read-only files say so here
            connection.rollback()
            migrate(connection, scripts=scripts)
            return
    raise _put_aside(path, problem=str(verdict))


def _put_aside(path: Path, *, problem: str) -> JournalDamaged:
    number = len(damaged_copies(path)) + 1
    aside = path.with_name(f"{path.name}.damaged-{number:03}")
    for tail in _TAILS:
        part = _tail(path, tail)
        if part.exists():
            part.replace(_tail(aside, tail))
    _LOG.error("%s is damaged (%s); kept as %s", path, problem, aside)
    return JournalDamaged(path=path, problem=problem, aside=aside)
