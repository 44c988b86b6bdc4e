"""What is looked at: a glance at each trade at every check, and all of it before an order."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from dtms.core.assessment import Assessment
from dtms.core.errors import BrokerUnavailable, UnknownSymbol
from dtms.core.events import BlindCause
from dtms.core.hours import is_open, open_time, opened_at
from dtms.core.market import Bars, Instrument, Quote, Side
from dtms.core.rails import Gauge
from dtms.core.risk import Book, Market
from dtms.core.trade import AccountState, DealEntry, Position, Trade
from dtms.engine.accounts import Rails
from dtms.engine.spikes import Spikes, usual_range
from dtms.engine.station import Snapshot, Station
from dtms.engine.windows import Reading
from dtms.ports import Decision

_PROBE_TICKS = 100  # over which the money value of a price unit is asked of the broker


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What every check looks at for a trade, at an instant of market time.

    Attributes:
        main: The trade's main position as read.
        spread_ratio: The spread over the usual one; None while that is unknown.
        quote_age: Open time since the quote.
        settled: Whether timers may run: the market has been open for long enough.
    """

    at: datetime
    snapshot: Snapshot
    main: Position
    instrument: Instrument
    quote: Quote
    reading: Reading
    assessment: Assessment | None
    spread_ratio: float | None
    quote_age: timedelta
    settled: bool

    @property
    def account(self) -> AccountState:
        """Return the account as read."""
        return self.snapshot.account


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(Glance):
    """A glance with everything that an order is priced, sized and reviewed by."""

    day: date
    book: Book
    market: Market
    gauge: Gauge


class Surveyor:
    """Reads the broker for one trade at a time."""

    def __init__(self, station: Station, rails: Rails) -> None:
        self._station = station
        self._rails = rails
        self._commissions: dict[int, float] = {}
        self._spikes = Spikes(station.policy.guard.spike_atr)
        self.reconciled = False

    async def snapshot(self) -> Snapshot:
        """Read account and positions; raises `BrokerUnavailable`."""
        station = self._station
        orders = station.ledger.orders
        account = await station.broker.account()
        positions = await station.broker.positions()
        return Snapshot(
            at=station.clock.market(), orders=orders, account=account, positions=positions
        )

    async def survey(self, trade: Trade) -> Survey | None:
        """Survey a trade; None when the terminal is silent or the main is not in the book."""
        try:
            return await self.look(trade, await self.snapshot())
        except (BrokerUnavailable, UnknownSymbol):
            return None

    async def look(self, trade: Trade, snapshot: Snapshot) -> Survey | None:
        """Survey a trade within a given reading; raises `BrokerUnavailable`, `UnknownSymbol`."""
        glance = await self.glance(trade, snapshot)
        return None if glance is None else await self.complete(trade, glance)

    async def glance(self, trade: Trade, snapshot: Snapshot) -> Glance | None:
        """Look at a trade within a given reading; None when its main is not in it.

        Raises:
            BrokerUnavailable: The terminal gave no price, or an absurd one.
            UnknownSymbol: The terminal does not offer the trade's symbol any more.
        """
        main = snapshot.position(trade.main.ticket)
        if main is None:
            return None
        station, now = self._station, snapshot.at
        instrument = await station.broker.instrument(trade.symbol)
        quote = await station.broker.quote(trade.symbol)
        reading = self._confirmed(instrument, quote, now)
        ratio = self._rails.watch(instrument, quote, reading, now)
        return Glance(
            at=now,
            snapshot=snapshot,
            main=main,
            instrument=instrument,
            quote=quote,
            reading=reading,
            assessment=station.windows.assessment(instrument, trade.side) if reading.fit else None,
            spread_ratio=ratio,
            quote_age=open_time(instrument.asset_class, quote.at, now),
            settled=self._is_settled(instrument, ratio, now),
        )

    async def complete(self, trade: Trade, glance: Glance) -> Survey:
        """Read what an order needs besides; raises `BrokerUnavailable`."""
        snapshot, instrument = glance.snapshot, glance.instrument
        market = await self._market(glance)
        gauge = await self._rails.gauge(
            snapshot,
            instrument,
            glance.quote,
            glance.reading,
            value=market.value,
            trade=trade,
            reconciled=self.reconciled,
        )
        return Survey(
            at=glance.at,
            snapshot=snapshot,
            main=glance.main,
            instrument=instrument,
            quote=glance.quote,
            reading=glance.reading,
            assessment=glance.assessment,
            spread_ratio=glance.spread_ratio,
            quote_age=glance.quote_age,
            settled=glance.settled,
            day=self._station.broker.broker_day(glance.at),
            book=book_of(trade, glance.main, snapshot, close_by=instrument.close_by),
            market=market,
            gauge=gauge,
        )

    def _is_settled(self, instrument: Instrument, ratio: float | None, now: datetime) -> bool:
        """Claim that timers may run: open for a while, and the spread back to normal after."""
        asset, policy = instrument.asset_class, self._station.policy
        if not is_open(asset, now):
            return False
        since = opened_at(asset, now)
        if since is None or now - since >= policy.state.settled_after_open:
            return True
        calm = ratio is not None and ratio <= policy.rails.spread_inc
        return calm and now - since >= policy.state.settle_after_open

    def _confirmed(self, instrument: Instrument, quote: Quote, now: datetime) -> Reading:
        """Return the state of the window, unfit while a jump of the price is not confirmed."""
        windows = self._station.windows
        reading, bars = windows.reading(instrument, now), windows.bars(instrument)
        if not reading.fit:
            return reading
        usual = self._usual(instrument, bars)
        spike = self._spikes.wild(instrument.symbol, quote, usual)
        spike = spike or any(self._spikes.lonely(each, quote, usual) for each in bars or ())
        return replace(reading, cause=BlindCause.SPIKE) if spike else reading

    def _usual(self, instrument: Instrument, bars: tuple[Bars, Bars] | None) -> float | None:
        if bars is not None:
            return usual_range(bars[1])
        assessment = self._station.windows.assessment(instrument, Side.BUY)
        return None if assessment is None else assessment.atr_m15

    async def decide(self, trade: Trade, survey: Glance) -> int:
        """Keep what a decision was based on; return its number."""
        return await self._station.journal.decide(
            Decision(
                key=trade.key,
                at=survey.at,
                quote=survey.quote,
                assessment=survey.assessment,
                policy=self._station.policy.name,
            )
        )

    async def value(self, instrument: Instrument, quote: Quote) -> float:
        """Return what a price unit is worth to one lot, account currency."""
        probe = instrument.tick_size * _PROBE_TICKS
        gain = await self._station.broker.profit(
            instrument.symbol, lots=Decimal(1), opened=quote.bid, closed=quote.bid + probe
        )
        return gain / float(probe)

    async def _market(self, glance: Glance) -> Market:
        quote, assessment = glance.quote, glance.assessment
        return Market(
            quote=quote,
            instrument=glance.instrument,
            atr=None if assessment is None else assessment.atr_m15,
            swing_behind=None if assessment is None else assessment.swing_behind,
            spread_median=glance.reading.spread_median or quote.spread,
            value=await self.value(glance.instrument, quote),
            commission=await self._commission(glance.main),
        )

    async def _commission(self, main: Position) -> float:
        """Return what one side of one lot costs, from the position's opening deal."""
        known = self._commissions.get(main.ticket)
        if known is not None:
            return known
        deals = await self._station.broker.deals(since=main.opened_at - timedelta(days=1))
        opening = [
            deal
            for deal in deals
            if deal.position == main.ticket and deal.entry is DealEntry.IN and deal.volume > 0
        ]
        if not opening:
            return 0.0
        paid = -opening[0].commission / float(opening[0].volume)
        self._commissions[main.ticket] = max(paid, 0.0)
        return self._commissions[main.ticket]


def book_of(trade: Trade, main: Position, snapshot: Snapshot, *, close_by: bool) -> Book:
    """Return a family as one reading shows it; `close_by` is whether its pair may be closed so."""
    held = (snapshot.position(leg.ticket) for leg in trade.legs)
    return Book(
        main=main,
        legs=tuple(leg for leg in held if leg is not None),
        hedge=None if trade.hedge is None else snapshot.position(trade.hedge.ticket),
        symbol_net=snapshot.net(trade.symbol, trade.side),
        hedging=snapshot.account.hedging,
        close_by=close_by,
    )
