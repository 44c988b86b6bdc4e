"""Facts, trades and intents as rows."""

from enum import Enum

from dtms.adapters.journal.rows import Row, Value, check_sum, stamp
from dtms.core import codec
from dtms.core.actions import OpenHedge, kind_of
from dtms.core.events import (
    ACCOUNT_FACTS,
    ActionRefused,
    CancelFailed,
    CancelSent,
    ExecutedLate,
    Fact,
    HedgeClosed,
    HedgeEnd,
    HedgeOpened,
    IntentSent,
    IntentSettled,
    LegAdded,
    OrderEnded,
    OrderFilled,
    OrderPlaced,
    OrderRefused,
    OrderSent,
    OrderUnknown,
    OrphanClosed,
    OutcomeUnknown,
    PartClosed,
    StateChanged,
    StopMoved,
)
from dtms.core.intents import Intent, IntentState
from dtms.core.trade import AccountId, Trade, TradeKey


class EventClass(Enum):
    """What a fact counts as in histories and totals."""

    ACTION = "action"
    REFUSAL = "refusal"
    TRANSITION = "transition"
    OTHER = "other"


def place_of(fact: Fact) -> tuple[AccountId, int | None]:
    """Return the account and, for facts about a trade, the position."""
    if isinstance(fact, ACCOUNT_FACTS):
        return fact.account, None
    return fact.key.account, fact.key.position


def intent_of(fact: Fact) -> int | None:
    """Return the intent a fact tells of."""
    match fact:
        case IntentSent() | IntentSettled() | OutcomeUnknown() | ExecutedLate():
            return fact.intent
        case OrderSent() | OrderUnknown() | OrderRefused() | OrderEnded():
            return fact.intent
        case CancelSent() | CancelFailed():
            return fact.intent
        case StopMoved() | PartClosed() | HedgeOpened() | LegAdded() | OrphanClosed():
            return fact.receipt.intent or None
        case OrderPlaced() | OrderFilled():
            return fact.receipt.intent or None
        case _:
            return None


def class_of(fact: Fact) -> EventClass:
    """Return what a fact counts as."""
    match fact:
        case StopMoved() | PartClosed() | HedgeOpened() | LegAdded() | OrphanClosed():
            return EventClass.ACTION if fact.receipt.intent else EventClass.OTHER
        case OrderPlaced() | OrderFilled() | HedgeClosed(how=HedgeEnd.DTMS | HedgeEnd.PERSON):
            return EventClass.ACTION
        case ActionRefused() | OrderRefused() | CancelFailed():
            return EventClass.REFUSAL
        case StateChanged():
            return EventClass.TRANSITION
        case _:
            return EventClass.OTHER


def place(key: TradeKey) -> tuple[str, int, int]:
    """Return a key as columns."""
    return key.account.server, key.account.login, key.position


def event_row(fact: Fact) -> Row:
    """Return the columns of `event` after `seq`."""
    account, position = place_of(fact)
    encoded = codec.encode(fact)
    at = stamp(fact.at)
    total = check_sum(
        account.server, account.login, position, encoded.kind, encoded.version, at, encoded.body
    )
    head = (account.server, account.login, position)
    body = (encoded.kind, encoded.version, encoded.body)
    return (*head, *body, at, intent_of(fact), class_of(fact).value, total)


def trade_row(trade: Trade) -> Row:
    """Return the columns of `trade`."""
    encoded = codec.TRADES.encode(trade)
    where = place(trade.key)
    total = check_sum(*where, trade.state.value, encoded.version, encoded.body)
    state = (trade.state.value, stamp(trade.since), int(not trade.is_finished))
    return (*where, *state, encoded.version, encoded.body, total)


def timer_rows(trade: Trade) -> list[Row]:
    """Return the rows of `timer`."""
    where = place(trade.key)
    return [(*where, timer.kind.value, stamp(timer.due)) for timer in trade.timers]


def released_at(intent: Intent) -> str | None:
    """Return since when an intent no longer stands for a possible hedge."""
    absent = intent.state is IntentState.SETTLED and not intent.executed
    if intent.state is IntentState.REJECTED or absent:
        return stamp(intent.settled_at or intent.sent_at or intent.created_at)
    return None


def intent_body(intent: Intent) -> Row:
    """Return state, executed, release and body of `intent`."""
    encoded = codec.INTENTS.encode(intent)
    executed: Value = None if intent.executed is None else int(intent.executed)
    total = check_sum(intent.id, intent.state.value, encoded.version, encoded.body)
    state = (intent.state.value, executed, released_at(intent))
    return (*state, encoded.version, encoded.body, total)


def intent_head(intent: Intent) -> Row:
    """Return what never changes of `intent`."""
    kind = kind_of(intent.action).name.lower()
    return (intent.id, *place(intent.key), kind, intent.magic, intent.decision)


def is_hedge(intent: Intent) -> bool:
    """Claim that an intent may become a hedge."""
    return isinstance(intent.action, OpenHedge)
