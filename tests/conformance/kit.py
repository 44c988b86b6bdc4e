"""Runs other people's programs on the simulated terminal, each in an environment of its own."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from dtms.sim.shim_files import write_package

ROOT = Path(__file__).resolve().parents[2]
PREPARED = ROOT / ".conformance"
DRIVERS = Path(__file__).with_name("drivers")
WHEEL = PREPARED / "wheel" / "MetaTrader5"
# A call takes twenty seconds of market time, so that every run is the same.
REPEATABLE = {"clock": "step", "step": 20.0, "seed": 11}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a driver printed and how it ended."""

    code: int
    said: object
    errors: str


def python_of(name: str) -> Path:
    """Return the interpreter of a prepared environment."""
    found = PREPARED / name / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (PREPARED / "ready.sha256").is_file() or not found.exists():
        pytest.fail("other people's packages are not there: run python tasks.py conformance")
    return found


def a_package(folder: Path, **settings: object) -> Path:
    """Write the simulated terminal as a package; return the directory for PYTHONPATH."""
    write_package(folder, {**REPEATABLE, **settings})
    return folder


def drive(environment: str, driver: str, package: Path, **variables: str) -> Run:
    """Run a driver; it prints one JSON document as its last line."""
    python = python_of(environment)
    keep = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    home = str(package.parent)
    surroundings = {**keep, "HOME": home, "PYTHONPATH": str(package), **variables}
    surroundings["MPLCONFIGDIR"] = home
    done = subprocess.run(  # noqa: S603 - our own drivers
        [str(python), "-P", str(DRIVERS / f"{driver}.py")],
        cwd=package.parent,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    lines = done.stdout.strip().splitlines()
    said = json.loads(lines[-1]) if lines and done.returncode == 0 else None
    return Run(code=done.returncode, said=said, errors=done.stderr)


def driven(environment: str, driver: str, package: Path, **variables: str) -> dict[str, object]:
    """Run a driver that must end well; return what it said."""
    run = drive(environment, driver, package, **variables)
    assert run.code == 0, run.errors
    assert isinstance(run.said, dict)
    return run.said
