"""A feed whose spread widens by the session, at the rollover and on news."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

import numpy as np

from dtms.sim.feed import Feed, Floats, Ints, Quotes
from dtms.sim.sessions import DAY_MSC, MINUTES, rollover_minute
from dtms.sim.symbols import SymbolSpec

_KEPT_DAYS: Final = 64
_MINUTE_MSC: Final = 60_000
_HOURS: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A release that widens the spread at once; it then narrows by half in every `half_life`.

    Attributes:
        at: Aware instant.
        factor: Multiple of the usual spread at that instant.
        half_life: Time in which the excess halves.
    """

    at: datetime
    factor: float
    half_life: timedelta = timedelta(seconds=45)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadModel:
    """Multiples of the spread a feed quotes; the largest one in force counts.

    Attributes:
        hours: Multiple in each UTC hour, 24 of them; empty for none.
        rollover: Multiple at New York's 17:00, the server's midnight.
        rollover_minutes: Minutes before and after it within which the spread is wide.
        news: Releases.
    """

    hours: tuple[float, ...] = ()
    rollover: float = 1.0
    rollover_minutes: float = 10.0
    news: tuple[News, ...] = ()

    def __post_init__(self) -> None:
        if len(self.hours) not in {0, _HOURS}:
            message = f"hours has {len(self.hours)} multiples; give one for each of the 24 hours"
            raise ValueError(message)


class SpreadFeed:
    """Another feed's bids with wider asks.

    Args:
        base: Feed underneath.
        specs: Terms of the symbols whose spread is modelled; others pass unchanged.
        model: How wide.
    """

    def __init__(self, base: Feed, specs: Sequence[SymbolSpec], model: SpreadModel) -> None:
        self._base, self._model = base, model
        self._digits = {spec.name: spec.digits for spec in specs}
        self._wide: Callable[[str, int], Quotes] = lru_cache(maxsize=_KEPT_DAYS)(self._widened)

    @property
    def identity(self) -> str:
        """Names the prices."""
        return f"{self._base.identity}+spread"

    @property
    def symbols(self) -> tuple[str, ...]:
        """Symbols with prices."""
        return self._base.symbols

    def day(self, symbol: str, day: int) -> Quotes:
        """Quotes of one UTC day."""
        return self._wide(symbol, day)

    def span(self, symbol: str) -> tuple[int, int | None]:
        """First and last day with prices."""
        return self._base.span(symbol)

    def _widened(self, symbol: str, day: int) -> Quotes:
        quotes = self._base.day(symbol, day)
        if symbol not in self._digits or not len(quotes.time_msc):
            return quotes
        wide = (quotes.ask - quotes.bid) * self._factors(quotes.time_msc, day)
        ask = np.round(quotes.bid + wide, self._digits[symbol])
        return Quotes(
            time_msc=quotes.time_msc,
            bid=quotes.bid,
            ask=np.maximum(ask, quotes.ask),
            ticks=quotes.ticks,
            jump=quotes.jump,
        )

    def _factors(self, time: Ints, day: int) -> Floats:
        model = self._model
        factors: Floats = np.ones(len(time))
        minutes = (time - day * DAY_MSC) / _MINUTE_MSC
        if model.hours:
            factors = np.array(model.hours)[(minutes // 60).astype(np.int64)]
        away = np.abs(minutes - rollover_minute(day))
        away = np.minimum(away, MINUTES - away)
        near = away <= model.rollover_minutes
        factors = np.where(near, np.maximum(factors, model.rollover), factors)
        for news in model.news:
            since = time - round(news.at.timestamp() * 1000)
            halves = np.maximum(since, 0) / (news.half_life / timedelta(milliseconds=1))
            excess = np.where(since < 0, 0.0, (news.factor - 1) * 0.5**halves)
            factors = np.maximum(factors, 1 + excess)
        return factors
