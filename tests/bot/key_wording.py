"""Keys and values instead of words, so that tests of the bot do not depend on any language."""

from dataclasses import fields, is_dataclass
from enum import Enum
from html import escape
from typing import Final

from bot.bridge.model.saying import Answered, Card, Growing, ModelSaid, Unanswered
from bot.bridge.saying import Spoken
from bot.ordering.saying import Choice, PanicView, Said
from bot.paging import Page
from bot.people.saying import Personal
from bot.wording import CommandName, HealthView, NewsView, Terms, Word
from dtms.adapters.journal.history import Explanation
from dtms.adapters.journal.outbox import Delivery
from dtms.core.chart import Chart
from dtms.core.commands import Verb
from dtms.core.events import ProposalEnd
from dtms.core.trade import AccountId, Trade, TradeKey
from dtms.engine.desk import Reply
from dtms.engine.entry import Pending
from dtms.engine.hints import Hint
from dtms.engine.rails_view import RailsView
from dtms.engine.reporting import Report
from dtms.engine.views import EngineView, HedgeView, StatusView, StopOffer, TradeView
from dtms.ports import Recorded

_DEPTH: Final = 2


class KeyWording:
    languages: tuple[str, ...] = ("en", "ru", "es", "pt", "de", "zh", "ar")

    def language(self, *wanted: str | None) -> str:
        codes = (code.partition("-")[0].lower() for code in wanted if code)
        return next((code for code in codes if code in self.languages), self.languages[0])

    def name(self, language: str) -> str:
        return language

    def word(self, language: str, word: Word) -> str:
        return f"{language}:{word.value}"

    def label(self, language: str, of: Enum) -> str:
        return f"{language}:{of.value}"

    def command(self, language: str, command: CommandName) -> str:
        return f"{language}:{command.value}"

    def outcome(self, language: str, verb: Verb | None, reply: Reply) -> str:
        refusal = "" if reply.refusal is None else f" {reply.refusal.value}"
        of = "" if verb is None else f"{verb.value} "
        return f"{language}:{of}{reply.outcome.value}{refusal}"

    def confirm(self, language: str, verb: Verb, view: TradeView, hedge: HedgeView | None) -> str:
        shown: object = view if hedge is None else hedge
        return f"{language}:confirm {verb.value}\n{_dump(shown)}"

    def status(self, language: str, view: StatusView) -> str:
        return f"{language}:status\n{_dump(view)}"

    def engine(self, language: str, view: EngineView) -> str:
        return f"{language}:dtms\n{_dump(view)}"

    def rails(self, language: str, view: RailsView) -> str:
        return f"{language}:rails\n{_dump(view)}"

    def trades(self, language: str, view: StatusView, page: Page) -> str:
        lines = (f"{_number(one)} {one.trade.state.value}" for one in page.cut(view.trades))
        return "\n".join((f"{language}:trades {page.number + 1}/{page.count}", *lines))

    def trade(self, language: str, view: TradeView, hints: tuple[Hint, ...]) -> str:
        """Return a trade's card."""
        del hints
        return f"{language}:trade {_number(view)} {view.trade.state.value}\n{_dump(view.trade)}"

    def hedge(self, language: str, view: HedgeView) -> str:
        return f"{language}:hedge\n{_dump(view)}"

    def proposal(self, language: str, ended: ProposalEnd | Terms) -> str:
        """Return what stands under a proposal."""
        if isinstance(ended, ProposalEnd):
            return f"{language}:ended {ended.value}"
        priced = "" if ended.hedge is None else f"\n{self.hedge(language, ended.hedge)}"
        return f"{language}:left {ended.left.total_seconds():.0f}{priced}"

    def chart(self, language: str, trade: Trade, chart: Chart) -> str:
        return f"{language}:chart {trade.symbol} {trade.key.position} {len(chart.bars)}"

    def report(self, language: str, report: Report) -> str:
        return f"{language}:report {len(report.trades)}\n{_dump(report)}"[:1000]

    def news(self, language: str, view: NewsView) -> str:
        titles = (escape(event.title) for event in view.events)
        return "\n".join((f"{language}:news", *titles, _dump(view)))

    def why(self, language: str, explanation: Explanation) -> str:
        return f"{language}:why\n{_dump(explanation)}"

    def history(self, language: str, actions: tuple[Recorded, ...]) -> str:
        lines = (f"{one.seq} {type(one.fact).__name__}" for one in actions)
        return "\n".join((f"{language}:history", *lines))

    def health(self, language: str, view: HealthView) -> str:
        return f"{language}:health\n{_dump(view)}"

    def ordering(self, language: str, said: Said) -> str:
        name = said.value if isinstance(said, Enum) else type(said).__name__.lower()
        return f"{language}:{name}\n{_dump(said)}"

    def model(self, language: str, said: ModelSaid) -> str:
        match said:
            case Enum():
                return f"{language}:model {said.value}"
            case Growing():
                return f"{language}:growing\n{escape(said.text, quote=False)}"
            case Answered():
                trouble = "" if said.trouble is None else f" {said.trouble.value}"
                reasons = "".join(f" {one.reason.value}" for one in said.declined)
                head = f"{language}:answered {said.sent.value}{trouble}{reasons} {said.unread}"
                return f"{head}\n{escape(said.text, quote=False)}"
            case Unanswered():
                return f"{language}:unanswered {said.trouble.value}"
            case Card():
                return f"{language}:card moved={said.moved}\n{_dump(said.shown)}"

    def choice(self, language: str, choice: Choice) -> str:
        return f"{language}:{choice.kind.value} {choice.symbol or choice.amount}"

    def orders(self, language: str, pending: tuple[Pending, ...]) -> str:
        return f"{language}:orders\n" + "\n".join(_dump(one) for one in pending)

    def withdrawing(self, language: str, pending: Pending) -> str:
        return f"{language}:withdrawing\n{_dump(pending)}"

    def spoken(self, language: str, of: Spoken) -> str:
        name = of.value if isinstance(of, Enum) else f"{of.doubt.value} {of.token}"
        return f"{language}:spoken {name}"

    def panic(self, language: str, view: PanicView) -> str:
        lines = (f"{one.target.ticket} {one.fate.value} {one.reason}" for one in view.lines)
        return "\n".join((f"{language}:panic {view.stage.value}", *lines))

    def contract(self, language: str, view: TradeView) -> str:
        return f"{language}:contract {_number(view)}\n{_dump(view.trade.contract)}"

    def alert(
        self,
        language: str,
        delivery: Delivery,
        trade: Trade | None,
        offer: StopOffer | None = None,
    ) -> str:
        head = f"{language}:{type(delivery.fact).__name__} #{delivery.seq}"
        card = "" if trade is None else f"\n{trade.symbol} {trade.key.position} {trade.state.value}"
        stop = "" if offer is None else f"\noffer {offer.price} {offer.result:.2f}"
        return f"<b>{head}</b>\n{_dump(delivery.fact)}{card}{stop}"

    def personal(self, language: str, said: Personal) -> str:
        name = type(said).__name__
        return f"{language}:{name[0].lower()}{name[1:]}\n{_dump(said)}"

    def summary(self, language: str, deliveries: tuple[Delivery, ...]) -> str:
        lines = (f"{type(one.fact).__name__} #{one.seq}" for one in deliveries)
        return "\n".join((f"{language}:summary", *lines))

    def digest(self, language: str, deliveries: tuple[Delivery, ...]) -> str:
        lines = (f"{type(one.fact).__name__} #{one.seq}" for one in deliveries)
        return "\n".join((f"{language}:digest", *lines))


def _number(view: TradeView) -> str:
    return f"{view.trade.symbol} {view.trade.key.position}"


def _dump(value: object) -> str:
    return escape("\n".join(_lines(value, "", _DEPTH)), quote=False)[:3500]


def _lines(value: object, prefix: str, depth: int) -> list[str]:
    if isinstance(value, TradeKey | AccountId):
        return [f"{prefix}{name}: {part}" for name, part in value._asdict().items()]
    if not is_dataclass(value):
        shown = value.value if isinstance(value, Enum) else value
        return [f"{prefix[:-1]}: {shown}"]
    if not depth:
        return []
    found = []
    for one in fields(value):
        found += _lines(getattr(value, one.name), f"{prefix}{one.name}.", depth - 1)
    return found
