"""Long texts in parts that Telegram takes: cut between lines, never inside a tag."""

import re
from typing import Final

LONGEST: Final = 4096  # UTF-16 units
_ROOM: Final = 3800  # leaves room for tags that are closed and opened anew
_PIECE: Final = re.compile(r"<[^<>]*>|&[a-z]+;|&#[0-9]+;|\s+|[^<&\s]{1,200}|[<&]")
_OPENS: Final = re.compile(r"<([a-z]+)(?:\s[^<>]*)?>")
_CLOSES: Final = re.compile(r"</([a-z]+)>")


def pages(text: str) -> list[str]:
    """Split HTML between lines, so that each part may be sent and stands for itself.

    A tag that is open where a part ends is closed there and opened again in the next; a line that
    is too long for any part is split between words.
    """
    if length(text) <= LONGEST:
        return [text]
    found: list[str] = []
    for line in _lines(text):
        if found and length(found[-1]) + length(line) + 1 <= _ROOM:
            found[-1] = f"{found[-1]}\n{line}"
        else:
            found.append(line)
    return _mended(found)


def length(text: str) -> int:
    """Return the length as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _lines(text: str) -> list[str]:
    lines: list[str] = []
    for line in text.split("\n"):
        lines += [line] if length(line) <= _ROOM else _split(line)
    return lines


def _split(line: str) -> list[str]:
    parts = [""]
    for piece in _PIECE.findall(line):
        if parts[-1] and length(parts[-1]) + length(piece) > _ROOM:
            parts.append("")
        parts[-1] += piece
    return parts


def _mended(parts: list[str]) -> list[str]:
    """Close at each end what is open there, and open it again."""
    mended = []
    carried: list[str] = []
    for part in parts:
        whole = "".join(carried) + part
        carried = _open_at_end(whole)
        closing = "".join(f"</{_name(tag)}>" for tag in reversed(carried))
        mended.append(whole + closing)
    return mended


def _open_at_end(text: str) -> list[str]:
    stack: list[str] = []
    for tag in re.findall(r"<[^<>]*>", text):
        if _CLOSES.fullmatch(tag):
            if stack:
                stack.pop()
        elif _OPENS.fullmatch(tag):
            stack.append(tag)
    return stack


def _name(tag: str) -> str:
    found = _OPENS.fullmatch(tag)
    return "" if found is None else found[1]
