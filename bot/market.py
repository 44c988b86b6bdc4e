"""The simulated market: which prices, how fast, and who trades by hand in it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.demo import OPENS, SPEED, DemoTrader, begin, demo_feed
from bot.settings import Settings
from dtms.core.errors import BadInput
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

    def advance(self, to: datetime) -> None:
        """Let the terminal reach an instant; the hand acts on the way."""
        while self.trader.due <= to:
            self.terminal.advance_to(max(self.trader.due, self.terminal.now))
            self.trader.act()
        if to > self.terminal.now:
            self.terminal.advance_to(to)


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
