from datetime import UTC, datetime

import pytest

from dtms.sim import constants as c
from dtms.sim.errors import HandRefused
from dtms.sim.records import AccountSpec
from dtms.sim.terminal import Terminal
from tests.sim.builders import (
    ALL,
    a_deal,
    a_feed,
    a_symbol,
    a_terminal,
    after,
    bought,
    retcode,
)

SLTP = c.TRADE_ACTION_SLTP


@pytest.mark.parametrize("volume", [0.0, 0.001, 0.015, 100.01, -0.1])
def test_volume_outside_the_steps_is_10014(volume: float) -> None:
    assert retcode(a_terminal(), volume=volume) == c.TRADE_RETCODE_INVALID_VOLUME


@pytest.mark.parametrize("volume", [0.01, 0.1 + 0.2, 0.07, 1.13])
def test_float_noise_in_a_whole_volume_is_accepted(volume: float) -> None:
    assert retcode(a_terminal(), volume=volume) == c.TRADE_RETCODE_DONE


def test_negative_price_is_10015() -> None:
    assert retcode(a_terminal(), price=-1.0) == c.TRADE_RETCODE_INVALID_PRICE


@pytest.mark.parametrize(
    ("side", "sl", "tp"),
    [
        (c.ORDER_TYPE_BUY, 1.1000, 0.0),
        (c.ORDER_TYPE_BUY, 1.2000, 0.0),
        (c.ORDER_TYPE_BUY, 0.0, 1.1000),
        (c.ORDER_TYPE_SELL, 1.1001, 0.0),
        (c.ORDER_TYPE_SELL, 0.0, 1.1001),
        (c.ORDER_TYPE_BUY, 1.0900005, 0.0),
        (c.ORDER_TYPE_BUY, -1.0, 0.0),
    ],
)
def test_stops_on_the_wrong_side_or_off_the_grid_are_10016(side: int, sl: float, tp: float) -> None:
    assert retcode(a_terminal(), type=side, sl=sl, tp=tp) == c.TRADE_RETCODE_INVALID_STOPS


@pytest.mark.parametrize(
    ("side", "sl", "code"),
    [
        (c.ORDER_TYPE_BUY, 1.0991, 10016),
        (c.ORDER_TYPE_BUY, 1.0990, 10009),
        (c.ORDER_TYPE_SELL, 1.1010, 10016),
        (c.ORDER_TYPE_SELL, 1.1011, 10009),
    ],
)
def test_stops_level_counts_from_the_exit_side(side: int, sl: float, code: int) -> None:
    spec = a_symbol(stops_level=100)
    terminal = a_terminal(symbols=[spec], EURUSD=((0, 1.1000, 1.1001),))

    assert retcode(terminal, type=side, sl=sl) == code


def test_unchanged_levels_are_10025() -> None:
    terminal = a_terminal()
    ticket = bought(terminal, sl=1.09)

    assert retcode(terminal, action=SLTP, position=ticket, sl=1.09) == c.TRADE_RETCODE_NO_CHANGES


def test_inside_the_freeze_level_nothing_changes_and_nothing_closes() -> None:
    spec = a_symbol(freeze_level=50)
    terminal = a_terminal(symbols=[spec], EURUSD=((0, 1.1000, 1.1001), (10, 1.0954, 1.0955)))
    ticket = bought(terminal, sl=1.0950)

    terminal.advance_to(after(10))

    assert retcode(terminal, action=SLTP, position=ticket, sl=1.0900) == c.TRADE_RETCODE_FROZEN
    assert retcode(terminal, type=1, position=ticket) == c.TRADE_RETCODE_FROZEN


def test_market_closed_at_the_weekend_is_10018_and_ticks_stop() -> None:
    saturday = datetime(2025, 6, 7, 12, tzinfo=UTC)
    terminal = a_terminal(**ALL)
    before = terminal.api.symbol_info_tick("EURUSD")

    terminal.advance_to(saturday)

    assert retcode(terminal) == c.TRADE_RETCODE_MARKET_CLOSED
    assert tuple(terminal.api.symbol_info_tick("EURUSD")) == tuple(before)


def test_no_quote_for_an_hour_in_open_hours_is_10021() -> None:
    terminal = a_terminal()

    terminal.advance_to(after(3601))

    assert retcode(terminal) == c.TRADE_RETCODE_PRICE_OFF


def test_margin_beyond_the_equity_is_10019() -> None:
    terminal = a_terminal(account=AccountSpec(deposit=1_000.0))

    assert retcode(terminal, volume=1.0) == c.TRADE_RETCODE_NO_MONEY
    assert retcode(terminal, volume=0.9) == c.TRADE_RETCODE_DONE


@pytest.mark.parametrize("mode", [c.ORDER_FILLING_FOK, c.ORDER_FILLING_RETURN, c.ORDER_FILLING_BOC])
def test_filling_mode_outside_the_mask_is_10030(mode: int) -> None:
    code = retcode(a_terminal(), symbol="XAUUSD", type_filling=mode)

    assert code == c.TRADE_RETCODE_INVALID_FILL


def test_unknown_position_is_10013_and_a_closed_one_10036() -> None:
    terminal = a_terminal()
    ticket = bought(terminal)
    retcode(terminal, type=1, position=ticket)

    assert retcode(terminal, type=1, position=ticket) == c.TRADE_RETCODE_POSITION_CLOSED
    assert retcode(terminal, type=1, position=4711) == c.TRADE_RETCODE_INVALID
    assert retcode(terminal, action=SLTP, position=ticket) == c.TRADE_RETCODE_POSITION_CLOSED


def test_closing_more_than_the_position_is_10038() -> None:
    terminal = a_terminal()
    ticket = bought(terminal, volume=0.1)

    code = retcode(terminal, type=1, position=ticket, volume=0.11)

    assert code == c.TRADE_RETCODE_INVALID_CLOSE_VOLUME


def test_closing_in_the_positions_own_direction_is_10013() -> None:
    terminal = a_terminal()
    ticket = bought(terminal)

    assert retcode(terminal, position=ticket) == c.TRADE_RETCODE_INVALID


def test_closing_under_another_symbol_is_10013() -> None:
    terminal = a_terminal()
    ticket = bought(terminal)

    assert retcode(terminal, type=1, symbol="GBPUSD", position=ticket) == c.TRADE_RETCODE_INVALID


def test_algo_trading_off_is_10027_but_the_hand_still_trades() -> None:
    terminal = a_terminal()
    terminal.algo_trading = False

    assert terminal.api.terminal_info().trade_allowed is False
    assert retcode(terminal) == c.TRADE_RETCODE_CLIENT_DISABLES_AT
    terminal.hand.buy("EURUSD", 0.1)
    assert terminal.api.positions_total() == 1


def test_api_trading_disabled_in_the_terminal_is_none_and_minus_8() -> None:
    terminal = a_terminal()
    terminal.faults.tradeapi_disabled = True

    assert terminal.api.order_send(a_deal(terminal.api)) is None
    assert terminal.api.last_error()[0] == -8
    assert terminal.api.terminal_info().tradeapi_disabled is True


@pytest.mark.parametrize(
    ("mode", "side", "code"),
    [
        (c.SYMBOL_TRADE_MODE_DISABLED, 0, c.TRADE_RETCODE_TRADE_DISABLED),
        (c.SYMBOL_TRADE_MODE_CLOSEONLY, 0, c.TRADE_RETCODE_CLOSE_ONLY),
        (c.SYMBOL_TRADE_MODE_LONGONLY, 1, c.TRADE_RETCODE_LONG_ONLY),
        (c.SYMBOL_TRADE_MODE_SHORTONLY, 0, c.TRADE_RETCODE_SHORT_ONLY),
    ],
)
def test_symbol_trade_modes_refuse_openings(mode: int, side: int, code: int) -> None:
    terminal = a_terminal(symbols=[a_symbol(trade_mode=mode)], EURUSD=ALL["EURUSD"])

    assert retcode(terminal, type=side) == code


def test_volume_limit_of_one_direction_is_10034() -> None:
    terminal = a_terminal(symbols=[a_symbol(volume_limit=0.3)], EURUSD=ALL["EURUSD"])
    bought(terminal, volume=0.2)

    assert retcode(terminal, volume=0.2) == c.TRADE_RETCODE_LIMIT_VOLUME
    assert retcode(terminal, volume=0.2, type=1) == c.TRADE_RETCODE_DONE


def test_checks_come_in_the_servers_order() -> None:
    wrong = {"volume": 0.001, "sl": 1.2, "type_filling": 3}
    terminal = a_terminal(account=AccountSpec(deposit=10.0))
    codes = [retcode(terminal, **wrong)]

    for name, right in (("volume", 50.0), ("sl", 0.0), ("type_filling", 1)):
        wrong[name] = right
        codes.append(retcode(terminal, **wrong))
    terminal.advance_to(datetime(2025, 6, 7, tzinfo=UTC))
    codes.append(retcode(terminal, volume=0.001))

    assert codes == [10014, 10016, 10030, 10019, 10018]


@pytest.mark.parametrize("action", [0, 2, 99])
def test_unknown_action_is_10013(action: int) -> None:
    assert retcode(a_terminal(), action=action) == c.TRADE_RETCODE_INVALID


def test_symbol_outside_market_watch_has_no_ticks_until_selected() -> None:
    terminal = Terminal(feed=a_feed(**ALL), start=after(0))
    api = terminal.api
    api.initialize()

    assert api.symbol_info("XAUUSD").select is False
    assert api.symbol_info_tick("XAUUSD") is None
    assert retcode(terminal, symbol="XAUUSD") == c.TRADE_RETCODE_PRICE_OFF
    assert api.symbol_select("XAUUSD") is True
    assert api.symbol_info_tick("XAUUSD").bid == 2000.0


def test_symbol_with_a_position_cannot_leave_market_watch() -> None:
    terminal = a_terminal()
    bought(terminal)

    assert terminal.api.symbol_select("EURUSD", False) is False
    assert terminal.api.symbol_select("GBPUSD", False) is True
    assert terminal.api.symbol_info_tick("GBPUSD") is None


def test_order_check_answers_0_done_and_opens_nothing() -> None:
    terminal = a_terminal()
    api = terminal.api

    result = api.order_check(a_deal(api, volume=1.0))

    assert (result.retcode, result.comment, result.margin) == (0, "Done", 1100.1)
    assert (result.balance, result.margin_free) == (100_000.0, 98_899.9)
    assert api.positions_total() == 0


def test_order_check_of_a_hedge_shows_the_margin_with_the_hedge() -> None:
    terminal = a_terminal()
    api = terminal.api
    bought(terminal, symbol="XAUUSD", volume=1.0)

    result = api.order_check(a_deal(api, symbol="XAUUSD", type=1, volume=1.0))

    assert api.account_info().margin == 2000.2
    assert result.margin == 0.0
    assert api.order_calc_margin(1, "XAUUSD", 1.0, 2000.0) == 2000.0


def test_order_check_names_the_refusal() -> None:
    api = a_terminal().api

    result = api.order_check(a_deal(api, volume=0.001))

    assert (result.retcode, result.comment) == (c.TRADE_RETCODE_INVALID_VOLUME, "Invalid volume")


def test_hand_is_refused_like_anyone() -> None:
    terminal = a_terminal()

    with pytest.raises(HandRefused) as refused:
        terminal.hand.buy("EURUSD", 0.001)

    assert refused.value.retcode == c.TRADE_RETCODE_INVALID_VOLUME
