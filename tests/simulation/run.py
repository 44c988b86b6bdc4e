"""One seed from its first cycle to its last, and what is left of it."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.simulation.actors import Fate, People, Trader
from tests.simulation.calm import check_calm, check_end
from tests.simulation.plans import CYCLES, Plan, drawn
from tests.simulation.watch import Broken
from tests.simulation.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a run; `trace` is the same for the same seed, byte by byte."""

    seed: int
    cycles: int
    wrong: str | None
    counts: Counter[str] = field(default_factory=Counter)
    trace: str = ""


def simulate(seed: int, *, cycles: int = CYCLES) -> Outcome:
    """Play a seed."""
    return play(drawn(seed, cycles=cycles))


def play(plan: Plan, *, story: list[str] | None = None) -> Outcome:
    """Play a plan: chaos, then calm; `story` takes in everything that happened."""
    world = World(plan)
    done, wrong = 0, None
    try:
        for _ in _cycles(world):
            done += 1
    except Broken as broken:
        wrong = str(broken)
    counts = world.watch.counts + Counter(
        {f"killed at {k}": v for k, v in world.kills.deaths.items()}
    )
    counts["alerts"] = len(world.chat.arrived)
    counts["restarts"] = world.starts - 1
    trace = trace_of(world)
    if story is not None:
        story.extend(story_of(world))
    return Outcome(seed=plan.seed, cycles=done, wrong=wrong, counts=counts, trace=trace)


def _cycles(world: World) -> Iterator[None]:
    plan = world.plan
    trader, people, fate = Trader(world), People(world), Fate(world)
    for _ in range(plan.trades):
        trader.opens()
    for cycle in range(plan.cycles):
        if cycle == plan.cycles - plan.calm:
            fate.rest()
            trader.rest()
            trader.opens()
        calm = cycle >= plan.cycles - plan.calm
        world.terminal.advance_to(world.now + plan.step)
        if not calm and fate.sleeps():
            continue
        if not calm:
            fate.turn()
            trader.turn()
        world.check()
        world.watch.step()
        if not calm and people.turn():
            world.watch.step()
        world.chat.send_waiting()
        if calm:
            check_calm(world, cycle - (plan.cycles - plan.calm))
        yield
    check_end(world)


def trace_of(world: World) -> str:
    """Return a digest of every deal, order sent, fact, announcement and message of a run."""
    digest = hashlib.sha256()
    for line in story_of(world):
        digest.update(line.encode())
        digest.update(b"\n")
    return digest.hexdigest()


def story_of(world: World) -> Iterator[str]:
    """Everything that happened, as text."""
    yield from map(repr, world.books.deals.values())
    yield from map(repr, world.books.positions.values())
    yield from world.watch.sends
    database = world.watch.database
    for table in ("event", "intent", "trade", "outbox", "delivery"):
        yield from map(repr, database.execute(f"SELECT * FROM {table}"))  # noqa: S608 - our tables
    yield from map(repr, world.chat.arrived)
