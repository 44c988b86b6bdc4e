"""A price far from the last good one is believed when the next tick confirms it, not before."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import numpy as np

from dtms.core.market import Bars, Quote

_USUAL_BARS = 96  # M15 bars whose median range is the yardstick: a day


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    price: Decimal
    at: datetime


class Spikes:
    """Remembers each symbol's last good price.

    Args:
        widths: How many usual M15 ranges a price may jump between two looks.
    """

    def __init__(self, widths: float) -> None:
        self._widths = Decimal(str(widths))
        self._good: dict[str, Decimal] = {}
        self._wild: dict[str, _Seen] = {}

    def wild(self, symbol: str, quote: Quote, usual: float | None) -> bool:
        """Claim that a quote jumped and that no later tick has confirmed it yet.

        Args:
            symbol: The broker's name.
            quote: The last quote.
            usual: The usual range of an M15 bar, price units; None while it cannot be known.
        """
        price = (quote.bid + quote.ask) / 2
        good = self._good.get(symbol)
        if good is None or usual is None:
            self._good.setdefault(symbol, price)
            return False
        limit = self._widths * Decimal(str(usual))
        before = self._wild.get(symbol)
        near = abs(price - good) <= limit
        confirmed = (
            before is not None and quote.at > before.at and abs(price - before.price) <= limit
        )
        if near or confirmed:
            self._good[symbol] = price
            self._wild.pop(symbol, None)
            return False
        if before is None or abs(price - before.price) > limit:
            self._wild[symbol] = _Seen(price=price, at=quote.at)
        return True

    def lonely(self, bars: Bars, quote: Quote, usual: float | None) -> bool:
        """Claim that the last bar closed on a spike: far from the close before it and from now.

        In a crash the price stays away, and the bar is believed.
        """
        if usual is None or len(bars) < 2:  # noqa: PLR2004 - a close and the one before it
            return False
        limit = float(self._widths) * usual
        last, before = float(bars.close[-1]), float(bars.close[-2])
        out, back = last - before, last - float(quote.bid)
        return min(abs(out), abs(back)) > limit and (out > 0) is (back > 0)


def usual_range(m15: Bars) -> float | None:
    """Return the median range of the last day's M15 bars, price units; None without bars."""
    held = m15.tail(_USUAL_BARS)
    width = float(np.median(held.high - held.low)) if len(held) else 0.0
    return width if width > 0 else None
