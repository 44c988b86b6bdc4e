from datetime import timedelta
from pathlib import Path
from statistics import mean, pstdev

import pytest

from dtms.sim import constants as c
from dtms.sim.conditions import Conditions, Latency, Slippage
from dtms.sim.errors import ClockError
from dtms.sim.records import AccountSpec
from tests.sim.builders import (
    T0,
    a_deal,
    a_symbol,
    a_terminal,
    after,
    bought,
    deals,
    placed,
    retcode,
    sold,
)

QUOTES = ((0, 1.1000, 1.1001), (1, 1.1010, 1.1011), (10, 1.1020, 1.1021))
LATE = Conditions(latency=Latency(median_msc=1_500))
SLIPPED = Conditions(slippage=Slippage(deviation=3.0, tail_chance=0.1, tail=20.0), seed=7)
EXCHANGE = {"exemode": c.SYMBOL_TRADE_EXECUTION_EXCHANGE}


def test_market_moves_between_request_and_fill() -> None:
    terminal = a_terminal(conditions=LATE, EURUSD=QUOTES)

    bought(terminal)

    (held,) = terminal.api.positions_get()
    assert held.price_open == 1.1011
    assert terminal.now == T0 + timedelta(milliseconds=1_500)
    assert held.time_msc % 60_000 == 1_500


def test_stop_is_met_while_a_request_is_under_way() -> None:
    terminal = a_terminal(conditions=LATE, EURUSD=((0, 1.1, 1.1001), (2, 1.09, 1.0901)))
    ticket = bought(terminal, sl=1.0950)

    code = retcode(terminal, type=c.ORDER_TYPE_SELL, position=ticket)

    assert code == c.TRADE_RETCODE_POSITION_CLOSED
    assert deals(terminal)[-1].reason == c.DEAL_REASON_SL


@pytest.mark.parametrize(
    ("mode", "deviation", "code"),
    [
        (c.SYMBOL_TRADE_EXECUTION_INSTANT, 99, 10004),
        (c.SYMBOL_TRADE_EXECUTION_INSTANT, 100, 10009),
        (c.SYMBOL_TRADE_EXECUTION_REQUEST, 99, 10004),
        (c.SYMBOL_TRADE_EXECUTION_REQUEST, 100, 10009),
        (c.SYMBOL_TRADE_EXECUTION_MARKET, 0, 10009),
        (c.SYMBOL_TRADE_EXECUTION_EXCHANGE, 0, 10009),
    ],
)
def test_deviation_binds_instant_and_request_execution_alone(
    mode: int, deviation: int, code: int
) -> None:
    terminal = a_terminal(conditions=LATE, symbols=[a_symbol(exemode=mode)], EURUSD=QUOTES)

    result = terminal.api.order_send(a_deal(terminal.api, price=1.1001, deviation=deviation))

    assert result.retcode == code
    assert (result.bid, result.ask) == (1.1010, 1.1011)


def test_requested_price_is_dealt_at_the_market_within_the_deviation() -> None:
    instant = a_symbol(exemode=c.SYMBOL_TRADE_EXECUTION_INSTANT)
    terminal = a_terminal(conditions=LATE, symbols=[instant], EURUSD=QUOTES)

    result = terminal.api.order_send(a_deal(terminal.api, price=1.1001, deviation=200))

    assert result.price == 1.1011


def test_closing_under_instant_execution_requotes_too() -> None:
    instant = a_symbol(exemode=c.SYMBOL_TRADE_EXECUTION_INSTANT)
    terminal = a_terminal(symbols=[instant], EURUSD=QUOTES)
    ticket = bought(terminal, price=1.1001)
    terminal.advance_to(after(5))

    codes = [retcode(terminal, type=1, position=ticket, price=price) for price in (1.1000, 1.1010)]

    assert codes == [10004, 10009]


def test_time_taken_by_requests_already_counts_for_the_clock() -> None:
    terminal = a_terminal(conditions=LATE, EURUSD=QUOTES)
    terminal.advance_to(after(0.5))
    bought(terminal)

    terminal.advance_to(after(1))
    inside = terminal.now
    terminal.advance_to(after(3))

    assert (inside, terminal.now) == (after(2), after(3))
    with pytest.raises(ClockError):
        terminal.advance_to(after(2.5))


def test_latency_is_log_normal_about_its_median_and_the_same_for_a_seed() -> None:
    latency = Latency(median_msc=200, sigma=0.5)

    one = [Conditions(latency=latency, seed=1).delay_msc(n) for n in range(2_000)]
    again = [Conditions(latency=latency, seed=1).delay_msc(n) for n in range(2_000)]
    other = [Conditions(latency=latency, seed=2).delay_msc(n) for n in range(2_000)]

    assert one == again != other
    assert 190 < sorted(one)[1_000] < 210
    assert 215 < mean(one) < 240
    assert min(one) > 0


def test_slippage_is_symmetric_with_an_adverse_tail() -> None:
    plain = Conditions(slippage=Slippage(deviation=3.0), seed=7)

    even = [plain.slip(n) for n in range(4_000)]
    tailed = [SLIPPED.slip(n) for n in range(4_000)]

    assert abs(mean(even)) < 0.2
    assert 2.8 < pstdev(even) < 3.2
    assert 1.6 < mean(tailed) < 2.4
    assert max(tailed) > 40
    assert min(tailed) > -15


def test_there_is_no_delay_and_no_slippage_unless_asked_for() -> None:
    assert {(Conditions().delay_msc(n), Conditions().slip(n)) for n in range(500)} == {(0, 0)}


def test_slipped_fills_are_worse_for_buys_upwards_and_sells_downwards() -> None:
    terminal = a_terminal(conditions=SLIPPED)

    buys = [terminal.api.positions_get(ticket=bought(terminal))[0] for _ in range(40)]
    sells = [terminal.api.positions_get(ticket=sold(terminal))[0] for _ in range(40)]

    expected = [round(1.10010 + SLIPPED.slip(p.ticket) / 1e5, 5) for p in buys]
    assert [p.price_open for p in buys] == expected
    expected = [round(1.10000 - SLIPPED.slip(p.ticket) / 1e5, 5) for p in sells]
    assert [p.price_open for p in sells] == expected
    assert len({p.price_open for p in buys}) > 5


def test_slippage_spares_stated_prices_limits_and_targets_but_not_stops() -> None:
    quotes = ((0, 1.1000, 1.1001), (10, 1.0900, 1.0901), (20, 1.1100, 1.1101))
    always = Conditions(slippage=Slippage(tail_chance=1.0, tail=50.0), seed=3)
    instant = a_symbol(exemode=c.SYMBOL_TRADE_EXECUTION_INSTANT)
    stated = a_terminal(conditions=always, symbols=[instant], EURUSD=quotes)
    terminal = a_terminal(conditions=always, EURUSD=quotes)

    bought(stated, price=1.1001)
    limit = placed(terminal, price=1.0950, tp=1.1050)
    stop = placed(terminal, type=c.ORDER_TYPE_SELL_STOP, price=1.0950, sl=1.1050)
    terminal.advance_to(after(60))

    assert stated.api.positions_get()[0].price_open == 1.1001
    filled = {(d.position_id, d.entry): d.price for d in deals(terminal)[1:]}
    assert filled[limit, 0] == 1.0901
    assert filled[limit, 1] == 1.1100
    assert filled[stop, 0] < 1.0900
    assert filled[stop, 1] > 1.1101


def test_slippage_survives_a_restart_and_other_orders() -> None:
    first, second = a_terminal(conditions=SLIPPED), a_terminal(conditions=SLIPPED)
    retcode(second, volume=0.001)

    prices = [bought(t) and t.api.positions_get()[0].price_open for t in (first, second)]

    assert prices[0] == prices[1]


def test_order_check_promises_no_slip_and_takes_no_time() -> None:
    terminal = a_terminal(conditions=LATE, EURUSD=QUOTES)

    terminal.api.order_check(a_deal(terminal.api))

    assert terminal.now == T0


@pytest.mark.parametrize(
    ("mode", "volume", "code", "filled"),
    [
        (c.ORDER_FILLING_FOK, 0.5, 10009, 0.5),
        (c.ORDER_FILLING_FOK, 0.6, 10006, 0.0),
        (c.ORDER_FILLING_IOC, 0.6, 10010, 0.5),
        (c.ORDER_FILLING_RETURN, 0.6, 10010, 0.5),
    ],
)
def test_depth_short_of_the_volume_meets_the_filling_policy(
    mode: int, volume: float, code: int, filled: float
) -> None:
    terminal = a_terminal(symbols=[a_symbol(depth=0.5, **EXCHANGE)], EURUSD=QUOTES)

    result = terminal.api.order_send(a_deal(terminal.api, volume=volume, type_filling=mode))

    assert (result.retcode, result.volume) == (code, filled)
    held = sum(p.volume for p in terminal.api.positions_get())
    waiting = [o.volume_current for o in terminal.api.orders_get()]
    assert held == filled
    assert waiting == ([0.1] if mode == c.ORDER_FILLING_RETURN else [])


def test_rest_of_a_return_order_is_dealt_quote_by_quote_into_one_position() -> None:
    symbol = a_symbol(depth=0.5, **EXCHANGE)
    terminal = a_terminal(symbols=[symbol], EURUSD=QUOTES)
    result = terminal.api.order_send(a_deal(terminal.api, volume=1.2, type_filling=2))

    shown = terminal.api.orders_get()
    terminal.advance_to(after(60))

    (order,) = terminal.api.history_orders_get(ticket=result.order)
    (held,) = terminal.api.positions_get()
    trades = deals(terminal)[1:]
    assert [(o.state, o.volume_initial, o.volume_current) for o in shown] == [(3, 1.2, 0.7)]
    assert [(d.volume, d.price, d.order) for d in trades] == [
        (0.5, 1.1001, result.order),
        (0.5, 1.1011, result.order),
        (0.2, 1.1021, result.order),
    ]
    assert (order.state, order.volume_current) == (c.ORDER_STATE_FILLED, 0.0)
    assert (held.ticket, held.volume) == (result.order, 1.2)
    average = (0.5 * 1.1001 + 0.5 * 1.1011 + 0.2 * 1.1021) / 1.2
    assert abs(held.price_open - average) < 1e-9


def test_rest_of_a_closing_order_follows_its_position() -> None:
    symbol = a_symbol(depth=0.5, **EXCHANGE)
    quotes = tuple((at, 1.1, 1.1001) for at in (0, 1, 10, 20))
    terminal = a_terminal(symbols=[symbol], EURUSD=quotes)
    other = bought(terminal, volume=0.5)
    ticket = terminal.api.order_send(a_deal(terminal.api, volume=0.8, type_filling=2)).order
    terminal.advance_to(after(5))

    closing = a_deal(terminal.api, type=1, volume=0.8, position=ticket, type_filling=2)
    part = terminal.api.order_send(closing)
    between = {p.ticket: p.volume for p in terminal.api.positions_get()}
    terminal.advance_to(after(60))

    assert (part.retcode, part.volume) == (10010, 0.5)
    assert between == {other: 0.5, ticket: 0.3}
    assert {p.ticket: p.volume for p in terminal.api.positions_get()} == {other: 0.5}
    assert [d.entry for d in terminal.api.history_deals_get(ticket=part.order)] == [1, 1]


def test_rest_of_an_order_whose_position_is_gone_is_cancelled() -> None:
    symbol = a_symbol(depth=0.5, **EXCHANGE)
    terminal = a_terminal(symbols=[symbol], EURUSD=QUOTES)
    result = terminal.api.order_send(a_deal(terminal.api, volume=1.2, type_filling=2))
    terminal.hand.close(result.order)

    terminal.advance_to(after(60))

    (order,) = terminal.api.history_orders_get(ticket=result.order)
    assert (order.state, order.volume_current) == (c.ORDER_STATE_CANCELED, 0.7)
    assert terminal.api.positions_get() == ()


@pytest.mark.parametrize(
    ("mode", "filled", "state"),
    [
        (c.ORDER_FILLING_FOK, [], c.ORDER_STATE_REJECTED),
        (c.ORDER_FILLING_IOC, [0.5], c.ORDER_STATE_CANCELED),
        (c.ORDER_FILLING_RETURN, [0.5, 0.3], c.ORDER_STATE_FILLED),
    ],
)
def test_waiting_order_beyond_the_depth_follows_its_filling_policy(
    mode: int, filled: list[float], state: int
) -> None:
    symbol = a_symbol(depth=0.5)
    quotes = ((0, 1.1, 1.1001), (10, 1.0949, 1.0950), (20, 1.0949, 1.0950))
    terminal = a_terminal(symbols=[symbol], EURUSD=quotes)
    ticket = placed(terminal, volume=0.8, type_filling=mode)

    terminal.advance_to(after(60))

    (order,) = terminal.api.history_orders_get(ticket=ticket)
    assert [d.volume for d in deals(terminal)[1:]] == filled
    assert order.state == state


def test_return_order_survives_a_restart_with_its_rest(tmp_path: Path) -> None:
    symbols = [a_symbol(depth=0.5, **EXCHANGE)]
    netting = AccountSpec(deposit=100_000.0, margin_mode=c.ACCOUNT_MARGIN_MODE_EXCHANGE)
    first = a_terminal(account=netting, symbols=symbols, store=tmp_path, EURUSD=QUOTES)
    first.api.order_send(a_deal(first.api, volume=1.2, type_filling=2))
    first.close()

    second = a_terminal(account=netting, symbols=symbols, store=tmp_path, EURUSD=QUOTES)
    second.advance_to(after(60))

    assert [p.volume for p in second.api.positions_get()] == [1.2]
