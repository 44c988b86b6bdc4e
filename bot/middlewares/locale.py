"""The language of whoever speaks, for every handler."""

from typing import override

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject, User

from bot.front import Front
from bot.keyboards import Reader
from bot.middlewares.auth import Data, Handler


class Locale(BaseMiddleware):
    """Adds the reader: the person, and the language to answer in."""

    def __init__(self, front: Front) -> None:
        self._front = front

    @override
    async def __call__(self, handler: Handler, event: TelegramObject, data: Data) -> object:
        """Find the language and pass the update on."""
        user = data["user"]
        if isinstance(user, User):
            await self._front.see_language(user.id, user.language_code)
            data["reader"] = Reader(user=user.id, language=await self._front.language(user.id))
        return await handler(event, data)
