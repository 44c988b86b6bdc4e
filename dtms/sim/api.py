"""The object that stands in for the `MetaTrader5` module."""

from dtms.sim.calls_session import SessionCalls
from dtms.sim.calls_trade import TradeCalls
from dtms.sim.constants import CONSTANTS
from dtms.sim.desk import Desk


class Api(SessionCalls, TradeCalls):
    """Functions and constants of the module, by name; one last error and one connection.

    Its functions are bound methods: stored in a class body they do not bind again, as C functions
    do not.
    """

    __version__ = "5.0.6231"
    __author__ = "DTMS simulated terminal"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        for name, value in CONSTANTS.items():
            setattr(self, name, value)

    def __getattr__(self, name: str) -> int:
        """Only reached for names the module does not have; declares the constants' type."""
        message = f"module 'MetaTrader5' has no attribute {name!r}"
        raise AttributeError(message)
