"""Which facts are announced, and how loudly. Exhaustive: a new fact must say."""

from dataclasses import dataclass
from enum import Enum

from dtms.core.actions import StopCause
from dtms.core.events import (
    Acknowledged,
    ActionRefused,
    BothLegsFilled,
    BreakerCause,
    BreakerReset,
    BreakerTripped,
    CancelFailed,
    CancelSent,
    ContractSet,
    DutyCalled,
    DutyDelayed,
    DutyDropped,
    EditNoted,
    EquityBase,
    EquityPeak,
    ExecutedLate,
    Fact,
    FlagLowered,
    FlagRaised,
    FlatAnswered,
    FlatAsked,
    FundsMoved,
    GuardChanged,
    HedgeChanged,
    HedgeClosed,
    HedgeOpened,
    Held,
    HoldEnded,
    HourBase,
    IntentSent,
    IntentSettled,
    Judged,
    LegAdded,
    LegChanged,
    LegGone,
    Lookout,
    MainGone,
    MarginShort,
    ModeSet,
    Noticed,
    OrderEnded,
    OrderFact,
    OrderFilled,
    OrderPlaced,
    OrderRefused,
    OrderSent,
    OrderUnknown,
    OrphanClosed,
    OrphanSeen,
    OutcomeUnknown,
    PartClosed,
    Paused,
    ProposalEnd,
    ProposalEnded,
    ProposalMade,
    Rail,
    RailCleared,
    RailTripped,
    Refusal,
    RespectBegan,
    RespectEnded,
    Resumed,
    RiskKnown,
    SessionsLearned,
    StackEased,
    StackWarned,
    StandoffSeen,
    StateChanged,
    StopMoved,
    TermEnded,
    TimerSet,
    TimerStopped,
    TradeModeSet,
    TradeRegistered,
    WeekendNear,
    WentOn,
)
from dtms.core.trade import Flag, OrderKind, TradeState


class Priority(Enum):
    """How an announcement sounds; RED rings even in quiet hours."""

    RED = "red"
    LOUD = "loud"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """How a fact is announced.

    Attributes:
        priority: How it sounds.
        expires: Whether it may be merged into a digest when it could not be sent for long. What a
            person may have to act on never does.
    """

    priority: Priority
    expires: bool


ALARM = Notice(priority=Priority.RED, expires=False)
DANGER = Notice(priority=Priority.LOUD, expires=False)
NEWS = Notice(priority=Priority.LOUD, expires=True)
QUIET = Notice(priority=Priority.SILENT, expires=True)

STATES = {
    TradeState.HEALTHY: QUIET,
    TradeState.WARNING_L1: QUIET,
    TradeState.WARNING_L2: DANGER,
    TradeState.HEDGED: DANGER,
    TradeState.RECOVERING: NEWS,
    TradeState.CLOSED: NEWS,
}
STOPS = {
    StopCause.TIGHTEN: QUIET,
    StopCause.TRAIL: QUIET,
    StopCause.BREAKEVEN: NEWS,
    StopCause.FIRST: NEWS,
    StopCause.PROFIT_BREAKEVEN: NEWS,
    StopCause.PROFIT_TRAIL: QUIET,
    StopCause.UNDO: NEWS,
    StopCause.PERSON: NEWS,
    StopCause.TARGET: NEWS,
}
RAISED = {
    Flag.UNSCORED: QUIET,
    Flag.BLIND: ALARM,
    Flag.CLOSED_MARKET: None,
    Flag.NAKED: ALARM,
}
LOWERED = {
    Flag.UNSCORED: None,
    Flag.BLIND: NEWS,
    Flag.CLOSED_MARKET: None,
    Flag.NAKED: NEWS,
}
RAILS = {
    Rail.DAILY_LOSS: ALARM,
    Rail.HOURLY_LOSS: ALARM,
    Rail.TOTAL_LOSS: ALARM,
    Rail.POSITIONS: NEWS,
    Rail.VOLUME: NEWS,
    Rail.DAILY_RISK: NEWS,
    Rail.MARGIN_WARN: None,  # its MarginShort is the announcement
    Rail.MARGIN_RED: None,
    Rail.NETTING: ALARM,
    Rail.TRADING_DISABLED: ALARM,
}
SHORTAGES = {Rail.MARGIN_WARN: DANGER, Rail.MARGIN_RED: ALARM}
BREAKERS = {
    BreakerCause.LOSS: DANGER,  # the rail itself rings
    BreakerCause.STOPS: ALARM,
    BreakerCause.FAILURES: ALARM,
    BreakerCause.STORMS: DANGER,
}
LOOKOUTS = {
    Lookout.STARTED: None,  # a restart by itself announces nothing
    Lookout.TERMINAL_LOST: ALARM,
    Lookout.TERMINAL_BACK: NEWS,
    Lookout.WRONG_ACCOUNT: ALARM,
    Lookout.CLOCK_JUMPED: ALARM,
    Lookout.TWIN_GONE: NEWS,
    Lookout.TWIN: ALARM,
    Lookout.CLOCK_SYNCED: NEWS,
    Lookout.LATE: ALARM,
    Lookout.BROKER_LOST: ALARM,
    Lookout.STILL_LOST: ALARM,
    Lookout.RIVAL: ALARM,
    Lookout.RIVAL_GONE: NEWS,
    Lookout.BACKUP_FAILED: DANGER,
    Lookout.BACKUP_MADE: NEWS,
    Lookout.SERVER_ZONE: NEWS,
    Lookout.PART_FAILING: DANGER,
    Lookout.PARTS_WELL: NEWS,
}


def notice_of(fact: Fact) -> Notice | None:
    """Return how a fact is announced, None for one that is only recorded."""
    match fact:
        case (
            RiskKnown()
            | Judged()
            | RespectEnded()
            | DutyDropped()
            | EditNoted()  # its LegChanged is the announcement
            | TimerSet()
            | TimerStopped()
            | IntentSent()
            | IntentSettled()
            | Acknowledged()
            | EquityBase()
            | HourBase()
            | EquityPeak()
            | StackEased()
            | SessionsLearned()
            | MainGone()  # its StateChanged is the announcement
        ):
            return None
        case OrphanSeen() | StandoffSeen() | ExecutedLate():
            return ALARM
        case (
            TradeRegistered()
            | GuardChanged()
            | RespectBegan()
            | PartClosed()
            | HedgeOpened()
            | HedgeClosed()
            | HedgeChanged()
            | LegAdded()
            | LegGone()
            | LegChanged()
            | OrphanClosed()
            | ProposalMade()
            | TradeModeSet()
            | ModeSet()
            | Paused()
            | Resumed()
            | RailCleared()
            | BreakerReset()
            | StackWarned()
            | FundsMoved()
            | DutyDelayed()
            | ContractSet()
            | WentOn()
        ):
            return NEWS
        case FlatAnswered() | Held() | HoldEnded():
            return QUIET
        case (
            OrderSent()
            | OrderPlaced()
            | OrderFilled()
            | OrderRefused()
            | OrderUnknown()
            | OrderEnded()
            | CancelSent()
            | CancelFailed()
            | BothLegsFilled()
        ):
            return _of_order(fact)
        case _:
            return _by_content(fact)


def _of_order(fact: OrderFact) -> Notice | None:
    match fact:
        case OrderSent() | CancelSent():
            return None
        case OrderFilled(terms=terms, open=still_open) if still_open:
            # a market order is announced as the guarded trade it became
            return None if terms.kind is OrderKind.MARKET else NEWS
        case OrderFilled() | OrderPlaced() | OrderEnded():
            return NEWS
        case OrderRefused(terms=terms):
            # whoever asked was answered; a bracket's other leg goes on changing
            return None if terms.bracket is None else DANGER
        case OrderUnknown(overdue=overdue):
            return ALARM if overdue else DANGER
        case CancelFailed() | BothLegsFilled():
            return ALARM


type _Telling = (
    FlatAsked
    | WeekendNear
    | TermEnded
    | StateChanged
    | DutyCalled
    | StopMoved
    | ActionRefused
    | OutcomeUnknown
    | FlagRaised
    | FlagLowered
    | ProposalEnded
    | RailTripped
    | MarginShort
    | BreakerTripped
    | Noticed
)


def _by_content(fact: _Telling) -> Notice | None:
    match fact:
        case StateChanged(after=after):
            return STATES[after]
        case StopMoved(cause=cause):
            return STOPS[cause]
        case FlagRaised(flag=flag):
            return RAISED[flag]
        case FlagLowered(flag=flag):
            return LOWERED[flag]
        case RailTripped() | MarginShort() | BreakerTripped() | Noticed():
            return _of_account(fact)
        case (
            FlatAsked()
            | WeekendNear()
            | TermEnded()
            | DutyCalled()
            | ProposalEnded()
            | ActionRefused()
            | OutcomeUnknown()
        ):
            return _by_outcome(fact)


def _of_account(fact: RailTripped | MarginShort | BreakerTripped | Noticed) -> Notice | None:
    match fact:
        case Noticed(what=what):
            return LOOKOUTS[what]
        case RailTripped(rail=rail):
            return RAILS[rail]
        case MarginShort(rail=rail):
            return SHORTAGES.get(rail, ALARM)
        case BreakerTripped(cause=cause):
            return BREAKERS[cause]


def _by_outcome(
    fact: FlatAsked
    | WeekendNear
    | TermEnded
    | DutyCalled
    | ProposalEnded
    | ActionRefused
    | OutcomeUnknown,
) -> Notice | None:
    match fact:
        case FlatAsked() | WeekendNear() | TermEnded():
            return DANGER
        case DutyCalled(armed=armed):
            return None if armed else NEWS
        case ProposalEnded(how=how):
            return None if how is ProposalEnd.DUE else NEWS
        case ActionRefused(repeat=True) | ActionRefused(reason=Refusal.ALREADY_TIGHTER):
            return None  # told before, or nothing was wanting
        case ActionRefused(unprotected=unprotected):
            return ALARM if unprotected else DANGER
        case OutcomeUnknown(overdue=overdue):
            return ALARM if overdue else DANGER
