import pickle
from hashlib import sha256

import numpy as np
import pytest

from dtms.sim import structs
from dtms.sim.calls_market import TICKS
from dtms.sim.constants import CONSTANTS
from dtms.sim.rates import RATES
from tests.sim.builders import a_terminal

# Digest of "name=value" lines, sorted, of the wheel metatrader5-5.0.6231 (cp312, win_amd64).
WHEEL_DIGEST = "d7de17a5e558f0a10afd43624e300669a9be0f07fb4cafec4d5052bf0bef2f51"
LENGTHS = {
    "AccountInfo": 28,
    "TerminalInfo": 22,
    "Tick": 8,
    "TradePosition": 19,
    "TradeOrder": 24,
    "TradeDeal": 18,
    "TradeRequest": 17,
    "OrderSendResult": 11,
    "OrderCheckResult": 9,
    "BookInfo": 4,
    "SymbolInfo": 96,
}
FUNCTIONS = [
    "initialize",
    "login",
    "shutdown",
    "version",
    "last_error",
    "terminal_info",
    "account_info",
    "symbols_total",
    "symbols_get",
    "symbol_info",
    "symbol_info_tick",
    "symbol_select",
    "market_book_add",
    "market_book_release",
    "market_book_get",
    "copy_rates_from",
    "copy_rates_from_pos",
    "copy_rates_range",
    "copy_ticks_from",
    "copy_ticks_range",
    "orders_total",
    "orders_get",
    "positions_total",
    "positions_get",
    "order_calc_margin",
    "order_calc_profit",
    "order_check",
    "order_send",
    "history_orders_total",
    "history_orders_get",
    "history_deals_total",
    "history_deals_get",
]


def test_all_constants_have_the_wheels_names_and_values() -> None:
    lines = "\n".join(f"{name}={value}" for name, value in sorted(CONSTANTS.items()))

    digest = sha256(lines.encode()).hexdigest()

    assert len(CONSTANTS) == 223
    assert digest == WHEEL_DIGEST


def test_api_has_every_function_constant_and_helper() -> None:
    api = a_terminal().api

    missing = [
        name for name in (*FUNCTIONS, "Buy", "Sell", "Close") if not callable(getattr(api, name))
    ]

    assert len(FUNCTIONS) == 32
    assert missing == []
    assert all(getattr(api, name) == value for name, value in CONSTANTS.items())


def test_unknown_attribute_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="TRADE_RETCODE_HEDGE_PROHIBITED"):
        _ = a_terminal().api.TRADE_RETCODE_HEDGE_PROHIBITED


@pytest.mark.parametrize("name", LENGTHS)
def test_struct_has_the_real_number_of_fields(name: str) -> None:
    made = structs.STRUCTS[name](range(LENGTHS[name]))

    assert made.n_fields == LENGTHS[name]
    assert made.__match_args__ == structs.FIELDS[name]
    assert tuple(made) == tuple(range(LENGTHS[name]))


def test_structs_are_struct_sequences_not_named_tuples() -> None:
    tick = structs.STRUCTS["Tick"]((1, 1.1, 1.2, 0.0, 0, 1000, 6, 0.0))

    assert repr(tick).startswith("Tick(time=1, bid=1.1, ask=1.2")
    assert not hasattr(tick, "_fields")
    assert not hasattr(tick, "_replace")
    assert tick._asdict()["ask"] == 1.2
    with pytest.raises(TypeError):
        structs.STRUCTS["Tick"](1, 1.1, 1.2, 0.0, 0, 1000, 6, 0.0)
    with pytest.raises(pickle.PicklingError):
        pickle.dumps(tick)


def test_fallback_struct_takes_one_iterable() -> None:
    made = structs.fallback("Tick", structs.FIELDS["Tick"])((1, 1.1, 1.2, 0.0, 0, 1000, 6, 0.0))

    assert (made.bid, made.n_fields, made._asdict()["flags"]) == (1.1, 8, 6)


def test_array_types_are_packed_into_sixty_bytes() -> None:
    assert RATES.itemsize == TICKS.itemsize == 60
    assert RATES.names == (
        "time",
        "open",
        "high",
        "low",
        "close",
        "tick_volume",
        "spread",
        "real_volume",
    )
    assert [RATES[name].str for name in RATES.names] == [
        "<i8",
        "<f8",
        "<f8",
        "<f8",
        "<f8",
        "<u8",
        "<i4",
        "<u8",
    ]
    assert [TICKS[name].str for name in TICKS.names] == [
        "<i8",
        "<f8",
        "<f8",
        "<f8",
        "<u8",
        "<i8",
        "<u4",
        "<f8",
    ]


def test_answers_carry_plain_python_numbers() -> None:
    terminal = a_terminal()
    api = terminal.api

    values = [*api.account_info(), *api.symbol_info("USDJPY"), *api.symbol_info_tick("EURUSD")]

    assert not [value for value in values if isinstance(value, np.generic)]
