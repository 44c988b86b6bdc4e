"""The account's books: everything that must survive the terminal's death."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from dtms.sim import constants as c
from dtms.sim.records import Deal, LateRequest, Order, Position

_FIRST_ORDER: Final = 51_000_001
_FIRST_DEAL: Final = 48_000_001


@dataclass(slots=True)
class Totals:
    """Numbers of the account that are not records.

    Attributes:
        balance: Sum of all deals.
        algo_trading: State of the terminal's Algo Trading button.
        selected: Symbols in Market Watch.
        sent: Requests answered so far.
        received: Requests that reached the server so far, refused ones included.
    """

    balance: float = 0.0
    credit: float = 0.0
    next_order: int = _FIRST_ORDER
    next_deal: int = _FIRST_DEAL
    sent: int = 0
    received: int = 0
    algo_trading: bool = True
    selected: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Unsaved:
    """What changed since the last commit."""

    positions: set[int] = field(default_factory=set)
    pending: set[int] = field(default_factory=set)
    orders: set[int] = field(default_factory=set)
    deals: set[int] = field(default_factory=set)
    late: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        return any((self.positions, self.pending, self.orders, self.deals, self.late))


class Ledger:
    """Positions, history and totals."""

    def __init__(self) -> None:
        self.positions: dict[int, Position] = {}
        self.pending: dict[int, Order] = {}
        self.orders: dict[int, Order] = {}
        self.deals: dict[int, Deal] = {}
        self.late: dict[int, LateRequest] = {}
        self.totals = Totals()
        self.unsaved = Unsaved()

    def next_order(self) -> int:
        """Take the next order ticket."""
        self.totals.next_order += 1
        return self.totals.next_order - 1

    def next_deal(self) -> int:
        """Take the next deal ticket."""
        self.totals.next_deal += 1
        return self.totals.next_deal - 1

    def put(self, position: Position) -> None:
        """Add or replace a position."""
        self.positions[position.ticket] = position
        self.unsaved.positions.add(position.ticket)

    def drop(self, ticket: int) -> None:
        """Forget a closed position."""
        del self.positions[ticket]
        self.unsaved.positions.add(ticket)

    def put_order(self, order: Order) -> None:
        """Add or replace a waiting order."""
        self.pending[order.ticket] = order
        self.unsaved.pending.add(order.ticket)

    def file(self, order: Order) -> None:
        """Keep an order in the history; it waits no longer."""
        if self.pending.pop(order.ticket, None) is not None:
            self.unsaved.pending.add(order.ticket)
        self.orders[order.ticket] = order
        self.unsaved.orders.add(order.ticket)

    def book(self, deal: Deal) -> None:
        """Keep a deal and move the balance by it."""
        self.deals[deal.ticket] = deal
        self.unsaved.deals.add(deal.ticket)
        self.totals.balance = round(self.totals.balance + deal.total, 2)

    def put_late(self, late: LateRequest) -> None:
        """Queue a request that will execute later, or replace it."""
        self.late[late.number] = late
        self.unsaved.late.add(late.number)

    def drop_late(self, number: int) -> None:
        """Take a request off the queue."""
        del self.late[number]
        self.unsaved.late.add(number)

    def of_symbol(self, symbol: str) -> list[Position]:
        """Open positions of a symbol, oldest first."""
        return [position for position in self.positions.values() if position.symbol == symbol]

    def waiting(self, symbol: str) -> list[Order]:
        """Waiting orders of a symbol, oldest first."""
        return [order for order in self.pending.values() if order.symbol == symbol]

    def was_open(self, ticket: int) -> bool:
        """Whether a position of this ticket has existed."""
        return any(deal.position_id == ticket for deal in reversed(self.deals.values()))

    def open_tickets(self) -> Iterator[int]:
        """Tickets of the open positions."""
        return iter(tuple(self.positions))

    def pay(self, amount: float, at_msc: int) -> None:
        """Book a payment onto the account, or, negative, out of it."""
        deal = Deal(
            ticket=self.next_deal(),
            order=0,
            at_msc=at_msc,
            type=c.DEAL_TYPE_BALANCE,
            entry=c.DEAL_ENTRY_IN,
            magic=0,
            position_id=0,
            reason=c.DEAL_REASON_CLIENT,
            volume=0.0,
            price=0.0,
            commission=0.0,
            swap=0.0,
            profit=round(amount, 2),
            fee=0.0,
            symbol="",
            comment="Deposit" if amount >= 0 else "Withdrawal",
        )
        self.book(deal)
