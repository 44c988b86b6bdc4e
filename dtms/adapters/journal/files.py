"""The journal's file: rights, health, schema. Everything here runs once, before trading starts."""

import logging
import os
import sqlite3
import stat
from collections.abc import Callable, Iterable
from contextlib import closing
from importlib import resources
from pathlib import Path

from dtms.adapters.journal.database import Patience
from dtms.adapters.journal.errors import JournalDamaged, JournalTooNew, JournalUnreachable

_LOG = logging.getLogger(__name__)
DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_TAILS = ("", "-wal", "-shm")
DAMAGED, REPLACED = "damaged", "replaced"
FOLDER = "backups"
_NAMESPACE = "SELECT key, value FROM meta WHERE key = 'namespace'"
_CHUNK = 1 << 20
OWNER_DIRECTORY = 0o700
OWNER_FILE = 0o600


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
    except (OSError, sqlite3.Error) as error:
        raise _unreachable(path, error) from error


def damaged_copies(path: Path) -> list[Path]:
    """Return the files that were put aside because of damage, oldest first."""
    return asides(path, DAMAGED)


def set_aside(path: Path, *, word: str) -> Path | None:
    """Move a file and its log out of the way under the next free name; never delete.

    Returns:
        Where it is now, None if there was nothing.
    """
    present = [tail for tail in _TAILS if _tail(path, tail).exists()]
    if not present:
        return None
    aside = path.with_name(f"{path.name}.{word}-{len(asides(path, word)) + 1:03}")
    for tail in present:
        _tail(path, tail).replace(_tail(aside, tail))
    return aside


def parts(path: Path) -> list[Path]:
    """Return a database's files that are there: itself, its log, its index of the log."""
    return [part for tail in _TAILS if (part := _tail(path, tail)).exists()]


def asides(path: Path, word: str) -> list[Path]:
    """Return the files that were put aside under a word, oldest first."""
    found = path.parent.glob(f"{path.name}.{word}-*")
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
    directory.mkdir(mode=OWNER_DIRECTORY, parents=True, exist_ok=True)
    if directory.stat().st_mode & stat.S_ISVTX:
        problem = f"{directory} is shared by everybody"
        raise PermissionError(problem)
    narrow(directory, to=OWNER_DIRECTORY)


def _tighten(path: Path) -> None:
    for part in parts(path):
        narrow(part, to=OWNER_FILE)


def narrow(path: Path, *, to: int) -> None:
    """Take from others whatever right they have to a path, and say so."""
    if os.name != "posix":
        return
    found = path.stat()
    mode = stat.S_IMODE(found.st_mode)
    if found.st_uid != os.geteuid():
        _LOG.warning("%s belongs to another user (%d)", path, found.st_uid)
    if mode & ~to:
        path.chmod(mode & to)  # refused to whoever is neither its owner nor root
        _LOG.warning("%s was open to others (%o); it is not any more", path, mode)


def _create(
    path: Path, *, patience: Patience, first: Callable[[sqlite3.Connection], None], rebuild: bool
) -> None:
    """Build a file elsewhere and move it in place, so that a half-made one is never met."""
    if parts(path):
        _put_aside(path, problem="its log is there without the file itself")
    aside = [*asides(path, REPLACED), *damaged_copies(path)]
    if aside and not rebuild:
        raise JournalDamaged(path=path, problem="it is not there any more", aside=aside[-1])
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    new.touch(mode=OWNER_FILE)
    with closing(sqlite3.connect(new, isolation_level=None, timeout=patience.seconds)) as file:
        migrate(file, scripts=migrations())
        first(file)
        _salvage(_former(path, aside), into=file)
    new.replace(path)
    sync(path.parent)


def _former(path: Path, aside: list[Path]) -> list[Path]:
    """Return the files that may know this installation's namespace, the latest first."""
    copies = sorted((path.parent / FOLDER).glob("*.db"))
    return [*reversed(aside), *reversed(copies)]


def _salvage(former: Iterable[Path], *, into: sqlite3.Connection) -> None:
    """Keep this installation's part of the magic numbers: orders at the broker carry it."""
    for old in former:
        try:
            with closing(sqlite3.connect(f"{old.absolute().as_uri()}?mode=ro", uri=True)) as file:
                rows = file.execute(_NAMESPACE).fetchall()
        except sqlite3.DatabaseError as error:
            _LOG.warning("the namespace in %s cannot be read (%s)", old, error)
            continue
        if rows:
            into.executemany("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", rows)
            return


def _tail(path: Path, tail: str) -> Path:
    return path.with_name(path.name + tail)


def sync(directory: Path) -> None:
    """Make new names in a directory durable."""
    if os.name != "posix":
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def forward(path: Path, *, patience: Patience) -> str:
    """Check a file and bring its schema up to date; return what the check says, `ok` if whole.

    Raises:
        JournalTooNew: A newer program wrote it.
    """
    scripts = migrations()
    with closing(connect(path, patience=patience)) as connection:
        found = schema_version(connection)
        if found > len(scripts):
            raise JournalTooNew(path=path, found=found, known=len(scripts))
        verdict = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        if verdict == "ok":
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(f"PRAGMA user_version = {found}")  # read-only files say so here
            connection.rollback()
            migrate(connection, scripts=scripts)
        return verdict


def _examine(path: Path, *, patience: Patience) -> None:
    if path.stat().st_size == 0:
        raise _put_aside(path, problem="it is empty")
    if _damage(path, patience=patience) is None:
        return
    _read_through(path)
    problem = _damage(path, patience=patience)
    if problem is not None:
        raise _put_aside(path, problem=problem)


def _damage(path: Path, *, patience: Patience) -> str | None:
    """Return what is wrong with a file, None for a whole one."""
    try:
        verdict = forward(path, patience=patience)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in DAMAGE:
            raise
        return str(error)
    return None if verdict == "ok" else verdict


def _read_through(path: Path) -> None:
    """Read every byte: SQLite calls it damage, too, when the disk fails to hand a page over."""
    for part in parts(path):
        with part.open("rb") as file:
            while file.read(_CHUNK):
                pass


def _put_aside(path: Path, *, problem: str) -> JournalDamaged:
    aside = set_aside(path, word=DAMAGED)
    _LOG.error("%s is damaged (%s); kept as %s", path, problem, aside)
    return JournalDamaged(path=path, problem=problem, aside=aside)
