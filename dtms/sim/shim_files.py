"""Writes the `MetaTrader5` package that puts the simulated terminal in the module's place."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from dtms.sim.api import Api
from dtms.sim.constants import CONSTANTS
from dtms.sim.shim_config import CONFIG_FILE, ConfigError, config_of

_PACKAGE: Final = "MetaTrader5"
_MARK: Final = "Written by `python -m dtms.sim --as-metatrader5`"
_ROOT: Final = Path(__file__).resolve().parents[2]
_NEWEST_FIRST: Final = (3, 12)

_CORE: Final = '''"""Functions and answer types of the simulated terminal. {mark}."""

import sys

if sys.version_info < {oldest}:
    raise ImportError(
        "The simulated terminal needs Python {oldest_text} or newer; this is "
        + sys.version.split()[0]
    )

import importlib.util as _util
import os as _os
import time as _time
from pathlib import Path as _Path

_HOME = _Path({home!r})


def _find_dtms():
    """Make `dtms`, and nothing beside it, importable from where it was when this was written."""
    if "dtms" in sys.modules:
        return
    spec = _util.spec_from_file_location(
        "dtms", _HOME / "__init__.py", submodule_search_locations=[str(_HOME)]
    )
    if spec is None or spec.loader is None or not (_HOME / "sim" / "shim.py").is_file():
        raise ImportError(
            "The simulated terminal is no longer in {{}}. Write this package anew: "
            "python -m dtms.sim --as-metatrader5 {{}}".format(_HOME, _Path(__file__).parents[1])
        )
    module = _util.module_from_spec(spec)
    sys.modules["dtms"] = module
    spec.loader.exec_module(module)


_find_dtms()

from dtms.sim import shim as _shim

_API = _shim.ShimApi(
    _shim.Host(
        config=_Path(__file__).resolve().parents[1] / {config!r},
        environment=_os.environ,
        wall=_time.time,
        elapsed=_time.monotonic,
    )
)
globals().update(_shim.core(_API))
__all__ = [name for name in globals() if not name.startswith("_") and name != "sys"]
'''

_INIT: Final = '''"""MetaTrader 5 in Python, played by a simulated terminal. {mark}."""

__version__ = {version!r}
__author__ = {author!r}

{constants}

from ._core import *
from ._core import _API

Close, Buy, Sell = _API.Close, _API.Buy, _API.Sell
'''


def write_package(directory: Path, settings: Mapping[str, object]) -> Path:
    """Write the package and its set-up into a directory.

    Args:
        directory: To be put on PYTHONPATH; made when absent.
        settings: Keys of `Config` as JSON values; None leaves the default.

    Returns:
        The set-up's file.

    Raises:
        ConfigError: A setting cannot be used, or another package of that name is there.
    """
    package, config = directory / _PACKAGE, directory / CONFIG_FILE
    init = package / "__init__.py"
    if package.exists() and not (init.is_file() and _MARK in init.read_text(encoding="utf-8")):
        message = f"{package}: is there already and is not ours. Choose another directory"
        raise ConfigError(message)
    given = {key: value for key, value in settings.items() if value is not None}
    config_of(given, beside=directory)
    try:
        package.mkdir(parents=True, exist_ok=True)
        _store(init, _init_text())
        _store(package / "_core.py", _core_text())
        if given or not config.exists():
            _store(config, json.dumps(given, indent=2) + "\n")
    except OSError as broken:
        message = f"{directory}: cannot be written ({broken}). Choose another directory"
        raise ConfigError(message) from broken
    return config


def _store(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _init_text() -> str:
    constants = "\n".join(f"{name} = {value}" for name, value in CONSTANTS.items())
    return _INIT.format(
        mark=_MARK, version=Api.__version__, author=Api.__author__, constants=constants
    )


def _core_text() -> str:
    return _CORE.format(
        mark=_MARK,
        oldest=_NEWEST_FIRST,
        oldest_text=".".join(str(part) for part in _NEWEST_FIRST),
        home=str(_ROOT / "dtms"),
        config=CONFIG_FILE,
    )


def explain(config: Path) -> str:
    """Tell what was written and how to use it."""
    folder = config.parent
    line = f"$env:PYTHONPATH = '{folder}'" if sys.platform == "win32" else f"PYTHONPATH={folder}"
    return (
        f"{folder / _PACKAGE}: the simulated terminal as a package\n"
        f"{config}: its set-up; MT5_SIM_* in the environment win over it\n"
        f"Start your program with {line}\n"
    )
