"""Start the bot: `python -m bot`."""

from time import perf_counter

STARTED = perf_counter()  # before everything heavy

import asyncio  # noqa: E402
import logging  # noqa: E402
import sys  # noqa: E402

from bot.app import run  # noqa: E402
from bot.settings import load  # noqa: E402
from dtms.core.errors import BadInput  # noqa: E402
from dtms.sim.errors import SimError  # noqa: E402

_BAD_INPUT = 2


def main() -> int:
    """Guard until told to stop; return the exit code: 0 as told, 1 a fault, 2 bad input."""
    try:
        settings = load()
        logging.basicConfig(
            level=settings.dtms_log_level.value,
            format="%(asctime)s %(levelname)s %(name)s: %(message)s",
            stream=sys.stderr,
        )
        logging.getLogger("aiogram.event").setLevel(logging.WARNING)
        asyncio.run(run(settings, started=STARTED))
    except (BadInput, SimError) as error:
        sys.stderr.write(f"{error}\n")
        return _BAD_INPUT
    return 0


if __name__ == "__main__":
    sys.exit(main())
