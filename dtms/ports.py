"""What the engine needs of the world: roles, implemented by adapters."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Protocol

from dtms.core.actions import Action
from dtms.core.assessment import Assessment
from dtms.core.events import AccountFact, EquityBase, Fact, Refusal
from dtms.core.intents import Intent
from dtms.core.market import Bars, Instrument, Quote, Timeframe
from dtms.core.news import Blackout, NewsEvent
from dtms.core.policy import Mode
from dtms.core.trade import (
    AccountId,
    AccountState,
    Deal,
    Duty,
    OrderFate,
    Payment,
    Position,
    Trade,
    TradeKey,
    WorkingOrder,
)


class Clock(Protocol):
    """The only source of the present. Both instants are aware UTC."""

    def market(self) -> datetime:
        """Return market time: bars, cadence, state timers."""
        ...

    def people(self) -> datetime:
        """Return people time: veto, undo, buttons, pacing; always real."""
        ...


class Ids(Protocol):
    """Source of identities; seeded in simulation."""

    def intent(self) -> int:
        """Return a fresh intent id, 1 to 2**37 - 1."""
        ...

    def nonce(self) -> str:
        """Return an unguessable token for a button, ASCII, at most 32 characters."""
        ...


class Verdict(Enum):
    """What an answer of the broker means for the order."""

    EXECUTED = "executed"
    REFUSED = "refused"
    PLACED = "placed"  # accepted, outcome later
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The broker's answer to an order.

    Attributes:
        verdict: Executed, definitely not executed, placed, or unknown.
        refusal: Why not; None unless refused.
        retryable: Whether a fresh price may help at once (a requote).
        retcode: The terminal's code; None when there was no answer.
        order: Order ticket, 0 when there is none.
        volume: Lots filled, 0 when unknown.
        price: Fill price; None when unknown.
    """

    verdict: Verdict
    refusal: Refusal | None
    retryable: bool
    retcode: int | None
    order: int
    volume: Decimal
    price: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginCheck:
    """What the broker says an order would do to the margin; money in account currency."""

    allowed: bool
    refusal: Refusal | None
    retcode: int
    margin: float
    margin_free: float


class Broker(Protocol):
    """The trading account behind one terminal.

    Every read raises `BrokerUnavailable` when the terminal gives no answer: unknown is never
    reported as empty.
    """

    async def account(self) -> AccountState:
        """Return the account's state."""
        ...

    async def positions(self) -> tuple[Position, ...]:
        """Return all open positions, whoever opened them."""
        ...

    async def orders(self) -> tuple[WorkingOrder, ...]:
        """Return all pending orders, whoever placed them."""
        ...

    async def order_fate(self, *, order: int) -> OrderFate | None:
        """Return how an order left the book; None while its history tells nothing."""
        ...

    async def resolve(self, asked: str) -> str:
        """Return the broker's name of a symbol somebody named.

        Raises:
            AmbiguousSymbol: Several fit; an `UnknownSymbol`.
            UnknownSymbol: None fits.
        """
        ...

    async def deals(self, *, since: datetime) -> tuple[Deal, ...]:
        """Return all deals from `since` (aware UTC) up to the newest, oldest first."""
        ...

    async def payments(self, *, since: datetime) -> tuple[Payment, ...]:
        """Return what was paid onto and out of the account since an instant (aware UTC)."""
        ...

    async def opening_stop(self, *, position: int) -> Decimal | None:
        """Return the stop of the order that opened a position; None if it had none."""
        ...

    async def instrument(self, symbol: str) -> Instrument:
        """Return the symbol's steps and limits. Raises `UnknownSymbol`."""
        ...

    async def quote(self, symbol: str) -> Quote:
        """Return the last quote; raises `BrokerUnavailable` when there is none or it is absurd."""
        ...

    async def check(self, action: Action, *, magic: int) -> MarginCheck:
        """Ask what an opening order would do to the margin, without sending it."""
        ...

    async def send(self, action: Action, *, magic: int) -> Answer:
        """Send one order, once. Doubt is an answer (`Verdict.UNKNOWN`), never an exception."""
        ...

    async def profit(
        self, symbol: str, *, lots: Decimal, opened: Decimal, closed: Decimal
    ) -> float:
        """Return what a BUY of `lots` from `opened` to `closed` yields, in account currency."""
        ...

    def broker_day(self, at: datetime) -> date:
        """Return the broker's calendar day of an instant."""
        ...

    def broker_clock(self, at: datetime) -> datetime:
        """Return an instant (aware) with the offset of the broker's own clock."""
        ...


class MarketFeed(Protocol):
    """Closed bars."""

    async def bars(self, symbol: str, timeframe: Timeframe, *, count: int) -> Bars:
        """Return the last `count` closed bars; raises `BrokerUnavailable`."""
        ...


class OrderFlow(Protocol):
    """Exchange trades with the aggressor's side; only for symbols that have such a feed."""

    async def signed_volume(self, symbol: str, *, times: Sequence[int]) -> Sequence[float] | None:
        """Return buy minus sell volume per M5 bar (epoch seconds of its open), None if absent."""
        ...


class NewsCalendar(Protocol):
    """Scheduled news."""

    async def blackout(self, currencies: frozenset[str], *, at: datetime) -> Blackout | None:
        """Return the blackout in force for any of the currencies.

        Raises:
            NewsUnavailable: Nothing recent enough is known; no blackout is not the same.
        """
        ...

    async def coming(
        self, currencies: frozenset[str], *, since: datetime, until: datetime
    ) -> tuple[NewsEvent, ...]:
        """Return the events of the currencies in a half-open span; raises `NewsUnavailable`."""
        ...


class Holidays(Protocol):
    """Days on which a market that usually trades does not."""

    def holiday(self, instrument: Instrument, at: datetime) -> str | None:
        """Return the name of the holiday on the market's own day, None on a usual one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Why something was done: kept for `/why`."""

    key: TradeKey
    at: datetime
    quote: Quote
    assessment: Assessment | None
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A fact with its place in the journal."""

    seq: int
    fact: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSettings:
    """What people decided about an account; survives restart."""

    mode: Mode
    paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything one step writes, in one transaction."""

    facts: tuple[Fact, ...] = ()
    trades: tuple[Trade, ...] = ()
    intents: tuple[Intent, ...] = ()
    settings: tuple[tuple[AccountId, AccountSettings], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What the journal holds of one account at start."""

    trades: tuple[Trade, ...] = ()  # not closed, or with a hedge or re-add still open
    intents: tuple[Intent, ...] = ()  # not settled
    settings: AccountSettings | None = None
    equity_base: EquityBase | None = None  # the newest
    account_facts: tuple[AccountFact, ...] = ()  # what its rails stand on, oldest first
    outcomes: tuple[Fact, ...] = ()  # what became of the last orders, oldest first
    endings: tuple[Trade, ...] = ()  # the last closed trades, oldest first
    last_cycle: datetime | None = None
    known: frozenset[int] = field(default_factory=frozenset)  # every position id ever registered


class Journal(Protocol):
    """What has been decided, sent and confirmed. Raises `JournalUnavailable` when it cannot write.

    `commit` is durable when it returns: facts, state, intents and the outbox row of every
    announced fact in one transaction.
    """

    async def commit(self, changes: Changes) -> tuple[Recorded, ...]:
        """Write one step; return its facts with their sequence numbers."""
        ...

    async def decide(self, decision: Decision) -> int:
        """Keep a decision's inputs; return its number."""
        ...

    async def load(self, account: AccountId) -> Stored:
        """Return what is needed to go on after a restart."""
        ...

    async def intent(self, intent: int) -> Intent | None:
        """Return an intent by id, settled or not."""
        ...

    async def trade(self, key: TradeKey) -> Trade | None:
        """Return a trade as last recorded, closed or not."""
        ...

    async def cycle_done(self, account: AccountId, at: datetime) -> None:
        """Note the instant of a completed check, so that a gap is seen after a restart."""
        ...

    async def namespace(self) -> int:
        """Return this installation's part of the magic numbers, 1 to 8191."""
        ...


class Consent(Protocol):
    """What people authorised beforehand for the time they sleep."""

    def proceeds(self, duty: Duty) -> bool | None:
        """Return whether silence lets a proposal proceed now; None where the usual rule holds."""
        ...


class EventSink(Protocol):
    """Somebody who wants to hear of facts at once; must return at once and never raise."""

    def publish(self, recorded: tuple[Recorded, ...]) -> None:
        """Take note of facts that are already journalled."""
        ...
