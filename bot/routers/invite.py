"""/invite /people /here: owners let people in and out, and allow groups."""

import logging

from aiogram import Bot, Router
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError
from aiogram.filters import Command, CommandObject
from aiogram.types import Message
from aiogram.utils.deep_linking import create_start_link

from bot.alerts import Sender
from bot.callbacks import Act, Does
from bot.front import Front
from bot.keyboards import Key, Reader, Rows, draw
from bot.people.role import Role
from bot.people.saying import Everybody, Invitation, Joined
from bot.routers.saying import redraw, say, say_word
from bot.wording import CommandName, Word
from dtms.adapters.journal.members import Member

_LOG = logging.getLogger("bot.invite")
_OFFERED = (Role.TRADER, Role.VIEWER)  # owners are the operator's word alone
_OFF = "off"


def router() -> Router:
    """Return the handlers."""
    made = Router(name="invite")
    made.message.register(invite, Command(CommandName.INVITE.value))
    made.message.register(people, Command(CommandName.PEOPLE.value))
    made.message.register(here, Command(CommandName.HERE.value))
    return made


async def invite(
    message: Message, command: CommandObject, front: Front, reader: Reader, bot: Bot
) -> None:
    """Make an invitation for a role, or ask for which; never where others can read it."""
    wanted = (command.args or "").strip().lower()
    role = next((one for one in _OFFERED if one.value == wanted), None)
    if message.chat.type != ChatType.PRIVATE:
        return
    if role is None:
        keys = tuple(Key(act=Act(does=Does.INVITE, what=one.value), label=one) for one in _OFFERED)
        drawn = await draw(front, (keys,), reader, trade=None)
        await say(message, front.words.word(reader.language, Word.INVITE_WHOM), drawn, front)
        return
    await say(message, await _invitation(front, reader, bot, role))


async def tapped_invite(message: Message, front: Front, reader: Reader, act: Act) -> None:
    """Make the invitation that was chosen."""
    if message.bot is None:
        return
    text = await _invitation(front, reader, message.bot, Role(act.what))
    await redraw(message, text, await draw(front, (), reader, trade=None), front)


async def _invitation(front: Front, reader: Reader, bot: Bot, role: Role) -> str:
    code = front.guardian.ids.nonce()
    expires = await front.guardian.roster.invite(code, role=role, by=reader.user)
    link = await create_start_link(bot, code)
    view = Invitation(role=role, code=code, link=link, expires=expires)
    return front.words.personal(reader.language, view)


async def people(message: Message, front: Front, reader: Reader) -> None:
    """List everybody, each member with a button that ends it."""
    text, rows = await _everybody(front, reader)
    await say(message, text, await draw(front, rows, reader, trade=None), front)


async def tapped_remove(
    message: Message, front: Front, reader: Reader, sender: Sender, act: Act
) -> None:
    """Serve a person, or a group, no longer."""
    number = int(act.what)
    if number < 0:
        await front.guardian.roster.leave(number)
    else:
        await front.guardian.roster.remove(number)
        await front.guardian.sleepers.learn()
    _LOG.warning("user %d let %d in no longer", reader.user, number)
    text, rows = await _everybody(front, reader)
    removed = front.words.word(reader.language, Word.REMOVED)
    drawn = await draw(front, rows, reader, trade=None)
    await redraw(message, f"{removed}\n\n{text}", drawn, front)
    sender.wake()


async def _everybody(front: Front, reader: Reader) -> tuple[str, Rows]:
    roster = front.guardian.roster
    groups = await roster.parties()
    members = tuple((one, _role_of(one)) for one in await roster.members())
    view = Everybody(
        owners=tuple(sorted(roster.owners)),
        members=members,
        groups=tuple(one.title for one in groups.values()),
    )
    keys = [(one.user, one.name) for one, _ in members]
    keys += [(one.chat, one.title) for one in groups.values()]
    rows = tuple(
        (Key(act=Act(does=Does.REMOVE, what=str(number)), label=Word.REMOVED, text=f"✕ {name}"),)
        for number, name in keys
    )
    return front.words.personal(reader.language, view), rows


def _role_of(member: Member) -> Role:
    return next((role for role in Role if role.value == member.role), Role.VIEWER)


async def here(
    message: Message, command: CommandObject, front: Front, reader: Reader, sender: Sender
) -> None:
    """Make announcements in this group, under the account's topic where there are topics."""
    chat, roster = message.chat, front.guardian.roster
    if chat.type not in {ChatType.GROUP, ChatType.SUPERGROUP}:
        await say_word(message, front, reader, Word.HERE_GROUPS)
        return
    if (command.args or "").strip().lower() == _OFF:
        await roster.leave(chat.id)
        await say_word(message, front, reader, Word.HERE_LEFT)
        return
    forum = bool(chat.is_forum)
    await roster.allow(chat.id, title=chat.title or str(chat.id), forum=forum, by=reader.user)
    if forum and message.is_topic_message and message.message_thread_id is not None:
        await roster.set_topic(chat.id, message.message_thread_id)
    elif forum:
        await _make_topic(message, front)
    await say_word(message, front, reader, Word.HERE_SET)
    sender.wake()


async def _make_topic(message: Message, front: Front) -> None:
    """Open the account's topic; without the right to, announcements go to the general one."""
    if message.bot is None:
        return
    name = str(front.guardian.account)[:128]
    try:
        topic = await message.bot.create_forum_topic(message.chat.id, name)
    except TelegramAPIError as error:
        _LOG.warning("no topic in group %d: %s", message.chat.id, error.message)
        return
    await front.guardian.roster.set_topic(message.chat.id, topic.message_thread_id)


async def tell_inviter(bot: Bot, front: Front, member: Member) -> None:
    """Tell the owner that an invitation was used, and by whom."""
    language = await front.language(member.added_by)
    view = Joined(member=member, role=_role_of(member))
    try:
        await bot.send_message(member.added_by, front.words.personal(language, view))
    except TelegramAPIError as error:
        _LOG.warning("user %d could not be told who came: %s", member.added_by, error.message)
