"""One SQLite file that holds the account, the deals and the clock; it survives a killed process."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final
from weakref import finalize

from dtms.sim.errors import StoreError
from dtms.sim.ledger import Ledger, Totals, Unsaved
from dtms.sim.records import Deal, LateRequest, Order, Position, Request

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY CHECK (id = 1), msc INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS positions (ticket INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS pending (ticket INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS orders (ticket INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deals (ticket INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS late (ticket INTEGER PRIMARY KEY, body TEXT NOT NULL);
"""
_VERSION: Final = "1"
_FILE: Final = "terminal.sqlite3"


class Store:
    """Persistence of one terminal.

    Args:
        path: Directory, or a file ending in `.sqlite3`; made when absent.
        identity: Account and feed the store belongs to.

    Raises:
        StoreError: The file is another account's or feed's, or no database.
    """

    def __init__(self, path: Path, identity: str) -> None:
        self.path = path if path.suffix == ".sqlite3" else path / _FILE
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.touch(mode=0o600)
        self._db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        self._release = finalize(self, self._db.close)
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(_SCHEMA)
        except sqlite3.DatabaseError as broken:
            self._release()
            message = f"{self.path}: not a terminal's store ({broken}); move it away"
            raise StoreError(message) from broken
        self._claim({"version": _VERSION, "identity": identity})

    def _claim(self, expected: Mapping[str, str]) -> None:
        found = dict(self._db.execute("SELECT key, value FROM meta").fetchall())
        for key, value in expected.items():
            if found.get(key, value) != value:
                self._release()
                message = (
                    f"{self.path}: holds {key} {found[key]!r}, not {value!r}; use another path"
                )
                raise StoreError(message)
            self._db.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (key, value))

    def load(self, ledger: Ledger) -> int | None:
        """Fill an empty ledger; return the clock in UTC milliseconds, or None in a new store."""
        row = self._db.execute("SELECT msc FROM clock").fetchone()
        if row is None:
            return None
        totals = self._db.execute("SELECT value FROM meta WHERE key = 'totals'").fetchone()
        ledger.totals = Totals(**json.loads(totals[0]))
        ledger.positions = self._records("positions", Position)
        ledger.pending = self._records("pending", Order)
        ledger.orders = self._records("orders", Order)
        ledger.deals = self._records("deals", Deal)
        ledger.late = self._records("late", _late)
        return int(row[0])

    def _records[R](self, table: str, make: Callable[..., R]) -> dict[int, R]:
        rows = self._db.execute(f"SELECT ticket, body FROM {table} ORDER BY ticket")  # noqa: S608
        return {ticket: make(**json.loads(body)) for ticket, body in rows}

    def save_clock(self, msc: int) -> None:
        """Commit the clock alone."""
        self._db.execute("INSERT OR REPLACE INTO clock VALUES (1, ?)", (msc,))

    def save(self, ledger: Ledger, msc: int) -> None:
        """Commit every change of the ledger, and the clock, in one transaction."""
        unsaved = ledger.unsaved
        totals = json.dumps(asdict(ledger.totals))
        self._db.execute("BEGIN IMMEDIATE")
        with self._db:
            self._write("positions", unsaved.positions, ledger.positions)
            self._write("pending", unsaved.pending, ledger.pending)
            self._write("orders", unsaved.orders, ledger.orders)
            self._write("deals", unsaved.deals, ledger.deals)
            self._write("late", unsaved.late, ledger.late)
            self._db.execute("INSERT OR REPLACE INTO meta VALUES ('totals', ?)", (totals,))
            self.save_clock(msc)
        ledger.unsaved = Unsaved()

    def _write(
        self,
        table: str,
        tickets: set[int],
        records: Mapping[int, Position | Order | Deal | LateRequest],
    ) -> None:
        gone = [(ticket,) for ticket in tickets if ticket not in records]
        kept = [(t, json.dumps(asdict(records[t]))) for t in tickets if t in records]
        self._db.executemany(f"DELETE FROM {table} WHERE ticket = ?", gone)  # noqa: S608  ours
        self._db.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", kept)  # noqa: S608

    def close(self) -> None:
        """Release the file."""
        self._release()


def _late(request: Mapping[str, object], **rest: object) -> LateRequest:
    make: Callable[..., LateRequest] = LateRequest
    return make(request=Request.of(request), **rest)
