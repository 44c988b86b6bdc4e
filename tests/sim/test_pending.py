from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dtms.sim import constants as c
from dtms.sim.errors import HandRefused
from dtms.sim.records import AccountSpec
from dtms.sim.terminal import Terminal
from tests.sim.builders import (
    a_pending,
    a_symbol,
    a_terminal,
    after,
    bought,
    deals,
    placed,
    sold,
)

BUY_LIMIT, SELL_LIMIT = c.ORDER_TYPE_BUY_LIMIT, c.ORDER_TYPE_SELL_LIMIT
BUY_STOP, SELL_STOP = c.ORDER_TYPE_BUY_STOP, c.ORDER_TYPE_SELL_STOP
BUY_STOP_LIMIT, SELL_STOP_LIMIT = c.ORDER_TYPE_BUY_STOP_LIMIT, c.ORDER_TYPE_SELL_STOP_LIMIT
T0_SERVER = 3 * 3600 + round(after(0).timestamp())


def code_of(terminal: Terminal, **changes: object) -> int:
    result = terminal.api.order_send(a_pending(terminal.api, **changes))
    assert result is not None, terminal.api.last_error()
    return result.retcode


def modified(terminal: Terminal, ticket: int, **levels: object) -> int:
    request = {"action": c.TRADE_ACTION_MODIFY, "order": ticket, "symbol": "EURUSD"}
    return terminal.api.order_send(request | levels).retcode


def removed(terminal: Terminal, ticket: int) -> int:
    return terminal.api.order_send({"action": c.TRADE_ACTION_REMOVE, "order": ticket}).retcode


def history(terminal: Terminal, ticket: int) -> object:
    return terminal.api.history_orders_get(ticket=ticket)[0]


def test_placed_order_waits_with_everything_it_was_given() -> None:
    terminal = a_terminal()
    api = terminal.api

    result = api.order_send(a_pending(api, sl=1.09, tp=1.12, comment="leg"))

    (order,) = api.orders_get()
    assert (result.retcode, result.deal, result.volume) == (10009, 0, 0.1)
    assert (order.ticket, order.type, order.state) == (result.order, BUY_LIMIT, 1)
    assert (order.price_open, order.sl, order.tp) == (1.095, 1.09, 1.12)
    assert (order.magic, order.comment, order.reason) == (77, "leg", c.ORDER_REASON_EXPERT)
    assert (order.volume_initial, order.volume_current) == (0.1, 0.1)
    assert (order.time_setup, order.time_done, order.price_current) == (T0_SERVER, 0, 1.1001)
    assert (api.orders_total(), api.positions_total(), api.account_info().margin) == (1, 0, 0.0)


def test_waiting_orders_are_found_by_ticket_symbol_and_group() -> None:
    terminal = a_terminal()
    first = placed(terminal)
    second = placed(terminal, symbol="GBPUSD", price=1.25)
    api = terminal.api

    found = [
        api.orders_get(ticket=first),
        api.orders_get(symbol="GBPUSD"),
        api.orders_get(group="*USD,!EUR*"),
        api.orders_get(ticket=99),
    ]

    assert [[o.ticket for o in orders] for orders in found] == [[first], [second], [second], []]


@pytest.mark.parametrize(
    ("kind", "price", "quotes", "filled"),
    [
        # Entries look at the price a deal of their side would get: buys at the ask, sells the bid.
        (BUY_LIMIT, 1.0990, [(1.0985, 1.0991), (1.0985, 1.0990)], [False, True]),
        (BUY_STOP, 1.1010, [(1.1009, 1.10095), (1.1009, 1.1010)], [False, True]),
        (SELL_LIMIT, 1.1010, [(1.1009, 1.1015), (1.1010, 1.1015)], [False, True]),
        (SELL_STOP, 1.0990, [(1.0991, 1.0992), (1.0990, 1.0995)], [False, True]),
    ],
)
def test_entry_triggers_on_its_own_side_of_the_market(
    kind: int, price: float, quotes: Sequence[tuple[float, float]], filled: list[bool]
) -> None:
    rows = [((at + 1) * 10, *quote) for at, quote in enumerate(quotes)]
    terminal = a_terminal(EURUSD=((0, 1.1000, 1.1001), *rows))
    placed(terminal, type=kind, price=price)

    seen = []
    for at in range(len(quotes)):
        terminal.advance_to(after((at + 1) * 10 + 5))
        seen.append(terminal.api.positions_total() == 1)

    assert seen == filled


@pytest.mark.parametrize(
    ("kind", "price", "quote", "fill"),
    [
        (BUY_STOP, 1.1010, (1.1050, 1.1051), 1.1051),
        (SELL_STOP, 1.0990, (1.0950, 1.0951), 1.0950),
        (BUY_LIMIT, 1.0990, (1.0950, 1.0951), 1.0951),
        (SELL_LIMIT, 1.1010, (1.1050, 1.1051), 1.1050),
    ],
)
def test_gap_fills_stops_worse_and_limits_better(
    kind: int, price: float, quote: tuple[float, float], fill: float
) -> None:
    terminal = a_terminal(EURUSD=((0, 1.1000, 1.1001), (10, *quote)))
    placed(terminal, type=kind, price=price)

    terminal.advance_to(after(60))

    assert deals(terminal)[-1].price == fill


def test_filled_order_opens_a_position_of_its_ticket_and_enters_the_history() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1000, 1.1001), (10, 1.0949, 1.0950)))
    ticket = placed(terminal, sl=1.09, tp=1.12, comment="leg")

    terminal.advance_to(after(60))

    (held,), deal = terminal.api.positions_get(), deals(terminal)[-1]
    order = history(terminal, ticket)
    assert terminal.api.orders_get() == ()
    assert (held.ticket, held.identifier, held.magic, held.comment) == (ticket, ticket, 77, "leg")
    assert (held.sl, held.tp, held.price_open) == (1.09, 1.12, 1.0950)
    assert (deal.order, deal.position_id, deal.entry) == (ticket, ticket, c.DEAL_ENTRY_IN)
    assert (order.state, order.position_id, order.volume_current) == (4, ticket, 0.0)
    assert order.time_done == T0_SERVER + 10


def test_position_opened_by_an_order_is_stopped_on_the_next_quote() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1000, 1.1001), (10, 1.1009, 1.1010), (20, 1.0900, 1.0901)))
    placed(terminal, type=BUY_STOP, price=1.1010, sl=1.0990)

    terminal.advance_to(after(60))

    assert [deal.price for deal in deals(terminal)[1:]] == [1.1010, 1.0900]
    assert deals(terminal)[-1].reason == c.DEAL_REASON_SL


def test_buy_stop_limit_becomes_a_limit_and_fills_on_the_way_back() -> None:
    terminal = a_terminal(
        EURUSD=(
            (0, 1.1000, 1.1001),
            (10, 1.1010, 1.1011),
            (20, 1.1006, 1.1007),
            (30, 1.1004, 1.1005),
        )
    )
    ticket = placed(terminal, type=BUY_STOP_LIMIT, price=1.1010, stoplimit=1.1005)

    (waiting,) = terminal.api.orders_get()
    terminal.advance_to(after(25))
    (limit,) = terminal.api.orders_get()
    terminal.advance_to(after(35))

    assert (waiting.price_open, waiting.price_stoplimit) == (1.1010, 1.1005)
    assert (limit.ticket, limit.type, limit.price_open) == (ticket, BUY_LIMIT, 1.1005)
    assert deals(terminal)[-1].price == 1.1005


def test_sell_stop_limit_becomes_a_limit_above() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1000, 1.1001), (10, 1.0990, 1.0991), (20, 1.0996, 1.0997)))
    placed(terminal, type=SELL_STOP_LIMIT, price=1.0990, stoplimit=1.0995)

    terminal.advance_to(after(60))

    # Seen, not passed through: the limit fills at the better price.
    assert deals(terminal)[-1].price == 1.0996


@pytest.mark.parametrize(
    ("kind", "price", "stoplimit"),
    [
        (BUY_LIMIT, 1.1001, 0.0),
        (BUY_STOP, 1.1001, 0.0),
        (SELL_LIMIT, 1.1000, 0.0),
        (SELL_STOP, 1.1000, 0.0),
        (BUY_LIMIT, 1.1020, 0.0),
        (SELL_STOP, 1.1020, 0.0),
        (BUY_LIMIT, 0.0, 0.0),
        (BUY_LIMIT, 1.095001, 0.0),
        (BUY_STOP_LIMIT, 1.1010, 1.1020),
        (BUY_STOP_LIMIT, 1.1010, 0.0),
        (SELL_STOP_LIMIT, 1.0990, 1.0980),
    ],
)
def test_order_on_the_wrong_side_or_off_the_grid_is_10015(
    kind: int, price: float, stoplimit: float
) -> None:
    code = code_of(a_terminal(), type=kind, price=price, stoplimit=stoplimit)

    assert code == c.TRADE_RETCODE_INVALID_PRICE


@pytest.mark.parametrize(("price", "code"), [(1.0992, 10015), (1.0991, 10009)])
def test_stops_level_keeps_orders_off_the_market(price: float, code: int) -> None:
    terminal = a_terminal(symbols=[a_symbol(stops_level=100)], EURUSD=((0, 1.1000, 1.1001),))

    assert code_of(terminal, price=price) == code


@pytest.mark.parametrize(
    ("kind", "price", "stoplimit", "sl", "tp", "code"),
    [
        (BUY_LIMIT, 1.0950, 0.0, 1.0949, 1.0951, 10009),
        (BUY_LIMIT, 1.0950, 0.0, 1.0950, 0.0, 10016),
        (BUY_LIMIT, 1.0950, 0.0, 0.0, 1.0950, 10016),
        (SELL_STOP, 1.0950, 0.0, 1.0949, 0.0, 10016),
        (BUY_STOP_LIMIT, 1.1050, 1.1030, 1.1040, 0.0, 10016),
        (BUY_STOP_LIMIT, 1.1050, 1.1030, 1.1020, 1.1040, 10009),
    ],
)
def test_levels_count_from_the_price_the_order_fills_at(
    kind: int, price: float, stoplimit: float, sl: float, tp: float, code: int
) -> None:
    terminal = a_terminal()

    answered = code_of(terminal, type=kind, price=price, stoplimit=stoplimit, sl=sl, tp=tp)

    assert answered == code


@pytest.mark.parametrize(
    ("allowed", "kind", "price", "code"),
    [
        (2, BUY_LIMIT, 1.0950, 10009),
        (2, BUY_STOP, 1.1050, 10035),
        (4, BUY_STOP, 1.1050, 10009),
        (4, BUY_LIMIT, 1.0950, 10035),
        (127, c.ORDER_TYPE_BUY, 1.1001, 10035),
        (127, c.ORDER_TYPE_CLOSE_BY, 1.1001, 10035),
    ],
)
def test_kinds_the_symbol_prohibits_are_10035(
    allowed: int, kind: int, price: float, code: int
) -> None:
    terminal = a_terminal(symbols=[a_symbol(order_mode=allowed)], EURUSD=((0, 1.1, 1.1001),))

    assert code_of(terminal, type=kind, price=price) == code


@pytest.mark.parametrize(
    ("mode", "kind", "price", "code"),
    [
        (c.SYMBOL_TRADE_MODE_LONGONLY, SELL_LIMIT, 1.1050, 10042),
        (c.SYMBOL_TRADE_MODE_SHORTONLY, BUY_LIMIT, 1.0950, 10043),
        (c.SYMBOL_TRADE_MODE_CLOSEONLY, BUY_LIMIT, 1.0950, 10044),
        (c.SYMBOL_TRADE_MODE_DISABLED, BUY_LIMIT, 1.0950, 10017),
    ],
)
def test_trade_modes_refuse_orders(mode: int, kind: int, price: float, code: int) -> None:
    terminal = a_terminal(symbols=[a_symbol(trade_mode=mode)], EURUSD=((0, 1.1, 1.1001),))

    assert code_of(terminal, type=kind, price=price) == code


def test_filling_of_a_waiting_order_is_return_or_one_the_symbol_allows() -> None:
    terminal = a_terminal(symbols=[a_symbol(filling=2)], EURUSD=((0, 1.1, 1.1001),))

    codes = [code_of(terminal, type_filling=mode) for mode in (0, 1, 2)]

    assert codes == [10030, 10009, 10009]


def test_more_orders_than_the_account_allows_are_10033() -> None:
    terminal = a_terminal(account=AccountSpec(limit_orders=2))

    assert [code_of(terminal) for _ in range(3)] == [10009, 10009, 10033]


def test_volume_limit_counts_positions_and_orders_of_one_direction() -> None:
    terminal = a_terminal(symbols=[a_symbol(volume_limit=0.3)], EURUSD=((0, 1.1, 1.1001),))
    bought(terminal, volume=0.1)

    codes = [code_of(terminal), code_of(terminal), code_of(terminal)]
    codes.append(code_of(terminal, type=SELL_LIMIT, price=1.2, volume=0.3))

    assert codes == [10009, 10009, 10034, 10009]


def test_checks_of_orders_come_in_the_servers_order() -> None:
    wrong = {"volume": 0.001, "price": 1.2, "sl": 1.3, "expiration": 5, "type_time": 2}
    mended = {"volume": 0.1, "price": 1.095, "sl": 1.09, "type_time": 0}
    terminal = a_terminal(symbols=[a_symbol(filling=2)], EURUSD=((0, 1.1, 1.1001),))

    codes = []
    for field, value in mended.items():
        codes.append(code_of(terminal, type_filling=0, **wrong))
        wrong[field] = value
    codes.append(code_of(terminal, type_filling=0, **wrong))

    assert codes == [10014, 10015, 10016, 10022, 10030]


def test_modify_replaces_every_level() -> None:
    terminal = a_terminal()
    ticket = placed(terminal, sl=1.09, tp=1.12)

    code = modified(terminal, ticket, price=1.0960, sl=1.0910)

    (order,) = terminal.api.orders_get()
    assert code == 10009
    assert (order.price_open, order.sl, order.tp) == (1.0960, 1.0910, 0.0)


def test_modified_price_is_the_one_that_triggers() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1000, 1.1001), (10, 1.0959, 1.0960)))
    ticket = placed(terminal)
    modified(terminal, ticket, price=1.0960)

    terminal.advance_to(after(60))

    assert [held.ticket for held in terminal.api.positions_get()] == [ticket]


def test_modify_without_a_change_is_10025_and_on_the_wrong_side_10015() -> None:
    terminal = a_terminal()
    ticket = placed(terminal, sl=1.09)

    codes = [
        modified(terminal, ticket, price=1.0950, sl=1.09),
        modified(terminal, ticket, price=1.2, sl=1.09),
        modified(terminal, ticket, price=1.095, sl=1.0960),
    ]

    assert codes == [10025, 10015, 10016]
    assert terminal.api.orders_get()[0].price_open == 1.0950


def test_removed_order_is_cancelled_and_never_fills() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1000, 1.1001), (10, 1.0900, 1.0901)))
    ticket = placed(terminal)

    code = removed(terminal, ticket)
    terminal.advance_to(after(60))

    order = history(terminal, ticket)
    assert (code, terminal.api.orders_total(), terminal.api.positions_total()) == (10009, 0, 0)
    assert (order.state, order.volume_current, order.time_done) == (2, 0.1, T0_SERVER)


def test_unknown_order_is_10013_and_one_already_done_10023() -> None:
    terminal = a_terminal()
    ticket = placed(terminal)
    removed(terminal, ticket)

    assert [removed(terminal, 99), removed(terminal, ticket)] == [10013, 10023]
    assert modified(terminal, ticket, price=1.09) == 10023


def test_frozen_order_is_10029() -> None:
    terminal = a_terminal(
        symbols=[a_symbol(freeze_level=100)], EURUSD=((0, 1.1000, 1.1001), (10, 1.0955, 1.0956))
    )
    ticket = placed(terminal)

    free = modified(terminal, ticket, price=1.0949)
    terminal.advance_to(after(10))

    assert free == 10009
    assert [modified(terminal, ticket, price=1.09), removed(terminal, ticket)] == [10029, 10029]


def test_order_beyond_the_money_is_rejected_when_it_triggers() -> None:
    terminal = a_terminal(
        account=AccountSpec(deposit=100.0), EURUSD=((0, 1.1000, 1.1001), (10, 1.0949, 1.0950))
    )
    ticket = placed(terminal, volume=1.0)

    terminal.advance_to(after(60))

    order = history(terminal, ticket)
    assert (order.state, order.comment) == (c.ORDER_STATE_REJECTED, "No money")
    assert (terminal.api.positions_total(), terminal.api.orders_total()) == (0, 0)


@pytest.mark.parametrize(
    ("kind", "expiration", "lapses"),
    [
        # T0 is 8:00 UTC, 11:00 of the server; its midnight is 21:00 UTC.
        (c.ORDER_TIME_DAY, 0, timedelta(hours=13)),
        (c.ORDER_TIME_SPECIFIED, T0_SERVER + 90, timedelta(seconds=90)),
        (c.ORDER_TIME_SPECIFIED_DAY, T0_SERVER + 86_400, timedelta(hours=37)),
    ],
)
def test_order_lapses_at_its_time_and_not_before(
    kind: int, expiration: int, lapses: timedelta
) -> None:
    hours = tuple((hour * 3600, 1.1000, 1.1001) for hour in range(40))
    terminal = a_terminal(EURUSD=hours)
    ticket = placed(terminal, type_time=kind, expiration=expiration)

    terminal.advance_to(after(0) + lapses - timedelta(milliseconds=1))
    before = terminal.api.orders_get()
    terminal.advance_to(after(0) + lapses)

    order = history(terminal, ticket)
    assert [(o.time_expiration, o.type_time) for o in before] == [(expiration, kind)]
    assert terminal.api.orders_get() == ()
    assert order.state == c.ORDER_STATE_EXPIRED
    assert order.time_done == T0_SERVER + round(lapses.total_seconds())


def test_good_till_cancelled_order_outlives_the_week() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1000, 1.1001), (8 * 86_400, 1.0949, 1.0950)))
    ticket = placed(terminal)

    terminal.advance_to(after(9 * 86_400))

    assert [held.ticket for held in terminal.api.positions_get()] == [ticket]


@pytest.mark.parametrize(
    ("mode", "kind", "expiration"),
    [
        (15, c.ORDER_TIME_SPECIFIED, T0_SERVER),
        (15, c.ORDER_TIME_SPECIFIED, 0),
        (15, c.ORDER_TIME_SPECIFIED_DAY, T0_SERVER - 86_400),
        (15, 4, 0),
        (1, c.ORDER_TIME_DAY, 0),
        (2, c.ORDER_TIME_GTC, 0),
    ],
)
def test_expiration_past_or_not_offered_is_10022(mode: int, kind: int, expiration: int) -> None:
    symbol = a_symbol(expiration_mode=mode)
    terminal = a_terminal(symbols=[symbol], EURUSD=((0, 1.1, 1.1001),))

    assert code_of(terminal, type_time=kind, expiration=expiration) == 10022
    assert terminal.api.symbol_info("EURUSD").expiration_mode == mode


def test_order_is_refused_while_the_market_is_closed() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1000, 1.1001), (6 * 86_400, 1.1, 1.1001)))
    terminal.advance_to(datetime(2025, 6, 7, 12, 0, tzinfo=UTC))

    assert code_of(terminal) == c.TRADE_RETCODE_MARKET_CLOSED


def test_order_check_of_a_waiting_order_costs_no_margin() -> None:
    terminal = a_terminal()
    bought(terminal, volume=1.0)
    api = terminal.api

    good, bad = api.order_check(a_pending(api)), api.order_check(a_pending(api, price=1.2))

    assert (good.retcode, good.comment, good.margin) == (0, "Done", api.account_info().margin)
    assert (bad.retcode, bad.comment) == (10015, "Invalid price")
    assert api.orders_total() == 0


@pytest.mark.parametrize(
    ("kind", "price", "quote", "left"),
    [
        (SELL_STOP, 1.0990, (1.0990, 1.0991), (0, 0.2)),
        (BUY_STOP, 1.1010, (1.1009, 1.1010), (0, 0.4)),
    ],
)
def test_order_filled_on_a_netting_account_changes_the_one_position(
    kind: int, price: float, quote: tuple[float, float], left: tuple[int, float]
) -> None:
    netting = AccountSpec(deposit=100_000.0, margin_mode=c.ACCOUNT_MARGIN_MODE_RETAIL_NETTING)
    terminal = a_terminal(account=netting, EURUSD=((0, 1.1000, 1.1001), (10, *quote)))
    ticket = bought(terminal, volume=0.3)
    placed(terminal, type=kind, price=price, volume=0.1)

    terminal.advance_to(after(60))

    (held,) = terminal.api.positions_get()
    assert held.ticket == ticket
    assert (held.type, held.volume) == left


def test_larger_opposite_order_reverses_a_netting_position() -> None:
    netting = AccountSpec(deposit=100_000.0, margin_mode=c.ACCOUNT_MARGIN_MODE_RETAIL_NETTING)
    terminal = a_terminal(account=netting, EURUSD=((0, 1.1000, 1.1001), (10, 1.0990, 1.0991)))
    bought(terminal, volume=0.3)
    order = placed(terminal, type=SELL_STOP, price=1.0990, volume=0.5)

    terminal.advance_to(after(60))

    (held,), deal = terminal.api.positions_get(), deals(terminal)[-1]
    assert (held.type, held.volume, held.price_open) == (1, 0.2, 1.0990)
    assert (deal.entry, deal.order, deal.volume) == (c.DEAL_ENTRY_INOUT, order, 0.5)


def test_two_opposite_orders_of_a_bracket_trigger_apart() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1000, 1.1001), (10, 1.1019, 1.1020), (20, 1.0980, 1.0981)))
    up = placed(terminal, type=BUY_STOP, price=1.1020)
    down = placed(terminal, type=SELL_STOP, price=1.0980)

    terminal.advance_to(after(15))
    tickets = [held.ticket for held in terminal.api.positions_get()]
    waiting = [order.ticket for order in terminal.api.orders_get()]
    terminal.advance_to(after(25))

    assert (tickets, waiting) == ([up], [down])
    assert [held.ticket for held in terminal.api.positions_get()] == [up, down]


def test_waiting_orders_survive_a_restart_and_still_fill(tmp_path: Path) -> None:
    quotes = ((0, 1.1000, 1.1001), (10, 1.0949, 1.0950))
    first = a_terminal(store=tmp_path, EURUSD=quotes)
    filled = placed(first, sl=1.09)
    lapsing = placed(first, price=1.09, type_time=2, expiration=T0_SERVER + 30)
    gone = placed(first, price=1.08)
    removed(first, gone)
    before = [tuple(order) for order in first.api.orders_get()]
    first.close()

    second = a_terminal(store=tmp_path, EURUSD=quotes)
    resumed = [tuple(order) for order in second.api.orders_get()]
    second.advance_to(after(60))
    second.close()
    third = a_terminal(store=tmp_path, EURUSD=quotes)

    assert resumed == before
    assert [held.ticket for held in third.api.positions_get()] == [filled]
    assert third.api.orders_get() == ()
    assert [history(third, t).state for t in (filled, lapsing, gone)] == [4, 6, 2]


def test_disconnected_terminal_shows_the_orders_it_knew() -> None:
    terminal = a_terminal(EURUSD=((0, 1.1000, 1.1001), (10, 1.0949, 1.0950)))
    ticket = placed(terminal)
    terminal.faults.connected = False

    terminal.advance_to(after(60))
    shown = [order.ticket for order in terminal.api.orders_get()]
    terminal.faults.connected = True

    assert shown == [ticket]
    assert terminal.api.orders_get() == ()


def test_hand_places_and_removes_orders_with_reason_client() -> None:
    terminal = a_terminal()

    ticket = terminal.hand.place("EURUSD", SELL_LIMIT, 0.2, 1.12, sl=1.13)
    (order,) = terminal.api.orders_get()
    terminal.hand.remove(ticket)

    assert (order.ticket, order.reason, order.magic) == (ticket, c.ORDER_REASON_CLIENT, 0)
    assert terminal.api.orders_get() == ()
    with pytest.raises(HandRefused, match="10023"):
        terminal.hand.remove(ticket)


def test_symbol_with_a_waiting_order_cannot_leave_market_watch() -> None:
    terminal = a_terminal()
    ticket = placed(terminal)

    kept = terminal.api.symbol_select("EURUSD", False)
    removed(terminal, ticket)

    assert (kept, terminal.api.symbol_select("EURUSD", False)) == (False, True)


def test_orders_of_one_terminal_run_fill_as_in_many_short_runs() -> None:
    quotes = ((0, 1.1, 1.1001), (10, 1.0949, 1.0950), (20, 1.0899, 1.09), (30, 1.12, 1.1201))
    long, short = (a_terminal(EURUSD=quotes) for _ in range(2))
    for terminal in (long, short):
        placed(terminal, sl=1.0901)
        placed(terminal, type=BUY_STOP, price=1.1150, type_time=1)
        sold(terminal, tp=1.0950)

    long.advance_to(after(60))
    for second in range(0, 61, 3):
        short.advance_to(after(second))

    assert [tuple(d) for d in deals(long)] == [tuple(d) for d in deals(short)]
    assert len(deals(long)) == 6
    assert long.now == short.now
