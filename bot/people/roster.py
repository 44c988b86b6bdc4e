"""Who is served: owners by the operator's word, others by an owner's; and in which groups."""

import re
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.people.role import Role
from dtms.adapters.journal import Store
from dtms.adapters.journal.members import Member, Party
from dtms.core.trade import AccountId
from dtms.ports import Clock

INVITE_LIFE: Final = timedelta(minutes=10)
_CODE: Final = re.compile(r"/start(?:@\w+)? ([A-Za-z0-9_-]{16,64})\s*")
_TRIES: Final = 5  # wrong codes of one person
_TRIES_OF_ALL: Final = 30
_TRIES_SPAN: Final = timedelta(minutes=10)
_LONGEST_NAME: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Somebody who is served."""

    user: int
    role: Role


class Roster:
    """Everybody who is served. Read anew each time, so that a change holds at once.

    Args:
        owners: By the operator's word; nobody can take their role away.
        store: Where the others are kept.
        account: Whose topics groups have.
        clock: Its people time ages invitations.
    """

    def __init__(
        self, *, owners: frozenset[int], store: Store, account: AccountId, clock: Clock
    ) -> None:
        self.owners = owners
        self._members = store.members
        self._account = account
        self._clock = clock
        self._tries: deque[tuple[datetime, int]] = deque()

    async def role(self, user: int) -> Role | None:
        """Return a person's role, None for a stranger."""
        if user in self.owners:
            return Role.OWNER
        return _role(await self._members.role(user))

    async def everybody(self) -> tuple[Served, ...]:
        """Return all who are served, owners first."""
        owners = [Served(user=user, role=Role.OWNER) for user in sorted(self.owners)]
        members = [
            Served(user=one.user, role=role)
            for one in await self._members.all()
            if one.user not in self.owners and (role := _role(one.role)) is not None
        ]
        return (*owners, *members)

    async def members(self) -> tuple[Member, ...]:
        """Return those whom an owner let in."""
        return tuple(one for one in await self._members.all() if one.user not in self.owners)

    async def parties(self) -> dict[int, Party]:
        """Return the groups in which announcements are made."""
        return {one.chat: one for one in await self._members.parties(self._account)}

    async def chats(self) -> frozenset[int]:
        """Return every chat that gets announcements."""
        people = {one.user for one in await self.everybody()}
        return frozenset(people | (await self.parties()).keys())

    async def is_party(self, chat: int) -> bool:
        """Claim that an owner allowed a group."""
        return await self._members.is_party(chat)

    async def allow(self, chat: int, *, title: str, forum: bool, by: int) -> None:
        """Make announcements in a group from now on."""
        await self._members.allow(chat, title=title[:_LONGEST_NAME], forum=forum, by=by)

    async def leave(self, chat: int) -> bool:
        """Make announcements in a group no longer."""
        return await self._members.leave(chat)

    async def set_topic(self, chat: int, thread: int) -> None:
        """Keep the account's topic in a group."""
        await self._members.set_topic(chat, self._account, thread)

    async def moved(self, chat: int, to: int) -> None:
        """Follow a group that became a supergroup."""
        await self._members.moved(chat, to)

    async def invite(self, code: str, *, role: Role, by: int) -> datetime:
        """Keep an invitation; return until when it holds."""
        expires = self._clock.people() + INVITE_LIFE
        await self._members.invite(code, role=role.value, by=by, expires=expires)
        return expires

    async def remove(self, user: int) -> bool:
        """Serve a person no longer; owners stay."""
        return user not in self.owners and await self._members.remove(user)

    async def claim(self, text: str | None, *, user: int, name: str) -> Member | None:
        """Let the bearer of an invitation in.

        Args:
            text: What was said; only `/start CODE` is looked at.
            user: Who said it.
            name: What the person's app calls them.

        Returns:
            None for anything but a good code, and for everybody after too many bad ones.
        """
        found = _CODE.fullmatch(text or "")
        now = self._clock.people()
        if found is None or not self._may_try(user, now):
            return None
        self._tries.append((now, user))
        member = await self._members.claim(found[1], user=user, name=name[:_LONGEST_NAME], now=now)
        if member is not None:
            self._tries.pop()
        return member

    def _may_try(self, user: int, now: datetime) -> bool:
        while self._tries and now - self._tries[0][0] > _TRIES_SPAN:
            self._tries.popleft()
        own = sum(1 for _, who in self._tries if who == user)
        return own < _TRIES and len(self._tries) < _TRIES_OF_ALL


def _role(name: str | None) -> Role | None:
    """Return a stored role; a name that this version does not know is no role."""
    return next((role for role in Role if role.value == name and role is not Role.OWNER), None)
