"""A person's orders: the same lock, rails, journal and receipts as the engine's own."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dtms.core import events, machine
from dtms.core.actions import CloseCause, MoveStop, Plan, StopCause
from dtms.core.commands import (
    FLAT_ANSWERS,
    DeskCommand,
    Outcome,
    Pause,
    Register,
    Resume,
    SetContract,
    SetLevels,
    SetMode,
    TradeCommand,
    Verb,
)
from dtms.core.contract import forbids
from dtms.core.entry import Declined
from dtms.core.errors import BrokerUnavailable
from dtms.core.events import FlatAnswer, ProposalEnd, Refusal, TradeFact
from dtms.core.levels import Levels, plan_levels
from dtms.core.risk import close_all, close_hedge, first_stop
from dtms.core.trade import Duty, Guard, Trade, TradeKey, TradeState
from dtms.engine.duties import Duties
from dtms.engine.enrol import Enrolment
from dtms.engine.executor import Order, Result, Sent
from dtms.engine.judging import Judging
from dtms.engine.station import Station
from dtms.engine.survey import Survey, Surveyor
from dtms.ports import Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What became of a command; `refusal` tells why not.

    Attributes:
        outcome: How it went.
        refusal: Why not.
        limit: The nearest value that would do, where there is one.
        names: The symbols that fit, where several do.
        ticket: The position opened or the order placed, as read back.
    """

    outcome: Outcome
    refusal: Refusal | None = None
    limit: Decimal | None = None
    names: tuple[str, ...] = ()
    ticket: int | None = None


_DONE = Reply(outcome=Outcome.DONE)
_NOT_FOUND = Reply(outcome=Outcome.NOT_FOUND)
_TIMED = frozenset({TradeState.WARNING_L1, TradeState.WARNING_L2, TradeState.HEDGED})
_GUARDS = {
    Verb.GUARD: Guard.GUARDED,
    Verb.WATCH: Guard.WATCHED,
    Verb.IGNORE: Guard.RELEASED,
    Verb.RELEASE: Guard.RELEASED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """The last stop DTMS moved for a trade, and until when it may be undone (people time)."""

    fact: events.StopMoved
    until: datetime


class Desk:
    """Carries out commands; the engine holds the family's lock around each."""

    def __init__(
        self,
        *,
        station: Station,
        duties: Duties,
        surveyor: Surveyor,
        judging: Judging,
        enrolment: Enrolment,
    ) -> None:
        self._station = station
        self._duties = duties
        self._surveyor = surveyor
        self._judging = judging
        self._enrolment = enrolment
        self._undoable: dict[TradeKey, Undo] = {}

    async def obey(self, command: DeskCommand) -> Reply:
        """Carry out one command."""
        match command:
            case TradeCommand():
                return await self._about_trade(command)
            case SetLevels() | SetContract():
                return await self._set(command)
            case Register():
                return await self._register(command)
            case SetMode():
                return await self._set_mode(command)
            case Pause():
                return await self._setting(
                    events.Paused(
                        account=command.account, at=self._station.clock.market(), by=command.by
                    )
                )
            case Resume():
                return await self._resume(command)

    async def _setting(self, fact: events.Paused | events.Resumed | events.ModeSet) -> Reply:
        """Record a setting, once: an update that is dealt with twice changes nothing more."""
        if self._station.ledger.changes(fact):
            await self._station.ledger.record((fact,))
        return _DONE

    async def _resume(self, command: Resume) -> Reply:
        """End a pause, and the circuit breaker with it; rails that are still reached still bind."""
        now, ledger = self._station.clock.market(), self._station.ledger
        resumed = events.Resumed(account=command.account, at=now, by=command.by)
        if ledger.book.breaker is None:
            return await self._setting(resumed)
        reset = events.BreakerReset(account=command.account, at=now, by=command.by)
        await ledger.record((resumed, reset))
        return _DONE

    async def _set_mode(self, command: SetMode) -> Reply:
        now = self._station.clock.market()
        if command.key is None:
            if command.mode is None:
                return _NOT_FOUND
            return await self._setting(
                events.ModeSet(account=command.account, at=now, mode=command.mode, by=command.by)
            )
        trade = self._station.ledger.trades.get(command.key)
        if trade is None:
            return _NOT_FOUND
        if trade.mode is command.mode:
            return _DONE
        fact = events.TradeModeSet(key=command.key, at=now, mode=command.mode, by=command.by)
        await self._station.ledger.record((fact,))
        return _DONE

    async def _register(self, command: Register) -> Reply:
        trade = self._station.ledger.trades.get(command.key)
        if trade is not None:
            return await self._guard(trade, command.guard, command.by)
        snapshot = await self._surveyor.snapshot()
        position = snapshot.position(command.key.position)
        if position is None:
            return _NOT_FOUND
        await self._enrolment.register(position, guard=command.guard, adopted=False)
        return _DONE

    async def _set(self, command: SetLevels | SetContract) -> Reply:
        if isinstance(command, SetLevels):
            return await self._set_levels(command)
        return await self._set_contract(command)

    async def _set_levels(self, command: SetLevels) -> Reply:
        trade = self._station.ledger.trades.get(command.key)
        if trade is None or trade.is_closed:
            return _NOT_FOUND
        if command.version is not None and command.version != trade.version:
            return Reply(outcome=Outcome.OUT_OF_DATE)
        survey = await self._surveyor.survey(trade)
        if survey is None:
            return Reply(outcome=Outcome.REFUSED, refusal=Refusal.NOT_CONNECTED)
        wanted = Levels(stop=command.stop, target=command.target)
        planned = plan_levels(trade, survey.book, survey.market, wanted, self._station.policy)
        if isinstance(planned, Declined):
            return Reply(outcome=Outcome.REFUSED, refusal=planned.reason, limit=planned.limit)
        return await self._run(trade, planned, survey, duty=None)

    async def _set_contract(self, command: SetContract) -> Reply:
        """Take a contract; a trade is not let go of while its hedge is open."""
        trade, now = self._station.ledger.trades.get(command.key), self._station.clock.market()
        if trade is None or trade.is_closed:
            return _NOT_FOUND
        if command.version is not None and command.version != trade.version:
            return Reply(outcome=Outcome.OUT_OF_DATE)
        if command.guard is Guard.RELEASED and trade.hedge is not None:
            return Reply(outcome=Outcome.REFUSED, refusal=Refusal.HEDGE_OPEN)
        if command.until is not None and command.until <= now:
            return Reply(outcome=Outcome.REFUSED, refusal=Refusal.TERM_OVER)
        fact = events.ContractSet(
            key=trade.key,
            at=now,
            guard=command.guard,
            bans=command.bans,
            until=command.until,
            exits=command.exits,
            by=command.by,
        )
        await self._station.ledger.record((fact,))
        return _DONE

    async def _about_trade(self, command: TradeCommand) -> Reply:
        trade = self._station.ledger.trades.get(command.key)
        if trade is None or trade.is_closed:
            return _NOT_FOUND
        if _out_of_date(trade, command):
            return Reply(outcome=Outcome.OUT_OF_DATE)
        if command.verb in _GUARDS:
            return await self._guard(trade, _GUARDS[command.verb], command.by)
        if command.verb in {Verb.VETO, Verb.PROCEED}:
            return await self._proposal(trade, command)
        word = self._word(trade, command)
        if word is not None:
            await self._station.ledger.record(word)
            return _DONE
        return await self._order(trade, command)

    def _word(self, trade: Trade, command: TradeCommand) -> tuple[TradeFact, ...] | None:
        """Return the facts of a command that needs no order, None for the others."""
        now, policy = self._station.clock.market(), self._station.policy
        key, by = trade.key, command.by
        if command.verb is Verb.ACKNOWLEDGE:
            return (events.Acknowledged(key=key, at=now, by=by),)
        if command.verb is Verb.HOLD:
            return (events.Held(key=key, at=now, until=now + policy.guard.hold, by=by),)
        if command.verb is Verb.GO_ON:
            return (events.WentOn(key=key, at=now, by=by),)
        if command.verb in FLAT_ANSWERS:
            answer = FLAT_ANSWERS[command.verb]
            fact = events.FlatAnswered(key=key, at=now, answer=answer, by=by)
            around = self._judging.around(trade, None, now)
            if answer is FlatAnswer.EXTEND:
                return (fact, machine.extend_flat(trade, around, policy))
            return (fact,)
        return None

    async def _guard(self, trade: Trade, guard: Guard, by: int) -> Reply:
        if guard is Guard.RELEASED and trade.hedge is not None:
            return Reply(outcome=Outcome.REFUSED, refusal=Refusal.HEDGE_OPEN)
        if trade.guard is guard and trade.contract.until is None:
            return _DONE
        now = self._station.clock.market()
        fact = events.GuardChanged(key=trade.key, at=now, guard=guard, by=by)
        await self._station.ledger.record((fact,))
        return _DONE

    async def _proposal(self, trade: Trade, command: TradeCommand) -> Reply:
        found = next((item for item in trade.proposals if item.id == command.proposal), None)
        if found is None:
            return Reply(outcome=Outcome.OUT_OF_DATE)
        if command.verb is Verb.PROCEED and forbids(trade.contract, found.duty):
            return Reply(outcome=Outcome.REFUSED, refusal=Refusal.CONTRACT)
        now, vetoed = self._station.clock.market(), command.verb is Verb.VETO
        retry = now + self._station.policy.state.retry_after
        score = None if trade.judgement is None else trade.judgement.score
        ended = events.ProposalEnded(
            key=trade.key,
            at=now,
            proposal=found.id,
            duty=found.duty,
            how=ProposalEnd.VETOED if vetoed else ProposalEnd.TAKEN,
            retry_at=retry if vetoed else None,
            score=score,
        )
        await self._station.ledger.record((ended,))
        if vetoed:
            return _DONE
        survey = await self._surveyor.survey(trade)
        if survey is None:
            return Reply(outcome=Outcome.REFUSED, refusal=Refusal.NOT_CONNECTED)
        planned = self._duties.plan_for_duty(trade, found.duty, survey)
        return await self._run(trade, planned, survey, duty=found.duty)

    async def _order(self, trade: Trade, command: TradeCommand) -> Reply:
        survey = await self._surveyor.survey(trade)
        if survey is None:
            return Reply(outcome=Outcome.REFUSED, refusal=Refusal.NOT_CONNECTED)
        planned = self._planned(trade, command, survey)
        return await self._run(trade, planned, survey, duty=None)

    def _planned(self, trade: Trade, command: TradeCommand, survey: Survey) -> Plan | Refusal:
        verb, busy = command.verb, trade.unsettled()
        if verb is Verb.CLOSE:
            return close_all(trade, survey.book, CloseCause.PERSON, None)
        if verb is Verb.CLOSE_HEDGE:
            return _person_unhedge(trade, survey)
        if verb is Verb.ADD_STOP:
            policy, shown = self._station.policy, command.stop
            return first_stop(trade, survey.book, survey.market, policy, shown=shown)
        if verb is Verb.UNDO_STOP:
            return self._undo(trade)
        if busy:
            return Refusal.OPEN_INTENT
        duty = Duty.HALF if verb is Verb.CLOSE_HALF else Duty.HEDGE
        return self._duties.plan_for_person(trade, duty, survey)

    async def _run(
        self, trade: Trade, planned: Plan | Refusal, survey: Survey, *, duty: Duty | None
    ) -> Reply:
        if isinstance(planned, Refusal):
            return Reply(outcome=Outcome.REFUSED, refusal=planned)
        decision = await self._surveyor.decide(trade, survey)
        order = Order(duty=duty, decision=decision, automatic=False, day=survey.day)
        around = self._judging.around(trade, survey, survey.at)
        try:
            result = await self._duties.run(planned, order, survey, around)
        except BrokerUnavailable:
            return Reply(outcome=Outcome.REFUSED, refusal=Refusal.NOT_CONNECTED)
        return _reply(result)

    def publish(self, recorded: tuple[Recorded, ...]) -> None:
        """Keep the last moved stop, so that it can be undone for two minutes."""
        until = self._station.clock.people() + self._station.policy.guard.undo_window
        for item in recorded:
            fact = item.fact
            if not isinstance(fact, events.StopMoved) or fact.before == fact.after:
                continue  # only a target was set
            if fact.cause is not StopCause.UNDO:
                self._undoable[fact.key] = Undo(fact=fact, until=until)

    def undo_until(self, key: TradeKey) -> datetime | None:
        """Return until when the last stop may be undone, people time; None when it may not."""
        undo = self._undoable.get(key)
        if undo is None or self._station.clock.people() > undo.until:
            return None
        return undo.until

    def _undo(self, trade: Trade) -> Plan | Refusal:
        if self.undo_until(trade.key) is None:
            return Refusal.NOTHING_TO_UNDO
        fact = self._undoable.pop(trade.key).fact
        if fact.before is None:
            return Refusal.NOTHING_TO_UNDO
        action = MoveStop(
            key=trade.key,
            ticket=fact.ticket,
            symbol=trade.symbol,
            side=trade.side,
            stop=fact.before,
            target=fact.target,
            cause=StopCause.UNDO,
        )
        return Plan(duty=None, actions=(action,))


def _out_of_date(trade: Trade, command: TradeCommand) -> bool:
    """Claim that the trade is no longer what the person saw, or has no timer to answer."""
    changed = command.version is not None and command.version != trade.version
    return changed or (command.verb in FLAT_ANSWERS and trade.state not in _TIMED)


def _person_unhedge(trade: Trade, survey: Survey) -> Plan | Refusal:
    if survey.book.hedge is None:
        return Refusal.NO_HEDGE
    action = close_hedge(trade, survey.book.hedge, CloseCause.PERSON)
    return Plan(duty=None, actions=(action,))


def _reply(result: Result) -> Reply:
    if result.sent is Sent.VERIFIED:
        return _DONE
    if result.sent is Sent.OPEN:
        return Reply(outcome=Outcome.ACCEPTED)
    return Reply(outcome=Outcome.REFUSED, refusal=result.refusal)
