"""The prices at which something of a symbol's books would happen."""

from collections.abc import Iterable, Sequence
from typing import Final

from dtms.sim.market import Levels
from dtms.sim.planning_pending import LIMITS, MARKET
from dtms.sim.records import Order, Position

_INFINITE: Final = float("inf")


def triggers(held: Sequence[Position], waiting: Sequence[Order]) -> Levels | None:
    """The nearest stop, target or order price on each side; None when there is none at all.

    A buy leaves at the bid and enters at the ask, a sell the other way round.
    """
    buys, sells = [p for p in held if p.is_buy], [p for p in held if not p.is_buy]
    stops, targets = _levels(buys)
    falls, rises = _entries(o for o in waiting if not o.is_buy)
    bid_low, bid_high = [*stops, *falls], [*targets, *rises]
    stops, targets = _levels(sells)
    falls, rises = _entries(o for o in waiting if o.is_buy)
    ask_low, ask_high = [*targets, *falls], [*stops, *rises]
    if not (bid_low or bid_high or ask_low or ask_high):
        return None
    return Levels(
        bid_low=max(bid_low, default=-_INFINITE),
        bid_high=min(bid_high, default=_INFINITE),
        ask_high=min(ask_high, default=_INFINITE),
        ask_low=max(ask_low, default=-_INFINITE),
    )


def _levels(held: Iterable[Position]) -> tuple[list[float], list[float]]:
    positions = list(held)
    return [p.sl for p in positions if p.sl], [p.tp for p in positions if p.tp]


def _entries(waiting: Iterable[Order]) -> tuple[list[float], list[float]]:
    """Prices of one side's orders that wait for a fall, and for a rise."""
    falls: list[float] = []
    rises: list[float] = []
    for order in waiting:
        if order.type in MARKET:
            # The rest of a market order deals at whatever comes.
            falls.append(_INFINITE)
            continue
        below = order.is_buy == (order.type in LIMITS)
        (falls if below else rises).append(order.price_open)
    return falls, rises
