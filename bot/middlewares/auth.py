"""Strangers get nothing: not a byte, not a callback answer, only a line in the log now and then."""

import logging
from collections.abc import Awaitable, Callable
from typing import override

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.enums import ChatType
from aiogram.types import Chat, Message, TelegramObject, Update, User

from bot.tally import Tally
from dtms.ports import Clock

type Data = dict[str, object]
type Handler = Callable[[TelegramObject, Data], Awaitable[object]]

_LOG = logging.getLogger("bot.auth")


class AllowList(BaseMiddleware):
    """Lets only listed people through, only in their private chat, and only their own words.

    What each of them may do is for a later middleware, which finds the person in `data["user"]`.
    """

    def __init__(self, people: frozenset[int], *, clock: Clock) -> None:
        self._people = people
        self._dropped = Tally(_LOG, "dropped %d updates from outside the allow-list", clock=clock)

    @override
    async def __call__(self, handler: Handler, event: TelegramObject, data: Data) -> object:
        """Pass an update on, or drop it."""
        user, chat = _who(event)
        if user is not None and chat is not None and self._may_speak(user, chat):
            data["user"] = user
            return await handler(event, data)
        self._dropped.note()
        return UNHANDLED

    def _may_speak(self, user: User, chat: Chat) -> bool:
        listed = user.id in self._people and not user.is_bot
        return listed and chat.type == ChatType.PRIVATE and chat.id == user.id


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
