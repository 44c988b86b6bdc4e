"""What each person chose: language, zone and the like, typed by the caller."""

from dtms.adapters.journal.database import Database
from dtms.adapters.journal.rows import text


class People:
    """Settings by person and key. Raises `JournalUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, user: int, key: str) -> str | None:
        """Return a setting, None where the person never chose."""
        query = "SELECT value FROM person_setting WHERE user = ? AND key = ?"
        rows = await self._database.read(lambda sql: sql.rows(query, (user, key)))
        return text(rows[0][0]) if rows else None

    async def set(self, user: int, key: str, value: str) -> None:
        """Keep a setting."""
        upsert = (
            "INSERT INTO person_setting (user, key, value) VALUES (?, ?, ?)"
            " ON CONFLICT (user, key) DO UPDATE SET value = excluded.value"
        )
        await self._database.write(lambda sql: sql.run(upsert, (user, key, value)))

    async def chosen(self, user: int) -> dict[str, str]:
        """Return everything a person chose, by key."""
        query = "SELECT key, value FROM person_setting WHERE user = ?"
        rows = await self._database.read(lambda sql: sql.rows(query, (user,)))
        return {text(key): text(value) for key, value in rows}

    async def forget(self, user: int, key: str) -> None:
        """Drop a setting."""
        delete = "DELETE FROM person_setting WHERE user = ? AND key = ?"
        await self._database.write(lambda sql: sql.run(delete, (user, key)))
