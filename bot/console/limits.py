"""Flood limits: how often the bot may speak, and how long it waits when it spoke too often."""

import math
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the server tolerates; counts are messages, `None` means no limit.

    `chat_burst` messages to one chat may come at once, then one per `chat_interval`.
    """

    chat_burst: int | None
    chat_interval: timedelta
    group_per_minute: int | None
    overall_per_second: int | None

    @staticmethod
    def generous() -> "Limits":
        """Return limits that a person at the page does not meet."""
        return Limits(
            chat_burst=None,
            chat_interval=SECOND,
            group_per_minute=None,
            overall_per_second=None,
        )

    @staticmethod
    def strict() -> "Limits":
        """Return the limits published for bots: 1/s per chat, 20/min per group, 30/s overall."""
        return Limits(
            chat_burst=3,
            chat_interval=SECOND,
            group_per_minute=20,
            overall_per_second=30,
        )


class Flood:
    """Counts what was sent and says when it was too much."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._overall: deque[datetime] = deque()
        self._groups: dict[int, deque[datetime]] = {}
        self._free_at: dict[int, datetime] = {}

    def take(self, chat_id: int, now: datetime) -> int:
        """Count one message to a chat.

        Returns:
            Whole seconds to wait; 0 when the message may pass. A refused message is not counted.
        """
        windows = self._windows(chat_id)
        wait = max(
            [
                self._chat_wait(chat_id, now),
                *(_wait(seen, most, per, now) for seen, most, per in windows),
            ]
        )
        if wait > timedelta():
            return max(1, math.ceil(wait / SECOND))
        for seen, _, _ in windows:
            seen.append(now)
        self._free_at[chat_id] = (
            max(self._free_at.get(chat_id, now), now) + self.limits.chat_interval
        )
        return 0

    def _windows(self, chat_id: int) -> list[tuple[deque[datetime], int, timedelta]]:
        windows: list[tuple[deque[datetime], int, timedelta]] = []
        if self.limits.overall_per_second is not None:
            windows.append((self._overall, self.limits.overall_per_second, SECOND))
        if self.limits.group_per_minute is not None and chat_id < 0:
            seen = self._groups.setdefault(chat_id, deque())
            windows.append((seen, self.limits.group_per_minute, MINUTE))
        return windows

    def _chat_wait(self, chat_id: int, now: datetime) -> timedelta:
        if self.limits.chat_burst is None:
            return timedelta()
        ahead = self._free_at.get(chat_id, now) - now
        return ahead - (self.limits.chat_burst - 1) * self.limits.chat_interval


def _wait(seen: deque[datetime], most: int, per: timedelta, now: datetime) -> timedelta:
    while seen and now - seen[0] >= per:
        seen.popleft()
    return seen[0] + per - now if len(seen) >= most else timedelta()
