"""Prices and instruments: what the market offers, in whole ticks and whole volume steps."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from enum import Enum, IntEnum

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]


class Side(Enum):
    """Direction of a position."""

    BUY = "buy"
    SELL = "sell"

    @property
    def sign(self) -> int:
        """Return +1 for a buy, -1 for a sell."""
        return 1 if self is Side.BUY else -1

    @property
    def opposite(self) -> "Side":
        """Return the other side."""
        return Side.SELL if self is Side.BUY else Side.BUY


class Timeframe(IntEnum):
    """Length of a bar, in minutes."""

    M1 = 1
    M5 = 5
    M15 = 15

    @property
    def length(self) -> timedelta:
        """Return the bar's length."""
        return timedelta(minutes=self.value)

    @property
    def seconds(self) -> int:
        """Return the bar's length in seconds."""
        return self.value * 60


class AssetClass(Enum):
    """What kind of thing is traded; decides the VWAP anchor and the trading week."""

    FX = "fx"
    METAL = "metal"
    INDEX = "index"
    CRYPTO = "crypto"


class SwapMode(Enum):
    """In what a symbol's swap is stated; what cannot be put into money has no member."""

    NONE = "none"
    POINTS = "points"
    BASE = "base"  # the symbol's base currency, for one lot
    ACCOUNT = "account"  # the account's currency, for one lot
    INTEREST = "interest"  # per cent a year of the position's worth


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """What the broker pays (positive) or takes (negative) for a night, in the mode's own unit."""

    mode: SwapMode
    long: float
    short: float

    def rate(self, side: Side) -> float:
        """Return the rate of positions of this side."""
        return self.long if side is Side.BUY else self.short


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """What the broker says of a symbol; the only place where prices and volumes are rounded.

    Attributes:
        symbol: The broker's own name, case kept.
        base: The plain name the policy knows (`XAUUSD` for `XAUUSD.r`).
        digits: Decimals shown.
        point: Smallest displayed price step, in price units.
        tick_size: Smallest legal price step, in price units.
        contract_size: Units of the base currency in one lot.
        volume_min: Smallest volume, in lots.
        volume_max: Largest volume of one order, in lots.
        volume_step: Volume step, in lots.
        stops_level: Least distance of a stop from the price, in points.
        freeze_level: Distance within which levels may not be changed, in points.
        asset_class: Decides session anchors.
        currency_base: Left currency of the pair.
        currency_profit: Currency profit arises in.
        close_by: Whether opposite positions may be closed by one another.
        tradable: Whether the broker allows full trading of it now.
        swap: What a night costs; None where that is not known.
    """

    symbol: str
    base: str
    digits: int
    point: Decimal
    tick_size: Decimal
    contract_size: Decimal
    volume_min: Decimal
    volume_max: Decimal
    volume_step: Decimal
    stops_level: int
    freeze_level: int
    asset_class: AssetClass
    currency_base: str
    currency_profit: str
    close_by: bool
    tradable: bool
    swap: Swap | None = None

    def price(self, value: Decimal | float) -> Decimal:
        """Round a price to the nearest whole tick."""
        return self._ticks(value, ROUND_HALF_EVEN)

    def price_below(self, value: Decimal | float) -> Decimal:
        """Round a price down to a whole tick."""
        return self._ticks(value, ROUND_FLOOR)

    def price_above(self, value: Decimal | float) -> Decimal:
        """Round a price up to a whole tick."""
        return self._ticks(value, ROUND_CEILING)

    def floor_volume(self, volume: Decimal) -> Decimal:
        """Round a volume down to a whole step; zero when below the broker's minimum."""
        floored = (volume / self.volume_step).to_integral_value(ROUND_FLOOR) * self.volume_step
        return floored if floored >= self.volume_min else Decimal(0)

    def ceil_volume(self, volume: Decimal) -> Decimal:
        """Round a volume up to a whole step, at least the broker's minimum."""
        steps = (volume / self.volume_step).to_integral_value(ROUND_CEILING)
        return max(steps * self.volume_step, self.volume_min)

    @property
    def stops_distance(self) -> Decimal:
        """Return the least distance of a stop from the price, in price units."""
        return self.stops_level * self.point

    @property
    def clear_distance(self) -> Decimal:
        """Return the distance at which a stop is legal and stays changeable, in price units."""
        return max(self.stops_level, self.freeze_level) * self.point

    def _ticks(self, value: Decimal | float, rounding: str) -> Decimal:
        exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
        ticks = (exact / self.tick_size).to_integral_value(rounding)
        return (ticks * self.tick_size).quantize(self.point)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Best bid and ask; `at` is aware UTC."""

    at: datetime
    bid: Decimal
    ask: Decimal

    @property
    def spread(self) -> Decimal:
        """Return ask minus bid, in price units."""
        return self.ask - self.bid

    def closing(self, side: Side) -> Decimal:
        """Return the price a position of this side would close at."""
        return self.bid if side is Side.BUY else self.ask

    def opening(self, side: Side) -> Decimal:
        """Return the price a position of this side would open at."""
        return self.ask if side is Side.BUY else self.bid


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Closed bid bars as columns, oldest first.

    Attributes:
        timeframe: Length of each bar.
        time: Open of each bar, epoch seconds UTC, strictly increasing.
        open: First bid of the bar.
        high: Highest bid of the bar.
        low: Lowest bid of the bar.
        close: Last bid of the bar.
        volume: Tick or traded volume; None where the source has none.
        spread: Spread in points.
    """

    timeframe: Timeframe
    time: Ints
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats | None
    spread: Floats

    def __len__(self) -> int:
        return len(self.time)

    def tail(self, count: int) -> "Bars":
        """Return the last `count` bars."""
        return self.rows(max(len(self) - count, 0), len(self))

    def rows(self, start: int, stop: int) -> "Bars":
        """Return the bars from index `start` up to, not including, `stop`."""
        cut = slice(start, stop)
        return Bars(
            timeframe=self.timeframe,
            time=self.time[cut],
            open=self.open[cut],
            high=self.high[cut],
            low=self.low[cut],
            close=self.close[cut],
            volume=None if self.volume is None else self.volume[cut],
            spread=self.spread[cut],
        )

    def closed_at(self, index: int) -> datetime:
        """Return the instant at which a bar closed, aware UTC."""
        return datetime.fromtimestamp(int(self.time[index]) + self.timeframe.seconds, UTC)
