"""Looks at one trade: is there data, is a score due, what does it mean."""

from datetime import datetime

from dtms.core import events, machine
from dtms.core.assessment import Assessment
from dtms.core.events import BlindCause, TradeFact
from dtms.core.machine import Circumstances, Evidence
from dtms.core.policy import Mode
from dtms.core.risk import loss_in_r, measured_risk
from dtms.core.structure import BreakKind
from dtms.core.table import Sighting
from dtms.core.trade import Flag, Guard, Judgement, Trade, TradeKey, TradeState
from dtms.engine.accounts import Rails
from dtms.engine.schedule import Triggers
from dtms.engine.station import Station
from dtms.engine.survey import Survey

_RESTING = frozenset({BlindCause.STALE_QUOTE, BlindCause.STALE_BARS, BlindCause.GAP})


class Judging:
    """Scores trades when a score is due and folds what it means."""

    def __init__(self, station: Station, rails: Rails) -> None:
        self._station = station
        self._rails = rails
        self._triggers = Triggers(station.policy.guard)
        self._unfit: dict[TradeKey, int] = {}
        self.deep_checks = 0

    def around(self, trade: Trade, survey: Survey | None, now: datetime) -> Circumstances:
        """Return what holds at this moment for a trade."""
        armed = self.armed(trade)
        if survey is None:
            return Circumstances(now=now, armed=armed, settled=False, loss_r=None)
        return Circumstances(
            now=now,
            armed=armed,
            settled=survey.settled,
            loss_r=loss_in_r(trade, survey.quote),
        )

    def armed(self, trade: Trade) -> bool:
        """Claim that a trade may be acted on without being asked."""
        mode = trade.mode or self._station.ledger.settings.mode
        return trade.guard is Guard.GUARDED and mode is not Mode.OBSERVE

    async def look(self, key: TradeKey, survey: Survey) -> None:
        """Run the fast check of a trade and, when due, the deep one."""
        ledger = self._station.ledger
        await ledger.record(self._market_flag(ledger.trades[key], survey))
        cause = self._blind_cause(survey)
        if cause in _RESTING and self._rests(survey):
            return  # a session of the broker's own, or a holiday: nothing is wrong
        if cause is not None:
            await self.unfit(key, cause, survey.at)
            return
        self._unfit.pop(key, None)
        await ledger.record(_seeing_again(ledger.trades[key], survey.at))
        assessment = survey.assessment
        await ledger.record(self._risk(ledger.trades[key], survey, assessment))
        trade = ledger.trades[key]
        await ledger.record(
            machine.review(trade, self.around(trade, survey, survey.at), self._station.policy)
        )
        await self._score(key, survey, assessment)

    async def unfit(self, key: TradeKey, cause: BlindCause, now: datetime) -> None:
        """Count a cycle without usable data; after three the trade is BLIND, told once."""
        trade = self._station.ledger.trades[key]
        if cause is BlindCause.TOO_SHORT:
            await self._station.ledger.record(_unscored(trade, cause, now))
            return
        self._unfit[key] = self._unfit.get(key, 0) + 1
        enough = self._unfit[key] >= self._station.policy.guard.blind_cycles
        if enough and Flag.BLIND not in trade.flags:
            raised = events.FlagRaised(key=key, at=now, flag=Flag.BLIND, cause=cause)
            await self._station.ledger.record((raised,))

    async def _score(self, key: TradeKey, survey: Survey, assessment: Assessment | None) -> None:
        ledger, policy = self._station.ledger, self._station.policy
        trade = ledger.trades[key]
        around = self.around(trade, survey, survey.at)
        if trade.waiting and not trade.unsettled():
            await ledger.record(machine.judge_waiting(trade, around, policy))
            trade = ledger.trades[key]
        evidence = None if assessment is None else evidence_of(assessment, survey.at)
        if assessment is None or evidence is None:
            await ledger.record(_unscored(trade, BlindCause.TOO_SHORT, survey.at))
            return
        if not self._is_due(trade, assessment, evidence.judgement, survey):
            return
        self.deep_checks += 1
        facts = list(_scored(trade, survey.at))
        facts.extend(machine.judge(trade, evidence, around, policy))
        await ledger.record(facts)

    def _is_due(
        self, trade: Trade, assessment: Assessment, present: Judgement, survey: Survey
    ) -> bool:
        last = trade.judgement
        if last is None:
            return True
        if present.m5_closed <= last.m5_closed:
            return False
        ratio = survey.gauge.spread_ratio
        storm = ratio is not None and ratio > self._station.policy.rails.spread_red
        if storm or survey.reading.stormy:
            return False  # bars closed in a spread storm do not confirm a state, then or later
        if present.m15_closed > last.m15_closed:
            return True
        if trade.state is not TradeState.HEALTHY or trade.streak > 0:
            return True
        return self._triggers.granted(trade, assessment, survey.quote, ratio, survey.at)

    def _blind_cause(self, survey: Survey) -> BlindCause | None:
        if not survey.account.connected:
            return BlindCause.TERMINAL
        if survey.reading.cause is not None:
            return survey.reading.cause
        guard = self._station.policy.guard
        if survey.quote.at - survey.at > guard.clock_jump:
            return BlindCause.BAD_VALUES  # a price of the future: one of the clocks is wrong
        if survey.gauge.quote_age > guard.unfit_after:
            return BlindCause.STALE_QUOTE
        return None

    def _rests(self, survey: Survey) -> bool:
        return self._rails.week.is_closed(survey.instrument, survey.quote, survey.at)

    def _market_flag(self, trade: Trade, survey: Survey) -> tuple[TradeFact, ...]:
        closed = self._rests(survey)
        flagged = Flag.CLOSED_MARKET in trade.flags
        if closed == flagged:
            return ()
        key, at, flag = trade.key, survey.at, Flag.CLOSED_MARKET
        if closed:
            return (events.FlagRaised(key=key, at=at, flag=flag, cause=None),)
        return (events.FlagLowered(key=key, at=at, flag=flag),)

    def _risk(
        self, trade: Trade, survey: Survey, assessment: Assessment | None
    ) -> tuple[TradeFact, ...]:
        if trade.risk is not None or assessment is None or assessment.atr_m15 is None:
            return ()
        risk = measured_risk(
            trade,
            atr=assessment.atr_m15,
            instrument=survey.instrument,
            policy=self._station.policy,
        )
        return (events.RiskKnown(key=trade.key, at=survey.at, risk=risk),)


def evidence_of(assessment: Assessment, now: datetime) -> Evidence | None:
    """Return what the machine needs of an assessment, None where there is no score."""
    if assessment.total is None or assessment.m15_closed is None:
        return None
    judgement = Judgement(
        score=assessment.total,
        at=now,
        m5_closed=assessment.m5_closed,
        m15_closed=assessment.m15_closed,
        flips=assessment.vwap_flip < 0 and assessment.volume_flip < 0,
    )
    broken = assessment.structure_break
    sighting = None
    if broken is not None:
        sighting = Sighting(
            choch=broken.kind is BreakKind.CHOCH, with_trade=broken.with_trade, closed=broken.closed
        )
    parts = tuple(
        events.PartScore(group=part.group, points=part.points)
        for part in assessment.parts
        if part.present
    )
    return Evidence(judgement=judgement, parts=parts, sighting=sighting)


def _seeing_again(trade: Trade, now: datetime) -> tuple[TradeFact, ...]:
    if Flag.BLIND not in trade.flags:
        return ()
    return (events.FlagLowered(key=trade.key, at=now, flag=Flag.BLIND),)


def _unscored(trade: Trade, cause: BlindCause, now: datetime) -> tuple[TradeFact, ...]:
    if Flag.UNSCORED in trade.flags:
        return ()
    return (events.FlagRaised(key=trade.key, at=now, flag=Flag.UNSCORED, cause=cause),)


def _scored(trade: Trade, now: datetime) -> tuple[TradeFact, ...]:
    if Flag.UNSCORED not in trade.flags:
        return ()
    return (events.FlagLowered(key=trade.key, at=now, flag=Flag.UNSCORED),)
