"""MetaTrader 5 as a `MarketFeed`: closed bars in UTC, fetched by their missing tail."""

from dataclasses import replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from dtms.adapters.mt5.answers import present
from dtms.adapters.mt5.channel import Channel
from dtms.adapters.mt5.constants import RateTimeframe
from dtms.adapters.mt5.errors import AbsurdAnswer
from dtms.adapters.mt5.servertime import NEW_YORK_PLUS_7, ServerZone
from dtms.adapters.mt5.symbolbook import SymbolBook
from dtms.adapters.mt5.window import OVERLAP, Window, first_window
from dtms.core.market import Bars, Timeframe

type Rates = NDArray[np.void]

_FORMING = 1
_WIDER = 4
_PRICES = ("open", "high", "low", "close")
_COLUMNS = frozenset({"time", *_PRICES, "tick_volume", "spread"})
_TIMEFRAMES = {
    Timeframe.M1: RateTimeframe.M1,
    Timeframe.M5: RateTimeframe.M5,
    Timeframe.M15: RateTimeframe.M15,
}


class Mt5Feed:
    """Bars of one terminal.

    The first fetch takes the whole window; later ones take the tail, widened until it joins what
    is held. A hole is asked for a second time before it is believed, and a short window is asked
    for in full at each new bar, because terminals answer while history is still loading. Whether
    a hole is a fault is not judged here.

    Args:
        channel: The terminal.
        zone: The server's wall clock.
    """

    def __init__(self, channel: Channel, *, zone: ServerZone = NEW_YORK_PLUS_7) -> None:
        self._channel = channel
        self._zone = zone
        self._symbols = SymbolBook(channel)
        self._held: dict[tuple[str, Timeframe], Window] = {}

    def follow(self, zone: ServerZone) -> None:
        """Read the server's clock by another rule from now on; all bars are fetched anew."""
        self._zone = zone
        self._held.clear()

    async def bars(self, symbol: str, timeframe: Timeframe, *, count: int) -> Bars:
        """Return the last `count` closed bars, or as many as there are, oldest first.

        Raises:
            BrokerUnavailable: No answer, or bars that cannot be right.
            UnknownSymbol: The terminal does not offer the symbol.
        """
        await self._symbols.entry(symbol)
        held = self._held.get((symbol, timeframe))
        window = None if held is None else await self._extended(held, symbol, count=count)
        if window is None:
            fetched = await self._fetch(symbol, timeframe, count=count, held=held)
            window = held.merged(fetched, depth=count) if held else None
            window = window or first_window(fetched, depth=count)
        self._held[symbol, timeframe] = window
        return _with_volume(window.bars.tail(count))

    async def _extended(self, held: Window, symbol: str, *, count: int) -> Window | None:
        """Return the window with its missing tail; None when all of it must be asked for."""
        asked = held.tail_needed + OVERLAP
        while asked < count <= held.depth:
            fetched = await self._fetch(symbol, held.bars.timeframe, count=asked, held=held)
            if held.is_joined_by(fetched):
                window = held.merged(fetched, depth=held.depth)
                grown = window.newest != held.newest
                return None if grown and len(window.bars) < count else window
            if len(fetched) < asked:
                return None
            asked *= _WIDER
        return None

    async def _fetch(
        self, symbol: str, timeframe: Timeframe, *, count: int, held: Window | None
    ) -> Bars:
        """Return up to `count` closed bars; the one at position 0 is forming and is dropped."""
        code = int(_TIMEFRAMES[timeframe])
        what = f"bars of {symbol}"
        reply = await self._channel.call("copy_rates_from_pos", symbol, code, 0, count + _FORMING)
        rates = _rates(present(reply, what), what)
        newest = None if held is None else held.newest
        times = self._zone.columns_to_utc(rates["time"].astype(np.int64), not_before=newest)
        return Bars(
            timeframe=timeframe,
            time=times[:-_FORMING],
            open=_prices(rates, "open"),
            high=_prices(rates, "high"),
            low=_prices(rates, "low"),
            close=_prices(rates, "close"),
            volume=rates["tick_volume"][:-_FORMING].astype(np.float64),
            spread=rates["spread"][:-_FORMING].astype(np.float64),
        )


def _rates(value: object, what: str) -> Rates:
    if not isinstance(value, np.ndarray) or not _COLUMNS.issubset(value.dtype.names or ()):
        message = f"{what}: not a table of rates"
        raise AbsurdAnswer(message)
    rates = cast("Rates", value)
    closed = rates[:-_FORMING]
    columns = np.stack([closed[name].astype(np.float64) for name in _PRICES])
    if not bool(np.all(np.isfinite(columns) & (columns > 0))):
        message = f"{what}: a price that is not a positive number"
        raise AbsurdAnswer(message)
    if bool(np.any(closed["high"] < columns.max(axis=0))) or bool(
        np.any(closed["low"] > columns.min(axis=0))
    ):
        message = f"{what}: a price outside of its bar's range"
        raise AbsurdAnswer(message)
    return rates


def _with_volume(bars: Bars) -> Bars:
    """Return the bars with no volume at all where none was ever counted."""
    if bars.volume is None or bool(np.any(bars.volume > 0)):
        return bars
    return replace(bars, volume=None)


def _prices(rates: Rates, name: str) -> NDArray[np.float64]:
    return rates[name][:-_FORMING].astype(np.float64)
