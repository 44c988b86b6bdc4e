"""Scores of a whole history, made once; the engine sees the row that live had seen by now."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from dtms.core.assessment import Assessment, assess
from dtms.core.market import Bars, Instrument, Ints, Side
from dtms.core.policy import Policy
from dtms.core.signals import ScoreColumns, score_columns
from dtms.engine.windows import EMPTY, Reading, read_window

_NEVER = 2**62


@dataclass(slots=True)
class _History:
    m5: Bars
    m15: Bars
    m5_seen: list[int]  # instant of the first price after each close, epoch milliseconds
    m15_seen: list[int]
    columns: ScoreColumns
    row: int = -1  # of the last bar that had closed at the last refresh
    explained: dict[Side, Assessment] = field(default_factory=dict)  # of that row


class HistoryWindows:
    """Windows over complete bars; nothing that closes later is ever shown."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._symbols: dict[str, _History] = {}

    def add(self, instrument: Instrument, m5: Bars, m15: Bars, *, prices: Ints) -> None:
        """Take in a symbol's whole history and score it.

        Args:
            instrument: The symbol.
            m5: All closed bars.
            m15: All closed bars.
            prices: Instants of all prices, epoch milliseconds. A terminal shows a bar as the
                forming one until the first price of the next bar, over a weekend too.
        """
        self._symbols[instrument.symbol] = _History(
            m5=m5,
            m15=m15,
            m5_seen=_seen(m5, prices),
            m15_seen=_seen(m15, prices),
            columns=score_columns(
                m5=m5,
                m15=m15,
                base=instrument.base,
                asset_class=instrument.asset_class,
                policy=self._policy,
            ),
        )

    async def refresh(self, instrument: Instrument, now: datetime) -> None:
        """Move to the last bar that has closed."""
        history = self._symbols[instrument.symbol]
        row = bisect_right(history.m5_seen, now.timestamp() * 1000) - 1
        if row != history.row:
            history.row, history.explained = row, {}

    def reading(self, instrument: Instrument, now: datetime) -> Reading:
        """Return the state of the window as it was at that instant."""
        history = self._symbols.get(instrument.symbol)
        if history is None or history.row < 0:
            return EMPTY
        m5, m15 = self._seen(history)
        return read_window(m5, m15, instrument, now, self._policy)

    def bars(self, instrument: Instrument) -> tuple[Bars, Bars] | None:
        """Return the bars that had closed, as many as a live window holds."""
        history = self._symbols.get(instrument.symbol)
        return None if history is None or history.row < 0 else self._seen(history)

    def _seen(self, history: _History) -> tuple[Bars, Bars]:
        guard = self._policy.guard
        stop = history.row + 1
        fifteen = bisect_right(history.m15_seen, history.m5_seen[history.row])
        m5 = history.m5.rows(max(stop - guard.m5_window, 0), stop)
        m15 = history.m15.rows(max(fifteen - guard.m15_window, 0), fifteen)
        return m5, m15

    def assessment(self, instrument: Instrument, side: Side) -> Assessment | None:
        """Return the explained score of that row."""
        history = self._symbols.get(instrument.symbol)
        if history is None or history.row < 0:
            return None
        if side not in history.explained:
            history.explained[side] = assess(
                history.columns, side=side, policy=self._policy, index=history.row
            )
        return history.explained[side]


def _seen(bars: Bars, prices: Ints) -> list[int]:
    closes = (bars.time + bars.timeframe.seconds) * 1000
    after = np.append(prices, _NEVER)
    seen: list[int] = after[np.searchsorted(prices, closes)].tolist()
    return seen
