from collections.abc import Mapping

import pytest

from dtms.sim import constants as c
from dtms.sim.errors import HandRefused, SimError
from dtms.sim.records import AccountSpec
from dtms.sim.terminal import Terminal
from tests.sim.builders import (
    ALL,
    T0,
    a_deal,
    a_feed,
    a_symbol,
    a_terminal,
    after,
    bought,
    deals,
    retcode,
    sold,
)

NETTING = AccountSpec(deposit=100_000.0, margin_mode=c.ACCOUNT_MARGIN_MODE_RETAIL_NETTING)


def test_deposit_is_the_first_deal() -> None:
    terminal = a_terminal()

    (deal,) = deals(terminal)

    assert (deal.type, deal.profit, deal.symbol) == (c.DEAL_TYPE_BALANCE, 100_000.0, "")
    assert terminal.api.account_info().balance == 100_000.0


def test_money_is_paid_in_and_out_by_deals() -> None:
    terminal = a_terminal()

    terminal.hand.pay(500.0)
    terminal.hand.pay(-40_000.25)
    with pytest.raises(HandRefused):
        terminal.hand.pay(-60_500.0)

    paid = [(deal.type, deal.profit, deal.comment) for deal in deals(terminal)[1:]]
    assert paid == [
        (c.DEAL_TYPE_BALANCE, 500.0, "Deposit"),
        (c.DEAL_TYPE_BALANCE, -40_000.25, "Withdrawal"),
    ]
    assert terminal.api.account_info().balance == 60_499.75


@pytest.mark.parametrize(
    ("symbol", "side", "prices", "expected"),
    [
        ("EURUSD", 0, (1.1, 1.1010), 100.0),
        ("EURUSD", 1, (1.1, 1.1010), -100.0),
        ("USDJPY", 0, (150.0, 151.0), 662.25),  # 100,000 yen at 151
        ("USDJPY", 1, (150.0, 151.0), -662.25),
        ("XAUUSD", 0, (2000.0, 2001.0), 100.0),
        ("BTCUSD", 1, (60_000.0, 59_000.0), 1_000.0),
    ],
)
def test_profit_of_one_lot_in_dollars(
    symbol: str, side: int, prices: tuple[float, float], expected: float
) -> None:
    api = a_terminal().api

    assert api.order_calc_profit(side, symbol, 1, *prices) == expected


def test_cross_profit_converts_through_the_base_currency() -> None:
    eurgbp = a_symbol("EURUSD", called="EURGBP", profit="GBP")
    terminal = a_terminal(
        symbols=[eurgbp, a_symbol("GBPUSD")],
        EURGBP=((0, 0.8500, 0.8502),),
        GBPUSD=ALL["GBPUSD"],
    )
    api = terminal.api

    gain = api.order_calc_profit(0, "EURGBP", 1.0, 0.85, 0.86)
    loss = api.order_calc_profit(0, "EURGBP", 1.0, 0.86, 0.85)

    assert gain == round(1000 * 1.30000, 2)
    assert loss == -round(1000 * 1.30010, 2)


def test_cross_profit_converts_through_the_quote_currency() -> None:
    gbpjpy = a_symbol("USDJPY", called="GBPJPY", base="GBP", margin="GBP")
    terminal = a_terminal(
        symbols=[gbpjpy, a_symbol("USDJPY"), a_symbol("GBPUSD")],
        GBPJPY=((0, 195.0, 195.02),),
        USDJPY=ALL["USDJPY"],
        GBPUSD=ALL["GBPUSD"],
    )
    api = terminal.api

    gain = api.order_calc_profit(0, "GBPJPY", 1.0, 195.0, 196.0)
    loss = api.order_calc_profit(1, "GBPJPY", 1.0, 195.0, 196.0)

    assert gain == round(100_000 / 150.010, 2)
    assert loss == -round(100_000 / 150.000, 2)
    assert api.order_calc_margin(0, "GBPJPY", 1.0, 195.0) == 1_300.10


def test_account_in_euro_converts_dollar_profit() -> None:
    terminal = a_terminal(account=AccountSpec(currency="EUR", deposit=50_000.0))

    assert terminal.api.order_calc_profit(0, "GBPUSD", 1.0, 1.30, 1.31) == round(1000 / 1.1001, 2)
    assert terminal.api.order_calc_margin(0, "EURUSD", 1.0, 1.10) == 1_000.0


def test_symbol_without_a_conversion_is_refused_at_the_start() -> None:
    with pytest.raises(SimError, match="JPY"):
        Terminal(
            feed=a_feed(USDJPY=ALL["USDJPY"]),
            account=AccountSpec(currency="EUR"),
            start=T0,
        )


@pytest.mark.parametrize(
    ("symbol", "price", "expected"),
    [
        ("EURUSD", 1.1001, 1_100.10),
        ("USDJPY", 150.01, 1_000.0),
        ("XAUUSD", 2000.2, 2_000.2),
        ("BTCUSD", 60_010.0, 3_000.5),
    ],
)
def test_margin_of_one_lot(symbol: str, price: float, expected: float) -> None:
    terminal = a_terminal()

    assert terminal.api.order_calc_margin(0, symbol, 1.0, price) == expected
    bought(terminal, symbol=symbol, volume=1.0)
    assert terminal.api.account_info().margin == expected


@pytest.mark.parametrize(
    ("hedged", "use_leg", "margin"),
    [
        (100_000.0, False, 660.03 + 440.02),  # covered 0.4 lots at the legs' average, 0.6 rest
        (50_000.0, False, 660.06 + 220.01 - 0.0),
        (0.0, False, 660.06),
        (0.0, True, 1_100.10),
    ],
)
def test_margin_of_a_hedged_pair(hedged: float, use_leg: bool, margin: float) -> None:
    spec = a_symbol(margin_hedged=hedged, margin_hedged_use_leg=use_leg)
    terminal = a_terminal(symbols=[spec], EURUSD=ALL["EURUSD"])
    bought(terminal, volume=1.0)
    sold(terminal, volume=0.4)

    average = (1.0 * 1.1001 + 0.4 * 1.1000) / 1.4
    covered = 0.4 * hedged * average / 100
    uncovered = 0.6 * 100_000 * 1.1001 / 100
    wanted = margin if use_leg else round(covered + uncovered, 2)

    assert terminal.api.account_info().margin == wanted
    assert abs(wanted - margin) < 0.05


def test_opening_a_hedge_does_not_raise_margin_when_covered_costs_nothing() -> None:
    terminal = a_terminal()
    bought(terminal, symbol="XAUUSD", volume=1.0)
    before = terminal.api.account_info().margin

    sold(terminal, symbol="XAUUSD", volume=0.5)

    assert terminal.api.account_info().margin == before / 2


def test_margin_level_is_zero_without_margin() -> None:
    assert a_terminal().api.account_info().margin_level == 0.0


def test_commission_is_charged_per_lot_and_side() -> None:
    terminal = a_terminal(account=AccountSpec(deposit=10_000.0, commission=3.5))
    ticket = bought(terminal, volume=0.5)
    retcode(terminal, type=1, position=ticket, volume=0.2)

    assert [deal.commission for deal in deals(terminal)] == [0.0, -1.75, -0.7]
    assert terminal.api.account_info().balance == 10_000.0 - 1.75 - 0.7 - 2.0


def test_partial_closes_split_the_commission_by_their_volume() -> None:
    terminal = a_terminal(account=AccountSpec(deposit=10_000.0, commission=3.5))
    ticket = bought(terminal, volume=1.0)
    for volume in (0.25, 0.5, 0.25):
        retcode(terminal, type=1, position=ticket, volume=volume)

    paid = [deal.commission for deal in deals(terminal)[1:]]

    assert paid == [-3.5, -0.88, -1.75, -0.88]


@pytest.mark.parametrize(
    ("terms", "paid"),
    [
        ({"commission": 4.0}, [-2.0, -2.0]),
        ({"commission_per_deal": 1.5}, [-1.5, -1.5]),
        ({"commission": 4.0, "commission_per_deal": 1.5}, [-3.5, -3.5]),
        ({"commission": 7.0, "commission_once": True}, [-3.5, 0.0]),
    ],
)
def test_commission_per_lot_per_deal_and_on_entry_only(
    terms: Mapping[str, float], paid: list[float]
) -> None:
    terminal = a_terminal(account=AccountSpec(deposit=10_000.0, **terms))
    ticket = bought(terminal, volume=0.5)
    retcode(terminal, type=1, position=ticket, volume=0.5)

    charged = [deal.commission for deal in deals(terminal)[1:]]

    assert charged == paid
    assert terminal.api.account_info().balance == round(10_000 - 5.0 + sum(paid), 2)


def test_fee_is_booked_apart_for_each_deal() -> None:
    terminal = a_terminal(account=AccountSpec(deposit=10_000.0, fee=0.75))
    ticket = bought(terminal, volume=0.5)
    retcode(terminal, type=1, position=ticket, volume=0.5)

    assert [(d.commission, d.fee) for d in deals(terminal)[1:]] == [(0.0, -0.75)] * 2
    assert terminal.api.account_info().balance == 10_000 - 5.0 - 1.5


def test_close_by_charges_no_commission() -> None:
    terminal = a_terminal(account=AccountSpec(deposit=100_000.0, commission=3.5))
    main, hedge = bought(terminal), sold(terminal)

    terminal.api.order_send({"action": 10, "position": main, "position_by": hedge})

    assert [d.commission for d in deals(terminal)[-2:]] == [0.0, 0.0]


@pytest.mark.parametrize(
    ("symbol", "volume", "move", "expected"),
    [
        # The smallest moves of one lot, held and then closed by a sell.
        ("EURUSD", 1.0, 0.00001, 1.0),
        ("USDJPY", 1.0, 1.0, 662.21),  # 100,000 yen at the closing bid, 151.010
        ("USDJPY", 0.01, 0.001, 0.01),
        ("XAUUSD", 1.0, 0.01, 1.0),
        ("XAUUSD", 0.05, 12.34, 61.7),
        ("BTCUSD", 1.0, 1000.0, 1000.0),
    ],
)
def test_known_profit_reaches_position_deal_and_balance_alike(
    symbol: str, volume: float, move: float, expected: float
) -> None:
    _, _, ask = ALL[symbol][0]
    moved = round(ask + move, 5)
    quotes = {symbol: (ALL[symbol][0], (10, moved, moved + ask * 1e-5))}
    terminal = a_terminal(**quotes)
    ticket = bought(terminal, symbol=symbol, volume=volume)
    terminal.advance_to(after(10))

    floating = terminal.api.positions_get(ticket=ticket)[0].profit
    retcode(terminal, symbol=symbol, type=1, position=ticket, volume=volume)

    assert floating == deals(terminal)[-1].profit == expected
    assert terminal.api.account_info().balance == round(100_000 + expected, 2)


def test_two_digit_yen_and_three_digit_metal_count_alike() -> None:
    yen = a_symbol("USDJPY", digits=2)
    gold = a_symbol("XAUUSD", digits=3)
    api = a_terminal(
        symbols=[yen, gold], USDJPY=((0, 150.0, 150.01),), XAUUSD=((0, 2000.0, 2000.2),)
    ).api

    assert api.order_calc_profit(0, "USDJPY", 1.0, 150.0, 151.0) == 662.25
    assert api.order_calc_profit(0, "XAUUSD", 1.0, 2000.0, 2000.001) == 0.1
    assert (api.symbol_info("USDJPY").point, api.symbol_info("XAUUSD").point) == (0.01, 0.001)


def test_netting_adds_to_the_position_at_the_average_price() -> None:
    terminal = a_terminal(account=NETTING, EURUSD=((0, 1.1, 1.1001), (10, 1.2, 1.2001)))
    ticket = bought(terminal, volume=0.1)
    terminal.advance_to(after(10))

    bought(terminal, volume=0.3)

    (held,) = terminal.api.positions_get()
    assert (held.ticket, held.volume) == (ticket, 0.4)
    assert held.price_open == pytest.approx(1.1751)


def test_netting_reduces_with_what_would_be_a_hedge() -> None:
    terminal = a_terminal(account=NETTING)
    bought(terminal, volume=0.4)

    sold(terminal, volume=0.1)

    (held,) = terminal.api.positions_get()
    assert (held.type, held.volume) == (0, 0.3)
    assert deals(terminal)[-1].entry == c.DEAL_ENTRY_OUT
    assert terminal.api.account_info().margin_mode == 0


def test_netting_reverses_with_a_larger_opposite_deal() -> None:
    terminal = a_terminal(account=NETTING)
    bought(terminal, volume=0.4)

    sold(terminal, volume=1.0)

    (held,) = terminal.api.positions_get()
    deal = deals(terminal)[-1]
    assert (held.type, held.volume, held.price_open) == (1, 0.6, 1.1)
    assert (deal.entry, deal.volume, deal.profit) == (c.DEAL_ENTRY_INOUT, 1.0, -4.0)


def test_netting_has_no_close_by() -> None:
    terminal = a_terminal(account=NETTING)
    ticket = bought(terminal)

    code = retcode(terminal, action=10, position=ticket, position_by=ticket)

    assert code == c.TRADE_RETCODE_INVALID


def test_history_selects_by_dates_ticket_and_position() -> None:
    terminal = a_terminal()
    api = terminal.api
    ticket = bought(terminal, volume=0.2)
    closing = api.order_send(a_deal(api, type=1, position=ticket, volume=0.1))
    bought(terminal, symbol="GBPUSD")

    assert [d.ticket for d in api.history_deals_get(ticket=closing.order)] == [closing.deal]
    assert [d.volume for d in api.history_deals_get(position=ticket)] == [0.2, 0.1]
    assert [o.ticket for o in api.history_orders_get(position=ticket)] == [ticket, closing.order]
    assert len(api.history_deals_get(0, 4_000_000_000, group="*GBP*")) == 1
    assert api.history_deals_total(0, 4_000_000_000) == 4
    assert api.history_orders_total(0, 4_000_000_000) == 3


def test_history_dates_are_server_time_so_utc_now_misses_the_newest() -> None:
    terminal = a_terminal()
    bought(terminal)

    now = terminal.now.timestamp()

    assert terminal.api.history_deals_get(now - 60, now + 60) == ()
    assert len(terminal.api.history_deals_get(now - 60, now + 86_400)) == 2


def test_tick_values_differ_for_profit_and_loss() -> None:
    info = a_terminal().api.symbol_info("USDJPY")

    assert info.trade_tick_value_profit == 100 / 150.010
    assert info.trade_tick_value_loss == 100 / 150.000
    assert (info.digits, info.point, info.trade_contract_size) == (3, 0.001, 100_000.0)
