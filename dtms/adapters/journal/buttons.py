"""Buttons: each works once, for its owner, on the state it was drawn for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dtms.adapters.journal.database import Database, Sql
from dtms.adapters.journal.rows import (
    Row,
    instant,
    integer,
    maybe_instant,
    maybe_integer,
    stamp,
    text,
)
from dtms.core.trade import AccountId, TradeKey

_COLUMNS = "nonce, server, login, user, chat, message_id, position, action, state_version, expires"
_TAKE = """
UPDATE button SET used_at = ? WHERE nonce = ? AND user = ? AND chat = ? AND state_version IS ?
AND expires > ? AND used_at IS NULL"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button as drawn.

    Attributes:
        nonce: Opaque; all that the button itself carries.
        account: Which account it is about.
        user: The only person it works for.
        chat: Where it was drawn.
        message_id: Under which message; None until that is known.
        key: The trade it acts on, if any.
        action: What it does, in the caller's words.
        state_version: The trade's version it was drawn for; None where that does not matter.
        expires: People time.
    """

    nonce: str
    account: AccountId
    user: int
    chat: int
    message_id: int | None
    key: TradeKey | None
    action: str
    state_version: int | None
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The tap counts; it is the only one that ever will."""

    button: Button


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyUsed:
    """Somebody's tap counted before."""

    button: Button
    used_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """Its time has passed."""

    button: Button


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfDate:
    """The trade has moved on since it was drawn."""

    button: Button


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYours:
    """Unknown, another person's or another chat's: say nothing more."""


type Tap = Taken | AlreadyUsed | Expired | OutOfDate | NotYours


class Buttons:
    """Drawn buttons. Instants are people time; raises `JournalUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def draw(self, *buttons: Button) -> None:
        """Keep buttons, before they are shown."""
        insert = f"INSERT INTO button ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
        rows = [_row(button) for button in buttons]
        await self._database.write(lambda sql: sql.many(insert, rows))

    async def attach(self, nonces: Sequence[str], *, message_id: int) -> None:
        """Note under which message buttons were shown."""
        rows = [(message_id, nonce) for nonce in nonces]
        update = "UPDATE button SET message_id = ? WHERE nonce = ?"
        await self._database.write(lambda sql: sql.many(update, rows))

    async def find(self, nonce: str) -> Button | None:
        """Return a button without using it, to learn which trade's version it needs."""
        found = await self._database.read(lambda sql: _find(sql, nonce))
        return found[0] if found else None

    async def was_tapped(self, *, chat: int, message_id: int) -> bool:
        """Claim that a button under a message was used."""
        query = (
            "SELECT 1 FROM button WHERE chat = ? AND message_id = ? AND used_at IS NOT NULL LIMIT 1"
        )
        rows = await self._database.read(lambda sql: sql.rows(query, (chat, message_id)))
        return bool(rows)

    async def take(
        self, nonce: str, *, user: int, chat: int, version: int | None, now: datetime
    ) -> Tap:
        """Use a button, once.

        Args:
            nonce: What the tap carried.
            user: Who tapped.
            chat: Where.
            version: The trade's present version; None for a button without one.
            now: People time.
        """
        return await self._database.write(lambda sql: _take(sql, nonce, (user, chat), version, now))


async def _take(
    sql: Sql, nonce: str, owner: tuple[int, int], version: int | None, now: datetime
) -> Tap:
    values = (stamp(now), nonce, *owner, version, stamp(now))
    taken = await sql.run(_TAKE, values) == 1
    found = await _find(sql, nonce)
    if found is None or (found[0].user, found[0].chat) != owner:
        return NotYours()
    button, used_at = found
    if taken:
        return Taken(button=button)
    if used_at is not None:
        return AlreadyUsed(button=button, used_at=used_at)
    return Expired(button=button) if button.expires <= now else OutOfDate(button=button)


async def _find(sql: Sql, nonce: str) -> tuple[Button, datetime | None] | None:
    query = f"SELECT {_COLUMNS}, used_at FROM button WHERE nonce = ?"  # noqa: S608
    rows = await sql.rows(query, (nonce,))
    return (_button(rows[0]), maybe_instant(rows[0][-1])) if rows else None


def _row(button: Button) -> Row:
    return (
        button.nonce,
        button.account.server,
        button.account.login,
        button.user,
        button.chat,
        button.message_id,
        button.key.position if button.key else None,
        button.action,
        button.state_version,
        stamp(button.expires),
    )


def _button(row: Row) -> Button:
    nonce, server, login, user, chat, message_id, position, action, version, expires, _ = row
    account = AccountId(server=text(server), login=integer(login))
    number = maybe_integer(position)
    return Button(
        nonce=text(nonce),
        account=account,
        user=integer(user),
        chat=integer(chat),
        message_id=maybe_integer(message_id),
        key=None if number is None else TradeKey(account=account, position=number),
        action=text(action),
        state_version=maybe_integer(version),
        expires=instant(expires),
    )
