"""What the handlers ask of the words: read models and facts in, text in a person's language out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from bot.bridge.model.saying import ModelSaid
from bot.bridge.saying import Spoken
from bot.driver import Part
from bot.ordering.saying import Choice, PanicView, Said
from bot.paging import Page
from bot.people.saying import Personal
from dtms.adapters.journal.history import Explanation
from dtms.adapters.journal.outbox import Delivery
from dtms.adapters.news.calendar import CalendarState
from dtms.core.chart import Chart
from dtms.core.commands import Verb
from dtms.core.events import ProposalEnd
from dtms.core.news import Blackout, NewsEvent
from dtms.core.trade import Trade
from dtms.engine.desk import Reply
from dtms.engine.entry import Pending
from dtms.engine.hints import Hint
from dtms.engine.rails_view import RailsView
from dtms.engine.reporting import Report
from dtms.engine.views import EngineView, HedgeView, StatusView, StopOffer, TradeView
from dtms.ports import Recorded


class Word(Enum):
    """A short text of its own; the value is the end of its key."""

    ALREADY_DONE = "already_done"
    OUT_OF_DATE = "out_of_date"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    WORKING = "working"
    LATE = "late"  # a command or tap that came too late to be carried out
    TOO_FAST = "too_fast"  # a flood: what follows is dropped until it ebbs
    FAILED = "failed"
    JOURNAL_LOST = "journal_lost"
    JOURNAL_BACK = "journal_back"
    TERMINAL_ABSENT = "terminal_absent"
    START = "start"
    HELP = "help"
    NO_TRADES = "no_trades"
    NO_TICKET = "no_ticket"  # not a ticket, or not one under watch
    NO_EXPLANATION = "no_explanation"
    CHOOSE_TRADE = "choose_trade"
    CHOOSE_MODE = "choose_mode"
    CHOOSE_LANGUAGE = "choose_language"
    LANGUAGE_SET = "language_set"
    CANCEL = "cancel"
    CONFIRM = "confirm"
    SHOW = "show"
    WITHDRAW = "withdraw"
    PANIC_CONFIRM = "panic_confirm"
    CANCELLED = "cancelled"
    NO_ANSWER = "no_answer"
    WHY = "why"
    CONTRACT = "contract"
    UNTIL = "until"  # a time of day follows
    BACK = "back"
    HANDS_OFF = "hands_off"
    EXITS = "exits"
    PICTURE = "picture"
    REFRESH = "refresh"
    THEME = "theme"  # light or dark
    REPORT_DAY = "report_day"
    REPORT_WEEK = "report_week"
    NO_PICTURE = "no_picture"
    FRESH = "fresh"  # refreshed a moment ago
    NOT_ALLOWED = "not_allowed"  # for a person who is served, but not trusted that far
    SEEN = "seen"  # the button that stops the ringing
    SEEN_NOTED = "seen_noted"
    INVITE_WHOM = "invite_whom"
    REMOVED = "removed"
    HERE_GROUPS = "here_groups"  # /here is for groups
    HERE_SET = "here_set"
    HERE_LEFT = "here_left"
    ZONE_UNKNOWN = "zone_unknown"
    HOURS_UNKNOWN = "hours_unknown"
    SLEEP_PROCEEDS = "sleep_proceeds"


class CommandName(Enum):
    """A command of the bot."""

    START = "start"
    STATUS = "status"
    TRADES = "trades"
    TRADE = "trade"
    CHART = "chart"
    REPORT = "report"
    HEDGE = "hedge"
    BUY = "buy"
    SELL = "sell"
    BRACKET = "bracket"
    PANIC = "panic"
    DTMS = "dtms"
    RAILS = "rails"
    NEWS = "news"
    HISTORY = "history"
    WHY = "why"
    RECEIPT = "receipt"
    MODE = "mode"
    PAUSE = "pause"
    RESUME = "resume"
    SLEEP = "sleep"
    HEALTH = "health"
    SETTINGS = "settings"
    LANGUAGE = "language"
    INVITE = "invite"
    PEOPLE = "people"
    HERE = "here"
    HELP = "help"


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthView:
    """When each part last got something done: people time, except for the market's own."""

    at: datetime
    market_at: datetime
    last_check: datetime | None
    progress: tuple[tuple[Part, datetime | None], ...]
    waiting: int
    oldest_waiting: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsView:
    """Scheduled news for the symbols under watch.

    Attributes:
        at: Market time.
        calendar: What is known of the calendar; None where none is configured.
        blocks: Whether nothing is added while the calendar cannot tell.
        blackouts: Symbols in which nothing is added now, and why.
        events: What is coming for their currencies, the earliest first.
    """

    at: datetime
    calendar: CalendarState | None
    blocks: bool
    blackouts: tuple[tuple[str, Blackout], ...]
    events: tuple[NewsEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """An open proposal: how long it may still be answered, people time, and a hedge's price."""

    left: timedelta
    hedge: HedgeView | None


class Wording(Protocol):
    """Every word the bot says; text is Telegram's HTML unless said otherwise."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the codes of the languages there are, the fallback first."""
        ...

    def language(self, *wanted: str | None) -> str:
        """Return the first wanted language that there is, or the fallback."""
        ...

    def name(self, language: str) -> str:
        """Return what a language calls itself; plain text."""
        ...

    def word(self, language: str, word: Word) -> str:
        """Return a short text."""
        ...

    def label(self, language: str, of: Word | Verb | Enum) -> str:
        """Return a button's label; plain text."""
        ...

    def command(self, language: str, command: CommandName) -> str:
        """Return what a command does, for the menu; plain text."""
        ...

    def outcome(self, language: str, verb: Verb | None, reply: Reply) -> str:
        """Return what became of a person's order."""
        ...

    def confirm(self, language: str, verb: Verb, view: TradeView, hedge: HedgeView | None) -> str:
        """Return the question before a risky order, with its price."""
        ...

    def status(self, language: str, view: StatusView) -> str:
        """Return the account at a glance."""
        ...

    def rails(self, language: str, view: RailsView) -> str:
        """Return every limit with what is left of it."""
        ...

    def engine(self, language: str, view: EngineView) -> str:
        """Return the engine at a glance."""
        ...

    def trades(self, language: str, view: StatusView, page: Page) -> str:
        """Return a page of the list of trades."""
        ...

    def trade(self, language: str, view: TradeView, hints: tuple[Hint, ...]) -> str:
        """Return a trade's card, with what would change its state."""
        ...

    def contract(self, language: str, view: TradeView) -> str:
        """Return what may be chosen for a trade, and what is."""
        ...

    def hedge(self, language: str, view: HedgeView) -> str:
        """Return what a hedge would be, and cost."""
        ...

    def proposal(self, language: str, ended: ProposalEnd | Terms) -> str:
        """Return what stands under a proposal: what is left of it, or how it ended."""
        ...

    def chart(self, language: str, trade: Trade, chart: Chart) -> str:
        """Return what a trade's picture shows, at most 1024 characters."""
        ...

    def report(self, language: str, report: Report) -> str:
        """Return what a report's picture shows, at most 1024 characters."""
        ...

    def news(self, language: str, view: NewsView) -> str:
        """Return blackouts and what is coming."""
        ...

    def why(self, language: str, explanation: Explanation) -> str:
        """Return how a decision came about."""
        ...

    def history(self, language: str, actions: tuple[Recorded, ...]) -> str:
        """Return what was done and refused."""
        ...

    def health(self, language: str, view: HealthView) -> str:
        """Return the progress of each part."""
        ...

    def personal(self, language: str, said: Personal) -> str:
        """Return what is said about people and to them: pages, invitations, briefs, receipts."""
        ...

    def ordering(self, language: str, said: Said) -> str:
        """Return what order entry has to say: a question, a summary, a refusal, a receipt."""
        ...

    def model(self, language: str, said: ModelSaid) -> str:
        """Return what the model bridge has to say: an answer, its footer, a proposal's card."""
        ...

    def choice(self, language: str, choice: Choice) -> str:
        """Return the label of a typical answer; plain text."""
        ...

    def orders(self, language: str, pending: tuple[Pending, ...]) -> str:
        """Return the pending orders."""
        ...

    def withdrawing(self, language: str, pending: Pending) -> str:
        """Return the question before a pending order is taken back."""
        ...

    def spoken(self, language: str, of: Spoken) -> str:
        """Return what a conversation in plain sentences has to say."""
        ...

    def panic(self, language: str, view: PanicView) -> str:
        """Return a panic as it stands."""
        ...

    def alert(
        self,
        language: str,
        delivery: Delivery,
        trade: Trade | None,
        offer: StopOffer | None = None,
    ) -> str:
        """Return an announcement; `delivery.seq` is shown, so that a duplicate is seen as one."""
        ...

    def summary(self, language: str, deliveries: tuple[Delivery, ...]) -> str:
        """Return what several trades did in one check as one announcement."""
        ...

    def digest(self, language: str, deliveries: tuple[Delivery, ...]) -> str:
        """Return announcements that waited too long as one."""
        ...
