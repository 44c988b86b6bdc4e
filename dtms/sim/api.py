"""The object that stands in for the `MetaTrader5` module."""

from typing import Final

from dtms.sim.calls_session import SessionCalls
from dtms.sim.calls_trade import TradeCalls
from dtms.sim.constants import CONSTANTS
from dtms.sim.structs import STRUCTS

FUNCTIONS: Final = (
    *("initialize", "login", "shutdown", "version", "last_error", "terminal_info", "account_info"),
    *("symbols_total", "symbols_get", "symbol_info", "symbol_info_tick", "symbol_select"),
    *("market_book_add", "market_book_release", "market_book_get"),
    *("copy_rates_from", "copy_rates_from_pos", "copy_rates_range"),
    *("copy_ticks_from", "copy_ticks_range", "orders_total", "orders_get"),
    *("positions_total", "positions_get", "order_calc_margin", "order_calc_profit"),
    *("order_check", "order_send", "history_orders_total", "history_orders_get"),
    *("history_deals_total", "history_deals_get"),
)
HELPERS: Final = ("Close", "Buy", "Sell")


class Api(SessionCalls, TradeCalls):
    """Functions, answer types and constants of the module, by name; one last error, one connection.

    Its functions are bound methods: stored in a class body they do not bind again, as C functions
    do not.
    """

    __version__ = "5.0.6231"
    __author__ = "DTMS simulated terminal"

    def __getattr__(self, name: str) -> int:
        """Only reached for names the module does not have; declares the constants' type."""
        message = f"module 'MetaTrader5' has no attribute {name!r}"
        raise AttributeError(message)


for _name, _value in {**CONSTANTS, **STRUCTS}.items():
    setattr(Api, _name, _value)
