"""What can be traded: one specification per symbol, with a retail broker's usual figures."""

from dataclasses import dataclass
from math import floor
from typing import Final

from dtms.sim import constants as c
from dtms.sim.sessions import Schedule

FILL_FOK: Final = 1
FILL_IOC: Final = 2
_ALL_ORDER_KINDS: Final = 127
_ALL_EXPIRATIONS: Final = 15
_STATED: Final = (c.SYMBOL_TRADE_EXECUTION_INSTANT, c.SYMBOL_TRADE_EXECUTION_REQUEST)
_TOLERANCE: Final = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolSpec:
    """A symbol's terms.

    Attributes:
        name: As the broker spells it, at most 29 characters; suffixes welcome.
        base: Currency bought, ISO code or metal or coin.
        profit: Currency in which the price is quoted and profit arises.
        margin: Currency in which margin arises.
        digits: Decimals of the price; the point is 10**-digits.
        tick_size: Price step in price units; 0 means one point.
        contract_size: Units of `base` in one lot.
        volume_limit: Largest total volume per direction in lots; 0 means none.
        stops_level: Least distance of a stop or target from the price, in points.
        freeze_level: Distance in points inside which nothing may be changed.
        calc_mode: `SYMBOL_CALC_MODE_*`.
        exemode: `SYMBOL_TRADE_EXECUTION_*`.
        filling: Bit mask of allowed filling modes, FOK = 1, IOC = 2.
        order_mode: Bit mask of allowed orders: market 1, limit 2, stop 4, stop-limit 8, stop 16,
            target 32, close-by 64.
        expiration_mode: Bit mask of allowed expirations: 1 << `ORDER_TIME_*`.
        depth: Lots dealt at one quote under Market and Exchange execution; 0 means any number.
        margin_rate: Multiplies the margin; 5 at leverage 100 makes 1:20.
        margin_initial: Margin of one lot in the margin currency, in place of the price's (futures)
            or of the contract size (FX); 0 means none.
        tick_price: Worth of one tick of one lot in the profit currency, for futures and indices;
            0 means the contract size decides.
        margin_hedged: Contract size charged for a covered lot; 0 charges nothing.
        margin_hedged_use_leg: Charge the larger leg instead.
        swap_long: A night's swap of a buy, in the unit of `swap_mode`; charged by accounts with
            `charges_swap`.
        swap_short: The same of a sell.
        swap_rollover3days: `DAY_OF_WEEK_*` whose night counts three times.
        schedule: Trading hours.
        selected: In Market Watch from the start; others need `symbol_select`.
    """

    name: str
    base: str
    profit: str
    margin: str
    digits: int
    contract_size: float
    description: str = ""
    tick_size: float = 0.0
    volume_min: float = 0.01
    volume_max: float = 100.0
    volume_step: float = 0.01
    volume_limit: float = 0.0
    stops_level: int = 0
    freeze_level: int = 0
    calc_mode: int = c.SYMBOL_CALC_MODE_FOREX
    exemode: int = c.SYMBOL_TRADE_EXECUTION_MARKET
    trade_mode: int = c.SYMBOL_TRADE_MODE_FULL
    filling: int = FILL_FOK | FILL_IOC
    order_mode: int = _ALL_ORDER_KINDS
    expiration_mode: int = _ALL_EXPIRATIONS
    depth: float = 0.0
    margin_rate: float = 1.0
    margin_initial: float = 0.0
    tick_price: float = 0.0
    margin_hedged: float = 0.0
    margin_hedged_use_leg: bool = False
    swap_mode: int = c.SYMBOL_SWAP_MODE_POINTS
    swap_long: float = 0.0
    swap_short: float = 0.0
    swap_rollover3days: int = c.DAY_OF_WEEK_WEDNESDAY
    schedule: Schedule = Schedule.FX
    selected: bool = True

    @property
    def point(self) -> float:
        """Smallest decimal of the price, in price units."""
        return float(10**-self.digits)

    @property
    def step(self) -> float:
        """Price step in price units."""
        return self.tick_size or self.point

    @property
    def worth(self) -> float:
        """What one unit of price is worth for one lot, in the profit currency."""
        return self.tick_price / self.step if self.tick_price else self.contract_size

    def price(self, value: float) -> float:
        """Round a price to this symbol's digits."""
        return round(value, self.digits)

    def on_grid(self, price: float) -> bool:
        """Tell whether a price is a whole number of steps."""
        steps = price / self.step
        return abs(steps - round(steps)) < _TOLERANCE

    @property
    def asks_price(self) -> bool:
        """Whether a deal states its price: Instant and Request execution."""
        return self.exemode in _STATED

    def whole_volume(self, volume: float) -> float:
        """Round a volume down to whole steps."""
        return lots(floor(volume / self.volume_step + _TOLERANCE) * self.volume_step)

    def is_whole_volume(self, volume: float) -> bool:
        """Tell whether a volume in lots is a whole number of volume steps."""
        steps = volume / self.volume_step
        return abs(steps - round(steps)) < _TOLERANCE


def lots(volume: float) -> float:
    """Round a volume to the eight decimals the server keeps."""
    return round(volume, 8)


DEFAULT_SYMBOLS: Final = (
    SymbolSpec(
        name="EURUSD",
        base="EUR",
        profit="USD",
        margin="EUR",
        digits=5,
        contract_size=100_000.0,
        margin_hedged=100_000.0,
        swap_long=-7.2,
        swap_short=2.1,
        description="Euro vs US Dollar",
    ),
    SymbolSpec(
        name="GBPUSD",
        base="GBP",
        profit="USD",
        margin="GBP",
        digits=5,
        contract_size=100_000.0,
        margin_hedged=100_000.0,
        swap_long=-3.4,
        swap_short=-1.9,
        description="Great Britain Pound vs US Dollar",
    ),
    SymbolSpec(
        name="USDJPY",
        base="USD",
        profit="JPY",
        margin="USD",
        digits=3,
        contract_size=100_000.0,
        margin_hedged=100_000.0,
        swap_long=9.8,
        swap_short=-18.3,
        description="US Dollar vs Japanese Yen",
    ),
    SymbolSpec(
        name="XAUUSD",
        base="XAU",
        profit="USD",
        margin="USD",
        digits=2,
        contract_size=100.0,
        margin_hedged=0.0,
        swap_long=-38.5,
        swap_short=19.2,
        description="Gold vs US Dollar",
        calc_mode=c.SYMBOL_CALC_MODE_CFDLEVERAGE,
        filling=FILL_IOC,
        schedule=Schedule.METAL,
        selected=False,
    ),
    SymbolSpec(
        name="BTCUSD",
        base="BTC",
        profit="USD",
        margin="USD",
        digits=2,
        contract_size=1.0,
        margin_hedged=0.0,
        margin_rate=5.0,
        volume_max=20.0,
        stops_level=100,
        swap_mode=c.SYMBOL_SWAP_MODE_INTEREST_CURRENT,
        swap_long=-20.0,
        swap_short=-20.0,
        description="Bitcoin vs US Dollar",
        calc_mode=c.SYMBOL_CALC_MODE_CFDLEVERAGE,
        filling=FILL_IOC,
        schedule=Schedule.CRYPTO,
        selected=False,
    ),
)
