"""Command line: `python -m dtms.sim --as-metatrader5 DIR`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from dtms.sim.errors import SimError
from dtms.sim.shim_config import Clock, Mode
from dtms.sim.shim_files import explain, write_package

_BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the package; return the exit code: 0 done, 2 bad input."""
    given = vars(_parser().parse_args(arguments))
    directory = given.pop("as_metatrader5").resolve()
    for key in ("data", "feed"):  # as typed here; in the file a relative one lies beside it
        given[key] = str(Path(given[key]).resolve()) if given[key] else None
    try:
        config = write_package(directory, given)
    except SimError as error:
        sys.stderr.write(f"{error}\n")
        return _BAD_INPUT
    sys.stdout.write(explain(config))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dtms.sim", description=__doc__)
    parser.add_argument(
        "--as-metatrader5",
        type=Path,
        required=True,
        metavar="DIR",
        help="write a MetaTrader5 package into DIR, for PYTHONPATH",
    )
    parser.add_argument("--data", help="directory the account is kept in")
    parser.add_argument("--seed", type=int, help="of the made-up prices")
    parser.add_argument("--symbols", help="comma separated")
    parser.add_argument("--account", choices=[mode.value for mode in Mode])
    parser.add_argument("--deposit", type=float, help="opening balance")
    parser.add_argument("--currency", help="of the account")
    parser.add_argument("--leverage", type=int)
    parser.add_argument("--login", type=int, help="number of the account")
    parser.add_argument("--feed", help="file of bars or ticks instead of made-up prices")
    parser.add_argument("--feed-symbol", help="the symbol the file holds")
    parser.add_argument("--clock", choices=[clock.value for clock in Clock])
    parser.add_argument("--speed", type=float, help="market seconds for each real second (real)")
    parser.add_argument("--step", type=float, help="market seconds for each call (step)")
    parser.add_argument("--start", help="instant a new account begins, with its zone")
    return parser


if __name__ == "__main__":
    sys.exit(main())
