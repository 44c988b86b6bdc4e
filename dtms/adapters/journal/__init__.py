"""The journal on SQLite, and what else the same file keeps."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dtms.adapters.journal import copies
from dtms.adapters.journal.buttons import Buttons
from dtms.adapters.journal.database import (
    Database,
    Hit,
    Patience,
    PlainDatabase,
    no_failpoint,
    unavailable,
)
from dtms.adapters.journal.files import connect, migrate, migrations, prepare
from dtms.adapters.journal.inbox import Inbox
from dtms.adapters.journal.journal import SqliteJournal
from dtms.adapters.journal.launches import Launches
from dtms.adapters.journal.live import LiveDatabase
from dtms.adapters.journal.members import Members
from dtms.adapters.journal.outbox import Outbox
from dtms.adapters.journal.people import People
from dtms.adapters.journal.retention import forget
from dtms.adapters.journal.rings import Rings
from dtms.core.magic import MAX_NAMESPACE
from dtms.ports import Clock, Ids

FILE_NAME = "journal.db"  # in the data directory
MEMORY = Path(":memory:")
PATIENCE = Patience()


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """The file and everything kept in it."""

    database: Database
    journal: SqliteJournal
    outbox: Outbox
    inbox: Inbox
    buttons: Buttons
    people: People
    members: Members
    rings: Rings
    launches: Launches

    async def backup(self, path: Path) -> None:
        """Copy everything to a new file, while it is in use."""
        await self.database.backup(path)

    async def forget(self, *, before: datetime) -> int:
        """Free rows older than `before` that nothing needs any more; return how many."""
        return await forget(self.database, before=before)

    async def close(self) -> None:
        """Finish what is being written and let go of the file."""
        await self.database.close()


def _store(database: Database, *, path: Path, clock: Clock, hit: Hit) -> Store:
    return Store(
        database=database,
        journal=SqliteJournal(database, path=path, clock=clock, hit=hit),
        outbox=Outbox(database),
        inbox=Inbox(database, clock=clock),
        buttons=Buttons(database),
        people=People(database),
        members=Members(database),
        rings=Rings(database),
        launches=Launches(database),
    )


def _first(ids: Ids) -> Callable[[sqlite3.Connection], None]:
    def fill(connection: sqlite3.Connection) -> None:
        namespace = ids.intent() % MAX_NAMESPACE + 1
        insert = "INSERT INTO meta (key, value) VALUES ('namespace', ?)"
        connection.execute(insert, (str(namespace),))

    return fill


async def open_live(
    path: Path,
    *,
    clock: Clock,
    ids: Ids,
    hit: Hit = no_failpoint,
    patience: Patience = PATIENCE,
    rebuild: bool = False,
) -> Store:
    """Open the journal for live use.

    Args:
        path: The file; created, with its directory, if need be.
        clock: People time.
        ids: Draws the namespace of a new file.
        hit: Failpoints.
        patience: How long another process's lock is waited out.
        rebuild: Begin anew although a damaged file was put aside.

    Raises:
        JournalDamaged: The file is damaged; it was put aside, not deleted.
        JournalTooNew: A newer program wrote it.
        JournalUnreachable: No right to use it.
    """
    prepare(path, patience=patience, first=_first(ids), rebuild=rebuild)
    database = await LiveDatabase.open(path, patience=patience)
    return _store(database, path=path, clock=clock, hit=hit)


def open_plain(
    path: Path = MEMORY,
    *,
    clock: Clock,
    ids: Ids,
    hit: Hit = no_failpoint,
    patience: Patience = PATIENCE,
    rebuild: bool = False,
) -> Store:
    """Open a journal whose coroutines never suspend; in memory unless a path is given."""
    if path != MEMORY:
        prepare(path, patience=patience, first=_first(ids), rebuild=rebuild)
    try:
        connection = connect(path, patience=patience)
    except sqlite3.Error as error:
        raise unavailable(error) from error
    if path == MEMORY:
        migrate(connection, scripts=migrations())
        _first(ids)(connection)
    database = PlainDatabase(connection, tries=patience.tries)
    return _store(database, path=path, clock=clock, hit=hit)


def begin_anew(path: Path, *, ids: Ids) -> Path:
    """Make an empty journal in place of a damaged one; see `copies.begin_anew`."""
    return copies.begin_anew(path, first=_first(ids))
