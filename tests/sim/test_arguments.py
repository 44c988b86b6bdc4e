from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from enum import IntEnum

import numpy as np
import pytest

from dtms.sim.arguments import group_filter
from tests.sim.builders import T0, a_deal, a_terminal, bought


class Kind(IntEnum):
    BUY = 0


@pytest.mark.parametrize("value", [1, Decimal("0.1"), np.float32(0.1), "0.1", None])
@pytest.mark.parametrize("field", ["volume", "price", "stoplimit", "sl", "tp"])
def test_float_fields_refuse_anything_but_floats(field: str, value: object) -> None:
    api = a_terminal().api

    result = api.order_send(a_deal(api, **{field: value}))

    assert result is None
    assert api.last_error() == (-2, f'Invalid "{field}" argument')


@pytest.mark.parametrize("value", [np.int64(1), 1.0, "1", None, -1])
@pytest.mark.parametrize("field", ["action", "magic", "deviation", "type", "position"])
def test_int_fields_refuse_numpy_floats_and_negatives(field: str, value: object) -> None:
    api = a_terminal().api

    result = api.order_send(a_deal(api, **{field: value}))

    assert result is None
    assert api.last_error() == (-2, f'Invalid "{field}" argument')


def test_float_subclasses_and_int_enums_are_welcome() -> None:
    api = a_terminal().api

    result = api.order_send(a_deal(api, volume=np.float64(0.1), type=Kind.BUY, deviation=True))

    assert result.retcode == api.TRADE_RETCODE_DONE


def test_magic_is_unsigned_64_bit() -> None:
    terminal = a_terminal()

    bought(terminal, magic=2**64 - 1)

    assert terminal.api.positions_get()[0].magic == 2**64 - 1
    assert terminal.api.order_send(a_deal(terminal.api, magic=2**64)) is None


@pytest.mark.parametrize(
    ("comment", "accepted"), [("x" * 29, True), ("x" * 30, False), ("\U0001f600" * 15, False)]
)
def test_comment_holds_29_utf16_characters(comment: str, accepted: bool) -> None:
    api = a_terminal().api

    result = api.order_send(a_deal(api, comment=comment))

    assert (result is not None) is accepted
    if not accepted:
        assert api.last_error() == (-2, 'Invalid "comment" argument')


def test_long_symbol_in_a_request_is_refused() -> None:
    api = a_terminal().api

    assert api.order_send(a_deal(api, symbol="E" * 30)) is None
    assert api.last_error() == (-2, 'Invalid "symbol" argument')


def test_unknown_request_keys_are_ignored() -> None:
    api = a_terminal().api

    assert api.order_send(a_deal(api, colour="red")).retcode == api.TRADE_RETCODE_DONE


def test_request_may_come_as_keywords() -> None:
    api = a_terminal().api

    assert api.order_send(**a_deal(api)).retcode == api.TRADE_RETCODE_DONE


def test_dict_and_keywords_together_are_refused() -> None:
    api = a_terminal().api

    assert api.order_send(a_deal(api), volume=0.1) is None
    assert api.last_error() == (-2, "Unnamed arguments not allowed")


@pytest.mark.parametrize("name", ["order_send", "order_check"])
def test_unpacking_an_empty_keyword_dict_is_refused(name: str) -> None:
    api = a_terminal().api
    call, nothing = getattr(api, name), {}

    result = call(*(a_deal(api),), **nothing)

    assert result is None
    assert api.last_error() == (-2, "Unnamed arguments not allowed")


def test_unpacking_positional_arguments_alone_is_fine() -> None:
    api = a_terminal().api

    assert api.order_check(*(a_deal(api),)).retcode == 0


def test_thread_pools_do_not_trip_the_empty_keyword_dict() -> None:
    api = a_terminal().api

    with ThreadPoolExecutor(1) as pool:
        result = pool.submit(api.order_check, a_deal(api)).result()

    assert result.retcode == 0


@pytest.mark.parametrize("call", ["symbol_info", "copy_rates_from_pos", "order_calc_margin"])
def test_positional_functions_take_no_keywords(call: str) -> None:
    api = a_terminal().api

    with pytest.raises(TypeError):
        getattr(api, call)(symbol="EURUSD")


@pytest.mark.parametrize("call", ["positions_get", "orders_get"])
def test_getters_take_no_positional_arguments(call: str) -> None:
    api = a_terminal().api

    assert getattr(api, call)("EURUSD") is None
    assert api.last_error() == (-2, "Unnamed arguments not allowed")


def test_functions_stored_in_a_class_body_do_not_bind() -> None:
    api = a_terminal().api

    holder = type("Holder", (), {"symbol_info": api.symbol_info})()

    assert holder.symbol_info("EURUSD").name == "EURUSD"


def test_uninitialised_module_answers_none_and_no_connection() -> None:
    terminal = a_terminal()
    api = terminal.api
    api.shutdown()

    answers = [api.account_info(), api.positions_get(), api.order_send(a_deal(api)), api.version()]

    assert answers == [None] * 4
    assert api.last_error() == (-10004, "No IPC connection")
    assert api.symbol_select("EURUSD") is False
    assert api.symbols_get() is False


def test_last_error_is_reset_by_each_call() -> None:
    api = a_terminal().api

    assert api.symbol_info("NONE") is None
    assert api.last_error() == (-4, "Terminal: Not found")
    assert api.symbols_total() == 5
    assert api.last_error() == (1, "Success")


def test_another_accounts_login_is_refused() -> None:
    api = a_terminal().api
    api.shutdown()

    assert api.initialize(login=1) is False
    assert api.last_error() == (-6, "Terminal: Authorization failed")
    assert api.initialize(login=5_012_345) is True
    assert api.login(1) is False


def test_symbols_get_answers_false_to_a_wrong_group() -> None:
    assert a_terminal().api.symbols_get(group=5) is False


def test_ticket_wins_over_symbol_and_symbol_over_group() -> None:
    terminal = a_terminal()
    api = terminal.api
    eur, jpy = bought(terminal), bought(terminal, symbol="USDJPY")

    assert [p.ticket for p in api.positions_get(ticket=eur, symbol="USDJPY")] == [eur]
    assert [p.ticket for p in api.positions_get(symbol="USDJPY", group="EUR*")] == [jpy]
    assert [p.ticket for p in api.positions_get(group="*,!EUR*")] == [jpy]
    assert len(api.positions_get(tiket=eur)) == 2


def test_unknown_ticket_is_an_empty_success() -> None:
    api = a_terminal().api

    assert api.positions_get(ticket=1) == ()
    assert api.last_error() == (1, "Success")


def test_history_needs_dates_or_a_ticket() -> None:
    api = a_terminal().api

    assert api.history_deals_get() is None
    assert api.last_error() == (-2, "Invalid arguments")
    assert api.history_deals_get(np.datetime64("2025-01-01"), T0) is None


@pytest.mark.parametrize(
    ("group", "admitted"),
    [
        ("*USD*", ["EURUSD", "USDJPY"]),
        ("*USD*,!EUR*", ["USDJPY"]),
        ("!EUR*,*", ["EURUSD", "USDJPY"]),
        ("EURUSD", ["EURUSD"]),
        ("EUR", []),
    ],
)
def test_group_masks_apply_in_order(group: str, admitted: list[str]) -> None:
    admits = group_filter(group)

    assert [name for name in ("EURUSD", "USDJPY") if admits(name)] == admitted


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"login": "5012345"}, 'Invalid "login" argument'),
        ({"login": -1}, 'Invalid "login" argument'),
        ({"server": 5}, 'Invalid "server" argument'),
        ({"password": 5}, 'Invalid "password" argument'),
        ({"timeout": 1.5}, 'Invalid "timeout" argument'),
        ({"path": 5}, 'Invalid "path" argument'),
    ],
)
def test_initialize_names_the_argument_that_is_wrong(given: dict[str, object], text: str) -> None:
    api = a_terminal().api

    assert api.initialize(**given) is False
    assert api.last_error() == (-2, text)


@pytest.mark.parametrize(
    ("args", "text"),
    [
        (("a", "b"), "Invalid number of arguments"),
        ((5,), "Invalid 1st unnamed argument"),
    ],
)
def test_initialize_takes_a_path_and_nothing_else_by_position(
    args: tuple[object, ...], text: str
) -> None:
    api = a_terminal().api

    assert api.initialize(*args) is False
    assert api.last_error() == (-2, text)


@pytest.mark.parametrize(
    ("args", "text"),
    [
        (("a",), "Invalid 1st unnamed argument"),
        ((1, 2), "Invalid 2nd unnamed argument"),
        ((1, "a", 3), "Invalid 3rd unnamed argument"),
        ((1, "a", "b", 4), "Invalid number of arguments"),
        ((), "Invalid arguments"),
    ],
)
def test_login_reads_its_arguments_by_position(args: tuple[object, ...], text: str) -> None:
    api = a_terminal().api

    assert api.login(*args) is False
    assert api.last_error() == (-2, text)


def test_another_server_is_not_ours() -> None:
    api = a_terminal().api

    assert api.initialize(login=5_012_345, server="Elsewhere-Live") is False
    assert api.last_error() == (-6, "Terminal: Authorization failed")
    assert api.initialize("C:\\terminal64.exe", server="DTMS-Simulator", portable=True) is True
