"""What order entry and the way out have to say, as values; words are made of them elsewhere."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import Enum

from bot.ordering.shortcut import Misread
from dtms.core.commands import Size
from dtms.core.entry import Declined, Offer
from dtms.core.events import Refusal
from dtms.core.market import Quote, Side
from dtms.core.trade import Position, Trade, WorkingOrder
from dtms.engine.desk import Reply
from dtms.engine.entry import BracketOffer


class Step(Enum):
    """What is still to be told before an order can be summed up."""

    SYMBOL = "symbol"
    SIZE = "size"
    STOP = "stop"
    TARGET = "target"
    LEGS = "legs"


class ChoiceKind(Enum):
    """A typical answer to a step; the value is the end of its key."""

    SYMBOL = "symbol"
    RISK = "risk"
    LOTS = "lots"
    STOP_ATR = "stop_atr"
    TARGET_R = "target_r"
    NO_TARGET = "no_target"
    BREAKOUT = "breakout"
    FADE = "fade"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One typical answer.

    Attributes:
        kind: What it answers.
        symbol: Of SYMBOL.
        amount: Fraction of equity, lots, ATR or R.
        price: The price it comes to, where it does.
    """

    kind: ChoiceKind
    symbol: str = ""
    amount: Decimal = Decimal(0)
    price: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A question about an order, with what is known of it and what was wrong before.

    Attributes:
        step: What is asked.
        side: Of a single order; None for a bracket.
        symbol: The broker's name, or as typed; None before it is known.
        size: None before it is known.
        price: Of a pending order.
        quote: The last quote of the symbol; None before it is known.
        problem: Why the answer before could not be taken.
    """

    step: Step
    side: Side | None
    symbol: str | None
    size: Size | None
    price: Decimal | None
    quote: Quote | None
    problem: Declined | Misread | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What became of a confirmed order; `trade` is what the broker was read to hold."""

    reply: Reply
    trade: Trade | None


class Notice(Enum):
    """A short answer of its own."""

    CANCELLED = "cancelled"  # the conversation, nothing was sent
    FORGOTTEN = "forgotten"  # another order was begun since, or it is too old
    TAKEN_BACK = "taken_back"  # a pending order
    NO_ORDERS = "no_orders"


type Said = Asking | Offer | BracketOffer | Declined | Misread | Placed | Notice


class PanicScope(Enum):
    """How far a panic reaches."""

    CLOSE = "close"  # guarded positions and their hedges
    FLATTEN = "flatten"  # the same, and the pending orders of DTMS
    ACCOUNT = "account"  # everything there is, guarded or not


class PanicStage(Enum):
    """How far a panic has got."""

    CHOOSE = "choose"
    CONFIRM = "confirm"
    RUNNING = "running"
    OVER = "over"


class Fate(Enum):
    """What became of one target, in the end by what the broker was read to hold."""

    WAITING = "waiting"
    CLOSED = "closed"
    NOT_CLOSED = "not_closed"
    UNKNOWN = "unknown"  # could not be read back


@dataclass(frozen=True, slots=True, kw_only=True)
class PanicLine:
    """One target of a panic; `reason` tells why it is not closed."""

    target: Position | WorkingOrder
    guarded: bool
    fate: Fate
    reason: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PanicView:
    """A panic as it stands.

    Attributes:
        stage: How far it is.
        scope: What was chosen; None before.
        lines: Every target of the scope; before the choice all there are.
        window: How long the second tap works.
        blind: Whether prices are old or the terminal was lost; it only warns.
    """

    stage: PanicStage
    scope: PanicScope | None
    lines: tuple[PanicLine, ...]
    window: timedelta
    blind: bool
