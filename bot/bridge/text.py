"""Sentences brought into one form: letters without marks and case, digits 0 to 9."""

import re
import unicodedata
from typing import Final

_FRACTIONS: Final = {"½": " 1/2 ", "⅓": " 1/3 ", "¼": " 1/4 ", "¾": " 3/4 ", "⅔": " 2/3 "}
_PAUSES: Final = (
    *("\N{EN DASH}", "\N{EM DASH}", "\N{ARABIC COMMA}", "\N{ARABIC SEMICOLON}"),
    *("\N{IDEOGRAPHIC FULL STOP}", "\N{IDEOGRAPHIC COMMA}", "\N{FULLWIDTH COLON}"),
    "\N{FULLWIDTH COMMA}",
)
# Letters that people use for one another, and signs of other scripts for our own.
_ALIKE: Final = str.maketrans(
    {
        "\N{ARABIC LETTER ALEF MAKSURA}": "\N{ARABIC LETTER YEH}",
        "\N{ARABIC LETTER TEH MARBUTA}": "\N{ARABIC LETTER HEH}",
        "\N{ARABIC TATWEEL}": None,
        "\N{ARABIC DECIMAL SEPARATOR}": ".",
        "\N{ARABIC THOUSANDS SEPARATOR}": ",",
        "\N{ARABIC PERCENT SIGN}": "%",
        "\N{ARABIC QUESTION MARK}": "?",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "`": "'",
        "\N{ACUTE ACCENT}": "'",
        "\N{MINUS SIGN}": "-",
        **dict.fromkeys(_PAUSES, " "),
    }
)
_UNREADABLE: Final = "\N{REPLACEMENT CHARACTER}"
_TOKEN: Final = re.compile(
    r"""
    [0-9][0-9.,]*[kmкм](?![^\W\d_])    # thousands, millions: a number nobody reads
    | (?<!\S)[-.,]+[0-9][0-9.,]*         # .5 is read, -0.1 and ,5 are not
    | \#?[0-9][0-9.,]*(?:/[0-9]+)?     # a number, a fraction, a ticket
    | [^\W\d_]+(?:'[^\W\d_]+)*[0-9]*(?:[._\#][A-Za-z0-9]+)*  # a word, a symbol
    | [%@?$€£\uFFFD/-]
    """,
    re.VERBOSE,
)
_CJK: Final = re.compile(r"[\u3400-\u9fff]")
_CJK_RUN: Final = re.compile(r"[\u3400-\u9fff]+")


def plain(text: str) -> str:
    """Return a text in the form in which words are compared."""
    for sign, written in _FRACTIONS.items():
        text = text.replace(sign, written)
    shown = "".join(_digit(one) for one in text.translate(_ALIKE))
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", shown).casefold())
    bare = "".join(one for one in folded if unicodedata.category(one) not in {"Mn", "Cf"})
    return unicodedata.normalize("NFC", bare).translate(_ALIKE)


def _digit(character: str) -> str:
    """Return decimal digits as 0 to 9; other numerals, such as ², are not read."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if unicodedata.category(character) in {"No", "Nl"}:
        return f" {_UNREADABLE} "
    return character


def is_han(text: str) -> bool:
    """Claim that a text has Chinese characters."""
    return _CJK.search(text) is not None


def tokens(text: str, phrases: frozenset[str]) -> list[str]:
    """Split a plain text; Chinese runs are cut by the longest known phrase.

    Args:
        text: As `plain` returns it.
        phrases: Chinese phrases that are known.
    """
    spaced = _CJK_RUN.sub(lambda found: f" {' '.join(_cut(found[0], phrases))} ", text)
    return _TOKEN.findall(_hide_minus(spaced))


def _hide_minus(text: str) -> str:
    """Keep a minus only where it belongs to a number: a dash between words says nothing."""
    return re.sub(r"-(?![0-9])|(?<=[^\W\d_])-", " ", text)


def _cut(run: str, phrases: frozenset[str]) -> list[str]:
    longest = max((len(one) for one in phrases), default=1)
    found: list[str] = []
    strange = ""
    at = 0
    while at < len(run):
        size = next(
            (n for n in range(min(longest, len(run) - at), 0, -1) if run[at : at + n] in phrases), 0
        )
        if size == 0:
            strange += run[at]
            at += 1
            continue
        found += [strange] if strange else []
        strange = ""
        found.append(run[at : at + size])
        at += size
    return [*found, strange] if strange else found
