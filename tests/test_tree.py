"""Gates on the tree itself: what no tool of the tool chain looks at."""

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import tasks

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = {"build", "dist", "node_modules", "data"}
WORKER = "dtms/adapters/mt5/worker.py"
UNSAFE_MODULES = {"pickle", "cPickle", "dill", "marshal", "shelve"}
UNSAFE_CALLS = {"eval", "exec"}
UNSAFE_YAML = {"load", "load_all", "unsafe_load", "full_load"}


def python_files(*folders: str) -> list[Path]:
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if is_ours(path.relative_to(ROOT)))


def is_ours(path: Path) -> bool:
    return not any(part in NOT_OURS or part.startswith(".") for part in path.parts)


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module.split(".")[0]]
    return []


def terminal_imports(source: str) -> list[int]:
    """Lines that import MetaTrader5 by statement."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom) and "MetaTrader5" in imported(node)
    ]


def terminal_loads(source: str) -> list[int]:
    """Lines that load MetaTrader5 by a call that names it."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and called(node).split(".")[-1] in {"import_module", "__import__", "find_spec"}
        and any(isinstance(arg, ast.Constant) and arg.value == "MetaTrader5" for arg in node.args)
    ]


def called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def unsafe_code(source: str) -> list[int]:
    """Lines that could run what a file, a setting or a message contains."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom) and UNSAFE_MODULES & set(imported(node)):
            lines.append(node.lineno)
        if isinstance(node, ast.Call):
            module, _, name = called(node).rpartition(".")
            if (module in {"", "builtins"} and name in UNSAFE_CALLS) or (
                module == "yaml" and name in UNSAFE_YAML
            ):
                lines.append(node.lineno)
    return lines


def docstring_faults(source: str) -> list[int]:
    """Line 1 where the module's docstring is missing or does not begin with one sentence a line.

    What the module is for stands in the first line; a rule of its own may follow after a blank one.
    """
    text = ast.get_docstring(ast.parse(source), clean=False)
    first, _, rest = (text or "").partition("\n")
    good = first.strip() == first and first.endswith(".") and (not rest or rest.startswith("\n"))
    return [] if good else [1]


def faults(check: Callable[[str], list[int]], files: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line}"
        for path in files
        for line in check(path.read_text(encoding="utf-8"))
    ]


def pages() -> list[Path]:
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return sorted(path for path in found if is_ours(path.relative_to(ROOT)))


def links(text: str) -> Iterator[str]:
    """Relative targets of a page's links, without their anchors; code is left out."""
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        path = target.partition("#")[0]
        if path and "://" not in path and not path.startswith("mailto:"):
            yield path


def broken_links(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return [target for target in links(text) if not (page.parent / target).exists()]


def makefile_targets() -> set[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", text, flags=re.MULTILINE))


def test_metatrader5_is_never_imported_by_statement() -> None:
    files = [*python_files("bot", "dtms", "tests", "benchmarks"), ROOT / "tasks.py"]

    assert faults(terminal_imports, files) == []


def test_only_the_worker_loads_metatrader5() -> None:
    others = [path for path in python_files("bot", "dtms") if path != ROOT / WORKER]

    assert faults(terminal_loads, others) == []


def test_nothing_runs_what_it_reads() -> None:
    assert faults(unsafe_code, python_files("bot", "dtms")) == []


def test_every_module_says_in_one_line_what_it_is_for() -> None:
    files = python_files("bot", "dtms")

    assert len(files) > 0
    assert faults(docstring_faults, files) == []


@pytest.mark.parametrize(
    ("check", "source"),
    [
        (terminal_imports, "import MetaTrader5"),
        (terminal_imports, "def f():\n    import MetaTrader5 as mt5"),
        (terminal_imports, "from MetaTrader5 import order_send"),
        (terminal_loads, "import importlib\nimportlib.import_module('MetaTrader5')"),
        (terminal_loads, "__import__('MetaTrader5')"),
        (unsafe_code, "import pickle"),
        (unsafe_code, "from pickle import loads"),
        (unsafe_code, "eval(text)"),
        (unsafe_code, "builtins.exec(text)"),
        (unsafe_code, "yaml.load(text)"),
        (docstring_faults, "x = 1"),
        (docstring_faults, '"""Two\nlines."""'),
        (docstring_faults, '"""No full stop"""'),
    ],
)
def test_gate_can_fail(check: Callable[[str], list[int]], source: str) -> None:
    assert check(source) != []


@pytest.mark.parametrize(
    ("check", "source"),
    [
        (terminal_imports, "NAME = 'MetaTrader5'"),
        (terminal_loads, "importlib.import_module(name)"),
        (unsafe_code, "yaml.safe_load(text); connection.exec(text)"),
        (docstring_faults, '"""One line."""'),
    ],
)
def test_gate_lets_good_code_pass(check: Callable[[str], list[int]], source: str) -> None:
    assert check(source) == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_resolve(page: Path) -> None:
    assert broken_links(page) == []


def test_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[a](page.md) [b](https://example.org) [c](gone.md#there) `[d](e.md)`")

    assert broken_links(page) == ["gone.md"]


def test_index_names_every_decision_once() -> None:
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text(encoding="utf-8")

    listed = [target for target in links(index) if re.match(r"\d{4}-", target)]

    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))


@pytest.mark.parametrize(
    "page",
    sorted((ROOT / "docs" / "adr").glob("[0-9]*.md")),
    ids=lambda page: page.stem,
)
def test_decision_has_its_three_parts(page: Path) -> None:
    headings = re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert headings == ["Context", "Decision", "Consequences"]


def test_changelog_has_a_place_for_the_next_change() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert re.search(r"^## Unreleased$", text, flags=re.MULTILINE)


def test_makefile_and_tasks_name_the_same_tasks() -> None:
    assert makefile_targets() - {"help"} == set(tasks.TASKS)


def test_python_version_is_said_once_and_the_same() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert (ROOT / ".python-version").read_text(encoding="utf-8").strip() == "3.12"
    assert project["requires-python"] == ">=3.12"
    assert tasks.OLDEST == (3, 12)
