"""Every word in every language: nothing missing, nothing broken, nothing too long."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from fluent.syntax import FluentParser, ast

from bot.bridge import intents as bridge_intents
from bot.bridge.model import port
from bot.bridge.model import saying as model_saying
from bot.bridge.saying import Remark
from bot.driver import Part
from bot.ordering import saying, shortcut
from bot.paging import Page
from bot.people.choices import Authorised, Choices
from bot.people.hours import Hours
from bot.people.kinds import Kind, Loudness
from bot.people.manner import Manner, Units
from bot.people.role import Role
from bot.people.saying import Personal, SettingsPage, Tab
from bot.pictures.canvas import Theme
from bot.texts import Texts, key_of, locales
from bot.voice import Voice
from bot.wording import CommandName, HealthView, Terms, Word
from bot.words.cards import stands
from bot.words.facts import Telling, told
from bot.words.layout import WIDTH, width
from bot.words.wording import FluentWording
from dtms.adapters.journal.history import Explanation
from dtms.adapters.journal.outbox import Delivery
from dtms.core import actions, commands, events, intents, news, policy, trade
from dtms.core.entry import Declined, Offer
from dtms.core.events import AccountFact, Fact, ProposalEnd, Refusal, TradeFact
from dtms.core.notices import Priority, notice_of
from dtms.engine.desk import Reply
from dtms.engine.entry import BracketOffer, Pending
from dtms.engine.rails_view import RailsView
from dtms.engine.views import EngineView, HedgeView, StatusView, TradeView
from dtms.ports import Recorded
from tests.core.shapes import EXAMPLES, example

EXAMPLES[Choices] = Choices(
    zone="Asia/Kolkata",
    quiet=Hours.read("22:00-07:00"),
    sleep=Hours.read("23:00-06:00"),
    contact=8,
    kinds={Kind.STATES: Loudness.OFF},
)
LANGUAGES = ("en", "ar", "de", "es", "pt", "ru", "zh")
AREAS: dict[str, type[Enum]] = {
    "state": trade.TradeState,
    "mark": trade.TradeState,
    "side": type(example(trade.Trade).side),
    "kind": trade.AccountKind,
    "mode": policy.Mode,
    "guard": trade.Guard,
    "flag": trade.Flag,
    "timer": trade.TimerKind,
    "duty": trade.Duty,
    "action": trade.ActionKind,
    "stop": actions.StopCause,
    "close": actions.CloseCause,
    "group": policy.Group,
    "session": policy.Session,
    "volatility": policy.Volatility,
    "structure": policy.Structure,
    "rule": events.Rule,
    "gone": events.GoneHow,
    "hedgeend": events.HedgeEnd,
    "blind": events.BlindCause,
    "respect": events.RespectEnd,
    "proposalend": events.ProposalEnd,
    "flatanswer": events.FlatAnswer,
    "rail": events.Rail,
    "breaker": events.BreakerCause,
    "lookout": events.Lookout,
    "refusal": events.Refusal,
    "impact": news.Impact,
    "verb": commands.Verb,
    "outcome": commands.Outcome,
    "ban": trade.Ban,
    "never": trade.Ban,
    "level": trade.Level,
    "editsource": trade.EditSource,
    "part": Part,
    "intent": intents.IntentState,
    "word": Word,
    "role": Role,
    "page": Tab,
    "units": Units,
    "notice": Kind,
    "loudness": Loudness,
    "authorised": Authorised,
    "theme": Theme,
    "command": CommandName,
    "orderend": events.OrderEnd,
    "orderkind": trade.OrderKind,
    "bracket": trade.OrderKind,
    "order-step": saying.Step,
    "order": saying.Notice,
    "choice": saying.ChoiceKind,
    "misread": shortcut.Fault,
    "bridge": Remark,
    "bridge-doubt": bridge_intents.Doubt,
    "bridge-wish": bridge_intents.Wish,
    "bridge-steer": bridge_intents.Steering,
    "panic": saying.PanicScope,
    "panic-stage": saying.PanicStage,
    "model": model_saying.ModelNote,
    "model-sent": model_saying.Sent,
    "trouble": port.Trouble,
    "panic-fate": saying.Fate,
}


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts()


@pytest.fixture(scope="module")
def words(texts: Texts) -> FluentWording:
    return FluentWording(texts, currency="USD", kind=trade.AccountKind.SIM)


class Tags(HTMLParser):
    """Telegram's tags, opened and closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        assert tag in {"b", "i", "code", "pre"}
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def check(text: str) -> str:
    """Assert that Telegram would take a message and a person could read it."""
    tags = Tags()
    tags.feed(text)
    assert tags.open == []
    assert 0 < len(text.encode("utf-16-le")) // 2 <= 4096
    assert not re.search(r"\{ ?\$|None|told-|trade-[a-z]|status-[a-z]|<class", text), text
    return text


def members(alias: object) -> tuple[type, ...]:
    return get_args(getattr(alias, "__value__", alias))


def a_trade() -> trade.Trade:
    of = example(trade.Trade)
    assert of.ending is not None
    return replace(of, ending=replace(of.ending, how=events.GoneHow.STOP.value))


def announced() -> Iterator[Fact]:
    for kind in (*members(TradeFact), *members(AccountFact)):
        fact = example(kind)
        if notice_of(fact) is not None:
            yield fact


def messages(language: str) -> dict[str, frozenset[str]]:
    """Return each key of a language with the placeholders it uses."""
    found: dict[str, frozenset[str]] = {}
    for file in sorted((locales() / language).glob("*.ftl")):
        resource = FluentParser().parse(file.read_text(encoding="utf-8"))
        for entry in resource.body:
            assert not isinstance(entry, ast.Junk), f"{file.name}: {entry.content}"
            if isinstance(entry, ast.Message):
                assert entry.id.name not in found
                found[entry.id.name] = frozenset(_placeholders(file, entry))
    return found


def _placeholders(file: Path, entry: ast.Message) -> list[str]:
    text = file.read_text(encoding="utf-8")[entry.span.start : entry.span.end]
    return re.findall(r"\$([a-z_]+)", text)


def test_every_language_has_the_same_keys_and_placeholders() -> None:
    english = messages("en")

    assert {path.name for path in locales().iterdir()} == set(LANGUAGES)
    for language in LANGUAGES[1:]:
        other = messages(language)
        assert other.keys() == english.keys()
        assert other == english


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_every_member_has_words(language: str, area: str, texts: Texts) -> None:
    texts = Texts()

    missing = [
        key_of(area, member)
        for member in AREAS[area]
        if not texts.has(language, key_of(area, member))
    ]

    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_announcement_reads_well(language: str, words: FluentWording) -> None:
    of = a_trade()
    seen = set()
    for fact in announced():
        delivery = Delivery(
            id=3,
            chat=1,
            seq=41,
            fact=fact,
            priority=Priority.LOUD,
            queued_at=fact.at,
            expires=None,
            attempts=0,
        )
        text = check(words.alert(language, delivery, of))
        assert "41" in text.splitlines()[-1]
        seen.add(type(fact))
    assert len(seen) > 25


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_that_leaves_the_trade_unprotected_says_so_first(language: str) -> None:
    voice = Voice(Texts(), language, currency="USD", kind=trade.AccountKind.LIVE)
    fact = example(events.ActionRefused)

    for reason in Refusal:
        red = events.ActionRefused(
            key=fact.key,
            at=fact.at,
            duty=trade.Duty.HEDGE,
            kind=None,
            reason=reason,
            retcode=10019,
            score=-6.5,
            unprotected=True,
            retry_at=fact.at,
            repeat=False,
        )
        text = check(told(red, Telling(voice=voice, trade=None)))
        assert text.startswith("🔴")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_reads_well(language: str, words: FluentWording) -> None:
    view, status = example(TradeView), example(StatusView)

    check(words.trade(language, view, ()))
    check(words.status(language, status))
    check(words.trades(language, status, Page.of(1, number=0, size=8)))
    check(words.engine(language, example(EngineView)))
    check(words.rails(language, example(RailsView)))
    hedge = example(HedgeView)
    check(words.hedge(language, hedge))
    check(words.hedge(language, replace(hedge, trade=replace(hedge.trade, hedge=None))))
    for ended in (*ProposalEnd, Terms(left=timedelta(seconds=60), hedge=hedge)):
        check(words.proposal(language, ended))
    check(words.contract(language, view))
    check(words.why(language, example(Explanation)))
    check(words.history(language, tuple(Recorded(seq=1, fact=fact) for fact in announced())))
    check(words.health(language, example(HealthView)))
    for verb in commands.Verb:
        check(words.confirm(language, verb, view, example(HedgeView)))
        check(words.outcome(language, verb, Reply(outcome=commands.Outcome.DONE)))
    for word in Word:
        check(words.word(language, word))


@pytest.mark.parametrize("language", LANGUAGES)
def test_order_entry_reads_well(language: str, words: FluentWording) -> None:
    offer, declined = example(Offer), example(Declined)
    reply = Reply(outcome=commands.Outcome.DONE, ticket=4711)
    asked = [replace(example(saying.Asking), step=step) for step in saying.Step]
    spoken: list[saying.Said] = [
        *asked,
        replace(asked[0], side=None, problem=example(shortcut.Misread)),
        replace(asked[0], symbol=None, size=None, price=None, quote=None, problem=None),
        offer,
        replace(offer, terms=replace(offer.terms, price=None, target=None), gain=None),
        example(BracketOffer),
        *saying.Notice,
        saying.Placed(reply=reply, trade=a_trade()),
        saying.Placed(reply=reply, trade=None),
        saying.Placed(reply=Reply(outcome=commands.Outcome.ACCEPTED), trade=None),
        *(replace(declined, reason=reason) for reason in Refusal),
        *(shortcut.Misread(fault=fault, token="<b>&") for fault in shortcut.Fault),  # noqa: S106 - no secret
    ]

    for one in spoken:
        check(words.ordering(language, one))
    for kind in saying.ChoiceKind:
        label = words.choice(language, replace(example(saying.Choice), kind=kind))
        assert 0 < len(label) <= 40
    pending = example(Pending)
    others = (pending, replace(pending, bracket=None), replace(pending, ours=False))
    check(words.orders(language, others))
    check(words.withdrawing(language, pending))
    check(words.withdrawing(language, others[1]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_conversation_reads_well(language: str, words: FluentWording) -> None:
    for doubt in bridge_intents.Doubt:
        for token in ("<b>&", ""):
            check(words.spoken(language, bridge_intents.NotUnderstood(doubt=doubt, token=token)))
    for of in (*Remark, *bridge_intents.Wish, *bridge_intents.Steering):
        check(words.spoken(language, of))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_panic_reads_well(language: str, words: FluentWording) -> None:
    targets = (example(trade.Position), example(trade.WorkingOrder))
    lines = tuple(
        saying.PanicLine(target=target, guarded=True, fate=fate, reason=Refusal.MARKET_CLOSED)
        for target in targets
        for fate in saying.Fate
    )
    for stage in saying.PanicStage:
        for listed in (lines, lines * 20, ()):
            view = saying.PanicView(
                stage=stage,
                scope=saying.PanicScope.ACCOUNT,
                lines=listed,
                window=timedelta(seconds=10),
                blind=True,
            )
            check(words.panic(language, view))
    for scope in saying.PanicScope:
        assert words.label(language, scope)


def test_a_panic_that_closed_not_everything_says_so_in_red(words: FluentWording) -> None:
    line = saying.PanicLine(
        target=example(trade.Position),
        guarded=True,
        fate=saying.Fate.NOT_CLOSED,
        reason=Refusal.MARKET_CLOSED,
    )
    view = saying.PanicView(
        stage=saying.PanicStage.OVER,
        scope=saying.PanicScope.CLOSE,
        lines=(line,),
        window=timedelta(seconds=10),
        blind=False,
    )

    text = words.panic("en", view)

    assert "NOT closed: market closed" in text
    assert "0 of 1" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_columns_fit_a_narrow_phone(language: str, words: FluentWording) -> None:
    view = example(HedgeView)
    view = replace(view, trade=replace(view.trade, hedge=None))
    cards = (
        words.status(language, example(StatusView)),
        words.trade(language, example(TradeView), ()),
        words.engine(language, example(EngineView)),
        words.health(language, example(HealthView)),
        words.hedge(language, view),
    )
    blocks = [line for card in cards for line in re.findall(r"<pre>(.*?)</pre>", card, re.DOTALL)]

    wide = [line for block in blocks for line in block.split("\n") if width(line) > WIDTH]
    assert wide == []
    assert bool(blocks) == (language not in {"ar", "zh"})


def test_lines_of_a_right_to_left_script_say_so(words: FluentWording) -> None:
    for language, mark in (("ar", "\u200f"), ("en", "")):
        card = words.trade(language, example(TradeView), ())
        assert all(line.startswith(mark) for line in card.split("\n") if line)
        assert ("\u200f" in card) == bool(mark)


def test_foreign_text_cannot_become_markup(words: FluentWording) -> None:
    of = replace(a_trade(), symbol="<b>EUR&USD\nnext")

    text = words.alert(
        "en",
        Delivery(
            id=1,
            chat=1,
            seq=1,
            fact=example(events.HoldEnded),
            priority=Priority.LOUD,
            queued_at=datetime(2026, 1, 1, tzinfo=UTC),
            expires=None,
            attempts=0,
        ),
        of,
    )

    assert "&lt;b&gt;EUR&amp;USD next" in check(text)


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "Сделок под наблюдением нет"), (1, "1 сделка"), (3, "3 сделки"), (5, "5 сделок")],
)
def test_russian_counts_as_russians_do(count: int, said: str) -> None:
    assert Texts().text("ru", "status-trades", {"count": count}).startswith(said)


def test_numbers_follow_the_language() -> None:
    english = Voice(Texts(), "en", currency="USD", kind=trade.AccountKind.SIM)
    russian = Voice(Texts(), "ru", currency="USD", kind=trade.AccountKind.SIM)

    assert (english.price(Decimal("1.08450")), russian.price(Decimal("1.08450"))) == (
        "1.08450",
        "1,08450",
    )
    assert (english.lots(Decimal("0.1")), russian.lots(Decimal("0.1"))) == ("0.10", "0,10")
    assert english.points(-6.0) == "-6.0"
    assert english.span(timedelta(minutes=75)) == "1 h 15 min"
    assert russian.span(timedelta(minutes=75)) == "1 ч 15 мин"


def test_a_language_that_is_not_there_falls_back_to_english(texts: Texts) -> None:
    assert texts.choose((None, "xx", "ru-RU")) == "ru"
    assert texts.choose(("xx",)) == "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_said_about_people_reads_well(language: str, words: FluentWording) -> None:
    manner = Manner.of(language, zone="Asia/Kolkata", units=Units.PIPS)
    view = example(SettingsPage)
    for said in members(Personal):
        check(words.personal(manner, example(said)))
    for page in Tab:
        check(words.personal(manner, replace(view, page=page, theme="dark")))


def test_times_are_told_in_the_persons_zone_and_results_in_their_units() -> None:
    voice = Voice(Texts(), "en", currency="USD", kind=trade.AccountKind.SIM)
    at = datetime(2026, 7, 1, 12, tzinfo=UTC)
    there = voice.of(ZoneInfo("Asia/Kolkata"), Units.PIPS)

    assert (voice.clock(at), there.clock(at)) == ("12:00 UTC", "17:30")
    view = example(TradeView)
    assert view.instrument is not None
    assert view.quote is not None
    gained = view.quote.closing(view.trade.side) - view.trade.main.entry
    points = gained * view.trade.side.sign / view.instrument.point
    pips = points / 10 if view.instrument.digits % 2 else points
    assert f"{pips:+,.1f} pips" in stands(view, there)
    assert "pips" not in stands(view, voice)
    for spoken in (voice, there):
        assert voice.money(view.result) in stands(view, spoken)
