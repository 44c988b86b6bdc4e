"""Runs the official package's own Python code, its C core replaced by the simulated terminal's."""

import importlib
import json
import sys

mt5 = importlib.import_module("MetaTrader5")
said = {"file": mt5.__file__, "author": mt5.__author__, "started": mt5.initialize()}
bought = mt5.Buy("EURUSD", 0.10, comment="by the book")
sold = mt5.Sell("EURUSD", 0.20)
priced = mt5.Buy("GBPUSD", 0.10, mt5.symbol_info_tick("GBPUSD").ask)
held = mt5.positions_get()
said["opened"] = [bought.retcode, sold.retcode, priced.retcode]
said["held"] = [[p.symbol, p.type, p.volume, p.comment] for p in held]
said["one"] = mt5.Close("EURUSD", ticket=bought.order)
said["rest"] = mt5.Close("EURUSD")
said["nothing"] = mt5.Close("EURUSD")
said["last"] = mt5.Close("GBPUSD")
said["left"] = mt5.positions_total()
said["type"] = mt5.TradePosition is type(held[0])
json.dump(said, sys.stdout)
