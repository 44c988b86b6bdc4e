"""Strangers get nothing: not a byte, not a callback answer, only a line in the log now and then."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final, override

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.enums import ChatType
from aiogram.types import Chat, TelegramObject, Update, User

from dtms.ports import Clock

type Data = dict[str, object]
type Handler = Callable[[TelegramObject, Data], Awaitable[object]]

_LOG = logging.getLogger("bot.auth")
_EVERY: Final = timedelta(minutes=1)


class AllowList(BaseMiddleware):
    """Lets only listed people through, and only in their private chat."""

    def __init__(self, people: frozenset[int], *, clock: Clock) -> None:
        self._people = people
        self._clock = clock
        self._logged: datetime | None = None
        self._unlogged = 0

    @override
    async def __call__(self, handler: Handler, event: TelegramObject, data: Data) -> object:
        """Pass an update on, or drop it."""
        user, chat = _who(event)
        if user is not None and chat is not None and self._may_speak(user, chat):
            data["user"] = user
            return await handler(event, data)
        self._log()
        return UNHANDLED

    def _may_speak(self, user: User, chat: Chat) -> bool:
        return user.id in self._people and chat.type == ChatType.PRIVATE and chat.id == user.id

    def _log(self) -> None:
        now = self._clock.people()
        self._unlogged += 1
        if self._logged is None or now - self._logged >= _EVERY:
            _LOG.warning("dropped %d updates from outside the allow-list", self._unlogged)
            self._logged, self._unlogged = now, 0


def _who(event: TelegramObject) -> tuple[User | None, Chat | None]:
    """Return who sent an update and where; only kinds that are acted on have an answer."""
    if not isinstance(event, Update):
        return None, None
    if event.message is not None:
        return event.message.from_user, event.message.chat
    if event.callback_query is not None:
        message = event.callback_query.message
        return event.callback_query.from_user, None if message is None else message.chat
    if event.my_chat_member is not None:
        return event.my_chat_member.from_user, event.my_chat_member.chat
    return None, None
