"""What a person (or, later, a language model's accepted proposal) may ask of the engine."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from dtms.core.events import FlatAnswer
from dtms.core.policy import Mode
from dtms.core.trade import AccountId, Ban, Guard, TradeKey


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


type Command = TradeCommand | Register | SetContract | SetMode | Pause | Resume

FLAT_ANSWERS = {Verb.EXTEND_TIMER: FlatAnswer.EXTEND, Verb.KEEP: FlatAnswer.KEEP}


class Outcome(Enum):
    """What became of a command, for the person who gave it."""

    DONE = "done"
    ACCEPTED = "accepted"  # sent, not yet verified
    REFUSED = "refused"
    OUT_OF_DATE = "out_of_date"
    NOT_FOUND = "not_found"
