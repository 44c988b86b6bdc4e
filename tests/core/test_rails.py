"""Rails stop what adds exposure, and only that; a person's closes need a connected terminal."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from dtms.core.actions import Action, CloseCause
from dtms.core.events import BreakerCause, Refusal
from dtms.core.news import Blackout
from dtms.core.policy import SEEDS, LossRailHedge, NewsUnknown
from dtms.core.rails import review
from tests.builders import BUY_BACK, HALF, NOW, OPEN, STOP, UNHEDGE, a_gauge, a_load

ADDING, REDUCING = (OPEN, BUY_BACK), (HALF, UNHEDGE)
EVERYTHING = (STOP, *ADDING, *REDUCING)
BLACKOUT = Blackout(currency="USD", title="Payrolls", begins=NOW, ends=NOW)
LATE = timedelta(seconds=301)
TOO_LATE = timedelta(seconds=601)
REFUSING = replace(SEEDS, rails=replace(SEEDS.rails, hedge_under_loss_rail=LossRailHedge.REFUSE))


def judged(action: Action, *, automatic: bool = True, **gauge: object) -> Refusal | None:
    return review(action, a_gauge(**gauge), SEEDS, automatic=automatic)


@pytest.mark.parametrize("action", EVERYTHING)
def test_with_all_in_order_everything_passes(action: Action) -> None:
    assert judged(action) is None


@pytest.mark.parametrize("automatic", [True, False])
@pytest.mark.parametrize("action", EVERYTHING)
@pytest.mark.parametrize(
    ("gauge", "reason"),
    [
        ({"connected": False}, Refusal.NOT_CONNECTED),
        ({"live_locked": True}, Refusal.LIVE_LOCKED),
        ({"trade_allowed": False}, Refusal.TRADING_DISABLED),
    ],
)
def test_the_terminal_binds_everybody(
    action: Action, automatic: bool, gauge: dict[str, object], reason: Refusal
) -> None:
    assert judged(action, automatic=automatic, **gauge) is reason


@pytest.mark.parametrize("automatic", [True, False])
def test_a_netting_account_may_only_have_its_stops_set(automatic: bool) -> None:
    answers = [judged(action, automatic=automatic, hedging=False) for action in EVERYTHING]

    assert answers == [None, *[Refusal.NETTING] * 4]


@pytest.mark.parametrize("action", ADDING)
@pytest.mark.parametrize(
    ("gauge", "reason"),
    [
        ({"reconciled": False}, Refusal.RECONCILING),
        ({"paused": True}, Refusal.PAUSED),
        ({"quote_age": LATE}, Refusal.DATA_AGE),
        ({"bar_age": LATE}, Refusal.DATA_AGE),
        ({"bar_age": None}, Refusal.DATA_AGE),
        ({"fit": False}, Refusal.DATA_AGE),
        ({"spread_ratio": 2.01}, Refusal.SPREAD),
        ({"spread_ratio": None}, Refusal.SPREAD),
    ],
)
def test_what_stops_adding_and_it_fails_closed(
    action: Action, gauge: dict[str, object], reason: Refusal
) -> None:
    assert judged(action, **gauge) is reason


@pytest.mark.parametrize("action", [STOP, *REDUCING])
@pytest.mark.parametrize(
    "gauge",
    [
        {"reconciled": False},
        {"paused": True},
        {"quote_age": LATE},
        {"bar_age": None},
        {"spread_ratio": None},
        {"spread_ratio": 9.0},
    ],
)
def test_the_same_does_not_stop_protection(action: Action, gauge: dict[str, object]) -> None:
    assert judged(action, **gauge) is None


@pytest.mark.parametrize("loss", [0.02, 0.05, None])
def test_a_tripped_or_unknown_loss_rail_stops_readding_but_not_a_hedge(loss: float | None) -> None:
    assert judged(BUY_BACK, daily_loss=loss) is Refusal.DAILY_LOSS
    assert judged(OPEN, daily_loss=loss) is None


def test_a_policy_may_count_the_hedge_as_adding_under_a_tripped_rail() -> None:
    assert review(OPEN, a_gauge(daily_loss=0.02), REFUSING, automatic=True) is Refusal.DAILY_LOSS


def test_just_below_the_limit_the_loss_rail_is_open() -> None:
    assert judged(BUY_BACK, daily_loss=0.0199) is None


@pytest.mark.parametrize("loss", [0.02, None])
def test_closing_a_hedge_gives_exposure_back_and_waits_under_a_tripped_rail(
    loss: float | None,
) -> None:
    with_all = replace(UNHEDGE, cause=CloseCause.CLOSE_ALL)

    assert judged(UNHEDGE, daily_loss=loss) is Refusal.DAILY_LOSS
    assert judged(with_all, daily_loss=loss) is None
    assert judged(UNHEDGE, daily_loss=loss, automatic=False) is None
    assert judged(HALF, daily_loss=loss) is None


def test_a_pause_does_not_bind_a_person() -> None:
    assert judged(OPEN, paused=True, automatic=False) is None


@pytest.mark.parametrize("gauge", [{"fit": False}, {"quote_age": TOO_LATE}])
def test_automatic_reducing_needs_data_that_can_be_judged(gauge: dict[str, object]) -> None:
    assert judged(HALF, **gauge) is Refusal.DATA_AGE
    assert judged(STOP, **gauge) is None


BLINDFOLD: dict[str, object] = {
    "reconciled": False,
    "paused": True,
    "daily_loss": None,
    "hourly_loss": None,
    "breaker": BreakerCause.FAILURES,
    "blackout": BLACKOUT,
    "news_known": False,
    "rollover": True,
    "margin_level": 10.0,
    "quote_age": timedelta(days=1),
    "bar_age": None,
    "fit": False,
    "spread_ratio": None,
}


def test_no_rail_stops_the_setting_of_a_stop() -> None:
    assert judged(STOP, **BLINDFOLD) is None


@pytest.mark.parametrize("action", REDUCING)
def test_a_persons_closes_need_only_a_connected_terminal(action: Action) -> None:
    assert judged(action, automatic=False, **BLINDFOLD) is None


@pytest.mark.parametrize("cause", [CloseCause.ORPHAN, CloseCause.SURPLUS])
def test_orphans_are_closed_with_nothing_but_a_connected_terminal(cause: CloseCause) -> None:
    leg = replace(HALF, remaining=Decimal(0), cause=cause)

    assert judged(replace(UNHEDGE, cause=cause), **BLINDFOLD) is None
    assert judged(leg, **BLINDFOLD) is None


def test_a_persons_adding_still_needs_good_data() -> None:
    assert judged(OPEN, automatic=False, fit=False) is Refusal.DATA_AGE
    assert judged(OPEN, automatic=False, spread_ratio=None) is Refusal.SPREAD


@pytest.mark.parametrize(
    ("gauge", "reason"),
    [
        ({"hourly_loss": 0.01}, Refusal.HOURLY_LOSS),
        ({"hourly_loss": None}, Refusal.HOURLY_LOSS),
        ({"breaker": BreakerCause.LOSS}, Refusal.BREAKER),
        ({"breaker": BreakerCause.STOPS}, Refusal.BREAKER),
    ],
)
def test_a_hedge_freezes_a_loss_where_the_policy_says_so(
    gauge: dict[str, object], reason: Refusal
) -> None:
    assert judged(BUY_BACK, **gauge) is reason
    assert judged(OPEN, **gauge) is None
    assert review(OPEN, a_gauge(**gauge), REFUSING, automatic=True) is reason


@pytest.mark.parametrize("automatic", [True, False])
@pytest.mark.parametrize("action", ADDING)
@pytest.mark.parametrize(
    ("gauge", "reason"),
    [
        ({"breaker": BreakerCause.FAILURES}, Refusal.BREAKER),
        ({"breaker": BreakerCause.STORMS}, Refusal.BREAKER),
        ({"blackout": BLACKOUT}, Refusal.NEWS),
        ({"news_known": False}, Refusal.NEWS_UNKNOWN),
        ({"rollover": True}, Refusal.ROLLOVER),
        ({"margin_level": 120.0}, Refusal.MARGIN_LEVEL),
    ],
)
def test_what_stops_every_adding_whoever_asks(
    action: Action, gauge: dict[str, object], reason: Refusal, automatic: bool
) -> None:
    assert judged(action, automatic=automatic, **gauge) is reason
    for other in (STOP, HALF, replace(UNHEDGE, cause=CloseCause.CLOSE_ALL)):
        assert judged(other, automatic=automatic, **gauge) is None


def test_a_policy_may_trust_an_unknown_calendar() -> None:
    trusting = replace(SEEDS, rails=replace(SEEDS.rails, news_unknown=NewsUnknown.ALLOW))

    assert review(OPEN, a_gauge(news_known=False), trusting, automatic=True) is None
    assert review(OPEN, a_gauge(blackout=BLACKOUT), trusting, automatic=True) is Refusal.NEWS


@pytest.mark.parametrize(
    ("gauge", "reason"),
    [
        ({"blackout": BLACKOUT}, Refusal.NEWS),
        ({"news_known": False}, Refusal.NEWS_UNKNOWN),
        ({"hourly_loss": 0.01}, Refusal.HOURLY_LOSS),
    ],
)
def test_closing_a_hedge_waits_for_news_and_loss_rails(
    gauge: dict[str, object], reason: Refusal
) -> None:
    assert judged(UNHEDGE, **gauge) is reason
    assert judged(UNHEDGE, automatic=False, **gauge) is None


def test_a_total_loss_binds_only_where_there_is_a_limit() -> None:
    limited = replace(SEEDS, rails=replace(SEEDS.rails, total_loss=0.1))

    assert judged(BUY_BACK, total_loss=0.5) is None
    assert review(BUY_BACK, a_gauge(total_loss=0.1), limited, automatic=True) is Refusal.TOTAL_LOSS
    assert review(BUY_BACK, a_gauge(total_loss=None), limited, automatic=True) is Refusal.TOTAL_LOSS
    assert review(BUY_BACK, a_gauge(total_loss=0.099), limited, automatic=True) is None


@pytest.mark.parametrize(
    ("load", "reason"),
    [
        ({"positions": 20}, Refusal.MAX_POSITIONS),
        ({"on_symbol": 5}, Refusal.MAX_SYMBOL),
        ({"on_currency": 10}, Refusal.MAX_CURRENCY),
        ({"trade_risk": 900.0}, Refusal.TRADE_RISK),  # the leg risks 252.5 of 1,000 allowed
        ({"trade_risk": None}, Refusal.TRADE_RISK),
        ({"day_risk": 2_900.0}, Refusal.DAILY_RISK),
        ({"day_risk": None}, Refusal.DAILY_RISK),
    ],
)
def test_limits_on_size_bind_a_readd_and_not_a_hedge(
    load: dict[str, object], reason: Refusal
) -> None:
    assert judged(BUY_BACK, load=a_load(**load)) is reason
    assert judged(OPEN, load=a_load(**load)) is None


def test_the_last_position_below_a_limit_passes() -> None:
    roomy = a_load(positions=19, on_symbol=4, on_currency=9, trade_risk=740.0, day_risk=2_740.0)

    assert judged(BUY_BACK, load=roomy) is None


@pytest.mark.parametrize("automatic", [True, False])
def test_most_lots_bind_a_hedge_too(automatic: bool) -> None:
    rails = replace(SEEDS.rails, max_volume=Decimal("1.49"))
    strict = replace(SEEDS, rails=rails)

    refused = review(OPEN, a_gauge(), strict, automatic=automatic)
    below = review(BUY_BACK, a_gauge(), strict, automatic=automatic)

    assert (refused, below) == (Refusal.MAX_VOLUME, None)


@pytest.mark.parametrize("automatic", [True, False])
def test_a_rule_set_may_forbid_hedging(automatic: bool) -> None:
    forbidding = replace(SEEDS, rails=replace(SEEDS.rails, hedging_forbidden=True))

    assert review(OPEN, a_gauge(), forbidding, automatic=automatic) is Refusal.RULES_HEDGE
    assert review(BUY_BACK, a_gauge(), forbidding, automatic=automatic) is None
