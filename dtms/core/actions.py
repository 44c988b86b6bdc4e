"""What may be asked of the broker: frozen values, already sized and rounded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from dtms.core.market import Side
from dtms.core.trade import ActionClass, ActionKind, Duty, OrderKind, TradeKey


class StopCause(Enum):
    """Why a stop is moved."""

    TIGHTEN = "tighten"
    TRAIL = "trail"
    BREAKEVEN = "breakeven"
    FIRST = "first"
    PROFIT_BREAKEVEN = "profit_breakeven"
    PROFIT_TRAIL = "profit_trail"
    PERSON = "person"  # a price that a person confirmed
    TARGET = "target"  # the same, and the target with it
    UNDO = "undo"


class CloseCause(Enum):
    """Why volume is closed."""

    HALF = "half"
    CLOSE_ALL = "close_all"
    UNHEDGE = "unhedge"
    ORPHAN = "orphan"
    SURPLUS = "surplus"
    PROFIT = "profit"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveStop:
    """Set a stop, the present target resent unchanged."""

    key: TradeKey
    ticket: int
    symbol: str
    side: Side
    stop: Decimal
    target: Decimal | None
    cause: StopCause


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduce:
    """Close volume of one leg, expressed by what shall remain of it."""

    key: TradeKey
    ticket: int
    symbol: str
    side: Side
    volume: Decimal
    remaining: Decimal
    cause: CloseCause


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHedge:
    """Open the opposite position of a family, with its stop in the same request."""

    key: TradeKey
    symbol: str
    side: Side
    volume: Decimal
    stop: Decimal
    by_hand: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseHedge:
    """Close the whole hedge. `side` is the hedge's own."""

    key: TradeKey
    ticket: int
    symbol: str
    side: Side
    volume: Decimal
    cause: CloseCause


@dataclass(frozen=True, slots=True, kw_only=True)
class ReAdd:
    """Buy back part of what was closed, with the main's stop and target."""

    key: TradeKey
    symbol: str
    side: Side
    volume: Decimal
    stop: Decimal
    target: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseBy:
    """Close a leg and the hedge by one another, which saves a spread.

    Attributes:
        ticket: The leg; `side` is its own.
        by: The hedge.
        volume: Lots closed of both, those of the smaller one.
        remaining: Lots that shall remain of the leg.
        hedge_remaining: Lots that shall remain of the hedge.
    """

    key: TradeKey
    ticket: int
    by: int
    symbol: str
    side: Side
    volume: Decimal
    remaining: Decimal
    hedge_remaining: Decimal
    cause: CloseCause


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTrade:
    """Open a new main at the market, stop and target in the same request.

    `key` has position 0: the position has no id before it is open.
    """

    key: TradeKey
    symbol: str
    side: Side
    volume: Decimal
    stop: Decimal
    target: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePending:
    """Leave an order in the broker's book; what it fills is a new main. `key` has position 0.

    Attributes:
        entry: Limit or stop.
        price: Where it triggers.
        expires: When the broker drops it, aware UTC; None for never.
        bracket: Which bracket it is a leg of; None for an order of its own.
    """

    key: TradeKey
    symbol: str
    side: Side
    entry: OrderKind
    volume: Decimal
    price: Decimal
    stop: Decimal
    target: Decimal | None
    expires: datetime | None
    bracket: int | None


class CancelCause(Enum):
    """Why a pending order is taken back."""

    PERSON = "person"
    OTHER_LEG = "other_leg"  # the other leg of its bracket was filled, refused or taken back


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelPending:
    """Take a pending order out of the broker's book. `placed` is its intent, 0 for none of ours."""

    key: TradeKey
    symbol: str
    order: int
    placed: int
    cause: CancelCause


type OpeningOrder = OpenTrade | PlacePending
type EntryAction = OpenTrade | PlacePending | CancelPending
type TradeAction = MoveStop | Reduce | OpenHedge | CloseHedge | ReAdd | CloseBy
type Action = (
    MoveStop
    | Reduce
    | OpenHedge
    | CloseHedge
    | ReAdd
    | CloseBy
    | OpenTrade
    | PlacePending
    | CancelPending
)


_KINDS: Mapping[type[object], ActionKind] = {
    MoveStop: ActionKind.STOP,
    Reduce: ActionKind.REDUCE,
    OpenHedge: ActionKind.HEDGE,
    CloseHedge: ActionKind.CLOSE_HEDGE,
    ReAdd: ActionKind.READD,
    CloseBy: ActionKind.CLOSE_BY,
    OpenTrade: ActionKind.ORDER,
    PlacePending: ActionKind.ORDER,
    CancelPending: ActionKind.CANCEL,
}


def kind_of(action: Action) -> ActionKind:
    """Return the kind that goes into the magic number."""
    return _KINDS[type(action)]


def class_of(action: Action) -> ActionClass:
    """Return whether the action adds exposure, reduces it or sets an absolute."""
    match action:
        case MoveStop():
            return ActionClass.SET
        case Reduce() | CloseHedge() | CloseBy() | CancelPending():
            return ActionClass.RED
        case OpenHedge() | ReAdd() | OpenTrade() | PlacePending():
            return ActionClass.INC


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A duty priced and sized: what to ask of the broker, in this order."""

    duty: Duty | None
    actions: tuple[TradeAction, ...]
