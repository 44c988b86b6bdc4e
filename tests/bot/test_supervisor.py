"""What runs beside the guarding: started again when it dies, told when it cannot be kept up."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bot.supervisor import Supervisor
from dtms.core.errors import JournalUnavailable
from dtms.core.events import Lookout, Noticed
from tests.house import House, a_house


class Fragile:
    """A part that dies at once, as often as told, and then lives."""

    def __init__(self, deaths: int) -> None:
        self.deaths = deaths
        self.lives = 0

    async def run(self) -> None:
        self.lives += 1
        if self.lives <= self.deaths:
            message = "bug"
            raise ValueError(message)
        await asyncio.Event().wait()


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.supervisor._REST", 0.002)
    monkeypatch.setattr("bot.supervisor._LONGEST_REST", 0.2)


@asynccontextmanager
async def kept(supervisor: Supervisor, *fragile: Fragile) -> AsyncIterator[None]:
    tasks = [
        asyncio.create_task(supervisor.keep_up(f"part {number}", one.run))
        for number, one in enumerate(fragile)
    ]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 - nothing else tells
            await asyncio.sleep(0.005)


def supervisor_of(house: House) -> Supervisor:
    return Supervisor(house.engine.station.ledger, house.clock)


def told(house: House) -> list[Lookout]:
    whats = [fact.what for fact in house.heard.of(Noticed)]
    return [what for what in whats if what is not Lookout.STARTED]


async def test_a_dead_part_is_started_again_and_two_deaths_are_not_told() -> None:
    house, part = a_house(), Fragile(deaths=2)

    async with kept(supervisor_of(house), part):
        await until(lambda: part.lives == 3)
        await asyncio.sleep(0.3)

    assert told(house) == []


async def test_parts_that_keep_failing_are_told_once_and_so_is_their_recovery() -> None:
    house, first, second = a_house(), Fragile(deaths=4), Fragile(deaths=5)

    async with kept(supervisor_of(house), first, second):
        await until(lambda: len(told(house)) == 2)
        await asyncio.sleep(0.3)

    assert told(house) == [Lookout.PART_FAILING, Lookout.PARTS_WELL]
    assert (first.lives, second.lives) == (5, 6)


async def test_what_could_not_be_recorded_is_told_at_the_next_death() -> None:
    house, part = a_house(), Fragile(deaths=10**6)
    ledger, tries = house.engine.station.ledger, list[Lookout]()
    notice = ledger.notice

    async def full_at_first(what: Lookout, *, at: object) -> None:
        tries.append(what)
        if len(tries) == 1:
            message = "disk full"
            raise JournalUnavailable(message)
        await notice(what, at=house.clock.market())
        del at

    ledger.notice = full_at_first  # type: ignore[method-assign]  # the disk is full

    async with kept(Supervisor(ledger, house.clock), part):
        await until(lambda: len(tries) == 2)

    assert told(house) == [Lookout.PART_FAILING]


async def test_a_part_that_dies_again_and_again_rests_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.supervisor._REST", 0.005)
    monkeypatch.setattr("bot.supervisor._LONGEST_REST", 10.0)
    house, part = a_house(), Fragile(deaths=10**6)

    async with kept(supervisor_of(house), part):
        await asyncio.sleep(0.3)  # without longer rests it would live some sixty times

    assert 2 <= part.lives <= 8
