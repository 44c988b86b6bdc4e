"""Once a day: a proved backup of the journal, and room made of what nobody needs any more."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Final

from bot.driver import Part
from bot.guardian import Guardian
from dtms.adapters.journal import FILE_NAME
from dtms.adapters.journal.copies import back_up, backups
from dtms.adapters.journal.files import FOLDER
from dtms.core.errors import BadInput, JournalUnavailable
from dtms.core.events import Lookout

_LOG = logging.getLogger("bot.upkeep")
_EVERY: Final = timedelta(days=1)
_KEPT_BACKUPS: Final = 14
_KEPT_ROWS: Final = timedelta(days=30)
_LOOK: Final = 60.0  # seconds between two looks at the clock


class Upkeep:
    """Takes backups when they are due, people time, and tells the owners when one fails.

    Args:
        guardian: Whose journal it is, and through whom a failure is announced.
    """

    def __init__(self, guardian: Guardian) -> None:
        self._guardian = guardian
        directory = guardian.settings.dtms_data_dir
        self._journal = directory / FILE_NAME
        self._backups = directory / FOLDER
        self._failing = False
        self._forgot: datetime | None = None

    async def run(self) -> None:
        """Look at the clock for ever."""
        while True:
            await self.look()
            await asyncio.sleep(_LOOK)

    async def look(self) -> None:
        """Do what is due."""
        now = self._guardian.clock.people()
        if await asyncio.to_thread(self._is_due, now):
            await self._back_up(now)
        if self._forgot is None or now - self._forgot >= _EVERY:
            await self._forget(now)

    def _is_due(self, now: datetime) -> bool:
        """Claim that no copy was made within a day; one from the future counts for nothing."""
        return not any(timedelta(0) <= now - one.at < _EVERY for one in backups(self._backups))

    async def _back_up(self, now: datetime) -> None:
        try:
            made = await asyncio.to_thread(
                back_up, self._journal, self._backups, at=now, keep=_KEPT_BACKUPS
            )
        except BadInput as error:
            await self._failed(error)
            return
        _LOG.info("backup made: %s", made.path)
        self._guardian.progress.note(Part.UPKEEP)
        if self._failing and await self._notice(Lookout.BACKUP_MADE):
            self._failing = False

    async def _failed(self, error: BadInput) -> None:
        """Tell once; it is tried again at each look."""
        if self._failing:
            return
        _LOG.error("no backup: %s", error)
        self._failing = await self._notice(Lookout.BACKUP_FAILED)

    async def _notice(self, what: Lookout) -> bool:
        """Announce through the outbox; return False when even that cannot be written."""
        ledger = self._guardian.engine.station.ledger
        try:
            await ledger.notice(what, at=self._guardian.clock.market())
        except JournalUnavailable:  # the driver tells of that, directly
            return False
        return True

    async def _forget(self, now: datetime) -> None:
        try:
            freed = await self._guardian.store.forget(before=now - _KEPT_ROWS)
        except JournalUnavailable:
            return
        self._forgot = now
        _LOG.debug("%d rows were freed", freed)
