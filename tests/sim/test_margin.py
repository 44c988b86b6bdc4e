from collections.abc import Mapping

import pytest

from dtms.sim import constants as c
from dtms.sim.errors import SimError
from dtms.sim.records import AccountSpec
from dtms.sim.terminal import Terminal
from tests.sim.builders import (
    ALL,
    EURUSD,
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

FALL = ((0, 1.1000, 1.1001), (10, 1.0950, 1.0951), (20, 1.0910, 1.0911), (30, 1.0800, 1.0801))


def reasons(terminal: Terminal) -> list[int]:
    return [deal.reason for deal in deals(terminal) if deal.entry == c.DEAL_ENTRY_OUT]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # One lot at 1.1001, leverage 100, account in the quote currency.
        ({"calc_mode": c.SYMBOL_CALC_MODE_FOREX}, 1_100.10),
        ({"calc_mode": c.SYMBOL_CALC_MODE_FOREX, "margin_rate": 2.0}, 2_200.20),
        ({"calc_mode": c.SYMBOL_CALC_MODE_FOREX, "margin_initial": 50_000.0}, 550.05),
        ({"calc_mode": c.SYMBOL_CALC_MODE_FOREX_NO_LEVERAGE}, 110_010.0),
        ({"calc_mode": c.SYMBOL_CALC_MODE_CFD, "margin": "USD"}, 110_010.0),
        ({"calc_mode": c.SYMBOL_CALC_MODE_EXCH_STOCKS, "margin": "USD"}, 110_010.0),
        ({"calc_mode": c.SYMBOL_CALC_MODE_CFDLEVERAGE, "margin": "USD"}, 1_100.10),
        (
            {"calc_mode": c.SYMBOL_CALC_MODE_CFDINDEX, "margin": "USD", "tick_price": 0.5},
            55_005.0,
        ),
        (
            {"calc_mode": c.SYMBOL_CALC_MODE_FUTURES, "margin": "USD", "margin_initial": 2_500.0},
            2_500.0,
        ),
        (
            {"calc_mode": c.SYMBOL_CALC_MODE_EXCH_FUTURES, "margin_initial": 2_500.0},
            2_750.25,
        ),
    ],
)
def test_margin_follows_the_calculation_mode(
    changes: Mapping[str, object], expected: float
) -> None:
    account = AccountSpec(deposit=500_000.0)
    terminal = a_terminal(account=account, symbols=[a_symbol(**changes)], EURUSD=EURUSD)

    asked = terminal.api.order_calc_margin(0, "EURUSD", 1.0, 1.1001)
    bought(terminal, volume=1.0)

    assert asked == expected
    assert terminal.api.account_info().margin == expected


@pytest.mark.parametrize(("leverage", "expected"), [(30, 3_667.0), (500, 220.02), (1, 110_010.0)])
def test_margin_follows_the_leverage(leverage: int, expected: float) -> None:
    account = AccountSpec(deposit=500_000.0, leverage=leverage)
    terminal = a_terminal(account=account)

    bought(terminal, volume=1.0)

    assert terminal.api.account_info().margin == expected


def test_calculation_mode_that_is_not_simulated_is_refused_at_the_start() -> None:
    bonds = a_symbol(calc_mode=c.SYMBOL_CALC_MODE_EXCH_BONDS)

    with pytest.raises(SimError, match="calc_mode 37 is not simulated"):
        a_terminal(symbols=[bonds], EURUSD=EURUSD)


def test_profit_of_a_future_counts_its_ticks() -> None:
    future = a_symbol(
        calc_mode=c.SYMBOL_CALC_MODE_FUTURES, tick_size=0.0005, tick_price=6.25, margin="USD"
    )
    api = a_terminal(symbols=[future], EURUSD=EURUSD).api

    assert api.order_calc_profit(0, "EURUSD", 2.0, 1.1000, 1.1010) == 2 * 2 * 6.25
    assert api.symbol_info("EURUSD").trade_tick_value == 6.25


@pytest.mark.parametrize(
    ("buys", "sells", "changes", "margin"),
    [
        # Covered at the average of both legs, the rest at the larger leg's own average.
        ((1.0,), (1.0,), {"margin_hedged": 100_000.0}, 1_100.05),
        ((1.0,), (1.0,), {"margin_hedged": 50_000.0}, 550.02),
        ((1.0,), (1.0,), {"margin_hedged": 0.0}, 0.0),
        ((1.0,), (1.0,), {"margin_hedged_use_leg": True}, 1_100.10),
        ((0.3, 0.7), (0.4,), {"margin_hedged": 0.0}, 660.06),
        ((0.4,), (0.3, 0.7), {"margin_hedged": 0.0}, 660.0),
        ((0.4,), (0.3, 0.7), {"margin_hedged_use_leg": True}, 1_100.0),
        ((), (1.0,), {"margin_hedged": 0.0}, 1_100.0),
    ],
)
def test_hedged_margin_in_every_variant(
    buys: tuple[float, ...],
    sells: tuple[float, ...],
    changes: Mapping[str, object],
    margin: float,
) -> None:
    terminal = a_terminal(symbols=[a_symbol(**changes)], EURUSD=EURUSD)

    for volume in buys:
        bought(terminal, volume=volume)
    for volume in sells:
        sold(terminal, volume=volume)

    assert abs(terminal.api.account_info().margin - margin) < 0.011


def test_uncovering_a_hedge_needs_margin_and_never_a_negative_one() -> None:
    terminal = a_terminal(symbols=[a_symbol(margin_hedged=0.0)], EURUSD=EURUSD)
    main, hedge = bought(terminal, volume=1.0), sold(terminal, volume=1.0)

    margins = [terminal.api.account_info().margin]
    for ticket, side, volume in ((main, 1, 0.4), (main, 1, 0.6), (hedge, 0, 1.0)):
        retcode(terminal, type=side, position=ticket, volume=volume)
        margins.append(terminal.api.account_info().margin)

    assert margins == [0.0, 440.0, 1_100.0, 0.0]


def test_stop_out_closes_the_biggest_loser_first_and_only_as_many_as_needed() -> None:
    # Margin 2,200.20: 50 % is 1,100.10 of equity.
    account = AccountSpec(deposit=2_500.0)
    terminal = a_terminal(
        account=account,
        EURUSD=((0, 1.1000, 1.1001), (10, 1.0950, 1.0951), (20, 1.0930, 1.0931)),
    )
    small, big = bought(terminal, volume=0.5), bought(terminal, volume=1.5)

    terminal.advance_to(after(10))
    standing = terminal.api.account_info()
    terminal.advance_to(after(60))

    (held,), out = terminal.api.positions_get(), deals(terminal)[-1]
    order = terminal.api.history_orders_get(ticket=out.order)[0]
    assert standing.equity == 1_480.0
    assert held.ticket == small
    assert (out.position_id, out.reason, out.price) == (big, c.DEAL_REASON_SO, 1.0930)
    assert out.comment == "[so 49.09%/1080.00]"
    assert order.reason == c.ORDER_REASON_SO
    assert terminal.api.account_info().margin == 550.05


def test_stop_out_loop_goes_on_until_nothing_is_left_to_save() -> None:
    terminal = a_terminal(account=AccountSpec(deposit=2_500.0), EURUSD=FALL[:1] + FALL[3:])
    for volume in (0.5, 1.0, 0.5):
        bought(terminal, volume=volume)

    terminal.advance_to(after(60))

    outs = [d for d in deals(terminal) if d.entry == c.DEAL_ENTRY_OUT]
    account = terminal.api.account_info()
    assert [(d.volume, d.reason) for d in outs] == [(1.0, 6), (0.5, 6), (0.5, 6)]
    assert (account.margin, account.margin_free) == (0.0, account.equity)
    assert account.balance == (2_500 - 2 * 2_010)


def test_stop_out_deletes_waiting_orders() -> None:
    terminal = a_terminal(account=AccountSpec(deposit=1_500.0), EURUSD=FALL)
    bought(terminal, volume=1.0)
    ticket = placed(terminal, price=1.0500)

    terminal.advance_to(after(60))

    assert terminal.api.orders_get() == ()
    assert terminal.api.history_orders_get(ticket=ticket)[0].state == c.ORDER_STATE_CANCELED


def test_stop_out_happens_at_the_first_quote_that_reaches_the_level() -> None:
    # A point a second: equity falls by a dollar each; the level is 550.05 under 1,100.10 of margin.
    fall = tuple((at, round(1.1 - at / 1e5, 5), round(1.1001 - at / 1e5, 5)) for at in range(900))
    terminal = a_terminal(account=AccountSpec(deposit=1_300.0), EURUSD=fall)
    bought(terminal, volume=1.0)

    terminal.advance_to(after(900))

    out = deals(terminal)[-1]
    assert (out.reason, out.price) == (c.DEAL_REASON_SO, round(1.1 - 740 / 1e5, 5))
    assert terminal.api.account_info().equity == 550.0


@pytest.mark.parametrize(("deposit", "left"), [(2_440.0, 1), (2_400.0, 0)])
def test_converting_rate_alone_can_stop_an_account_out(deposit: float, left: int) -> None:
    # The loss of 820 GBP grows from 1,066 to 1,558.08 dollars; the level is 80 % of 1,100.10.
    eurgbp = a_symbol("EURUSD", called="EURGBP", profit="GBP", margin="EUR")
    terminal = a_terminal(
        account=AccountSpec(deposit=deposit, so_out=80.0, leverage=100),
        symbols=[eurgbp, a_symbol("GBPUSD"), a_symbol("EURUSD")],
        EURGBP=((0, 0.8500, 0.8502), (5, 0.8420, 0.8422)),
        GBPUSD=((0, 1.3000, 1.3001), (10, 1.9000, 1.9001)),
        EURUSD=((0, 1.1000, 1.1001),),
    )
    bought(terminal, symbol="EURGBP", volume=1.0)

    terminal.advance_to(after(60))

    assert terminal.api.positions_total() == left


@pytest.mark.parametrize(("out", "left"), [(100.0, 0), (80.0, 1)])
def test_stop_out_in_money_compares_the_free_margin(out: float, left: int) -> None:
    # At 1.0950 the loss is 510: equity 1,690 less margin 1,100.10 leaves 589.90 free; at 1.0910 90.
    account = AccountSpec(
        deposit=2_100.0, so_mode=c.ACCOUNT_STOPOUT_MODE_MONEY, so_call=500.0, so_out=out
    )
    terminal = a_terminal(account=account, EURUSD=FALL[:3])
    bought(terminal, volume=1.0)

    terminal.advance_to(after(60))

    assert terminal.api.positions_total() == left
    assert terminal.api.account_info().margin_so_mode == 1


def test_margin_call_is_shown_and_closes_nothing() -> None:
    terminal = a_terminal(account=AccountSpec(deposit=1_500.0), EURUSD=FALL[:2])
    bought(terminal, volume=1.0)
    before = terminal.margin_call

    terminal.advance_to(after(60))

    assert (before, terminal.margin_call) == (False, True)
    assert terminal.api.positions_total() == 1


def test_credit_carries_the_account() -> None:
    terminals = [
        a_terminal(account=AccountSpec(deposit=1_450.0, credit=credit), EURUSD=FALL[:3])
        for credit in (0.0, 500.0)
    ]
    for terminal in terminals:
        bought(terminal, volume=1.0)
        terminal.advance_to(after(60))

    assert [terminal.api.positions_total() for terminal in terminals] == [0, 1]


def test_covered_pair_without_margin_stands_until_the_equity_is_gone() -> None:
    gap = ((0, 1.1000, 1.1001), (10, 1.0500, 1.0801), (20, 1.0500, 1.1500))
    terminal = a_terminal(
        account=AccountSpec(deposit=5_000.0), symbols=[a_symbol(margin_hedged=0.0)], EURUSD=gap
    )
    bought(terminal, volume=1.0)
    sold(terminal, volume=1.0)

    terminal.advance_to(after(15))
    covered = terminal.api.account_info()
    terminal.advance_to(after(25))

    assert (covered.margin, covered.margin_level) == (0.0, 0.0)
    assert set(reasons(terminal)) == {c.DEAL_REASON_SO}


def test_stop_comes_before_the_stop_out_on_one_quote() -> None:
    terminal = a_terminal(account=AccountSpec(deposit=1_500.0), EURUSD=FALL[:1] + FALL[3:])
    bought(terminal, volume=1.0, sl=1.0900)

    terminal.advance_to(after(60))

    assert reasons(terminal) == [c.DEAL_REASON_SL]


def test_account_far_from_its_stop_out_is_never_reckoned_wrong() -> None:
    long, short = (
        a_terminal(account=AccountSpec(deposit=3_000.0), EURUSD=FALL, GBPUSD=ALL["GBPUSD"])
        for _ in range(2)
    )
    for terminal in (long, short):
        bought(terminal, volume=1.0)
        sold(terminal, symbol="GBPUSD", volume=0.5)
        terminal.api.order_send(a_deal(terminal.api, volume=0.2))

    long.advance_to(after(60))
    for second in range(61):
        short.advance_to(after(second))

    assert [tuple(d) for d in deals(long)] == [tuple(d) for d in deals(short)]
