"""What is owed to people apart from news: red alerts rung again, morning briefs, receipts."""

import logging
from datetime import datetime, timedelta
from typing import Final

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramRetryAfter

from bot.front import Front
from bot.hearing.listeners import (
    Listener,
    announcement,
    first_message,
    key_of,
    listener,
    listening,
    name_of,
)
from bot.hearing.protection import protection
from bot.keyboards import card_rows, draw, seen_row
from bot.people.hours import Hours
from bot.people.role import Role
from bot.people.saying import Brief, RungAgain
from bot.post import Letter, post
from dtms.adapters.journal.outbox import Delivery
from dtms.adapters.journal.rings import Ring, Stage
from dtms.core.notices import Priority
from dtms.ports import Recorded

_LOG = logging.getLogger("bot.keeper")
_REST: Final = timedelta(seconds=15)  # after a failure
_LOOK: Final = timedelta(seconds=20)  # between two looks at whose night is over
_MOST_FACTS: Final = 200
_TOLD_FACTS: Final = 12
_LATEST: Final = timedelta(hours=4)  # a brief that comes later than that is none


class Keeper:
    """Looks after what must come at its time. All times are people time.

    Args:
        front: Journal, words, choices.
        bot: Through whom.
    """

    def __init__(self, front: Front, bot: Bot) -> None:
        self._front = front
        self._bot = bot
        self._receipt_due = True
        self._looked: datetime | None = None

    async def look(self) -> None:
        """Do whatever is due."""
        now = self._front.guardian.clock.people()
        for ring in await self._front.guardian.store.rings.due(now):
            await self._ring(ring, now)
        if self._looked is not None and now - self._looked < _LOOK:
            return
        self._looked = now
        if self._receipt_due:
            self._receipt_due = not await self._receipts()
        for one in (await listening(self._front)).values():
            if not one.is_group:
                await self._brief(one, now)

    async def expect_answer(self, to: Listener, group: tuple[Delivery, ...]) -> None:
        """Let red alerts ring again; kept before they are sent, so that no crash forgets it."""
        if _rings(to, group):
            await self._start(to, group, Stage.AGAIN, self._span)

    async def told(self, to: Listener, group: tuple[Delivery, ...]) -> None:
        """Count from now: the alert has arrived."""
        if _rings(to, group):
            rings, at = self._front.guardian.store.rings, self._front.guardian.clock.people()
            for one in group:
                await rings.go_on(one.id, chat=to.chat, stage=Stage.AGAIN, at=at + self._span)

    async def cannot_hear(self, to: Listener, group: tuple[Delivery, ...]) -> None:
        """Turn to the second contact at once: the first cannot be reached."""
        if _rings(to, group):
            rings, at = self._front.guardian.store.rings, self._front.guardian.clock.people()
            await self._start(to, group, Stage.SECOND, timedelta(0))
            for one in group:
                await rings.go_on(one.id, chat=to.chat, stage=Stage.SECOND, at=at)

    @property
    def _span(self) -> timedelta:
        return self._front.guardian.engine.station.policy.guard.ring_again

    async def _start(
        self, to: Listener, group: tuple[Delivery, ...], stage: Stage, span: timedelta
    ) -> None:
        at = self._front.guardian.clock.people() + span
        numbers = [one.id for one in group]
        await self._front.guardian.store.rings.start(numbers, chat=to.chat, stage=stage, at=at)

    async def _ring(self, ring: Ring, now: datetime) -> None:
        """Ring once, and note what comes next."""
        guardian, one = self._front.guardian, ring.delivery
        rings = guardian.store.rings
        target = await self._target(ring)
        if target is None:
            await rings.end(one.id, chat=one.chat)
            return
        try:
            await self._repeat(ring, target)
        except TelegramRetryAfter as error:
            rest = timedelta(seconds=error.retry_after)
            await rings.go_on(one.id, chat=one.chat, stage=ring.stage, at=now + rest)
        except (TelegramAPIError, ClientDecodeError, OSError) as error:
            _LOG.warning("alert %d could not ring again: %s", one.id, type(error).__name__)
            await rings.go_on(one.id, chat=one.chat, stage=ring.stage, at=now + _REST)
        else:
            if ring.stage is Stage.SECOND:
                await rings.end(one.id, chat=one.chat)
            else:
                at = guardian.clock.people() + self._span
                await rings.go_on(one.id, chat=one.chat, stage=Stage.SECOND, at=at)

    async def _target(self, ring: Ring) -> Listener | None:
        """Return whom to ring: the person, or the person's second contact; None for nobody."""
        guardian, user = self._front.guardian, ring.delivery.chat
        if ring.stage is Stage.SECOND:
            contact = (await guardian.chooser.of(user)).contact
            if contact is None:
                return None
            user = contact
        role = await guardian.roster.role(user)
        if role is None or not role.reaches(Role.TRADER):
            return None
        return await listener(self._front, user, role)

    async def _repeat(self, ring: Ring, to: Listener) -> None:
        front, one = self._front, ring.delivery
        key = key_of(one)
        trade = None if key is None else await front.trade(key)
        whose = await name_of(front, one.chat) if ring.stage is Stage.SECOND else None
        head = front.words.personal(to.language, RungAgain(delivery=one, whose=whose))
        text = f"{head}\n{await announcement(front, to, one, trade)}"
        rows = (seen_row(one.id), *(() if trade is None else card_rows(trade)))
        drawn = await draw(front, rows, to.reader, trade=trade)
        first = await first_message(front, to.chat, key)
        letter = Letter(chat=to.chat, text=text, silent=False, reply_to=first, markup=drawn.markup)
        sent = await post(self._bot, letter)
        await front.guardian.store.buttons.attach(drawn.nonces, message_id=sent.last)

    async def _receipts(self) -> bool:
        """Tell those who may act what protects each guarded trade; return whether that is done."""
        front = self._front
        view = await protection(front.guardian)
        if view.trades is None:
            return False  # the terminal is silent: when it answers
        for one in (await listening(front)).values():
            if view.trades and not one.is_group and one.role.reaches(Role.TRADER):
                text = front.words.personal(one.language, view)
                await self._tell(Letter(chat=one.chat, text=text, silent=True))
        return True

    async def _brief(self, to: Listener, now: datetime) -> None:
        """Sum a person's night up, once, when it is over."""
        guardian, choices = self._front.guardian, to.choices
        spans = [one.last(now, choices.zone_info) for one in _nights(to)]
        if not spans or choices.is_quiet(now):
            return
        since, until = max(spans, key=lambda span: span[1])
        if choices.briefed is None or choices.briefed >= until:
            return
        if now - until > _LATEST:
            await guardian.chooser.briefed(to.chat, until)
            return
        facts = await guardian.store.outbox.since(since, until, limit=_MOST_FACTS)
        view = Brief(
            since=since,
            until=until,
            facts=tuple(Recorded(seq=one.seq, fact=one.fact) for one in facts[-_TOLD_FACTS:]),
            more=max(len(facts) - _TOLD_FACTS, 0),
            status=await guardian.views.status(),
        )
        text = self._front.words.personal(to.language, view)
        if await self._tell(Letter(chat=to.chat, text=text, silent=False)):
            await guardian.chooser.briefed(to.chat, until)

    async def _tell(self, letter: Letter) -> bool:
        try:
            await post(self._bot, letter)
        except (TelegramAPIError, ClientDecodeError, OSError) as error:
            _LOG.warning("%d could not be told: %s", letter.chat, type(error).__name__)
            return False
        return True


def _nights(to: Listener) -> list[Hours]:
    return [one for one in (to.choices.quiet, to.choices.sleep) if one is not None]


def _rings(to: Listener, group: tuple[Delivery, ...]) -> bool:
    """Claim that somebody must answer: a red alert to a person who may act."""
    red = any(one.priority is Priority.RED for one in group)
    return red and not to.is_group and to.role.reaches(Role.TRADER)
