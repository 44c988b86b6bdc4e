"""`python -m tests.mutation [NAME ...]` proves that the tests notice every planted fault."""

import sys
from time import perf_counter

from tests.mutation.proof import CleanTreeFails, Fate, Verdict, bench, line, prove
from tests.mutation.seeds import SEEDS


def main(names: list[str]) -> int:
    """Try out all seeds, or those named; 1 if one was not killed."""
    seeds = [seed for seed in SEEDS if not names or seed.name in names]
    unknown = set(names) - {seed.name for seed in seeds}
    if unknown:
        sys.stdout.write(f"no such seed: {', '.join(sorted(unknown))}\n")
        return 2
    began, verdicts = perf_counter(), list[Verdict]()
    try:
        with bench() as at:
            for verdict in prove(at, seeds):
                verdicts.append(verdict)
                sys.stdout.write(f"{line(verdict)}\n")
                sys.stdout.flush()
    except CleanTreeFails as fails:
        sys.stdout.write(f"{fails}\n")
        return 1
    killed = sum(one.fate is Fate.KILLED for one in verdicts)
    seconds = perf_counter() - began
    sys.stdout.write(f"{killed} of {len(verdicts)} killed in {seconds:.0f} s\n")
    return int(killed < len(verdicts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
