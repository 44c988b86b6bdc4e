"""What a settled intent means: facts made of what was read back, never of what was asked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from dtms.core import events, machine
from dtms.core.actions import (
    CancelPending,
    CloseBy,
    CloseCause,
    CloseHedge,
    MoveStop,
    OpenHedge,
    OpenTrade,
    PlacePending,
    ReAdd,
    Reduce,
    kind_of,
)
from dtms.core.events import GoneHow, HedgeEnd, Receipt, TradeFact
from dtms.core.evolve import evolve
from dtms.core.intents import Intent
from dtms.core.machine import Circumstances
from dtms.core.policy import Policy
from dtms.core.trade import Leg, Position, Trade
from dtms.engine.evidence import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where and when an intent is settled."""

    trade: Trade
    around: Circumstances
    policy: Policy
    day: date


def settled(intent: Intent, at: datetime, *, executed: bool) -> events.IntentSettled:
    """Return the fact that an intent is no longer open."""
    return events.IntentSettled(
        key=intent.key,
        at=at,
        intent=intent.id,
        kind=kind_of(intent.action),
        duty=intent.duty,
        executed=executed,
        automatic=intent.automatic,
    )


def executed(intent: Intent, finding: Finding, setting: Setting) -> tuple[TradeFact, ...]:
    """Return what an executed intent changed, the settlement first."""
    first = settled(intent, setting.around.now, executed=True)
    return (first, *_changed(intent, finding, setting))


def _changed(intent: Intent, finding: Finding, setting: Setting) -> Iterator[TradeFact]:
    match intent.action:
        case MoveStop() as action:
            yield _stop_moved(intent, action, finding, setting)
        case Reduce() as action:
            yield from _reduced(intent, action, finding, setting)
        case OpenHedge() as action:
            yield from _hedged(intent, action, finding, setting)
        case CloseHedge() as action:
            yield from _unhedged(intent, action, finding, setting)
        case CloseBy() as action:
            yield from _closed_by(intent, action, finding, setting)
        case ReAdd():
            yield from _readded(intent, intent.action, finding, setting)
        case OpenTrade() | PlacePending() | CancelPending():
            return  # orders for new trades belong to no family: see `orders`


def _readded(
    intent: Intent, action: ReAdd, finding: Finding, setting: Setting
) -> Iterator[TradeFact]:
    if finding.position is not None:
        receipt = _receipt(intent, setting, action.volume, finding.volume)
        yield events.LegAdded(
            key=intent.key, at=setting.around.now, leg=leg_of(finding.position), receipt=receipt
        )


def leg_of(position: Position) -> Leg:
    """Return what is kept of a position."""
    return Leg(
        ticket=position.ticket,
        volume=position.volume,
        entry=position.entry,
        stop=position.stop,
        target=position.target,
    )


def _receipt(intent: Intent, setting: Setting, asked: Decimal, verified: Decimal) -> Receipt:
    sent = intent.sent_at or intent.created_at
    return Receipt(
        intent=intent.id,
        decision=intent.decision,
        asked=asked,
        verified=verified,
        seconds=(setting.around.now - sent).total_seconds(),
    )


def _stop_moved(
    intent: Intent, action: MoveStop, finding: Finding, setting: Setting
) -> events.StopMoved:
    held = finding.position
    verified = action.stop if held is None or held.stop is None else held.stop
    return events.StopMoved(
        key=intent.key,
        at=setting.around.now,
        ticket=action.ticket,
        before=None if intent.before is None else intent.before.stop,
        after=verified,
        target=action.target if held is None else held.target,
        cause=action.cause,
        duty=intent.duty,
        receipt=_receipt(intent, setting, action.stop, verified),
    )


def _reduced(
    intent: Intent, action: Reduce, finding: Finding, setting: Setting
) -> Iterator[TradeFact]:
    now = setting.around.now
    remaining = Decimal(0) if finding.position is None else finding.position.volume
    before = action.remaining + action.volume
    gone_main = remaining == 0 and action.ticket == setting.trade.main.ticket
    part = events.PartClosed(
        key=intent.key,
        at=now,
        ticket=action.ticket,
        volume=finding.volume or before - remaining,
        remaining=remaining,
        price=finding.price if finding.price is not None else setting.trade.main.entry,
        profit=finding.profit,
        cause=action.cause,
        duty=intent.duty,
        day=setting.day,
        receipt=_receipt(intent, setting, action.remaining, remaining),
    )
    if not gone_main:
        yield part
        return
    gone = events.MainGone(
        key=intent.key, at=now, how=GoneHow.DTMS, price=finding.price, profit=finding.profit
    )
    yield part
    yield from machine.main_gone(setting.trade, gone, setting.around, setting.policy)


def _closed_by(
    intent: Intent, action: CloseBy, finding: Finding, setting: Setting
) -> Iterator[TradeFact]:
    """Tell both halves: the leg first, so that a family whose main ended stays closed."""
    leg = Reduce(
        key=action.key,
        ticket=action.ticket,
        symbol=action.symbol,
        side=action.side,
        volume=action.volume,
        remaining=action.remaining,
        cause=action.cause,
    )
    trade = setting.trade
    for fact in _reduced(intent, leg, finding, setting):
        trade = evolve(trade, fact)
        yield fact
    if finding.hedge is None:
        return
    hedge = CloseHedge(
        key=action.key,
        ticket=action.by,
        symbol=action.symbol,
        side=action.side.opposite,
        volume=action.volume,
        cause=action.cause,
    )
    yield from _unhedged(intent, hedge, finding.hedge, replace(setting, trade=trade))


def _hedged(
    intent: Intent, action: OpenHedge, finding: Finding, setting: Setting
) -> Iterator[TradeFact]:
    now = setting.around.now
    held = finding.position
    if setting.trade.hedge is not None:
        return  # a second one is surplus; the sweep closes it
    opened = events.HedgeOpened(
        key=intent.key,
        at=now,
        ticket=finding.ticket,
        volume=finding.volume if held is None else held.volume,
        price=finding.price if finding.price is not None else action.stop,
        stop=None if held is None else held.stop,
        by_hand=action.by_hand,
        receipt=_receipt(intent, setting, action.volume, finding.volume),
    )
    yield from machine.hedge_filled(setting.trade, opened, setting.around, setting.policy)


def _unhedged(
    intent: Intent, action: CloseHedge, finding: Finding, setting: Setting
) -> Iterator[TradeFact]:
    now = setting.around.now
    trade = setting.trade
    rest = Decimal(0) if finding.position is None else finding.position.volume
    receipt = _receipt(intent, setting, Decimal(0), rest)
    if trade.hedge is None or trade.hedge.ticket != action.ticket:
        yield events.OrphanClosed(key=intent.key, at=now, ticket=action.ticket, receipt=receipt)
        return
    if rest > 0 and finding.position is not None:
        yield events.HedgeChanged(key=intent.key, at=now, volume=rest, stop=finding.position.stop)
        return
    by_person = action.cause is CloseCause.PERSON
    closed = events.HedgeClosed(
        key=intent.key,
        at=now,
        ticket=action.ticket,
        price=finding.price,
        profit=finding.profit,
        how=HedgeEnd.PERSON if by_person else HedgeEnd.DTMS,
        rest_until=now + setting.policy.state.hedge_cooldown,
    )
    yield from machine.hedge_ended(trade, closed, setting.around, setting.policy)
