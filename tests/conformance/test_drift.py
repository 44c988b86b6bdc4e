"""The official wheel against ours: constants, structures, functions and texts."""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import cast

from dtms.sim.api import FUNCTIONS, HELPERS, Api
from dtms.sim.arguments import SUCCESS
from dtms.sim.constants import CONSTANTS
from dtms.sim.structs import FIELDS
from tests.conformance.kit import DRIVERS, WHEEL, driven, python_of

NO_ARGUMENTS, POSITIONAL, WITH_KEYWORDS = 4, 1, 3  # METH_NOARGS, METH_VARARGS, with METH_KEYWORDS


@cache
def the_core() -> dict[str, object]:
    """What the wheel's C library holds, read without running it."""
    command = [str(python_of("plain")), str(DRIVERS / "drift.py"), str(WHEEL)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return cast("dict[str, object]", json.loads(done.stdout))


def the_python_part(folder: Path) -> dict[str, object]:
    """What the wheel's own `__init__.py` defines, over an empty core."""
    python_of("plain")
    package = folder / "path" / "MetaTrader5"
    package.mkdir(parents=True)
    shutil.copy(WHEEL / "__init__.py", package)
    (package / "_core.py").touch()
    return driven("plain", "constants", package.parent)


def test_constants_have_the_wheels_names_and_values(tmp_path: Path) -> None:
    assert the_python_part(tmp_path)["constants"] == CONSTANTS


def test_version_and_helpers_are_the_wheels(tmp_path: Path) -> None:
    theirs = the_python_part(tmp_path)

    assert theirs["version"] == Api.__version__
    assert theirs["callables"] == sorted(HELPERS)


def test_structures_have_the_wheels_fields_in_order() -> None:
    theirs = cast("dict[str, tuple[list[str], int]]", the_core()["structures"])

    assert {name: tuple(fields) for name, (fields, _) in theirs.items()} == FIELDS
    assert all(len(fields) == count for fields, count in theirs.values())


def test_functions_are_the_wheels() -> None:
    theirs = cast("dict[str, int]", the_core()["functions"])

    assert set(theirs) - {"_asdict"} == set(FUNCTIONS)


def test_functions_take_what_the_wheels_take() -> None:
    theirs = cast("dict[str, int]", the_core()["functions"])

    ours = {name: kind_of(getattr(Api, name)) for name in FUNCTIONS}

    assert ours == {name: theirs[name] for name in FUNCTIONS}


def kind_of(function: object) -> int:
    """Return the METH_ flags a Python function corresponds to."""
    code = getattr(function, "__wrapped__", function).__code__
    keywords, several = bool(code.co_flags & 8), bool(code.co_flags & 4)
    if keywords:
        return WITH_KEYWORDS
    return POSITIONAL if several else NO_ARGUMENTS


def test_error_texts_are_the_wheels() -> None:
    image = str(the_core()["image"])
    ours = {
        SUCCESS[1],
        "Invalid arguments",
        "Invalid number of arguments",
        "Unnamed arguments not allowed",
        "Invalid 1st unnamed argument",
        *(f'Invalid "{field}" argument' for field in FIELDS["TradeRequest"]),
        *(f'Invalid "{name}" argument' for name in ("ticket", "group", "login", "server")),
        *(f'Invalid "{name}" argument' for name in ("password", "timeout", "path")),
        "No IPC connection",
        "IPC call failed",
        "IPC send failed",
        "IPC recv failed",
        "IPC timeout",
        "Auto-Trading using Python API disabled in Terminal",
    }

    assert {text for text in ours if f"{text}\0" not in image} == set()
    assert "\0".join("MetaTrader 5 x64 not found") in image


def test_drift_is_found() -> None:
    theirs = cast("dict[str, tuple[list[str], int]]", the_core()["structures"])

    assert tuple(theirs["Tick"][0][:-1]) != FIELDS["Tick"]
    assert "Invalid comment\0" not in str(the_core()["image"])
