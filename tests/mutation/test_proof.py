"""The proof can fail; a handful of the faults is planted here, all of them by `make mutants`."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.mutation.proof import CleanTreeFails, Fate, Verdict, bench, line, prove
from tests.mutation.seed import Seed
from tests.mutation.seeds import SEEDS

HANDFUL = {
    "one-hedge-index-not-unique",
    "intent-not-journalled-before-sending",
    "time-out-taken-for-a-refusal",
    "wider-counts-as-tighter",
    "empty-list-is-everybody",
    "button-works-twice",
}
HOUSE = "def is_open(a, b):\n    return a < b\n"
TEST = """
from house import is_open

def test_edge():
    assert not is_open(1, 1)

def test_twice():
    assert is_open(1, 2)
"""


def toy(folder: Path, *, tests: str = TEST) -> Path:
    """A tree of two files."""
    root = folder / "toy"
    root.mkdir()
    (root / "house.py").write_text(HOUSE)
    (root / "test_house.py").write_text(tests)
    return root


def a_seed(new: str, *, old: str = "a < b", test: str = "test_house.py::test_edge") -> Seed:
    return Seed(name="edge", promise="P1", file="house.py", old=old, new=new, tests=(test,))


def tried(root: Path, seeds: Sequence[Seed], *, patience: float = 60.0) -> list[Verdict]:
    with bench(root=root, parts=("house.py", "test_house.py"), workers=1) as at:
        return list(prove(at, seeds, patience=patience))


@pytest.mark.timeout(300)
def test_a_handful_of_faults_is_noticed() -> None:
    chosen = [seed for seed in SEEDS if seed.name in HANDFUL]

    with bench(workers=2) as at:
        verdicts = list(prove(at, chosen))

    assert len(chosen) == len(HANDFUL)
    assert [line(one) for one in verdicts if one.fate is not Fate.KILLED] == []


def test_a_fault_is_killed_by_a_test_and_gone_afterwards(tmp_path: Path) -> None:
    seeds = [a_seed("a <= b"), a_seed("a > b", test="test_house.py::test_twice")]

    first, second = tried(toy(tmp_path), seeds)

    assert (first.fate, first.by) == (Fate.KILLED, "test_house.py::test_edge")
    assert (second.fate, second.by) == (Fate.KILLED, "test_house.py::test_twice")


def test_what_was_compiled_before_hides_no_fault_of_the_same_length(tmp_path: Path) -> None:
    twice = "test_house.py::test_twice"
    seeds = [a_seed("b < a", test=twice), a_seed("a < 2", test=twice), a_seed("b < b", test=twice)]

    fates = [one.fate for one in tried(toy(tmp_path), seeds)]

    assert fates == [Fate.KILLED, Fate.SURVIVED, Fate.KILLED]


@pytest.mark.parametrize(
    ("seed", "fate"),
    [
        (a_seed("a <= b", test="test_house.py::test_twice"), Fate.SURVIVED),
        (a_seed("a <= b", old="b > a"), Fate.STALE),
        (a_seed("a < <"), Fate.NOT_RUN),
        (a_seed("[0 for _ in iter(int, 1)]"), Fate.TIMED_OUT),
    ],
)
def test_what_is_not_killed_is_said(tmp_path: Path, seed: Seed, fate: Fate) -> None:
    patience = 3.0 if fate is Fate.TIMED_OUT else 60.0

    (verdict,) = tried(toy(tmp_path), [seed], patience=patience)

    assert verdict.fate is fate
    assert fate.value in line(verdict)


@pytest.mark.parametrize("test", ["test_house.py::test_edge", "test_house.py::test_gone"])
def test_nothing_is_proved_where_the_clean_tree_fails(tmp_path: Path, test: str) -> None:
    root = toy(tmp_path, tests=TEST.replace("not is_open", "is_open"))

    with pytest.raises(CleanTreeFails, match=r"test_house\.py"):
        tried(root, [a_seed("a <= b", test=test)])


def test_the_tree_itself_is_left_alone(tmp_path: Path) -> None:
    root = toy(tmp_path)

    tried(root, [a_seed("a <= b")])

    assert (root / "house.py").read_text() == HOUSE
