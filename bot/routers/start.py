"""/start, /help, and people who block the bot or come back."""

from aiogram import Bot, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.filters import Command, CommandStart
from aiogram.types import ChatMemberUpdated, Message

from bot.alerts import Sender
from bot.front import Front
from bot.keyboards import Reader
from bot.routers.invite import tell_inviter
from bot.wording import CommandName, Word
from dtms.adapters.journal.members import Member


def router() -> Router:
    """Return the handlers."""
    made = Router(name="start")
    made.message.register(start, CommandStart())
    made.message.register(give_help, Command(CommandName.HELP.value))
    made.my_chat_member.register(membership)
    return made


async def start(
    message: Message,
    front: Front,
    reader: Reader,
    sender: Sender,
    bot: Bot,
    joined: Member | None = None,
) -> None:
    """Greet, and send what waited; tell the inviter of somebody new."""
    if joined is not None:
        await front.guardian.sleepers.learn()
        await tell_inviter(bot, front, joined)
    await message.answer(front.words.word(reader.language, Word.START))
    await sender.welcome(reader.user)


async def give_help(message: Message, front: Front, reader: Reader) -> None:
    """Tell what can be said."""
    await message.answer(front.words.word(reader.language, Word.HELP))


async def membership(change: ChatMemberUpdated, reader: Reader, sender: Sender) -> None:
    """Stop or go on sending when a person blocks the bot or comes back; groups are refused."""
    if change.chat.type != ChatType.PRIVATE:
        return
    if change.new_chat_member.status is ChatMemberStatus.KICKED:
        sender.lose(reader.user)
    else:
        await sender.welcome(reader.user)
