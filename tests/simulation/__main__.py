"""`python -m tests.simulation SEED` tells one seed's story; `--seeds 0:300` plays many."""

import argparse
import sys

from tests.simulation.campaign import campaign
from tests.simulation.plans import CYCLES, drawn
from tests.simulation.run import play, simulate


def main() -> int:
    """Play what was asked for; 1 when an invariant did not hold."""
    asked = argparse.ArgumentParser(prog="python -m tests.simulation")
    asked.add_argument("seed", type=int, nargs="?", help="tell the story of one seed")
    asked.add_argument("--seeds", default="", help="first:last, the last not included")
    asked.add_argument("--cycles", type=int, default=CYCLES)
    given = asked.parse_args()
    if given.seeds:
        first, last = map(int, given.seeds.split(":"))
        done = campaign(range(first, last), cycles=given.cycles, told=_progress)
        sys.stdout.write(done.table() + "\n")
        return int(bool(done.failed))
    if given.seed is None:
        asked.error("give a seed, or --seeds first:last")
    return _told(given.seed, cycles=given.cycles)


def _progress(done: int, wanted: int) -> None:
    sys.stderr.write(f"{done} of {wanted} seeds\n")


def _told(seed: int, *, cycles: int) -> int:
    sys.stdout.write(f"{drawn(seed, cycles=cycles)}\n")
    told: list[str] = []
    outcome = play(drawn(seed, cycles=cycles), story=told)
    again = simulate(seed, cycles=cycles)
    sys.stdout.write("\n".join(told) + "\n")
    same = "the same" if again.trace == outcome.trace else "ANOTHER"
    sys.stdout.write(f"trace {outcome.trace}; played again: {same}\n")
    sys.stdout.write(f"{outcome.wrong or 'every invariant holds'}\n")
    return int(outcome.wrong is not None or again.trace != outcome.trace)


if __name__ == "__main__":
    sys.exit(main())
