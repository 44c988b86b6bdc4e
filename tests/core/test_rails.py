"""Rails stop what adds exposure, and only that; a person's closes need a connected terminal."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from dtms.core.actions import Action, CloseCause
from dtms.core.events import Refusal
from dtms.core.policy import SEEDS, LossRailHedge
from dtms.core.rails import review
from tests.builders import BUY_BACK, HALF, OPEN, STOP, UNHEDGE, a_gauge

ADDING, REDUCING = (OPEN, BUY_BACK), (HALF, UNHEDGE)
EVERYTHING = (STOP, *ADDING, *REDUCING)
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
    "quote_age": timedelta(days=1),
    "bar_age": None,
    "fit": False,
    "spread_ratio": None,
}


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
