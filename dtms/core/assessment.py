"""One row of the score explained from the trade's point of view, and what would change it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from math import isnan

import numpy as np

from dtms.core.market import AssetClass, Bars, Floats, Ints, Side
from dtms.core.policy import Group, Policy
from dtms.core.regime import SESSIONS, STRUCTURES, VOLATILITIES, Regime
from dtms.core.signals import GROUPS, ScoreColumns, Verdict, score_columns
from dtms.core.structure import BreakKind


class Unscored(Enum):
    """Why there is no score: the state is unknown, never 0."""

    NOT_ENOUGH_HISTORY = "not_enough_history"
    BELOW_PRESENCE = "below_presence"
    BAD_VALUES = "bad_values"


class Input(Enum):
    """A figure that went into a part; prices as they are, signed figures relative to the trade."""

    STRUCTURE_POINTS = "structure_points"  # faded breaks, in points
    SWING_HIGH = "swing_high"  # price
    SWING_LOW = "swing_low"  # price
    VWAP = "vwap"  # price
    VWAP_DISTANCE_ATR = "vwap_distance_atr"  # close beyond VWAP, in ATR(M15), + with the trade
    THRESHOLD = "threshold"  # price units
    FAVOURABLE_VOLUME = "favourable_volume"  # share of bar-signed volume, 0 to 1
    RSI = "rsi"  # as charted, 0 to 100
    MACD_HISTOGRAM_ATR = "macd_histogram_atr"  # in ATR(M15), + with the trade
    EMA_FAST = "ema_fast"  # price
    EMA_SLOW = "ema_slow"  # price
    EMA_GAP_ATR = "ema_gap_atr"  # fast minus slow, in ATR(M15), + with the trade
    DELTA_Z = "delta_z"  # standard deviations, + with the trade
    BODY_SHARE = "body_share"  # of the bar's range, 0 to 1
    RANGE_ATR = "range_atr"  # of the bar, in ATR(M5)


class Reason(Enum):
    """What a part says; for and against are seen from the trade."""

    BREAK_FOR = "break_for"
    BREAK_AGAINST = "break_against"
    VWAP_FLIP_FOR = "vwap_flip_for"
    VWAP_FLIP_AGAINST = "vwap_flip_against"
    VOLUME_FLIP_FOR = "volume_flip_for"
    VOLUME_FLIP_AGAINST = "volume_flip_against"
    MOMENTUM_FOR = "momentum_for"
    MOMENTUM_AGAINST = "momentum_against"
    EMA_FOR = "ema_for"
    EMA_AGAINST = "ema_against"
    DELTA_FOR = "delta_for"
    DELTA_AGAINST = "delta_against"
    CANDLE_FOR = "candle_for"
    CANDLE_AGAINST = "candle_against"
    QUIET = "quiet"  # judged, and nothing to say
    NO_VOLUME = "no_volume"  # VWAP may weigh bars equally; volume flip and delta are absent
    WARMING_UP = "warming_up"  # absent for want of bars
    UNUSABLE = "unusable"  # absent because a bar cannot be right


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One group's contribution.

    Attributes:
        group: Which group.
        points: Weighted and capped, + with the trade; 0 where absent.
        cap: Most points the group can give to either side.
        present: Whether the group could be judged.
        inputs: Figures behind it; those that are unknown are left out.
        reasons: What it says, at least one.
    """

    group: Group
    points: float
    cap: float
    present: bool
    inputs: tuple[tuple[Input, float], ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A close beyond a swing on the last closed M15 bar.

    Attributes:
        kind: BOS or CHOCH.
        with_trade: Whether it went the trade's way.
        level: Price of the broken swing.
        closed: Close of the bar, aware UTC.
    """

    kind: BreakKind
    with_trade: bool
    level: float
    closed: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """How a trade stands at one closed M5 bar. Points, flips and breaks are trade-relative.

    Attributes:
        side: Side of the trade.
        m5_closed: Close of the M5 bar judged, aware UTC.
        m15_closed: Close of the M15 bar judged, aware UTC; None where none had closed.
        total: Sum of the parts; None where unknown.
        unscored: Why `total` is None; None where it is known.
        parts: The six groups, in the order of `Group`.
        regime: None where history does not reach.
        threshold: Adaptive VWAP threshold, price units.
        vwap_flip: -1 adverse, +1 favourable, 0 none.
        volume_flip: -1 adverse, +1 favourable, 0 none.
        structure_break: The break on that M15 bar itself, if any.
        swing_behind: Last confirmed swing low for a buy, swing high for a sell.
        swing_ahead: Last confirmed swing high for a buy, swing low for a sell.
        atr_m15: ATR14, price units.
        atr_m5: ATR14, price units.
        vwap: Session VWAP, price; None in a session's first bars.
        close: Close of the M5 bar, a bid; None where the bar is unusable.
    """

    side: Side
    m5_closed: datetime
    m15_closed: datetime | None
    total: float | None
    unscored: Unscored | None
    parts: tuple[Part, ...]
    regime: Regime | None
    threshold: float | None
    vwap_flip: int
    volume_flip: int
    structure_break: Break | None
    swing_behind: float | None
    swing_ahead: float | None
    atr_m15: float | None
    atr_m5: float | None
    vwap: float | None
    close: float | None


_UNSCORED = {
    Verdict.NOT_ENOUGH_HISTORY: Unscored.NOT_ENOUGH_HISTORY,
    Verdict.BELOW_PRESENCE: Unscored.BELOW_PRESENCE,
    Verdict.BAD_VALUES: Unscored.BAD_VALUES,
}
_PAIRS = {
    Group.STRUCTURE: (Reason.BREAK_FOR, Reason.BREAK_AGAINST),
    Group.MOMENTUM: (Reason.MOMENTUM_FOR, Reason.MOMENTUM_AGAINST),
    Group.EMA_ALIGNMENT: (Reason.EMA_FOR, Reason.EMA_AGAINST),
    Group.DELTA_PRESSURE: (Reason.DELTA_FOR, Reason.DELTA_AGAINST),
    Group.CANDLE_CONVICTION: (Reason.CANDLE_FOR, Reason.CANDLE_AGAINST),
}


def assess(columns: ScoreColumns, *, side: Side, policy: Policy, index: int = -1) -> Assessment:
    """Explain one row.

    Args:
        columns: From `score_columns`, made with the same policy.
        side: Side of the trade; a sell's points are minus a buy's, exactly.
        policy: Supplies the caps.
        index: Row; the last by default.

    Returns:
        The row from the trade's point of view. Nothing of an unusable row is shown but its instant.
    """
    row = range(len(columns))[index]
    verdict = Verdict(int(columns.verdict[row]))
    m5_closed = datetime.fromtimestamp(int(columns.m5_closed[row]), UTC)
    if verdict is Verdict.BAD_VALUES or columns.m15_row[row] < 0:
        return _unknown(side, m5_closed, _UNSCORED[verdict], policy)
    sign = side.sign
    low = _known(columns.breaks.swing_low[row])
    high = _known(columns.breaks.swing_high[row])
    return Assessment(
        side=side,
        m5_closed=m5_closed,
        m15_closed=datetime.fromtimestamp(int(columns.m15_closed[row]), UTC),
        total=_signed(columns.total[row], sign) if verdict is Verdict.SCORED else None,
        unscored=_UNSCORED.get(verdict),
        parts=tuple(
            _part(columns, group, row, sign, cap=policy.score.caps[group]) for group in GROUPS
        ),
        regime=_regime(columns, row),
        threshold=_known(columns.threshold[row]),
        vwap_flip=sign * int(columns.vwap_flip[row]),
        volume_flip=sign * int(columns.volume_flip[row]),
        structure_break=_break(columns, row, sign),
        swing_behind=low if side is Side.BUY else high,
        swing_ahead=high if side is Side.BUY else low,
        atr_m15=_known(columns.slow.atr[row]),
        atr_m5=_known(columns.fast.atr[row]),
        vwap=_known(columns.fast.vwap[row]),
        close=float(columns.close[row]),
    )


def _unknown(side: Side, m5_closed: datetime, why: Unscored, policy: Policy) -> Assessment:
    reason = Reason.UNUSABLE if why is Unscored.BAD_VALUES else Reason.WARMING_UP
    parts = tuple(
        Part(
            group=group,
            points=0.0,
            cap=policy.score.caps[group],
            present=False,
            inputs=(),
            reasons=(reason,),
        )
        for group in GROUPS
    )
    return Assessment(
        side=side,
        m5_closed=m5_closed,
        m15_closed=None,
        total=None,
        unscored=why,
        parts=parts,
        regime=None,
        threshold=None,
        vwap_flip=0,
        volume_flip=0,
        structure_break=None,
        swing_behind=None,
        swing_ahead=None,
        atr_m15=None,
        atr_m5=None,
        vwap=None,
        close=None,
    )


def _part(columns: ScoreColumns, group: Group, row: int, sign: int, *, cap: float) -> Part:
    at = GROUPS.index(group)
    points = _signed(columns.parts[at, row], sign)
    present = bool(columns.present[at, row])
    figures = _figures(columns, group, row, sign)
    return Part(
        group=group,
        points=points,
        cap=cap,
        present=present,
        inputs=tuple((name, value) for name, value in figures if not isnan(value)),
        reasons=_reasons(columns, group, row, sign) if present else (_absence(columns, group),),
    )


def _absence(columns: ScoreColumns, group: Group) -> Reason:
    if group is Group.DELTA_PRESSURE and not columns.has_volume:
        return Reason.NO_VOLUME
    return Reason.WARMING_UP


def _reasons(columns: ScoreColumns, group: Group, row: int, sign: int) -> tuple[Reason, ...]:
    if group is Group.VWAP_VOLUME:
        return _vwap_volume_reasons(columns, row, sign)
    points = _signed(columns.parts[GROUPS.index(group), row], sign)
    if points == 0.0:
        return (Reason.QUIET,)
    return (_PAIRS[group][0 if points > 0.0 else 1],)


def _vwap_volume_reasons(columns: ScoreColumns, row: int, sign: int) -> tuple[Reason, ...]:
    vwap, volume = sign * int(columns.vwap_flip[row]), sign * int(columns.volume_flip[row])
    found: list[Reason] = []
    if vwap:
        found.append(Reason.VWAP_FLIP_FOR if vwap > 0 else Reason.VWAP_FLIP_AGAINST)
    if volume:
        found.append(Reason.VOLUME_FLIP_FOR if volume > 0 else Reason.VOLUME_FLIP_AGAINST)
    if not columns.has_volume:
        found.append(Reason.NO_VOLUME)
    return tuple(found) or (Reason.QUIET,)


def _figures(
    columns: ScoreColumns, group: Group, row: int, sign: int
) -> tuple[tuple[Input, float], ...]:
    slow, fast, atr = columns.slow, columns.fast, columns.slow.atr[row]
    match group:
        case Group.STRUCTURE:
            return (
                (Input.STRUCTURE_POINTS, _signed(columns.breaks.points[row], sign)),
                (Input.SWING_HIGH, float(columns.breaks.swing_high[row])),
                (Input.SWING_LOW, float(columns.breaks.swing_low[row])),
            )
        case Group.VWAP_VOLUME:
            away = (columns.close[row] - fast.vwap[row]) / atr
            share = fast.buying_share[row]
            return (
                (Input.VWAP, float(fast.vwap[row])),
                (Input.VWAP_DISTANCE_ATR, _signed(away, sign)),
                (Input.THRESHOLD, float(columns.threshold[row])),
                (Input.FAVOURABLE_VOLUME, float(share if sign > 0 else 1.0 - share)),
            )
        case Group.MOMENTUM:
            return (
                (Input.RSI, float(slow.rsi[row])),
                (Input.MACD_HISTOGRAM_ATR, _signed(slow.macd_histogram[row] / atr, sign)),
            )
        case Group.EMA_ALIGNMENT:
            gap = (slow.ema_fast[row] - slow.ema_slow[row]) / atr
            return (
                (Input.EMA_FAST, float(slow.ema_fast[row])),
                (Input.EMA_SLOW, float(slow.ema_slow[row])),
                (Input.EMA_GAP_ATR, _signed(gap, sign)),
            )
        case Group.DELTA_PRESSURE:
            return ((Input.DELTA_Z, _signed(fast.delta_z[row], sign)),)
        case Group.CANDLE_CONVICTION:
            return (
                (Input.BODY_SHARE, float(fast.body_share[row])),
                (Input.RANGE_ATR, float(columns.range_atr[row])),
            )


def _regime(columns: ScoreColumns, row: int) -> Regime | None:
    volatility, structure = int(columns.volatility[row]), int(columns.structure[row])
    if volatility < 0 or structure < 0:
        return None
    return Regime(
        session=SESSIONS[int(columns.session[row])],
        volatility=VOLATILITIES[volatility],
        structure=STRUCTURES[structure],
    )


def _break(columns: ScoreColumns, row: int, sign: int) -> Break | None:
    direction = int(columns.breaks.broken[row])
    if not direction:
        return None
    return Break(
        kind=BreakKind.CHOCH if columns.breaks.turned[row] else BreakKind.BOS,
        with_trade=direction == sign,
        level=float(columns.breaks.level[row]),
        closed=datetime.fromtimestamp(int(columns.m15_closed[row]), UTC),
    )


def _known(value: float) -> float | None:
    return None if isnan(value) else float(value)


def _signed(value: float, sign: int) -> float:
    """Return the value seen from the trade; never a negative zero."""
    return sign * float(value) + 0.0


def close_reaching(  # noqa: PLR0913 - the bars' four arguments and the question's three
    *,
    m5: Bars,
    m15: Bars,
    base: str,
    asset_class: AssetClass,
    policy: Policy,
    side: Side,
    score: float,
) -> float | None:
    """Find the close of the next M15 bar at which the trade's score would come to `score`.

    The bar is hypothetical: a straight line from the last M5 close, without wicks, its missing M5
    bars at mean recent volume. The score need not be monotone in the close; the crossing found is
    one of them, the only one as a rule.

    Args:
        m5: Closed M5 bars.
        m15: Closed M15 bars.
        base: Plain symbol name.
        asset_class: Decides the anchor of VWAP.
        policy: Supplies the reach (6 ATR to each side) and the number of bisections.
        side: Side of the trade.
        score: Trade-relative points. Above the present score it is reached from below, else from
            above.

    Returns:
        Price, not rounded, within 0.001 ATR of the crossing; None where there is no score now, or
        no close within reach gets there, or every close does.
    """
    now = score_columns(m5=m5, m15=m15, base=base, asset_class=asset_class, policy=policy)
    atr = float(now.slow.atr[-1])
    if now.verdict[-1] != Verdict.SCORED or isnan(atr):
        return None
    rising = score > side.sign * float(now.total[-1])
    last = float(m5.close[-1])

    def reached(move: float) -> bool:
        five, fifteen = _with_next(m5, m15, last + side.sign * move * atr, policy)
        then = score_columns(
            m5=five, m15=fifteen, base=base, asset_class=asset_class, policy=policy
        )
        total = side.sign * float(then.total[-1])
        return total >= score if rising else total <= score

    better = policy.score.reach_atr if rising else -policy.score.reach_atr
    if not reached(better) or reached(-better):
        return None
    there, here = better, -better
    for _ in range(policy.score.reach_steps):
        middle = 0.5 * (there + here)
        if reached(middle):
            there = middle
        else:
            here = middle
    return last + side.sign * there * atr


def _with_next(m5: Bars, m15: Bars, close: float, policy: Policy) -> tuple[Bars, Bars]:
    """Append a hypothetical M15 bar that ends at `close`, and the M5 bars it still lacks."""
    start = int(m15.time[-1]) + m15.timeframe.seconds
    end = start + m15.timeframe.seconds
    begun = max(int(m5.time[-1]) + m5.timeframe.seconds, start)
    time = np.arange(begun, end, m5.timeframe.seconds)
    path: Floats = np.linspace(float(m5.close[-1]), close, len(time) + 1, dtype=np.float64)
    volume = None if m5.volume is None else _mean(m5.volume[-policy.score.reach_volume_bars :])
    five = _extended(m5, time, path, volume)
    inside = five.rows(int(np.searchsorted(five.time, start)), len(five))
    whole = None if inside.volume is None else float(inside.volume.sum())
    ends = np.array([inside.open[0], close])
    fifteen = _extended(m15, np.array([start]), ends, whole)
    fifteen.high[-1] = inside.high.max()
    fifteen.low[-1] = inside.low.min()
    return five, fifteen


def _extended(bars: Bars, time: Ints, path: Floats, volume: float | None) -> Bars:
    """Append bars that run straight from each price of the path to the next."""
    opens, closes = path[:-1], path[1:]
    more = np.full(len(time), 0.0 if volume is None else volume)
    return replace(
        bars,
        time=np.append(bars.time, time),
        open=np.append(bars.open, opens),
        high=np.append(bars.high, np.maximum(opens, closes)),
        low=np.append(bars.low, np.minimum(opens, closes)),
        close=np.append(bars.close, closes),
        volume=None if bars.volume is None else np.append(bars.volume, more),
        spread=np.append(bars.spread, np.full(len(time), bars.spread[-1])),
    )


def _mean(values: Floats) -> float:
    return float(values.mean())
