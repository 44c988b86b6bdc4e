"""Endless made-up prices: a seed and a day number are enough to quote that day.

Each day's net move is drawn from the seed alone and the minutes are bent to meet it, so prices are
continuous over days that were never produced.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import exp, sqrt
from typing import Final
from zlib import crc32

import numpy as np

from dtms.sim.errors import FeedError
from dtms.sim.feed import NO_QUOTES, BarColumns, Floats, Ints, Quotes, quotes_from_bars
from dtms.sim.sessions import DAY_S, MINUTES, Schedule, open_minutes, rollover_minute
from dtms.sim.symbols import DEFAULT_SYMBOLS, SymbolSpec

_HOURS: Final = np.arange(MINUTES) / 60
_SLOW_DAYS: Final = (3, 11, 37)
_SEGMENT_MINUTES: Final = (40, 240)
_TREND: Final = 0.12
_TREND_SHARE: Final = 0.6
_NET, _MINUTES, _REGIME, _DRIFT = range(4)
_TAIL_FREEDOM: Final = 5
_FORGET_AFTER: Final = 256
_REOPENING_MINUTES: Final = 15
_ROLLOVER_MINUTES: Final = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """How a symbol moves.

    Attributes:
        price: Price at the feed's start.
        daily: Usual standard deviation of a day's log return.
        spread: Usual spread in points in the European session.
        ticks: Usual ticks a minute in the European session.
    """

    price: float
    daily: float
    spread: int
    ticks: int


CHARACTERS: Final = {
    "EURUSD": Character(price=1.0850, daily=0.0050, spread=6, ticks=80),
    "GBPUSD": Character(price=1.2700, daily=0.0058, spread=9, ticks=90),
    "USDJPY": Character(price=149.50, daily=0.0062, spread=7, ticks=95),
    "XAUUSD": Character(price=2650.0, daily=0.0095, spread=18, ticks=160),
    "BTCUSD": Character(price=68_000.0, daily=0.0260, spread=1_500, ticks=140),
}


class GeneratedFeed:
    """Seeded prices without end, before and after their start.

    Sessions shape activity, spread and ticks; volatility wanders over days and weeks; trends of 40
    to 240 minutes follow and reverse one another; the spread widens at rollover and openings.

    Args:
        seed: The same seed quotes the same prices.
        symbols: Names among `specs`.
        start: Aware instant on whose UTC day each symbol stands at its character's price.
        specs: Terms of the symbols.
        characters: How they move, by name; names absent here are refused.
    """

    def __init__(
        self,
        seed: int,
        symbols: Sequence[str],
        start: datetime,
        *,
        specs: Sequence[SymbolSpec] = DEFAULT_SYMBOLS,
        characters: dict[str, Character] | None = None,
    ) -> None:
        known = {spec.name: spec for spec in specs}
        how = CHARACTERS | (characters or {})
        for name in symbols:
            if name not in known or name not in how:
                message = f"cannot generate {name}: give its terms and its character"
                raise FeedError(message)
        self._seed = seed
        self._origin = int(start.timestamp()) // DAY_S
        self._makers = {
            name: _Maker(seed, self._origin, known[name], how[name]) for name in symbols
        }

    @property
    def identity(self) -> str:
        """Names the prices."""
        return f"generated:{self._seed}:{self._origin}"

    @property
    def symbols(self) -> tuple[str, ...]:
        """Symbols with prices."""
        return tuple(self._makers)

    def day(self, symbol: str, day: int) -> Quotes:
        """Quotes of one UTC day."""
        return self._makers[symbol].quotes(day)

    def span(self, symbol: str) -> tuple[int, int | None]:  # noqa: ARG002  the same for all
        """Prices exist from ten years before the start, without end."""
        return self._origin - 3653, None


class _Maker:
    """The prices of one symbol."""

    def __init__(self, seed: int, origin: int, spec: SymbolSpec, character: Character) -> None:
        self._root = (seed & 0xFFFF_FFFF, crc32(spec.name.encode()))
        self._origin, self._spec, self._character = origin, spec, character
        self._forward: list[float] = [0.0]
        self._backward: list[float] = [0.0]
        self._lattice = lru_cache(maxsize=_FORGET_AFTER)(self._drawn)
        self.quotes = lru_cache(maxsize=_FORGET_AFTER)(self._quotes)

    def _rng(self, purpose: int, number: int) -> np.random.Generator:
        return np.random.default_rng((*self._root, purpose, number + (1 << 31)))

    def _drawn(self, purpose: int, number: int) -> float:
        return float(self._rng(purpose, number).standard_normal())

    def _slow(self, purpose: int, day: float) -> float:
        """Noise that wanders over days, of about unit size, from lattice values alone."""
        total = 0.0
        for scale, period in enumerate(_SLOW_DAYS):
            cell, part = divmod(day / period, 1)
            here, there = (self._lattice(purpose + 10 * scale, int(cell) + step) for step in (0, 1))
            blend = part * part * (3 - 2 * part)
            total += here * (1 - blend) + there * blend
        return total / sqrt(len(_SLOW_DAYS))

    def _volatility(self, day: int) -> float:
        open_share = float(open_minutes(self._spec.schedule, day).mean())
        regime = exp(0.45 * self._slow(_REGIME, day))
        return self._character.daily * regime * sqrt(open_share)

    def _net(self, day: int) -> float:
        """The day's log return."""
        volatility = self._volatility(day)
        if volatility == 0.0:
            return 0.0
        return volatility * (0.8 * self._drawn(_NET, day) + 0.35 * self._slow(_DRIFT, day))

    def _opening(self, day: int) -> float:
        """Sum of the net moves between the origin and the day, whichever side it is on."""
        ahead = day - self._origin
        while ahead >= len(self._forward):
            done = len(self._forward) - 1
            self._forward.append(self._forward[-1] + self._net(self._origin + done))
        while -ahead >= len(self._backward):
            done = len(self._backward)
            self._backward.append(self._backward[-1] - self._net(self._origin - done))
        return self._forward[ahead] if ahead >= 0 else self._backward[-ahead]

    def _quotes(self, day: int) -> Quotes:
        minutes = np.flatnonzero(open_minutes(self._spec.schedule, day))
        if not len(minutes):
            return NO_QUOTES
        rng = self._rng(_MINUTES, day)
        activity = _activity(minutes)
        sigma = self._volatility(day) * activity / np.sqrt((activity**2).sum())
        moves = sigma * (
            rng.standard_t(_TAIL_FREEDOM, len(minutes)) / np.sqrt(_TAIL_FREEDOM / 3)
            + _trends(rng, len(minutes))
        )
        moves += (self._net(day) - moves.sum()) * sigma**2 / (sigma**2).sum()
        path = self._opening(day) + np.concatenate(([0.0], np.cumsum(moves)))
        return self._walk(day, minutes, path, sigma, rng)

    def _walk(
        self, day: int, minutes: Ints, path: Floats, sigma: Floats, rng: np.random.Generator
    ) -> Quotes:
        opened, close = path[:-1], path[1:]
        reach = np.abs(rng.standard_normal((2, len(minutes)))) * sigma * 0.6
        high, low = np.maximum(opened, close) + reach[0], np.minimum(opened, close) - reach[1]
        ranges = (high - low) / sigma
        activity = sigma / sigma.mean()
        ticks = self._character.ticks * activity * (0.35 + 0.35 * ranges)
        bars = BarColumns(
            time=day * DAY_S + minutes * 60,
            open=self._price(opened),
            high=self._price(high),
            low=self._price(low),
            close=self._price(close),
            spread=self._spread(day, minutes, rng),
            tick_volume=np.maximum(ticks, 4).astype(np.int64),
        )
        return quotes_from_bars(bars, self._spec.point, self._spec.digits)

    def _price(self, log_move: Floats) -> Floats:
        prices: Floats = np.round(self._character.price * np.exp(log_move), self._spec.digits)
        return prices

    def _spread(self, day: int, minutes: Ints, rng: np.random.Generator) -> Ints:
        regime = self._volatility(day) / self._character.daily
        factor = 0.9 + 0.6 / _activity(minutes) * 0.5
        factor *= np.clip(regime, 0.8, 2.5) * _widening(self._spec.schedule, day, minutes)
        noise = np.exp(0.15 * rng.standard_normal(len(minutes)))
        points: Floats = np.round(self._character.spread * factor * noise)
        return np.maximum(points, 1).astype(np.int64)


def _activity(minutes: Ints) -> Floats:
    """Liveliness by the UTC hour: a quiet Asia, London from 7, the overlap around 14."""
    hours = _HOURS[minutes]
    london = 0.9 * np.exp(-(((hours - 8.5) / 2.2) ** 2))
    overlap = 1.3 * np.exp(-(((hours - 14.2) / 2.3) ** 2))
    tokyo = 0.35 * np.exp(-(((hours - 1.5) / 2.0) ** 2))
    activity: Floats = 0.4 + london + overlap + tokyo
    return activity


def _trends(rng: np.random.Generator, size: int) -> Floats:
    """Drift in sigma a minute: stretches up, down or nowhere."""
    drift = np.zeros(size)
    at, side = 0, int(rng.choice((-1, 1)))
    while at < size:
        length = int(rng.integers(*_SEGMENT_MINUTES))
        if rng.random() < _TREND_SHARE:
            drift[at : at + length] = side * _TREND * rng.uniform(0.5, 1.5)
            side = -side
        at += length
    return drift


def _widening(schedule: Schedule, day: int, minutes: Ints) -> Floats:
    """Spread multiples around the daily rollover and after a reopening."""
    if schedule is Schedule.CRYPTO:
        return np.ones(len(minutes))
    away = np.abs(minutes - rollover_minute(day))
    factor: Floats = 1 + 7 * np.exp(-((away / _ROLLOVER_MINUTES) ** 2))
    reopened = np.flatnonzero(np.diff(open_minutes(schedule, day).astype(np.int8)) > 0)
    for minute in reopened + 1:
        fresh = (minutes >= minute) & (minutes < minute + _REOPENING_MINUTES)
        factor = np.where(fresh, np.maximum(factor, 3), factor)
    return factor
