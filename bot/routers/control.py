"""/mode /pause /resume."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.callbacks import Act, Does
from bot.front import Front
from bot.keyboards import Reader, draw, mode_rows
from bot.routers.saying import say
from bot.wording import CommandName, Word
from dtms.core import commands
from dtms.core.policy import Mode


def router() -> Router:
    """Return the handlers."""
    made = Router(name="control")
    made.message.register(mode, Command(CommandName.MODE.value))
    made.message.register(pause, Command(CommandName.PAUSE.value))
    made.message.register(resume, Command(CommandName.RESUME.value))
    return made


async def mode(message: Message, command: CommandObject, front: Front, reader: Reader) -> None:
    """Set the account's mode, or offer the modes."""
    wanted = (command.args or "").strip().lower()
    if wanted not in {one.value for one in Mode}:
        drawn = await draw(front, mode_rows(), reader, trade=None)
        await say(message, front.words.word(reader.language, Word.CHOOSE_MODE), drawn, front)
        return
    await _obey(message, front, reader, mode_command(front, reader, Mode(wanted)))


def mode_command(front: Front, reader: Reader, wanted: Mode) -> commands.SetMode:
    """Return the command that sets the account's mode."""
    account = front.guardian.account
    return commands.SetMode(account=account, key=None, mode=wanted, by=reader.user)


def steering_command(front: Front, reader: Reader, act: Act) -> commands.Command:
    """Return what a button about the whole account orders."""
    account = front.guardian.account
    if act.does is Does.MODE:
        return mode_command(front, reader, Mode(act.what))
    if act.what == CommandName.PAUSE.value:
        return commands.Pause(account=account, by=reader.user)
    return commands.Resume(account=account, by=reader.user)


async def pause(message: Message, front: Front, reader: Reader) -> None:
    """Stop automatic INC."""
    command = commands.Pause(account=front.guardian.account, by=reader.user)
    await _obey(message, front, reader, command)


async def resume(message: Message, front: Front, reader: Reader) -> None:
    """Allow automatic INC again."""
    command = commands.Resume(account=front.guardian.account, by=reader.user)
    await _obey(message, front, reader, command)


async def _obey(message: Message, front: Front, reader: Reader, command: commands.Command) -> None:
    reply = await front.guardian.engine.handle(command)
    await say(message, front.words.outcome(reader.language, None, reply))
