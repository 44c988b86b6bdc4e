"""A policy that cannot be meant is refused by its path; one that can is taken as it is."""

import math
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtms.core.errors import BadInput
from dtms.core.policy import PRESETS, SEEDS, Group, Policy, Session

SECTIONS = {
    field.name: getattr(SEEDS, field.name) for field in fields(SEEDS) if field.name != "name"
}
NUMBERS = [
    (section, field.name)
    for section, of in SECTIONS.items()
    for field in fields(of)
    if type(getattr(of, field.name)) in {float, int, Decimal, timedelta}
]


def changed(section: str, **values: object) -> Policy:
    return replace(SEEDS, **{section: replace(SECTIONS[section], **values)})


def refused(section: str, **values: object) -> BadInput:
    with pytest.raises(BadInput) as caught:
        changed(section, **values)
    return caught.value


@pytest.mark.parametrize("policy", PRESETS.values())
def test_presets_are_in_order(policy: Policy) -> None:
    assert replace(policy, name="mine") != policy


@pytest.mark.parametrize(("section", "name"), NUMBERS)
def test_no_number_of_the_policy_may_be_absurd(section: str, name: str) -> None:
    value = getattr(SECTIONS[section], name)
    absurd: object = {
        float: math.nan,
        int: -1,
        Decimal: Decimal("NaN"),
        timedelta: timedelta(seconds=-1),
    }[type(value)]

    error = refused(section, **{name: absurd})

    assert error.field == f"{section}.{name}"
    assert str(absurd) in error.problem


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        ("actions", "hedge_share", Decimal(0)),
        ("actions", "hedge_share", Decimal("2.0")),
        ("actions", "hedge_share", Decimal("NaN")),
        ("actions", "half_share", Decimal("-0.5")),
        ("actions", "readd_share", Decimal("1.01")),
        ("actions", "hedge_stop_atr", 0.0),
        ("actions", "requote_tries", 0),
        ("actions", "hedge_stop_atr", "0.5"),
        ("state", "flat_timer", timedelta(0)),
        ("state", "confirmations", 0),
        ("guard", "fast_check", timedelta(0)),
        ("guard", "fast_check", timedelta(seconds=-30)),
        ("guard", "blind_cycles", 0),
        ("rails", "daily_loss", 0.0),
        ("rails", "daily_loss", 2.0),
        ("rails", "reset_hour", 24),
        ("score", "atr_period", 0),
    ],
)
def test_a_value_out_of_its_range_is_named(section: str, name: str, value: object) -> None:
    error = refused(section, **{name: value})

    assert error.field == f"{section}.{name}"
    assert error.remedy


@pytest.mark.parametrize(
    ("section", "values", "path"),
    [
        ("state", {"to_l1": -2.0, "to_l2": -6.0, "hedge": -4.0}, "state.hedge"),
        ("state", {"to_l1": 0.5}, "state.to_l1"),
        ("state", {"to_l2": -1.0}, "state.to_l2"),
        ("state", {"relapse": 2.0}, "state.relapse"),
        ("state", {"l2_to_l1": -4.0}, "state.to_l2"),
        ("state", {"hedge_confluence": -7.0}, "state.hedge_confluence"),
        ("state", {"to_l1_at_once": -1.0}, "state.to_l1"),
        ("state", {"recovery_limit": timedelta(minutes=20)}, "state.recovery_limit"),
        ("guard", {"stale_after": timedelta(minutes=11)}, "guard.unfit_after"),
        ("rails", {"margin_red": 250.0}, "rails.margin_warn"),
        ("rails", {"spread_red": 1.0}, "rails.spread_red"),
        ("score", {"macd_fast": 40}, "score.macd_slow"),
        ("regime", {"clamp_low": 2.0}, "regime.clamp_high"),
    ],
)
def test_thresholds_out_of_order_are_named(
    section: str, values: Mapping[str, object], path: str
) -> None:
    assert refused(section, **values).field == path


def test_a_number_inside_a_table_is_named_with_its_key() -> None:
    caps = {**SEEDS.score.caps, Group.MOMENTUM: math.inf}
    factors = {**SEEDS.regime.session_factor, Session.NY: math.nan}
    hours = replace(SEEDS.regime.london, opens=-1)

    assert refused("score", caps=caps).field == "score.caps.momentum"
    assert refused("regime", session_factor=factors).field == "regime.session_factor.ny"
    assert refused("regime", london=hours).field == "regime.london.opens"


@given(
    steps=st.lists(st.floats(min_value=0.01, max_value=3.0), min_size=3, max_size=3),
    top=st.floats(min_value=-1.0, max_value=1.0),
)
def test_any_falling_thresholds_are_taken(steps: list[float], top: float) -> None:
    first, second, third = steps
    l1 = top - first
    l2 = l1 - second

    policy = changed(
        "state",
        l1_to_healthy=top,
        to_l1=l1,
        to_l1_at_once=l2,
        to_l2=l2,
        l2_to_l1=l1,
        hedge=l2 - third,
        hedge_confluence=l2,
        unhedge=l1,
    )

    assert policy.state.hedge < policy.state.to_l2 < policy.state.to_l1
