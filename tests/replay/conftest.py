"""Recorded days, replayed once for every test that looks at them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dtms.sim.feed_file import FileFeed
from tests.replay.kit import (
    BARS,
    BREAKEVEN_DAY,
    FALLING_DAY,
    NO_DATA,
    RESUMED_DAY,
    RISING_DAY,
    STOPPED_HEDGED,
    Bench,
    Run,
    at,
    cut,
)


@pytest.fixture(scope="session")
def bars(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six weeks before the first tested day, up to the last."""
    if not BARS.exists():
        pytest.skip(NO_DATA)
    return cut(BARS, at("03-14", "12:00"), tmp_path_factory.mktemp("bars") / "GBPUSD.parquet")


@pytest.fixture(scope="session")
def short_bars(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, up to the end of the first tested day's first hours: for the command line."""
    if not BARS.exists():
        pytest.skip(NO_DATA)
    return cut(BARS, at("02-08", "10:00"), tmp_path_factory.mktemp("bars") / "GBPUSD.parquet")


@pytest.fixture(scope="session")
def bench(bars: Path) -> Bench:
    return Bench(FileFeed(bars, "GBPUSD"))


@pytest.fixture(scope="session")
def falling(bench: Bench) -> Iterator[Run]:
    run = Run(bench, FALLING_DAY).to(at("02-09", "06:00"))
    yield run
    run.close()


@pytest.fixture(scope="session")
def timed(bench: Bench) -> Iterator[Run]:
    run = Run(bench, FALLING_DAY, policy="balanced").to(at("02-08", "10:00"))
    yield run
    run.close()


@pytest.fixture(scope="session")
def rising(bench: Bench) -> Iterator[Run]:
    run = Run(bench, RISING_DAY).to(at("02-15", "15:30"))
    yield run
    run.close()


@pytest.fixture(scope="session")
def evened(bench: Bench) -> Iterator[Run]:
    run = Run(bench, BREAKEVEN_DAY).to(at("02-28", "07:00"))
    yield run
    run.close()


@pytest.fixture(scope="session")
def stopped(bench: Bench) -> Iterator[Run]:
    run = Run(bench, STOPPED_HEDGED).to(at("03-14", "06:30"))
    yield run
    run.close()


@pytest.fixture(scope="session")
def resumed(bench: Bench) -> Iterator[Run]:
    run = Run(bench, RESUMED_DAY, policy="balanced").to(at("03-06", "07:00"))
    yield run
    run.close()
