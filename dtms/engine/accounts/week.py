"""When a symbol trades: built-in hours, holidays, and what its own ticks taught."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dtms.core.events import SessionsLearned
from dtms.core.hours import is_open
from dtms.core.market import Instrument, Quote
from dtms.core.sessions import Sessions, hour_of_week
from dtms.engine.station import Station

_WHOLE = timedelta(minutes=50)  # an hour watched for less tells nothing
_DAY = timedelta(days=1)


@dataclass(slots=True)
class _Hour:
    number: int
    since: datetime
    last: datetime
    ticked: bool = False


class Week:
    """Learns the hours of each watched symbol, and tells whether its market is closed."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._hours: dict[str, _Hour] = {}
        self._learned: dict[str, Sessions] = {}
        self._saved: dict[str, datetime] = {}

    def is_closed(self, instrument: Instrument, quote: Quote, now: datetime) -> bool:
        """Claim that the market is closed; fresh quotes say more than any calendar.

        What was learned, or a holiday, can close a market only while no quotes come.
        """
        fresh = now - quote.at <= self._station.policy.guard.stale_after
        learned = self._sessions(instrument.symbol)
        if not is_open(instrument.asset_class, now):
            return not (fresh and learned.trades_at(now))
        if fresh:
            return False
        return learned.closed_at(now) or self.holiday(instrument, now) is not None

    def holiday(self, instrument: Instrument, now: datetime) -> str | None:
        """Return the name of today's holiday, None on a usual day."""
        calendar = self._station.holidays
        return None if calendar is None else calendar.holiday(instrument, now)

    def watch(self, symbol: str, quote: Quote, now: datetime) -> None:
        """Take note of whether the symbol ticks in this hour."""
        number = hour_of_week(now)
        hour = self._hours.get(symbol)
        if hour is None or hour.number != number:
            self._close(symbol, hour)
            hour = self._hours[symbol] = _Hour(number=number, since=now, last=now)
        hour.last = now
        hour.ticked = hour.ticked or quote.at >= hour.since

    def learned(self, now: datetime) -> tuple[SessionsLearned, ...]:
        """Return what was learned and is not journalled yet, once a day."""
        account = self._station.ledger.account
        facts = []
        for symbol, sessions in self._learned.items():
            saved = self._saved.setdefault(symbol, now)
            if now - saved < _DAY or sessions == self._station.ledger.book.sessions.get(symbol):
                continue
            self._saved[symbol] = now
            facts.append(
                SessionsLearned(
                    account=account,
                    at=now,
                    symbol=symbol,
                    watched=sessions.watched,
                    seen=sessions.seen,
                )
            )
        return tuple(facts)

    def _close(self, symbol: str, hour: _Hour | None) -> None:
        if hour is not None and hour.last - hour.since >= _WHOLE:
            known = self._sessions(symbol)
            self._learned[symbol] = known.noting(hour.number, ticked=hour.ticked)

    def _sessions(self, symbol: str) -> Sessions:
        known = self._learned.get(symbol)
        return known or self._station.ledger.book.sessions.get(symbol) or Sessions()
