"""Rule sets only ever make a policy stricter, and a mistake in one names file and key."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from dtms.adapters.rulesets import load_ruleset, shipped
from dtms.core.errors import BadInput
from dtms.core.policy import SEEDS, LossBase, LossKind, OnDailyLimit, Weekend
from dtms.core.rulesets import RuleSet, parse_ruleset, restrained


def test_three_examples_are_shipped_and_can_be_read() -> None:
    found = {name: load_ruleset(name) for name in shipped()}

    assert {name: rules.name for name, rules in found.items()} == {
        name: name for name in ("no-hedge", "one-step-trailing", "two-step")
    }


def test_a_rule_set_lies_over_the_policy() -> None:
    rails = restrained(SEEDS, load_ruleset("one-step-trailing")).rails

    assert (rails.rules, rails.loss_base) == ("one-step-trailing", LossBase.BALANCE)
    assert (rails.total_loss, rails.total_kind) == (0.06, LossKind.TRAILING)
    assert (rails.weekend, rails.on_daily_limit) == (Weekend.CLOSE, OnDailyLimit.CLOSE_ALL)
    assert (rails.max_volume, rails.max_positions) == (Decimal("10.0"), 5)
    assert not rails.hedging_forbidden


def test_hedging_forbidden_and_a_minimum_hold() -> None:
    rails = restrained(SEEDS, load_ruleset("no-hedge")).rails

    assert rails.hedging_forbidden
    assert rails.minimum_hold == timedelta(seconds=120)
    assert (rails.reset_hour, rails.reset_zone) == (17, "America/New_York")
    assert rails.trade_risk == 0.005
    assert (rails.news_before, rails.news_after) == (timedelta(minutes=30), timedelta(minutes=30))


def test_what_is_stricter_in_the_policy_stays() -> None:
    mine = replace(SEEDS, rails=replace(SEEDS.rails, max_volume=Decimal(1), total_loss=0.01))
    loose = RuleSet(
        name="loose",
        daily_loss=0.5,
        total_loss=0.9,
        trade_risk=0.5,
        news_before=timedelta(0),
        weekend_holding=True,
        hedging=True,
        max_lots=Decimal(50),
        max_positions=500,
    )

    rails = restrained(mine, loose).rails

    assert (rails.daily_loss, rails.total_loss, rails.trade_risk) == (0.02, 0.01, 0.01)
    assert (rails.max_volume, rails.max_positions) == (Decimal(1), 20)
    assert rails.news_before == timedelta(minutes=30)
    assert (rails.weekend, rails.hedging_forbidden) == (Weekend.ALERT, False)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "name"),
        ("name = 'x y'", "name"),
        ("name = 3", "name"),
        ("name = 'x'\nsurprise = 1", "surprise"),
        ("name = 'x'\n[daily_loss]\nlimt = 5", "daily_loss.limt"),
        ("name = 'x'\n[daily_loss]\nlimit = '5'", "daily_loss.limit"),
        ("name = 'x'\n[daily_loss]\nlimit = true", "daily_loss.limit"),
        ("name = 'x'\n[daily_loss]\nlimit = nan", "daily_loss.limit"),
        ("name = 'x'\n[daily_loss]\nlimit = 0", "daily_loss.limit"),
        ("name = 'x'\n[daily_loss]\nlimit = 101", "daily_loss.limit"),
        ("name = 'x'\n[daily_loss]\nbase = 'both'", "daily_loss.base"),
        ("name = 'x'\n[daily_loss]\nfloating = 'no'", "daily_loss.floating"),
        ("name = 'x'\n[daily_loss]\nreset_hour = 24", "daily_loss.reset_hour"),
        ("name = 'x'\n[daily_loss]\nreset_hour = 1.5", "daily_loss.reset_hour"),
        ("name = 'x'\n[daily_loss]\nreset_zone = 'Mars/Base'", "daily_loss.reset_zone"),
        ("name = 'x'\n[daily_loss]\nreset_zone = '../zone'", "daily_loss.reset_zone"),
        ("name = 'x'\n[total_loss]\nkind = 'rolling'", "total_loss.kind"),
        ("name = 'x'\n[total_loss]\nstart_balance = -1", "total_loss.start_balance"),
        ("name = 'x'\n[news]\nminutes_before = -1", "news.minutes_before"),
        ("name = 'x'\n[trade]\nmax_lots = 0", "trade.max_lots"),
        ("name = 'x'\n[trade]\nmax_positions = 0", "trade.max_positions"),
        ("name = 'x'\n[trade.more]\nmax = 0", "trade.more"),
    ],
)
def test_a_mistake_names_file_and_key(text: str, key: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_ruleset(text, source="mine.toml")

    assert caught.value.field == f"mine.toml: {key}"
    assert caught.value.problem
    assert caught.value.remedy


def test_what_is_no_toml_names_the_file() -> None:
    with pytest.raises(BadInput) as caught:
        parse_ruleset("name = ", source="mine.toml")

    assert caught.value.field == "mine.toml"


def test_an_unknown_name_lists_those_there_are() -> None:
    with pytest.raises(BadInput) as caught:
        load_ruleset("three-step")

    assert "no-hedge, one-step-trailing, two-step" in caught.value.remedy
