"""Prices recorded in files: parquet, CSV and MetaTrader's own exports, bars or ticks.

A file that cannot be right is refused with its name, the row and the remedy; nothing is repaired.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dtms.sim.errors import FeedError
from dtms.sim.feed import BarColumns, Floats, Gap, Ints, Quotes, quotes_from_bars
from dtms.sim.feed_reading import Columns, read_columns
from dtms.sim.sessions import DAY_MSC, DAY_S, ServerZone, open_minutes
from dtms.sim.symbols import DEFAULT_SYMBOLS, SymbolSpec

_BAR: Final = ("time", "open", "high", "low", "close")
_TICK: Final = ("time_msc", "bid", "ask")
_ASK: Final = ("ask_open", "ask_high", "ask_low", "ask_close")
_BAR_SECONDS: Final = (60, 300, 900, 1800, 3600, 14_400, 86_400)
_KEPT_DAYS: Final = 512
# Shorter silences are a quiet market, not a gap.
_QUIET_BARS: Final = 3


class FileFeed:
    """The prices of one symbol, read from one file.

    Args:
        path: `.parquet`, `.csv` or `.txt`; the columns tell bars from ticks.
        symbol: Symbol the file holds, as the terminal's specification spells it.
        spec: Terms that give the point; by default the built-in symbol of that name.
        zone: Server clock of MetaTrader exports, whose times are not UTC.

    Raises:
        FeedError: The file is unreadable or its contents cannot be right.
    """

    def __init__(
        self,
        path: Path,
        symbol: str,
        *,
        spec: SymbolSpec | None = None,
        zone: ServerZone | None = None,
    ) -> None:
        self._path, self._symbol = path, symbol
        self._spec = spec or self._known(symbol)
        columns = read_columns(path, zone or ServerZone())
        self.gaps: tuple[Gap, ...] = ()
        self.seconds: int | None = None
        self.has_volume = "tick_volume" in columns
        self._make: Callable[[int, int], Quotes]
        if "time_msc" in columns:
            ticks = self._ticks(columns)
            self._make, times = ticks.cut, ticks.time_msc[[0, -1]]
        else:
            bars = self._bars(columns)
            self._make = partial(self._walk, bars)
            times = bars.time[[0, -1]] * 1000 + np.array((0, (bars.seconds - 1) * 1000))
        self._first, self._last = (int(at) // DAY_MSC for at in times)
        # Only the days that are looked at become quotes.
        self._quotes = lru_cache(maxsize=_KEPT_DAYS)(self._quotes_of)

    @property
    def identity(self) -> str:
        """Names the prices."""
        return f"file:{self._path.name}:{self._symbol}"

    @property
    def symbols(self) -> tuple[str, ...]:
        """Symbols with prices."""
        return (self._symbol,)

    def day(self, symbol: str, day: int) -> Quotes:
        """Quotes of one UTC day."""
        if symbol != self._symbol:
            message = f"{self._path}: holds {self._symbol}, not {symbol}"
            raise FeedError(message)
        return self._quotes(day)

    def _quotes_of(self, day: int) -> Quotes:
        return self._make(day * DAY_MSC, (day + 1) * DAY_MSC)

    def _walk(self, bars: BarColumns, since_msc: int, until_msc: int) -> Quotes:
        """Quotes within two times; a bar may have been open before the first."""
        some = bars.cut(since_msc // 1000 - bars.seconds + 1, until_msc // 1000)
        quotes = quotes_from_bars(some, self._spec.point, self._spec.digits)
        return quotes.cut(since_msc, until_msc)

    def span(self, symbol: str) -> tuple[int, int | None]:  # noqa: ARG002  one symbol a file
        """First and last day with prices."""
        return self._first, self._last

    def _known(self, symbol: str) -> SymbolSpec:
        for spec in DEFAULT_SYMBOLS:
            if spec.name == symbol:
                return spec
        message = f"{self._path}: no built-in terms of {symbol}; pass spec="
        raise FeedError(message)

    def _ticks(self, columns: Columns) -> Quotes:
        self._require(columns, _TICK)
        time = columns["time_msc"].astype(np.int64)
        bid, ask = (columns[name].astype(np.float64) for name in ("bid", "ask"))
        self._check_prices({"bid": bid, "ask": ask})
        self._check(np.diff(time) < 0, 1, "time goes back", "sort the rows by time_msc")
        self._check(ask < bid, 0, "ask below bid", "drop crossed quotes")
        return Quotes(
            time_msc=time,
            bid=np.round(bid, self._spec.digits),
            ask=np.round(ask, self._spec.digits),
            ticks=np.ones(len(time), np.int64),
            jump=np.ones(len(time), np.bool_),
        )

    def _bars(self, columns: Columns) -> BarColumns:
        self._require(columns, _BAR)
        time = columns["time"].astype(np.int64)
        prices = {name: columns[name].astype(np.float64) for name in _BAR[1:]}
        asks = {name: columns[name].astype(np.float64) for name in _ASK if name in columns}
        self._check_prices(prices | asks)
        self._check(np.diff(time) <= 0, 1, "time repeats or goes back", "sort, drop duplicates")
        self._check_shape(prices)
        self.seconds = self._bar_seconds(time)
        self.gaps = self._find_gaps(time, self.seconds)
        rounded = {k: np.round(v, self._spec.digits) for k, v in (prices | asks).items()}
        return BarColumns(
            time=time,
            open=rounded["open"],
            high=rounded["high"],
            low=rounded["low"],
            close=rounded["close"],
            spread=self._whole(columns, "spread", len(time)),
            tick_volume=self._whole(columns, "tick_volume", len(time)) if self.has_volume else None,
            ask=self._ask(rounded),
            seconds=self.seconds,
        )

    def _ask(self, columns: Mapping[str, Floats]) -> tuple[Floats, Floats, Floats, Floats] | None:
        if not all(name in columns for name in _ASK):
            return None
        opened, high, low, close = (columns[name] for name in _ASK)
        return opened, high, low, close

    def _whole(self, columns: Columns, name: str, size: int) -> Ints:
        if name not in columns:
            return np.zeros(size, np.int64)
        values = columns[name].astype(np.float64)
        self._check(~(values >= 0), 0, f"{name} is negative or missing", "fill the column")
        return values.astype(np.int64)

    def _require(self, columns: Columns, names: tuple[str, ...]) -> None:
        missing = [name for name in names if name not in columns]
        if missing:
            message = (
                f"{self._path}: no column {', '.join(missing)} (has {', '.join(columns)});"
                f" bars need {', '.join(_BAR)}, ticks need {', '.join(_TICK)}"
            )
            raise FeedError(message)
        if not len(columns[names[0]]):
            message = f"{self._path}: no rows; export the period again"
            raise FeedError(message)

    def _check_prices(self, prices: Mapping[str, Floats]) -> None:
        for name, values in prices.items():
            bad = ~(np.isfinite(values) & (values > 0))
            self._check(bad, 0, f"{name} is missing or not positive", "drop or re-export the row")

    def _check_shape(self, prices: Mapping[str, Floats]) -> None:
        top = np.maximum(prices["open"], prices["close"])
        bottom = np.minimum(prices["open"], prices["close"])
        bad = (prices["high"] < top) | (prices["low"] > bottom)
        self._check(bad, 0, "open or close outside low..high", "re-export the bar")

    def _check(self, bad: NDArray[np.bool_], shift: int, what: str, remedy: str) -> None:
        if bad.any():
            row = int(np.argmax(bad)) + shift
            message = f"{self._path}: row {row + 1}: {what}; {remedy}"
            raise FeedError(message)

    def _bar_seconds(self, time: Ints) -> int:
        if len(time) == 1:
            return _BAR_SECONDS[0]
        step = int(np.diff(time).min())
        self._check(time % min(step, 60) != 0, 0, "time is not on a minute", "round the times")
        if step not in _BAR_SECONDS:
            message = (
                f"{self._path}: bars are {step} s apart, no known timeframe;"
                f" use one of {_BAR_SECONDS}"
            )
            raise FeedError(message)
        return step

    def _find_gaps(self, time: Ints, seconds: int) -> tuple[Gap, ...]:
        jumps = np.flatnonzero(np.diff(time) > _QUIET_BARS * seconds)
        found = (Gap(since=int(time[i]) + seconds, until=int(time[i + 1])) for i in jumps)
        return tuple(gap for gap in found if self._trades_during(gap, seconds))

    def _trades_during(self, gap: Gap, seconds: int) -> bool:
        return self._open_seconds(gap) >= _QUIET_BARS * seconds

    def _open_seconds(self, gap: Gap) -> int:
        total = 0
        for day in range(gap.since // DAY_S, (gap.until - 1) // DAY_S + 1):
            low = max(gap.since - day * DAY_S, 0) // 60
            high = min(gap.until - day * DAY_S, DAY_S) // 60
            total += 60 * int(open_minutes(self._spec.schedule, day)[low:high].sum())
        return total
