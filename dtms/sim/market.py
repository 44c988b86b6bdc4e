"""What the market quotes at an instant, and when it will next reach a level."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from dtms.sim.feed import Feed, Quotes
from dtms.sim.sessions import DAY_MSC
from dtms.sim.symbols import SymbolSpec

_KEPT_DAYS: Final = 64
_LOOK_BACK_DAYS: Final = 30
NEVER: Final = 1 << 62


class Quote(NamedTuple):
    """Best prices at an instant; `jump` tells that the price was seen, not passed through."""

    time_msc: int
    bid: float
    ask: float
    jump: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Prices that would trigger something; infinite where there is none.

    Attributes:
        bid_low: Highest stop of the buys, or sell stop order.
        bid_high: Lowest target of the buys, or sell limit order.
        ask_high: Lowest stop of the sells, or buy stop order.
        ask_low: Highest target of the sells, or buy limit order.
    """

    bid_low: float
    bid_high: float
    ask_high: float
    ask_low: float


class _Day:
    """One day's quotes, also as lists: indexing those is faster than indexing arrays."""

    __slots__ = ("asks", "bids", "jumps", "quotes", "times")

    def __init__(self, quotes: Quotes) -> None:
        self.quotes = quotes
        self.times: list[int] = quotes.time_msc.tolist()
        self.bids: list[float] = quotes.bid.tolist()
        self.asks: list[float] = quotes.ask.tolist()
        self.jumps: list[bool] = quotes.jump.tolist()

    def quote(self, at: int) -> Quote:
        return Quote(self.times[at], self.bids[at], self.asks[at], self.jumps[at])


class Market:
    """The feed seen through the clock: nothing after `msc` is ever looked at."""

    def __init__(self, feed: Feed, specs: Iterable[SymbolSpec]) -> None:
        self.feed = feed
        self.specs = {spec.name: spec for spec in specs}
        self._asked: dict[str, tuple[int, Quote | None]] = {}  # the instant last asked about
        self._day = lru_cache(maxsize=_KEPT_DAYS)(self._load)

    def _load(self, symbol: str, day: int) -> _Day:
        return _Day(self.feed.day(symbol, day))

    def quotes(self, symbol: str, day: int) -> Quotes:
        """All quotes of one UTC day, the future included."""
        return self._day(symbol, day).quotes

    def last(self, symbol: str, msc: int) -> Quote | None:
        """Last quote at or before an instant; None when none came in the 30 days before."""
        known = self._asked.get(symbol)
        if known is None or known[0] != msc:
            known = self._asked[symbol] = (msc, self._find(symbol, msc))
        return known[1]

    def _find(self, symbol: str, msc: int) -> Quote | None:
        today = msc // DAY_MSC
        first = max(self.feed.span(symbol)[0], today - _LOOK_BACK_DAYS)
        for day in range(today, first - 1, -1):
            loaded = self._day(symbol, day)
            at = bisect_right(loaded.times, msc) - 1
            if at >= 0:
                return loaded.quote(at)
        return None

    def next_reach(self, symbol: str, after_msc: int, levels: Levels) -> tuple[int, bool]:
        """Find the first quote after an instant, within its day, that reaches a level.

        Returns:
            That quote's time and True, or the last millisecond of the day and False: look again
            from there.
        """
        day = (after_msc + 1) // DAY_MSC
        loaded = self._day(symbol, day)
        start = bisect_right(loaded.times, after_msc)
        bid, ask = loaded.quotes.bid[start:], loaded.quotes.ask[start:]
        hit = (bid <= levels.bid_low) | (bid >= levels.bid_high)
        hit |= (ask >= levels.ask_high) | (ask <= levels.ask_low)
        if len(hit):
            first = int(np.argmax(hit))
            if hit[first]:
                return loaded.times[start + first], True
        last = self.feed.span(symbol)[1]
        if last is not None and day >= last:
            return NEVER, False
        return (day + 1) * DAY_MSC - 1, False

    def quotes_at(self, symbol: str, msc: int) -> list[Quote]:
        """Every quote bearing exactly this time: ticks may share one."""
        loaded = self._day(symbol, msc // DAY_MSC)
        until = bisect_right(loaded.times, msc)
        since = bisect_right(loaded.times, msc - 1)
        return [loaded.quote(at) for at in range(since, until)]
