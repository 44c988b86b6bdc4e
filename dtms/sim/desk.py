"""The terminal's inside: clock, books, prices and faults in one place, moved by one thread."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Final

from dtms.sim import constants as c
from dtms.sim.errors import ClockError, SimError
from dtms.sim.faults import ExecuteLate, Faults
from dtms.sim.feed import Feed
from dtms.sim.ledger import Ledger
from dtms.sim.market import NEVER, Levels, Market
from dtms.sim.rates import Rates
from dtms.sim.records import AccountSpec, Answer, LateRequest, Position, Request
from dtms.sim.server import TradeServer
from dtms.sim.sessions import DAY_MSC, ServerZone
from dtms.sim.store import Store
from dtms.sim.symbols import DEFAULT_SYMBOLS, SymbolSpec
from dtms.sim.valuation import Standing

_INFINITE: Final = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the terminal knows of its server: all of it, or what it knew when the link broke.

    Attributes:
        msc: UTC milliseconds up to which prices are known.
        before_deal: Deals and orders of lower tickets are known.
    """

    msc: int
    positions: tuple[Position, ...]
    standing: Standing
    before_deal: int
    before_order: int

    @property
    def known(self) -> tuple[int, tuple[Position, ...], int, int]:
        """All that the standing is made of."""
        return self.msc, self.positions, self.before_deal, self.before_order


class Desk:
    """Everything a terminal and its server hold; see `Terminal` for the arguments."""

    def __init__(
        self,
        *,
        feed: Feed,
        account: AccountSpec,
        symbols: Sequence[SymbolSpec] | None,
        store: Path | None,
        seed: int,
        start_msc: int | None,
        zone: ServerZone,
        max_bars: int,
    ) -> None:
        self.account, self.zone, self.max_bars = account, zone, max_bars
        self.market = Market(feed, _offered(feed, symbols))
        self.ledger = Ledger()
        self.rates = Rates(self.market, zone, max_bars)
        self.server = TradeServer(self.market, self.ledger, account)
        self.faults = Faults(random=Random(seed))  # noqa: S311  faults, not secrets
        self.hidden: dict[int, int] = {}
        self._frozen: Seen | None = None
        self._latest: Seen | None = None
        self._store = None if store is None else Store(store, f"{account.login}@{feed.identity}")
        self.now = self._resume(start_msc)
        self._watches: dict[str, tuple[int, bool]] = {}
        self._next = NEVER
        for symbol in self.market.specs:
            self._watch(symbol)
        self._schedule()

    def _resume(self, start_msc: int | None) -> int:
        found = None if self._store is None else self._store.load(self.ledger)
        if found is not None:
            return found
        if start_msc is None:
            start_msc = _first_msc(self.market)
        totals = self.ledger.totals
        totals.credit = self.account.credit
        totals.selected = [spec.name for spec in self.market.specs.values() if spec.selected]
        self.ledger.deposit(self.account.deposit, start_msc)
        if self._store is not None:
            self._store.save(self.ledger, start_msc)
        return start_msc

    def advance(self, target: int) -> None:
        """Move the clock to a UTC instant in milliseconds, meeting every stop on the way."""
        if target < self.now:
            message = f"the clock stands at {self.now} ms and cannot go back to {target} ms"
            raise ClockError(message)
        self._note_link()
        while self._next <= target:
            self._step()
        self.now = target
        if self._store is not None:
            self._store.save_clock(target)

    def _step(self) -> None:
        self.now = max(self.now, self._next)
        for number, late in tuple(self.ledger.late.items()):
            if late.due_msc is not None and late.due_msc <= self.now:
                self.run_late(number)
        for symbol, (msc, reached) in tuple(self._watches.items()):
            if msc > self.now:
                continue
            if reached:
                self._meet(symbol)
            self._watch(symbol)
        self._schedule()
        self.commit()

    def _meet(self, symbol: str) -> None:
        for quote in self.market.quotes_at(symbol, self.now):
            for held in self.ledger.of_symbol(symbol):
                self.server.meet(held, quote, self.now)

    def _watch(self, symbol: str) -> None:
        """Find the next instant at which a position of the symbol may close."""
        held = self.ledger.of_symbol(symbol)
        buys, sells = [p for p in held if p.is_buy], [p for p in held if not p.is_buy]
        levels = Levels(
            bid_low=max((p.sl for p in buys if p.sl), default=-_INFINITE),
            bid_high=min((p.tp for p in buys if p.tp), default=_INFINITE),
            ask_high=min((p.sl for p in sells if p.sl), default=_INFINITE),
            ask_low=max((p.tp for p in sells if p.tp), default=-_INFINITE),
        )
        if any(p.sl or p.tp for p in held):
            self._watches[symbol] = self.market.next_reach(symbol, self.now, levels)
        else:
            self._watches.pop(symbol, None)

    def _schedule(self) -> None:
        due = [late.due_msc for late in self.ledger.late.values() if late.due_msc is not None]
        self._next = min((*(msc for msc, _ in self._watches.values()), *due), default=NEVER)

    def commit(self) -> None:
        """Make every change so far survive."""
        if self._store is not None and self.ledger.unsaved:
            self._store.save(self.ledger, self.now)

    def commit_totals(self) -> None:
        """Make a change of the totals survive, deals or not."""
        if self._store is not None:
            self._store.save(self.ledger, self.now)

    def submit(self, request: Request, reason: int, *, fraction: float = 1.0) -> Answer:
        """Let the server execute a request now; committed before this returns."""
        self._note_link()
        answer = self.server.execute(request, self.now, reason=reason, fraction=fraction)
        if answer.is_done:
            for symbol in {p.symbol for p in self.ledger.positions.values()} | set(self._watches):
                self._watch(symbol)
            self._schedule()
            self._select_traded()
            self.commit()
        return answer

    def _select_traded(self) -> None:
        selected = self.ledger.totals.selected
        traded = {p.symbol for p in self.ledger.positions.values()}
        selected.extend(sorted(traded.difference(selected)))

    def postpone(self, request: Request, effect: ExecuteLate) -> None:
        """Queue a request for later execution; the queue survives a restart."""
        totals = self.ledger.totals
        totals.sent += 1
        due = None
        if effect.after is not None:
            due = self.now + effect.after // timedelta(milliseconds=1)
        late = LateRequest(
            number=totals.sent, request=request, due_msc=due, reads_left=effect.reads
        )
        self.ledger.put_late(late)
        self._schedule()
        self.commit()

    def run_late(self, number: int) -> None:
        """Execute a queued request, if it still can be."""
        late = self.ledger.late[number]
        self.ledger.drop_late(number)
        self.submit(late.request, c.DEAL_REASON_EXPERT)
        self.commit()

    def count_read(self) -> None:
        """Count a call of `positions_get` against the queue."""
        for number, late in tuple(self.ledger.late.items()):
            if late.reads_left is None:
                continue
            if late.reads_left <= 1:
                self.run_late(number)
            else:
                self.ledger.put_late(replace(late, reads_left=late.reads_left - 1))
                self.commit()
        self._schedule()

    def seen(self) -> Seen:
        """What the terminal can show now."""
        if self.faults.connected:
            self._frozen = None
            return self._look()
        if self._frozen is None:
            self._frozen = self._look()
        return self._frozen

    def _note_link(self) -> None:
        """Keep what was known when the link broke, before anything moves; forget it after."""
        if not self.faults.connected:
            self.seen()
        elif self._frozen is not None:
            self._frozen = None

    @property
    def shown_msc(self) -> int:
        """UTC milliseconds up to which prices are shown."""
        return self.now if self.faults.connected else self.seen().msc

    def _look(self) -> Seen:
        """Look at the server; the account is valued anew only when something has moved."""
        totals = self.ledger.totals
        positions = tuple(self.ledger.positions.values())
        known = (self.now, positions, totals.next_deal, totals.next_order)
        latest = self._latest
        if latest is None or known != latest.known:
            latest = Seen(
                msc=self.now,
                positions=positions,
                standing=self.server.standing(self.now),
                before_deal=totals.next_deal,
                before_order=totals.next_order,
            )
            self._latest = latest
        return latest

    def close(self) -> None:
        """Release the store."""
        if self._store is not None:
            self._store.close()


def _offered(feed: Feed, symbols: Sequence[SymbolSpec] | None) -> Sequence[SymbolSpec]:
    if symbols is None:
        return [spec for spec in DEFAULT_SYMBOLS if spec.name in feed.symbols]
    missing = [spec.name for spec in symbols if spec.name not in feed.symbols]
    if missing:
        message = f"the feed has no prices of {', '.join(missing)}; it has {feed.symbols}"
        raise SimError(message)
    return symbols


def _first_msc(market: Market) -> int:
    """Midnight of the first day on which every symbol has prices."""
    spans = [market.feed.span(name) for name in market.specs]
    if not spans or any(last is None for _, last in spans):
        message = "a feed without end has no natural beginning; give start="
        raise ClockError(message)
    return max(first for first, _ in spans) * DAY_MSC
