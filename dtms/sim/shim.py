"""The simulated terminal as a `MetaTrader5` package of its own, for programs that know no other.

Nothing is opened at import: `initialize` opens the account, `shutdown` gives it back.
"""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import Final, override

from dtms.sim import constants as c
from dtms.sim.api import FUNCTIONS, Api
from dtms.sim.arguments import SUCCESS
from dtms.sim.errors import SimError
from dtms.sim.faults import Effect
from dtms.sim.feed import Feed
from dtms.sim.feed_file import FileFeed
from dtms.sim.feed_generated import GeneratedFeed
from dtms.sim.records import AccountSpec
from dtms.sim.shim_config import Clock, Config, ConfigError, Mode, read_config
from dtms.sim.structs import STRUCTS
from dtms.sim.symbols import DEFAULT_SYMBOLS
from dtms.sim.terminal import Terminal

# A Tuesday morning in Europe, with prices before it; made-up prices begin well before.
BEGINS: Final = datetime(2026, 1, 13, 9, 0, tzinfo=UTC)
_PRICED_FROM: Final = datetime(2026, 1, 5, tzinfo=UTC)
_MARGIN_MODES: Final = {
    Mode.HEDGING: c.ACCOUNT_MARGIN_MODE_RETAIL_HEDGING,
    Mode.NETTING: c.ACCOUNT_MARGIN_MODE_RETAIL_NETTING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What the process around the package offers.

    Attributes:
        config: The set-up's file.
        environment: Variables of the process.
        wall: Epoch seconds of this machine.
        elapsed: Seconds that never run backwards.
    """

    config: Path
    environment: Mapping[str, str]
    wall: Callable[[], float]
    elapsed: Callable[[], float]


class ShimApi(Api):
    """The module over a terminal that is opened by `initialize` and whose clock runs by itself."""

    def __init__(self, host: Host) -> None:  # no desk yet: the account is opened by `initialize`
        self._host = host
        self._attached = False
        self._error = SUCCESS
        self._turn = RLock()
        self._struck: list[Effect] = []
        self._session: _Session | None = None

    @override
    def initialize(self, *args: object, **keywords: object) -> bool:
        """Open the account, then attach to it."""
        with self._turn:
            if self._session is None:
                try:
                    self._session = _Session(self._host)
                except SimError as error:
                    self._fail(c.RES_E_INTERNAL_FAIL_INIT, f"IPC initialize failed, {error}")
                    return False
                self._desk = self._session.terminal._desk  # noqa: SLF001  same family
            return super().initialize(*args, **keywords)

    @override
    def shutdown(self) -> bool:
        """Detach and give the account back."""
        with self._turn:
            if self._session is not None:
                self._session.close()
                self._session = None
            return super().shutdown()

    @override
    def _before_call(self) -> None:
        if self._session is not None:
            self._session.move_on()


class _Session:
    """An open account: its terminal, its lock and its clock."""

    def __init__(self, host: Host) -> None:
        config = read_config(host.config, host.environment)
        folder = config.data / f"{config.login}-{config.account.value}-{config.currency}"
        feed = _feed(config)
        self._lock = _taken(folder)
        try:
            self.terminal = _opened(config, feed, folder, host)
        except BaseException:
            self._lock.close()
            raise
        self._config, self._host = config, host
        self._from, self._since = self.terminal.now, host.elapsed()

    def move_on(self) -> None:
        """Let the clock reach the present."""
        target = self._present()
        if target > self.terminal.now:
            self.terminal.advance_to(target)

    def _present(self) -> datetime:
        match self._config.clock:
            case Clock.REAL:
                passed = (self._host.elapsed() - self._since) * self._config.speed
                return self._from + timedelta(seconds=passed)
            case Clock.WALL:
                return datetime.fromtimestamp(self._host.wall(), UTC)
            case Clock.STEP:
                return self.terminal.now + timedelta(seconds=self._config.step)

    def close(self) -> None:
        self.terminal.close()
        self._lock.close()


def core(api: ShimApi) -> Mapping[str, object]:
    """Return what the package's `_core` holds: 32 functions and the answer types, by name."""
    return {name: getattr(api, name) for name in FUNCTIONS} | dict(STRUCTS)


def _feed(config: Config) -> Feed:
    if config.feed is not None:
        return FileFeed(config.feed, config.feed_symbol)
    return GeneratedFeed(config.seed, config.symbols, _PRICED_FROM)


def _opened(config: Config, feed: Feed, folder: Path, host: Host) -> Terminal:
    start = config.start
    if start is None and config.feed is None:
        start = BEGINS
    if config.clock is Clock.WALL:
        start = datetime.fromtimestamp(host.wall(), UTC)
    return Terminal(
        feed=feed,
        account=AccountSpec(
            login=config.login,
            currency=config.currency,
            deposit=config.deposit,
            leverage=config.leverage,
            margin_mode=_MARGIN_MODES[config.account],
        ),
        symbols=[spec for spec in DEFAULT_SYMBOLS if spec.name in feed.symbols],
        store=folder,
        seed=config.seed,
        start=start,
    )


def _taken(folder: Path) -> sqlite3.Connection:
    """Take the account for this process; the system gives it back, however the process ends.

    Raises:
        ConfigError: Another process has it, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = sqlite3.connect(folder / "in-use.sqlite3", timeout=0, check_same_thread=False)
    except (OSError, sqlite3.Error) as broken:
        message = f"data: {folder} cannot be written ({broken}). Name another directory"
        raise ConfigError(message) from broken
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as held:
        lock.close()
        message = (
            f"data: {folder} is in use by another program ({held}). "
            "Call shutdown there, or give this program a directory of its own (MT5_SIM_DATA)"
        )
        raise ConfigError(message) from held
    return lock
