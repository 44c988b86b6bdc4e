"""What a person (or, later, a language model's accepted proposal) may ask of the engine."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from dtms.core.events import FlatAnswer
from dtms.core.market import Side
from dtms.core.policy import Mode
from dtms.core.trade import AccountId, Ban, Guard, OrderKind, TradeKey


class Verb(Enum):
    """A person's order about one trade."""

    ACKNOWLEDGE = "acknowledge"
    HOLD = "hold"
    CLOSE_HALF = "close_half"
    CLOSE = "close"
    HEDGE = "hedge"
    CLOSE_HEDGE = "close_hedge"
    ADD_STOP = "add_stop"
    GUARD = "guard"
    WATCH = "watch"
    IGNORE = "ignore"
    EXTEND_TIMER = "extend_timer"
    KEEP = "keep"
    RELEASE = "release"
    UNDO_STOP = "undo_stop"
    VETO = "veto"
    PROCEED = "proceed"
    GO_ON = "go_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeCommand:
    """A person's order about one trade.

    Attributes:
        key: Which trade.
        verb: What to do.
        by: The person's numeric id.
        version: The trade's version the person saw; None for a typed command.
        proposal: The proposal meant by VETO and PROCEED.
        stop: The price shown on the button of ADD_STOP; None: as the policy says.
    """

    key: TradeKey
    verb: Verb
    by: int
    version: int | None = None
    proposal: int | None = None
    stop: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLevels:
    """Move a trade's stop nearer to profit, or set its target; a stop is never widened.

    Attributes:
        key: Which trade.
        stop: The new stop; None leaves it as it is.
        target: The new target; None leaves it as it is.
        by: The person's numeric id.
        version: The trade's version the person saw; None for a typed command.
    """

    key: TradeKey
    stop: Decimal | None
    target: Decimal | None
    by: int
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Guard a position from now on, whoever opened it."""

    key: TradeKey
    guard: Guard
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetContract:
    """Choose what DTMS may do with a trade.

    Attributes:
        key: Which trade.
        guard: Who guards it.
        bans: What DTMS may never do by itself.
        until: When a guarded trade is handed back, market time; None for never.
        exits: Whether exits in profit are on; None follows the policy.
        by: The person's numeric id.
        version: The trade's version the person saw; None for a typed command.
    """

    key: TradeKey
    guard: Guard
    bans: frozenset[Ban]
    until: datetime | None
    exits: bool | None
    by: int
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMode:
    """Set the account's mode, or one trade's."""

    account: AccountId
    key: TradeKey | None
    mode: Mode | None
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Stop automatic INC."""

    account: AccountId
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """Allow automatic INC again."""

    account: AccountId
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lots:
    """A size given in lots."""

    volume: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskShare:
    """A size given as what the stop may cost, a fraction of equity (0.01 is one per cent)."""

    share: Decimal


type Size = Lots | RiskShare


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceTrade:
    """Open a trade, or leave an order for one. Everything is validated against the live quote.

    Attributes:
        account: Which account.
        symbol: As somebody wrote it; the engine resolves it.
        side: Direction.
        kind: Market, limit or stop; None with a price: whichever the price makes it.
        price: Where a pending order triggers; None at the market.
        size: Lots, or what the stop may cost.
        stop: Stop-loss; an order without one is refused.
        target: Take-profit, None for none.
        expires: When a pending order is dropped, market time; None for never.
        by: The person's numeric id.
        seen: The entry price the person was shown; the order is refused when the market has
            moved too far from it. None where nothing was shown.
    """

    account: AccountId
    symbol: str
    side: Side
    kind: OrderKind | None
    price: Decimal | None
    size: Size
    stop: Decimal | None
    target: Decimal | None
    expires: datetime | None
    by: int
    seen: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BracketLeg:
    """One side of a bracket: where it triggers, and its levels."""

    price: Decimal
    stop: Decimal | None
    target: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceBracket:
    """Leave two opposite orders of which one cancels the other.

    Two stops catch a breakout, two limits fade a range; the prices make it one or the other.
    """

    account: AccountId
    symbol: str
    size: Size
    buy: BracketLeg
    sell: BracketLeg
    expires: datetime | None
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrder:
    """Take a pending order back, by the broker's order ticket.

    A leg of a bracket takes the other leg with it. `anyones` also reaches orders that DTMS did
    not place, which only a person's explicit choice may do.
    """

    account: AccountId
    order: int
    by: int
    anyones: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseNow:
    """Close a position at once, family and hedge with it, whatever the data are like.

    `anyones` also reaches positions that are not guarded, which only a person's explicit choice
    may do.
    """

    account: AccountId
    ticket: int
    by: int
    anyones: bool = False


type EntryCommand = PlaceTrade | PlaceBracket | CancelOrder
type DeskCommand = TradeCommand | SetLevels | Register | SetContract | SetMode | Pause | Resume
type Command = DeskCommand | EntryCommand | CloseNow

FLAT_ANSWERS = {Verb.EXTEND_TIMER: FlatAnswer.EXTEND, Verb.KEEP: FlatAnswer.KEEP}


class Outcome(Enum):
    """What became of a command, for the person who gave it."""

    DONE = "done"
    ACCEPTED = "accepted"  # sent, not yet verified
    REFUSED = "refused"
    OUT_OF_DATE = "out_of_date"
    NOT_FOUND = "not_found"
