"""The circuit breaker: losses, stops in a row, a failing broker or a wild spread stop adding."""

from collections import deque
from collections.abc import Iterator
from datetime import datetime

from dtms.core import events
from dtms.core.events import AccountFact, BreakerCause, Fact, Rail, Refusal
from dtms.core.trade import Trade, TradeKey
from dtms.engine.station import Station
from dtms.ports import Recorded

_FAILURES = frozenset({Refusal.BROKER_REJECTED, Refusal.REQUOTES, Refusal.TOO_MANY_REQUESTS})
LOSS_RAILS = frozenset({Rail.DAILY_LOSS, Rail.HOURLY_LOSS, Rail.TOTAL_LOSS})


class Breaker:
    """Counts what trips the breaker; what binds is in the account's book."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._failures = 0
        self._recalled = False
        self._ended: list[TradeKey] = []
        self._endings: list[Trade] = []
        self._stormy: set[str] = set()
        self._storms: dict[str, deque[datetime]] = {}

    @property
    def cause(self) -> BreakerCause | None:
        """Return why the breaker binds, None when it does not."""
        tripped = self._station.ledger.book.breaker
        return None if tripped is None else tripped.cause

    def publish(self, recorded: tuple[Recorded, ...]) -> None:
        """Count orders that were not executed, and trades that ended."""
        self._recall()
        for item in recorded:
            self._count(item.fact)
            match item.fact:
                case events.MainGone(key=key):
                    self._ended.append(key)
                case events.BreakerReset():
                    self._failures = 0
                    self._storms.clear()
                case _:
                    pass

    def _count(self, fact: Fact) -> None:
        """Count what the broker failed to do; a refusal with a good reason is no failure."""
        match fact:
            case events.IntentSettled(executed=True):
                self._failures = 0
            case events.OutcomeUnknown(overdue=False):
                self._failures += 1
            case events.ActionRefused(reason=reason, retcode=code):
                if code is not None and reason in _FAILURES:
                    self._failures += 1
            case _:
                pass

    def note_spread(self, symbol: str, ratio: float | None, now: datetime) -> None:
        """Count the beginnings of spread storms."""
        limits = self._station.policy.rails
        wide = ratio is not None and ratio > limits.spread_red
        if wide and symbol not in self._stormy:
            begun = self._storms.setdefault(symbol, deque(maxlen=limits.breaker_storms))
            begun.append(now)
        if wide:
            self._stormy.add(symbol)
        else:
            self._stormy.discard(symbol)

    async def follow(self, now: datetime, tripped: frozenset[Rail]) -> Iterator[AccountFact]:
        """Return the trip or the end that is due; `tripped` are the rails that trip just now."""
        await self._take_endings()
        book, account = self._station.ledger.book, self._station.ledger.account
        if book.breaker is not None:
            if now < book.breaker.until:
                return iter(())
            return iter((events.BreakerReset(account=account, at=now, by=0),))
        cause = self._cause(now, tripped)
        if cause is None:
            return iter(())
        until = now + self._station.policy.rails.breaker_rest
        fact = events.BreakerTripped(account=account, at=now, cause=cause, until=until)
        return iter((fact,))

    def _cause(self, now: datetime, tripped: frozenset[Rail]) -> BreakerCause | None:
        limits = self._station.policy.rails
        if tripped & LOSS_RAILS:
            return BreakerCause.LOSS
        if self.stops_in_a_row() >= limits.stops_in_a_row:
            return BreakerCause.STOPS
        if self._failures >= limits.breaker_failures:
            return BreakerCause.FAILURES
        window = now - limits.breaker_storm_window
        stormy = any(
            len(begun) >= limits.breaker_storms and begun[0] >= window
            for begun in self._storms.values()
        )
        return BreakerCause.STORMS if stormy else None

    def stops_in_a_row(self) -> int:
        """Return how many of the last mains lost enough, since the breaker last ended."""
        since = self._station.ledger.book.breaker_over
        count = 0
        for trade in reversed(self._endings):
            if since is not None and trade.since <= since:
                break
            lost = _lost_r(trade)
            if lost is None:
                continue
            if lost < self._station.policy.rails.stop_least_r:
                break
            count += 1
        return count

    def failures_in_a_row(self) -> int:
        """Return how many of the last orders the broker did not execute."""
        return self._failures

    def _recall(self) -> None:
        """Take up the streaks where they stood before the start, before anything new counts."""
        if self._recalled:
            return
        ledger, self._recalled = self._station.ledger, True
        self._endings = list(ledger.endings)
        for fact in ledger.outcomes:
            self._count(fact)

    async def _take_endings(self) -> None:
        self._recall()
        while self._ended:
            trade = await self._station.journal.trade(self._ended.pop(0))
            if trade is not None and trade not in self._endings:
                self._endings.append(trade)
        del self._endings[: -2 * self._station.policy.rails.stops_in_a_row]


def _lost_r(trade: Trade) -> float | None:
    """Return what a main lost in R at its last price; None while unknown."""
    ending = trade.ending
    if ending is None or ending.price is None or trade.risk is None or trade.risk <= 0:
        return None
    return float((trade.main.entry - ending.price) * trade.side.sign / trade.risk)
