"""What a request about a waiting order would do: place, change or delete it."""

from dataclasses import replace
from typing import Final

from dtms.sim import constants as c
from dtms.sim.checks import Checks, least_distance
from dtms.sim.ledger import Ledger
from dtms.sim.market import Quote
from dtms.sim.plan import Effect, Plan
from dtms.sim.records import AccountSpec, Order, Refusal, Request
from dtms.sim.sessions import DAY_S, ServerZone
from dtms.sim.symbols import SymbolSpec, lots

MARKET: Final = frozenset({c.ORDER_TYPE_BUY, c.ORDER_TYPE_SELL})
LIMITS: Final = frozenset({c.ORDER_TYPE_BUY_LIMIT, c.ORDER_TYPE_SELL_LIMIT})
STOPS: Final = frozenset({c.ORDER_TYPE_BUY_STOP, c.ORDER_TYPE_SELL_STOP})
STOP_LIMITS: Final = frozenset({c.ORDER_TYPE_BUY_STOP_LIMIT, c.ORDER_TYPE_SELL_STOP_LIMIT})
# Bits of a symbol's `order_mode`.
_ALLOWED_BY: Final = ((LIMITS, 2), (STOPS, 4), (STOP_LIMITS, 8))


class PendingPlanner:
    """Checks requests about waiting orders in the server's order.

    Money is not asked for until the order triggers.
    """

    def __init__(
        self, checks: Checks, ledger: Ledger, account: AccountSpec, zone: ServerZone
    ) -> None:
        self._checks, self._ledger, self._account, self._zone = checks, ledger, account, zone

    def place(self, request: Request, now: int) -> Plan:
        """Check a new order.

        Raises:
            Refusal: With the first return code that applies.
        """
        checks, spec = self._checks, self._checks.symbol(request.symbol)
        allowed = any(request.type in kinds and spec.order_mode & bit for kinds, bit in _ALLOWED_BY)
        if not allowed:
            raise Refusal(c.TRADE_RETCODE_INVALID_ORDER)
        fresh = self._fresh(request, spec, now)
        checks.enabled(spec, fresh.side, opening=True)
        quote = checks.session(spec, now)
        checks.volume(spec, request.volume, None)
        self._prices(spec, fresh, quote)
        fresh = _rounded(spec, self._timed(spec, fresh, now))
        checks.filling_of_waiting(spec, request.type_filling)
        if 0 < self._account.limit_orders <= len(self._ledger.pending):
            raise Refusal(c.TRADE_RETCODE_LIMIT_ORDERS)
        checks.limit(spec, fresh.side, request.volume)
        return self._plan(Effect.PLACE, request, spec, quote, fresh)

    def change(self, request: Request, now: int) -> Plan:
        """Check a change of a waiting order: every level is replaced.

        Raises:
            Refusal: With the first return code that applies.
        """
        held = self._known(request.order)
        checks, spec = self._checks, self._checks.symbol(held.symbol)
        checks.enabled(spec, held.side, opening=False)
        quote = checks.session(spec, now)
        changed = replace(
            held,
            price_open=request.price,
            stoplimit=request.stoplimit if held.type in STOP_LIMITS else 0.0,
            sl=request.sl,
            tp=request.tp,
            type_time=request.type_time,
            expiration=request.expiration,
        )
        self._prices(spec, changed, quote)
        changed = _rounded(spec, self._timed(spec, changed, now))
        if changed == held:
            raise Refusal(c.TRADE_RETCODE_NO_CHANGES)
        checks.freeze_order(spec, held, quote)
        return self._plan(Effect.CHANGE, request, spec, quote, changed)

    def remove(self, request: Request, now: int) -> Plan:
        """Check the deletion of a waiting order.

        Raises:
            Refusal: With the first return code that applies.
        """
        held = self._known(request.order)
        checks, spec = self._checks, self._checks.symbol(held.symbol)
        checks.enabled(spec, held.side, opening=False)
        quote = checks.session(spec, now)
        checks.freeze_order(spec, held, quote)
        return self._plan(Effect.REMOVE, request, spec, quote, held)

    def _known(self, ticket: int) -> Order:
        held = self._ledger.pending.get(ticket)
        if held is None:
            # Remembered, not verified: an order already done has changed, others never were.
            done = ticket in self._ledger.orders
            raise Refusal(c.TRADE_RETCODE_ORDER_CHANGED if done else c.TRADE_RETCODE_INVALID)
        return held

    def _fresh(self, request: Request, spec: SymbolSpec, now: int) -> Order:
        return Order(
            ticket=0,
            symbol=spec.name,
            type=request.type,
            state=c.ORDER_STATE_PLACED,
            volume_initial=lots(request.volume),
            volume_current=lots(request.volume),
            price_open=request.price,
            price_current=0.0,
            sl=request.sl,
            tp=request.tp,
            magic=request.magic,
            reason=c.ORDER_REASON_EXPERT,
            comment=request.comment,
            position_id=0,
            setup_msc=now,
            done_msc=0,
            type_filling=request.type_filling,
            type_time=request.type_time,
            stoplimit=request.stoplimit if request.type in STOP_LIMITS else 0.0,
            expiration=request.expiration,
        )

    def _prices(self, spec: SymbolSpec, order: Order, quote: Quote) -> None:
        """Check that the order waits on its side of the market, and its levels on theirs."""
        market = quote.ask if order.is_buy else quote.bid
        # A buy limit and a sell stop wait below the market, the others above.
        below = order.is_buy == (order.type in LIMITS)
        ahead = (market - order.price_open) if below else (order.price_open - market)
        least = least_distance(spec)
        if order.price_open <= 0 or not spec.on_grid(order.price_open) or ahead < least:
            raise Refusal(c.TRADE_RETCODE_INVALID_PRICE)
        fills_at = order.price_open
        if order.type in STOP_LIMITS:
            fills_at = order.stoplimit
            back = (order.price_open - fills_at) * (1 if order.is_buy else -1)
            if fills_at <= 0 or not spec.on_grid(fills_at) or back < least:
                raise Refusal(c.TRADE_RETCODE_INVALID_PRICE)
        self._checks.levels(spec, order.side, (order.sl, order.tp), fills_at)

    def _timed(self, spec: SymbolSpec, order: Order, now: int) -> Order:
        """Work out when the order lapses."""
        kind = order.type_time
        if kind not in range(4) or not spec.expiration_mode & (1 << kind):
            raise Refusal(c.TRADE_RETCODE_INVALID_EXPIRATION)
        if kind == c.ORDER_TIME_GTC:
            return replace(order, expiration=0, expires_msc=0)
        until = order.expiration
        if kind == c.ORDER_TIME_DAY:
            until = self._midnight_after(self._zone.to_server(now // 1000))
            order = replace(order, expiration=0)
        elif kind == c.ORDER_TIME_SPECIFIED_DAY:
            until = self._midnight_after(order.expiration)
        expires = self._zone.to_utc(until) * 1000
        if expires <= now:
            raise Refusal(c.TRADE_RETCODE_INVALID_EXPIRATION)
        return replace(order, expires_msc=expires)

    @staticmethod
    def _midnight_after(server_s: int) -> int:
        return (server_s // DAY_S + 1) * DAY_S

    def _plan(
        self, effect: Effect, request: Request, spec: SymbolSpec, quote: Quote, order: Order
    ) -> Plan:
        return Plan(
            effect=effect,
            request=request,
            spec=spec,
            quote=quote,
            volume=order.volume_current,
            price=order.price_open,
            order=order,
            after=tuple(self._ledger.positions.values()),
        )


def _rounded(spec: SymbolSpec, order: Order) -> Order:
    return replace(
        order,
        price_open=spec.price(order.price_open),
        stoplimit=spec.price(order.stoplimit),
        sl=spec.price(order.sl),
        tp=spec.price(order.tp),
    )
