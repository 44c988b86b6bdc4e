"""Columns and lists that hold their shape on a phone, whatever the script."""

import re
import unicodedata
from collections.abc import Iterable
from html import unescape
from typing import Final

from bot.voice import Voice

WIDTH: Final = 34  # columns of a code block on a narrow phone
_GAP: Final = 2
_TAG: Final = re.compile(r"<[^>]*>")

type Pairs = Iterable[tuple[str, str]]


def table(pairs: Pairs, voice: Voice) -> list[str]:
    """Return names at the left and values at the right, as one code block.

    Where a script's letters do not fill equal columns, each pair is a line of plain text.
    """
    rows = list(pairs)
    if not rows:
        return []
    if not voice.columns:
        return [voice.say("row", label=label, value=value) for label, value in rows]
    wide = max(width(label) + _GAP + width(value) for label, value in rows)
    lines = "\n".join(_row(label, value, min(wide, WIDTH)) for label, value in rows)
    return [f"<pre>{lines}</pre>"]


def numbered(pairs: Pairs) -> list[str]:
    """Return lines that begin with a number in a column of its own; the words may be any."""
    rows = list(pairs)
    wide = max((width(number) for number, _ in rows), default=0)
    return [f"<code>{_padded(number, wide)}</code> {words}" for number, words in rows]


def width(markup: str) -> int:
    """Return how many columns a text takes."""
    return sum(map(_columns, unescape(_TAG.sub("", markup))))


def _row(label: str, value: str, wide: int) -> str:
    room = wide - width(label) - width(value)
    if room < 1:
        return f"{label}\n{_padded(value, wide)}"
    return f"{label}{' ' * room}{value}"


def _padded(text: str, wide: int) -> str:
    return " " * max(wide - width(text), 0) + text


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
