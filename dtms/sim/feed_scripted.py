"""Lay a scripted path over a feed, so that a trade meets trouble and relief on cue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from dtms.sim.errors import FeedError
from dtms.sim.feed import Feed, Floats, Ints, Quotes
from dtms.sim.sessions import DAY_MSC

_MINUTE_MSC: Final = 60_000
_LOOK_BACK_DAYS: Final = 10
_SAMPLE_DAYS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A stretch of the script.

    Attributes:
        minutes: Length in clock minutes.
        drift: Standard deviations of a usual minute's log return, added each minute.
    """

    minutes: float
    drift: float


class ScriptedPath:
    """A feed in which one symbol follows a script from a given instant on.

    Before `start` the prices are the base feed's. During the script they are the base feed's noise,
    scaled, plus the script's drift. Afterwards they move with the base feed from where they are.

    Args:
        base: Feed underneath.
        symbol: Symbol that follows the script.
        start: Aware instant at which the script begins.
        legs: The script.
        digits: Decimals of the symbol's price.
        sigma: Usual log return of a minute; by default measured on the five days before `start`.
        noise: Share of the base feed's own movement kept during the script.
    """

    def __init__(
        self,
        base: Feed,
        symbol: str,
        start: datetime,
        legs: Sequence[Leg],
        *,
        digits: int,
        sigma: float | None = None,
        noise: float = 1.0,
    ) -> None:
        self._base, self._symbol, self._digits, self._noise = base, symbol, digits, noise
        self._start = round(start.timestamp() * 1000)
        spans = np.array([leg.minutes * _MINUTE_MSC for leg in legs])
        self._knots = self._start + np.concatenate(([0.0], np.cumsum(spans)))
        usual = self._usual_minute() if sigma is None else sigma
        drifts = np.array([leg.drift * leg.minutes * usual for leg in legs])
        self._levels = np.concatenate(([0.0], np.cumsum(drifts)))
        self._end = int(self._knots[-1])
        self._anchor = self._log_before(self._start)
        self._left: float | None = None

    @property
    def identity(self) -> str:
        """Names the prices."""
        return self._base.identity

    @property
    def symbols(self) -> tuple[str, ...]:
        """Symbols with prices."""
        return self._base.symbols

    def span(self, symbol: str) -> tuple[int, int | None]:
        """First and last day with prices."""
        return self._base.span(symbol)

    def day(self, symbol: str, day: int) -> Quotes:
        """Quotes of one UTC day."""
        quotes = self._base.day(symbol, day)
        if symbol != self._symbol or not len(quotes.time_msc):
            return quotes
        if quotes.time_msc[-1] < self._start:
            return quotes
        ratio = np.exp(self._shift(quotes.time_msc, np.log(quotes.bid)))
        bid = np.round(quotes.bid * ratio, self._digits)
        ask = np.round(bid + (quotes.ask - quotes.bid), self._digits)
        return Quotes(
            time_msc=quotes.time_msc, bid=bid, ask=ask, ticks=quotes.ticks, jump=quotes.jump
        )

    def _shift(self, time: Ints, log_bid: Floats) -> Floats:
        """What the script adds to the base feed's log price."""
        drift = np.interp(time, self._knots, self._levels)
        during = drift + (self._noise - 1) * (log_bid - self._anchor)
        shift = np.where(time < self._start, 0.0, during)
        if time[-1] <= self._end:
            return shift
        return np.where(time <= self._end, shift, self._after())

    def _after(self) -> float:
        if self._left is None:
            moved = self._log_before(self._end) - self._anchor
            self._left = float(self._levels[-1] + (self._noise - 1) * moved)
        return self._left

    def _log_before(self, msc: int) -> float:
        """Log of the base feed's last bid at or before an instant."""
        last = msc // DAY_MSC
        for day in range(last, last - _LOOK_BACK_DAYS, -1):
            quotes = self._base.day(self._symbol, day).cut(0, msc + 1)
            if len(quotes.bid):
                return float(np.log(quotes.bid[-1]))
        message = f"{self._symbol}: no price in the {_LOOK_BACK_DAYS} days before the script"
        raise FeedError(message)

    def _usual_minute(self) -> float:
        last = self._start // DAY_MSC
        days = (self._base.day(self._symbol, day) for day in range(last - _SAMPLE_DAYS, last))
        moves = [np.diff(np.log(quotes.bid[quotes.jump])) for quotes in days]
        sample = np.concatenate(moves)
        if len(sample) < _SAMPLE_DAYS:
            message = f"{self._symbol}: too few prices before the script to measure sigma; pass it"
            raise FeedError(message)
        return float(sample.std())
