"""Updates in: each is written down before Telegram is told that it arrived, and acted on once."""

import asyncio
import json
import logging
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Final

from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramUnauthorizedError,
)
from aiogram.methods import DeleteWebhook, TelegramMethod
from aiogram.types import Message, Update
from pydantic import JsonValue, ValidationError

from bot.driver import Part, Progress
from dtms.adapters.journal.inbox import Inbox
from dtms.core.errors import JournalUnavailable
from dtms.ports import Clock

type Raw = dict[str, JsonValue]

WANTED: Final = ("message", "callback_query", "my_chat_member")
_LOG = logging.getLogger("bot.inbox")
_POLL: Final = 25  # seconds the server may wait for something to happen
_GRACE: Final = 10  # seconds after which a silent connection is given up
_FIRST_REST: Final = 1.0
_LONGEST_REST: Final = 30.0
_TOKEN_REST: Final = 60.0


class RawUpdates(TelegramMethod[list[Raw]]):
    """getUpdates, its bodies untouched: one that cannot be read must not hide the others."""

    __returning__ = list[Raw]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int = 100
    timeout: int = _POLL
    allowed_updates: tuple[str, ...] = WANTED


class Trouble(Enum):
    """Why no updates come."""

    NETWORK = "network"
    TWIN = "twin"
    TOKEN = "token"  # noqa: S105 - the name of a trouble


_REMEDIES: Final = {
    Trouble.NETWORK: "Telegram cannot be reached; guarding goes on and polling is tried again",
    Trouble.TWIN: "another program polls with the same bot token; stop it, or give it its own bot",
    Trouble.TOKEN: "BOT_TOKEN is not accepted; copy it again from BotFather and start anew",
}


class Poller:
    """Fetches updates and lets the dispatcher deal with each."""

    def __init__(
        self,
        *,
        bot: Bot,
        intake: "Intake",
        progress: Progress,
        on_trouble: Callable[[Trouble | None], None],
    ) -> None:
        self._bot = bot
        self._intake = intake
        self._progress = progress
        self._on_trouble = on_trouble
        self._trouble: Trouble | None = None

    async def run(self) -> None:
        """Deal with what was left over, then with what comes, for ever."""
        offset: int | None = None
        rest = _FIRST_REST
        try:
            await self._intake.left_over()
            while True:
                batch = await self._fetch(offset)
                if batch is None:
                    longest = _TOKEN_REST if self._trouble is Trouble.TOKEN else _LONGEST_REST
                    rest = longest if self._trouble is Trouble.TOKEN else min(rest, longest)
                    await asyncio.sleep(rest)
                    rest = min(rest * 2, longest)
                    continue
                rest = _FIRST_REST
                offset = await self._take_in(batch, offset)
        finally:
            self._intake.stop()

    async def _fetch(self, offset: int | None) -> list[Raw] | None:
        """Return the next updates, None when there is trouble."""
        try:
            asked = RawUpdates(offset=offset, timeout=_POLL)
            found = await self._bot(asked, request_timeout=_POLL + _GRACE)
        except TelegramConflictError as error:
            await self._conflict(error)
        except TelegramUnauthorizedError:
            self._turn(Trouble.TOKEN)
        except (TelegramAPIError, ClientDecodeError) as error:
            if not self._trouble:
                _LOG.warning("getUpdates: %s", type(error).__name__)
            self._turn(Trouble.NETWORK)
        else:
            self._turn(None)
            self._progress.note(Part.UPDATES)
            return found
        return None

    async def _conflict(self, error: TelegramConflictError) -> None:
        if "webhook" in error.message:
            await self._bot(DeleteWebhook())
            return
        self._turn(Trouble.TWIN)

    def _turn(self, trouble: Trouble | None) -> None:
        """Tell of trouble once when it begins and once when it ends."""
        if trouble is self._trouble:
            return
        if trouble is None:
            _LOG.warning("updates come again")
        else:
            _LOG.error("no updates: %s", _REMEDIES[trouble])
        self._trouble = trouble
        self._on_trouble(trouble)

    async def _take_in(self, batch: list[Raw], offset: int | None) -> int | None:
        """Write updates down; return the offset that confirms those that are written."""
        for raw in batch:
            number = raw.get("update_id")
            if not isinstance(number, int):
                continue
            try:
                await self._intake.receive(raw, number)
            except JournalUnavailable:
                await asyncio.sleep(_FIRST_REST)
                return offset
            offset = max(number + 1, offset or 0)
        return offset


class Intake:
    """Writes each update down, and lets the dispatcher deal with it once.

    Args:
        bot: Whose updates.
        dispatcher: Deals with them.
        inbox: Where they are written down.
        clock: People time.
    """

    def __init__(self, *, bot: Bot, dispatcher: Dispatcher, inbox: Inbox, clock: Clock) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._inbox = inbox
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        self._chats: dict[int, asyncio.Lock] = {}

    async def left_over(self) -> None:
        """Deal with what was taken in before and not dealt with."""
        for left in await self._inbox.undone():
            self._start(json.loads(left.body), left.id, left.seen_at)

    async def receive(self, raw: Raw, number: int) -> None:
        """Take an update in; durable when this returns. Raises `JournalUnavailable`."""
        now = self._clock.people()
        if await self._inbox.receive(number, json.dumps(raw), now):
            self._start(raw, number, now)

    def stop(self) -> None:
        """Leave what is not dealt with to the next start."""
        for task in tuple(self._tasks):
            task.cancel()

    def _start(self, raw: Raw, number: int, seen_at: datetime) -> None:
        task = asyncio.create_task(self._deal_with(raw, number, seen_at))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _LOG.error("an update could not be dealt with", exc_info=task.exception())

    async def _deal_with(self, raw: Raw, number: int, seen_at: datetime) -> None:
        try:
            update = Update.model_validate(raw, context={"bot": self._bot})
        except ValidationError:
            _LOG.warning("update %d cannot be read", number)
            await self._inbox.done(number)
            return
        if update.message is None or _is_urgent(update.message):
            await self._dispatcher.feed_update(self._bot, update, seen_at=seen_at)
        else:
            async with self._chats.setdefault(update.message.chat.id, asyncio.Lock()):
                await self._dispatcher.feed_update(self._bot, update, seen_at=seen_at)
        await self._inbox.done(number)


def _is_urgent(message: Message) -> bool:
    """Claim that a message waits for nothing else of its chat: the way out."""
    return (message.text or "").startswith("/panic")
