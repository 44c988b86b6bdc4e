"""Rows M of the fault matrix: prices that are old, missing, absurd, or jump."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from dtms.core import events
from dtms.core.commands import Verb
from dtms.core.events import BlindCause, GoneHow
from dtms.core.market import Bars, Quote, Timeframe
from dtms.core.policy import SEEDS, OnDailyLimit
from dtms.core.trade import ActionKind, Flag
from dtms.engine.run_now import run_now
from dtms.engine.spikes import Spikes
from dtms.engine.windows import LiveWindows
from tests.builders import an_instrument
from tests.faults.scenes import CLOSED, HEALTHY, HEDGED, L2, hedged, openings, sent
from tests.house import GUARDING, a_house

NOW = datetime(2024, 3, 6, 10, 2, tzinfo=UTC)


def test_m01_a_price_that_stands_still_blinds_and_moves_nothing() -> None:
    house = a_house()
    key = house.buy()
    house.check(0.5)

    for _ in range(25):
        house.clock.skew += timedelta(seconds=30)  # time goes on, the last tick stays
        house.check(-8.0)

    raised = [fact for fact in house.heard.of(events.FlagRaised) if fact.flag is Flag.BLIND]
    assert [fact.cause for fact in raised] == [BlindCause.STALE_QUOTE]
    assert house.trade(key).flags == {Flag.BLIND}
    assert openings(house) == sent(house, ActionKind.REDUCE) == 0


class Answers:
    """A feed that gives one list of M5 opens after another; the last one stays."""

    def __init__(self, *opens: list[int]) -> None:
        self._opens = list(opens)

    async def bars(self, symbol: str, timeframe: Timeframe, *, count: int) -> Bars:
        del symbol
        if timeframe is Timeframe.M15:
            return bars_at(list(range(0, 120 * 60, 15)), timeframe).tail(count)
        opens = self._opens.pop(0) if len(self._opens) > 1 else self._opens[0]
        return bars_at(opens, timeframe)


def bars_at(minutes: list[int], timeframe: Timeframe) -> Bars:
    """Return bars that open so many minutes before the last one's close."""
    last = int(NOW.timestamp()) // timeframe.seconds * timeframe.seconds
    time = np.array([last - timeframe.seconds - 60 * minute for minute in sorted(minutes)[::-1]])
    flat = np.full(len(time), 1.1)
    return Bars(
        timeframe=timeframe,
        time=time,
        open=flat,
        high=flat + 0.0005,
        low=flat - 0.0005,
        close=flat,
        volume=np.full(len(time), 100.0),
        spread=np.full(len(time), 10.0),
    )


ALL = list(range(0, 500, 5))
HOLE = [minute for minute in ALL if not 20 <= minute < 40]
OTHER = [minute for minute in ALL if not 50 <= minute < 70]


def test_m02_a_hole_in_the_bars_is_asked_for_again_and_filled() -> None:
    windows = LiveWindows(feed=Answers(HOLE, ALL), policy=SEEDS)
    instrument = an_instrument()

    run_now(windows.refresh(instrument, NOW))
    held = windows.bars(instrument)

    assert held is not None
    assert len(held[0]) == len(ALL)
    assert windows.reading(instrument, NOW).fit


def test_m02_bars_that_do_not_agree_with_themselves_make_no_score() -> None:
    windows = LiveWindows(feed=Answers(HOLE, OTHER), policy=SEEDS)
    instrument = an_instrument()

    run_now(windows.refresh(instrument, NOW))

    assert windows.reading(instrument, NOW).cause is BlindCause.GAP


@pytest.mark.parametrize("side", ["buy", "sell"])
def test_m05_a_spike_of_one_tick_is_no_reason_for_anything(side: str) -> None:
    spike = 1.0800 if side == "buy" else 1.1200  # 20 ATR against the trade
    house = a_house(path=((15, spike), (15.2, 1.1)))
    key = house.buy(sl=0.0) if side == "buy" else house.sell(sl=0.0)
    house.tell(key, Verb.GUARD)
    house.check(0.5)
    house.tell(key, Verb.GUARD)

    house.later(15, -8.0)
    spiked = house.trade(key)
    house.later(0.5, 0.5)

    assert spiked.state is HEALTHY
    assert house.trade(key).state is HEALTHY
    assert openings(house) + sent(house, ActionKind.REDUCE) == 0


def test_m05_a_fall_that_stays_is_believed_at_the_next_tick() -> None:
    house = a_house(path=((15, 1.0800),))
    key = house.buy(sl=1.0500)
    house.check(0.5)

    house.later(15, -8.0)
    doubted = house.trade(key).state
    house.later(0.5)

    assert doubted is HEALTHY
    assert house.trade(key).state is HEDGED


def test_m05_a_spike_on_the_equity_closes_nothing() -> None:
    policy = replace(GUARDING, rails=replace(GUARDING.rails, on_daily_limit=OnDailyLimit.CLOSE_ALL))
    house = a_house(policy=policy, path=((15, 1.0500), (15.2, 1.1)))
    key = house.buy(1.0, sl=1.0100)
    house.check(0.5)

    house.later(15, 0.5)
    house.later(0.5, 0.5)

    assert house.trade(key).state is HEALTHY
    assert house.volume_of(key.position) == 1


@pytest.mark.parametrize(("closes", "lonely"), [((1.1, 1.08), True), ((1.08, 1.08), False)])
def test_m05_a_bar_that_closed_on_a_spike_is_not_judged(
    closes: tuple[float, float], lonely: bool
) -> None:
    bars = bars_at([0, 15], Timeframe.M15)
    bars = replace(bars, close=np.array(closes))
    quote = Quote(at=NOW, bid=Decimal("1.10000"), ask=Decimal("1.10010"))

    assert Spikes(10.0).lonely(bars, quote, 0.001) is lonely


def test_m06_after_a_weekend_gap_the_first_look_is_one_evaluation() -> None:
    friday = datetime(2024, 3, 8, 21, 0, tzinfo=UTC)
    gap = (60 * 48 + 60, 1.0670)  # three per cent lower on Sunday evening
    house = a_house(start=friday, path=(gap,))
    key = house.buy(0.10, sl=1.0500)
    house.check(0.5)

    house.later(60 * 49 + 30, -8.0)
    house.later(0.5)
    house.later(0.5)

    changed = [fact.after for fact in house.heard.of(events.StateChanged)]
    assert changed.count(L2) == 1
    assert openings(house) <= 1
    assert house.trade(key).state in {L2, HEDGED}


def test_m06_a_stop_hit_by_the_gap_is_read_from_the_broker() -> None:
    friday = datetime(2024, 3, 8, 21, 0, tzinfo=UTC)
    house = a_house(start=friday, path=((60 * 48 + 60, 1.0670),))
    key = house.buy(0.10, sl=1.0900)
    house.check(0.5)

    house.later(60 * 49 + 30)

    assert house.trade(key).state is CLOSED
    assert house.heard.of(events.MainGone)[0].how is GoneHow.STOP
    assert house.heard.of(events.MainGone)[0].price == Decimal("1.06700")


def test_m07_too_short_a_history_is_unscored_not_healthy() -> None:
    house = a_house()
    house.windows.score = None
    key = house.buy()

    house.check()
    house.later(5)

    assert Flag.UNSCORED in house.trade(key).flags
    assert house.trade(key).judgement is None


def test_m10_a_crash_walks_every_stage_and_journals_each() -> None:
    house = a_house()
    key = hedged(house)

    walked = [fact.after.value for fact in house.heard.of(events.StateChanged)]
    stored = run_now(house.engine.station.journal.facts(after=0))
    kept = [one.fact.after.value for one in stored if isinstance(one.fact, events.StateChanged)]
    assert walked == kept == ["warning_l1", "warning_l2", "hedged"]
    assert len(house.heard.of(events.StopMoved)) == 1
    assert len(house.heard.of(events.PartClosed)) == 1
    assert house.trade(key).net_exposure == 0


def test_m11_a_score_that_flaps_every_check_makes_few_transitions_and_acts_once() -> None:
    house = a_house()
    house.buy(0.40)
    house.check(0.5)

    for number in range(120):
        house.later(0.5, -4.5 if number % 2 else 0.5)

    changed = house.heard.of(events.StateChanged)
    assert 0 < len(changed) <= 24
    assert len(house.heard.of(events.PartClosed)) <= 1
    assert openings(house) == 0
