"""One message of the bot's own accord: in parts if need be, in its thread and topic."""

import logging
import re
from dataclasses import dataclass
from html import unescape
from typing import Final

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import InlineKeyboardMarkup, ReplyParameters

from bot.gate import waiting_itself
from bot.parts import LONGEST, pages

_LOG = logging.getLogger("bot.post")
_SEND_TIMEOUT: Final = 15
_BAD_ENTITIES: Final = "parse entities"
_NO_TOPIC: Final = "thread not found"
_TAG: Final = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message to send.

    Attributes:
        chat: To whom.
        text: HTML, of any length.
        silent: Whether it arrives without a sound.
        reply_to: The message its thread began with.
        thread: The group's topic.
        markup: Buttons, under the last part.
    """

    chat: int
    text: str
    silent: bool
    reply_to: int | None = None
    thread: int | None = None
    markup: InlineKeyboardMarkup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The first part, which threads hang on, and the last, which has the buttons."""

    first: int
    last: int


async def post(bot: Bot, letter: Letter) -> Sent:
    """Send a message; floods and refusals are the caller's to deal with."""
    *before, last = pages(letter.text)
    numbers = [await _send(bot, letter, page, markup=None) for page in before]
    numbers.append(await _send(bot, letter, last, markup=letter.markup))
    return Sent(first=numbers[0], last=numbers[-1])


async def _send(bot: Bot, letter: Letter, text: str, *, markup: InlineKeyboardMarkup | None) -> int:
    try:
        return await _try(bot, letter, text, markup=markup, plain=False)
    except TelegramBadRequest as error:
        if _BAD_ENTITIES not in error.message:
            raise
        _LOG.exception("the markup of an announcement is refused; sent without")
    return await _try(bot, letter, unescape(_TAG.sub("", text)), markup=markup, plain=True)


async def _try(
    bot: Bot, letter: Letter, text: str, *, markup: InlineKeyboardMarkup | None, plain: bool
) -> int:
    try:
        return await _message(bot, letter, text, markup, thread=letter.thread, plain=plain)
    except TelegramBadRequest as error:
        if letter.thread is None or _NO_TOPIC not in error.message:
            raise
        _LOG.warning("the topic in group %d is gone; sent without", letter.chat)
    return await _message(bot, letter, text, markup, thread=None, plain=plain)


async def _message(
    bot: Bot,
    letter: Letter,
    text: str,
    markup: InlineKeyboardMarkup | None,
    *,
    thread: int | None,
    plain: bool,
) -> int:
    reply = None
    if letter.reply_to is not None:
        reply = ReplyParameters(message_id=letter.reply_to, allow_sending_without_reply=True)
    more = {"parse_mode": None} if plain else {}
    with waiting_itself():
        sent = await bot.send_message(
            letter.chat,
            text[:LONGEST],
            disable_notification=letter.silent,
            reply_parameters=reply,
            reply_markup=markup,
            message_thread_id=thread,
            request_timeout=_SEND_TIMEOUT,
            **more,
        )
    return sent.message_id
