"""Every planted fault still fits the source, is good code, and names tests that exist."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.mutation.seed import Seed, StaleSeed
from tests.mutation.seeds import SEEDS
from tests.mutation.selection import ROOT, is_there

PROMISES = {f"P{number}" for number in range(1, 19)}
TABLE = "table"


def a_seed(*, old: str = "a < b", file: str = "house.py") -> Seed:
    return Seed(
        name="edge", promise="P1", file=file, old=old, new="a <= b", tests=("test_house.py",)
    )


def test_there_are_enough_and_each_has_its_own_name() -> None:
    names = Counter(seed.name for seed in SEEDS)

    assert len(SEEDS) >= 100
    assert [name for name, count in names.items() if count > 1] == []


def test_every_promise_is_broken_by_some() -> None:
    assert {seed.promise for seed in SEEDS} == PROMISES | {TABLE}


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_a_fault_fits_the_source_and_is_good_code(seed: Seed) -> None:
    faulty = seed.applied(ROOT)

    assert faulty != (ROOT / seed.file).read_text(encoding="utf-8")
    if seed.file.endswith(".py"):
        compile(faulty, seed.file, "exec")


def test_no_fault_uses_a_name_that_is_not_there(tmp_path: Path) -> None:
    """A fault that stumbles over itself would be noticed by any test, and prove nothing."""
    for seed in SEEDS:
        if seed.file.endswith(".py"):
            (tmp_path / f"{seed.name}.py").write_text(seed.applied(ROOT), encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F821", "."]

    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603 - ours

    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_the_tests_that_must_notice_exist(seed: Seed) -> None:
    assert seed.tests != ()
    assert [named for named in seed.tests if not is_there(named)] == []


@pytest.mark.parametrize("text", ["", "a <= b", "a < b or a < b"])
def test_a_stale_seed_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "house.py").write_text(text)

    with pytest.raises(StaleSeed, match=r"edge: its old text is \d times in house\.py, not once"):
        a_seed().applied(tmp_path)


def test_a_seed_for_a_file_that_is_gone_is_stale(tmp_path: Path) -> None:
    with pytest.raises(StaleSeed, match=r"edge: .* gone\.py"):
        a_seed(file="gone.py").applied(tmp_path)


@pytest.mark.parametrize(
    "named",
    [
        "tests/mutation/gone.py",
        "tests/mutation/test_seeds.py::test_gone",
        "tests/mutation/test_seeds.py::a_seed_of_no_kind[1]",
    ],
)
def test_a_test_that_is_gone_is_noticed(named: str) -> None:
    assert not is_there(named)
