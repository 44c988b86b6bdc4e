"""A MetaTrader5-shaped module with bad manners: it prints, raises, hangs and exits."""

import sys
import time
from collections import namedtuple

sys.stdout.write("a module that prints while it is loaded\n")

AccountInfo = namedtuple("AccountInfo", ["login", "server"])
TIMEFRAME_M1 = 1
__version__ = "0.1"


def last_error() -> "tuple[int, str]":
    return (1, "Success")


def initialize(**_: object) -> bool:
    return True


def account_info() -> object:
    sys.stdout.write("a line on the standard output\n")
    sys.stdout.flush()
    sys.stderr.write("x" * 200_000)
    return AccountInfo(4711, "Fake-Demo")


def positions_total() -> None:
    time.sleep(60)


def order_send(_: object) -> None:
    raise RuntimeError("broken inside")


def orders_total() -> None:
    sys.exit(3)
