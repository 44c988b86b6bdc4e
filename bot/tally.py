"""Counts what must not fill the log: one line at most a minute, with the count since the last."""

import logging
from datetime import datetime, timedelta
from typing import Final

from dtms.ports import Clock

_EVERY: Final = timedelta(minutes=1)


class Tally:
    """A count that is logged now and then.

    Args:
        logger: Where.
        line: What, with one `%d` for the count.
        clock: Its people time paces the lines.

    Attributes:
        total: How many there were in all.
    """

    def __init__(self, logger: logging.Logger, line: str, *, clock: Clock) -> None:
        self.total = 0
        self._logger = logger
        self._line = line
        self._clock = clock
        self._logged: datetime | None = None
        self._unlogged = 0

    def note(self) -> None:
        """Count one more."""
        now = self._clock.people()
        self.total += 1
        self._unlogged += 1
        if self._logged is None or now - self._logged >= _EVERY:
            self._logger.warning(self._line, self._unlogged)
            self._logged, self._unlogged = now, 0
