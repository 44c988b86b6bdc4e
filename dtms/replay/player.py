"""History through the same engine: a terminal, a hand that opens trades, and the checks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dtms.adapters.ids import SeededIds
from dtms.adapters.journal import MEMORY, Store, open_plain
from dtms.adapters.mt5.broker import Mt5Broker
from dtms.adapters.mt5.channel import InProcessChannel
from dtms.adapters.mt5.feed import Mt5Feed
from dtms.core.commands import TradeCommand, Verb
from dtms.core.errors import BadInput
from dtms.core.market import Bars, Side, Timeframe
from dtms.core.policy import Mode, Policy
from dtms.core.trade import Guard
from dtms.engine.engine import Check, Engine
from dtms.engine.ledger import Ledger
from dtms.engine.schedule import next_check
from dtms.engine.station import Options, Station
from dtms.ports import EventSink
from dtms.replay.entries import Entry
from dtms.replay.run_now import run_now
from dtms.replay.windows import HistoryWindows
from dtms.sim.feed import Feed
from dtms.sim.terminal import Terminal

_WHOLE = 10**7  # more bars than any file holds
_DAY_SECONDS = 86_400
_TRADER = 0  # the replay's own person


class TerminalClock:
    """Market time is the terminal's; in history people live by it too."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal

    def market(self) -> datetime:
        """Return the terminal's time, aware UTC."""
        return self._terminal.now

    def people(self) -> datetime:
        """Return the same: nobody is there."""
        return self._terminal.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a replay is made of.

    Attributes:
        feed: Prices of one symbol.
        symbol: Its name.
        entries: What the hand opens.
        policy: The strategy, unchanged.
        directory: Where terminal and journal persist; None keeps them in memory.
        seed: Of identities.
        failpoint: Named places where a test makes the program die.
    """

    feed: Feed
    symbol: str
    entries: Sequence[Entry]
    policy: Policy
    directory: Path | None
    seed: int
    failpoint: Callable[[str], None]


class Player:
    """Plays entries through the engine."""

    def __init__(self, setup: Setup, *, sinks: Sequence[EventSink]) -> None:
        self._setup = setup
        stored = setup.directory
        start = min(entry.at for entry in setup.entries) - timedelta(minutes=1)
        self.terminal = Terminal(
            feed=setup.feed, store=stored, seed=setup.seed, start=start, max_bars=_WHOLE
        )
        self.broker = Mt5Broker(_opened(self.terminal), simulated=True)
        clock = TerminalClock(self.terminal)
        ids = SeededIds(setup.seed + int(self.terminal.now.timestamp()))
        journal_file = MEMORY if stored is None else stored / "journal.db"
        self.store: Store = open_plain(journal_file, clock=clock, ids=ids, hit=setup.failpoint)
        self.windows = HistoryWindows(setup.policy)
        account = run_now(self.broker.account()).account
        self.engine = Engine(
            Station(
                broker=self.broker,
                journal=self.store.journal,
                ledger=Ledger(account=account, journal=self.store.journal, sinks=sinks),
                windows=self.windows,
                clock=clock,
                ids=ids,
                policy=setup.policy,
                options=Options(default_mode=Mode.AUTO, live_enabled=False),
                namespace=run_now(self.store.journal.namespace()),
                failpoint=setup.failpoint,
            )
        )

    def play(self) -> None:
        """Score the history, then check every 30 s for as long as a trade is guarded."""
        instrument = run_now(self.broker.instrument(self._setup.symbol))
        m5, m15 = whole_history(self._setup.feed, self._setup.symbol)
        self.windows.add(instrument, m5, m15)
        run_now(self.engine.start())
        end = m5.closed_at(len(m5) - 1)
        self._check()
        for entry in self._setup.entries:
            self._guard_until(min(entry.at, end))
            self._open(entry)
        self._guard_until(end)

    def close(self) -> None:
        """Let go of terminal and journal."""
        run_now(self.store.close())
        self.terminal.close()

    def _guard_until(self, end: datetime) -> None:
        step = self._setup.policy.guard.fast_check
        while self.terminal.now < end and self._something_to_guard():
            now = self.terminal.now
            self.terminal.advance_to(min(next_check(now, now, step), end))
            self._check()
        if self.terminal.now < end:
            self.terminal.advance_to(end)

    def _something_to_guard(self) -> bool:
        ledger = self.engine.station.ledger
        return bool(ledger.trades) or bool(run_now(self.broker.positions()))

    def _check(self) -> None:
        run_now(self.engine.handle(Check()))
        for key, trade in tuple(self.engine.station.ledger.trades.items()):
            if trade.guard is Guard.OFFERED:  # the trader taps Guard on the adopt card
                tap = TradeCommand(key=key, verb=Verb.GUARD, by=_TRADER)
                run_now(self.engine.handle(tap))

    def _open(self, entry: Entry) -> None:
        if self._was_opened(entry):
            return
        hand = self.terminal.hand
        order = hand.buy if entry.side is Side.BUY else hand.sell
        order(
            self._setup.symbol,
            float(entry.volume),
            sl=float(entry.stop or 0),
            tp=float(entry.target or 0),
        )
        self._check()

    def _was_opened(self, entry: Entry) -> bool:
        """Claim that the hand opened it before the program was killed."""
        if self.terminal.now > entry.at:
            return True
        deals = run_now(self.broker.deals(since=entry.at - timedelta(hours=1)))
        return any(deal.at == entry.at and deal.magic == 0 for deal in deals)


def _opened(terminal: Terminal) -> InProcessChannel:
    channel = InProcessChannel(terminal.api)
    terminal.api.initialize()
    return channel


def whole_history(feed: Feed, symbol: str) -> tuple[Bars, Bars]:
    """Return all closed M5 and M15 bars of a feed, read through the adapter like live ones."""
    terminal = Terminal(feed=feed, max_bars=_WHOLE)
    bars = Mt5Feed(_opened(terminal))
    _, last_day = feed.span(symbol)
    if last_day is None:
        raise BadInput(
            field=symbol,
            problem="its prices never end",
            remedy="Replay a file, not a generated market",
        )
    terminal.advance_to(datetime.fromtimestamp((last_day + 1) * _DAY_SECONDS, UTC))
    m5 = run_now(bars.bars(symbol, Timeframe.M5, count=_WHOLE))
    m15 = run_now(bars.bars(symbol, Timeframe.M15, count=_WHOLE))
    return m5, m15
