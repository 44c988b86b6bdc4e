"""The lines that the score must hold; each test prints its figure (pytest -s)."""

import numpy as np
import pytest

from dtms.core.assessment import assess
from dtms.core.market import AssetClass, Bars, Floats, Side, Timeframe
from dtms.core.policy import SEEDS
from dtms.core.signals import GROUPS, ScoreColumns, score_columns
from tests.data import GBPUSD_M1, USDJPY_M1, XAUUSD_M15, load, needs_data, resample
from tests.walks import PER_DAY, WARM, Market, hedge_triggers, market, mirrored, scored, tell

SEEDS_USED = 200


def hold_the_limits(name: str, totals: Floats, triggers: Floats) -> None:
    """Print the figures and check them against the driftless limits."""
    mean = float(totals.mean())
    shares = [float(np.mean(totals <= limit)) for limit in (-2.0, -4.0, -6.0)]
    hedge = float(triggers.mean())
    tell(
        f"{name}: n {len(totals)}, mean {mean:+.3f}, sd {totals.std():.2f}, "
        f"<=-2 {shares[0]:.1%}, <=-4 {shares[1]:.1%}, <=-6 {shares[2]:.1%}, hedge {hedge:.1%}"
    )
    assert abs(mean) <= 0.3
    assert shares[0] <= 0.30
    assert shares[1] <= 0.15
    assert shares[2] <= 0.06
    assert hedge <= 0.06


def test_a_sell_scores_minus_a_buy_exactly() -> None:
    columns = scored(market(5, days=12))

    for row in range(WARM, len(columns)):
        buy = assess(columns, side=Side.BUY, policy=SEEDS, index=row)
        sell = assess(columns, side=Side.SELL, policy=SEEDS, index=row)
        assert buy.total is not None
        assert sell.total == -buy.total
        assert [p.points for p in sell.parts] == [-p.points for p in buy.parts]
        assert (sell.vwap_flip, sell.volume_flip) == (-buy.vwap_flip, -buy.volume_flip)


@pytest.mark.parametrize("volume", [True, False])
def test_a_mirrored_market_scores_the_mirror_image(volume: bool) -> None:
    worst, compared = 0.0, 0
    for seed in range(SEEDS_USED):
        whole = market(seed, days=12, volume=volume)
        cut = Market(m5=whole.m5.rows(0, len(whole.m5) - seed), m15=whole.m15)
        here = scored(cut)
        last15 = int(here.m15_row[-1]) + 1
        there = scored(Market(m5=mirrored(cut.m5), m15=_mirror(cut.m15.rows(0, last15), cut.m5)))
        if here.volatility[-1] != there.volatility[-1] or here.structure[-1] != there.structure[-1]:
            continue
        compared += 1
        worst = max(worst, float(np.abs(here.parts[:, -1] + there.parts[:, -1]).max()))

    tell(f"mirror, volume {volume}: {compared} of {SEEDS_USED} compared, worst {worst:.1e}")
    assert compared >= 0.8 * SEEDS_USED
    assert worst <= 1e-9


def _mirror(m15: Bars, m5: Bars) -> Bars:
    """Mirror M15 bars about the last M5 close."""
    shift = 2.0 * (m5.close[-1] - m15.close[-1])
    flipped = mirrored(m15)
    return Bars(
        timeframe=m15.timeframe,
        time=m15.time,
        open=flipped.open + shift,
        high=flipped.high + shift,
        low=flipped.low + shift,
        close=flipped.close + shift,
        volume=m15.volume,
        spread=m15.spread,
    )


@pytest.mark.parametrize("volume", [True, False])
@pytest.mark.parametrize("base", ["GBPUSD", "XAUUSD", "BTCUSD"])
def test_a_driftless_market_makes_nobody_sick(base: str, volume: bool) -> None:
    totals, triggers = [], []
    for seed in range(SEEDS_USED):
        columns = scored(market(seed, days=15, volume=volume), base)
        totals.append(columns.total[WARM:])
        triggers.append(hedge_triggers(columns, 1)[WARM:])

    hold_the_limits(
        f"driftless {base} volume {volume}", np.concatenate(totals), np.concatenate(triggers)
    )


@pytest.mark.parametrize(("volume", "least"), [(True, 0.80), (False, 0.75)])
def test_an_adverse_drift_is_found_within_24_bars(volume: bool, least: float) -> None:
    scores = []
    for seed in range(2 * SEEDS_USED):
        start = WARM + 3 * (seed * 7 % (PER_DAY // 3))
        columns = scored(market(seed, days=12, drift=-1.0, drift_from=start, volume=volume))
        scores.append(columns.total[start + 24 * 3 - 1])

    share = float(np.mean(np.array(scores) <= -4.0))
    tell(f"adverse 1 sigma, volume {volume}: {share:.1%} <= -4, mean {np.mean(scores):.2f}")
    assert share >= least


@needs_data
@pytest.mark.parametrize(("name", "base"), [(GBPUSD_M1, "GBPUSD"), (USDJPY_M1, "USDJPY")])
def test_real_months_hold_the_driftless_limits(name: str, base: str) -> None:
    minutes = load(name, Timeframe.M1)
    bars = Market(m5=resample(minutes, Timeframe.M5), m15=resample(minutes, Timeframe.M15))

    _hold_for_both_sides(name, scored(bars, base))


@needs_data
def test_real_gold_holds_the_driftless_limits() -> None:
    """The file has M15 only: each bar is split in three (see `in_thirds`)."""
    m15 = load(XAUUSD_M15, Timeframe.M15)
    columns = score_columns(
        m5=in_thirds(m15), m15=m15, base="XAUUSD", asset_class=AssetClass.METAL, policy=SEEDS
    )

    _hold_for_both_sides(XAUUSD_M15, columns)


def _hold_for_both_sides(name: str, columns: ScoreColumns) -> None:
    known = ~np.isnan(columns.total)
    buy = columns.total[known]
    triggers = [hedge_triggers(columns, sign)[known] for sign in (1, -1)]
    tell(f"{name}: BUY mean {buy.mean():+.3f}, unscored {np.mean(~known):.1%}")
    hold_the_limits(name, np.concatenate((buy, -buy)), np.concatenate(triggers))


def in_thirds(m15: Bars) -> Bars:
    """Make three M5 bars of each M15 bar, so that they join to it again exactly.

    A seeded Brownian bridge of 30 steps from open to close, as wild as the bar's range says
    (range = 1.6 sigma), kept inside the bar, its extremes put at the bar's own; a third of the
    volume each. The M15 figures are the real ones; within a bar the direction is chance.
    """
    steps, rng = 30, np.random.default_rng(15)
    noise = rng.standard_normal((len(m15), steps)) * ((m15.high - m15.low) / 1.6)[:, None]
    walk = np.cumsum(noise, axis=1) / np.sqrt(steps)
    share = np.arange(1, steps + 1) / steps
    path = m15.open[:, None] + walk + share * (m15.close - m15.open - walk[:, -1])[:, None]
    path = np.clip(path, m15.low[:, None], m15.high[:, None])
    rows, inner = np.arange(len(m15)), path[:, :-1]
    highest, lowest = inner.argmax(axis=1), inner.argmin(axis=1)
    path[rows, highest] = m15.high
    path[rows, lowest] = m15.low
    path[:, -1] = m15.close
    thirds = path.reshape(len(m15), 3, steps // 3)
    closes = thirds[:, :, -1]
    opens = np.concatenate((m15.open[:, None], closes[:, :-1]), axis=1)
    return Bars(
        timeframe=Timeframe.M5,
        time=(m15.time[:, None] + np.array([0, 300, 600])).ravel(),
        open=opens.ravel(),
        high=np.maximum(opens, thirds.max(axis=2)).ravel(),
        low=np.minimum(opens, thirds.min(axis=2)).ravel(),
        close=closes.ravel(),
        volume=None if m15.volume is None else np.repeat(m15.volume / 3.0, 3),
        spread=np.repeat(m15.spread, 3),
    )


def test_every_group_speaks_on_both_sides() -> None:
    lowest, highest = np.zeros(len(GROUPS)), np.zeros(len(GROUPS))
    for seed in range(40):
        parts = scored(market(seed, days=15)).parts
        lowest, highest = np.minimum(lowest, parts.min(1)), np.maximum(highest, parts.max(1))

    caps = [SEEDS.score.caps[group] for group in GROUPS]
    reach = [f"{g.value} {h:.2f}" for g, h in zip(GROUPS, highest, strict=True)]
    tell(f"highest points by group: {', '.join(reach)}")
    assert (highest <= caps).all()
    assert (lowest >= -np.array(caps)).all()
    assert (highest >= 0.8 * np.array(caps)).all()
    assert (lowest <= -0.8 * np.array(caps)).all()
