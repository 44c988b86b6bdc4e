"""The account's rails: told when they trip and when they clear, read before each order."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from dtms.core import events
from dtms.core.errors import NewsUnavailable
from dtms.core.events import AccountFact, Rail
from dtms.core.hours import in_rollover, next_weekly_close, open_time
from dtms.core.market import Instrument, Quote
from dtms.core.news import Blackout, currencies_of
from dtms.core.policy import Weekend
from dtms.core.portfolio import Exposure, Holding, exposures, relief, stacks
from dtms.core.rails import Gauge
from dtms.core.trade import AccountKind, AccountState, Guard, Trade
from dtms.engine.accounts.breaker import Breaker
from dtms.engine.accounts.holding import Holdings
from dtms.engine.accounts.losses import LossBook, Losses
from dtms.engine.accounts.week import Week
from dtms.engine.station import Snapshot, Station
from dtms.engine.windows import Reading

_MOST_RELIEF = 3  # positions named when margin is short


class Rails:
    """Follows one account. What binds is read from its journalled facts and the broker."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._losses = LossBook(station)
        self.breaker = Breaker(station)
        self.holdings = Holdings(station)
        self.week = Week(station)
        station.ledger.listen(self.breaker)

    async def follow(self, snapshot: Snapshot) -> None:
        """Journal bases that begin, rails that turned, and what is to be told of the account."""
        ledger = self._station.ledger
        await ledger.record(await self._losses.payments(snapshot))
        await ledger.record(await self._losses.follow(snapshot))
        await self.holdings.refresh(snapshot)
        held = self.holdings.of(snapshot)
        facts = list(self._turned(snapshot, held))
        tripped = frozenset(fact.rail for fact in facts if isinstance(fact, events.RailTripped))
        facts.extend(await self.breaker.follow(snapshot.at, tripped))
        facts.extend(self._stacks(snapshot, held))
        facts.extend(self._weekend(snapshot))
        facts.extend(self.week.learned(snapshot.at))
        await ledger.record(facts)

    def losses(self, account: AccountState) -> Losses:
        """Return what was lost this day, this hour and in all."""
        return self._losses.read(account)

    def daily_loss(self, account: AccountState) -> float | None:
        """Return the loss since the reset hour as a fraction of the base; None while unknown."""
        return self.losses(account).daily

    async def gauge(  # noqa: PLR0913 - one reading of everything
        self,
        snapshot: Snapshot,
        instrument: Instrument,
        quote: Quote,
        reading: Reading,
        *,
        value: float,
        trade: Trade | None,
        reconciled: bool,
    ) -> Gauge:
        """Read everything the rails look at.

        Args:
            snapshot: Account and positions.
            instrument: The symbol that is acted on.
            quote: Its last quote.
            reading: Its window.
            value: Account currency per price unit and lot of it.
            trade: The trade that is acted for; None for a new one.
            reconciled: Whether start reconciliation has passed.
        """
        account, station, now = snapshot.account, self._station, snapshot.at
        live = account.kind is AccountKind.LIVE
        losses = self.losses(account)
        ratio = self.watch(instrument, quote, reading, now)
        blackout, known = await self.blackout(instrument, now)
        return Gauge(
            connected=account.connected,
            trade_allowed=account.trade_allowed,
            live_locked=live and not station.options.live_enabled,
            hedging=account.hedging,
            reconciled=reconciled,
            paused=station.ledger.settings.paused or station.ledger.twin,
            daily_loss=losses.daily,
            hourly_loss=losses.hourly,
            total_loss=losses.total,
            breaker=self.breaker.cause,
            blackout=blackout,
            news_known=known,
            rollover=self.rollover_ends(instrument, now) is not None,
            margin_level=account.margin_level,
            load=self.holdings.load(
                snapshot,
                instrument,
                quote,
                trade=trade,
                value=value,
                day_began=self._losses.day_began(now),
            ),
            quote_age=open_time(instrument.asset_class, quote.at, now),
            bar_age=reading.bar_age,
            fit=reading.fit,
            spread_ratio=ratio,
            clock_doubted=station.ledger.clock_doubted
            or quote.at - now > station.policy.guard.clock_jump,
            rival=station.ledger.rival,
        )

    def watch(
        self, instrument: Instrument, quote: Quote, reading: Reading, now: datetime
    ) -> float | None:
        """Take note of a quote; return its spread over the usual one, None while unknown."""
        ratio = spread_ratio(quote, reading)
        self.breaker.note_spread(instrument.symbol, ratio, now)
        self.week.watch(instrument.symbol, quote, now)
        return ratio

    async def blackout(self, instrument: Instrument, now: datetime) -> tuple[Blackout | None, bool]:
        """Return the news in force for a symbol, and whether the calendar could tell."""
        calendar = self._station.news
        if calendar is None:
            return None, True
        try:
            return await calendar.blackout(currencies_of(instrument), at=now), True
        except NewsUnavailable:
            return None, False

    def rollover_ends(self, instrument: Instrument, now: datetime) -> datetime | None:
        """Return when the rollover of a symbol is over; None outside it."""
        limits = self._station.policy.rails
        return in_rollover(
            instrument.asset_class,
            now,
            before=limits.rollover_before,
            after=limits.rollover_after,
        )

    def exposures(self, snapshot: Snapshot) -> tuple[Exposure, ...]:
        """Return how the account leans on each currency."""
        return exposures(self.holdings.of(snapshot))

    def _turned(self, snapshot: Snapshot, held: Sequence[Holding]) -> Iterator[AccountFact]:
        account, now = snapshot.account, snapshot.at
        known = self._station.ledger.book.tripped
        for rail, value, limit, tripped in self.levels(snapshot, held):
            if tripped and rail not in known:
                yield events.RailTripped(
                    account=account.account, at=now, rail=rail, value=value, limit=limit
                )
                if rail in {Rail.MARGIN_RED, Rail.MARGIN_WARN}:
                    yield events.MarginShort(
                        account=account.account,
                        at=now,
                        rail=rail,
                        level=value,
                        limit=limit,
                        relief=relief(held, account.margin)[:_MOST_RELIEF],
                    )
            elif not tripped and rail in known:
                yield events.RailCleared(account=account.account, at=now, rail=rail)

    def levels(
        self, snapshot: Snapshot, held: Sequence[Holding]
    ) -> Iterator[tuple[Rail, float, float, bool]]:
        """Yield each rail of the account with its value, its limit and whether it binds."""
        account = snapshot.account
        yield from self._loss_levels(account)
        yield from self._size_levels(snapshot, held)
        limits = self._station.policy.rails
        level = account.margin_level
        red = level is not None and level <= limits.margin_red
        warn = level is not None and level <= limits.margin_warn
        shown = 0.0 if level is None else level
        yield Rail.MARGIN_RED, shown, limits.margin_red, red
        yield Rail.MARGIN_WARN, shown, limits.margin_warn, warn and not red
        yield Rail.NETTING, 0.0, 0.0, not account.hedging
        yield Rail.TRADING_DISABLED, 0.0, 0.0, not account.trade_allowed

    def _loss_levels(self, account: AccountState) -> Iterator[tuple[Rail, float, float, bool]]:
        limits, losses = self._station.policy.rails, self.losses(account)
        for rail, loss, limit in (
            (Rail.DAILY_LOSS, losses.daily, limits.daily_loss),
            (Rail.HOURLY_LOSS, losses.hourly, limits.hourly_loss),
            (Rail.TOTAL_LOSS, losses.total, limits.total_loss),
        ):
            if loss is not None and limit is not None:
                yield rail, loss, limit, loss >= limit

    def _size_levels(
        self, snapshot: Snapshot, held: Sequence[Holding]
    ) -> Iterator[tuple[Rail, float, float, bool]]:
        limits = self._station.policy.rails
        count = float(sum(1 for one in held if not one.hedge))
        most = float(limits.max_positions)
        yield Rail.POSITIONS, count, most, count >= most
        if limits.max_volume is not None:
            lots = float(sum(position.volume for position in snapshot.positions))
            yield Rail.VOLUME, lots, float(limits.max_volume), lots >= float(limits.max_volume)
        risk = self.day_risk(snapshot, held)
        if risk is not None:
            yield Rail.DAILY_RISK, risk, limits.daily_risk, risk >= limits.daily_risk

    def day_risk(self, snapshot: Snapshot, held: Sequence[Holding]) -> float | None:
        """Return the share of equity that positions opened today lose at their stops."""
        began, equity = self._losses.day_began(snapshot.at), snapshot.account.equity
        today = [one for one in held if not one.hedge and one.position.opened_at >= began]
        risks = [one.risk for one in today]
        known = [risk for risk in risks if risk is not None]
        return sum(known) / equity if len(known) == len(risks) and equity > 0 else None

    def _stacks(self, snapshot: Snapshot, held: Sequence[Holding]) -> Iterator[AccountFact]:
        account, known = snapshot.account.account, self._station.ledger.book.stacks
        found = {one.currency: one for one in stacks(exposures(held), self._station.policy.rails)}
        for currency, one in found.items():
            if currency not in known:
                yield events.StackWarned(
                    account=account,
                    at=snapshot.at,
                    currency=currency,
                    short=one.net < 0,
                    trades=one.trades,
                    times=one.times,
                )
        for currency in sorted(known - found.keys()):
            yield events.StackEased(account=account, at=snapshot.at, currency=currency)

    def _weekend(self, snapshot: Snapshot) -> tuple[AccountFact, ...]:
        limits, ledger = self._station.policy.rails, self._station.ledger
        if limits.weekend is Weekend.OFF:
            return ()
        positions = []
        closes_at = None
        for trade in ledger.trades.values():
            if trade.is_closed or trade.guard is Guard.RELEASED:
                continue
            known = self.holdings.instrument(trade.symbol)
            due = None if known is None else self.weekend_due(known, snapshot.at)
            if due is not None:
                closes_at = due
                positions.append(trade.key.position)
        if closes_at is None or ledger.book.weekend == closes_at:
            return ()
        fact = events.WeekendNear(
            account=ledger.account,
            at=snapshot.at,
            closes_at=closes_at,
            positions=tuple(sorted(positions)),
            closing=limits.weekend is Weekend.CLOSE,
        )
        return (fact,)

    def weekend_due(self, instrument: Instrument, now: datetime) -> datetime | None:
        """Return the weekly close when it is near enough to act on; None before."""
        close = next_weekly_close(instrument.asset_class, now)
        if close is None or close - now > self._station.policy.rails.weekend_before:
            return None
        return close


def spread_ratio(quote: Quote, reading: Reading) -> float | None:
    """Return the spread over what is usual at this hour; None while that is unknown."""
    usual = reading.spread_usual or reading.spread_median
    return None if usual is None else float(quote.spread / usual)
