"""/language: each person chooses for themselves."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.front import Front
from bot.keyboards import Reader, draw, language_rows
from bot.routers.saying import say
from bot.wording import CommandName, Word


def router() -> Router:
    """Return the handlers."""
    made = Router(name="language")
    made.message.register(language, Command(CommandName.LANGUAGE.value))
    return made


async def language(message: Message, command: CommandObject, front: Front, reader: Reader) -> None:
    """Set the language, or offer the languages."""
    wanted = (command.args or "").strip().lower()
    if wanted not in front.words.languages:
        drawn = await draw(front, language_rows(front), reader, trade=None)
        await say(message, front.words.word(reader.language, Word.CHOOSE_LANGUAGE), drawn, front)
        return
    await front.choose_language(reader.user, wanted)
    await say(message, front.words.word(wanted, Word.LANGUAGE_SET))
