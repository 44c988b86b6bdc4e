"""What the bridge says in each language: the footer always, the model's text never as markup."""

from decimal import Decimal

import pytest

from bot.bridge.model.port import Trouble
from bot.bridge.model.pricing import LevelsShown, OrderShown, Shown, TellShown
from bot.bridge.model.saying import Answered, Card, Growing, ModelNote, Sent, Unanswered
from bot.texts import Texts
from bot.words.wording import FluentWording
from dtms.core.entry import Declined, Offer
from dtms.core.events import Refusal
from dtms.core.trade import AccountKind
from tests.core.shapes import example

LANGUAGES = ("en", "ar", "de", "es", "pt", "ru", "zh")


@pytest.fixture(scope="module")
def words() -> FluentWording:
    return FluentWording(Texts(), currency="USD", kind=AccountKind.SIM)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sent", Sent)
def test_an_answer_ends_with_what_was_really_done(
    language: str, sent: Sent, words: FluentWording
) -> None:
    declined = Declined(reason=Refusal.STOP_SIDE, limit=Decimal("1.08450"))
    said = Answered(
        text="Done! <b>Bought</b> & \u00a7",
        sent=sent,
        trouble=Trouble.CUT,
        declined=(declined,),
        unread=2,
    )

    text = words.model(language, said)

    assert text.startswith("Done! &lt;b&gt;Bought&lt;/b&gt; &amp; \u00a7\n")
    assert text.endswith(f"<i>{Texts().text(language, f'model-sent-{sent.value}', {})}</i>")
    assert words.ordering(language, declined) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_note_and_trouble_reads_as_words(language: str, words: FluentWording) -> None:
    said = [words.model(language, note) for note in ModelNote]
    said += [words.model(language, Unanswered(trouble=one)) for one in Trouble]
    said.append(words.model(language, Growing(text="<i>so far")))

    assert not [text for text in said if "{" in text or "model-" in text or "trouble-" in text]
    assert said[-1] == "&lt;i&gt;so far …"
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [OrderShown, LevelsShown, TellShown])
def test_a_card_holds_codes_summary(language: str, kind: type[Shown], words: FluentWording) -> None:
    shown = example(kind)

    text = words.model(language, Card(shown=shown, moved=True))

    assert Texts().text(language, "model-proposal", {}) in text
    assert Texts().text(language, "model-moved", {}) in text
    if isinstance(shown, OrderShown) and isinstance(shown.offer, Offer):
        assert words.ordering(language, shown.offer) in text
    if isinstance(shown, LevelsShown):
        assert str(shown.view.trade.key.position) in text
        assert text.count("→") + text.count("←") == 2
    assert len(text) > 2 * len("EURUSD.r") + len(Texts().text(language, "model-proposal", {}))
