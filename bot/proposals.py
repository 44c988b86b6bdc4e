"""Keeps the messages that propose something in step: what is left of the window, then its end."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Final

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramRetryAfter,
)

from bot.front import Front
from bot.gate import waiting_itself
from bot.hearing.listeners import announcement, listening
from bot.keyboards import Rows, card_rows, draw, fact_rows
from bot.terms import ending
from dtms.adapters.journal.outbox import Posted
from dtms.core.errors import JournalUnavailable
from dtms.core.events import ProposalEnd, ProposalMade
from dtms.core.trade import Trade

MOMENTS: Final = tuple(timedelta(seconds=left) for left in (10, 30, 60))  # worth an edit
_LOG = logging.getLogger("bot.proposals")
_KIND: Final = "proposal_made"
_LOOK: Final = 0.25  # seconds between two looks at the clock
_KEPT: Final = timedelta(minutes=30)  # how far back a message is brought up to date
_AFTER: Final = timedelta(minutes=1)  # an announcement may still be on its way
_REST: Final = timedelta(seconds=5)
_SEND_TIMEOUT: Final = 15

type Stage = timedelta | ProposalEnd


class Proposals:
    """Edits at a few moments of the veto window, and once when it is over.

    Nothing here decides anything: the window is the engine's, and closes whether or not a message
    could be edited. What was shown is forgotten by a restart, so that one edit is made again.

    Args:
        front: The outbox, the words, and the trades.
        bot: Through whom.
    """

    def __init__(self, front: Front, bot: Bot) -> None:
        self._front = front
        self._bot = bot
        self._shown: dict[tuple[int, int], Stage] = {}
        self._rests: dict[int, datetime] = {}
        self._until: datetime | None = None

    async def run(self) -> None:
        """Bring the messages up to date, for ever."""
        while True:
            try:
                await self.look()
            except JournalUnavailable:
                _LOG.debug("the outbox cannot be read")
            await asyncio.sleep(_LOOK)

    async def look(self) -> None:
        """Edit whatever shows less than is known."""
        now = self._front.guardian.clock.people()
        if not self._worth_a_look(now):
            return
        outbox = self._front.guardian.store.outbox
        posted = await outbox.posted(_KIND, since=now - _KEPT)
        places = {(one.delivery.chat, one.message_id) for one in posted}
        self._shown = {at: stage for at, stage in self._shown.items() if at in places}
        for one in posted:
            await self._update(one, now)

    def _worth_a_look(self, now: datetime) -> bool:
        trades = self._front.guardian.engine.station.ledger.trades.values()
        if self._until is None or any(one.proposals for one in trades):
            self._until = now + _AFTER
        return now <= self._until or bool(self._rests)

    async def _update(self, one: Posted, now: datetime) -> None:
        fact, chat = one.delivery.fact, one.delivery.chat
        if not isinstance(fact, ProposalMade) or self._rests.get(chat, now) > now:
            return
        self._rests.pop(chat, None)
        place = (chat, one.message_id)
        if isinstance(self._shown.get(place), ProposalEnd):
            return
        trade = await self._front.trade(fact.key)
        stage = await ending(self._front, fact, trade) or _moment(fact.deadline - now)
        if stage is None or self._shown.get(place) == stage:
            return
        if await self._was_tapped(place) or await self._edit(one, trade, stage):
            self._shown[place] = stage

    async def _was_tapped(self, place: tuple[int, int]) -> bool:
        """Claim that a person's tap made the message into something else."""
        chat, message_id = place
        buttons = self._front.guardian.store.buttons
        return await buttons.was_tapped(chat=chat, message_id=message_id)

    async def _edit(self, one: Posted, trade: Trade | None, stage: Stage) -> bool:
        """Return whether the message needs no other try."""
        front, chat = self._front, one.delivery.chat
        to = (await listening(front)).get(chat)
        if to is None:  # no longer served
            return True
        text = await announcement(front, to, one.delivery, trade)
        rows: Rows = ()
        if trade is not None and not to.is_group:
            over = isinstance(stage, ProposalEnd)
            rows = card_rows(trade) if over else fact_rows(one.delivery.fact, trade)
        drawn = await draw(front, rows, to.reader, trade=trade)
        await front.guardian.store.buttons.attach(drawn.nonces, message_id=one.message_id)
        try:
            with waiting_itself():
                await self._bot.edit_message_text(
                    text,
                    chat_id=chat,
                    message_id=one.message_id,
                    reply_markup=drawn.markup,
                    request_timeout=_SEND_TIMEOUT,
                )
        except TelegramRetryAfter as error:
            self._rest(chat, timedelta(seconds=error.retry_after))
        except (TelegramBadRequest, TelegramForbiddenError) as error:
            _LOG.debug("a proposal's message cannot be edited: %s", error.message)
            return True
        except (TelegramAPIError, ClientDecodeError, OSError) as error:
            _LOG.debug("a proposal's message waits for its edit: %s", type(error).__name__)
            self._rest(chat, _REST)
        else:
            return True
        return False

    def _rest(self, chat: int, span: timedelta) -> None:
        self._rests[chat] = self._front.guardian.clock.people() + span


def _moment(left: timedelta) -> timedelta | None:
    """Return the last moment that has come; None before the first and after the deadline."""
    if left <= timedelta(0):
        return None
    return next((moment for moment in MOMENTS if left <= moment), None)
