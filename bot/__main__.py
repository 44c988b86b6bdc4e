"""Start the bot: `python -m bot`."""

from time import perf_counter

STARTED = perf_counter()  # before everything heavy

import asyncio  # noqa: E402
import logging  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from collections.abc import Sequence  # noqa: E402

from bot.app import run  # noqa: E402
from bot.settings import load  # noqa: E402
from dtms.adapters.logs import LineFormatter, log_uncaught  # noqa: E402
from dtms.core.errors import BadInput  # noqa: E402
from dtms.sim.errors import SimError  # noqa: E402

_BAD_INPUT = 2
_OWNER_ONLY = 0o077


def main(arguments: Sequence[str] = ()) -> int:
    """Guard until told to stop, or carry out what was asked.

    Returns:
        The exit code: 0 as told, 1 a fault, 2 bad input.
    """
    match list(arguments):
        case []:
            return guard()
        case ["evaluate"]:
            return evaluate(held=False)
        case ["evaluate", "--held"]:
            return evaluate(held=True)
        case _:
            sys.stderr.write("usage: python -m bot [evaluate [--held]]\n")
            return _BAD_INPUT


def evaluate(*, held: bool) -> int:
    """Print how well plain sentences are understood; 1 when it is not well enough."""
    from bot.bridge.evaluation import report  # noqa: PLC0415 - guarding starts without it

    table, good = report(held=held)
    sys.stdout.write(f"{table}\n")
    return 0 if good else 1


def guard() -> int:
    """Guard until told to stop."""
    os.umask(_OWNER_ONLY)
    try:
        settings = load()
        spoken = logging.StreamHandler(sys.stderr)
        spoken.setFormatter(LineFormatter(secrets=settings.secrets))
        spoken.addFilter(_worth_saying)
        logging.basicConfig(level=settings.dtms_log_level.value, handlers=[spoken])
        logging.getLogger("aiogram.event").setLevel(logging.WARNING)
        log_uncaught()
        asyncio.run(run(settings, started=STARTED))
    except (BadInput, SimError) as error:
        sys.stderr.write(f"{error}\n")
        return _BAD_INPUT
    return 0


def _worth_saying(record: logging.LogRecord) -> bool:
    """Leave to the four log files what they hold anyway, unless it is a warning."""
    return not record.name.startswith("dtms_core") or record.levelno >= logging.WARNING


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
