"""Swap: what holding a position over the server's midnight costs or earns."""

from typing import Final

from dtms.sim import constants as c
from dtms.sim.errors import SimError
from dtms.sim.records import Position
from dtms.sim.sessions import DAY_S, ServerZone
from dtms.sim.symbols import SymbolSpec
from dtms.sim.valuation import Valuer

_CENTS: Final = 2
_BANK_YEAR: Final = 360
_TRIPLE: Final = 3
_WEEKEND: Final = (c.DAY_OF_WEEK_SATURDAY, c.DAY_OF_WEEK_SUNDAY)
_REOPENING: Final = (c.SYMBOL_SWAP_MODE_REOPEN_CURRENT, c.SYMBOL_SWAP_MODE_REOPEN_BID)


def next_midnight(zone: ServerZone, now: int) -> int:
    """UTC milliseconds of the server's next midnight."""
    server = zone.to_server(now // 1000)
    return zone.to_utc((server // DAY_S + 1) * DAY_S) * 1000


def nights(spec: SymbolSpec, zone: ServerZone, midnight: int) -> int:
    """Number of nights charged at a midnight: none at the weekend, three on the symbol's day."""
    ended = zone.to_server(midnight // 1000) // DAY_S - 1
    # The epoch was a Thursday; the module's week begins on Sunday.
    weekday = (ended + c.DAY_OF_WEEK_THURSDAY) % 7
    if weekday in _WEEKEND:
        return 0
    return _TRIPLE if weekday == spec.swap_rollover3days else 1


def demand_simulated(spec: SymbolSpec) -> None:
    """Refuse symbols whose swap is paid by reopening.

    Raises:
        SimError: The mode is not simulated.
    """
    if spec.swap_mode in _REOPENING:
        message = f"{spec.name}: swap by reopening is not simulated; use another swap_mode"
        raise SimError(message)


def swap(valuer: Valuer, held: Position, now: int) -> float:
    """One night's swap of a position in the account's currency."""
    spec = valuer.spec(held.symbol)
    rate = spec.swap_long if held.is_buy else spec.swap_short
    price = valuer.exit_price(held, now)
    worth = held.volume * spec.worth
    per_lot = rate * held.volume
    amount, currency = {
        c.SYMBOL_SWAP_MODE_POINTS: (rate * spec.point * worth, spec.profit),
        c.SYMBOL_SWAP_MODE_CURRENCY_SYMBOL: (per_lot, spec.base),
        c.SYMBOL_SWAP_MODE_CURRENCY_MARGIN: (per_lot, spec.margin),
        c.SYMBOL_SWAP_MODE_CURRENCY_DEPOSIT: (per_lot, valuer.currency),
        c.SYMBOL_SWAP_MODE_INTEREST_CURRENT: (
            price * worth * rate / 100 / _BANK_YEAR,
            spec.profit,
        ),
        c.SYMBOL_SWAP_MODE_INTEREST_OPEN: (
            held.price_open * worth * rate / 100 / _BANK_YEAR,
            spec.profit,
        ),
    }.get(spec.swap_mode, (0.0, valuer.currency))
    return round(valuer.convert(amount, currency, now), _CENTS)
