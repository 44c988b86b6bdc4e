"""Says what the official package's own Python code defines."""

import importlib
import json
import sys

mt5 = importlib.import_module("MetaTrader5")
names = [name for name in dir(mt5) if name[0] != "_"]
said = {
    "version": mt5.__version__,
    "constants": {name: getattr(mt5, name) for name in names if name.isupper()},
    "callables": [name for name in names if callable(getattr(mt5, name))],
}
json.dump(said, sys.stdout)
