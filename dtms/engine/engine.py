"""One door: `Engine.handle`, the same coroutine for live and for history.

It awaits only ports and its own locks; it never sleeps, gathers or starts a task.
"""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta

from dtms.core import events
from dtms.core.commands import (
    CancelOrder,
    CloseNow,
    Command,
    DeskCommand,
    EntryCommand,
    Outcome,
    PlaceBracket,
    PlaceTrade,
    Register,
    SetContract,
    SetLevels,
    TradeCommand,
)
from dtms.core.contract import forbidden_before
from dtms.core.edits import rests_until, stood_off
from dtms.core.errors import (
    BrokerUnavailable,
    DtmsError,
    JournalUnavailable,
    UnknownSymbol,
)
from dtms.core.events import BlindCause, Lookout, Rule
from dtms.core.machine import Circumstances
from dtms.core.policy import Naked, OnDailyLimit, Weekend
from dtms.core.risk import first_stop
from dtms.core.trade import Duty, Flag, Guard, Level, Trade, TradeKey
from dtms.engine.accounts import Rails
from dtms.engine.counters import Counters
from dtms.engine.desk import Desk, Reply
from dtms.engine.duties import Duties
from dtms.engine.enrol import Enrolment
from dtms.engine.entry import Entry
from dtms.engine.executor import Executor, Order
from dtms.engine.exits import Exits
from dtms.engine.judging import Judging
from dtms.engine.lookback import Lookback
from dtms.engine.orders import Orders
from dtms.engine.panic import Panic
from dtms.engine.reconcile import Absences, Comparison, acted_on, compare, missing, reduced
from dtms.engine.station import History, Snapshot, Station
from dtms.engine.survey import Glance, Surveyor
from dtms.engine.sweep import Sweep
from dtms.engine.watch import LinkWatch, TimeWatch

type _Work = Coroutine[object, object, None]

_LOG = logging.getLogger("dtms.engine")
_HISTORY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """It is time to look: quotes, book, timers, rails, and scores that are due.

    Attributes:
        uptime: Real time by a clock that nobody sets; None in history, where there is none.
    """

    uptime: timedelta | None = None


type Input = Check | Command


@dataclass(slots=True)
class Health:
    """Progress, not liveness: when each part last got something done (market time)."""

    started: datetime | None = None
    last_check: datetime | None = None
    terminal_lost: datetime | None = None
    journal_lost: datetime | None = None
    failures: int = 0


class Engine:
    """The guardian of one account."""

    def __init__(self, station: Station) -> None:
        self.station = station
        self.rails = Rails(station)
        self.surveyor = Surveyor(station, self.rails)
        self.judging = Judging(station, self.rails)
        self.health = Health()
        self._executor = Executor(station)
        self._duties = Duties(station, self._executor, self.surveyor, self.rails)
        self._enrolment = Enrolment(station)
        self.exits = Exits(station, self.surveyor)
        self._sweep = Sweep(station, self._executor, self.judging)
        self.desk = Desk(
            station=station,
            duties=self._duties,
            surveyor=self.surveyor,
            judging=self.judging,
            enrolment=self._enrolment,
        )
        self.entry = Entry(
            station=station,
            surveyor=self.surveyor,
            rails=self.rails,
            orders=Orders(station, self._enrolment),
        )
        self.panic = Panic(
            station=station,
            surveyor=self.surveyor,
            executor=self._executor,
            judging=self.judging,
            enrolment=self._enrolment,
        )
        self.counters = Counters()
        station.ledger.listen(self.counters)
        station.ledger.listen(self.desk)
        self._absences = Absences()
        self._failing: set[tuple[str, TradeKey | None]] = set()
        self._locks: dict[TradeKey, asyncio.Lock] = {}
        self._lookback = Lookback(station)
        self._time = TimeWatch(station)
        self._link = LinkWatch(station)
        self.fast_checks = 0

    async def start(self) -> None:
        """Load what was recorded; the first check reconciles it. There is no other start path."""
        station = self.station
        await station.ledger.load(default_mode=station.options.default_mode)
        self.health.started = station.clock.market()
        await station.ledger.notice(Lookout.STARTED, at=self.health.started)

    async def handle(self, given: Input) -> Reply:
        """Take one input through decide, review, execute, record and publish.

        Args:
            given: A check that is due, or a person's command.

        Returns:
            What became of a command; DONE for a check that went through.

        Raises:
            JournalUnavailable: Nothing could be recorded, hence nothing was sent.
        """
        try:
            reply = await self._handle(given)
        except JournalUnavailable:
            if self.health.journal_lost is None:
                self.health.journal_lost = self.station.clock.market()
                _LOG.exception("journal cannot be written; nothing is sent")
            raise
        self.health.journal_lost = None
        return reply

    async def _handle(self, given: Input) -> Reply:
        if isinstance(given, Check):
            await self._check(given)
            return Reply(outcome=Outcome.DONE)
        try:
            if isinstance(given, CloseNow):
                return await self._close_now(given)
            if isinstance(given, PlaceTrade | PlaceBracket | CancelOrder):
                return await self._enter(given)
            return await self._obey(given)
        except BrokerUnavailable:
            return Reply(outcome=Outcome.REFUSED, refusal=events.Refusal.NOT_CONNECTED)

    async def _obey(self, command: DeskCommand) -> Reply:
        if isinstance(command, TradeCommand | SetLevels | Register | SetContract):
            async with self._lock(command.key):
                return await self.desk.obey(command)
        return await self.desk.obey(command)

    async def _close_now(self, command: CloseNow) -> Reply:
        async with self._lock(TradeKey(account=command.account, position=command.ticket)):
            return await self.panic.close(command)

    async def _enter(self, command: EntryCommand) -> Reply:
        """Carry out an order for a new trade, and judge at once what it opened."""
        reply = await self.entry.obey(command)
        key = TradeKey(account=self.station.ledger.account, position=reply.ticket or 0)
        if reply.outcome is Outcome.DONE and key in self.station.ledger.trades:
            await self._refresh(self.station.clock.market())
            await self._locked("look at", key, self._first_look(key))
        return reply

    async def _first_look(self, key: TradeKey) -> None:
        await self._look(key, await self.surveyor.snapshot())

    async def _follow_orders(self) -> None:
        for key in await self.entry.follow():
            await self._locked("surplus of", key, self.panic.close_surplus(key))

    def _lock(self, key: TradeKey) -> asyncio.Lock:
        if key not in self._locks:
            self._locks[key] = asyncio.Lock()
        return self._locks[key]

    async def _check(self, given: Check) -> None:
        station = self.station
        await self._time.check(given.uptime)
        try:
            snapshot = await self.surveyor.snapshot()
        except (BrokerUnavailable, UnknownSymbol) as error:
            await self._terminal_lost(error)
            return
        await self._link.heard(snapshot)
        self.health.terminal_lost = self._link.lost
        self.fast_checks += 1
        await self._guard("rails", self.rails.follow(snapshot))
        history = History(station.broker, self._history_since())
        for key in tuple(station.ledger.trades):
            await self._locked("book of", key, self._reconcile(key, snapshot, history))
        await self._guard("orders", self._follow_orders())
        await self._guard("sweep", self._sweep.strays(snapshot))
        await self._guard("lookback", self._lookback.look(snapshot, history))
        await self._guard("adoption", self._enrolment.adopt(snapshot))
        self.surveyor.reconciled = True
        await self._refresh(snapshot.at)
        for key in self._by_damage(snapshot):
            await self._locked("look at", key, self._look(key, snapshot))
        self._forget_locks()
        self.health.last_check = snapshot.at
        await station.journal.cycle_done(station.ledger.account, snapshot.at)

    def _history_since(self) -> datetime:
        station = self.station
        sent = [intent.sent_at or intent.created_at for intent in station.ledger.intents.values()]
        last = self.health.last_check or station.clock.market()
        opened = [trade.since for trade in station.ledger.trades.values()]
        return min([last, *sent, *opened]) - _HISTORY

    async def _locked(self, name: str, key: TradeKey, work: _Work) -> None:
        async with self._lock(key):
            await self._guard(name, work, key=key)

    async def _guard(self, name: str, work: _Work, *, key: TradeKey | None = None) -> None:
        """Keep one part's failure from stopping the guarding of everything else."""
        try:
            await work
        except JournalUnavailable:
            raise
        except (BrokerUnavailable, UnknownSymbol) as error:
            if self._began(name, key):
                _LOG.warning("%s: terminal gave no usable answer: %s", _part(name, key), error)
            await self._unfit(key, BlindCause.TERMINAL)
        except Exception:  # noqa: BLE001 - the outermost loop: a bug in one trade spares the others
            self.health.failures += 1
            if self._began(name, key):
                _LOG.exception("%s: failed", _part(name, key))
            await self._unfit(key, BlindCause.FAILED)
        else:
            self._ended(name, key)

    def _began(self, name: str, key: TradeKey | None) -> bool:
        """Note that a part fails; tell whether it did not fail before."""
        fresh = (name, key) not in self._failing
        self._failing.add((name, key))
        return fresh

    def _ended(self, name: str, key: TradeKey | None) -> None:
        if self._failing and (name, key) in self._failing:
            self._failing.discard((name, key))
            _LOG.warning("%s: works again", _part(name, key))

    async def _unfit(self, key: TradeKey | None, cause: BlindCause) -> None:
        if key is not None and key in self.station.ledger.trades:
            await self.judging.unfit(key, cause, self.station.clock.market())

    async def _reconcile(self, key: TradeKey, snapshot: Snapshot, history: History) -> None:
        station = self.station
        if station.ledger.orders != snapshot.orders:
            snapshot = await self.surveyor.snapshot()  # a person acted since the first reading
            history = History(station.broker, self._history_since())
        trade = station.ledger.trades.get(key)
        if trade is None:
            return
        intents = [item for item in station.ledger.intents.values() if item.key == key]
        tells = bool(intents) or missing(trade, snapshot.positions)
        tells = tells or reduced(trade, snapshot.positions)
        deals = await history.deals() if tells else ()
        around = self.judging.around(trade, None, snapshot.at)
        if intents:
            day = station.broker.broker_day(snapshot.at)
            await self._executor.settle(key, snapshot.positions, deals, around, day)
            intents = [item for item in station.ledger.intents.values() if item.key == key]
            trade = station.ledger.trades.get(key)
            if trade is None:
                return
        case = Comparison(
            trade=trade,
            positions=snapshot.positions,
            deals=deals,
            absences=self._absences,
            around=around,
            policy=station.policy,
            namespace=station.namespace,
            closing=acted_on(intents),
        )
        await station.ledger.record(compare(case))
        await self._sweep.family(key, snapshot)
        await self.exits.end_term(key, snapshot)

    async def _refresh(self, now: datetime) -> None:
        station = self.station
        for symbol in sorted({trade.symbol for trade in station.ledger.trades.values()}):
            try:
                instrument = await station.broker.instrument(symbol)
                await station.windows.refresh(instrument, now)
            except (BrokerUnavailable, UnknownSymbol) as error:
                _LOG.warning("%s: no bars: %s", symbol, error)

    def _by_damage(self, snapshot: Snapshot) -> tuple[TradeKey, ...]:
        """Return the open trades, the largest loss first."""

        def result(key: TradeKey) -> float:
            held = snapshot.position(key.position)
            return 0.0 if held is None else held.profit + held.swap

        live = (
            key
            for key, trade in self.station.ledger.trades.items()
            if not trade.is_closed and trade.guard is not Guard.RELEASED
        )
        return tuple(sorted(live, key=lambda key: (result(key), key)))

    async def _look(self, key: TradeKey, snapshot: Snapshot) -> None:
        trade = self.station.ledger.trades.get(key)
        if trade is None or trade.is_closed:
            return
        if self.station.ledger.orders != snapshot.orders:
            snapshot = await self.surveyor.snapshot()  # something was sent since the reading
        glance = await self.surveyor.glance(trade, snapshot)
        if glance is None:
            return
        await self._time.confirm(glance)
        await self.judging.look(key, glance)
        await self._daily_limit(key, glance)
        await self._weekend(key, glance)
        await self._first_stop(key, glance)
        await self.exits.look(key, glance, self._around(key, glance))
        await self._duties.carry_out(key, self._around(key, glance))

    def _around(self, key: TradeKey, glance: Glance) -> Circumstances:
        """Return what holds now: a person may have changed the mode while something was awaited."""
        return self.judging.around(self.station.ledger.trades[key], glance, glance.at)

    async def _daily_limit(self, key: TradeKey, glance: Glance) -> None:
        station = self.station
        trade, rails = station.ledger.trades[key], station.policy.rails
        loss = self.rails.daily_loss(glance.account)
        reached = loss is not None and loss >= rails.daily_loss
        wanted = rails.on_daily_limit is OnDailyLimit.CLOSE_ALL
        armed = self.judging.armed(trade)
        if not reached or not wanted or not armed or Duty.CLOSE_ALL in trade.duties:
            return
        if glance.reading.cause is BlindCause.SPIKE:
            return  # the loss may be one tick's
        await self._call_close(trade, glance, Rule.DAILY_LIMIT)

    async def _weekend(self, key: TradeKey, glance: Glance) -> None:
        """Close before the weekend where the policy says so; what is not armed is only told."""
        trade = self.station.ledger.trades[key]
        wanted = self.station.policy.rails.weekend is Weekend.CLOSE
        due = self.rails.weekend_due(glance.instrument, glance.at)
        armed = self.judging.armed(trade)
        if wanted and due is not None and armed and Duty.CLOSE_ALL not in trade.duties:
            await self._call_close(trade, glance, Rule.WEEKEND)

    async def _call_close(self, trade: Trade, glance: Glance, rule: Rule) -> None:
        if forbidden_before(trade, Duty.CLOSE_ALL):
            return
        called = events.DutyCalled(
            key=trade.key,
            at=glance.at,
            duty=Duty.CLOSE_ALL,
            rule=rule,
            armed=True,
            score=None if trade.judgement is None else trade.judgement.score,
        )
        await self.station.ledger.record((called,))

    async def _first_stop(self, key: TradeKey, glance: Glance) -> None:
        """Set a first stop where the policy says so."""
        station = self.station
        trade = station.ledger.trades[key]
        naked = Flag.NAKED in trade.flags and not trade.pending
        wanted = station.policy.guard.naked is Naked.SET and self.judging.armed(trade)
        if not wanted or not naked:
            self._duties.bare.forget(key)
            return
        if Flag.CLOSED_MARKET in trade.flags or self._duties.bare.rests(key, glance.at):
            return
        stop = frozenset({Level.STOP})
        if stood_off(trade, stop) or rests_until(trade, stop, glance.at) is not None:
            return  # somebody took the stop away: told, and not fought
        survey = await self.surveyor.complete(trade, glance)
        planned = first_stop(trade, survey.book, survey.market, station.policy)
        if isinstance(planned, events.Refusal):
            return
        decision = await self.surveyor.decide(trade, survey)
        order = Order(duty=None, decision=decision, automatic=True, day=survey.day)
        around = self.judging.around(trade, survey, survey.at)
        await self._duties.run(planned, order, survey, around)

    async def _terminal_lost(self, error: DtmsError) -> None:
        station, now = self.station, self.station.clock.market()
        for key in tuple(station.ledger.trades):
            if not station.ledger.trades[key].is_closed:
                await self.judging.unfit(key, BlindCause.TERMINAL, now)
        await self._link.silent(error)
        self.health.terminal_lost = self._link.lost

    def _forget_locks(self) -> None:
        for key in set(self._locks) - set(self.station.ledger.trades):
            if not self._locks[key].locked():
                del self._locks[key]


def _part(name: str, key: TradeKey | None) -> str:
    return name if key is None else f"{name} {key}"
