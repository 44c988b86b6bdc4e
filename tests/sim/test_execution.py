import pytest

from dtms.sim import constants as c
from tests.sim.builders import (
    T0,
    a_deal,
    a_symbol,
    a_terminal,
    after,
    bought,
    deals,
    retcode,
    sold,
)


def test_market_buy_fills_at_ask_and_sell_at_bid() -> None:
    terminal = a_terminal()
    api = terminal.api

    buy = api.order_send(a_deal(api))
    sell = api.order_send(a_deal(api, type=api.ORDER_TYPE_SELL))

    assert (buy.retcode, buy.price, buy.comment) == (10009, 1.10010, "Request executed")
    assert (sell.price, sell.bid, sell.ask) == (1.10000, 1.10000, 1.10010)


def test_position_ticket_is_the_opening_orders() -> None:
    terminal = a_terminal()
    api = terminal.api

    result = api.order_send(a_deal(api, comment="hello", sl=1.09, tp=1.12))

    (held,) = api.positions_get()
    assert held.ticket == held.identifier == result.order != result.deal
    assert (held.sl, held.tp, held.magic, held.reason) == (1.09, 1.12, 77, c.POSITION_REASON_EXPERT)
    assert (held.comment, held.volume, held.symbol) == ("hello", 0.1, "EURUSD")
    assert (held.price_open, held.price_current) == (1.10010, 1.10000)
    assert held.profit == -1.0


def test_refused_answer_has_the_real_shape() -> None:
    api = a_terminal().api

    result = api.order_send(a_deal(api, volume=0.001))

    assert tuple(result)[:10] == (10014, 0, 0, 0.0, 0.0, 0.0, 0.0, "Invalid volume", 0, 0)
    assert result.request.volume == 0.001


def test_buy_stop_triggers_on_the_bid() -> None:
    # The ask alone touches the stop at 10 s; the bid does at 20 s.
    terminal = a_terminal(
        EURUSD=((0, 1.1000, 1.1010), (10, 1.0995, 1.0990 + 0.0005), (20, 1.0990, 1.1000))
    )
    bought(terminal, sl=1.0990)

    terminal.advance_to(after(15))
    assert terminal.api.positions_total() == 1
    terminal.advance_to(after(25))

    assert terminal.api.positions_get() == ()
    assert deals(terminal)[-1].price == 1.0990


def test_sell_stop_triggers_on_the_ask() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1000, 1.1002), (10, 1.1010, 1.1011), (20, 1.1009, 1.1012)))
    sold(terminal, sl=1.1012)

    terminal.advance_to(after(15))
    assert terminal.api.positions_total() == 1
    terminal.advance_to(after(25))

    assert deals(terminal)[-1].price == 1.1012


def test_stop_deal_carries_reason_comment_magic_and_time() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1000, 1.1001), (10, 1.0990, 1.0991)))
    ticket = bought(terminal, sl=1.0990, volume=1.0)

    terminal.advance_to(after(3600))

    deal = deals(terminal)[-1]
    assert (deal.reason, deal.comment) == (c.DEAL_REASON_SL, "[sl 1.09900]")
    assert (deal.type, deal.entry, deal.magic) == (c.DEAL_TYPE_SELL, c.DEAL_ENTRY_OUT, 77)
    assert (deal.position_id, deal.profit, deal.volume) == (ticket, -110.0, 1.0)
    assert deal.time_msc == round(after(10).timestamp() * 1000) + 3 * 3_600_000
    order = terminal.api.history_orders_get(ticket=deal.order)[0]
    assert (order.reason, order.state) == (c.ORDER_REASON_SL, c.ORDER_STATE_FILLED)


def test_target_closes_with_reason_tp() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1000, 1.1001), (10, 1.1020, 1.1021)))
    bought(terminal, tp=1.1020, volume=1.0)

    terminal.advance_to(after(60))

    deal = deals(terminal)[-1]
    assert (deal.reason, deal.comment, deal.profit) == (c.DEAL_REASON_TP, "[tp 1.10200]", 190.0)


def test_stop_gapped_over_fills_at_the_worse_first_price() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1000, 1.1001), (10, 1.0950, 1.0951)))
    bought(terminal, sl=1.0990)

    terminal.advance_to(after(60))

    assert deals(terminal)[-1].price == 1.0950


def test_target_gapped_over_fills_at_the_better_price() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1000, 1.1001), (10, 1.0950, 1.0951)))
    sold(terminal, tp=1.0990)

    terminal.advance_to(after(60))

    assert deals(terminal)[-1].price == 1.0951


def test_stops_are_met_in_time_order_across_symbols() -> None:
    terminal = a_terminal(
        EURUSD=((0, 1.1000, 1.1001), (20, 1.0900, 1.0901)),
        GBPUSD=((0, 1.3000, 1.3001), (10, 1.2900, 1.2901)),
    )
    bought(terminal, sl=1.0990)
    bought(terminal, symbol="GBPUSD", sl=1.2990)

    terminal.advance_to(after(60))

    assert [deal.symbol for deal in deals(terminal)[-2:]] == ["GBPUSD", "EURUSD"]


def test_ticks_of_one_millisecond_are_all_seen() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1, 1.1001), (10, 1.1, 1.1001), (10, 1.09, 1.0901)))
    bought(terminal, sl=1.0950)

    terminal.advance_to(after(11))

    assert terminal.api.positions_total() == 0


def test_partial_close_keeps_the_ticket() -> None:
    terminal = a_terminal()
    api = terminal.api
    ticket = bought(terminal, volume=1.0)

    code = retcode(terminal, type=api.ORDER_TYPE_SELL, volume=0.4, position=ticket, magic=5)

    (held,) = api.positions_get()
    deal = deals(terminal)[-1]
    assert code == api.TRADE_RETCODE_DONE
    assert (held.ticket, held.volume) == (ticket, 0.6)
    assert (deal.volume, deal.entry, deal.magic) == (0.4, c.DEAL_ENTRY_OUT, 5)


def test_full_close_removes_the_position() -> None:
    terminal = a_terminal()
    ticket = bought(terminal)

    assert retcode(terminal, type=c.ORDER_TYPE_SELL, position=ticket) == 10009
    assert terminal.api.positions_get() == ()
    assert [d.entry for d in terminal.api.history_deals_get(position=ticket)] == [0, 1]


def test_opposite_deal_without_position_opens_another() -> None:
    terminal = a_terminal()
    bought(terminal)
    sold(terminal)

    assert [held.type for held in terminal.api.positions_get()] == [0, 1]


def test_close_by_pairs_two_positions() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1000, 1.1001), (10, 1.0950, 1.0951)))
    api = terminal.api
    main = bought(terminal, volume=1.0)
    terminal.advance_to(after(10))
    hedge = sold(terminal, volume=0.4)

    result = api.order_send(
        {"action": api.TRADE_ACTION_CLOSE_BY, "position": main, "position_by": hedge}
    )

    (held,) = api.positions_get()
    outs = deals(terminal)[-2:]
    assert result.retcode == api.TRADE_RETCODE_DONE
    assert (held.ticket, held.volume, held.price_open) == (main, 0.6, 1.1001)
    assert [deal.entry for deal in outs] == [c.DEAL_ENTRY_OUT_BY] * 2
    assert [deal.price for deal in outs] == [1.0950, 1.0950]
    assert [deal.profit for deal in outs] == [-204.0, 0.0]
    assert [deal.position_id for deal in outs] == [main, hedge]
    assert outs[0].comment == f"#{main} by #{hedge}"


def test_close_by_leaves_the_larger_leg_when_it_is_the_hedge() -> None:
    terminal = a_terminal()
    api = terminal.api
    main, hedge = bought(terminal, volume=0.2), sold(terminal, volume=0.5)

    api.order_send({"action": api.TRADE_ACTION_CLOSE_BY, "position": main, "position_by": hedge})

    (held,) = api.positions_get()
    assert (held.ticket, held.type, held.volume) == (hedge, 1, 0.3)


def test_close_by_of_two_buys_is_invalid() -> None:
    terminal = a_terminal()
    api = terminal.api
    first, second = bought(terminal), bought(terminal)

    result = api.order_send(
        {"action": api.TRADE_ACTION_CLOSE_BY, "position": first, "position_by": second}
    )

    assert result.retcode == api.TRADE_RETCODE_INVALID


def test_sltp_replaces_both_levels() -> None:
    terminal = a_terminal()
    api = terminal.api
    ticket = bought(terminal, sl=1.09, tp=1.12)

    request = {"action": api.TRADE_ACTION_SLTP, "symbol": "EURUSD", "position": ticket, "sl": 1.095}
    result = api.order_send(request)

    (held,) = api.positions_get()
    assert result.retcode == api.TRADE_RETCODE_DONE
    assert (held.sl, held.tp) == (1.095, 0.0)


def test_moved_stop_is_the_one_that_triggers() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1000, 1.1001), (10, 1.0960, 1.0961), (20, 1.0890, 1.0891)))
    api = terminal.api
    ticket = bought(terminal, sl=1.0900)
    api.order_send({"action": 6, "symbol": "EURUSD", "position": ticket, "sl": 1.0965})

    terminal.advance_to(after(15))

    assert api.positions_get() == ()


@pytest.mark.parametrize("direction", [c.ORDER_TYPE_BUY, c.ORDER_TYPE_SELL])
def test_module_helpers_buy_sell_and_close(direction: int) -> None:
    terminal = a_terminal()
    api = terminal.api
    opening = api.Buy if direction == c.ORDER_TYPE_BUY else api.Sell

    result = opening("EURUSD", 0.1, comment="helper")
    closed = api.Close("EURUSD")

    assert result.retcode == api.TRADE_RETCODE_DONE
    assert closed is True
    assert api.Close("EURUSD") is False


def test_module_helpers_send_fok_and_meet_10030_on_ioc_symbols() -> None:
    api = a_terminal().api

    assert api.Buy("XAUUSD", 0.1).retcode == api.TRADE_RETCODE_INVALID_FILL


def test_instant_execution_requotes_beyond_the_deviation() -> None:
    instant = a_symbol(exemode=c.SYMBOL_TRADE_EXECUTION_INSTANT)
    terminal = a_terminal(symbols=[instant], EURUSD=((0, 1.1000, 1.1001),))

    assert retcode(terminal, price=1.0999, deviation=10) == c.TRADE_RETCODE_REQUOTE
    assert retcode(terminal, price=1.0999, deviation=20) == c.TRADE_RETCODE_DONE
    assert retcode(terminal) == c.TRADE_RETCODE_INVALID_PRICE


def test_hand_trades_with_reason_client_and_magic_zero() -> None:
    terminal = a_terminal()
    ticket = terminal.hand.sell("EURUSD", 0.5, sl=1.12)

    terminal.hand.modify(ticket, tp=1.05)
    (held,) = terminal.api.positions_get(ticket=ticket)
    terminal.hand.close(ticket, 0.2)

    assert (held.reason, held.magic, held.sl, held.tp) == (c.POSITION_REASON_CLIENT, 0, 1.12, 1.05)
    assert terminal.api.positions_get()[0].volume == 0.3
    assert deals(terminal)[-1].reason == c.DEAL_REASON_CLIENT
    assert terminal.now == T0
