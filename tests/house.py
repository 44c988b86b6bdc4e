"""A whole guardian in one process: simulated terminal, plain journal, scores by hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np

from dtms.adapters.ids import SeededIds
from dtms.adapters.journal import MEMORY, Store, open_plain
from dtms.adapters.mt5.broker import Mt5Broker
from dtms.adapters.mt5.channel import InProcessChannel
from dtms.core.assessment import Assessment, Break
from dtms.core.commands import TradeCommand, Verb
from dtms.core.events import BlindCause, Fact
from dtms.core.market import Instrument, Side
from dtms.core.policy import SEEDS, Adoption, Mode, Policy
from dtms.core.structure import BreakKind
from dtms.core.trade import Trade, TradeKey
from dtms.engine.desk import Reply
from dtms.engine.engine import Check, Engine
from dtms.engine.ledger import Ledger
from dtms.engine.run_now import run_now
from dtms.engine.station import Options, Station
from dtms.engine.windows import Reading
from dtms.ports import Consent, NewsCalendar, Recorded
from dtms.sim.feed import Quotes
from dtms.sim.records import AccountSpec
from dtms.sim.symbols import SymbolSpec
from dtms.sim.terminal import Terminal

START = datetime(2024, 3, 6, 10, 0, tzinfo=UTC)  # a Wednesday
SYMBOL = "EURUSD"
POINT = 0.00001
ATR = 0.0010
_DAY_MSC = 86_400_000
_STEP_MSC = 10_000
_M5 = 300


type Way = tuple[tuple[float, float], ...]  # minutes after the start, bid from then on


class DrawnFeed:
    """One symbol at 1.10000, or wherever the drawn path leads."""

    def __init__(self, path: Way, start: datetime, spread: int = 10) -> None:
        begin = int(start.timestamp() * 1000)
        self._levels = [(0, 1.1), *((begin + int(at * 60_000), price) for at, price in path)]
        self._spread = spread

    @property
    def identity(self) -> str:
        return "drawn"

    @property
    def symbols(self) -> tuple[str, ...]:
        return (SYMBOL,)

    def span(self, symbol: str) -> tuple[int, int | None]:
        del symbol
        return (int(START.timestamp()) // 86_400 - 1, None)

    def day(self, symbol: str, day: int) -> Quotes:
        del symbol
        times = np.arange(day * _DAY_MSC, (day + 1) * _DAY_MSC, _STEP_MSC, dtype=np.int64)
        starts = np.array([start for start, _ in self._levels])
        prices = np.array([price for _, price in self._levels])
        bid = prices[np.searchsorted(starts, times, side="right") - 1]
        return Quotes(
            time_msc=times,
            bid=bid,
            ask=np.round(bid + self._spread * POINT, 5),
            ticks=np.ones(len(times), np.int64),
            jump=np.ones(len(times), np.bool_),
        )


class HandClock:
    """Market time is the terminal's; people's time is moved by the test."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self.people_now = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
        self.skew = timedelta(0)  # of the machine against the trade server

    def market(self) -> datetime:
        return self._terminal.now + self.skew

    def people(self) -> datetime:
        return self.people_now


class DrawnWindows:
    """Windows whose score, structure and fitness a test sets."""

    def __init__(self) -> None:
        self.score: float | None = 0.0
        self.flips = False
        self.broken: tuple[BreakKind, bool] | None = None  # kind, with a BUY
        self.cause: BlindCause | None = None
        self.swing = 1.0950
        self.median = 10  # points
        self._now = START

    async def refresh(self, instrument: Instrument, now: datetime) -> None:
        del instrument
        self._now = now

    def reading(self, instrument: Instrument, now: datetime) -> Reading:
        return Reading(
            m5_closed=_floor(now, 5),
            m15_closed=_floor(now, 15),
            bar_age=now - _floor(now, 5),
            cause=self.cause,
            spread_median=self.median * instrument.point,
        )

    def bars(self, instrument: Instrument) -> None:
        del instrument

    def assessment(self, instrument: Instrument, side: Side) -> Assessment | None:
        del instrument
        if self.score is None:
            return None
        broken = None
        if self.broken is not None:
            kind, with_buy = self.broken
            broken = Break(
                kind=kind,
                with_trade=with_buy == (side is Side.BUY),
                level=1.1,
                closed=_floor(self._now, 15),
            )
        flip = -1 if self.flips else 0
        return Assessment(
            side=side,
            m5_closed=_floor(self._now, 5),
            m15_closed=_floor(self._now, 15),
            total=self.score,
            unscored=None,
            parts=(),
            regime=None,
            threshold=0.0005,
            vwap_flip=flip,
            volume_flip=flip,
            structure_break=broken,
            swing_behind=self.swing,
            swing_ahead=None,
            atr_m15=ATR,
            atr_m5=ATR / 2,
            vwap=1.1,
            close=1.1,
        )


def _floor(at: datetime, minutes: int) -> datetime:
    seconds = minutes * 60
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)


class Heard:
    """Every fact in the order it was published."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def publish(self, recorded: tuple[Recorded, ...]) -> None:
        self.facts.extend(item.fact for item in recorded)

    def of[T](self, kind: type[T]) -> list[T]:
        return [fact for fact in self.facts if isinstance(fact, kind)]


class Points:
    """The failpoints; a test says what happens at them."""

    def __init__(self, pass_by: Callable[[str], None]) -> None:
        self.pass_by = pass_by

    def __call__(self, name: str) -> None:
        self.pass_by(name)


GUARDING = replace(SEEDS, guard=replace(SEEDS.guard, adoption=Adoption.GUARD))


@dataclass
class House:
    """Everything a test needs to play a story."""

    terminal: Terminal
    clock: HandClock
    windows: DrawnWindows
    store: Store
    engine: Engine
    heard: Heard
    policy: Policy
    options: Options
    points: Points
    failpoint: Callable[[str], None]

    def fail_at(self, pass_by: Callable[[str], None]) -> None:
        """Let something happen at failpoints, until the next start."""
        self.points.pass_by = pass_by

    def check(self, score: float | None = None, *, uptime: timedelta | None = None) -> None:
        """Let the engine look, with this score if given."""
        if score is not None:
            self.windows.score = score
        run_now(self.engine.handle(Check(uptime=uptime)))

    def later(self, minutes: float = 5, score: float | None = None) -> None:
        """Move the market on and let the engine look."""
        self.terminal.advance_to(self.terminal.now + timedelta(minutes=minutes))
        self.check(score)

    def buy(self, volume: float = 0.10, *, sl: float = 1.0900, tp: float = 1.1200) -> TradeKey:
        ticket = self.terminal.hand.buy(SYMBOL, volume, sl=sl, tp=tp)
        return TradeKey(account=self.engine.station.ledger.account, position=ticket)

    def sell(self, volume: float = 0.10, *, sl: float = 1.1100, tp: float = 1.0800) -> TradeKey:
        ticket = self.terminal.hand.sell(SYMBOL, volume, sl=sl, tp=tp)
        return TradeKey(account=self.engine.station.ledger.account, position=ticket)

    def trade(self, key: TradeKey) -> Trade:
        trade = run_now(self.engine.station.journal.trade(key))
        assert trade is not None
        live = self.engine.station.ledger.trades.get(key)
        assert live is None or live == trade
        return trade

    def tell(self, key: TradeKey, verb: Verb, **more: int) -> Reply:
        return run_now(self.engine.handle(TradeCommand(key=key, verb=verb, by=7, **more)))

    def positions(self) -> list[object]:
        return list(self.terminal.api.positions_get())

    def volume_of(self, ticket: int) -> Decimal:
        held = self.terminal.api.positions_get(ticket=ticket)
        return Decimal(str(held[0].volume)) if held else Decimal(0)

    def restart(self) -> "House":
        """Drop everything in memory and start again on the same terminal and journal."""
        return _furnish(
            terminal=self.terminal,
            windows=self.windows,
            store=self.store,
            policy=self.policy,
            options=self.options,
            clock=self.clock,
            failpoint=self.failpoint,
        )


def _no_failpoint(name: str) -> None:
    del name


def a_house(  # noqa: PLR0913 - every part of a house may be a test's own
    *,
    policy: Policy = GUARDING,
    account: AccountSpec | None = None,
    mode: Mode = Mode.AUTO,
    path: Way = (),
    start: datetime = START,
    live_enabled: bool = False,
    failpoint: Callable[[str], None] = _no_failpoint,
    symbols: Sequence[SymbolSpec] | None = None,
    windows: DrawnWindows | None = None,
    spread: int = 10,
    directory: Path | None = None,
    news: NewsCalendar | None = None,
    consent: Consent | None = None,
) -> House:
    """Furnish a house; the account is in `auto` and adopts by guarding unless told otherwise."""
    feed = DrawnFeed(path, start, spread)
    terminal = Terminal(
        feed=feed, account=account or AccountSpec(), symbols=symbols, store=directory, start=start
    )
    terminal.api.initialize()
    terminal.api.symbol_select(SYMBOL, True)
    clock = HandClock(terminal)
    journal = MEMORY if directory is None else directory / "journal.db"
    store = open_plain(journal, clock=clock, ids=SeededIds(1), hit=failpoint)
    options = Options(default_mode=mode, live_enabled=live_enabled)
    return _furnish(
        terminal=terminal,
        windows=windows or DrawnWindows(),
        store=store,
        policy=policy,
        options=options,
        clock=clock,
        failpoint=failpoint,
        news=news,
        consent=consent,
    )


def _plays(terminal: Terminal) -> bool:
    """Claim that the account is not meant to stand for a live one."""
    return terminal.api.account_info().trade_mode != 2


def _furnish(  # noqa: PLR0913 - the parts of a house
    *,
    terminal: Terminal,
    windows: DrawnWindows,
    store: Store,
    policy: Policy,
    options: Options,
    clock: HandClock,
    failpoint: Callable[[str], None],
    news: NewsCalendar | None = None,
    consent: Consent | None = None,
) -> House:
    broker = Mt5Broker(InProcessChannel(terminal.api), simulated=_plays(terminal))
    heard = Heard()
    account = run_now(broker.account()).account
    points = Points(failpoint)
    engine = Engine(
        Station(
            broker=broker,
            journal=store.journal,
            ledger=Ledger(account=account, journal=store.journal, sinks=(heard,)),
            windows=windows,
            clock=clock,
            ids=SeededIds(int(terminal.now.timestamp()) + 1),
            policy=policy,
            options=options,
            namespace=run_now(store.journal.namespace()),
            failpoint=points,
            news=news,
            consent=consent,
        )
    )
    run_now(engine.start())
    return House(
        terminal=terminal,
        clock=clock,
        windows=windows,
        store=store,
        engine=engine,
        heard=heard,
        policy=policy,
        options=options,
        points=points,
        failpoint=failpoint,
    )
