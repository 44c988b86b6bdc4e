"""What a picture of a trade shows, worked out from its facts and the closed bars: no drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np

from dtms.core import events
from dtms.core.events import Fact
from dtms.core.features import average_range, session_vwap
from dtms.core.market import Bars, Floats, Instrument, Quote, Side, Timeframe
from dtms.core.policy import ScorePolicy
from dtms.core.structure import fractal_peaks, structure_columns
from dtms.core.trade import Trade, TradeState

MOST_BARS = 160  # that stay readable on a phone
LEAST_BARS = 48
_BEFORE = timedelta(hours=2)  # shown before the entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """A confirmed fractal swing; `at` is the open of its bar, aware UTC."""

    at: datetime
    price: float
    is_high: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A close beyond a swing; `at` is that bar's close, `level` the swing's price."""

    at: datetime
    level: float
    upward: bool
    turned: bool  # a CHOCH; otherwise a BOS


@dataclass(frozen=True, slots=True, kw_only=True)
class StopStep:
    """The main's stop from `at` on; None where there was none."""

    at: datetime
    stop: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgeSpan:
    """A hedge from its fill to its end; `until` is None while it is open."""

    since: datetime
    until: datetime | None
    price: Decimal
    stop: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A state from `since` on, until the next band."""

    since: datetime
    state: TradeState


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePoint:
    """A score at the close of the M5 bar it was made of; negative is against the trade."""

    at: datetime
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A trade's picture as numbers: prices are bid prices, instants aware UTC.

    Attributes:
        symbol: The broker's name.
        ticket: Position id of the main.
        side: Direction of the main.
        digits: Decimals of a price.
        at: Market time of the picture.
        bars: Closed bars shown, M5 or M15.
        vwap: Session VWAP at each bar's close, shape (len(bars),); NaN where there is none.
        entry: Price and instant of the opening.
        opened_at: When the position was opened.
        quote: Last quote; None while the terminal is silent.
        target: Take-profit, None where there is none.
        stops: The stop's history, oldest first.
        hedges: Hedges, oldest first.
        swings: Confirmed swings of M15.
        breaks: Breaks of them.
        bands: States, oldest first.
        scores: Scores, oldest first.
        readds: Instants at which volume was added back.
        parts: Instants at which volume was closed.
    """

    symbol: str
    ticket: int
    side: Side
    digits: int
    at: datetime
    bars: Bars
    vwap: Floats
    entry: Decimal
    opened_at: datetime
    quote: Quote | None
    target: Decimal | None
    stops: tuple[StopStep, ...]
    hedges: tuple[HedgeSpan, ...]
    swings: tuple[Swing, ...]
    breaks: tuple[Break, ...]
    bands: tuple[Band, ...]
    scores: tuple[ScorePoint, ...]
    readds: tuple[datetime, ...]
    parts: tuple[datetime, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """What a chart needs of the market: both columns of closed bars, and the present."""

    instrument: Instrument
    m5: Bars
    m15: Bars
    quote: Quote | None
    at: datetime


def chart(trade: Trade, facts: Sequence[Fact], market: Market, *, policy: ScorePolicy) -> Chart:
    """Put a trade's picture together.

    Args:
        trade: As recorded.
        facts: All its facts, oldest first.
        market: Bars and quote; at least one bar of each timeframe.
        policy: Supplies the swings' wings and the breaks' buffer.

    Returns:
        M5 bars from two hours before the entry, M15 bars where that would be more than
        `MOST_BARS`, and the newest `MOST_BARS` of those at most.
    """
    bars = _shown(trade, market)
    since = datetime.fromtimestamp(int(bars.time[0]), UTC)
    swings, breaks = _structure(market.m15, since, policy)
    return Chart(
        symbol=trade.symbol,
        ticket=trade.key.position,
        side=trade.side,
        digits=market.instrument.digits,
        at=market.at,
        bars=bars,
        vwap=_vwap(bars, market, policy),
        entry=trade.main.entry,
        opened_at=trade.opened_at,
        quote=market.quote,
        target=trade.main.target,
        stops=_stops(facts, trade.main.ticket),
        hedges=_hedges(facts),
        swings=swings,
        breaks=breaks,
        bands=bands(facts),
        scores=tuple(
            ScorePoint(at=one.judgement.m5_closed, score=one.judgement.score)
            for one in facts
            if isinstance(one, events.Judged)
        ),
        readds=tuple(one.at for one in facts if isinstance(one, events.LegAdded)),
        parts=tuple(one.at for one in facts if isinstance(one, events.PartClosed)),
    )


def _shown(trade: Trade, market: Market) -> Bars:
    start = trade.opened_at - _BEFORE
    fits = market.at - start <= MOST_BARS * Timeframe.M5.length
    bars = market.m5 if fits else market.m15
    upto = int(np.searchsorted(bars.time, market.at.timestamp()))
    first = int(np.searchsorted(bars.time, start.timestamp()))
    first = min(first, max(upto - LEAST_BARS, 0))
    return bars.rows(max(first, upto - MOST_BARS, 0), upto)


def _vwap(bars: Bars, market: Market, policy: ScorePolicy) -> Floats:
    """Return VWAP of the M5 bars at each shown bar's close."""
    m5 = market.m5
    column = session_vwap(m5, asset_class=market.instrument.asset_class, policy=policy)
    closes = bars.time + bars.timeframe.seconds
    rows = np.searchsorted(m5.time, closes - Timeframe.M5.seconds)
    found = np.full(len(bars), np.nan)
    inside = rows < len(m5)
    inside[inside] &= m5.time[rows[inside]] == closes[inside] - Timeframe.M5.seconds
    found[inside] = column[rows[inside]]
    return found


def _structure(
    m15: Bars, since: datetime, policy: ScorePolicy
) -> tuple[tuple[Swing, ...], tuple[Break, ...]]:
    columns = structure_columns(m15, atr=average_range(m15, policy.atr_period), policy=policy)
    swings = [
        Swing(at=_opened(m15, row), price=float(values[row]), is_high=is_high)
        for values, sign, is_high in ((m15.high, 1.0, True), (m15.low, -1.0, False))
        for row in fractal_peaks(sign * values, policy.swing_wings).tolist()
    ]
    breaks = [
        Break(
            at=m15.closed_at(row),
            level=float(columns.level[row]),
            upward=bool(columns.broken[row] > 0),
            turned=bool(columns.turned[row]),
        )
        for row in np.flatnonzero(columns.broken).tolist()
    ]
    shown = sorted((one for one in swings if one.at >= since), key=lambda one: one.at)
    return tuple(shown), tuple(one for one in breaks if one.at >= since)


def _opened(bars: Bars, row: int) -> datetime:
    return datetime.fromtimestamp(int(bars.time[row]), UTC)


def _stops(facts: Sequence[Fact], ticket: int) -> tuple[StopStep, ...]:
    steps = []
    for fact in facts:
        match fact:
            case events.TradeRegistered():
                first = fact.first_stop if fact.first_stop is not None else fact.main.stop
                steps.append(StopStep(at=fact.opened_at, stop=first))
                steps.append(StopStep(at=fact.at, stop=fact.main.stop))
            case events.StopMoved() if fact.ticket == ticket:
                steps.append(StopStep(at=fact.at, stop=fact.after))
            case events.LegChanged() if fact.leg.ticket == ticket:
                steps.append(StopStep(at=fact.at, stop=fact.leg.stop))
            case _:
                pass
    return tuple(steps)


def _hedges(facts: Sequence[Fact]) -> tuple[HedgeSpan, ...]:
    spans: list[HedgeSpan] = []
    for fact in facts:
        if isinstance(fact, events.HedgeOpened):
            spans.append(HedgeSpan(since=fact.at, until=None, price=fact.price, stop=fact.stop))
        elif isinstance(fact, events.HedgeClosed) and spans and spans[-1].until is None:
            open_one = spans.pop()
            spans.append(
                HedgeSpan(
                    since=open_one.since,
                    until=fact.at,
                    price=open_one.price,
                    stop=open_one.stop,
                )
            )
    return tuple(spans)


def bands(facts: Sequence[Fact]) -> tuple[Band, ...]:
    """Return the states a trade went through, oldest first."""
    found = []
    for fact in facts:
        if isinstance(fact, events.TradeRegistered):
            found.append(Band(since=fact.at, state=TradeState.HEALTHY))
        elif isinstance(fact, events.StateChanged) and fact.before is not fact.after:
            found.append(Band(since=fact.at, state=fact.after))
    return tuple(found)
