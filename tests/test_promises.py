"""The sheet of promises is complete, in README and in full, and every test it names exists."""

import re
from pathlib import Path

import pytest

from tests.mutation.selection import ROOT, is_there

README = (ROOT / "README.md").read_text(encoding="utf-8")
SHEET = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
NUMBERS = [f"P{number}" for number in range(1, 19)]
LIMITS = "P19"
NOT_PROMISED = re.compile(r"^- \*\*(.+?)\*\* (.+)$", flags=re.MULTILINE)


def rows(text: str) -> list[tuple[str, ...]]:
    """Number, promise, limit and tests of each row of README's table."""
    cells = r"^\| \[(P\d+)\]\(docs/promises\.md#p\d+\) \| (.*?) \| (.*?) \| (.*?) \|$"
    return re.findall(cells, text, flags=re.MULTILINE)


def chapters(text: str) -> dict[str, str]:
    """The chapters of the sheet by promise."""
    _, *parts = re.split(r"^## (P\d+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def named(chapter: str) -> list[str]:
    """The tests a chapter names."""
    return re.findall(r"^- \[`(tests/[^`]+)`\]", chapter, flags=re.MULTILINE)


def test_readme_has_every_promise_once_in_order() -> None:
    assert [row[0] for row in rows(README)] == NUMBERS


@pytest.mark.parametrize("row", rows(README), ids=lambda row: row[0])
def test_each_promise_in_readme_has_its_limit_and_links_to_its_tests(row: tuple[str, ...]) -> None:
    number, promise, limit, tests = row

    files = re.findall(r"\]\((tests/[^)]+)\)", tests)
    assert promise
    assert limit
    assert files
    assert {test.partition("::")[0] for test in named(chapters(SHEET)[number])} >= set(files)


def test_the_sheet_has_every_promise_and_the_limits() -> None:
    assert list(chapters(SHEET)) == [*NUMBERS, LIMITS]


@pytest.mark.parametrize("row", rows(README), ids=lambda row: row[0])
def test_sheet_and_readme_say_the_same(row: tuple[str, ...]) -> None:
    number, promise, limit, _ = row

    chapter = chapters(SHEET)[number]

    assert promise in chapter
    assert f"**Limit.** {limit}" in chapter


@pytest.mark.parametrize("number", NUMBERS)
def test_each_test_that_the_sheet_names_exists(number: str) -> None:
    tests = named(chapters(SHEET)[number])

    assert len(tests) >= 2
    assert [test for test in tests if "::" not in test or not is_there(test)] == []


def test_what_is_not_promised_is_said_as_plainly_in_both() -> None:
    said = NOT_PROMISED.findall(chapters(SHEET)[LIMITS])
    in_readme = README.partition("P19, the limits")[2].partition("\n## ")[0]

    assert [word for what, _ in said for word in WORDS if word in what] == list(WORDS)
    assert NOT_PROMISED.findall(in_readme) == said


WORDS = ("off", "later", "netting", "owner")


def test_a_row_without_a_limit_is_no_row() -> None:
    assert rows("| [P1](docs/promises.md#p1) | something | x |") == []


def test_a_test_that_is_gone_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text("def test_b() -> None:\n    assert True\n")

    assert is_there("test_a.py::test_b", root=tmp_path)
    assert not is_there("test_a.py::test_c", root=tmp_path)
