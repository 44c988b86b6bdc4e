"""Answers to a person: new messages, and messages edited in place."""

import logging
from typing import Final

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import Message

from bot.front import Front
from bot.keyboards import Drawn, Reader
from bot.parts import pages
from bot.wording import Word

_LOG = logging.getLogger("bot.saying")
_UNCHANGED: Final = "message is not modified"


async def say(
    message: Message, text: str, drawn: Drawn | None = None, front: Front | None = None
) -> None:
    """Answer, in as many messages as it takes; the buttons are under the last."""
    *before, last = pages(text)
    for page in before:
        await message.answer(page)
    sent = await message.answer(last, reply_markup=None if drawn is None else drawn.markup)
    if drawn is not None and drawn.nonces and front is not None:
        await front.guardian.store.buttons.attach(drawn.nonces, message_id=sent.message_id)


async def say_word(message: Message, front: Front, reader: Reader, word: Word) -> None:
    """Answer with a short text."""
    await message.answer(front.words.word(reader.language, word))


async def redraw(message: Message, text: str, drawn: Drawn, front: Front) -> None:
    """Change a message in place; where that is impossible, send it anew."""
    if message.photo:  # a picture has no text to change
        await say(message, text, drawn, front)
        return
    if drawn.nonces:
        buttons = front.guardian.store.buttons
        await buttons.attach(drawn.nonces, message_id=message.message_id)
    try:
        await message.edit_text(pages(text)[0], reply_markup=drawn.markup)
    except TelegramBadRequest as error:
        if _UNCHANGED in error.message:
            return
        _LOG.debug("a message could not be edited: %s", error.message)
        await message.answer(pages(text)[0], reply_markup=drawn.markup)
