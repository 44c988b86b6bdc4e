"""The score's columns: no look-ahead, live equals history, caps, weights, presence, flips."""

import time
from dataclasses import fields, replace

import numpy as np
import pytest

from dtms.core.errors import BadInput
from dtms.core.market import AssetClass, Bars, Timeframe
from dtms.core.policy import SEEDS, Group, Policy
from dtms.core.signals import GROUPS, ScoreColumns, Verdict, score_columns, vwap_flips
from tests.data import GBPUSD_M1, USDJPY_M1, load, needs_data, resample
from tests.walks import WARM, Market, market, scored, tell


def rows_of(columns: ScoreColumns, index: int) -> dict[str, np.float64]:
    """Every figure of one row, by name."""
    found = {}
    for holder in (columns, columns.fast, columns.slow, columns.breaks):
        for field in fields(holder):
            value = getattr(holder, field.name)
            if isinstance(value, np.ndarray):
                for at, figure in enumerate(np.atleast_1d(value[..., index])):
                    found[f"{type(holder).__name__}.{field.name}.{at}"] = np.float64(figure)
    found.pop("ScoreColumns.m15_row.0")
    return found


def worst_difference(one: dict[str, np.float64], other: dict[str, np.float64]) -> float:
    worst = 0.0
    for name, value in one.items():
        if np.isnan(value) or np.isnan(other[name]):
            worst = worst if np.isnan(value) == np.isnan(other[name]) else np.inf
            continue
        scale = max(abs(value), abs(other[name]), 1e-12)
        worst = max(worst, float(abs(value - other[name]) / scale))
    return worst


def window(bars: Market, row: int, m5_rows: int = 600, m15_rows: int = 4000) -> Market:
    """What live would hold when M5 bar `row` has closed."""
    m5 = bars.m5.rows(max(row + 1 - m5_rows, 0), row + 1)
    closed = int(m5.time[-1]) + 300
    last = int(np.searchsorted(bars.m15.time + 900, closed, side="right"))
    return Market(m5=m5, m15=bars.m15.rows(max(last - m15_rows, 0), last))


@needs_data
@pytest.mark.parametrize(("name", "base"), [(GBPUSD_M1, "GBPUSD"), (USDJPY_M1, "USDJPY")])
def test_a_live_window_gives_the_row_of_the_whole_history(name: str, base: str) -> None:
    minutes = load(name, Timeframe.M1)
    bars = Market(m5=resample(minutes, Timeframe.M5), m15=resample(minutes, Timeframe.M15))
    whole = scored(bars, base)
    rows = np.linspace(12_300, len(bars.m5) - 1, 250).astype(int).tolist()

    worst = max(
        worst_difference(rows_of(scored(window(bars, row), base), -1), rows_of(whole, row))
        for row in rows
    )

    tell(f"{name}: live 600/4,000 against history, {len(rows)} rows, worst relative {worst:.1e}")
    assert worst <= 1e-9


@pytest.mark.parametrize("volume", [True, False])
def test_no_row_depends_on_what_came_after(volume: bool) -> None:
    bars = market(7, days=14, volume=volume)
    whole = scored(bars)

    for row in np.random.default_rng(0).integers(0, len(bars.m5), 150).tolist():
        part = scored(window(bars, row, len(bars.m5), len(bars.m15))) if row > 5 else whole
        assert worst_difference(rows_of(part, min(row, len(part) - 1)), rows_of(whole, row)) == 0.0


def test_a_forming_m15_bar_is_not_used() -> None:
    bars = market(7, days=12)
    columns = scored(bars)

    assert (columns.m15_closed[3:] <= columns.m5_closed[3:]).all()
    assert (columns.m5_closed[3:] - columns.m15_closed[3:] < 900 + 3 * 86_400).all()
    inside = np.flatnonzero(columns.m5_closed % 900 != 0)
    assert (columns.m15_closed[inside[10:]] < columns.m5_closed[inside[10:]]).all()


def test_total_is_the_sum_of_capped_parts() -> None:
    columns = scored(market(8, days=14))

    known = ~np.isnan(columns.total)

    np.testing.assert_allclose(columns.total[known], columns.parts[:, known].sum(axis=0))
    for row, group in enumerate(GROUPS):
        assert np.abs(columns.parts[row]).max() <= SEEDS.score.caps[group]


def test_regime_weights_multiply_a_group_and_the_cap_applies_after() -> None:
    bars = market(9, days=14)
    wide = dict.fromkeys(Group, 100.0)
    plain = dict.fromkeys(Group, 1.0)
    loose = replace(SEEDS.score, caps=wide, range_weights=plain, high_volatility_weights=plain)
    bare = scored(bars, policy=replace(SEEDS, score=loose))
    both = scored(bars)

    for row, group in enumerate(GROUPS):
        weight = np.ones(len(bare))
        weight[bare.structure == 0] *= SEEDS.score.range_weights[group]
        weight[bare.volatility == 2] *= SEEDS.score.high_volatility_weights[group]
        cap = SEEDS.score.caps[group]
        expected = np.clip(bare.parts[row] * weight, -cap, cap)
        np.testing.assert_allclose(both.parts[row], expected, atol=1e-12)
    assert {0, 1} <= set(bare.structure.tolist())
    assert {1, 2} <= set(bare.volatility.tolist())


def test_without_volume_delta_is_absent_and_nothing_is_rescaled() -> None:
    loud = market(10, days=12)
    silent = Market(m5=replace(loud.m5, volume=None), m15=replace(loud.m15, volume=None))

    columns, reference = scored(silent), scored(loud)

    delta, others = GROUPS.index(Group.DELTA_PRESSURE), (0, 2, 3)
    assert not columns.present[delta].any()
    assert not columns.parts[delta].any()
    assert not columns.volume_flip.any()
    assert (columns.parts[others, :] == reference.parts[others, :]).all()
    assert (columns.verdict[WARM:] == Verdict.SCORED).all()


def test_below_sixty_per_cent_of_the_caps_there_is_no_score() -> None:
    heavy = replace(SEEDS.score, caps={**SEEDS.score.caps, Group.DELTA_PRESSURE: 7.1})
    policy: Policy = replace(SEEDS, score=heavy)

    columns = scored(market(10, days=12, volume=False), policy=policy)

    assert columns.verdict[-1] == Verdict.BELOW_PRESENCE
    assert np.isnan(columns.total[-1])
    assert scored(market(10, days=12), policy=policy).verdict[-1] == Verdict.SCORED


def test_short_history_is_unknown_not_zero() -> None:
    bars = market(11, days=12)
    short = Market(m5=bars.m5.rows(0, 300), m15=bars.m15.rows(0, 100))

    columns = scored(short)

    assert (columns.verdict == Verdict.NOT_ENOUGH_HISTORY).all()
    assert np.isnan(columns.total).all()


def test_one_bar_is_not_enough_and_none_is_refused() -> None:
    bars = market(11, days=1)

    assert np.isnan(scored(Market(m5=bars.m5.tail(1), m15=bars.m15.tail(1))).total).all()
    with pytest.raises(BadInput):
        scored(Market(m5=bars.m5.tail(0), m15=bars.m15))


def broken(bars: Bars, row: int, column: str, value: float) -> Bars:
    values = getattr(bars, column).copy()
    values[row] = value
    return replace(bars, **{column: values})


@pytest.mark.parametrize("timeframe", [Timeframe.M5, Timeframe.M15])
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("close", np.nan),
        ("high", np.inf),
        ("open", np.nan),
        ("low", 0.0),
        ("low", -1.0),
        ("high", 0.1),
        ("volume", np.nan),
        ("volume", -5.0),
        ("time", 0),
    ],
)
def test_a_bar_that_cannot_be_right_makes_the_rest_unknown(
    timeframe: Timeframe, column: str, value: float
) -> None:
    bars = market(12, days=12)
    reference = scored(bars)
    at = len(bars.m5) - 30
    m5 = broken(bars.m5, at, column, value) if timeframe is Timeframe.M5 else bars.m5
    m15 = broken(bars.m15, at // 3, column, value) if timeframe is Timeframe.M15 else bars.m15

    columns = scored(Market(m5=m5, m15=m15))

    first = at if timeframe is Timeframe.M5 else at + 2
    assert (columns.verdict[first:] == Verdict.BAD_VALUES).all()
    assert np.isnan(columns.total[first:]).all()
    np.testing.assert_array_equal(columns.total[: first - 1], reference.total[: first - 1])


def test_a_bad_aggressor_figure_is_a_bad_bar() -> None:
    bars = market(12, days=12)
    signed = np.zeros(len(bars.m5))
    signed[-3] = np.nan

    columns = score_columns(
        m5=bars.m5,
        m15=bars.m15,
        base="BTCUSD",
        asset_class=AssetClass.CRYPTO,
        policy=SEEDS,
        signed_volume=signed,
    )

    assert columns.verdict[-4:].tolist() == [Verdict.SCORED, *[Verdict.BAD_VALUES] * 3]


@pytest.mark.parametrize("sign", [1, -1])
def test_a_vwap_flip_takes_two_closes_and_is_held_to_seven_tenths(sign: int) -> None:
    ratio = np.array(
        [
            1.1,
            0.9,
            1.0,
            1.2,
            0.8,
            0.71,
            0.69,
            0.9,
            1.1,
            1.1,
            -0.8,
            0.9,
            -1.5,
            -1.1,
            -0.7,
            np.nan,
            -2.0,
        ]
    )

    flips = vwap_flips(sign * ratio * 0.5, np.full(len(ratio), 0.5), SEEDS.score)

    expected = [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, -1, -1, 0, 0]
    assert (sign * flips).tolist() == expected


def test_speed_of_history_and_of_a_live_call() -> None:
    bars = market(13, days=45)
    live = Market(m5=bars.m5.tail(600), m15=bars.m15.tail(4000))

    def best(of: Market, times: int) -> float:
        spent = []
        for _ in range(times):
            start = time.perf_counter()
            scored(of)
            spent.append(time.perf_counter() - start)
        return min(spent)

    history, call = best(bars, 5) / len(bars.m5), best(live, 60)
    tell(f"history {history * 1e6:.2f} us per M5 row; live 600/4,000 {call * 1e3:.2f} ms a call")
    assert history < 5e-6
    assert call < 0.01
