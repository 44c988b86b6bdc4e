"""What is said about people and to them: frozen views for the words."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from bot.people.choices import Choices
from bot.people.role import Role
from dtms.adapters.journal.members import Member
from dtms.adapters.journal.outbox import Delivery
from dtms.core.trade import Trade
from dtms.engine.views import StatusView
from dtms.ports import Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A fresh invitation; `link` opens the chat with the code already typed."""

    role: Role
    code: str
    link: str
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Somebody used an invitation up."""

    member: Member
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Everybody:
    """Who is served: owners by number, members by name."""

    owners: tuple[int, ...]
    members: tuple[tuple[Member, Role], ...]
    groups: tuple[str, ...]


class Tab(Enum):
    """A page of settings."""

    MAIN = "main"
    LANGUAGE = "language"
    ZONE = "zone"
    UNITS = "units"
    QUIET = "quiet"
    KINDS = "kinds"
    CONTACT = "contact"
    THEME = "theme"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsPage:
    """A page, with everything a person chose; `theme` is the value of the pictures' theme."""

    page: Tab
    choices: Choices
    language: str
    theme: str
    contact: str | None
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SleepPage:
    """A person's sleep, and whether it is now."""

    choices: Choices
    asleep: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What happened in quiet hours, and what stands. `more` is what was left out."""

    since: datetime
    until: datetime
    facts: tuple[Recorded, ...]
    more: int
    status: StatusView


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """A guarded trade with what the broker holds for it; `held` is whether it was found there."""

    trade: Trade
    held: bool
    stop: Decimal | None
    target: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionReceipt:
    """Each guarded trade as just read back; None while the terminal is silent. Market time."""

    at: datetime
    trades: tuple[Protected, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhileBlind:
    """What became of a trade while nothing could be seen. Market time."""

    since: datetime
    until: datetime
    facts: tuple[Recorded, ...]
    stop_before: Decimal | None
    stop: Decimal | None
    volume_before: Decimal
    volume: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RungAgain:
    """The head of an alert that was not acknowledged; `whose` is set for a second contact."""

    delivery: Delivery
    whose: str | None


type Personal = (
    Invitation
    | Joined
    | Everybody
    | SettingsPage
    | SleepPage
    | Brief
    | ProtectionReceipt
    | WhileBlind
    | RungAgain
)
