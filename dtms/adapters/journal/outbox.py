"""Announcements waiting to be sent: planned per chat, sent in order, never dropped silently."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dtms.adapters.journal.database import Database, Sql
from dtms.adapters.journal.history import EVENT_COLUMNS, recorded
from dtms.adapters.journal.records import place
from dtms.adapters.journal.rows import Value, instant, integer, maybe_instant, stamp, text
from dtms.core.events import Fact
from dtms.core.notices import Priority
from dtms.core.trade import AccountId, TradeKey

_WAITING = "sent_at IS NULL AND dead IS NULL"
_PLAN = """
INSERT INTO delivery (outbox_id, chat)
SELECT outbox.id, chat.chat FROM chat JOIN outbox ON outbox.id > chat.planned
WHERE chat.active = 1"""
_JOIN = """
UPDATE chat SET active = 1, planned = (SELECT coalesce(max(id), 0) FROM outbox)
WHERE chat = ? AND active = 0"""
# A chat that was refused waits as a whole; while it has such a row, red rows go first.
_PENDING = f"""
WITH waiting AS (
  SELECT chat, max(not_before) AS until, max(attempts) AS failed FROM delivery
  WHERE {_WAITING} GROUP BY chat)
SELECT outbox.id, delivery.chat, priority, queued_at, expires, attempts, {EVENT_COLUMNS}
FROM delivery JOIN waiting ON waiting.chat = delivery.chat
JOIN chat ON chat.chat = delivery.chat AND chat.active = 1
JOIN outbox ON outbox.id = outbox_id JOIN event USING (seq)
WHERE {_WAITING} AND (until IS NULL OR until <= ?)
ORDER BY failed > 0 AND priority = 'red' DESC, outbox.id, delivery.chat LIMIT ?"""  # noqa: S608
_SENT = f"""
UPDATE delivery SET sent_at = ?, message_id = ?, digest = ?
WHERE outbox_id = ? AND chat = ? AND {_WAITING}"""  # noqa: S608
_OF_TRADE = "server = ? AND login = ? AND position = ?"
_FIRST = f"""
SELECT message_id FROM delivery JOIN outbox ON outbox.id = outbox_id JOIN event USING (seq)
WHERE {_OF_TRADE} AND chat = ? AND message_id IS NOT NULL AND digest = 0
ORDER BY outbox_id LIMIT 1"""  # noqa: S608
_POSTED = f"""
SELECT outbox.id, delivery.chat, priority, queued_at, expires, attempts, {EVENT_COLUMNS}, message_id
FROM delivery JOIN outbox ON outbox.id = outbox_id JOIN event USING (seq)
WHERE kind = ? AND queued_at >= ? AND message_id IS NOT NULL AND digest = 0
ORDER BY outbox.id, delivery.chat"""  # noqa: S608
_TRADE_OF = """
SELECT server, login, position FROM delivery JOIN outbox ON outbox.id = outbox_id
JOIN event USING (seq) WHERE chat = ? AND message_id = ? AND position IS NOT NULL
ORDER BY outbox_id LIMIT 1"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An announcement for one chat.

    Attributes:
        id: Of the announcement; shown in the text, so that a duplicate is seen as one.
        chat: Recipient.
        seq: Of the fact in the journal.
        fact: What is announced.
        priority: How it sounds.
        queued_at: People time.
        expires: People time after which it belongs into a digest; None: never.
        attempts: How often sending it failed.
    """

    id: int
    chat: int
    seq: int
    fact: Fact
    priority: Priority
    queued_at: datetime
    expires: datetime | None
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """An announcement that is in a chat, as a message of its own."""

    delivery: Delivery
    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What waits for one chat."""

    chat: int
    waiting: int
    red: int
    oldest: datetime


class Outbox:
    """Deliveries. All instants are people time; raises `JournalUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def plan(self, chats: frozenset[int]) -> None:
        """Make the missing deliveries for exactly these chats.

        A chat named for the first time, or again after it was left out, gets what is announced
        from now on. Call it once before trading starts, so that nothing falls between.
        """
        await self._database.write(lambda sql: _plan(sql, sorted(chats)))

    async def pending(self, now: datetime, *, limit: int) -> tuple[Delivery, ...]:
        """Return what may be sent now, each chat's in order."""
        rows = await self._database.read(lambda sql: sql.rows(_PENDING, (stamp(now), limit)))
        return tuple(map(delivery_from, rows))

    async def skipped(self, numbers: Sequence[int], *, chat: int, at: datetime) -> None:
        """Note that a person wants no announcements of this kind; nothing was sent."""
        await self._sent([(stamp(at), None, 0, number, chat) for number in numbers])

    async def since(self, start: datetime, end: datetime, *, limit: int) -> tuple[Delivery, ...]:
        """Return what was announced to anybody in a span, oldest first, once each."""
        query = f"""
SELECT outbox.id, 0, priority, queued_at, expires, 0, {EVENT_COLUMNS}
FROM outbox JOIN event USING (seq) WHERE queued_at >= ? AND queued_at < ?
ORDER BY outbox.id DESC LIMIT ?"""  # noqa: S608
        values = (stamp(start), stamp(end), limit)
        rows = await self._database.read(lambda sql: sql.rows(query, values))
        return tuple(map(delivery_from, reversed(rows)))

    async def delivered(self, number: int, *, chat: int, message_id: int, at: datetime) -> None:
        """Note that an announcement is in the chat."""
        await self._sent([(stamp(at), message_id, 0, number, chat)])

    async def merged(
        self, numbers: Sequence[int], *, chat: int, message_id: int, at: datetime
    ) -> None:
        """Note that announcements are in the chat as one digest."""
        await self._sent([(stamp(at), message_id, 1, number, chat) for number in numbers])

    async def _sent(self, rows: list[tuple[Value, ...]]) -> None:
        await self._database.write(lambda sql: sql.many(_SENT, rows))

    async def failed(self, number: int, *, chat: int, retry_at: datetime) -> None:
        """Note a failure; the whole chat waits until `retry_at`."""
        update = (
            "UPDATE delivery SET attempts = attempts + 1, not_before = ?"
            " WHERE outbox_id = ? AND chat = ?"
        )
        await self._database.write(lambda sql: sql.run(update, (stamp(retry_at), number, chat)))

    async def dead(self, number: int, *, chat: int, reason: str) -> None:
        """Note that an announcement can never be sent to this chat; the next ones go on."""
        update = f"UPDATE delivery SET dead = ? WHERE outbox_id = ? AND chat = ? AND {_WAITING}"  # noqa: S608
        await self._database.write(lambda sql: sql.run(update, (reason, number, chat)))

    async def backlog(self) -> tuple[Backlog, ...]:
        """Return what waits, by chat."""
        query = f"""
SELECT chat, count(*), sum(priority = 'red'), min(queued_at) FROM delivery
JOIN outbox ON outbox.id = outbox_id WHERE {_WAITING} GROUP BY chat ORDER BY chat"""  # noqa: S608
        rows = await self._database.read(lambda sql: sql.rows(query))
        return tuple(
            Backlog(
                chat=integer(chat), waiting=integer(count), red=integer(red), oldest=instant(oldest)
            )
            for chat, count, red, oldest in rows
        )

    async def first_message(self, chat: int, key: TradeKey) -> int | None:
        """Return the message a trade's thread began with, to reply to."""
        rows = await self._database.read(lambda sql: sql.rows(_FIRST, (*place(key), chat)))
        return integer(rows[0][0]) if rows else None

    async def posted(self, kind: str, *, since: datetime) -> tuple[Posted, ...]:
        """Return announcements of one kind of fact that were queued since and are in a chat."""
        rows = await self._database.read(lambda sql: sql.rows(_POSTED, (kind, stamp(since))))
        return tuple(
            Posted(delivery=delivery_from(row[:-1]), message_id=integer(row[-1])) for row in rows
        )

    async def trade_of(self, chat: int, message_id: int) -> TradeKey | None:
        """Return the trade a sent message tells of, for a reply to it."""
        rows = await self._database.read(lambda sql: sql.rows(_TRADE_OF, (chat, message_id)))
        if not rows:
            return None
        server, login, position = rows[0]
        account = AccountId(server=text(server), login=integer(login))
        return TradeKey(account=account, position=integer(position))


async def _plan(sql: Sql, chats: list[int]) -> None:
    new = "INSERT INTO chat (chat, active, planned) VALUES (?, 0, 0) ON CONFLICT DO NOTHING"
    named = [(chat,) for chat in chats]
    marks = ", ".join("?" * len(chats))
    left_out = f"UPDATE chat SET active = 0 WHERE active = 1 AND chat NOT IN ({marks})"  # noqa: S608
    await sql.run(left_out, chats)
    await sql.many(new, named)
    await sql.many(_JOIN, named)
    if await sql.run(_PLAN):
        latest = "SELECT coalesce(max(id), 0) FROM outbox"
        await sql.run(f"UPDATE chat SET planned = ({latest}) WHERE active = 1")  # noqa: S608


def delivery_from(row: tuple[Value, ...]) -> Delivery:
    """Return a delivery from a row: number, chat, manner, times, attempts, and the event."""
    number, chat, priority, queued_at, expires, attempts, *event = row
    one = recorded(tuple(event))
    return Delivery(
        id=integer(number),
        chat=integer(chat),
        seq=one.seq,
        fact=one.fact,
        priority=Priority(text(priority)),
        queued_at=instant(queued_at),
        expires=maybe_instant(expires),
        attempts=integer(attempts),
    )
