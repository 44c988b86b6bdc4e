"""One short story for each kind of order: a still market, and scores that call for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from dtms.core.policy import SEEDS, Adoption, Mode, Policy
from dtms.core.trade import ActionKind
from tests.simulation.markets import Script, Show, Tape
from tests.simulation.plans import TERMS, WEDNESDAY, Mood, Path, Plan
from tests.simulation.world import World

CYCLES = 200
EURUSD = TERMS[0]
POLICY = replace(
    SEEDS,
    guard=replace(SEEDS.guard, adoption=Adoption.GUARD, unknown_window=timedelta(minutes=12)),
    actions=replace(SEEDS.actions, readd=True),
)
_M5 = 300
_BARS = CYCLES // 10 + 2
_DOWN = (-7.0,) * 6

# Scores at M5 closes from 10:00 on; the last one stays. The healthy are judged each quarter.
SCORES: Mapping[ActionKind, tuple[float, ...]] = {
    ActionKind.STOP: (0.5, -3.0),
    ActionKind.REDUCE: (0.5, -4.5),
    ActionKind.HEDGE: (0.5, -7.0),
    ActionKind.CLOSE_HEDGE: (0.5, *_DOWN, -1.0),
    ActionKind.READD: (0.5, *_DOWN, 1.5),
    ActionKind.CLOSE_BY: (0.5, -7.0),  # until the flat timer closes all
}
_LENGTHS = {  # cycles of 30 s
    ActionKind.CLOSE_HEDGE: 130,
    ActionKind.READD: 200,
    ActionKind.CLOSE_BY: 200,
}
# A person's own orders are not called for by scores: the program is killed around them in
# tests/engine/test_entry.py and tests/engine/test_brackets.py.
PERSONS = frozenset({ActionKind.ORDER, ActionKind.CANCEL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A named place passed while an order of the story's kind was under way."""

    number: int  # among all passages of the story
    point: str
    in_doubt: bool  # the order is marked as sent, and the broker has not executed it


def a_plan(policy: Policy = POLICY) -> Plan:
    """A run in which nothing is drawn."""
    return Plan(
        seed=1,
        cycles=CYCLES,
        calm=0,
        start=WEDNESDAY,
        step=timedelta(seconds=30),
        terms=EURUSD,
        path=Path.WALK,
        mood=Mood.STEPS,
        last_score=0.0,
        policy=policy,
        mode=Mode.AUTO,
        commission=0.0,
        deposit=10_000.0,
        trades=1,
        rates={},
    )


def still(scores: tuple[float, ...]) -> Show:
    """A market that does not move, with these scores."""
    begin = int(WEDNESDAY.timestamp()) - 2 * _M5
    times = np.arange(begin, begin + (_BARS + 4) * _M5, 10, dtype=np.int64)
    bid = np.full(len(times), EURUSD.price)
    ask = np.round(bid + EURUSD.spread / 10**EURUSD.digits, EURUSD.digits)
    bars = _BARS + 2
    told = [scores[0], *scores, *(scores[-1] for _ in range(bars))][:bars]
    script = Script(
        first=begin + _M5,
        score=told,
        flips=[0] * bars,
        broken=[None] * bars,
        close=[EURUSD.price] * bars,
        atr=EURUSD.atr,
        median=EURUSD.spread,
    )
    return Show(tape=Tape(EURUSD.symbol, times, bid, ask), script=script)


def begun(kind: ActionKind) -> World:
    """A guarded trade at the beginning of a story."""
    world = World(a_plan(), still(SCORES[kind]))
    world.terminal.faults.on_order_send = lambda phase: world.kills.hit(f"broker.{phase}")
    world.terminal.hand.buy(EURUSD.symbol, 0.10, sl=1.09, tp=1.12)
    return world


def told(world: World, kind: ActionKind) -> World:
    """Play a story to its end, every invariant looked at after every step."""
    for _ in range(_LENGTHS.get(kind, 90)):
        world.terminal.advance_to(world.now + world.plan.step)
        world.check()
        world.watch.step()
        world.chat.send_waiting()
    return world


def passages(kind: ActionKind) -> tuple[Passage, ...]:
    """Every place passed from the journalling of the kind's first order to its last commit."""
    world = begun(kind)
    kinds: list[ActionKind] = []
    whose: dict[int, ActionKind] = {}

    def note(name: str) -> None:
        world.kills.hit(name)
        if name == "executor.pending":
            intents = world.engine.station.ledger.intents.values()
            magic = world.watch.magic(max(intents, key=lambda one: one.created_at).magic)
            assert magic is not None
            kinds.append(magic.kind)
            whose[len(world.kills.passed)] = magic.kind

    object.__setattr__(world.engine.station, "failpoint", note)
    told(world, kind)
    pending = next(number for number, of in whose.items() if of is kind)
    rest = world.kills.passed[pending:]
    end = pending + rest.index("executor.verified") + 2
    found = []
    sent = executed = False
    for number in range(pending - 2, end):
        point = world.kills.passed[number]
        executed = executed or point == "broker.executed"
        found.append(Passage(number=number + 1, point=point, in_doubt=sent and not executed))
        sent = sent or (number >= pending and point == "journal.before_commit")
    return tuple(found)
