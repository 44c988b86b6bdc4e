"""Announcements out: from the outbox to each chat, in order, in its person's language."""

import asyncio
import logging
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from html import unescape
from itertools import groupby
from time import monotonic
from typing import Final

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramRetryAfter,
)
from aiogram.types import InlineKeyboardMarkup, ReplyParameters

from bot.driver import Bell, Part, Progress
from bot.front import Front
from bot.keyboards import Drawn, Reader, Rows, draw, fact_rows, trade_key
from dtms.adapters.journal.outbox import Delivery
from dtms.core import events
from dtms.core.errors import JournalUnavailable
from dtms.core.notices import Priority
from dtms.core.trade import Flag, Trade, TradeKey
from dtms.engine.views import StopOffer

LONGEST: Final = 4096
_LOG = logging.getLogger("bot.alerts")
_BATCH: Final = 200
_IDLE: Final = 5.0  # seconds until the outbox is looked at without being woken
_LONGEST_REST: Final = 60
_SEND_TIMEOUT: Final = 15
_NOBODY_THERE: Final = "chat not found"
_BAD_ENTITIES: Final = "parse entities"
_SEVERAL: Final = 3  # trades that turn in one check are told in one message
_MOST_TOGETHER: Final = 12
_GROWING: Final = timedelta(seconds=3)
_BREATH: Final = 0.25  # seconds
_TAG: Final = re.compile(r"<[^>]*>")


class Sender:
    """Sends announcements, each at least once, none out of turn.

    Args:
        front: The outbox, the words, and the trades for the buttons.
        bot: Through whom.
        chats: Who gets everything.
        pace: Least time between two messages to a chat.
    """

    def __init__(
        self,
        front: Front,
        bot: Bot,
        *,
        chats: frozenset[int],
        pace: timedelta,
    ) -> None:
        self._front = front
        self._bot = bot
        self._chats = chats
        self._gone: set[int] = set()
        self._pace = pace.total_seconds()
        self._free_at: dict[int, float] = {}
        self._failing = False

    async def run(self, bell: Bell, progress: Progress) -> None:
        """Send whatever waits, for ever."""
        while True:
            try:
                await self.send_waiting()
            except JournalUnavailable:
                _LOG.debug("the outbox cannot be read")
            else:
                progress.note(Part.ALERTS)
            await bell.wait(_IDLE)

    async def send_waiting(self) -> None:
        """Send until nothing is left that may be sent now."""
        guardian = self._front.guardian
        while True:
            await guardian.store.outbox.plan(self._chats - self._gone)
            waiting = await guardian.store.outbox.pending(guardian.clock.people(), limit=_BATCH)
            if not waiting:
                return
            by_chat = sorted(waiting, key=lambda one: one.chat)  # stable: each chat's order holds
            async with asyncio.TaskGroup() as group:
                for chat, mine in groupby(by_chat, key=lambda one: one.chat):
                    group.create_task(self._send_all(chat, tuple(mine)))

    async def welcome(self, chat: int) -> None:
        """Send to a chat again that had refused."""
        if chat in self._gone:
            self._gone.discard(chat)
            self._front.guardian.bell.publish(())

    def lose(self, chat: int) -> None:
        """Send nothing to a chat until its person writes again; what waits is kept."""
        if chat in self._chats:
            self._gone.add(chat)

    async def _send_all(self, chat: int, waiting: tuple[Delivery, ...]) -> None:
        now = self._front.guardian.clock.people()
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
            if not await self._send(chat, one):
                return
            at += len(one)

    def _may_grow(self, one: Delivery, now: datetime) -> bool:
        """Claim that several trades are guarded and the check that turned this one still runs."""
        engine = self._front.guardian.engine
        checked = engine.health.last_check
        running = checked is None or checked < one.fact.at
        young = now - one.queued_at < _GROWING
        several = len(engine.station.ledger.trades) >= _SEVERAL
        return isinstance(one.fact, events.StateChanged) and several and running and young

    async def _send(self, chat: int, group: tuple[Delivery, ...]) -> bool:
        """Send one announcement or one digest; return whether the next may follow."""
        await self._wait_turn(chat)
        try:
            message = await self._post(chat, group)
        except TelegramRetryAfter as error:
            await self._failed(chat, group[0], timedelta(seconds=error.retry_after))
        except (TelegramForbiddenError, TelegramNotFound) as error:
            self._refused(chat, error)
        except TelegramBadRequest as error:
            if _NOBODY_THERE in error.message:
                self._refused(chat, error)
            else:
                return await self._bury(chat, group, error)
        except (TelegramAPIError, ClientDecodeError, OSError) as error:
            rest = min(2 ** min(group[0].attempts, 10), _LONGEST_REST)
            self._note_failing(error)
            await self._failed(chat, group[0], timedelta(seconds=rest))
        else:
            self._note_working()
            await self._sent(chat, group, message)
            return True
        return False

    async def _wait_turn(self, chat: int) -> None:
        wait = self._free_at.get(chat, 0.0) - monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        self._free_at[chat] = monotonic() + self._pace

    async def _post(self, chat: int, group: tuple[Delivery, ...]) -> int:
        front, last = self._front, group[-1]
        language = await front.language(chat)
        if len(group) > 1 and together(group):
            return await self._summary(chat, group, Reader(user=chat, language=language))
        if len(group) > 1:
            return await self._message(chat, front.words.digest(language, group), last, None, None)
        key = _key_of(last)
        trade = None if key is None else await front.trade(key)
        offer = await self._offer(last, trade)
        text = front.words.alert(language, last, trade, offer)
        drawn = await self._buttons(last, trade, Reader(user=chat, language=language), offer)
        outbox = front.guardian.store.outbox
        first = None if key is None else await outbox.first_message(chat, key)
        number = await self._message(chat, text, last, first, drawn.markup)
        if drawn.nonces:
            await front.guardian.store.buttons.attach(drawn.nonces, message_id=number)
        return number

    async def _summary(self, chat: int, group: tuple[Delivery, ...], reader: Reader) -> int:
        """Send what several trades did at once as one message, with a button to each card."""
        front = self._front
        keys = dict.fromkeys(key for one in group if (key := _key_of(one)) is not None)
        drawn = await draw(front, await self._cards(keys), reader, trade=None)
        loudest = next((one for one in group if one.priority is not Priority.SILENT), group[-1])
        text = front.words.summary(reader.language, group)
        number = await self._message(chat, text, loudest, None, drawn.markup)
        if drawn.nonces:
            await front.guardian.store.buttons.attach(drawn.nonces, message_id=number)
        return number

    async def _cards(self, keys: Iterable[TradeKey]) -> Rows:
        """Return a button to the card of each trade."""
        found = [await self._front.trade(key) for key in keys]
        return tuple((trade_key(trade),) for trade in found if trade is not None)

    async def _offer(self, one: Delivery, trade: Trade | None) -> StopOffer | None:
        """Propose a stop where an announcement says that there is none."""
        naked = isinstance(one.fact, events.FlagRaised) and one.fact.flag is Flag.NAKED
        asking = naked or isinstance(one.fact, events.TradeRegistered)
        if trade is None or trade.is_closed or trade.main.stop is not None or not asking:
            return None
        view = await self._front.view(trade.key)
        return None if view is None else view.offer

    async def _buttons(
        self, one: Delivery, trade: Trade | None, reader: Reader, offer: StopOffer | None
    ) -> Drawn:
        rows: Rows = () if trade is None else fact_rows(one.fact, trade, offer=offer)
        if isinstance(one.fact, events.WeekendNear):
            keys = [self._front.key(position) for position in one.fact.positions]
            rows = await self._cards(keys[:_MOST_TOGETHER])
        return await draw(self._front, rows, reader, trade=trade)

    async def _message(
        self,
        chat: int,
        text: str,
        one: Delivery,
        first: int | None,
        markup: InlineKeyboardMarkup | None,
    ) -> int:
        reply = None
        if first is not None:
            reply = ReplyParameters(message_id=first, allow_sending_without_reply=True)
        silent = one.priority is Priority.SILENT
        try:
            sent = await self._bot.send_message(
                chat,
                text[:LONGEST],
                disable_notification=silent,
                reply_parameters=reply,
                reply_markup=markup,
                request_timeout=_SEND_TIMEOUT,
            )
        except TelegramBadRequest as error:
            if _BAD_ENTITIES not in error.message:
                raise
            _LOG.exception("announcement %d: its markup is refused; sent without", one.id)
            sent = await self._bot.send_message(
                chat,
                unescape(_TAG.sub("", text))[:LONGEST],
                parse_mode=None,
                disable_notification=silent,
                reply_parameters=reply,
                reply_markup=markup,
                request_timeout=_SEND_TIMEOUT,
            )
        return sent.message_id

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

    def _refused(self, chat: int, error: TelegramAPIError) -> None:
        _LOG.warning("chat %d takes no messages (%s); it must write first", chat, error.message)
        self._gone.add(chat)

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
    turned = {_key_of(one) for one in group if isinstance(one.fact, events.StateChanged)}
    return len(turned) >= _SEVERAL and len({one.fact.at for one in group}) == 1


def _asks(one: Delivery) -> bool:
    asking = events.TradeRegistered | events.ProposalMade | events.FlatAsked | events.WeekendNear
    return isinstance(one.fact, asking)


def _key_of(one: Delivery) -> TradeKey | None:
    key: object = getattr(one.fact, "key", None)
    return key if isinstance(key, TradeKey) else None
