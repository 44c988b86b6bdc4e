"""What the broker's book and history say about an intent. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from dtms.core.actions import (
    CancelPending,
    CloseBy,
    CloseHedge,
    MoveStop,
    OpenHedge,
    OpenTrade,
    PlacePending,
    ReAdd,
    Reduce,
    StopCause,
)
from dtms.core.intents import Intent
from dtms.core.trade import Deal, DealEntry, Position


class Trace(Enum):
    """Whether an intent left a trace at the broker."""

    EXECUTED = "executed"
    ABSENT = "absent"
    UNCLEAR = "unclear"  # book and history do not agree yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was read.

    Attributes:
        trace: Executed, absent or unclear.
        position: The position opened or acted on, as it is now; None when gone.
        ticket: Its id.
        volume: Lots the intent opened or closed.
        price: Volume-weighted price of its deals; None where no deal was seen.
        profit: Net of its deals, account currency; 0 for openings.
        hedge: What the same intent did to the hedge; None unless both were closed by one another.
    """

    trace: Trace
    position: Position | None
    ticket: int
    volume: Decimal
    price: Decimal | None
    profit: float
    hedge: "Finding | None" = None


def find(intent: Intent, positions: Sequence[Position], deals: Sequence[Deal]) -> Finding:
    """Look for an intent's trace by its magic number and by what was to remain."""
    own = tuple(deal for deal in deals if deal.magic == intent.magic)
    action = intent.action
    match action:
        case OpenHedge() | ReAdd() | OpenTrade() | PlacePending():
            return _find_opening(intent, positions, deals)
        case Reduce():
            closing = _Closing(
                ticket=action.ticket, before=_before(intent), remaining=action.remaining
            )
            return _find_closing(closing, positions, own)
        case CloseHedge():
            closing = _Closing(ticket=action.ticket, before=_before(intent), remaining=Decimal(0))
            return _find_closing(closing, positions, own)
        case CloseBy():
            return _find_pair(intent, action, positions, deals)
        case MoveStop():
            return _find_stop(action, positions)
        case CancelPending():
            return _nothing(Trace.UNCLEAR, None, 0)  # the book of orders tells, not this one


def _find_opening(intent: Intent, positions: Sequence[Position], deals: Sequence[Deal]) -> Finding:
    """Look for what an opening made; filled by history but not in the book yet is unclear."""
    position = next((item for item in positions if item.magic == intent.magic), None)
    opening = [deal for deal in deals if deal.magic == intent.magic and deal.entry is DealEntry.IN]
    if position is None and not opening:
        return _nothing(Trace.ABSENT, None, 0)
    if position is None and not _was_closed(opening[0].position, deals):
        return _nothing(Trace.UNCLEAR, None, opening[0].position)
    ticket = position.ticket if position is not None else opening[0].position
    volume = sum((deal.volume for deal in opening), Decimal(0))
    if position is not None:
        price: Decimal | None = position.entry
        volume = volume or position.volume
    else:
        price = _average(opening)
    return Finding(
        trace=Trace.EXECUTED,
        position=position,
        ticket=ticket,
        volume=volume,
        price=price,
        profit=0.0,
    )


def _was_closed(ticket: int, deals: Sequence[Deal]) -> bool:
    return any(deal.position == ticket and deal.entry is not DealEntry.IN for deal in deals)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Closing:
    """What was to happen to one position; volumes in lots."""

    ticket: int
    before: Decimal
    remaining: Decimal


def _before(intent: Intent) -> Decimal:
    return intent.before.volume if intent.before is not None else Decimal(0)


def _find_closing(wanted: _Closing, positions: Sequence[Position], own: Sequence[Deal]) -> Finding:
    ticket = wanted.ticket
    position = next((item for item in positions if item.ticket == ticket), None)
    closing = [deal for deal in own if deal.position == ticket and deal.entry is not DealEntry.IN]
    if closing:
        return Finding(
            trace=Trace.EXECUTED,
            position=position,
            ticket=ticket,
            volume=sum((deal.volume for deal in closing), Decimal(0)),
            price=_average(closing),
            profit=sum(deal.net for deal in closing),
        )
    if position is None:
        return _nothing(Trace.UNCLEAR, None, ticket)
    if position.volume == wanted.remaining and wanted.remaining < wanted.before:
        return _nothing(Trace.UNCLEAR, position, ticket)  # history may be late
    return _nothing(Trace.ABSENT, position, ticket)


def _find_pair(
    intent: Intent, action: CloseBy, positions: Sequence[Position], deals: Sequence[Deal]
) -> Finding:
    """Look for both halves of a close-by; a broker may put its own number on their deals."""
    own = tuple(
        deal
        for deal in deals
        if deal.magic == intent.magic
        or (deal.entry is DealEntry.OUT_BY and intent.order and deal.order == intent.order)
    )
    legs = _Closing(
        ticket=action.ticket,
        before=action.volume + action.remaining,
        remaining=action.remaining,
    )
    hedges = _Closing(
        ticket=action.by,
        before=action.volume + action.hedge_remaining,
        remaining=action.hedge_remaining,
    )
    leg = _find_closing(legs, positions, own)
    hedge = _find_closing(hedges, positions, own)
    return replace(leg, trace=_of_both(leg.trace, hedge.trace), hedge=hedge)


def _of_both(leg: Trace, hedge: Trace) -> Trace:
    """Judge a pair: both halves happen at once, so that one left alone proves the other was."""
    if leg is hedge:
        return leg
    both = {leg, hedge}
    return Trace.UNCLEAR if Trace.EXECUTED in both else Trace.ABSENT


def _find_stop(action: MoveStop, positions: Sequence[Position]) -> Finding:
    position = next((item for item in positions if item.ticket == action.ticket), None)
    if position is None:
        return _nothing(Trace.ABSENT, None, action.ticket)
    done = position.stop == action.stop
    if action.cause is StopCause.TARGET:
        done = done and position.target == action.target
    return Finding(
        trace=Trace.EXECUTED if done else Trace.ABSENT,
        position=position,
        ticket=action.ticket,
        volume=position.volume,
        price=position.stop,
        profit=0.0,
    )


def _nothing(trace: Trace, position: Position | None, ticket: int) -> Finding:
    return Finding(
        trace=trace,
        position=position,
        ticket=ticket,
        volume=Decimal(0),
        price=None,
        profit=0.0,
    )


def _average(deals: Sequence[Deal]) -> Decimal:
    volume = sum((deal.volume for deal in deals), Decimal(0))
    return sum((deal.price * deal.volume for deal in deals), Decimal(0)) / volume
