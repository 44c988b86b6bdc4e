"""What guards, put together: terminal, journal, engine and what the chat needs of them."""

from dataclasses import dataclass, replace
from math import sqrt
from typing import Final

from bot.driver import Bell, Driver, Progress
from bot.feeds import Feeds, open_feeds
from bot.market import Market, SimMarket, TerminalSilent, open_market, open_terminal
from bot.people.choices import Chooser
from bot.people.roster import Roster
from bot.people.sleepers import Sleepers
from bot.settings import Settings
from bot.supervisor import Supervisor
from bot.zonewatch import ZoneWatch
from dtms.adapters.clock import ScaledClock, SystemClock
from dtms.adapters.failpoints import Failpoints
from dtms.adapters.holidays import MarketHolidays
from dtms.adapters.ids import SystemIds
from dtms.adapters.instance import Instance
from dtms.adapters.journal import FILE_NAME, Store, open_live
from dtms.adapters.logs import LoggedFeed, Logs, LogSink, configure_logs
from dtms.adapters.mt5.broker import Mt5Broker
from dtms.adapters.mt5.feed import Mt5Feed
from dtms.adapters.mt5.serverclock import ServerClock, find_server_zone
from dtms.adapters.mt5.servertime import NEW_YORK_PLUS_7
from dtms.adapters.mt5.symbolnames import SymbolNames
from dtms.adapters.mt5.transport import Transport
from dtms.adapters.rulesets import load_ruleset
from dtms.core.errors import BrokerUnavailable
from dtms.core.policy import PRESETS, SEEDS, Adoption, Mode, Policy
from dtms.core.rulesets import restrained
from dtms.core.trade import AccountId, AccountKind, AccountState
from dtms.engine.engine import Engine
from dtms.engine.ledger import Ledger
from dtms.engine.station import Options, Station
from dtms.engine.views import Views
from dtms.engine.windows import LiveWindows
from dtms.ports import Clock, Ids

CONSOLE_OWNER: Final = 1  # the person at the local chat page


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    """Everything that guards, and what the chat needs of it.

    Attributes:
        owners: By the operator's word, numeric ids; their private chats have the same ids.
        roster: Everybody who is served, and how far each is trusted.
        chooser: What each of them chose.
        sleepers: What they authorised for the time they sleep.
        supervisor: Keeps up what runs beside the guarding.
    """

    settings: Settings
    owners: frozenset[int]
    account: AccountId
    currency: str
    kind: AccountKind
    engine: Engine
    views: Views
    driver: Driver
    progress: Progress
    store: Store
    clock: Clock
    ids: Ids
    bell: Bell
    market: Market
    instance: Instance
    logs: Logs
    feeds: Feeds
    roster: Roster
    chooser: Chooser
    sleepers: Sleepers
    zones: ZoneWatch
    supervisor: Supervisor

    async def close(self) -> None:
        """Let go of journal, terminal and data directory, in this order."""
        await self.store.close()
        self.logs.close()
        await self.market.close()
        self.instance.release()


async def open_guardian(settings: Settings, *, clock: Clock | None = None) -> Guardian:
    """Open terminal and journal and load what was recorded; nothing is checked yet.

    Args:
        settings: What the operator chose.
        clock: For tests; by default the market runs at the settings' speed.

    Raises:
        BadInput: Something the operator gave cannot be used; `TerminalSilent` may pass.
        SimError: The same, found by the simulated terminal.
    """
    failpoints = Failpoints.parse(settings.dtms_failpoint)
    policy = policy_of(settings)
    instance = Instance.take(settings.dtms_data_dir)
    market: Market | None = None
    try:
        market = await _open(settings)
        policy = _in_a_hurry(policy, market.speed)
        known = await _zone(settings, market)
        zone = known.finding.zone
        broker = Mt5Broker(
            market.channel,
            zone=zone,
            simulated=isinstance(market, SimMarket),
            names=SymbolNames(settings.dtms_data_dir / "symbols.json"),
        )
        state = await _account(broker)
        clock = clock or _clock_of(market)
        ids = SystemIds()
        path = settings.dtms_data_dir / FILE_NAME
        store = await open_live(path, clock=clock, ids=ids, hit=failpoints.hit)
    except BaseException:  # cancelled too: nothing may stay open or locked
        if market is not None:
            await market.close()
        instance.release()
        raise
    logs = configure_logs(
        settings.dtms_data_dir,
        level=settings.dtms_log_level.value,
        json=settings.dtms_log_json,
        secrets=settings.secrets,
        market=clock.market,
    )
    account, simulated = state.account, state.kind is AccountKind.SIM
    bell, progress = Bell(), Progress(clock)
    feeds = open_feeds(settings, clock=clock, policy=policy)
    if feeds.calendar is not None:
        await feeds.calendar.look()
    feed = Mt5Feed(market.channel, zone=zone)
    windows = LiveWindows(feed=LoggedFeed(feed), policy=policy, flow=feeds.flow)
    owners = frozenset({CONSOLE_OWNER} if settings.token is None else settings.dtms_owners)
    roster = Roster(owners=owners, store=store, account=account, clock=clock)
    chooser = Chooser(store.people)
    sleepers = Sleepers(roster=roster, chooser=chooser, clock=clock)
    await sleepers.learn()
    engine = Engine(
        Station(
            broker=broker,
            journal=store.journal,
            ledger=Ledger(account=account, journal=store.journal, sinks=(bell, LogSink())),
            windows=windows,
            news=feeds.calendar,
            clock=clock,
            ids=ids,
            policy=policy,
            options=Options(
                default_mode=settings.dtms_mode or (Mode.AUTO if simulated else Mode.OBSERVE),
                live_enabled=settings.dtms_live_enabled
                and settings.dtms_live_login == account.login,
            ),
            namespace=await store.journal.namespace(),
            holidays=MarketHolidays(),
            consent=sleepers,
            failpoint=failpoints.hit,
        )
    )
    driver = Driver(
        engine=engine, market=market, clock=clock, speed=market.speed, progress=progress
    )
    await store.outbox.plan(await roster.chats())
    await engine.start()
    return Guardian(
        settings=settings,
        owners=owners,
        account=account,
        currency=state.currency,
        kind=state.kind,
        engine=engine,
        views=Views(engine),
        driver=driver,
        progress=progress,
        store=store,
        clock=clock,
        ids=ids,
        bell=bell,
        market=market,
        instance=instance,
        logs=logs,
        feeds=feeds,
        roster=roster,
        chooser=chooser,
        sleepers=sleepers,
        zones=ZoneWatch(known=known, broker=broker, feed=feed, windows=windows, engine=engine),
        supervisor=Supervisor(engine.station.ledger, clock),
    )


async def _open(settings: Settings) -> Market:
    if settings.place.transport is Transport.SIM:
        return open_market(settings)
    return await open_terminal(settings)


async def _zone(settings: Settings, market: Market) -> ServerClock:
    """Return what is known of the trade server's clock; a simulated one keeps the usual."""
    if isinstance(market, SimMarket):
        return ServerClock(told=NEW_YORK_PLUS_7)
    path = settings.dtms_data_dir / "server-zone.json"
    try:
        return await find_server_zone(market.channel, path, told=settings.server_zone)
    except BrokerUnavailable as error:
        raise _untold("bars", error) from error


async def _account(broker: Mt5Broker) -> AccountState:
    try:
        return await broker.account()
    except BrokerUnavailable as error:
        raise _untold("account", error) from error


def _untold(what: str, error: BrokerUnavailable) -> TerminalSilent:
    return TerminalSilent(
        problem=f"the terminal does not tell its {what} ({error})",
        remedy="Look whether it is running and logged in, then start this program again",
    )


def _clock_of(market: Market) -> Clock:
    if isinstance(market, SimMarket):
        return ScaledClock(market.terminal.now, market.speed)
    return SystemClock()


def _in_a_hurry(policy: Policy, speed: float) -> Policy:
    """Let a shown price stand while it moves further, by the root of time, in a faster market.

    Whoever taps two seconds later has let minutes of such a market pass.
    """
    if speed <= 1:
        return policy
    further, entry = sqrt(speed), policy.entry
    entry = replace(
        entry,
        moved_atr=entry.moved_atr * further,
        moved_spreads=entry.moved_spreads * further,
    )
    return replace(policy, entry=entry)


def policy_of(settings: Settings) -> Policy:
    """Return the strategy in force: a preset, its rule set, and how positions are adopted.

    Raises:
        BadInput: The rule set cannot be used.
    """
    preset = PRESETS.get(settings.dtms_policy or "", SEEDS)
    if settings.dtms_ruleset is not None:
        preset = restrained(preset, load_ruleset(settings.dtms_ruleset))
    simulated = settings.place.transport is Transport.SIM  # its trader waits for nobody
    adoption = settings.dtms_adoption or (Adoption.GUARD if simulated else Adoption.ASK)
    return replace(preset, guard=replace(preset.guard, adoption=adoption))
