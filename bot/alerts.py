"""Announcements out: from the outbox to each chat, in order, in its person's language."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramRetryAfter,
)

from bot.driver import Bell, Part, Progress
from bot.front import Front
from bot.hearing.keeper import Keeper
from bot.hearing.listeners import (
    Listener,
    announcement,
    first_message,
    key_of,
    listening,
    offered_stop,
)
from bot.keyboards import Drawn, Rows, draw, fact_rows, seen_row, trade_key
from bot.post import Letter, post
from dtms.adapters.journal.outbox import Delivery
from dtms.core import events
from dtms.core.errors import JournalUnavailable
from dtms.core.notices import Priority
from dtms.core.trade import Trade, TradeKey
from dtms.engine.views import StopOffer

_LOG = logging.getLogger("bot.alerts")
_BATCH: Final = 200
_IDLE: Final = 5.0  # seconds until the outbox is looked at without being woken
_LONGEST_REST: Final = 60
_NOBODY_THERE: Final = "chat not found"
_SEVERAL: Final = 3  # trades that turn in one check are told in one message
_MOST_TOGETHER: Final = 12
_GROWING: Final = timedelta(seconds=3)
_BREATH: Final = 0.25  # seconds
_BARE: Final = Drawn(markup=None, nonces=())


class Sender:
    """Sends announcements, each at least once, none out of turn.

    Args:
        front: The outbox, the words, and the trades for the buttons.
        bot: Through whom.
    """

    def __init__(self, front: Front, bot: Bot) -> None:
        self._front = front
        self._bot = bot
        self._gone: set[int] = set()
        self._failing = False
        self.keeper = Keeper(front, bot)

    async def run(self, bell: Bell, progress: Progress) -> None:
        """Send whatever waits, for ever."""
        while True:
            try:
                await self.send_waiting()
                await self.keeper.look()
            except JournalUnavailable:
                _LOG.debug("the outbox cannot be read")
            else:
                progress.note(Part.ALERTS)
            await bell.wait(_IDLE)

    async def send_waiting(self) -> None:
        """Send until nothing is left that may be sent now."""
        guardian = self._front.guardian
        while True:
            listeners = await listening(self._front)
            await guardian.store.outbox.plan(frozenset(listeners.keys() - self._gone))
            waiting = await guardian.store.outbox.pending(guardian.clock.people(), limit=_BATCH)
            if not waiting:
                return
            by_chat = sorted(waiting, key=lambda one: one.chat)  # stable: each chat's order holds
            async with asyncio.TaskGroup() as group:
                for chat, mine in groupby(by_chat, key=lambda one: one.chat):
                    if (listener := listeners.get(chat)) is not None:
                        group.create_task(self._send_all(listener, tuple(mine)))

    async def welcome(self, chat: int) -> None:
        """Send to a chat again that had refused."""
        if chat in self._gone:
            self._gone.discard(chat)
            self.wake()

    def wake(self) -> None:
        """Look at the outbox now: who is served has changed."""
        self._front.guardian.bell.publish(())

    def lose(self, chat: int) -> None:
        """Send nothing to a chat until its person writes again; what waits is kept."""
        self._gone.add(chat)

    async def _send_all(self, to: Listener, waiting: tuple[Delivery, ...]) -> None:
        now = self._front.guardian.clock.people()
        waiting = await self._wanted(to, waiting, now)
        at = 0
        while at < len(waiting):
            stale = _stale_run(waiting[at:], now)
            if len(stale) > 1:
                one = stale
            elif self._may_grow(waiting[at], now):
                await asyncio.sleep(_BREATH)  # the check is not over: more trades may turn with it
                return
            else:
                one = turned_together(waiting[at:])
            if not await self._send(to, one):
                return
            at += len(one)

    async def _wanted(
        self, to: Listener, waiting: tuple[Delivery, ...], now: datetime
    ) -> tuple[Delivery, ...]:
        """Return what a person wants to hear; the rest is noted as passed over by choice."""
        unwanted = [one.id for one in waiting if to.turns_down(one)]
        if unwanted:
            outbox = self._front.guardian.store.outbox
            await outbox.skipped(unwanted, chat=to.chat, at=now)
        return tuple(one for one in waiting if not to.turns_down(one))

    def _may_grow(self, one: Delivery, now: datetime) -> bool:
        """Claim that several trades are guarded and the check that turned this one still runs."""
        engine = self._front.guardian.engine
        checked = engine.health.last_check
        running = checked is None or checked < one.fact.at
        young = now - one.queued_at < _GROWING
        several = len(engine.station.ledger.trades) >= _SEVERAL
        return isinstance(one.fact, events.StateChanged) and several and running and young

    async def _send(self, to: Listener, group: tuple[Delivery, ...]) -> bool:
        """Send one announcement or one digest; return whether the next may follow."""
        chat = to.chat
        try:
            await self.keeper.expect_answer(to, group)
            message = await self._post(to, group)
        except TelegramRetryAfter as error:
            await self._failed(chat, group[0], timedelta(seconds=error.retry_after))
        except TelegramMigrateToChat as error:
            await self._moved(chat, error)
        except (TelegramForbiddenError, TelegramNotFound) as error:
            await self._refused(to, group, error)
        except TelegramBadRequest as error:
            if _NOBODY_THERE in error.message:
                await self._refused(to, group, error)
            else:
                return await self._bury(chat, group, error)
        except (TelegramAPIError, ClientDecodeError, OSError) as error:
            rest = min(2 ** min(group[0].attempts, 10), _LONGEST_REST)
            self._note_failing(error)
            await self._failed(chat, group[0], timedelta(seconds=rest))
        else:
            self._note_working()
            await self._sent(chat, group, message)
            await self.keeper.told(to, group)
            return True
        return False

    async def _post(self, to: Listener, group: tuple[Delivery, ...]) -> int:
        front, last, language = self._front, group[-1], to.language
        if len(group) > 1 and together(group):
            return await self._summary(to, group)
        if len(group) > 1:
            text = front.words.digest(language, group)
            return await self._letter(to, text, last, None, _BARE)
        key = key_of(last)
        trade = None if key is None else await front.trade(key)
        offer = await offered_stop(front, last, trade)
        text = await announcement(front, to, last, trade, offer)
        drawn = await self._buttons(last, trade, to, offer)
        first = await first_message(front, to.chat, key)
        return await self._letter(to, text, last, first, drawn)

    async def _summary(self, to: Listener, group: tuple[Delivery, ...]) -> int:
        """Send what several trades did at once as one message, with a button to each card."""
        front = self._front
        keys = dict.fromkeys(key for one in group if (key := key_of(one)) is not None)
        rows = () if to.is_group else await self._cards(keys)
        drawn = await draw(front, rows, to.reader, trade=None)
        loudest = next((one for one in group if not to.is_silent(one)), group[-1])
        text = front.words.summary(to.language, group)
        return await self._letter(to, text, loudest, None, drawn)

    async def _cards(self, keys: Iterable[TradeKey]) -> Rows:
        """Return a button to the card of each trade."""
        found = [await self._front.trade(key) for key in keys]
        return tuple((trade_key(trade),) for trade in found if trade is not None)

    async def _buttons(
        self, one: Delivery, trade: Trade | None, to: Listener, offer: StopOffer | None
    ) -> Drawn:
        """Draw an announcement's buttons; a group has none, for each belongs to one person."""
        if to.is_group:
            return _BARE
        rows: Rows = () if trade is None else fact_rows(one.fact, trade, offer=offer)
        if isinstance(one.fact, events.WeekendNear):
            keys = [self._front.key(position) for position in one.fact.positions]
            rows = await self._cards(keys[:_MOST_TOGETHER])
        if one.priority is Priority.RED:
            rows = (seen_row(one.id), *rows)
        return await draw(self._front, rows, to.reader, trade=trade)

    async def _letter(
        self, to: Listener, text: str, one: Delivery, first: int | None, drawn: Drawn
    ) -> int:
        letter = Letter(
            chat=to.chat,
            text=text,
            silent=to.is_silent(one),
            reply_to=first,
            thread=to.thread,
            markup=drawn.markup,
        )
        sent = await post(self._bot, letter)
        if drawn.nonces:
            await self._front.guardian.store.buttons.attach(drawn.nonces, message_id=sent.last)
        return sent.first

    async def _sent(self, chat: int, group: tuple[Delivery, ...], message: int) -> None:
        outbox, at = self._front.guardian.store.outbox, self._front.guardian.clock.people()
        numbers = [one.id for one in group]
        if len(numbers) == 1:
            await outbox.delivered(numbers[0], chat=chat, message_id=message, at=at)
        else:
            await outbox.merged(numbers, chat=chat, message_id=message, at=at)

    async def _failed(self, chat: int, one: Delivery, rest: timedelta) -> None:
        retry_at = self._front.guardian.clock.people() + rest
        await self._front.guardian.store.outbox.failed(one.id, chat=chat, retry_at=retry_at)

    async def _bury(
        self, chat: int, group: tuple[Delivery, ...], error: TelegramBadRequest
    ) -> bool:
        """Give up announcements that can never be sent; those behind them go on."""
        _LOG.error("announcements %s are refused: %s", [one.id for one in group], error.message)
        for one in group:
            await self._front.guardian.store.outbox.dead(one.id, chat=chat, reason=error.message)
        return True

    async def _refused(
        self, to: Listener, group: tuple[Delivery, ...], error: TelegramAPIError
    ) -> None:
        """Leave a chat alone until it writes; a group that put the bot out is no longer served."""
        if to.is_group:
            _LOG.warning("group %d put the bot out (%s); /here brings it back", to.chat, error)
            await self._front.guardian.roster.leave(to.chat)
            return
        _LOG.warning("chat %d takes no messages (%s); it must write first", to.chat, error.message)
        self._gone.add(to.chat)
        await self.keeper.cannot_hear(to, group)

    async def _moved(self, chat: int, error: TelegramMigrateToChat) -> None:
        _LOG.warning("group %d is %d from now on", chat, error.migrate_to_chat_id)
        await self._front.guardian.roster.moved(chat, error.migrate_to_chat_id)
        self.wake()

    def _note_failing(self, error: Exception) -> None:
        if not self._failing:
            self._failing = True
            _LOG.warning("announcements cannot be sent (%s); they wait", type(error).__name__)

    def _note_working(self) -> None:
        if self._failing:
            self._failing = False
            _LOG.warning("announcements can be sent again")


def _stale_run(waiting: Sequence[Delivery], now: datetime) -> tuple[Delivery, ...]:
    """Return the announcements at the head of a queue that are past their time."""
    for count, one in enumerate(waiting):
        if one.expires is None or one.expires > now:
            return tuple(waiting[:count])
    return tuple(waiting)


def turned_together(waiting: Sequence[Delivery]) -> tuple[Delivery, ...]:
    """Return what belongs into the next message.

    That is the first announcement, or all that one check brought where several trades turned in
    it. What rings or asks stays alone.
    """
    count = 0
    for one in waiting[:_MOST_TOGETHER]:
        if one.fact.at != waiting[0].fact.at or one.priority is Priority.RED or _asks(one):
            break
        count += 1
    group = tuple(waiting[:count])
    return group if together(group) else tuple(waiting[:1])


def together(group: Sequence[Delivery]) -> bool:
    """Claim that several trades turned at the same instant."""
    turned = {key_of(one) for one in group if isinstance(one.fact, events.StateChanged)}
    return len(turned) >= _SEVERAL and len({one.fact.at for one in group}) == 1


def _asks(one: Delivery) -> bool:
    asking = events.TradeRegistered | events.ProposalMade | events.FlatAsked | events.WeekendNear
    return isinstance(one.fact, asking)
