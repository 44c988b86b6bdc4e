"""Trades with mt5py on the module it is given."""

import importlib
import json
import sys
from datetime import UTC, datetime, timedelta

from MT5pytrader import TradeError, Trader

mt5 = importlib.import_module("MetaTrader5")
said = {}
trader = Trader(adapter=mt5, magic=4242)
trader.initialize()
server = mt5.account_info().server
try:
    trader.connect(1, "wrong", server)
except TradeError as error:
    said["wrong_login"] = [error.code, list(error.last_error)]
trader.connect(5012345, "any", server)

checked = trader.check_order("EURUSD", "buy", 0.1)
said["checked"] = [checked.valid, checked.retcode, checked.message]
opened = trader.open_buy("EURUSD", 0.3, 300, 600, comment="x" * 29)
said["opened"] = [opened.status, opened.retcode, opened.executed_volume]
(held,) = trader.positions("EURUSD")
said["levels"] = [round(held.price_open - held.sl, 5) > 0, held.tp > held.price_open]

tighter = round(held.sl + 0.00050, 5)
said["moved"] = trader.modify_sl("EURUSD", held.ticket, tighter).status
said["same"] = trader.modify_sl("EURUSD", held.ticket, tighter).status
(moved,) = trader.positions("EURUSD")
said["kept_target"] = [moved.sl == tighter, moved.tp == held.tp]

part = trader.close_position(held.ticket, 0.1)
(rest,) = trader.positions("EURUSD")
said["part"] = [part.status, part.executed_volume, rest.volume, rest.ticket == held.ticket]

sold = trader.open_sell("EURUSD", 0.1)
said["both"] = sorted(p.type for p in trader.positions("EURUSD"))
said["all_closed"] = [r.status for r in trader.close_buy("EURUSD") + trader.close_sell("EURUSD")]
said["left"] = len(trader.positions())

ask = mt5.symbol_info_tick("EURUSD").ask
placed = [
    trader.open_buy_limit("EURUSD", round(ask - 0.0100, 5), 0.1, 300, 600),
    trader.open_buy_stop("EURUSD", round(ask + 0.0100, 5), 0.1),
    trader.open_buy_stop_limit("EURUSD", round(ask + 0.0100, 5), round(ask + 0.0090, 5), 0.1),
    trader.open_sell_limit("EURUSD", round(ask + 0.0100, 5), 0.1),
]
said["placed"] = [order.retcode for order in placed]
waiting = trader.get_orders("EURUSD")
said["waiting"] = sorted(order.type for order in waiting)
first = placed[0].order
said["order_moved"] = trader.modify_order(first, price=round(ask - 0.0120, 5)).retcode
said["order_price"] = trader.get_orders(ticket=first)[0].price_open == round(ask - 0.0120, 5)
said["cancelled"] = [trader.cancel_order(order.ticket).retcode for order in waiting]
said["waiting_left"] = len(trader.get_orders())

now = datetime.fromtimestamp(mt5.symbol_info_tick("EURUSD").time, UTC)
since, until = now - timedelta(hours=5), now + timedelta(days=1)
report = trader.performance_report(since, until, magic=4242)
balance = mt5.account_info().balance
said["books"] = round(report["realized_net"] - (balance - 10_000.0), 2)
said["deals"] = len(trader.history_deals(since, until, magic=4242))
said["rates"] = len(trader.get_rates("EURUSD", mt5.TIMEFRAME_M5, since, now))
said["ticks"] = len(trader.get_ticks("EURUSD", now - timedelta(minutes=30), now)) > 0
said["margin"] = trader.margin_required("EURUSD", "buy", 0.1) > 0
price = mt5.symbol_info_tick("EURUSD").ask
estimate = trader.calculate_volume("EURUSD", "buy", price, round(price - 0.0050, 5), 50.0)
said["risk"] = [estimate.volume, round(estimate.estimated_loss, 2)]
trader.disconnect()
said["after"] = list(mt5.last_error())
json.dump(said, sys.stdout, default=str)
