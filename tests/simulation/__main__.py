"""Replay seeds: `python -m tests.simulation [first] [count]`."""

import sys
from time import perf_counter, process_time
from collections import Counter

from tests.simulation.run import simulate


def main() -> int:
    first = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    cpu = process_time()
    cycles, bad, total = 0, 0, Counter()
    for seed in range(first, first + count):
        out = simulate(seed)
        cycles += out.cycles
        total += out.counts
        if out.wrong:
            bad += 1
            print(seed, "cycle", out.cycles, out.wrong[:600], flush=True)
    spent = process_time() - cpu
    print(dict(total))
    print(f"{count} seeds {cycles} cycles {bad} bad {cycles / spent:.0f} cycles/s cpu")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
