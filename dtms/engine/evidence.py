"""What the broker's book and history say about an intent. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from dtms.core.actions import (
    CancelPending,
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
    """

    trace: Trace
    position: Position | None
    ticket: int
    volume: Decimal
    price: Decimal | None
    profit: float


def find(intent: Intent, positions: Sequence[Position], deals: Sequence[Deal]) -> Finding:
    """Look for an intent's trace by its magic number and by what was to remain."""
    own = tuple(deal for deal in deals if deal.magic == intent.magic)
    action = intent.action
    match action:
        case OpenHedge() | ReAdd() | OpenTrade() | PlacePending():
            return _find_opening(intent, positions, deals)
        case Reduce():
            return _find_closing(
                intent, positions, own, ticket=action.ticket, remaining=action.remaining
            )
        case CloseHedge():
            return _find_closing(intent, positions, own, ticket=action.ticket, remaining=Decimal(0))
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


def _find_closing(
    intent: Intent,
    positions: Sequence[Position],
    own: Sequence[Deal],
    *,
    ticket: int,
    remaining: Decimal,
) -> Finding:
    position = next((item for item in positions if item.ticket == ticket), None)
    before = intent.before.volume if intent.before is not None else Decimal(0)
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
    if position.volume == remaining and remaining < before:
        return _nothing(Trace.UNCLEAR, position, ticket)  # history may be late
    return _nothing(Trace.ABSENT, position, ticket)


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
