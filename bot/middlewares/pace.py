"""Nobody may say more than can be answered: a flood is told once, then dropped until it ebbs."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final, override

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import TelegramObject, Update, User

from bot.front import Front
from bot.keyboards import Reader
from bot.middlewares.auth import Data, Handler
from bot.tally import Tally
from bot.wording import Word
from dtms.ports import Clock

_LOG = logging.getLogger("bot.pace")


class Kind(Enum):
    """What is counted apart, so that a flood of one does not stop the others."""

    WORDS = "words"
    TAPS = "taps"
    URGENT = "urgent"  # what may be needed most when everything else is flooded


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How many at once, and how long until one more."""

    burst: int
    refill: timedelta


ALLOWED: Final = {
    Kind.WORDS: Allowance(burst=40, refill=timedelta(seconds=1)),
    Kind.TAPS: Allowance(burst=40, refill=timedelta(seconds=1)),
    Kind.URGENT: Allowance(burst=10, refill=timedelta(seconds=3)),
}
URGENT: Final = ("/panic", "/pause")


@dataclass(slots=True)
class _Bucket:
    left: float
    at: datetime
    told: bool = False


class Pace(BaseMiddleware):
    """Lets each person through at a pace that leaves the engine and the sender their share."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._clock: Clock = front.guardian.clock
        self._buckets: dict[tuple[int, Kind], _Bucket] = {}
        self._dropped = Tally(_LOG, "dropped %d updates that came too fast", clock=self._clock)

    @override
    async def __call__(self, handler: Handler, event: TelegramObject, data: Data) -> object:
        """Pass an update on, or drop it."""
        user, kind = data.get("user"), kind_of(event)
        if not isinstance(user, User) or kind is None:
            return await handler(event, data)
        bucket = self._bucket(user.id, kind)
        if bucket.left >= 1:
            bucket.left -= 1
            return await handler(event, data)
        self._dropped.note()
        if not bucket.told:
            bucket.told = True
            await self._tell(data, user)
        return UNHANDLED

    def _bucket(self, user: int, kind: Kind) -> _Bucket:
        now, allowed = self._clock.people(), ALLOWED[kind]
        bucket = self._buckets.setdefault((user, kind), _Bucket(left=allowed.burst, at=now))
        gained = max(now - bucket.at, timedelta(0)) / allowed.refill
        bucket.left, bucket.at = min(bucket.left + gained, float(allowed.burst)), now
        if bucket.left >= allowed.burst / 2:
            bucket.told = False  # it ebbed: the next flood is told again
        return bucket

    async def _tell(self, data: Data, user: User) -> None:
        bot = data.get("bot")
        if isinstance(bot, Bot):
            reader = Reader(user=user.id, language=await self._front.language(user.id))
            text = self._front.words.word(reader.language, Word.TOO_FAST)
            await bot.send_message(reader.user, text)


def kind_of(event: TelegramObject) -> Kind | None:
    """Return what an update counts as, None for what costs nothing."""
    if not isinstance(event, Update):
        return None
    if event.callback_query is not None:
        return Kind.TAPS
    if event.message is None:
        return None
    command = (event.message.text or "").split(maxsplit=1)[:1]
    urgent = bool(command) and command[0].partition("@")[0] in URGENT
    return Kind.URGENT if urgent else Kind.WORDS
