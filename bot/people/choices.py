"""What one person chose, as typed values over the settings by key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Final
from zoneinfo import ZoneInfo

from bot.people.hours import Hours, read_zone
from bot.people.kinds import ALWAYS, Kind, Loudness
from bot.people.manner import Units
from dtms.adapters.journal.people import People
from dtms.core.trade import Duty

LANGUAGE: Final = "language"
LANGUAGE_SEEN: Final = "language_seen"
NAME: Final = "name"
_ZONE, _UNITS, _QUIET, _CONTACT = "zone", "units", "quiet", "contact"
_SLEEP, _MAY, _BRIEF = "sleep", "sleep_may", "brief"
_KIND: Final = "kind_"
NONE: Final = "none"


class Authorised(Enum):
    """What may be done while its person sleeps, in a mode that asks. Buying back never may."""

    STOP = "stop"
    PARTIAL = "partial"
    HEDGE = "hedge"


DUTIES: Final = {
    Duty.TIGHTEN: Authorised.STOP,
    Duty.TRAIL: Authorised.STOP,
    Duty.BREAKEVEN: Authorised.STOP,
    Duty.HALF: Authorised.PARTIAL,
    Duty.HEDGE: Authorised.HEDGE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a person chose; each has a default.

    Attributes:
        language: Code, None where the person's app decides.
        seen: Language code of the person's app.
        name: What the person's app calls them, foreign text.
        zone: IANA name, None until one is chosen (UTC is shown).
        units: What results are measured in.
        quiet: Daily hours in which only red rings.
        sleep: Daily hours of sleep, as quiet, with what is authorised beforehand.
        authorised: What silence lets proceed while asleep.
        contact: Who is told when this person does not answer.
        kinds: How loud each kind is.
        briefed: End of the quiet span that was last summed up.
    """

    language: str | None = None
    seen: str | None = None
    name: str | None = None
    zone: str | None = None
    units: Units = Units.MONEY
    quiet: Hours | None = None
    sleep: Hours | None = None
    authorised: frozenset[Authorised] = frozenset(Authorised)
    contact: int | None = None
    kinds: Mapping[Kind, Loudness] = field(default_factory=dict)
    briefed: datetime | None = None

    @property
    def zone_info(self) -> ZoneInfo:
        """Return the zone the person's hours are meant in."""
        return ZoneInfo(self.zone or "UTC")

    def sleeps(self, now: datetime) -> bool:
        """Claim that a person sleeps, people time."""
        return self.sleep is not None and self.sleep.holds(now, self.zone_info)

    def is_quiet(self, now: datetime) -> bool:
        """Claim that only red may ring, people time."""
        return self.sleeps(now) or (
            self.quiet is not None and self.quiet.holds(now, self.zone_info)
        )

    def loudness(self, kind: Kind | None) -> Loudness:
        """Return how loud a kind is."""
        return Loudness.ON if kind is None else self.kinds.get(kind, Loudness.ON)


class Chooser:
    """Reads and keeps choices. Raises `JournalUnavailable`."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def of(self, user: int) -> Choices:
        """Return what a person chose; what cannot be read counts as not chosen."""
        kept = await self._people.chosen(user)
        zone, contact = kept.get(_ZONE), kept.get(_CONTACT, "")
        return Choices(
            language=kept.get(LANGUAGE),
            seen=kept.get(LANGUAGE_SEEN),
            name=kept.get(NAME),
            zone=None if zone is None else read_zone(zone),
            units=_member(Units, kept.get(_UNITS)) or Units.MONEY,
            quiet=Hours.read(kept.get(_QUIET, "")),
            sleep=Hours.read(kept.get(_SLEEP, "")),
            authorised=_authorised(kept.get(_MAY)),
            contact=int(contact) if contact.isdigit() else None,
            kinds={
                kind: loudness
                for kind in Kind
                if kind not in ALWAYS
                and (loudness := _member(Loudness, kept.get(_KIND + kind.value))) is not None
            },
            briefed=_instant(kept.get(_BRIEF)),
        )

    async def set_zone(self, user: int, zone: str) -> None:
        """Show times in a zone, and mean the person's hours in it."""
        await self._people.set(user, _ZONE, zone)

    async def set_units(self, user: int, units: Units) -> None:
        """Measure results in other units."""
        await self._people.set(user, _UNITS, units.value)

    async def set_quiet(self, user: int, hours: Hours | None, *, now: datetime) -> None:
        """Let only red ring in these hours; None for no such hours. What is over stays over."""
        await self.briefed(user, now)
        await self._people.set(user, _QUIET, NONE if hours is None else str(hours))

    async def set_sleep(self, user: int, hours: Hours | None, *, now: datetime) -> None:
        """Keep a person's hours of sleep; None for none. What is over stays over."""
        await self.briefed(user, now)
        await self._people.set(user, _SLEEP, NONE if hours is None else str(hours))

    async def set_authorised(self, user: int, what: frozenset[Authorised]) -> None:
        """Keep what silence lets proceed while the person sleeps."""
        text = ",".join(one.value for one in Authorised if one in what)
        await self._people.set(user, _MAY, text or NONE)

    async def set_kind(self, user: int, kind: Kind, loudness: Loudness) -> None:
        """Choose how loud a kind is."""
        await self._people.set(user, _KIND + kind.value, loudness.value)

    async def set_contact(self, user: int, contact: int | None) -> None:
        """Choose who is told when this person does not answer."""
        await self._people.set(user, _CONTACT, NONE if contact is None else str(contact))

    async def briefed(self, user: int, end: datetime) -> None:
        """Note which quiet span was summed up."""
        await self._people.set(user, _BRIEF, end.isoformat())


def _member[E: Enum](of: type[E], value: str | None) -> E | None:
    return next((one for one in of if one.value == value), None)


def _authorised(text: str | None) -> frozenset[Authorised]:
    if text is None:
        return frozenset(Authorised)
    return frozenset(one for one in Authorised if one.value in text.split(","))


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
