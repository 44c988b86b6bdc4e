"""The table of docs/faults.md lists every row, and each test it names is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
NUMBERS = {
    "B": (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 14, 16, 19, 20, 21, 23, 24, 25, 26, 27, 29),
    "M": (1, 2, 3, 4, 5, 6, 7, 10, 11),
    "C": (1, 2, 3, 4, 6, 7),
    "K": (1, 2, 3, 4, 5, 6, 7, 10, 11, 13, 14),
    "D": (1, 3, 4, 5, 8, 11, 12, 13, 15),
    "T": (1, 2, 3, 5, 6, 7, 8, 11),
    "U": (1, 2, 3, 4, 6, 8, 9),
    "S": (1, 2, 3, 5, 7, 8, 9, 11, 12),
    "L": (1, 2, 3, 4, 5, 6, 9),
    "N": (1, 4),
    "X": (1, 4, 5),
}
LATER = {"B31", "B33", "B35", "B38", "B39"}
ROWS = LATER | {f"{area}{number}" for area, numbers in NUMBERS.items() for number in numbers}
LISTED = re.findall(r"^\| ([A-Z]\d+) \| .* \| (.+) \|$", TABLE, flags=re.MULTILINE)
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TABLE)))


def test_every_row_is_listed_once() -> None:
    listed = [row for row, _ in LISTED]

    assert sorted(listed) == sorted(ROWS)


@pytest.mark.parametrize(("row", "proof"), LISTED)
def test_every_row_has_a_test(row: str, proof: str) -> None:
    elsewhere = re.fullmatch(r"in `tests/faults/test_[ds]_\w+\.py`", proof)

    assert "::" in proof or elsewhere, row


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_every_test_that_is_named_exists(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))

    names = {
        node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert name in names


def test_tests_of_this_directory_are_named_for_their_rows() -> None:
    own = {
        node.name
        for file in (ROOT / "tests" / "faults").glob("test_?_*.py")
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test")
    }
    rows = {row.lower() for row in ROWS}

    named = {name: re.match(r"test_([a-z])0*(\d+)_", name) for name in own}
    strays = [
        name for name, found in named.items() if not found or "".join(found.groups()) not in rows
    ]
    assert [name for name in strays if not name.startswith("test_the_story")] == []
