"""What the contract suite needs of a terminal, whichever it is and however it is reached."""

from datetime import timedelta
from typing import Protocol

from dtms.adapters.mt5.channel import Channel, InProcessChannel
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
