"""Orders typed in one line, `0.1 eurusd sl 1.08 tp 1.10`, read into values. Pure.

Nothing is guessed: a word that is not understood is named, and what is missing stays missing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from typing import Final

from dtms.core.commands import Lots, RiskShare, Size
from dtms.core.market import Side

_LONGEST: Final = 200  # characters of a line
_LONGEST_WORD: Final = 32
_NUMBER: Final = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,8})?")
_SPAN: Final = re.compile(r"([0-9]{1,3})([mhd])")
_MINUTES: Final = {"m": 1, "h": 60, "d": 1440}
_MOST_MINUTES: Final = 30 * 1440
_PERCENT: Final = Decimal(100)


class Fault(Enum):
    """Why a line cannot be read; the value is the end of its key."""

    DIGITS = "digits"  # of another script than 0 to 9
    NUMBER = "number"  # not a plain number
    WORD = "word"  # not understood
    TWICE = "twice"  # given two times
    MISSING = "missing"  # a word without the number that belongs to it
    SPAN = "span"  # not a time like 30m, 4h, 2d
    LONG = "long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Misread:
    """What could not be read, and why."""

    fault: Fault
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One order as far as it was typed; None is what was not.

    Attributes:
        symbol: As typed.
        size: Lots, or what the stop may cost.
        price: Where a pending order triggers; None at the market.
        stop: Stop-loss.
        target: Take-profit.
        minutes: After how many a pending order is dropped.
    """

    symbol: str | None = None
    size: Size | None = None
    price: Decimal | None = None
    stop: Decimal | None = None
    target: Decimal | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BracketSheet:
    """A bracket as far as it was typed; each leg has its price, stop and target."""

    symbol: str | None = None
    size: Size | None = None
    buy: Sheet | None = None
    sell: Sheet | None = None
    minutes: int | None = None


class _Field(Enum):
    SYMBOL = "symbol"
    SIZE = "size"
    PRICE = "price"
    STOP = "stop"
    TARGET = "target"
    MINUTES = "minutes"


_WORDS: Final = {
    "sl": _Field.STOP,
    "stop": _Field.STOP,
    "tp": _Field.TARGET,
    "target": _Field.TARGET,
    "at": _Field.PRICE,
    "@": _Field.PRICE,
    "limit": _Field.PRICE,
    "entry": _Field.PRICE,
    "risk": _Field.SIZE,
    "for": _Field.MINUTES,
}
_NOISE: Final = frozenset({"lot", "lots"})
_SIDES: Final = {"buy": Side.BUY, "sell": Side.SELL}


class _Unreadable(Exception):
    def __init__(self, fault: Fault, token: str) -> None:
        super().__init__(fault.value)
        self.misread = Misread(fault=fault, token=token)


def read_order(text: str) -> Sheet | Misread:
    """Read `0.1 eurusd at 1.09 sl 1.08 tp 1.10 for 4h`, in any order, any part left out."""
    try:
        return _sheet(_tokens(text))
    except _Unreadable as error:
        return error.misread


def read_bracket(text: str) -> BracketSheet | Misread:
    """Read `0.1 eurusd buy 1.09 sl 1.08 sell 1.07 sl 1.08 for 4h`, any part left out."""
    try:
        return _bracket(list(_tokens(text)))
    except _Unreadable as error:
        return error.misread


def read_legs(text: str) -> BracketSheet | Misread:
    """Read both legs of a bracket whose symbol and size are known already."""
    found = read_bracket(text)
    if isinstance(found, Misread):
        return found
    if found.symbol is not None or found.size is not None:
        return Misread(fault=Fault.WORD, token=found.symbol or text[:_LONGEST_WORD])
    return found


def read_size(text: str) -> Size | Misread:
    """Read `0.1`, `0.1 lots`, `1%` or `risk 1%`."""
    found = read_order(text)
    if isinstance(found, Misread):
        return found
    if found.size is None or found != Sheet(size=found.size):
        return Misread(fault=Fault.NUMBER, token=text[:_LONGEST_WORD])
    return found.size


def read_price(text: str) -> Decimal | Misread:
    """Read one price."""
    try:
        return _number(text.strip())
    except _Unreadable as error:
        return error.misread


def _tokens(text: str) -> Iterator[str]:
    if len(text) > _LONGEST:
        raise _Unreadable(Fault.LONG, text[:_LONGEST_WORD])
    for token in text.replace("@", " @ ").split():
        if len(token) > _LONGEST_WORD:
            raise _Unreadable(Fault.WORD, token[:_LONGEST_WORD])
        if token.lower() not in _NOISE:
            yield token


def _bracket(tokens: list[str]) -> BracketSheet:
    marks = [at for at, token in enumerate(tokens) if token.lower() in _SIDES]
    head = _sheet(iter(tokens[: marks[0]] if marks else tokens))
    if head != Sheet(symbol=head.symbol, size=head.size, minutes=head.minutes):
        raise _Unreadable(Fault.WORD, " ".join(tokens)[:_LONGEST_WORD])
    found = BracketSheet(symbol=head.symbol, size=head.size, minutes=head.minutes)
    ends = [*marks[1:], len(tokens)][: len(marks)]
    for at, end in zip(marks, ends, strict=True):
        found = _with_leg(found, tokens[at], tokens[at + 1 : end])
    return found


def _with_leg(found: BracketSheet, word: str, tokens: list[str]) -> BracketSheet:
    side = _SIDES[word.lower()]
    known = found.buy if side is Side.BUY else found.sell
    if known is not None:
        raise _Unreadable(Fault.TWICE, word)
    if not tokens:
        raise _Unreadable(Fault.MISSING, word)
    bare = tokens[0].lower() not in _WORDS
    leg = _sheet(iter(["at", *tokens] if bare else tokens))
    if leg.minutes is not None:  # said of one leg, meant of both: they belong together
        found = replace(found, minutes=_once(found.minutes, leg.minutes, "for"))
        leg = replace(leg, minutes=None)
    if leg.price is None or leg != Sheet(price=leg.price, stop=leg.stop, target=leg.target):
        raise _Unreadable(Fault.MISSING, word)
    return replace(found, buy=leg) if side is Side.BUY else replace(found, sell=leg)


def _sheet(tokens: Iterator[str]) -> Sheet:
    sheet = Sheet()
    for token in tokens:
        field = _WORDS.get(token.lower())
        if field is None:
            sheet = _bare(sheet, token)
            continue
        value = next(tokens, None)
        if value is None or value.lower() in _WORDS:
            raise _Unreadable(Fault.MISSING, token)
        sheet = _with(sheet, field, value, token)
    return sheet


def _bare(sheet: Sheet, token: str) -> Sheet:
    """Take a token without a word before it: the size, or the symbol."""
    if any(character.isalpha() for character in token):
        return replace(sheet, symbol=_once(sheet.symbol, token, token))
    size: Size = _share(token) if token.endswith("%") else Lots(volume=_number(token))
    return _with_size(sheet, size, token)


def _with(sheet: Sheet, field: _Field, value: str, word: str) -> Sheet:
    match field:
        case _Field.PRICE:
            return replace(sheet, price=_once(sheet.price, _number(value), word))
        case _Field.STOP:
            return replace(sheet, stop=_once(sheet.stop, _number(value), word))
        case _Field.TARGET:
            return replace(sheet, target=_once(sheet.target, _number(value), word))
        case _Field.MINUTES:
            return replace(sheet, minutes=_once(sheet.minutes, _span(value), word))
        case _Field.SIZE | _Field.SYMBOL:
            return _with_size(sheet, _share(value), word)


def _with_size(sheet: Sheet, size: Size, token: str) -> Sheet:
    if sheet.size is not None:
        raise _Unreadable(Fault.TWICE, token)
    return replace(sheet, size=size)


def _once[T](known: T | None, fresh: T, token: str) -> T:
    if known is not None:
        raise _Unreadable(Fault.TWICE, token)
    return fresh


def _share(token: str) -> RiskShare:
    """Read a risk; per cent, whether or not the sign is there."""
    return RiskShare(share=_number(token.removesuffix("%")) / _PERCENT)


def _span(token: str) -> int:
    _plain(token)
    found = _SPAN.fullmatch(token.lower())
    minutes = int(found[1]) * _MINUTES[found[2]] if found else 0
    if not 0 < minutes <= _MOST_MINUTES:
        raise _Unreadable(Fault.SPAN, token)
    return minutes


def _number(token: str) -> Decimal:
    """Read a number with a comma or a point, never both, no sign, no exponent."""
    _plain(token)
    if _NUMBER.fullmatch(token) is None:
        raise _Unreadable(Fault.NUMBER, token)
    return Decimal(token.replace(",", "."))


def _plain(token: str) -> None:
    if any(character.isnumeric() and not character.isascii() for character in token):
        raise _Unreadable(Fault.DIGITS, token)
