from dataclasses import replace
from datetime import UTC, datetime, timedelta

from dtms.core.trade import Deal, DealEntry, DealReason, TradeState
from dtms.engine.reporting import Report, Story, day_start, report
from dtms.engine.run_now import run_now
from tests.builders import (
    HEDGE,
    MAIN,
    NOW,
    a_new_trade,
    dec,
    hedge_opened,
    main_gone,
    registered,
    stop_moved,
)
from tests.core.shapes import example
from tests.house import a_house

HOUR = timedelta(hours=1)
SINCE = NOW - timedelta(hours=8)


def a_deal(position: int, net: float, at: datetime = NOW) -> Deal:
    return replace(
        example(Deal),
        position=position,
        profit=net,
        commission=0.0,
        swap=0.0,
        fee=0.0,
        at=at,
        entry=DealEntry.OUT,
        reason=DealReason.EXPERT,
        volume=dec("0.10"),
    )


def a_report(*deals: Deal, stories: tuple[Story, ...] = ()) -> Report:
    house = a_house()
    account = run_now(house.engine.station.broker.account())
    account = replace(account, balance=10_000.0, equity=10_050.0)
    return report(account, deals, stories, since=SINCE, at=NOW)


def test_the_balance_is_rebuilt_from_its_deals() -> None:
    shown = a_report(a_deal(1, -30.0, NOW - 2 * HOUR), a_deal(2, 10.0, NOW - HOUR))

    assert shown.start == 10_020.0
    assert [point.balance for point in shown.money] == [10_020.0, 9_990.0, 10_000.0]
    assert shown.change == 30.0


def test_deals_before_the_span_do_not_count() -> None:
    shown = a_report(a_deal(1, -500.0, SINCE - HOUR))

    assert (shown.start, shown.others) == (10_000.0, 0.0)


def test_a_trade_owns_the_deals_of_its_hedges_and_the_rest_is_others() -> None:
    trade = a_new_trade()
    story = Story(trade=trade, facts=(registered(), hedge_opened()), floating=-12.0)

    shown = a_report(a_deal(MAIN, -20.0), a_deal(HEDGE, 15.0), a_deal(999, 7.0), stories=(story,))

    (row,) = shown.trades
    assert (row.closed, row.floating, row.result) == (-5.0, -12.0, -17.0)
    assert shown.others == 7.0


def test_actions_are_counted_within_the_span() -> None:
    old = replace(stop_moved(), at=SINCE - HOUR)
    facts = (registered(), old, stop_moved(), hedge_opened())

    shown = a_report(stories=(Story(trade=a_new_trade(), facts=facts, floating=None),))

    assert shown.actions == 2


def test_a_closed_trade_ends_where_its_main_went() -> None:
    trade = replace(a_new_trade(), state=TradeState.CLOSED)
    gone = main_gone(NOW - HOUR)

    shown = a_report(stories=(Story(trade=trade, facts=(registered(), gone), floating=None),))

    assert shown.trades[0].until == NOW - HOUR


def test_the_brokers_day_begins_at_its_own_midnight() -> None:
    house = a_house()
    broker = house.engine.station.broker

    start = day_start(broker, datetime(2024, 3, 6, 10, 7, 31, tzinfo=UTC))

    # the simulated server keeps New York time plus seven hours: 22:00 UTC in winter
    assert start == datetime(2024, 3, 5, 22, 0, tzinfo=UTC)
