"""Every word the bot says, from the Fluent files; the one implementation of `Wording`."""

from collections.abc import Iterable
from enum import Enum

from bot.bridge.model.pricing import TellShown
from bot.bridge.model.saying import Card, ModelNote, ModelSaid
from bot.bridge.saying import Spoken
from bot.ordering.saying import Choice, PanicScope, PanicView, Said
from bot.paging import Page
from bot.people.choices import Authorised
from bot.people.kinds import Kind, Loudness
from bot.people.manner import Units, units_of, zone_of
from bot.people.role import Role
from bot.people.saying import Personal, Tab
from bot.pictures.canvas import Theme
from bot.texts import Texts, key_of
from bot.voice import Voice
from bot.wording import CommandName, HealthView, NewsView, Terms, Word
from bot.words import bridge, cards, contract, model, ordering, people, pictures
from bot.words.facts import Telling, told
from bot.words.hedging import hedge_card, hedge_terms
from bot.words.layout import table
from bot.words.news import news_card
from bot.words.panic import panic_card
from bot.words.rails import rails_card
from dtms.adapters.journal.history import Explanation
from dtms.adapters.journal.outbox import Delivery
from dtms.core.actions import kind_of
from dtms.core.chart import Chart
from dtms.core.commands import Outcome, Verb
from dtms.core.events import Fact, ProposalEnd
from dtms.core.notices import notice_of
from dtms.core.policy import Mode
from dtms.core.trade import AccountKind, Ban, Trade
from dtms.engine.desk import Reply
from dtms.engine.entry import Pending
from dtms.engine.hints import Hint
from dtms.engine.rails_view import RailsView
from dtms.engine.reporting import Report
from dtms.engine.views import EngineView, HedgeView, StatusView, StopOffer, TradeView
from dtms.ports import Recorded

_MOST_FACTS = 12  # told in one message
_LABELS: tuple[tuple[type[Enum], str], ...] = (
    (Word, "word"),
    (Verb, "verb"),
    (Mode, "mode"),
    (Role, "role"),
    (Tab, "page"),
    (Units, "units"),
    (Kind, "notice"),
    (Loudness, "loudness"),
    (Authorised, "authorised"),
    (Theme, "theme"),
    (Ban, "ban"),
    (PanicScope, "panic"),
    (ModelNote, "model"),
)
_NOTED = frozenset(
    {
        Verb.ACKNOWLEDGE,
        Verb.HOLD,
        Verb.GUARD,
        Verb.WATCH,
        Verb.IGNORE,
        Verb.RELEASE,
        Verb.EXTEND_TIMER,
        Verb.KEEP,
        Verb.VETO,
        Verb.GO_ON,
    }
)


class FluentWording:
    """Speaks every language there is a folder for.

    Args:
        texts: All messages.
        currency: Of the account.
        kind: What money is at stake; shown in every announcement.
    """

    def __init__(self, texts: Texts, *, currency: str, kind: AccountKind) -> None:
        self._texts = texts
        self._voices = {
            language: Voice(texts, language, currency=currency, kind=kind)
            for language in texts.languages
        }
        self._personal: dict[tuple[str, str, Units], Voice] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the codes of the languages there are, the fallback first."""
        return self._texts.languages

    def language(self, *wanted: str | None) -> str:
        """Return the first wanted language that there is, or the fallback."""
        return self._texts.choose(wanted)

    def name(self, language: str) -> str:
        """Return what a language calls itself."""
        return self._voice(language).say("language-name")

    def word(self, language: str, word: Word) -> str:
        """Return a short text."""
        return self._voice(language).name("word", word)

    def label(self, language: str, of: Enum) -> str:
        """Return a button's label."""
        area = next(area for kind, area in _LABELS if isinstance(of, kind))
        return self._voice(language).name(area, of)

    def command(self, language: str, command: CommandName) -> str:
        """Return what a command does."""
        return self._voice(language).name("command", command)

    def outcome(self, language: str, verb: Verb | None, reply: Reply) -> str:
        """Return what became of a person's order."""
        voice = self._voice(language)
        if reply.outcome is Outcome.REFUSED and reply.refusal is not None:
            return voice.say("outcome-refused", reason=voice.name("refusal", reply.refusal))
        if reply.outcome is Outcome.DONE and (verb is None or verb in _NOTED):
            return voice.say("outcome-noted")
        return voice.name("outcome", reply.outcome)

    def confirm(self, language: str, verb: Verb, view: TradeView, hedge: HedgeView | None) -> str:
        """Return the question before a risky order, with its price."""
        voice = self._voice(language)
        what = cards.heading(view.trade, voice)
        if hedge is not None and verb is Verb.HEDGE:
            return f"{voice.say('confirm-hedge')}\n{hedge_card(hedge, voice)}"
        key = key_of("confirm", verb)
        if self._texts.has(language, key):
            question = voice.say(key, what=what)
        else:
            question = voice.say("confirm-other", verb=voice.name("verb", verb), what=what)
        return f"{question}\n{voice.say('confirm-result', result=voice.money(view.result))}"

    def status(self, language: str, view: StatusView) -> str:
        """Return the account at a glance."""
        return cards.status(view, self._voice(language))

    def rails(self, language: str, view: RailsView) -> str:
        """Return every limit with what is left of it."""
        voice = self._voice(language)
        return voice.join((f"{cards.banner(voice)} {rails_card(view, voice)}",))

    def engine(self, language: str, view: EngineView) -> str:
        """Return the engine at a glance."""
        return cards.engine(view, self._voice(language))

    def trades(self, language: str, view: StatusView, page: Page) -> str:
        """Return a page of the list of trades."""
        return cards.trades(view, self._voice(language), page)

    def trade(self, language: str, view: TradeView, hints: tuple[Hint, ...]) -> str:
        """Return a trade's card, with what would change its state."""
        return cards.trade(view, self._voice(language), hints)

    def contract(self, language: str, view: TradeView) -> str:
        """Return what may be chosen for a trade, and what is."""
        return contract.card(view, self._voice(language))

    def hedge(self, language: str, view: HedgeView) -> str:
        """Return what a hedge would be, and cost."""
        return hedge_card(view, self._voice(language))

    def proposal(self, language: str, ended: ProposalEnd | Terms) -> str:
        """Return what stands under a proposal: what is left of it, or how it ended."""
        voice = self._voice(language)
        if isinstance(ended, ProposalEnd):
            return voice.say("proposal-over", how=voice.name("proposalend", ended))
        lines = [voice.say("proposal-left", span=voice.span(ended.left))]
        if ended.hedge is not None:
            lines += hedge_terms(ended.hedge, voice)
        return voice.join(lines)

    def chart(self, language: str, trade: Trade, chart: Chart) -> str:
        """Return what a trade's picture shows."""
        return pictures.chart(trade, chart, self._voice(language))

    def report(self, language: str, report: Report) -> str:
        """Return what a report's picture shows."""
        return pictures.report(report, self._voice(language))

    def news(self, language: str, view: NewsView) -> str:
        """Return blackouts and what is coming."""
        voice = self._voice(language)
        return voice.join((f"{cards.banner(voice)} {news_card(view, voice)}",))

    def why(self, language: str, explanation: Explanation) -> str:
        """Return how a decision came about: inputs, orders, and what followed."""
        voice = self._voice(language)
        number = "?" if explanation.number is None else str(explanation.number)
        title = f"{cards.banner(voice)} {voice.say('why-title', id=number)}"
        lines = [title, *_inputs(explanation, voice)]
        if explanation.intents:
            lines += ["", voice.say("why-orders")]
        for intent in explanation.intents:
            code = voice.say("none") if intent.retcode is None else str(intent.retcode)
            action = voice.name("action", kind_of(intent.action))
            state = voice.name("intent", intent.state)
            lines.append(voice.say("why-order", action=action, state=state, code=code))
        told_of = [one for one in explanation.facts if notice_of(one.fact) is not None]
        if told_of:
            lines += ["", voice.say("why-facts"), *_listed(told_of, voice)]
        return voice.join(lines)

    def history(self, language: str, actions: tuple[Recorded, ...]) -> str:
        """Return what was done and refused, the newest first."""
        voice = self._voice(language)
        title = f"{cards.banner(voice)} {voice.say('history-title')}"
        said = _listed(actions, voice) or [voice.say("history-none")]
        return voice.join((title, *said))

    def health(self, language: str, view: HealthView) -> str:
        """Return the progress of each part."""
        voice = self._voice(language)
        checked = voice.say("health-never")
        if view.last_check is not None:
            checked = voice.moment(view.last_check)
        oldest = "" if view.oldest_waiting is None else voice.clock(view.oldest_waiting)
        parts = [
            (voice.name("part", part), voice.ago(since, view.at)) for part, since in view.progress
        ]
        return voice.join(
            (
                f"{cards.banner(voice)} {voice.say('health-title')}",
                *table(parts, voice),
                voice.say("health-check", time=checked),
                voice.say("health-waiting", count=view.waiting, oldest=oldest),
            )
        )

    def personal(self, language: str, said: Personal) -> str:
        """Return what is said about people and to them."""
        return people.personal(said, self._voice(language))

    def ordering(self, language: str, said: Said) -> str:
        """Return what order entry has to say."""
        return ordering.said(said, self._voice(language))

    def model(self, language: str, said: ModelSaid) -> str:
        """Return what the model bridge has to say."""
        if isinstance(said, Card) and isinstance(said.shown, TellShown):
            shown = said.shown
            question = self.confirm(language, shown.command.verb, shown.view, shown.hedge)
            return model.card(said, question, self._voice(language))
        return model.said(said, self._voice(language))

    def choice(self, language: str, choice: Choice) -> str:
        """Return the label of a typical answer."""
        return ordering.choice(choice, self._voice(language))

    def orders(self, language: str, pending: tuple[Pending, ...]) -> str:
        """Return the pending orders."""
        return ordering.orders(pending, self._voice(language))

    def withdrawing(self, language: str, pending: Pending) -> str:
        """Return the question before a pending order is taken back."""
        return ordering.withdrawing(pending, self._voice(language))

    def spoken(self, language: str, of: Spoken) -> str:
        """Return what a conversation has to say."""
        return bridge.spoken(of, self._voice(language))

    def panic(self, language: str, view: PanicView) -> str:
        """Return a panic as it stands."""
        return panic_card(view, self._voice(language))

    def alert(
        self,
        language: str,
        delivery: Delivery,
        trade: Trade | None,
        offer: StopOffer | None = None,
    ) -> str:
        """Return an announcement; `delivery.seq` is shown, so that a duplicate is seen as one."""
        voice = self._voice(language)
        foot = voice.say(
            "foot",
            kind=voice.name("kind", voice.kind),
            time=voice.clock(delivery.fact.at),
            id=str(delivery.seq),
        )
        body = told(delivery.fact, Telling(voice=voice, trade=trade))
        proposed = () if offer is None else (contract.offered(offer, voice),)
        return voice.join((_subject(delivery.fact, trade, voice), body, *proposed, foot))

    def summary(self, language: str, deliveries: tuple[Delivery, ...]) -> str:
        """Return what several trades did in one check, in its order."""
        voice = self._voice(language)
        recorded = [Recorded(seq=one.seq, fact=one.fact) for one in deliveries]
        trades = {_position(one.fact) for one in deliveries}
        title = voice.say("told-together", count=voice.number(len(trades)))
        return voice.join((title, *_listed(recorded, voice)))

    def digest(self, language: str, deliveries: tuple[Delivery, ...]) -> str:
        """Return announcements that waited too long as one; the newest matter most."""
        voice = self._voice(language)
        recorded = [Recorded(seq=one.seq, fact=one.fact) for one in deliveries]
        return voice.join((voice.say("digest"), *_listed(reversed(recorded), voice)))

    def _voice(self, language: str) -> Voice:
        code = self._texts.choose((language,))
        zone, units = zone_of(language), units_of(language)
        key = (code, zone.key, units)
        if key not in self._personal:
            self._personal[key] = self._voices[code].of(zone, units)
        return self._personal[key]


def _inputs(explanation: Explanation, voice: Voice) -> list[str]:
    decision = explanation.decision
    if decision is None:
        return []
    quote, assessment = decision.quote, decision.assessment
    bid, ask = voice.price(quote.bid), voice.price(quote.ask)
    lines = [voice.moment(decision.at), voice.say("why-price", bid=bid, ask=ask)]
    if assessment is None:
        return lines
    score, time = voice.points(assessment.total), voice.clock(assessment.m5_closed)
    lines.append(voice.say("trade-score", score=score, time=time))
    return lines + cards.score_parts(assessment, voice)


def _listed(recorded: Iterable[Recorded], voice: Voice) -> list[str]:
    lines = []
    for item in list(recorded)[:_MOST_FACTS]:
        position = _position(item.fact)
        what = told(item.fact, Telling(voice=voice, trade=None)).replace("\n", " ")
        lines.append(
            voice.say(
                "history-line",
                time=voice.clock(item.fact.at),
                ticket="?" if position is None else str(position),
                what=what,
            )
        )
    return lines


def _position(fact: Fact) -> int | None:
    key = getattr(fact, "key", None)
    return None if key is None else key.position


def _subject(fact: Fact, trade: Trade | None, voice: Voice) -> str:
    if trade is not None:
        return cards.heading(trade, voice)
    position = _position(fact)
    if position is not None:
        return voice.say("head-unknown", ticket=str(position))
    account = getattr(fact, "account", None)
    return voice.say("head-account", account=str(account))
