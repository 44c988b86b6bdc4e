"""The requirement files: each package by its hash, fresh, and naming no place to fetch it from."""

import re
import tomllib
from pathlib import Path

import pytest

import tasks

FILES = sorted(
    tasks.LOCKS / f"{name}-{level}.txt"
    for name, _ in tasks.PLATFORMS.values()
    for level in ("runtime", "dev")
)
PIN = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9.-]*)==[^ ]+( ; .+)? \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+"
)


def body(path: Path) -> str:
    return path.read_text(encoding="utf-8").partition("\n")[2]


def names(path: Path) -> set[str]:
    return {found["name"] for found in PIN.finditer(body(path))}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_package_is_pinned_by_hash_and_nothing_else_is_said(path: Path) -> None:
    assert len(names(path)) > 30
    assert PIN.sub("", body(path)) == ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_lock_fits_the_project_file(path: Path) -> None:
    head = path.read_text(encoding="utf-8").partition("\n")[0]

    assert head == tasks.lock_head(), "run: python3.12 tasks.py lock"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_lock_holds_whatever_the_project_asks_for(path: Path) -> None:
    project = tomllib.loads((tasks.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    if path.name.endswith("dev.txt"):
        wanted += project["dependency-groups"]["dev"]
    asked = {re.split(r"[<>=;\[ ]", one)[0].lower().replace(".", "-") for one in wanted}

    assert asked <= {name.replace(".", "-") for name in names(path)}


def test_changed_project_file_fits_no_lock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = (tasks.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(text.replace('"aiosqlite>=', '"aiosqlite>1,>='))
    before = tasks.lock_head()

    monkeypatch.setattr(tasks, "ROOT", tmp_path)

    assert tasks.lock_head() != before
    assert tasks.lock_file("runtime") is None
    with pytest.raises(tasks.Refused, match="LOCKED"):
        tasks.install("runtime", (), locked=True)


def test_locked_installation_fetches_nothing_without_a_hash() -> None:
    packages, program = tasks.pip_commands(FILES[0], ())

    assert "--require-hashes" in packages
    assert {"--no-index", "--no-deps", "--no-build-isolation"} <= set(program)


@pytest.mark.parametrize("value", ["yes", "2", "true"])
def test_locked_is_one_or_nought(value: str) -> None:
    with pytest.raises(tasks.Refused, match="neither 0 nor 1"):
        tasks.choice({"LOCKED": value}, "LOCKED")
