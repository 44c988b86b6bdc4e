"""The terminal's structs and the core's values, in both directions. Pure.

Levels of zero are None. Prices and volumes become decimals of the instrument's steps; what is
NaN, infinite or otherwise absurd is refused (`AbsurdAnswer`), never repaired.
"""

from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from dtms.adapters.mt5.answers import claim, exact, positive, real, text, whole
from dtms.adapters.mt5.constants import (
    ORDER_TYPE_BUY_STOP_LIMIT,
    ORDER_TYPE_SELL_STOP_LIMIT,
    SYMBOL_ORDER_CLOSEBY,
    DealEntryCode,
    DealReasonCode,
    DealType,
    MarginMode,
    OrderState,
    OrderType,
    PositionType,
    SwapModeCode,
    TradeMode,
)
from dtms.adapters.mt5.errors import AbsurdAnswer
from dtms.adapters.mt5.servertime import ServerZone
from dtms.adapters.mt5.symbols import read_listing
from dtms.core.market import Instrument, Quote, Side, Swap, SwapMode
from dtms.core.trade import (
    AccountId,
    AccountKind,
    AccountState,
    Deal,
    DealEntry,
    DealReason,
    OrderFate,
    OrderKind,
    Payment,
    Position,
    WorkingOrder,
)

_DIGITS_LIMIT = 10
_TOLERANCE = 1e-6
_KEPT = 4096  # prices; stops and openings are the same at every look

_KINDS = {
    TradeMode.DEMO: AccountKind.DEMO,
    TradeMode.CONTEST: AccountKind.DEMO,
    TradeMode.REAL: AccountKind.LIVE,
}
_POSITION_SIDES = {PositionType.BUY: Side.BUY, PositionType.SELL: Side.SELL}
_PAYMENTS = frozenset({DealType.BALANCE, DealType.CREDIT, DealType.CORRECTION, DealType.BONUS})
_DEAL_SIDES = {DealType.BUY: Side.BUY, DealType.SELL: Side.SELL}
# Stop-limit orders, which this program never places, have no kind of their own.
_ORDERS: dict[int, tuple[Side, OrderKind | None]] = {
    OrderType.BUY: (Side.BUY, OrderKind.MARKET),
    OrderType.SELL: (Side.SELL, OrderKind.MARKET),
    OrderType.BUY_LIMIT: (Side.BUY, OrderKind.LIMIT),
    OrderType.SELL_LIMIT: (Side.SELL, OrderKind.LIMIT),
    OrderType.BUY_STOP: (Side.BUY, OrderKind.STOP),
    OrderType.SELL_STOP: (Side.SELL, OrderKind.STOP),
    ORDER_TYPE_BUY_STOP_LIMIT: (Side.BUY, None),
    ORDER_TYPE_SELL_STOP_LIMIT: (Side.SELL, None),
}
_FATES = {
    OrderState.CANCELED: OrderFate.CANCELLED,
    OrderState.FILLED: OrderFate.FILLED,
    OrderState.REJECTED: OrderFate.REJECTED,
    OrderState.EXPIRED: OrderFate.EXPIRED,
}
_ENTRIES = {
    DealEntryCode.IN: DealEntry.IN,
    DealEntryCode.OUT: DealEntry.OUT,
    DealEntryCode.INOUT: DealEntry.IN_OUT,
    DealEntryCode.OUT_BY: DealEntry.OUT_BY,
}
_SWAP_MODES = {
    SwapModeCode.DISABLED: SwapMode.NONE,
    SwapModeCode.POINTS: SwapMode.POINTS,
    SwapModeCode.CURRENCY_SYMBOL: SwapMode.BASE,
    SwapModeCode.CURRENCY_DEPOSIT: SwapMode.ACCOUNT,
    SwapModeCode.INTEREST_CURRENT: SwapMode.INTEREST,
    SwapModeCode.INTEREST_OPEN: SwapMode.INTEREST,
}
_REASONS = {
    DealReasonCode.CLIENT: DealReason.HAND,
    DealReasonCode.MOBILE: DealReason.HAND,
    DealReasonCode.WEB: DealReason.HAND,
    DealReasonCode.EXPERT: DealReason.EXPERT,
    DealReasonCode.SL: DealReason.STOP,
    DealReasonCode.TP: DealReason.TARGET,
    DealReasonCode.SO: DealReason.STOP_OUT,
}


def account_id(info: object) -> AccountId:
    """Return whose account the terminal is on."""
    return AccountId(server=text(info, "server"), login=whole(info, "login"))


def is_hedging(info: object) -> bool:
    """Claim that the account may hold opposite positions of one symbol."""
    return whole(info, "margin_mode") == MarginMode.RETAIL_HEDGING


def account_state(info: object, terminal: object, *, simulated: bool) -> AccountState:
    """Return the account's state.

    Args:
        info: The terminal's AccountInfo.
        terminal: The terminal's TerminalInfo.
        simulated: Whether the terminal is the simulated one, whatever it says of itself.
    """
    kind = _coded(info, "trade_mode", _KINDS)
    margin = real(info, "margin")
    level = real(info, "margin_level")
    permitted = (
        claim(info, "trade_allowed"),
        claim(info, "trade_expert"),
        claim(terminal, "trade_allowed"),
        not claim(terminal, "tradeapi_disabled"),
    )
    return AccountState(
        account=account_id(info),
        kind=AccountKind.SIM if simulated else kind,
        hedging=is_hedging(info),
        currency=text(info, "currency"),
        balance=real(info, "balance"),
        equity=real(info, "equity"),
        margin=margin,
        margin_free=real(info, "margin_free"),
        margin_level=level if margin > 0 and level != 0 else None,
        trade_allowed=all(permitted),
        connected=claim(terminal, "connected"),
    )


def instrument(info: object) -> Instrument:
    """Return a symbol's steps and limits from the terminal's SymbolInfo."""
    listing = read_listing(info)
    digits = whole(info, "digits")
    if digits > _DIGITS_LIMIT:
        message = f"{listing.name} has {digits} digits"
        raise AbsurdAnswer(message)
    point = Decimal(1).scaleb(-digits)
    if abs(positive(info, "point") / float(point) - 1) > _TOLERANCE:
        message = f"{listing.name}: the point does not fit {digits} digits"
        raise AbsurdAnswer(message)
    return Instrument(
        symbol=listing.name,
        base=listing.base,
        digits=digits,
        point=point,
        tick_size=exact(positive(info, "trade_tick_size")),
        contract_size=exact(positive(info, "trade_contract_size")),
        volume_min=exact(positive(info, "volume_min")),
        volume_max=exact(positive(info, "volume_max")),
        volume_step=exact(positive(info, "volume_step")),
        stops_level=whole(info, "trade_stops_level"),
        freeze_level=whole(info, "trade_freeze_level"),
        asset_class=listing.asset_class,
        currency_base=text(info, "currency_base"),
        currency_profit=text(info, "currency_profit"),
        close_by=bool(whole(info, "order_mode") & SYMBOL_ORDER_CLOSEBY),
        tradable=listing.tradable,
        swap=swap(info),
    )


def swap(info: object) -> Swap | None:
    """Return what a night costs; None where the terminal does not say, or not in money."""
    if not all(hasattr(info, field) for field in ("swap_mode", "swap_long", "swap_short")):
        return None
    code = whole(info, "swap_mode")
    mode = next((mode for known, mode in _SWAP_MODES.items() if known == code), None)
    if mode is None:
        return None
    return Swap(mode=mode, long=real(info, "swap_long"), short=real(info, "swap_short"))


def quote(
    tick: object, of: Instrument, *, zone: ServerZone, not_before: datetime | None = None
) -> Quote:
    """Return bid and ask of the terminal's Tick; `not_before` as in `ServerZone.to_utc`."""
    bid, ask = positive(tick, "bid"), positive(tick, "ask")
    if ask < bid:
        message = f"{of.symbol} is crossed: bid {bid}, ask {ask}"
        raise AbsurdAnswer(message)
    return Quote(
        at=zone.to_utc(tick_time(tick), not_before=not_before),
        bid=_price(bid, of),
        ask=_price(ask, of),
    )


def tick_time(tick: object) -> int:
    """Return a tick's server time in milliseconds."""
    moment = whole(tick, "time_msc")
    if moment == 0:
        raise AbsurdAnswer("a tick without a time")
    return moment


def position(struct: object, of: Instrument, *, zone: ServerZone) -> Position:
    """Return a position; its `ticket` is the identifier that deals refer to."""
    return Position(
        ticket=whole(struct, "identifier"),
        symbol=text(struct, "symbol"),
        side=_coded(struct, "type", _POSITION_SIDES),
        volume=exact(positive(struct, "volume")),
        entry=_price(positive(struct, "price_open"), of),
        price=_price(positive(struct, "price_current"), of),
        stop=level(struct, "sl", of),
        target=level(struct, "tp", of),
        opened_at=zone.to_utc(whole(struct, "time_msc")),
        magic=whole(struct, "magic"),
        comment=text(struct, "comment"),
        profit=real(struct, "profit"),
        swap=real(struct, "swap"),
    )


def working_order(struct: object, of: Instrument, *, zone: ServerZone) -> WorkingOrder | None:
    """Return a pending order; None for what is in the book only for a moment (a close-by)."""
    known = _ORDERS.get(whole(struct, "type"))
    if known is None:
        return None
    side, kind = known
    expires = whole(struct, "time_expiration")
    return WorkingOrder(
        ticket=whole(struct, "ticket"),
        symbol=text(struct, "symbol"),
        side=side,
        kind=kind,
        volume=exact(positive(struct, "volume_current")),
        price=_price(real(struct, "price_open"), of),
        stop=level(struct, "sl", of),
        target=level(struct, "tp", of),
        expires=zone.to_utc(expires * 1000) if expires else None,
        placed_at=zone.to_utc(whole(struct, "time_setup_msc")),
        magic=whole(struct, "magic"),
    )


def order_fate(struct: object) -> OrderFate | None:
    """Return how an order of the history ended, None for a state that is not an end."""
    state = whole(struct, "state")
    return next((fate for code, fate in _FATES.items() if code == state), None)


def is_trade(deal: object) -> bool:
    """Claim that a deal bought or sold something, rather than moving money."""
    return whole(deal, "type") in {DealType.BUY, DealType.SELL}


def payment(struct: object, *, zone: ServerZone) -> Payment | None:
    """Return a payment; None for a trade, a gain or a cost."""
    if whole(struct, "type") not in _PAYMENTS:
        return None
    return Payment(
        ticket=whole(struct, "ticket"),
        at=zone.to_utc(whole(struct, "time_msc")),
        amount=real(struct, "profit"),
    )


def deal(struct: object, of: Instrument | None, *, zone: ServerZone) -> Deal:
    """Return a deal; without an instrument (no longer offered) the price is taken as it is."""
    paid = positive(struct, "price")
    code = whole(struct, "reason")
    return Deal(
        ticket=whole(struct, "ticket"),
        order=whole(struct, "order"),
        position=whole(struct, "position_id"),
        symbol=text(struct, "symbol"),
        side=_coded(struct, "type", _DEAL_SIDES),
        entry=_coded(struct, "entry", _ENTRIES),
        reason=next((r for known, r in _REASONS.items() if known == code), DealReason.OTHER),
        volume=exact(positive(struct, "volume")),
        price=exact(paid) if of is None else _price(paid, of),
        profit=real(struct, "profit"),
        commission=real(struct, "commission"),
        swap=real(struct, "swap"),
        fee=real(struct, "fee"),
        magic=whole(struct, "magic"),
        comment=text(struct, "comment"),
        at=zone.to_utc(whole(struct, "time_msc")),
    )


def level(struct: object, field: str, of: Instrument) -> Decimal | None:
    """Return a stop or target; the terminal writes 0 for none."""
    value = real(struct, field)
    if value < 0:
        message = f"{field} is {value}"
        raise AbsurdAnswer(message)
    return _price(value, of) if value else None


def _price(value: float, of: Instrument) -> Decimal:
    return _rounded(value, of.point)


@lru_cache(maxsize=_KEPT)
def _rounded(value: float, point: Decimal) -> Decimal:
    return exact(value).quantize(point)


def _coded[Code: int, Value](struct: object, field: str, values: dict[Code, Value]) -> Value:
    number = whole(struct, field)
    for code, value in values.items():
        if code == number:
            return value
    message = f"{field} is {number}, which means nothing"
    raise AbsurdAnswer(message)
