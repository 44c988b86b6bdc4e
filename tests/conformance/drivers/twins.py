"""Starts a second program while the first holds the account, and again after it let go."""

import importlib
import json
import subprocess
import sys
from pathlib import Path


def twin() -> object:
    command = [sys.executable, "-P", str(Path(__file__).with_name("refused.py"))]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)  # noqa: S603


mt5 = importlib.import_module("MetaTrader5")
said = {"first": mt5.initialize(), "second": twin()}
mt5.shutdown()
said["after_shutdown"] = twin()
json.dump(said, sys.stdout)
