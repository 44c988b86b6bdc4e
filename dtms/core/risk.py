"""What a duty means in lots and prices: stops, sizes, net exposure, worst case from here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from dtms.core.actions import (
    CloseBy,
    CloseCause,
    CloseHedge,
    MoveStop,
    OpenHedge,
    Plan,
    ReAdd,
    Reduce,
    StopCause,
    TradeAction,
)
from dtms.core.events import Refusal
from dtms.core.hours import next_weekly_close
from dtms.core.market import Instrument, Quote, Side
from dtms.core.policy import BelowMinimum, Naked, Policy
from dtms.core.trade import Duty, Position, Trade

_STOP_CAUSES = {
    Duty.TRAIL: StopCause.TRAIL,
    Duty.TIGHTEN: StopCause.TIGHTEN,
    Duty.BREAKEVEN: StopCause.BREAKEVEN,
    Duty.EXIT_BREAKEVEN: StopCause.PROFIT_BREAKEVEN,
    Duty.EXIT_TRAIL: StopCause.PROFIT_TRAIL,
}
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """The symbol at the moment of planning.

    Attributes:
        quote: Last bid and ask.
        instrument: Steps and limits.
        atr: ATR14 of M15, price units; None while it cannot be known.
        swing_behind: Last confirmed swing behind the trade, price; None where there is none.
        spread_median: Median spread of this hour, price units.
        value: Account currency per price unit and lot.
        commission: Cost of opening or closing one lot, account currency, positive.
    """

    quote: Quote
    instrument: Instrument
    atr: float | None
    swing_behind: float | None
    spread_median: Decimal
    value: float
    commission: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A family as just read from the broker.

    Attributes:
        main: The main position.
        legs: Re-added positions, oldest first.
        hedge: The hedge.
        symbol_net: Net lots of the symbol in the main's direction, everybody's positions.
        hedging: Whether the account may hold opposite positions.
        close_by: Whether the symbol's opposite positions may be closed by one another.
    """

    main: Position
    legs: tuple[Position, ...]
    hedge: Position | None
    symbol_net: Decimal
    hedging: bool
    close_by: bool = False

    @property
    def family(self) -> tuple[Position, ...]:
        """Return main and re-adds."""
        return (self.main, *self.legs)

    @property
    def volume(self) -> Decimal:
        """Return the family's open lots."""
        return sum((leg.volume for leg in self.family), _ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When, and on whose word, a duty is planned."""

    now: datetime
    day: date
    automatic: bool


def plan(
    duty: Duty, trade: Trade, book: Book, market: Market, moment: Moment, policy: Policy
) -> Plan | Refusal:
    """Price and size a duty.

    Returns:
        What to ask of the broker, or the reason why it cannot be done.
    """
    match duty:
        case Duty.TRAIL | Duty.TIGHTEN | Duty.BREAKEVEN | Duty.EXIT_BREAKEVEN | Duty.EXIT_TRAIL:
            return _plan_stop(duty, trade, book, market, policy)
        case Duty.HALF | Duty.EXIT_PARTIAL:
            part = _plan_half if duty is Duty.HALF else _plan_exit
            return part(trade, book, market, moment, policy)
        case Duty.HEDGE:
            return _plan_hedge(trade, book, market, moment, policy)
        case Duty.CLOSE_HEDGE:
            return _plan_close_hedge(trade, book)
        case Duty.CLOSE_ALL:
            return close_all(trade, book, CloseCause.CLOSE_ALL, duty)
        case Duty.READD:
            return _plan_readd(trade, book, market, policy)


def measured_risk(trade: Trade, *, atr: float, instrument: Instrument, policy: Policy) -> Decimal:
    """Return R in price units: |entry - first stop|, or 1.5 ATR where that tells nothing."""
    limits = policy.actions
    fallback = instrument.price_above(limits.first_stop_atr * atr)
    if trade.first_stop is None:
        return fallback
    distance = (trade.main.entry - trade.first_stop) * trade.side.sign
    return distance if distance >= Decimal(str(limits.least_r_atr * atr)) else fallback


def loss_in_r(trade: Trade, quote: Quote) -> float | None:
    """Return the open result in R at the closing side's price, negative when losing."""
    if trade.risk is None or trade.risk <= 0:
        return None
    move = (quote.closing(trade.side) - trade.main.entry) * trade.side.sign
    return float(move / trade.risk)


def first_stop(
    trade: Trade, book: Book, market: Market, policy: Policy, *, shown: Decimal | None = None
) -> Plan | Refusal:
    """Return the stop for a naked family, 1.5 ATR behind the closing side's price.

    `shown` is the price a person was shown and tapped on; it is taken as far as it is legal.
    """
    if shown is not None:
        return _stops(None, trade, book, market, shown, StopCause.FIRST)
    if market.atr is None:
        return Refusal.NO_ATR
    distance = Decimal(str(policy.actions.first_stop_atr * market.atr))
    candidate = market.quote.closing(trade.side) - trade.side.sign * distance
    return _stops(None, trade, book, market, candidate, StopCause.FIRST)


def result_at(book: Book, price: Decimal, market: Market) -> float:
    """Return what a family without hedge would bring if all of it closed at a price.

    In account currency, the cost of closing counted.
    """
    return sum(_result(leg, price, market) for leg in book.family)


def is_tighter(side: Side, candidate: Decimal, present: Decimal | None) -> bool:
    """Claim that a stop lies nearer to profit than the present one."""
    return present is None or (candidate - present) * side.sign > 0


def legal_stop(candidate: Decimal, side: Side, quote: Quote, instrument: Instrument) -> Decimal:
    """Return the candidate, or the nearest legal stop on the protective side, in whole ticks.

    Legal is what lies beyond both the stops level and the freeze level.
    """
    limit = quote.closing(side) - side.sign * instrument.clear_distance
    if side is Side.BUY:
        return instrument.price_below(min(candidate, limit - instrument.tick_size))
    return instrument.price_above(max(candidate, limit + instrument.tick_size))


def _plan_stop(
    duty: Duty, trade: Trade, book: Book, market: Market, policy: Policy
) -> Plan | Refusal:
    candidate = _stop_candidate(duty, trade, book, market, policy)
    if isinstance(candidate, Refusal):
        return candidate
    if book.main.stop is None and policy.guard.naked is Naked.ASK:
        return Refusal.NO_STOP  # a first stop is set by a tap, or by a policy that says so
    return _stops(duty, trade, book, market, candidate, _STOP_CAUSES[duty])


def _stop_candidate(
    duty: Duty, trade: Trade, book: Book, market: Market, policy: Policy
) -> Decimal | Refusal:
    if duty in {Duty.BREAKEVEN, Duty.EXIT_BREAKEVEN}:
        return _breakeven(trade, book, market)
    if market.atr is None:
        return Refusal.NO_ATR
    if duty is Duty.EXIT_TRAIL:
        return trailed_in_profit(trade, market, market.atr, policy)
    if duty is Duty.TIGHTEN:
        return _tightened(trade, market, market.atr, policy)
    return _trailed(trade, market, market.atr, policy)


def _tightened(trade: Trade, market: Market, atr: float, policy: Policy) -> Decimal:
    """Return max(0.5 R, 2.5 ATR, stops level + 2 median spreads) behind the closing price."""
    limits = policy.actions
    risk = trade.risk or _ZERO
    distance = max(
        risk * Decimal(str(limits.tighten_r)),
        Decimal(str(limits.tighten_atr * atr)),
        market.instrument.stops_distance
        + market.spread_median * Decimal(str(limits.tighten_spreads)),
    )
    return market.quote.closing(trade.side) - trade.side.sign * distance


def trailed_in_profit(trade: Trade, market: Market, atr: float, policy: Policy) -> Decimal:
    """Return the price 1.5 ATR behind the closing side's, not yet rounded."""
    distance = Decimal(str(policy.exits.trail_atr * atr))
    return market.quote.closing(trade.side) - trade.side.sign * distance


def _trailed(trade: Trade, market: Market, atr: float, policy: Policy) -> Decimal | Refusal:
    """Return the last swing less a buffer; a SELL's stop, met by asks, adds the median spread."""
    if market.swing_behind is None:
        return Refusal.NO_SWING
    buffer = policy.actions.trail_buffer_atr * atr
    candidate = Decimal(str(market.swing_behind - trade.side.sign * buffer))
    return candidate if trade.side is Side.BUY else candidate + market.spread_median


def _breakeven(trade: Trade, book: Book, market: Market) -> Decimal | Refusal:
    """Return entry plus round-trip commission and swap per unit; impossible while losing."""
    lots = float(book.main.volume)
    cost = 2 * market.commission * lots - book.main.swap
    per_unit = max(cost, 0.0) / (market.value * lots)
    exact = book.main.entry + trade.side.sign * Decimal(str(per_unit))
    instrument = market.instrument
    buying = trade.side is Side.BUY
    candidate = instrument.price_above(exact) if buying else instrument.price_below(exact)
    room = (market.quote.closing(trade.side) - candidate) * trade.side.sign
    if room <= instrument.clear_distance:
        return Refusal.BREAKEVEN_LOSING
    return candidate


def _stops(
    duty: Duty | None,
    trade: Trade,
    book: Book,
    market: Market,
    candidate: Decimal,
    cause: StopCause,
) -> Plan | Refusal:
    stop = legal_stop(candidate, trade.side, market.quote, market.instrument)
    actions = tuple(
        MoveStop(
            key=trade.key,
            ticket=leg.ticket,
            symbol=leg.symbol,
            side=leg.side,
            stop=stop,
            target=leg.target,
            cause=cause,
        )
        for leg in book.family
        if is_tighter(leg.side, stop, leg.stop)
    )
    return Plan(duty=duty, actions=actions) if actions else Refusal.ALREADY_TIGHTER


def _plan_half(
    trade: Trade, book: Book, market: Market, moment: Moment, policy: Policy
) -> Plan | Refusal:
    limits = policy.actions
    if moment.automatic:
        refusal = _half_budget(trade, market.quote, moment.day, policy)
        if refusal is not None:
            return refusal
    volume = market.instrument.floor_volume(book.volume * limits.half_share)
    cause = CloseCause.HALF if moment.automatic else CloseCause.PERSON
    actions = _reductions(trade, book, volume, market.instrument, cause)
    if actions:
        return Plan(duty=Duty.HALF, actions=actions)
    if limits.below_minimum is BelowMinimum.CLOSE:
        return Plan(duty=Duty.HALF, actions=close_family(trade, book, cause))
    return Refusal.BELOW_MINIMUM


def _plan_exit(
    trade: Trade, book: Book, market: Market, moment: Moment, policy: Policy
) -> Plan | Refusal:
    """Take profit on part of the family; what is too small to be parted stays whole."""
    del moment  # no daily budget: once for good
    if trade.profit_volume > 0:
        return Refusal.BUDGET
    if book.hedge is not None:
        return Refusal.ALREADY_HEDGED
    volume = market.instrument.floor_volume(book.volume * policy.exits.partial_share)
    actions = _reductions(trade, book, volume, market.instrument, CloseCause.PROFIT)
    return Plan(duty=Duty.EXIT_PARTIAL, actions=actions) if actions else Refusal.BELOW_MINIMUM


def _half_budget(trade: Trade, quote: Quote, day: date, policy: Policy) -> Refusal | None:
    spent = trade.halves
    if spent is None:
        return None
    if spent.day == day:
        return Refusal.BUDGET if spent.spent >= policy.actions.half_closes_per_day else None
    if trade.half_price is None:
        return None
    worse = (quote.closing(trade.side) - trade.half_price) * trade.side.sign < 0
    return None if worse else Refusal.PRICE_NOT_WORSE


def _reductions(
    trade: Trade, book: Book, volume: Decimal, instrument: Instrument, cause: CloseCause
) -> tuple[TradeAction, ...]:
    """Take volume off the newest leg first, leaving no leg below the broker's minimum.

    The main stays in any case, since its end is the end of the family.
    """
    actions: list[TradeAction] = []
    left = volume
    for leg in (*reversed(book.legs), book.main):
        take = min(left, leg.volume)
        whole = take == leg.volume and leg is not book.main
        if not whole and leg.volume - take < instrument.volume_min:
            take = instrument.floor_volume(leg.volume - instrument.volume_min)
        if take < instrument.volume_min:
            continue
        actions.append(_reduce(trade, leg, take, cause))
        left -= take
    return tuple(actions)


def _reduce(trade: Trade, leg: Position, volume: Decimal, cause: CloseCause) -> Reduce:
    return Reduce(
        key=trade.key,
        ticket=leg.ticket,
        symbol=leg.symbol,
        side=leg.side,
        volume=volume,
        remaining=leg.volume - volume,
        cause=cause,
    )


def close_family(trade: Trade, book: Book, cause: CloseCause) -> tuple[TradeAction, ...]:
    """Close main, re-adds and hedge, in the order that never raises margin: largest side first."""
    closes: list[TradeAction] = [_reduce(trade, leg, leg.volume, cause) for leg in book.family]
    if book.hedge is not None:
        closes.append(close_hedge(trade, book.hedge, cause))
    return tuple(closes)


def close_all(trade: Trade, book: Book, cause: CloseCause, duty: Duty | None) -> Plan:
    """Close a family, main and hedge by one another where the broker allows that."""
    paired = book.hedge is not None and book.hedging and book.close_by
    closes = _paired(trade, book, book.hedge, cause) if paired and book.hedge else None
    return Plan(duty=duty, actions=closes or close_family(trade, book, cause))


def _paired(
    trade: Trade, book: Book, hedge: Position, cause: CloseCause
) -> tuple[TradeAction, ...]:
    """Close by one another what main and hedge have in common, and the rest plainly.

    A main that is larger is first brought down to the hedge, so that the pair ends together; what
    the hedge has more is closed last. No step raises the margin.
    """
    main = book.main
    excess = main.volume - hedge.volume
    volume = min(main.volume, hedge.volume)
    closes: list[TradeAction] = [_reduce(trade, main, excess, cause)] if excess > 0 else []
    closes.append(
        CloseBy(
            key=trade.key,
            ticket=main.ticket,
            by=hedge.ticket,
            symbol=main.symbol,
            side=main.side,
            volume=volume,
            remaining=_ZERO,
            hedge_remaining=hedge.volume - volume,
            cause=cause,
        )
    )
    closes += [_reduce(trade, leg, leg.volume, cause) for leg in book.legs]
    if hedge.volume > volume:
        closes.append(close_hedge(trade, hedge, cause))
    return tuple(closes)


def unpaired(actions: Sequence[TradeAction]) -> tuple[TradeAction, ...]:
    """Return what is left of a close-all as plain closes; empty when nothing in it is paired."""
    pair = next((action for action in actions if isinstance(action, CloseBy)), None)
    if pair is None:
        return ()
    first = actions[0]
    whole = pair.volume + pair.remaining
    if isinstance(first, Reduce) and first.ticket == pair.ticket:
        whole += first.volume
    main = Reduce(
        key=pair.key,
        ticket=pair.ticket,
        symbol=pair.symbol,
        side=pair.side,
        volume=whole,
        remaining=_ZERO,
        cause=pair.cause,
    )
    legs = [
        action for action in actions if isinstance(action, Reduce) and action.ticket != pair.ticket
    ]
    hedge = CloseHedge(
        key=pair.key,
        ticket=pair.by,
        symbol=pair.symbol,
        side=pair.side.opposite,
        volume=pair.volume + pair.hedge_remaining,
        cause=pair.cause,
    )
    return (main, *legs, hedge)


def close_hedge(trade: Trade, hedge: Position, cause: CloseCause) -> CloseHedge:
    """Close the whole of a hedge position."""
    return CloseHedge(
        key=trade.key,
        ticket=hedge.ticket,
        symbol=hedge.symbol,
        side=hedge.side,
        volume=hedge.volume,
        cause=cause,
    )


def _plan_close_hedge(trade: Trade, book: Book) -> Plan | Refusal:
    if book.hedge is None:
        return Refusal.NO_HEDGE
    action = close_hedge(trade, book.hedge, CloseCause.UNHEDGE)
    return Plan(duty=Duty.CLOSE_HEDGE, actions=(action,))


def _plan_hedge(
    trade: Trade, book: Book, market: Market, moment: Moment, policy: Policy
) -> Plan | Refusal:
    if moment.automatic:
        refusal = _hedge_barred(trade, market.instrument, moment, policy)
        if refusal is not None:
            return refusal
    if not book.hedging:
        return Refusal.NETTING
    if trade.hedge is not None or book.hedge is not None:
        return Refusal.ALREADY_HEDGED
    if market.atr is None:
        return Refusal.NO_ATR
    return _sized_hedge(trade, book, market, moment, policy)


def _hedge_barred(
    trade: Trade, instrument: Instrument, moment: Moment, policy: Policy
) -> Refusal | None:
    spent = trade.hedges
    used = spent.spent if spent is not None and spent.day == moment.day else 0
    if trade.rehedge_barred:
        return Refusal.BARRED
    if used >= policy.actions.hedges_per_day:
        return Refusal.BUDGET
    if trade.hedge_rest_until is not None and moment.now < trade.hedge_rest_until:
        return Refusal.COOLING_DOWN
    close = next_weekly_close(instrument.asset_class, moment.now)
    if close is not None and close - moment.now <= policy.state.weekly_close_guard:
        return Refusal.WEEKLY_CLOSE
    return None


def _sized_hedge(
    trade: Trade, book: Book, market: Market, moment: Moment, policy: Policy
) -> Plan | Refusal:
    instrument = market.instrument
    wanted = instrument.ceil_volume(trade.original_volume * policy.actions.hedge_share)
    if book.symbol_net <= 0:
        return Refusal.ALREADY_FLAT
    volume = instrument.floor_volume(min(book.volume, wanted, book.symbol_net))
    if volume == 0:
        return Refusal.BELOW_MINIMUM
    distance = hedge_stop_distance(market, policy)
    if not _worth_hedging(trade, book, market, volume=volume, distance=distance):
        return Refusal.STOP_NEARER_THAN_HEDGE
    side = trade.side.opposite
    entry = market.quote.opening(side)
    exact = entry - side.sign * distance
    buying = side is Side.BUY
    stop = instrument.price_below(exact) if buying else instrument.price_above(exact)
    hedge = OpenHedge(
        key=trade.key,
        symbol=trade.symbol,
        side=side,
        volume=volume,
        stop=stop,
        by_hand=not moment.automatic,
    )
    return Plan(duty=Duty.HEDGE, actions=(hedge,))


def hedge_stop_distance(market: Market, policy: Policy) -> Decimal:
    """Return the hedge stop's distance from its entry: a multiple of ATR, at least the legal one.

    A position's stop is met by the closing side's price, one spread away from its entry.
    """
    by_atr = Decimal(str(policy.actions.hedge_stop_atr * (market.atr or 0.0)))
    legal = market.instrument.stops_distance + market.quote.spread + market.instrument.tick_size
    return max(by_atr, legal)


def _worth_hedging(
    trade: Trade, book: Book, market: Market, *, volume: Decimal, distance: Decimal
) -> bool:
    """Claim that the loss to the stops exceeds the hedge's own stop loss and both its costs."""
    price = market.quote.closing(trade.side)
    loss = 0.0
    for leg in book.family:
        if leg.stop is None:
            return True
        loss += float((price - leg.stop) * trade.side.sign * leg.volume) * market.value
    cost = float((distance + market.quote.spread) * volume) * market.value
    return loss > cost + 2 * market.commission * float(volume)


def _plan_readd(trade: Trade, book: Book, market: Market, policy: Policy) -> Plan | Refusal:
    if not policy.actions.readd:
        return Refusal.NOT_OPTED_IN
    if book.main.stop is None:
        return Refusal.NO_STOP
    share = trade.closed_volume * policy.actions.readd_share
    room = trade.original_volume - book.volume
    volume = market.instrument.floor_volume(min(share, room))
    if volume <= 0:
        return Refusal.BELOW_MINIMUM
    action = ReAdd(
        key=trade.key,
        symbol=trade.symbol,
        side=trade.side,
        volume=volume,
        stop=book.main.stop,
        target=book.main.target,
    )
    return Plan(duty=Duty.READD, actions=(action,))


def worst_case(trade: Trade, book: Book, market: Market) -> float | None:
    """Return what was realised plus the worst result from here; None where it has no bound.

    Two paths are possible once every stop is given: straight to the family's stops, the hedge then
    being closed with the main, or first to the hedge's stop and then to the family's (the double
    loss). In account currency; the costs of closing are counted.
    """
    family = trade.realised
    for leg in book.family:
        if leg.stop is None:
            return None
        family += _result(leg, leg.stop, market)
    hedge, last = book.hedge, book.main.stop
    if hedge is None or last is None:
        return family
    spread = market.quote.spread * trade.side.sign
    straight = family + _result(hedge, last + spread, market)
    if hedge.stop is None:  # bounded as long as the family outweighs it
        return straight if hedge.volume <= book.volume else None
    return min(straight, family + _result(hedge, hedge.stop, market))


def _result(leg: Position, price: Decimal, market: Market) -> float:
    gross = float((price - leg.entry) * leg.side.sign * leg.volume) * market.value
    return gross + leg.swap - market.commission * float(leg.volume)
