"""What a trade says of itself."""

import pytest

from dtms.core.trade import (
    DUTY_CLASS,
    ActionKind,
    Duty,
    Guard,
    Pending,
    TimerKind,
    TradeState,
)
from tests.builders import ACCOUNT, HEDGE, KEY, MAIN, NOW, READD, a_hedge, a_leg, a_trade, dec


def pending(kind: ActionKind) -> Pending:
    return Pending(intent=1, kind=kind, duty=None, sent_at=NOW)


def test_a_trade_is_named_by_account_and_position() -> None:
    assert str(ACCOUNT) == "Broker-Demo/7"
    assert str(KEY) == "Broker-Demo/7#4711"


def test_the_family_is_main_and_readds_and_the_hedge_counts_against_it() -> None:
    trade = a_trade(state=TradeState.HEDGED, legs=(a_leg(READD, "0.25"),))

    assert trade.volume == dec("1.25")
    assert trade.net_exposure == dec("0.75")
    assert trade.tickets == {MAIN, READD, HEDGE}


def test_without_a_hedge_the_exposure_is_the_volume() -> None:
    assert a_trade().net_exposure == dec("1.00")
    assert a_trade().tickets == {MAIN}


@pytest.mark.parametrize("kind", ActionKind)
def test_every_open_order_but_a_stop_leaves_the_family_unsettled(kind: ActionKind) -> None:
    trade = a_trade(pending=(pending(kind),))

    assert trade.unsettled() is (kind is not ActionKind.STOP)


@pytest.mark.parametrize(
    ("changes", "finished"),
    [
        ({"state": TradeState.CLOSED}, True),
        ({"state": TradeState.CLOSED, "legs": (a_leg(READD),)}, False),
        ({"state": TradeState.CLOSED, "hedge": a_hedge()}, False),
        ({"state": TradeState.CLOSED, "pending": (pending(ActionKind.STOP),)}, False),
        ({"guard": Guard.RELEASED}, True),
        ({"guard": Guard.RELEASED, "hedge": a_hedge()}, False),
        ({}, False),
    ],
)
def test_a_trade_is_finished_when_nothing_of_the_family_is_left(
    changes: dict[str, object], finished: bool
) -> None:
    assert a_trade(**changes).is_finished is finished


def test_a_timer_that_does_not_run_has_no_deadline() -> None:
    trade = a_trade(state=TradeState.RECOVERING)

    assert trade.timer(TimerKind.FLAT) is None
    assert trade.timer(TimerKind.RECOVERY) is not None


def test_every_duty_has_a_class() -> None:
    assert set(DUTY_CLASS) == set(Duty)
