"""Replays of recorded days with their witnesses, and what must hold after any of them."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow.compute as pc
import pytest
from pyarrow import parquet

from dtms.adapters.journal.rows import Row
from dtms.core import events
from dtms.core.events import Fact
from dtms.core.evolve import fold
from dtms.core.intents import Intent
from dtms.core.magic import read_magic
from dtms.core.market import Side
from dtms.core.notices import notice_of
from dtms.core.policy import PRESETS, Policy
from dtms.core.risk import is_tighter
from dtms.core.trade import Trade, TradeKey
from dtms.engine.run_now import run_now
from dtms.ports import Recorded
from dtms.replay.entries import Entry
from dtms.replay.player import Player, Scoring, Setup, by_history
from dtms.sim.feed import Feed
from dtms.sim.records import AccountSpec, Deal, Position

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
BARS = DATA / "bars" / "GBPUSD_M1_20120102_20120731.parquet"
NO_DATA = "../shared/data is absent"
SYMBOL = "GBPUSD"
STEP = Decimal("0.01")
ALL_RED = (
    "SELECT outbox.id FROM outbox JOIN event USING (seq)"
    " WHERE priority = 'red' AND event.kind = '{kind}'"
)
ALL = 10**6

needs_data = pytest.mark.skipif(not BARS.exists(), reason=NO_DATA)


def at(day: str, clock: str) -> datetime:
    """An instant of 2012, UTC: at("02-08", "06:00")."""
    return datetime.fromisoformat(f"2012-{day}T{clock}").replace(tzinfo=UTC)


def an_entry(when: datetime, side: Side, stop: str, target: str, volume: str = "0.10") -> Entry:
    levels = Decimal(stop), Decimal(target)
    return Entry(at=when, side=side, volume=Decimal(volume), stop=levels[0], target=levels[1])


# Found by search.py; docs/verification.md says with which command.
FALLING_DAY = an_entry(at("02-14", "02:00"), Side.BUY, "1.56559", "1.58359")
RISING_DAY = an_entry(at("02-16", "18:00"), Side.SELL, "1.58433", "1.56633")
TIMED_DAY = an_entry(at("02-10", "02:00"), Side.BUY, "1.57438", "1.59238")
BREAKEVEN_DAY = an_entry(at("02-15", "06:00"), Side.SELL, "1.57908", "1.56108")
RESUMED_DAY = an_entry(at("05-21", "14:00"), Side.SELL, "1.58576", "1.56776")
STOPPED_HEDGED = an_entry(at("02-14", "14:00"), Side.BUY, "1.56412", "1.58212")


def cut(path: Path, until: datetime, to: Path) -> Path:
    """Write the recorded bars up to an instant to another file."""
    table = parquet.read_table(path)
    parquet.write_table(table.filter(pc.field("time") < int(until.timestamp())), to)
    return to


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A recorded fact, and what the server held the moment it was told."""

    seq: int
    fact: Fact
    held: dict[int, Position]


@dataclass(slots=True)
class Bench:
    """Prices with their scores, shared by the replays of a session."""

    feed: Feed
    scorings: dict[str, Scoring] = field(default_factory=dict)

    def scoring(self, policy: Policy) -> Scoring:
        if policy.name not in self.scorings:
            self.scorings[policy.name] = by_history(self.feed, SYMBOL, policy)
        return self.scorings[policy.name]


class Run:
    """One replay, moved on by the test."""

    def __init__(
        self,
        bench: Bench,
        *entries: Entry,
        policy: Policy | str = "seeds",
        directory: Path | None = None,
        failpoint: Callable[[str], None] = lambda _: None,
        terms: AccountSpec | None = None,
        scoring: Scoring | None = None,
    ) -> None:
        self.policy = PRESETS[policy] if isinstance(policy, str) else policy
        self.entries = entries
        self.shots: list[Shot] = []
        self.sends = 0
        setup = Setup(
            feed=bench.feed,
            symbol=SYMBOL,
            entries=entries,
            policy=self.policy,
            directory=directory,
            seed=0,
            failpoint=failpoint,
            scoring=scoring or bench.scoring(self.policy),
            terms=terms or AccountSpec(),
        )
        self.player = Player(setup, sinks=(self,))
        self.terminal = self.player.terminal
        self.ledger = self.terminal._desk.ledger
        self.terminal.faults.on_order_send = self._must_be_journalled
        self.player.begin()

    def publish(self, recorded: tuple[Recorded, ...]) -> None:
        held = dict(self.ledger.positions)
        self.shots += [Shot(seq=item.seq, fact=item.fact, held=held) for item in recorded]

    def _must_be_journalled(self, phase: str) -> None:
        if phase == "received":
            self.sends += 1
            assert self.rows("SELECT count(*) FROM intent WHERE state = 'sent'") != [(0,)]

    def to(self, until: datetime) -> "Run":
        """Open what is due and check every 30 s up to an instant."""
        for entry in self.entries:
            if entry.at <= until and not self.player._was_opened(entry):
                self.player.guard_until(entry.at)
                self.player.open(entry)
        self.player.guard_until(until)
        return self

    def step(self, cycles: int = 1) -> "Run":
        return self.to(self.terminal.now + cycles * timedelta(seconds=30))

    def rows(self, sql: str) -> list[Row]:
        return run_now(self.player.store.database.read(lambda by: by.rows(sql)))

    @property
    def recorded(self) -> Sequence[Recorded]:
        return run_now(self.player.store.journal.facts(after=0, limit=ALL))

    def facts[F](self, kind: type[F]) -> list[F]:
        return [item.fact for item in self.recorded if isinstance(item.fact, kind)]

    def trade(self, number: int = 0) -> Trade:
        key = self.facts(events.TradeRegistered)[number].key
        found = run_now(self.player.store.journal.trade(key))
        assert found is not None
        return found

    def states(self) -> list[str]:
        """Transitions as "06:05 warning_l1"."""
        changed = self.facts(events.StateChanged)
        return [f"{fact.at:%H:%M} {fact.after.value}" for fact in changed]

    @property
    def deals(self) -> list[Deal]:
        return list(self.ledger.deals.values())

    @property
    def namespace(self) -> int:
        return run_now(self.player.store.journal.namespace())

    def own_deals(self) -> list[Deal]:
        return [deal for deal in self.deals if read_magic(deal.magic, namespace=self.namespace)]

    def intent(self, number: int) -> Intent:
        found = run_now(self.player.store.journal.intent(number))
        assert found is not None
        return found

    def hedges(self) -> list[Position]:
        """Positions in the server's book that were opened as a hedge."""
        return [held for held in self.ledger.positions.values() if held.magic]

    def book(self) -> list[tuple[object, ...]]:
        """Every deal without the numbers that a restart may change, then what is open."""
        deals: list[tuple[object, ...]] = [
            (deal.at_msc, deal.type, deal.entry, deal.volume, deal.price, deal.reason, deal.profit)
            for deal in self.deals
        ]
        held = self.ledger.positions.values()
        return deals + sorted((p.side, p.volume, p.price_open, p.sl, p.tp) for p in held)

    def close(self) -> None:
        self.player.close()


def audit(run: Run) -> None:
    """Assert what holds after any replay, whatever went wrong in it."""
    recorded = run.recorded
    _announced_once(run, recorded)
    _folds(run, recorded)
    _orders_agree(run, recorded)
    _stops_only_tighten(run, recorded)
    _money_adds_up(run)


def _announced_once(run: Run, recorded: Sequence[Recorded]) -> None:
    expected = [
        (item.seq, notice.priority.value)
        for item in recorded
        if (notice := notice_of(item.fact)) is not None
    ]
    assert run.rows("SELECT seq, priority FROM outbox ORDER BY id") == expected


def _key(fact: Fact) -> TradeKey | None:
    return getattr(fact, "key", None)


def _folds(run: Run, recorded: Sequence[Recorded]) -> None:
    keys = {key for item in recorded if (key := _key(item.fact)) is not None}
    for key in keys:
        story = [item.fact for item in recorded if _key(item.fact) == key]
        assert fold(story) == run_now(run.player.store.journal.trade(key))


def _orders_agree(run: Run, recorded: Sequence[Recorded]) -> None:
    sent = {
        item.fact.intent: item.fact.at
        for item in recorded
        if isinstance(item.fact, events.IntentSent)
    }
    own = run.own_deals()
    for deal in own:
        magic = read_magic(deal.magic, namespace=run.namespace)
        assert magic is not None
        assert run.intent(magic.intent).magic == deal.magic
        assert sent[magic.intent].timestamp() * 1000 <= deal.at_msc
    orders = {(deal.magic, deal.order) for deal in own if deal.reason == 3}  # by a program
    by_intent = Counter(magic for magic, _ in orders)  # a close-by is one order with two deals
    assert all(count == 1 for count in by_intent.values())
    rows = run.rows("SELECT magic, executed FROM intent WHERE kind <> 'stop'")
    assert {magic for magic, executed in rows if executed == 1} <= set(by_intent)
    assert {magic for magic, executed in rows if executed == 0}.isdisjoint(by_intent)
    for volume in (deal.volume for deal in run.deals if deal.symbol):
        steps = Decimal(str(volume)) / STEP
        assert steps >= 1
        assert steps == steps.to_integral_value()


def _stops_only_tighten(run: Run, recorded: Sequence[Recorded]) -> None:
    for item in recorded:
        if isinstance(item.fact, events.StopMoved):
            side = fold_side(recorded, item.fact.key)
            assert is_tighter(side, item.fact.after, item.fact.before)
    for ticket in {ticket for shot in run.shots for ticket in shot.held}:
        seen = [shot.held[ticket] for shot in run.shots if ticket in shot.held]
        worst = 0.0 if seen[0].is_buy else math.inf
        stops = [position.sl or worst for position in seen]
        better = stops if seen[0].is_buy else [-stop for stop in stops]
        assert better == sorted(better)
        assert {position.tp for position in seen} == {seen[0].tp}


def fold_side(recorded: Sequence[Recorded], key: TradeKey) -> Side:
    return next(
        item.fact.side
        for item in recorded
        if isinstance(item.fact, events.TradeRegistered) and item.fact.key == key
    )


def _money_adds_up(run: Run) -> None:
    total = sum(deal.total for deal in run.deals)
    assert run.ledger.totals.balance == pytest.approx(total, abs=0.005)
