"""A start while the terminal is down: told to the owners at once, tried again until it answers.

Only where something was guarded before: a first start that cannot work ends with its remedy.
"""

import asyncio
import logging
from datetime import timedelta
from typing import Final

from bot.guardian import Guardian, open_guardian
from bot.market import TerminalSilent
from bot.settings import Settings
from bot.texts import Texts, key_of
from bot.wording import Word
from dtms.adapters.journal import FILE_NAME

REST: Final = timedelta(seconds=15)  # between two attempts
REMIND: Final = timedelta(hours=1)
_LOG = logging.getLogger("bot.patience")


async def open_patiently(settings: Settings, *, rest: timedelta = REST) -> Guardian:
    """Open the guardian; while the terminal is down, say so and try again.

    Args:
        settings: What the operator chose.
        rest: Real time between two attempts.

    Raises:
        BadInput: Something cannot be used; a silent terminal counts so at the very first start.
        SimError: The same, found by the simulated terminal.
    """
    known = (settings.dtms_data_dir / FILE_NAME).is_file()
    waited: timedelta | None = None
    while True:
        try:
            return await open_guardian(settings)
        except TerminalSilent as error:
            if not known:
                raise
            if waited is None or waited >= REMIND:
                _LOG.error("%s; nothing is watched, trying again", error)
                await tell_owners(settings)
                waited = timedelta(0)
        await asyncio.sleep(rest.total_seconds())
        waited += rest


async def tell_owners(settings: Settings) -> None:
    """Tell every owner directly: there is no engine and no outbox yet."""
    if settings.token is None:
        return  # the chat page comes up with the guardian
    from bot.direct import open_bot, tell  # noqa: PLC0415 - aiogram takes seconds to load

    texts = Texts()
    language = texts.choose((settings.dtms_language,))
    text = texts.text(language, key_of("word", Word.TERMINAL_ABSENT), {})
    async with open_bot(
        settings.token,
        url=settings.bot_api_url,
        plain=settings.bot_api_plain,
        secrets=settings.secrets,
    ) as bot:
        await tell(bot, settings.dtms_owners, text)
