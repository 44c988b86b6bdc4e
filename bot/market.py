"""The market and its terminal: simulated in this process, or a real one behind a worker."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.demo import OPENS, SPEED, DemoTrader, begin, demo_feed
from bot.settings import Settings
from dtms.adapters.mt5.channel import Channel, InProcessChannel
from dtms.adapters.mt5.client import Login, TerminalChannel
from dtms.adapters.mt5.errors import CannotConnect
from dtms.adapters.mt5.transport import connector_of
from dtms.core.errors import BadInput, BrokerUnavailable, WrongAccount
from dtms.sim.feed import Feed
from dtms.sim.feed_file import FileFeed
from dtms.sim.symbols import DEFAULT_SYMBOLS
from dtms.sim.terminal import Terminal

FILE_SPEED: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SimMarket:
    """A simulated terminal and the hand in it."""

    terminal: Terminal
    trader: DemoTrader
    speed: float

    @property
    def channel(self) -> Channel:
        """Return the way to the terminal: in this process, because its clock is moved here."""
        return InProcessChannel(self.terminal.api)

    async def close(self) -> None:
        """Let go of the terminal."""
        self.terminal.close()

    def advance(self, to: datetime) -> None:
        """Let the terminal reach an instant; the hand acts on the way."""
        while self.trader.due <= to:
            self.terminal.advance_to(max(self.trader.due, self.terminal.now))
            self.trader.act()
        if to > self.terminal.now:
            self.terminal.advance_to(to)


@dataclass(frozen=True, slots=True, kw_only=True)
class RealMarket:
    """A terminal that moves by itself."""

    channel: TerminalChannel
    speed: float = 1.0

    async def close(self) -> None:
        """Let go of the terminal, and of the worker if it is ours."""
        await self.channel.close()

    def advance(self, to: datetime) -> None:
        """Do nothing: time passes without us."""


type Market = SimMarket | RealMarket


class TerminalSilent(BadInput):
    """The terminal is not there now, does not answer, or is on another account."""

    def __init__(self, *, problem: str, remedy: str) -> None:
        super().__init__(field="DTMS_TERMINAL", problem=problem, remedy=remedy)


async def open_terminal(settings: Settings) -> RealMarket:
    """Connect to the terminal the settings name.

    Raises:
        BadInput: It cannot be reached like this.
        TerminalSilent: It is not there, does not answer, or is not on the right account.
    """
    password = settings.dtms_terminal_password
    login = Login(
        path=settings.dtms_terminal_path,
        login=settings.dtms_terminal_login,
        server=settings.dtms_terminal_server,
        password=None if password is None else password.get_secret_value(),
    )
    try:
        connector = connector_of(settings.place, key_file=settings.dtms_terminal_key_file)
    except CannotConnect as error:
        raise BadInput(field="DTMS_TERMINAL", problem=error.problem, remedy=error.remedy) from error
    channel = TerminalChannel(connector, login=login)
    try:
        await channel.open()
    except BaseException as error:  # cancelled too: no worker may stay behind
        await channel.close()
        if isinstance(error, CannotConnect):
            raise TerminalSilent(problem=error.problem, remedy=error.remedy) from error
        if isinstance(error, WrongAccount):
            problem = f"the terminal is on {error.found} instead of {error.expected}"
            remedy = "Log it in to the right account"
            raise TerminalSilent(problem=problem, remedy=remedy) from error
        if isinstance(error, BrokerUnavailable):
            remedy = "Look whether it is running, logged in and not asking something"
            raise TerminalSilent(problem=str(error), remedy=remedy) from error
        raise
    return RealMarket(channel=channel)


def open_market(settings: Settings) -> SimMarket:
    """Open the simulated terminal, where it was left.

    Raises:
        BadInput: The file cannot be used as told.
        SimError: The file or the terminal's store cannot be used.
    """
    made_up = settings.dtms_feed is None
    feed = demo_feed(settings.dtms_seed) if made_up else _file_feed(settings)
    opens = OPENS if made_up else begin(feed)
    terminal = Terminal(
        feed=feed,
        store=settings.dtms_data_dir / "terminal",
        seed=settings.dtms_seed,
        start=opens,
    )
    terminal.api.initialize()
    trader = DemoTrader(terminal, feed, seed=settings.dtms_seed, opens=opens, scripted=made_up)
    usual = SPEED if made_up else FILE_SPEED
    return SimMarket(terminal=terminal, trader=trader, speed=settings.dtms_speed or usual)


def _file_feed(settings: Settings) -> Feed:
    path = settings.dtms_feed
    if path is None or not path.is_file():
        raise BadInput(
            field="DTMS_FEED",
            problem=f"there is no file {path}",
            remedy="Give the path of a file of bars or ticks",
        )
    return FileFeed(path, settings.dtms_symbol or _symbol_of(path))


def _symbol_of(path: Path) -> str:
    names = [spec.name for spec in DEFAULT_SYMBOLS]
    for name in names:
        if path.name.upper().startswith(name):
            return name
    raise BadInput(
        field="DTMS_SYMBOL",
        problem=f"the name of {path.name} does not begin with a known symbol",
        remedy=f"Set it to the symbol the file holds: {', '.join(names)}",
    )
