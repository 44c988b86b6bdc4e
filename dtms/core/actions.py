"""What may be asked of the broker: frozen values, already sized and rounded."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from dtms.core.market import Side
from dtms.core.trade import ActionClass, ActionKind, Duty, TradeKey


class StopCause(Enum):
    """Why a stop is moved."""

    TIGHTEN = "tighten"
    TRAIL = "trail"
    BREAKEVEN = "breakeven"
    FIRST = "first"
    PROFIT_BREAKEVEN = "profit_breakeven"
    PROFIT_TRAIL = "profit_trail"
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


type Action = MoveStop | Reduce | OpenHedge | CloseHedge | ReAdd


def kind_of(action: Action) -> ActionKind:
    """Return the kind that goes into the magic number."""
    match action:
        case MoveStop():
            return ActionKind.STOP
        case Reduce():
            return ActionKind.REDUCE
        case OpenHedge():
            return ActionKind.HEDGE
        case CloseHedge():
            return ActionKind.CLOSE_HEDGE
        case ReAdd():
            return ActionKind.READD


def class_of(action: Action) -> ActionClass:
    """Return whether the action adds exposure, reduces it or sets an absolute."""
    match action:
        case MoveStop():
            return ActionClass.SET
        case Reduce() | CloseHedge():
            return ActionClass.RED
        case OpenHedge() | ReAdd():
            return ActionClass.INC


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A duty priced and sized: what to ask of the broker, in this order."""

    duty: Duty | None
    actions: tuple[Action, ...]
