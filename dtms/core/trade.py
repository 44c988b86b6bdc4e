"""Positions as the broker holds them, and trades as we guard them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import NamedTuple, override

from dtms.core.identity import AccountId as AccountId  # noqa: PLC0414 - part of every key, taken from here
from dtms.core.market import Side
from dtms.core.policy import Mode


class TradeKey(NamedTuple):
    """A guarded position: account and the broker's position id of its main leg."""

    account: AccountId
    position: int

    @override
    def __str__(self) -> str:
        return f"{self.account}#{self.position}"


class TradeState(Enum):
    """Where a trade stands. The first three follow the score, the others the broker's book."""

    HEALTHY = "healthy"
    WARNING_L1 = "warning_l1"
    WARNING_L2 = "warning_l2"
    HEDGED = "hedged"
    RECOVERING = "recovering"
    CLOSED = "closed"


class Guard(Enum):
    """What DTMS may do with a trade."""

    OFFERED = "offered"  # adoption asked; watched meanwhile
    WATCHED = "watched"
    GUARDED = "guarded"
    RELEASED = "released"


class Flag(Enum):
    """What lies over a state; never a state itself."""

    UNSCORED = "unscored"
    BLIND = "blind"
    CLOSED_MARKET = "closed_market"
    NAKED = "naked"


class TimerKind(Enum):
    """Deadlines of the state machine, in market time."""

    FLAT = "flat"
    RECOVERY = "recovery"
    RECOVERY_LIMIT = "recovery_limit"


class Duty(Enum):
    """What the state machine calls for, before it is priced and sized."""

    TRAIL = "trail"
    TIGHTEN = "tighten"
    HALF = "half"
    BREAKEVEN = "breakeven"
    HEDGE = "hedge"
    CLOSE_HEDGE = "close_hedge"
    CLOSE_ALL = "close_all"
    EXIT_BREAKEVEN = "exit_breakeven"  # profit-side, as the next two
    EXIT_PARTIAL = "exit_partial"
    EXIT_TRAIL = "exit_trail"
    READD = "readd"


class ActionClass(Enum):
    """INC adds exposure, RED reduces it, SET sets an absolute."""

    INC = "inc"
    RED = "red"
    SET = "set"


DUTY_CLASS = {
    Duty.TRAIL: ActionClass.SET,
    Duty.TIGHTEN: ActionClass.SET,
    Duty.HALF: ActionClass.RED,
    Duty.BREAKEVEN: ActionClass.SET,
    Duty.HEDGE: ActionClass.INC,
    Duty.CLOSE_HEDGE: ActionClass.RED,
    Duty.CLOSE_ALL: ActionClass.RED,
    Duty.EXIT_BREAKEVEN: ActionClass.SET,
    Duty.EXIT_PARTIAL: ActionClass.RED,
    Duty.EXIT_TRAIL: ActionClass.SET,
    Duty.READD: ActionClass.INC,
}


class Ban(Enum):
    """What DTMS may never do by itself with a trade, as its contract says."""

    HALF = "half"
    HEDGE = "hedge"
    CLOSE = "close"
    STOP = "stop"  # move it


class Level(Enum):
    """What somebody else may have changed."""

    STOP = "stop"
    TARGET = "target"
    VOLUME = "volume"


class EditSource(Enum):
    """Who changed a level, as far as the broker tells; of stops and targets it does not."""

    HAND = "hand"
    PROGRAM = "program"
    BROKER = "broker"
    UNKNOWN = "unknown"  # by hand or another program


class ActionKind(Enum):
    """What is asked of the broker; the value goes into the magic number's kind bits."""

    HEDGE = 1
    READD = 2
    REDUCE = 3
    CLOSE_HEDGE = 4
    STOP = 5
    CANCEL = 0  # its request leaves no trace of its own at the broker
    CLOSE_BY = 7
    ORDER = 6


class OrderKind(Enum):
    """How an order opens: at once, at a better price, or at a worse one (a breakout)."""

    MARKET = "market"
    LIMIT = "limit"
    STOP = "stop"


class DealReason(Enum):
    """Who or what made a deal, as the broker says."""

    HAND = "hand"  # terminal, phone or web
    EXPERT = "expert"
    STOP = "stop"
    TARGET = "target"
    STOP_OUT = "stop_out"
    OTHER = "other"


class DealEntry(Enum):
    """Whether a deal opened or closed volume."""

    IN = "in"
    OUT = "out"
    IN_OUT = "in_out"
    OUT_BY = "out_by"


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A position as the broker reported it.

    Attributes:
        ticket: The broker's position id.
        symbol: The broker's name of the symbol.
        side: Direction.
        volume: Open lots.
        entry: Average open price.
        price: Present price of the closing side.
        stop: Stop-loss price, None where there is none.
        target: Take-profit price, None where there is none.
        opened_at: Aware UTC.
        magic: Of the opening order; 0 for a hand.
        comment: As the broker keeps it; a hint only.
        profit: Floating profit in account currency, without swap.
        swap: Accrued swap in account currency.
    """

    ticket: int
    symbol: str
    side: Side
    volume: Decimal
    entry: Decimal
    price: Decimal
    stop: Decimal | None
    target: Decimal | None
    opened_at: datetime
    magic: int
    comment: str
    profit: float
    swap: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """A deal in the broker's history; money in account currency, `at` aware UTC."""

    ticket: int
    order: int
    position: int
    symbol: str
    side: Side
    entry: DealEntry
    reason: DealReason
    volume: Decimal
    price: Decimal
    profit: float
    commission: float
    swap: float
    fee: float
    magic: int
    comment: str
    at: datetime

    @property
    def net(self) -> float:
        """Return what the deal added to the balance, in account currency."""
        return self.profit + self.commission + self.swap + self.fee


class OrderFate(Enum):
    """How an order left the broker's book, as its history says."""

    FILLED = "filled"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingOrder:
    """A pending order in the broker's book.

    Attributes:
        ticket: The broker's order ticket.
        symbol: The broker's name of the symbol.
        side: Direction of the position it would open.
        kind: Limit or stop; None for a kind this program never places.
        volume: Lots not yet filled.
        price: Where it triggers.
        stop: Stop-loss it would open with, None for none.
        target: Take-profit it would open with, None for none.
        expires: When the broker drops it, aware UTC; None for never.
        placed_at: Aware UTC.
        magic: Of the order; 0 for a hand.
    """

    ticket: int
    symbol: str
    side: Side
    kind: OrderKind | None
    volume: Decimal
    price: Decimal
    stop: Decimal | None
    target: Decimal | None
    expires: datetime | None
    placed_at: datetime
    magic: int


class AccountKind(Enum):
    """What money is at stake."""

    SIM = "sim"
    DEMO = "demo"
    LIVE = "live"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """The account as the broker reports it; money in `currency`.

    Attributes:
        account: Whose it is.
        kind: Simulated, demo or live.
        hedging: Whether opposite positions may be held at once.
        currency: Account currency.
        balance: Closed money.
        equity: Balance plus floating result.
        margin: In use.
        margin_free: Left.
        margin_level: Per cent; None while no margin is in use.
        trade_allowed: Whether orders from programs are accepted.
        connected: Whether the terminal has its trade server.
    """

    account: AccountId
    kind: AccountKind
    hedging: bool
    currency: str
    balance: float
    equity: float
    margin: float
    margin_free: float
    margin_level: float | None
    trade_allowed: bool
    connected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money paid onto the account, or, negative, out of it, in account currency."""

    ticket: int
    at: datetime
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A leg of a family as last read back from the broker."""

    ticket: int
    volume: Decimal
    entry: Decimal
    stop: Decimal | None
    target: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a main ended: `how` is a `GoneHow`'s value, `profit` in account currency."""

    how: str
    price: Decimal | None
    profit: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hedge:
    """The confirmed opposite position of a family."""

    ticket: int
    volume: Decimal
    entry: Decimal
    stop: Decimal | None
    opened_at: datetime
    by_hand: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One score, as the machine needs it; trade-relative.

    Attributes:
        score: Points; negative is against the trade.
        at: Instant of the judgement, market time.
        m5_closed: Close of the last M5 bar used.
        m15_closed: Close of the last M15 bar used.
        flips: Whether VWAP flip and volume flip are both adverse.
    """

    score: float
    at: datetime
    m5_closed: datetime
    m15_closed: datetime
    flips: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """A stored deadline, market time."""

    kind: TimerKind
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An intent sent to the broker and not yet settled."""

    intent: int
    kind: ActionKind
    duty: Duty | None
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """When a refused or lapsed duty may be tried again: later, or at a worse score.

    `reason` is the value of the refusal, so that the same one is announced once.
    """

    duty: Duty
    not_before: datetime
    score: float | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A duty waiting for the veto window to pass; `deadline` is people time."""

    id: int
    duty: Duty
    deadline: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A duty called for and not yet done; `rule` is the value of the rule that called for it."""

    duty: Duty
    rule: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What was spent of a daily budget. `day` is the broker's day."""

    day: date
    spent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What a person chose for one trade.

    Attributes:
        bans: What DTMS may never do by itself.
        until: When it is handed back, market time; None: guarded until further notice.
        deferred: Whether that time is over and an open hedge keeps the guard.
        exits: Whether exits in profit are on; None follows the policy.
    """

    bans: frozenset[Ban] = frozenset()
    until: datetime | None = None
    deferred: bool = False
    exits: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A level changed by somebody else, left alone until then (market time).

    `magic` is that of the program behind it, as far as the broker tells; None for a hand.
    """

    level: Level
    until: datetime
    source: EditSource
    magic: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A change of a level by DTMS or against it, after one by the other side."""

    level: Level
    at: datetime
    ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """A trade as we guard it: the fold of its facts, never changed otherwise.

    Attributes:
        key: Account and position id.
        symbol: The broker's name.
        side: Direction of the main.
        guard: What may be done with it.
        adopted: Whether someone else opened it.
        state: Where it stands.
        since: When that state began.
        version: Counts every change a drawn button may not outlive.
        original_volume: Lots at registration.
        first_stop: Stop of the opening order, if known.
        risk: R in price units; None until it can be known.
        opened_at: When the position was opened.
        registered_at: When guarding began.
        main: The main leg as last confirmed.
        legs: Re-added legs.
        hedge: The confirmed hedge.
        judgement: The last score.
        entry_score: The first score.
        respecting: Whether automatic RED and INC still respect the entry.
        waiting: Whether the last score is still to be judged (an intent was open).
        streak: Consecutive scores that ask for the next worse state.
        flip_streak: Consecutive scores with both flips adverse.
        owed: Duties called for and not yet done.
        noted: Duties already announced while they may not be carried out.
        tightened: Whether the stop was tightened in this episode.
        closed_volume: Lots closed since the last re-add, by DTMS or on a person's tap.
        realised: Result of what was closed of the family and its hedges, account currency.
        halves: Half closes spent.
        half_price: Price of the last half close.
        hedges: Automatic hedges spent.
        rehedge_barred: Whether automatic hedging is barred for this episode.
        hedge_rest_until: End of the cool-down after a hedge.
        retries: Refused duties and when they return.
        timers: Running deadlines.
        flat_asks: How often the flat timer asked in this episode; a hedge starts over.
        held_until: End of a person's hold.
        pending: Unsettled intents.
        proposals: Duties in their veto window.
        flags: What lies over the state.
        mode: The trade's own mode; None follows the account's.
        acknowledged: Whether a person has acknowledged the present state.
        ending: How the main ended; None while it is open.
        contract: What a person chose for it.
        at_breakeven: Whether the exit to breakeven was made.
        profit_decided: Whether the partial close in profit was sent, or cannot be made.
        profit_volume: Lots closed in profit by the exits.
        edits: Levels changed by somebody else, the last change of each.
        turns: Changes of a level back and forth, the last few.
        standoffs: Levels DTMS no longer moves: somebody else keeps changing them back.
    """

    key: TradeKey
    symbol: str
    side: Side
    guard: Guard
    adopted: bool
    state: TradeState
    since: datetime
    version: int
    original_volume: Decimal
    first_stop: Decimal | None
    risk: Decimal | None
    opened_at: datetime
    registered_at: datetime
    main: Leg
    legs: tuple[Leg, ...] = ()
    hedge: Hedge | None = None
    judgement: Judgement | None = None
    entry_score: float | None = None
    respecting: bool = False
    waiting: bool = False
    streak: int = 0
    flip_streak: int = 0
    owed: tuple[Owed, ...] = ()
    noted: frozenset[Duty] = frozenset()
    tightened: bool = False
    closed_volume: Decimal = Decimal(0)
    realised: float = 0.0
    halves: Budget | None = None
    half_price: Decimal | None = None
    hedges: Budget | None = None
    rehedge_barred: bool = False
    hedge_rest_until: datetime | None = None
    retries: tuple[Retry, ...] = ()
    timers: tuple[Timer, ...] = ()
    flat_asks: int = 0
    held_until: datetime | None = None
    pending: tuple[Pending, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    flags: frozenset[Flag] = frozenset()
    mode: Mode | None = None
    acknowledged: bool = False
    ending: Ending | None = None
    contract: Contract = Contract()
    at_breakeven: bool = False
    profit_decided: bool = False
    profit_volume: Decimal = Decimal(0)
    edits: tuple[Edit, ...] = ()
    turns: tuple[Turn, ...] = ()
    standoffs: frozenset[Level] = frozenset()

    @property
    def is_closed(self) -> bool:
        """Claim that nothing is left to guard."""
        return self.state is TradeState.CLOSED

    @property
    def is_finished(self) -> bool:
        """Claim that nothing of the family is left to be looked after."""
        if self.pending or self.hedge is not None:
            return False
        return self.guard is Guard.RELEASED or (self.is_closed and not self.legs)

    @property
    def volume(self) -> Decimal:
        """Return the family's open lots: main and re-adds, without the hedge."""
        return self.main.volume + sum((leg.volume for leg in self.legs), Decimal(0))

    @property
    def net_exposure(self) -> Decimal:
        """Return open lots of main and re-adds minus the hedge."""
        return self.volume - (self.hedge.volume if self.hedge else Decimal(0))

    @property
    def tickets(self) -> frozenset[int]:
        """Return every position id of the family, the hedge included."""
        own = {self.main.ticket, *(leg.ticket for leg in self.legs)}
        return frozenset(own | ({self.hedge.ticket} if self.hedge else set()))

    @property
    def duties(self) -> frozenset[Duty]:
        """Return the duties called for and not yet done."""
        return frozenset(owed.duty for owed in self.owed)

    def timer(self, kind: TimerKind) -> datetime | None:
        """Return a timer's deadline, if it runs."""
        return next((timer.due for timer in self.timers if timer.kind is kind), None)

    def unsettled(self) -> bool:
        """Claim that an intent other than a stop is open at the broker."""
        return any(pending.kind is not ActionKind.STOP for pending in self.pending)
