"""The server's memory in its own SQLite file: chats, messages, updates, files, commands."""

import json
import sqlite3
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.console.wire import Json, as_int, as_json

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS chats (
    chat_id INTEGER PRIMARY KEY, body TEXT NOT NULL,
    blocked INTEGER NOT NULL DEFAULT 0, pinned INTEGER
);
CREATE TABLE IF NOT EXISTS users (user_id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
    chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL, seq INTEGER NOT NULL UNIQUE,
    deleted INTEGER NOT NULL, body TEXT NOT NULL, extra TEXT NOT NULL,
    PRIMARY KEY (chat_id, message_id)
);
CREATE TABLE IF NOT EXISTS updates (
    update_id INTEGER PRIMARY KEY, at REAL NOT NULL, confirmed INTEGER NOT NULL DEFAULT 0,
    again INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS queries (
    query_id TEXT PRIMARY KEY, chat_id INTEGER NOT NULL, user_id INTEGER NOT NULL,
    message_id INTEGER, at REAL NOT NULL, answered INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS files (
    file_id TEXT PRIMARY KEY, name TEXT NOT NULL, mime TEXT NOT NULL, data BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS commands (
    scope TEXT NOT NULL, language TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (scope, language)
);
"""
VERSION = 1


class StoreUnreadable(Exception):
    """The file is not one this version can read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A message as kept: the Bot API's body, what only the page shows, and its change number."""

    seq: int
    body: Json
    extra: Json
    deleted: bool = False

    @property
    def chat_id(self) -> int:
        """Chat the message is in."""
        return as_int(as_json(self.body.get("chat")).get("id")) or 0

    @property
    def message_id(self) -> int:
        """The message's number."""
        return as_int(self.body.get("message_id")) or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A button press that waits for its answer."""

    query_id: str
    chat_id: int
    user_id: int
    message_id: int | None
    at: float
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file that the bot sent."""

    file_id: str
    name: str
    mime: str
    data: bytes = field(repr=False)


class Store:
    """Every write is durable when the call returns."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version not in {0, VERSION}:
            self._db.close()
            msg = f"{path} has version {version}; this program reads {VERSION}"
            raise StoreUnreadable(msg)
        self._db.executescript(f"{SCHEMA} PRAGMA user_version={VERSION};")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def value(self, name: str) -> str | None:
        """Return a named setting."""
        row = self._db.execute("SELECT value FROM meta WHERE name=?", (name,)).fetchone()
        return str(row[0]) if row else None

    def set_value(self, name: str, value: str) -> None:
        """Keep a named setting."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def chat(self, chat_id: int) -> Json | None:
        """Return a chat the bot knows."""
        return self._body("SELECT body FROM chats WHERE chat_id=?", chat_id)

    def put_chat(self, body: Json) -> None:
        """Keep a chat, leaving its block and its pinned message as they are."""
        self._db.execute(
            "INSERT INTO chats (chat_id, body) VALUES (?, ?) "
            "ON CONFLICT (chat_id) DO UPDATE SET body=excluded.body",
            (body["id"], json.dumps(body)),
        )

    def is_blocked(self, chat_id: int) -> bool:
        """Tell whether the person has blocked the bot."""
        row = self._db.execute("SELECT blocked FROM chats WHERE chat_id=?", (chat_id,)).fetchone()
        return bool(row and row[0])

    def set_blocked(self, chat_id: int, *, blocked: bool) -> None:
        """Note that the person blocks or unblocks the bot."""
        self._db.execute("UPDATE chats SET blocked=? WHERE chat_id=?", (blocked, chat_id))

    def pinned(self, chat_id: int) -> int | None:
        """Return the number of the pinned message."""
        row = self._db.execute("SELECT pinned FROM chats WHERE chat_id=?", (chat_id,)).fetchone()
        return row[0] if row else None

    def set_pinned(self, chat_id: int, message_id: int | None) -> None:
        """Pin one message, or none."""
        self._db.execute("UPDATE chats SET pinned=? WHERE chat_id=?", (message_id, chat_id))

    def user(self, user_id: int) -> Json | None:
        """Return a person the server knows."""
        return self._body("SELECT body FROM users WHERE user_id=?", user_id)

    def put_user(self, body: Json) -> None:
        """Keep a person."""
        row = (body["id"], json.dumps(body))
        self._db.execute("INSERT OR REPLACE INTO users VALUES (?, ?)", row)

    def last_seq(self) -> int:
        """Return the newest change number."""
        return self._number("SELECT max(seq) FROM messages")

    def last_message_id(self) -> int:
        """Return the newest message number, deleted messages included."""
        return self._number("SELECT max(message_id) FROM messages")

    def put_message(self, message: Stored) -> None:
        """Keep a new or changed message."""
        self._db.execute(
            "INSERT OR REPLACE INTO messages VALUES (?, ?, ?, ?, ?, ?)",
            (
                message.chat_id,
                message.message_id,
                message.seq,
                message.deleted,
                json.dumps(message.body),
                json.dumps(message.extra),
            ),
        )

    def message(self, chat_id: int, message_id: int) -> Stored | None:
        """Return a message that has not been deleted."""
        row = self._db.execute(
            "SELECT seq, deleted, body, extra FROM messages "
            "WHERE chat_id=? AND message_id=? AND NOT deleted",
            (chat_id, message_id),
        ).fetchone()
        return _stored(row) if row else None

    def changes(self, chat_id: int, *, after: int = 0) -> list[Stored]:
        """Return a chat's messages changed after a change number, in the order they were sent."""
        rows = self._db.execute(
            "SELECT seq, deleted, body, extra FROM messages "
            "WHERE chat_id=? AND seq>? ORDER BY message_id",
            (chat_id, after),
        )
        return [_stored(row) for row in rows]

    def last_update_id(self) -> int:
        """Return the newest update number."""
        return self._number("SELECT max(update_id) FROM updates")

    def put_update(self, update_id: int, at: datetime, body: Json) -> None:
        """Keep an update until it is confirmed; one kept before is due again."""
        self._db.execute(
            "INSERT INTO updates (update_id, at, body) VALUES (?, ?, ?) ON CONFLICT (update_id) "
            "DO UPDATE SET at=excluded.at, body=excluded.body, again=1",
            (update_id, at.timestamp(), json.dumps(body)),
        )

    def due_updates(self, limit: int) -> list[Json]:
        """Return updates to deliver, those due again first; each comes back until confirmed."""
        rows = self._db.execute(
            "SELECT body, update_id, again FROM updates WHERE again OR NOT confirmed "
            "ORDER BY again DESC, update_id LIMIT ?",
            (limit,),
        ).fetchall()
        again = [(row[1],) for row in rows if row[2]]
        self._db.executemany("UPDATE updates SET again=0 WHERE update_id=?", again)
        return [as_json(json.loads(row[0])) for row in rows]

    def due_count(self) -> int:
        """Count the updates that wait."""
        return self._number("SELECT count(*) FROM updates WHERE again OR NOT confirmed")

    def confirm(self, *, before: int) -> None:
        """Confirm every update with a smaller number."""
        self._db.execute("UPDATE updates SET confirmed=1 WHERE update_id<?", (before,))

    def newest_due(self, count: int) -> int | None:
        """Return the number of the oldest of the `count` newest unconfirmed updates."""
        rows = self._db.execute(
            "SELECT update_id FROM updates WHERE NOT confirmed ORDER BY update_id DESC LIMIT ?",
            (count,),
        ).fetchall()
        return int(rows[-1][0]) if rows else None

    def deliver_again(self, count: int) -> None:
        """Make the newest `count` updates due once more, confirmed or not."""
        self._db.execute(
            "UPDATE updates SET again=1 WHERE update_id IN "
            "(SELECT update_id FROM updates ORDER BY update_id DESC LIMIT ?)",
            (count,),
        )

    def drop_updates(self, *, before: datetime) -> None:
        """Forget updates older than the server keeps them; the newest keeps numbers growing."""
        self._db.execute(
            "UPDATE updates SET confirmed=1, again=0 WHERE at<? AND NOT confirmed",
            (before.timestamp(),),
        )
        self._db.execute(
            "DELETE FROM updates WHERE at<? AND update_id<(SELECT max(update_id) FROM updates)",
            (before.timestamp(),),
        )

    def put_query(self, query: Query) -> None:
        """Keep a button press."""
        self._db.execute(
            "INSERT OR REPLACE INTO queries VALUES (?, ?, ?, ?, ?, ?)",
            (
                query.query_id,
                query.chat_id,
                query.user_id,
                query.message_id,
                query.at,
                query.answered,
            ),
        )

    def query(self, query_id: str) -> Query | None:
        """Return a button press."""
        row = self._db.execute("SELECT * FROM queries WHERE query_id=?", (query_id,)).fetchone()
        if row is None:
            return None
        return Query(
            query_id=row[0],
            chat_id=row[1],
            user_id=row[2],
            message_id=row[3],
            at=row[4],
            answered=bool(row[5]),
        )

    def put_file(self, file: StoredFile) -> None:
        """Keep a file."""
        row = (file.file_id, file.name, file.mime, file.data)
        self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", row)

    def file(self, file_id: str) -> StoredFile | None:
        """Return a file."""
        row = self._db.execute("SELECT * FROM files WHERE file_id=?", (file_id,)).fetchone()
        return StoredFile(file_id=row[0], name=row[1], mime=row[2], data=row[3]) if row else None

    def put_commands(self, scope: str, language: str, commands: list[object]) -> None:
        """Keep the command list of a scope and language."""
        row = (scope, language, json.dumps(commands))
        self._db.execute("INSERT OR REPLACE INTO commands VALUES (?, ?, ?)", row)

    def drop_commands(self, scope: str, language: str) -> None:
        """Forget the command list of a scope and language."""
        self._db.execute("DELETE FROM commands WHERE scope=? AND language=?", (scope, language))

    def commands(self, scope: str, language: str) -> list[object] | None:
        """Return the command list of exactly this scope and language."""
        row = self._db.execute(
            "SELECT body FROM commands WHERE scope=? AND language=?", (scope, language)
        ).fetchone()
        return list(json.loads(row[0])) if row else None

    def _body(self, query: str, key: int) -> Json | None:
        row = self._db.execute(query, (key,)).fetchone()
        return as_json(json.loads(row[0])) if row else None

    def _number(self, query: str) -> int:
        (number,) = self._db.execute(query).fetchone()
        return int(number or 0)


def _stored(row: tuple[int, int, str, str]) -> Stored:
    return Stored(
        seq=row[0],
        deleted=bool(row[1]),
        body=as_json(json.loads(row[2])),
        extra=as_json(json.loads(row[3])),
    )
