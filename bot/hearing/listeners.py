"""Who hears an announcement, how loudly, and in which words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.front import Front
from bot.keyboards import Reader
from bot.people.choices import Choices
from bot.people.kinds import Loudness, kind_of, may_be_turned_down
from bot.people.role import Role
from bot.people.saying import WhileBlind
from bot.terms import with_terms
from bot.wording import Word
from dtms.adapters.journal.outbox import Delivery
from dtms.core import events
from dtms.core.notices import Priority, notice_of
from dtms.core.trade import Duty, Flag, Trade, TradeKey
from dtms.engine.views import StopOffer
from dtms.ports import Recorded

_MOST_FACTS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """A chat that gets announcements.

    Attributes:
        chat: A person's private chat, or a group.
        role: What its person may do; a group may do nothing.
        choices: What its person chose; the defaults for a group.
        thread: A group's topic.
        now: People time.
    """

    chat: int
    role: Role
    choices: Choices
    language: str
    thread: int | None
    now: datetime

    @property
    def is_group(self) -> bool:
        """Claim that nobody in particular listens."""
        return self.chat < 0

    @property
    def reader(self) -> Reader:
        """Return for whom buttons are drawn."""
        return Reader(user=self.chat, language=self.language, role=self.role)

    def turns_down(self, one: Delivery) -> bool:
        """Claim that the person wants no announcements of this kind."""
        off = self.choices.loudness(kind_of(one.fact)) is Loudness.OFF
        return off and may_be_turned_down(one.fact, one.priority)

    def is_silent(self, one: Delivery) -> bool:
        """Claim that an announcement arrives without a sound; red never does."""
        if one.priority is Priority.RED:
            return False
        hushed = self.choices.loudness(kind_of(one.fact)) is Loudness.SILENT
        hushed = hushed and may_be_turned_down(one.fact, one.priority)
        return one.priority is Priority.SILENT or hushed or self.choices.is_quiet(self.now)


async def listening(front: Front) -> dict[int, Listener]:
    """Return everybody who gets announcements, by chat."""
    guardian = front.guardian
    now = guardian.clock.people()
    found = {}
    for one in await guardian.roster.everybody():
        found[one.user] = await listener(front, one.user, one.role)
    for chat, party in (await guardian.roster.parties()).items():
        found[chat] = Listener(
            chat=chat,
            role=Role.VIEWER,
            choices=Choices(),
            language=front.manner(Choices()),
            thread=party.thread,
            now=now,
        )
    return found


async def listener(front: Front, user: int, role: Role) -> Listener:
    """Return a person as a listener."""
    choices = await front.guardian.chooser.of(user)
    return Listener(
        chat=user,
        role=role,
        choices=choices,
        language=front.manner(choices),
        thread=None,
        now=front.guardian.clock.people(),
    )


async def offered_stop(front: Front, one: Delivery, trade: Trade | None) -> StopOffer | None:
    """Propose a stop where an announcement says that there is none."""
    naked = isinstance(one.fact, events.FlagRaised) and one.fact.flag is Flag.NAKED
    asking = naked or isinstance(one.fact, events.TradeRegistered)
    if trade is None or trade.is_closed or trade.main.stop is not None or not asking:
        return None
    view = await front.view(trade.key)
    return None if view is None else view.offer


async def announcement(
    front: Front, to: Listener, one: Delivery, trade: Trade | None, offer: StopOffer | None = None
) -> str:
    """Return an announcement's text, with what only this moment can add to it."""
    text = await with_terms(front, to.language, one, trade, offer)
    fact = one.fact
    if isinstance(fact, events.ProposalMade) and fact.duty is Duty.HEDGE:
        if front.guardian.sleepers.proceeds(fact.duty):
            text = f"{text}\n{front.words.word(to.language, Word.SLEEP_PROCEEDS)}"
    elif isinstance(fact, events.FlagLowered) and fact.flag is Flag.BLIND and trade is not None:
        seen = await while_blind(front, fact, trade)
        if seen is not None:
            text = f"{text}\n{front.words.personal(to.language, seen)}"
    return text


async def while_blind(front: Front, fact: events.FlagLowered, trade: Trade) -> WhileBlind | None:
    """Return what became of a trade between losing sight of it and seeing it again."""
    history = await front.guardian.store.journal.history(fact.key)
    began = max((at for at, one in enumerate(history) if _blinded(one, fact)), default=None)
    if began is None:
        return None
    missed = [one for one in history[began + 1 :] if _tells(one)]
    legs = [one.fact for one in missed if isinstance(one.fact, events.LegChanged)]
    before = legs[0].before if legs else trade.main
    return WhileBlind(
        since=history[began].fact.at,
        until=fact.at,
        facts=tuple(missed[:_MOST_FACTS]),
        stop_before=before.stop,
        stop=trade.main.stop,
        volume_before=before.volume,
        volume=trade.main.volume,
    )


def _blinded(one: Recorded, ended: events.FlagLowered) -> bool:
    fact = one.fact
    raised = isinstance(fact, events.FlagRaised) and fact.flag is Flag.BLIND
    return raised and fact.at <= ended.at


def _tells(one: Recorded) -> bool:
    flags = events.FlagRaised | events.FlagLowered
    return notice_of(one.fact) is not None and not isinstance(one.fact, flags)


async def first_message(front: Front, chat: int, key: TradeKey | None) -> int | None:
    """Return the message a trade's thread began with in a chat."""
    if key is None:
        return None
    return await front.guardian.store.outbox.first_message(chat, key)


def key_of(one: Delivery) -> TradeKey | None:
    """Return the trade an announcement is about."""
    key: object = getattr(one.fact, "key", None)
    return key if isinstance(key, TradeKey) else None


async def name_of(front: Front, user: int) -> str:
    """Return what to call a person; plain foreign text."""
    return (await front.guardian.chooser.of(user)).name or str(user)
