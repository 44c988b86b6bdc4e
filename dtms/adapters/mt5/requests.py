"""Actions as the terminal's request dictionaries, with the exact types its C reader demands.

Numbers of lots and prices are `float`, all others `int`: an int price, a Decimal or a numpy
integer is refused silently by the real module.
"""

import math
from decimal import Decimal

from dtms.adapters.mt5.constants import (
    COMMENT_LIMIT,
    Filling,
    OrderTime,
    OrderType,
    TradeAction,
)
from dtms.core.actions import Action, CloseHedge, MoveStop, OpenHedge, ReAdd, Reduce
from dtms.core.market import Quote, Side

type Request = dict[str, int | float | str]

_FLOATS = frozenset({"volume", "price", "stoplimit", "sl", "tp"})
_TEXTS = frozenset({"symbol", "comment"})
_ALWAYS = frozenset({"action", "magic"})
_NEEDED: dict[int | float | str, frozenset[str]] = {
    TradeAction.DEAL: frozenset({"symbol", "volume", "type", "type_filling"}),
    TradeAction.SLTP: frozenset({"symbol", "position", "sl", "tp"}),
}

_ORDER_TYPES = {Side.BUY: OrderType.BUY, Side.SELL: OrderType.SELL}


def stop_request(action: MoveStop, *, magic: int, ticket: int) -> Request:
    """Return the request that sets both levels of a position.

    Args:
        action: Stop and target; both always travel, or the terminal deletes the missing one.
        magic: Identity of the intent.
        ticket: The position's ticket.
    """
    return {
        "action": int(TradeAction.SLTP),
        "magic": int(magic),
        "symbol": action.symbol,
        "position": int(ticket),
        "sl": _level(action.stop),
        "tp": _level(action.target),
        "comment": comment_of(action),
    }


def deal_request(
    action: Reduce | CloseHedge | OpenHedge | ReAdd,
    *,
    magic: int,
    quote: Quote,
    deviation: int,
    filling: Filling,
) -> Request:
    """Return the request of a market order, without the position it closes.

    Args:
        action: What to open or close.
        magic: Identity of the intent.
        quote: The latest prices.
        deviation: Accepted slippage in points; ignored under market execution.
        filling: Mode to ask for.
    """
    side = order_side(action)
    request: Request = {
        "action": int(TradeAction.DEAL),
        "magic": int(magic),
        "symbol": action.symbol,
        "volume": float(action.volume),
        "price": float(quote.opening(side)),
        "deviation": int(deviation),
        "type": int(_ORDER_TYPES[side]),
        "type_time": int(OrderTime.GTC),
        "type_filling": int(filling),
        "comment": comment_of(action),
    }
    match action:
        case OpenHedge():
            request |= {"sl": _level(action.stop), "tp": 0.0}
        case ReAdd():
            request |= {"sl": _level(action.stop), "tp": _level(action.target)}
        case Reduce() | CloseHedge():
            pass
    return request


def fault_of(request: Request) -> str | None:
    """Return why a request must not leave, None when it may: the last look before the terminal.

    The module refuses wrong types and long comments without saying so at the server, reads a
    missing level as "remove it", and a close without its position as a new order.
    """
    for name, value in request.items():
        wanted = float if name in _FLOATS else str if name in _TEXTS else int
        if type(value) is not wanted:
            return f"{name} is a {type(value).__name__}, must be {wanted.__name__}"
        if isinstance(value, float) and not (math.isfinite(value) and value >= 0):
            return f"{name} is {value}"
    needed = _ALWAYS | _NEEDED.get(request.get("action", 0), frozenset())
    absent = sorted(needed - request.keys())
    if absent or not request["magic"]:
        return f"{', '.join(absent) or 'magic'} is missing"
    comment = str(request.get("comment", ""))
    if len(comment.encode("utf-16-le")) > 2 * COMMENT_LIMIT:
        return f"comment is longer than {COMMENT_LIMIT} characters"
    return None


def order_side(action: Reduce | CloseHedge | OpenHedge | ReAdd) -> Side:
    """Return the side of the order: the opposite of what it closes, its own when it opens."""
    match action:
        case Reduce() | CloseHedge():
            return action.side.opposite
        case OpenHedge() | ReAdd():
            return action.side


def comment_of(action: Action) -> str:
    """Return the order's comment, a hint for people; identity is the magic number."""
    words = _comment(action)
    return words if len(words) <= COMMENT_LIMIT else "DTMS"


def _comment(action: Action) -> str:
    match action:
        case OpenHedge():
            return f"DTMS_HEDGE_{action.key.position}"
        case ReAdd():
            return f"DTMS readd {action.key.position}"
        case Reduce() | CloseHedge() | MoveStop():
            return f"DTMS {action.cause.value}"


def _level(price: Decimal | None) -> float:
    return 0.0 if price is None else float(price)
