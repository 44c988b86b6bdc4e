"""Checked reading of the terminal's answers: a field is there and sane, or nothing is believed."""

import math
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from dtms.adapters.mt5.channel import Reply
from dtms.adapters.mt5.errors import AbsurdAnswer
from dtms.core.errors import BrokerUnavailable

_KEPT = 4096  # numbers; volumes and steps are the same at every look
_LARGEST = 1e15  # no price, volume or sum of money is beyond it


def present(reply: Reply, what: str) -> object:
    """Return the value of a reply.

    Raises:
        BrokerUnavailable: The value is None or False, which never means "nothing".
    """
    if reply.value is None or reply.value is False:
        message = f"{what}: no answer ({reply.error_code}, {reply.error_text})"
        raise BrokerUnavailable(message)
    return reply.value


def rows(reply: Reply, what: str) -> Sequence[object]:
    """Return a list of structs; an empty one is an answer, None is not."""
    value = present(reply, what)
    if not isinstance(value, tuple | list):
        message = f"{what}: a {type(value).__name__} instead of a list"
        raise AbsurdAnswer(message)
    return value


def real(struct: object, field: str) -> float:
    """Return a finite number. Raises `AbsurdAnswer`."""
    value = _field(struct, field)
    if type(value) is float and -_LARGEST <= value <= _LARGEST:
        return value  # nearly always; a NaN is not within
    if isinstance(value, bool) or not isinstance(value, float | int):
        message = f"{field} is a {type(value).__name__}, not a number"
        raise AbsurdAnswer(message)
    if not math.isfinite(value) or abs(value) > _LARGEST:
        message = f"{field} is {value}"
        raise AbsurdAnswer(message)
    return float(value)


def positive(struct: object, field: str) -> float:
    """Return a finite number above zero. Raises `AbsurdAnswer`."""
    value = real(struct, field)
    if value <= 0:
        message = f"{field} is {value}, must be above zero"
        raise AbsurdAnswer(message)
    return value


def whole(struct: object, field: str) -> int:
    """Return an integer, not negative. Raises `AbsurdAnswer`."""
    value = _field(struct, field)
    if type(value) is int and value >= 0:
        return value  # nearly always
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        message = f"{field} is {value!r}, not a whole number"
        raise AbsurdAnswer(message)
    return int(value)


def claim(struct: object, field: str) -> bool:
    """Return a yes or no. Raises `AbsurdAnswer`."""
    value = _field(struct, field)
    if not isinstance(value, bool | int):
        message = f"{field} is {value!r}, not a yes or no"
        raise AbsurdAnswer(message)
    return bool(value)


def text(struct: object, field: str) -> str:
    """Return a string. Raises `AbsurdAnswer`."""
    value = _field(struct, field)
    if not isinstance(value, str):
        message = f"{field} is {value!r}, not a text"
        raise AbsurdAnswer(message)
    return value


@lru_cache(maxsize=_KEPT)
def exact(value: float) -> Decimal:
    """Return the shortest decimal that reads as this float: 0.01 is one hundredth."""
    return Decimal(repr(float(value)))


def _field(struct: object, field: str) -> object:
    try:
        return getattr(struct, field)
    except AttributeError:
        message = f"the terminal's {type(struct).__name__} has no field {field}"
        raise AbsurdAnswer(message) from None
