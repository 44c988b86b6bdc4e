"""The terminal's inside: clock, books, prices and faults in one place, moved by one thread."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random

from dtms.sim import constants as c
from dtms.sim.conditions import Conditions
from dtms.sim.errors import ClockError, SimError
from dtms.sim.faults import ExecuteLate, Faults
from dtms.sim.feed import Feed
from dtms.sim.ledger import Ledger
from dtms.sim.market import NEVER, Levels, Market
from dtms.sim.rates import Rates
from dtms.sim.records import AccountSpec, Answer, LateRequest, Order, Position, Request
from dtms.sim.rollover import demand_simulated, next_midnight
from dtms.sim.server import TradeServer
from dtms.sim.sessions import DAY_MSC, ServerZone
from dtms.sim.stopout import Guard
from dtms.sim.store import Store
from dtms.sim.symbols import DEFAULT_SYMBOLS, SymbolSpec
from dtms.sim.triggers import triggers
from dtms.sim.valuation import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the terminal knows of its server: all of it, or what it knew when the link broke.

    Attributes:
        msc: UTC milliseconds up to which prices are known.
        before_deal: Deals and orders of lower tickets are known.
    """

    msc: int
    positions: tuple[Position, ...]
    orders: tuple[Order, ...]
    before_deal: int
    before_order: int


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
        conditions: Conditions,
    ) -> None:
        self._conditions = conditions
        self.account, self.zone, self.max_bars = account, zone, max_bars
        self.market = Market(feed, _offered(feed, symbols))
        self.ledger = Ledger()
        self.rates = Rates(self.market, zone, max_bars)
        self.server = TradeServer(self.market, self.ledger, account, zone, conditions)
        self.faults = Faults(random=Random(seed))  # noqa: S311  faults, not secrets
        self.hidden: dict[int, int] = {}
        self.hidden_history: dict[int, int] = {}
        self._frozen: Seen | None = None
        self._last_standing: Standing | None = None
        self._valued: tuple[object, Standing] | None = None
        self._store = None if store is None else Store(store, f"{account.login}@{feed.identity}")
        self.now = self._asked = self._resume(start_msc)
        self._guard = Guard(self.market, self.ledger, account, self.server.valuer)
        self._guarded: object = None
        self._unguarded = True
        self._midnight = NEVER
        if account.charges_swap:
            for spec in self.market.specs.values():
                demand_simulated(spec)
            self._midnight = next_midnight(zone, self.now)
        self._watches: dict[str, tuple[int, bool]] = {}
        self._levels: dict[str, Levels] = {}
        self._bounds: dict[str, Levels] = {}
        self._guards: dict[str, tuple[int, bool]] = {}
        self._next = NEVER
        self._watch_all()

    def _resume(self, start_msc: int | None) -> int:
        found = None if self._store is None else self._store.load(self.ledger)
        if found is not None:
            return found
        if start_msc is None:
            start_msc = _first_msc(self.market)
        totals = self.ledger.totals
        totals.credit = self.account.credit
        totals.selected = [spec.name for spec in self.market.specs.values() if spec.selected]
        self.ledger.pay(self.account.deposit, start_msc)
        if self._store is not None:
            self._store.save(self.ledger, start_msc)
        return start_msc

    def advance(self, target: int) -> None:
        """Move the clock to a UTC instant in milliseconds, meeting every stop on the way.

        Time that requests have taken already counts: an instant within it is passed.
        """
        if target < self._asked:
            message = f"the clock stands at {self.now} ms and cannot go back to {target} ms"
            raise ClockError(message)
        self._asked = target
        if target >= self.now:
            self._run_to(target)

    def adopt(self, other: "Desk") -> None:
        """Take the terminal's own state over from another account's desk, and its time."""
        if other is self:
            return
        self.faults = other.faults
        mine, theirs = self.ledger.totals, other.ledger.totals
        # A server numbers the orders of all its accounts in one row.
        mine.next_order = max(mine.next_order, theirs.next_order)
        mine.next_deal = max(mine.next_deal, theirs.next_deal)
        mine.algo_trading = theirs.algo_trading
        mine.selected = list(dict.fromkeys((*mine.selected, *theirs.selected)))
        self.advance(other.now)
        self._asked = other._asked  # noqa: SLF001  same class
        self.commit_totals()

    def travel(self) -> None:
        """Let the time pass that a request takes to be executed."""
        totals = self.ledger.totals
        totals.received += 1
        delay = self._conditions.delay_msc(totals.received)
        if delay:
            self._run_to(self.now + delay)

    def _run_to(self, target: int) -> None:
        self._note_link()
        if self._unguarded:
            self._keep_guard()
            self._schedule()
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
        if self.ledger.pending:
            self.server.expire(self.now)
        if self._midnight <= self.now:
            self.server.charge_swap(self.zone, self.now)
            self._midnight = next_midnight(self.zone, self.now)
        for symbol, (msc, reached) in tuple(self._watches.items()):
            if msc > self.now:
                continue
            if reached:
                self._meet(symbol)
            self._watch(symbol)
        self._check_margin()
        self._schedule()
        self.commit()

    def _check_margin(self) -> None:
        """Stop the account out if it must be; find how far it is from that otherwise."""
        due = [symbol for symbol, (msc, _) in self._guards.items() if msc <= self.now]
        if any(self._guards[symbol][1] for symbol in due):
            if self.server.stop_out(self.now):
                for symbol in tuple(self._watches):
                    self._watch(symbol)
            self._guarded = None
        self._keep_guard()
        for symbol in due:
            if symbol in self._bounds:
                self._look_out(symbol)

    def _keep_guard(self) -> None:
        """Reckon the bounds anew if the books have changed since."""
        self._unguarded = False
        held = self.ledger.positions.values()
        books = (self.ledger.totals.balance, [(p.ticket, p.volume, p.swap) for p in held])
        if books == self._guarded:
            return
        self._guarded = books
        self._guards.clear()
        self._bounds = {}
        if self.ledger.positions:
            standing = self.server.standing(self.now)
            self._bounds = dict(self._guard.bounds(standing, self.now))
        for symbol in self._bounds:
            self._look_out(symbol)

    def _look_out(self, symbol: str) -> None:
        self._guards[symbol] = self.market.next_reach(symbol, self.now, self._bounds[symbol])

    def _meet(self, symbol: str) -> None:
        for quote in self.market.quotes_at(symbol, self.now):
            for held in self.ledger.of_symbol(symbol):
                self.server.meet(held, quote, self.now)
            for order in self.ledger.waiting(symbol):
                self.server.trigger(order, quote, self.now)

    def _watch(self, symbol: str) -> None:
        """Find the next instant at which a position of the symbol may close or an order fill."""
        levels = triggers(self.ledger.of_symbol(symbol), self.ledger.waiting(symbol))
        if levels is None:
            self._watches.pop(symbol, None)
            return
        found = self._watches.get(symbol)
        if found is None or found[0] <= self.now or levels != self._levels[symbol]:
            self._levels[symbol] = levels
            self._watches[symbol] = self.market.next_reach(symbol, self.now, levels)

    def _watch_all(self) -> None:
        books = (self.ledger.positions.values(), self.ledger.pending.values())
        for symbol in {held.symbol for book in books for held in book} | set(self._watches):
            self._watch(symbol)
        # Where a stop-out may come is worth reckoning only once time passes.
        self._unguarded = True
        self._schedule()

    def _schedule(self) -> None:
        due = [late.due_msc for late in self.ledger.late.values() if late.due_msc is not None]
        due += [order.expires_msc for order in self.ledger.pending.values() if order.expires_msc]
        for watched in (self._watches, self._guards):
            due += [msc for msc, _ in watched.values()]
        self._next = min((self._midnight, *due))

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
            self._watch_all()
            self._select_traded()
            self.commit()
        return answer

    def pay(self, amount: float) -> None:
        """Book a payment now; committed before this returns."""
        self._note_link()
        self.ledger.pay(amount, self.now)
        self._watch_all()
        self.commit()

    def _select_traded(self) -> None:
        selected = self.ledger.totals.selected
        traded = {p.symbol for p in self.ledger.positions.values()}
        traded |= {o.symbol for o in self.ledger.pending.values()}
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

    def count_history_read(self) -> set[int]:
        """Count a read of the history; return the orders that are not in it yet."""
        hidden = set(self.hidden_history)
        self.hidden_history = {t: left - 1 for t, left in self.hidden_history.items() if left > 1}
        return hidden

    def seen(self) -> Seen:
        """What the terminal can show now."""
        if self.faults.connected:
            self._frozen = None
            return self._look()
        if self._frozen is None:
            self._frozen = self._look()
            self._last_standing = self.server.standing(self.now)
        return self._frozen

    def standing(self) -> Standing:
        """The account as far as the terminal knows it; valued anew only when something moved."""
        if self.faults.connected:
            self._frozen = None
        else:
            self.seen()
            if self._last_standing is not None:
                return self._last_standing
        known = (self.now, tuple(self.ledger.positions.values()), self.ledger.totals.next_deal)
        if self._valued is None or self._valued[0] != known:
            self._valued = (known, self.server.standing(self.now))
        return self._valued[1]

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
        totals = self.ledger.totals
        return Seen(
            msc=self.now,
            positions=tuple(self.ledger.positions.values()),
            orders=tuple(self.ledger.pending.values()),
            before_deal=totals.next_deal,
            before_order=totals.next_order,
        )

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
