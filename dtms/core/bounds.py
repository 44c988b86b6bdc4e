"""What a policy may not hold: absurd numbers, negative spans, thresholds out of order.

A policy that is refused names the field by its path, so that nobody has to guess a default.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from itertools import pairwise

from dtms.core.errors import BadInput

type Number = float | Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Least and greatest value of one field; `above` excludes the least itself."""

    name: str
    least: float
    most: float = math.inf
    above: bool = False

    def refuse(self, value: Number) -> str | None:
        """Return what is wrong with a value, None when nothing is."""
        low = value <= self.least if self.above else value < self.least
        if not low and value <= self.most:
            return None
        bound = f"more than {self.least:g}" if self.above else f"at least {self.least:g}"
        top = "" if math.isinf(self.most) else f" and at most {self.most:g}"
        return f"is {value}, and must be {bound}{top}"


def check(section: str, of: object, *ranges: Range) -> None:
    """Refuse a section of the policy that cannot be meant.

    Args:
        section: How the section is called in a path such as `state.flat_timer`.
        of: The section, a dataclass.
        ranges: Limits of single fields, beyond what every number must be: finite, counts and spans
            not negative.

    Raises:
        BadInput: With the path of the first field that is wrong.
    """
    for name, value in _flat(of):
        problem = _absurd(value)
        if problem is not None:
            raise _bad(section, name, problem)
    for limit in ranges:
        value = getattr(of, limit.name)
        problem = limit.refuse(_number(section, limit.name, value))
        if problem is not None:
            raise _bad(section, limit.name, problem)


def descending(section: str, of: object, *names: str) -> None:
    """Refuse thresholds that do not fall, each strictly below the one before.

    Raises:
        BadInput: With the path of the field that is out of order.
    """
    _ordered(section, of, names, lambda before, after: after < before, "below")


def ascending(section: str, of: object, *names: str) -> None:
    """Refuse values that fall; equal ones are in order.

    Raises:
        BadInput: With the path of the field that is out of order.
    """
    _ordered(section, of, names, lambda before, after: after >= before, "at least")


def _ordered(
    section: str,
    of: object,
    names: tuple[str, ...],
    holds: Callable[[Number, Number], bool],
    word: str,
) -> None:
    for first, second in pairwise(names):
        before = _number(section, first, getattr(of, first))
        after = _number(section, second, getattr(of, second))
        if not holds(before, after):
            problem = f"is {after}, and must be {word} {section}.{first}, which is {before}"
            raise _bad(section, second, problem)


def _flat(of: object) -> list[tuple[str, object]]:
    """Return every value with its path within the section, tables by their keys."""
    if not is_dataclass(of):
        return []
    found: list[tuple[str, object]] = []
    for field in fields(of):
        value = getattr(of, field.name)
        if isinstance(value, Mapping):
            found += [(f"{field.name}.{_word(key)}", one) for key, one in value.items()]
        elif is_dataclass(value):
            found += [(f"{field.name}.{name}", one) for name, one in _flat(value)]
        else:
            found.append((field.name, value))
    return found


def _word(key: object) -> str:
    return str(key.value) if isinstance(key, Enum) else str(key)


def _absurd(value: object) -> str | None:
    if isinstance(value, float | Decimal) and not math.isfinite(value):
        return f"is {value}, which is no number"
    if isinstance(value, int) and value < 0:
        return f"is {value}, and must not be negative"
    if isinstance(value, timedelta) and value < timedelta(0):
        return f"is {value}, and must not be negative"
    return None


def _number(section: str, name: str, value: object) -> Number:
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, float | int | Decimal):
        return value
    problem = f"is {value!r}, which is no number"
    raise _bad(section, name, problem)


def _bad(section: str, name: str, problem: str) -> BadInput:
    return BadInput(field=f"{section}.{name}", problem=problem, remedy="Correct it in the policy")
