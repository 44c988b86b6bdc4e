"""Frozen read models behind /status, /dtms, /trade and /hedge: verified values only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from dtms.core.actions import MoveStop, OpenHedge, Plan
from dtms.core.assessment import Assessment
from dtms.core.chart import Market
from dtms.core.errors import BrokerUnavailable, UnknownSymbol
from dtms.core.events import BlindCause, BreakerTripped, Refusal
from dtms.core.hedging import HedgePrice, price_hedge
from dtms.core.market import Instrument, Quote
from dtms.core.policy import Adoption, Mode, Policy
from dtms.core.portfolio import Exposure, exposures
from dtms.core.rails import review
from dtms.core.risk import (
    Moment,
    first_stop,
    loss_in_r,
    plan,
    result_at,
    worst_case,
)
from dtms.core.trade import AccountState, Duty, Position, Trade, TradeKey, TradeState
from dtms.engine.engine import Engine
from dtms.engine.hints import Hint, hints
from dtms.engine.rails_view import RailLine, RailsView, rail_lines, rails_view
from dtms.engine.station import Snapshot
from dtms.engine.survey import Survey

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StopOffer:
    """A first stop as a tap would set it; `result` is what the trade brings if it is hit."""

    price: Decimal
    result: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeView:
    """One trade for a card. Money in account currency; `None` is unknown.

    Attributes:
        at: Market time of the view.
        trade: As recorded; stop and target are the verified ones.
        mode: The mode in force for it.
        instrument: Steps and digits; None while the terminal is silent.
        quote: Last quote; None while the terminal is silent.
        position: The main as just read.
        result: Floating profit and swap of the whole family, hedge included.
        r: Open result of the main in R.
        worst: Worst result from here; None without a stop.
        assessment: The explained last score.
        blind: Why it cannot be judged, None when it can.
        undo_until: Until when the last stop may be undone, people time.
        exits: Whether exits in profit are on.
        offer: The stop a tap would set; None where there is one, or none can be proposed.
    """

    at: datetime
    trade: Trade
    mode: Mode
    instrument: Instrument | None
    quote: Quote | None
    position: Position | None
    result: float | None
    r: float | None
    worst: float | None
    assessment: Assessment | None
    blind: BlindCause | None
    undo_until: datetime | None
    exits: bool
    offer: StopOffer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusView:
    """The account at a glance."""

    at: datetime
    people_at: datetime
    account: AccountState | None  # None while the terminal is silent
    mode: Mode
    paused: bool
    live_enabled: bool
    day_base: float | None
    day_base_estimated: bool
    day_loss: float | None  # fraction of the base; negative when winning
    day_limit: float
    last_check: datetime | None  # market time of the last check that went through
    rails: tuple[RailLine, ...]
    breaker: BreakerTripped | None
    exposures: tuple[Exposure, ...]
    trades: tuple[TradeView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolHealth:
    """Whether a symbol's bars may be judged."""

    symbol: str
    m5_closed: datetime | None
    cause: BlindCause | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineView:
    """The engine at a glance; counts since the process started."""

    at: datetime
    people_at: datetime
    mode: Mode
    paused: bool
    policy: str
    adoption: Adoption
    started: datetime | None
    last_check: datetime | None
    fast_checks: int
    deep_checks: int
    fast_per_hour: float
    deep_per_hour: float
    transitions: int
    actions: int
    refused: int
    by_state: tuple[tuple[TradeState, int], ...]
    trades: tuple[Trade, ...]
    symbols: tuple[SymbolHealth, ...]
    terminal_lost: datetime | None
    journal_lost: datetime | None
    failures: int

    @property
    def success_rate(self) -> float | None:
        """Return the share of actions carried out, None before the first."""
        total = self.actions + self.refused
        return self.actions / total if total else None


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgeEnds:
    """When an automatic hedge would be closed again, or a person's be asked about."""

    score: float
    timer: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgeView:
    """What a hedge would be, or why there can be none; money in account currency.

    Attributes:
        trade: As recorded.
        by_hand: Whether a person asks for it; only then nothing but its end ends it.
        refusal: Why it cannot be; its price is shown all the same where there is one.
        price: What it would cost, freeze and leave open.
        margin_before: Free margin now.
        margin_after: Free margin with it, as the broker reckons.
        ends: Score and time that would end it.
    """

    trade: Trade
    by_hand: bool
    refusal: Refusal | None
    price: HedgePrice | None
    margin_before: float | None
    margin_after: float | None
    ends: HedgeEnds


class Views:
    """Builds read models; reads the broker, never writes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def trade(self, key: TradeKey) -> TradeView | None:
        """Return one trade's card, None when it is not under watch."""
        trade = self._engine.station.ledger.trades.get(key)
        if trade is None:
            return None
        return await self._trade(trade, await self._snapshot())

    async def hints(self, key: TradeKey) -> tuple[Hint, ...]:
        """Return what would change a trade's state; takes some 20 ms for each threshold."""
        station = self._engine.station
        trade = station.ledger.trades.get(key)
        if trade is None or trade.is_closed:
            return ()
        try:
            instrument = await station.broker.instrument(trade.symbol)
        except (BrokerUnavailable, UnknownSymbol):
            return ()
        held = station.windows.bars(instrument)
        if held is None:
            return ()
        m5, m15 = held
        return hints(trade, instrument, m5, m15, station.policy)

    async def status(self) -> StatusView:
        """Return the account with all its trades, the worst result first."""
        station = self._engine.station
        snapshot = await self._snapshot()
        trades = [
            await self._trade(trade, snapshot)
            for trade in station.ledger.trades.values()
            if not trade.is_closed
        ]
        base = station.ledger.book.base
        held = () if snapshot is None else self._engine.rails.holdings.of(snapshot)
        lines = () if snapshot is None else rail_lines(self._engine.rails, snapshot, held)
        account = None if snapshot is None else snapshot.account
        return StatusView(
            at=station.clock.market(),
            people_at=station.clock.people(),
            account=account,
            mode=station.ledger.settings.mode,
            paused=station.ledger.settings.paused,
            live_enabled=station.options.live_enabled,
            day_base=None if base is None else base.equity,
            day_base_estimated=base is not None and base.estimated,
            day_loss=None if account is None else self._engine.rails.daily_loss(account),
            day_limit=station.policy.rails.daily_loss,
            last_check=self._engine.health.last_check,
            rails=lines,
            breaker=station.ledger.book.breaker,
            exposures=exposures(held),
            trades=tuple(sorted(trades, key=lambda view: (view.result or 0.0, view.trade.key))),
        )

    async def rails(self) -> RailsView:
        """Return every limit with what is left of it."""
        return await rails_view(self._engine)

    async def engine(self) -> EngineView:
        """Return the engine's counters and the health of its data."""
        engine, station = self._engine, self._engine.station
        now, counters = station.clock.market(), self._engine.counters
        started = engine.health.started
        hours = max((now - started) / _HOUR, 1 / 60) if started is not None else 1.0
        trades = tuple(trade for trade in station.ledger.trades.values() if not trade.is_closed)
        counts = dict.fromkeys(TradeState, 0)
        for trade in trades:
            counts[trade.state] += 1
        return EngineView(
            at=now,
            people_at=station.clock.people(),
            mode=station.ledger.settings.mode,
            paused=station.ledger.settings.paused,
            policy=station.policy.name,
            adoption=station.policy.guard.adoption,
            started=started,
            last_check=engine.health.last_check,
            fast_checks=engine.fast_checks,
            deep_checks=engine.judging.deep_checks,
            fast_per_hour=engine.fast_checks / hours,
            deep_per_hour=engine.judging.deep_checks / hours,
            transitions=counters.transitions,
            actions=counters.actions,
            refused=counters.refused,
            by_state=tuple(counts.items()),
            trades=trades,
            symbols=await self._symbols(trades, now),
            terminal_lost=engine.health.terminal_lost,
            journal_lost=engine.health.journal_lost,
            failures=engine.health.failures,
        )

    async def hedge(self, key: TradeKey, *, by_hand: bool = True) -> HedgeView | None:
        """Price a hedge, and the half close that would be its alternative."""
        station = self._engine.station
        trade = station.ledger.trades.get(key)
        if trade is None or trade.is_closed:
            return None
        survey = await self._engine.surveyor.survey(trade)
        if survey is None:
            return self._hedge(trade, by_hand=by_hand, refusal=Refusal.NOT_CONNECTED)
        moment = Moment(now=survey.at, day=survey.day, automatic=not by_hand)
        planned = plan(Duty.HEDGE, trade, survey.book, survey.market, moment, station.policy)
        if isinstance(planned, Refusal):
            return self._hedge(trade, by_hand=by_hand, refusal=planned)
        if trade.unsettled():
            return self._hedge(trade, by_hand=by_hand, refusal=Refusal.OPEN_INTENT)
        return await self._priced(trade, planned, survey, by_hand=by_hand)

    async def market(self, symbol: str) -> Market | None:
        """Return closed bars and the last quote for a picture; None where there are no bars."""
        station = self._engine.station
        now = station.clock.market()
        try:
            instrument = await station.broker.instrument(symbol)
            await station.windows.refresh(instrument, now)
        except (BrokerUnavailable, UnknownSymbol):
            return None
        held = station.windows.bars(instrument)
        if held is None or not all(map(len, held)):
            return None
        m5, m15 = held
        quote = await self._quote(symbol)
        return Market(instrument=instrument, m5=m5, m15=m15, quote=quote, at=now)

    async def _quote(self, symbol: str) -> Quote | None:
        try:
            return await self._engine.station.broker.quote(symbol)
        except BrokerUnavailable:
            return None

    async def _priced(
        self, trade: Trade, planned: Plan, survey: Survey, *, by_hand: bool
    ) -> HedgeView:
        station = self._engine.station
        action = planned.actions[0]
        if not isinstance(action, OpenHedge):
            return self._hedge(trade, by_hand=by_hand, refusal=Refusal.INVALID_REQUEST)
        refusal = review(action, survey.gauge, station.policy, automatic=not by_hand)
        try:
            margin = await station.broker.check(action, magic=0)
        except BrokerUnavailable:
            margin, refusal = None, Refusal.NOT_CONNECTED
        if refusal is None and margin is not None and not margin.allowed:
            refusal = margin.refusal or Refusal.NO_MONEY
        return self._hedge(
            trade,
            by_hand=by_hand,
            refusal=refusal,
            price=price_hedge(trade, survey.book, survey.market, action, station.policy),
            margins=(survey.account.margin_free, None if margin is None else margin.margin_free),
        )

    def _hedge(
        self,
        trade: Trade,
        *,
        by_hand: bool,
        refusal: Refusal | None,
        price: HedgePrice | None = None,
        margins: tuple[float | None, float | None] = (None, None),
    ) -> HedgeView:
        limits = self._engine.station.policy.state
        return HedgeView(
            trade=trade,
            by_hand=by_hand,
            refusal=refusal,
            price=price,
            margin_before=margins[0],
            margin_after=margins[1],
            ends=HedgeEnds(score=limits.unhedge, timer=limits.flat_timer),
        )

    async def _snapshot(self) -> Snapshot | None:
        try:
            return await self._engine.surveyor.snapshot()
        except BrokerUnavailable:
            return None

    async def _survey(self, trade: Trade, snapshot: Snapshot | None) -> Survey | None:
        if snapshot is None:
            return None
        try:
            return await self._engine.surveyor.look(trade, snapshot)
        except (BrokerUnavailable, UnknownSymbol):
            return None

    async def _trade(self, trade: Trade, snapshot: Snapshot | None) -> TradeView:
        engine = self._engine
        survey = await self._survey(trade, snapshot)
        mode = trade.mode or engine.station.ledger.settings.mode
        undo = engine.desk.undo_until(trade.key)
        if survey is None:
            return TradeView(
                at=engine.station.clock.market(),
                trade=trade,
                mode=mode,
                instrument=None,
                quote=None,
                position=None,
                result=None,
                r=None,
                worst=None,
                assessment=None,
                blind=BlindCause.TERMINAL,
                undo_until=undo,
                exits=bool(trade.contract.exits),
                offer=None,
            )
        held = (*survey.book.family, *((survey.book.hedge,) if survey.book.hedge else ()))
        return TradeView(
            at=survey.at,
            trade=trade,
            mode=mode,
            instrument=survey.instrument,
            quote=survey.quote,
            position=survey.book.main,
            result=sum(position.profit + position.swap for position in held),
            r=loss_in_r(trade, survey.quote),
            worst=worst_case(trade, survey.book, survey.market),
            assessment=survey.assessment,
            blind=survey.reading.cause,
            undo_until=undo,
            exits=engine.exits.chosen(trade, survey.book.main),
            offer=_offer(trade, survey, engine.station.policy),
        )

    async def _symbols(self, trades: tuple[Trade, ...], now: datetime) -> tuple[SymbolHealth, ...]:
        station = self._engine.station
        found = []
        for symbol in sorted({trade.symbol for trade in trades}):
            try:
                instrument = await station.broker.instrument(symbol)
            except (BrokerUnavailable, UnknownSymbol):
                found.append(SymbolHealth(symbol=symbol, m5_closed=None, cause=BlindCause.TERMINAL))
                continue
            reading = station.windows.reading(instrument, now)
            found.append(
                SymbolHealth(symbol=symbol, m5_closed=reading.m5_closed, cause=reading.cause)
            )
        return tuple(found)


def _offer(trade: Trade, survey: Survey, policy: Policy) -> StopOffer | None:
    """Propose a stop for a naked trade, and say what it would cost."""
    if survey.book.main.stop is not None:
        return None
    planned = first_stop(trade, survey.book, survey.market, policy)
    if isinstance(planned, Refusal) or not isinstance(planned.actions[0], MoveStop):
        return None
    price = planned.actions[0].stop
    return StopOffer(price=price, result=result_at(survey.book, price, survey.market))
