"""What a day or a week came to: the account's money over time, and each trade's part in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from dtms.core import events
from dtms.core.chart import Band, bands
from dtms.core.events import Fact
from dtms.core.market import Side
from dtms.core.trade import AccountState, Deal, Trade, TradeKey, TradeState
from dtms.ports import Broker

_QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyPoint:
    """The balance right after a deal, in account currency; `at` aware UTC."""

    at: datetime
    balance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeRow:
    """One trade's part of a report.

    Attributes:
        key: Which trade.
        symbol: The broker's name.
        side: Direction of its main.
        volume: Lots at registration.
        state: At the end of the report.
        since: Start of guarding.
        until: When it closed; None while it is open.
        bands: States, oldest first.
        closed: Result of the deals of the whole family and its hedges within the report.
        floating: Open result; None where it is closed or unknown.
        actions: What DTMS did at the broker within the report.
        refused: What was refused within the report.
    """

    key: TradeKey
    symbol: str
    side: Side
    volume: Decimal
    state: TradeState
    since: datetime
    until: datetime | None
    bands: tuple[Band, ...]
    closed: float
    floating: float | None
    actions: int
    refused: int

    @property
    def result(self) -> float:
        """Return closed and open result together."""
        return self.closed + (self.floating or 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An account's span of time; money in account currency.

    Attributes:
        since: Start, aware UTC.
        at: End: the present, market time.
        start: Balance at the start, rebuilt from deals.
        balance: Now.
        equity: Now.
        money: Balance over time.
        trades: Guarded trades that were open within the span, the worst first.
        others: Result of deals that belong to no guarded trade.
    """

    since: datetime
    at: datetime
    start: float
    balance: float
    equity: float
    money: tuple[MoneyPoint, ...]
    trades: tuple[TradeRow, ...]
    others: float

    @property
    def change(self) -> float:
        """Return equity now minus balance at the start."""
        return self.equity - self.start

    @property
    def actions(self) -> int:
        """Return what DTMS did at the broker."""
        return sum(row.actions for row in self.trades)

    @property
    def refused(self) -> int:
        """Return what was refused."""
        return sum(row.refused for row in self.trades)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A trade, all its facts, and its open result."""

    trade: Trade
    facts: Sequence[Fact]
    floating: float | None


def day_start(broker: Broker, at: datetime) -> datetime:
    """Return the quarter of an hour at which the broker's present day began, aware UTC."""
    day = broker.broker_day(at)
    start = at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)
    while broker.broker_day(start - _QUARTER) == day:
        start -= _QUARTER
    return start


def report(
    account: AccountState,
    deals: Iterable[Deal],
    stories: Iterable[Story],
    *,
    since: datetime,
    at: datetime,
) -> Report:
    """Put a report together.

    Args:
        account: As just read.
        deals: Deals of the account, oldest first; those before `since` do not count.
        stories: Trades that were under watch within the span.
        since: Start, aware UTC.
        at: The present, market time.
    """
    counted = [deal for deal in deals if deal.at >= since]
    start = account.balance - sum(deal.net for deal in counted)
    told = tuple(stories)
    owners = {ticket: one.trade.key for one in told for ticket in _tickets(one)}
    rows = tuple(_row(one, counted, owners, since) for one in told)
    return Report(
        since=since,
        at=at,
        start=start,
        balance=account.balance,
        equity=account.equity,
        money=tuple(_money(start, counted, since)),
        trades=tuple(sorted(rows, key=lambda row: (row.result, row.key))),
        others=sum(deal.net for deal in counted if deal.position not in owners),
    )


def _money(start: float, deals: Sequence[Deal], since: datetime) -> Iterable[MoneyPoint]:
    balance = start
    yield MoneyPoint(at=since, balance=balance)
    for deal in deals:
        balance += deal.net
        yield MoneyPoint(at=deal.at, balance=balance)


def _row(
    story: Story, deals: Sequence[Deal], owners: dict[int, TradeKey], since: datetime
) -> TradeRow:
    trade = story.trade
    within = [fact for fact in story.facts if fact.at >= since]
    closings = (fact.at for fact in story.facts if isinstance(fact, events.MainGone))
    return TradeRow(
        key=trade.key,
        symbol=trade.symbol,
        side=trade.side,
        volume=trade.original_volume,
        state=trade.state,
        since=trade.registered_at,
        until=next(closings, None),
        bands=bands(story.facts),
        closed=sum(deal.net for deal in deals if owners.get(deal.position) == trade.key),
        floating=story.floating,
        actions=sum(isinstance(fact, _DONE) for fact in within),
        refused=sum(isinstance(fact, events.ActionRefused) for fact in within),
    )


_DONE = (
    events.StopMoved
    | events.PartClosed
    | events.HedgeOpened
    | events.LegAdded
    | events.OrphanClosed
)


def _tickets(story: Story) -> set[int]:
    """Return the position id of every leg and hedge the trade ever had."""
    found = {story.trade.key.position, *story.trade.tickets}
    for fact in story.facts:
        match fact:
            case events.HedgeOpened():
                found.add(fact.ticket)
            case events.LegAdded():
                found.add(fact.leg.ticket)
            case _:
                pass
    return found
