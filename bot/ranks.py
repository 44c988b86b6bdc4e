"""What each person may do: one table from commands, verbs and buttons to the least role."""

import re
from typing import Final

from bot.callbacks import STOP_ANSWER, Act, Does
from bot.people.role import Role
from bot.wording import CommandName
from dtms.core.commands import Verb

_COMMAND: Final = re.compile(r"/([a-z0-9_]+)(?:@\w+)?(?:\s|$)")


COMMANDS: Final = {
    CommandName.START: Role.VIEWER,
    CommandName.STATUS: Role.VIEWER,
    CommandName.TRADES: Role.VIEWER,
    CommandName.TRADE: Role.VIEWER,
    CommandName.CHART: Role.VIEWER,
    CommandName.REPORT: Role.VIEWER,
    CommandName.HEDGE: Role.TRADER,
    CommandName.BUY: Role.TRADER,
    CommandName.SELL: Role.TRADER,
    CommandName.BRACKET: Role.TRADER,
    CommandName.PANIC: Role.TRADER,
    CommandName.DTMS: Role.VIEWER,
    CommandName.RAILS: Role.VIEWER,
    CommandName.NEWS: Role.VIEWER,
    CommandName.HISTORY: Role.VIEWER,
    CommandName.WHY: Role.VIEWER,
    CommandName.RECEIPT: Role.VIEWER,
    CommandName.MODE: Role.OWNER,
    CommandName.PAUSE: Role.TRADER,
    CommandName.RESUME: Role.OWNER,
    CommandName.SLEEP: Role.TRADER,
    CommandName.HEALTH: Role.VIEWER,
    CommandName.SETTINGS: Role.VIEWER,
    CommandName.LANGUAGE: Role.VIEWER,
    CommandName.INVITE: Role.OWNER,
    CommandName.PEOPLE: Role.OWNER,
    CommandName.HERE: Role.OWNER,
    CommandName.HELP: Role.VIEWER,
}

VERBS: Final = dict.fromkeys(Verb, Role.TRADER)

DOES: Final = {
    Does.ASK: Role.TRADER,
    Does.DO: Role.TRADER,
    Does.SHOW: Role.VIEWER,
    Does.VIEW: Role.VIEWER,
    Does.WHY: Role.VIEWER,
    Does.MODE: Role.OWNER,
    Does.STEER: Role.TRADER,
    Does.CONTRACT: Role.TRADER,
    Does.LANGUAGE: Role.VIEWER,
    Does.ORDER: Role.TRADER,
    Does.PENDING: Role.TRADER,
    Does.PANIC: Role.TRADER,
    Does.MODEL: Role.TRADER,
    Does.PICTURE: Role.VIEWER,
    Does.REPORT: Role.VIEWER,
    Does.SEEN: Role.TRADER,
    Does.SETTINGS: Role.VIEWER,
    Does.SLEEP: Role.TRADER,
    Does.INVITE: Role.OWNER,
    Does.REMOVE: Role.OWNER,
}


def least_for_text(text: str) -> Role:
    """Return the least role for what somebody says.

    Plain sentences are read for everybody: what they lead to is drawn as buttons, and those have
    their own least role. An unknown command needs the most.
    """
    found = _COMMAND.match(text)
    if found is None:
        return Role.VIEWER
    name = next((one for one in CommandName if one.value == found[1]), None)
    return Role.OWNER if name is None else COMMANDS.get(name, Role.OWNER)


def least_for(act: Act) -> Role:
    """Return the least role for a button."""
    least = DOES.get(act.does, Role.OWNER)
    if act.does is Does.STEER:
        return least_for_text(f"/{act.what}")
    if act == STOP_ANSWER:
        return Role.VIEWER
    if act.does not in {Does.ASK, Does.DO}:
        return least
    verb = VERBS.get(act.verb, Role.OWNER)
    return verb if verb.reaches(least) else least
