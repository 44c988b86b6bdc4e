"""Carries actions to the broker: journalled before they are sent, settled by reading back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum

from dtms.core import events
from dtms.core.actions import (
    CloseBy,
    CloseCause,
    CloseHedge,
    MoveStop,
    OpenHedge,
    ReAdd,
    Reduce,
    StopCause,
    TradeAction,
    kind_of,
)
from dtms.core.errors import BrokerUnavailable, SecondHedge
from dtms.core.events import Refusal, TradeFact
from dtms.core.intents import Before, Intent, IntentState
from dtms.core.machine import Circumstances
from dtms.core.magic import Magic
from dtms.core.risk import is_tighter
from dtms.core.trade import Deal, Duty, Position, Trade, TradeKey
from dtms.engine.consequences import Setting, executed, settled
from dtms.engine.evidence import Finding, Trace, find
from dtms.engine.station import Station
from dtms.ports import Answer, Verdict

_ENOUGH_READS = 2  # absence needs two agreeing reads
_HISTORY = timedelta(days=1)


class Sent(Enum):
    """How far an order got."""

    VERIFIED = "verified"
    REFUSED = "refused"
    OPEN = "open"  # sent, outcome not read back yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Why and on whose word an action is sent."""

    duty: Duty | None
    decision: int
    automatic: bool
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of an action; `refusal` and `retcode` tell why not."""

    sent: Sent
    refusal: Refusal | None = None
    retcode: int | None = None


class Executor:
    """One arbiter: every order of the account goes through `carry_out`."""

    def __init__(self, station: Station) -> None:
        self._station = station

    async def carry_out(self, action: TradeAction, order: Order, around: Circumstances) -> Result:
        """Journal, send and read back one action.

        Raises:
            JournalUnavailable: Nothing was sent.
            BrokerUnavailable: The book could not be read before sending; nothing was sent.
        """
        ready = await self._prepare(action)
        if isinstance(ready, Refusal):
            return Result(sent=Sent.REFUSED, refusal=ready)
        action, before = ready
        try:
            intent = await self._pend(action, order, before, around.now)
        except SecondHedge:
            return Result(sent=Sent.REFUSED, refusal=Refusal.OPEN_INTENT)
        self._station.failpoint("executor.pending")
        if isinstance(action, OpenHedge | ReAdd):
            check = await self._margin(action, intent)
            if check is not None:
                await self._abandon(intent, around.now)
                return Result(sent=Sent.REFUSED, refusal=check)
        intent = await self._mark_sent(intent, order, around.now)
        self._station.failpoint("executor.sent")
        answer = await self._send(intent)
        self._station.failpoint("executor.answered")
        return await self._take_answer(intent, answer, order, around)

    async def settle(
        self,
        key: TradeKey,
        positions: Sequence[Position],
        deals: Sequence[Deal],
        around: Circumstances,
        day: date,
    ) -> None:
        """Settle what can be settled of a family's open intents by the broker's book."""
        mine = [intent for intent in self._station.ledger.intents.values() if intent.key == key]
        for intent in mine:
            await self._settle_one(intent, positions, deals, around, day)

    async def _prepare(self, action: TradeAction) -> tuple[TradeAction, Before | None] | Refusal:
        """Read the leg again and fit the action to what the broker holds now."""
        if isinstance(action, OpenHedge | ReAdd):
            main = await self._position(action.key.position)
            return Refusal.GONE if main is None else (action, None)
        if isinstance(action, CloseBy):
            return await self._prepare_pair(action)
        held = await self._position(action.ticket)
        if held is None:
            return Refusal.GONE
        before = Before(volume=held.volume, stop=held.stop, target=held.target)
        fitted = _fitted(action, held)
        return fitted if isinstance(fitted, Refusal) else (fitted, before)

    async def _prepare_pair(self, action: CloseBy) -> tuple[TradeAction, Before | None] | Refusal:
        leg, hedge = await self._position(action.ticket), await self._position(action.by)
        if leg is None:
            return Refusal.GONE
        planned = (action.volume + action.remaining, action.volume + action.hedge_remaining)
        if hedge is None or (leg.volume, hedge.volume) != planned:
            return Refusal.BOOK_CHANGED
        return action, Before(volume=leg.volume, stop=leg.stop, target=leg.target)

    async def _position(self, ticket: int) -> Position | None:
        positions = await self._station.broker.positions()
        return next((item for item in positions if item.ticket == ticket), None)

    async def _pend(
        self, action: TradeAction, order: Order, before: Before | None, now: datetime
    ) -> Intent:
        station = self._station
        number = station.ids.intent()
        magic = Magic(namespace=station.namespace, kind=kind_of(action), intent=number)
        intent = Intent(
            id=number,
            key=action.key,
            action=action,
            duty=order.duty,
            magic=int(magic),
            state=IntentState.PENDING,
            before=before,
            decision=order.decision,
            automatic=order.automatic,
            policy=station.policy.name,
            created_at=now,
        )
        await station.ledger.record((), intents=(intent,))
        return intent

    async def _margin(self, action: OpenHedge | ReAdd, intent: Intent) -> Refusal | None:
        try:
            check = await self._station.broker.check(action, magic=intent.magic)
        except BrokerUnavailable:
            return Refusal.NOT_CONNECTED
        if check.allowed:
            return None
        return check.refusal or Refusal.BROKER_REJECTED

    async def _abandon(self, intent: Intent, now: datetime) -> None:
        """Settle an intent that provably never left."""
        done = replace(intent, state=IntentState.SETTLED, settled_at=now, executed=False)
        await self._station.ledger.record((), intents=(done,))

    async def _mark_sent(self, intent: Intent, order: Order, now: datetime) -> Intent:
        sent = replace(intent, state=IntentState.SENT, sent_at=now)
        fact = events.IntentSent(
            key=intent.key,
            at=now,
            intent=intent.id,
            kind=kind_of(intent.action),
            duty=order.duty,
            automatic=order.automatic,
            day=order.day,
        )
        await self._station.ledger.record((fact,), intents=(sent,))
        return sent

    async def _send(self, intent: Intent) -> Answer:
        """Send once; a requote, which is certainly not executed, may be tried again."""
        broker = self._station.broker
        answer = await broker.send(intent.action, magic=intent.magic)
        for _ in range(self._station.policy.actions.requote_tries - 1):
            if answer.verdict is not Verdict.REFUSED or not answer.retryable:
                break
            if not await self._still_fits(intent):
                break
            answer = await broker.send(intent.action, magic=intent.magic)
        return answer

    async def _still_fits(self, intent: Intent) -> bool:
        """Claim that the book is as the intent found it; a person may have acted since."""
        ticket = intent.key.position
        if isinstance(intent.action, MoveStop | Reduce | CloseHedge):
            ticket = intent.action.ticket
        try:
            held = await self._position(ticket)
        except BrokerUnavailable:
            return False
        if held is None or intent.before is None:
            return held is not None
        return intent.before == Before(volume=held.volume, stop=held.stop, target=held.target)

    async def _take_answer(
        self, intent: Intent, answer: Answer, order: Order, around: Circumstances
    ) -> Result:
        if answer.verdict is Verdict.REFUSED:
            return await self._refused(intent, answer, around.now)
        known = answer.verdict is not Verdict.UNKNOWN
        state = IntentState.DONE if known else IntentState.UNKNOWN
        open_intent = replace(intent, state=state, retcode=answer.retcode, order=answer.order)
        if known:
            finding = await self._read_back(open_intent)
            if finding is not None and finding.trace is Trace.EXECUTED:
                await self._conclude(open_intent, finding, around, order.day)
                return Result(sent=Sent.VERIFIED, retcode=answer.retcode)
            await self._station.ledger.record((), intents=(open_intent,))
            return Result(sent=Sent.OPEN, retcode=answer.retcode)
        fact = _unknown(intent, around.now, overdue=False)
        await self._station.ledger.record((fact,), intents=(open_intent,))
        return Result(sent=Sent.OPEN, retcode=answer.retcode)

    async def _refused(self, intent: Intent, answer: Answer, now: datetime) -> Result:
        done = replace(
            intent,
            state=IntentState.SETTLED,
            settled_at=now,
            executed=False,
            retcode=answer.retcode,
            order=answer.order,
        )
        await self._station.ledger.record((settled(intent, now, executed=False),), intents=(done,))
        refusal = answer.refusal or Refusal.BROKER_REJECTED
        return Result(sent=Sent.REFUSED, refusal=refusal, retcode=answer.retcode)

    async def _read_back(self, intent: Intent) -> Finding | None:
        """Read the book, and history where it tells more; None when the terminal is silent."""
        broker = self._station.broker
        since = (intent.sent_at or intent.created_at) - _HISTORY
        try:
            positions = await broker.positions()
            moving = isinstance(intent.action, MoveStop)
            deals = () if moving else await broker.deals(since=since)
        except BrokerUnavailable:
            return None
        return find(intent, positions, deals)

    async def _conclude(
        self, intent: Intent, finding: Finding, around: Circumstances, day: date
    ) -> None:
        """Record an executed intent, its facts and its transitions in one transaction."""
        trade = self._station.ledger.trades[intent.key]
        setting = Setting(trade=trade, around=around, policy=self._station.policy, day=day)
        done = replace(intent, state=IntentState.SETTLED, settled_at=around.now, executed=True)
        self._station.failpoint("executor.verified")
        await self._station.ledger.record(executed(intent, finding, setting), intents=(done,))

    async def _settle_one(
        self,
        intent: Intent,
        positions: Sequence[Position],
        deals: Sequence[Deal],
        around: Circumstances,
        day: date,
    ) -> None:
        if intent.state is IntentState.PENDING:
            await self._abandon(intent, around.now)
            return
        finding = find(intent, positions, deals)
        trace = _judge_unclear(
            intent, finding, deals, window_over=self._window_over(intent, around.now)
        )
        if trace is Trace.EXECUTED:
            await self._conclude(intent, finding, around, day)
        elif trace is Trace.ABSENT:
            await self._absent(intent, around.now)
        else:
            await self._still_open(intent, around.now)

    async def _absent(self, intent: Intent, now: datetime) -> None:
        reads = replace(intent, absent_reads=intent.absent_reads + 1)
        setting = isinstance(intent.action, MoveStop)
        proven = reads.absent_reads >= _ENOUGH_READS and self._window_over(intent, now)
        if not setting and not proven:
            await self._still_open(reads, now)
            return
        done = replace(reads, state=IntentState.SETTLED, settled_at=now, executed=False)
        facts: list[TradeFact] = [settled(intent, now, executed=False)]
        if not setting or not intent.automatic:  # the engine sets its own stops again by itself
            facts.append(_not_executed(intent, now, self._station, self._trade(intent)))
        await self._station.ledger.record(facts, intents=(done,))

    async def _still_open(self, intent: Intent, now: datetime) -> None:
        sent = intent.sent_at or intent.created_at
        overdue = now - sent >= self._station.policy.state.unknown_alert and not intent.alerted
        facts = (_unknown(intent, now, overdue=True),) if overdue else ()
        await self._station.ledger.record(
            facts, intents=(replace(intent, alerted=intent.alerted or overdue),)
        )

    def _trade(self, intent: Intent) -> Trade:
        return self._station.ledger.trades[intent.key]

    def _window_over(self, intent: Intent, now: datetime) -> bool:
        """Claim that a request sent then can no longer be executed late.

        A whole leg's close is harmless when it comes twice, and so is any close on the way to
        closing all, hence the short window.
        """
        guard = self._station.policy.guard
        action = intent.action
        whole = isinstance(action, CloseHedge | CloseBy) or (
            isinstance(action, Reduce)
            and (action.remaining == Decimal(0) or action.cause is CloseCause.CLOSE_ALL)
        )
        window = guard.unknown_close_window if whole else guard.unknown_window
        return now - (intent.sent_at or intent.created_at) >= window


def _fitted(action: MoveStop | Reduce | CloseHedge, held: Position) -> TradeAction | Refusal:
    """Return the action as it fits the leg just read."""
    match action:
        case MoveStop():
            if action.cause is StopCause.TARGET:
                return _levels_fitted(action, held)
            widens = not is_tighter(held.side, action.stop, held.stop)
            if widens and action.cause is not StopCause.UNDO:
                return Refusal.ALREADY_TIGHTER
            return replace(action, target=held.target)
        case Reduce():
            as_planned = held.volume == action.volume + action.remaining
            return action if as_planned else Refusal.BOOK_CHANGED
        case CloseHedge():
            return replace(action, volume=held.volume)


def _levels_fitted(action: MoveStop, held: Position) -> MoveStop | Refusal:
    """Return a confirmed target with the tighter of both stops: the one asked for, and the held."""
    nearer = held.stop is None or is_tighter(held.side, action.stop, held.stop)
    stop = action.stop if nearer or held.stop is None else held.stop
    if stop == held.stop and action.target == held.target:
        return Refusal.ALREADY_TIGHTER
    return replace(action, stop=stop)


def _judge_unclear(
    intent: Intent, finding: Finding, deals: Sequence[Deal], *, window_over: bool
) -> Trace:
    """Tell who closed a leg when no deal of ours is seen: somebody else, or late history."""
    if finding.trace is not Trace.UNCLEAR:
        return finding.trace
    sent = intent.sent_at or intent.created_at
    others = [deal for deal in deals if deal.position == finding.ticket and deal.at >= sent]
    if any(deal.magic != intent.magic for deal in others):
        return Trace.ABSENT
    return Trace.EXECUTED if window_over else Trace.UNCLEAR


def _unknown(intent: Intent, now: datetime, *, overdue: bool) -> events.OutcomeUnknown:
    return events.OutcomeUnknown(
        key=intent.key,
        at=now,
        intent=intent.id,
        kind=kind_of(intent.action),
        duty=intent.duty,
        overdue=overdue,
    )


def _not_executed(
    intent: Intent, now: datetime, station: Station, trade: Trade
) -> events.ActionRefused:
    state = station.policy.state
    wait = state.retry_after if intent.duty is Duty.HEDGE else state.retry_soon
    return events.ActionRefused(
        key=intent.key,
        at=now,
        duty=intent.duty,
        kind=kind_of(intent.action),
        reason=Refusal.NOT_EXECUTED,
        retcode=intent.retcode,
        score=None if trade.judgement is None else trade.judgement.score,
        unprotected=True,
        retry_at=now + wait,
        repeat=False,
    )
