"""The trades in memory: always the fold of what the journal holds, never ahead of it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from dtms.core.account import AccountBook, entered
from dtms.core.events import (
    ACCOUNT_FACTS,
    AccountFact,
    CancelSent,
    Fact,
    IntentSent,
    IntentSettled,
    Lookout,
    ModeSet,
    Noticed,
    OrderEnded,
    OrderFilled,
    OrderRefused,
    OrderSent,
    Paused,
    Resumed,
)
from dtms.core.evolve import evolve
from dtms.core.intents import Intent, IntentState
from dtms.core.policy import Mode
from dtms.core.trade import AccountId, Trade, TradeKey
from dtms.ports import AccountSettings, Changes, EventSink, Journal, Recorded

_SETTING = ModeSet | Paused | Resumed


class Ledger:
    """Records facts: journal first, then memory, then whoever listens."""

    def __init__(self, *, account: AccountId, journal: Journal, sinks: Sequence[EventSink]) -> None:
        self.account = account
        self.trades: dict[TradeKey, Trade] = {}
        self.intents: dict[int, Intent] = {}
        self.known: set[int] = set()
        self.settings = AccountSettings(mode=Mode.OBSERVE, paused=False)
        self._stored = False  # whether the settings were ever recorded
        self.book = AccountBook()
        self.outcomes: tuple[Fact, ...] = ()  # of the orders before the start
        self.endings: tuple[Trade, ...] = ()  # the trades that ended before the start
        self.twin = False  # somebody else polls the same bot
        self.clock_doubted = False  # it jumped, and no price confirmed it since
        self.rival = False  # another installation trades on the account
        self.orders = 0  # sendings and settlements since the start
        self._journal = journal
        self._sinks = list(sinks)

    def listen(self, sink: EventSink) -> None:
        """Let somebody hear of every fact from now on."""
        self._sinks.append(sink)

    async def load(self, *, default_mode: Mode) -> None:
        """Read back what was recorded before; `default_mode` holds for an account never seen."""
        stored = await self._journal.load(self.account)
        self.trades = {trade.key: trade for trade in stored.trades}
        self.intents = {intent.id: intent for intent in stored.intents}
        self.known = set(stored.known)
        self._stored = stored.settings is not None
        self.settings = stored.settings or AccountSettings(mode=default_mode, paused=False)
        base = () if stored.equity_base is None else (stored.equity_base,)
        self.book = entered(AccountBook(), (*base, *stored.account_facts))
        self.outcomes, self.endings = stored.outcomes, stored.endings

    async def recall(self, key: TradeKey) -> Trade | None:
        """Return a trade, fetching a finished one back from the journal."""
        if key not in self.trades:
            trade = await self._journal.trade(key)
            if trade is None:
                return None
            self.trades[key] = trade
        return self.trades[key]

    async def record(
        self, facts: Iterable[Fact], *, intents: Sequence[Intent] = ()
    ) -> tuple[Recorded, ...]:
        """Write facts and intents in one transaction and fold them.

        Raises:
            JournalUnavailable: Nothing was written, and nothing changed in memory.
        """
        listed = tuple(facts)
        if not listed and not intents:
            return ()
        trades = self._fold(listed)
        settings = self._settings_after(listed)
        chosen = any(isinstance(fact, _SETTING) and self.changes(fact) for fact in listed)
        recorded = await self._journal.commit(
            Changes(
                facts=listed,
                trades=tuple(trades.values()),
                intents=tuple(intents),
                settings=((self.account, settings),) if chosen else (),
            )
        )
        self._stored = self._stored or chosen
        self._take(trades, intents, settings, listed)
        for sink in self._sinks:
            sink.publish(recorded)
        return recorded

    async def notice(self, what: Lookout, *, at: datetime) -> None:
        """Record what the guardian noticed about itself or its surroundings.

        Raises:
            JournalUnavailable: Nothing was written.
        """
        await self.record((Noticed(account=self.account, at=at, what=what),))

    def changes(self, fact: AccountFact) -> bool:
        """Claim that a fact would change what is stored of the account's settings."""
        first = isinstance(fact, ModeSet) and not self._stored
        return first or self._settings_after((fact,)) != self.settings

    def _fold(self, facts: Sequence[Fact]) -> dict[TradeKey, Trade]:
        changed: dict[TradeKey, Trade] = {}
        for fact in facts:
            if not isinstance(fact, ACCOUNT_FACTS):
                before = changed.get(fact.key, self.trades.get(fact.key))
                changed[fact.key] = evolve(before, fact)
        return changed

    def _settings_after(self, facts: Sequence[Fact]) -> AccountSettings:
        settings = self.settings
        for fact in facts:
            if isinstance(fact, ACCOUNT_FACTS):
                settings = _settled(settings, fact)
        return settings

    def _take(
        self,
        trades: dict[TradeKey, Trade],
        intents: Sequence[Intent],
        settings: AccountSettings,
        facts: Sequence[Fact],
    ) -> None:
        self.settings = settings
        for key, trade in trades.items():
            self.known.add(key.position)
            if trade.is_finished:
                self.trades.pop(key, None)
            else:
                self.trades[key] = trade
        for intent in intents:
            if intent.state is IntentState.SETTLED:
                self.intents.pop(intent.id, None)
            else:
                self.intents[intent.id] = intent
        self.book = entered(self.book, _about_account(facts))
        for fact in facts:
            self._note(fact)

    def _note(self, fact: Fact) -> None:
        match fact:
            case (
                IntentSent()
                | IntentSettled()
                | OrderSent()
                | OrderFilled()
                | OrderRefused()
                | OrderEnded()
                | CancelSent()
            ):
                self.orders += 1
            case Noticed(what=Lookout.TWIN | Lookout.TWIN_GONE):
                self.twin = fact.what is Lookout.TWIN
            case Noticed(what=Lookout.CLOCK_JUMPED | Lookout.CLOCK_SYNCED):
                self.clock_doubted = fact.what is Lookout.CLOCK_JUMPED
            case Noticed(what=Lookout.RIVAL | Lookout.RIVAL_GONE):
                self.rival = fact.what is Lookout.RIVAL
            case _:
                pass


def _about_account(facts: Iterable[Fact]) -> Iterator[AccountFact]:
    for fact in facts:
        if isinstance(fact, ACCOUNT_FACTS):
            yield fact


def _settled(settings: AccountSettings, fact: AccountFact) -> AccountSettings:
    match fact:
        case ModeSet():
            return AccountSettings(mode=fact.mode, paused=settings.paused)
        case Paused():
            return AccountSettings(mode=settings.mode, paused=True)
        case Resumed():
            return AccountSettings(mode=settings.mode, paused=False)
        case _:
            return settings
