"""Keeps the engine checking, whatever becomes of everything else, and notes who made progress."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Final, Protocol

from dtms.core.errors import JournalUnavailable
from dtms.engine.engine import Check, Engine
from dtms.engine.schedule import next_check
from dtms.ports import Clock, Recorded

_LOG = logging.getLogger("bot.driver")
_TICK: Final = 0.25  # seconds between two looks at the market's clock
_REST: Final = 1.0  # seconds before guarding that died is started again
_MOST_DEATHS: Final = 3  # without a check in between


class Part(Enum):
    """A part whose progress is watched."""

    CHECKS = "checks"
    UPDATES = "updates"
    ALERTS = "alerts"
    UPKEEP = "upkeep"


@dataclass(slots=True)
class Progress:
    """When each part last got something done, people time."""

    clock: Clock
    since: dict[Part, datetime] = field(default_factory=dict)

    def note(self, part: Part) -> None:
        """Note that a part just got something done."""
        self.since[part] = self.clock.people()


class Bell:
    """An `EventSink` that wakes whoever sends the announcements."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def publish(self, recorded: tuple[Recorded, ...]) -> None:  # noqa: ARG002 - they are in the outbox
        """Wake the sender."""
        self._rung.set()

    async def wait(self, seconds: float) -> None:
        """Wait until something was announced, but not longer than that."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        self._rung.clear()


class Market(Protocol):
    """What has to be moved along with the market's clock."""

    def advance(self, to: datetime) -> None:
        """Let the market reach an instant."""
        ...


class StillMarket:
    """A terminal that moves by itself."""

    def advance(self, to: datetime) -> None:
        """Do nothing."""


class Driver:
    """Checks on the grid of the fast check, in market time; checks that were missed stay missed.

    Attributes:
        on_journal: Told once when the journal fails (True) and once when it works again.
    """

    def __init__(
        self, *, engine: Engine, market: Market, clock: Clock, speed: float, progress: Progress
    ) -> None:
        self.engine = engine
        self.on_journal: Callable[[bool], None] = lambda _: None
        self._market = market
        self._clock = clock
        self._speed = speed
        self._progress = progress
        self._last = clock.market()
        self._journal_lost = False

    async def check(self) -> None:
        """Bring the market up to the present and let the engine look at it."""
        self._market.advance(self._clock.market())
        try:
            uptime = timedelta(seconds=asyncio.get_running_loop().time())
            await self.engine.handle(Check(uptime=uptime))
        except JournalUnavailable:
            self._tell_journal(lost=True)
            return
        self._tell_journal(lost=False)
        self._progress.note(Part.CHECKS)

    async def run(self) -> None:
        """Check for ever."""
        interval = self.engine.station.policy.guard.fast_check
        while True:
            due = next_check(self._last, self._clock.market(), interval)
            await self._wait_until(due)
            self._last = due
            await self.check()

    async def _wait_until(self, due: datetime) -> None:
        while (left := due - self._clock.market()) > timedelta(0):
            await asyncio.sleep(min(left.total_seconds() / self._speed, _TICK))
            self._market.advance(self._clock.market())
        await asyncio.sleep(0)  # others get their turn however late it is

    def _tell_journal(self, *, lost: bool) -> None:
        if lost is not self._journal_lost:
            self._journal_lost = lost
            self.on_journal(lost)


async def keep_guarding(driver: Driver, progress: Progress) -> None:
    """Run the driver; when it dies again and again without one check, give up.

    Raises:
        RuntimeError: The process must end, so that whoever supervises it starts it anew.
    """
    deaths, seen = 0, progress.since.get(Part.CHECKS)
    while deaths < _MOST_DEATHS:
        log_death("guarding", await outcome(driver.run()))
        latest = progress.since.get(Part.CHECKS)
        deaths, seen = (deaths + 1 if latest == seen else 1), latest
        await asyncio.sleep(_REST)
    message = f"guarding died {deaths} times in a row"
    raise RuntimeError(message)


async def outcome(work: Coroutine[object, object, None]) -> BaseException | None:
    """Run something to its end and return what it died of; cancelling passes through."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task})
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task})
    return None if task.cancelled() else task.exception()


def log_death(name: str, error: BaseException | None) -> None:
    """Log how a part ended; what is no mere bug is raised."""
    if error is not None and not isinstance(error, Exception):
        raise error  # a failpoint, or the interpreter ending
    _LOG.error("%s ended; starting it again", name, exc_info=error)
