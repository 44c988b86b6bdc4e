"""Strangers get nothing: not a byte, not a callback answer, only a line in the log now and then."""

import logging
from collections.abc import Awaitable, Callable
from typing import Final, override

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.enums import ChatType
from aiogram.types import Chat, Message, TelegramObject, Update, User

from bot.people.role import Role
from bot.people.roster import Roster
from bot.ranks import least_for_text
from bot.tally import Tally
from bot.wording import CommandName
from dtms.ports import Clock

type Data = dict[str, object]
type Handler = Callable[[TelegramObject, Data], Awaitable[object]]

_LOG = logging.getLogger("bot.auth")
_GROUPS: Final = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})


class AllowList(BaseMiddleware):
    """Lets only those who are served through, only where they are, and only their own words.

    They are served in their private chat and in groups that an owner allowed. A stranger's only
    way in is an invitation. What each may do is for a later middleware, which finds the person in
    `data["user"]` and the role in `data["role"]`.
    """

    def __init__(self, roster: Roster, *, clock: Clock) -> None:
        self._roster = roster
        self._dropped = Tally(_LOG, "dropped %d updates from outside the allow-list", clock=clock)

    @override
    async def __call__(self, handler: Handler, event: TelegramObject, data: Data) -> object:
        """Pass an update on, or drop it."""
        user, chat = _who(event)
        if user is not None and chat is not None and not user.is_bot:
            role = await self._role(event, user, chat, data)
            if role is not None and await self._may_speak(event, user, chat, role):
                data["user"], data["role"] = user, role
                return await handler(event, data)
        self._dropped.note()
        return UNHANDLED

    async def _role(self, event: TelegramObject, user: User, chat: Chat, data: Data) -> Role | None:
        """Return the role of whoever speaks; an invitation counts where there is none yet."""
        role = await self._roster.role(user.id)
        message = event.message if isinstance(event, Update) else None
        if role is Role.OWNER or message is None or not _is_private(user, chat):
            return role
        member = await self._roster.claim(message.text, user=user.id, name=user.full_name)
        if member is None:
            return role
        _LOG.warning("user %d was let in as %s", user.id, member.role)
        data["joined"] = member
        return await self._roster.role(user.id)

    async def _may_speak(self, event: TelegramObject, user: User, chat: Chat, role: Role) -> bool:
        if _is_private(user, chat):
            return True
        if chat.type not in _GROUPS:
            return False
        return await self._roster.is_party(chat.id) or (role is Role.OWNER and _is_here(event))


def _is_private(user: User, chat: Chat) -> bool:
    return chat.type == ChatType.PRIVATE and chat.id == user.id


def _is_here(event: TelegramObject) -> bool:
    """Claim that somebody allows a group: the only thing that is heard in one not yet allowed."""
    message = event.message if isinstance(event, Update) else None
    text = "" if message is None else message.text or ""
    word = text.split(maxsplit=1)[:1]
    named = bool(word) and word[0].partition("@")[0] == f"/{CommandName.HERE.value}"
    return named and least_for_text(text) is Role.OWNER


def _who(event: TelegramObject) -> tuple[User | None, Chat | None]:
    """Return who sent an update and where; only kinds that are acted on have an answer."""
    if not isinstance(event, Update):
        return None, None
    if event.message is not None:
        speaker = event.message.from_user if _is_own(event.message) else None
        return speaker, event.message.chat
    if event.callback_query is not None:
        message = event.callback_query.message
        return event.callback_query.from_user, None if message is None else message.chat
    if event.my_chat_member is not None:
        return event.my_chat_member.from_user, event.my_chat_member.chat
    return None, None


def _is_own(message: Message) -> bool:
    """Claim that the sender wrote a message: it was not forwarded, nor said for a chat or a bot."""
    others = (message.forward_origin, message.sender_chat, message.via_bot)
    return all(one is None for one in others) and not message.is_automatic_forward
