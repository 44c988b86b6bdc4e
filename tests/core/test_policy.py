"""The presets say what the specification says, and nothing can change them."""

from dataclasses import FrozenInstanceError, replace
from datetime import timedelta
from decimal import Decimal

import pytest

from dtms.core.policy import BALANCED, PRESETS, SEEDS, FlatTimer, Group, HedgeRefused, Naked

MINUTES = {
    "flat_timer": 75,
    "recovery_timer": 30,
    "recovery_limit": 60,
    "recovery_score_age": 30,
    "hedge_cooldown": 30,
    "retry_after": 30,
    "weekly_close_guard": 90,
    "settle_after_open": 15,
    "unknown_alert": 5,
}
SCORES = {
    "to_l1": -2,
    "to_l1_at_once": -4,
    "l1_to_healthy": 0,
    "to_l2": -4,
    "l2_to_l1": -2,
    "hedge": -6,
    "hedge_confluence": -4,
    "unhedge": -2,
    "recovered": 1,
    "relapse": -4,
    "recovery_floor": 0,
}


@pytest.mark.parametrize(("name", "minutes"), MINUTES.items())
def test_timers(name: str, minutes: int) -> None:
    assert getattr(SEEDS.state, name) == timedelta(minutes=minutes)


@pytest.mark.parametrize(("name", "score"), SCORES.items())
def test_thresholds(name: str, score: float) -> None:
    assert getattr(SEEDS.state, name) == score


def test_sizes_and_distances() -> None:
    actions = SEEDS.actions

    assert (actions.tighten_r, actions.tighten_atr, actions.tighten_spreads) == (0.5, 2.5, 2.0)
    assert (actions.trail_buffer_atr, actions.first_stop_atr, actions.least_r_atr) == (0.1, 1.5, 1)
    assert actions.half_share == actions.hedge_share == actions.readd_share == Decimal("0.5")
    assert (actions.half_closes_per_day, actions.hedges_per_day) == (1, 2)


def test_defaults_are_the_careful_ones() -> None:
    assert not SEEDS.actions.readd
    assert SEEDS.actions.flat_timer_action is FlatTimer.ASK
    assert SEEDS.actions.hedge_refused is HedgeRefused.KEEP
    assert SEEDS.guard.naked is Naked.ASK
    assert SEEDS.state.respect_entry
    assert SEEDS.state.flat_asks == 2


def test_rails_and_data_limits() -> None:
    assert (SEEDS.rails.daily_loss, SEEDS.rails.spread_inc, SEEDS.rails.spread_red) == (0.02, 2, 4)
    assert SEEDS.guard.unfit_after == timedelta(seconds=600)
    assert SEEDS.guard.stale_after == timedelta(seconds=300)
    assert SEEDS.guard.veto_window == timedelta(seconds=90)


def test_balanced_differs_in_the_hedge_stop_alone() -> None:
    widened = replace(SEEDS.actions, hedge_stop_atr=1.5)

    assert SEEDS.actions.hedge_stop_atr == 0.5
    assert replace(SEEDS, name="balanced", actions=widened) == BALANCED
    assert dict(PRESETS) == {"seeds": SEEDS, "balanced": BALANCED}


def test_nobody_changes_a_policy() -> None:
    with pytest.raises(FrozenInstanceError):
        SEEDS.name = "mine"
    with pytest.raises(TypeError):
        SEEDS.score.caps[Group.STRUCTURE] = 9.0
