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
from dtms.core.actions import (
    Action,
    CancelPending,
    CloseBy,
    CloseHedge,
    MoveStop,
    OpenHedge,
    OpenTrade,
    PlacePending,
    ReAdd,
    Reduce,
)
from dtms.core.market import Quote, Side
from dtms.core.trade import OrderKind

type Request = dict[str, int | float | str]

type Deal = Reduce | CloseHedge | OpenHedge | ReAdd | OpenTrade

_FLOATS = frozenset({"volume", "price", "stoplimit", "sl", "tp"})
_TEXTS = frozenset({"symbol", "comment"})
_ALWAYS = frozenset({"action", "magic"})
_NEEDED: dict[int | float | str, frozenset[str]] = {
    TradeAction.DEAL: frozenset({"symbol", "volume", "type", "type_filling"}),
    TradeAction.SLTP: frozenset({"symbol", "position", "sl", "tp"}),
    TradeAction.PENDING: frozenset(
        {"symbol", "volume", "price", "sl", "tp", "type", "type_filling"}
    ),
    TradeAction.REMOVE: frozenset({"order"}),
}

_ORDER_TYPES = {Side.BUY: OrderType.BUY, Side.SELL: OrderType.SELL}
PENDING_TYPES = {
    (Side.BUY, OrderKind.LIMIT): OrderType.BUY_LIMIT,
    (Side.SELL, OrderKind.LIMIT): OrderType.SELL_LIMIT,
    (Side.BUY, OrderKind.STOP): OrderType.BUY_STOP,
    (Side.SELL, OrderKind.STOP): OrderType.SELL_STOP,
}


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


def pending_request(
    action: PlacePending, *, magic: int, expiration: int | None, filling: Filling
) -> Request:
    """Return the request that leaves an order in the book, its levels with it.

    Args:
        action: What to place.
        magic: Identity of the intent.
        expiration: Server seconds at which the broker drops it; None for never.
        filling: Mode to ask for.
    """
    request: Request = {
        "action": int(TradeAction.PENDING),
        "magic": int(magic),
        "symbol": action.symbol,
        "volume": float(action.volume),
        "price": float(action.price),
        "sl": _level(action.stop),
        "tp": _level(action.target),
        "type": int(PENDING_TYPES[action.side, action.entry]),
        "type_time": int(OrderTime.GTC),
        "type_filling": int(filling),
        "comment": comment_of(action),
    }
    if expiration is not None:
        request |= {"type_time": int(OrderTime.SPECIFIED), "expiration": int(expiration)}
    return request


def cancel_request(action: CancelPending, *, magic: int) -> Request:
    """Return the request that takes an order out of the book."""
    return {
        "action": int(TradeAction.REMOVE),
        "magic": int(magic),
        "order": int(action.order),
        "symbol": action.symbol,
        "comment": comment_of(action),
    }


def deal_request(
    action: Deal,
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
        case ReAdd() | OpenTrade():
            request |= {"sl": _level(action.stop), "tp": _level(action.target)}
        case Reduce() | CloseHedge():
            pass
    return request


def close_by_request(action: CloseBy, *, magic: int, ticket: int, by: int) -> Request:
    """Return the request that closes a position by an opposite one.

    Args:
        action: What is closed; the terminal takes the smaller volume of both.
        magic: Identity of the intent.
        ticket: The leg's ticket.
        by: The hedge's ticket.
    """
    return {
        "action": int(TradeAction.CLOSE_BY),
        "magic": int(magic),
        "symbol": action.symbol,
        "position": int(ticket),
        "position_by": int(by),
        "comment": comment_of(action),
    }


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


def order_side(action: Deal) -> Side:
    """Return the side of the order: the opposite of what it closes, its own when it opens."""
    match action:
        case Reduce() | CloseHedge():
            return action.side.opposite
        case OpenHedge() | ReAdd() | OpenTrade():
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
        case Reduce() | CloseHedge() | CloseBy() | MoveStop() | CancelPending():
            return f"DTMS {action.cause.value}"
        case OpenTrade() | PlacePending():
            return "DTMS order"


def _level(price: Decimal | None) -> float:
    return 0.0 if price is None else float(price)
