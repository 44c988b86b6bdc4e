"""The page about the state machine says what the table says."""

import re
from pathlib import Path

from dtms.core.policy import SEEDS
from dtms.core.table import TABLE
from dtms.core.table_doc import render

PAGE = Path(__file__).parents[2] / "docs" / "state-machine.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(SEEDS), "run: python tasks.py docs"


def test_every_row_is_on_the_page() -> None:
    rows = re.findall(r"^\| .+ \| (.+) \| .+ \| .+ \|$", render(SEEDS), flags=re.MULTILINE)

    assert {row.condition for row in TABLE} <= set(rows)


def test_the_page_speaks_to_a_trader() -> None:
    page = render(SEEDS)

    assert "Rule." not in page
    assert "timedelta" not in page
    assert "75 min" in page
