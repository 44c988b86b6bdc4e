"""Everything that is looked at before an order: book, market and rails, read just now."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from dtms.core.assessment import Assessment
from dtms.core.errors import BrokerUnavailable, UnknownSymbol
from dtms.core.events import BlindCause
from dtms.core.hours import is_open, opened_at
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
class Survey:
    """One trade's surroundings at an instant of market time.

    `settled` is whether timers may run: the market has been open for long enough.
    """

    at: datetime
    day: date
    snapshot: Snapshot
    instrument: Instrument
    quote: Quote
    reading: Reading
    assessment: Assessment | None
    book: Book
    market: Market
    gauge: Gauge
    settled: bool

    @property
    def account(self) -> AccountState:
        """Return the account as read."""
        return self.snapshot.account


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
        main = snapshot.position(trade.main.ticket)
        if main is None:
            return None
        station = self._station
        instrument = await station.broker.instrument(trade.symbol)
        quote = await station.broker.quote(trade.symbol)
        reading = self._confirmed(instrument, quote, snapshot.at)
        assessment = station.windows.assessment(instrument, trade.side) if reading.fit else None
        market = await self._market(main, instrument, quote, reading, assessment)
        gauge = await self._rails.gauge(
            snapshot,
            instrument,
            quote,
            reading,
            value=market.value,
            trade=trade,
            reconciled=self.reconciled,
        )
        return Survey(
            at=snapshot.at,
            day=station.broker.broker_day(snapshot.at),
            snapshot=snapshot,
            instrument=instrument,
            quote=quote,
            reading=reading,
            assessment=assessment,
            book=book_of(trade, main, snapshot, close_by=instrument.close_by),
            market=market,
            gauge=gauge,
            settled=self._is_settled(instrument, gauge.spread_ratio, snapshot.at),
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

    async def decide(self, trade: Trade, survey: Survey) -> int:
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

    async def _market(
        self,
        main: Position,
        instrument: Instrument,
        quote: Quote,
        reading: Reading,
        assessment: Assessment | None,
    ) -> Market:
        return Market(
            quote=quote,
            instrument=instrument,
            atr=None if assessment is None else assessment.atr_m15,
            swing_behind=None if assessment is None else assessment.swing_behind,
            spread_median=reading.spread_median or quote.spread,
            value=await self.value(instrument, quote),
            commission=await self._commission(main),
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
