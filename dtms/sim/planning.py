"""What a request would do: checked in the server's order, worked out, not yet done."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from dtms.sim import constants as c
from dtms.sim.checks import Checks
from dtms.sim.ledger import Ledger
from dtms.sim.market import Market, Quote
from dtms.sim.plan import Effect, Plan
from dtms.sim.planning_pending import PendingPlanner
from dtms.sim.records import AccountSpec, Order, Position, Refusal, Request
from dtms.sim.sessions import ServerZone
from dtms.sim.symbols import SymbolSpec, lots
from dtms.sim.valuation import Valuer

_CLOSE_BY_ALLOWED = 64


class Planner:
    """Turns requests into plans, or refuses them."""

    def __init__(
        self,
        market: Market,
        ledger: Ledger,
        account: AccountSpec,
        valuer: Valuer,
        zone: ServerZone,
    ) -> None:
        self._ledger, self._account, self._valuer = ledger, account, valuer
        self._checks = Checks(market, ledger)
        pending = PendingPlanner(self._checks, ledger, account, zone)
        self._plans: Mapping[int, Callable[[Request, int], Plan]] = {
            c.TRADE_ACTION_SLTP: self._levels,
            c.TRADE_ACTION_CLOSE_BY: self._close_by,
            c.TRADE_ACTION_PENDING: pending.place,
            c.TRADE_ACTION_MODIFY: pending.change,
            c.TRADE_ACTION_REMOVE: pending.remove,
        }

    @property
    def nets(self) -> bool:
        """Whether the account holds one position a symbol."""
        return self._account.margin_mode != c.ACCOUNT_MARGIN_MODE_RETAIL_HEDGING

    def spec(self, symbol: str) -> SymbolSpec:
        """Terms of a symbol the account trades."""
        return self._checks.symbol(symbol)

    def plan(self, request: Request, now: int, *, slip: int = 0) -> Plan:
        """Check a request and work out its effect.

        Args:
            request: The request.
            now: Instant.
            slip: Points by which a deal's price is worse than the quote, where none was stated.

        Raises:
            Refusal: With the first return code that applies.
        """
        if request.action == c.TRADE_ACTION_DEAL:
            return self._deal(request, now, slip)
        plan = self._plans.get(request.action)
        if plan is None:
            raise Refusal(c.TRADE_RETCODE_INVALID)
        return plan(request, now)

    def _deal(self, request: Request, now: int, slip: int) -> Plan:
        self._checks.deal_type(request)
        spec = self._checks.symbol(request.symbol)
        target = self._target(request)
        if target is None or target.side == request.type:
            return self._opening(request, spec, target, now, slip=slip)
        if self.nets and lots(request.volume) > target.volume:
            return self._opening(request, spec, target, now, slip=slip)
        return self._closing(request, spec, target, now, slip=slip)

    def _target(self, request: Request) -> Position | None:
        if self.nets:
            return next(iter(self._ledger.of_symbol(request.symbol)), None)
        if not request.position:
            return None
        position = self._checks.position(request.position, request.symbol)
        if position.side == request.type:
            raise Refusal(c.TRADE_RETCODE_INVALID)
        return position

    def _opening(
        self, request: Request, spec: SymbolSpec, held: Position | None, now: int, *, slip: int
    ) -> Plan:
        checks, side = self._checks, request.type
        checks.enabled(spec, side, opening=True)
        quote = checks.session(spec, now)
        checks.volume(spec, request.volume, None)
        price = quote.ask if side == c.ORDER_TYPE_BUY else quote.bid
        checks.price(spec, request, price)
        checks.stops(spec, side, (request.sl, request.tp), quote)
        checks.filling(spec, request.type_filling)
        price = slipped(spec, side, price, slip)
        plan = self._opened(request, spec, held, quote, now, price=price)
        checks.limit(spec, side, request.volume)
        return plan

    def activate(
        self, order: Order, quote: Quote, now: int, *, volume: float, price: float
    ) -> Plan:
        """Work out what a waiting order does when it triggers.

        Raises:
            Refusal: The money does not suffice.
        """
        spec = self.spec(order.symbol)
        request = Request(
            action=c.TRADE_ACTION_DEAL,
            magic=order.magic,
            order=order.ticket,
            symbol=order.symbol,
            volume=volume,
            price=price,
            sl=order.sl,
            tp=order.tp,
            type=order.side,
            type_filling=order.type_filling,
            type_time=order.type_time,
            comment=order.comment,
        )
        held = self._ledger.positions.get(order.position_id)
        if self.nets:
            held = next(iter(self._ledger.of_symbol(order.symbol)), None)
        if held is not None and held.side != order.side and volume <= held.volume:
            return self._closed(request, spec, held, quote, price=price)
        return self._opened(request, spec, held, quote, now, price=price)

    def _opened(
        self,
        request: Request,
        spec: SymbolSpec,
        held: Position | None,
        quote: Quote,
        now: int,
        *,
        price: float,
    ) -> Plan:
        unit = self._valuer.margin_unit(spec, price, now)
        fresh = _fresh(request, spec, price, unit, now)
        effect, changed = _combine(held, fresh)
        after = (*self._without(held), changed)
        self._afford(after, now)
        return Plan(
            effect=effect,
            request=request,
            spec=spec,
            quote=quote,
            volume=lots(request.volume),
            price=price,
            position=held,
            other=changed,
            after=after,
        )

    def _closing(
        self, request: Request, spec: SymbolSpec, held: Position, now: int, *, slip: int
    ) -> Plan:
        checks = self._checks
        checks.enabled(spec, request.type, opening=False)
        quote = checks.session(spec, now)
        checks.volume(spec, request.volume, held.volume)
        price = quote.bid if held.is_buy else quote.ask
        checks.price(spec, request, price)
        checks.freeze(spec, held, quote)
        checks.filling(spec, request.type_filling)
        price = slipped(spec, request.type, price, slip)
        return self._closed(request, spec, held, quote, price=price)

    def _closed(
        self, request: Request, spec: SymbolSpec, held: Position, quote: Quote, *, price: float
    ) -> Plan:
        return Plan(
            effect=Effect.CLOSE,
            request=request,
            spec=spec,
            quote=quote,
            volume=lots(request.volume),
            price=price,
            position=held,
            after=(*self._without(held), *_shrunk(held, request.volume)),
        )

    def _levels(self, request: Request, now: int) -> Plan:
        held = self._named(request)
        spec, checks = self._checks.symbol(held.symbol), self._checks
        checks.enabled(spec, held.side, opening=False)
        quote = checks.session(spec, now)
        sl, tp = spec.price(request.sl), spec.price(request.tp)
        if (sl, tp) == (held.sl, held.tp):
            raise Refusal(c.TRADE_RETCODE_NO_CHANGES)
        checks.stops(spec, held.side, (request.sl, request.tp), quote)
        checks.freeze(spec, held, quote)
        changed = replace(held, sl=sl, tp=tp, updated_msc=now)
        return Plan(
            effect=Effect.MODIFY,
            request=request,
            spec=spec,
            quote=quote,
            volume=0.0,
            price=0.0,
            position=changed,
            after=(*self._without(held), changed),
        )

    def _named(self, request: Request) -> Position:
        if self.nets and not request.position:
            held = self._ledger.of_symbol(request.symbol)
            if not held:
                raise Refusal(c.TRADE_RETCODE_INVALID)
            return held[0]
        return self._checks.position(request.position, request.symbol)

    def _close_by(self, request: Request, now: int) -> Plan:
        first = self._checks.position(request.position, "")
        second = self._checks.position(request.position_by, first.symbol)
        spec = self._checks.symbol(first.symbol)
        if self.nets or not spec.order_mode & _CLOSE_BY_ALLOWED or first.side == second.side:
            raise Refusal(c.TRADE_RETCODE_INVALID)
        self._checks.enabled(spec, first.side, opening=False)
        quote = self._checks.session(spec, now)
        for held in (first, second):
            self._checks.freeze(spec, held, quote)
        volume = min(first.volume, second.volume)
        rest = (*_shrunk(first, volume), *_shrunk(second, volume))
        return Plan(
            effect=Effect.CLOSE_BY,
            request=request,
            spec=spec,
            quote=quote,
            volume=volume,
            price=second.price_open,
            position=first,
            other=second,
            after=(*self._without(first, second), *rest),
        )

    def _without(self, *gone: Position | None) -> Iterable[Position]:
        tickets = {position.ticket for position in gone if position is not None}
        return (p for p in self._ledger.positions.values() if p.ticket not in tickets)

    def _afford(self, after: tuple[Position, ...], now: int) -> None:
        """Refuse an opening whose margin, hedges counted, exceeds the equity."""
        totals, held = self._ledger.totals, tuple(self._ledger.positions.values())
        equity = self._valuer.standing(totals.balance, totals.credit, held, now).equity
        if self._valuer.margin(after) > equity:
            raise Refusal(c.TRADE_RETCODE_NO_MONEY)


def slipped(spec: SymbolSpec, side: int, price: float, points: int) -> float:
    """A price worse by so many points for a deal of this side, unless the request stated it."""
    if not points or spec.asks_price:
        return price
    worse = points * spec.step if side == c.ORDER_TYPE_BUY else -points * spec.step
    return spec.price(max(price + worse, spec.step))


def _fresh(request: Request, spec: SymbolSpec, price: float, unit: float, now: int) -> Position:
    """The position a request opens, before it has a ticket."""
    return Position(
        ticket=0,
        identifier=0,
        symbol=spec.name,
        side=request.type,
        volume=lots(request.volume),
        price_open=price,
        sl=spec.price(request.sl),
        tp=spec.price(request.tp),
        magic=request.magic,
        reason=c.POSITION_REASON_EXPERT,
        comment=request.comment,
        opened_msc=now,
        updated_msc=now,
        margin_unit=unit,
    )


def _combine(held: Position | None, fresh: Position) -> tuple[Effect, Position]:
    """What becomes of a held position when a netting account deals."""
    if held is None:
        return Effect.OPEN, fresh
    if held.side != fresh.side:
        rest = lots(fresh.volume - held.volume)
        turned = replace(fresh, ticket=held.ticket, identifier=held.identifier, volume=rest)
        return Effect.REVERSE, turned
    volume = lots(held.volume + fresh.volume)
    price = (held.volume * held.price_open + fresh.volume * fresh.price_open) / volume
    unit = (held.volume * held.margin_unit + fresh.volume * fresh.margin_unit) / volume
    grown = replace(
        held,
        volume=volume,
        price_open=price,
        margin_unit=unit,
        sl=fresh.sl or held.sl,
        tp=fresh.tp or held.tp,
        updated_msc=fresh.updated_msc,
    )
    return Effect.ADD, grown


def _shrunk(position: Position, volume: float) -> tuple[Position, ...]:
    rest = lots(position.volume - volume)
    return (replace(position, volume=rest),) if rest > 0 else ()
