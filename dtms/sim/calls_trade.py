"""The module's functions that trade, and its three Python helpers."""

from dataclasses import replace
from typing import Final

from dtms.sim import constants as c
from dtms.sim import views
from dtms.sim.arguments import CallError, called_unpacked, exactly, number, request_from, whole
from dtms.sim.calls import asks, ipc_error, meanwhile
from dtms.sim.calls_history import HistoryCalls
from dtms.sim.calls_market import MarketCalls
from dtms.sim.faults import (
    CutPipe,
    DropAnswer,
    DropRequest,
    Effect,
    Hang,
    combine,
)
from dtms.sim.records import COMMENTS, Answer, Request, refused
from dtms.sim.structs import Struct

_TRIES: Final = 10
_DEVIATION: Final = 10
_AGAIN: Final = (c.TRADE_RETCODE_REQUOTE, c.TRADE_RETCODE_PRICE_OFF)
# order_send -> wrapper of `asks` -> body -> called_unpacked
_CALLER: Final = 3


class TradeCalls(MarketCalls, HistoryCalls):
    """`order_send`, `order_check`, the calculators, `Buy`, `Sell` and `Close`."""

    @asks(None)
    def order_check(self, /, *args: object, **keywords: object) -> Struct:
        """Check a request without sending it; 0 and 'Done' mean it would pass."""
        request = request_from(args, keywords, unpacked=called_unpacked(_CALLER))
        retcode, standing = self._desk.server.check(request, self._desk.now)
        words = COMMENTS.get(retcode, "") if retcode else "Done"
        return views.checked_struct(retcode, words, standing, request)

    @asks(None)
    def order_send(self, /, *args: object, **keywords: object) -> Struct:
        """Send a request; None tells nothing about whether it was executed."""
        request = request_from(args, keywords, unpacked=called_unpacked(_CALLER))
        if self._desk.faults.tradeapi_disabled:
            raise ipc_error(c.RES_E_AUTO_TRADING_DISABLED)
        effects = self._desk.faults.strike("order_send", request)
        self._before_the_server(effects)
        answer = self._locally_refused(request)
        if answer is None:
            answer = self._at_the_server(request, effects)
        self._after_the_server(effects)
        return views.sent_struct(answer, request)

    def _locally_refused(self, request: Request) -> Answer | None:
        """What the terminal itself answers, without asking the server."""
        faults = self._desk.faults
        for allowed, retcode in (
            (self._desk.ledger.totals.algo_trading, c.TRADE_RETCODE_CLIENT_DISABLES_AT),
            (faults.connected, c.TRADE_RETCODE_CONNECTION),
            (faults.trade_allowed, c.TRADE_RETCODE_TRADE_DISABLED),
            (faults.expert_allowed, c.TRADE_RETCODE_SERVER_DISABLES_AT),
        ):
            if not allowed:
                return refused(retcode)
        known = request.symbol in self._desk.market.specs
        if known and request.symbol not in self._desk.ledger.totals.selected:
            return refused(c.TRADE_RETCODE_PRICE_OFF)
        return None

    def _at_the_server(self, request: Request, effects: list[Effect]) -> Answer:
        self._desk.travel()
        self._desk.faults.announce("received")
        meanwhile(effects)
        twist = combine(effects)
        if twist.refuse is not None:
            return refused(twist.refuse)
        if twist.comment is not None:
            request = replace(request, comment=twist.comment)
        if twist.late is not None:
            self._desk.postpone(request, twist.late)
            return refused(twist.late.retcode)
        answer = self._desk.submit(request, c.DEAL_REASON_EXPERT, fraction=twist.fraction)
        if answer.is_done:
            if twist.hidden_reads and answer.order in self._desk.ledger.positions:
                self._desk.hidden[answer.order] = twist.hidden_reads
            if twist.hidden_history:
                self._desk.hidden_history[answer.order] = twist.hidden_history
            self._desk.faults.announce("executed")
        return answer

    def _before_the_server(self, effects: list[Effect]) -> None:
        """Lose the request, if it must be lost."""
        for effect in effects:
            if isinstance(effect, DropRequest):
                raise ipc_error(effect.code)
            if isinstance(effect, Hang) and not effect.executed:
                self._hang(effect)

    def _after_the_server(self, effects: list[Effect]) -> None:
        """Lose the answer, if it must be lost."""
        for effect in effects:
            if isinstance(effect, DropAnswer):
                raise ipc_error(effect.code)
            if isinstance(effect, CutPipe):
                raise self.cut(effect.code)
            if isinstance(effect, Hang) and effect.executed:
                self._hang(effect)

    def _hang(self, effect: Hang) -> None:
        if not self._desk.faults.blocks(effect):
            raise ipc_error(c.RES_E_INTERNAL_FAIL_TIMEOUT)

    @asks(None)
    def order_calc_margin(self, *args: object) -> float:
        """Margin of an opening, whatever is open already."""
        exactly(args, 4)
        action, spec = whole(args[0]), self._spec(args[1])
        volume, price = number(args[2]), number(args[3])
        if action not in {c.ORDER_TYPE_BUY, c.ORDER_TYPE_SELL} or volume <= 0 or price <= 0:
            raise CallError(c.RES_E_INVALID_PARAMS, "Terminal: Invalid params")
        unit = self._desk.server.valuer.margin_unit(spec, price, self._desk.shown_msc)
        return round(unit * volume * spec.contract_size, 2)

    @asks(None)
    def order_calc_profit(self, *args: object) -> float:
        """Profit between two prices."""
        exactly(args, 5)
        action, spec = whole(args[0]), self._spec(args[1])
        volume, opened, closed = (number(value) for value in args[2:])
        if action not in {c.ORDER_TYPE_BUY, c.ORDER_TYPE_SELL} or min(volume, opened, closed) <= 0:
            raise CallError(c.RES_E_INVALID_PARAMS, "Terminal: Invalid params")
        valuer, msc = self._desk.server.valuer, self._desk.shown_msc
        return valuer.profit(spec, action, volume, (opened, closed), msc)

    def _raw(
        self, side: int, symbol: object, volume: object, price: object, extra: dict[str, object]
    ) -> Struct | None:
        request = {
            "action": c.TRADE_ACTION_DEAL,
            "symbol": symbol,
            "volume": volume,
            "type": side,
            "price": price,
            "deviation": _DEVIATION,
        }
        given = {name: value for name, value in extra.items() if value is not None}
        return self.order_send(request | given)

    def Buy(
        self,
        symbol: str,
        volume: float,
        price: float | None = None,
        *,
        comment: str | None = None,
        ticket: int | None = None,
    ) -> Struct | None:
        """Buy with the module's default filling, FOK; ten tries without a price."""
        extra: dict[str, object] = {"comment": comment, "position": ticket}
        return self._insist(c.ORDER_TYPE_BUY, symbol, volume, price, extra)

    def Sell(
        self,
        symbol: str,
        volume: float,
        price: float | None = None,
        *,
        comment: str | None = None,
        ticket: int | None = None,
    ) -> Struct | None:
        """Sell with the module's default filling, FOK; ten tries without a price."""
        extra: dict[str, object] = {"comment": comment, "position": ticket}
        return self._insist(c.ORDER_TYPE_SELL, symbol, volume, price, extra)

    def _insist(
        self,
        side: int,
        symbol: str,
        volume: object,
        price: float | None,
        extra: dict[str, object],
    ) -> Struct | None:
        if price is not None:
            return self._raw(side, symbol, volume, price, extra)
        result = None
        for _ in range(_TRIES):
            tick = self.symbol_info_tick(symbol)
            if tick is None:
                return None
            at = tick.ask if side == c.ORDER_TYPE_BUY else tick.bid
            result = self._raw(side, symbol, volume, at, extra)
            if result is None or result.retcode not in _AGAIN:
                break
        return result

    def Close(
        self, symbol: str, *, comment: str | None = None, ticket: int | None = None
    ) -> bool | str | None:
        """Close every position of a symbol, or one: True, False, "Partially" or None."""
        if ticket is not None:
            positions = self.positions_get(ticket=ticket)
        else:
            positions = self.positions_get(symbol=symbol)
        if positions is None:
            return None
        done = 0
        for held in positions:
            side = c.ORDER_TYPE_SELL if held.type == c.POSITION_TYPE_BUY else c.ORDER_TYPE_BUY
            extra: dict[str, object] = {"comment": comment, "position": held.ticket}
            result = self._insist(side, symbol, held.volume, None, extra)
            if result is None:
                return None
            done += result.retcode == c.TRADE_RETCODE_DONE
        if done and done < len(positions):
            return "Partially"
        return done > 0
