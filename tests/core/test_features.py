"""Indicator columns: against an independent implementation, by hand, and at session edges."""

import warnings
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtms.core.features import (
    m5_features,
    m15_features,
    rolling_moments,
    rolling_sum,
    session_vwap,
)
from dtms.core.market import AssetClass, Bars, Floats, Timeframe
from dtms.core.policy import SEEDS
from tests.data import GBPUSD_M1, XAUUSD_M15, load, needs_data, resample
from tests.walks import market, tell

WARMED = 4_000  # rows after which seeds of recursive means are forgotten


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def flat_bars(times: list[int], closes: Floats, volume: Floats | None = None) -> Bars:
    return Bars(
        timeframe=Timeframe.M5,
        time=np.array(times, dtype=np.int64),
        open=closes,
        high=closes,
        low=closes,
        close=closes,
        volume=volume,
        spread=np.zeros(len(times)),
    )


def agree_with_pandas_ta(name: str, bars: Bars) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pandas_ta and what it imports warn when imported
        import pandas as pd  # noqa: PLC0415 - inside the filter
        import pandas_ta as ta  # noqa: PLC0415 - inside the filter

    ours = m15_features(bars, SEEDS)
    close, high, low = (pd.Series(values) for values in (bars.close, bars.high, bars.low))
    macd = ta.macd(close, fast=12, slow=26, signal=9, talib=False)
    bands = ta.bbands(close, length=20, lower_std=2.0, upper_std=2.0, ddof=0, talib=False)
    atr = ta.atr(high, low, close, length=14, talib=False)
    theirs = {
        "atr": atr,
        "macd_histogram": macd.filter(like="MACDh").iloc[:, 0],
        "ema_fast": ta.ema(close, length=50, talib=False),
        "ema_slow": ta.ema(close, length=200, talib=False),
        "bollinger_width": bands.filter(like="BBU").iloc[:, 0]
        - bands.filter(like="BBL").iloc[:, 0],
    }
    worst = {
        key: float(np.abs((getattr(ours, key) - column.to_numpy()) / ours.atr)[WARMED:].max())
        for key, column in theirs.items()
    }
    ratio = (atr / ta.sma(atr, length=20, talib=False)).to_numpy()
    worst["atr_ratio"] = float(np.abs(ours.atr_ratio - ratio)[WARMED:].max())
    rsi = float(np.abs(ours.rsi - ta.rsi(close, length=14, talib=False).to_numpy())[WARMED:].max())

    tell(f"{name} against pandas-ta, in ATR: {worst}, rsi {rsi:.1e}")
    assert max(worst.values()) <= 1e-7
    assert rsi <= 1e-9


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_indicators_agree_with_an_independent_implementation() -> None:
    agree_with_pandas_ta("random walk", market(1, days=90).m15)


@needs_data
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
@pytest.mark.parametrize("name", [GBPUSD_M1, XAUUSD_M15])
def test_indicators_agree_on_real_bars(name: str) -> None:
    timeframe = Timeframe.M15 if name == XAUUSD_M15 else Timeframe.M1
    agree_with_pandas_ta(name, resample(load(name, timeframe), Timeframe.M15))


@given(values=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60), window=st.integers(1, 40))
def test_rolling_figures_equal_their_definitions(values: list[float], window: int) -> None:
    column = np.array(values)

    sums, (means, squares) = rolling_sum(column, window), rolling_moments(column, window)

    assert np.isnan(sums[: window - 1]).all()
    assert np.isnan(means[: window - 1]).all()
    for row in range(window - 1, len(column)):
        inside = column[row - window + 1 : row + 1]
        scale = np.abs(inside).max() + 1e-300
        assert sums[row] == pytest.approx(inside.sum(), abs=1e-12 * window * scale)
        assert means[row] == pytest.approx(inside.mean(), abs=1e-12 * scale)
        assert squares[row] == pytest.approx(
            ((inside - inside.mean()) ** 2).sum(), abs=1e-11 * window * scale**2
        )


def test_rsi_of_a_dead_market_is_neutral_and_of_a_one_way_market_is_not() -> None:
    quiet = market(1, days=2).m15
    still = np.full(len(quiet), 1.3)
    falling = 1.3 - 1e-4 * np.arange(len(quiet))

    dead = m15_features(
        replace(quiet, open=still, high=still + 1e-4, low=still - 1e-4, close=still), SEEDS
    )
    down = m15_features(
        replace(quiet, open=falling, high=falling, low=falling, close=falling), SEEDS
    )

    assert dead.rsi[-1] == 50.0
    assert down.rsi[-1] == 0.0


@pytest.mark.parametrize(
    ("asset", "anchor", "before", "after"),
    [
        # New York changed its clock on 2024-03-10 and 2024-11-03: 17:00 there is 22:00 or 21:00 UTC
        (AssetClass.FX, "2024-03-08 22:00", 288, 300),
        (AssetClass.METAL, "2024-03-10 21:00", 0, 200),
        (AssetClass.INDEX, "2024-03-11 21:00", 288, 300),
        (AssetClass.FX, "2024-11-01 21:00", 288, 300),
        (AssetClass.FX, "2024-11-04 22:00", 288, 300),
        (AssetClass.CRYPTO, "2024-03-10 00:00", 288, 300),
        (AssetClass.CRYPTO, "2024-11-03 00:00", 288, 300),
    ],
)
def test_vwap_starts_anew_at_the_anchor(
    asset: AssetClass, anchor: str, before: int, after: int
) -> None:
    start = at(anchor)
    times = [start + 300 * step for step in range(-before, after)]
    closes = np.linspace(1.0, 2.0, len(times))

    vwap = session_vwap(flat_bars(times, closes), asset_class=asset, policy=SEEDS.score)

    first = before
    assert np.isnan(vwap[first : first + 12]).all()
    assert vwap[first + 12] == pytest.approx(closes[first : first + 13].mean(), rel=1e-12)
    if before:
        assert vwap[first - 1] == pytest.approx(closes[:first].mean(), rel=1e-12)


def test_vwap_of_monday_knows_nothing_of_friday() -> None:
    friday = [at("2024-06-06 21:00") + 300 * step for step in range(288)]
    sunday = [at("2024-06-09 21:00") + 300 * step for step in range(20)]
    closes = np.append(np.full(288, 1.0), np.full(20, 3.0))

    vwap = session_vwap(
        flat_bars(friday + sunday, closes), asset_class=AssetClass.FX, policy=SEEDS.score
    )

    assert vwap[287] == 1.0
    assert np.isnan(vwap[288:300]).all()
    assert (vwap[300:] == 3.0).all()


def test_vwap_is_absent_where_the_session_began_before_the_window() -> None:
    times = [at("2024-06-06 05:00") + 300 * step for step in range(250)]

    vwap = session_vwap(
        flat_bars(times, np.full(250, 1.0)), asset_class=AssetClass.FX, policy=SEEDS.score
    )

    assert np.isnan(vwap[: 16 * 12 + 12]).all()
    assert not np.isnan(vwap[16 * 12 + 12 :]).any()


def test_vwap_weighs_by_volume_and_equally_without_it() -> None:
    times = [at("2024-06-05 21:00") + 300 * step for step in range(30)]
    closes, volume = np.linspace(1.0, 1.29, 30), np.arange(30.0) + 1.0

    weighed = session_vwap(
        flat_bars(times, closes, volume), asset_class=AssetClass.FX, policy=SEEDS.score
    )
    equal = session_vwap(flat_bars(times, closes), asset_class=AssetClass.FX, policy=SEEDS.score)
    silent = session_vwap(
        flat_bars(times, closes, np.zeros(30)), asset_class=AssetClass.FX, policy=SEEDS.score
    )

    assert weighed[-1] == pytest.approx(np.average(closes, weights=volume))
    assert equal[-1] == pytest.approx(closes.mean())
    assert silent[-1] == equal[-1]


def test_without_volume_flip_and_delta_inputs_are_absent() -> None:
    bars = market(1, days=3, volume=False).m5

    features = m5_features(bars, asset_class=AssetClass.FX, policy=SEEDS, signed_volume=None)

    assert np.isnan(features.buying_share).all()
    assert np.isnan(features.delta_z).all()


def test_known_aggressors_replace_the_tick_rule() -> None:
    bars = market(1, days=3, volume=False).m5
    bought = np.random.default_rng(1).standard_normal(len(bars))
    bought[-1] = 50.0

    features = m5_features(bars, asset_class=AssetClass.CRYPTO, policy=SEEDS, signed_volume=bought)

    window = bought[-SEEDS.score.delta_history :]
    assert features.delta_z[-1] == pytest.approx((50.0 - window.mean()) / window.std(ddof=1))


def test_buying_share_is_the_rising_bars_part_of_signed_volume() -> None:
    bars = market(2, days=3).m5
    assert bars.volume is not None

    features = m5_features(bars, asset_class=AssetClass.FX, policy=SEEDS, signed_volume=None)

    last = bars.tail(24)
    assert last.volume is not None
    rising = last.volume[last.close > last.open].sum()
    falling = last.volume[last.close < last.open].sum()
    assert features.buying_share[-1] == pytest.approx(rising / (rising + falling))
