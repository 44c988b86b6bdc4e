"""The news calendar: a file that is read again when it changes, or an address that is fetched.

A calendar that is old, unreadable, or holds nothing for a working day is *unknown*, never empty.
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Final

from dtms.adapters.news.forms import read_calendar
from dtms.core.errors import BadInput, NewsUnavailable
from dtms.core.news import Blackout, NewsEvent, Spans, blackout_at, coming
from dtms.core.policy import NewsPolicy
from dtms.ports import Clock

_LOG = logging.getLogger("dtms.news")
LOOK_EVERY: Final = 60.0  # seconds between two looks at the source
_REST_FIRST: Final = timedelta(minutes=5)  # after a fetch that failed; doubled up to the longest
_REST_LONGEST: Final = timedelta(hours=1)
_SATURDAY: Final = 5


class FetchFailed(Exception):
    """A calendar could not be fetched; `rest` is how long the server asks to be left alone."""

    def __init__(self, problem: str, *, rest: timedelta | None = None) -> None:
        super().__init__(problem)
        self.rest = rest


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsRules:
    """How a calendar is read: spans around events, which events count, and its own time zone."""

    spans: Spans
    policy: NewsPolicy
    zone: tzinfo = UTC  # of times that name none themselves


type Fetch = Callable[[str], Awaitable[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarState:
    """What is known of the calendar itself, for people.

    Attributes:
        events: How many it holds.
        known_at: When it was last read or fetched whole, people time; None if never.
        problem: Why it cannot be used now; None when it can.
    """

    events: int
    known_at: datetime | None
    problem: str | None


class Calendar:
    """A `NewsCalendar` over one source.

    Args:
        source: A file's path, or an http(s) address.
        cache: File in which the last fetched copy is kept over restarts.
        clock: Its people time dates the copies.
        rules: Which events count, for how long, and how old a fetched copy may be.
        fetch: Gets an address; raises `FetchFailed`.
    """

    def __init__(
        self,
        source: str,
        *,
        cache: Path,
        clock: Clock,
        rules: NewsRules,
        fetch: Fetch,
    ) -> None:
        self._source, self._cache, self._clock = source, cache, clock
        self._rules, self._fetch = rules, fetch
        self._is_address = source.startswith(("http://", "https://"))
        self._origin = hashlib.sha256(source.encode()).hexdigest()  # an address may hold a key
        self._events: tuple[NewsEvent, ...] = ()
        self._days: frozenset[int] = frozenset()  # ordinals of the days the calendar knows
        self._known_at: datetime | None = None
        self._problem: str | None = "has not been read yet"
        self._seen: tuple[int, int] | None = None  # of the file: changed when, and how large
        self._next_fetch: datetime | None = None
        self._rest = _REST_FIRST

    async def look(self) -> None:
        """Take in what is on this machine, the file or the kept copy, without fetching."""
        await asyncio.to_thread(self._from_cache if self._is_address else self._reread)

    async def run(self) -> None:
        """Keep the calendar fresh, for ever."""
        while True:
            await self.refresh()
            await asyncio.sleep(LOOK_EVERY)

    async def refresh(self) -> None:
        """Read the file if it changed, or fetch the address if that is due."""
        if self._is_address:
            await self._refetch()
        else:
            await asyncio.to_thread(self._reread)

    async def blackout(self, currencies: frozenset[str], *, at: datetime) -> Blackout | None:
        """Return the blackout in force; raises `NewsUnavailable`."""
        self._must_know(at)
        return blackout_at(
            self._events, currencies, at=at, spans=self._rules.spans, policy=self._rules.policy
        )

    async def coming(
        self, currencies: frozenset[str], *, since: datetime, until: datetime
    ) -> tuple[NewsEvent, ...]:
        """Return the events in a half-open span; raises `NewsUnavailable`."""
        self._must_know(since)
        return coming(self._events, currencies, since=since, until=until)

    def state(self, at: datetime) -> CalendarState:
        """Return what is known of the calendar at an instant of market time."""
        return CalendarState(
            events=len(self._events),
            known_at=self._known_at,
            problem=self._unknown(at),
        )

    def _must_know(self, at: datetime) -> None:
        problem = self._unknown(at)
        if problem is not None:
            message = f"news calendar {self._source}: {problem}"
            raise NewsUnavailable(message)

    def _unknown(self, at: datetime) -> str | None:
        """Return why nothing can be said about an instant, None where something can."""
        if self._known_at is None:
            return self._problem
        if not self._is_address and self._problem is not None:
            return self._problem  # the file is what the operator wants now, not what it was
        if (
            self._is_address
            and self._clock.people() - self._known_at > self._rules.policy.stale_after
        ):
            return f"the last copy is of {self._known_at:%Y-%m-%d %H:%M} UTC"
        day = at.astimezone(UTC)
        if day.weekday() < _SATURDAY and day.toordinal() not in self._days:
            return f"it holds nothing for {day:%Y-%m-%d}"
        return None

    def _reread(self) -> None:
        path = Path(self._source)
        try:
            found = path.stat()
            seen = (found.st_mtime_ns, found.st_size)
            if seen == self._seen:
                return
            self._seen = seen
            self._take(path.read_bytes(), at=self._clock.people())
        except OSError as error:
            self._seen = None
            self._fail(f"cannot be read ({type(error).__name__})")
        except BadInput as error:
            self._fail(error.problem)

    async def _refetch(self) -> None:
        now = self._clock.people()
        if self._known_at is None and self._next_fetch is None:
            await asyncio.to_thread(self._from_cache)
        if self._next_fetch is not None and now < self._next_fetch:
            return
        try:
            data = await self._fetch(self._source)
            self._take(data, at=now)
        except FetchFailed as error:
            self._fail(str(error))
            self._next_fetch = now + max(self._rest, error.rest or self._rest)
            self._rest = min(2 * self._rest, _REST_LONGEST)
        except BadInput as error:
            self._fail(error.problem)
            self._next_fetch = now + _REST_LONGEST
        else:
            self._rest = _REST_FIRST
            self._next_fetch = now + self._rules.policy.fetch_every
            await asyncio.to_thread(self._to_cache, data, now)

    def _take(self, data: bytes, *, at: datetime) -> None:
        events = read_calendar(data, zone=self._rules.zone)
        if self._problem is not None:
            _LOG.info("news calendar: %d events", len(events))
        self._events, self._known_at, self._problem = events, at, None
        self._days = frozenset(event.at.toordinal() for event in events)

    def _fail(self, problem: str) -> None:
        if problem != self._problem:
            _LOG.warning("news calendar %s: %s", self._source, problem)
        self._problem = problem

    def _to_cache(self, data: bytes, at: datetime) -> None:
        """Keep a copy with its date and source, whole or not at all."""
        head = json.dumps({"source": self._origin, "fetched_at": at.isoformat()}).encode()
        new = self._cache.with_suffix(".new")
        try:
            new.write_bytes(head + b"\n" + data)
            new.chmod(0o600)
            new.replace(self._cache)
        except OSError as error:
            _LOG.warning("the news calendar cannot be kept (%s)", type(error).__name__)

    def _from_cache(self) -> None:
        """Begin with the copy of the last run, as old as it is."""
        try:
            head, _, data = self._cache.read_bytes().partition(b"\n")
            kept = json.loads(head)
            if kept["source"] == self._origin:
                at = datetime.fromisoformat(kept["fetched_at"])
                self._take(data, at=min(at.astimezone(UTC), self._clock.people()))
                self._next_fetch = (
                    self._known_at and self._known_at + self._rules.policy.fetch_every
                )
        except FileNotFoundError:
            return
        except (OSError, ValueError, KeyError, TypeError, BadInput):
            _LOG.warning("the kept news calendar cannot be used; it is fetched anew")
