"""What kind of market it is: session, volatility, range or trend; and the VWAP threshold."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from dtms.core.localtime import DAY, MINUTE, local_seconds
from dtms.core.market import Floats, Ints
from dtms.core.policy import ExchangeHours, RegimePolicy, Session, Structure, Volatility

type Codes = NDArray[np.int8]
type Bools = NDArray[np.bool_]

# A regime column holds indices into these, which are the enums' own order; -1 is unknown.
SESSIONS = tuple(Session)
VOLATILITIES = tuple(Volatility)
STRUCTURES = tuple(Structure)

_THURSDAY = 3  # 1970-01-01, counted from Monday
_WORKDAYS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """The market's state at one closed bar."""

    session: Session
    volatility: Volatility
    structure: Structure


def session_codes(time: Ints, policy: RegimePolicy) -> Codes:
    """Name the session of each instant, by the exchanges' own clocks.

    Args:
        time: Epoch seconds UTC, shape (n,).
        policy: Supplies the exchanges' hours, half-open, Monday to Friday.

    Returns:
        Indices into SESSIONS, shape (n,); ASIAN where neither exchange is open.
    """
    table = np.array(
        [
            [SESSIONS.index(Session.ASIAN), SESSIONS.index(Session.NY)],
            [SESSIONS.index(Session.LONDON), SESSIONS.index(Session.OVERLAP)],
        ],
        dtype=np.int8,
    )
    london = _is_open(time, policy.london).view(np.int8)
    new_york = _is_open(time, policy.new_york).view(np.int8)
    codes: Codes = table[london, new_york]
    return codes


def volatility_codes(atr_ratio: Floats, policy: RegimePolicy) -> Codes:
    """Name the volatility of each bar; indices into VOLATILITIES, -1 where the ratio is NaN."""
    codes = np.full(len(atr_ratio), VOLATILITIES.index(Volatility.NORMAL), dtype=np.int8)
    codes[atr_ratio < policy.volatility_low] = VOLATILITIES.index(Volatility.LOW)
    codes[atr_ratio > policy.volatility_high] = VOLATILITIES.index(Volatility.HIGH)
    codes[np.isnan(atr_ratio)] = -1
    return codes


def structure_codes(width: Floats, policy: RegimePolicy, *, first: int = 0) -> Codes:
    """Name the structure of each bar: RANGE where the bands are narrow beside their own median.

    Args:
        width: Bollinger width in price units, shape (n,).
        policy: Supplies the median's window and the limit.
        first: Rows before this one are not wanted and stay unknown.

    Returns:
        Indices into STRUCTURES, shape (n,); -1 where the window is not full of finite widths.
    """
    codes = np.full(len(width), -1, dtype=np.int8)
    bars = policy.bollinger_median_bars
    first = max(first, bars - 1)
    if first >= len(width):
        return codes
    windows = sliding_window_view(width[first - bars + 1 :], bars)
    narrow = _below_median(windows, width[first:] / policy.range_below)
    codes[first:] = np.where(
        narrow, STRUCTURES.index(Structure.RANGE), STRUCTURES.index(Structure.TREND)
    )
    codes[first:][np.isnan(windows[:, 0])] = -1  # warm-up NaN stands at the start only
    return codes


def thresholds(
    *, base: str, session: Codes, volatility: Codes, structure: Codes, policy: RegimePolicy
) -> Floats:
    """Return the adaptive threshold as a fraction of the close; NaN where a label is unknown.

    base(symbol) x session x volatility x structure, clamped to 0.5 to 1.8 of the base.

    Args:
        base: Plain symbol name; unknown ones get the default base.
        session: Indices into SESSIONS, shape (n,).
        volatility: Indices into VOLATILITIES, shape (n,).
        structure: Indices into STRUCTURES, shape (n,).
        policy: Supplies bases, factors and clamp.

    Returns:
        Fractions, shape (n,).
    """
    by_session = np.array([policy.session_factor[name] for name in SESSIONS])
    by_volatility = np.array([policy.volatility_factor[name] for name in VOLATILITIES])
    by_structure = np.array([policy.structure_factor[name] for name in STRUCTURES])
    table = by_session[:, None, None] * by_volatility[:, None] * by_structure
    table = policy.threshold_base.get(base, policy.threshold_default) * np.clip(
        table, policy.clamp_low, policy.clamp_high
    )
    fraction: Floats = table[session, volatility, structure]
    fraction[(volatility < 0) | (structure < 0)] = np.nan
    return fraction


def _below_median(windows: Floats, limits: Floats) -> Bools:
    """Return whether each window's median lies above its limit.

    Counting settles every row but those where exactly half of the values are above it.
    """
    count = windows.shape[1]
    above = np.count_nonzero(windows > limits[:, None], axis=1)
    result: Bools = above > count // 2
    undecided = np.flatnonzero((above == count // 2) | (above == (count + 1) // 2))
    if len(undecided):
        middle = [(count - 1) // 2, count // 2]
        ordered = np.partition(windows[undecided], middle, axis=1)[:, middle]
        result[undecided] = ordered.mean(axis=1) > limits[undecided]
    return result


def _is_open(time: Ints, hours: ExchangeHours) -> Bools:
    local = local_seconds(time, hours.zone)
    day = local // DAY
    second = local - day * DAY
    workday = (day + _THURSDAY) % 7 < _WORKDAYS
    is_open: Bools = workday & (second >= hours.opens * MINUTE) & (second < hours.closes * MINUTE)
    return is_open
