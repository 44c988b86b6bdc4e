"""The bars held of one symbol and timeframe, and which of their holes are not yet believed. Pure.

A hole is named by the open of the bar after which at least one is missing, epoch seconds UTC.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dtms.core.market import Bars

OVERLAP = 3  # closed bars asked for again: the last ones may have been revised


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Bars as merged from the terminal's answers.

    Attributes:
        bars: Closed bars, oldest first.
        depth: The largest window asked for in full, in bars.
        doubted: Holes that only one answer has shown.
    """

    bars: Bars
    depth: int
    doubted: frozenset[int]

    def merged(self, fetched: Bars, *, depth: int) -> "Window":
        """Return this window with fetched bars put in by their time.

        Holes seen for the first time are doubted until an answer that covers them shows them
        again. Bars that do not join the held ones replace them.
        """
        if not self.is_joined_by(fetched):
            return first_window(fetched, depth=depth)
        depth = max(depth, self.depth)
        bars = _upsert(self.bars, fetched).tail(depth)
        holes, before = _holes(bars), _holes(self.bars)
        uncovered = {hole for hole in self.doubted if hole < fetched.time[0]}
        return Window(bars=bars, depth=depth, doubted=holes - before | holes & uncovered)

    @property
    def newest(self) -> int | None:
        """Return the open of the newest bar, epoch seconds UTC; None when there is none."""
        return int(self.bars.time[-1]) if len(self.bars) else None

    @property
    def tail_needed(self) -> int:
        """Return how many of the newest bars held must be asked for again."""
        if not self.doubted:
            return 0
        return len(self.bars) - int(np.searchsorted(self.bars.time, min(self.doubted)))

    def is_joined_by(self, fetched: Bars) -> bool:
        """Claim that no bar can lie between this window and the fetched ones."""
        newest = self.newest
        return newest is not None and len(fetched) > 0 and bool(fetched.time[0] <= newest)


def first_window(fetched: Bars, *, depth: int) -> Window:
    """Return a window of bars of which none were held before."""
    return Window(bars=fetched, depth=depth, doubted=_holes(fetched))


def _upsert(held: Bars, fetched: Bars) -> Bars:
    """Return both in order of time; where both have a bar, the fetched one stands.

    Held bars inside the span of the fetched ones that the terminal no longer shows are dropped.
    """
    older = held.rows(0, int(np.searchsorted(held.time, fetched.time[0])))

    def chained(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.concatenate((first, second))

    volume = None
    if older.volume is not None and fetched.volume is not None:
        volume = chained(older.volume, fetched.volume)
    return Bars(
        timeframe=held.timeframe,
        time=np.concatenate((older.time, fetched.time)),
        open=chained(older.open, fetched.open),
        high=chained(older.high, fetched.high),
        low=chained(older.low, fetched.low),
        close=chained(older.close, fetched.close),
        volume=volume,
        spread=chained(older.spread, fetched.spread),
    )


def _holes(bars: Bars) -> frozenset[int]:
    wide = np.diff(bars.time) > bars.timeframe.seconds
    return frozenset(int(time) for time in bars.time[:-1][wide])
