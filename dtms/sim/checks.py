"""What the server checks, in its order: enabled, session, volume, price, stops, freeze, filling.

Money and limits come last, in `server`, since they need the position as it would become.
"""

from typing import Final

from dtms.sim import constants as c
from dtms.sim.ledger import Ledger
from dtms.sim.market import Market, Quote
from dtms.sim.records import Order, Position, Refusal, Request
from dtms.sim.sessions import is_open
from dtms.sim.symbols import SymbolSpec, lots

_STALE_MSC: Final = 3_600_000
_HALF: Final = 0.5
_SIDES: Final = (c.ORDER_TYPE_BUY, c.ORDER_TYPE_SELL)


class Checks:
    """The server's refusals; each method raises `Refusal` with the return code or passes."""

    def __init__(self, market: Market, ledger: Ledger) -> None:
        self._market, self._ledger = market, ledger

    def symbol(self, name: str) -> SymbolSpec:
        """Find a symbol in Market Watch."""
        spec = self._market.specs.get(name)
        if spec is None:
            raise Refusal(c.TRADE_RETCODE_INVALID)
        return spec

    def position(self, ticket: int, symbol: str) -> Position:
        """Find an open position; a closed one and an unknown one differ."""
        position = self._ledger.positions.get(ticket)
        if position is None:
            known = self._ledger.was_open(ticket)
            raise Refusal(c.TRADE_RETCODE_POSITION_CLOSED if known else c.TRADE_RETCODE_INVALID)
        if symbol and position.symbol != symbol:
            raise Refusal(c.TRADE_RETCODE_INVALID)
        return position

    def enabled(self, spec: SymbolSpec, side: int, *, opening: bool) -> None:
        """Check the symbol's trade mode."""
        mode = spec.trade_mode
        if mode == c.SYMBOL_TRADE_MODE_DISABLED:
            raise Refusal(c.TRADE_RETCODE_TRADE_DISABLED)
        if not opening:
            return
        if mode == c.SYMBOL_TRADE_MODE_CLOSEONLY:
            raise Refusal(c.TRADE_RETCODE_CLOSE_ONLY)
        if mode == c.SYMBOL_TRADE_MODE_LONGONLY and side == c.ORDER_TYPE_SELL:
            raise Refusal(c.TRADE_RETCODE_LONG_ONLY)
        if mode == c.SYMBOL_TRADE_MODE_SHORTONLY and side == c.ORDER_TYPE_BUY:
            raise Refusal(c.TRADE_RETCODE_SHORT_ONLY)

    def session(self, spec: SymbolSpec, now: int) -> Quote:
        """Check the trading hours and find the price to deal at.

        A quote older than an hour inside trading hours means that the feed has run dry.
        """
        if not is_open(spec.schedule, now):
            raise Refusal(c.TRADE_RETCODE_MARKET_CLOSED)
        quote = self._market.last(spec.name, now)
        if quote is None or now - quote.time_msc > _STALE_MSC:
            raise Refusal(c.TRADE_RETCODE_PRICE_OFF)
        return quote

    def volume(self, spec: SymbolSpec, volume: float, held: float | None) -> None:
        """Check a volume in lots; `held` is the position's when this closes one."""
        if held is not None and lots(volume) > held:
            raise Refusal(c.TRADE_RETCODE_INVALID_CLOSE_VOLUME)
        whole = spec.is_whole_volume(volume)
        if held is not None and lots(volume) == held and volume > 0:
            return
        if not whole or not spec.volume_min <= lots(volume) <= spec.volume_max:
            raise Refusal(c.TRADE_RETCODE_INVALID_VOLUME)
        if held is not None and lots(held - volume) < spec.volume_min:
            # Remembered, not verified: a remainder below the minimum is refused.
            raise Refusal(c.TRADE_RETCODE_INVALID_VOLUME)

    def price(self, spec: SymbolSpec, request: Request, market: float) -> None:
        """Check the price of a request; only Instant and Request execution look at it."""
        if request.price < 0:
            raise Refusal(c.TRADE_RETCODE_INVALID_PRICE)
        if not spec.asks_price:
            return
        if request.price == 0 or not spec.on_grid(request.price):
            raise Refusal(c.TRADE_RETCODE_INVALID_PRICE)
        if abs(request.price - market) / spec.point > request.deviation + _HALF:
            raise Refusal(c.TRADE_RETCODE_REQUOTE)

    def stops(self, spec: SymbolSpec, side: int, levels: tuple[float, float], quote: Quote) -> None:
        """Check a stop and a target, 0 for none, against the price they would trigger on."""
        price = quote.bid if side == c.POSITION_TYPE_BUY else quote.ask
        self.levels(spec, side, levels, price)

    def levels(
        self, spec: SymbolSpec, side: int, levels: tuple[float, float], price: float
    ) -> None:
        """Check a stop and a target, 0 for none, against a price."""
        stop, target = levels
        if stop < 0 or target < 0 or not (spec.on_grid(stop) and spec.on_grid(target)):
            raise Refusal(c.TRADE_RETCODE_INVALID_STOPS)
        sign = 1 if side == c.POSITION_TYPE_BUY else -1
        least = least_distance(spec)
        if (stop and sign * (price - stop) < least) or (target and sign * (target - price) < least):
            raise Refusal(c.TRADE_RETCODE_INVALID_STOPS)

    def freeze(self, spec: SymbolSpec, position: Position, quote: Quote) -> None:
        """Refuse any change of a position whose stop or target is about to trigger."""
        if not spec.freeze_level:
            return
        price = quote.bid if position.is_buy else quote.ask
        near = spec.freeze_level * spec.point + spec.point * _HALF
        if any(level and abs(price - level) <= near for level in (position.sl, position.tp)):
            raise Refusal(c.TRADE_RETCODE_FROZEN)

    def freeze_order(self, spec: SymbolSpec, order: Order, quote: Quote) -> None:
        """Refuse any change of a waiting order that is about to trigger."""
        price = quote.ask if order.is_buy else quote.bid
        near = spec.freeze_level * spec.point + spec.point * _HALF
        if spec.freeze_level and abs(price - order.price_open) <= near:
            raise Refusal(c.TRADE_RETCODE_FROZEN)

    def filling(self, spec: SymbolSpec, mode: int) -> None:
        """Check the filling mode against the symbol's mask; Instant and Request always fill all."""
        if spec.asks_price:
            return
        if mode == c.ORDER_FILLING_RETURN and spec.exemode == c.SYMBOL_TRADE_EXECUTION_EXCHANGE:
            return
        allowed = mode in {c.ORDER_FILLING_FOK, c.ORDER_FILLING_IOC} and spec.filling & (1 << mode)
        if not allowed:
            raise Refusal(c.TRADE_RETCODE_INVALID_FILL)

    def filling_of_waiting(self, spec: SymbolSpec, mode: int) -> None:
        """Check the filling mode of an order that waits; it may always keep its remainder."""
        if mode != c.ORDER_FILLING_RETURN:
            self.filling(spec, mode)

    def deal_type(self, request: Request) -> None:
        """A deal is a market buy or sell."""
        if request.type not in _SIDES:
            raise Refusal(c.TRADE_RETCODE_INVALID)

    def limit(self, spec: SymbolSpec, side: int, volume: float) -> None:
        """Check the symbol's cap on one direction's volume, waiting orders included."""
        if not spec.volume_limit:
            return
        held = sum(p.volume for p in self._ledger.of_symbol(spec.name) if p.side == side)
        held += sum(o.volume_current for o in self._ledger.waiting(spec.name) if o.side == side)
        if lots(held + volume) > spec.volume_limit:
            raise Refusal(c.TRADE_RETCODE_LIMIT_VOLUME)


def least_distance(spec: SymbolSpec) -> float:
    """Least distance of a level from the price, half a point below it for the float's sake."""
    return max(spec.stops_level * spec.point, spec.step) - spec.point * _HALF
