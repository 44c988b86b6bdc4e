"""Trades seen together: exposure per currency, stacks, what closing which leg frees."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dtms.core.events import Relief
from dtms.core.market import Instrument
from dtms.core.policy import RailPolicy
from dtms.core.trade import Position

_LEAST = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A position with what its money is worth.

    Attributes:
        position: As read from the broker.
        instrument: Its symbol.
        value: Account currency per price unit and lot.
        hedge: Whether it is a hedge of DTMS.
    """

    position: Position
    instrument: Instrument
    value: float
    hedge: bool = False

    @property
    def notional(self) -> float:
        """Return what the position moves, account currency, positive for a BUY."""
        position = self.position
        size = float(position.volume * position.price) * self.value
        return size * position.side.sign

    def loss_at(self, price: Decimal) -> float:
        """Return what closing at a price would lose from entry, account currency."""
        position = self.position
        move = (position.entry - price) * position.side.sign
        return float(move * position.volume) * self.value

    @property
    def risk(self) -> float | None:
        """Return what its stop would lose from entry, none below zero; None without a stop."""
        stop = self.position.stop
        return None if stop is None else max(self.loss_at(stop), 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """How an account leans on one currency; money in account currency, negative is short.

    Attributes:
        currency: Which.
        net: Of all positions, hedges included.
        trades: How many positions, hedges not counted, lean the way of the net.
        times: The net as a multiple of the largest single position on that side.
    """

    currency: str
    net: float
    trades: int
    times: float


def exposures(holdings: Sequence[Holding]) -> tuple[Exposure, ...]:
    """Return the exposure per currency, the largest first.

    A BUY of EURUSD is long euros and short as many dollars.
    """
    currencies = sorted({currency for one in holdings for currency in _currencies(one.instrument)})
    found = (_exposure(currency, holdings) for currency in currencies)
    return tuple(sorted(found, key=lambda one: (-abs(one.net), one.currency)))


def _exposure(currency: str, holdings: Sequence[Holding]) -> Exposure:
    parts = [(one, _part(one, currency)) for one in holdings]
    net = sum(part for _, part in parts)
    sides = [abs(part) for one, part in parts if not one.hedge and part * net > 0]
    largest = max(sides, default=0.0)
    times = abs(net) / largest if largest > _LEAST else 0.0
    return Exposure(currency=currency, net=net, trades=len(sides), times=times)


def _part(of: Holding, currency: str) -> float:
    base, profit = of.instrument.currency_base, of.instrument.currency_profit
    if base == profit:
        return 0.0
    if currency == base:
        return of.notional
    return -of.notional if currency == profit else 0.0


def _currencies(instrument: Instrument) -> set[str]:
    if instrument.currency_base == instrument.currency_profit:
        return set()  # an index leans on no currency of its own
    return {instrument.currency_base, instrument.currency_profit}


def stacks(found: Iterable[Exposure], limits: RailPolicy) -> tuple[Exposure, ...]:
    """Return the currencies on which too many trades lean the same way."""
    return tuple(
        one
        for one in found
        if one.trades >= limits.stack_trades and one.times >= limits.stack_times
    )


def relief(holdings: Sequence[Holding], margin: float) -> tuple[Relief, ...]:
    """Return about what closing each position frees, most first.

    The margin in use is shared out by what each position moves. On a symbol with both sides open
    closing the smaller side frees nothing.

    Args:
        holdings: Open positions.
        margin: In use, account currency.
    """
    weights = [abs(one.notional) * _uncovered(one, holdings) for one in holdings]
    total = sum(weights)
    if total < _LEAST:
        return ()
    freed = (
        Relief(
            position=one.position.ticket,
            symbol=one.position.symbol,
            volume=one.position.volume,
            frees=margin * weight / total,
        )
        for one, weight in zip(holdings, weights, strict=True)
        if weight > 0
    )
    return tuple(sorted(freed, key=lambda one: (-one.frees, one.position)))


def _uncovered(of: Holding, holdings: Sequence[Holding]) -> float:
    """Return the share of a position that no opposite one covers."""
    position = of.position
    net = sum(
        (
            one.position.volume * one.position.side.sign * position.side.sign
            for one in holdings
            if one.position.symbol == position.symbol
        ),
        Decimal(0),
    )
    return float(min(max(net, Decimal(0)), position.volume) / position.volume)
