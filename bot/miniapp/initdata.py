"""Who opened the page: Telegram's signed launch data, believed only whole, fresh and once.

The check itself is a pure function; an action also uses the launch up, in the journal's database.
"""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Final
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, ValidationError

from dtms.adapters.journal.launches import Launches

LOOK_AGE: Final = timedelta(hours=1)
ACT_AGE: Final = timedelta(minutes=10)
_AHEAD: Final = timedelta(seconds=30)  # how far Telegram's clock may be before ours
_LONGEST: Final = 4096
_KEY: Final = b"WebAppData"
_HASH, _DATE, _USER = "hash", "auth_date", "user"
_SIGNATURE: Final = 64  # hexadecimal digits
_MOST_DIGITS: Final = 12


class Purpose(Enum):
    """What a launch is shown for."""

    LOOK = "look"
    ACT = "act"


class Fault(Enum):
    """Why a launch is refused. For the log: whoever asked is told nothing but 401."""

    MALFORMED = "malformed"
    FORGED = "forged"  # not signed with this bot's token
    EARLY = "early"  # from the future
    OLD = "old"
    STRANGER = "stranger"
    USED = "used"


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """A launch that may be believed.

    Attributes:
        user: Who opened the page.
        at: When, people time.
        digest: Its signature, by which it is told from any other.
    """

    user: int
    at: datetime
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What a launch is held against.

    Attributes:
        token: The bot's own; another bot's launches are signed with another.
        may: Whether a person may do this; empty lists let nobody in.
    """

    token: str
    may: Callable[[int, Purpose], bool]


class _User(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    id: int
    is_bot: bool = False


def check(text: str, gate: Gate, *, purpose: Purpose, now: datetime) -> Launch | Fault:
    """Judge launch data as the page sent it.

    Args:
        text: The query string Telegram gave to the page.
        gate: The bot's token, and who may.
        purpose: Acting needs a younger launch than looking.
        now: People time.

    Returns:
        The launch, or why it is refused. That it was not used before is for `admit` to see.
    """
    fields = _fields(text)
    if fields is None:
        return Fault.MALFORMED
    signature = fields.pop(_HASH)
    if not hmac.compare_digest(signature, _sign(fields, gate.token)):
        return Fault.FORGED
    at, user = _instant(fields.get(_DATE, "")), _user(fields.get(_USER, ""))
    if at is None or user is None:
        return Fault.MALFORMED
    untimely = _untimely(now - at, LOOK_AGE if purpose is Purpose.LOOK else ACT_AGE)
    if untimely is None and not gate.may(user, purpose):
        return Fault.STRANGER
    return untimely or Launch(user=user, at=at, digest=signature)


def _untimely(age: timedelta, limit: timedelta) -> Fault | None:
    if age < -_AHEAD:
        return Fault.EARLY
    return Fault.OLD if age > limit else None


async def admit(
    text: str, gate: Gate, launches: Launches, *, purpose: Purpose, now: datetime
) -> Launch | Fault:
    """Judge launch data, and use it up when it is to act: shown again, it acts no more.

    Raises:
        JournalUnavailable: It cannot be used up, hence it must not act.
    """
    judged = check(text, gate, purpose=purpose, now=now)
    if isinstance(judged, Fault) or purpose is Purpose.LOOK:
        return judged
    fresh = await launches.spend(
        judged.digest, user=judged.user, now=now, expires=judged.at + LOOK_AGE
    )
    return judged if fresh else Fault.USED


def _fields(text: str) -> dict[str, str] | None:
    """Return the fields by name, None unless each is there once and the signature is a digest."""
    if len(text) > _LONGEST:
        return None
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict")
    except ValueError:
        return None
    fields = dict(pairs)
    signature = fields.get(_HASH, "")
    hexadecimal = signature.isascii() and all(char in "0123456789abcdef" for char in signature)
    whole = len(fields) == len(pairs) and len(signature) == _SIGNATURE and hexadecimal
    broken = any("\n" in name or "\n" in value for name, value in pairs)
    return fields if whole and not broken else None


def _sign(fields: dict[str, str], token: str) -> str:
    lines = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    secret = hmac.new(_KEY, token.encode(), hashlib.sha256).digest()
    return hmac.new(secret, lines.encode(), hashlib.sha256).hexdigest()


def _instant(text: str) -> datetime | None:
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        return None
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _user(text: str) -> int | None:
    try:
        user = _User.model_validate(json.loads(text))
    except (ValueError, RecursionError, ValidationError):
        return None
    return None if user.is_bot or user.id <= 0 else user.id
