"""The one gate to Telegram: whatever is sent, answer or announcement, keeps its limits."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from math import ceil
from time import monotonic
from typing import Final, override

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

_SENDS: Final = ("send", "copyMessage", "forwardMessage")
_EDITS: Final = "editMessage"
_FREE: Final = frozenset({"sendChatAction", "sendMessageDraft"})
_MINUTE: Final = 60.0
_SECOND: Final = 1.0
_PATIENCE: Final = 2.0  # seconds a caller who waits itself is kept
_LONGEST_WAIT: Final = 120  # seconds an answer waits out; longer floods are passed on
_waits_itself: ContextVar[bool] = ContextVar("waits_itself", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What Telegram tolerates.

    Attributes:
        chat_interval: Seconds between two messages to a chat.
        group_per_minute: Messages and edits to a group; None for no limit.
        overall_per_second: To all chats together; None for no limit.
    """

    chat_interval: float = 1.0
    group_per_minute: int | None = 20
    overall_per_second: int | None = 30


NO_LIMITS: Final = Limits(chat_interval=0, group_per_minute=None, overall_per_second=None)


@contextmanager
def waiting_itself() -> Iterator[None]:
    """Pass floods on to the caller, who keeps what could not be sent."""
    token = _waits_itself.set(True)
    try:
        yield
    finally:
        _waits_itself.reset(token)


class Gate(BaseRequestMiddleware):
    """Lets requests out one by one; first come, first served, chat by chat.

    Args:
        limits: What is tolerated.
        now: Seconds that only go forward.
        sleep: Waits that many.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        now: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._limits = limits
        self._now = now
        self._sleep = sleep
        self._free_at: dict[int, float] = {}
        self._frozen: dict[int, float] = {}
        self._groups: defaultdict[int, deque[float]] = defaultdict(deque)
        self._overall: deque[float] = deque()

    @override
    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Wait for the turn of a request, then make it."""
        chat, name = getattr(method, "chat_id", None), method.__api_method__
        edits = name.startswith(_EDITS)
        if not isinstance(chat, int) or not (edits or name.startswith(_SENDS)) or name in _FREE:
            return await make_request(bot, method)
        while True:
            self._hand_back(chat, method)
            await self._turn(chat, edits=edits)
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                self._frozen[chat] = self._now() + error.retry_after
                if _waits_itself.get() or error.retry_after > _LONGEST_WAIT:
                    raise

    def _hand_back(self, chat: int, method: TelegramMethod[TelegramType]) -> None:
        """Let a caller who waits itself come again, so that one chat's wait delays no other."""
        if not _waits_itself.get():
            return
        now = self._now()
        free = max(self._free_at.get(chat, now), self._frozen.get(chat, now))
        wait = max(free, self._group_slot(chat, now)) - now
        if wait > _PATIENCE:
            raise TelegramRetryAfter(method, "the gate is closed", ceil(wait))

    async def _turn(self, chat: int, *, edits: bool) -> None:
        """Wait until a request to a chat may go, and count it."""
        now = self._now()
        slot = now if edits and chat > 0 else max(now, self._free_at.get(chat, now))
        slot = max(slot, self._group_slot(chat, slot))
        if not edits or chat < 0:
            self._free_at[chat] = slot + self._limits.chat_interval
        if chat < 0 and self._limits.group_per_minute is not None:
            self._groups[chat].append(slot)
        await self._wait_until(slot)
        while (thawed := self._frozen.get(chat, 0.0)) > self._now():
            await self._wait_until(thawed)
        await self._overall_turn()

    def _group_slot(self, chat: int, slot: float) -> float:
        most, seen = self._limits.group_per_minute, self._groups.get(chat)
        if chat > 0 or most is None or seen is None:
            return slot
        while seen and seen[0] <= slot - _MINUTE:
            seen.popleft()
        return seen[len(seen) - most] + _MINUTE if len(seen) >= most else slot

    async def _overall_turn(self) -> None:
        most = self._limits.overall_per_second
        if most is None:
            return
        while True:
            now = self._now()
            while self._overall and self._overall[0] <= now - _SECOND:
                self._overall.popleft()
            if len(self._overall) < most:
                self._overall.append(now)
                return
            await self._wait_until(self._overall[0] + _SECOND)

    async def _wait_until(self, at: float) -> None:
        wait = at - self._now()
        if wait > 0:
            await self._sleep(wait)
