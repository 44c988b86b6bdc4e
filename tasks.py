"""Build entry points, standard library only: `python3.12 tasks.py` lists them."""

import sys

OLDEST = (3, 12)  # before any import below, so that an older Python says what to do


def refuse_old_python(version):  # noqa: ANN001, ANN201 - must be read by any Python 3
    """Exit with the remedy when this Python is too old."""
    if tuple(version) < OLDEST:
        sys.exit(
            "Python {}.{} or newer is needed; this is {}.{}. Install it from python.org or with "
            "your package manager, then run: python{}.{} tasks.py".format(
                *OLDEST, *version[:2], *OLDEST
            )
        )


refuse_old_python(sys.version_info[:2])

import hashlib  # noqa: E402 - after the check of the version
import os  # noqa: E402
import shutil  # noqa: E402
import subprocess  # noqa: E402
import time  # noqa: E402
import tomllib  # noqa: E402
import venv  # noqa: E402
from collections.abc import Callable, Mapping, Sequence  # noqa: E402
from pathlib import Path  # noqa: E402

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCKS = ROOT / "requirements"
LOCKED_PYTHON = (3, 12)
PLATFORMS: Mapping[str, tuple[str, Sequence[str]]] = {  # sys.platform: file, extras
    "linux": ("linux", ("data",)),
    "win32": ("windows", ("data", "mt5")),
}
EDITABLE = ("editables>=0.5",)  # what the build backend asks for when it installs in place
FOREIGN = ROOT / ".conformance"
FOREIGN_PINS = ROOT / "tests" / "conformance" / "environments"
FOREIGN_ENVIRONMENTS = ("plain", "aiomql", "botapi", "models")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
USAGE_ERROR = 2
SOAK_SEEDS = "10000"
SOAK_KILLS = "1000"
IMPORT_LINTER = "from importlinter.cli import lint_imports_command; lint_imports_command()"
STATE_MACHINE = """
from pathlib import Path
from dtms.core.policy import SEEDS
from dtms.core.table_doc import render
Path("docs/state-machine.md").write_text(render(SEEDS), encoding="utf-8", newline="\\n")
"""
CHECKS: Mapping[str, Sequence[str]] = {
    "ruff format": ("-m", "ruff", "format", "--check", "."),
    "ruff check": ("-m", "ruff", "check", "."),
    "mypy": ("-m", "mypy"),
    "lint-imports": ("-c", IMPORT_LINTER),
    "deptry": ("-m", "deptry", "."),
}
# A file's tests stay together: some share what is dear to make.
ON_ALL_CORES: Sequence[str] = ("-n", "auto", "--maxprocesses=4", "--dist", "loadfile")


class Refused(Exception):
    """The task cannot run: what is wrong, and what to do about it."""

    def __init__(self, *, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")


def say(text: str) -> None:
    """Print at once, so that the order holds beside the output of child processes."""
    print(text, flush=True)


def run(command: Sequence[str], variables: Mapping[str, str] | None = None) -> int:
    """Run a command in the tree's root and return its exit code."""
    environment = {**os.environ, **(variables or {})}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def become(command: Sequence[str], variables: Mapping[str, str]) -> int:
    """Turn into a command, so that signals reach it; where that is impossible, wait for it."""
    environment = {**os.environ, **variables}
    if os.name != "nt":
        os.chdir(ROOT)
        os.execve(command[0], list(command), environment)  # noqa: S606 - no shell is wanted
    child = subprocess.Popen(command, cwd=ROOT, env=environment)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:  # the console sent it to the child too: let it finish
            continue


def assignments(arguments: Sequence[str], *known: str) -> dict[str, str]:
    """Read NAME=value arguments; an empty value counts as absent.

    Raises:
        Refused: An argument has no `=`, or its name is not known to the task.
    """
    values: dict[str, str] = {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals or name not in known:
            raise Refused(
                problem=f"{argument!r} is not understood here.",
                remedy=f"Known: {', '.join(f'{name}=value' for name in known) or 'nothing'}.",
            )
        if value:
            values[name] = value
    return values


def development_requirements() -> list[str]:
    """Return the dev group of pyproject.toml (older pip cannot read groups itself)."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return list(project["dependency-groups"]["dev"])


def wanted_packages() -> str:
    """Return a digest of everything pyproject.toml asks for, whatever else stands there."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lists = (
        project["build-system"]["requires"],
        project["project"]["dependencies"],
        sorted(project["project"]["optional-dependencies"].items()),
        project["dependency-groups"]["dev"],
        PLATFORMS,
    )
    return hashlib.sha256(repr(lists).encode()).hexdigest()


def lock_head() -> str:
    """Return the first line of a lock file that fits pyproject.toml."""
    return f"# Written by: python3.12 tasks.py lock. For {wanted_packages()}"


def lock_file(level: str) -> Path | None:
    """Return the hashed requirements of a level for this machine, None if none fits.

    They fit one Python and two platforms, and only while pyproject.toml asks for the same.
    """
    if sys.platform not in PLATFORMS or sys.version_info[:2] != LOCKED_PYTHON:
        return None
    path = LOCKS / f"{PLATFORMS[sys.platform][0]}-{level}.txt"
    if not path.is_file():
        return None
    head = path.read_text(encoding="utf-8").partition("\n")[0]
    return path if head == lock_head() else None


def stamp(level: str) -> tuple[Path, str]:
    """Return where an installation is noted, and what a fresh note would say."""
    seen = (ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode()
    lock_ = lock_file(level)
    seen += b"" if lock_ is None else lock_.read_bytes()
    return VENV / f"dtms-{level}.sha256", hashlib.sha256(seen).hexdigest()


def is_installed(level: str) -> bool:
    """Tell whether the environment matches pyproject.toml and this place."""
    note, digest = stamp(level)
    return note.is_file() and note.read_text(encoding="utf-8") == digest


def is_usable(python: Path) -> bool:
    """Tell whether an environment's interpreter runs, is new enough and has pip."""
    probe = f"import pip, sys; sys.exit(sys.version_info[:2] < {OLDEST})"
    if not python.exists():
        return False
    return subprocess.run([python, "-c", probe], capture_output=True, check=False).returncode == 0


def install(level: str, extra: Sequence[str], *, locked: bool | None = None) -> None:
    """Bring `.venv` to a level (`runtime` or `dev`) unless it is there already.

    Args:
        level: Which packages.
        extra: What the level needs besides the program, where no lock file is used.
        locked: Whether each package must have the hash it was locked with; None: where it can be.

    Raises:
        Refused: The environment cannot be created, pip failed, or no lock file fits.
    """
    lock_ = None if locked is False else lock_file(level)
    if locked and lock_ is None:
        raise Refused(
            problem=f"LOCKED: no file in {LOCKS.name} fits this machine and pyproject.toml.",
            remedy="Use Python 3.12 on Linux or Windows; after a change: python3.12 tasks.py lock.",
        )
    usable = is_usable(VENV_PYTHON)
    if usable and is_installed(level):
        return
    started = time.monotonic()
    if not usable:
        say(f"Creating {VENV.name} with Python {sys.version.split()[0]}")
        try:
            venv.create(VENV, clear=True, with_pip=True, symlinks=os.name != "nt")
        except (OSError, subprocess.CalledProcessError) as error:
            raise Refused(
                problem=f"The environment cannot be created ({error}).",
                remedy="Install python3-venv (Debian, Ubuntu), or use a Python from python.org.",
            ) from error
    how = "of any hash" if lock_ is None else f"with the hashes of {LOCKS.name}/{lock_.name}"
    say(f"Installing the {level} packages into {VENV.name}, {how}")
    if not all(run(command) == 0 for command in pip_commands(lock_, extra)):
        raise Refused(
            problem="pip failed, see above.",
            remedy="Check the network and your pip settings, then run again.",
        )
    note, digest = stamp(level)
    note.write_text(digest, encoding="utf-8")
    say(f"Ready in {time.monotonic() - started:.0f} s")


def pip_commands(lock_: Path | None, extra: Sequence[str]) -> list[list[str]]:
    """Return what installs the packages and the program: each by its hash where there is a lock."""
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if lock_ is None:
        return [[*pip, "--editable", ".[data]", *extra]]
    here = ["--no-deps", "--no-index", "--no-build-isolation", "--editable", "."]
    return [[*pip, "--require-hashes", "--requirement", str(lock_)], [*pip, *here]]


def choice(given: Mapping[str, str], name: str) -> bool | None:
    """Read a setting of 1 or 0, None when it is left out."""
    if name not in given:
        return None
    if given[name] not in {"0", "1"}:
        raise Refused(problem=f"{name}={given[name]} is neither 0 nor 1.", remedy="Choose one.")
    return given[name] == "1"


def runtime_env(*, locked: bool | None = None) -> None:
    """Install what the program needs; a development environment contains it."""
    if not (is_usable(VENV_PYTHON) and is_installed("dev")):
        install("runtime", (), locked=locked)


def env(arguments: Sequence[str]) -> int:
    """Create .venv and install the program and its development tools: [LOCKED=1]."""
    given = assignments(arguments, "LOCKED")
    install("dev", development_requirements(), locked=choice(given, "LOCKED"))
    return 0


def lock(arguments: Sequence[str]) -> int:
    """Write the requirement files with a hash for every package."""
    assignments(arguments)
    env(())
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if run([*pip, "uv"]) != 0:
        raise Refused(problem="uv cannot be installed.", remedy="Check the network.")
    LOCKS.mkdir(exist_ok=True)
    build = VENV / "build-requirements.txt"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    build.write_text("\n".join([*project["build-system"]["requires"], *EDITABLE]))
    for name, extras in PLATFORMS.values():
        for level, groups in (("runtime", ()), ("dev", ("--group", "dev"))):
            out = LOCKS / f"{name}-{level}.txt"
            if compile_lock(out, name, build, (*_each("--extra", extras), *groups)) != 0:
                raise Refused(problem="uv failed, see above.", remedy="Correct pyproject.toml.")
    return 0


def compile_lock(out: Path, platform: str, build: Path, chosen: Sequence[str]) -> int:
    """Write one requirement file; return uv's exit code."""
    uv = [str(VENV_PYTHON), "-m", "uv", "pip", "compile", "--quiet", "--no-config"]
    bare = ["--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url"]
    machine = ["--python-version", ".".join(map(str, LOCKED_PYTHON)), "--python-platform", platform]
    code = run([*uv, *bare, *machine, *chosen, "-o", str(out), "pyproject.toml", str(build)])
    if code == 0:
        pinned = out.read_text(encoding="utf-8")
        out.write_text(f"{lock_head()}\n{pinned}", encoding="utf-8", newline="\n")
    return code


def _each(option: str, values: Sequence[str]) -> list[str]:
    return [word for value in values for word in (option, value)]


def demo(arguments: Sequence[str]) -> int:
    """Run the bot on a simulated terminal, with a chat page: [FEED=file] [SPEED=60] [LOCKED=1]."""
    given = assignments(arguments, "FEED", "SPEED", "LOCKED")
    variables = {"DTMS_SPEED": given["SPEED"]} if "SPEED" in given else {}
    if "FEED" in given:
        feed = Path(given["FEED"]).expanduser().resolve()
        if not feed.is_file():
            raise Refused(
                problem=f"FEED: there is no file {feed}.",
                remedy="Give the path of a file of bars or ticks.",
            )
        variables["DTMS_FEED"] = str(feed)
    runtime_env(locked=choice(given, "LOCKED"))
    return become([str(VENV_PYTHON), "-m", "bot"], variables)


def find_or_install(package: str, programs: Sequence[str]) -> bool:
    """Return whether one of a package's programs is there, installing it as root on Debian."""
    if any(shutil.which(name) for name in programs):
        return True
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Installing {package}")
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        if run(["apt-get", "update", "-q"], quiet) == 0:
            run(["apt-get", "install", "-q", "-y", package], quiet)
    return any(shutil.which(name) for name in programs)


def fiu(arguments: Sequence[str]) -> int:
    """Find libfiu for the tests of a failing disk (Linux), or install it where possible."""
    assignments(arguments)
    if sys.platform != "linux" or find_or_install("fiu-utils", ("fiu-run",)):
        return 0
    raise Refused(
        problem="The tests of a failing disk need libfiu; fiu-run is not on PATH.",
        remedy="Install it (Debian: apt-get install fiu-utils), then run again.",
    )


def fuzz(arguments: Sequence[str]) -> int:
    """Fuzz what reads foreign text, with coverage, until stopped: [ONLY=name] [SECONDS=60]."""
    given = assignments(arguments, "ONLY", "SECONDS")
    env(())
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if run([*pip, "atheris"]) != 0:
        raise Refused(problem="atheris cannot be installed here.", remedy="Use Linux on x86-64.")
    seconds = given.get("SECONDS", "60")
    chosen = [given["ONLY"]] if "ONLY" in given else []
    return run([str(VENV_PYTHON), "-m", "tests.security.coverage", seconds, *chosen])


def browser(arguments: Sequence[str]) -> int:
    """Find Chromium for the tests of the pages, or install it where that is possible."""
    assignments(arguments)
    if find_or_install("chromium", BROWSERS):
        return 0
    raise Refused(
        problem=f"The pages' tests need a browser; none of {', '.join(BROWSERS)} is on PATH.",
        remedy="Install Chromium (Debian: apt-get install chromium), then run again.",
    )


def conformance(arguments: Sequence[str]) -> int:
    """Prepare other people's MetaTrader 5 packages, which the simulated terminal is tested with."""
    assignments(arguments)
    install("dev", development_requirements())
    pins = b"".join(path.read_bytes() for path in sorted(FOREIGN_PINS.glob("*.txt")))
    seen = pins + (VENV / "pyvenv.cfg").read_bytes()
    digest = hashlib.sha256(seen).hexdigest()
    note = FOREIGN / "ready.sha256"
    if note.is_file() and note.read_text(encoding="utf-8") == digest:
        return 0
    say(f"Preparing other people's packages in {FOREIGN.name}")
    started = time.monotonic()
    shutil.rmtree(FOREIGN, ignore_errors=True)
    for name in FOREIGN_ENVIRONMENTS:
        run([str(VENV_PYTHON), "-m", "venv", "--without-pip", str(FOREIGN / name)])
        inside = (
            "--python",
            str(FOREIGN / name),
            "install",
            "--quiet",
            "--no-deps",
            "--no-compile",
        )
        pip_of_tests(*inside, "--requirement", str(FOREIGN_PINS / f"{name}.libraries.txt"))
        hashed = ("--require-hashes", "--requirement", str(FOREIGN_PINS / f"{name}.packages.txt"))
        pip_of_tests(*inside, *hashed)
    fetch_official_wheel()
    note.write_text(digest, encoding="utf-8")
    say(f"Ready in {time.monotonic() - started:.0f} s")
    return 0


def pip_of_tests(*arguments: str) -> None:
    """Run pip for the environments of other people's packages.

    Raises:
        Refused: pip failed.
    """
    pip = (str(VENV_PYTHON), "-m", "pip", "--disable-pip-version-check")
    if run([*pip, *arguments]) != 0:
        raise Refused(
            problem="pip failed, see above; the conformance tests need these packages.",
            remedy="Check the network and your pip settings, then run: python tasks.py conformance",
        )


def fetch_official_wheel() -> None:
    """Unpack the official MetaTrader5 wheel, which is for Windows; it is read, never loaded."""
    kind = ("--platform", "win_amd64", "--only-binary", ":all:", "--python-version", "312")
    target = ("--no-deps", "--quiet", "--dest", str(FOREIGN))
    pins = ("--require-hashes", "--requirement", str(FOREIGN_PINS / "wheel.txt"))
    pip_of_tests("download", *kind, *target, *pins)
    for wheel in FOREIGN.glob("*.whl"):
        shutil.unpack_archive(wheel, FOREIGN / "wheel", format="zip")


def test(arguments: Sequence[str]) -> int:
    """Run the tests on all cores; further arguments go to pytest (-n0: one after another)."""
    env(())
    browser(())
    fiu(())
    conformance(())
    return run([str(VENV_PYTHON), "-m", "pytest", *ON_ALL_CORES, *arguments])


def check(arguments: Sequence[str]) -> int:
    """Run every gate, tests last, and sum up: format, lint, types, imports, dependencies."""
    assignments(arguments)
    env(())
    results: dict[str, tuple[int, float]] = {}
    for name, command in CHECKS.items():
        results[name] = timed(name, lambda command=command: run([str(VENV_PYTHON), *command]))
    results["pytest"] = timed("pytest", lambda: test(()))
    say("\n== summary")
    for name, (code, seconds) in results.items():
        say(f"{'ok    ' if code == 0 else 'FAILED'} {name} ({seconds:.0f} s)")
    return int(any(code != 0 for code, _ in results.values()))


def timed(name: str, step: Callable[[], int]) -> tuple[int, float]:
    """Run one gate under a heading; return its exit code and its seconds."""
    say(f"\n== {name}")
    started = time.monotonic()
    try:
        code = step()
    except Refused as refusal:
        say(str(refusal))
        code = USAGE_ERROR
    return code, time.monotonic() - started


def bench(arguments: Sequence[str]) -> int:
    """Run the benchmarks, or one of them: [ONLY=name]."""
    only = assignments(arguments, "ONLY").get("ONLY")
    env(())
    return run([str(VENV_PYTHON), "-m", "benchmarks", *((only,) if only else ())])


def docs(arguments: Sequence[str]) -> int:
    """Write docs/state-machine.md from the transition table."""
    assignments(arguments)
    env(())
    return run([str(VENV_PYTHON), "-c", STATE_MACHINE])


def present_commit() -> str:
    """Return the short name of the commit the tree is at."""
    if shutil.which("git") is None:
        return "unknown"
    asked = ["git", "describe", "--always", "--dirty"]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"


def soak(arguments: Sequence[str]) -> int:
    """Simulate many seeds, kill many processes, repeat what is marked soak: [SEEDS=count]."""
    variables = assignments(arguments, "SEEDS")
    seeds = variables.get("SEEDS", SOAK_SEEDS)
    if not seeds.isdecimal():
        raise Refused(problem=f"SEEDS: {seeds!r} is no count.", remedy=f"Write SEEDS={SOAK_SEEDS}.")
    env(())
    say(f"\n== {seeds} seeds, commit {present_commit()}")
    simulated = run([str(VENV_PYTHON), "-m", "tests.simulation", "--seeds", f"0:{seeds}"])
    say(f"\n== tests marked soak, {SOAK_KILLS} kills")
    pytest = [str(VENV_PYTHON), "-m", "pytest", "tests", "-m", "soak", "--timeout=0", "-s"]
    repeated = run(pytest, {"SEEDS": seeds, "KILLS": SOAK_KILLS})
    say("\n== summary")
    for name, code in (("simulation", simulated), ("tests marked soak", repeated)):
        say(f"{'ok    ' if code == 0 else 'FAILED'} {name}")
    return int(bool(simulated or repeated))


def mutants(arguments: Sequence[str]) -> int:
    """Plant faults in a copy of the source; each must be noticed by its tests: [ONLY=name]."""
    only = assignments(arguments, "ONLY").get("ONLY")
    env(())
    return run([str(VENV_PYTHON), "-m", "tests.mutation", *((only,) if only else ())])


TASKS: Mapping[str, Callable[[Sequence[str]], int]] = {
    task.__name__: task
    for task in (
        env,
        demo,
        test,
        check,
        browser,
        fiu,
        conformance,
        bench,
        soak,
        mutants,
        fuzz,
        lock,
        docs,
    )
}


def main(arguments: Sequence[str]) -> int:
    """Run the task that was named, or list them."""
    if not arguments or arguments[0] not in TASKS:
        if arguments and arguments[0] not in {"-h", "--help", "help"}:
            say(f"There is no task {arguments[0]!r}.")
        say("Tasks:")
        for name, task in TASKS.items():
            say(f"  {name:11} {(task.__doc__ or '').splitlines()[0]}")
        return USAGE_ERROR
    try:
        return TASKS[arguments[0]](arguments[1:])
    except Refused as refusal:
        say(str(refusal))
        return USAGE_ERROR


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
