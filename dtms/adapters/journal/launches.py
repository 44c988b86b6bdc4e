"""Launches of the dashboard page: each acts once, however often it is shown again."""

from datetime import datetime

from dtms.adapters.journal.database import Database
from dtms.adapters.journal.rows import stamp


class Launches:
    """Launches that were used up. Instants are people time; raises `JournalUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def spend(self, digest: str, *, user: int, now: datetime, expires: datetime) -> bool:
        """Use a launch up, durably; return False if it was used before.

        Args:
            digest: What tells launches apart: their signature.
            user: Whose it is.
            now: When it is used.
            expires: When it will be refused for its age; not needed any longer than that.
        """
        insert = (
            "INSERT INTO launch (digest, user, used_at, expires) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING"
        )
        values = (digest, user, stamp(now), stamp(expires))
        return await self._database.write(lambda sql: sql.run(insert, values)) == 1
