"""An intent: an order that was journalled before it was sent."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from dtms.core.actions import Action
from dtms.core.trade import Duty, TradeKey


class IntentState(Enum):
    """PENDING, then SENT, then an answer, then SETTLED."""

    PENDING = "pending"
    SENT = "sent"
    DONE = "done"  # accepted by the broker, not yet read back
    WORKING = "working"  # a pending order, read back from the broker's book
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What the broker held of the leg when the intent was made."""

    volume: Decimal
    stop: Decimal | None
    target: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One order to the broker.

    Attributes:
        id: 37 bits, unique for ever within the installation.
        key: The family it belongs to.
        action: What is asked.
        duty: What called for it; None for a person's order.
        magic: Number sent with the request.
        state: How far it got.
        before: What the broker held of the leg acted on; None for openings.
        decision: Sequence number of the decision behind it.
        automatic: False for a person's order.
        policy: Name of the policy in force.
        created_at: Market time.
        sent_at: Market time.
        settled_at: Market time.
        executed: Whether it was executed, once settled.
        retcode: The broker's answer.
        order: The broker's order ticket.
        absent_reads: How many agreeing reads found no trace of it.
        alerted: Whether the red alert about an unknown outcome was given.
    """

    id: int
    key: TradeKey
    action: Action
    duty: Duty | None
    magic: int
    state: IntentState
    before: Before | None
    decision: int
    automatic: bool
    policy: str
    created_at: datetime
    sent_at: datetime | None = None
    settled_at: datetime | None = None
    executed: bool | None = None
    retcode: int | None = None
    order: int | None = None
    absent_reads: int = 0
    alerted: bool = False
