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
    TIMED_DAY,
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
    return cut(BARS, at("03-12", "12:00"), tmp_path_factory.mktemp("bars") / "GBPUSD.parquet")


@pytest.fixture(scope="session")
def short_bars(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, up to the end of the first tested day's first hours: for the command line."""
    if not BARS.exists():
        pytest.skip(NO_DATA)
    return cut(BARS, at("02-10", "07:00"), tmp_path_factory.mktemp("bars") / "GBPUSD.parquet")


@pytest.fixture(scope="session")
def bench(bars: Path) -> Bench:
    return Bench(FileFeed(bars, "GBPUSD"))


@pytest.fixture(scope="session")
def falling(bench: Bench) -> Iterator[Run]:
    run = Run(bench, FALLING_DAY, policy="seeds").to(at("02-14", "13:40"))
    yield run
    run.close()


@pytest.fixture(scope="session")
def waited(bench: Bench) -> Iterator[Run]:
    run = Run(bench, FALLING_DAY, policy="balanced").to(at("02-14", "08:00"))
    yield run
    run.close()


@pytest.fixture(scope="session")
def timed(bench: Bench) -> Iterator[Run]:
    run = Run(bench, TIMED_DAY, policy="balanced").to(at("02-10", "07:00"))
    yield run
    run.close()


@pytest.fixture(scope="session")
def rising(bench: Bench) -> Iterator[Run]:
    run = Run(bench, RISING_DAY, policy="seeds").to(at("02-16", "22:40"))
    yield run
    run.close()


@pytest.fixture(scope="session")
def evened(bench: Bench) -> Iterator[Run]:
    run = Run(bench, BREAKEVEN_DAY, policy="seeds").to(at("02-15", "07:30"))
    yield run
    run.close()


@pytest.fixture(scope="session")
def stopped(bench: Bench) -> Iterator[Run]:
    run = Run(bench, STOPPED_HEDGED, policy="seeds").to(at("02-14", "15:30"))
    yield run
    run.close()


@pytest.fixture(scope="session")
def resumed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    if not BARS.exists():
        pytest.skip(NO_DATA)
    later = cut(BARS, at("05-22", "00:00"), tmp_path_factory.mktemp("bars") / "GBPUSD.parquet")
    bench = Bench(FileFeed(later, "GBPUSD"))
    run = Run(bench, RESUMED_DAY, policy="balanced").to(at("05-21", "22:30"))
    yield run
    run.close()
