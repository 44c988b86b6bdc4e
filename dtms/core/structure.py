"""Swings and their breaks, as columns over M15 bars. A swing counts once it is confirmed."""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from dtms.core.market import Bars, Floats, Ints
from dtms.core.policy import ScorePolicy

type Signs = NDArray[np.int8]
type Bools = NDArray[np.bool_]


class BreakKind(Enum):
    """What a close beyond a swing means for the trend."""

    BOS = "bos"  # break of structure: the present trend goes on
    CHOCH = "choch"  # change of character: the trend turns


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureColumns:
    """One row per M15 bar; what was known at that bar's close.

    Attributes:
        swing_high: High of the last confirmed swing high, price units; NaN before the first.
        swing_low: Low of the last confirmed swing low, price units; NaN before the first.
        broken: +1 where the bar closed above the last swing high for the first time, -1 where it
            closed below the last swing low for the first time, else 0.
        turned: Whether that break was a CHOCH; a break that is none is a BOS.
        level: Price of the broken swing; NaN where nothing broke.
        points: Faded points of all breaks, for the long side; not yet weighted or capped.
    """

    swing_high: Floats
    swing_low: Floats
    broken: Signs
    turned: Bools
    level: Floats
    points: Floats

    def rows(self, index: Ints) -> "StructureColumns":
        """Return the rows at these indices."""
        return StructureColumns(
            swing_high=self.swing_high[index],
            swing_low=self.swing_low[index],
            broken=self.broken[index],
            turned=self.turned[index],
            level=self.level[index],
            points=self.points[index],
        )


def structure_columns(
    bars: Bars, *, atr: Floats, policy: ScorePolicy, first: int = 0
) -> StructureColumns:
    """Find swings and breaks.

    A swing high is a high above the `swing_wings` highs before it and not below those after it; it
    is known `swing_wings` bars later. In an uptrend (the last break was upward) a close above the
    last swing high is a BOS and a close below the last swing low, which defines the trend, is a
    CHOCH; in a downtrend the mirror image. The first break of a column starts the trend: a BOS.

    Args:
        bars: Closed M15 bars.
        atr: ATR14 of these bars, price units; nothing breaks where it is NaN.
        policy: Supplies wings, buffer, points and fade.
        first: Points are not wanted before this row and are 0 there.

    Returns:
        Columns of shape (len(bars),).
    """
    wings = policy.swing_wings
    highs = _last(fractal_peaks(bars.high, wings), len(bars), wings)
    lows = _last(fractal_peaks(-bars.low, wings), len(bars), wings)
    swing_high = _at(bars.high, highs)
    swing_low = _at(bars.low, lows)
    buffer = policy.break_atr * atr
    above = bars.close - swing_high >= buffer
    below = swing_low - bars.close >= buffer
    ups = _first(above & ~below, highs)
    downs = _first(below & ~above, lows)
    broken = np.zeros(len(bars), dtype=np.int8)
    broken[ups] = 1
    broken[downs] = -1
    level = np.full(len(bars), np.nan)
    level[ups] = swing_high[ups]
    level[downs] = swing_low[downs]
    turned = _turns(broken)
    return StructureColumns(
        swing_high=swing_high,
        swing_low=swing_low,
        broken=broken,
        turned=turned,
        level=level,
        points=_faded(broken, turned, policy=policy, first=first),
    )


def fractal_peaks(values: Floats, wings: int) -> Ints:
    """Return the rows that stand above the `wings` rows before and not below those after."""
    rows = len(values) - 2 * wings
    if rows <= 0:
        return np.empty(0, dtype=np.int64)
    middle = values[wings : wings + rows]
    peak = np.ones(rows, dtype=np.bool_)
    for step in range(1, wings + 1):
        peak &= middle > values[wings - step : wings - step + rows]
        peak &= middle >= values[wings + step : wings + step + rows]
    peaks: Ints = np.flatnonzero(peak) + wings
    return peaks


def _last(peaks: Ints, rows: int, wings: int) -> Ints:
    """Return, per row, the row of the last peak confirmed by then; -1 before the first."""
    known = np.full(rows, -1, dtype=np.int64)
    known[peaks + wings] = peaks
    latest: Ints = np.maximum.accumulate(known)
    return latest


def _at(values: Floats, rows: Ints) -> Floats:
    picked: Floats = values[rows]
    picked[: np.searchsorted(rows, 0)] = np.nan  # none is known before the first
    return picked


def _first(beyond: Bools, swings: Ints) -> Ints:
    """Return the first row beyond each swing."""
    rows: Ints = np.flatnonzero(beyond)
    swing = swings[rows]
    fresh = np.ones(len(rows), dtype=np.bool_)
    np.not_equal(swing[1:], swing[:-1], out=fresh[1:])
    return rows[fresh]


def _turns(broken: Signs) -> Bools:
    turned = np.zeros(len(broken), dtype=np.bool_)
    rows = np.flatnonzero(broken)
    turned[rows[1:]] = broken[rows[1:]] != broken[rows[:-1]]
    return turned


def _faded(broken: Signs, turned: Bools, *, policy: ScorePolicy, first: int) -> Floats:
    start = max(first - policy.structure_fade_bars, 0)
    kind = np.where(turned[start:], policy.choch_points, policy.bos_points)
    fresh = broken[start:] * kind
    left = 1.0 - np.arange(policy.structure_fade_bars) / policy.structure_fade_bars
    points = np.zeros(len(broken))
    points[first:] = np.convolve(fresh, left)[first - start : len(fresh)]
    return points
