from datetime import timedelta
from decimal import Decimal

import numpy as np

from dtms.core import events
from dtms.core.chart import LEAST_BARS, MOST_BARS, Market, bands, chart
from dtms.core.events import HedgeEnd
from dtms.core.market import Bars, Timeframe
from dtms.core.policy import SEEDS
from dtms.core.trade import TradeState
from tests.builders import (
    NOW,
    a_new_trade,
    a_quote,
    an_instrument,
    hedge_closed,
    hedge_opened,
    registered,
    stop_moved,
)

HOUR = timedelta(hours=1)


def waving(timeframe: Timeframe, count: int) -> Bars:
    """Closed bars that end at NOW and swing ever wider about 1.1."""
    time = int(NOW.timestamp()) + (np.arange(count, dtype=np.int64) - count) * timeframe.seconds
    row = np.arange(count)
    middle = 1.1 + (0.001 + 0.00003 * row) * np.sin(row / 6)
    return Bars(
        timeframe=timeframe,
        time=time,
        open=middle,
        high=middle + 0.0003,
        low=middle - 0.0003,
        close=middle + 0.0001,
        volume=np.ones(count),
        spread=np.full(count, 10.0),
    )


def a_market() -> Market:
    return Market(
        instrument=an_instrument(),
        m5=waving(Timeframe.M5, 600),
        m15=waving(Timeframe.M15, 1000),
        quote=a_quote(),
        at=NOW,
    )


def test_a_young_trade_is_shown_in_m5_bars_with_what_came_before() -> None:
    shown = chart(a_new_trade(opened_at=NOW - HOUR), (), a_market(), policy=SEEDS.score)

    assert shown.bars.timeframe is Timeframe.M5
    assert len(shown.bars) == LEAST_BARS
    assert int(shown.bars.time[-1]) == int(NOW.timestamp()) - Timeframe.M5.seconds


def test_an_old_trade_is_shown_in_its_newest_m15_bars() -> None:
    trade = a_new_trade(opened_at=NOW - timedelta(days=5))

    shown = chart(trade, (), a_market(), policy=SEEDS.score)

    assert (shown.bars.timeframe, len(shown.bars)) == (Timeframe.M15, MOST_BARS)


def test_vwap_is_the_one_of_the_m5_bars_whatever_is_shown() -> None:
    young = chart(a_new_trade(opened_at=NOW - HOUR), (), a_market(), policy=SEEDS.score)
    old = chart(a_new_trade(opened_at=NOW - timedelta(days=1)), (), a_market(), policy=SEEDS.score)

    assert old.bars.timeframe is Timeframe.M15
    assert np.isfinite(young.vwap[-1])
    assert old.vwap[-1] == young.vwap[-1]
    assert old.vwap[-2] == young.vwap[-4]


def test_swings_and_breaks_lie_within_the_picture() -> None:
    shown = chart(
        a_new_trade(opened_at=NOW - timedelta(days=1)), (), a_market(), policy=SEEDS.score
    )

    start = shown.bars.time[0]
    assert {one.is_high for one in shown.swings} == {True, False}
    assert {one.upward for one in shown.breaks} == {True, False}
    assert all(one.turned for one in shown.breaks)  # each wave turns the trend
    assert all(one.at.timestamp() >= start for one in (*shown.swings, *shown.breaks))
    assert shown.breaks[-1].level in {swing.price for swing in shown.swings}


def test_the_stop_has_its_history() -> None:
    start, moved = registered(), stop_moved(after="1.09500")

    shown = chart(a_new_trade(), (start, moved), a_market(), policy=SEEDS.score)

    assert [step.stop for step in shown.stops] == [
        start.first_stop,
        start.main.stop,
        Decimal("1.09500"),
    ]
    assert [step.at for step in shown.stops] == [start.opened_at, start.at, moved.at]


def test_a_stop_of_another_leg_is_none_of_the_mains() -> None:
    moved = stop_moved(after="1.09500")
    other = events.StopMoved(
        key=moved.key,
        at=moved.at,
        ticket=moved.ticket + 1,
        before=None,
        after=Decimal("1.08000"),
        target=None,
        cause=moved.cause,
        duty=None,
        receipt=moved.receipt,
    )

    shown = chart(a_new_trade(), (registered(), other), a_market(), policy=SEEDS.score)

    assert Decimal("1.08000") not in [step.stop for step in shown.stops]


def test_hedges_begin_and_end() -> None:
    later = NOW + HOUR
    facts = (
        hedge_opened(NOW),
        hedge_closed(HedgeEnd.DTMS, later),
        hedge_opened(later + HOUR),
    )

    shown = chart(a_new_trade(), facts, a_market(), policy=SEEDS.score)

    assert [(one.since, one.until) for one in shown.hedges] == [
        (NOW, later),
        (later + HOUR, None),
    ]


def test_bands_follow_the_transitions_only() -> None:
    def changed(before: TradeState, after: TradeState) -> events.StateChanged:
        return events.StateChanged(
            key=registered().key,
            at=NOW + HOUR,
            before=before,
            after=after,
            rule=events.Rule.SCORE_L1,
            score=-3.0,
            duties=(),
            armed=True,
        )

    same = changed(TradeState.HEALTHY, TradeState.HEALTHY)
    worse = changed(TradeState.HEALTHY, TradeState.WARNING_L1)

    found = bands((registered(), same, worse))

    assert [band.state for band in found] == [TradeState.HEALTHY, TradeState.WARNING_L1]
