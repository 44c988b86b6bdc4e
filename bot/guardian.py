"""What guards, put together: terminal, journal, engine and what the chat needs of them."""

from dataclasses import dataclass, replace
from typing import Final

from bot.driver import Bell, Driver, Progress
from bot.market import SimMarket, open_market
from bot.settings import Settings, TerminalKind
from dtms.adapters.clock import ScaledClock
from dtms.adapters.failpoints import Failpoints
from dtms.adapters.holidays import MarketHolidays
from dtms.adapters.ids import SystemIds
from dtms.adapters.instance import Instance
from dtms.adapters.journal import Store, open_live
from dtms.adapters.logs import LoggedFeed, Logs, LogSink, configure_logs
from dtms.adapters.mt5.broker import Mt5Broker
from dtms.adapters.mt5.channel import InProcessChannel
from dtms.adapters.mt5.feed import Mt5Feed
from dtms.adapters.rulesets import load_ruleset
from dtms.core.errors import BadInput
from dtms.core.policy import PRESETS, SEEDS, Adoption, Mode, Policy
from dtms.core.rulesets import restrained
from dtms.core.trade import AccountId, AccountKind
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
        owners: The people who are served, by numeric id; their private chats have the same ids.
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
    market: SimMarket
    instance: Instance
    logs: Logs

    async def close(self) -> None:
        """Let go of journal, terminal and data directory, in this order."""
        await self.store.close()
        self.logs.close()
        self.market.terminal.close()
        self.instance.release()


async def open_guardian(settings: Settings, *, clock: Clock | None = None) -> Guardian:
    """Open terminal and journal and load what was recorded; nothing is checked yet.

    Args:
        settings: What the operator chose.
        clock: For tests; by default the market runs at the settings' speed.

    Raises:
        BadInput: Something the operator gave cannot be used.
        SimError: The same, found by the simulated terminal.
    """
    failpoints = Failpoints.parse(settings.dtms_failpoint)
    policy = policy_of(settings)
    if settings.dtms_terminal is TerminalKind.NATIVE:
        raise BadInput(
            field="DTMS_TERMINAL",
            problem="native is reserved, and not part of this version",
            remedy="Use sim",
        )
    instance = Instance.take(settings.dtms_data_dir)
    try:
        market = open_market(settings)
        clock = clock or ScaledClock(market.terminal.now, market.speed)
        ids = SystemIds()
        path = settings.dtms_data_dir / "journal.db"
        store = await open_live(path, clock=clock, ids=ids, hit=failpoints.hit)
    except BaseException:
        instance.release()
        raise
    logs = configure_logs(
        settings.dtms_data_dir,
        level=settings.dtms_log_level.value,
        json=settings.dtms_log_json,
        secrets=() if settings.token is None else (settings.token,),
        market=clock.market,
    )
    channel = InProcessChannel(market.terminal.api)
    broker = Mt5Broker(channel, simulated=True)
    state = await broker.account()
    account = state.account
    bell, progress = Bell(), Progress(clock)
    owners = frozenset({CONSOLE_OWNER} if settings.token is None else settings.dtms_owners)
    engine = Engine(
        Station(
            broker=broker,
            journal=store.journal,
            ledger=Ledger(account=account, journal=store.journal, sinks=(bell, LogSink())),
            windows=LiveWindows(feed=LoggedFeed(Mt5Feed(channel)), policy=policy),
            clock=clock,
            ids=ids,
            policy=policy,
            options=Options(
                default_mode=settings.dtms_mode or Mode.AUTO,
                live_enabled=settings.dtms_live_enabled
                and settings.dtms_live_login == account.login,
            ),
            namespace=await store.journal.namespace(),
            holidays=MarketHolidays(),
            failpoint=failpoints.hit,
        )
    )
    driver = Driver(
        engine=engine, market=market, clock=clock, speed=market.speed, progress=progress
    )
    await store.outbox.plan(owners)
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
    )


def policy_of(settings: Settings) -> Policy:
    """Return the strategy in force: a preset, its rule set, and how positions are adopted.

    Raises:
        BadInput: The rule set cannot be used.
    """
    preset = PRESETS.get(settings.dtms_policy or "", SEEDS)
    if settings.dtms_ruleset is not None:
        preset = restrained(preset, load_ruleset(settings.dtms_ruleset))
    adoption = settings.dtms_adoption or Adoption.GUARD  # the simulated trader waits for nobody
    return replace(preset, guard=replace(preset.guard, adoption=adoption))
