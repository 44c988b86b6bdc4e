"""Order entry: every number derived from the live market, the same rails, then one order."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from dtms.core.actions import CancelCause, CancelPending, PlacePending
from dtms.core.commands import (
    BracketLeg,
    CancelOrder,
    EntryCommand,
    Lots,
    Outcome,
    PlaceBracket,
    PlaceTrade,
    Size,
)
from dtms.core.entry import (
    Declined,
    Levels,
    Offer,
    Scene,
    Stakes,
    Wish,
    action_of,
    bracket_kind,
    fit,
    moved_too_far,
    offered,
    sized,
)
from dtms.core.errors import AmbiguousSymbol, BrokerUnavailable, UnknownSymbol
from dtms.core.events import Refusal
from dtms.core.magic import read_magic
from dtms.core.market import Instrument, Side
from dtms.core.rails import Gauge, review
from dtms.core.trade import (
    AccountState,
    ActionKind,
    DealEntry,
    OrderKind,
    TradeKey,
    WorkingOrder,
)
from dtms.engine.accounts import Rails
from dtms.engine.brackets import Brackets
from dtms.engine.desk import Reply
from dtms.engine.executor import Sent
from dtms.engine.orders import Orders, Placing
from dtms.engine.station import Station
from dtms.engine.survey import Surveyor
from dtms.ports import Decision

_LOT = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BracketOffer:
    """Both legs of a bracket ready to be confirmed."""

    kind: OrderKind
    buy: Offer
    sell: Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A pending order in the broker's book; `bracket` is None outside one."""

    order: WorkingOrder
    ours: bool
    bracket: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Symbol, market and rails an order is held against."""

    scene: Scene
    account: AccountState
    gauge: Gauge
    commission: float  # of one lot and side
    decision: Decision


class Entry:
    """Prices orders for new trades, and places them."""

    def __init__(
        self, *, station: Station, surveyor: Surveyor, rails: Rails, orders: Orders
    ) -> None:
        self._station = station
        self._surveyor = surveyor
        self._rails = rails
        self._orders = orders
        self._brackets = Brackets(station, orders)

    async def offer(self, command: PlaceTrade) -> Offer | Declined:
        """Price an order, as it would be sent now; nothing is sent.

        Raises:
            BrokerUnavailable: The terminal gave no usable answer.
        """
        place = await self._place(command.symbol, command.side)
        if isinstance(place, Declined):
            return place
        return await self._offer(_wish(command), command.size, place, bracket=None)

    async def scene(self, asked: str, side: Side) -> Scene | Declined:
        """Return the market of a symbol somebody named; raises `BrokerUnavailable`."""
        place = await self._place(asked, side)
        return place if isinstance(place, Declined) else place.scene

    async def named(self, asked: str) -> str | None:
        """Return the broker's name of a symbol, None where it offers none or several."""
        try:
            return await self._station.broker.resolve(asked)
        except UnknownSymbol:
            return None

    async def offer_bracket(
        self, command: PlaceBracket, *, bracket: int = 0
    ) -> BracketOffer | Declined:
        """Price both legs of a bracket; raises `BrokerUnavailable`."""
        place = await self._place(command.symbol, Side.BUY)
        if isinstance(place, Declined):
            return place
        found: list[Offer] = []
        for side, leg in ((Side.BUY, command.buy), (Side.SELL, command.sell)):
            wish = _leg_wish(side, leg, command.expires)
            one = await self._offer(wish, command.size, place, bracket=bracket)
            if isinstance(one, Declined):
                return one
            found.append(one)
        buy, sell = found
        kind = bracket_kind(_levels(buy), _levels(sell))
        if kind is None:
            return Declined(reason=Refusal.BRACKET_MIXED)
        # one size for both legs: the smaller one keeps either within its risk
        lots = min(buy.terms.volume, sell.terms.volume)
        return BracketOffer(kind=kind, buy=_of_size(buy, lots), sell=_of_size(sell, lots))

    async def obey(self, command: EntryCommand) -> Reply:
        """Carry out one command; raises `BrokerUnavailable` when nothing was sent."""
        async with self._orders.lock:
            match command:
                case PlaceTrade():
                    return await self._place_trade(command)
                case PlaceBracket():
                    return await self._place_bracket(command)
                case CancelOrder():
                    return await self._cancel(command)

    async def follow(self) -> tuple[TradeKey, ...]:
        """Settle open orders and keep brackets whole.

        Returns:
            The trades that are a bracket's second fill and must be closed again.

        Raises:
            BrokerUnavailable: The book could not be read.
        """
        idle = not self._orders.open() and not self._orders.cancels()
        if idle or self._orders.lock.locked():
            return ()  # nothing to follow, or an order is being sent: guarding never waits for it
        async with self._orders.lock:
            now = self._station.clock.market()
            shelf = await self._orders.read()
            await self._orders.settle(shelf, now)
            return await self._brackets.follow(shelf, now)

    async def pending(self) -> tuple[Pending, ...]:
        """Return all pending orders of the account; raises `BrokerUnavailable`."""
        known = {one.magic: one.action for one in self._orders.open()}
        found = []
        for order in await self._station.broker.orders():
            action = known.get(order.magic)
            bracket = action.bracket if isinstance(action, PlacePending) else None
            found.append(Pending(order=order, ours=self._is_ours(order), bracket=bracket))
        return tuple(found)

    async def _place_trade(self, command: PlaceTrade) -> Reply:
        place = await self._place(command.symbol, command.side)
        if isinstance(place, Declined):
            return _declined(place)
        offer = await self._offer(_wish(command), command.size, place, bracket=None)
        if isinstance(offer, Declined):
            return _declined(offer)
        seen, limits = command.seen, self._station.policy.entry
        at_market = offer.terms.kind is OrderKind.MARKET
        if at_market and seen is not None and moved_too_far(seen, offer.entry, place.scene, limits):
            return Reply(outcome=Outcome.REFUSED, refusal=Refusal.PRICE_MOVED, limit=offer.entry)
        if at_market and self._is_open(offer.terms.symbol):
            return Reply(outcome=Outcome.REFUSED, refusal=Refusal.OPEN_INTENT)
        decision = await self._station.journal.decide(place.decision)
        action = action_of(offer.terms, self._station.ledger.account)
        return _reply(await self._orders.place(action, decision=decision, by=command.by))

    async def _place_bracket(self, command: PlaceBracket) -> Reply:
        bracket = self._station.ids.intent()
        offer = await self.offer_bracket(command, bracket=bracket)
        if isinstance(offer, Declined):
            return _declined(offer)
        place = await self._place(command.symbol, Side.BUY)
        if isinstance(place, Declined):
            return _declined(place)
        decision = await self._station.journal.decide(place.decision)
        placing = Placing(sent=Sent.VERIFIED)
        for leg in (offer.buy, offer.sell):
            action = action_of(leg.terms, self._station.ledger.account)
            placing = await self._orders.place(action, decision=decision, by=command.by)
            if placing.sent is Sent.REFUSED:
                break
        # a leg alone is no bracket: what was placed of it is taken back now, not at the next check
        await self._keep_whole()
        return _reply(placing)

    async def _keep_whole(self) -> None:
        try:
            shelf = await self._orders.read()
        except BrokerUnavailable:
            return  # the next check does
        await self._brackets.follow(shelf, self._station.clock.market())

    async def _cancel(self, command: CancelOrder) -> Reply:
        orders = await self._station.broker.orders()
        order = next((one for one in orders if one.ticket == command.order), None)
        if order is None:
            return Reply(outcome=Outcome.REFUSED, refusal=Refusal.NO_SUCH_ORDER)
        if not self._is_ours(order) and not command.anyones:
            return Reply(outcome=Outcome.REFUSED, refusal=Refusal.NOT_OURS)
        placed = next((one for one in self._orders.open() if one.magic == order.magic), None)
        action = CancelPending(
            key=TradeKey(account=self._station.ledger.account, position=0),
            symbol=order.symbol,
            order=order.ticket,
            placed=0 if placed is None else placed.id,
            cause=CancelCause.PERSON,
        )
        reply = _reply(await self._orders.cancel(action, by_person=True))
        await self._keep_whole()
        return reply

    async def _place(self, asked: str, side: Side) -> _Place | Declined:
        station = self._station
        try:
            symbol = await station.broker.resolve(asked)
            instrument = await station.broker.instrument(symbol)
        except AmbiguousSymbol as error:
            return Declined(reason=Refusal.SYMBOL_AMBIGUOUS, names=error.candidates)
        except UnknownSymbol:
            return Declined(reason=Refusal.SYMBOL_UNKNOWN)
        snapshot = await self._surveyor.snapshot()
        quote = await station.broker.quote(symbol)
        await station.windows.refresh(instrument, snapshot.at)
        reading = station.windows.reading(instrument, snapshot.at)
        assessment = station.windows.assessment(instrument, side) if reading.fit else None
        await self._rails.holdings.refresh(snapshot)  # something may just have been opened
        gauge = await self._rails.gauge(
            snapshot,
            instrument,
            quote,
            reading,
            value=await self._surveyor.value(instrument, quote),
            trade=None,
            reconciled=self._surveyor.reconciled,
        )
        return _Place(
            scene=Scene(
                now=snapshot.at,
                instrument=instrument,
                quote=quote,
                atr=None if assessment is None else assessment.atr_m15,
                spread_median=reading.spread_median or quote.spread,
            ),
            account=snapshot.account,
            gauge=self._with_waiting(gauge, symbol),
            commission=await self._commission(instrument, snapshot.at),
            decision=Decision(
                key=TradeKey(account=station.ledger.account, position=0),
                at=snapshot.at,
                quote=quote,
                assessment=assessment,
                policy=station.policy.name,
            ),
        )

    async def _offer(
        self, wish: Wish, size: Size, place: _Place, *, bracket: int | None
    ) -> Offer | Declined:
        scene, policy = place.scene, self._station.policy
        blocked = _blocked(scene, place.gauge)
        if blocked is not None:
            return Declined(reason=blocked)
        levels = fit(wish, scene, policy.entry)
        if isinstance(levels, Declined):
            return levels
        stakes = await self._stakes(levels, place)
        equity = place.account.equity
        lots = sized(
            size,
            stakes,
            equity=equity,
            instrument=scene.instrument,
            most_risk=policy.rails.trade_risk,
        )
        if isinstance(lots, Declined):
            return lots
        draft = offered(levels, lots, stakes, scene, equity=equity, bracket=bracket)
        action = action_of(draft.terms, self._station.ledger.account)
        refusal = review(action, place.gauge, policy, automatic=False)
        if refusal is not None:
            return Declined(reason=refusal)
        check = await self._station.broker.check(action, magic=0)
        if not check.allowed:
            return Declined(reason=check.refusal or Refusal.BROKER_REJECTED)
        return replace(draft, margin=check.margin, margin_free=check.margin_free)

    async def _stakes(self, levels: Levels, place: _Place) -> Stakes:
        """Ask the broker what one lot makes between the levels."""
        costs = 2 * place.commission
        quote = place.scene.quote
        loss = await self._made(levels, levels.stop, place)
        gain = None
        if levels.target is not None:
            gain = await self._made(levels, levels.target, place) - costs
        spread = await self._station.broker.profit(
            place.scene.instrument.symbol, lots=_LOT, opened=quote.bid, closed=quote.ask
        )
        return Stakes(loss=costs - loss, gain=gain, spread=spread, commission=costs)

    async def _made(self, levels: Levels, at: Decimal, place: _Place) -> float:
        symbol = place.scene.instrument.symbol
        made = await self._station.broker.profit(symbol, lots=_LOT, opened=levels.entry, closed=at)
        return made * levels.side.sign

    async def _commission(self, instrument: Instrument, now: datetime) -> float:
        """Return what one side of one lot costs, from the symbol's last opening deal."""
        since = now - self._station.policy.entry.commission_history
        opening = [
            deal
            for deal in await self._station.broker.deals(since=since)
            if deal.symbol == instrument.symbol and deal.entry is DealEntry.IN and deal.volume > 0
        ]
        return max(-opening[-1].commission / float(opening[-1].volume), 0.0) if opening else 0.0

    def _with_waiting(self, gauge: Gauge, symbol: str) -> Gauge:
        """Count pending orders as the positions they may become, a bracket as one."""
        found: dict[int, PlacePending] = {}
        for intent in self._orders.open():
            if isinstance(intent.action, PlacePending) and not intent.executed:
                found[intent.action.bracket or intent.id] = intent.action
        load = gauge.load
        lots = sum((one.volume for one in found.values()), Decimal(0))
        here = sum(1 for one in found.values() if one.symbol == symbol)
        more = replace(
            load,
            positions=load.positions + len(found),
            on_symbol=load.on_symbol + here,
            volume=load.volume + lots,
        )
        return replace(gauge, load=more)

    def _is_open(self, symbol: str) -> bool:
        """Claim that what became of a market order of this symbol is not known yet."""
        return any(
            one.action.symbol == symbol and not isinstance(one.action, PlacePending)
            for one in self._orders.open()
        )

    def _is_ours(self, order: WorkingOrder) -> bool:
        magic = read_magic(order.magic, namespace=self._station.namespace)
        return magic is not None and magic.kind is ActionKind.ORDER


def _wish(command: PlaceTrade) -> Wish:
    return Wish(
        side=command.side,
        kind=command.kind,
        price=command.price,
        stop=command.stop,
        target=command.target,
        expires=command.expires,
    )


def _leg_wish(side: Side, leg: BracketLeg, expires: datetime | None) -> Wish:
    return Wish(
        side=side, kind=None, price=leg.price, stop=leg.stop, target=leg.target, expires=expires
    )


def _blocked(scene: Scene, gauge: Gauge) -> Refusal | None:
    """Return what makes every price meaningless, before any level is looked at."""
    if not scene.instrument.tradable:
        return Refusal.TRADING_DISABLED
    return None if gauge.fit else Refusal.DATA_AGE


def _levels(offer: Offer) -> Levels:
    terms = offer.terms
    return Levels(
        side=terms.side,
        kind=terms.kind,
        entry=offer.entry,
        stop=terms.stop,
        target=terms.target,
        expires=terms.expires,
    )


def _of_size(offer: Offer, lots: Decimal) -> Offer:
    """Return an offer for fewer lots; money follows, margin is asked for again when it is sent."""
    if lots == offer.terms.volume:
        return offer
    share = float(lots / offer.terms.volume)
    return replace(
        offer,
        terms=replace(offer.terms, volume=lots),
        loss=offer.loss * share,
        loss_share=offer.loss_share * share,
        gain=None if offer.gain is None else offer.gain * share,
        spread_cost=offer.spread_cost * share,
        commission=offer.commission * share,
        margin=offer.margin * share,
    )


def confirmed(command: PlaceTrade, offer: Offer) -> PlaceTrade:
    """Return the command for exactly what a person was shown."""
    return replace(
        command,
        symbol=offer.terms.symbol,
        kind=offer.terms.kind,
        size=Lots(volume=offer.terms.volume),
        seen=offer.entry,
    )


def _declined(declined: Declined) -> Reply:
    return Reply(
        outcome=Outcome.REFUSED,
        refusal=declined.reason,
        limit=declined.limit,
        names=declined.names,
    )


def _reply(placing: Placing) -> Reply:
    if placing.sent is Sent.VERIFIED:
        return Reply(outcome=Outcome.DONE, ticket=placing.ticket)
    if placing.sent is Sent.OPEN:
        return Reply(outcome=Outcome.ACCEPTED)
    return Reply(outcome=Outcome.REFUSED, refusal=placing.refusal)
