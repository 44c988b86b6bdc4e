"""What every part of the engine works with: ports, policy, the ledger, one snapshot of the book."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from dtms.core.market import Side
from dtms.core.policy import Mode, Policy
from dtms.core.trade import AccountState, Deal, Position
from dtms.engine.ledger import Ledger
from dtms.engine.windows import Windows
from dtms.ports import Broker, Clock, Consent, Holidays, Ids, Journal, NewsCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the operator decided, apart from the strategy.

    Attributes:
        default_mode: Mode of an account never seen before.
        live_enabled: Whether the explicit settings for trading on this live account are given.
        symbols: Only these broker symbols are adopted; empty means all.
        foreign_magics: Positions with these magic numbers are never adopted.
        remembers: Whether the journal outlives the process. One that does not takes its own
            orders of yesterday for another installation's, which is then not looked for.
    """

    default_mode: Mode
    live_enabled: bool
    symbols: frozenset[str] = frozenset()
    foreign_magics: frozenset[int] = frozenset()
    remembers: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One reading of the broker: account and all positions.

    `orders` is how often orders had been sent or settled when it was taken
    """

    at: datetime
    orders: int
    account: AccountState
    positions: tuple[Position, ...]

    def position(self, ticket: int) -> Position | None:
        """Return a position by id, None when it is not in this reading."""
        return next((item for item in self.positions if item.ticket == ticket), None)

    def net(self, symbol: str, side: Side) -> Decimal:
        """Return the symbol's net lots in a direction, everybody's positions."""
        lots = (item.volume * item.side.sign for item in self.positions if item.symbol == symbol)
        return sum(lots, Decimal(0)) * side.sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """The tools of the engine of one account."""

    broker: Broker
    journal: Journal
    ledger: Ledger
    windows: Windows
    clock: Clock
    ids: Ids
    policy: Policy
    options: Options
    namespace: int
    failpoint: Callable[[str], None]
    news: NewsCalendar | None = None
    holidays: Holidays | None = None
    consent: Consent | None = None


@dataclass(slots=True)
class History:
    """Deals read at most once per cycle, and only when something asks for them."""

    broker: Broker
    since: datetime
    _deals: tuple[Deal, ...] | None = field(default=None)

    async def deals(self) -> Sequence[Deal]:
        """Return all deals since the last settled day; raises `BrokerUnavailable`."""
        if self._deals is None:
            self._deals = await self.broker.deals(since=self.since)
        return self._deals

    def forget(self) -> None:
        """Read anew the next time: something was just sent."""
        self._deals = None
