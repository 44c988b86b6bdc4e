"""Who may use the bot besides its owners, how they came to it, and the groups it speaks in."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from dtms.adapters.journal.database import Database, Sql
from dtms.adapters.journal.rows import Row, instant, integer, maybe_integer, stamp, text
from dtms.core.trade import AccountId

_UPSERT = """
INSERT INTO member (user, role, name, added_by, added_at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (user) DO UPDATE SET role = excluded.role, name = excluded.name,
added_by = excluded.added_by, added_at = excluded.added_at"""
_ALLOW = """
INSERT INTO party (chat, title, forum, added_by) VALUES (?, ?, ?, ?)
ON CONFLICT (chat) DO UPDATE SET title = excluded.title, forum = excluded.forum"""
_TOPIC = """
INSERT INTO topic (chat, server, login, thread) VALUES (?, ?, ?, ?)
ON CONFLICT (chat, server, login) DO UPDATE SET thread = excluded.thread"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person an owner let in; `name` is what the person's app called them, foreign text."""

    user: int
    role: str
    name: str
    added_by: int
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A group an owner allowed; `thread` is the account's topic, None without topics."""

    chat: int
    title: str
    forum: bool
    thread: int | None


class Members:
    """Members, invitations and groups. Instants are people time; raises `JournalUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> tuple[Member, ...]:
        """Return everybody who was let in, in the order of coming."""
        query = "SELECT user, role, name, added_by, added_at FROM member ORDER BY added_at, user"
        rows = await self._database.read(lambda sql: sql.rows(query))
        return tuple(map(_member, rows))

    async def role(self, user: int) -> str | None:
        """Return a member's role, None for a stranger."""
        query = "SELECT role FROM member WHERE user = ?"
        rows = await self._database.read(lambda sql: sql.rows(query, (user,)))
        return text(rows[0][0]) if rows else None

    async def remove(self, user: int) -> bool:
        """Let somebody in no longer; whatever that person chose is forgotten with it."""

        async def work(sql: Sql) -> bool:
            await sql.run("DELETE FROM person_setting WHERE user = ?", (user,))
            await sql.run("DELETE FROM ring WHERE chat = ?", (user,))
            return await sql.run("DELETE FROM member WHERE user = ?", (user,)) == 1

        return await self._database.write(work)

    async def invite(self, code: str, *, role: str, by: int, expires: datetime) -> None:
        """Keep an invitation; only the digest of its code is written."""
        insert = "INSERT INTO invite (digest, role, by_user, expires) VALUES (?, ?, ?, ?)"
        values = (_digest(code), role, by, stamp(expires))
        await self._database.write(lambda sql: sql.run(insert, values))

    async def claim(self, code: str, *, user: int, name: str, now: datetime) -> Member | None:
        """Use an invitation up and let its bearer in; None when it is unknown, used or too old."""
        digest = _digest(code)

        async def work(sql: Sql) -> Member | None:
            take = (
                "UPDATE invite SET used_by = ?, used_at = ?"
                " WHERE digest = ? AND used_by IS NULL AND expires > ?"
            )
            if await sql.run(take, (user, stamp(now), digest, stamp(now))) != 1:
                return None
            rows = await sql.rows("SELECT role, by_user FROM invite WHERE digest = ?", (digest,))
            role, by = text(rows[0][0]), integer(rows[0][1])
            await sql.run(_UPSERT, (user, role, name, by, stamp(now)))
            return Member(user=user, role=role, name=name, added_by=by, added_at=now)

        return await self._database.write(work)

    async def parties(self, account: AccountId) -> tuple[Party, ...]:
        """Return the allowed groups, each with the topic of an account."""
        query = (
            "SELECT party.chat, title, forum, thread FROM party LEFT JOIN topic"
            " ON topic.chat = party.chat AND server = ? AND login = ? ORDER BY party.chat"
        )
        place = (account.server, account.login)
        rows = await self._database.read(lambda sql: sql.rows(query, place))
        return tuple(
            Party(
                chat=integer(chat),
                title=text(title),
                forum=bool(integer(forum)),
                thread=maybe_integer(thread),
            )
            for chat, title, forum, thread in rows
        )

    async def is_party(self, chat: int) -> bool:
        """Claim that a group is allowed."""
        query = "SELECT 1 FROM party WHERE chat = ?"
        return bool(await self._database.read(lambda sql: sql.rows(query, (chat,))))

    async def allow(self, chat: int, *, title: str, forum: bool, by: int) -> None:
        """Speak in a group from now on."""
        values = (chat, title, int(forum), by)
        await self._database.write(lambda sql: sql.run(_ALLOW, values))

    async def leave(self, chat: int) -> bool:
        """Speak in a group no longer."""
        delete = "DELETE FROM party WHERE chat = ?"
        return await self._database.write(lambda sql: sql.run(delete, (chat,))) == 1

    async def set_topic(self, chat: int, account: AccountId, thread: int) -> None:
        """Keep which topic of a group is about an account."""
        values = (chat, account.server, account.login, thread)
        await self._database.write(lambda sql: sql.run(_TOPIC, values))

    async def moved(self, chat: int, to: int) -> None:
        """Follow a group that became a supergroup: the same people, what waits, no old threads."""

        async def work(sql: Sql) -> None:
            await sql.run("DELETE FROM party WHERE chat = ?", (to,))
            await sql.run("UPDATE party SET chat = ? WHERE chat = ?", (to, chat))
            copy = (
                "INSERT INTO chat (chat, active, planned) SELECT ?, active, planned FROM chat"
                " WHERE chat = ? ON CONFLICT DO NOTHING"
            )
            await sql.run(copy, (to, chat))
            waits = (
                "UPDATE OR IGNORE delivery SET chat = ?, not_before = NULL"
                " WHERE chat = ? AND sent_at IS NULL AND dead IS NULL"
            )
            await sql.run(waits, (to, chat))
            await sql.run("UPDATE chat SET active = 0 WHERE chat = ?", (chat,))

        await self._database.write(work)


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _member(row: Row) -> Member:
    user, role, name, by, at = row
    return Member(
        user=integer(user),
        role=text(role),
        name=text(name),
        added_by=integer(by),
        added_at=instant(at),
    )
