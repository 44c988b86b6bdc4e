"""What the contract suite needs of a terminal, whichever it is and however it is reached."""

import subprocess
import sys
from datetime import timedelta
from multiprocessing.connection import Client
from pathlib import Path
from typing import Any, Protocol

from dtms.adapters.mt5.channel import Channel, InProcessChannel
from dtms.adapters.mt5.client import Deadlines, Login, TerminalChannel
from dtms.adapters.mt5.links import ChildConnector, Connector
from dtms.adapters.mt5.rpyc_link import RpycConnector
from dtms.core.trade import AccountId
from dtms.sim.faults import DropAnswer, DropRequest, Effect, ExecuteLate, FailRead, Fault, Refuse
from dtms.sim.records import AccountSpec
from dtms.sim.terminal import Terminal
from tests.adapters.mt5.fake_terminal import FakeTerminal
from tests.sim.builders import a_terminal


class Rig(Protocol):
    """A terminal with one symbol, hands that trade on it, and faults."""

    symbol: str
    account: AccountId

    @property
    def channel(self) -> Channel: ...

    def buy_by_hand(self, volume: float, *, stop: float | None = None) -> int: ...

    def close_by_hand(self, ticket: int) -> None: ...

    def refuse(self, retcode: int) -> None: ...

    def drop_request(self) -> None: ...

    def drop_answer(self) -> None: ...

    def execute_late(self) -> None: ...

    def run_late(self) -> None: ...

    def fail_read(self, name: str) -> None: ...

    def switch_account(self) -> None: ...

    def disable_api(self) -> None: ...

    def sent(self) -> int: ...


class FakeRig:
    """The strict stand-in, in this process."""

    symbol = "XAUUSD.r"
    account = AccountId(server="Fake-Demo", login=4711)

    def __init__(self, *, netting: bool = False) -> None:
        self.terminal = FakeTerminal()
        self.terminal.info.margin_mode = 0 if netting else 2

    @property
    def channel(self) -> Channel:
        return InProcessChannel(self.terminal)

    def buy_by_hand(self, volume: float, *, stop: float | None = None) -> int:
        return self.terminal.open_by_hand(0, volume, sl=stop or 0.0)

    def close_by_hand(self, ticket: int) -> None:
        self.terminal.close_by_hand(ticket)

    def refuse(self, retcode: int) -> None:
        self.terminal.refusals.append(retcode)

    def drop_request(self) -> None:
        self.terminal.drop_request = True

    def drop_answer(self) -> None:
        self.terminal.drop_answer = -10002

    def execute_late(self) -> None:
        self.terminal.execute_late = True

    def run_late(self) -> None:
        self.terminal.run_late()

    def fail_read(self, name: str) -> None:
        self.terminal.failing[name] = -10005

    def switch_account(self) -> None:
        self.terminal.info.login = 1

    def disable_api(self) -> None:
        self.terminal.terminal.tradeapi_disabled = True

    def sent(self) -> int:
        return len(self.terminal.requests)


class _Door:
    """The module of whichever terminal is attached; counts the orders."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.orders = 0

    def __getattr__(self, name: str) -> object:
        self.orders += name == "order_send"
        return getattr(self.terminal.api, name)


class SimRig:
    """The simulated terminal, in this process."""

    symbol = "EURUSD"
    account = AccountId(server="DTMS-Simulator", login=5_012_345)

    def __init__(self, *, netting: bool = False) -> None:
        mode = 0 if netting else 2
        self.terminal = a_terminal(account=AccountSpec(deposit=100_000.0, margin_mode=mode))
        self._door = _Door(self.terminal)

    @property
    def channel(self) -> Channel:
        return InProcessChannel(self._door)

    def buy_by_hand(self, volume: float, *, stop: float | None = None) -> int:
        return self.terminal.hand.buy(self.symbol, volume, sl=stop or 0.0)

    def close_by_hand(self, ticket: int) -> None:
        self.terminal.hand.close(ticket)

    def refuse(self, retcode: int) -> None:
        self._fault("order_send", Refuse(retcode=retcode))

    def drop_request(self) -> None:
        self._fault("order_send", DropRequest())

    def drop_answer(self) -> None:
        self._fault("order_send", DropAnswer())

    def execute_late(self) -> None:
        self._fault("order_send", ExecuteLate(after=timedelta(seconds=5)))

    def run_late(self) -> None:
        self.terminal.advance_to(self.terminal.now + timedelta(seconds=10))

    def fail_read(self, name: str) -> None:
        self._fault(name, FailRead(code=-10005), times=None)

    def switch_account(self) -> None:
        self._door.terminal = a_terminal(account=AccountSpec(login=1))

    def disable_api(self) -> None:
        self.terminal.faults.tradeapi_disabled = True

    def sent(self) -> int:
        return self._door.orders

    def _fault(self, call: str, effect: Effect, *, times: int | None = 1) -> None:
        self.terminal.faults.add(Fault(call=call, effect=effect, times=times))


ROOT = Path(__file__).parents[3]
LOGIN = 5_012_345
RPYC_SERVER = """
import importlib, sys
sys.modules["MetaTrader5"] = importlib.import_module("tests.adapters.mt5.hosted")
from rpyc.core import ClassicService
from rpyc.utils.server import ThreadedServer
server = ThreadedServer(ClassicService, hostname="127.0.0.1", port=0)
server.listener.listen()
print(server.port, flush=True)
server.start()
"""


class Door:
    """The side door of `tests.adapters.mt5.hosted` in another process."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @property
    def environment(self) -> dict[str, str]:
        return {"HOSTED_DOOR": str(self._file), "PYTHONPATH": str(ROOT)}

    def ask(self, what: str, *args: object) -> Any:
        with Client(("127.0.0.1", int(self._file.read_text(encoding="utf-8")))) as door:
            door.send((what, *args))
            outcome, value = door.recv()
        assert outcome == "ok", value
        return value


def a_worker(door: Door, **environment: str) -> ChildConnector:
    """A connector that hosts the simulated terminal in a worker."""
    return ChildConnector(
        module="tests.adapters.mt5.hosted", environment=door.environment | environment
    )


class RpycServer:
    """A plain classic server whose `import MetaTrader5` is the hosted terminal."""

    def __init__(self, door: Door) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own text
            [sys.executable, "-c", RPYC_SERVER],
            stdout=subprocess.PIPE,
            env=door.environment | {"PYTHONPATH": str(ROOT)},
            cwd=ROOT,
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    @property
    def connector(self) -> RpycConnector:
        return RpycConnector(host="127.0.0.1", port=self.port)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def a_channel(
    connector: Connector, *, login: Login | None = None, deadlines: Deadlines | None = None
) -> TerminalChannel:
    return TerminalChannel(connector, login=login, deadlines=deadlines)


class HostedRig:
    """The simulated terminal in another process, behind whichever channel."""

    symbol = "EURUSD"
    account = AccountId(server="DTMS-Simulator", login=LOGIN)

    def __init__(self, channel: Channel, door: Door, *, netting: bool = False) -> None:
        self.channel = channel
        self._door = door
        door.ask("reset", 0 if netting else 2, LOGIN, None)

    def buy_by_hand(self, volume: float, *, stop: float | None = None) -> int:
        return int(self._door.ask("buy", self.symbol, volume, stop or 0.0))

    def close_by_hand(self, ticket: int) -> None:
        self._door.ask("close", ticket)

    def refuse(self, retcode: int) -> None:
        self._door.ask("fault", "order_send", "refuse", retcode, 1)

    def drop_request(self) -> None:
        self._door.ask("fault", "order_send", "drop_request", None, 1)

    def drop_answer(self) -> None:
        self._door.ask("fault", "order_send", "drop_answer", None, 1)

    def execute_late(self) -> None:
        self._door.ask("fault", "order_send", "late", 5, 1)

    def run_late(self) -> None:
        self._door.ask("advance", 10)

    def fail_read(self, name: str) -> None:
        self._door.ask("fault", name, "fail", -10005, None)

    def switch_account(self) -> None:
        self._door.ask("switch", 1)

    def disable_api(self) -> None:
        self._door.ask("disable")

    def sent(self) -> int:
        return int(self._door.ask("orders"))
