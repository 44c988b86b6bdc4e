"""The kinds of announcements a person may turn down, and which fact is of which."""

from enum import Enum
from typing import Final

from dtms.core import events
from dtms.core.events import Fact
from dtms.core.notices import Priority


class Kind(Enum):
    """A kind of announcement."""

    TRADES = "trades"  # found, guarded, released
    STATES = "states"
    STOPS = "stops"
    ACTIONS = "actions"  # closing, hedging, buying back
    REFUSALS = "refusals"
    QUESTIONS = "questions"  # proposals and timers
    DATA = "data"  # blind, not scored, terminal
    LIMITS = "limits"  # rails, margin, breaker, stacks
    CONTROL = "control"  # modes, pauses, holds


class Loudness(Enum):
    """What a person chose for a kind."""

    ON = "on"  # as loud as the fact is
    SILENT = "silent"
    OFF = "off"


KINDS: Final[dict[type[Fact], Kind]] = {
    events.TradeRegistered: Kind.TRADES,
    events.GuardChanged: Kind.TRADES,
    events.RiskKnown: Kind.TRADES,
    events.MainGone: Kind.TRADES,
    events.Judged: Kind.STATES,
    events.RespectBegan: Kind.STATES,
    events.RespectEnded: Kind.STATES,
    events.StateChanged: Kind.STATES,
    events.DutyCalled: Kind.STATES,
    events.DutyDropped: Kind.STATES,
    events.TimerSet: Kind.STATES,
    events.TimerStopped: Kind.STATES,
    events.DutyDelayed: Kind.STATES,
    events.StopMoved: Kind.STOPS,
    events.IntentSent: Kind.ACTIONS,
    events.IntentSettled: Kind.ACTIONS,
    events.OutcomeUnknown: Kind.ACTIONS,
    events.PartClosed: Kind.ACTIONS,
    events.HedgeOpened: Kind.ACTIONS,
    events.HedgeClosed: Kind.ACTIONS,
    events.HedgeChanged: Kind.ACTIONS,
    events.LegAdded: Kind.ACTIONS,
    events.LegGone: Kind.ACTIONS,
    events.LegChanged: Kind.ACTIONS,
    events.OrphanSeen: Kind.ACTIONS,
    events.OrphanClosed: Kind.ACTIONS,
    events.OrderSent: Kind.ACTIONS,
    events.OrderPlaced: Kind.ACTIONS,
    events.OrderFilled: Kind.ACTIONS,
    events.OrderUnknown: Kind.ACTIONS,
    events.OrderEnded: Kind.ACTIONS,
    events.BothLegsFilled: Kind.ACTIONS,
    events.CancelSent: Kind.ACTIONS,
    events.CancelFailed: Kind.ACTIONS,
    events.ExecutedLate: Kind.ACTIONS,
    events.ActionRefused: Kind.REFUSALS,
    events.OrderRefused: Kind.REFUSALS,
    events.FlatAsked: Kind.QUESTIONS,
    events.FlatAnswered: Kind.QUESTIONS,
    events.ProposalMade: Kind.QUESTIONS,
    events.ProposalEnded: Kind.QUESTIONS,
    events.WeekendNear: Kind.QUESTIONS,
    events.FlagRaised: Kind.DATA,
    events.FlagLowered: Kind.DATA,
    events.Noticed: Kind.DATA,
    events.SessionsLearned: Kind.DATA,
    events.RailTripped: Kind.LIMITS,
    events.RailCleared: Kind.LIMITS,
    events.EquityBase: Kind.LIMITS,
    events.HourBase: Kind.LIMITS,
    events.EquityPeak: Kind.LIMITS,
    events.MarginShort: Kind.LIMITS,
    events.BreakerTripped: Kind.LIMITS,
    events.BreakerReset: Kind.LIMITS,
    events.StackWarned: Kind.LIMITS,
    events.StackEased: Kind.LIMITS,
    events.FundsMoved: Kind.LIMITS,
    events.Acknowledged: Kind.CONTROL,
    events.ContractSet: Kind.CONTROL,
    events.TermEnded: Kind.CONTROL,
    events.EditNoted: Kind.STOPS,
    events.StandoffSeen: Kind.STOPS,
    events.WentOn: Kind.STATES,
    events.Held: Kind.CONTROL,
    events.HoldEnded: Kind.CONTROL,
    events.TradeModeSet: Kind.CONTROL,
    events.ModeSet: Kind.CONTROL,
    events.Paused: Kind.CONTROL,
    events.Resumed: Kind.CONTROL,
}
ALWAYS: Final = frozenset({Kind.QUESTIONS})  # nobody is left out of what asks
_ASKS: Final = events.ProposalMade | events.FlatAsked | events.WeekendNear


def kind_of(fact: Fact) -> Kind | None:
    """Return the kind of a fact; None for one this table does not know, which is always told."""
    return KINDS.get(type(fact))


def may_be_turned_down(fact: Fact, priority: Priority) -> bool:
    """Claim that a person may do without a fact: it neither rings nor asks."""
    offer = isinstance(fact, events.TradeRegistered) and fact.guard.value == "offered"
    return priority is not Priority.RED and not isinstance(fact, _ASKS) and not offer
