"""Where prices come from: bars or ticks in, quotes out, one UTC day at a time.

Quotes are the only truth of the terminal: every bar it shows is built from them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from dtms.sim.errors import FeedError
from dtms.sim.sessions import DAY_MSC

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

# Where in the bar the open, first extreme, second extreme and close are quoted; the close at :59.
_PLACES: Final = (0, 1 / 3, 2 / 3)
_QUOTES_PER_BAR: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotes:
    """Quotes of one symbol in time order.

    Attributes:
        time_msc: UTC epoch milliseconds, never falling.
        bid: Bid prices.
        ask: Ask prices, never below the bid.
        ticks: How many of the broker's ticks each quote stands for.
        jump: True where the price was really seen (a tick, a bar's open), so that a stop beyond it
            fills there; False where the bar passed through the prices in between.
    """

    time_msc: Ints
    bid: Floats
    ask: Floats
    ticks: Ints
    jump: NDArray[np.bool_]

    def cut(self, since_msc: int, until_msc: int) -> "Quotes":
        """Quotes with `since_msc` <= time < `until_msc`."""
        low, high = np.searchsorted(self.time_msc, (since_msc, until_msc))
        part = slice(int(low), int(high))
        return Quotes(
            time_msc=self.time_msc[part],
            bid=self.bid[part],
            ask=self.ask[part],
            ticks=self.ticks[part],
            jump=self.jump[part],
        )


NO_QUOTES: Final = Quotes(
    time_msc=np.empty(0, np.int64),
    bid=np.empty(0),
    ask=np.empty(0),
    ticks=np.empty(0, np.int64),
    jump=np.empty(0, np.bool_),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BarColumns:
    """Bid bars of one symbol as columns.

    Attributes:
        time: UTC epoch seconds of the bar's open, rising.
        spread: Points.
        tick_volume: Broker's ticks in the bar, or None.
        ask: Ask open, high, low and close, or None.
        seconds: Length of a bar.
    """

    time: Ints
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    spread: Ints
    tick_volume: Ints | None = None
    ask: tuple[Floats, Floats, Floats, Floats] | None = None
    seconds: int = 60

    def cut(self, since_s: int, until_s: int) -> "BarColumns":
        """Bars opened within `since_s` <= time < `until_s`."""
        low, high = np.searchsorted(self.time, (since_s, until_s))
        part = slice(int(low), int(high))
        ask = None
        if self.ask is not None:
            opened, top, bottom, close = self.ask
            ask = (opened[part], top[part], bottom[part], close[part])
        return BarColumns(
            time=self.time[part],
            open=self.open[part],
            high=self.high[part],
            low=self.low[part],
            close=self.close[part],
            spread=self.spread[part],
            tick_volume=None if self.tick_volume is None else self.tick_volume[part],
            ask=ask,
            seconds=self.seconds,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Missing bars inside market hours.

    Attributes:
        since: UTC epoch seconds of the first missing bar.
        until: UTC epoch seconds of the bar after the gap.
    """

    since: int
    until: int


class Feed(Protocol):
    """A source of prices."""

    @property
    def identity(self) -> str:
        """Names the prices: two feeds of one identity quote the same for the past."""

    @property
    def symbols(self) -> tuple[str, ...]:
        """Symbols with prices."""

    def day(self, symbol: str, day: int) -> Quotes:
        """Quotes of one UTC day, counted from 1970-01-01; empty when there are none."""

    def span(self, symbol: str) -> tuple[int, int | None]:
        """First and last day with prices; None when there is no last one."""


class TickFeed:
    """Prices written out by hand: each tick really seen, so that a stop fills where it gaps to.

    Args:
        ticks: By symbol, (aware instant, bid, ask) in time order.
    """

    def __init__(self, ticks: Mapping[str, Sequence[tuple[datetime, float, float]]]) -> None:
        self._quotes: dict[str, Quotes] = {}
        for symbol, rows in ticks.items():
            if not rows:
                message = f"no ticks of {symbol}; give at least one"
                raise FeedError(message)
            times = [round(at.timestamp() * 1000) for at, _, _ in rows]
            if times != sorted(times):
                message = f"the ticks of {symbol} go back in time; sort them"
                raise FeedError(message)
            self._quotes[symbol] = Quotes(
                time_msc=np.array(times, np.int64),
                bid=np.array([bid for _, bid, _ in rows]),
                ask=np.array([ask for _, _, ask in rows]),
                ticks=np.ones(len(rows), np.int64),
                jump=np.ones(len(rows), np.bool_),
            )

    @property
    def identity(self) -> str:
        """Names the prices."""
        return f"ticks:{','.join(self._quotes)}"

    @property
    def symbols(self) -> tuple[str, ...]:
        """Symbols with prices."""
        return tuple(self._quotes)

    def day(self, symbol: str, day: int) -> Quotes:
        """Quotes of one UTC day."""
        return self._quotes[symbol].cut(day * DAY_MSC, (day + 1) * DAY_MSC)

    def span(self, symbol: str) -> tuple[int, int | None]:
        """First and last day with prices."""
        first, last = self._quotes[symbol].time_msc[[0, -1]] // DAY_MSC
        return int(first), int(last)


class CompositeFeed:
    """One feed per symbol, each asked for its own symbol only."""

    def __init__(self, feeds: Mapping[str, Feed]) -> None:
        for symbol, feed in feeds.items():
            if symbol not in feed.symbols:
                message = f"feed {feed.identity} has no prices of {symbol}: it has {feed.symbols}"
                raise FeedError(message)
        self._feeds = dict(feeds)

    @property
    def identity(self) -> str:
        """Names the prices."""
        return ",".join(sorted({feed.identity for feed in self._feeds.values()}))

    @property
    def symbols(self) -> tuple[str, ...]:
        """Symbols with prices."""
        return tuple(self._feeds)

    def day(self, symbol: str, day: int) -> Quotes:
        """Quotes of one UTC day."""
        return self._feeds[symbol].day(symbol, day)

    def span(self, symbol: str) -> tuple[int, int | None]:
        """First and last day with prices."""
        return self._feeds[symbol].span(symbol)


def quotes_from_bars(bars: BarColumns, point: float, digits: int) -> Quotes:
    """Walk through each bar in four quotes: open, extremes, close.

    A rising bar visits its low first, a falling one its high. A missing ask is the bid plus the
    spread, at least one point; an ask below the bid becomes the bid plus one point.
    """
    rising = bars.close >= bars.open
    size = len(bars.time)
    bid = np.empty((size, _QUOTES_PER_BAR))
    bid[:, 0], bid[:, 3] = bars.open, bars.close
    bid[:, 1] = np.where(rising, bars.low, bars.high)
    bid[:, 2] = np.where(rising, bars.high, bars.low)
    flat_bid = bid.ravel()
    flat_ask = np.round(_asks(bars, bid, rising, point).ravel(), digits)
    crossed = flat_ask < flat_bid + point / 2
    if bars.ask is not None:
        crossed = flat_ask < flat_bid
    flat_ask[crossed] = np.round(flat_bid[crossed] + point, digits)
    return Quotes(
        time_msc=_quote_times(bars),
        bid=flat_bid,
        ask=flat_ask,
        ticks=_shares(bars),
        jump=np.tile(np.array([True, False, False, False]), size),
    )


def _asks(bars: BarColumns, bid: Floats, rising: NDArray[np.bool_], point: float) -> Floats:
    if bars.ask is None:
        wide: Floats = bid + (np.maximum(bars.spread, 1) * point)[:, None]
        return wide
    opened, high, low, close = bars.ask
    first, second = np.where(rising, low, high), np.where(rising, high, low)
    return np.stack((opened, first, second, close), axis=1)


def _quote_times(bars: BarColumns) -> Ints:
    places = [round(place * bars.seconds) for place in _PLACES] + [bars.seconds - 1]
    times: Ints = (bars.time[:, None] + np.array(places)) * 1000
    return times.ravel()


def _shares(bars: BarColumns) -> Ints:
    shares = np.ones((len(bars.time), _QUOTES_PER_BAR), dtype=np.int64)
    if bars.tick_volume is not None:
        volume = np.maximum(bars.tick_volume, _QUOTES_PER_BAR)
        shares[:] = (volume // _QUOTES_PER_BAR)[:, None]
        shares[:, 3] += volume % _QUOTES_PER_BAR
    return shares.ravel()
