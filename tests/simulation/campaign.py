"""Many seeds on every core, summed up in a table."""

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from time import perf_counter, process_time

from tests.simulation.plans import CYCLES
from tests.simulation.run import Outcome, simulate

_CHUNK = 10
_OFTEN = 500  # seeds between two words of progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """What many seeds came to; `cpu` is the seconds that the workers computed."""

    outcomes: tuple[Outcome, ...]
    seconds: float
    cpu: float
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def cycles(self) -> int:
        return sum(outcome.cycles for outcome in self.outcomes)

    @property
    def failed(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.wrong)

    def table(self) -> str:
        """The summary, a line for each figure."""
        rows: list[tuple[str, object]] = [
            ("seeds", len(self.outcomes)),
            ("cycles", self.cycles),
            ("invariant violations", len(self.failed)),
            *((name, self.counts[name]) for name in ("duplicates", "alerts lost")),
            *sorted(item for item in self.counts.items() if item[0] not in _FIRST),
            ("cycles a second of one core", round(self.cycles / max(self.cpu, 0.001))),
            ("cycles a second in all", round(self.cycles / max(self.seconds, 0.001))),
        ]
        lines = [f"{name:<36}{value:>12}" for name, value in rows]
        wrong = [f"seed {one.seed}, cycle {one.cycles}: {one.wrong}" for one in self.failed[:20]]
        return "\n".join((*lines, *wrong))


_FIRST = {"duplicates", "alerts lost"}


def campaign(
    seeds: Iterable[int],
    *,
    cycles: int = CYCLES,
    workers: int | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Campaign:
    """Play seeds; a fresh process for each worker, so that nothing is shared but the code.

    Args:
        seeds: Which.
        cycles: How many of each.
        workers: How many processes; one a core by default.
        told: Hears now and then how many are played, and of how many.
    """
    began, wanted = perf_counter(), tuple(seeds)
    timed: list[tuple[Outcome, float]] = []
    with ProcessPoolExecutor(
        workers or os.cpu_count() or 1, mp_context=get_context("spawn"), initializer=_collect_seldom
    ) as pool:
        for one in pool.map(partial(_timed, cycles=cycles), wanted, chunksize=_CHUNK):
            timed.append(one)
            if told is not None and len(timed) % _OFTEN == 0:
                told(len(timed), len(wanted))
    counts: Counter[str] = Counter()
    for outcome, _ in timed:
        counts += outcome.counts
    return Campaign(
        outcomes=tuple(outcome for outcome, _ in timed),
        seconds=perf_counter() - began,
        cpu=sum(cpu for _, cpu in timed),
        counts=counts,
    )


def _collect_seldom() -> None:
    """Spare the collector what lives as long as the worker; a run's worlds are garbage soon."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def _timed(seed: int, *, cycles: int) -> tuple[Outcome, float]:
    began = process_time()
    outcome = simulate(seed, cycles=cycles)
    return outcome, process_time() - began
