"""SQL behind a small interface: written once, driven by aiosqlite (live) or sqlite3 (history)."""

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dtms.adapters.journal.rows import Row, Value
from dtms.core.errors import JournalUnavailable

type Work[T] = Callable[["Sql"], Awaitable[T]]
type Hit = Callable[[str], None]

BEFORE_COMMIT = "journal.before_commit"
AFTER_COMMIT = "journal.after_commit"


def no_failpoint(name: str) -> None:
    """Stand for failpoints that are switched off."""


class Sql(Protocol):
    """One connection."""

    async def run(self, sql: str, values: Sequence[Value] = ()) -> int:
        """Execute one statement; return how many rows it changed."""
        ...

    async def many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        """Execute one statement for each row of values."""
        ...

    async def rows(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        """Return all rows of a query."""
        ...

    async def rollback(self) -> None:
        """Leave any open transaction; do nothing when there is none."""
        ...


class Database(Protocol):
    """Transactions, one writer at a time. Raises `JournalUnavailable` when the file says no."""

    async def write[T](self, work: Work[T], *, hit: Hit = no_failpoint) -> T:
        """Run `work` in one transaction that holds the write lock from its first statement."""
        ...

    async def read[T](self, work: Work[T]) -> T:
        """Run `work` against one consistent snapshot of what is committed."""
        ...

    async def backup(self, path: Path) -> None:
        """Copy the whole database to a new file, while it is in use."""
        ...

    async def close(self) -> None:
        """Finish what runs and let go of the file."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a lock held by another process is waited out: `tries` times `seconds`."""

    seconds: float = 5.0
    tries: int = 4


async def begin(sql: Sql, *, tries: int) -> None:
    """Take the write lock, waiting for another process at most `tries` busy timeouts."""
    await sql.rollback()
    for left in range(tries - 1, -1, -1):
        try:
            await sql.run("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or not left:
                raise
        else:
            return


async def transact[T](sql: Sql, work: Work[T], *, tries: int, hit: Hit) -> T:
    """Run `work` and commit, or leave nothing behind."""
    await begin(sql, tries=tries)
    try:
        result = await work(sql)
        hit(BEFORE_COMMIT)
        await sql.run("COMMIT")
    except BaseException:
        await sql.rollback()
        raise
    hit(AFTER_COMMIT)
    return result


async def snapshot[T](sql: Sql, work: Work[T]) -> T:
    """Run queries of `work` against one snapshot."""
    await sql.run("BEGIN")
    try:
        return await work(sql)
    finally:
        await sql.rollback()


def unavailable(error: Exception) -> JournalUnavailable:
    """Name an error of SQLite."""
    return JournalUnavailable(f"{type(error).__name__}: {error}")


class _PlainSql:
    """A sqlite3 connection whose coroutines never suspend."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def run(self, sql: str, values: Sequence[Value] = ()) -> int:
        return self._connection.execute(sql, values).rowcount

    async def many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        self._connection.executemany(sql, rows)

    async def rows(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        return self._connection.execute(sql, values).fetchall()

    async def rollback(self) -> None:
        self._connection.rollback()


class PlainDatabase:
    """Over the standard library: each coroutine completes at its first step, without a loop."""

    def __init__(self, connection: sqlite3.Connection, *, tries: int = 1) -> None:
        self._connection = connection
        self._sql = _PlainSql(connection)
        self._tries = tries

    async def write[T](self, work: Work[T], *, hit: Hit = no_failpoint) -> T:
        """Run `work` in one transaction."""
        try:
            return await transact(self._sql, work, tries=self._tries, hit=hit)
        except sqlite3.Error as error:
            raise unavailable(error) from error

    async def read[T](self, work: Work[T]) -> T:
        """Run queries."""
        try:
            return await snapshot(self._sql, work)
        except sqlite3.Error as error:
            raise unavailable(error) from error

    async def backup(self, path: Path) -> None:
        """Copy the whole database to a new file."""
        try:
            copy_to(path, copy=self._connection.backup)
        except sqlite3.Error as error:
            raise unavailable(error) from error

    async def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def copy_to(path: Path, *, copy: Callable[[sqlite3.Connection], None]) -> None:
    """Let `copy` fill a new file nobody else may read."""
    path.touch(mode=0o600, exist_ok=False)
    target = sqlite3.connect(path, check_same_thread=False)
    try:
        copy(target)
    finally:
        target.close()
