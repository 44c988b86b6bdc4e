"""What the contract suite needs of a terminal, whichever it is and however it is reached."""

from typing import Protocol

from dtms.adapters.mt5.channel import Channel, InProcessChannel
from dtms.core.trade import AccountId
from tests.adapters.mt5.fake_terminal import FakeTerminal


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

    def become_netting(self) -> None: ...

    def switch_account(self) -> None: ...

    def disable_api(self) -> None: ...

    def sent(self) -> int: ...


class FakeRig:
    """The strict stand-in, in this process."""

    symbol = "XAUUSD.r"
    account = AccountId(server="Fake-Demo", login=4711)

    def __init__(self) -> None:
        self.terminal = FakeTerminal()

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

    def become_netting(self) -> None:
        self.terminal.info.margin_mode = 0

    def switch_account(self) -> None:
        self.terminal.info.login = 1

    def disable_api(self) -> None:
        self.terminal.terminal.tradeapi_disabled = True

    def sent(self) -> int:
        return len(self.terminal.requests)
