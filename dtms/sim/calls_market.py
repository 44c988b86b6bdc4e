"""The module's functions about symbols, ticks and bars."""

from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dtms.sim import constants as c
from dtms.sim import views
from dtms.sim.arguments import (
    CallError,
    bad_arguments,
    exactly,
    group_filter,
    moment,
    name_of,
    whole,
)
from dtms.sim.calls import Calls, asks, no_such
from dtms.sim.faults import OldTick, ZeroTick
from dtms.sim.rates import TIMEFRAMES, Rows
from dtms.sim.sessions import DAY_MSC
from dtms.sim.structs import Struct
from dtms.sim.symbols import SymbolSpec

TICKS: Final = np.dtype(
    [
        ("time", "<i8"),
        ("bid", "<f8"),
        ("ask", "<f8"),
        ("last", "<f8"),
        ("volume", "<u8"),
        ("time_msc", "<i8"),
        ("flags", "<u4"),
        ("volume_real", "<f8"),
    ]
)
_FLAGS: Final = (c.COPY_TICKS_ALL, c.COPY_TICKS_INFO, c.COPY_TICKS_TRADE)
_BOTH_SIDES: Final = c.TICK_FLAG_BID | c.TICK_FLAG_ASK
_AT_LEAST: Final = 1


class MarketCalls(Calls):
    """`symbols_total` to `copy_ticks_range`, and the depth of market, which is never offered."""

    def _spec(self, name: object) -> SymbolSpec:
        spec = self._desk.market.specs.get(name_of(name))
        if spec is None:
            raise no_such()
        return spec

    @asks(None)
    def symbols_total(self) -> int:
        """Number of symbols."""
        return len(self._desk.market.specs)

    @asks(False)  # noqa: FBT003  the module's own failure value
    def symbols_get(self, /, *args: object, **keywords: object) -> tuple[Struct, ...]:
        """Symbols of a group, or all."""
        exactly(args[1:], 0)
        group = args[0] if args else keywords.get("group", "*")
        admits = group_filter(group)
        specs = self._desk.market.specs.values()
        return tuple(views.symbol_struct(self._desk, s) for s in specs if admits(s.name))

    @asks(None)
    def symbol_info(self, *args: object) -> Struct:
        """A symbol's terms and prices."""
        exactly(args, 1)
        return views.symbol_struct(self._desk, self._spec(args[0]))

    @asks(None)
    def symbol_info_tick(self, *args: object) -> Struct:
        """Last tick of a symbol in Market Watch."""
        exactly(args, 1)
        spec = self._spec(args[0])
        quote = self._desk.market.last(spec.name, self._desk.shown_msc - self._age())
        if quote is None or spec.name not in self._desk.ledger.totals.selected:
            raise no_such()
        if any(isinstance(effect, ZeroTick) for effect in self._struck):
            quote = quote._replace(bid=0.0)
        return views.tick_struct(self._desk, quote)

    def _age(self) -> int:
        """Milliseconds by which the tick shown is too old."""
        ages = [effect.by for effect in self._struck if isinstance(effect, OldTick)]
        return max(ages, default=timedelta()) // timedelta(milliseconds=1)

    @asks(False)  # noqa: FBT003  the module's own failure value
    def symbol_select(self, *args: object) -> bool:
        """Put a symbol into Market Watch or take it out; one with a position or order stays."""
        if len(args) not in {1, 2}:
            raise bad_arguments()
        spec = self._spec(args[0])
        selected = self._desk.ledger.totals.selected
        wanted = bool(args[1]) if len(args) > _AT_LEAST else True
        ledger = self._desk.ledger
        if not wanted and (ledger.of_symbol(spec.name) or ledger.waiting(spec.name)):
            raise CallError(c.RES_E_FAIL, "Terminal: Call failed")
        if wanted and spec.name not in selected:
            selected.append(spec.name)
            self._desk.commit_totals()
        if not wanted and spec.name in selected:
            selected.remove(spec.name)
            self._desk.commit_totals()
        return True

    @asks(False)  # noqa: FBT003  the module's own failure value
    def market_book_add(self, *args: object) -> bool:
        """Depth of market is not offered."""
        exactly(args, 1)
        self._spec(args[0])
        raise CallError(c.RES_E_FAIL, "Terminal: Call failed")

    @asks(None)
    def market_book_get(self, *args: object) -> tuple[Struct, ...]:
        """Depth of market is not offered."""
        exactly(args, 1)
        self._spec(args[0])
        raise CallError(c.RES_E_FAIL, "Terminal: Call failed")

    @asks(False)  # noqa: FBT003  the module's own failure value
    def market_book_release(self, *args: object) -> bool:
        """Depth of market is not offered."""
        exactly(args, 1)
        self._spec(args[0])
        raise CallError(c.RES_E_FAIL, "Terminal: Call failed")

    def _bars_of(self, symbol: object, timeframe: object) -> tuple[str, int]:
        spec, frame = self._spec(symbol), whole(timeframe)
        if frame not in TIMEFRAMES:
            raise CallError(c.RES_E_INVALID_PARAMS, "Terminal: Invalid params")
        return spec.name, frame

    @asks(None)
    def copy_rates_from_pos(self, *args: object) -> Rows:
        """Bars by position; 0 is the forming one."""
        exactly(args, 4)
        symbol, frame = self._bars_of(args[0], args[1])
        skip, count = whole(args[2]), whole(args[3])
        _some(count, skip)
        return self._desk.rates.newest(symbol, frame, self._desk.shown_msc, skip, count)

    @asks(None)
    def copy_rates_from(self, *args: object) -> Rows:
        """The `count` bars opened up to a date."""
        exactly(args, 4)
        symbol, frame = self._bars_of(args[0], args[1])
        until, count = moment(args[2]), whole(args[3])
        _some(count, 0)
        return self._desk.rates.before(symbol, frame, self._desk.shown_msc, until, count)

    @asks(None)
    def copy_rates_range(self, *args: object) -> Rows:
        """Bars opened between two dates, both included."""
        exactly(args, 4)
        symbol, frame = self._bars_of(args[0], args[1])
        since, until = moment(args[2]), moment(args[3])
        return self._desk.rates.between(symbol, frame, self._desk.shown_msc, since, until)

    @asks(None)
    def copy_ticks_from(self, *args: object) -> NDArray[np.void]:
        """The first `count` ticks from a date on."""
        exactly(args, 4)
        spec, since = self._spec(args[0]), moment(args[1])
        count, flags = whole(args[2]), _tick_flags(args[3])
        _some(count, 0)
        return self._ticks(spec, since * 1000, None, count, flags)

    @asks(None)
    def copy_ticks_range(self, *args: object) -> NDArray[np.void]:
        """Ticks between two dates, both included."""
        exactly(args, 4)
        spec, flags = self._spec(args[0]), _tick_flags(args[3])
        since, until = moment(args[1]), moment(args[2])
        return self._ticks(spec, since * 1000, until * 1000, None, flags)

    def _ticks(
        self, spec: SymbolSpec, since: int, until: int | None, count: int | None, flags: int
    ) -> NDArray[np.void]:
        """Ticks within server milliseconds; none of them trades."""
        parts: list[NDArray[np.void]] = []
        if flags == c.COPY_TICKS_TRADE:
            return np.zeros(0, TICKS)
        zone, market, now = self._desk.zone, self._desk.market, self._desk.shown_msc
        first_utc = max(zone.to_utc(since // 1000) * 1000, market.feed.span(spec.name)[0] * DAY_MSC)
        last_utc = now if until is None else min(now, zone.to_utc(until // 1000) * 1000)
        found = 0
        for day in range(first_utc // DAY_MSC, last_utc // DAY_MSC + 1):
            quotes = market.quotes(spec.name, day).cut(first_utc, last_utc + 1)
            rows = np.zeros(len(quotes.time_msc), TICKS)
            rows["time_msc"] = quotes.time_msc + 1000 * zone.offsets(quotes.time_msc // 1000)
            rows["time"] = rows["time_msc"] // 1000
            rows["bid"], rows["ask"], rows["flags"] = quotes.bid, quotes.ask, _BOTH_SIDES
            parts.append(rows)
            found += len(rows)
            if count is not None and found >= count:
                break
        ticks = np.concatenate(parts) if parts else np.zeros(0, TICKS)
        return ticks if count is None else ticks[:count]


def _some(count: int, skip: int) -> None:
    if count <= 0 or skip < 0:
        raise CallError(c.RES_E_INVALID_PARAMS, "Terminal: Invalid params")


def _tick_flags(value: object) -> int:
    flags = whole(value)
    if flags not in _FLAGS:
        raise CallError(c.RES_E_INVALID_PARAMS, "Terminal: Invalid params")
    return flags
