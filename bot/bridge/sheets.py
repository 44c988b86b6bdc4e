"""Numbers put to what they are meant for: size, price, stop, target. In doubt, nothing is taken."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Final

from bot.bridge.intents import Doubt, NotUnderstood
from bot.bridge.marks import Counted, Mark, Named, Said, Strange
from bot.bridge.numbers import Unclear, read_number
from bot.bridge.senses import Sense
from bot.ordering.shortcut import Sheet
from dtms.core.commands import Lots, RiskShare
from dtms.core.market import Side

_KEYS: Final = frozenset({Sense.STOP, Sense.TARGET, Sense.PRICE})
_SHORT_KEYS: Final = frozenset({"sl", "tp", "сл", "тп", "@"})  # always before their number
_MOST_BARE_LOTS: Final = 10  # a larger number that nobody calls lots is taken for a price
_MOST_RISK: Final = 10  # per cent; more is taken for an amount of money
_PERCENT: Final = Decimal(100)
_SAME_SCALE: Final = 2  # two prices of one symbol are not further apart than this factor
_GROUP: Final = 3
_EITHER_SIZE: Final = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")  # a thousand, or one?


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    value: Decimal
    percent: bool
    text: str


type _Item = _Number | Said


class _Unsure(Exception):
    def __init__(self, doubt: Doubt, token: str = "") -> None:
        super().__init__(doubt.value)
        self.answer = NotUnderstood(doubt=doubt, token=token)


def read_sheet(marks: Sequence[Mark], side: Side, symbol: str | None) -> Sheet | NotUnderstood:
    """Return an order as far as it was told, its symbol given."""
    try:
        return _sheet(_items(marks), side, symbol)
    except _Unsure as error:
        return error.answer


def _sheet(items: list[_Item], side: Side, symbol: str | None) -> Sheet:
    sheet, rest = _take_size(Sheet(symbol=symbol), items)
    keys = [one for one in rest if isinstance(one, Said)]
    for one, other in ((a, b) for at, a in enumerate(keys) for b in keys[at + 1 :]):
        if one.sense is other.sense and {one.sense} & _KEYS:
            raise _Unsure(Doubt.NUMBERS, other.text)
    readings = [one for one in (_before(rest), _after(rest)) if one is not None]
    full = [_filled(sheet, one) for one in readings]
    good = [one for one in full if one is not None and _holds(one, side)]
    if not good:
        raise _Unsure(Doubt.NUMBERS, _first_number(rest))
    if len(good) > 1 and good[0] != good[1] and not _is_plain(good[0], rest):
        raise _Unsure(Doubt.NUMBERS, _first_number(rest))
    return good[0]


def _items(marks: Sequence[Mark]) -> list[_Item]:
    """Keep numbers and what tells their meaning."""
    found: list[_Item] = []
    for mark in _grouped(_without_idle_prices(_without_side_words(marks))):
        match mark:
            case Counted():
                found.append(_number(mark.text))
            case Said(sense=Sense.UNIT):
                raise _Unsure(Doubt.NUMBER, mark.text)
            case Said(sense=Sense.ADD_STOP):
                found.append(replace(mark, sense=Sense.STOP))
            case Said(sense=Sense.STOP | Sense.TARGET | Sense.PRICE | Sense.LOT | Sense.RISK):
                found.append(mark)
            case Strange(text="%"):
                _make_percent(found)
            case Said() | Named() | Strange():
                continue
    return _tidy(found)


def _without_side_words(marks: Sequence[Mark]) -> list[Mark]:
    """Leave out the `stop` of "buy stop": a kind of order, unless a number follows at once."""
    found: list[Mark] = []
    stops = sum(isinstance(one, Said) and one.sense is Sense.STOP for one in marks)
    for at, mark in enumerate(marks):
        before = marks[at - 1] if at else None
        kind = isinstance(mark, Said) and mark.sense is Sense.STOP and _is_side(before)
        after = marks[at + 1] if at + 1 < len(marks) else None
        if kind and isinstance(after, Counted) and mark.text not in _SHORT_KEYS and stops == 1:
            raise _Unsure(Doubt.NUMBERS, after.text)
        if not kind or mark.text in _SHORT_KEYS:
            found.append(mark)
    return found


def _without_idle_prices(marks: Sequence[Mark]) -> list[Mark]:
    """Leave out an `at` that leads to no number: in many languages it is a plain preposition."""
    after: list[Mark | None] = [*marks[1:], None]
    return [
        mark
        for mark, following in zip(marks, after, strict=True)
        if not (isinstance(mark, Said) and mark.sense is Sense.PRICE)
        or isinstance(following, Counted)
    ]


def _is_side(mark: Mark | None) -> bool:
    return isinstance(mark, Said) and mark.sense in {Sense.BUY, Sense.SELL}


def _grouped(marks: Sequence[Mark]) -> list[Mark]:
    """Join `2 385,50` where it stands behind a word that asks for a price."""
    found: list[Mark] = []
    open_group = False
    for mark in marks:
        last = found[-1] if found else None
        if open_group and isinstance(mark, Counted) and isinstance(last, Counted):
            digits = mark.text.replace(",", ".").partition(".")[0]
            if len(digits) == _GROUP and "." not in last.text and "," not in last.text:
                found[-1] = Counted(text=f"{last.text} {mark.text}")
                continue
        asks = isinstance(last, Said) and last.sense in _KEYS
        short = isinstance(mark, Counted) and mark.text.isdigit() and len(mark.text) <= _GROUP
        open_group = asks and short
        found.append(mark)
    return found


def _number(text: str) -> _Number:
    value = read_number(text)
    if isinstance(value, Unclear):
        raise _Unsure(Doubt.NUMBER, text)
    return _Number(value=value, percent=False, text=text)


def _make_percent(found: list[_Item]) -> None:
    if found and isinstance(found[-1], _Number):
        found[-1] = replace(found[-1], percent=True)


def _tidy(items: list[_Item]) -> list[_Item]:
    """Drop an `at` that no number follows, and one that only leads to a stop's number."""
    found: list[_Item] = []
    for at, item in enumerate(items):
        if isinstance(item, Said) and item.sense is Sense.PRICE:
            after = items[at + 1] if at + 1 < len(items) else None
            before = found[-1] if found else None
            led = isinstance(before, Said) and before.sense in _KEYS
            if led or not isinstance(after, _Number) or after.percent:
                continue
        found.append(item)
    return found


def _take_size(sheet: Sheet, items: list[_Item]) -> tuple[Sheet, list[_Item]]:
    """Take what is called lots or risk; return the rest."""
    rest = list(items)
    for at, item in enumerate(items):
        if isinstance(item, Said) and item.sense in {Sense.LOT, Sense.RISK}:
            number = _beside(rest, rest.index(item), item.sense)
            rest.remove(item)
            if number is None:
                if item.sense is Sense.RISK:
                    raise _Unsure(Doubt.NUMBERS, item.text)
                continue
            rest.remove(number)
            sheet = _sized(sheet, number, risk=item.sense is Sense.RISK)
        elif isinstance(item, _Number) and item.percent and item in rest:
            after = items[at + 1] if at + 1 < len(items) else None
            if not (isinstance(after, Said) and after.sense is Sense.RISK):
                rest.remove(item)
                sheet = _sized(sheet, item, risk=True)
    return sheet, rest


def _beside(rest: list[_Item], at: int, sense: Sense) -> _Number | None:
    """Return the number of `0.1 lots`, `lots 0.1`, `risk 1%`, `1% risk`."""
    before = rest[at - 1] if at else None
    after = rest[at + 1] if at + 1 < len(rest) else None
    if sense is Sense.LOT and isinstance(before, _Number):
        return before
    if isinstance(after, _Number):
        return after
    return before if isinstance(before, _Number) and before.percent else None


def _sized(sheet: Sheet, number: _Number, *, risk: bool) -> Sheet:
    if _EITHER_SIZE.fullmatch(number.text):
        raise _Unsure(Doubt.NUMBER, number.text)
    if sheet.size is not None or number.value <= 0 or (number.percent and not risk):
        raise _Unsure(Doubt.NUMBERS, number.text)
    if not risk:
        return replace(sheet, size=Lots(volume=number.value))
    if number.value > _MOST_RISK:
        raise _Unsure(Doubt.NUMBER, number.text)
    return replace(sheet, size=RiskShare(share=number.value / _PERCENT))


type _Reading = tuple[dict[Sense, Decimal], list[_Number]]


def _before(items: list[_Item]) -> _Reading | None:
    """Give each word the number that follows it: `stop 1.08 target 1.10`."""
    return _given(items)


def _after(items: list[_Item]) -> _Reading | None:
    """Give each word the number before it: `1.08 stop 1.10 target`."""
    if any(isinstance(one, Said) and one.text in _SHORT_KEYS for one in items):
        return None
    if not any(isinstance(one, Said) for one in items):
        return None  # the same reading as the other way round
    return _given(items[::-1])


def _given(items: list[_Item]) -> _Reading | None:
    found: dict[Sense, Decimal] = {}
    bare: list[_Number] = []
    waiting: Said | None = None
    for item in items:
        if isinstance(item, Said):
            if waiting is not None:
                return None
            waiting = item
        elif waiting is None:
            bare.append(item)
        else:
            found[waiting.sense] = item.value
            waiting = None
    return None if waiting is not None else (found, bare)


def _filled(sheet: Sheet, reading: _Reading) -> Sheet | None:
    levels, bare = reading
    if len(bare) > 1 or (bare and sheet.size is not None):
        return None
    if bare:
        if not 0 < bare[0].value <= _MOST_BARE_LOTS:
            return None
        sheet = _sized(sheet, bare[0], risk=False)
    if any(value <= 0 for value in levels.values()):
        return None
    return replace(
        sheet,
        price=levels.get(Sense.PRICE),
        stop=levels.get(Sense.STOP),
        target=levels.get(Sense.TARGET),
    )


def _holds(sheet: Sheet, side: Side) -> bool:
    """Claim that the prices could belong to one order of this side."""
    prices = [one for one in (sheet.price, sheet.stop, sheet.target) if one is not None]
    if any(max(pair) > _SAME_SCALE * min(pair) for pair in pairwise(sorted(prices))):
        return False
    if sheet.stop is not None and sheet.target is not None:
        return (sheet.target - sheet.stop) * side.sign > 0
    return True


def _is_plain(sheet: Sheet, items: list[_Item]) -> bool:
    """Claim that size and price can hardly be taken for one another."""
    named = any(isinstance(one, Said) and one.text in _SHORT_KEYS for one in items)
    size = sheet.size.volume if isinstance(sheet.size, Lots) else None
    prices = [one for one in (sheet.price, sheet.stop, sheet.target) if one is not None]
    return named or size is None or not prices or size < min(prices)


def _first_number(items: list[_Item]) -> str:
    return next((one.text for one in items if isinstance(one, _Number)), "")
