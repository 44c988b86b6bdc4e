"""Every number of a proposal anew from the broker, by the ways that typed orders take."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.bridge.model.proposals import Proposal, Wanted
from bot.guardian import Guardian
from bot.ordering.drafts import Command as OrderCommand
from bot.ordering.drafts import Draft
from dtms.core.commands import PlaceTrade, SetLevels, TradeCommand, Verb
from dtms.core.entry import Declined, Offer
from dtms.core.errors import BrokerUnavailable
from dtms.core.events import Refusal
from dtms.engine.entry import BracketOffer
from dtms.engine.pricing import LevelsView, price_levels
from dtms.engine.views import HedgeView, TradeView


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderShown:
    """A new trade or bracket, priced; `draft` holds what was shown."""

    draft: Draft
    offer: Offer | BracketOffer


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelsShown:
    """Levels, priced; `command` is bound to the trade as shown."""

    command: SetLevels
    view: LevelsView


@dataclass(frozen=True, slots=True, kw_only=True)
class TellShown:
    """An order about a trade, priced; `command` is bound to the trade as shown."""

    command: TradeCommand
    view: TradeView
    hedge: HedgeView | None


type Shown = OrderShown | LevelsShown | TellShown

_NO_TRADE = Declined(reason=Refusal.GONE)


async def price(wanted: Wanted, guardian: Guardian, *, by: int) -> Shown | Declined:
    """Price what a model asked for on the live market; nothing is sent."""
    try:
        match wanted:
            case Draft():
                return await _order(wanted, guardian, by)
            case SetLevels():
                return await _levels(wanted, guardian)
            case TradeCommand():
                return await _tell(wanted, guardian)
    except BrokerUnavailable:
        return Declined(reason=Refusal.NOT_CONNECTED)


def with_shown(proposal: Proposal, shown: Shown, until: datetime) -> Proposal:
    """Return a proposal that carries out just what is shown."""
    bare = replace(proposal, order=None, levels=None, tell=None, until=until)
    match shown:
        case OrderShown():
            return replace(bare, order=shown.draft)
        case LevelsShown():
            return replace(bare, levels=shown.command)
        case TellShown():
            return replace(bare, tell=shown.command)


def command_of(
    proposal: Proposal, guardian: Guardian, *, by: int
) -> OrderCommand | SetLevels | TradeCommand | None:
    """Return what a tap asks of the engine."""
    wanted = proposal.wanted
    if isinstance(wanted, Draft):
        if wanted.lots is None:
            return None  # never shown
        return wanted.command(guardian.account, by, guardian.clock.market())
    return None if wanted is None else replace(wanted, by=by)


async def _order(draft: Draft, guardian: Guardian, by: int) -> OrderShown | Declined:
    fresh = replace(draft, lots=None, kind=None, seen=None)
    command = fresh.command(guardian.account, by, guardian.clock.market())
    if command is None:
        return Declined(reason=Refusal.INVALID_REQUEST)
    entry = guardian.engine.entry
    if isinstance(command, PlaceTrade):
        offer: Offer | BracketOffer | Declined = await entry.offer(command)
    else:
        offer = await entry.offer_bracket(command)
    if isinstance(offer, Declined):
        return offer
    return OrderShown(draft=fresh.shown(offer), offer=offer)


async def _levels(command: SetLevels, guardian: Guardian) -> LevelsShown | Declined:
    view = await price_levels(guardian.engine, command)
    if view is None or isinstance(view, Declined):
        return view or _NO_TRADE
    return LevelsShown(command=replace(command, version=view.trade.version), view=view)


async def _tell(command: TradeCommand, guardian: Guardian) -> TellShown | Declined:
    view = await guardian.views.trade(command.key)
    if view is None or view.trade.is_closed:
        return _NO_TRADE
    hedge = None
    if command.verb is Verb.HEDGE:
        hedge = await guardian.views.hedge(command.key)
        if view.trade.hedge is not None:
            return Declined(reason=Refusal.ALREADY_HEDGED)
        if hedge is None or hedge.refusal is not None:
            return _NO_TRADE if hedge is None or hedge.refusal is None else _of(hedge.refusal)
    if command.verb is Verb.CLOSE_HEDGE and view.trade.hedge is None:
        return Declined(reason=Refusal.NO_HEDGE)
    bound = replace(command, version=view.trade.version)
    return TellShown(command=bound, view=view, hedge=hedge)


def _of(refusal: Refusal) -> Declined:
    return Declined(reason=refusal)
