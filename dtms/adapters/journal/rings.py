"""Red alerts that nobody has acknowledged: when each rings again, and whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from dtms.adapters.journal.database import Database, Sql
from dtms.adapters.journal.history import EVENT_COLUMNS
from dtms.adapters.journal.outbox import Delivery, delivery_from
from dtms.adapters.journal.records import place
from dtms.adapters.journal.rows import integer, stamp, text
from dtms.core.trade import TradeKey

_DUE = f"""
SELECT ring.stage, outbox.id, ring.chat, priority, queued_at, expires, 0, {EVENT_COLUMNS}
FROM ring JOIN outbox ON outbox.id = ring.outbox_id JOIN event USING (seq)
WHERE ring.next_at <= ? AND (ring.stage = 'second' OR EXISTS (
  SELECT 1 FROM delivery WHERE delivery.outbox_id = ring.outbox_id
  AND delivery.chat = ring.chat AND delivery.sent_at IS NOT NULL))
ORDER BY ring.next_at, outbox.id"""  # noqa: S608 - our own text
_OF_TRADE = """
DELETE FROM ring WHERE outbox_id IN (SELECT outbox.id FROM outbox JOIN event USING (seq)
WHERE server = ? AND login = ? AND position = ?)"""


class Stage(Enum):
    """What comes next for an alert that was not acknowledged."""

    AGAIN = "again"  # the same person once more
    SECOND = "second"  # that person's second contact


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """An alert that is due to ring; `delivery.chat` is whom it was for at first."""

    stage: Stage
    delivery: Delivery


class Rings:
    """Alerts to be rung again. Instants are people time; raises `JournalUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def start(self, numbers: Sequence[int], *, chat: int, stage: Stage, at: datetime) -> None:
        """Let announcements ring at `at` unless somebody acknowledges them before."""
        insert = (
            "INSERT INTO ring (outbox_id, chat, stage, next_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING"
        )
        rows = [(number, chat, stage.value, stamp(at)) for number in numbers]
        await self._database.write(lambda sql: sql.many(insert, rows))

    async def due(self, now: datetime) -> tuple[Ring, ...]:
        """Return what must ring now, the longest waiting first."""
        rows = await self._database.read(lambda sql: sql.rows(_DUE, (stamp(now),)))
        return tuple(
            Ring(stage=Stage(text(stage)), delivery=delivery_from(tuple(rest)))
            for stage, *rest in rows
        )

    async def go_on(self, number: int, *, chat: int, stage: Stage, at: datetime) -> None:
        """Note what comes next and when; an acknowledged alert stays acknowledged."""
        update = "UPDATE ring SET stage = ?, next_at = ? WHERE outbox_id = ? AND chat = ?"
        values = (stage.value, stamp(at), number, chat)
        await self._database.write(lambda sql: sql.run(update, values))

    async def end(self, number: int, *, chat: int) -> None:
        """Ring no more for one person."""
        delete = "DELETE FROM ring WHERE outbox_id = ? AND chat = ?"
        await self._database.write(lambda sql: sql.run(delete, (number, chat)))

    async def acknowledged(self, number: int) -> bool:
        """Ring nobody any more about an announcement; return whether anybody was to be rung."""
        delete = "DELETE FROM ring WHERE outbox_id = ?"
        return await self._database.write(lambda sql: sql.run(delete, (number,))) > 0

    async def trade_acknowledged(self, key: TradeKey) -> None:
        """Ring nobody any more about a trade."""
        await self._database.write(lambda sql: sql.run(_OF_TRADE, place(key)))

    async def waiting(self) -> tuple[tuple[int, int], ...]:
        """Return which announcements will ring whom."""

        async def work(sql: Sql) -> tuple[tuple[int, int], ...]:
            rows = await sql.rows("SELECT outbox_id, chat FROM ring ORDER BY outbox_id, chat")
            return tuple((integer(number), integer(chat)) for number, chat in rows)

        return await self._database.read(work)
