"""MetaTrader 5 as a `Broker`: reads that never mistake silence for emptiness, orders sent once."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from dtms.adapters.mt5 import translate
from dtms.adapters.mt5.answers import present, real, rows, text, whole
from dtms.adapters.mt5.channel import Channel
from dtms.adapters.mt5.constants import EPOCH_LIMIT, Filling, OrderType
from dtms.adapters.mt5.errors import AbsurdAnswer, NeverSent
from dtms.adapters.mt5.filling import FillingModes
from dtms.adapters.mt5.requests import (
    Request,
    cancel_request,
    close_by_request,
    deal_request,
    fault_of,
    pending_request,
    stop_request,
)
from dtms.adapters.mt5.retcodes import (
    CHECK_PASSED,
    Retcode,
    meaning_of,
    read_answer,
    refused,
    unknown,
)
from dtms.adapters.mt5.servertime import NEW_YORK_PLUS_7, OffsetWatch, ServerZone
from dtms.adapters.mt5.symbolbook import SymbolBook
from dtms.adapters.mt5.symbolnames import SymbolNames
from dtms.core.actions import (
    Action,
    CancelPending,
    CloseBy,
    CloseHedge,
    MoveStop,
    PlacePending,
    Reduce,
)
from dtms.core.errors import BrokerUnavailable, UnknownSymbol, WrongAccount
from dtms.core.events import Refusal
from dtms.core.market import Instrument, Quote
from dtms.core.trade import (
    AccountId,
    AccountState,
    Deal,
    OrderFate,
    Payment,
    Position,
    WorkingOrder,
)
from dtms.ports import Answer, MarginCheck

_STALE_LIMITS = frozenset(
    {
        Retcode.INVALID_VOLUME,
        Retcode.INVALID_STOPS,
        Retcode.TRADE_DISABLED,
        Retcode.FROZEN,
        Retcode.CLOSE_ONLY,
    }
)
_DEVIATION = 20
_LOG = logging.getLogger("dtms.terminal")


@dataclass(frozen=True, slots=True, kw_only=True)
class OffsetReading:
    """The server's measured distance from UTC beside the one its zone rule gives."""

    measured: timedelta
    expected: timedelta

    @property
    def agrees(self) -> bool:
        """Claim that the configured zone is right at this moment."""
        return self.measured == self.expected


class Mt5Broker:
    """The account behind one MetaTrader 5 terminal.

    Args:
        channel: The terminal.
        expected: Whose account it must be; None takes the first one seen and stays with it.
        zone: The server's wall clock.
        simulated: Whether the terminal is the simulated one.
        deviation: Accepted slippage of market orders, in points; only instant execution heeds it.
        names: Where resolved symbol names are kept; None resolves each anew.
    """

    def __init__(
        self,
        channel: Channel,
        *,
        expected: AccountId | None = None,
        zone: ServerZone = NEW_YORK_PLUS_7,
        simulated: bool = False,
        deviation: int = _DEVIATION,
        names: SymbolNames | None = None,
    ) -> None:
        self._channel = channel
        self._expected = expected
        self._zone = zone
        self._simulated = simulated
        self._deviation = deviation
        self._symbols = SymbolBook(channel, names=names)
        self._filling = FillingModes()
        self._tickets: dict[int, int] = {}  # identifier to ticket, where they differ
        self._quoted: dict[str, datetime] = {}
        self._watches: dict[str, OffsetWatch] = {}

    async def account(self) -> AccountState:
        """Return the account's state.

        Raises:
            WrongAccount: The terminal is on another account; a `BrokerUnavailable`.
            BrokerUnavailable: The terminal gave no answer, or an absurd one.
        """
        self._symbols.cycle()
        info = await self._own_account()
        terminal = present(await self._channel.call("terminal_info"), "terminal_info")
        return translate.account_state(info, terminal, simulated=self._simulated)

    async def positions(self) -> tuple[Position, ...]:
        """Return all open positions, whoever opened them; an empty tuple only if there are none."""
        structs = rows(await self._channel.call("positions_get"), "positions_get")
        await self._own_account()
        held = []
        for struct in structs:
            known = await self.instrument(text(struct, "symbol"))
            position = translate.position(struct, known, zone=self._zone)
            held.append(position)
            self._tickets[position.ticket] = whole(struct, "ticket")
        return tuple(held)

    async def orders(self) -> tuple[WorkingOrder, ...]:
        """Return all pending orders, whoever placed them; empty only if there are none."""
        structs = rows(await self._channel.call("orders_get"), "orders_get")
        await self._own_account()
        found = []
        for struct in structs:
            known = await self.instrument(text(struct, "symbol"))
            order = translate.working_order(struct, known, zone=self._zone)
            if order is not None:
                found.append(order)
        return tuple(found)

    async def order_fate(self, *, order: int) -> OrderFate | None:
        """Return how an order left the book; None while its history tells nothing."""
        reply = await self._channel.call("history_orders_get", ticket=int(order))
        structs = rows(reply, "history_orders_get")
        await self._own_account()
        return translate.order_fate(structs[0]) if structs else None

    async def deals(self, *, since: datetime) -> tuple[Deal, ...]:
        """Return all trades from `since` (aware UTC) up to the newest, oldest first.

        The end asked for lies far ahead: with "now" terminals leave out the newest deals. Money
        operations, such as deposits, are not trades and are left out.
        """
        found = []
        for struct in await self._history(since):
            if translate.is_trade(struct):
                known = await self._instrument_if_offered(text(struct, "symbol"))
                found.append(translate.deal(struct, known, zone=self._zone))
        kept = [deal for deal in found if deal.at >= since]
        return tuple(sorted(kept, key=lambda deal: (deal.at, deal.ticket)))

    async def _history(self, since: datetime) -> Sequence[object]:
        start = self._zone.to_server(since)
        reply = await self._channel.call("history_deals_get", start, EPOCH_LIMIT)
        structs = rows(reply, "history_deals_get")
        await self._own_account()
        return structs

    async def payments(self, *, since: datetime) -> tuple[Payment, ...]:
        """Return what was paid onto and out of the account since `since` (aware UTC)."""
        found = (
            translate.payment(struct, zone=self._zone) for struct in await self._history(since)
        )
        return tuple(one for one in found if one is not None and one.at >= since)

    async def opening_stop(self, *, position: int) -> Decimal | None:
        """Return the stop of the order that opened a position; None if it had none."""
        reply = await self._channel.call("history_orders_get", position=int(position))
        orders = rows(reply, "history_orders_get")
        if not orders:
            return None
        first = min(orders, key=lambda order: (whole(order, "time_setup_msc"), _ticket(order)))
        return translate.level(first, "sl", await self.instrument(text(first, "symbol")))

    async def instrument(self, symbol: str) -> Instrument:
        """Return the symbol's steps and limits, not older than a few cycles."""
        return (await self._symbols.entry(symbol)).instrument

    async def quote(self, symbol: str) -> Quote:
        """Return the last quote; raises `BrokerUnavailable` when there is none or it is absurd."""
        of = await self.instrument(symbol)
        tick = present(await self._channel.call("symbol_info_tick", symbol), f"tick of {symbol}")
        before = self._quoted.get(symbol)
        quote = translate.quote(tick, of, zone=self._zone, not_before=before)
        self._quoted[symbol] = quote.at
        return quote

    async def check(self, action: Action, *, magic: int) -> MarginCheck:
        """Ask what an order would do to the margin, without sending it.

        Raises:
            BrokerUnavailable: The terminal gave no answer.
        """
        await self._own_account()
        result: object = None
        for mode in await self._modes(action):
            request = await self._request(action, magic=magic, mode=mode)
            reply = await self._channel.call("order_check", request)
            result = present(reply, "order_check")
            if whole(result, "retcode") != Retcode.INVALID_FILL:
                break
        return _margin_check(result)

    async def send(self, action: Action, *, magic: int) -> Answer:
        """Send one order, once; another filling mode is tried only after a refusal of the first.

        Returns:
            The answer. What could not be prepared is refused; whatever may have left and was not
            answered is `Verdict.UNKNOWN`.
        """
        obstacle = await self._obstacle(action)
        if obstacle is not None:
            return refused(obstacle)
        try:
            answer = await self._send_in_some_mode(action, magic=magic)
        except UnknownSymbol:
            return refused(Refusal.INVALID_REQUEST)
        except AbsurdAnswer:
            return refused(Refusal.BLIND)
        except BrokerUnavailable:  # raised only while preparing: see `_send_once`
            return refused(Refusal.NOT_CONNECTED)
        if answer.retcode in _STALE_LIMITS:
            self._symbols.forget(action.symbol)
        return answer

    async def profit(
        self, symbol: str, *, lots: Decimal, opened: Decimal, closed: Decimal
    ) -> float:
        """Return what a BUY of `lots` from `opened` to `closed` yields, in account currency."""
        await self.instrument(symbol)
        reply = await self._channel.call(
            "order_calc_profit",
            int(OrderType.BUY),
            symbol,
            float(lots),
            float(opened),
            float(closed),
        )
        present(reply, "order_calc_profit")
        return real(reply, "value")

    def broker_day(self, at: datetime) -> date:
        """Return the server's calendar day of an aware instant."""
        return self._zone.day(at)

    def broker_clock(self, at: datetime) -> datetime:
        """Return an aware instant with the offset of the server's clock."""
        return at.astimezone(timezone(self._zone.offset(at)))

    async def resolve(self, asked: str) -> str:
        """Return the broker's name of a symbol somebody named.

        Raises:
            AmbiguousSymbol: Several symbols fit; an `UnknownSymbol`.
            UnknownSymbol: None fits.
        """
        return await self._symbols.resolve(asked)

    def follow(self, zone: ServerZone) -> None:
        """Read the server's clock by another rule from now on."""
        self._zone = zone

    async def measure_offset(self, symbol: str, *, now: datetime) -> OffsetReading | None:
        """Compare the server's clock with UTC; `now` is the real present, aware.

        Returns:
            None until two calls within a minute saw the symbol's tick change.
        """
        await self.instrument(symbol)
        tick = present(await self._channel.call("symbol_info_tick", symbol), f"tick of {symbol}")
        watch = self._watches.setdefault(symbol, OffsetWatch())
        measured = watch.observe(translate.tick_time(tick), now=now)
        if measured is None:
            return None
        return OffsetReading(measured=measured, expected=self._zone.offset(now))

    async def _own_account(self) -> object:
        info = present(await self._channel.call("account_info"), "account_info")
        found = translate.account_id(info)
        if self._expected is None:
            self._expected = found
        if found != self._expected:
            raise WrongAccount(expected=self._expected, found=found)
        return info

    async def _obstacle(self, action: Action) -> Refusal | None:
        """Return why an order must not leave: wrong or unreadable account, or a netting one."""
        try:
            info = await self._own_account()
            hedging = translate.is_hedging(info)
        except BrokerUnavailable:
            return Refusal.NOT_CONNECTED
        if not hedging and not isinstance(action, MoveStop | CancelPending):
            return Refusal.NETTING
        return None

    async def _modes(self, action: Action) -> tuple[Filling, ...]:
        """Return the filling modes to try; a change of levels and a close-by heed none."""
        entry = await self._symbols.entry(action.symbol)
        if isinstance(action, MoveStop | CancelPending | CloseBy):
            return (Filling.RETURN,)
        return self._filling.order(action.symbol, mask=entry.filling_mask)

    async def _request(self, action: Action, *, magic: int, mode: Filling) -> Request:
        if isinstance(action, MoveStop):
            return stop_request(action, magic=magic, ticket=self._ticket_of(action.ticket))
        if isinstance(action, CancelPending):
            return cancel_request(action, magic=magic)
        if isinstance(action, PlacePending):
            expires = action.expires
            expiration = None if expires is None else self._zone.to_server(expires)
            return pending_request(action, magic=magic, expiration=expiration, filling=mode)
        if isinstance(action, CloseBy):
            leg, hedge = self._ticket_of(action.ticket), self._ticket_of(action.by)
            return close_by_request(action, magic=magic, ticket=leg, by=hedge)
        request = deal_request(
            action,
            magic=magic,
            quote=await self.quote(action.symbol),
            deviation=self._deviation,
            filling=mode,
        )
        if isinstance(action, Reduce | CloseHedge):
            request["position"] = self._ticket_of(action.ticket)
        return request

    async def _send_in_some_mode(self, action: Action, *, magic: int) -> Answer:
        answer, stop_change = unknown(), isinstance(action, MoveStop)
        for number, mode in enumerate(await self._modes(action)):
            if number and not await self._still_there(action):
                return refused(Refusal.BOOK_CHANGED)
            request = await self._request(action, magic=magic, mode=mode)
            await self._own_account()  # once more: preparing took several calls
            answer = await self._send_once(request, stop_change=stop_change)
            if answer.retcode == Retcode.INVALID_FILL:
                continue
            fills = not isinstance(action, MoveStop | CloseBy)
            if fills and answer.retcode in _FILLED:
                self._filling.took(action.symbol, mode)
            break
        return answer

    async def _still_there(self, action: Action) -> bool:
        """Claim that what is to be closed is held as planned; a hand may have acted meanwhile."""
        if not isinstance(action, Reduce | CloseHedge):
            return True
        planned = action.volume + (action.remaining if isinstance(action, Reduce) else 0)
        held = [one for one in await self.positions() if one.ticket == action.ticket]
        return [one.volume for one in held] == [planned]

    async def _send_once(self, request: Request, *, stop_change: bool) -> Answer:
        fault = fault_of(request)
        if fault is not None:
            _LOG.error("request not sent: %s", fault)
            return refused(Refusal.INVALID_REQUEST)
        try:
            reply = await self._channel.call("order_send", request)
        except NeverSent:
            return refused(Refusal.NOT_CONNECTED)
        except BrokerUnavailable:
            return unknown()
        return read_answer(reply, stop_change=stop_change)

    async def _instrument_if_offered(self, symbol: str) -> Instrument | None:
        try:
            return await self.instrument(symbol)
        except (UnknownSymbol, AbsurdAnswer):
            return None

    def _ticket_of(self, position: int) -> int:
        return self._tickets.get(position, position)


_FILLED = frozenset({Retcode.DONE, Retcode.DONE_PARTIAL, Retcode.PLACED})


def _ticket(order: object) -> int:
    return whole(order, "ticket")


def _margin_check(result: object) -> MarginCheck:
    retcode = whole(result, "retcode")
    allowed = retcode == CHECK_PASSED
    refusal = None if allowed else meaning_of(retcode).refusal or Refusal.BROKER_REJECTED
    return MarginCheck(
        allowed=allowed,
        refusal=refusal,
        retcode=retcode,
        margin=real(result, "margin"),
        margin_free=real(result, "margin_free"),
    )
