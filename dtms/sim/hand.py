"""The trader acting by hand in the terminal: reason CLIENT, magic 0."""

from dtms.sim import constants as c
from dtms.sim.desk import Desk
from dtms.sim.errors import HandRefused
from dtms.sim.records import Answer, Position, Request
from dtms.sim.symbols import FILL_FOK


class Hand:
    """What a person can do to positions and orders, unhindered by the Algo Trading button."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def move_to(self, desk: Desk) -> None:
        """Act on another account from now on."""
        self._desk = desk

    def buy(self, symbol: str, volume: float, *, sl: float = 0.0, tp: float = 0.0) -> int:
        """Buy at the market; return the position's ticket.

        Raises:
            HandRefused: The server refused.
        """
        return self._open(symbol, volume, c.ORDER_TYPE_BUY, sl, tp)

    def sell(self, symbol: str, volume: float, *, sl: float = 0.0, tp: float = 0.0) -> int:
        """Sell at the market; return the position's ticket.

        Raises:
            HandRefused: The server refused.
        """
        return self._open(symbol, volume, c.ORDER_TYPE_SELL, sl, tp)

    def close(self, ticket: int, volume: float | None = None) -> None:
        """Close a position, or `volume` lots of it.

        Raises:
            HandRefused: The server refused, or there is no such position.
        """
        held = self._held(ticket)
        side = c.ORDER_TYPE_SELL if held.is_buy else c.ORDER_TYPE_BUY
        lots = held.volume if volume is None else float(volume)
        self._deal(held.symbol, side, lots, position=ticket)

    def pay(self, amount: float) -> None:
        """Pay money in, or, negative, out.

        Raises:
            HandRefused: More than is free would be paid out.
        """
        if amount < -self._desk.standing().free:
            raise HandRefused(c.TRADE_RETCODE_NO_MONEY, "No money")
        self._desk.pay(amount)

    def modify(self, ticket: int, *, sl: float | None = None, tp: float | None = None) -> None:
        """Move a stop or a target; None leaves one as it is, 0 removes it.

        Raises:
            HandRefused: The server refused, or there is no such position.
        """
        held = self._held(ticket)
        request = Request(
            action=c.TRADE_ACTION_SLTP,
            symbol=held.symbol,
            position=ticket,
            sl=held.sl if sl is None else float(sl),
            tp=held.tp if tp is None else float(tp),
        )
        self._settle(self._desk.submit(request, c.DEAL_REASON_CLIENT))

    def place(
        self,
        symbol: str,
        kind: int,
        volume: float,
        price: float,
        *,
        sl: float = 0.0,
        tp: float = 0.0,
    ) -> int:
        """Place a waiting order, `ORDER_TYPE_*`; return its ticket.

        Raises:
            HandRefused: The server refused.
        """
        request = Request(
            action=c.TRADE_ACTION_PENDING,
            symbol=symbol,
            type=kind,
            volume=float(volume),
            price=float(price),
            sl=float(sl),
            tp=float(tp),
            type_filling=c.ORDER_FILLING_RETURN,
        )
        return self._settle(self._desk.submit(request, c.DEAL_REASON_CLIENT)).order

    def remove(self, ticket: int) -> None:
        """Delete a waiting order.

        Raises:
            HandRefused: The server refused, or there is no such order.
        """
        request = Request(action=c.TRADE_ACTION_REMOVE, order=ticket)
        self._settle(self._desk.submit(request, c.DEAL_REASON_CLIENT))

    def _held(self, ticket: int) -> Position:
        held = self._desk.ledger.positions.get(ticket)
        if held is None:
            raise HandRefused(c.TRADE_RETCODE_POSITION_CLOSED, "Position doesn't exist")
        return held

    def _open(self, symbol: str, volume: float, side: int, sl: float, tp: float) -> int:
        order = self._deal(symbol, side, float(volume), sl=float(sl), tp=float(tp)).order
        return self._desk.ledger.orders[order].position_id

    def _deal(
        self,
        symbol: str,
        side: int,
        volume: float,
        *,
        position: int = 0,
        sl: float = 0.0,
        tp: float = 0.0,
    ) -> Answer:
        spec = self._desk.market.specs.get(symbol)
        quote = self._desk.market.last(symbol, self._desk.now) if spec else None
        price = 0.0
        if quote is not None:
            price = quote.ask if side == c.ORDER_TYPE_BUY else quote.bid
        fok = spec is None or spec.filling & FILL_FOK
        request = Request(
            action=c.TRADE_ACTION_DEAL,
            symbol=symbol,
            type=side,
            volume=volume,
            price=price,
            position=position,
            sl=sl,
            tp=tp,
            type_filling=c.ORDER_FILLING_FOK if fok else c.ORDER_FILLING_IOC,
        )
        return self._settle(self._desk.submit(request, c.DEAL_REASON_CLIENT))

    def _settle(self, answer: Answer) -> Answer:
        if not answer.is_done:
            raise HandRefused(answer.retcode, answer.comment)
        return answer
