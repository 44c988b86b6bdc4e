"""Carries out what the state machine called for, in order, and tells every refusal."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from dtms.core import events
from dtms.core.actions import Plan, TradeAction
from dtms.core.contract import forbidden_before, forbids, forbids_action
from dtms.core.edits import LEVELS, rests_until, stood_off
from dtms.core.errors import BrokerUnavailable
from dtms.core.events import ProposalEnd, Refusal, Rule
from dtms.core.exits import EXITS
from dtms.core.machine import Circumstances
from dtms.core.policy import HedgeRefused, Mode
from dtms.core.rails import review
from dtms.core.risk import Moment, plan, unpaired
from dtms.core.trade import DUTY_CLASS, ActionClass, Duty, Flag, Guard, Owed, Retry, Trade, TradeKey
from dtms.engine.accounts import Rails
from dtms.engine.executor import Executor, Order, Result, Sent
from dtms.engine.station import Station
from dtms.engine.survey import Survey, Surveyor

# RED first, then SET, then INC; a close-all before everything
ORDER = (
    Duty.CLOSE_ALL,
    Duty.HALF,
    Duty.EXIT_PARTIAL,
    Duty.CLOSE_HEDGE,
    Duty.TIGHTEN,
    Duty.TRAIL,
    Duty.BREAKEVEN,
    Duty.EXIT_BREAKEVEN,
    Duty.EXIT_TRAIL,
    Duty.HEDGE,
    Duty.READD,
)
_WAITING_FOR_SPREAD = frozenset(
    {
        Duty.HALF,
        Duty.CLOSE_HEDGE,
        Duty.CLOSE_ALL,
        Duty.TIGHTEN,
        Duty.TRAIL,
        Duty.BREAKEVEN,
        *EXITS,
    }
)
# Refusals that decide a duty for good; a hedge is always tried again later.
_FINAL = frozenset(
    {
        Refusal.BUDGET,
        Refusal.PRICE_NOT_WORSE,
        Refusal.BELOW_MINIMUM,
        Refusal.BREAKEVEN_LOSING,
        Refusal.ALREADY_TIGHTER,
        Refusal.NO_SWING,
        Refusal.NO_HEDGE,
        Refusal.ALREADY_HEDGED,
        Refusal.NOT_OPTED_IN,
        Refusal.NO_STOP,
        Refusal.GONE,
        Refusal.INVALID_REQUEST,
        Refusal.CONTRACT,
    }
)
# The strategy itself says no, or there is nothing to do: told, but no red alert.
_HARMLESS = frozenset(
    {
        Refusal.BUDGET,
        Refusal.BELOW_MINIMUM,
        Refusal.COOLING_DOWN,
        Refusal.BARRED,
        Refusal.WEEKLY_CLOSE,
        Refusal.STOP_NEARER_THAN_HEDGE,
        Refusal.ALREADY_FLAT,
        Refusal.ALREADY_TIGHTER,
        Refusal.NO_SWING,
        Refusal.NO_HEDGE,
        Refusal.ALREADY_HEDGED,
        Refusal.NOT_OPTED_IN,
        Refusal.GONE,
        Refusal.BOOK_CHANGED,
        Refusal.BREAKEVEN_LOSING,
        Refusal.PRICE_NOT_WORSE,
        Refusal.CONTRACT,
    }
)
_NEVER_BY_SILENCE = frozenset({Duty.READD, Duty.CLOSE_HEDGE})  # they give exposure back
_DONE_ALREADY = frozenset({Refusal.ALREADY_HEDGED, Refusal.ALREADY_FLAT, Refusal.GONE})


class Bare:
    """Refused orders that no duty stands for: when they may be tried again, what was told."""

    def __init__(self) -> None:
        self._refused: dict[TradeKey, tuple[Refusal, datetime]] = {}

    def rests(self, key: TradeKey, now: datetime) -> bool:
        """Claim that the last refusal is too young for another try."""
        refused = self._refused.get(key)
        return refused is not None and now < refused[1]

    def told(self, key: TradeKey, reason: Refusal) -> bool:
        """Claim that the last refusal had the same reason."""
        refused = self._refused.get(key)
        return refused is not None and refused[0] is reason

    def note(self, key: TradeKey, reason: Refusal, until: datetime) -> None:
        """Remember a refusal."""
        self._refused[key] = (reason, until)

    def forget(self, key: TradeKey) -> None:
        """Let the next refusal be a new one."""
        self._refused.pop(key, None)


class Duties:
    """Turns owed duties into orders."""

    def __init__(
        self, station: Station, executor: Executor, surveyor: Surveyor, rails: Rails
    ) -> None:
        self._station = station
        self._rails = rails
        self._executor = executor
        self._surveyor = surveyor
        self.bare = Bare()

    async def carry_out(self, key: TradeKey, around: Circumstances) -> None:
        """Do what is owed and permitted now; the caller holds the family's lock."""
        await self._withdraw(key, around.now)
        for trade, duty in self._owed(key):
            if not self._may_start(trade, duty, around):
                continue
            survey = await self._surveyor.survey(trade)
            if survey is None or not survey.reading.fit:
                continue
            if forbids(trade.contract, duty):
                banned = Result(sent=Sent.REFUSED, refusal=Refusal.CONTRACT)
                await self.refuse(trade, duty, banned, around.now)
                continue
            if await self._waits(trade, duty, survey):
                continue
            if self.mode(trade) is Mode.CONFIRM and not await self._confirmed(trade, duty, around):
                continue
            await self._do(key, duty, survey, around)

    def _owed(self, key: TradeKey) -> Iterator[tuple[Trade, Duty]]:
        """Yield what is still owed when its turn comes, and the trade as it is then."""
        for duty in ORDER:
            trade = self._station.ledger.trades.get(key)
            if trade is None or trade.is_closed or not trade.owed:
                return
            if duty in trade.duties:
                yield trade, duty

    def mode(self, trade: Trade) -> Mode:
        """Return the mode in force for a trade."""
        return trade.mode or self._station.ledger.settings.mode

    async def _withdraw(self, key: TradeKey, now: datetime) -> None:
        """End proposals whose duty is no longer called for, and say so."""
        trade = self._station.ledger.trades.get(key)
        if trade is None:
            return
        facts = [
            events.ProposalEnded(
                key=key,
                at=now,
                proposal=proposal.id,
                duty=proposal.duty,
                how=ProposalEnd.WITHDRAWN,
                retry_at=None,
                score=None,
            )
            for proposal in trade.proposals
            if proposal.duty not in trade.duties
        ]
        await self._station.ledger.record(facts)

    def _may_start(self, trade: Trade, duty: Duty, around: Circumstances) -> bool:
        if Flag.CLOSED_MARKET in trade.flags:
            return False
        kind = DUTY_CLASS[duty]
        if kind is not ActionClass.SET and (trade.unsettled() or self._person_waits(trade, duty)):
            return False
        if kind is ActionClass.SET and trade.pending:
            return False
        if duty is Duty.HEDGE and _half_undecided(trade, around.now):
            return False
        if stood_off(trade, LEVELS[duty]):
            return False  # told when it began
        worse = self._station.policy.state.retry_worse
        return not _resting(trade, duty, around.now, worse)

    def _person_waits(self, trade: Trade, duty: Duty) -> bool:
        """Claim that a hold or the respect for the entry lets automatic RED and INC wait."""
        respected = trade.respecting and duty in {Duty.HALF, Duty.HEDGE, Duty.READD}
        return trade.held_until is not None or respected

    async def _waits(self, trade: Trade, duty: Duty, survey: Survey) -> bool:
        """Claim that a duty must wait, and say so once: a wide spread, rollover, minimum hold."""
        owed = next(owed for owed in trade.owed if owed.duty is duty)
        wait = self._wait(trade, owed, survey)
        if wait is None:
            return False
        reason, until = wait
        told = next((retry for retry in trade.retries if retry.duty is duty), None)
        new = told is None or told.reason != reason.value or told.not_before < owed.since
        if new:
            delayed = events.DutyDelayed(
                key=trade.key, at=survey.at, duty=duty, reason=reason, until=until
            )
            await self._station.ledger.record((delayed,))
        return True

    def _wait(self, trade: Trade, owed: Owed, survey: Survey) -> tuple[Refusal, datetime] | None:
        """Return why an automatic duty waits and until when at most; None when it need not."""
        limits, now = self._station.policy.rails, survey.at
        edited = rests_until(trade, LEVELS[owed.duty], now)
        if edited is not None:
            return Refusal.EDITED, edited
        held_since = (
            trade.hedge.opened_at
            if owed.duty is Duty.CLOSE_HEDGE and trade.hedge
            else (trade.opened_at)
        )
        free_at = held_since + limits.minimum_hold
        if DUTY_CLASS[owed.duty] is ActionClass.RED and now < free_at:
            return Refusal.MINIMUM_HOLD, free_at
        rollover = self._rails.rollover_ends(survey.instrument, now)
        if rollover is not None and DUTY_CLASS[owed.duty] is ActionClass.SET:
            return Refusal.ROLLOVER, rollover
        ratio = survey.gauge.spread_ratio
        wide = ratio is not None and ratio > limits.spread_red
        until = owed.since + limits.spread_wait
        if owed.duty in _WAITING_FOR_SPREAD and wide and now < until:
            return Refusal.SPREAD, until
        return None

    async def _confirmed(self, trade: Trade, duty: Duty, around: Circumstances) -> bool:
        """Propose, or tell whether the veto window lets the duty proceed."""
        people = self._station.clock.people()
        proposal = next((item for item in trade.proposals if item.duty is duty), None)
        if proposal is None:
            made = events.ProposalMade(
                key=trade.key,
                at=around.now,
                proposal=self._station.ids.intent(),
                duty=duty,
                deadline=people + self._station.policy.guard.veto_window,
            )
            await self._station.ledger.record((made,))
            return False
        if people < proposal.deadline:
            return False
        lapses = self._lapses(duty)
        await self._station.ledger.record(
            (
                events.ProposalEnded(
                    key=trade.key,
                    at=around.now,
                    proposal=proposal.id,
                    duty=duty,
                    how=ProposalEnd.LAPSED if lapses else ProposalEnd.DUE,
                    retry_at=around.now + self._station.policy.state.retry_after
                    if lapses
                    else None,
                    score=_score(trade),
                ),
            )
        )
        return not lapses

    def _lapses(self, duty: Duty) -> bool:
        """Claim that silence is no: what adds exposure, unless a sleeper authorised a hedge."""
        if duty in _NEVER_BY_SILENCE:
            return True
        consent = self._station.consent
        proceeds = None if consent is None else consent.proceeds(duty)
        return DUTY_CLASS[duty] is ActionClass.INC if proceeds is None else not proceeds

    async def _do(self, key: TradeKey, duty: Duty, survey: Survey, around: Circumstances) -> None:
        trade = self._station.ledger.trades[key]
        planned = self._plan(trade, duty, survey, automatic=True)
        if isinstance(planned, Refusal):
            await self.refuse(trade, duty, Result(sent=Sent.REFUSED, refusal=planned), around.now)
            return
        decision = await self._surveyor.decide(trade, survey)
        order = Order(duty=duty, decision=decision, automatic=True, day=survey.day)
        await self.run(planned, order, survey, around)

    def _plan(self, trade: Trade, duty: Duty, survey: Survey, *, automatic: bool) -> Plan | Refusal:
        moment = Moment(now=survey.at, day=survey.day, automatic=automatic)
        return plan(duty, trade, survey.book, survey.market, moment, self._station.policy)

    def plan_for_person(self, trade: Trade, duty: Duty, survey: Survey) -> Plan | Refusal:
        """Price and size what a person asked for; budgets do not bind a person."""
        return self._plan(trade, duty, survey, automatic=False)

    def plan_for_duty(self, trade: Trade, duty: Duty, survey: Survey) -> Plan | Refusal:
        """Price and size an automatic duty that a person told to proceed."""
        return self._plan(trade, duty, survey, automatic=True)

    async def run(
        self, planned: Plan, order: Order, survey: Survey, around: Circumstances
    ) -> Result:
        """Send a plan's actions in order, stopping at the first that is not verified.

        The duty is marked on the last action, so that it counts as done once, when all is. Where
        closing by one another is refused, the rest is closed plainly.
        """
        result, left = Result(sent=Sent.VERIFIED), planned.actions
        while left:
            action = left[0]
            duty = order.duty if len(left) == 1 else None
            result = await self._send(action, replace(order, duty=duty), survey, around)
            if result.sent is Sent.VERIFIED:
                left = left[1:]
                continue
            left = unpaired(left) if result.sent is Sent.REFUSED else ()
            if not left:
                trade = self._station.ledger.trades.get(action.key)
                if result.sent is Sent.REFUSED and trade is not None:
                    bare = order.duty is None and order.automatic
                    await self.refuse(trade, order.duty, result, around.now, bare=bare)
        return result

    async def _send(
        self, action: TradeAction, order: Order, survey: Survey, around: Circumstances
    ) -> Result:
        trade = self._station.ledger.trades.get(action.key)
        banned = trade is not None and forbids_action(trade.contract, action)
        if order.automatic and banned:
            return Result(sent=Sent.REFUSED, refusal=Refusal.CONTRACT)
        refusal = review(action, survey.gauge, self._station.policy, automatic=order.automatic)
        if refusal is not None:
            return Result(sent=Sent.REFUSED, refusal=refusal)
        try:
            return await self._executor.carry_out(action, order, around)
        except BrokerUnavailable:
            return Result(sent=Sent.REFUSED, refusal=Refusal.NOT_CONNECTED)

    async def refuse(
        self,
        trade: Trade,
        duty: Duty | None,
        result: Result,
        now: datetime,
        *,
        bare: bool = False,
    ) -> None:
        """Record why something was not done, and when it may be tried again.

        Args:
            trade: As it was when the order was refused.
            duty: What the order was for.
            result: Why it was not done.
            now: Market time.
            bare: Whether it was an automatic order that no duty stands for.
        """
        reason = result.refusal or Refusal.BROKER_REJECTED
        before = next((retry for retry in trade.retries if retry.duty is duty), None)
        repeat = before is not None and before.reason == reason.value
        if bare:
            repeat = self.bare.told(trade.key, reason)
            self.bare.note(trade.key, reason, now + self._station.policy.state.retry_soon)
        await self._station.ledger.record(
            (
                events.ActionRefused(
                    key=trade.key,
                    at=now,
                    duty=duty,
                    kind=None,
                    reason=reason,
                    retcode=result.retcode,
                    score=_score(trade),
                    unprotected=_unprotected(duty, reason) or (bare and reason not in _HARMLESS),
                    retry_at=self._retry_at(duty, reason, now),
                    repeat=repeat,
                ),
            )
        )
        if duty is Duty.HEDGE and reason not in _DONE_ALREADY:
            await self._hedge_refused(trade, now)

    def _retry_at(self, duty: Duty | None, reason: Refusal, now: datetime) -> datetime | None:
        state = self._station.policy.state
        if duty is Duty.HEDGE:
            return None if reason is Refusal.ALREADY_HEDGED else now + state.retry_after
        if duty is None or reason in _FINAL or duty is Duty.READD:
            return None
        return now + state.retry_soon

    async def _hedge_refused(self, trade: Trade, now: datetime) -> None:
        wanted = self._station.policy.actions.hedge_refused is HedgeRefused.CLOSE_REST
        if not wanted or Duty.CLOSE_ALL in trade.duties:
            return
        if forbidden_before(trade, Duty.CLOSE_ALL):
            return
        called = events.DutyCalled(
            key=trade.key,
            at=now,
            duty=Duty.CLOSE_ALL,
            rule=Rule.SCORE_HEDGE,
            armed=trade.guard is Guard.GUARDED,
            score=_score(trade),
        )
        await self._station.ledger.record((called,))


def _score(trade: Trade) -> float | None:
    return None if trade.judgement is None else trade.judgement.score


def _half_undecided(trade: Trade, now: datetime) -> bool:
    """Claim that a half close is still to come before a hedge may be thought of."""
    refused = any(retry.duty is Duty.HALF and now < retry.not_before for retry in trade.retries)
    return Duty.HALF in trade.duties and not refused


def _resting(trade: Trade, duty: Duty, now: datetime, worse: float) -> bool:
    """Claim that a refused duty waits for its time, or for a score worse (better to unhedge)."""
    retry = next((item for item in trade.retries if item.duty is duty), None)
    if retry is None or now >= retry.not_before:
        return False
    return not _moved_on(trade, retry, worse)


def _moved_on(trade: Trade, retry: Retry, worse: float) -> bool:
    if trade.judgement is None or retry.score is None:
        return False
    change = trade.judgement.score - retry.score
    return change >= worse if retry.duty is Duty.CLOSE_HEDGE else change <= -worse


def _unprotected(duty: Duty | None, reason: Refusal) -> bool:
    """Claim that a defence that was called for did not happen: the red NOT protected."""
    exposing = {Duty.READD, Duty.CLOSE_HEDGE, *EXITS}  # protects nothing that was in danger
    return duty is not None and duty not in exposing and reason not in _HARMLESS
