"""One row explained: instants, signs, reasons, breaks, and the close at which the score turns."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from dtms.core.assessment import (
    Assessment,
    Input,
    Reason,
    Unscored,
    assess,
    close_reaching,
)
from dtms.core.market import AssetClass, Bars, Side
from dtms.core.policy import SEEDS, Group
from dtms.core.signals import GROUPS
from dtms.core.structure import BreakKind
from tests.walks import WARM, Market, market, scored, tell


def of(bars: Market, side: Side, index: int = -1) -> Assessment:
    return assess(scored(bars), side=side, policy=SEEDS, index=index)


def test_the_instants_are_the_closes_of_the_bars_used() -> None:
    bars = market(20, days=12)

    here = of(Market(m5=bars.m5.rows(0, len(bars.m5) - 1), m15=bars.m15), Side.BUY)

    assert here.m5_closed == datetime.fromtimestamp(int(bars.m5.time[-1]), UTC)
    assert here.m15_closed == datetime.fromtimestamp(int(bars.m15.time[-1]), UTC)
    assert here.m5_closed.tzinfo is UTC


def test_parts_come_in_the_groups_order_with_reasons_and_sum_to_the_total() -> None:
    columns = scored(market(21, days=14))

    for index in range(WARM, len(columns), 7):
        here = assess(columns, side=Side.SELL, policy=SEEDS, index=index)

        assert tuple(part.group for part in here.parts) == GROUPS
        assert here.total == pytest.approx(sum(part.points for part in here.parts))
        for part in here.parts:
            assert part.reasons
            assert abs(part.points) <= part.cap
            assert all(np.isfinite(value) for _, value in part.inputs)
            words = [reason.value for reason in part.reasons]
            if part.points < 0:
                assert any(word.endswith("_against") for word in words)
            if part.points > 0:
                assert any(word.endswith("_for") for word in words)


def test_figures_are_seen_from_the_trade() -> None:
    columns = scored(market(22, days=12))

    buy = assess(columns, side=Side.BUY, policy=SEEDS)
    sell = assess(columns, side=Side.SELL, policy=SEEDS)

    momentum = GROUPS.index(Group.MOMENTUM)
    ours, theirs = dict(buy.parts[momentum].inputs), dict(sell.parts[momentum].inputs)
    assert ours[Input.RSI] == theirs[Input.RSI]
    assert ours[Input.MACD_HISTOGRAM_ATR] == -theirs[Input.MACD_HISTOGRAM_ATR]
    assert (buy.swing_behind, buy.swing_ahead) == (sell.swing_ahead, sell.swing_behind)
    assert (buy.vwap, buy.close, buy.atr_m15) == (sell.vwap, sell.close, sell.atr_m15)
    assert buy.swing_behind is not None
    assert buy.swing_ahead is not None


def test_a_break_is_told_on_its_own_bar_and_from_the_trades_side() -> None:
    columns = scored(market(23, days=14))
    kinds = set()

    for index in np.flatnonzero(columns.breaks.broken)[-200:].tolist():
        up = columns.breaks.broken[index] > 0
        buy = assess(columns, side=Side.BUY, policy=SEEDS, index=index)
        sell = assess(columns, side=Side.SELL, policy=SEEDS, index=index)

        assert buy.structure_break is not None
        assert sell.structure_break is not None
        assert buy.structure_break.with_trade is bool(up)
        assert sell.structure_break.with_trade is not buy.structure_break.with_trade
        assert buy.structure_break.closed == buy.m15_closed
        assert (buy.structure_break.level < buy.structure_break.level + 1) is True
        kinds.add(buy.structure_break.kind)

    quiet = int(np.flatnonzero(columns.breaks.broken == 0)[-1])
    assert assess(columns, side=Side.BUY, policy=SEEDS, index=quiet).structure_break is None
    assert kinds == set(BreakKind)


def test_without_volume_it_is_said() -> None:
    here = of(market(24, days=12, volume=False), Side.BUY)

    by_group = {part.group: part for part in here.parts}
    assert by_group[Group.DELTA_PRESSURE].reasons == (Reason.NO_VOLUME,)
    assert not by_group[Group.DELTA_PRESSURE].present
    assert Reason.NO_VOLUME in by_group[Group.VWAP_VOLUME].reasons
    assert here.volume_flip == 0
    assert here.total is not None


def test_bad_values_are_unknown_and_show_nothing() -> None:
    bars = market(25, days=12)
    close = bars.m5.close.copy()
    close[-1] = np.nan

    here = of(Market(m5=replace(bars.m5, close=close), m15=bars.m15), Side.BUY)

    assert here.total is None
    assert here.unscored is Unscored.BAD_VALUES
    assert here.close is None
    assert here.regime is None
    assert all(part.reasons == (Reason.UNUSABLE,) for part in here.parts)


def test_short_history_still_shows_what_is_known() -> None:
    bars = market(25, days=1)

    here = of(bars, Side.BUY)

    assert here.total is None
    assert here.unscored is Unscored.NOT_ENOUGH_HISTORY
    assert here.regime is None
    assert here.threshold is None
    assert here.atr_m15 is not None
    assert here.close == bars.m5.close[-1]


def reaching(bars: Market, side: Side, score: float) -> float | None:
    return close_reaching(
        m5=bars.m5,
        m15=bars.m15,
        base="GBPUSD",
        asset_class=AssetClass.FX,
        policy=SEEDS,
        side=side,
        score=score,
    )


def after(bars: Market, close: float) -> Market:
    """The next M15 bar on a straight line to `close`, when the last M15 bar has just closed."""
    last = float(bars.m5.close[-1])
    path = np.linspace(last, close, 4)

    def more(bars: Bars, steps: list[tuple[float, float]]) -> Bars:
        opens, closes = np.array(steps).T
        seconds = bars.timeframe.seconds
        assert bars.volume is not None
        volume = np.full(len(steps), bars.volume[-24:].mean())
        return Bars(
            timeframe=bars.timeframe,
            time=np.append(bars.time, bars.time[-1] + seconds * np.arange(1, len(steps) + 1)),
            open=np.append(bars.open, opens),
            high=np.append(bars.high, np.maximum(opens, closes)),
            low=np.append(bars.low, np.minimum(opens, closes)),
            close=np.append(bars.close, closes),
            volume=np.append(bars.volume, volume),
            spread=np.append(bars.spread, np.zeros(len(steps))),
        )

    pairs = list(zip(path[:-1].tolist(), path[1:].tolist(), strict=True))
    return Market(m5=more(bars.m5, pairs), m15=more(bars.m15, [(last, close)]))


@pytest.mark.parametrize("side", list(Side))
def test_the_score_turns_at_the_close_found(side: Side) -> None:
    found = 0
    for seed in range(30):
        whole = market(seed, days=13)
        bars = Market(m5=whole.m5.rows(0, 3600 + 3 * seed), m15=whole.m15.rows(0, 1200 + seed))
        now = of(bars, side).total
        assert now is not None
        target = 0.0 if now < 0.0 else -2.0

        close = reaching(bars, side, target)

        if close is None:
            continue
        found += 1
        atr = of(bars, side).atr_m15
        assert atr is not None
        step = 0.002 * atr * side.sign * (1 if target > now else -1)
        there = of(after(bars, close), side).total
        short = of(after(bars, close - step), side).total
        assert there is not None
        assert short is not None
        assert (there >= target) if target > now else (there <= target)
        assert (short < target) if target > now else (short > target)

    tell(f"close_reaching {side.value}: found {found} of 30")
    assert found >= 10


def test_a_score_beyond_all_caps_is_not_reachable() -> None:
    bars = market(3, days=12)

    assert reaching(bars, Side.BUY, 12.0) is None
    assert reaching(bars, Side.SELL, -12.0) is None


def test_m5_bars_of_the_coming_m15_bar_are_kept() -> None:
    whole = market(4, days=12)
    bars = Market(m5=whole.m5.rows(0, 3001), m15=whole.m15.rows(0, 1000))
    now = of(bars, Side.BUY).total
    assert now is not None

    near = [reaching(bars, Side.BUY, now + step) for step in (0.5, -0.5)]

    assert any(close is not None for close in near)


def test_there_is_no_turning_point_without_a_score() -> None:
    assert reaching(market(4, days=1), Side.BUY, 0.0) is None
