"""The read model behind /rails: every limit with what is left of it, in money and in stops."""

from dataclasses import dataclass
from datetime import datetime

from dtms.core.errors import BrokerUnavailable, UnknownSymbol
from dtms.core.events import BreakerTripped, Rail, Refusal, Relief
from dtms.core.news import Blackout
from dtms.core.portfolio import Exposure, Holding, exposures, relief
from dtms.core.rails import Gauge, news_rail
from dtms.engine.accounts.rails import Rails
from dtms.engine.engine import Engine
from dtms.engine.station import Snapshot, Station

_LOSSES = frozenset({Rail.DAILY_LOSS, Rail.HOURLY_LOSS, Rail.TOTAL_LOSS})
_MOST_RELIEF = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RailLine:
    """One rail of the account.

    Attributes:
        rail: Which.
        value: A fraction for losses and risk, per cent for margin, else a count or lots.
        limit: In the same unit.
        tripped: Whether it binds.
        room: Account currency left; None for rails that are not about money.
        stops: How many stops of the size of the largest one open would fit; None without one.
    """

    rail: Rail
    value: float
    limit: float
    tripped: bool
    room: float | None
    stops: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolRails:
    """What binds on one symbol.

    Attributes:
        symbol: The broker's name.
        spread_ratio: Present spread over what is usual at this hour; None while unknown.
        rollover_ends: When the rollover is over; None outside it.
        blackout: News in force.
        news: Why news binds; None when it does not.
        closed: Whether the market is closed.
        holiday: Name of today's holiday.
    """

    symbol: str
    spread_ratio: float | None
    rollover_ends: datetime | None
    blackout: Blackout | None
    news: Refusal | None
    closed: bool
    holiday: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RailsView:
    """All rails of the account at an instant of market time; money in account currency.

    Attributes:
        rules: Name of the rule set in force; None without one.
        known: Whether the terminal answered; if not, everything that adds is refused.
        base: What losses are measured from; None while unknown.
        estimated: Whether the base was rebuilt from deals.
        like: Position whose stop would cost most, and what it would cost.
        stops: Mains stopped in a row, and how many trip the breaker.
        failures: Orders not executed in a row, and how many trip the breaker.
        relief: What closing each position frees of the margin, about.
    """

    at: datetime
    rules: str | None
    known: bool
    base: float | None
    estimated: bool
    lines: tuple[RailLine, ...]
    like: tuple[int, float] | None
    breaker: BreakerTripped | None
    stops: tuple[int, int]
    failures: tuple[int, int]
    exposures: tuple[Exposure, ...]
    relief: tuple[Relief, ...]
    symbols: tuple[SymbolRails, ...]


async def rails_view(engine: Engine) -> RailsView:
    """Return the rails as of now; reads the broker, writes nothing."""
    station, rails = engine.station, engine.rails
    limits, book = station.policy.rails, station.ledger.book
    snapshot, held = await _held(engine)
    return RailsView(
        at=station.clock.market(),
        rules=limits.rules,
        known=snapshot is not None,
        base=None if book.base is None else book.base.equity,
        estimated=book.base is not None and book.base.estimated,
        lines=() if snapshot is None else rail_lines(rails, snapshot, held),
        like=largest_stop(held),
        breaker=book.breaker,
        stops=(rails.breaker.stops_in_a_row(), limits.stops_in_a_row),
        failures=(rails.breaker.failures_in_a_row(), limits.breaker_failures),
        exposures=exposures(held),
        relief=() if snapshot is None else relief(held, snapshot.account.margin)[:_MOST_RELIEF],
        symbols=await _symbols(engine, snapshot),
    )


def rail_lines(rails: Rails, snapshot: Snapshot, held: tuple[Holding, ...]) -> tuple[RailLine, ...]:
    """Return the account's rails with what is left of each."""
    base = rails.losses(snapshot.account).base
    like = largest_stop(held)
    lines = []
    for rail, value, limit, tripped in rails.levels(snapshot, held):
        room = None
        if rail in _LOSSES and base is not None:
            room = max(limit - value, 0.0) * base
        elif rail is Rail.DAILY_RISK:
            room = max(limit - value, 0.0) * snapshot.account.equity
        fits = None if room is None or like is None else room / like[1]
        lines.append(
            RailLine(rail=rail, value=value, limit=limit, tripped=tripped, room=room, stops=fits)
        )
    return tuple(lines)


def largest_stop(held: tuple[Holding, ...]) -> tuple[int, float] | None:
    """Return the position whose stop costs most and what it costs; None where none costs."""
    costs = [(one.risk or 0.0, one.position.ticket) for one in held if not one.hedge]
    cost, ticket = max(costs, default=(0.0, 0))
    return (ticket, cost) if cost > 0 else None


async def _held(engine: Engine) -> tuple[Snapshot | None, tuple[Holding, ...]]:
    try:
        snapshot = await engine.surveyor.snapshot()
    except BrokerUnavailable:
        return None, ()
    return snapshot, engine.rails.holdings.of(snapshot)


async def _symbols(engine: Engine, snapshot: Snapshot | None) -> tuple[SymbolRails, ...]:
    if snapshot is None:
        return ()
    found = []
    seen: set[str] = set()
    for trade in engine.station.ledger.trades.values():
        if trade.is_closed or trade.symbol in seen:
            continue
        seen.add(trade.symbol)
        try:
            survey = await engine.surveyor.look(trade, snapshot)
        except (BrokerUnavailable, UnknownSymbol):
            continue
        if survey is None:
            continue
        week = engine.rails.week
        found.append(
            SymbolRails(
                symbol=trade.symbol,
                spread_ratio=survey.gauge.spread_ratio,
                rollover_ends=engine.rails.rollover_ends(survey.instrument, survey.at),
                blackout=survey.gauge.blackout,
                news=_news(survey.gauge, engine.station),
                closed=week.is_closed(survey.instrument, survey.quote, survey.at),
                holiday=week.holiday(survey.instrument, survey.at),
            )
        )
    return tuple(sorted(found, key=lambda one: one.symbol))


def _news(gauge: Gauge, station: Station) -> Refusal | None:
    return news_rail(gauge, station.policy)
