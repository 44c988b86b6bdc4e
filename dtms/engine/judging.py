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
from dtms.engine.survey import Glance

_RESTING = frozenset({BlindCause.STALE_QUOTE, BlindCause.STALE_BARS, BlindCause.GAP})


class Judging:
    """Scores trades when a score is due and folds what it means."""

    def __init__(self, station: Station, rails: Rails) -> None:
        self._station = station
        self._rails = rails
        self._triggers = Triggers(station.policy.guard)
        self._unfit: dict[TradeKey, int] = {}
        self.deep_checks = 0

    def around(self, trade: Trade, glance: Glance | None, now: datetime) -> Circumstances:
        """Return what holds at this moment for a trade."""
        armed = self.armed(trade)
        if glance is None:
            return Circumstances(now=now, armed=armed, settled=False, loss_r=None)
        return Circumstances(
            now=now,
            armed=armed,
            settled=glance.settled,
            loss_r=loss_in_r(trade, glance.quote),
        )

    def armed(self, trade: Trade) -> bool:
        """Claim that a trade may be acted on without being asked."""
        mode = trade.mode or self._station.ledger.settings.mode
        return trade.guard is Guard.GUARDED and mode is not Mode.OBSERVE

    async def look(self, key: TradeKey, glance: Glance) -> None:
        """Run the fast check of a trade and, when due, the deep one."""
        ledger = self._station.ledger
        await ledger.record(self._market_flag(ledger.trades[key], glance))
        cause = self._blind_cause(glance)
        if cause in _RESTING and self._rests(glance):
            return  # a session of the broker's own, or a holiday: nothing is wrong
        if cause is not None:
            await self.unfit(key, cause, glance.at)
            return
        self._unfit.pop(key, None)
        await ledger.record(_seeing_again(ledger.trades[key], glance.at))
        assessment = glance.assessment
        await ledger.record(self._risk(ledger.trades[key], glance, assessment))
        trade = ledger.trades[key]
        around = self.around(trade, glance, glance.at)
        await ledger.record(machine.review(trade, around, self._station.policy))
        await self._score(key, glance)

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

    async def _score(self, key: TradeKey, glance: Glance) -> None:
        ledger, policy = self._station.ledger, self._station.policy
        trade, assessment = ledger.trades[key], glance.assessment
        around = self.around(trade, glance, glance.at)  # the mode may be another by now
        if trade.waiting and not trade.unsettled():
            await ledger.record(machine.judge_waiting(trade, around, policy))
            trade = ledger.trades[key]
        evidence = None if assessment is None else evidence_of(assessment, glance.at)
        if assessment is None or evidence is None:
            await ledger.record(_unscored(trade, BlindCause.TOO_SHORT, glance.at))
            return
        if not self._is_due(trade, assessment, evidence.judgement, glance):
            return
        self.deep_checks += 1
        facts = list(_scored(trade, glance.at))
        facts.extend(machine.judge(trade, evidence, around, policy))
        await ledger.record(facts)

    def _is_due(
        self, trade: Trade, assessment: Assessment, present: Judgement, glance: Glance
    ) -> bool:
        last = trade.judgement
        if last is None:
            return True
        if present.m5_closed <= last.m5_closed:
            return False
        ratio = glance.spread_ratio
        storm = ratio is not None and ratio > self._station.policy.rails.spread_red
        if storm or glance.reading.stormy:
            return False  # bars closed in a spread storm do not confirm a state, then or later
        if present.m15_closed > last.m15_closed:
            return True
        if trade.state is not TradeState.HEALTHY or trade.streak > 0:
            return True
        return self._triggers.granted(trade, assessment, glance.quote, ratio, glance.at)

    def _blind_cause(self, glance: Glance) -> BlindCause | None:
        if not glance.account.connected:
            return BlindCause.TERMINAL
        if glance.reading.cause is not None:
            return glance.reading.cause
        guard = self._station.policy.guard
        if glance.quote.at - glance.at > guard.clock_jump:
            return BlindCause.BAD_VALUES  # a price of the future: one of the clocks is wrong
        if glance.quote_age > guard.unfit_after:
            return BlindCause.STALE_QUOTE
        return None

    def _rests(self, glance: Glance) -> bool:
        return self._rails.week.is_closed(glance.instrument, glance.quote, glance.at)

    def _market_flag(self, trade: Trade, glance: Glance) -> tuple[TradeFact, ...]:
        closed = self._rests(glance)
        flagged = Flag.CLOSED_MARKET in trade.flags
        if closed == flagged:
            return ()
        key, at, flag = trade.key, glance.at, Flag.CLOSED_MARKET
        if closed:
            return (events.FlagRaised(key=key, at=at, flag=flag, cause=None),)
        return (events.FlagLowered(key=key, at=at, flag=flag),)

    def _risk(
        self, trade: Trade, glance: Glance, assessment: Assessment | None
    ) -> tuple[TradeFact, ...]:
        if trade.risk is not None or assessment is None or assessment.atr_m15 is None:
            return ()
        risk = measured_risk(
            trade,
            atr=assessment.atr_m15,
            instrument=glance.instrument,
            policy=self._station.policy,
        )
        return (events.RiskKnown(key=trade.key, at=glance.at, risk=risk),)


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
