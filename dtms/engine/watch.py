"""What the guardian thinks of its own senses: the clock, the cadence, the link to the broker."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from dtms.core.errors import DtmsError, WrongAccount
from dtms.core.events import Lookout
from dtms.core.trade import Flag, Guard
from dtms.engine.station import Snapshot, Station
from dtms.engine.survey import Glance

_LOG = logging.getLogger("dtms.engine")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Instant:
    people: datetime
    uptime: timedelta


class TimeWatch:
    """Compares the wall clock with one that never jumps; a jump stops what adds risk."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._last: _Instant | None = None

    async def check(self, uptime: timedelta | None) -> None:
        """Look at both clocks at the begin of a check.

        Args:
            uptime: Real time by a clock that nobody sets; None where there is no such clock, as in
                history.
        """
        if uptime is None:
            return
        station, guard = self._station, self._station.policy.guard
        before = self._last
        self._last = _Instant(people=station.clock.people(), uptime=uptime)
        if before is None:
            return
        waited = uptime - before.uptime
        jump = self._last.people - before.people - waited
        if abs(jump) > guard.clock_jump and not station.ledger.clock_doubted:
            _LOG.warning("the clock moved by %s beyond the time that passed", jump)
            await self._notice(Lookout.CLOCK_JUMPED)
        elif waited > guard.late_check and _guarding(station):
            _LOG.warning("no check for %s", waited)
            await self._notice(Lookout.LATE)

    async def confirm(self, glance: Glance) -> None:
        """Trust the clock again once a fresh price of the broker shows the same time."""
        station = self._station
        if not station.ledger.clock_doubted:
            return
        if abs(glance.quote.at - glance.at) <= station.policy.guard.clock_jump:
            await self._notice(Lookout.CLOCK_SYNCED)

    async def _notice(self, what: Lookout) -> None:
        await self._station.ledger.notice(what, at=self._station.clock.market())


class LinkWatch:
    """Tells once when the broker cannot be seen, reminds while it lasts, and tells the end.

    Attributes:
        lost: Since when, market time; None while all is well.
    """

    def __init__(self, station: Station) -> None:
        self._station = station
        self.lost: datetime | None = None
        self._cycles = 0
        self._told: datetime | None = None  # people time
        self._what: Lookout | None = None  # the last thing told

    async def silent(self, error: DtmsError) -> None:
        """Count a cycle in which the terminal gave no answer, or spoke of another account."""
        foreign = isinstance(error, WrongAccount)
        await self._without(Lookout.WRONG_ACCOUNT if foreign else Lookout.TERMINAL_LOST, str(error))

    async def heard(self, snapshot: Snapshot) -> None:
        """Take note of an answer; one from a terminal cut off from its server tells nothing new."""
        if not snapshot.account.connected:
            await self._without(Lookout.BROKER_LOST, "no connection to the trade server")
            return
        self._cycles = 0
        if self.lost is not None:
            self.lost = self._told = self._what = None
            _LOG.warning("terminal back")
            await self._station.ledger.notice(Lookout.TERMINAL_BACK, at=snapshot.at)

    async def _without(self, what: Lookout, why: str) -> None:
        station, guard = self._station, self._station.policy.guard
        self._cycles += 1
        now, people = station.clock.market(), station.clock.people()
        certain = what is Lookout.WRONG_ACCOUNT or self._cycles >= guard.blind_cycles
        if certain and self._what not in {what, Lookout.WRONG_ACCOUNT}:
            self.lost, self._told, self._what = self.lost or now, people, what
            _LOG.warning("%s: %s", what.value.replace("_", " "), why)
            await station.ledger.notice(what, at=now)
        elif self._told is not None and people - self._told >= guard.blind_reminder:
            self._told = people
            if _guarding(station):
                await station.ledger.notice(Lookout.STILL_LOST, at=now)


def _guarding(station: Station) -> bool:
    """Claim that there is a trade to watch over in an open market."""
    return any(
        not trade.is_closed
        and trade.guard is not Guard.RELEASED
        and Flag.CLOSED_MARKET not in trade.flags
        for trade in station.ledger.trades.values()
    )
