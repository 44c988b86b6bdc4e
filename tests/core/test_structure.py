"""Swings and breaks, on both sides, each once, and never before they are known."""

import time
from dataclasses import replace

import numpy as np
import pytest

from dtms.core.market import Bars, Floats, Timeframe
from dtms.core.policy import SEEDS
from dtms.core.structure import StructureColumns, structure_columns
from tests.walks import market, mirrored, tell

POLICY = SEEDS.score
ATR = 1.0


def bars_of(closes: list[float]) -> Bars:
    """Bars whose high and low are 0.2 beyond open and close."""
    close = np.array(closes, dtype=np.float64)
    open_ = np.append(close[:1], close[:-1])
    return Bars(
        timeframe=Timeframe.M15,
        time=900 * np.arange(len(close)),
        open=open_,
        high=np.maximum(open_, close) + 0.2,
        low=np.minimum(open_, close) - 0.2,
        close=close,
        volume=None,
        spread=np.zeros(len(close)),
    )


def found(bars: Bars, atr: float = ATR) -> StructureColumns:
    return structure_columns(bars, atr=np.full(len(bars), atr), policy=POLICY)


# up to 105, back to 102, up through 105.2, back to 104, up through 107.2, down through 103.8
ZIGZAG = [
    100,
    101,
    103,
    105,
    104,
    103,
    102,
    103,
    105,
    107,
    106,
    105,
    104,
    105,
    107,
    108,
    106,
    104,
    103,
]


def test_breaks_upward_are_bos_and_the_turn_is_choch() -> None:
    columns = found(bars_of([float(value) for value in ZIGZAG]))

    rows = np.flatnonzero(columns.broken)

    assert rows.tolist() == [9, 15, 18]
    assert columns.broken[rows].tolist() == [1, 1, -1]
    assert columns.turned[rows].tolist() == [False, False, True]
    assert columns.level[rows].tolist() == pytest.approx([105.2, 107.2, 103.8])


def test_downward_is_the_mirror_image() -> None:
    bars = bars_of([float(value) for value in ZIGZAG])

    up, down = found(bars), found(mirrored(bars))

    assert (down.broken == -up.broken).all()
    assert (down.turned == up.turned).all()
    np.testing.assert_allclose(down.points, -up.points, atol=1e-12)
    np.testing.assert_allclose(down.swing_low, 2 * bars.close[-1] - up.swing_high)


def test_a_swing_is_unknown_until_two_bars_later() -> None:
    columns = found(bars_of([1.0, 2.0, 5.0, 2.0, 1.0, 1.0]))

    assert np.isnan(columns.swing_high[:4]).all()
    assert columns.swing_high[4] == 5.2


def test_a_plateau_is_one_swing() -> None:
    columns = found(bars_of([1.0, 2.0, 5.0, 5.0, 2.0, 1.0, 1.0]))

    assert columns.swing_high[-1] == 5.2
    assert np.isnan(columns.swing_high[3])


def test_a_break_needs_a_tenth_of_an_atr_and_happens_once() -> None:
    rise = [1.0, 2.0, 5.0, 2.0, 1.0]
    near = found(bars_of([*rise, 5.29, 5.29]))
    far = found(bars_of([*rise, 5.31, 5.5, 4.0, 5.6]))

    assert not near.broken.any()
    assert np.flatnonzero(far.broken).tolist() == [5]


def test_nothing_breaks_while_atr_is_unknown() -> None:
    assert not found(bars_of([1.0, 2.0, 5.0, 2.0, 1.0, 9.0]), np.nan).broken.any()


def test_points_fade_linearly_to_nothing_in_twelve_bars() -> None:
    columns = found(bars_of([1.0, 2.0, 5.0, 2.0, 1.0, *[6.0] * 14]))

    faded = columns.points[5:]

    expected = [1.5 * max(1 - age / 12, 0.0) for age in range(14)]
    np.testing.assert_allclose(faded, expected, atol=1e-12)


def test_no_row_depends_on_what_came_after() -> None:
    bars = market(3, days=20).m15
    atr = np.full(len(bars), 0.0008)
    whole = structure_columns(bars, atr=atr, policy=POLICY)

    for rows in range(5, len(bars), 37):
        part = structure_columns(bars.rows(0, rows), atr=atr[:rows], policy=POLICY)

        assert part.broken[-1] == whole.broken[rows - 1]
        assert part.points[-1] == whole.points[rows - 1]
        np.testing.assert_equal(part.swing_high[-1], whole.swing_high[rows - 1])
        np.testing.assert_equal(part.swing_low[-1], whole.swing_low[rows - 1])


def reference(bars: Bars, atr: Floats) -> list[tuple[int, int, bool, float]]:
    """The definition, bar by bar."""
    high, low = bars.high.tolist(), bars.low.tolist()
    swing = {1: (-1, 0.0), -1: (-1, 0.0)}
    spent = {1: -1, -1: -1}
    trend, events = 0, []
    for row, close in enumerate(bars.close.tolist()):
        top = row - 2
        if top >= 2:
            if high[top] > max(high[top - 2 : top]) and high[top] >= max(high[top + 1 : row + 1]):
                swing[1] = (top, high[top])
            if low[top] < min(low[top - 2 : top]) and low[top] <= min(low[top + 1 : row + 1]):
                swing[-1] = (top, low[top])
        beyond = [
            sign
            for sign in (1, -1)
            if swing[sign][0] >= 0 and sign * (close - swing[sign][1]) >= 0.1 * atr[row]
        ]
        for sign in beyond if len(beyond) == 1 else []:
            if swing[sign][0] != spent[sign]:
                events.append((row, sign, trend == -sign, swing[sign][1]))
                trend, spent[sign] = sign, swing[sign][0]
    return events


def test_columns_equal_a_bar_by_bar_reference() -> None:
    total = 0
    for seed in range(20):
        bars = market(seed, days=30).m15
        atr = np.full(len(bars), 0.0008)
        columns = structure_columns(bars, atr=atr, policy=POLICY)

        rows = np.flatnonzero(columns.broken)
        ours = [
            (int(r), int(columns.broken[r]), bool(columns.turned[r]), float(columns.level[r]))
            for r in rows
        ]

        assert ours == reference(bars, atr)
        total += len(ours)
    tell(f"structure: {total} breaks equal the reference")


def test_a_hundred_thousand_bars_take_milliseconds() -> None:
    one = market(1, days=400).m15
    times = 100_000 // len(one) + 1
    steps = np.tile(np.diff(one.close, prepend=one.close[0]), times)[:100_000]
    close = 2.0 + np.cumsum(steps)
    bars = replace(
        one,
        time=900 * np.arange(100_000),
        open=close,
        high=close + 1e-4,
        low=close - 1e-4,
        close=close,
        volume=None,
        spread=np.zeros(100_000),
    )
    atr = np.full(100_000, 0.0008)

    best = 1.0
    for _ in range(5):
        start = time.perf_counter()
        structure_columns(bars, atr=atr, policy=POLICY)
        best = min(best, time.perf_counter() - start)

    tell(f"structure: {best / 100_000 * 1e6:.3f} us a bar over 100,000 bars")
    assert best < 0.1
