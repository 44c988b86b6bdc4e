"""The language of whoever speaks, for every handler."""

from typing import Final, override

from aiogram import BaseMiddleware
from aiogram.types import Chat, TelegramObject, Update, User

from bot.front import Front
from bot.keyboards import Reader
from bot.middlewares.auth import Data, Handler
from bot.people.role import Role

_LONGEST_NAME: Final = 64


class Locale(BaseMiddleware):
    """Adds the reader: the person, where, how trusted, and the language to answer in."""

    def __init__(self, front: Front) -> None:
        self._front = front

    @override
    async def __call__(self, handler: Handler, event: TelegramObject, data: Data) -> object:
        """Find the language and pass the update on."""
        user, role = data["user"], data["role"]
        if isinstance(user, User) and isinstance(role, Role):
            await self._front.see_language(user.id, user.language_code)
            await self._front.see_name(user.id, user.full_name[:_LONGEST_NAME])
            language = await self._front.language(user.id)
            chat = _chat(event)
            place = user.id if chat is None else chat.id
            data["reader"] = Reader(user=user.id, language=language, role=role, chat=place)
        return await handler(event, data)


def _chat(event: TelegramObject) -> Chat | None:
    """Return where an update came from."""
    if not isinstance(event, Update):
        return None
    if event.message is not None:
        return event.message.chat
    query = event.callback_query
    return None if query is None or query.message is None else query.message.chat
