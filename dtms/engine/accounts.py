"""The account's rails: equity base of the broker's day, daily loss, margin, and what they read."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from dtms.core import events
from dtms.core.events import AccountFact, EquityBase, Rail
from dtms.core.hours import open_time
from dtms.core.market import Instrument, Quote
from dtms.core.rails import Gauge
from dtms.core.trade import AccountKind, AccountState
from dtms.engine.ledger import Ledger
from dtms.engine.station import Snapshot, Station
from dtms.engine.windows import Reading


class Rails:
    """Follows the account; tells each rail once when it trips and once when it clears."""

    def __init__(self, station: Station) -> None:
        self._station = station

    async def follow(self, snapshot: Snapshot) -> None:
        """Journal the day's equity base and the rails that changed."""
        facts = list(await self._base(snapshot))
        facts.extend(self._turned(snapshot))
        await self._station.ledger.record(facts)

    def daily_loss(self, account: AccountState) -> float | None:
        """Return the loss since the reset hour as a fraction of the base; None while unknown."""
        return _daily_loss(self._station.ledger, account)

    def gauge(
        self,
        snapshot: Snapshot,
        instrument: Instrument,
        quote: Quote,
        reading: Reading,
        *,
        reconciled: bool,
    ) -> Gauge:
        """Read everything the rails look at."""
        account = snapshot.account
        live = account.kind is AccountKind.LIVE
        median = reading.spread_median
        return Gauge(
            connected=account.connected,
            trade_allowed=account.trade_allowed,
            live_locked=live and not self._station.options.live_enabled,
            hedging=account.hedging,
            reconciled=reconciled,
            paused=self._station.ledger.settings.paused or self._station.ledger.twin,
            daily_loss=self.daily_loss(account),
            quote_age=open_time(instrument.asset_class, quote.at, snapshot.at),
            bar_age=reading.bar_age,
            fit=reading.fit,
            spread_ratio=None if median is None else float(quote.spread / median),
        )

    async def _base(self, snapshot: Snapshot) -> tuple[AccountFact, ...]:
        """Take the base at the first check of a broker day, from deals when that was missed."""
        station = self._station
        reset = timedelta(hours=station.policy.rails.reset_hour)
        day = station.broker.broker_day(snapshot.at - reset)
        known = station.ledger.equity_base
        if known is not None and known.day == day:
            return ()
        watched = known is not None and snapshot.at - known.at < timedelta(days=2)
        equity, estimated = snapshot.account.equity, False
        if not watched:
            equity, estimated = await self._rebuilt(snapshot, reset), True
        base = EquityBase(
            account=snapshot.account.account,
            at=snapshot.at,
            day=day,
            equity=equity,
            estimated=estimated,
        )
        return (base,)

    async def _rebuilt(self, snapshot: Snapshot, reset: timedelta) -> float:
        """Return the balance at the reset hour: today's balance less what today's deals made."""
        broker = self._station.broker
        day = broker.broker_day(snapshot.at - reset)
        deals = await broker.deals(since=snapshot.at - timedelta(days=1))
        today = [deal for deal in deals if broker.broker_day(deal.at - reset) == day]
        return snapshot.account.balance - sum(deal.net for deal in today)

    def _turned(self, snapshot: Snapshot) -> Iterator[AccountFact]:
        account, now = snapshot.account, snapshot.at
        told = self._station.ledger.tripped
        for rail, value, limit, tripped in self._levels(account):
            if tripped and rail not in told:
                yield events.RailTripped(
                    account=account.account, at=now, rail=rail, value=value, limit=limit
                )
            elif not tripped and rail in told:
                yield events.RailCleared(account=account.account, at=now, rail=rail)

    def _levels(self, account: AccountState) -> Iterator[tuple[Rail, float, float, bool]]:
        limits = self._station.policy.rails
        loss = self.daily_loss(account)
        if loss is not None:
            yield Rail.DAILY_LOSS, loss, limits.daily_loss, loss >= limits.daily_loss
        level = account.margin_level
        red = level is not None and level <= limits.margin_red
        warn = level is not None and level <= limits.margin_warn
        shown = 0.0 if level is None else level
        yield Rail.MARGIN_RED, shown, limits.margin_red, red
        yield Rail.MARGIN_WARN, shown, limits.margin_warn, warn and not red
        yield Rail.NETTING, 0.0, 0.0, not account.hedging
        yield Rail.TRADING_DISABLED, 0.0, 0.0, not account.trade_allowed


def _daily_loss(ledger: Ledger, account: AccountState) -> float | None:
    base = ledger.equity_base
    if base is None or base.equity <= 0:
        return None
    return (base.equity - account.equity) / base.equity


def quote_is_stale(instrument: Instrument, quote: Quote, now: datetime, limit: timedelta) -> bool:
    """Claim that the last quote is older than the limit, in open-market time."""
    return open_time(instrument.asset_class, quote.at, now) > limit
