"""Calls every public method of pdmt5's client on the module it is given."""

import importlib
import json
import sys
from datetime import UTC, datetime, timedelta

import pdmt5
import pydantic

mt5 = importlib.import_module("MetaTrader5")
client = pdmt5.Mt5DataClient(mt5=mt5, config=pdmt5.Mt5Config(login=5012345, timeout=5000))
client.initialize_and_login_mt5()
SYMBOL = "EURUSD"
M15 = mt5.TIMEFRAME_M15
NOW = datetime.fromtimestamp(mt5.symbol_info_tick(SYMBOL).time, UTC)
BEFORE, AFTER = NOW - timedelta(hours=3), NOW + timedelta(days=2)
DEAL = {
    "action": mt5.TRADE_ACTION_DEAL,
    "symbol": SYMBOL,
    "volume": 0.1,
    "type": mt5.ORDER_TYPE_BUY,
    "type_filling": mt5.ORDER_FILLING_IOC,
}
TICKS = (SYMBOL, BEFORE, 50, mt5.COPY_TICKS_ALL)
TICK_RANGE = (SYMBOL, BEFORE, NOW, mt5.COPY_TICKS_ALL)
PLAIN = {
    "initialize": (),
    "initialize_and_login_mt5": (),
    "login": (5012345,),
    "version": (),
    "last_error": (),
    "account_info": (),
    "terminal_info": (),
    "symbols_total": (),
    "symbols_get": ("EUR*,!*JPY*",),
    "symbol_info": (SYMBOL,),
    "symbol_info_tick": (SYMBOL,),
    "symbol_select": ("XAUUSD", True),
    "market_book_add": (SYMBOL,),
    "market_book_get": (SYMBOL,),
    "market_book_release": (SYMBOL,),
    "copy_rates_from": (SYMBOL, M15, NOW, 20),
    "copy_rates_from_pos": (SYMBOL, M15, 0, 20),
    "copy_rates_range": (SYMBOL, M15, BEFORE, NOW),
    "copy_ticks_from": TICKS,
    "copy_ticks_range": TICK_RANGE,
    "orders_total": (),
    "orders_get": (),
    "order_calc_margin": (mt5.ORDER_TYPE_BUY, SYMBOL, 0.1, 1.1),
    "order_calc_profit": (mt5.ORDER_TYPE_BUY, SYMBOL, 0.1, 1.1, 1.2),
    "order_check": (DEAL,),
    "order_send": (DEAL,),
    "positions_total": (),
    "positions_get": (),
    "history_orders_total": (BEFORE, AFTER),
    "history_orders_get": (BEFORE, AFTER),
    "history_deals_total": (BEFORE, AFTER),
    "history_deals_get": (BEFORE, AFTER),
    "shutdown": (),
}
ENDINGS = ("_as_dict", "_as_dicts", "_as_df")


def arguments_of(method: str) -> tuple[object, ...]:
    for ending in ENDINGS:
        if method.endswith(ending):
            return PLAIN[method.removesuffix(ending)]
    return PLAIN[method]


def described(answer: object) -> list[object]:
    if hasattr(answer, "columns"):
        return ["table", len(answer)]
    if isinstance(answer, tuple | list) or hasattr(answer, "dtype"):
        return [type(answer).__name__, len(answer)]
    if isinstance(answer, dict):
        return ["dict", len(answer)]
    return [type(answer).__name__, answer if isinstance(answer, bool | int | float) else 0]


own = {name for name in dir(pdmt5.Mt5DataClient) if not name.startswith("_")}
methods = sorted(
    name
    for name in own - set(dir(pydantic.BaseModel))
    if callable(getattr(pdmt5.Mt5DataClient, name))
)
order = ["order_send", *(n for n in methods if n not in {"order_send", "shutdown"}), "shutdown"]
answers, refusals = {}, {}
for method in order:
    try:
        answers[method] = described(getattr(client, method)(*arguments_of(method)))
    except pdmt5.Mt5RuntimeError as refusal:
        refusals[method] = str(refusal)
json.dump({"methods": methods, "answers": answers, "refusals": refusals}, sys.stdout)
