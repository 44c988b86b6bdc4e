"""The last resort: whatever a handler failed on is logged, and its person is told."""

import logging
from contextlib import suppress
from typing import override

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.exceptions import TelegramAPIError
from aiogram.types import TelegramObject, User

from bot.front import Front
from bot.middlewares.auth import Data, Handler
from bot.wording import Word
from dtms.core.errors import JournalUnavailable

_LOG = logging.getLogger("bot.errors")


class LastResort(BaseMiddleware):
    """Keeps one update's failure from touching any other."""

    def __init__(self, front: Front) -> None:
        self._front = front

    @override
    async def __call__(self, handler: Handler, event: TelegramObject, data: Data) -> object:
        """Pass an update on and catch what comes back."""
        try:
            return await handler(event, data)
        except TelegramAPIError as error:
            _LOG.warning("an answer could not be sent: %s", type(error).__name__)
        except JournalUnavailable:
            await self._tell(data, Word.JOURNAL_LOST)
        except Exception:  # noqa: BLE001 - the last resort: a bug in one answer spares the others
            _LOG.exception("an update failed")
            await self._tell(data, Word.FAILED)
        return UNHANDLED

    async def _tell(self, data: Data, word: Word) -> None:
        bot, user = data.get("bot"), data.get("user")
        if not isinstance(bot, Bot) or not isinstance(user, User):
            return
        words = self._front.words
        language = words.language(self._front.guardian.settings.dtms_language, user.language_code)
        with suppress(TelegramAPIError):
            await bot.send_message(user.id, words.word(language, word))
