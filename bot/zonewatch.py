"""Follows the trade server's clock while running: a changed offset is adopted and told."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Final

from dtms.adapters.mt5.broker import Mt5Broker, OffsetReading
from dtms.adapters.mt5.feed import Mt5Feed
from dtms.adapters.mt5.serverclock import ServerClock
from dtms.core.errors import BrokerUnavailable, JournalUnavailable, UnknownSymbol
from dtms.core.events import Lookout
from dtms.engine.engine import Engine
from dtms.engine.windows import LiveWindows

LOOK_EVERY: Final = 30.0  # seconds; an offset needs two changed ticks within a minute
_NOTE_EVERY: Final = timedelta(hours=1)  # for an offset that is as expected
_LOG = logging.getLogger("bot.zonewatch")


class ZoneWatch:
    """Compares the server's clock with ours on fresh ticks of the trades under watch.

    While our own clock is in doubt nothing is concluded: an offset that moves then is ours. A
    closed market shows nothing, and what is known stays.

    Args:
        known: What was found before, and the rule in force.
        broker: Measures; follows the rule.
        feed: Its bars follow the rule, and are fetched anew after a change.
        windows: What was made of the bars.
        engine: Tells which symbols matter, whether our clock is sound, and journals the change.
    """

    def __init__(
        self,
        *,
        known: ServerClock,
        broker: Mt5Broker,
        feed: Mt5Feed,
        windows: LiveWindows,
        engine: Engine,
    ) -> None:
        self._known, self._broker, self._feed = known, broker, feed
        self._windows, self._engine = windows, engine
        self._noted: datetime | None = None
        self._untold = False  # a rule is in force that nobody was told of

    async def run(self) -> None:
        """Look for ever."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Measure once, and adopt another rule where the server's clock calls for it."""
        await self._tell()
        now = self._engine.station.clock.people()
        reading = await self._measured(now)
        if reading is None or self._engine.station.ledger.clock_doubted:
            return
        usual = reading.measured == reading.expected
        if usual and self._noted is not None and now - self._noted < _NOTE_EVERY:
            return
        self._noted = now
        if self._known.note(reading.measured, at=now):
            self._adopt()
            await self._tell()

    async def _measured(self, now: datetime) -> OffsetReading | None:
        trades = self._engine.station.ledger.trades.values()
        for symbol in sorted({trade.symbol for trade in trades if not trade.is_closed}):
            try:
                reading = await self._broker.measure_offset(symbol, now=now)
            except (BrokerUnavailable, UnknownSymbol) as error:
                _LOG.debug("%s: no offset: %s", symbol, error)
                continue
            if reading is not None:
                return reading
        return None

    def _adopt(self) -> None:
        zone = self._known.finding.zone
        self._broker.follow(zone)
        self._feed.follow(zone)
        self._windows.forget()
        self._untold = True

    async def _tell(self) -> None:
        """Tell of a new rule; while the journal cannot be written, again at each look."""
        if not self._untold:
            return
        station = self._engine.station
        try:
            await station.ledger.notice(Lookout.SERVER_ZONE, at=station.clock.market())
        except JournalUnavailable:  # the driver tells of that, directly
            return
        self._untold = False
