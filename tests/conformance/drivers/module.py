"""Uses the module as a program that knows nothing of a simulator would; says what it saw."""

import importlib
import json
import pickle
import sys

mt5 = importlib.import_module("MetaTrader5")
before = (mt5.positions_get(), mt5.last_error())
started = mt5.initialize()
account, tick = mt5.account_info(), mt5.symbol_info_tick("EURUSD")


class Copied:
    """Functions copied into a class body, as some programs do."""

    positions_total = mt5.positions_total
    symbol_info = mt5.symbol_info


def refuses_to_pickle(value: object) -> bool:
    try:
        pickle.dumps(value)
    except pickle.PicklingError:
        return True
    return False


def refuses_keyword() -> bool:
    try:
        mt5.symbol_info(symbol="EURUSD")
    except TypeError:
        return True
    return False


bought = mt5.Buy("EURUSD", 0.1)
wrong = mt5.order_send({"action": 1, "symbol": "EURUSD", "volume": 1, "type": 0})
wrong_error = mt5.last_error()
later = mt5.symbol_info_tick("EURUSD").time_msc
rates = mt5.copy_rates_from_pos("EURUSD", mt5.TIMEFRAME_M15, 0, 100)
held = mt5.positions_get()
closed = mt5.Close("EURUSD")
foreign = {name.partition(".")[0] for name in sys.modules if not name.startswith("_")}
json.dump(
    {
        "before": before,
        "started": started,
        "constants": {n: getattr(mt5, n) for n in dir(mt5) if n[0].isalpha() and n.isupper()},
        "version": mt5.__version__,
        "account": type(account).__name__,
        "margin_mode": account.margin_mode,
        "balance": account.balance,
        "no_fields": not hasattr(account, "_fields"),
        "as_dict": account._asdict()["login"] == account.login,
        "repr": repr(tick).startswith("Tick(time="),
        "unpicklable": refuses_to_pickle(account),
        "keyword_refused": refuses_keyword(),
        "copied": [Copied().positions_total(), Copied().symbol_info("EURUSD").name],
        "same_type": type(tick) is mt5.Tick,
        "bought": bought.retcode,
        "wrong": [wrong, *wrong_error],
        "time_moves": later > tick.time_msc,
        "rates": [len(rates), rates.dtype.itemsize],
        "held": len(held),
        "closed": closed,
        "deals": len(mt5.history_deals_get(0, 2**31 - 1)),
        "bid": tick.bid,
        "time": tick.time,
        "gone": [mt5.shutdown(), mt5.symbols_total(), *mt5.last_error()],
        "foreign": sorted(foreign - set(sys.stdlib_module_names)),
    },
    sys.stdout,
)
