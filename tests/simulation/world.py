"""A guardian, its broker and its chat in one process; everything but the market may die."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from dtms.adapters.ids import SeededIds
from dtms.adapters.journal import Store, open_plain
from dtms.adapters.mt5.broker import Mt5Broker
from dtms.adapters.mt5.channel import InProcessChannel, Reply
from dtms.core.commands import Command
from dtms.core.errors import JournalUnavailable
from dtms.core.trade import AccountId
from dtms.engine.desk import Reply as Answer
from dtms.engine.engine import Check, Engine
from dtms.engine.ledger import Ledger
from dtms.engine.run_now import run_now
from dtms.engine.station import Options, Station
from dtms.sim.ledger import Ledger as Books
from dtms.sim.records import AccountSpec
from dtms.sim.symbols import SymbolSpec
from dtms.sim.terminal import Terminal
from tests.simulation.chat import Chat
from tests.simulation.kills import Kills, SimCrash
from tests.simulation.markets import ScriptedWindows, Show, staged
from tests.simulation.phone import Phone
from tests.simulation.plans import Plan, stream
from tests.simulation.watch import Watch

logging.getLogger("dtms").addHandler(logging.NullHandler())


class Clocks:
    """Market time is the terminal's; people live by it too, at another hour."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal

    def market(self) -> datetime:
        return self._terminal.now

    def people(self) -> datetime:
        return self._terminal.now + timedelta(days=700)


class Wire:
    """The road to the terminal, on which every order is looked at."""

    def __init__(self, terminal: Terminal, watch: Watch) -> None:
        self._channel = InProcessChannel(terminal.api)
        self._watch = watch

    async def call(self, name: str, /, *args: object, **kwargs: object) -> Reply:
        if name != "order_send":
            reply = await self._channel.call(name, *args, **kwargs)
            if name == "account_info":
                self._watch.losses.read(reply)
            return self._shuffled(name, reply)
        request = args[0]
        assert isinstance(request, Mapping)
        self._watch.leaving(request)
        reply = await self._channel.call(name, request)
        self._watch.answered(request, reply)
        return reply

    def _shuffled(self, name: str, reply: Reply) -> Reply:
        shuffle = self._watch.world.shuffle
        if shuffle is None or name != "positions_get" or not isinstance(reply.value, tuple):
            return reply
        return reply._replace(value=tuple(shuffle.sample(reply.value, len(reply.value))))


class World:
    """One run's terminal, journal, chat and, until it dies, engine."""

    def __init__(
        self,
        plan: Plan,
        show: Show | None = None,
        *,
        symbols: Sequence[SymbolSpec] | None = None,
    ) -> None:
        self.plan = plan
        self.shuffle: Random | None = None  # answers positions in another order each time
        show = show or staged(plan)
        self.terminal = Terminal(
            feed=show.tape,
            account=AccountSpec(deposit=plan.deposit, commission=plan.commission),
            start=plan.start,
            seed=plan.seed,
            symbols=symbols,
        )
        self.terminal.api.initialize()
        self.terminal.api.symbol_select(plan.terms.symbol, True)
        self.clock = Clocks(self.terminal)
        self.kills = Kills()
        self.windows = ScriptedWindows(show.script)
        self.store: Store = open_plain(
            clock=self.clock,
            ids=SeededIds(plan.seed),
            hit=self.kills.hit,
        )
        self.chat = Chat(self)
        self.phone = Phone(self)
        self.watch = Watch(self)
        self.starts = 0
        self.engine = self._furnished()
        self._begin()

    @property
    def books(self) -> Books:
        """What the broker holds."""
        return self.terminal._desk.ledger

    @property
    def now(self) -> datetime:
        return self.terminal.now

    @property
    def account(self) -> AccountId:
        return self.engine.station.ledger.account

    def chance(self, name: str) -> Random:
        return stream(self.plan.seed, name)

    def _furnished(self) -> Engine:
        self.starts += 1
        broker = Mt5Broker(Wire(self.terminal, self.watch), simulated=True)
        spec = AccountSpec()
        account = AccountId(server=spec.server, login=spec.login)
        journal = self.store.journal
        return Engine(
            Station(
                broker=broker,
                journal=journal,
                ledger=Ledger(account=account, journal=journal, sinks=()),
                windows=self.windows,
                clock=self.clock,
                ids=SeededIds((self.plan.seed << 20) + self.starts),
                policy=self.plan.policy,
                options=Options(default_mode=self.plan.mode, live_enabled=False),
                namespace=run_now(journal.namespace()),
                failpoint=self.kills.hit,
            )
        )

    def _begin(self) -> None:
        """Start as the program does: chats first, so that no announcement falls between."""
        while True:
            try:
                self.chat.plan()
                self.watch.starting()
                run_now(self.engine.start())
            except SimCrash:
                self.engine = self._furnished()
            except JournalUnavailable:  # it cannot start until somebody makes room on the disk
                self.kills.journal_down = False
                self.engine = self._furnished()
            else:
                self.watch.started()
                return

    def restart(self) -> None:
        """Drop everything in memory and start through the normal path."""
        self.watch.died()
        self.engine = self._furnished()
        self._begin()

    def check(self) -> None:
        """Let the engine look; a kill on the way ends in a restart and another look."""
        while True:
            self.watch.losses.looking()
            try:
                run_now(self.engine.handle(Check()))
            except SimCrash:
                self.restart()
            except JournalUnavailable:
                self.watch.journal_failed()
                return
            else:
                self.watch.looked()
                return

    def tell(self, command: Command) -> Answer | None:
        """Give a person's command, None when it could not be recorded; raises `SimCrash`."""
        try:
            return run_now(self.engine.handle(command))
        except JournalUnavailable:
            self.watch.journal_failed()
            return None
