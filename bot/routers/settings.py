"""/settings /sleep /receipt: what each person chooses for themselves, and what protects now."""

from dataclasses import replace

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.callbacks import Act
from bot.front import Front
from bot.hearing.protection import protection
from bot.keyboards import Reader, draw
from bot.people.choices import NONE
from bot.people.hours import Hours
from bot.people.saying import Tab
from bot.routers.pages import choose, choose_sleep, settings_page, sleep_page
from bot.routers.saying import redraw, say, say_word
from bot.wording import CommandName, Word


def router() -> Router:
    """Return the handlers."""
    made = Router(name="settings")
    made.message.register(settings, Command(CommandName.SETTINGS.value))
    made.message.register(sleep, Command(CommandName.SLEEP.value))
    made.message.register(receipt, Command(CommandName.RECEIPT.value))
    return made


async def settings(message: Message, command: CommandObject, front: Front, reader: Reader) -> None:
    """Show the settings, or keep one that is named: `/settings zone Europe/Berlin`."""
    name, _, value = (command.args or "").strip().partition(" ")
    page = next((one for one in Tab if one.value == name.lower()), Tab.MAIN)
    if value and not await choose(front, reader, page, value.strip()):
        word = Word.HOURS_UNKNOWN if page is Tab.QUIET else Word.ZONE_UNKNOWN
        if page in {Tab.QUIET, Tab.ZONE}:
            await say_word(message, front, reader, word)
            return
    reader = await _anew(front, reader)
    view, rows = await settings_page(front, reader, page)
    drawn = await draw(front, rows, reader, trade=None)
    await say(message, front.words.personal(reader.language, view), drawn, front)


async def tapped(message: Message, front: Front, reader: Reader, act: Act) -> None:
    """Turn to a page, or keep what was chosen on it and show it."""
    name, _, value = act.what.partition(":")
    page = Tab(name)
    if value:
        await choose(front, reader, page, value)
        reader = await _anew(front, reader)
    view, rows = await settings_page(front, reader, page)
    drawn = await draw(front, rows, reader, trade=None)
    await redraw(message, front.words.personal(reader.language, view), drawn, front)


async def sleep(message: Message, command: CommandObject, front: Front, reader: Reader) -> None:
    """Show a person's sleep, or set it: `/sleep 23:00-07:00`, `/sleep off`."""
    wanted = (command.args or "").strip().lower()
    if wanted:
        hours = Hours.read(wanted)
        if hours is None and wanted not in {"off", NONE}:
            await say_word(message, front, reader, Word.HOURS_UNKNOWN)
            return
        now = front.guardian.clock.people()
        await front.guardian.chooser.set_sleep(reader.user, hours, now=now)
        await front.guardian.sleepers.learn()
    view, rows = await sleep_page(front, reader)
    drawn = await draw(front, rows, reader, trade=None)
    await say(message, front.words.personal(reader.language, view), drawn, front)


async def tapped_sleep(message: Message, front: Front, reader: Reader, act: Act) -> None:
    """Turn an authorisation on or off, or end the sleep profile."""
    await choose_sleep(front, reader, act.what)
    view, rows = await sleep_page(front, reader)
    drawn = await draw(front, rows, reader, trade=None)
    await redraw(message, front.words.personal(reader.language, view), drawn, front)


async def receipt(message: Message, front: Front, reader: Reader) -> None:
    """Show each guarded trade with the stop just read back."""
    view = await protection(front.guardian)
    await say(message, front.words.personal(reader.language, view))


async def _anew(front: Front, reader: Reader) -> Reader:
    """Return the reader in the language, zone and units that hold now."""
    return replace(reader, language=await front.language(reader.user))
