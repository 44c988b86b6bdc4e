"""Killed at every place around every kind of order: once, and again on the way back."""

from collections import Counter

import pytest

from dtms.core import events
from dtms.core.events import Refusal
from dtms.core.trade import ActionKind
from tests.crash.stories import PERSONS, SCORES, Passage, begun, passages, told
from tests.simulation.calm import check_end
from tests.simulation.world import World

PLACES = {
    "journal.before_commit",
    "journal.after_commit",
    "executor.pending",
    "executor.sent",
    "executor.answered",
    "executor.verified",
    "broker.received",
}


def killed(kind: ActionKind, passage: Passage, *, again: bool) -> World:
    """Play a story, dying at one place and, if asked, at its next passage too."""
    world = begun(kind)
    world.kills.at = passage.number
    if again:
        world.kills.then = passage.point
    told(world, kind)
    check_end(world)
    return world


def book(world: World) -> list[tuple[object, ...]]:
    """What the broker holds, and what was ever dealt, without instants and tickets."""
    held = [(one.side, one.volume, one.sl, one.tp) for one in world.books.positions.values()]
    dealt = [(one.type, one.entry, one.volume) for one in world.books.deals.values()]
    return sorted(map(tuple, held)) + dealt


def was_told(world: World) -> bool:
    """Whether a person was asked about, or told of, an order that came to nothing."""
    return any(
        isinstance(one.fact, events.ActionRefused)
        and one.fact.reason is Refusal.NOT_EXECUTED
        and one.fact.unprotected
        for one in world.watch.facts
    )


def test_every_kind_of_order_has_a_story() -> None:
    assert set(SCORES) | PERSONS == set(ActionKind)
    assert set(SCORES).isdisjoint(PERSONS)


@pytest.mark.parametrize("again", [False, True], ids=["once", "twice"])
@pytest.mark.parametrize("kind", SCORES, ids=lambda kind: kind.name.lower())
def test_killed_anywhere_around_an_order_nothing_is_doubled_or_lost(
    kind: ActionKind, again: bool
) -> None:
    swept = passages(kind)
    undisturbed = book(told(begun(kind), kind))
    deaths: Counter[int] = Counter()

    for passage in swept:
        world = killed(kind, passage, again=again)

        died = sum(world.kills.deaths.values())
        deaths[died] += 1
        if book(world) != undisturbed:
            assert passage.in_doubt, passage
            assert was_told(world), passage
        assert world.watch.counts["duplicates"] == 0
        assert_told_once_and_all(world, died)
    assert {passage.point for passage in swept} >= PLACES
    assert deaths[1] + deaths[2] == len(swept)
    assert deaths[2] >= (len(swept) / 2 if again else 0)  # not every place is passed once more


def assert_told_once_and_all(world: World, died: int) -> None:
    """Every announcement arrived; a death may repeat one."""
    queued = {row[0] for row in world.watch.database.execute("SELECT id FROM outbox")}
    arrived = Counter(number for number, _ in world.chat.arrived)

    assert set(arrived) == queued
    assert sum(arrived.values()) <= len(queued) + died
