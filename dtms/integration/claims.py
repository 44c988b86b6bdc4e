"""What a caller says of a trade, beside what the broker holds: the broker's values win."""

from dataclasses import dataclass
from decimal import Decimal

from dtms.core.market import Instrument, Side
from dtms.core.trade import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A caller's description of a position; prices None where nothing is said of them."""

    ticket: int
    symbol: str
    side: Side
    entry_price: float
    volume: float
    stop_loss: float | None
    take_profit: float | None


def differences(claim: Claim, held: Position, instrument: Instrument) -> tuple[str, ...]:
    """Return what differs between a claim and the book, in words for a warning."""
    found = []
    if claim.symbol not in {held.symbol, instrument.base}:
        found.append(_differs("symbol", claim.symbol, held.symbol))
    if claim.side is not held.side:
        found.append(_differs("direction", claim.side.name, held.side.name))
    half = instrument.tick_size / 2
    figures = (
        ("entry_price", claim.entry_price, held.entry, half),
        ("volume", claim.volume, held.volume, instrument.volume_step / 2),
        ("stop_loss", claim.stop_loss, held.stop, half),
        ("take_profit", claim.take_profit, held.target, half),
    )
    for name, given, real, slack in figures:
        if given is not None and not _agree(given, real, slack):
            found.append(_differs(name, f"{given:g}", "none" if real is None else f"{real:f}"))
    return tuple(found)


def _agree(given: float, real: Decimal | None, slack: Decimal) -> bool:
    return real is not None and abs(Decimal(repr(float(given))) - real) <= slack


def _differs(name: str, given: str, real: str) -> str:
    return f"{name}_differs: given {given}, broker {real}"
