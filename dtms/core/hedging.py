"""What a hedge would cost, freeze and leave open, and what closing half would cost instead."""

from dataclasses import dataclass, replace
from decimal import Decimal

from dtms.core.actions import OpenHedge
from dtms.core.market import Quote, Side, SwapMode
from dtms.core.policy import Policy
from dtms.core.risk import Book, Market, hedge_stop_distance, worst_case
from dtms.core.trade import Position, Trade

_BANK_YEAR = 360
_PER_CENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgePrice:
    """A hedge before it is opened; money in account currency, negative when it costs.

    Attributes:
        side: The hedge's own.
        volume: Lots.
        entry: Price it would open at now.
        stop: Its stop.
        stop_distance: From entry to stop, price units.
        frozen: Floating result that it would freeze.
        cost: Spread and commission of opening and closing it; positive.
        swap: One night of the hedge; None where the broker's terms are not known in money.
        net_before: Net lots of the family now, in the main's direction.
        net_after: The same with the hedge.
        worst_before: Worst result from here without the hedge; None without a bound.
        worst_after: The same with it, its own stop first where that is worse.
        main_stop: The main's stop, the second step of that path.
        half_volume: Lots that closing half would close; None where the broker's steps forbid it.
        half_result: What that would realise, commission counted; certain but for slippage.
    """

    side: Side
    volume: Decimal
    entry: Decimal
    stop: Decimal
    stop_distance: Decimal
    frozen: float
    cost: float
    swap: float | None
    net_before: Decimal
    net_after: Decimal
    worst_before: float | None
    worst_after: float | None
    main_stop: Decimal | None
    half_volume: Decimal | None
    half_result: float | None


def price_hedge(
    trade: Trade, book: Book, market: Market, action: OpenHedge, policy: Policy
) -> HedgePrice:
    """Price a hedge that was planned on this very book and market."""
    lots, volume = float(action.volume), book.volume
    result = sum(leg.profit + leg.swap for leg in book.family)
    entry = market.quote.opening(action.side)
    spread = float(market.quote.spread) * market.value
    hedged = replace(book, hedge=_as_position(action, entry, market.quote))
    after = worst_case(trade, hedged, market)
    half = market.instrument.floor_volume(volume * policy.actions.half_share) or None
    return HedgePrice(
        side=action.side,
        volume=action.volume,
        entry=entry,
        stop=action.stop,
        stop_distance=hedge_stop_distance(market, policy),
        frozen=result * lots / float(volume),
        cost=(spread + 2 * market.commission) * lots,
        swap=swap_of_night(market, action.side, action.volume, entry),
        net_before=volume,
        net_after=volume - action.volume,
        worst_before=worst_case(trade, book, market),
        worst_after=None if after is None else after - market.commission * lots,
        main_stop=book.main.stop,
        half_volume=half,
        half_result=None if half is None else _half(book, market, half, result),
    )


def swap_of_night(market: Market, side: Side, volume: Decimal, price: Decimal) -> float | None:
    """Return one night's swap of a position, account currency; None where it is not known."""
    terms, instrument = market.instrument.swap, market.instrument
    if terms is None:
        return None
    rate, lots = terms.rate(side), float(volume)
    worth = market.value * lots  # account currency per price unit
    match terms.mode:
        case SwapMode.NONE:
            return 0.0
        case SwapMode.POINTS:
            return rate * float(instrument.point) * worth
        case SwapMode.ACCOUNT:
            return rate * lots
        case SwapMode.INTEREST:
            return rate / _PER_CENT / _BANK_YEAR * float(price) * worth
        case SwapMode.BASE:
            own = instrument.currency_base == instrument.currency_profit
            unit = 1.0 if own else float(price)  # profit currency for one of the base currency
            return rate * unit * worth / float(instrument.contract_size)


def _half(book: Book, market: Market, half: Decimal, result: float) -> float:
    return result * float(half / book.volume) - market.commission * float(half)


def _as_position(action: OpenHedge, entry: Decimal, quote: Quote) -> Position:
    """Return the hedge as the broker would hold it, for the worst case with it."""
    return Position(
        ticket=0,
        symbol=action.symbol,
        side=action.side,
        volume=action.volume,
        entry=entry,
        price=quote.closing(action.side),
        stop=action.stop,
        target=None,
        opened_at=quote.at,
        magic=0,
        comment="",
        profit=0.0,
        swap=0.0,
    )
