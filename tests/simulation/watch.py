"""What must hold after every step, looked at from outside: orders, deals, journal, outbox."""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from dtms.adapters.journal.database import PlainDatabase
from dtms.adapters.journal.history import EVENT_COLUMNS, recorded
from dtms.adapters.mt5.channel import Reply
from dtms.core import events
from dtms.core.actions import CloseCause, CloseHedge, MoveStop, OpenHedge, ReAdd, Reduce, StopCause
from dtms.core.events import Rule
from dtms.core.evolve import evolve
from dtms.core.intents import Intent, IntentState
from dtms.core.magic import Magic, read_magic
from dtms.core.notices import notice_of
from dtms.core.policy import LossRailHedge, Mode
from dtms.core.trade import ActionKind, Flag, Guard, Trade, TradeKey, TradeState
from dtms.engine.run_now import run_now
from dtms.ports import Recorded
from dtms.sim import constants as c
from dtms.sim.records import Deal, Position
from tests.simulation.losses import Losses

if TYPE_CHECKING:
    from tests.simulation.world import World

_FRESH = f"SELECT {EVENT_COLUMNS} FROM event WHERE seq > ? ORDER BY seq"  # noqa: S608 - ours
HEALTHY, L1, L2 = TradeState.HEALTHY, TradeState.WARNING_L1, TradeState.WARNING_L2
HEDGED, RECOVERING, CLOSED = TradeState.HEDGED, TradeState.RECOVERING, TradeState.CLOSED
_ALL_OPEN = (HEALTHY, L1, L2, HEDGED, RECOVERING)
# The specification's table once more, by hand: which state may follow which, and why.
LISTED = {
    (HEALTHY, L1, Rule.SCORE_L1),
    (L1, HEALTHY, Rule.SCORE_HEALTHY),
    (L1, L2, Rule.SCORE_L2),
    (L2, L1, Rule.SCORE_BACK_L1),
    (HEDGED, RECOVERING, Rule.HEDGE_CLOSED),
    (HEDGED, RECOVERING, Rule.HEDGE_STOPPED),
    (HEDGED, L2, Rule.HEDGE_LOST),
    (HEDGED, L2, Rule.HAND_HEDGE_L2),
    (HEDGED, L1, Rule.HAND_HEDGE_L1),
    (HEDGED, HEALTHY, Rule.HAND_HEDGE_HEALTHY),
    (RECOVERING, HEALTHY, Rule.RECOVERED),
    (RECOVERING, HEALTHY, Rule.RECOVERY_HEALTHY),
    (RECOVERING, L1, Rule.RECOVERY_L1),
    (RECOVERING, L2, Rule.RELAPSED),
    *((state, HEDGED, Rule.HEDGE_FILLED) for state in (HEALTHY, L1, L2, RECOVERING)),
    *((state, HEDGED, Rule.HAND_HEDGED) for state in (HEALTHY, L1, L2, RECOVERING)),
    *((state, CLOSED, Rule.MAIN_GONE) for state in _ALL_OPEN),
}
BY_SCORE = {Rule.SCORE_L1, Rule.SCORE_HEALTHY, Rule.SCORE_L2, Rule.SCORE_BACK_L1, Rule.RELAPSED}
# Return codes that prove that nothing was executed (PROMISES' table; all others leave a doubt).
CERTAIN = {10004, 10006, 10007, 10024, *range(10013, 10023), *range(10026, 10031)} | {
    *range(10032, 10037),
    *range(10038, 10046),
}
_NEVER_LEFT = {-2, -8, -10003, -10004}
_FACTS_A_STEP = 200
_REFUSALS_AT_MOST = 30


class Broken(AssertionError):
    """An invariant does not hold."""


class Watch:
    """Follows one run; collects what is wrong, since the engine spares itself from exceptions."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.wrong: list[str] = []
        self.sends: list[str] = []
        self.counts: Counter[str] = Counter()
        self.trades: dict[TradeKey, Trade] = {}
        self.facts: list[Recorded] = []
        self.bases: list[events.EquityBase] = []
        self._seq = 0
        self._outbox = self._changes = 0
        self._deals = self._looked_at = 0
        self._balance = 0.0
        self._compared: dict[TradeKey, tuple[Trade | None, Trade]] = {}
        self._own: dict[int, list[Deal]] = {}
        self._doubt: set[int] = set()
        self._refused: dict[tuple[int, int], list[datetime]] = {}
        self._before_start = (0, 0)
        self.losses = Losses(world)

    # --- the database and the books, from outside

    @property
    def database(self) -> sqlite3.Connection:
        return cast("PlainDatabase", self.world.store.database)._connection

    def magic(self, number: int) -> Magic | None:
        namespace = self.world.engine.station.namespace
        return read_magic(number, namespace=namespace) if number else None

    def says(self, invariant: str, detail: str) -> None:
        """Note what is wrong."""
        self.wrong.append(f"{invariant} at {self.world.now:%a %H:%M:%S}: {detail}")

    def verify(self) -> None:
        """Raise what was noted."""
        failures = self.world.engine.health.failures
        if failures:
            self.says("I0", f"{failures} parts of the engine failed")
        if self.wrong:
            raise Broken("; ".join(self.wrong))

    # --- orders on their way

    def leaving(self, request: Mapping[str, object]) -> None:
        """Look at an order about to leave."""
        world = self.world
        number = int(cast("int", request["magic"]))
        self.sends.append(f"{world.now:%d %H:%M:%S} {sorted(request.items())}")
        magic = self.magic(number)
        row = self.database.execute(
            "SELECT state FROM intent WHERE magic = ?", (number,)
        ).fetchone()
        intent = None if magic is None else world.engine.station.ledger.intents.get(magic.intent)
        if magic is None or row != ("sent",) or intent is None:
            self.says("I2", f"order without a journalled intent: {row} {request}")
            return
        if number in self._doubt:
            self.says("I2", f"sent again in doubt: {request}")
        self._owned(intent, request)
        self._sized(intent, request)
        match intent.action:
            case MoveStop():
                self._only_tightens(intent, intent.action, request)
            case OpenHedge() | ReAdd():
                self._may_add(intent)
            case Reduce() | CloseHedge():
                self._may_reduce(intent, intent.action)

    def answered(self, request: Mapping[str, object], reply: Reply) -> None:
        """Remember which orders may have been executed."""
        number = int(cast("int", request["magic"]))
        if reply.value is None:
            certain = reply.error_code in _NEVER_LEFT
        else:
            certain = cast("int", retcode_of(reply.value)) in CERTAIN
        if not certain:
            self._doubt.add(number)
        else:
            self._no_storm(number, int(cast("int", request.get("position", 0))))

    def _no_storm(self, number: int, ticket: int) -> None:
        """I13: what the broker refuses is not asked for again and again."""
        magic = self.magic(number)
        name = (ticket, 0 if magic is None else magic.kind.value)
        now = self.world.now
        young = [at for at in self._refused.get(name, ()) if now - at <= timedelta(minutes=30)]
        self._refused[name] = [*young, now]
        if len(young) > _REFUSALS_AT_MOST:
            self.says("I13", f"{len(young)} refusals of {name} in half an hour")

    def _trade(self, intent: Intent) -> Trade | None:
        return self.world.engine.station.ledger.trades.get(intent.key)

    def _owned(self, intent: Intent, request: Mapping[str, object]) -> None:
        """I11: only what is guarded, or our own, and only as its guard and mode allow."""
        trade = self._trade(intent)
        if trade is None:
            self.says("I11", f"order about a trade that is not known: {request}")
            return
        ticket = int(cast("int", request.get("position", 0)))
        held = self.world.books.positions.get(ticket)
        if held is not None and ticket not in trade.tickets and self.magic(held.magic) is None:
            self.says("I11", f"touches a stranger's position: {request}")
        cause = getattr(intent.action, "cause", None)
        orphan = cause in {CloseCause.ORPHAN, CloseCause.SURPLUS}
        mode = trade.mode or self.world.engine.station.ledger.settings.mode
        idle = trade.guard is not Guard.GUARDED or mode is Mode.OBSERVE
        if intent.automatic and idle and not orphan:
            self.says("I11", f"acts on a trade that is {trade.guard.value}, {mode.value}")

    def _sized(self, intent: Intent, request: Mapping[str, object]) -> None:
        """I4: whole steps, at least the minimum, never more than there is."""
        if "volume" not in request:
            return
        spec = self.world.terminal._desk.market.specs[str(request["symbol"])]
        volume = Decimal(str(request["volume"]))
        step, least = Decimal(str(spec.volume_step)), Decimal(str(spec.volume_min))
        if volume < least or volume % step:
            self.says("I4", f"volume {volume} of step {step}")
        positions = self.world.books.positions
        if isinstance(intent.action, Reduce | CloseHedge):
            held = positions.get(intent.action.ticket)
            if held is not None and volume > Decimal(str(held.volume)):
                self.says("I4", f"closes {volume} of {held.volume}")
        trade = self._trade(intent)
        if isinstance(intent.action, OpenHedge) and trade is not None:
            legs = {trade.main.ticket, *(leg.ticket for leg in trade.legs)}
            family = sum(
                (Decimal(str(positions[leg].volume)) for leg in legs if leg in positions),
                Decimal(0),
            )
            if volume > family:
                self.says("I4", f"hedge of {volume} for a family of {family}")

    def _only_tightens(
        self, intent: Intent, action: MoveStop, request: Mapping[str, object]
    ) -> None:
        """I3: never wider, never gone, the target as it is."""
        held = self.world.books.positions.get(action.ticket)
        if held is None:
            return
        stop, target = float(cast("float", request["sl"])), float(cast("float", request["tp"]))
        if target != held.tp:
            self.says("I3", f"target {held.tp} would become {target}")
        if action.cause is StopCause.UNDO and not intent.automatic:
            return
        if not stop or (held.sl and (stop - held.sl) * (1 if held.is_buy else -1) <= 0):
            self.says("I3", f"stop {held.sl} would become {stop} of {held}")

    def _may_add(self, intent: Intent) -> None:
        """I5 and I6: nothing is added while anything speaks against it."""
        station, trade = self.world.engine.station, self._trade(intent)
        if trade is None:
            return
        against = {
            "paused": intent.automatic and (station.ledger.settings.paused or station.ledger.twin),
            "blind": intent.automatic and Flag.BLIND in trade.flags,
            "reconciling": not self.world.engine.surveyor.reconciled,
            "unsettled": any(
                other.id != intent.id
                and other.key == intent.key
                and other.state is not IntentState.PENDING
                and not isinstance(other.action, MoveStop)
                for other in station.ledger.intents.values()
            ),
            "loss rail": self._loss_rail(intent),
        }
        for reason, holds in against.items():
            if holds:
                self.says("I5", f"{intent.action} although {reason}")
        self._fresh(timedelta(seconds=300), intent)

    def _loss_rail(self, intent: Intent) -> bool:
        rails = self.world.plan.policy.rails
        allowed = rails.hedge_under_loss_rail is LossRailHedge.ALLOW
        newest = "SELECT equity FROM equity ORDER BY day DESC LIMIT 1"
        row = self.database.execute(newest).fetchone()
        if row is None or (allowed and isinstance(intent.action, OpenHedge)):
            return row is None
        base = float(row[0])
        return (base - self.equity) / base >= rails.daily_loss

    @property
    def equity(self) -> float:
        """The account's equity as the terminal shows it."""
        return self.world.terminal._desk.standing().equity

    def _may_reduce(self, intent: Intent, action: Reduce | CloseHedge) -> None:
        if intent.automatic and action.cause not in {CloseCause.ORPHAN, CloseCause.SURPLUS}:
            self._fresh(timedelta(seconds=600), intent)

    def _fresh(self, limit: timedelta, intent: Intent) -> None:
        desk = self.world.terminal._desk
        quote = desk.market.last(intent.action.symbol, desk.shown_msc)
        if quote is None or desk.now - quote.time_msc > limit.total_seconds() * 1000:
            self.says("I6", f"{intent.action} on a quote older than {limit}")

    # --- starts and steps

    def starting(self) -> None:
        self._before_start = (len(self.sends), self.announced())

    def started(self) -> None:
        """I12: a start by itself sends and announces nothing."""
        if self._before_start != (len(self.sends), self.announced()):
            self.says("I12", "a start sent or announced something")

    def newest(self) -> int:
        """Return the number of the newest fact."""
        return int(self.database.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0])

    def announced(self) -> int:
        return int(self.database.execute("SELECT coalesce(max(id), 0) FROM outbox").fetchone()[0])

    def died(self) -> None:
        self.counts["kills"] += 1

    def journal_failed(self) -> None:
        self.counts["journal failures"] += 1

    def looked(self) -> None:
        self.counts["checks"] += 1
        self.losses.looked()

    def step(self) -> None:
        """Look at everything that changed since the last step, and raise what is wrong."""
        if self.database.total_changes != self._changes:
            self._changes = self.database.total_changes
            self._take_facts()
            self._memory()
        self.losses.judge()
        self._take_deals()
        self._hedges()
        self._bounded()
        self.verify()

    def _take_facts(self) -> None:
        """I7 and I8: listed transitions, states as their facts make them, one announcement each."""
        fresh = [recorded(row) for row in self.database.execute(_FRESH, (self._seq,))]
        expected = []
        for one in fresh:
            self._fold(one)
            notice = notice_of(one.fact)
            if notice is not None:
                expected.append((one.seq, notice.priority.value))
        if fresh:
            self._seq = fresh[-1].seq
            self.facts.extend(fresh)
        rows = self.database.execute(
            "SELECT seq, priority, id FROM outbox WHERE id > ? ORDER BY id", (self._outbox,)
        ).fetchall()
        if [row[:2] for row in rows] != expected:
            self.says("I8", f"announced {rows}, should be {expected}")
        if rows:
            self._outbox = rows[-1][2]
        if len(fresh) > _FACTS_A_STEP:
            self.says("I13", f"{len(fresh)} facts in one step")

    def _fold(self, one: Recorded) -> None:
        fact = one.fact
        if isinstance(fact, events.EquityBase):
            self.bases.append(fact)
        self.losses.take(fact)
        key = getattr(fact, "key", None)
        if key is None:
            return
        before = self.trades.get(key)
        if isinstance(fact, events.StateChanged) and before is not None:
            self._listed(before, fact)
        self.trades[key] = evolve(before, fact)  # type: ignore[arg-type]  # it has a key

    def _listed(self, before: Trade, fact: events.StateChanged) -> None:
        if before.state is not fact.before or (fact.before, fact.after, fact.rule) not in LISTED:
            self.says("I7", f"{before.state.value}: {fact}")
        if fact.rule in BY_SCORE and before.unsettled():
            self.says("I7", f"a score moved a trade with an order open: {fact}")

    def _memory(self) -> None:
        """I7: memory, table and facts tell the same."""
        ledger = self.world.engine.station.ledger
        for key, trade in ledger.trades.items():
            told = self.trades.get(key)
            seen = self._compared.get(key)
            if seen is not None and seen[0] is told and seen[1] is trade:
                continue  # both never change
            self._compared[key] = (told, trade)
            if told != trade:
                self.says("I7", f"memory {trade} is not what the facts make: {told}")
            if trade.state is HEDGED and trade.hedge is None:
                self.says("I7", f"{key} HEDGED without a hedge")
        if self._seq == self._looked_at:
            return
        self._looked_at = self._seq
        rows = self.database.execute("SELECT position, state, live FROM trade").fetchall()
        by_position = {key.position: trade for key, trade in self.trades.items()}
        for position, state, live in rows:
            trade = by_position[position]
            if (state, bool(live)) != (trade.state.value, not trade.is_finished):
                self.says("I7", f"row {position} says {state} {live}, facts {trade.state}")

    def _take_deals(self) -> None:
        """I2 and I14: deals of ours have their intent, one each; the balance is their sum."""
        books = self.world.books
        if len(books.deals) > self._deals:
            fresh = list(books.deals.values())[self._deals :]
            self._deals = len(books.deals)
            for deal in fresh:
                self._balance = round(self._balance + deal.total, 2)
                self._take_deal(deal)
        if abs(self._balance - books.totals.balance) > 0.005:
            self.says("I14", f"balance {books.totals.balance}, deals {self._balance}")

    def _take_deal(self, deal: Deal) -> None:
        magic = self.magic(deal.magic)
        if magic is None:
            return
        self.counts[f"{magic.kind.name.lower()} deals"] += 1
        of = self._own.setdefault(deal.magic, [])
        if deal.reason != c.DEAL_REASON_EXPERT:
            return
        of.append(deal)
        orders = {(one.order, one.position_id) for one in of}
        if len({order for order, _ in orders}) > 1 or len(orders) < len(of):  # a pair: two deals
            self.counts["duplicates"] += 1
            self.says("I2", f"{len(of)} deals of one intent: {of}")
        row = self.database.execute(
            "SELECT position FROM intent WHERE magic = ?", (deal.magic,)
        ).fetchone()
        if row is None:
            self.says("I2", f"a deal without an intent: {deal}")

    def _hedges(self) -> None:
        """I1: one hedge a family, but for one that came after everybody gave it up."""
        live: dict[int, list[Position]] = {}
        for held in self.world.books.positions.values():
            magic = self.magic(held.magic)
            if magic is not None and magic.kind is ActionKind.HEDGE:
                live.setdefault(self._family(held.magic), []).append(held)
        for family, hedges in live.items():
            timely = [held for held in hedges if not self._came_late(held)]
            if len(timely) > 1:
                self.says("I1", f"{len(timely)} hedges of {family}: {timely}")
            if len(hedges) > 1:
                self.counts["surplus hedges seen"] += 1

    def _family(self, number: int) -> int:
        query = "SELECT position FROM intent WHERE magic = ?"
        row = self.database.execute(query, (number,)).fetchone()
        return -1 if row is None else int(row[0])

    def _came_late(self, held: Position) -> bool:
        magic = self.magic(held.magic)
        assert magic is not None
        intent = run_now(self.world.store.journal.intent(magic.intent))
        if intent is None or intent.sent_at is None:
            return False
        window = self.world.plan.policy.guard.unknown_window
        return instant(held.opened_msc) - intent.sent_at >= window

    def _bounded(self) -> None:
        """I13: nothing piles up."""
        ledger = self.world.engine.station.ledger
        for key, count in Counter(one.key for one in ledger.intents.values()).items():
            if count > 4:
                self.says("I13", f"{count} open intents of {key}")
        for trade in ledger.trades.values():
            asked = {proposal.duty for proposal in trade.proposals}
            if len(asked) < len(trade.proposals) or len(trade.retries) > 12:
                self.says("I13", f"{trade.key} piles up {trade.proposals} {trade.retries}")


def instant(msc: int) -> datetime:
    """An instant of the broker's, aware UTC."""
    return datetime.fromtimestamp(msc / 1000, UTC)


def retcode_of(answer: object) -> int:
    """The return code of an answer."""
    return int(getattr(answer, "retcode", -1))
