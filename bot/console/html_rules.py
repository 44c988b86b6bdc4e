"""The Bot API's HTML rules: markup in, text and entities out, or the refusal it would give.

Places in refusals are byte offsets into the UTF-8 markup; entities count UTF-16 code units.
"""

import string
from dataclasses import dataclass

from bot.console.formatted import Formatted, cut, span, units
from bot.console.wire import Json

SPACES = frozenset(" \t\r\n\v\0")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
NAME_TOKEN = frozenset(string.ascii_letters + string.digits + ".-")
SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "pre": "pre",
    "code": "code",
}
SUPPORTED = frozenset({*SIMPLE, "a", "tg-emoji", "tg-time", "blockquote"})
LARGEST_CODE_POINT = 0x10FFFF
LONGEST_REFERENCE = 10
LINK_SCHEMES = ("http://", "https://", "tg://", "mailto:", "tel:", "ton://")


class MarkupError(ValueError):
    """Markup that does not follow the rules; the message is the Bot API's own text."""


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int


def parse_html(markup: str) -> Formatted:
    """Turn HTML markup into text and entities.

    Raises:
        MarkupError: A tag is unknown, unclosed, unmatched or malformed.
    """
    return _Scanner(markup).run()


class _Scanner:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Json] = []

    def run(self) -> Formatted:
        while self.at < len(self.source):
            if self.source[self.at] == "<":
                begin = self.at
                self.at += 1
                if self.peek() == "/":
                    self.end_tag(begin)
                else:
                    self.start_tag(begin)
            else:
                self.put(self.character())
        if self.open:
            msg = f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"'
            raise MarkupError(msg)
        text = "".join(self.text)
        for entity in self.entities:
            entity.pop("marked", None)
        self.entities.sort(key=lambda entity: (span(entity)[0], -span(entity)[1]))
        return Formatted(text=text, entities=tuple(self.entities))

    def peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def put(self, piece: str) -> None:
        self.text.append(piece)
        self.offset += units(piece)

    def bytes_before(self, place: int) -> int:
        return len(self.source[:place].encode())

    def character(self) -> str:
        """Take one character; only four names and numeric references are decoded."""
        if self.peek() == "&":
            decoded, after = self.reference(self.at)
            if decoded:
                self.at = after
                return decoded
        self.at += 1
        return self.source[self.at - 1]

    def reference(self, begin: int) -> tuple[str, int]:
        after = begin + 1
        numeric = self.source[after : after + 1] == "#"
        after += numeric
        while (
            after < len(self.source) and self.source[after] in string.ascii_letters + string.digits
        ):
            after += 1
        word = self.source[begin + 1 : after]
        decoded = _numbered(word[1:]) if numeric else NAMED.get(word, "")
        return decoded, after + (self.source[after : after + 1] == ";")

    def until(self, stops: frozenset[str]) -> str:
        begin = self.at
        while self.at < len(self.source) and self.source[self.at] not in stops:
            self.at += 1
        return self.source[begin : self.at]

    def skip_spaces(self) -> None:
        while self.peek() and self.peek() in SPACES:
            self.at += 1

    def start_tag(self, begin: int) -> None:
        tag = self.until(SPACES | {">"}).lower()
        place = self.bytes_before(begin)
        if not self.peek():
            msg = f"Unclosed start tag at byte offset {place}"
            raise MarkupError(msg)
        if tag not in SUPPORTED:
            msg = f'Unsupported start tag "{tag}" at byte offset {place}'
            raise MarkupError(msg)
        attributes: dict[str, str] = {}
        self.skip_spaces()
        while self.peek() != ">":
            name, value = self.attribute(tag, place)
            attributes[name] = value
            self.skip_spaces()
        self.at += 1
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            msg = f'Tag "span" must have class "tg-spoiler" at byte offset {place}'
            raise MarkupError(msg)
        self.open.append(_Open(tag, attributes, self.offset))

    def attribute(self, tag: str, place: int) -> tuple[str, str]:
        unclosed = f'Unclosed start tag "{tag}" at byte offset {place}'
        name = self.until(SPACES | {"=", ">", "/", '"', "'"})
        if not self.peek():
            raise MarkupError(unclosed)
        if not name:
            msg = f'Empty attribute name in the tag "{tag}" at byte offset {place}'
            raise MarkupError(msg)
        self.skip_spaces()
        if self.peek() != "=":
            return name.lower(), ""
        self.at += 1
        self.skip_spaces()
        if not self.peek():
            raise MarkupError(unclosed)
        value = self.quoted() if self.peek() in "\"'" else self.name_token()
        if not self.peek():
            msg_0 = f"Unclosed start tag at byte offset {place}"
            raise MarkupError(msg_0)
        return name.lower(), value

    def quoted(self) -> str:
        end = self.peek()
        self.at += 1
        value: list[str] = []
        while self.peek() and self.peek() != end:
            value.append(self.character())
        self.at += 1
        return "".join(value)

    def name_token(self) -> str:
        begin = self.at
        while self.peek() and self.peek() in NAME_TOKEN:
            self.at += 1
        if self.peek() and self.peek() not in SPACES | {">"}:
            place = self.bytes_before(begin)
            msg = f"Unexpected end of name token at byte offset {place}"
            raise MarkupError(msg)
        return self.source[begin : self.at].lower()

    def end_tag(self, begin: int) -> None:
        place = self.bytes_before(begin)
        if not self.open:
            msg = f"Unexpected end tag at byte offset {place}"
            raise MarkupError(msg)
        self.at += 1
        name = self.until(SPACES | {">"}).lower()
        self.skip_spaces()
        if self.peek() != ">":
            msg = f"Unclosed end tag at byte offset {place}"
            raise MarkupError(msg)
        self.at += 1
        opened = self.open.pop()
        if name and name != opened.tag:
            msg = (
                f'Unmatched end tag at byte offset {place}, expected "</{opened.tag}>", '
                f'found "</{name}>"'
            )
            raise MarkupError(msg)
        if self.offset > opened.offset:
            self.close(opened)

    def close(self, opened: _Open) -> None:
        place: Json = {"offset": opened.offset, "length": self.offset - opened.offset}
        if opened.tag in {"pre", "code"}:
            self.close_code(opened, place)
            return
        described = _described(
            opened, cut("".join(self.text), opened.offset, self.offset - opened.offset)
        )
        if described is not None:
            self.entities.append(described | place)

    def close_code(self, opened: _Open, place: Json) -> None:
        """Join `<pre><code class="language-…">` into one block, as clients show it."""
        marked = opened.attributes.get("class", "")
        language = marked.removeprefix("language-") if marked.startswith("language-") else ""
        last = self.entities[-1] if self.entities else {}
        inner = last.get("type") == ("code" if opened.tag == "pre" else "pre")
        spoken = str(last.get("marked", "")) if opened.tag == "pre" else language
        if inner and spoken and span(last) == span(place):
            self.entities[-1] = {"type": "pre", "language": spoken} | place
            return
        self.entities.append({"type": opened.tag, "marked": language} | place)


def _numbered(digits: str) -> str:
    try:
        code = int(digits[1:], 16) if digits[:1] in {"x", "X"} else int(digits)
    except ValueError:
        return ""
    surrogate = 0xD800 <= code <= 0xDFFF  # noqa: PLR2004 - the surrogate range of Unicode
    if not 0 < code < LARGEST_CODE_POINT or surrogate or len(digits) >= LONGEST_REFERENCE:
        return ""
    return chr(code)


def _described(opened: _Open, inside: str) -> Json | None:
    kind: Json | None = None
    match opened.tag:
        case "a":
            kind = _link(opened.attributes.get("href") or inside)
        case "blockquote":
            folded = "expandable" in opened.attributes
            kind = {"type": "expandable_blockquote" if folded else "blockquote"}
        case "tg-emoji":
            emoji = opened.attributes.get("emoji-id", "")
            if not emoji.isdecimal():
                raise MarkupError("Invalid custom emoji identifier specified")
            kind = {"type": "custom_emoji", "custom_emoji_id": emoji}
        case "tg-time":
            unix = opened.attributes.get("unix", "")
            if not unix.isdecimal():
                raise MarkupError("Invalid date-time specified")
            kind = {"type": "date_time", "unix_time": int(unix)}
            if shown := opened.attributes.get("format"):
                kind["date_time_format"] = shown
        case tag:
            kind = {"type": SIMPLE[tag]}
    return kind


def _link(address: str) -> Json | None:
    address = address.strip()
    if not address.startswith(LINK_SCHEMES):
        if "." not in address or any(space in address for space in SPACES):
            return None
        address = f"http://{address}"
    return {"type": "text_link", "url": address}
