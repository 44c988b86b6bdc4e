"""Orders for new trades: journalled before they are sent, sent once, settled by the broker's book.

Until it is filled an order belongs to no trade; its intent is its record. A pending order's intent
stays `working` for as long as the broker holds the order.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from dtms.core import events
from dtms.core.actions import (
    CancelCause,
    CancelPending,
    EntryAction,
    OpeningOrder,
    OpenTrade,
    PlacePending,
    kind_of,
)
from dtms.core.entry import terms_of
from dtms.core.errors import BrokerUnavailable
from dtms.core.events import Fact, OrderEnd, Receipt, Refusal
from dtms.core.intents import Intent, IntentState
from dtms.core.magic import Magic
from dtms.core.trade import (
    Guard,
    OrderFate,
    OrderKind,
    Position,
    WorkingOrder,
)
from dtms.engine.enrol import Enrolment
from dtms.engine.evidence import Finding, Trace, find
from dtms.engine.executor import Sent
from dtms.engine.station import Station
from dtms.ports import Answer, Verdict

_ENOUGH_READS = 2  # absence needs two agreeing reads
_HISTORY = timedelta(days=1)
_ENDS = {
    OrderFate.CANCELLED: OrderEnd.HAND,
    OrderFate.EXPIRED: OrderEnd.EXPIRED,
    OrderFate.REJECTED: OrderEnd.REJECTED,
}
_TAKEN_BACK = {
    CancelCause.PERSON: OrderEnd.CANCELLED,
    CancelCause.OTHER_LEG: OrderEnd.OTHER_LEG,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """What became of an order just sent; `ticket` is the position's, or the pending order's."""

    sent: Sent
    ticket: int | None = None
    refusal: Refusal | None = None
    retcode: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The broker's book in one reading: orders first, so that what left them is seen filled."""

    orders: tuple[WorkingOrder, ...]
    positions: tuple[Position, ...]

    def order(self, intent: Intent) -> WorkingOrder | None:
        """Return an intent's pending order."""
        return next((item for item in self.orders if item.magic == intent.magic), None)

    def holds(self, ticket: int) -> bool:
        """Claim that an order is still in the book."""
        return any(item.ticket == ticket for item in self.orders)


class Orders:
    """The one arbiter of orders for new trades; callers hold `lock`."""

    def __init__(self, station: Station, enrolment: Enrolment) -> None:
        self._station = station
        self._enrolment = enrolment
        self.lock = asyncio.Lock()

    def open(self) -> tuple[Intent, ...]:
        """Return the intents of orders that are not settled, oldest first."""
        intents = self._station.ledger.intents.values()
        return tuple(one for one in intents if isinstance(one.action, OpenTrade | PlacePending))

    def cancels(self) -> tuple[Intent, ...]:
        """Return the intents to take an order back that are not settled."""
        intents = self._station.ledger.intents.values()
        return tuple(one for one in intents if isinstance(one.action, CancelPending))

    async def place(self, action: OpeningOrder, *, decision: int, by: int) -> Placing:
        """Journal, send and read back one order for a new trade.

        Raises:
            JournalUnavailable: Nothing was sent.
        """
        now = self._station.clock.market()
        intent = await self._pend(action, decision=decision, now=now)
        self._station.failpoint("executor.pending")
        refusal = await self._margin(action, intent)
        if refusal is not None:
            await self._settle(intent, now, executed=False)
            return Placing(sent=Sent.REFUSED, refusal=refusal)
        sent = replace(intent, state=IntentState.SENT, sent_at=now)
        fact = events.OrderSent(
            account=self._station.ledger.account,
            at=now,
            intent=intent.id,
            terms=terms_of(action),
            by=by,
        )
        await self._station.ledger.record((fact,), intents=(sent,))
        self._station.failpoint("executor.sent")
        answer = await self._send(sent)
        self._station.failpoint("executor.answered")
        return await self._take_answer(sent, action, answer)

    async def cancel(self, action: CancelPending, *, by_person: bool) -> Placing:
        """Journal, send and read back the taking back of one order.

        Raises:
            JournalUnavailable: Nothing was sent.
        """
        now = self._station.clock.market()
        intent = await self._pend(action, decision=0, now=now, automatic=not by_person)
        self._station.failpoint("executor.pending")
        sent = replace(intent, state=IntentState.SENT, sent_at=now)
        fact = events.CancelSent(
            account=self._station.ledger.account,
            at=now,
            intent=intent.id,
            order=action.order,
            cause=action.cause,
        )
        await self._station.ledger.record((fact,), intents=(sent,))
        self._station.failpoint("executor.sent")
        answer = await self._station.broker.send(action, magic=intent.magic)
        self._station.failpoint("executor.answered")
        open_intent = replace(
            sent, state=_after(answer), retcode=answer.retcode, order=action.order
        )
        if answer.verdict is Verdict.REFUSED and answer.refusal is not Refusal.INVALID_REQUEST:
            await self._not_cancelled(open_intent, action, answer.refusal, now)
            return Placing(sent=Sent.REFUSED, refusal=answer.refusal, retcode=answer.retcode)
        # an order that left the book meanwhile is refused too: the book tells which
        await self._station.ledger.record((), intents=(open_intent,))
        return await self._see_cancelled(open_intent, action, answer, now)

    async def _see_cancelled(
        self, intent: Intent, action: CancelPending, answer: Answer, now: datetime
    ) -> Placing:
        try:
            shelf = await self.read()
            if not shelf.holds(action.order):
                await self.settle(shelf, now)
                if intent.id in self._station.ledger.intents:
                    await self._settle(intent, now, executed=True)
                return Placing(sent=Sent.VERIFIED, ticket=action.order, retcode=answer.retcode)
        except BrokerUnavailable:
            return Placing(sent=Sent.OPEN, retcode=answer.retcode)
        if answer.verdict is Verdict.REFUSED:
            await self._not_cancelled(intent, action, answer.refusal, now)
            return Placing(sent=Sent.REFUSED, refusal=answer.refusal, retcode=answer.retcode)
        return Placing(sent=Sent.OPEN, retcode=answer.retcode)

    async def read(self) -> Shelf:
        """Read orders and positions; raises `BrokerUnavailable`."""
        orders = await self._station.broker.orders()
        return Shelf(orders=orders, positions=await self._station.broker.positions())

    async def settle(self, shelf: Shelf, now: datetime) -> None:
        """Settle what can be settled by the broker's book; raises `BrokerUnavailable`."""
        for intent in self.open():
            if not intent.executed:
                await self._settle_one(intent, shelf, now)
        for intent in self.cancels():
            await self._settle_cancel(intent, shelf, now)

    async def resolve(self, intents: Sequence[Intent]) -> None:
        """Settle orders that were filled and of which nothing more is to be done."""
        now = self._station.clock.market()
        done = tuple(replace(one, state=IntentState.SETTLED, settled_at=now) for one in intents)
        await self._station.ledger.record((), intents=done)

    async def _pend(
        self, action: EntryAction, *, decision: int, now: datetime, automatic: bool = False
    ) -> Intent:
        station = self._station
        number = station.ids.intent()
        magic = Magic(namespace=station.namespace, kind=kind_of(action), intent=number)
        intent = Intent(
            id=number,
            key=action.key,
            action=action,
            duty=None,
            magic=int(magic),
            state=IntentState.PENDING,
            before=None,
            decision=decision,
            automatic=automatic,
            policy=station.policy.name,
            created_at=now,
        )
        await station.ledger.record((), intents=(intent,))
        return intent

    async def _margin(self, action: OpeningOrder, intent: Intent) -> Refusal | None:
        try:
            check = await self._station.broker.check(action, magic=intent.magic)
        except BrokerUnavailable:
            return Refusal.NOT_CONNECTED
        return None if check.allowed else check.refusal or Refusal.BROKER_REJECTED

    async def _send(self, intent: Intent) -> Answer:
        """Send once; a requote of a market order, certainly not executed, may be tried again."""
        broker, tries = self._station.broker, self._station.policy.actions.requote_tries
        answer = await broker.send(intent.action, magic=intent.magic)
        for _ in range(tries - 1 if isinstance(intent.action, OpenTrade) else 0):
            if answer.verdict is not Verdict.REFUSED or not answer.retryable:
                break
            answer = await broker.send(intent.action, magic=intent.magic)
        return answer

    async def _take_answer(self, intent: Intent, action: OpeningOrder, answer: Answer) -> Placing:
        now = self._station.clock.market()
        if answer.verdict is Verdict.REFUSED:
            refusal = answer.refusal or Refusal.BROKER_REJECTED
            await self._refused(intent, action, refusal, answer)
            return Placing(sent=Sent.REFUSED, refusal=refusal, retcode=answer.retcode)
        open_intent = replace(
            intent, state=_after(answer), retcode=answer.retcode, order=answer.order or None
        )
        if answer.verdict is Verdict.UNKNOWN:
            fact = self._unknown(open_intent, action, now, overdue=False)
            await self._station.ledger.record((fact,), intents=(open_intent,))
            return Placing(sent=Sent.OPEN, retcode=answer.retcode)
        try:
            ticket = await self._see(open_intent, await self.read(), now)
        except BrokerUnavailable:
            ticket = None
        if ticket is None:
            await self._station.ledger.record((), intents=(open_intent,))
            return Placing(sent=Sent.OPEN, retcode=answer.retcode)
        return Placing(sent=Sent.VERIFIED, ticket=ticket, retcode=answer.retcode)

    async def _refused(
        self, intent: Intent, action: OpeningOrder, refusal: Refusal, answer: Answer
    ) -> None:
        now = self._station.clock.market()
        fact = events.OrderRefused(
            account=self._station.ledger.account,
            at=now,
            intent=intent.id,
            terms=terms_of(action),
            reason=refusal,
            retcode=answer.retcode,
        )
        done = replace(intent, retcode=answer.retcode, order=answer.order or None)
        await self._settle(done, now, executed=False, facts=(fact,))

    async def _not_cancelled(
        self, intent: Intent, action: CancelPending, reason: Refusal | None, now: datetime
    ) -> None:
        fact = events.CancelFailed(
            account=self._station.ledger.account,
            at=now,
            intent=intent.id,
            order=action.order,
            symbol=action.symbol,
            cause=action.cause,
            reason=reason,
            retcode=intent.retcode,
        )
        await self._settle(intent, now, executed=False, facts=(fact,))

    async def _see(self, intent: Intent, shelf: Shelf, now: datetime) -> int | None:
        """Record what the book shows of an order: filled or working; None when it shows nothing."""
        order = shelf.order(intent)
        position = next((one for one in shelf.positions if one.magic == intent.magic), None)
        if position is None and order is not None and order.kind is not OrderKind.MARKET:
            if intent.state is not IntentState.WORKING:
                await self._working(intent, order, now)
            return order.ticket
        since = (intent.sent_at or intent.created_at) - _HISTORY
        finding = find(intent, shelf.positions, await self._station.broker.deals(since=since))
        if finding.trace is not Trace.EXECUTED:
            return None
        await self._filled(intent, finding, now)
        return finding.ticket

    async def _working(self, intent: Intent, order: WorkingOrder, now: datetime) -> None:
        action = intent.action
        if not isinstance(action, PlacePending):
            return
        terms = replace(terms_of(action), volume=order.volume, price=order.price)
        fact = events.OrderPlaced(
            account=self._station.ledger.account,
            at=now,
            order=order.ticket,
            terms=terms,
            receipt=_receipt(intent, now, verified=order.volume),
        )
        working = replace(intent, state=IntentState.WORKING, order=order.ticket, absent_reads=0)
        self._station.failpoint("executor.verified")
        await self._station.ledger.record((fact,), intents=(working,))

    async def _filled(self, intent: Intent, finding: Finding, now: datetime) -> None:
        """Record a fill and the guarding of what it opened in one transaction."""
        action, ledger = intent.action, self._station.ledger
        if not isinstance(action, OpenTrade | PlacePending):
            return
        held = finding.position
        facts: list[Fact] = [
            events.OrderFilled(
                account=ledger.account,
                at=now,
                position=finding.ticket,
                terms=terms_of(action),
                volume=finding.volume if held is None else held.volume,
                price=finding.price,
                open=held is not None,
                receipt=_receipt(intent, now, verified=finding.volume),
            )
        ]
        if held is not None and held.ticket not in ledger.known:
            guarding = Guard.GUARDED
            facts += self._enrolment.facts(
                held, guard=guarding, adopted=False, first_stop=action.stop
            )
        leg = isinstance(action, PlacePending) and action.bracket is not None
        state = IntentState.DONE if leg else IntentState.SETTLED  # a bracket settles as a whole
        done = replace(
            intent,
            state=state,
            order=finding.ticket,  # a position has the number of the order that opened it
            executed=True,
            settled_at=None if leg else now,
        )
        self._station.failpoint("executor.verified")
        await ledger.record(facts, intents=(done,))

    async def _settle_one(self, intent: Intent, shelf: Shelf, now: datetime) -> None:
        action = intent.action
        if not isinstance(action, OpenTrade | PlacePending):
            return
        if intent.state is IntentState.PENDING:
            await self._ended(intent, OrderEnd.NOT_SENT, now)
        elif await self._see(intent, shelf, now) is None:
            await self._not_seen(intent, action, now)

    async def _not_seen(self, intent: Intent, action: OpeningOrder, now: datetime) -> None:
        fate = None
        if intent.order:
            fate = await self._station.broker.order_fate(order=intent.order)
        end = None if fate is None else _ENDS.get(fate)
        cancel = next((one for one in self.cancels() if _placed(one) == intent.id), None)
        taken = fate in {None, OrderFate.CANCELLED}
        if taken and cancel is not None and isinstance(cancel.action, CancelPending):
            end = _TAKEN_BACK[cancel.action.cause]
        if end is not None and isinstance(action, PlacePending):
            await self._ended(intent, end, now, cancel)
            return
        reads = replace(intent, absent_reads=intent.absent_reads + 1)
        if reads.absent_reads >= _ENOUGH_READS and fate is not OrderFate.FILLED:
            if intent.state is IntentState.WORKING:
                await self._ended(reads, OrderEnd.HAND, now)
                return
            sent = intent.sent_at or intent.created_at
            if now - sent >= self._station.policy.guard.unknown_window:
                await self._ended(reads, OrderEnd.NOT_EXECUTED, now)
                return
        await self._still_open(reads, action, now)

    async def _still_open(self, intent: Intent, action: OpeningOrder, now: datetime) -> None:
        """Keep waiting; tell once that the outcome is unknown, and once that it still is."""
        sent = intent.sent_at or intent.created_at
        late = now - sent >= self._station.policy.state.unknown_alert and not intent.alerted
        overdue = late and intent.state is not IntentState.WORKING
        facts: list[Fact] = []
        if overdue:
            facts.append(self._unknown(intent, action, now, overdue=True))
        elif intent.state is IntentState.SENT:  # the program stopped before it heard the answer
            facts.append(self._unknown(intent, action, now, overdue=False))
        state = IntentState.UNKNOWN if intent.state is IntentState.SENT else intent.state
        kept = replace(intent, state=state, alerted=intent.alerted or overdue)
        await self._station.ledger.record(facts, intents=(kept,))

    async def _ended(
        self, intent: Intent, how: OrderEnd, now: datetime, cancel: Intent | None = None
    ) -> None:
        action = intent.action
        if not isinstance(action, OpenTrade | PlacePending):
            return
        fact = events.OrderEnded(
            account=self._station.ledger.account,
            at=now,
            intent=intent.id,
            order=intent.order or 0,
            terms=terms_of(action),
            how=how,
        )
        done = [replace(intent, state=IntentState.SETTLED, settled_at=now, executed=False)]
        if cancel is not None:
            done.append(replace(cancel, state=IntentState.SETTLED, settled_at=now, executed=True))
        await self._station.ledger.record((fact,), intents=done)

    async def _settle_cancel(self, intent: Intent, shelf: Shelf, now: datetime) -> None:
        action = intent.action
        if not isinstance(action, CancelPending):
            return
        if intent.state is IntentState.PENDING:
            await self._settle(intent, now, executed=False)
        elif not shelf.holds(action.order):
            open_order = any(one.id == action.placed and not one.executed for one in self.open())
            if not open_order:  # otherwise what it takes back is still to be explained
                await self._settle(intent, now, executed=True)
        elif now - (intent.sent_at or now) >= self._station.policy.guard.unknown_close_window:
            await self._not_cancelled(intent, action, None, now)

    async def _settle(
        self, intent: Intent, now: datetime, *, executed: bool, facts: Sequence[Fact] = ()
    ) -> None:
        done = replace(intent, state=IntentState.SETTLED, settled_at=now, executed=executed)
        await self._station.ledger.record(facts, intents=(done,))

    def _unknown(
        self, intent: Intent, action: OpeningOrder, now: datetime, *, overdue: bool
    ) -> events.OrderUnknown:
        return events.OrderUnknown(
            account=self._station.ledger.account,
            at=now,
            intent=intent.id,
            terms=terms_of(action),
            overdue=overdue,
        )


def _after(answer: Answer) -> IntentState:
    return IntentState.UNKNOWN if answer.verdict is Verdict.UNKNOWN else IntentState.DONE


def _placed(intent: Intent) -> int | None:
    return intent.action.placed if isinstance(intent.action, CancelPending) else None


def _receipt(intent: Intent, now: datetime, *, verified: Decimal) -> Receipt:
    asked = Decimal(0)
    if isinstance(intent.action, OpenTrade | PlacePending):
        asked = intent.action.volume
    return Receipt(
        intent=intent.id,
        decision=intent.decision,
        asked=asked,
        verified=verified,
        seconds=(now - (intent.sent_at or intent.created_at)).total_seconds(),
    )
