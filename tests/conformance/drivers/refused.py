"""Tries to start the terminal; says what came of it."""

import importlib
import json
import sys

mt5 = importlib.import_module("MetaTrader5")
json.dump([mt5.initialize(), *mt5.last_error()], sys.stdout)
