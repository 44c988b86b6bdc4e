"""The fold: a trade is what its facts made of it. No policy, no clock, no second opinion."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from dtms.core import events
from dtms.core.actions import CloseCause
from dtms.core.contract import agreed, handed_over
from dtms.core.edits import turned
from dtms.core.events import TradeFact
from dtms.core.frozen import replace
from dtms.core.trade import (
    ActionKind,
    Budget,
    Duty,
    Ending,
    Flag,
    Hedge,
    Leg,
    Owed,
    Pending,
    Proposal,
    Retry,
    Timer,
    Trade,
    TradeState,
)

_STOPS = frozenset({Duty.TRAIL, Duty.TIGHTEN, Duty.BREAKEVEN})
_EXITS = frozenset({Duty.EXIT_BREAKEVEN, Duty.EXIT_PARTIAL, Duty.EXIT_TRAIL})
# What may still be owed in a state; a pending stop is never dropped because the trade got worse.
_KEPT: dict[TradeState, frozenset[Duty]] = {
    TradeState.HEALTHY: _EXITS | {Duty.TRAIL, Duty.READD, Duty.CLOSE_ALL},
    TradeState.WARNING_L1: _EXITS | {Duty.TRAIL, Duty.TIGHTEN, Duty.CLOSE_ALL},
    TradeState.WARNING_L2: _EXITS | _STOPS | {Duty.HALF, Duty.HEDGE, Duty.CLOSE_ALL},
    TradeState.HEDGED: _STOPS | {Duty.CLOSE_HEDGE, Duty.CLOSE_ALL},
    TradeState.RECOVERING: _STOPS | {Duty.CLOSE_ALL},
    TradeState.CLOSED: frozenset(),
}


def evolve(trade: Trade | None, fact: TradeFact) -> Trade:
    """Fold one fact into a trade.

    Args:
        trade: The trade so far; None only before its registration.
        fact: What happened.

    Returns:
        The trade as it is now.

    Raises:
        ValueError: The fact is about a trade that was never registered.
    """
    if isinstance(fact, events.TradeRegistered):
        return trade if trade is not None else _registered(fact)
    if trade is None:
        message = f"fact about an unregistered trade: {type(fact).__name__}"
        raise ValueError(message)
    match fact:
        case (
            events.StateChanged()
            | events.Judged()
            | events.RespectBegan()
            | events.RespectEnded()
            | events.RiskKnown()
        ):
            return _judged(trade, fact)
        case (
            events.DutyCalled()
            | events.DutyDropped()
            | events.DutyDelayed()
            | events.ActionRefused()
        ):
            return _duty(trade, fact)
        case events.TimerSet() | events.TimerStopped() | events.FlatAsked() | events.FlatAnswered():
            return _timer(trade, fact)
        case events.IntentSent() | events.IntentSettled() | events.OutcomeUnknown():
            return _intent(trade, fact)
        case (
            events.StopMoved()
            | events.PartClosed()
            | events.LegAdded()
            | events.LegGone()
            | events.LegChanged()
            | events.MainGone()
        ):
            return _leg(trade, fact)
        case (
            events.HedgeOpened()
            | events.HedgeClosed()
            | events.HedgeChanged()
            | events.OrphanSeen()
            | events.OrphanClosed()
            | events.ExecutedLate()
        ):
            return _hedge(trade, fact)
        case (
            events.ContractSet()
            | events.TermEnded()
            | events.EditNoted()
            | events.StandoffSeen()
            | events.WentOn()
        ):
            return agreed(trade, fact)
        case _:
            return _person(trade, fact)


def fold(facts: Iterable[TradeFact]) -> Trade | None:
    """Fold a whole history into the trade it made."""
    trade: Trade | None = None
    for fact in facts:
        trade = evolve(trade, fact)
    return trade


def _registered(fact: events.TradeRegistered) -> Trade:
    return Trade(
        key=fact.key,
        symbol=fact.symbol,
        side=fact.side,
        guard=fact.guard,
        adopted=fact.adopted,
        state=TradeState.HEALTHY,
        since=fact.at,
        version=1,
        original_volume=fact.main.volume,
        first_stop=fact.first_stop,
        risk=fact.risk,
        opened_at=fact.opened_at,
        registered_at=fact.at,
        main=fact.main,
    )


def _judged(
    trade: Trade,
    fact: events.StateChanged
    | events.Judged
    | events.RespectBegan
    | events.RespectEnded
    | events.RiskKnown,
) -> Trade:
    match fact:
        case events.StateChanged():
            return _state_changed(trade, fact)
        case events.Judged():
            return replace(
                trade,
                judgement=fact.judgement,
                entry_score=fact.judgement.score if fact.first else trade.entry_score,
                waiting=fact.waiting,
                streak=fact.streak,
                flip_streak=fact.flip_streak,
            )
        case events.RespectBegan():
            return replace(trade, respecting=True)
        case events.RespectEnded():
            return replace(trade, respecting=False)
        case events.RiskKnown():
            return replace(trade, risk=fact.risk)


def _state_changed(trade: Trade, fact: events.StateChanged) -> Trade:
    kept = tuple(owed for owed in trade.owed if owed.duty in _KEPT[fact.after])
    called = fact.duties if fact.armed else ()
    fresh = tuple(
        Owed(duty=duty, rule=fact.rule.value, since=fact.at)
        for duty in called
        if duty not in {owed.duty for owed in kept}
    )
    changed = replace(
        trade,
        state=fact.after,
        since=fact.at,
        version=trade.version + 1,
        streak=0,
        owed=kept + fresh,
        noted=trade.noted & _KEPT[fact.after],
        acknowledged=False,
    )
    episode_turns = TradeState.HEALTHY in {fact.before, fact.after}
    if episode_turns:
        waiting = tuple(retry for retry in trade.retries if retry.not_before > fact.at)
        changed = replace(changed, retries=waiting)
        changed = replace(changed, tightened=False, rehedge_barred=False, flat_asks=0)
    if fact.after is TradeState.HEDGED:
        changed = replace(changed, flat_asks=0)
    if fact.after is TradeState.CLOSED:
        changed = replace(changed, timers=(), retries=(), proposals=(), held_until=None)
    return changed


def _duty(
    trade: Trade,
    fact: events.DutyCalled | events.DutyDropped | events.DutyDelayed | events.ActionRefused,
) -> Trade:
    match fact:
        case events.DutyCalled(armed=False):
            return replace(trade, noted=trade.noted | {fact.duty})
        case events.DutyCalled():
            kept = trade.owed
            if fact.duty is Duty.CLOSE_ALL:  # only a close-all replaces the others
                kept = tuple(owed for owed in kept if owed.duty in _STOPS)
            return _called(replace(trade, owed=kept), fact)
        case events.DutyDropped():
            return replace(
                trade, owed=_without(trade.owed, fact.duty), noted=trade.noted - {fact.duty}
            )
        case events.DutyDelayed():
            return _delayed(trade, fact)
        case events.ActionRefused():
            return _refused(trade, fact)


def _delayed(trade: Trade, fact: events.DutyDelayed) -> Trade:
    """Remember that it was told; the duty may start whenever the reason is gone."""
    others = tuple(retry for retry in trade.retries if retry.duty is not fact.duty)
    told = Retry(duty=fact.duty, not_before=fact.at, score=None, reason=fact.reason.value)
    return replace(trade, retries=(*others, told))


def _called(trade: Trade, fact: events.DutyCalled) -> Trade:
    """Owe a duty; one owed already keeps its age and need not rest any longer."""
    before = next((owed for owed in trade.owed if owed.duty is fact.duty), None)
    since = fact.at if before is None else before.since
    owed = Owed(duty=fact.duty, rule=fact.rule.value, since=since)
    called = replace(trade, owed=(*_without(trade.owed, fact.duty), owed))
    if before is None:
        return called
    rested = tuple(retry for retry in trade.retries if retry.duty is not fact.duty)
    return replace(called, retries=rested)


def _refused(trade: Trade, fact: events.ActionRefused) -> Trade:
    if fact.duty is None:
        return trade
    if fact.duty is Duty.EXIT_PARTIAL and fact.reason is events.Refusal.BELOW_MINIMUM:
        trade = replace(trade, profit_decided=True)  # volume only shrinks
    others = tuple(retry for retry in trade.retries if retry.duty is not fact.duty)
    retry = Retry(
        duty=fact.duty,
        not_before=fact.retry_at or fact.at,
        score=fact.score,
        reason=fact.reason.value,
    )
    final = fact.retry_at is None
    owed = _without(trade.owed, fact.duty) if final else trade.owed
    return replace(trade, owed=owed, retries=(*others, retry))


def _timer(
    trade: Trade,
    fact: events.TimerSet | events.TimerStopped | events.FlatAsked | events.FlatAnswered,
) -> Trade:
    match fact:
        case events.TimerSet():
            others = tuple(timer for timer in trade.timers if timer.kind is not fact.timer)
            return replace(trade, timers=(*others, Timer(kind=fact.timer, due=fact.due)))
        case events.TimerStopped():
            return replace(
                trade, timers=tuple(timer for timer in trade.timers if timer.kind is not fact.timer)
            )
        case events.FlatAsked():
            return replace(trade, flat_asks=fact.count, version=trade.version + 1)
        case events.FlatAnswered():
            return replace(trade, version=trade.version + 1)


def _intent(
    trade: Trade, fact: events.IntentSent | events.IntentSettled | events.OutcomeUnknown
) -> Trade:
    match fact:
        case events.IntentSent():
            pending = Pending(intent=fact.intent, kind=fact.kind, duty=fact.duty, sent_at=fact.at)
            sent = replace(trade, pending=(*trade.pending, pending))
            if fact.kind is ActionKind.HEDGE and fact.automatic:
                return replace(sent, hedges=_spend(sent.hedges, fact.day))
            if fact.duty is Duty.EXIT_PARTIAL:
                return replace(sent, profit_decided=True)
            return sent
        case events.IntentSettled():
            left = tuple(pending for pending in trade.pending if pending.intent != fact.intent)
            settled = replace(trade, pending=left)
            if fact.kind is ActionKind.HEDGE and fact.automatic and not fact.executed:
                return replace(settled, hedges=_refund(settled.hedges))
            if fact.duty is Duty.EXIT_PARTIAL and not fact.executed:
                return replace(settled, profit_decided=False)
            return settled
        case events.OutcomeUnknown():
            return replace(trade, version=trade.version + 1)


def _spend(budget: Budget | None, day: date) -> Budget:
    spent = budget.spent if budget is not None and budget.day == day else 0
    return Budget(day=day, spent=spent + 1)


def _refund(budget: Budget | None) -> Budget | None:
    return None if budget is None else replace(budget, spent=max(budget.spent - 1, 0))


def _leg(
    trade: Trade,
    fact: events.StopMoved
    | events.PartClosed
    | events.LegAdded
    | events.LegGone
    | events.LegChanged
    | events.MainGone,
) -> Trade:
    match fact:
        case events.StopMoved():
            moved = turned(_with_levels(trade, fact), fact)
            done = replace(moved, owed=_without(moved.owed, fact.duty))
            if fact.duty is Duty.EXIT_BREAKEVEN:
                return replace(done, at_breakeven=True)
            tightened = fact.duty is Duty.TIGHTEN and trade.state is not TradeState.HEALTHY
            return replace(done, tightened=True) if tightened else done
        case events.PartClosed():
            return _part_closed(trade, fact)
        case events.LegAdded():
            return replace(
                trade,
                legs=(*trade.legs, fact.leg),
                closed_volume=Decimal(0),  # bought back once; the rest stays closed
                owed=_without(trade.owed, Duty.READD),
                version=trade.version + 1,
            )
        case events.LegGone():
            legs = tuple(leg for leg in trade.legs if leg.ticket != fact.ticket)
            return replace(trade, legs=legs, version=trade.version + 1)
        case events.LegChanged():
            return replace(_with_leg(trade, fact.leg), version=trade.version + 1)
        case events.MainGone():
            ending = Ending(how=fact.how.value, price=fact.price, profit=fact.profit)
            return replace(trade, main=replace(trade.main, volume=Decimal(0)), ending=ending)


def _with_levels(trade: Trade, fact: events.StopMoved) -> Trade:
    leg = next((leg for leg in (trade.main, *trade.legs) if leg.ticket == fact.ticket), None)
    if leg is None:
        return trade
    return _with_leg(trade, replace(leg, stop=fact.after, target=fact.target))


def _part_closed(trade: Trade, fact: events.PartClosed) -> Trade:
    legs = tuple(
        replace(leg, volume=fact.remaining) if leg.ticket == fact.ticket else leg
        for leg in trade.legs
    )
    main = trade.main
    if fact.ticket == main.ticket:
        main = replace(main, volume=fact.remaining)
    profit = fact.volume if fact.cause is CloseCause.PROFIT else Decimal(0)  # is not bought back
    closed = replace(
        trade,
        main=main,
        legs=tuple(leg for leg in legs if leg.volume > 0),
        closed_volume=trade.closed_volume + fact.volume - profit,
        profit_volume=trade.profit_volume + profit,
        realised=trade.realised + fact.profit,
        version=trade.version + 1,
    )
    if fact.duty is Duty.EXIT_PARTIAL:
        return replace(closed, owed=_without(trade.owed, Duty.EXIT_PARTIAL))
    if fact.duty is not Duty.HALF:
        return closed
    return replace(
        closed,
        halves=_spend(trade.halves, fact.day),
        half_price=fact.price,
        owed=_without(trade.owed, Duty.HALF),
    )


def _hedge(
    trade: Trade,
    fact: events.HedgeOpened
    | events.HedgeClosed
    | events.HedgeChanged
    | events.OrphanSeen
    | events.OrphanClosed
    | events.ExecutedLate,
) -> Trade:
    match fact:
        case events.HedgeOpened():
            hedge = Hedge(
                ticket=fact.ticket,
                volume=fact.volume,
                entry=fact.price,
                stop=fact.stop,
                opened_at=fact.at,
                by_hand=fact.by_hand,
            )
            return replace(
                trade,
                hedge=hedge,
                owed=_without(trade.owed, Duty.HEDGE),
                version=trade.version + 1,
            )
        case events.HedgeClosed():
            barred = fact.how in {
                events.HedgeEnd.PERSON,
                events.HedgeEnd.HAND,
                events.HedgeEnd.STOP_OUT,
            }
            return replace(
                trade,
                hedge=None,
                realised=trade.realised + (fact.profit or 0.0),
                hedge_rest_until=fact.rest_until,
                rehedge_barred=trade.rehedge_barred or barred,
                owed=_without(trade.owed, Duty.CLOSE_HEDGE),
                version=trade.version + 1,
            )
        case events.HedgeChanged():
            if trade.hedge is None:
                return trade
            return replace(trade, hedge=replace(trade.hedge, volume=fact.volume, stop=fact.stop))
        case events.OrphanSeen() | events.OrphanClosed():
            return trade
        case events.ExecutedLate():
            counts = fact.kind is ActionKind.HEDGE and fact.automatic
            return replace(
                trade,
                hedges=_spend(trade.hedges, fact.day) if counts else trade.hedges,
                realised=trade.realised + fact.profit,
                version=trade.version + 1,
            )


type _PersonFact = (
    events.GuardChanged
    | events.FlagRaised
    | events.FlagLowered
    | events.Acknowledged
    | events.Held
    | events.HoldEnded
    | events.ProposalMade
    | events.ProposalEnded
    | events.TradeModeSet
)


def _person(trade: Trade, fact: _PersonFact) -> Trade:
    match fact:
        case events.GuardChanged():
            return handed_over(trade, fact.guard)
        case events.FlagRaised() | events.FlagLowered():
            return _flag(trade, fact)
        case events.Acknowledged():
            return replace(trade, acknowledged=True)
        case events.Held():
            return replace(trade, held_until=fact.until, version=trade.version + 1)
        case events.HoldEnded():
            return replace(trade, held_until=None, version=trade.version + 1)
        case events.ProposalMade():
            proposal = Proposal(id=fact.proposal, duty=fact.duty, deadline=fact.deadline)
            return replace(trade, proposals=(*trade.proposals, proposal), version=trade.version + 1)
        case events.ProposalEnded():
            return _proposal_ended(trade, fact)
        case events.TradeModeSet():
            return replace(trade, mode=fact.mode, version=trade.version + 1)


def _flag(trade: Trade, fact: events.FlagRaised | events.FlagLowered) -> Trade:
    raised = isinstance(fact, events.FlagRaised)
    flags = trade.flags | {fact.flag} if raised else trade.flags - {fact.flag}
    step = 0 if fact.flag is Flag.CLOSED_MARKET else 1
    return replace(trade, flags=flags, version=trade.version + step)


def _proposal_ended(trade: Trade, fact: events.ProposalEnded) -> Trade:
    left = tuple(proposal for proposal in trade.proposals if proposal.id != fact.proposal)
    ended = replace(trade, proposals=left, version=trade.version + 1)
    if fact.retry_at is None:
        return ended
    others = tuple(retry for retry in trade.retries if retry.duty is not fact.duty)
    retry = Retry(duty=fact.duty, not_before=fact.retry_at, score=fact.score, reason=fact.how.value)
    return replace(ended, retries=(*others, retry))


def _with_leg(trade: Trade, leg: Leg) -> Trade:
    if leg.ticket == trade.main.ticket:
        return replace(trade, main=leg)
    legs = tuple(leg if other.ticket == leg.ticket else other for other in trade.legs)
    return replace(trade, legs=legs)


def _without(owed: tuple[Owed, ...], duty: Duty | None) -> tuple[Owed, ...]:
    return tuple(item for item in owed if item.duty is not duty)
