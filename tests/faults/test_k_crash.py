"""Rows K of the fault matrix: the program dies at a named point, or a part of it does."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.driver import Driver, Part, Progress, StillMarket, keep_guarding
from dtms.adapters.failpoints import FailpointHit, Failpoints
from dtms.core import events
from dtms.core.assessment import Assessment
from dtms.core.events import BlindCause
from dtms.core.market import Instrument, Side
from dtms.core.trade import ActionKind, Flag
from dtms.engine.run_now import run_now
from dtms.engine.views import Views
from dtms.sim.faults import FailRead, Fault
from tests.faults.scenes import HEDGED
from tests.house import GUARDING, DrawnWindows, House, a_house

READDING = replace(GUARDING, actions=replace(GUARDING.actions, readd=True))
KINDS = (
    ActionKind.REDUCE,
    ActionKind.STOP,
    ActionKind.HEDGE,
    ActionKind.CLOSE_HEDGE,
    ActionKind.READD,
)
ONCE = {ActionKind.HEDGE, ActionKind.REDUCE, ActionKind.READD}
STEPS = ((0, 0.5), (15, -8.0), (5, -1.0), *((5, 1.5) for _ in range(20)))


def play(house: House, *, onwards: int = 0) -> None:
    """Tell the story in which each kind of order is sent once."""
    for minutes, score in STEPS[onwards:]:
        house.later(minutes, score) if minutes else house.check(score)


def failing(spec: str) -> House:
    house = a_house(policy=READDING, failpoint=Failpoints.parse(spec).hit)
    house.buy(0.20)
    return house


def play_on(house: House) -> House:
    """Play until the program dies, start it again, and play the rest."""
    done = 0
    try:
        for minutes, score in STEPS:
            done += 1
            house.later(minutes, score) if minutes else house.check(score)
    except FailpointHit:
        house = house.restart()
        house.check()
        play(house, onwards=done)
        return house
    raise AssertionError("the failpoint was never passed")


def orders(house: House) -> Counter[int]:
    """Count the broker's orders by our number; a close by hand has none."""
    deals = house.terminal.api.history_deals_get(0, 2**31)
    return Counter(magic for magic, _ in {(deal.magic, deal.order) for deal in deals} if magic)


def book(house: House) -> list[tuple[int, float, float]]:
    return sorted((one.type, one.volume, round(one.sl, 5)) for one in house.positions())


def undisturbed() -> House:
    house = a_house(policy=READDING)
    house.buy(0.20)
    play(house)
    return house


def test_the_story_sends_each_kind_of_order_once() -> None:
    sent = [fact.kind for fact in undisturbed().heard.of(events.IntentSent)]

    assert sent == list(KINDS)


@pytest.mark.parametrize("nth", range(1, 6))
def test_k01_killed_before_the_intent_is_written_it_is_decided_again(nth: int) -> None:
    house = a_house(policy=READDING)
    house.buy(0.20)
    spots = commits_before("executor.pending")

    again = play_on(failing(f"journal.before_commit:{spots[nth - 1]}:raise"))

    assert book(again) == book(undisturbed())
    assert set(orders(again).values()) == {1}


def commits_before(name: str) -> list[int]:
    """Return the numbers of the commits that come right before a failpoint is passed."""
    commits, found = 0, []

    def count(passed: str) -> None:
        nonlocal commits
        commits += passed == "journal.before_commit"
        if passed == name:
            found.append(commits)

    house = a_house(policy=READDING, failpoint=count)
    house.buy(0.20)
    play(house)
    return found


@pytest.mark.parametrize("nth", range(1, 6))
def test_k02_killed_with_the_intent_written_and_not_sent_it_is_abandoned(nth: int) -> None:
    again = play_on(failing(f"executor.pending:{nth}:raise"))

    assert book(again) == book(undisturbed())
    assert set(orders(again).values()) == {1}
    assert again.engine.station.ledger.intents == {}


@pytest.mark.parametrize(("nth", "kind"), list(enumerate(KINDS, start=1)))
def test_k03_killed_between_sent_and_the_request_nothing_is_sent_blindly(
    nth: int, kind: ActionKind
) -> None:
    house = failing(f"executor.sent:{nth}:raise")
    with pytest.raises(FailpointHit):
        play(house)
    died = house.terminal.now

    again = house.restart()
    again.check()
    for _ in range(60):
        again.later(0.5)

    same = [fact for fact in again.heard.of(events.IntentSent) if fact.kind is kind]
    early = [fact for fact in same if fact.at - died < timedelta(minutes=30)]
    assert (early == []) is (kind in ONCE)
    assert all(count == 1 for count in orders(again).values())
    if kind in ONCE:
        assert [fact for fact in again.heard.of(events.OutcomeUnknown) if fact.overdue]


@pytest.mark.parametrize("nth", range(1, 6))
def test_k04_killed_after_the_broker_executed_the_restart_takes_it_in(nth: int) -> None:
    house = a_house(policy=READDING)
    house.buy(0.20)
    house.terminal.faults.on_order_send = dying(house, nth)

    again = play_on(house)

    assert book(again) == book(undisturbed())
    assert set(orders(again).values()) == {1}


def dying(house: House, nth: int) -> Callable[[str], None]:
    left = nth

    def die(phase: str) -> None:
        nonlocal left
        left -= phase == "executed"
        if left == 0:
            house.terminal.faults.on_order_send = None
            raise FailpointHit(phase)

    return die


@pytest.mark.parametrize("point", ["answered", "verified"])
@pytest.mark.parametrize("nth", range(1, 6))
def test_k05_killed_with_the_answer_read_and_not_written_it_is_the_same(
    nth: int, point: str
) -> None:
    again = play_on(failing(f"executor.{point}:{nth}:raise"))

    assert book(again) == book(undisturbed())
    assert set(orders(again).values()) == {1}
    assert len(again.engine.station.ledger.intents) == 0


@pytest.mark.parametrize("point", ["before_commit", "after_commit"])
def test_k06_state_and_announcement_are_written_together_or_not_at_all(point: str) -> None:
    total = len(commits_before("journal.before_commit"))
    opening = 4  # commits of the start, before anything is played
    for nth in range(opening, total, 3):
        house = failing(f"journal.{point}:{nth}:raise")
        with pytest.raises(FailpointHit):
            play(house)
        again = house.restart()

        facts = [one.fact for one in run_now(again.store.journal.facts(after=0, limit=10**6))]
        rows = run_now(again.store.database.read(lambda sql: sql.rows(QUEUED)))
        changed = [fact for fact in facts if isinstance(fact, events.StateChanged)]
        assert rows == [(len(changed),)], nth


QUEUED = "SELECT count(*) FROM outbox JOIN event USING (seq) WHERE event.kind = 'state_changed'"


def test_k13_a_trade_whose_judging_fails_for_ever_is_blind_and_spares_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    house = a_house(windows=PoisonedForSells())
    good, bad = house.buy(0.10), house.sell(0.01)
    house.check(0.5)

    house.later(15, -8.0)
    for _ in range(10):
        house.later(0.5)

    assert house.trade(good).state is HEDGED
    assert Flag.BLIND in house.trade(bad).flags
    raised = [fact for fact in house.heard.of(events.FlagRaised) if fact.flag is Flag.BLIND]
    assert [(fact.key, fact.cause) for fact in raised] == [(bad, BlindCause.FAILED)]
    logged = [one for one in caplog.records if one.exc_info and "failed" in one.message]
    assert len(logged) == 1  # once when it begins, not every cycle


class PoisonedForSells(DrawnWindows):
    def assessment(self, instrument: Instrument, side: Side) -> Assessment | None:
        if side is Side.SELL:
            message = "poison"
            raise RuntimeError(message)
        return super().assessment(instrument, side)


async def test_k14_guarding_that_dies_again_and_again_ends_the_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.driver._REST", 0.0)
    house = a_house()
    progress = Progress(house.clock)
    driver = Driver(
        engine=house.engine, market=StillMarket(), clock=house.clock, speed=1.0, progress=progress
    )
    house.clock.skew = None  # type: ignore[assignment] - every look at the time fails

    with pytest.raises(RuntimeError, match="died 3 times"):
        async with asyncio.timeout(20):
            await keep_guarding(driver, progress)

    assert Part.CHECKS not in progress.since


STUBBORN = """
import sys
from tests.faults.stubborn import main
main(sys.argv[1])
"""


def test_k11_sigterm_in_the_middle_of_an_order_is_like_a_kill(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", STUBBORN, str(tmp_path)],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "sending"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == -signal.SIGTERM

    again = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", STUBBORN, str(tmp_path)],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert again.stdout.strip() == "hedged once"


def test_k14_status_tells_when_the_last_check_went_through() -> None:
    house = a_house()
    house.check(0.5)
    seen = house.terminal.now
    house.terminal.faults.add(Fault(call="account_info", effect=FailRead(), times=None))
    for _ in range(10):
        house.later(0.5)

    view = run_now(Views(house.engine).status())

    assert view.last_check == seen
    assert view.at - seen == timedelta(minutes=5)
