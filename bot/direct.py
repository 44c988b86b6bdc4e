"""The bot's way to Telegram, and words said there past the outbox."""

import logging
from collections.abc import Iterable
from typing import Final

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramAPIError
from aiogram.types import LinkPreviewOptions

from bot.discretion import Discretion
from bot.plain import Plain
from dtms.adapters.secrecy import Secrecy

_LOG: Final = logging.getLogger("bot.direct")


def open_bot(token: str, *, url: str | None, plain: bool, secrets: Iterable[str]) -> Bot:
    """Return a bot; nothing is asked of a server yet.

    Args:
        token: The bot's own.
        url: Of a Bot API server, None for Telegram's.
        plain: Whether only what every server understands goes out.
        secrets: Of the operator; hidden, like the token, in what a server says.
    """
    server = PRODUCTION if url is None else TelegramAPIServer.from_base(url)
    preview = None if plain else LinkPreviewOptions(is_disabled=True)
    bot = Bot(
        token,
        session=AiohttpSession(api=server),
        default=DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview=preview),
    )
    bot.session.middleware(Discretion(Secrecy((token, *secrets))))
    if plain:
        bot.session.middleware(Plain())
    return bot


async def tell(bot: Bot, people: Iterable[int], text: str) -> None:
    """Say something to everybody at once: there is no outbox, or it cannot be written."""
    for person in people:
        try:
            await bot.send_message(person, text)
        except TelegramAPIError as error:
            _LOG.warning("%d could not be told: %s", person, type(error).__name__)
