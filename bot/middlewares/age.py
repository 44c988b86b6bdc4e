"""Old commands are told, not carried out: the market has moved on since they were given."""

from datetime import datetime
from typing import override

from aiogram import BaseMiddleware, Bot
from aiogram.types import TelegramObject, Update

from bot.front import COMMAND_AGE, Front
from bot.keyboards import Reader
from bot.middlewares.auth import Data, Handler
from bot.wording import Word


class Fresh(BaseMiddleware):
    """Lets through what was said within the last minute."""

    def __init__(self, front: Front) -> None:
        self._front = front

    @override
    async def __call__(self, handler: Handler, event: TelegramObject, data: Data) -> object:
        """Pass an update on, or say that it came too late."""
        said = _said(event, data)
        if said is None or self._front.guardian.clock.people() - said <= COMMAND_AGE:
            return await handler(event, data)
        reader, bot = data["reader"], data["bot"]
        if isinstance(reader, Reader) and isinstance(bot, Bot):
            text = self._front.words.word(reader.language, Word.LATE)
            await bot.send_message(reader.place, text)
        return None


def _said(event: TelegramObject, data: Data) -> datetime | None:
    """Return when something was said; for a tap, which has no time, when it was first seen."""
    if not isinstance(event, Update):
        return None
    if event.message is not None:
        return event.message.date
    seen_at = data.get("seen_at")
    return seen_at if isinstance(seen_at, datetime) else None
