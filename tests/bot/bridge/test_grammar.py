"""What sentences mean, and that none of them means an order it does not hold."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bridge import evaluation
from bot.bridge.grammar import LONGEST, read
from bot.bridge.intents import (
    ChooseMode,
    Doubt,
    Intent,
    Look,
    NotUnderstood,
    Panic,
    Place,
    PlaceBoth,
    Show,
    Steer,
    Tell,
    Unable,
)
from bot.bridge.lexicon import LANGUAGES, lexicon
from bot.bridge.marks import Known, Said, marks
from bot.bridge.numbers import Unclear, read_number
from bot.bridge.senses import Sense
from bot.ordering.shortcut import Sheet
from dtms.core.commands import Lots, Size
from dtms.core.market import Side

KNOWN = evaluation.KNOWN
SIDE_WORDS = {
    Side.BUY: frozenset({Sense.BUY, Sense.LONG}),
    Side.SELL: frozenset({Sense.SELL, Sense.SHORT}),
}
WORDS = (
    *("buy", "sell", "close", "hedge", "gold", "eurusd", "0.1", "1.08", "2400", "stop", "tp"),
    *("don't", "half", "if", "?", "lots", "1%", "risk", "купи", "не", "золото", "стоп", "1,085"),
    *("买", "黄金", "手", "بع", "ذهب", "4711", "all", "pause", "-0.1", ".5", "10k", "and", "or"),
)


def doubt(text: str, language: str = "en") -> Doubt | None:
    found = read(text, language, KNOWN)
    return found.doubt if isinstance(found, NotUnderstood) else None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_understood_well_enough(language: str) -> None:
    found = evaluation.judge(language, evaluation.samples(language))

    assert found.is_good, "\n".join(map(str, found.mistakes))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_evaluation_is_large_enough_and_names_each_sentence_once(language: str) -> None:
    given_ = evaluation.samples(language)

    assert len(given_) >= (150 if language in {"en", "ru", "es"} else 50)
    assert len({one.sentence for one in given_}) == len(given_)
    assert sum(one.held for one in given_) * 4 >= len(given_)


def test_the_evaluation_sees_a_wrong_side_and_a_wrong_size() -> None:
    wrong = (
        evaluation.Sample(sentence="sell 0.1 gold", intent="buy", slots={}, held=False),
        evaluation.Sample(
            sentence="buy 0.2 gold",
            intent="buy",
            slots={"symbol": "XAUUSD", "lots": "2"},
            held=True,
        ),
        evaluation.Sample(
            sentence="close gold", intent="close_half", slots={"symbol": "XAUUSD"}, held=False
        ),
    )

    found = evaluation.judge("en", wrong)

    assert (found.wrong_sides, found.wrong_sizes, found.intents) == (1, 2, 1)
    assert not found.is_good


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("don't close gold", Doubt.NOT),
        ("buy 0.1 gold if it breaks 2450", Doubt.CONDITION),
        ("close gold and eurusd", Doubt.SEVERAL),
        ("buy or sell gold", Doubt.SEVERAL),
        ("buy 0.1 gold sl 1,085", Doubt.NUMBER),
        ("buy 0.1 0.2 gold", Doubt.NUMBERS),
        ("buy 0.1 gold sl 2400 flibbertigibbet", Doubt.WORD),
        ("asdf qwer", Doubt.UNKNOWN),
        ("close gold " * 40, Doubt.LONG),
    ],
)
def test_doubt_has_its_reason(text: str, why: Doubt) -> None:
    assert doubt(text) is why


def test_a_mistyped_word_is_read_but_another_form_of_it_is_not() -> None:
    typo = read("clsoe gold", "en", KNOWN)

    assert isinstance(typo, Tell)
    assert not isinstance(read("closer gold", "en", KNOWN), Tell)
    assert isinstance(read("panik", "en", KNOWN), NotUnderstood)


def test_english_words_are_understood_in_any_language() -> None:
    found = read("закрой half of gold", "ru", KNOWN)

    assert evaluation.label(found) == ("close_half", {"symbol": "XAUUSD"})


def test_the_script_gives_the_language_away() -> None:
    assert evaluation.label(read("закрой золото", "en", KNOWN))[0] == "close"
    assert evaluation.label(read("平掉黄金", "en", KNOWN))[0] == "close"
    assert evaluation.label(read("أغلق الذهب", "en", KNOWN))[0] == "close"


def test_the_brokers_own_name_of_an_open_trade_is_known() -> None:
    known = Known(symbols=("US500.cash", "XAUUSDm"), tickets=frozenset({12}))

    assert evaluation.label(read("close us500.cash", "en", known))[1] == {"symbol": "US500.cash"}
    assert evaluation.label(read("how is xauusdm", "en", known))[1] == {"symbol": "XAUUSDm"}
    assert evaluation.label(read("close 12", "en", known))[1] == {"ticket": "12"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_mean_one_thing_and_none_is_empty(language: str) -> None:
    words = lexicon(language)

    assert () not in words.senses
    assert () not in words.symbols
    assert () not in words.numbers
    assert words.senses.keys().isdisjoint(words.numbers)
    assert all(split.head and split.tail for split in words.splits)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_turns_an_order_round_is_never_noise(language: str) -> None:
    grave = {Sense.NOT, Sense.IF, Sense.OR, Sense.DONE, Sense.UNIT, Sense.BUY, Sense.SELL}
    own = lexicon(language)
    for phrase, sense in lexicon("en").senses.items():
        if sense in {Sense.NOT, Sense.IF} and language in {"es", "ru", "de", "zh", "ar"}:
            assert own.senses[phrase] is sense
    assert {sense for sense in own.senses.values() if sense in grave} == grave


@pytest.mark.parametrize(
    ("token", "value"),
    [
        *(("0,1", "0.1"), ("0.1", "0.1"), (".5", "0.5"), ("1,0850", "1.0850"), ("0,085", "0.085")),
        *(("2 385,50", "2385.50"), ("2,385.50", "2385.50"), ("2.385,50", "2385.50")),
        *(("1.085", "1.085"), ("58000", "58000"), ("1,234,567", "1234567")),
    ],
)
def test_numbers_are_read_as_people_write_them(token: str, value: str) -> None:
    assert read_number(token) == Decimal(value)


@pytest.mark.parametrize(
    "token", ["1,085", "-0.1", ",5", "1.2.3", "10k", "1/3", "1e5", "", "1,23.4"]
)
def test_numbers_that_could_be_another_are_not_read(token: str) -> None:
    assert isinstance(read_number(token), Unclear)


@given(st.decimals(min_value=0, max_value=999_999_999, places=4))
def test_numbers_round_trip(value: Decimal) -> None:
    plain = f"{value:f}"
    whole, _, part = plain.partition(".")
    groups = f"{int(whole):,}"

    assert read_number(plain) == value
    assert read_number(plain.replace(".", ",")) == value
    assert read_number(f"{groups}.{part}") == value
    assert read_number(f"{groups.replace(',', '.')},{part}") == value


@given(st.text(max_size=LONGEST + 20), st.sampled_from(LANGUAGES))
def test_no_text_whatever_raises_or_makes_up_an_order(text: str, language: str) -> None:
    check(text, language)


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from(LANGUAGES))
def test_no_words_whatever_make_up_an_order(words: list[str], language: str) -> None:
    check(" ".join(words), language)


@given(
    st.sampled_from(("buy", "sell")),
    st.decimals(min_value=Decimal("0.01"), max_value=9, places=2),
    st.decimals(min_value=1000, max_value=3000, places=2),
)
def test_an_order_holds_just_the_numbers_that_were_said(
    word: str, lots: Decimal, stop: Decimal
) -> None:
    found = read(f"{word} {lots} gold stop {stop}", "en", KNOWN)

    size = Lots(volume=lots)
    sheet = Sheet(symbol="XAUUSD", size=size, stop=stop)
    assert found == Place(side=Side(word), sheet=sheet)


def check(text: str, language: str) -> None:
    """Assert that whatever an order holds was said."""
    found: Intent = read(text, language, KNOWN)
    match found:
        case Place():
            assert said(text) & SIDE_WORDS[found.side]
            assert not said(text) & {Sense.NOT, Sense.IF, Sense.OR}
            for value in numbers(found.sheet):
                assert value in told(text)
        case PlaceBoth():
            assert Sense.BRACKET in said(text)
        case Tell() | Steer() | ChooseMode() | Panic():
            assert not said(text) & {Sense.NOT, Sense.IF}
        case Show() | Look() | Unable() | NotUnderstood():
            assert len(text) <= LONGEST or found == NotUnderstood(doubt=Doubt.LONG)


def said(text: str) -> set[Sense]:
    """Every meaning that a text has in any language."""
    return {
        one.sense
        for language in LANGUAGES
        for one in marks(text, lexicon(language), KNOWN)
        if isinstance(one, Said)
    }


def numbers(sheet: Sheet) -> list[Decimal]:
    found = [sheet.price, sheet.stop, sheet.target, _amount(sheet.size)]
    return [one for one in found if one is not None]


def _amount(size: Size | None) -> Decimal | None:
    if size is None:
        return None
    return size.volume if isinstance(size, Lots) else size.share * 100


def told(text: str) -> set[Decimal]:
    """Every number that a text holds."""
    found = {one for token in text.split() if isinstance(one := read_number(token), Decimal)}
    return found | {one for t in text.split("%") if isinstance(one := read_number(t[-1:]), Decimal)}
