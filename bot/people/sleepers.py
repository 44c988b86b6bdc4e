"""What people authorised for the time they sleep, at hand for the engine without reading."""

from datetime import datetime

from bot.people.choices import DUTIES, Choices, Chooser
from bot.people.role import Role
from bot.people.roster import Roster
from dtms.core.trade import Duty
from dtms.ports import Clock


class Sleepers:
    """The `Consent` port over the choices of everybody who may act.

    Args:
        roster: Who may act.
        chooser: What each chose.
        clock: Its people time tells who sleeps.
    """

    def __init__(self, *, roster: Roster, chooser: Chooser, clock: Clock) -> None:
        self._roster = roster
        self._chooser = chooser
        self._clock = clock
        self._known: tuple[Choices, ...] = ()

    async def learn(self) -> None:
        """Read anew who may act and what each authorised; needed after every change."""
        self._known = tuple(
            [
                await self._chooser.of(one.user)
                for one in await self._roster.everybody()
                if one.role.reaches(Role.TRADER)
            ]
        )

    def proceeds(self, duty: Duty) -> bool | None:
        """Return whether silence lets a proposal proceed now.

        A sleeper's authorisation counts, as long as nobody vetoes. What no sleeper authorised
        lapses once everybody who could have vetoed sleeps.

        Returns:
            None where the usual rule holds.
        """
        now = self._clock.people()
        what, asleep = DUTIES.get(duty), self._asleep(now)
        if what is None or not asleep:
            return None
        if any(what in one.authorised for one in asleep):
            return True
        return False if len(asleep) == len(self._known) else None

    def _asleep(self, now: datetime) -> tuple[Choices, ...]:
        return tuple(one for one in self._known if one.sleeps(now))
