"""How a person is spoken to: a language code that carries the zone and the units along."""

from enum import Enum
from typing import Self
from zoneinfo import ZoneInfo

_UTC = "UTC"


class Units(Enum):
    """In what a card measures how a trade stands."""

    MONEY = "money"
    R = "r"
    PIPS = "pips"
    POINTS = "points"


class Manner(str):
    """A language code, good wherever one is; the words look for what comes with it.

    Attributes:
        zone: Name of the zone times are shown in.
        units: What results are measured in.
    """

    __slots__ = ("units", "zone")

    zone: str
    units: Units

    @classmethod
    def of(cls, language: str, *, zone: str = _UTC, units: Units = Units.MONEY) -> Self:
        """Return a language with a zone and units."""
        made = cls(language)
        made.zone = zone
        made.units = units
        return made


def zone_of(language: str) -> ZoneInfo:
    """Return the zone that comes with a language, UTC where none does."""
    return ZoneInfo(language.zone if isinstance(language, Manner) else _UTC)


def units_of(language: str) -> Units:
    """Return the units that come with a language, money where none do."""
    return language.units if isinstance(language, Manner) else Units.MONEY
