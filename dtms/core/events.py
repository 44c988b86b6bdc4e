"""What has happened: facts, past tense. A trade's state is only ever changed by folding one in."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from dtms.core.actions import CancelCause, CloseCause, StopCause
from dtms.core.market import Side
from dtms.core.policy import Group, Mode
from dtms.core.trade import (
    AccountId,
    ActionKind,
    Ban,
    Duty,
    EditSource,
    Flag,
    Guard,
    Judgement,
    Leg,
    Level,
    OrderKind,
    TimerKind,
    TradeKey,
    TradeState,
)


class Rule(Enum):
    """The row of the transition table that fired."""

    BOS_WITH = "bos_with"
    SCORE_L1 = "score_l1"
    SCORE_HEALTHY = "score_healthy"
    SCORE_L2 = "score_l2"
    SCORE_BACK_L1 = "score_back_l1"
    SCORE_HEDGE = "score_hedge"
    FLIPS_HEDGE = "flips_hedge"
    FLAT_ASK = "flat_ask"
    FLAT_CLOSE = "flat_close"
    HEDGE_FILLED = "hedge_filled"
    STRUCTURE_UNHEDGE = "structure_unhedge"
    SCORE_UNHEDGE = "score_unhedge"
    HEDGE_CLOSED = "hedge_closed"
    HEDGE_STOPPED = "hedge_stopped"
    CHOCH_AGAINST = "choch_against"
    FLAT_HEDGED = "flat_hedged"
    HEDGE_LOST = "hedge_lost"
    RECOVERED = "recovered"
    RELAPSED = "relapsed"
    RECOVERY_HEALTHY = "recovery_healthy"
    RECOVERY_L1 = "recovery_l1"
    HAND_HEDGED = "hand_hedged"
    HAND_FLAT_ASK = "hand_flat_ask"
    HAND_HEDGE_L2 = "hand_hedge_l2"
    HAND_HEDGE_L1 = "hand_hedge_l1"
    HAND_HEDGE_HEALTHY = "hand_hedge_healthy"
    MAIN_GONE = "main_gone"
    WEEKEND = "weekend"
    EXIT_BREAKEVEN = "exit_breakeven"
    EXIT_PARTIAL = "exit_partial"
    EXIT_TRAIL = "exit_trail"
    DAILY_LIMIT = "daily_limit"


class Refusal(Enum):
    """Why something was not done. Each reaches the phone once."""

    # rails
    DAILY_LOSS = "daily_loss"
    HOURLY_LOSS = "hourly_loss"
    TOTAL_LOSS = "total_loss"
    BREAKER = "breaker"
    NEWS = "news"
    NEWS_UNKNOWN = "news_unknown"
    ROLLOVER = "rollover"
    MAX_POSITIONS = "max_positions"
    MAX_SYMBOL = "max_symbol"
    MAX_CURRENCY = "max_currency"
    MAX_VOLUME = "max_volume"
    TRADE_RISK = "trade_risk"
    DAILY_RISK = "daily_risk"
    RULES_HEDGE = "rules_hedge"  # the rule set forbids hedging
    MINIMUM_HOLD = "minimum_hold"
    SPREAD = "spread"
    DATA_AGE = "data_age"
    PAUSED = "paused"
    MARGIN_LEVEL = "margin_level"
    # the account and the terminal
    NETTING = "netting"
    LIVE_LOCKED = "live_locked"
    TRADING_DISABLED = "trading_disabled"
    MARKET_CLOSED = "market_closed"
    FEED_LOST = "feed_lost"
    CLOCK = "clock"
    RIVAL = "rival"
    NO_MONEY = "no_money"
    NOT_CONNECTED = "not_connected"
    RECONCILING = "reconciling"
    JOURNAL = "journal"
    # the trade
    BLIND = "blind"
    OPEN_INTENT = "open_intent"
    BUDGET = "budget"
    PRICE_NOT_WORSE = "price_not_worse"
    COOLING_DOWN = "cooling_down"
    BARRED = "barred"
    WEEKLY_CLOSE = "weekly_close"
    STOP_NEARER_THAN_HEDGE = "stop_nearer_than_hedge"
    ALREADY_HEDGED = "already_hedged"
    ALREADY_FLAT = "already_flat"
    BELOW_MINIMUM = "below_minimum"
    BREAKEVEN_LOSING = "breakeven_losing"
    ALREADY_TIGHTER = "already_tighter"
    STOPS_LEVEL = "stops_level"
    NO_ATR = "no_atr"
    NO_SWING = "no_swing"
    NO_STOP = "no_stop"
    NO_HEDGE = "no_hedge"
    NOT_OPTED_IN = "not_opted_in"
    GONE = "gone"
    BOOK_CHANGED = "book_changed"
    HEDGE_OPEN = "hedge_open"
    NOTHING_TO_UNDO = "nothing_to_undo"
    CONTRACT = "contract"  # its person forbade it
    EDITED = "edited"  # somebody else changed the level a while ago
    TERM_OVER = "term_over"
    # an order for a new trade
    SYMBOL_UNKNOWN = "symbol_unknown"
    SYMBOL_AMBIGUOUS = "symbol_ambiguous"
    STOP_MISSING = "stop_missing"
    STOP_SIDE = "stop_side"
    STOP_TOO_NEAR = "stop_too_near"
    STOP_TOO_FAR = "stop_too_far"
    TARGET_SIDE = "target_side"
    TARGET_TOO_NEAR = "target_too_near"
    TARGET_TOO_FAR = "target_too_far"
    PRICE_MISSING = "price_missing"
    PRICE_SIDE = "price_side"
    PRICE_TOO_NEAR = "price_too_near"
    PRICE_TOO_FAR = "price_too_far"
    PRICE_MOVED = "price_moved"
    VOLUME_TOO_SMALL = "volume_too_small"
    VOLUME_TOO_LARGE = "volume_too_large"
    VOLUME_STEP = "volume_step"
    RISK_SHARE = "risk_share"
    EXPIRY = "expiry"
    BRACKET_MIXED = "bracket_mixed"
    NOT_OURS = "not_ours"
    NO_SUCH_ORDER = "no_such_order"
    # the broker's answer
    BROKER_REJECTED = "broker_rejected"
    INVALID_REQUEST = "invalid_request"
    REQUOTES = "requotes"
    FROZEN = "frozen"
    TOO_MANY_REQUESTS = "too_many_requests"
    LIMIT_REACHED = "limit_reached"
    HEDGING_FORBIDDEN = "hedging_forbidden"
    NOT_EXECUTED = "not_executed"  # no answer came, and it is proven absent
    VETOED = "vetoed"
    LAPSED = "lapsed"


class GoneHow(Enum):
    """How a main position ended, read from its closing deal."""

    STOP = "stop"
    TARGET = "target"
    STOP_OUT = "stop_out"
    HAND = "hand"
    DTMS = "dtms"
    EXPERT = "expert"
    UNKNOWN = "unknown"


class HedgeEnd(Enum):
    """How a hedge ended."""

    DTMS = "dtms"
    PERSON = "person"  # through DTMS, on a person's tap
    STOP = "stop"
    HAND = "hand"  # outside DTMS
    STOP_OUT = "stop_out"


class BlindCause(Enum):
    """Why a trade cannot be judged."""

    TERMINAL = "terminal"
    STALE_QUOTE = "stale_quote"
    STALE_BARS = "stale_bars"
    GAP = "gap"
    SPIKE = "spike"
    BAD_VALUES = "bad_values"
    TOO_SHORT = "too_short"
    FAILED = "failed"


class RespectEnd(Enum):
    """Why an entry is no longer respected."""

    WORSE = "worse"
    LOSS = "loss"
    WAS_FINE = "was_fine"


class ProposalEnd(Enum):
    """How a proposal ended."""

    TAKEN = "taken"
    VETOED = "vetoed"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    DUE = "due"


class FlatAnswer(Enum):
    """A person's answer to the flat timer."""

    EXTEND = "extend"
    KEEP = "keep"


class Rail(Enum):
    """A safety rail of the account."""

    DAILY_LOSS = "daily_loss"
    HOURLY_LOSS = "hourly_loss"
    TOTAL_LOSS = "total_loss"
    POSITIONS = "positions"
    VOLUME = "volume"
    DAILY_RISK = "daily_risk"
    MARGIN_WARN = "margin_warn"
    MARGIN_RED = "margin_red"
    NETTING = "netting"
    TRADING_DISABLED = "trading_disabled"


class BreakerCause(Enum):
    """Why the circuit breaker tripped."""

    LOSS = "loss"  # a loss rail was reached
    STOPS = "stops"
    FAILURES = "failures"  # of the broker
    STORMS = "storms"  # of the spread


class Lookout(Enum):
    """What the account's guardian reports about itself."""

    STARTED = "started"
    TERMINAL_LOST = "terminal_lost"
    TERMINAL_BACK = "terminal_back"
    WRONG_ACCOUNT = "wrong_account"
    CLOCK_JUMPED = "clock_jumped"
    CLOCK_SYNCED = "clock_synced"
    LATE = "late"  # no check for minutes: the machine slept or was stopped
    BROKER_LOST = "broker_lost"  # the terminal answers, its trade server does not
    STILL_LOST = "still_lost"
    RIVAL = "rival"  # another installation trades on the account
    RIVAL_GONE = "rival_gone"
    TWIN_GONE = "twin_gone"
    BACKUP_FAILED = "backup_failed"
    SERVER_ZONE = "server_zone"  # its clock keeps another rule; bars were fetched anew
    BACKUP_MADE = "backup_made"  # after it had failed
    PART_FAILING = "part_failing"  # a part of the program dies again and again
    PARTS_WELL = "parts_well"
    TWIN = "twin"


# --- facts about a trade


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeRegistered:
    """A position came under watch."""

    key: TradeKey
    at: datetime
    symbol: str
    side: Side
    guard: Guard
    adopted: bool
    main: Leg
    first_stop: Decimal | None
    risk: Decimal | None
    opened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardChanged:
    """A person or the policy decided what may be done with a trade. `by` is 0 for the policy."""

    key: TradeKey
    at: datetime
    guard: Guard
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskKnown:
    """R became known, in price units."""

    key: TradeKey
    at: datetime
    risk: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PartScore:
    """Points of one group."""

    group: Group
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A score was made. Counters are part of the fact, so that folding needs no policy."""

    key: TradeKey
    at: datetime
    judgement: Judgement
    parts: tuple[PartScore, ...]
    first: bool
    waiting: bool
    streak: int
    flip_streak: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RespectBegan:
    """The trade was registered at a bad score: automatic RED and INC wait."""

    key: TradeKey
    at: datetime
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RespectEnded:
    """Automatic RED and INC wait no longer."""

    key: TradeKey
    at: datetime
    how: RespectEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChanged:
    """A transition. `armed` tells whether its duties will be carried out or only announced."""

    key: TradeKey
    at: datetime
    before: TradeState
    after: TradeState
    rule: Rule
    score: float | None
    duties: tuple[Duty, ...]
    armed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyCalled:
    """A duty is called for; unarmed ones are announced and not owed."""

    key: TradeKey
    at: datetime
    duty: Duty
    rule: Rule
    armed: bool
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDropped:
    """A duty is no longer called for."""

    key: TradeKey
    at: datetime
    duty: Duty


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerSet:
    """A deadline was stored, market time."""

    key: TradeKey
    at: datetime
    timer: TimerKind
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerStopped:
    """A deadline no longer runs."""

    key: TradeKey
    at: datetime
    timer: TimerKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatAsked:
    """The flat timer ran out and asks: close now, 75 minutes more, or keep."""

    key: TradeKey
    at: datetime
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatAnswered:
    """A person answered the flat timer."""

    key: TradeKey
    at: datetime
    answer: FlatAnswer
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentSent:
    """An order left for the broker; until it is settled the trade is PENDING."""

    key: TradeKey
    at: datetime
    intent: int
    kind: ActionKind
    duty: Duty | None
    automatic: bool
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentSettled:
    """An intent is filled, refused or proven absent."""

    key: TradeKey
    at: datetime
    intent: int
    kind: ActionKind
    duty: Duty | None
    executed: bool
    automatic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeUnknown:
    """No answer tells whether the order was executed; nothing is sent again."""

    key: TradeKey
    at: datetime
    intent: int
    kind: ActionKind
    duty: Duty | None
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was asked and what the broker was read to hold afterwards."""

    intent: int
    decision: int
    asked: Decimal
    verified: Decimal
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StopMoved:
    """A stop was set and read back."""

    key: TradeKey
    at: datetime
    ticket: int
    before: Decimal | None
    after: Decimal
    target: Decimal | None
    cause: StopCause
    duty: Duty | None
    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class PartClosed:
    """Volume of a leg was closed and read back; `remaining` 0 means the leg is gone."""

    key: TradeKey
    at: datetime
    ticket: int
    volume: Decimal
    remaining: Decimal
    price: Decimal
    profit: float
    cause: CloseCause
    duty: Duty | None
    day: date
    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgeOpened:
    """The opposite position is in the broker's book."""

    key: TradeKey
    at: datetime
    ticket: int
    volume: Decimal
    price: Decimal
    stop: Decimal | None
    by_hand: bool
    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgeClosed:
    """The hedge is gone from the broker's book."""

    key: TradeKey
    at: datetime
    ticket: int
    price: Decimal | None
    profit: float | None
    how: HedgeEnd
    rest_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgeChanged:
    """The hedge's volume or stop was changed outside DTMS."""

    key: TradeKey
    at: datetime
    volume: Decimal
    stop: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegAdded:
    """A re-add is in the broker's book."""

    key: TradeKey
    at: datetime
    leg: Leg
    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class LegGone:
    """A re-added leg left the broker's book."""

    key: TradeKey
    at: datetime
    ticket: int
    how: GoneHow


@dataclass(frozen=True, slots=True, kw_only=True)
class LegChanged:
    """Volume or levels of a leg were changed outside DTMS; accepted as truth and announced."""

    key: TradeKey
    at: datetime
    before: Leg
    leg: Leg


@dataclass(frozen=True, slots=True, kw_only=True)
class MainGone:
    """The main position is no longer in the broker's book."""

    key: TradeKey
    at: datetime
    how: GoneHow
    price: Decimal | None
    profit: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrphanSeen:
    """A position of ours without a main, or a second hedge, was found and will be closed."""

    key: TradeKey
    at: datetime
    ticket: int
    surplus: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrphanClosed:
    """That position was closed and read back as gone."""

    key: TradeKey
    at: datetime
    ticket: int
    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutedLate:
    """An opening that was given up was filled after all, and ended before anybody looked."""

    key: TradeKey
    at: datetime
    intent: int
    kind: ActionKind
    ticket: int
    volume: Decimal
    profit: float
    automatic: bool
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRefused:
    """A duty or a person's order was not carried out; the state stays as it was.

    `unprotected` marks the red alert "NOT protected"; `retry_at` is when it may be tried again,
    None where it is decided for good; `repeat` marks the same refusal as the time before.
    """

    key: TradeKey
    at: datetime
    duty: Duty | None
    kind: ActionKind | None
    reason: Refusal
    retcode: int | None
    score: float | None
    unprotected: bool
    retry_at: datetime | None
    repeat: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDelayed:
    """A duty waits for a normal spread, the end of the rollover or a minimum hold.

    `until` is when it will wait no longer, market time.
    """

    key: TradeKey
    at: datetime
    duty: Duty
    reason: Refusal
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagRaised:
    """A flag now lies over the state."""

    key: TradeKey
    at: datetime
    flag: Flag
    cause: BlindCause | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagLowered:
    """A flag was lifted."""

    key: TradeKey
    at: datetime
    flag: Flag


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """A person has seen it: re-sending stops, defence does not."""

    key: TradeKey
    at: datetime
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A person holds automatic RED and INC until then, market time."""

    key: TradeKey
    at: datetime
    until: datetime
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldEnded:
    """The hold is over."""

    key: TradeKey
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalMade:
    """A duty waits for the veto window; `deadline` is people time."""

    key: TradeKey
    at: datetime
    proposal: int
    duty: Duty
    deadline: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalEnded:
    """A proposal was taken, vetoed, withdrawn, lapsed or came due."""

    key: TradeKey
    at: datetime
    proposal: int
    duty: Duty
    how: ProposalEnd
    retry_at: datetime | None
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeModeSet:
    """A person gave this trade a mode of its own."""

    key: TradeKey
    at: datetime
    mode: Mode | None
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractSet:
    """A person chose what DTMS may do with a trade, until when, and what never."""

    key: TradeKey
    at: datetime
    guard: Guard
    bans: frozenset[Ban]
    until: datetime | None
    exits: bool | None
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TermEnded:
    """The time a trade was to be guarded is over; `deferred` until its hedge is closed."""

    key: TradeKey
    at: datetime
    deferred: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EditNoted:
    """A level changed outside DTMS is left alone until then; `against` undid a change of ours."""

    key: TradeKey
    at: datetime
    ticket: int
    level: Level
    source: EditSource
    magic: int | None
    until: datetime
    against: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StandoffSeen:
    """A level went back and forth between DTMS and somebody else: DTMS no longer moves it."""

    key: TradeKey
    at: datetime
    level: Level
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WentOn:
    """A person lets DTMS move the levels again that somebody else had changed."""

    key: TradeKey
    at: datetime
    by: int


# --- facts about an account


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeSet:
    """A person set the account's mode."""

    account: AccountId
    at: datetime
    mode: Mode
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """Automatic INC is stopped."""

    account: AccountId
    at: datetime
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """Automatic INC may run again."""

    account: AccountId
    at: datetime
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RailTripped:
    """A rail of the account was reached."""

    account: AccountId
    at: datetime
    rail: Rail
    value: float
    limit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RailCleared:
    """A rail of the account no longer binds."""

    account: AccountId
    at: datetime
    rail: Rail


@dataclass(frozen=True, slots=True, kw_only=True)
class EquityBase:
    """Equity at the reset hour of the broker's day, the base of the loss rails."""

    account: AccountId
    at: datetime
    day: date
    equity: float
    estimated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HourBase:
    """Equity when an hour began, from which the hourly loss is measured."""

    account: AccountId
    at: datetime
    hour: datetime
    equity: float
    estimated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EquityPeak:
    """How high the equity has been: in the day `day`, and ever; `start` is what it began with."""

    account: AccountId
    at: datetime
    day: date
    high: float
    peak: float
    start: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """What closing a position would free, in account currency."""

    position: int
    symbol: str
    volume: Decimal
    frees: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FundsMoved:
    """Money was paid onto the account, or, negative, out of it: neither gain nor loss."""

    account: AccountId
    at: datetime
    ticket: int
    moved_at: datetime
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginShort:
    """The margin level is low; the positions that free most, most first."""

    account: AccountId
    at: datetime
    rail: Rail
    level: float
    limit: float
    relief: tuple[Relief, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerTripped:
    """Nothing is added until then, market time, or until an owner resumes."""

    account: AccountId
    at: datetime
    cause: BreakerCause
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerReset:
    """The circuit breaker no longer binds. `by` is 0 when its time was over."""

    account: AccountId
    at: datetime
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StackWarned:
    """Several trades lean on the same side of one currency."""

    account: AccountId
    at: datetime
    currency: str
    short: bool
    trades: int
    times: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StackEased:
    """They no longer do."""

    account: AccountId
    at: datetime
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekendNear:
    """The weekly close is near and trades are open; `closing` tells that they will be closed."""

    account: AccountId
    at: datetime
    closes_at: datetime
    positions: tuple[int, ...]
    closing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsLearned:
    """In which hours of the New York week a symbol was watched, and in which it had ticks.

    Both count weeks, hour by hour from Monday midnight.
    """

    account: AccountId
    at: datetime
    symbol: str
    watched: tuple[int, ...]
    seen: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """The guardian reports about itself."""

    account: AccountId
    at: datetime
    what: Lookout


# --- facts about orders for new trades; they belong to an account until a position exists


class OrderEnd(Enum):
    """How an order for a new trade ended without being filled."""

    CANCELLED = "cancelled"  # through DTMS, on a person's word
    OTHER_LEG = "other_leg"  # its bracket's other leg was filled, refused or taken back
    EXPIRED = "expired"
    HAND = "hand"  # outside DTMS
    REJECTED = "rejected"  # by the broker, when its price was reached
    NOT_SENT = "not_sent"  # the program stopped before it left
    NOT_EXECUTED = "not_executed"  # no answer came, and it is proven absent


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTerms:
    """What was asked for: `price` is None at the market, `bracket` None outside a bracket."""

    symbol: str
    side: Side
    kind: OrderKind
    volume: Decimal
    price: Decimal | None
    stop: Decimal
    target: Decimal | None
    expires: datetime | None
    bracket: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSent:
    """An order for a new trade left for the broker. `by` is the person who confirmed it."""

    account: AccountId
    at: datetime
    intent: int
    terms: OrderTerms
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced:
    """A pending order is in the broker's book; its volume and price are those read back."""

    account: AccountId
    at: datetime
    order: int
    terms: OrderTerms
    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilled:
    """An order became a position. `open` is False when that was closed again meanwhile."""

    account: AccountId
    at: datetime
    position: int
    terms: OrderTerms
    volume: Decimal
    price: Decimal | None
    open: bool
    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRefused:
    """The broker, or a rail at the last moment, refused an order for a new trade."""

    account: AccountId
    at: datetime
    intent: int
    terms: OrderTerms
    reason: Refusal
    retcode: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderUnknown:
    """No answer tells what became of an order; it is not sent again."""

    account: AccountId
    at: datetime
    intent: int
    terms: OrderTerms
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEnded:
    """An order is gone without having been filled. `order` is 0 where it never had a ticket."""

    account: AccountId
    at: datetime
    intent: int
    order: int
    terms: OrderTerms
    how: OrderEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelSent:
    """A request to take an order back left for the broker."""

    account: AccountId
    at: datetime
    intent: int
    order: int
    cause: CancelCause


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelFailed:
    """An order could not be taken back and may still be filled; `reason` is None when unknown."""

    account: AccountId
    at: datetime
    intent: int
    order: int
    symbol: str
    cause: CancelCause
    reason: Refusal | None
    retcode: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BothLegsFilled:
    """Both legs of a bracket were filled; `closing` tells whether the second is closed again."""

    account: AccountId
    at: datetime
    bracket: int
    symbol: str
    first: int
    second: int
    closing: bool


type TradeFact = (
    TradeRegistered
    | GuardChanged
    | RiskKnown
    | Judged
    | RespectBegan
    | RespectEnded
    | StateChanged
    | DutyCalled
    | DutyDropped
    | TimerSet
    | TimerStopped
    | FlatAsked
    | FlatAnswered
    | IntentSent
    | IntentSettled
    | OutcomeUnknown
    | StopMoved
    | PartClosed
    | HedgeOpened
    | HedgeClosed
    | HedgeChanged
    | LegAdded
    | LegGone
    | LegChanged
    | MainGone
    | OrphanSeen
    | OrphanClosed
    | ExecutedLate
    | ActionRefused
    | DutyDelayed
    | FlagRaised
    | FlagLowered
    | Acknowledged
    | Held
    | HoldEnded
    | ProposalMade
    | ProposalEnded
    | TradeModeSet
    | ContractSet
    | TermEnded
    | EditNoted
    | StandoffSeen
    | WentOn
)
type OrderFact = (
    OrderSent
    | OrderPlaced
    | OrderFilled
    | OrderRefused
    | OrderUnknown
    | OrderEnded
    | CancelSent
    | CancelFailed
    | BothLegsFilled
)
type AccountFact = (
    ModeSet
    | Paused
    | Resumed
    | RailTripped
    | RailCleared
    | EquityBase
    | HourBase
    | EquityPeak
    | MarginShort
    | BreakerTripped
    | BreakerReset
    | StackWarned
    | StackEased
    | FundsMoved
    | WeekendNear
    | SessionsLearned
    | Noticed
    | OrderSent
    | OrderPlaced
    | OrderFilled
    | OrderRefused
    | OrderUnknown
    | OrderEnded
    | CancelSent
    | CancelFailed
    | BothLegsFilled
)
type Fact = TradeFact | AccountFact

ACCOUNT_FACTS = (
    ModeSet,
    Paused,
    Resumed,
    RailTripped,
    RailCleared,
    EquityBase,
    HourBase,
    EquityPeak,
    MarginShort,
    BreakerTripped,
    BreakerReset,
    StackWarned,
    StackEased,
    FundsMoved,
    WeekendNear,
    SessionsLearned,
    Noticed,
    OrderSent,
    OrderPlaced,
    OrderFilled,
    OrderRefused,
    OrderUnknown,
    OrderEnded,
    CancelSent,
    CancelFailed,
    BothLegsFilled,
)
"""The members of `AccountFact`, for `isinstance`."""
