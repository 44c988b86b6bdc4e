"""What every function of the module shares: last error, connection, scripted read faults."""

from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import Concatenate

from dtms.sim import constants as c
from dtms.sim.arguments import SUCCESS, CallError
from dtms.sim.desk import Desk
from dtms.sim.faults import CutPipe, Effect, FailRead, Hang, Meanwhile
from dtms.sim.records import Refusal


class Calls:
    """State of the module in one process: connected or not, and the last error.

    Calls take turns: the real functions never let go of the interpreter, so no two ever overlap.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._attached = False
        self._error = SUCCESS
        self._turn = RLock()
        self._struck: list[Effect] = []

    def _before_call(self) -> None:
        """Hook of a terminal whose clock runs by itself."""

    def move_to(self, desk: Desk) -> None:
        """Show another account's desk from now on; the connection stays."""
        self._desk = desk

    def cut(self, code: int) -> CallError:
        """Lose the connection; the error is the struck call's own."""
        self._attached = False
        return ipc_error(code)

    def _fail(self, code: int, text: str) -> None:
        self._error = (code, text)


_READ_ERRORS = {
    c.RES_E_FAIL: "Terminal: Call failed",
    c.RES_E_INTERNAL_FAIL: "IPC call failed",
    c.RES_E_INTERNAL_FAIL_SEND: "IPC send failed",
    c.RES_E_INTERNAL_FAIL_RECEIVE: "IPC recv failed",
    c.RES_E_INTERNAL_FAIL_INIT: "IPC initialize failed, MetaTrader 5 x64 not found",
    c.RES_E_INTERNAL_FAIL_CONNECT: "No IPC connection",
    c.RES_E_INTERNAL_FAIL_TIMEOUT: "IPC timeout",
    c.RES_E_AUTO_TRADING_DISABLED: "Auto-Trading using Python API disabled in Terminal",
}


def ipc_error(code: int) -> CallError:
    """A fault of the link, in the module's words."""
    return CallError(code, _READ_ERRORS.get(code, "Terminal: Call failed"))


def no_such() -> CallError:
    """The terminal does not know the symbol."""
    return CallError(c.RES_E_NOT_FOUND, "Terminal: Not found")


def asks[T: Calls, **P, R, F](
    failure: F,
) -> Callable[[Callable[Concatenate[T, P], R]], Callable[Concatenate[T, P], R | F]]:
    """Make a method one of the module's functions that talk to the terminal.

    Resets the last error, needs a connection, lets scripted read faults strike, and answers
    `failure` where the real function does.
    """

    def wrap(body: Callable[Concatenate[T, P], R]) -> Callable[Concatenate[T, P], R | F]:
        name = body.__name__

        @wraps(body)
        def call(self: T, /, *args: P.args, **kwargs: P.kwargs) -> R | F:
            with self._turn:
                self._error = SUCCESS
                try:
                    struck = self._struck = _reach(self, name)
                    answer = body(self, *args, **kwargs)
                except CallError as error:
                    self._fail(error.code, error.text)
                    return failure
                except Refusal:
                    self._fail(c.RES_E_FAIL, "Terminal: Call failed")
                    return failure
                meanwhile(struck)
                return answer

        return call

    return wrap


def _reach(calls: Calls, name: str) -> list[Effect]:
    if not calls._attached:  # noqa: SLF001  same family
        raise ipc_error(c.RES_E_INTERNAL_FAIL_CONNECT)
    calls._before_call()  # noqa: SLF001  same family
    if name == "order_send":
        return []
    faults = calls._desk.faults  # noqa: SLF001  same family
    effects = faults.strike(name)
    for effect in effects:
        if isinstance(effect, FailRead):
            raise ipc_error(effect.code)
        if isinstance(effect, CutPipe):
            raise calls.cut(effect.code)
        if isinstance(effect, Hang) and not faults.blocks(effect):
            raise ipc_error(c.RES_E_INTERNAL_FAIL_TIMEOUT)
    return effects


def meanwhile(effects: list[Effect]) -> None:
    """Let happen what was scripted to happen now."""
    for effect in effects:
        if isinstance(effect, Meanwhile):
            effect.act()
