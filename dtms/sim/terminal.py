"""A simulated MetaTrader 5 terminal and its broker: prices, account, orders, and a virtual clock.

It holds nothing but a terminal: no decision of DTMS is made here.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from dtms.sim.api import Api
from dtms.sim.conditions import Conditions
from dtms.sim.desk import Desk
from dtms.sim.errors import ClockError
from dtms.sim.faults import Faults
from dtms.sim.feed import Feed
from dtms.sim.hand import Hand
from dtms.sim.records import AccountSpec
from dtms.sim.sessions import ServerZone
from dtms.sim.stopout import is_called
from dtms.sim.symbols import SymbolSpec

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DEFAULT_ACCOUNT: Final = AccountSpec()
_AT_ONCE: Final = Conditions()
_DEFAULT_ZONE: Final = ServerZone()


class Terminal:
    """One terminal with one account.

    Args:
        feed: Prices.
        account: Terms of the account; the store's balance wins over `deposit`.
        symbols: What the broker offers; by default the built-in symbols the feed has.
        store: Directory in which everything persists, or None to keep it in memory. What an
            `order_send` did is committed before its answer is returned.
        seed: Draws the faults that have a chance.
        start: Aware instant at which a new terminal's clock stands; a store's clock wins over it.
            By default the first day on which every symbol has prices.
        zone: The server's wall clock.
        max_bars: Most bars a chart keeps.
        conditions: Delay and slippage of orders; by default there is none.

    Raises:
        SimError: A symbol has no prices, or no symbol converts its currency.
        StoreError: The store is another account's or feed's.
    """

    def __init__(
        self,
        *,
        feed: Feed,
        account: AccountSpec = _DEFAULT_ACCOUNT,
        symbols: Sequence[SymbolSpec] | None = None,
        store: Path | None = None,
        seed: int = 0,
        start: datetime | None = None,
        zone: ServerZone = _DEFAULT_ZONE,
        max_bars: int = 100_000,
        conditions: Conditions = _AT_ONCE,
    ) -> None:
        self._open = partial(
            Desk, feed=feed, symbols=symbols, seed=seed, zone=zone, max_bars=max_bars
        )
        self._conditions = conditions
        self._desk = self._open(
            account=account,
            store=store,
            start_msc=None if start is None else _msc(start),
            conditions=conditions,
        )
        self._desks = {account.login: self._desk}
        self.api = Api(self._desk)
        self.hand = Hand(self._desk)

    @property
    def faults(self) -> Faults:
        """What goes wrong."""
        return self._desk.faults

    @property
    def now(self) -> datetime:
        """The virtual clock, aware UTC."""
        return _EPOCH + timedelta(milliseconds=self._desk.now)

    @property
    def margin_call(self) -> bool:
        """Whether the account has reached its margin call level."""
        return is_called(self._desk.server.standing(self._desk.now), self._desk.account)

    def advance_to(self, at: datetime) -> None:
        """Move the clock on, closing positions at the stops and targets met on the way.

        Args:
            at: Aware instant, not before the last one given; one that requests' own time has
                passed already changes nothing.

        Raises:
            ClockError: The instant is naive or in the past.
        """
        self._desk.advance(_msc(at))

    @property
    def algo_trading(self) -> bool:
        """State of the Algo Trading button; off, every request answers 10027."""
        return self._desk.ledger.totals.algo_trading

    @algo_trading.setter
    def algo_trading(self, on: bool) -> None:
        self._desk.ledger.totals.algo_trading = on
        self._desk.commit_totals()

    def switch_account(self, account: AccountSpec) -> None:
        """Log in to another account, as a person can in the terminal's own window.

        The programs connected to the terminal are not told: they see and trade the other account.
        An account seen before is found as its server left it; a new one is kept in memory alone.
        """
        left = self._desk
        if account.login not in self._desks:
            self._desks[account.login] = self._open(
                account=account, store=None, start_msc=left.now, conditions=self._conditions
            )
        desk = self._desks[account.login]
        desk.adopt(left)
        self._desk = desk
        self.api.move_to(desk)
        self.hand.move_to(desk)

    def close(self) -> None:
        """Release the stores; the terminal cannot be used afterwards."""
        for desk in self._desks.values():
            desk.close()


def _msc(at: datetime) -> int:
    if at.tzinfo is None:
        message = f"{at} has no time zone; the clock runs in UTC"
        raise ClockError(message)
    return round(at.timestamp() * 1000)
