"""The state machine: what a score, a broker fact or a deadline means for a trade.

Every function returns facts in order; nothing changes until they are journalled and folded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dtms.core import events
from dtms.core.events import HedgeEnd, Rule, TradeFact
from dtms.core.evolve import evolve
from dtms.core.frozen import replace
from dtms.core.policy import Policy
from dtms.core.table import BookEvent, Case, Phase, Row, Sighting, matching
from dtms.core.trade import (
    DUTY_CLASS,
    ActionClass,
    Duty,
    Judgement,
    TimerKind,
    Trade,
    TradeState,
)

_UNHEDGES_BY_SCORE = Rule.SCORE_UNHEDGE.value
_DECLINED = frozenset({events.ProposalEnd.VETOED.value, events.ProposalEnd.LAPSED.value})
_FAVOURABLE = frozenset({Duty.TRAIL, Duty.CLOSE_HEDGE, Duty.READD})  # called for by good news


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What holds at the moment of a judgement.

    Attributes:
        now: Market time, aware UTC.
        armed: Whether duties may be carried out (guarded, and not in observe mode).
        settled: Whether the market has been open long enough for timers to run.
        loss_r: Open result in R, negative when losing; None while R is unknown.
    """

    now: datetime
    armed: bool
    settled: bool
    loss_r: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One scored row, as the machine needs it."""

    judgement: Judgement
    parts: tuple[events.PartScore, ...]
    sighting: Sighting | None


@dataclass(slots=True, kw_only=True)
class _Draft:
    """Facts so far, and the trade they make."""

    trade: Trade
    policy: Policy
    around: Circumstances
    facts: list[TradeFact] = field(default_factory=list)

    def add(self, fact: TradeFact) -> None:
        self.facts.append(fact)
        self.trade = evolve(self.trade, fact)

    def case(self) -> Case:
        return Case(trade=self.trade, policy=self.policy, now=self.around.now)


def judge(
    trade: Trade, evidence: Evidence, around: Circumstances, policy: Policy
) -> tuple[TradeFact, ...]:
    """Judge a trade by a new score and, if a new M15 bar closed, by its structure.

    While an order of the family is unsettled the score is only kept; `judge_waiting` judges it
    once the order is settled. Structure, seen on one bar only, does not wait.
    """
    if trade.is_closed:
        return ()
    draft = _Draft(trade=trade, policy=policy, around=around)
    blocked = trade.unsettled()
    first = trade.judgement is None
    draft.add(_judged(trade, evidence, blocked=blocked, policy=policy, now=around.now))
    if first:
        _first_judgement(draft)
        if trade.adopted:
            return tuple(draft.facts)
    _review_respect(draft)
    fresh_bar = first or _newer_m15(trade, evidence)
    if fresh_bar and evidence.sighting is not None:
        _structure(draft, evidence.sighting)
    if not blocked:
        _walk(draft)
    return tuple(draft.facts)


def judge_waiting(trade: Trade, around: Circumstances, policy: Policy) -> tuple[TradeFact, ...]:
    """Judge the last score once, after the order that made it wait is settled."""
    if not trade.waiting or trade.is_closed or trade.unsettled() or trade.judgement is None:
        return ()
    draft = _Draft(trade=trade, policy=policy, around=around)
    draft.add(
        events.Judged(
            key=trade.key,
            at=around.now,
            judgement=trade.judgement,
            parts=(),
            first=False,
            waiting=False,
            streak=trade.streak,
            flip_streak=trade.flip_streak,
        )
    )
    _walk(draft)
    return tuple(draft.facts)


def review(trade: Trade, around: Circumstances, policy: Policy) -> tuple[TradeFact, ...]:
    """Look at what passes with time and price alone: respect, holds and deadlines.

    What is owed when a trade is no longer armed is dropped, so that arming it again executes
    nothing that was called for before.
    """
    if trade.is_closed:
        return ()
    draft = _Draft(trade=trade, policy=policy, around=around)
    if not around.armed:
        _disarm(draft)
    if trade.held_until is not None and around.now >= trade.held_until:
        draft.add(events.HoldEnded(key=trade.key, at=around.now))
    _review_respect(draft)
    if around.settled and draft.trade.held_until is None:
        _expire(draft)
    return tuple(draft.facts)


def hedge_filled(
    trade: Trade, fact: events.HedgeOpened, around: Circumstances, policy: Policy
) -> tuple[TradeFact, ...]:
    """Take a confirmed hedge into the book: the trade is HEDGED."""
    draft = _Draft(trade=trade, policy=policy, around=around)
    draft.add(fact)
    _book(draft, BookEvent.HEDGE_FILLED, by_hand=fact.by_hand, end=None)
    return tuple(draft.facts)


def hedge_ended(
    trade: Trade, fact: events.HedgeClosed, around: Circumstances, policy: Policy
) -> tuple[TradeFact, ...]:
    """Take the end of a hedge into the book."""
    by_hand = trade.hedge is not None and trade.hedge.by_hand
    draft = _Draft(trade=trade, policy=policy, around=around)
    draft.add(fact)
    _book(draft, BookEvent.HEDGE_ENDED, by_hand=by_hand, end=fact.how)
    return tuple(draft.facts)


def main_gone(
    trade: Trade, fact: events.MainGone, around: Circumstances, policy: Policy
) -> tuple[TradeFact, ...]:
    """Take the end of the main position into the book: the trade is CLOSED."""
    draft = _Draft(trade=trade, policy=policy, around=around)
    draft.add(fact)
    _book(draft, BookEvent.MAIN_GONE, by_hand=False, end=None)
    return tuple(draft.facts)


def extend_flat(trade: Trade, around: Circumstances, policy: Policy) -> events.TimerSet:
    """Return the flat timer started anew, as a person asked."""
    return _timer_set(trade, TimerKind.FLAT, around.now, policy.state.flat_timer)


def _judged(
    trade: Trade, evidence: Evidence, *, blocked: bool, policy: Policy, now: datetime
) -> events.Judged:
    streak, flip_streak = _counters(trade, evidence.judgement, policy)
    first = trade.judgement is None
    return events.Judged(
        key=trade.key,
        at=now,
        judgement=evidence.judgement,
        parts=evidence.parts,
        first=first,
        waiting=blocked and not (first and trade.adopted),
        streak=streak,
        flip_streak=flip_streak,
    )


def _counters(trade: Trade, judgement: Judgement, policy: Policy) -> tuple[int, int]:
    """Count consecutive closed M5 bars; a second score on the same bar does not count again."""
    before = trade.judgement
    step = 1 if before is None or judgement.m5_closed > before.m5_closed else 0
    limit = _streak_limit(trade.state, policy)
    bad = limit is not None and judgement.score <= limit
    streak = max(trade.streak + step, 1) if bad else 0
    flips = max(trade.flip_streak + step, 1) if judgement.flips else 0
    return streak, flips


def _streak_limit(state: TradeState, policy: Policy) -> float | None:
    if state is TradeState.HEALTHY:
        return policy.state.to_l1
    if state is TradeState.RECOVERING:
        return policy.state.relapse
    return None


def _newer_m15(trade: Trade, evidence: Evidence) -> bool:
    before = trade.judgement
    return before is None or evidence.judgement.m15_closed > before.m15_closed


def _first_judgement(draft: _Draft) -> None:
    """Respect an entry against the score: say so and tighten at once, the rest waits."""
    trade, limits = draft.trade, draft.policy.state
    judgement = trade.judgement
    if judgement is None or judgement.score > limits.to_l1 or not limits.respect_entry:
        return
    draft.add(events.RespectBegan(key=trade.key, at=draft.around.now, score=judgement.score))
    if not trade.adopted:
        confirmed = replace(draft.trade, streak=limits.confirmations)
        row = matching(replace(draft.case(), trade=confirmed), Phase.SCORE)
        if row is not None:
            _apply(draft, row)


def _review_respect(draft: _Draft) -> None:
    trade = draft.trade
    if not trade.respecting or trade.judgement is None or trade.entry_score is None:
        return
    how = _respect_end(trade, trade.judgement.score, trade.entry_score, draft)
    if how is not None:
        draft.add(events.RespectEnded(key=trade.key, at=draft.around.now, how=how))


def _respect_end(
    trade: Trade, score: float, entry_score: float, draft: _Draft
) -> events.RespectEnd | None:
    limits, loss_r = draft.policy.state, draft.around.loss_r
    if score >= limits.l1_to_healthy:
        return events.RespectEnd.WAS_FINE
    if score <= entry_score - limits.respect_worse:
        return events.RespectEnd.WORSE
    if trade.risk is not None and loss_r is not None and loss_r <= -limits.respect_loss_r:
        return events.RespectEnd.LOSS
    return None


def _structure(draft: _Draft, sighting: Sighting) -> None:
    case = replace(draft.case(), sighting=sighting)
    row = matching(case, Phase.AGAINST) or matching(case, Phase.STRUCTURE)
    if row is not None:
        _apply(draft, row)
    _return(draft, sighting)


def _return(draft: _Draft, sighting: Sighting) -> None:
    """Call again for what was vetoed or lapsed: a new break is a new reason."""
    resting = {
        retry.duty
        for retry in draft.trade.retries
        if retry.reason in _DECLINED and retry.not_before > draft.around.now
    }
    for owed in draft.trade.owed:
        if owed.duty in resting and (owed.duty in _FAVOURABLE) is sighting.with_trade:
            _announce(draft, events.Rule(owed.rule), owed.duty)


def _disarm(draft: _Draft) -> None:
    for owed in draft.trade.owed:
        draft.add(events.DutyDropped(key=draft.trade.key, at=draft.around.now, duty=owed.duty))


def _walk(draft: _Draft) -> None:
    """Walk every stage the score asks for, never back to a state already left."""
    seen = {draft.trade.state}
    while True:
        row = matching(draft.case(), Phase.SCORE)
        if row is None or row.target is None or row.target in seen:
            break
        _apply(draft, row)
        seen.add(draft.trade.state)
    _withdraw(draft, row)
    if row is not None and row.target is None:
        _apply(draft, row)


def _withdraw(draft: _Draft, row: Row | None) -> None:
    """Drop what the last score no longer calls for."""
    called = set() if row is None else set(row.duties)
    for duty in sorted(_by_score(draft.trade) - called, key=lambda duty: duty.value):
        draft.add(events.DutyDropped(key=draft.trade.key, at=draft.around.now, duty=duty))


def _by_score(trade: Trade) -> set[Duty]:
    """Return duties that stand only as long as the score calls for them."""
    return _unhedges(trade) | ((trade.duties | trade.noted) & {Duty.HEDGE})


def _unhedges(trade: Trade) -> set[Duty]:
    return {
        owed.duty
        for owed in trade.owed
        if owed.duty is Duty.CLOSE_HEDGE and owed.rule == _UNHEDGES_BY_SCORE
    }


def _apply(draft: _Draft, row: Row) -> None:
    trade, now = draft.trade, draft.around.now
    if row.target is None:
        for duty in row.duties:
            _call(draft, row, duty)
        return
    draft.add(
        events.StateChanged(
            key=trade.key,
            at=now,
            before=trade.state,
            after=row.target,
            rule=row.rule,
            score=None if trade.judgement is None else trade.judgement.score,
            duties=tuple(duty for duty in row.duties if _wanted(draft, duty)),
            armed=draft.around.armed,
        )
    )
    _retime(draft)


def _wanted(draft: _Draft, duty: Duty) -> bool:
    if _replaced(draft, duty):
        return False
    if duty is Duty.TIGHTEN:
        return not draft.trade.tightened
    if duty is Duty.READD:
        return draft.policy.actions.readd and draft.trade.closed_volume > 0
    return True


def _replaced(draft: _Draft, duty: Duty) -> bool:
    """Claim that a close-all stands in place of a duty; one put off or declined does not."""
    trade = draft.trade
    standing = trade.duties if draft.around.armed else trade.noted
    if Duty.CLOSE_ALL not in standing or duty is Duty.CLOSE_ALL:
        return False
    if DUTY_CLASS[duty] is ActionClass.SET:
        return False
    return not any(
        retry.duty is Duty.CLOSE_ALL and retry.not_before > draft.around.now
        for retry in trade.retries
    )


def _call(draft: _Draft, row: Row, duty: Duty) -> None:
    if not _replaced(draft, duty) and not _known(draft, row, duty):
        _announce(draft, row.rule, duty)


def _known(draft: _Draft, row: Row, duty: Duty) -> bool:
    """Claim that a duty stands already; a break outlasts the score that called for it before."""
    by_score = row.phase is Phase.SCORE
    if draft.around.armed:
        return duty in (
            draft.trade.duties if by_score else draft.trade.duties - _unhedges(draft.trade)
        )
    return by_score and duty in draft.trade.noted


def _announce(draft: _Draft, rule: Rule, duty: Duty) -> None:
    trade = draft.trade
    score = None if trade.judgement is None else trade.judgement.score
    draft.add(
        events.DutyCalled(
            key=trade.key,
            at=draft.around.now,
            duty=duty,
            rule=rule,
            armed=draft.around.armed,
            score=score,
        )
    )


def _book(draft: _Draft, event: BookEvent, *, by_hand: bool, end: HedgeEnd | None) -> None:
    case = replace(draft.case(), book=event, by_hand=by_hand, hedge_end=end)
    row = matching(case, Phase.BOOK)
    if row is not None:
        _apply(draft, row)


def _expire(draft: _Draft) -> None:
    now = draft.around.now
    for timer in sorted(draft.trade.timers, key=lambda timer: timer.due):
        if timer.due > now or draft.trade.timer(timer.kind) != timer.due:
            continue
        if timer.kind is TimerKind.FLAT and Duty.CLOSE_HEDGE in draft.trade.duties:
            continue  # deferred while the hedge is waiting to be closed
        _ring(draft, timer.kind)


def _ring(draft: _Draft, kind: TimerKind) -> None:
    trade, now = draft.trade, draft.around.now
    draft.add(events.TimerStopped(key=trade.key, at=now, timer=kind))
    if kind is TimerKind.RECOVERY:
        if not trade.unsettled():
            _walk(draft)
        return
    row = matching(replace(draft.case(), due=kind), Phase.TIMER)
    if row is None:
        return
    if row.rule in {Rule.FLAT_ASK, Rule.HAND_FLAT_ASK}:
        if trade.flat_asks < draft.policy.state.flat_asks:
            draft.add(events.FlatAsked(key=trade.key, at=now, count=trade.flat_asks + 1))
        return
    _apply(draft, row)


def _retime(draft: _Draft) -> None:
    """Start and stop timers as the state just entered wants."""
    for fact in _timer_facts(draft.trade, draft.around.now, draft.policy):
        draft.add(fact)


def _timer_facts(trade: Trade, now: datetime, policy: Policy) -> Iterator[TradeFact]:
    limits = policy.state
    wanted: dict[TradeState, frozenset[TimerKind]] = {
        TradeState.WARNING_L1: frozenset({TimerKind.FLAT}),
        TradeState.WARNING_L2: frozenset({TimerKind.FLAT}),
        TradeState.HEDGED: frozenset({TimerKind.FLAT}),
        TradeState.RECOVERING: frozenset({TimerKind.RECOVERY, TimerKind.RECOVERY_LIMIT}),
    }
    lengths = {
        TimerKind.FLAT: limits.flat_timer,
        TimerKind.RECOVERY: limits.recovery_timer,
        TimerKind.RECOVERY_LIMIT: limits.recovery_limit,
    }
    runs = wanted.get(trade.state, frozenset())
    for kind in TimerKind:
        running = trade.timer(kind) is not None
        if kind not in runs and running:
            yield events.TimerStopped(key=trade.key, at=now, timer=kind)
        elif kind in runs and (not running or trade.state is TradeState.HEDGED):
            yield _timer_set(trade, kind, now, lengths[kind])


def _timer_set(trade: Trade, kind: TimerKind, now: datetime, length: timedelta) -> events.TimerSet:
    return events.TimerSet(key=trade.key, at=now, timer=kind, due=now + length)
