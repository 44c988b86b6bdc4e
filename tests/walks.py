"""Seeded random markets, and a compact walk of the score states, for the calibration tests.

Market: geometric Brownian motion with 20 Gaussian steps in each M5 bar (a step every 15 s), in the
FX week (Sunday 17:00 to Friday 17:00 New York), 0.6 % standard deviation a day on average, starting
in the week of 2024 that is the seed modulo 52. Volatility follows the hours: 0.6 in ASIAN, 1.0 in
LONDON and NY, 1.4 in OVERLAP, over their root mean square. Tick volume is Poisson with a mean of
200 x that factor, independent of the direction. Drift is in standard deviations per M15 bar. Scores
are counted after 10 open days of warm-up.
"""

import sys
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dtms.core.localtime import DAY, local_seconds
from dtms.core.market import AssetClass, Bars, Floats, Ints, Timeframe
from dtms.core.policy import SEEDS, Policy, RegimePolicy, Session
from dtms.core.regime import SESSIONS, session_codes
from dtms.core.signals import ScoreColumns, score_columns
from tests.data import resample

STEPS = 20
DAILY = 0.006
PER_DAY = 288
WARM = 10 * PER_DAY
FACTORS = {Session.ASIAN: 0.6, Session.LONDON: 1.0, Session.NY: 1.0, Session.OVERLAP: 1.4}
MONDAY = 1_704_067_200  # 2024-01-01 00:00 UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    m5: Bars
    m15: Bars


@lru_cache(maxsize=64)
def open_times(week: int, rows: int) -> tuple[Ints, Floats]:
    """M5 opens inside the FX week, and the volatility factor of each."""
    slots = MONDAY + week * 7 * DAY + 300 * np.arange(rows * 2)
    local = local_seconds(slots, "America/New_York") + 7 * 3600  # the broker's day begins at 17:00
    times = slots[(local // DAY + 3) % 7 < 5][:rows]
    codes = session_codes(times, RegimePolicy())
    factor = np.array([FACTORS[name] for name in SESSIONS])[codes]
    return times, factor / np.sqrt(np.mean(factor**2))


def market(
    seed: int, *, days: int, drift: float = 0.0, drift_from: int = 0, volume: bool = True
) -> Market:
    """One random market of `days` open days; drift (sigma per M15 bar) from that M5 row on."""
    rng = np.random.default_rng(seed)
    rows = days * PER_DAY
    times, factor = open_times(seed % 52, rows)
    sigma = DAILY / np.sqrt(PER_DAY * STEPS) * factor[:, None]
    steps = rng.standard_normal((rows, STEPS)) * sigma
    pull = drift / np.sqrt(3 * STEPS) * sigma  # one sigma of an M15 bar over its 60 steps
    steps += pull * (np.arange(rows) >= drift_from)[:, None]
    path = 1.3 * np.exp(np.cumsum(steps.ravel())).reshape(rows, STEPS)
    close = path[:, -1].copy()
    open_ = np.append(1.3, close[:-1])
    m5 = Bars(
        timeframe=Timeframe.M5,
        time=times,
        open=open_,
        high=np.maximum(path.max(axis=1), open_),
        low=np.minimum(path.min(axis=1), open_),
        close=close,
        volume=rng.poisson(200 * factor).astype(np.float64) if volume else None,
        spread=np.full(rows, 10.0),
    )
    return Market(m5=m5, m15=resample(m5, Timeframe.M15))


def scored(of: Market, base: str = "GBPUSD", policy: Policy = SEEDS) -> ScoreColumns:
    return score_columns(m5=of.m5, m15=of.m15, base=base, asset_class=AssetClass.FX, policy=policy)


def mirrored(bars: Bars) -> Bars:
    """The same bars upside down about their last close."""
    twice = 2.0 * bars.close[-1]
    return replace(
        bars,
        open=twice - bars.open,
        high=twice - bars.low,
        low=twice - bars.high,
        close=twice - bars.close,
    )


def hedge_triggers(columns: ScoreColumns, sign: int) -> NDArray[np.bool_]:
    """Rows at which a hedge is asked for: by the score, or by both flips on two closes."""
    total = sign * columns.total
    flips = (columns.vwap_flip == -sign) & (columns.volume_flip == -sign)
    flips[1:] &= flips[:-1]
    flips[0] = False
    state = SEEDS.state
    return (total <= state.hedge) | (flips & (total <= state.hedge_confluence))


def tell(figure: str) -> None:
    """Show a measured figure (pytest -s)."""
    sys.stdout.write(f"\n{figure}\n")
