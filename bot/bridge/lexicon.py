"""Word lists, one file a language; a language's own words stand before the English ones."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from bot.bridge.senses import Sense
from bot.bridge.text import is_han, plain, tokens

LANGUAGES: Final = ("en", "ru", "es", "pt", "de", "zh", "ar")
FALLBACK: Final = "en"
_FOLDER: Final = Path(__file__).parent / "lexicon"
_GAP: Final = " ... "
_STEM: Final = "*"

type Phrase = tuple[str, ...]


class _Sheet(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    prefixes: tuple[str, ...] = ()
    words: dict[Sense, tuple[str, ...]]
    symbols: dict[str, tuple[str, ...]]
    numbers: dict[str, tuple[str, ...]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A phrase in two parts, with what it is about between them: `leave … alone`."""

    head: Phrase
    tail: Phrase
    sense: Sense


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All that is known of a language's words.

    Attributes:
        senses: Meanings of words and phrases.
        stems: Beginnings of words, with the meaning of each.
        splits: Phrases in two parts.
        symbols: Nicknames of symbols.
        symbol_stems: Their beginnings.
        numbers: Numbers in words.
        prefixes: What may be written together with the word that follows.
        phrases: The Chinese ones among all of them.
    """

    senses: dict[Phrase, Sense]
    stems: tuple[tuple[str, Sense], ...]
    splits: tuple[Split, ...]
    symbols: dict[Phrase, str]
    symbol_stems: tuple[tuple[str, str], ...]
    numbers: dict[Phrase, str]
    prefixes: tuple[str, ...]
    phrases: frozenset[str]


@cache
def lexicon(language: str) -> Lexicon:
    """Return a language's words over the English ones; those alone for an unknown language."""
    base = _load(FALLBACK)
    if language == FALLBACK or language not in LANGUAGES:
        return base
    own = _load(language)
    return Lexicon(
        senses={**base.senses, **own.senses},
        stems=(*own.stems, *base.stems),
        splits=(*own.splits, *base.splits),
        symbols={**base.symbols, **own.symbols},
        symbol_stems=(*own.symbol_stems, *base.symbol_stems),
        numbers={**base.numbers, **own.numbers},
        prefixes=own.prefixes,
        phrases=own.phrases,
    )


def _load(language: str) -> Lexicon:
    text = (_FOLDER / f"{language}.toml").read_text(encoding="utf-8")
    sheet = _Sheet.model_validate(tomllib.loads(text))
    said = [(one, sense) for sense, listed in sheet.words.items() for one in listed]
    names = [(one, symbol) for symbol, listed in sheet.symbols.items() for one in listed]
    spoken = [(one, number) for number, listed in sheet.numbers.items() for one in listed]
    phrases = frozenset(plain(one) for one, _ in (*said, *names, *spoken) if is_han(one))
    return Lexicon(
        senses={_phrase(one, phrases): sense for one, sense in said if _is_whole(one)},
        stems=tuple((plain(one[:-1]), sense) for one, sense in said if one.endswith(_STEM)),
        splits=tuple(_split(one, sense, phrases) for one, sense in said if _GAP in one),
        symbols={_phrase(one, phrases): symbol for one, symbol in names if _is_whole(one)},
        symbol_stems=tuple((plain(one[:-1]), name) for one, name in names if one.endswith(_STEM)),
        numbers={_phrase(one, phrases): number for one, number in spoken},
        prefixes=tuple(plain(one) for one in sheet.prefixes),
        phrases=phrases,
    )


def _is_whole(text: str) -> bool:
    return _GAP not in text and not text.endswith(_STEM)


def _phrase(text: str, phrases: frozenset[str]) -> Phrase:
    return tuple(tokens(plain(text), phrases))


def _split(text: str, sense: Sense, phrases: frozenset[str]) -> Split:
    head, _, tail = text.partition(_GAP)
    return Split(head=_phrase(head, phrases), tail=_phrase(tail, phrases), sense=sense)
