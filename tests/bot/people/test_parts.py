"""Long texts in parts: nothing lost, no tag cut, never too long."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.console.html_rules import parse_html
from bot.parts import LONGEST, length, pages

PIECES = st.sampled_from(["<b>", "</b>", "<i>", "</i>", "\n", " ", "слово", "😀" * 40, "&lt;"])


def plain(text: str) -> str:
    return re.sub(r"\s|<[^<>]*>", "", text)


def test_a_tag_over_two_parts_is_closed_and_opened_again() -> None:
    text = "<b>" + "\n".join(["x" * 99] * 60) + "</b>"
    first, second = pages(text)

    assert first.startswith("<b>")
    assert first.endswith("</b>")
    assert second.startswith("<b>")
    assert second.endswith("</b>")


def test_a_single_line_without_end_is_split() -> None:
    parts = pages("<i>" + "&amp;" * 3000 + "</i>")

    assert len(parts) > 1
    for part in parts:
        parse_html(part)
        assert length(part) <= LONGEST


@given(st.lists(PIECES, max_size=400), st.integers(1, 30))
def test_every_part_may_be_sent_and_nothing_is_lost(pieces: list[str], times: int) -> None:
    text = balanced(pieces) * times
    parts = pages(text)

    assert plain("".join(parts)) == plain(text)
    for part in parts:
        parse_html(part)
        assert length(part) <= LONGEST


def balanced(pieces: list[str]) -> str:
    """Drop ends that end nothing, and end what is left open."""
    found, stack = [], []
    for piece in pieces:
        if piece.startswith("</"):
            if not stack or stack[-1] != piece[2:-1]:
                continue
            stack.pop()
        elif piece.startswith("<"):
            if piece[1:-1] in stack:
                continue
            stack.append(piece[1:-1])
        found.append(piece)
    return "".join(found) + "".join(f"</{name}>" for name in reversed(stack)) + "\n"
