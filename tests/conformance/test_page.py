"""docs/terminal.md: every claim names a test that is there."""

import re
from pathlib import Path

import pytest

from dtms.sim.__main__ import _parser
from dtms.sim.shim_config import _READERS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "terminal.md"
ROW = re.compile(r"^\| (?!what |---|key)(.+?) \| (.+?) \| (.+) \|$", re.MULTILINE)
LINK = re.compile(r"\[([^\]]+)\]\((\.\./tests/[^)]+)\)")


def comparisons() -> list[tuple[str, str, str]]:
    text = PAGE.read_text(encoding="utf-8")
    return ROW.findall(text[text.index("## Beside others") :])


@pytest.mark.parametrize("row", comparisons(), ids=lambda row: row[0])
def test_each_claim_names_a_test_that_is_there(row: tuple[str, str, str]) -> None:
    links = LINK.findall(row[2])

    assert links != []
    for words, target in links:
        source = (PAGE.parent / target).read_text(encoding="utf-8")
        assert re.search(rf"def test_{words.replace(' ', '_')}\(", source), words


def test_there_is_a_claim_for_each_row() -> None:
    assert len(comparisons()) >= 20


def test_every_setting_is_on_the_page_and_on_the_command_line() -> None:
    text = PAGE.read_text(encoding="utf-8")
    options = {option for action in _parser()._actions for option in action.option_strings}

    assert [key for key in _READERS if f"`{key}`" not in text] == []
    assert [key for key in _READERS if f"--{key.replace('_', '-')}" not in options] == []
