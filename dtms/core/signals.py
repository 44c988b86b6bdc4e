"""The score as columns over closed bars, for the long side; the short side is minus it, exactly."""

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np

from dtms.core.errors import BadInput
from dtms.core.features import M5Features, M15Features, m5_features, m15_features
from dtms.core.market import AssetClass, Bars, Floats, Ints
from dtms.core.policy import Group, Policy, ScorePolicy, Structure, Volatility
from dtms.core.regime import (
    STRUCTURES,
    VOLATILITIES,
    Codes,
    session_codes,
    structure_codes,
    thresholds,
    volatility_codes,
)
from dtms.core.structure import Bools, Signs, StructureColumns, structure_columns

GROUPS = tuple(Group)  # order of the columns of `parts` and `present`
_HIGH = VOLATILITIES.index(Volatility.HIGH)
_LOW = VOLATILITIES.index(Volatility.LOW)
_RSI_MIDDLE = 50.0  # of its scale of 0 to 100
_RANGE = STRUCTURES.index(Structure.RANGE)


class Verdict(IntEnum):
    """Whether a row could be scored, and if not, why."""

    SCORED = 0
    NOT_ENOUGH_HISTORY = 1
    BELOW_PRESENCE = 2
    BAD_VALUES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreColumns:
    """One row per closed M5 bar, with the last M15 bar that had closed by then; long side.

    Attributes:
        m5_closed: Close of the M5 bar, epoch seconds UTC.
        m15_closed: Close of the M15 bar, epoch seconds UTC; meaningless where `m15_row` is -1.
        m15_row: Row of that bar in the M15 column; -1 where none had closed.
        total: Sum of the parts, in points; NaN where not scored.
        parts: Points by group in the order of GROUPS, weighted and capped, shape (6, n); 0 where
            absent.
        present: Whether each group could be judged, shape (6, n).
        verdict: Members of Verdict.
        vwap_flip: +1 held above VWAP, -1 held below it, 0 neither.
        volume_flip: +1 rising bars carry the volume, -1 falling bars do, 0 neither.
        threshold: Adaptive VWAP threshold, price units.
        session: Indices into `regime.SESSIONS`.
        volatility: Indices into `regime.VOLATILITIES`; -1 unknown.
        structure: Indices into `regime.STRUCTURES`; -1 unknown.
        close: Close of the M5 bar.
        range_atr: Range of the M5 bar over ATR14 of M5.
        has_volume: Whether the bars came with volume.
        fast: Indicators of the M5 bar.
        slow: Indicators of the M15 bar.
        breaks: Swings and breaks known at that M15 bar.
    """

    m5_closed: Ints
    m15_closed: Ints
    m15_row: Ints
    total: Floats
    parts: Floats
    present: Bools
    verdict: Signs
    vwap_flip: Signs
    volume_flip: Signs
    threshold: Floats
    session: Codes
    volatility: Codes
    structure: Codes
    close: Floats
    range_atr: Floats
    has_volume: bool
    fast: M5Features
    slow: M15Features
    breaks: StructureColumns

    def __len__(self) -> int:
        return len(self.total)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inputs:
    """What scoring needs, one row per M5 bar; the M15 columns are already joined."""

    fast: M5Features
    slow: M15Features
    breaks: StructureColumns
    open: Floats
    close: Floats
    range_atr: Floats
    threshold: Floats
    volatility: Codes
    structure: Codes
    vwap_flip: Signs
    volume_flip: Signs


def score_columns(
    *,
    m5: Bars,
    m15: Bars,
    base: str,
    asset_class: AssetClass,
    policy: Policy,
    signed_volume: Floats | None = None,
) -> ScoreColumns:
    """Score every closed M5 bar, for the long side.

    Args:
        m5: Closed M5 bars, at least one; live 600, or all there is.
        m15: Closed M15 bars, at least one; live 4,000, or all there is.
        base: Plain symbol name, for the threshold's base.
        asset_class: Decides the anchor of VWAP.
        policy: Every number.
        signed_volume: Bought minus sold volume per M5 bar where the aggressor is known.

    Returns:
        One row per M5 bar. Rows from the first unusable bar (not finite, not positive, high below
        low, out of order) onward have the verdict BAD_VALUES, and NaN for their total.

    Raises:
        BadInput: There is no bar at all.
    """
    if not len(m5) or not len(m15):
        raise BadInput(field="bars", problem="there are none", remedy="Wait for the first close.")
    good_m5, good_m15 = _good_rows(m5, signed_volume), _good_rows(m15, None)
    if good_m5 < len(m5):
        m5 = _harmless(m5, good_m5)
        signed_volume = None if signed_volume is None else np.zeros(len(m5))
    if good_m15 < len(m15):
        m15 = _harmless(m15, good_m15)
    closed = m5.time + m5.timeframe.seconds
    m15_closed = m15.time + m15.timeframe.seconds
    joined = np.searchsorted(m15_closed, closed, side="right") - 1
    session = session_codes(closed, policy.regime)
    inputs = _inputs(
        _Source(m5=m5, m15=m15, joined=joined, session=session, signed_volume=signed_volume),
        base=base,
        asset_class=asset_class,
        policy=policy,
    )
    parts, present = _parts(inputs, policy.score)
    verdict = _verdicts(inputs, present, policy.score)
    verdict[joined < 0] = Verdict.NOT_ENOUGH_HISTORY
    if good_m5 < len(m5) or good_m15 < len(m15):
        verdict[(np.arange(len(m5)) >= good_m5) | (joined >= good_m15)] = Verdict.BAD_VALUES
    total = parts[0] + parts[1] + parts[2] + parts[3] + parts[4] + parts[5]
    total[verdict != Verdict.SCORED] = np.nan
    return ScoreColumns(
        m5_closed=closed,
        m15_closed=m15_closed[joined],
        m15_row=joined,
        total=total,
        parts=parts,
        present=present,
        verdict=verdict,
        vwap_flip=inputs.vwap_flip,
        volume_flip=inputs.volume_flip,
        threshold=inputs.threshold,
        session=session,
        volatility=inputs.volatility,
        structure=inputs.structure,
        range_atr=inputs.range_atr,
        close=inputs.close,
        has_volume=m5.volume is not None,
        fast=inputs.fast,
        slow=inputs.slow,
        breaks=inputs.breaks,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """Usable bars and how their rows belong together."""

    m5: Bars
    m15: Bars
    joined: Ints
    session: Codes
    signed_volume: Floats | None


def _inputs(source: _Source, *, base: str, asset_class: AssetClass, policy: Policy) -> _Inputs:
    m5, m15, joined = source.m5, source.m15, source.joined
    first = max(int(joined[0]), 0)
    slow = m15_features(m15, policy, first=first - policy.regime.bollinger_median_bars)
    breaks = structure_columns(m15, atr=slow.atr, policy=policy.score, first=first)
    volatility = volatility_codes(slow.atr_ratio, policy.regime)[joined]
    structure = structure_codes(slow.bollinger_width, policy.regime, first=first)[joined]
    threshold = m5.close * thresholds(
        base=base,
        session=source.session,
        volatility=volatility,
        structure=structure,
        policy=policy.regime,
    )
    fast = m5_features(
        m5, asset_class=asset_class, policy=policy, signed_volume=source.signed_volume
    )
    return _Inputs(
        fast=fast,
        slow=slow.rows(joined),
        breaks=breaks.rows(joined),
        open=m5.open,
        close=m5.close,
        range_atr=(m5.high - m5.low) / fast.atr,
        threshold=threshold,
        volatility=volatility,
        structure=structure,
        vwap_flip=vwap_flips(m5.close - fast.vwap, threshold, policy.score),
        volume_flip=volume_flips(fast.buying_share, volatility, policy.score),
    )


def vwap_flips(distance: Floats, threshold: Floats, policy: ScorePolicy) -> Signs:
    """Tell where the close has left VWAP for good.

    A flip begins with the last of `vwap_flip_closes` consecutive closes at least one threshold away
    on one side, and is released when the close comes within 0.7 of the threshold, changes sides, or
    VWAP is absent.

    Args:
        distance: Close minus VWAP, price units, NaN where absent.
        threshold: Price units, positive, NaN where unknown.
        policy: Supplies the count and the release.

    Returns:
        +1 above, -1 below, 0 neither, shape (n,).
    """
    ratio = distance / threshold
    side = _sign(ratio, 0.0)
    beyond = _sign(ratio, 1.0)
    begun = beyond
    for step in range(1, policy.vwap_flip_closes):
        begun = begun * (beyond == _shifted(beyond, step))
    held = (np.abs(ratio) >= policy.vwap_release) & (side == _shifted(side, 1))
    decided = ~held | (begun != 0)
    last = np.maximum.accumulate(np.where(decided, np.arange(len(ratio)), 0))
    flips: Signs = begun[last]
    return flips


def volume_flips(buying_share: Floats, volatility: Codes, policy: ScorePolicy) -> Signs:
    """Tell which side carries the volume: +1 rising bars, -1 falling bars, 0 neither or absent."""
    limit = np.where(
        volatility == _LOW, policy.volume_flip_share_low_volatility, policy.volume_flip_share
    )
    flips: Signs = (buying_share > limit).astype(np.int8) - (1.0 - buying_share > limit)
    return flips


def _parts(inputs: _Inputs, policy: ScorePolicy) -> tuple[Floats, Bools]:
    """Return points and presence by group, shape (6, n) each, in the order of GROUPS."""
    slow, fast, breaks = inputs.slow, inputs.fast, inputs.breaks
    parts = np.stack(
        (
            breaks.points,
            _vwap_volume(inputs, policy),
            _momentum(slow, policy),
            _alignment(slow, policy),
            _ramp(fast.delta_z, policy.delta_from_z, policy.delta_full_z) * policy.delta_points,
            _conviction(inputs, policy),
        )
    )
    parts *= _weights(inputs, policy)
    caps = np.array([policy.caps[group] for group in GROUPS])[:, None]
    np.clip(parts, -caps, caps, out=parts)
    present = np.stack(
        (
            ~np.isnan(slow.atr + breaks.swing_high + breaks.swing_low),
            ~(np.isnan(fast.vwap) & np.isnan(fast.buying_share)),
            ~np.isnan(slow.rsi + slow.macd_histogram + slow.atr),
            ~np.isnan(slow.ema_slow_slope + slow.atr),
            ~np.isnan(fast.delta_z),
            ~np.isnan(inputs.range_atr),
        )
    )
    parts[~present] = 0.0
    return parts, present


def _vwap_volume(inputs: _Inputs, policy: ScorePolicy) -> Floats:
    distance = np.abs(inputs.close - inputs.fast.vwap)
    full = policy.vwap_full_atr * inputs.slow.atr
    inside = distance < full
    way = np.where(inside & (inputs.threshold < full), full - inputs.threshold, np.inf)
    ramp = np.where(inside, np.maximum((distance - inputs.threshold) / way, 0.0), 1.0)
    extra = (policy.vwap_full_points - policy.vwap_flip_points) * ramp * ramp
    flip = np.where(
        inputs.vwap_flip == 0, 0.0, inputs.vwap_flip * (policy.vwap_flip_points + extra)
    )
    points: Floats = flip + inputs.volume_flip * policy.volume_flip_points
    return points


def _momentum(slow: M15Features, policy: ScorePolicy) -> Floats:
    rsi = _ramp(slow.rsi - _RSI_MIDDLE, policy.rsi_dead_zone, policy.rsi_full)
    macd = _ramp(slow.macd_histogram / slow.atr, policy.macd_from_atr, policy.macd_full_atr)
    return np.abs(rsi) * rsi * policy.rsi_points + macd * policy.macd_points


def _alignment(slow: M15Features, policy: ScorePolicy) -> Floats:
    gap = slow.ema_fast - slow.ema_slow
    order = np.sign(gap)
    agree = (np.sign(slow.ema_fast_slope) == order) & (np.sign(slow.ema_slow_slope) == order)
    ramp = np.minimum(np.abs(gap) / (slow.atr * policy.ema_full_gap_atr), 1.0)
    return np.where(agree, order * ramp * ramp * policy.ema_points, 0.0)


def _conviction(inputs: _Inputs, policy: ScorePolicy) -> Floats:
    fast = inputs.fast
    strong = (fast.body_share >= policy.candle_body) & (inputs.range_atr >= policy.candle_range_atr)
    through = fast.colour * (inputs.close - fast.vwap)
    crossed = (
        (through > 0.0)
        & (inputs.threshold > 0.0)
        & (fast.colour * (inputs.open - fast.vwap) <= 0.0)
    )
    extra = np.where(crossed, np.minimum(through / inputs.threshold, 1.0), 0.0)
    points = policy.candle_points + policy.candle_extra_points * extra
    return np.where(strong, fast.colour * points, 0.0)


def _weights(inputs: _Inputs, policy: ScorePolicy) -> Floats:
    """Return the regime's weight of each group, shape (6, n)."""
    ranging = np.array([policy.range_weights[group] for group in GROUPS])
    high = np.array([policy.high_volatility_weights[group] for group in GROUPS])
    table = np.stack((np.ones(len(GROUPS)), ranging, high, ranging * high), axis=1)
    weights: Floats = table[
        :, (inputs.structure == _RANGE) + 2 * (inputs.volatility == _HIGH).view(np.int8)
    ]
    return weights


def _verdicts(inputs: _Inputs, present: Bools, policy: ScorePolicy) -> Signs:
    caps = np.array([policy.caps[group] for group in GROUPS])
    enough = caps @ present >= policy.least_present * caps.sum()
    verdict = np.where(enough, Verdict.SCORED, Verdict.BELOW_PRESENCE).astype(np.int8)
    verdict[np.isnan(inputs.threshold)] = Verdict.NOT_ENOUGH_HISTORY
    return verdict


def _ramp(values: Floats, start: float, full: float) -> Floats:
    """Return 0 up to `start`, +-1 from `full` on, linear between; odd."""
    size: Floats = np.clip((np.abs(values) - start) / (full - start), 0.0, 1.0)
    return np.copysign(size, values)


def _sign(values: Floats, least: float) -> Signs:
    """Return +1 or -1 where a value is at least `least` away from 0 on that side; NaN is 0."""
    signs: Signs = (values >= least).astype(np.int8) - (values <= -least).astype(np.int8)
    return signs


def _shifted(values: Signs, step: int) -> Signs:
    """Return the value `step` rows before; 0 where there is none."""
    earlier = np.zeros_like(values)
    earlier[step:] = values[:-step]
    return earlier


def _good_rows(bars: Bars, signed_volume: Floats | None) -> int:
    """Return how many bars stand before the first that cannot be right."""
    with np.errstate(invalid="ignore"):
        lowest = np.minimum(np.minimum(bars.open, bars.close), bars.low)
        highest = np.maximum(np.maximum(bars.open, bars.close), bars.high)
        good = (lowest > 0.0) & (highest < np.inf) & (bars.low == lowest) & (bars.high == highest)
        for volume in (bars.volume, None if signed_volume is None else np.abs(signed_volume)):
            if volume is not None:
                good &= (volume >= 0.0) & (volume < np.inf)
    good[1:] &= bars.time[1:] > bars.time[:-1]
    return len(bars) if good.all() else int(np.argmin(good))


def _harmless(bars: Bars, good: int) -> Bars:
    """Return the bars with ones from row `good` on: rows to be computed and then disowned."""

    def column(values: Floats) -> Floats:
        return np.where(np.arange(len(bars)) < good, values, 1.0)

    time = bars.time.copy()
    start = time[good - 1] if good else 0
    time[good:] = start + bars.timeframe.seconds * np.arange(1, len(bars) - good + 1)
    return replace(
        bars,
        time=time,
        open=column(bars.open),
        high=column(bars.high),
        low=column(bars.low),
        close=column(bars.close),
        volume=None if bars.volume is None else column(bars.volume),
    )
