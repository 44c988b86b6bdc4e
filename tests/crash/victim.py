"""A guardian with everything on disk, made to open and close hedges until it is killed."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from dtms.adapters.ids import SystemIds
from dtms.adapters.journal import Store, open_plain
from dtms.adapters.mt5.broker import Mt5Broker
from dtms.adapters.mt5.channel import InProcessChannel
from dtms.core.assessment import Assessment
from dtms.core.market import Instrument, Side
from dtms.core.policy import SEEDS, Adoption, Mode, Naked
from dtms.core.trade import TradeState
from dtms.engine.engine import Check, Engine
from dtms.engine.ledger import Ledger
from dtms.engine.run_now import run_now
from dtms.engine.station import Options, Station
from dtms.engine.windows import Reading
from dtms.sim.feed import Quotes
from dtms.sim.terminal import Terminal
from tests.house import HandClock
from tests.simulation.markets import Script, ScriptedWindows

OWNER = 7
SYMBOL, PRICE, ATR = "BTCUSD", 40_000.0, 150.0
BEGIN = datetime(2024, 3, 6, 10, 0, tzinfo=UTC)
STEP = timedelta(minutes=5)
VOLUME = 0.1
_DAY_MSC, _MINUTE_MSC = 86_400_000, 60_000
POLICY = replace(
    SEEDS,
    guard=replace(
        SEEDS.guard,
        adoption=Adoption.GUARD,
        naked=Naked.ASK,
        unknown_window=timedelta(minutes=12),
    ),
    actions=replace(SEEDS.actions, half_closes_per_day=0, hedges_per_day=10**6),
    state=replace(
        SEEDS.state,
        respect_entry=False,
        hedge_cooldown=timedelta(0),
        retry_after=timedelta(minutes=5),
    ),
)


class StillFeed:
    """One price, round the clock."""

    identity = "still"
    symbols = (SYMBOL,)

    def span(self, symbol: str) -> tuple[int, int | None]:
        del symbol
        return (int(BEGIN.timestamp()) // 86_400 - 1, None)

    def day(self, symbol: str, day: int) -> Quotes:
        del symbol
        times = np.arange(day * _DAY_MSC, (day + 1) * _DAY_MSC, _MINUTE_MSC, dtype=np.int64)
        return Quotes(
            time_msc=times,
            bid=np.full(len(times), PRICE),
            ask=np.full(len(times), PRICE + 10),
            ticks=np.ones(len(times), np.int64),
            jump=np.ones(len(times), np.bool_),
        )


class Wavering(ScriptedWindows):
    """Scores that call for a hedge while there is none, and for its end while there is one."""

    def __init__(self) -> None:
        script = Script(
            first=int(BEGIN.timestamp()),
            score=[],
            flips=[],
            broken=[],
            close=[],
            atr=ATR,
            median=1000,
        )
        super().__init__(script)
        self.state: Callable[[], TradeState] = lambda: TradeState.HEALTHY

    def assessment(self, instrument: Instrument, side: Side) -> Assessment | None:
        del instrument
        now = self._closed(300)
        hedged = self.state() is TradeState.HEDGED
        return Assessment(
            side=side,
            m5_closed=now,
            m15_closed=self._closed(900),
            total=0.5 if hedged else -7.0,
            unscored=None,
            parts=(),
            regime=None,
            threshold=ATR,
            vwap_flip=0,
            volume_flip=0,
            structure_break=None,
            swing_behind=None,
            swing_ahead=None,
            atr_m15=ATR,
            atr_m5=ATR,
            vwap=PRICE,
            close=PRICE,
        )

    def reading(self, instrument: Instrument, now: datetime) -> Reading:
        return replace(super().reading(instrument, now), spread_median=10 * instrument.point * 100)


@dataclass
class Life:
    """One life of the guardian."""

    directory: Path
    terminal: Terminal
    store: Store
    engine: Engine

    def cycle(self) -> None:
        """Let five minutes pass, look, and tell."""
        self.terminal.advance_to(self.terminal.now + STEP)
        run_now(self.engine.handle(Check()))
        self.tell()

    def tell(self) -> None:
        """Send what waits to a chat that is a file of its own, as Telegram is elsewhere."""
        outbox, clock = self.store.outbox, self.engine.station.clock
        run_now(outbox.plan(frozenset({OWNER})))
        for one in run_now(outbox.pending(clock.people(), limit=200)):
            with (self.directory / "chat.log").open("a", encoding="ascii") as chat:
                chat.write(f"{one.id}\n")
                chat.flush()
                os.fsync(chat.fileno())
            sent = outbox.delivered(one.id, chat=OWNER, message_id=one.id, at=clock.people())
            run_now(sent)


def born(directory: Path) -> Life:
    """Start through the one start path, on whatever is on disk."""
    terminal = Terminal(feed=StillFeed(), start=BEGIN, store=directory)
    terminal.api.initialize()
    terminal.api.symbol_select(SYMBOL, True)
    clock = HandClock(terminal)
    store = open_plain(directory / "journal.db", clock=clock, ids=SystemIds())
    broker = Mt5Broker(InProcessChannel(terminal.api), simulated=True)
    windows = Wavering()
    account = run_now(broker.account()).account
    ledger = Ledger(account=account, journal=store.journal, sinks=())
    engine = Engine(
        Station(
            broker=broker,
            journal=store.journal,
            ledger=ledger,
            windows=windows,
            clock=clock,
            ids=SystemIds(),
            policy=POLICY,
            options=Options(default_mode=Mode.AUTO, live_enabled=False),
            namespace=run_now(store.journal.namespace()),
            failpoint=lambda _name: None,
        )
    )

    def state() -> TradeState:
        return next((one.state for one in ledger.trades.values()), TradeState.HEALTHY)

    windows.state = state
    run_now(store.outbox.plan(frozenset({OWNER})))
    run_now(engine.start())
    return Life(directory=directory, terminal=terminal, store=store, engine=engine)


def open_main(directory: Path) -> None:
    """The trader's own position, opened once before the first life; far from its stop."""
    life = born(directory)
    life.terminal.hand.buy(SYMBOL, VOLUME, sl=PRICE / 2)
    run_now(life.store.close())
    life.terminal.close()


def live(directory: str) -> None:
    """Live until killed."""
    life = born(Path(directory))
    while True:
        life.cycle()


def live_quietly(directory: Path, cycles: int) -> None:
    """Live for some cycles with nobody killing, then close."""
    life = born(directory)
    for _ in range(cycles):
        life.cycle()
    run_now(life.store.close())
    life.terminal.close()
