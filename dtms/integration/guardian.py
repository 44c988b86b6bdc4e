"""The composition root of the seeds' functions: one engine, a read model any thread may read."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from types import MappingProxyType

from dtms.adapters.logs import LogSink, line_of
from dtms.core.commands import Outcome, Register, SetMode, TradeCommand, Verb
from dtms.core.errors import BadInput, BrokerUnavailable, JournalUnavailable, UnknownSymbol
from dtms.core.events import Fact, TradeRegistered
from dtms.core.notices import notice_of
from dtms.core.trade import Guard, Trade, TradeKey
from dtms.engine.engine import Check, Engine
from dtms.engine.run_now import run_now
from dtms.engine.views import EngineView, Views
from dtms.integration.answers import (
    NOT_FOUND,
    ActionRecord,
    Circumstances,
    SystemStatus,
    TradeStatus,
    action_record,
    system_status,
    trade_status,
    unknown_trade,
)
from dtms.integration.building import build
from dtms.integration.claims import Claim, differences
from dtms.integration.guests import Guests
from dtms.integration.setup import Setup
from dtms.ports import Recorded

_LOG = logging.getLogger("dtms_integration")
_PROGRAM = 0  # who gives the commands that this program's own code gives
_ACTIONS_KEPT = 1000
_TRADES_KEPT = 1000
_CYCLES_WAITED = 3  # for a position just ordered to appear in the terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What was true after the last step; replaced as a whole, never changed."""

    view: EngineView
    trades: Mapping[int, Trade]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    work: Callable[[], bool]
    answer: Future[bool]


class _Inbox:
    """Keeps recorded facts until the step that recorded them is over."""

    def __init__(self) -> None:
        self._facts: list[Fact] = []

    def publish(self, recorded: tuple[Recorded, ...]) -> None:
        """Take note of facts that are already journalled."""
        self._facts.extend(item.fact for item in recorded)

    def taken(self) -> list[Fact]:
        """Return what came since the last call."""
        facts, self._facts = self._facts, []
        return facts


class Guardian:
    """One engine on one terminal in this process.

    Terminal and journal answer at the first step of every coroutine, so a call is carried out at
    once, with or without a running loop. What cannot be, because it comes from another thread or
    from within a step, waits for the next cycle.

    Args:
        terminal: A module shaped like MetaTrader5, connected or not.
        binance: Not used yet: the score takes the broker's volume; said in the warnings.
        messenger: Anything with `send_message(text)`; gets what a person should know.
        setup: What was chosen.

    Raises:
        BadInput: The module lacks functions, or the data directory cannot be used.
        BrokerUnavailable: The terminal does not answer.
    """

    def __init__(
        self, terminal: object, *, binance: object | None, messenger: object | None, setup: Setup
    ) -> None:
        self.monitoring = False
        self._thread = threading.get_ident()
        self._busy = False
        self._jobs: deque[_Job] = deque()
        self._waiting: dict[int, tuple[Claim, int]] = {}
        self._warnings: dict[int, tuple[str, ...]] = {}
        self._symbols: dict[TradeKey, str] = {}
        self._actions: tuple[ActionRecord, ...] = ()
        self._inbox = _Inbox()
        self._clock = setup.clock
        self._guests = Guests(setup.on_fact, messenger)
        self._complaints = _complaints(binance, messenger, self._guests)
        built = build(terminal, setup, sinks=(LogSink(self._symbols.get), self._inbox))
        self._station, self._store = built.station, built.store
        self._engine = Engine(built.station)
        with built.resources as resources:
            self._start(setup)
            self._resources = resources.pop_all()

    def _start(self, setup: Setup) -> None:
        ledger = self._station.ledger
        run_now(self._engine.start())
        self._symbols.update({key: trade.symbol for key, trade in ledger.trades.items()})
        if setup.mode is not None and ledger.settings.mode is not setup.mode:
            order = SetMode(account=ledger.account, key=None, mode=setup.mode, by=_PROGRAM)
            run_now(self._engine.handle(order))
        before = run_now(self._store.journal.actions(limit=_ACTIONS_KEPT))
        for item in reversed(before):
            self._keep(item.fact)
        self._views = Views(self._engine)
        view = run_now(self._views.engine())
        self._seen = _Seen(view=view, trades=self._by_ticket())
        self._deliver()

    def close(self) -> None:
        """Let go of journal, logs and data directory."""
        self._own_thread()
        self.monitoring = False
        while self._jobs:
            self._jobs.popleft().answer.cancel()
        self._resources.close()

    # --- calls

    def add(self, claim: Claim) -> Future[bool]:
        """Guard a position of the broker's book."""
        return self._submit(lambda: self._add(claim))

    def remove(self, ticket: int) -> Future[bool]:
        """Guard a trade no longer."""
        return self._submit(lambda: self._remove(ticket))

    def cycle(self) -> bool:
        """Do what was queued, then look at every trade; False when nothing was looked at.

        Raises:
            BadInput: Called from another thread than the one that began.
        """
        self._own_thread()
        if self._busy:
            return False
        while self._jobs:
            job = self._jobs.popleft()
            self._carry_out(job)
        if not self.monitoring:
            return False
        return self._step(self._check)

    def send_messages(self) -> None:
        """Send what a person should know; needs a running loop."""
        self._guests.send()

    # --- reads, from any thread

    def system_status(self) -> SystemStatus:
        """Return the engine at a glance."""
        around = Circumstances(
            monitoring=self.monitoring,
            account=str(self._station.ledger.account),
            now=self._clock.market(),
            queued=len(self._jobs),
            warnings=self._complaints,
        )
        return system_status(self._seen.view, around)

    def trade_status(self, ticket: int) -> TradeStatus:
        """Return one trade; an unknown one is UNSCORED."""
        warnings = self._warnings.get(ticket, ())
        trade = self._seen.trades.get(ticket)
        if trade is None:
            return unknown_trade(ticket, warnings)
        return trade_status(trade, warnings)

    def actions(self, ticket: int | None) -> list[ActionRecord]:
        """Return what was done and refused, oldest first."""
        return [item for item in self._actions if ticket is None or item["ticket"] == ticket]

    # --- inside

    def _submit(self, work: Callable[[], bool]) -> Future[bool]:
        job = _Job(work=work, answer=Future())
        if threading.get_ident() != self._thread or self._busy:
            self._jobs.append(job)
        else:
            self._carry_out(job)
        return job.answer

    def _carry_out(self, job: _Job) -> None:
        if not job.answer.set_running_or_notify_cancel():
            return
        try:
            job.answer.set_result(self._step(job.work))
        except JournalUnavailable as error:  # for whoever gave the command
            job.answer.set_exception(error)

    def _step(self, work: Callable[[], bool]) -> bool:
        self._busy = True
        try:
            result = work()
            self._look()
        finally:
            self._busy = False
        self._deliver()
        return result

    def _check(self) -> bool:
        try:
            for claim, _ in tuple(self._waiting.values()):
                self._add(claim)  # before the check would adopt it as somebody else's
            looked = self._engine.fast_checks
            run_now(self._engine.handle(Check()))
        except JournalUnavailable:  # told once by the engine; nothing was sent
            return False
        return self._engine.fast_checks > looked

    def _add(self, claim: Claim) -> bool:
        order = Register(key=self._key(claim.ticket), guard=Guard.GUARDED, by=_PROGRAM)
        reply = run_now(self._engine.handle(order))
        if reply.outcome is Outcome.DONE:
            self._waiting.pop(claim.ticket, None)
            self._warnings[claim.ticket] = self._differences(claim)
            return True
        _, tries = self._waiting.pop(claim.ticket, (claim, 0))
        tries += reply.outcome is Outcome.NOT_FOUND
        if tries <= _CYCLES_WAITED:
            self._waiting[claim.ticket] = (claim, tries)
        why = NOT_FOUND if reply.refusal is None else reply.refusal.value
        self._warnings[claim.ticket] = (why,)
        return False

    def _remove(self, ticket: int) -> bool:
        self._waiting.pop(ticket, None)
        order = TradeCommand(key=self._key(ticket), verb=Verb.RELEASE, by=_PROGRAM)
        reply = run_now(self._engine.handle(order))
        refused = () if reply.refusal is None else (reply.refusal.value,)
        self._warnings[ticket] = refused
        return reply.outcome is Outcome.DONE

    def _differences(self, claim: Claim) -> tuple[str, ...]:
        """Compare a claim with the book; what differs becomes a warning, nothing else."""
        broker = self._station.broker
        try:
            positions = run_now(broker.positions())
            held = next((item for item in positions if item.ticket == claim.ticket), None)
            if held is None:
                return (NOT_FOUND,)
            instrument = run_now(broker.instrument(held.symbol))
        except (BrokerUnavailable, UnknownSymbol):
            return ("not_checked",)
        return differences(claim, held, instrument)

    def _look(self) -> None:
        """Make the read model anew; without a journal the former one stays."""
        try:
            view = run_now(self._views.engine())
            trades = dict(self._seen.trades)
            live = self._by_ticket()
            for ticket in set(trades) - set(live):
                if not trades[ticket].is_finished:  # finished in this step: its last word
                    last = run_now(self._station.journal.trade(self._key(ticket)))
                    trades[ticket] = last or trades[ticket]
        except JournalUnavailable:
            return
        trades.update(live)
        kept = list(trades.items())[-_TRADES_KEPT:]
        self._seen = _Seen(view=view, trades=MappingProxyType(dict(kept) | live))

    def _by_ticket(self) -> dict[int, Trade]:
        return {key.position: trade for key, trade in self._station.ledger.trades.items()}

    def _deliver(self) -> None:
        """Hand the facts of the finished step to the guests, who may call again from within."""
        for fact in self._inbox.taken():
            self._keep(fact)
            self._guests.tell(fact)
            if notice_of(fact) is not None:
                self._guests.announce(line_of(fact, self._symbol(fact)))

    def _symbol(self, fact: Fact) -> str | None:
        key = getattr(fact, "key", None)
        return self._symbols.get(key) if isinstance(key, TradeKey) else None

    def _keep(self, fact: Fact) -> None:
        if isinstance(fact, TradeRegistered):
            self._symbols[fact.key] = fact.symbol
        record = action_record(fact, self._symbols)
        if record is not None:
            self._actions = (*self._actions, record)[-_ACTIONS_KEPT:]

    def _key(self, ticket: int) -> TradeKey:
        return TradeKey(account=self._station.ledger.account, position=ticket)

    def _own_thread(self) -> None:
        if threading.get_ident() != self._thread:
            raise BadInput(
                field="run_dtms_monitoring_cycle",
                problem="called from another thread than initialize_dtms",
                remedy="Initialise and run the cycle in one thread; reads may come from any",
            )


def _complaints(
    binance: object | None, messenger: object | None, guests: Guests
) -> tuple[str, ...]:
    found = []
    if binance is not None:
        found.append("binance_service_unused")
    if messenger is not None and not guests.can_send:
        found.append("telegram_service_has_no_send_message")
    return tuple(found)
