"""A sentence as marks: words with a meaning, symbols, numbers, and what is none of these."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA

from bot.bridge.lexicon import Lexicon, Phrase
from bot.bridge.senses import ACTS, Sense
from bot.bridge.text import is_han, plain, tokens

_LONGEST_PHRASE: Final = 5
_REACH: Final = 7  # words between the parts of a phrase in two parts
_SHORT, _MIDDLE, _LONG = 4, 5, 8  # letters: a slip swaps two, changes one, changes two
_NUMBER: Final = re.compile(r"[-.,#]*[0-9][0-9.,]*(?:/[0-9]+|[kmкм])?")
_GLUED: Final = re.compile(r"([^\W\d_]+)([0-9][0-9.,]*)")
_GLUES: Final = frozenset({Sense.STOP, Sense.TARGET, Sense.PRICE, Sense.RISK})
_TO_THE_LETTER: Final = frozenset({Sense.PAUSE, Sense.RESUME, Sense.PANIC, Sense.MODE})
_MONEY: Final = frozenset("$€£")
_CODES: Final = frozenset(
    {
        *("usd", "eur", "gbp", "jpy", "chf", "aud", "nzd", "cad", "sek", "nok", "dkk", "pln"),
        *("huf", "czk", "try", "zar", "mxn", "sgd", "hkd", "cnh", "xau", "xag", "xpt", "xpd"),
        *("btc", "eth", "ltc", "xrp", "sol"),
    }
)
_CODE: Final = 3  # letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a sentence may be about: the open trades."""

    symbols: tuple[str, ...] = ()
    tickets: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A word with a meaning; `exact` unless it was mistyped."""

    sense: Sense
    text: str
    exact: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A symbol."""

    symbol: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A number as it was written, not yet read."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Strange:
    """A word that means nothing here."""

    text: str


type Mark = Said | Named | Counted | Strange
type _Piece = str | Said


def marks(text: str, words: Lexicon, known: Known) -> tuple[Mark, ...]:
    """Return what a sentence is made of."""
    pieces: list[_Piece] = list(tokens(plain(text), words.phrases))
    for split in words.splits:
        pieces = _joined(pieces, split.head, split.tail, split.sense)
    return tuple(_marked(pieces, words, _own_names(known)))


def _own_names(known: Known) -> dict[str, str]:
    return {plain(name): name for name in known.symbols}


def _joined(pieces: list[_Piece], head: Phrase, tail: Phrase, sense: Sense) -> list[_Piece]:
    """Put one meaning in place of a phrase in two parts."""
    for at in range(len(pieces)):
        if tuple(pieces[at : at + len(head)]) != head:
            continue
        first = at + len(head)
        for end in range(first, min(first + _REACH, len(pieces) - len(tail) + 1)):
            if tuple(pieces[end : end + len(tail)]) == tail:
                said = Said(sense=sense, text=" ".join((*head, *tail)))
                return [*pieces[:at], said, *pieces[first:end], *pieces[end + len(tail) :]]
    return pieces


def _marked(pieces: list[_Piece], words: Lexicon, names: dict[str, str]) -> Iterator[Mark]:
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if isinstance(piece, Said):
            yield piece
            at += 1
            continue
        size, found = _longest(pieces, at, words)
        if not size:
            size, found = _single(pieces, at, piece, words, names)
        yield from found
        at += size


def _longest(pieces: list[_Piece], at: int, words: Lexicon) -> tuple[int, tuple[Mark, ...]]:
    for size in range(min(_LONGEST_PHRASE, len(pieces) - at), 0, -1):
        taken = [one for one in pieces[at : at + size] if isinstance(one, str)]
        phrase = tuple(taken)
        if len(phrase) < size:
            continue
        found = _phrase(phrase, words)
        if found:
            return size, found
    return 0, ()


def _phrase(phrase: Phrase, words: Lexicon) -> tuple[Mark, ...]:
    text = " ".join(phrase)
    if phrase in words.numbers:
        number, _, unit = words.numbers[phrase].partition(" ")
        lot = (Said(sense=Sense.LOT, text=text),) if unit else ()
        return (Counted(text=number), *lot)
    if phrase in words.senses:
        return (Said(sense=words.senses[phrase], text=text),)
    if phrase in words.symbols:
        return (Named(symbol=words.symbols[phrase], text=text),)
    return ()


def _single(
    pieces: list[_Piece], at: int, piece: str, words: Lexicon, names: dict[str, str]
) -> tuple[int, tuple[Mark, ...]]:
    if _NUMBER.fullmatch(piece):
        return 1, (Counted(text=piece),)
    pair, size = _pair(pieces, at)
    if pair is not None:
        return size, (Named(symbol=pair, text=pair),)
    mark = _word(piece, words, names)
    if mark is not None:
        return 1, (mark,)
    glued = _GLUED.fullmatch(piece)
    key = None if glued is None else words.senses.get((glued[1],))
    if glued is not None and key in _GLUES:
        return 1, (Said(sense=key, text=glued[1]), Counted(text=glued[2]))
    if piece in {"/", "-", "?"}:
        return 1, ()
    return 1, (_mistyped(piece, words) or Strange(text=piece),)


def _pair(pieces: list[_Piece], at: int) -> tuple[str | None, int]:
    """Read `eurusd`, `eur/usd` and `eur usd`."""
    piece = pieces[at]
    if not isinstance(piece, str):
        return None, 0
    if len(piece) == 2 * _CODE and {piece[:_CODE], piece[_CODE:]} <= _CODES:
        return (piece.upper(), 1) if piece[:_CODE] != piece[_CODE:] else (None, 0)
    rest = [one for one in pieces[at : at + 3] if one not in {"/", "-"}][:2]
    size = 2 if pieces[at + 1 : at + 2] == rest[1:] else 3
    match rest:
        case [str(left), str(right)] if {left, right} <= _CODES and left != right:
            return f"{left}{right}".upper(), size
        case _:
            return None, 0


def _word(piece: str, words: Lexicon, names: dict[str, str]) -> Mark | None:
    """Read one word as it stands, then without what may be written together with it."""
    for bare in (piece, *_without(piece, words.prefixes)):
        if bare in names:
            return Named(symbol=names[bare], text=piece)
        found = _phrase((bare,), words)
        if found:
            return found[0]
        named = next((name for stem, name in words.symbol_stems if bare.startswith(stem)), None)
        if named is not None:
            return Named(symbol=named, text=piece)
        sense = next((sense for stem, sense in words.stems if bare.startswith(stem)), None)
        if sense is not None:
            return Said(sense=sense, text=piece)
    return Said(sense=Sense.UNIT, text=piece) if piece in _MONEY else None


def _without(piece: str, prefixes: Iterable[str]) -> Iterator[str]:
    for prefix in prefixes:
        if piece.startswith(prefix) and len(piece) > len(prefix) + 1:
            yield piece.removeprefix(prefix)


def _mistyped(piece: str, words: Lexicon) -> Mark | None:
    """Find the only known word that a slip of the finger away is this one.

    Words that differ in their ending are other forms, not slips: `closed` is not `close`.
    """
    if len(piece) < _SHORT or not piece.isalpha() or is_han(piece):
        return None
    near = {
        mark.sense if isinstance(mark, Said) else mark.symbol: mark for mark in _near(piece, words)
    }
    return next(iter(near.values())) if len(near) == 1 else None


def _near(piece: str, words: Lexicon) -> Iterator[Said | Named]:
    for (word, *more), sense in words.senses.items():
        if (
            sense not in _TO_THE_LETTER
            and not more
            and _is_slip(piece, word)
            and not _is_form(piece, word, sense)
        ):
            yield Said(sense=sense, text=piece, exact=False)
    for (name, *more), symbol in words.symbols.items():
        if not more and _is_slip(piece, name):
            yield Named(symbol=symbol, text=piece)


def _is_slip(piece: str, word: str) -> bool:
    if len(word) < _SHORT - 1 or abs(len(word) - len(piece)) > 1 or piece[0] != word[0]:
        return False
    if min(len(word), len(piece)) < _MIDDLE:
        swapped = sorted(piece) == sorted(word)
        return swapped and OSA.distance(piece, word) == 1
    return OSA.distance(piece, word) <= (1 if len(word) < _LONG else 2)


def _is_form(piece: str, word: str, sense: Sense) -> bool:
    """Claim that only the endings differ, which turns an order into a tale."""
    return sense in ACTS and piece[: len(word) - 1] == word[:-1]
