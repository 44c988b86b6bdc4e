"""Plants each fault in a copy of the tree and runs the tests that must notice it."""

import compileall
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from py_compile import PycInvalidationMode
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.mutation.seed import Seed, StaleSeed

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("bot", "dtms", "locales", "tests", "pyproject.toml", "tasks.py", ".env.example")
PATIENCE = 120.0  # seconds a selection may take before it counts as timed out
_PYTEST = ("-x", "-q", "--tb=no", "--no-header", "-rfE", "-p", "no:cacheprovider")
_SEED = "--hypothesis-seed=0"
_FAILED, _PASSED = 1, 0
_NOTICED = re.compile(r"^(?:FAILED|ERROR) (\S+)", flags=re.MULTILINE)


class CleanTreeFails(Exception):
    """Without any fault a selection fails already: nothing can be proved."""


class Fate(Enum):
    """What became of a fault. Only `KILLED` is good."""

    KILLED = "killed"
    SURVIVED = "SURVIVED"
    TIMED_OUT = "TIMED OUT"
    NOT_RUN = "NOT RUN"  # pytest could not even begin: that proves nothing
    STALE = "STALE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A fault and its fate; `by` is the test that noticed, or what else is to be said."""

    seed: Seed
    fate: Fate
    seconds: float
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    code: int | None  # None: timed out
    seconds: float
    by: str


class Bench:
    """Copies of a tree, one for each worker."""

    def __init__(self, folder: Path, *, root: Path, parts: Sequence[str], workers: int) -> None:
        self.places = [folder / str(number) for number in range(workers)]
        self._free: SimpleQueue[Path] = SimpleQueue()
        for place in self.places:
            _copy(root, place, parts)
            self._free.put(place)

    def try_out(self, seed: Seed, *, patience: float) -> Verdict:
        """Plant one fault, run its tests, take it out again."""
        place = self._free.get()
        try:
            with _planted(seed, place):
                run = _pytest(place, seed.tests, patience=patience)
        except StaleSeed as stale:
            return Verdict(seed=seed, fate=Fate.STALE, seconds=0.0, by=str(stale))
        finally:
            self._free.put(place)
        return Verdict(seed=seed, fate=_fate(run), seconds=run.seconds, by=run.by)

    def check_clean(self, tests: Sequence[str], *, patience: float) -> None:
        """Run tests without any fault.

        Raises:
            CleanTreeFails: One of them fails, or is not there.
        """
        place = self._free.get()
        try:
            run = _pytest(place, tests, patience=patience)
        finally:
            self._free.put(place)
        if run.code != _PASSED:
            message = f"without any fault: {run.by or 'the tests do not run'} ({tests[0]}, ...)"
            raise CleanTreeFails(message)


@contextmanager
def bench(
    *, root: Path = ROOT, parts: Sequence[str] = PARTS, workers: int | None = None
) -> Iterator[Bench]:
    """Lay out the copies, and clear them away in the end."""
    with TemporaryDirectory(prefix="dtms-mutants-") as folder:
        count = workers or os.cpu_count() or 1
        yield Bench(Path(folder), root=root, parts=parts, workers=count)


def prove(at: Bench, seeds: Sequence[Seed], *, patience: float = PATIENCE) -> Iterator[Verdict]:
    """Try out every seed, after its tests have passed without it.

    Raises:
        CleanTreeFails: See there.
    """
    chosen = sorted({test for seed in seeds for test in seed.tests})
    count = len(at.places)
    shares = [share for n in range(count) if (share := chosen[n::count])]
    with ThreadPoolExecutor(count) as pool:
        longest = max(patience * len(seeds), PATIENCE)
        list(pool.map(lambda share: at.check_clean(share, patience=longest), shares))
        yield from pool.map(lambda seed: at.try_out(seed, patience=patience), seeds)


def line(one: Verdict) -> str:
    """Return one line of the table."""
    seed = one.seed
    return f"{seed.promise:<6}{seed.name:<44}{one.fate.value:<10}{one.seconds:5.1f} s  {one.by}"


@contextmanager
def _planted(seed: Seed, place: Path) -> Iterator[None]:
    """Put a fault into a copy, and the sound text back in the end."""
    path, faulty = place / seed.file, seed.applied(place)
    sound = path.read_bytes()
    path.write_text(faulty, encoding="utf-8")
    try:
        yield
    finally:
        path.write_bytes(sound)


def _fate(run: _Run) -> Fate:
    if run.code is None:
        return Fate.TIMED_OUT
    if run.code == _PASSED:
        return Fate.SURVIVED
    return Fate.KILLED if run.code == _FAILED and run.by else Fate.NOT_RUN


def _copy(root: Path, place: Path, parts: Sequence[str]) -> None:
    """Copy what the tests need; compiled by content, since faults change texts within a second."""
    place.mkdir()
    ignored = shutil.ignore_patterns("__pycache__", ".*cache", ".hypothesis")
    for name in parts:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, place / name, ignore=ignored)
        else:
            shutil.copyfile(source, place / name)
    by_content = PycInvalidationMode.CHECKED_HASH
    compileall.compile_dir(place, quiet=1, invalidation_mode=by_content)


def _pytest(place: Path, tests: Sequence[str], *, patience: float) -> _Run:
    began = perf_counter()
    environment = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    child = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "pytest", *_PYTEST, _SEED, *tests],
        cwd=place,
        env={**environment, "PYTHONPATH": str(place)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        told, _ = child.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        _end(child)
        return _Run(code=None, seconds=perf_counter() - began, by="")
    noticed = _NOTICED.search(told)
    by = noticed[1] if noticed else ""
    return _Run(code=child.returncode, seconds=perf_counter() - began, by=by)


def _end(child: subprocess.Popen[str]) -> None:
    """End a run and whatever it started."""
    if os.name == "posix":
        os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()
    child.communicate()
