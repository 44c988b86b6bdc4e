"""Coverage-led fuzzing, for `make fuzz`: `python -m tests.security.coverage SECONDS [NAME]`."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

_CORPUS = Path("build") / "fuzz"


def main(arguments: list[str]) -> int:
    """Fuzz each parser in a process of its own; return 1 when one of them broke."""
    from tests.security.parsers import PARSERS  # noqa: PLC0415 - the child instruments it first

    seconds, *chosen = arguments
    broken = []
    for name in chosen or PARSERS:
        command = [sys.executable, "-m", "tests.security.coverage", "--child", name, seconds]
        if subprocess.run(command, check=False).returncode:  # noqa: S603 - ourselves
            broken.append(name)
    sys.stdout.write(f"broken: {', '.join(broken) or 'none'}\n")
    return int(bool(broken))


def child(name: str, seconds: str) -> None:
    """Fuzz one parser until the time is over or it breaks."""
    atheris = import_module("atheris")
    with atheris.instrument_imports(include=["bot", "dtms"]):
        parsers = import_module("tests.security.parsers").PARSERS
    corpus = _CORPUS / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(parsers[name].seeds):
        (corpus / f"seed{number}").write_text(seed, encoding="utf-8")
    limits = [f"-max_total_time={seconds}", "-timeout=10", f"-artifact_prefix={_CORPUS}/{name}-"]
    atheris.Setup([sys.argv[0], str(corpus), *limits], parsers[name].feed)
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1] == "--child":
        child(*sys.argv[2:])
    else:
        sys.exit(main(sys.argv[1:]))
