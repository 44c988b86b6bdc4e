"""Updates from people: each is taken in once, before it is acknowledged to Telegram."""

from dataclasses import dataclass
from datetime import datetime

from dtms.adapters.journal.database import Database
from dtms.adapters.journal.rows import instant, integer, stamp, text
from dtms.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """An update as it came; `seen_at` is people time."""

    id: int
    body: str
    seen_at: datetime


class Inbox:
    """Updates taken in and not yet dealt with. Raises `JournalUnavailable`."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def receive(self, update_id: int, body: str, at: datetime) -> bool:
        """Take an update in, durably; return False if it was taken in before."""
        insert = (
            "INSERT INTO inbox (update_id, body, seen_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        )
        values = (update_id, body, stamp(at))
        return await self._database.write(lambda sql: sql.run(insert, values)) == 1

    async def undone(self) -> tuple[Update, ...]:
        """Return what was taken in and not dealt with, oldest first."""
        query = (
            "SELECT update_id, body, seen_at FROM inbox WHERE done_at IS NULL ORDER BY update_id"
        )
        rows = await self._database.read(lambda sql: sql.rows(query))
        return tuple(
            Update(id=integer(number), body=text(body), seen_at=instant(at))
            for number, body, at in rows
        )

    async def done(self, update_id: int) -> None:
        """Note that an update was dealt with."""
        update = "UPDATE inbox SET done_at = ? WHERE update_id = ? AND done_at IS NULL"
        values = (stamp(self._clock.people()), update_id)
        await self._database.write(lambda sql: sql.run(update, values))
