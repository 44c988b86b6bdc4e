"""A module to be served: the simulated terminal, with a side door for the test that serves it.

Loaded by a worker or an rpyc server in another process. The door's address is written to the file
that `HOSTED_DOOR` names; through it come the trader's hand, faults, and new terminals.
"""

import os
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.connection import Connection, Listener
from pathlib import Path

from dtms.sim.faults import (
    DropAnswer,
    DropRequest,
    Effect,
    ExecuteLate,
    FailRead,
    Fault,
    FillPartly,
    Refuse,
    RewriteComment,
)
from dtms.sim.records import AccountSpec
from dtms.sim.terminal import Terminal
from tests.sim.builders import a_terminal

EFFECTS: dict[str, Callable[..., Effect]] = {
    "refuse": lambda value: Refuse(retcode=value),
    "drop_request": lambda _: DropRequest(),
    "drop_answer": lambda _: DropAnswer(),
    "late": lambda value: ExecuteLate(after=timedelta(seconds=value)),
    "partly": lambda value: FillPartly(fraction=value),
    "comment": lambda value: RewriteComment(comment=value),
    "fail": lambda value: FailRead(code=value),
}


class Hosted:
    """The terminal in force and what befalls the process it is in."""

    def __init__(self) -> None:
        self.terminal = a_terminal()
        self.orders = 0
        self.hangs: dict[str, float] = {}
        self.dies: dict[str, str] = {}

    def do(self, what: str, *args: object) -> object:
        return getattr(self, f"do_{what}")(*args)

    def do_reset(self, margin_mode: int, login: int, store: str | None) -> None:
        self.terminal.close()
        self.terminal = made(margin_mode, login, store)
        self.orders = 0
        self.hangs, self.dies = {}, {}

    def do_switch(self, login: int) -> None:
        self.terminal.close()
        self.terminal = made(2, login, None)

    def do_buy(self, symbol: str, volume: float, stop: float) -> int:
        return self.terminal.hand.buy(symbol, volume, sl=stop)

    def do_close(self, ticket: int) -> None:
        self.terminal.hand.close(ticket)

    def do_fault(self, call: str, effect: str, value: object, times: int | None) -> None:
        self.terminal.faults.add(Fault(call=call, effect=EFFECTS[effect](value), times=times))

    def do_disable(self) -> None:
        self.terminal.faults.tradeapi_disabled = True

    def do_advance(self, seconds: float) -> None:
        self.terminal.advance_to(self.terminal.now + timedelta(seconds=seconds))

    def do_hang(self, call: str, seconds: float) -> None:
        self.hangs[call] = seconds

    def do_die(self, call: str, when: str) -> None:
        self.dies[call] = when

    def do_orders(self) -> int:
        return self.orders

    def do_volumes(self) -> list[float]:
        return [one.volume for one in self.terminal.api.positions_get()]

    def call(self, name: str, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        self.orders += name == "order_send"
        if self.dies.get(name) == "before":
            os._exit(9)
        if name in self.hangs:
            time.sleep(self.hangs.pop(name))
        function = getattr(self.terminal.api, name)
        result = function(*args, **kwargs) if kwargs else function(*args)
        if self.dies.get(name) == "after":
            os._exit(9)
        return result


def made(margin_mode: int, login: int, store: str | None) -> Terminal:
    account = AccountSpec(deposit=100_000.0, margin_mode=margin_mode, login=login)
    return a_terminal(account=account, store=None if store is None else Path(store))


def attend(hosted: Hosted, door: Listener) -> None:
    while True:
        guest = door.accept()
        threading.Thread(target=serve, args=(hosted, guest), daemon=True).start()


def serve(hosted: Hosted, guest: Connection) -> None:
    while True:
        try:
            what, *args = guest.recv()
        except (EOFError, OSError):
            return
        try:
            guest.send(("ok", hosted.do(what, *args)))
        except Exception as error:  # noqa: BLE001 - the test is told
            guest.send(("error", repr(error)))


HOSTED = Hosted()
if "HOSTED_DOOR" in os.environ:
    _DOOR = Listener(("127.0.0.1", 0))
    _FILE = Path(os.environ["HOSTED_DOOR"])
    _FILE.with_suffix(".new").write_text(str(_DOOR.address[1]), encoding="utf-8")
    _FILE.with_suffix(".new").rename(_FILE)
    threading.Thread(target=attend, args=(HOSTED, _DOOR), daemon=True).start()
    if "HOSTED_STORE" in os.environ:
        HOSTED.terminal = made(2, 5_012_345, os.environ["HOSTED_STORE"])


def __getattr__(name: str) -> object:
    value = getattr(HOSTED.terminal.api, name)
    if not callable(value):
        return value

    def function(*args: object, **kwargs: object) -> object:
        return HOSTED.call(name, args, kwargs)

    return function
