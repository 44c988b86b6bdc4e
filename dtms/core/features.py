"""Bars in, indicator columns out: the one home of the indicator library.

Rows that are not warm are NaN. Each rolling figure is made of its own window's values only, never
of a running total, so that a live window and a whole history give the same last row.
"""

from dataclasses import dataclass

import numpy as np

from dtms.core.localtime import DAY, local_seconds
from dtms.core.market import AssetClass, Bars, Floats, Ints
from dtms.core.policy import Policy, ScorePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class M15Features:
    """Columns over M15 bars, one row per bar, NaN until warm.

    Attributes:
        atr: Wilder's average true range, price units; NaN where it is not positive.
        rsi: Wilder's relative strength index, 0 to 100; 50 where nothing moves.
        macd_histogram: MACD line minus its signal line, price units.
        ema_fast: Exponential mean of the close, price units.
        ema_slow: Exponential mean of the close, price units.
        ema_fast_slope: Change of `ema_fast` over `ema_slope_bars`, price units.
        ema_slow_slope: Change of `ema_slow` over `ema_slope_bars`, price units.
        bollinger_width: Upper minus lower band, price units.
        atr_ratio: ATR over the simple mean of its last 20 values.
    """

    atr: Floats
    rsi: Floats
    macd_histogram: Floats
    ema_fast: Floats
    ema_slow: Floats
    ema_fast_slope: Floats
    ema_slow_slope: Floats
    bollinger_width: Floats
    atr_ratio: Floats

    def rows(self, index: Ints) -> "M15Features":
        """Return the rows at these indices."""
        return M15Features(
            atr=self.atr[index],
            rsi=self.rsi[index],
            macd_histogram=self.macd_histogram[index],
            ema_fast=self.ema_fast[index],
            ema_slow=self.ema_slow[index],
            ema_fast_slope=self.ema_fast_slope[index],
            ema_slow_slope=self.ema_slow_slope[index],
            bollinger_width=self.bollinger_width[index],
            atr_ratio=self.atr_ratio[index],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class M5Features:
    """Columns over M5 bars, one row per bar, NaN until warm.

    Attributes:
        atr: Wilder's average true range, price units; NaN where it is not positive.
        vwap: Mean typical price since the session's anchor weighted by volume, price units.
        buying_share: Volume of rising bars over that of rising and falling bars, 0 to 1.
        delta_z: Signed volume of a window in standard deviations of its own recent values.
        body_share: |close - open| over the bar's range, 0 to 1; 0 for a bar without range.
        colour: +1 for a rising bar, -1 for a falling one, else 0.
    """

    atr: Floats
    vwap: Floats
    buying_share: Floats
    delta_z: Floats
    body_share: Floats
    colour: Floats


def m15_features(bars: Bars, policy: Policy, *, first: int = 0) -> M15Features:
    """Compute the deep-check indicators.

    Args:
        bars: Closed M15 bars, finite and positive.
        policy: Supplies the periods.
        first: Bollinger widths are not wanted before this row and stay NaN.

    Returns:
        Columns of shape (len(bars),). ATR, RSI, MACD and EMA as TA-Lib defines them.
    """
    import talib  # noqa: PLC0415 - talib imports pandas where it finds it: not before it is needed

    score, regime, close = policy.score, policy.regime, _column(bars.close)
    atr = average_range(bars, score.atr_period)
    fast = talib.EMA(close, score.ema_fast)
    slow = talib.EMA(close, score.ema_slow)
    _, _, histogram = talib.MACD(close, score.macd_fast, score.macd_slow, score.macd_signal)
    width = np.full(len(bars), np.nan)
    start = max(first - regime.bollinger_bars + 1, 0)
    _, squares = rolling_moments(close[start:], regime.bollinger_bars)
    width[start:] = np.sqrt(squares / regime.bollinger_bars)
    width *= 2.0 * regime.bollinger_deviations
    return M15Features(
        atr=atr,
        rsi=_relative_strength(close, score.rsi_period),
        macd_histogram=histogram,
        ema_fast=fast,
        ema_slow=slow,
        ema_fast_slope=_change(fast, score.ema_slope_bars),
        ema_slow_slope=_change(slow, score.ema_slope_bars),
        bollinger_width=width,
        atr_ratio=atr / rolling_sum(atr, regime.volatility_mean_bars) * regime.volatility_mean_bars,
    )


def m5_features(
    bars: Bars, *, asset_class: AssetClass, policy: Policy, signed_volume: Floats | None
) -> M5Features:
    """Compute the fast-check indicators.

    Args:
        bars: Closed M5 bars, finite and positive.
        asset_class: Decides the anchor of VWAP.
        policy: Supplies the windows.
        signed_volume: Bought minus sold volume of each bar by aggressor side, shape (len(bars),);
            None where it is not known: then each bar's volume is signed by the tick rule.

    Returns:
        Columns of shape (len(bars),).
    """
    score = policy.score
    reach = bars.high - bars.low
    body = bars.close - bars.open
    colour = np.sign(body)
    with np.errstate(divide="ignore", invalid="ignore"):
        body_share = np.where(reach > 0.0, np.abs(body) / reach, 0.0)
    return M5Features(
        atr=average_range(bars, score.atr_period),
        vwap=session_vwap(bars, asset_class=asset_class, policy=score),
        buying_share=_buying_share(bars, colour, score.volume_flip_bars),
        delta_z=_delta_z(bars, score, signed_volume),
        body_share=body_share,
        colour=colour,
    )


def average_range(bars: Bars, period: int) -> Floats:
    """Return Wilder's average true range in price units; NaN until warm or where not positive."""
    import talib  # noqa: PLC0415 - see m15_features

    atr: Floats = talib.ATR(_column(bars.high), _column(bars.low), _column(bars.close), period)
    atr[~(atr > 0.0)] = np.nan
    return atr


def session_vwap(bars: Bars, *, asset_class: AssetClass, policy: ScorePolicy) -> Floats:
    """Return the volume-weighted mean typical price since the session's anchor.

    Bars weigh equally where there is no volume. NaN in the first `vwap_warmup_bars` bars of each
    session, and in the first session of the column when its beginning is not in it.
    """
    elapsed, starts = _sessions(bars.time, asset_class, policy)
    typical = (bars.high + bars.low + bars.close) / 3.0
    ends = np.append(starts[1:], len(bars))
    position = np.arange(len(bars)) - np.repeat(starts, ends - starts)
    vwap = _by_session(typical, starts, ends) / (position + 1)
    if bars.volume is not None:
        traded = _by_session(bars.volume, starts, ends)
        money = _by_session(typical * bars.volume, starts, ends)
        with np.errstate(divide="ignore", invalid="ignore"):
            vwap = np.where(traded > 0.0, money / traded, vwap)
    vwap[position < policy.vwap_warmup_bars] = np.nan
    if elapsed[0] >= policy.vwap_warmup_bars * bars.timeframe.seconds:
        vwap[: ends[0]] = np.nan
    return vwap


def rolling_sum(values: Floats, window: int) -> Floats:
    """Sum the last `window` values of each row by halving; NaN in the first `window - 1` rows."""
    block, size = values, 1
    total, covered = None, 0
    while True:
        if window & size:
            total = block if total is None else _joined(total, block, covered)
            covered += size
        if covered == window:
            return _padded(total, len(values))
        block = _joined(block, block, size)
        size *= 2


def rolling_moments(values: Floats, window: int) -> tuple[Floats, Floats]:
    """Return mean and sum of squared deviations of the last `window` values of each row.

    Windows are put together from halves (Chan, Golub and LeVeque 1979), which loses nothing where
    the spread is small beside the mean, as with prices. NaN in the first `window - 1` rows.
    """
    mean, squares, size = values, _zeros(len(values)), 1
    means: Floats | None = None
    total, covered = squares, 0
    while True:
        if window & size:
            if means is None:
                means, total = mean, squares
            else:
                means, total = _pooled((means, total, covered), (mean, squares, size))
            covered += size
        if covered == window:
            return _padded(means, len(values)), _padded(total, len(values))
        mean, squares = _pooled((mean, squares, size), (mean, squares, size))
        size *= 2


def _pooled(
    left: tuple[Floats, Floats, int], right: tuple[Floats, Floats, int]
) -> tuple[Floats, Floats]:
    """Pool each window of `left` with the window of `right` that follows it."""
    left_mean, left_squares, before = left
    right_mean, right_squares, after = right
    rows = max(len(right_mean) - before, 0)
    size = before + after
    gap = right_mean[before:] - left_mean[:rows]
    mean = left_mean[:rows] + gap * (after / size)
    squares = left_squares[:rows] + right_squares[before:] + gap * gap * (before * after / size)
    return mean, squares


def _joined(left: Floats, right: Floats, offset: int) -> Floats:
    rows = max(len(right) - offset, 0)
    return left[:rows] + right[offset:]


def _padded(tail: Floats | None, rows: int) -> Floats:
    column = np.full(rows, np.nan)
    if tail is not None and len(tail):
        column[rows - len(tail) :] = tail
    return column


def _zeros(rows: int) -> Floats:
    return np.zeros(rows)


def _column(values: Floats) -> Floats:
    return np.ascontiguousarray(values, dtype=np.float64)


def _change(values: Floats, bars: int) -> Floats:
    column = np.full(len(values), np.nan)
    column[bars:] = values[bars:] - values[:-bars]
    return column


def _relative_strength(close: Floats, period: int) -> Floats:
    import talib  # noqa: PLC0415 - see m15_features

    rsi: Floats = talib.RSI(close, period)
    # TA-Lib answers 0 where nothing has moved; that is no momentum, not the strongest fall.
    edges = np.flatnonzero((rsi == 0.0) | (rsi == 100.0))  # noqa: PLR2004 - ends of the RSI scale
    for row in edges:
        if np.all(close[row - period : row] == close[row]):
            rsi[row] = 50.0
    return rsi


def _sessions(time: Ints, asset_class: AssetClass, policy: ScorePolicy) -> tuple[Ints, Ints]:
    """Return seconds since the anchor per row, and the row at which each session starts."""
    crypto = asset_class is AssetClass.CRYPTO
    zone = policy.vwap_anchor_zone_crypto if crypto else policy.vwap_anchor_zone
    hour = policy.vwap_anchor_hour_crypto if crypto else policy.vwap_anchor_hour
    local = local_seconds(time, zone) - hour * 3600
    day = local // DAY
    starts = np.flatnonzero(np.diff(day, prepend=day[0] - 1))
    return local - day * DAY, starts


def _by_session(values: Floats, starts: Ints, ends: Ints) -> Floats:
    """Accumulate within each session."""
    out = np.empty(len(values))
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        np.add.accumulate(values[start:end], out=out[start:end])
    return out


def _buying_share(bars: Bars, colour: Floats, window: int) -> Floats:
    if bars.volume is None:
        return np.full(len(bars), np.nan)
    signed = rolling_sum(colour * bars.volume, window)
    whole = rolling_sum(np.abs(colour) * bars.volume, window)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0.0, 0.5 + 0.5 * signed / whole, np.nan)


def _delta_z(bars: Bars, policy: ScorePolicy, signed_volume: Floats | None) -> Floats:
    signed = signed_volume
    if signed is None:
        if bars.volume is None:
            return np.full(len(bars), np.nan)
        signed = np.sign(np.diff(bars.close, prepend=bars.open[:1])) * bars.volume
    flow = rolling_sum(signed, policy.delta_bars)
    # Signed volume lies about 0: its squares lose nothing beside its mean.
    mean = rolling_sum(flow, policy.delta_history) / policy.delta_history
    squares = rolling_sum(flow * flow, policy.delta_history) - policy.delta_history * mean * mean
    with np.errstate(divide="ignore", invalid="ignore"):
        deviation = np.sqrt(squares / (policy.delta_history - 1))
        return np.where(deviation > 0.0, (flow - mean) / deviation, np.nan)
