"""The seeds' two performance tests with our figures beside their limits, and what a cycle costs.

`python -m benchmarks [NAME ...] [--json]`; the exit code is 1 when a limit of the seeds is broken.
Everything runs on the simulated terminal; its own work is part of each figure that reads it.
"""

import argparse
import json
import logging
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from dtms.adapters.ids import SeededIds
from dtms.adapters.journal import Store, open_plain
from dtms.adapters.mt5.broker import Mt5Broker
from dtms.adapters.mt5.channel import InProcessChannel
from dtms.adapters.mt5.feed import Mt5Feed
from dtms.core.assessment import assess
from dtms.core.commands import Register
from dtms.core.market import Bars, Instrument, Side, Timeframe
from dtms.core.policy import SEEDS, Mode
from dtms.core.signals import score_columns
from dtms.core.trade import Guard, TradeKey
from dtms.engine.engine import Check, Engine
from dtms.engine.ledger import Ledger
from dtms.engine.run_now import run_now
from dtms.engine.station import Options, Station
from dtms.engine.windows import LiveWindows
from dtms.replay.player import TerminalClock
from dtms.sim.feed_generated import GeneratedFeed
from dtms.sim.records import AccountSpec
from dtms.sim.terminal import Terminal

SYMBOL = "EURUSD"
NOON = datetime(2026, 3, 4, 12, 0, 5, tzinfo=UTC)
HISTORY = timedelta(days=65)  # more than the 4,000 M15 bars of a window
SCORINGS, UPDATES, MANY = 10, 50, 100
REPEATS = 5
SCORINGS_LIMIT, UPDATES_LIMIT = 1.0, 2.0  # seconds, from the seeds


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measurement: the median of several, in seconds."""

    name: str
    what: str
    seconds: float
    worst: float
    limit: float | None

    @property
    def kept(self) -> bool:
        """Claim that the slowest repetition kept the limit."""
        return self.limit is None or self.worst < self.limit


def measured(work: Callable[[], object], before: Callable[[], object] = list) -> list[float]:
    """Return the seconds of each repetition; `before` is not counted."""
    before()
    work()  # the first call also fills caches: it is a start, not a cycle
    seconds = []
    for _ in range(REPEATS):
        before()
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return seconds


def figure(name: str, what: str, seconds: list[float], limit: float | None = None) -> Figure:
    """Return a measurement as a figure."""
    middle = statistics.median(seconds)
    return Figure(name=name, what=what, seconds=middle, worst=max(seconds), limit=limit)


class Rig:
    """An engine on a simulated terminal, without any trade yet."""

    def __init__(self) -> None:
        feed = GeneratedFeed(7, (SYMBOL,), NOON - HISTORY)
        account = AccountSpec(deposit=10_000_000.0)
        self.terminal = Terminal(feed=feed, account=account, start=NOON)
        self.terminal.api.initialize()
        channel = InProcessChannel(self.terminal.api)
        broker = Mt5Broker(channel, simulated=True)
        clock, ids = TerminalClock(self.terminal), SeededIds(1)
        self.store: Store = open_plain(clock=clock, ids=ids)
        self.windows = LiveWindows(feed=Mt5Feed(channel), policy=SEEDS)
        account_id = run_now(broker.account()).account
        self.instrument: Instrument = run_now(broker.instrument(SYMBOL))
        journal = self.store.journal
        self.engine = Engine(
            Station(
                broker=broker,
                journal=journal,
                ledger=Ledger(account=account_id, journal=journal, sinks=()),
                windows=self.windows,
                clock=clock,
                ids=ids,
                policy=SEEDS,
                options=Options(default_mode=Mode.AUTO, live_enabled=False),
                namespace=run_now(journal.namespace()),
                failpoint=lambda _name: None,
            )
        )
        run_now(self.engine.start())

    def bars(self) -> tuple[Bars, Bars]:
        """Return the windows of the policy."""
        run_now(self.windows.refresh(self.instrument, self.terminal.now))
        bars = self.windows.bars(self.instrument)
        if bars is None:
            raise SystemExit("the terminal has no bars")
        return bars

    def guard(self, count: int) -> None:
        """Open trades, half of them sells, and guard them."""
        account = self.engine.station.ledger.account
        for number in range(count):
            order = self.terminal.hand.sell if number % 2 else self.terminal.hand.buy
            key = TradeKey(account=account, position=order(SYMBOL, 0.02))
            run_now(self.engine.handle(Register(key=key, guard=Guard.GUARDED, by=0)))

    def move(self, span: timedelta) -> None:
        """Let the market go on."""
        self.terminal.advance_to(self.terminal.now + span)

    def check(self) -> None:
        """Look at every trade."""
        run_now(self.engine.handle(Check()))

    def close(self) -> None:
        """Let go of the journal."""
        run_now(self.store.close())


def scoring() -> list[Figure]:
    """Measure the seeds' "signal scoring: 10 operations in < 1 second"."""
    rig = Rig()
    m5, m15 = rig.bars()
    base, asset = rig.instrument.base, rig.instrument.asset_class

    def score() -> None:
        for number in range(SCORINGS):
            columns = score_columns(m5=m5, m15=m15, base=base, asset_class=asset, policy=SEEDS)
            assess(columns, side=Side.SELL if number % 2 else Side.BUY, policy=SEEDS)

    seconds = measured(score)
    rig.close()
    what = f"{SCORINGS} scorings from bars, {len(m5)} M5 and {len(m15)} M15 bars each"
    return [figure("scoring", what, seconds, SCORINGS_LIMIT)]


def updates() -> list[Figure]:
    """Measure the seeds' "state machine: 50 trade updates in < 2 seconds"."""
    rig = Rig()
    rig.guard(UPDATES)
    deep = rig.engine.judging.deep_checks
    seconds = measured(rig.check, lambda: rig.move(Timeframe.M15.length))
    deep = rig.engine.judging.deep_checks - deep
    rig.close()
    what = (
        f"{UPDATES} trades read, scored, judged, journalled and acted on in one cycle "
        f"({deep // (REPEATS + 1)} deep checks)"
    )
    return [figure("updates", what, seconds, UPDATES_LIMIT)]


def live() -> list[Figure]:
    """Measure a score as the engine asks for it: with a new bar, and without."""
    rig = Rig()
    rig.bars()

    def ask() -> None:
        run_now(rig.windows.refresh(rig.instrument, rig.terminal.now))
        rig.windows.assessment(rig.instrument, Side.BUY)

    fresh = measured(ask, lambda: rig.move(Timeframe.M5.length))
    again = measured(ask)
    rig.close()
    return [
        figure("live", "one symbol's score after a new M5 bar, fetched and made anew", fresh),
        figure("live", "the same score asked for again", again),
    ]


def cycle() -> list[Figure]:
    """Measure a fast check, which happens every 30 s."""
    found = []
    for count in (1, MANY):
        rig = Rig()
        rig.guard(count)
        rig.check()
        seconds = measured(rig.check, lambda rig=rig: rig.move(timedelta(seconds=1)))
        rig.close()
        found.append(figure("cycle", f"fast check with {count} guarded trades", seconds))
    return found


BENCHMARKS: dict[str, Callable[[], list[Figure]]] = {
    work.__name__: work for work in (scoring, updates, live, cycle)
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was named, or everything; return 1 when a limit is broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args(arguments)
    unknown = [name for name in given.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}; known: {', '.join(BENCHMARKS)}")
    logging.disable(logging.CRITICAL)  # console output is not part of what is measured
    try:
        figures = [item for name in given.names or BENCHMARKS for item in BENCHMARKS[name]()]
    finally:
        logging.disable(logging.NOTSET)
    if given.json:
        print(json.dumps({"machine": machine(), "figures": [as_json(item) for item in figures]}))
    else:
        report(figures)
    return int(not all(item.kept for item in figures))


def machine() -> dict[str, str]:
    """Return what was measured on."""
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "processor": platform.machine(),
    }


def as_json(item: Figure) -> dict[str, object]:
    """Return a figure as a JSON object."""
    return {**asdict(item), "kept": item.kept}


def report(figures: Sequence[Figure]) -> None:
    """Print a table: median and worst of the repetitions, the seeds' limit beside."""
    print(f"{'benchmark':10} {'median':>10} {'worst':>10} {'limit':>8}  what")
    for item in figures:
        limit = "" if item.limit is None else f"{item.limit:.0f} s"
        verdict = "" if item.kept else "  LIMIT BROKEN"
        times = f"{item.seconds * 1000:7.2f} ms {item.worst * 1000:7.2f} ms {limit:>8}"
        print(f"{item.name:10} {times}  {item.what}{verdict}")


if __name__ == "__main__":
    sys.exit(main())
