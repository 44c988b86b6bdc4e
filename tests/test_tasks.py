"""The build entry points: what they refuse, and what they hand on."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import tasks

CONFTEST = Path(__file__).with_name("conftest.py")


alone_and_on_all_cores = pytest.mark.parametrize("how", [(), tasks.ON_ALL_CORES])


def run_pytest(
    folder: Path, body: str, how: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    """Run one test file in a process of its own, under this tree's conftest."""
    shutil.copy(CONFTEST, folder / "conftest.py")
    (folder / "test_it.py").write_text(f"import pytest\n\n{body}\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir=.", "-q", *how]
    return subprocess.run(  # noqa: S603 - our own interpreter
        command, cwd=folder, capture_output=True, text=True, check=False
    )


def test_old_python_is_told_what_to_install() -> None:
    with pytest.raises(SystemExit, match=r"3\.12 or newer is needed; this is 3\.8"):
        tasks.refuse_old_python((3, 8))


def test_unknown_task_is_refused_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    code = tasks.main(["deploy"])

    printed = capsys.readouterr().out
    assert code == 2
    assert all(name in printed for name in tasks.TASKS)


def test_empty_assignment_counts_as_absent() -> None:
    given = tasks.assignments(["FEED=", "SPEED=60"], "FEED", "SPEED")

    assert given == {"SPEED": "60"}


@pytest.mark.parametrize("argument", ["SPED=60", "60", "--speed"])
def test_misspelt_argument_is_refused(argument: str) -> None:
    with pytest.raises(tasks.Refused, match="SPEED=value"):
        tasks.assignments([argument], "FEED", "SPEED")


def test_missing_feed_is_refused_before_anything_is_installed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = tasks.main(["demo", f"FEED={tmp_path / 'gone.csv'}"])

    assert code == 2
    assert "there is no file" in capsys.readouterr().out


def test_development_tools_come_from_the_project_file() -> None:
    names = " ".join(tasks.development_requirements())

    assert all(tool in names for tool in ("ruff", "mypy", "pytest", "import-linter", "deptry"))


@alone_and_on_all_cores
def test_unexpected_skip_fails_the_session(tmp_path: Path, how: Sequence[str]) -> None:
    result = run_pytest(tmp_path, "def test_a():\n    pytest.skip('not today')", how)

    assert result.returncode == 1
    assert "skipped without leave" in result.stdout
    assert "not today" in result.stdout


@alone_and_on_all_cores
def test_module_that_skips_itself_fails_the_session(tmp_path: Path, how: Sequence[str]) -> None:
    result = run_pytest(tmp_path, "pytest.skip('no library', allow_module_level=True)", how)

    assert result.returncode == 1
    assert "no library" in result.stdout


@alone_and_on_all_cores
def test_absent_market_data_may_skip(tmp_path: Path, how: Sequence[str]) -> None:
    body = "def test_a():\n    pytest.skip('../shared/data is absent: no bars')"

    result = run_pytest(tmp_path, body, how)

    assert result.returncode == 0
    assert "1 skipped" in result.stdout


def test_expected_failure_is_no_skip(tmp_path: Path) -> None:
    body = "@pytest.mark.xfail(reason='known')\ndef test_a():\n    assert 1 == 2"

    result = run_pytest(tmp_path, body)

    assert result.returncode == 0
