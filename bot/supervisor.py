"""Keeps the parts beside the guarding up, and tells the owners when one cannot be."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Final

from bot.driver import log_death, outcome
from dtms.core.errors import JournalUnavailable
from dtms.core.events import Lookout
from dtms.engine.ledger import Ledger
from dtms.ports import Clock

_REST: Final = 1.0  # seconds before a part that died is started again
_LONGEST_REST: Final = 60.0  # for one that dies again and again; one that lives longer is well
_MOST_DEATHS: Final = 3  # in a row, until it is told


class Supervisor:
    """The parts that a bug may break without stopping the guarding.

    Args:
        ledger: Through which it is told.
        clock: Market time.
    """

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger, self._clock = ledger, clock
        self._failing: set[str] = set()
        self._told = False
        self._telling: set[asyncio.Task[None]] = set()

    async def keep_up(self, name: str, part: Callable[[], Coroutine[object, object, None]]) -> None:
        """Run a part for ever: when it dies it is logged and started again, later each time."""
        rest, deaths = _REST, 0
        while True:
            well = asyncio.get_running_loop().call_later(_LONGEST_REST, self._recovered, name)
            try:
                error = await outcome(part())
                lived = well.when() <= asyncio.get_running_loop().time()
            finally:
                well.cancel()
            log_death(name, error)
            rest, deaths = (_REST, 1) if lived else (rest, deaths + 1)
            if deaths >= _MOST_DEATHS:
                self._failing.add(name)
                await self._tell()
            await asyncio.sleep(rest)
            rest = min(2 * rest, _LONGEST_REST)

    def _recovered(self, name: str) -> None:
        self._failing.discard(name)
        task = asyncio.ensure_future(self._tell())
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _tell(self) -> None:
        """Tell when the first part fails and when the last is well again."""
        failing = bool(self._failing)
        if failing is self._told:
            return
        self._told = failing
        what = Lookout.PART_FAILING if failing else Lookout.PARTS_WELL
        try:
            await self._ledger.notice(what, at=self._clock.market())
        except JournalUnavailable:  # tried again at the next turn
            self._told = not failing
