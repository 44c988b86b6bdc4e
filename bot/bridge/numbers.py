"""Numbers as people write them. What can be read in two ways is not read at all."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_EITHER: Final = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_COMMA, _POINT = ",", "."
# A form, the sign that parts thousands in it, and the one that parts fractions.
_FORMS: Final = (
    (re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,8})?"), "", _COMMA),
    (re.compile(r"\.[0-9]{1,8}"), "", _POINT),
    (re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]{1,8})?"), " ", _COMMA),
    (re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+\.[0-9]{1,8}"), _COMMA, _POINT),
    (re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]{1,8}"), _POINT, _COMMA),
    (re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}"), _COMMA, _POINT),
    (re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}"), _POINT, _COMMA),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """A number that could be another; it has to be asked for."""

    token: str


def read_number(token: str) -> Decimal | Unclear:
    """Read `0,1`, `0.1`, `2 385,50`, `2,385.50`, `2.385,50`.

    A comma with just three digits behind it (`1,085`) may part thousands or fractions, and is
    refused; `0,085` is not, since no thousands begin with a nought.
    """
    bare = token.rstrip(".,")
    if _EITHER.fullmatch(bare):
        return Unclear(token=token)
    for form, thousands, fractions in _FORMS:
        if form.fullmatch(bare):
            joined = bare.replace(thousands, "") if thousands else bare
            return Decimal(joined.replace(fractions, _POINT))
    return Unclear(token=token)
