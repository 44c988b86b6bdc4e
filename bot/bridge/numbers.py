"""Numbers as people write them. What can be read in two ways is not read at all."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_PLAIN: Final = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,8})?")
_EITHER: Final = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_POINTED: Final = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+\.[0-9]{1,8}")
_COMMAED: Final = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]{1,8}")
_POINT_GROUPS: Final = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}")
_COMMA_GROUPS: Final = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}")


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
    grouped = re.sub(r" (?=[0-9]{3})", "", bare)
    if grouped != bare:
        bare = grouped
        if re.fullmatch(r"[0-9]+(?:[.,][0-9]{1,8})?", bare) is None:
            return Unclear(token=token)
        return Decimal(bare.replace(",", "."))
    if _EITHER.fullmatch(bare):
        return Unclear(token=token)
    if _PLAIN.fullmatch(bare):
        return Decimal(bare.replace(",", "."))
    if _POINTED.fullmatch(bare) or _COMMA_GROUPS.fullmatch(bare):
        return Decimal(bare.replace(",", ""))
    if _COMMAED.fullmatch(bare) or _POINT_GROUPS.fullmatch(bare):
        return Decimal(bare.replace(".", "").replace(",", "."))
    return Unclear(token=token)
