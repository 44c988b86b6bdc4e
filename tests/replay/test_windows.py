"""Scored window by window, as live does, a recorded day is the same as scored all at once."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest

from dtms.core import events
from dtms.core.assessment import Assessment
from dtms.core.market import Side
from dtms.engine.run_now import run_now
from dtms.replay.player import by_windows
from tests.replay.kit import FALLING_DAY, RISING_DAY, Bench, Run, at, audit, needs_data

pytestmark = needs_data

SLEEP, WAKING = at("02-11", "00:00"), at("02-12", "21:00")
STRETCHES = {
    "falling": (FALLING_DAY, at("02-14", "13:40")),
    "rising": (RISING_DAY, at("02-16", "22:40")),
    "weekend": (
        replace(FALLING_DAY, at=at("02-10", "18:00"), stop=None, target=None),
        at("02-13", "03:00"),
    ),
}


def told(run: Run) -> list[object]:
    """Every fact, with the figures of its judgement rounded away."""
    return [_without_figures(item.fact) for item in run.recorded]


def _without_figures(fact: object) -> object:
    if isinstance(fact, events.Judged):
        judged = replace(fact.judgement, score=0.0)
        return replace(fact, judgement=judged, parts=())
    score = getattr(fact, "score", None)
    return fact if score is None else replace(fact, score=0.0)


def played(run: Run, until: datetime) -> Run:
    """Play to an instant; over most of a weekend the machine sleeps."""
    if run.entries[0].at < SLEEP < until:
        run.to(SLEEP).terminal.advance_to(WAKING)
    return run.to(until)


@pytest.mark.parametrize("name", STRETCHES)
def test_live_windows_tell_the_same_facts(bench: Bench, name: str) -> None:
    entry, until = STRETCHES[name]
    history = played(Run(bench, entry), until)
    live = played(Run(bench, entry, scoring=by_windows(history.policy)), until)

    judged = [run.facts(events.Judged) for run in (history, live)]

    assert len(judged[0]) >= 20
    assert told(live) == told(history)
    for one, other in zip(*judged, strict=True):
        assert other.judgement.score == pytest.approx(one.judgement.score, rel=1e-9, abs=1e-9)
        assert [part.group for part in other.parts] == [part.group for part in one.parts]
        for part, twin in zip(one.parts, other.parts, strict=True):
            assert twin.points == pytest.approx(part.points, rel=1e-9, abs=1e-9)
    assert live.book() == history.book()
    audit(live)
    history.close()
    live.close()


def test_the_explained_rows_agree_in_their_inputs(bench: Bench) -> None:
    history = Run(bench, FALLING_DAY)
    live = Run(bench, FALLING_DAY, scoring=by_windows(history.policy))
    compared = 0

    for clock in ("02:05", "03:30", "04:10", "06:30", "09:10"):
        for run in (history, live):
            run.to(at("02-14", clock))
        for side in Side:
            rows = [explained(run, side) for run in (history, live)]
            compared += len(same_inputs(*rows))

    assert compared > 50
    history.close()
    live.close()


def explained(run: Run, side: Side) -> Assessment:
    station = run.player.engine.station
    instrument = run_now(station.broker.instrument("GBPUSD"))
    run_now(station.windows.refresh(instrument, run.terminal.now))
    found = station.windows.assessment(instrument, side)
    assert found is not None
    return found


def same_inputs(one: Assessment, other: Assessment) -> list[float]:
    assert one.total == pytest.approx(other.total, rel=1e-9)
    assert (one.regime, one.vwap_flip, one.volume_flip) == (
        other.regime,
        other.vwap_flip,
        other.volume_flip,
    )
    figures: list[float] = []
    for part, twin in zip(one.parts, other.parts, strict=True):
        assert [name for name, _ in part.inputs] == [name for name, _ in twin.inputs]
        mine = [value for _, value in part.inputs]
        assert mine == pytest.approx([value for _, value in twin.inputs], rel=1e-9, nan_ok=True)
        figures += mine
    return figures


def test_a_loop_of_asyncio_tells_the_same_facts_as_no_loop(bench: Bench) -> None:
    """The coroutine that history drives without a loop is the one that a loop drives live."""
    until = at("02-14", "03:40")
    without = Run(bench, FALLING_DAY).to(until)

    async def within() -> Run:
        return Run(bench, FALLING_DAY).to(until)

    looped = asyncio.run(within())

    assert looped.recorded == without.recorded
    without.close()
    looped.close()
