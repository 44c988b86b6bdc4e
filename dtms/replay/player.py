"""History through the same engine: a terminal, a hand that opens trades, and the checks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from dtms.adapters.ids import SeededIds
from dtms.adapters.journal import MEMORY, Store, open_plain
from dtms.adapters.mt5.broker import Mt5Broker
from dtms.adapters.mt5.channel import InProcessChannel
from dtms.adapters.mt5.feed import Mt5Feed
from dtms.core.commands import TradeCommand, Verb
from dtms.core.errors import BadInput
from dtms.core.market import Bars, Side, Timeframe
from dtms.core.policy import Mode, Policy
from dtms.core.trade import DealEntry, Guard
from dtms.engine.engine import Check, Engine
from dtms.engine.ledger import Ledger
from dtms.engine.run_now import run_now
from dtms.engine.schedule import next_check
from dtms.engine.station import Options, Station
from dtms.engine.windows import LiveWindows, Windows
from dtms.ports import EventSink
from dtms.replay.entries import Entry
from dtms.replay.windows import HistoryWindows
from dtms.sim.errors import HandRefused, SimError
from dtms.sim.feed import Feed
from dtms.sim.records import AccountSpec
from dtms.sim.terminal import Terminal

_WHOLE = 10**7  # more bars than any file holds
_DAY_SECONDS = 86_400
_SEQ_BITS = 40
_DEMO = AccountSpec()
_TRADER = 0  # the replay's own person
_M5_MSC = Timeframe.M5.seconds * 1000

type Scoring = Callable[[Mt5Feed], Windows]


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
        scoring: Makes the windows, given the terminal's bars.
        terms: Terms of the account.
    """

    feed: Feed
    symbol: str
    entries: Sequence[Entry]
    policy: Policy
    directory: Path | None
    seed: int
    failpoint: Callable[[str], None]
    scoring: Scoring
    terms: AccountSpec = _DEMO


class Player:
    """Plays entries through the engine."""

    def __init__(self, setup: Setup, *, sinks: Sequence[EventSink]) -> None:
        self._setup = setup
        stored = setup.directory
        start = min(entry.at for entry in setup.entries) - timedelta(minutes=1)
        self.terminal = Terminal(
            feed=setup.feed,
            account=setup.terms,
            store=stored,
            seed=setup.seed,
            start=start,
            max_bars=_WHOLE,
        )
        channel = _opened(self.terminal)
        self.broker = Mt5Broker(channel, simulated=True)
        clock = TerminalClock(self.terminal)
        journal_file = MEMORY if stored is None else stored / "journal.db"
        self.store: Store = open_plain(
            journal_file, clock=clock, ids=SeededIds(setup.seed), hit=setup.failpoint
        )
        ids = SeededIds((setup.seed << _SEQ_BITS) + self._facts_so_far() + 1)
        account = run_now(self.broker.account()).account
        self.engine = Engine(
            Station(
                broker=self.broker,
                journal=self.store.journal,
                ledger=Ledger(account=account, journal=self.store.journal, sinks=sinks),
                windows=setup.scoring(Mt5Feed(channel)),
                clock=clock,
                ids=ids,
                policy=setup.policy,
                options=Options(default_mode=Mode.AUTO, live_enabled=False),
                namespace=run_now(self.store.journal.namespace()),
                failpoint=setup.failpoint,
            )
        )

    def play(self) -> None:
        """Play all entries, checking every 30 s for as long as a trade is guarded."""
        end = end_of(self._setup.feed, self._setup.symbol)
        self.begin()
        for entry in self._setup.entries:
            self.guard_until(min(entry.at, end))
            self.open(entry)
        self.guard_until(end)

    def begin(self) -> None:
        """Start the engine and let it look once, as after any restart."""
        run_now(self.engine.start())
        self._check()

    def close(self) -> None:
        """Let go of terminal and journal."""
        run_now(self.store.close())
        self.terminal.close()

    def guard_until(self, end: datetime) -> None:
        """Check every 30 s up to an instant, aware UTC; jump to it when nothing is open."""
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

    def open(self, entry: Entry) -> None:
        """Let the hand open an entry now, unless it did so before the program was killed.

        Raises:
            BadInput: The server refused it.
        """
        if self._was_opened(entry):
            return
        _take_by_hand(self.terminal, self._setup.symbol, entry)
        self._check()

    def _was_opened(self, entry: Entry) -> bool:
        """Claim that the hand opened it before the program was killed."""
        if self.terminal.now > entry.at:
            return True
        entries = self._setup.entries
        place = next(index for index, other in enumerate(entries) if other is entry)
        before = [other for other in entries[:place] if other.at == entry.at]
        deals = run_now(self.broker.deals(since=entry.at - timedelta(hours=1)))
        opened = [
            deal
            for deal in deals
            if deal.at == entry.at and deal.magic == 0 and deal.entry is DealEntry.IN
        ]
        return len(opened) > len(before)

    def _facts_so_far(self) -> int:
        """Return the journal's last number: no two starts draw the same identities."""
        facts = run_now(self.store.journal.facts(after=0, limit=_WHOLE))
        return facts[-1].seq if facts else 0


def check_entries(feed: Feed, symbol: str, entries: Sequence[Entry]) -> None:
    """Try each entry on a terminal of its own, so that a bad row stops a replay before it began.

    Raises:
        BadInput: Names the entry and what the server has against it.
    """
    end = end_of(feed, symbol)
    for entry in entries:
        try:
            terminal = Terminal(feed=feed, start=entry.at)
        except SimError as error:
            raise _bad_entry(entry, str(error)) from error
        _opened(terminal)
        if entry.at >= end:
            raise _bad_entry(entry, f"the prices end at {end:%Y-%m-%d %H:%M}")
        _take_by_hand(terminal, symbol, entry)


def _take_by_hand(terminal: Terminal, symbol: str, entry: Entry) -> None:
    order = terminal.hand.buy if entry.side is Side.BUY else terminal.hand.sell
    try:
        order(
            symbol,
            float(entry.volume),
            sl=float(entry.stop or 0),
            tp=float(entry.target or 0),
        )
    except HandRefused as error:
        raise _bad_entry(entry, f"the server refuses it ({error})") from error


def _bad_entry(entry: Entry, problem: str) -> BadInput:
    return BadInput(
        field=f"trade of {entry.at:%Y-%m-%d %H:%M:%S}",
        problem=problem,
        remedy="Correct its time, volume, stop or target",
    )


def end_of(feed: Feed, symbol: str) -> datetime:
    """Return the M5 close at or after a feed's last price, aware UTC.

    Raises:
        BadInput: The feed never ends.
    """
    quotes = feed.day(symbol, _last_day(feed, symbol))
    steps = int(quotes.time_msc[-1]) // _M5_MSC + 1
    return datetime.fromtimestamp(steps * _M5_MSC / 1000, UTC)


def by_history(feed: Feed, symbol: str, policy: Policy) -> Scoring:
    """Score the whole history at once; players of the same prices may share it."""
    windows = HistoryWindows(policy)
    terminal = Terminal(feed=feed)
    instrument = run_now(Mt5Broker(_opened(terminal), simulated=True).instrument(symbol))
    first, _ = feed.span(symbol)
    days = range(first, _last_day(feed, symbol) + 1)
    prices = np.concatenate([feed.day(symbol, day).time_msc for day in days])
    m5, m15 = whole_history(feed, symbol)
    windows.add(instrument, m5, m15, prices=prices)
    return lambda _: windows


def by_windows(policy: Policy) -> Scoring:
    """Score window by window, as on a live terminal."""
    return lambda bars: LiveWindows(feed=bars, policy=policy)


def _opened(terminal: Terminal) -> InProcessChannel:
    channel = InProcessChannel(terminal.api)
    terminal.api.initialize()
    return channel


def whole_history(feed: Feed, symbol: str) -> tuple[Bars, Bars]:
    """Return all closed M5 and M15 bars of a feed, read through the adapter like live ones."""
    terminal = Terminal(feed=feed, max_bars=_WHOLE)
    bars = Mt5Feed(_opened(terminal))
    day_after = _last_day(feed, symbol) + 1
    terminal.advance_to(datetime.fromtimestamp(day_after * _DAY_SECONDS, UTC))
    m5 = run_now(bars.bars(symbol, Timeframe.M5, count=_WHOLE))
    m15 = run_now(bars.bars(symbol, Timeframe.M15, count=_WHOLE))
    return m5, m15


def _last_day(feed: Feed, symbol: str) -> int:
    _, last_day = feed.span(symbol)
    if last_day is None:
        raise BadInput(
            field=symbol,
            problem="its prices never end",
            remedy="Replay a file, not a generated market",
        )
    return last_day
