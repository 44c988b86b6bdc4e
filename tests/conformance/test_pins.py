"""What is fetched for these tests is pinned: libraries by version, packages by version and hash."""

import re
from pathlib import Path

import pytest

import tasks

PINS = sorted(tasks.FOREIGN_PINS.glob("*.txt"))
HASHED = re.compile(r"[A-Za-z0-9-]+==[\w.]+ --hash=sha256:[0-9a-f]{64}")
EXACT = re.compile(r"[A-Za-z0-9_-]+==[\w.]+")


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.name)
def test_every_line_is_pinned(path: Path) -> None:
    rule = EXACT if path.name.endswith(".libraries.txt") else HASHED

    lines = path.read_text(encoding="utf-8").splitlines()

    assert lines != []
    assert [line for line in lines if not rule.fullmatch(line)] == []


def test_each_environment_has_its_pins() -> None:
    expected = {f"{name}.{kind}.txt" for name in tasks.FOREIGN_ENVIRONMENTS for kind in KINDS}

    assert {path.name for path in PINS} == expected | {"wheel.txt"}


KINDS = ("libraries", "packages")
