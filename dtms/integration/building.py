"""Puts the parts of an engine together around a terminal in this process."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from dtms.adapters.ids import SystemIds
from dtms.adapters.instance import Instance
from dtms.adapters.journal import MEMORY, Store, open_plain
from dtms.adapters.logs import LoggedFeed, configure_logs
from dtms.adapters.mt5.broker import Mt5Broker
from dtms.adapters.mt5.channel import InProcessChannel
from dtms.adapters.mt5.feed import Mt5Feed
from dtms.core.errors import BrokerUnavailable
from dtms.core.policy import Mode
from dtms.core.trade import AccountKind, AccountState
from dtms.engine.ledger import Ledger
from dtms.engine.run_now import run_now
from dtms.engine.station import Options, Station
from dtms.engine.windows import LiveWindows
from dtms.integration.setup import Setup, checked_terminal
from dtms.ports import EventSink
from dtms.sim.api import Api


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A furnished station, its journal, and what has to be let go of at the end."""

    station: Station
    store: Store
    resources: ExitStack


def build(terminal: object, setup: Setup, *, sinks: Sequence[EventSink]) -> Built:
    """Connect a terminal, open the journal and furnish a station.

    Raises:
        BadInput: The module lacks functions, or the data directory cannot be used.
        BrokerUnavailable: The terminal does not answer.
        JournalUnavailable: The journal cannot be used.
    """
    channel = InProcessChannel(checked_terminal(terminal))
    broker = Mt5Broker(channel, zone=setup.zone, simulated=isinstance(terminal, Api))
    account = _connected(channel, broker)
    with ExitStack() as resources:
        store = _opened(setup, resources)
        windows = setup.windows or LiveWindows(
            feed=LoggedFeed(Mt5Feed(channel, zone=setup.zone)), policy=setup.policy
        )
        station = Station(
            broker=broker,
            journal=store.journal,
            ledger=Ledger(account=account.account, journal=store.journal, sinks=sinks),
            windows=windows,
            clock=setup.clock,
            ids=SystemIds(),
            policy=setup.policy,
            options=_options(setup, account),
            namespace=run_now(store.journal.namespace()),
            failpoint=lambda _name: None,
        )
        return Built(station=station, store=store, resources=resources.pop_all())


def _options(setup: Setup, account: AccountState) -> Options:
    live = setup.live_trading and setup.live_login == account.account.login
    begin = Mode.OBSERVE if account.kind is AccountKind.LIVE else Mode.AUTO
    return Options(default_mode=begin, live_enabled=live, remembers=setup.data_dir is not None)


def _opened(setup: Setup, resources: ExitStack) -> Store:
    ids = SystemIds()
    if setup.data_dir is None:
        store = open_plain(MEMORY, clock=setup.clock, ids=ids)
    else:
        directory = Path(setup.data_dir)
        resources.callback(Instance.take(directory).release)
        logs = configure_logs(
            directory,
            level=setup.log_level,
            levels=setup.log_levels,
            json=setup.log_json,
            secrets=setup.secrets,
            market=setup.clock.market,
        )
        resources.callback(logs.close)
        store = open_plain(directory / "journal.db", clock=setup.clock, ids=ids)
    resources.callback(lambda: run_now(store.close()))
    return store


def _connected(channel: InProcessChannel, broker: Mt5Broker) -> AccountState:
    try:
        return run_now(broker.account())
    except BrokerUnavailable:
        run_now(channel.call("initialize"))
        return run_now(broker.account())
