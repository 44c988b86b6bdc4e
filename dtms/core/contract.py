"""A trade's contract: what DTMS may do with it, until when, and what it may never do by itself."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, tzinfo

from dtms.core import events
from dtms.core.actions import (
    CloseBy,
    CloseCause,
    CloseHedge,
    MoveStop,
    OpenHedge,
    ReAdd,
    Reduce,
    TradeAction,
)
from dtms.core.edits import noted_edit
from dtms.core.events import Refusal
from dtms.core.trade import Ban, Contract, Duty, Guard, Trade

BANNED_BY: Mapping[Duty, Ban | None] = {
    Duty.TRAIL: Ban.STOP,
    Duty.TIGHTEN: Ban.STOP,
    Duty.BREAKEVEN: Ban.STOP,
    Duty.HALF: Ban.HALF,
    Duty.HEDGE: Ban.HEDGE,
    Duty.CLOSE_HEDGE: None,  # gives back what a hedge froze; the position itself stays
    Duty.CLOSE_ALL: Ban.CLOSE,
    Duty.EXIT_BREAKEVEN: Ban.STOP,
    Duty.EXIT_PARTIAL: Ban.HALF,
    Duty.EXIT_TRAIL: Ban.STOP,
    Duty.READD: None,  # opt-in by policy
}
_LEFT_BEHIND = frozenset({CloseCause.ORPHAN, CloseCause.SURPLUS})  # of no trade any more
_PARTS = frozenset({CloseCause.HALF, CloseCause.PROFIT})
_DAY = timedelta(days=1)

type ContractFact = (
    events.ContractSet | events.TermEnded | events.EditNoted | events.StandoffSeen | events.WentOn
)


def forbids(contract: Contract, duty: Duty) -> bool:
    """Claim that a contract bans a duty."""
    return BANNED_BY[duty] in contract.bans


def forbidden_before(trade: Trade, duty: Duty) -> bool:
    """Claim that a banned duty was called for, and told as such, already."""
    reason = Refusal.CONTRACT.value
    told = any(one.duty is duty and one.reason == reason for one in trade.retries)
    return told and forbids(trade.contract, duty)


def forbids_action(contract: Contract, action: TradeAction) -> bool:
    """Claim that a contract bans an automatic action, whatever called for it."""
    ban = _ban_of(action)
    return ban is not None and ban in contract.bans


def _ban_of(action: TradeAction) -> Ban | None:
    match action:
        case MoveStop():
            return Ban.STOP
        case OpenHedge():
            return Ban.HEDGE
        case ReAdd():
            return None
        case CloseHedge(cause=cause) | CloseBy(cause=cause):
            return None if cause in _LEFT_BEHIND | {CloseCause.UNHEDGE} else Ban.CLOSE
        case Reduce(cause=cause):
            if cause in _LEFT_BEHIND:
                return None
            whole_main = action.remaining == 0 and action.ticket == action.key.position
            return Ban.HALF if cause in _PARTS and not whole_main else Ban.CLOSE


def next_time_of_day(now: datetime, clock: time, zone: tzinfo) -> datetime:
    """Return the next instant (UTC) at which a zone's clock shows a time of day.

    A time that a clock change skips is taken as it would have been; one that comes twice is
    taken the first time.
    """
    local = now.astimezone(zone)
    due = datetime.combine(local.date(), clock, tzinfo=zone)
    if due.astimezone(UTC) <= now:
        due = datetime.combine(local.date() + _DAY, clock, tzinfo=zone)
    return due.astimezone(UTC)


def term_ended(trade: Trade, now: datetime) -> events.TermEnded | None:
    """Return that a trade is handed back, or that its open hedge or order keeps the guard."""
    until = trade.contract.until
    if until is None or now < until or trade.guard is not Guard.GUARDED or trade.is_closed:
        return None
    busy = trade.hedge is not None or trade.unsettled()
    if busy and trade.contract.deferred:
        return None  # told before
    return events.TermEnded(key=trade.key, at=now, deferred=busy)


def handed_over(trade: Trade, guard: Guard) -> Trade:
    """Fold who guards a trade from now on, for no set time."""
    acting = guard is Guard.GUARDED
    return replace(
        trade,
        guard=guard,
        owed=trade.owed if acting else (),
        noted=frozenset(),
        contract=replace(trade.contract, until=None, deferred=False),
        version=trade.version + 1,
    )


def agreed(trade: Trade, fact: ContractFact) -> Trade:
    """Fold what a person agreed with DTMS, and what others changed."""
    match fact:
        case events.ContractSet():
            return _agreed(trade, fact)
        case events.TermEnded(deferred=True):
            contract = replace(trade.contract, deferred=True)
            return replace(trade, contract=contract, version=trade.version + 1)
        case events.TermEnded():
            return handed_over(trade, Guard.WATCHED)
        case events.EditNoted():
            return noted_edit(trade, fact)
        case events.StandoffSeen():
            standoffs = trade.standoffs | {fact.level}
            return replace(trade, standoffs=standoffs, version=trade.version + 1)
        case events.WentOn():
            return replace(
                trade, edits=(), turns=(), standoffs=frozenset(), version=trade.version + 1
            )


def _agreed(trade: Trade, fact: events.ContractSet) -> Trade:
    handed = handed_over(trade, fact.guard)
    acting = fact.guard is Guard.GUARDED
    contract = Contract(bans=fact.bans, until=fact.until if acting else None, exits=fact.exits)
    kept = tuple(owed for owed in handed.owed if not forbids(contract, owed.duty))
    waiting = tuple(
        retry for retry in trade.retries if retry.reason != Refusal.CONTRACT.value
    )  # what was banned may be called for again
    return replace(handed, contract=contract, owed=kept, retries=waiting)
