"""The live driver: aiosqlite, writes that run to their end whoever is cancelled."""

import asyncio
import sqlite3
from collections.abc import Coroutine, Sequence
from pathlib import Path

import aiosqlite

from dtms.adapters.journal.database import (
    Hit,
    Patience,
    Work,
    no_failpoint,
    snapshot,
    transact,
    unavailable,
)
from dtms.adapters.journal.files import pragmas
from dtms.adapters.journal.rows import Row, Value
from dtms.core.errors import JournalUnavailable


class _LiveSql:
    """An aiosqlite connection: each call is one hop to its thread."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def run(self, sql: str, values: Sequence[Value] = ()) -> int:
        return (await self._connection.execute(sql, values)).rowcount

    async def many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        await self._connection.executemany(sql, rows)

    async def rows(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        return [tuple(row) for row in await self._connection.execute_fetchall(sql, values)]

    async def rollback(self) -> None:
        await self._connection.rollback()


class LiveDatabase:
    """One connection that writes, one that reads; both shielded from cancellation."""

    def __init__(
        self, *, writer: aiosqlite.Connection, reader: aiosqlite.Connection, patience: Patience
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._tries = patience.tries
        self._writing = asyncio.Lock()
        self._reading = asyncio.Lock()
        self._running: set[asyncio.Task[object]] = set()
        self._closed = False

    @classmethod
    async def open(cls, path: Path, *, patience: Patience) -> "LiveDatabase":
        """Connect twice to a file that `files.prepare` has made ready."""
        writer = aiosqlite.connect(path, isolation_level=None)
        reader = aiosqlite.connect(path, isolation_level=None)
        database = cls(writer=writer, reader=reader, patience=patience)
        try:
            for connection in (await writer, await reader):
                for statement in pragmas(patience):
                    await connection.execute(statement)
            await reader.execute("PRAGMA query_only = ON")
        except BaseException as error:
            await database.close()
            if isinstance(error, sqlite3.Error):
                raise unavailable(error) from error
            raise
        return database

    async def write[T](self, work: Work[T], *, hit: Hit = no_failpoint) -> T:
        """Run `work` in one transaction; a cancelled caller leaves it running to its end."""
        return await self._to_its_end(self._write(work, hit=hit))

    async def read[T](self, work: Work[T]) -> T:
        """Run queries."""
        return await self._to_its_end(self._read(work))

    async def backup(self, path: Path) -> None:
        """Copy the whole database to a new file, while it is in use."""
        await self._to_its_end(self._backup(path))

    async def close(self) -> None:
        """Wait for what runs, then let go of the file."""
        self._closed = True
        while self._running:
            await asyncio.wait(self._running)
        await self._reader.close()
        await self._writer.close()

    async def _write[T](self, work: Work[T], *, hit: Hit) -> T:
        async with self._writing:
            try:
                return await transact(_LiveSql(self._writer), work, tries=self._tries, hit=hit)
            except sqlite3.Error as error:
                raise unavailable(error) from error

    async def _read[T](self, work: Work[T]) -> T:
        async with self._reading:
            try:
                return await snapshot(_LiveSql(self._reader), work)
            except sqlite3.Error as error:
                raise unavailable(error) from error

    async def _backup(self, path: Path) -> None:
        await asyncio.to_thread(path.touch, mode=0o600, exist_ok=False)
        async with self._reading, aiosqlite.connect(path) as target:
            try:
                await self._reader.backup(target)
            except sqlite3.Error as error:
                raise unavailable(error) from error

    async def _to_its_end[T](self, work: Coroutine[object, object, T]) -> T:
        if self._closed:
            work.close()
            raise JournalUnavailable("the journal is closed")
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[object]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # marks it as seen when the caller is gone
