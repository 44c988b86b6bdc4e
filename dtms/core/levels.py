"""Levels that a person, or a model's confirmed proposal, gives as prices: taken whole or refused.

Nothing is moved to the nearest legal price, as an automatic stop is: what was read is what is sent.
"""

from dataclasses import dataclass
from decimal import Decimal

from dtms.core.actions import MoveStop, Plan, StopCause
from dtms.core.entry import Declined
from dtms.core.events import Refusal
from dtms.core.market import Side
from dtms.core.policy import Policy
from dtms.core.risk import Book, Market, is_tighter
from dtms.core.trade import Position, Trade


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """What is wanted; None leaves a level as it is."""

    stop: Decimal | None
    target: Decimal | None


def plan_levels(
    trade: Trade, book: Book, market: Market, wanted: Levels, policy: Policy
) -> Plan | Declined:
    """Hold wanted levels against the live quote and the broker's present ones.

    Args:
        trade: The trade as recorded.
        book: Its family as just read.
        market: Its market as just read.
        wanted: Absolute prices.
        policy: What is too near or too far.

    Returns:
        What to ask of the broker for each leg; or what is wrong, with the nearest price that
        would do where there is one.
    """
    declined = _stop_fault(trade, book, market, wanted.stop, policy) or _target_fault(
        trade, market, wanted.target, policy
    )
    if declined is not None:
        return declined
    actions = []
    for leg in book.family:
        found = _move(trade, leg, market, wanted)
        if isinstance(found, Declined):
            return found
        if found is not None:
            actions.append(found)
    if not actions:
        return Declined(reason=Refusal.ALREADY_TIGHTER, limit=book.main.stop)
    return Plan(duty=None, actions=tuple(actions))


def _move(
    trade: Trade, leg: Position, market: Market, wanted: Levels
) -> MoveStop | Declined | None:
    """Return what to ask for one leg; None where it stands better already."""
    stop = None if wanted.stop is None else _rounded(wanted.stop, leg.side, market)
    nearer = stop is not None and is_tighter(leg.side, stop, leg.stop)
    target = leg.target if wanted.target is None else market.instrument.price(wanted.target)
    if target == leg.target and not nearer:
        return None
    kept = stop if nearer else leg.stop
    if kept is None:
        return Declined(reason=Refusal.NO_STOP)
    return MoveStop(
        key=trade.key,
        ticket=leg.ticket,
        symbol=leg.symbol,
        side=leg.side,
        stop=kept,
        target=target,
        cause=StopCause.PERSON if target == leg.target else StopCause.TARGET,
    )


def _rounded(stop: Decimal, side: Side, market: Market) -> Decimal:
    """Return a stop in whole ticks, never farther from profit than asked for."""
    buying = side is Side.BUY
    return market.instrument.price_above(stop) if buying else market.instrument.price_below(stop)


def _stop_fault(
    trade: Trade, book: Book, market: Market, stop: Decimal | None, policy: Policy
) -> Declined | None:
    if stop is None:
        return None
    if not stop.is_finite() or stop <= 0:
        return Declined(reason=Refusal.STOP_MISSING)
    side, present = trade.side, book.main.stop
    rounded, closing = _rounded(stop, side, market), market.quote.closing(side)
    room = (closing - rounded) * side.sign
    if room <= 0:
        return Declined(reason=Refusal.STOP_SIDE, limit=closing)
    if not is_tighter(side, rounded, present):
        return Declined(reason=Refusal.ALREADY_TIGHTER, limit=present)
    return _distance_fault(room, side, market, policy, first=present is None)


def _distance_fault(
    room: Decimal, side: Side, market: Market, policy: Policy, *, first: bool
) -> Declined | None:
    """Return why a stop is too near to the price, or, as the first one, too far from it."""
    if market.atr is None:
        return Declined(reason=Refusal.NO_ATR)
    reach, instrument = Decimal(str(market.atr)), market.instrument
    legal = instrument.clear_distance + instrument.tick_size
    least = max(legal, reach * Decimal(str(policy.entry.least_stop_atr)))
    if room < least:
        exact = market.quote.closing(side) - side.sign * least
        buying = side is Side.BUY
        edge = instrument.price_below(exact) if buying else instrument.price_above(exact)
        return Declined(reason=Refusal.STOP_TOO_NEAR, limit=edge)
    if first and room > reach * Decimal(str(policy.entry.furthest_stop_atr)):
        return Declined(reason=Refusal.STOP_TOO_FAR)
    return None


def _target_fault(
    trade: Trade, market: Market, target: Decimal | None, policy: Policy
) -> Declined | None:
    if target is None:
        return None
    side, instrument = trade.side, market.instrument
    closing = market.quote.closing(side)
    if not target.is_finite() or (instrument.price(target) - closing) * side.sign <= 0:
        return Declined(reason=Refusal.TARGET_SIDE, limit=closing)
    room = (instrument.price(target) - closing) * side.sign
    least = instrument.clear_distance + instrument.tick_size
    if room < least:
        return Declined(reason=Refusal.TARGET_TOO_NEAR, limit=closing + side.sign * least)
    if market.atr is None:
        return Declined(reason=Refusal.NO_ATR)
    if room > Decimal(str(market.atr)) * Decimal(str(policy.entry.furthest_target_atr)):
        return Declined(reason=Refusal.TARGET_TOO_FAR)
    return None
