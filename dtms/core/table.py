"""The transition table as data: which row fires when, where it leads and what it calls for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from dtms.core.events import HedgeEnd, Rule
from dtms.core.policy import FlatTimer, Policy
from dtms.core.trade import Duty, TimerKind, Trade, TradeState

HEALTHY = TradeState.HEALTHY
WARNING_L1 = TradeState.WARNING_L1
WARNING_L2 = TradeState.WARNING_L2
HEDGED = TradeState.HEDGED
RECOVERING = TradeState.RECOVERING
CLOSED = TradeState.CLOSED


class Phase(Enum):
    """What is looked at, in order of precedence."""

    BOOK = "book"  # confirmed broker facts
    AGAINST = "against"  # a change of character against the trade
    STRUCTURE = "structure"
    SCORE = "score"
    TIMER = "timer"


class BookEvent(Enum):
    """A confirmed change of the family's book."""

    HEDGE_FILLED = "hedge_filled"
    HEDGE_ENDED = "hedge_ended"
    MAIN_GONE = "main_gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A structure break on the last closed M15 bar, trade-relative.

    Attributes:
        choch: True for a change of character, False for a break of structure.
        with_trade: Whether it favours the trade.
        closed: Close of that bar.
    """

    choch: bool
    with_trade: bool
    closed: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a row's condition may look at."""

    trade: Trade
    policy: Policy
    now: datetime
    sighting: Sighting | None = None
    book: BookEvent | None = None
    by_hand: bool = False
    hedge_end: HedgeEnd | None = None
    due: TimerKind | None = None

    @property
    def score(self) -> float:
        """Return the last score; not a number while there is none, so that no threshold holds."""
        judgement = self.trade.judgement
        return float("nan") if judgement is None else judgement.score


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the table. `target` None keeps the state."""

    rule: Rule
    phase: Phase
    sources: tuple[TradeState, ...]
    condition: str
    holds: Callable[[Case], bool]
    target: TradeState | None
    duties: tuple[Duty, ...] = ()


def _confirmed_l1(case: Case) -> bool:
    limits = case.policy.state
    if case.score <= limits.to_l1_at_once:
        return True
    return case.score <= limits.to_l1 and case.trade.streak >= limits.confirmations


def _auto_hedge(case: Case) -> bool:
    return case.trade.hedge is not None and not case.trade.hedge.by_hand


def _may_hedge(case: Case) -> bool:
    return not case.trade.rehedge_barred


def _after_fill(case: Case, closed: datetime) -> bool:
    return case.trade.hedge is not None and closed > case.trade.hedge.opened_at


def _with_trade(case: Case) -> bool:
    seen = case.sighting
    return seen is not None and seen.with_trade and _after_fill(case, seen.closed)


def _choch_against(case: Case) -> bool:
    seen = case.sighting
    against = seen is not None and seen.choch and not seen.with_trade
    return against and _auto_hedge(case) and seen is not None and _after_fill(case, seen.closed)


def _score_unhedge(case: Case) -> bool:
    judgement = case.trade.judgement
    fresh = judgement is not None and _after_fill(case, judgement.m5_closed)
    return _auto_hedge(case) and fresh and case.score >= case.policy.state.unhedge


def _recent_floor(case: Case) -> bool:
    judgement = case.trade.judgement
    if judgement is None:
        return False
    young = case.now - judgement.at <= case.policy.state.recovery_score_age
    return young and judgement.score >= case.policy.state.recovery_floor


def _hedge_ended(case: Case, *ends: HedgeEnd) -> bool:
    return case.book is BookEvent.HEDGE_ENDED and not case.by_hand and case.hedge_end in ends


def _hand_hedge_ended(case: Case) -> bool:
    return case.book is BookEvent.HEDGE_ENDED and case.by_hand


def _flat_due(case: Case, answer: FlatTimer) -> bool:
    return case.due is TimerKind.FLAT and case.policy.actions.flat_timer_action is answer


OPEN = (HEALTHY, WARNING_L1, WARNING_L2, HEDGED, RECOVERING)

TABLE: tuple[Row, ...] = (
    Row(
        rule=Rule.MAIN_GONE,
        phase=Phase.BOOK,
        sources=OPEN,
        condition="the main position is gone from the broker's book",
        holds=lambda case: case.book is BookEvent.MAIN_GONE,
        target=CLOSED,
    ),
    Row(
        rule=Rule.HEDGE_FILLED,
        phase=Phase.BOOK,
        sources=(HEALTHY, WARNING_L1, WARNING_L2, RECOVERING),
        condition="an automatic hedge is in the broker's book",
        holds=lambda case: case.book is BookEvent.HEDGE_FILLED and not case.by_hand,
        target=HEDGED,
    ),
    Row(
        rule=Rule.HAND_HEDGED,
        phase=Phase.BOOK,
        sources=(HEALTHY, WARNING_L1, WARNING_L2, RECOVERING),
        condition="a person's *Hedge now* is in the broker's book",
        holds=lambda case: case.book is BookEvent.HEDGE_FILLED and case.by_hand,
        target=HEDGED,
    ),
    Row(
        rule=Rule.HEDGE_CLOSED,
        phase=Phase.BOOK,
        sources=(HEDGED,),
        condition="DTMS closed the automatic hedge",
        holds=lambda case: _hedge_ended(case, HedgeEnd.DTMS, HedgeEnd.PERSON),
        target=RECOVERING,
    ),
    Row(
        rule=Rule.HEDGE_STOPPED,
        phase=Phase.BOOK,
        sources=(HEDGED,),
        condition="the automatic hedge was closed by its own stop",
        holds=lambda case: _hedge_ended(case, HedgeEnd.STOP),
        target=RECOVERING,
    ),
    Row(
        rule=Rule.HEDGE_LOST,
        phase=Phase.BOOK,
        sources=(HEDGED,),
        condition="the automatic hedge was closed outside DTMS",
        holds=lambda case: _hedge_ended(case, HedgeEnd.HAND, HedgeEnd.STOP_OUT),
        target=WARNING_L2,
    ),
    Row(
        rule=Rule.HAND_HEDGE_L2,
        phase=Phase.BOOK,
        sources=(HEDGED,),
        condition="a hedge opened by hand ended, last score <= -4",
        holds=lambda case: _hand_hedge_ended(case) and case.score <= case.policy.state.to_l2,
        target=WARNING_L2,
    ),
    Row(
        rule=Rule.HAND_HEDGE_L1,
        phase=Phase.BOOK,
        sources=(HEDGED,),
        condition="a hedge opened by hand ended, last score <= -2",
        holds=lambda case: _hand_hedge_ended(case) and case.score <= case.policy.state.to_l1,
        target=WARNING_L1,
    ),
    Row(
        rule=Rule.HAND_HEDGE_HEALTHY,
        phase=Phase.BOOK,
        sources=(HEDGED,),
        condition="a hedge opened by hand ended, last score above -2",
        holds=_hand_hedge_ended,
        target=HEALTHY,
    ),
    Row(
        rule=Rule.CHOCH_AGAINST,
        phase=Phase.AGAINST,
        sources=(HEDGED,),
        condition="CHOCH against the trade on an M15 bar closed after the fill",
        holds=_choch_against,
        target=None,
        duties=(Duty.CLOSE_ALL,),
    ),
    Row(
        rule=Rule.BOS_WITH,
        phase=Phase.STRUCTURE,
        sources=(HEALTHY,),
        condition="BOS with the trade",
        holds=lambda case: (
            case.sighting is not None and case.sighting.with_trade and not case.sighting.choch
        ),
        target=None,
        duties=(Duty.TRAIL,),
    ),
    Row(
        rule=Rule.STRUCTURE_UNHEDGE,
        phase=Phase.STRUCTURE,
        sources=(HEDGED,),
        condition="BOS or CHOCH with the trade on an M15 bar closed after the fill",
        holds=lambda case: _auto_hedge(case) and _with_trade(case),
        target=None,
        duties=(Duty.CLOSE_HEDGE,),
    ),
    Row(
        rule=Rule.SCORE_L1,
        phase=Phase.SCORE,
        sources=(HEALTHY,),
        condition="score <= -2 twice in a row on different M5 bars, or once <= -4",
        holds=_confirmed_l1,
        target=WARNING_L1,
        duties=(Duty.TIGHTEN,),
    ),
    Row(
        rule=Rule.SCORE_HEALTHY,
        phase=Phase.SCORE,
        sources=(WARNING_L1,),
        condition="score >= 0",
        holds=lambda case: case.score >= case.policy.state.l1_to_healthy,
        target=HEALTHY,
    ),
    Row(
        rule=Rule.SCORE_L2,
        phase=Phase.SCORE,
        sources=(WARNING_L1,),
        condition="score <= -4",
        holds=lambda case: case.score <= case.policy.state.to_l2,
        target=WARNING_L2,
        duties=(Duty.HALF, Duty.BREAKEVEN),
    ),
    Row(
        rule=Rule.SCORE_BACK_L1,
        phase=Phase.SCORE,
        sources=(WARNING_L2,),
        condition="score >= -2",
        holds=lambda case: case.score >= case.policy.state.l2_to_l1,
        target=WARNING_L1,
    ),
    Row(
        rule=Rule.SCORE_HEDGE,
        phase=Phase.SCORE,
        sources=(WARNING_L2,),
        condition="score <= -6",
        holds=lambda case: _may_hedge(case) and case.score <= case.policy.state.hedge,
        target=None,
        duties=(Duty.HEDGE,),
    ),
    Row(
        rule=Rule.FLIPS_HEDGE,
        phase=Phase.SCORE,
        sources=(WARNING_L2,),
        condition="VWAP flip and volume flip adverse on two M5 bars, and score <= -4",
        holds=lambda case: (
            _may_hedge(case)
            and case.trade.flip_streak >= case.policy.state.hedge_confluence_bars
            and case.score <= case.policy.state.hedge_confluence
        ),
        target=None,
        duties=(Duty.HEDGE,),
    ),
    Row(
        rule=Rule.SCORE_UNHEDGE,
        phase=Phase.SCORE,
        sources=(HEDGED,),
        condition="score >= -2 on an M5 bar closed after the fill",
        holds=_score_unhedge,
        target=None,
        duties=(Duty.CLOSE_HEDGE,),
    ),
    Row(
        rule=Rule.RECOVERED,
        phase=Phase.SCORE,
        sources=(RECOVERING,),
        condition="after 30 min, score >= +1",
        holds=lambda case: (
            case.trade.timer(TimerKind.RECOVERY) is None
            and case.score >= case.policy.state.recovered
        ),
        target=HEALTHY,
        duties=(Duty.READD,),
    ),
    Row(
        rule=Rule.RELAPSED,
        phase=Phase.SCORE,
        sources=(RECOVERING,),
        condition="score <= -4 twice in a row on different M5 bars",
        holds=lambda case: (
            case.score <= case.policy.state.relapse
            and case.trade.streak >= case.policy.state.confirmations
        ),
        target=WARNING_L2,
    ),
    Row(
        rule=Rule.FLAT_ASK,
        phase=Phase.TIMER,
        sources=(WARNING_L1, WARNING_L2),
        condition="flat timer over, policy `ask`",
        holds=lambda case: _flat_due(case, FlatTimer.ASK),
        target=None,
    ),
    Row(
        rule=Rule.FLAT_CLOSE,
        phase=Phase.TIMER,
        sources=(WARNING_L1, WARNING_L2),
        condition="flat timer over, policy `close`",
        holds=lambda case: _flat_due(case, FlatTimer.CLOSE),
        target=None,
        duties=(Duty.CLOSE_ALL,),
    ),
    Row(
        rule=Rule.FLAT_HEDGED,
        phase=Phase.TIMER,
        sources=(HEDGED,),
        condition="flat timer over, automatic hedge",
        holds=lambda case: case.due is TimerKind.FLAT and _auto_hedge(case),
        target=None,
        duties=(Duty.CLOSE_ALL,),
    ),
    Row(
        rule=Rule.HAND_FLAT_ASK,
        phase=Phase.TIMER,
        sources=(HEDGED,),
        condition="flat timer over, hedge opened by hand",
        holds=lambda case: case.due is TimerKind.FLAT and not _auto_hedge(case),
        target=None,
    ),
    Row(
        rule=Rule.RECOVERY_HEALTHY,
        phase=Phase.TIMER,
        sources=(RECOVERING,),
        condition="60 min without confirmation, a score not older than 30 min is >= 0",
        holds=lambda case: case.due is TimerKind.RECOVERY_LIMIT and _recent_floor(case),
        target=HEALTHY,
    ),
    Row(
        rule=Rule.RECOVERY_L1,
        phase=Phase.TIMER,
        sources=(RECOVERING,),
        condition="60 min without confirmation, otherwise",
        holds=lambda case: case.due is TimerKind.RECOVERY_LIMIT,
        target=WARNING_L1,
    ),
)


def matching(case: Case, phase: Phase) -> Row | None:
    """Return the first row of a phase that holds in the trade's state."""
    rows = (row for row in TABLE if row.phase is phase and case.trade.state in row.sources)
    return next((row for row in rows if row.holds(case)), None)
