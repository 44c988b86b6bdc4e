"""Answers to a person: new messages, and messages edited in place."""

import logging
import re
from typing import Final

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import Message

from bot.front import Front
from bot.keyboards import Drawn, Reader
from bot.wording import Word

LONGEST: Final = 4096
_LOG = logging.getLogger("bot.saying")
_UNCHANGED: Final = "message is not modified"
_TAGS: Final = re.compile(r"</?[a-z][^<>]*>")
_WORDS: Final = re.compile(r"(?:<[^<>]*>|[^\s<]){1,500}\s*|\s+|.")


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


def pages(text: str) -> list[str]:
    """Split markup so that each part may be sent: between lines, or words of an endless line.

    Tags that are open where it is split are closed there, and opened again in the next part.
    """
    found, opened = [""], list[str]()
    for piece in _pieces(text):
        closing = "".join(f"</{tag[1:-1].split()[0]}>" for tag in reversed(opened))
        if found[-1] and _length(found[-1] + piece.rstrip() + closing) > LONGEST:
            found[-1] = found[-1].rstrip() + closing
            found.append("".join(opened))
        found[-1] += piece
        for tag in _TAGS.findall(piece):
            if tag.startswith("</"):
                opened.pop()
            else:
                opened.append(tag)
    return [one.strip("\n") for one in found]


def _pieces(text: str) -> list[str]:
    """Return lines with their ends; a line that is too long falls into words."""
    found: list[str] = []
    for line in text.splitlines(keepends=True):
        found += [line] if _length(line) <= LONGEST else _WORDS.findall(line)
    return found or [""]


def _length(text: str) -> int:
    """Return the length as Telegram counts it, in UTF-16 units; markup counts too, to be safe."""
    return len(text.encode("utf-16-le")) // 2
