"""Text with entities: UTF-16 offsets, trimming, links found in plain text, and back to HTML."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.console.wire import Json, as_int, as_text

FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?)\]])"
    r"|(?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/<>])"
    r"|(?<!\w)(?P<mention>@[A-Za-z0-9_]{4,32})(?!\w)"
)
CONTROL = {code: " " for code in range(32) if code != ord("\n")}
TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
    "text_link": "a",
    "date_time": "tg-time",
}
OPENINGS: dict[str, Callable[[Json], str]] = {
    "text_link": lambda entity: f'<a href="{html.escape(as_text(entity.get("url")))}">',
    "date_time": lambda entity: f'<tg-time unix="{as_int(entity.get("unix_time"))}">',
    "expandable_blockquote": lambda _: "<blockquote expandable>",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Formatted:
    """Text and the entities that style it."""

    text: str
    entities: tuple[Json, ...] = ()


def units(text: str) -> int:
    """Return the length of `text` in UTF-16 code units, which is how entities count."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, offset: int, length: int) -> str:
    """Return a part of `text` given in UTF-16 code units."""
    raw = text.encode("utf-16-le")[2 * offset : 2 * (offset + length)]
    return raw.decode("utf-16-le", errors="replace")


def span(entity: Json) -> tuple[int, int]:
    """Return where an entity starts and ends, in UTF-16 code units."""
    start = as_int(entity.get("offset")) or 0
    return start, start + (as_int(entity.get("length")) or 0)


def tidy(formatted: Formatted) -> Formatted:
    """Drop control characters and surrounding white space, moving the entities along."""
    clean = formatted.text.replace("\r", "").translate(CONTROL)
    body = clean.strip()
    lead = units(clean[: len(clean) - len(clean.lstrip())])
    size = units(body)
    kept: list[Json] = []
    for entity in formatted.entities:
        start, end = (min(max(edge - lead, 0), size) for edge in span(entity))
        if end > start:
            kept.append(entity | {"offset": start, "length": end - start})
    return Formatted(text=body, entities=tuple(kept))


def with_links(formatted: Formatted) -> Formatted:
    """Add the entities clients find by themselves: links, commands and mentions."""
    taken = [
        span(entity)
        for entity in formatted.entities
        if entity.get("type") in {"code", "pre", "text_link"}
    ]
    found: list[Json] = []
    for match in FOUND.finditer(formatted.text):
        start, length = units(formatted.text[: match.start()]), units(match.group())
        if not any(low < start + length and start < high for low, high in taken):
            found.append({"type": match.lastgroup, "offset": start, "length": length})
    ordered = sorted((*formatted.entities, *found), key=lambda one: (span(one)[0], -span(one)[1]))
    return Formatted(text=formatted.text, entities=tuple(ordered))


def to_html(text: str, entities: tuple[Json, ...]) -> str:
    """Write text and entities as the HTML that would parse to them."""
    marks: dict[int, tuple[list[str], list[str]]] = {}
    for entity in entities:
        kind = as_text(entity.get("type"))
        if kind not in TAGS:
            continue
        start, end = span(entity)
        opening = OPENINGS[kind](entity) if kind in OPENINGS else f"<{TAGS[kind]}>"
        marks.setdefault(start, ([], []))[1].append(opening)
        marks.setdefault(end, ([], []))[0].insert(0, f"</{TAGS[kind]}>")
    pieces: list[str] = []
    previous = 0
    for place in sorted(marks):
        pieces.append(html.escape(cut(text, previous, place - previous), quote=False))
        closing, opening_tags = marks[place]
        pieces += [*closing, *opening_tags]
        previous = place
    return "".join([*pieces, html.escape(cut(text, previous, units(text)), quote=False)])
