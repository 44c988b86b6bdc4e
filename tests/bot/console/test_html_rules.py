import pytest

from bot.console.formatted import Formatted, tidy, to_html, with_links
from bot.console.html_rules import MarkupError, parse_html


def marks(markup: str) -> list[tuple[object, object, object]]:
    return [(e["type"], e["offset"], e["length"]) for e in parse_html(markup).entities]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<foo>x</foo>", 'Unsupported start tag "foo" at byte offset 0'),
        ("é<br>", 'Unsupported start tag "br" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href=a/b>x</a>", "Unexpected end of name token at byte offset 8"),
        ('<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
    ],
)
def test_broken_markup_is_refused_with_the_original_text(markup: str, text: str) -> None:
    with pytest.raises(MarkupError) as refusal:
        parse_html(markup)

    assert str(refusal.value) == text


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"), ("STRONG", "bold"), ("i", "italic"), ("em", "italic"), ("u", "underline"),
        ("ins", "underline"), ("s", "strikethrough"), ("strike", "strikethrough"),
        ("del", "strikethrough"), ("tg-spoiler", "spoiler"), ("code", "code"), ("pre", "pre"),
        ("blockquote", "blockquote"),
    ],
)  # fmt: skip
def test_every_simple_tag_gives_its_entity(tag: str, kind: str) -> None:
    assert marks(f"<{tag}>x</{tag}>") == [(kind, 0, 1)]


def test_offsets_count_utf16_units() -> None:
    assert marks("😀é<b>😀</b>") == [("bold", 3, 2)]


def test_only_four_names_and_numbers_decode_and_any_other_ampersand_is_literal() -> None:
    markup = "&lt;&gt;&amp;&quot;&#65;&#x42;&nbsp; a & b"

    assert parse_html(markup).text == '<>&"AB&nbsp; a & b'


def test_nested_tags_and_unknown_attributes() -> None:
    assert marks('<b class="x">a<i>b</i></b>') == [("bold", 0, 2), ("italic", 1, 1)]


def test_empty_entities_are_dropped() -> None:
    assert marks("<b></b>x") == []


def test_links_code_languages_quotes_and_times() -> None:
    markup = (
        '<a href="https://e.org/?a=1&amp;b=2">l</a><a href="javascript:x">m</a>'
        '<pre><code class="language-py">p</code></pre><blockquote expandable>q</blockquote>'
        '<tg-time unix="1700000000" format="wDT">t</tg-time>'
        '<tg-emoji emoji-id="5">e</tg-emoji><span class="tg-spoiler">s</span>'
    )

    entities = parse_html(markup).entities

    assert entities == (
        {"type": "text_link", "url": "https://e.org/?a=1&b=2", "offset": 0, "length": 1},
        {"type": "pre", "language": "py", "offset": 2, "length": 1},
        {"type": "expandable_blockquote", "offset": 3, "length": 1},
        {
            "type": "date_time",
            "unix_time": 1700000000,
            "date_time_format": "wDT",
            "offset": 4,
            "length": 1,
        },
        {"type": "custom_emoji", "custom_emoji_id": "5", "offset": 5, "length": 1},
        {"type": "spoiler", "offset": 6, "length": 1},
    )


def test_white_space_around_text_goes_and_entities_move() -> None:
    value = tidy(
        Formatted(text=" \n a\tb ", entities=({"type": "bold", "offset": 0, "length": 7},))
    )

    assert value == Formatted(text="a b", entities=({"type": "bold", "offset": 0, "length": 3},))


def test_links_commands_and_mentions_are_found_outside_code() -> None:
    parsed = parse_html("/go https://e.org. @someone <code>/no</code> a/b")

    kinds = [entity["type"] for entity in with_links(parsed).entities]

    assert kinds == ["bot_command", "url", "mention", "code"]


def test_markup_survives_a_round_trip() -> None:
    markup = "<b>a <i>😀</i></b> &lt;x&gt; <code>c</code>"
    parsed = parse_html(markup)

    assert to_html(parsed.text, parsed.entities) == markup
