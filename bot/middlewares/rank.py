"""The one place where a role is asked for: whatever a person says or taps passes here."""

import logging
from contextlib import suppress
from typing import override

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message, TelegramObject, Update

from bot.callbacks import Act, Tap
from bot.front import Front
from bot.keyboards import Reader
from bot.middlewares.auth import Data, Handler
from bot.people.role import Role
from bot.ranks import least_for, least_for_text
from bot.wording import Word

_LOG = logging.getLogger("bot.rank")


class Rank(BaseMiddleware):
    """Lets through what a person's role reaches; what a button means is read from the database."""

    def __init__(self, front: Front) -> None:
        self._front = front

    @override
    async def __call__(self, handler: Handler, event: TelegramObject, data: Data) -> object:
        """Pass an update on, or say that it takes more."""
        reader = data["reader"]
        if not isinstance(event, Update) or not isinstance(reader, Reader):
            return UNHANDLED
        least = await self._least(event)
        if reader.role.reaches(least):
            return await handler(event, data)
        _LOG.info("user %d may not do that: it takes %s", reader.user, least.value)
        text = self._front.words.word(reader.language, Word.NOT_ALLOWED)
        if event.message is not None:
            await _refuse(event.message, text)
        elif event.callback_query is not None:
            await _refuse_tap(event.callback_query, text)
        return UNHANDLED

    async def _least(self, event: Update) -> Role:
        if event.message is not None:
            return least_for_text(event.message.text or event.message.caption or "")
        if event.callback_query is None:
            return Role.VIEWER
        return await self._least_for_tap(event.callback_query)

    async def _least_for_tap(self, query: CallbackQuery) -> Role:
        try:
            nonce = Tap.unpack(query.data or "").nonce
        except (TypeError, ValueError):
            return Role.VIEWER  # none of ours: the handler of forgeries counts it
        button = await self._front.guardian.store.buttons.find(nonce)
        if button is None or button.user != query.from_user.id:
            return Role.VIEWER  # unknown, or somebody else's: the same
        return least_for(Act.read(button.action))


async def _refuse(message: Message, text: str) -> None:
    await message.answer(text)


async def _refuse_tap(query: CallbackQuery, text: str) -> None:
    with suppress(TelegramAPIError):
        await query.answer(text)
