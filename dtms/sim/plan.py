"""A request that passed the server's checks, and what it would do."""

from dataclasses import dataclass
from enum import Enum, auto

from dtms.sim.market import Quote
from dtms.sim.records import Order, Position, Request
from dtms.sim.symbols import SymbolSpec


class Effect(Enum):
    """Kinds of what a request does."""

    OPEN = auto()
    ADD = auto()
    CLOSE = auto()
    REVERSE = auto()
    MODIFY = auto()
    CLOSE_BY = auto()
    PLACE = auto()
    CHANGE = auto()
    REMOVE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A request that passed the checks.

    Attributes:
        quote: Price it deals at.
        volume: Lots it moves.
        position: The position it changes, if any.
        other: The position closed by, if any.
        order: The waiting order as it becomes, if it is about one.
        after: Positions open afterwards.
    """

    effect: Effect
    request: Request
    spec: SymbolSpec
    quote: Quote
    volume: float
    price: float
    position: Position | None = None
    other: Position | None = None
    order: Order | None = None
    after: tuple[Position, ...] = ()
