"""What may not matter: direction, scale, week, order, restarts, other trades."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray

from dtms.core import events
from dtms.core.policy import Adoption, Mode
from dtms.sim.feed import CompositeFeed, Feed
from dtms.sim.symbols import DEFAULT_SYMBOLS
from tests.simulation.markets import Show, Tape, staged
from tests.simulation.plans import Plan, Terms, drawn
from tests.simulation.world import World

SEEDS = tuple(range(12))
CYCLES = 160
STOP, TARGET = 12.0, 30.0  # ATR
EURUSD = Terms(symbol="EURUSD", price=1.1, atr=0.0010, digits=5, spread=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A run, without what a relation may change: ticket numbers, identities, prices."""

    states: list[tuple[object, ...]]
    deals: list[tuple[object, ...]]


def a_quiet_plan(seed: int) -> Plan:
    """A seed's market and policy; nothing goes wrong and nobody interferes."""
    plan = drawn(seed, cycles=CYCLES)
    return replace(
        plan,
        start=plan.start.replace(month=2, day=7, year=2024, hour=9, minute=0),
        step=timedelta(seconds=60),
        terms=EURUSD,
        mode=Mode.AUTO,
        deposit=100_000.0,
        commission=0.0,
        calm=0,
        rates={},
        policy=replace(plan.policy, guard=replace(plan.policy.guard, adoption=Adoption.GUARD)),
    )


def opened(world: World, *, sell: bool = False, terms: Terms = EURUSD) -> None:
    """Open the trade that a relation is about."""
    quote = world.terminal._desk.market.last(terms.symbol, world.terminal._desk.now)
    assert quote is not None
    sign = -1 if sell else 1
    price = quote.bid if sell else quote.ask
    levels = {
        "sl": round(price - sign * STOP * terms.atr, terms.digits),
        "tp": round(price + sign * TARGET * terms.atr, terms.digits),
    }
    hand = world.terminal.hand
    (hand.sell if sell else hand.buy)(terms.symbol, 0.10, **levels)


def played(world: World, before_check: Callable[[World, int], None] = lambda *_: None) -> Told:
    """Play a world to its end."""
    for cycle in range(world.plan.cycles):
        world.terminal.advance_to(world.now + world.plan.step)
        before_check(world, cycle)
        world.check()
        world.watch.step()
    return told(world)


def told(world: World, symbol: str = EURUSD.symbol) -> Told:
    """Tell of a run what no relation may change."""
    begin = world.plan.start
    main = min(deal.position_id for deal in world.books.deals.values() if deal.symbol == symbol)
    facts = [one.fact for one in world.watch.facts if isinstance(one.fact, events.StateChanged)]
    return Told(
        states=[
            (fact.at - begin, fact.before, fact.after, fact.rule)
            for fact in facts
            if fact.key.position == main
        ],
        deals=[
            (deal.at_msc - int(begin.timestamp() * 1000), deal.entry, deal.volume, deal.reason)
            for deal in world.books.deals.values()
            if deal.symbol == symbol
        ],
    )


def plain(seed: int) -> Told:
    """The run that every relation starts from."""
    world = World(a_quiet_plan(seed))
    opened(world)
    return played(world)


def quotes_of(tape: Feed) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """All times (epoch seconds), bids and asks of a tape."""
    first, last = tape.span(EURUSD.symbol)
    assert last is not None
    days = [tape.day(EURUSD.symbol, day) for day in range(first, last + 1)]
    times = np.concatenate([day.time_msc for day in days]) // 1000
    return times, np.concatenate([day.bid for day in days]), np.concatenate([d.ask for d in days])


def mirrored(show: Show) -> Show:
    """Prices upside down, so that a SELL meets what a BUY met."""
    twice = 2 * EURUSD.price
    times, bids, asks = quotes_of(show.tape)
    bid = np.round(twice - asks, EURUSD.digits)
    ask = np.round(twice - bids, EURUSD.digits)
    script = replace(
        show.script,
        score=[-score for score in show.script.score],
        flips=[-flip for flip in show.script.flips],
        broken=[None if one is None else (one[0], not one[1]) for one in show.script.broken],
        close=[
            round(twice - close - EURUSD.spread / 10**EURUSD.digits, EURUSD.digits)
            for close in show.script.close
        ],
    )
    return Show(tape=Tape(EURUSD.symbol, times, bid, ask), script=script)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sell_in_the_mirror_is_treated_as_the_buy(seed: int) -> None:
    plan = a_quiet_plan(seed)
    world = World(plan, mirrored(staged(plan)))
    opened(world, sell=True)

    assert played(world) == plain(seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_ten_times_the_price_with_one_digit_less_changes_nothing(seed: int) -> None:
    terms = replace(EURUSD, price=11.0, atr=0.010, digits=4)
    plan = replace(a_quiet_plan(seed), terms=terms)
    small = staged(a_quiet_plan(seed))
    times, bids, asks = quotes_of(small.tape)
    bid, ask = np.round(bids * 10, 4), np.round(asks * 10, 4)
    script = replace(
        small.script, close=[round(one * 10, 4) for one in small.script.close], atr=terms.atr
    )
    spec = next(one for one in DEFAULT_SYMBOLS if one.name == terms.symbol)
    world = World(
        plan,
        Show(tape=Tape(terms.symbol, times, bid, ask), script=script),
        symbols=[replace(spec, digits=4, contract_size=spec.contract_size / 10)],
    )
    opened(world, terms=terms)

    assert played(world) == plain(seed)


@pytest.mark.parametrize("weeks", [1, 2])
@pytest.mark.parametrize("seed", SEEDS[:6])
def test_another_week_changes_nothing(seed: int, weeks: int) -> None:
    plan = a_quiet_plan(seed)
    world = World(replace(plan, start=plan.start + timedelta(weeks=weeks)))
    opened(world)

    assert played(world) == plain(seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_in_which_positions_are_read_changes_nothing(seed: int) -> None:
    worlds = [World(a_quiet_plan(seed)) for _ in range(2)]
    worlds[1].shuffle = Random(seed)  # noqa: S311 - repeatable on purpose
    for world in worlds:
        opened(world)
        opened(world, sell=True)
        opened(world)

    assert played(worlds[0]) == played(worlds[1])


@pytest.mark.parametrize("every", [1, 7])
@pytest.mark.parametrize("seed", SEEDS)
def test_restarts_without_a_reason_change_nothing(seed: int, every: int) -> None:
    """Event triggers are left out: what they last saw is memory, and begins anew."""
    plan = a_quiet_plan(seed)
    guard = replace(plan.policy.guard, trigger_burst=0)
    plan = replace(plan, policy=replace(plan.policy, guard=guard))
    world, undisturbed = World(plan), World(plan)
    opened(world)
    opened(undisturbed)

    def restart(of: World, cycle: int) -> None:
        if cycle % every == 0:
            of.restart()

    assert played(world, restart) == played(undisturbed)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_trade_of_another_symbol_changes_nothing(seed: int) -> None:
    plan = a_quiet_plan(seed)
    other = replace(plan, seed=seed + 1000, terms=replace(EURUSD, symbol="GBPUSD"))
    show = staged(plan)
    feeds: dict[str, Feed] = {"EURUSD": show.tape, "GBPUSD": staged(other).tape}
    world = World(plan, Show(tape=CompositeFeed(feeds), script=show.script))
    opened(world)
    opened(world, terms=other.terms)

    assert played(world) == plain(seed)


def test_the_runs_compared_do_something() -> None:
    """Relations between runs in which nothing happens would hold for any product."""
    runs = [plain(seed) for seed in SEEDS]

    assert sum(len(run.states) for run in runs) >= 50
    assert sum(len(run.deals) for run in runs) >= 30
    assert {state[2].value for run in runs for state in run.states} >= {"hedged", "closed"}
