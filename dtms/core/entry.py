"""A new trade before it is sent: levels against the live quote, size by risk, what it may cost."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dtms.core.actions import OpeningOrder, OpenTrade, PlacePending
from dtms.core.commands import Lots, Size
from dtms.core.events import OrderTerms, Refusal
from dtms.core.market import Instrument, Quote, Side
from dtms.core.policy import EntryPolicy
from dtms.core.trade import AccountId, OrderKind, TradeKey

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """Why an order cannot be had as asked.

    Attributes:
        reason: What is wrong.
        limit: The nearest value that would do, where there is one.
        names: The symbols that fit, where several do.
    """

    reason: Refusal
    limit: Decimal | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One order as asked for, its symbol resolved; fields as in `PlaceTrade`."""

    side: Side
    kind: OrderKind | None
    price: Decimal | None
    stop: Decimal | None
    target: Decimal | None
    expires: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The market an order is held against.

    Attributes:
        now: Market time.
        instrument: Steps and limits.
        quote: Last bid and ask.
        atr: ATR14 of M15, price units; None while it cannot be known.
        spread_median: Median spread of this hour, price units.
    """

    now: datetime
    instrument: Instrument
    quote: Quote
    atr: float | None
    spread_median: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Valid levels in whole ticks; `entry` is the price it opens at, as far as can be known."""

    side: Side
    kind: OrderKind
    entry: Decimal
    stop: Decimal
    target: Decimal | None
    expires: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stakes:
    """What one lot stands to lose and win; account currency, costs of both sides included.

    Attributes:
        loss: From entry to stop, positive.
        gain: From entry to target; None without a target.
        spread: What the spread costs, positive.
        commission: What opening and closing cost, positive.
    """

    loss: float
    gain: float | None
    spread: float
    commission: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An order ready to be confirmed: made by code, from the live quote. Money in account currency.

    Attributes:
        terms: What would be sent; `price` is None at the market.
        instrument: Steps and digits.
        quote: The quote it was priced on.
        entry: The price it opens at, as far as can be known.
        loss: What the stop costs, costs included; positive. It is 1 R.
        loss_share: The same as a fraction of equity.
        gain: What the target brings, costs included; None without a target.
        reward: Gain in R; None without a target.
        spread_cost: What the spread costs, part of `loss`.
        commission: What opening and closing cost, part of `loss`.
        margin_free: Free margin afterwards.
        margin: What the broker would hold.
    """

    terms: OrderTerms
    instrument: Instrument
    quote: Quote
    entry: Decimal
    loss: float
    loss_share: float
    gain: float | None
    reward: float | None
    spread_cost: float
    commission: float
    margin_free: float
    margin: float


def fit(wish: Wish, scene: Scene, policy: EntryPolicy) -> Levels | Declined:
    """Hold an order's levels against the live quote.

    Returns:
        The levels in whole ticks, rounded so that the stop never grows; or what is wrong.
    """
    if scene.atr is None:
        return Declined(reason=Refusal.NO_ATR)
    reach = Decimal(str(scene.atr))
    opened = _opening(wish, scene, reach, policy)
    if isinstance(opened, Declined):
        return opened
    kind, entry = opened
    if wish.expires is not None and (kind is OrderKind.MARKET or wish.expires <= scene.now):
        return Declined(reason=Refusal.EXPIRY)
    stop = _stop(wish, kind, entry, scene, reach, policy)
    if isinstance(stop, Declined):
        return stop
    target = _target(wish, kind, entry, scene, reach, policy)
    if isinstance(target, Declined):
        return target
    return Levels(
        side=wish.side, kind=kind, entry=entry, stop=stop, target=target, expires=wish.expires
    )


def _opening(
    wish: Wish, scene: Scene, reach: Decimal, policy: EntryPolicy
) -> tuple[OrderKind, Decimal] | Declined:
    """Return kind and entry price."""
    market = scene.quote.opening(wish.side)
    if wish.kind is OrderKind.MARKET or (wish.kind is None and wish.price is None):
        if wish.price is not None:
            return Declined(reason=Refusal.PRICE_SIDE)
        return OrderKind.MARKET, market
    if wish.price is None or not wish.price.is_finite() or wish.price <= 0:
        return Declined(reason=Refusal.PRICE_MISSING)
    price = scene.instrument.price(wish.price)
    beyond = (price - market) * wish.side.sign > 0
    kind = OrderKind.STOP if beyond else OrderKind.LIMIT
    if wish.kind not in {None, kind}:
        return Declined(reason=Refusal.PRICE_SIDE, limit=market)
    furthest = reach * Decimal(str(policy.furthest_price_atr))
    declined = _distance((kind, price), market, wish.side, scene, furthest)
    return (kind, price) if declined is None else declined


def _distance(
    opening: tuple[OrderKind, Decimal], market: Decimal, side: Side, scene: Scene, furthest: Decimal
) -> Declined | None:
    """Return why a pending order's price is too near to the market or too far from it."""
    kind, price = opening
    distance = abs(price - market)
    if distance > furthest:
        return Declined(reason=Refusal.PRICE_TOO_FAR, limit=market)
    least = scene.instrument.stops_distance + scene.instrument.tick_size
    if distance >= least:
        return None
    away = side.sign if kind is OrderKind.STOP else -side.sign
    return Declined(reason=Refusal.PRICE_TOO_NEAR, limit=market + away * least)


def _stop(
    wish: Wish,
    kind: OrderKind,
    entry: Decimal,
    scene: Scene,
    reach: Decimal,
    policy: EntryPolicy,
) -> Decimal | Declined:
    if wish.stop is None or not wish.stop.is_finite() or wish.stop <= 0:
        return Declined(reason=Refusal.STOP_MISSING)
    sign, instrument = wish.side.sign, scene.instrument
    buying = wish.side is Side.BUY
    # rounded towards the entry: a stop may not cost more than was asked for
    stop = instrument.price_above(wish.stop) if buying else instrument.price_below(wish.stop)
    trigger = _trigger(wish.side, kind, entry, scene)
    room = (trigger - stop) * sign
    if room <= 0:
        return Declined(reason=Refusal.STOP_SIDE, limit=trigger)
    legal = instrument.stops_distance + instrument.tick_size
    least = max(legal, reach * Decimal(str(policy.least_stop_atr)))
    if room < least:
        exact = trigger - sign * least
        edge = instrument.price_below(exact) if buying else instrument.price_above(exact)
        return Declined(reason=Refusal.STOP_TOO_NEAR, limit=edge)
    if room > reach * Decimal(str(policy.furthest_stop_atr)):
        return Declined(reason=Refusal.STOP_TOO_FAR)
    return stop


def _target(
    wish: Wish,
    kind: OrderKind,
    entry: Decimal,
    scene: Scene,
    reach: Decimal,
    policy: EntryPolicy,
) -> Decimal | Declined | None:
    if wish.target is None:
        return None
    if not wish.target.is_finite() or wish.target <= 0:
        return Declined(reason=Refusal.TARGET_SIDE)
    target = scene.instrument.price(wish.target)
    trigger = _trigger(wish.side, kind, entry, scene)
    room = (target - max(trigger, entry)) if wish.side is Side.BUY else min(trigger, entry) - target
    if room <= 0:
        return Declined(reason=Refusal.TARGET_SIDE, limit=entry)
    least = scene.instrument.stops_distance + scene.instrument.tick_size
    if room < least:
        return Declined(reason=Refusal.TARGET_TOO_NEAR, limit=entry + wish.side.sign * least)
    if room > reach * Decimal(str(policy.furthest_target_atr)):
        return Declined(reason=Refusal.TARGET_TOO_FAR)
    return target


def _trigger(side: Side, kind: OrderKind, entry: Decimal, scene: Scene) -> Decimal:
    """Return the price that meets stop and target when the position opens: the closing side's."""
    if kind is OrderKind.MARKET:
        return scene.quote.closing(side)
    return entry - side.sign * scene.quote.spread


def sized(
    size: Size, stakes: Stakes, *, equity: float, instrument: Instrument, most_risk: float
) -> Decimal | Declined:
    """Return the lots of an order.

    Args:
        size: Lots, or what the stop may cost.
        stakes: What one lot stands to lose.
        equity: Account currency.
        instrument: Steps and limits.
        most_risk: What a stop may cost at most, a fraction of equity.

    Returns:
        Whole volume steps, rounded down; or what is wrong with the size.
    """
    if equity <= 0 or stakes.loss <= 0:
        return Declined(reason=Refusal.TRADE_RISK)
    if isinstance(size, Lots):
        lots = _lots(size.volume, instrument)
    else:
        lots = _by_risk(size.share, stakes, equity, instrument, most_risk)
    if isinstance(lots, Declined):
        return lots
    most = Decimal(str(equity * most_risk / stakes.loss))
    if lots > most:
        return Declined(reason=Refusal.TRADE_RISK, limit=instrument.floor_volume(most))
    return lots


def _lots(volume: Decimal, instrument: Instrument) -> Decimal | Declined:
    if not volume.is_finite() or volume < instrument.volume_min:
        return Declined(reason=Refusal.VOLUME_TOO_SMALL, limit=instrument.volume_min)
    if volume > instrument.volume_max:
        return Declined(reason=Refusal.VOLUME_TOO_LARGE, limit=instrument.volume_max)
    whole = instrument.floor_volume(volume)
    if whole != volume:
        return Declined(reason=Refusal.VOLUME_STEP, limit=whole)
    return whole


def _by_risk(
    share: Decimal, stakes: Stakes, equity: float, instrument: Instrument, most_risk: float
) -> Decimal | Declined:
    if not share.is_finite() or not 0 < share <= 1:
        return Declined(reason=Refusal.RISK_SHARE)
    if share > Decimal(str(most_risk)):
        return Declined(reason=Refusal.TRADE_RISK)
    exact = Decimal(str(float(share) * equity / stakes.loss))
    lots = instrument.floor_volume(min(exact, instrument.volume_max))
    if lots == _ZERO:
        return Declined(reason=Refusal.VOLUME_TOO_SMALL, limit=instrument.volume_min)
    return lots


def moved_too_far(seen: Decimal, entry: Decimal, scene: Scene, policy: EntryPolicy) -> bool:
    """Claim that the market has left the price a person was shown."""
    by_atr = Decimal(str((scene.atr or 0.0) * policy.moved_atr))
    by_spread = scene.spread_median * Decimal(str(policy.moved_spreads))
    return abs(entry - seen) > max(by_atr, by_spread)


def bracket_kind(buy: Levels, sell: Levels) -> OrderKind | None:
    """Return what a bracket is, two stops or two limits; None when its legs do not fit together."""
    if buy.kind is not sell.kind or buy.kind is OrderKind.MARKET:
        return None
    above = buy.entry > sell.entry
    return buy.kind if above == (buy.kind is OrderKind.STOP) else None


def offered(
    levels: Levels,
    lots: Decimal,
    stakes: Stakes,
    scene: Scene,
    *,
    equity: float,
    bracket: int | None,
) -> Offer:
    """Return the summary of a valid order, its margin still to be asked for."""
    count = float(lots)
    gain = None if stakes.gain is None else stakes.gain * count
    pending = levels.kind is not OrderKind.MARKET
    terms = OrderTerms(
        symbol=scene.instrument.symbol,
        side=levels.side,
        kind=levels.kind,
        volume=lots,
        price=levels.entry if pending else None,
        stop=levels.stop,
        target=levels.target,
        expires=levels.expires,
        bracket=bracket,
    )
    return Offer(
        terms=terms,
        instrument=scene.instrument,
        quote=scene.quote,
        entry=levels.entry,
        loss=stakes.loss * count,
        loss_share=stakes.loss * count / equity,
        gain=gain,
        reward=None if stakes.gain is None else stakes.gain / stakes.loss,
        spread_cost=stakes.spread * count,
        commission=stakes.commission * count,
        margin=0.0,
        margin_free=0.0,
    )


def action_of(terms: OrderTerms, account: AccountId) -> OpeningOrder:
    """Return what is asked of the broker for an order's terms."""
    key = TradeKey(account=account, position=0)
    if terms.price is None:
        return OpenTrade(
            key=key,
            symbol=terms.symbol,
            side=terms.side,
            volume=terms.volume,
            stop=terms.stop,
            target=terms.target,
        )
    return PlacePending(
        key=key,
        symbol=terms.symbol,
        side=terms.side,
        entry=terms.kind,
        volume=terms.volume,
        price=terms.price,
        stop=terms.stop,
        target=terms.target,
        expires=terms.expires,
        bracket=terms.bracket,
    )


def terms_of(action: OpeningOrder) -> OrderTerms:
    """Return the terms an action asks for."""
    own = action if isinstance(action, PlacePending) else None
    return OrderTerms(
        symbol=action.symbol,
        side=action.side,
        kind=OrderKind.MARKET if own is None else own.entry,
        volume=action.volume,
        price=None if own is None else own.price,
        stop=action.stop,
        target=action.target,
        expires=None if own is None else own.expires,
        bracket=None if own is None else own.bracket,
    )
