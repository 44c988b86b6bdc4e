"""Bars built from quotes: M1 first, every other timeframe from M1, the forming bar last.

Times are the server's wall clock, as the terminal shows them. When that clock goes back, an hour of
them comes twice, so each bar also keeps the UTC second of its first minute: that one only rises.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from dtms.sim import constants as c
from dtms.sim.market import Market
from dtms.sim.sessions import DAY_MSC, ServerZone

type Rows = NDArray[np.void]

RATES: Final = np.dtype(
    [
        ("time", "<i8"),
        ("open", "<f8"),
        ("high", "<f8"),
        ("low", "<f8"),
        ("close", "<f8"),
        ("tick_volume", "<u8"),
        ("spread", "<i4"),
        ("real_volume", "<u8"),
    ]
)
_MINUTE: Final = 60
_MINUTE_MSC: Final = 60_000
_HOUR_FLAG, _WEEK_FLAG, _MONTH_FLAG = 0x4000, 0x8000, 0xC000
_WEEK_S: Final = 7 * 86_400
# The epoch was a Thursday; the terminal's weeks begin on Sunday.
_FIRST_SUNDAY_S: Final = 3 * 86_400
_GROWTH: Final = 4_096

TIMEFRAMES: Final = frozenset(
    value for name, value in c.CONSTANTS.items() if name.startswith("TIMEFRAME_")
)


def bucket(timeframe: int, times: NDArray[np.int64]) -> NDArray[np.int64]:
    """Open times of the bars that hold these server times."""
    flag, count = timeframe & _MONTH_FLAG, timeframe & 0xFF
    if flag == _MONTH_FLAG:
        months = times.astype("datetime64[s]").astype("datetime64[M]")
        return months.astype("datetime64[s]").astype(np.int64)
    if flag == _WEEK_FLAG:
        return times - (times - _FIRST_SUNDAY_S) % _WEEK_S
    seconds = count * (3600 if flag == _HOUR_FLAG else _MINUTE)
    return times - times % seconds


def merge(timeframe: int, rows: Rows) -> Rows:
    """Build the bars of a timeframe from finer rows in time order."""
    return _merged(timeframe, rows)[0]


def _merged(timeframe: int, rows: Rows) -> tuple[Rows, NDArray[np.int64]]:
    """Also return which of the finer rows each bar begins with."""
    if not len(rows):
        return rows, np.zeros(0, np.int64)
    times = bucket(timeframe, np.ascontiguousarray(rows["time"]))
    starts = np.flatnonzero(np.diff(times, prepend=times[0] - 1))
    ends = np.append(starts[1:], len(rows)) - 1
    merged = np.zeros(len(starts), RATES)
    merged["time"] = times[starts]
    merged["open"], merged["close"] = rows["open"][starts], rows["close"][ends]
    merged["high"] = np.maximum.reduceat(rows["high"], starts)
    merged["low"] = np.minimum.reduceat(rows["low"], starts)
    merged["tick_volume"] = np.add.reduceat(rows["tick_volume"], starts)
    merged["spread"] = np.minimum.reduceat(rows["spread"], starts)
    return merged, starts


class _Column:
    """Bars of one timeframe that grow at the end; the last bar may still be added to."""

    def __init__(self, timeframe: int) -> None:
        self._timeframe = timeframe
        self._rows: Rows = np.zeros(_GROWTH, RATES)
        self._firsts: NDArray[np.int64] = np.zeros(_GROWTH, np.int64)
        self._size = 0

    @property
    def rows(self) -> Rows:
        return self._rows[: self._size]

    @property
    def firsts(self) -> NDArray[np.int64]:
        """UTC epoch seconds of each bar's first minute, rising."""
        return self._firsts[: self._size]

    def append(self, minutes: Rows, utc: NDArray[np.int64]) -> None:
        """Add M1 rows later than all before, and their UTC minutes."""
        if not len(minutes):
            return
        fresh, starts = _merged(self._timeframe, minutes)
        firsts = utc[starts]
        if self._size and fresh["time"][0] == self._rows["time"][self._size - 1]:
            both = np.concatenate((self.rows[-1:], fresh[:1]))
            fresh[0] = merge(self._timeframe, both)[0]
            self._size -= 1
            firsts[0] = self._firsts[self._size]
        self._grow(self._size + len(fresh))
        until = self._size + len(fresh)
        self._rows[self._size : until] = fresh
        self._firsts[self._size : until] = firsts
        self._size = until

    def _grow(self, size: int) -> None:
        if size > len(self._rows):
            more = max(size, 2 * len(self._rows)) - len(self._rows)
            self._rows = np.concatenate((self._rows, np.zeros(more, RATES)))
            self._firsts = np.concatenate((self._firsts, np.zeros(more, np.int64)))


class _SymbolRates:
    """Every timeframe of one symbol over the days loaded so far."""

    def __init__(self, market: Market, symbol: str, zone: ServerZone) -> None:
        self._market, self._symbol, self._zone = market, symbol, zone
        self._point = market.specs[symbol].point
        self._columns: dict[int, _Column] = {}
        self._first = self._last = 0

    def load(self, first: int, last: int) -> None:
        """Hold at least these UTC days."""
        first = max(first, self._market.feed.span(self._symbol)[0])
        if not self._columns or first < self._first:
            kept = max(last, self._last) if self._columns else last
            self._columns = {c.TIMEFRAME_M1: _Column(c.TIMEFRAME_M1)}
            self._first, self._last = first, first - 1
            last = kept
        for day in range(self._last + 1, last + 1):
            minutes, utc = self._minutes(day)
            for column in self._columns.values():
                column.append(minutes, utc)
        self._last = max(last, self._last)

    def column(self, timeframe: int) -> _Column:
        if timeframe not in self._columns:
            column = _Column(timeframe)
            base = self._columns[c.TIMEFRAME_M1]
            column.append(base.rows, base.firsts)
            self._columns[timeframe] = column
        return self._columns[timeframe]

    @property
    def at_start(self) -> bool:
        return self._first <= self._market.feed.span(self._symbol)[0]

    @property
    def first(self) -> int:
        return self._first

    def closed(self, timeframe: int, quote_msc: int) -> int:
        """Number of bars before the one that holds a quote."""
        firsts = self.column(timeframe).firsts
        return int(np.searchsorted(firsts, quote_msc // 1000, side="right")) - 1

    def forming(self, timeframe: int, quote_msc: int) -> Rows:
        """The bar holding a quote, as built by the quotes up to it."""
        opened = self.column(timeframe).firsts[self.closed(timeframe, quote_msc)]
        second = quote_msc // 1000
        base = self.column(c.TIMEFRAME_M1)
        since, until = np.searchsorted(base.firsts, (opened, second - second % _MINUTE))
        now = self._minute(quote_msc)
        return merge(timeframe, np.concatenate((base.rows[int(since) : int(until)], now)))

    def _minute(self, until_msc: int) -> Rows:
        """The M1 row of the minute that holds a quote, as built by the quotes up to it."""
        since = until_msc - until_msc % _MINUTE_MSC
        quotes = self._market.quotes(self._symbol, until_msc // DAY_MSC).cut(since, until_msc + 1)
        row = np.zeros(1, RATES)
        row["time"] = self._zone.to_server(since // 1000)
        row["open"], row["close"] = quotes.bid[0], quotes.bid[-1]
        row["high"], row["low"] = quotes.bid.max(), quotes.bid.min()
        row["tick_volume"] = quotes.ticks.sum()
        row["spread"] = np.round((quotes.ask - quotes.bid) / self._point).min()
        return row

    def _minutes(self, day: int) -> tuple[Rows, NDArray[np.int64]]:
        """M1 rows of a UTC day's quotes, and their UTC minutes."""
        quotes = self._market.quotes(self._symbol, day)
        rows = np.zeros(len(quotes.time_msc), RATES)
        seconds = quotes.time_msc // 1000
        rows["time"] = seconds + self._zone.offsets(seconds)
        for name in ("open", "high", "low", "close"):
            rows[name] = quotes.bid
        rows["tick_volume"] = quotes.ticks
        rows["spread"] = np.round((quotes.ask - quotes.bid) / self._point)
        merged, starts = _merged(c.TIMEFRAME_M1, rows)
        firsts = seconds[starts]
        return merged, firsts - firsts % _MINUTE


class Rates:
    """Bars as the terminal shows them at an instant: closed ones, and the forming one last."""

    def __init__(self, market: Market, zone: ServerZone, max_bars: int) -> None:
        self._market, self._zone, self._max_bars = market, zone, max_bars
        self._symbols: dict[str, _SymbolRates] = {}

    def newest(self, symbol: str, timeframe: int, now_msc: int, skip: int, count: int) -> Rows:
        """The last `count` bars after skipping the newest `skip`; fewer when there are no more."""
        wanted = min(skip + count, self._max_bars)
        rows, forming = self._shown(symbol, timeframe, now_msc, bars=wanted)
        total = len(rows) + len(forming)
        high = max(total - skip, 0)
        low = max(high - count, total - self._max_bars, 0)
        closed = rows[low : min(high, len(rows))]
        return np.concatenate((closed, forming)) if high > len(rows) else closed.copy()

    def before(self, symbol: str, timeframe: int, now_msc: int, until: int, count: int) -> Rows:
        """The last `count` bars opened at or before a server time."""
        bars = count
        while True:
            rows, forming = self._shown(symbol, timeframe, now_msc, bars=bars)
            rows = np.concatenate((rows, forming))
            rows = rows[rows["time"] <= until]
            if len(rows) >= count or bars >= self._max_bars:
                return rows[-count:]
            bars = min(self._max_bars, 2 * bars + _GROWTH)

    def between(self, symbol: str, timeframe: int, now_msc: int, since: int, until: int) -> Rows:
        """Bars opened within two server times, both included."""
        first = self._zone.to_utc(since) // 86_400 - 1
        rows, forming = self._shown(symbol, timeframe, now_msc, day=first)
        rows = np.concatenate((rows, forming))
        rows = rows[-self._max_bars :]
        return rows[(rows["time"] >= since) & (rows["time"] <= until)]

    def _shown(
        self, symbol: str, timeframe: int, now_msc: int, *, bars: int = 0, day: int | None = None
    ) -> tuple[Rows, Rows]:
        """Closed bars, at least `bars` or back to `day` if there are any, and the forming one."""
        quote = self._market.last(symbol, now_msc)
        if quote is None:
            return np.zeros(0, RATES), np.zeros(0, RATES)
        if symbol not in self._symbols:
            self._symbols[symbol] = _SymbolRates(self._market, symbol, self._zone)
        rates = self._symbols[symbol]
        today = quote.time_msc // DAY_MSC
        rates.load(today if day is None else min(day, today), today)
        closed = rates.closed(timeframe, quote.time_msc)
        back = 4
        while closed < bars and not rates.at_start:
            back *= 2
            rates.load(min(rates.first, today - back), today)
            closed = rates.closed(timeframe, quote.time_msc)
        return rates.column(timeframe).rows[:closed], rates.forming(timeframe, quote.time_msc)
