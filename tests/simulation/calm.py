"""What must come true once nothing goes wrong any more."""

from datetime import timedelta
from typing import TYPE_CHECKING

from dtms.core import events
from dtms.core.hours import is_open
from dtms.core.intents import IntentState
from dtms.core.policy import Mode
from dtms.core.trade import ActionKind, Duty, Flag, Guard, TimerKind, Trade, TradeState
from dtms.engine.engine import Check
from dtms.engine.run_now import run_now

if TYPE_CHECKING:
    from tests.simulation.world import World

_SETTLES = 4  # calm cycles until loose ends must be tied


def check_calm(world: "World", cycle: int) -> None:
    """L3 and L5 in every calm cycle after the first few."""
    if cycle < _SETTLES:
        return
    market = is_open_now(world)
    for trade in world.engine.station.ledger.trades.values():
        if market:
            _no_late_timer(world, trade)
    if market:
        no_orphans(world)
    world.watch.verify()


def is_open_now(world: "World") -> bool:
    """Whether the market has been open for the last while, so that orders can be filled."""
    instrument = run_now(world.engine.station.broker.instrument(world.plan.terms.symbol))
    asset = instrument.asset_class
    back = (timedelta(0), timedelta(minutes=70), 4 * world.plan.step)
    return all(is_open(asset, world.now - ago) for ago in back)


def no_orphans(world: "World") -> None:
    """L3: no hedge without its main, and not two."""
    watch, held = world.watch, world.books.positions
    mains: list[int] = []
    for position in held.values():
        magic = watch.magic(position.magic)
        if magic is None or magic.kind not in {ActionKind.HEDGE, ActionKind.READD}:
            continue
        main = watch._family(position.magic)
        if main not in held:
            watch.says("L3", f"{magic.kind.name} {position.ticket} without its main {main}")
        if magic.kind is ActionKind.HEDGE:
            mains.append(main)
    if len(mains) != len(set(mains)):
        watch.says("L3", f"a second hedge stays: {mains}")


def _no_late_timer(world: "World", trade: Trade) -> None:
    """L5: a deadline rings within a cycle."""
    held = trade.held_until is not None or Flag.BLIND in trade.flags
    if trade.is_closed or held or trade.guard is Guard.RELEASED:
        return
    for timer in trade.timers:
        deferred = timer.kind is TimerKind.FLAT and Duty.CLOSE_HEDGE in trade.duties
        if timer.due + world.plan.step < world.now and not deferred:
            world.watch.says("L5", f"{trade.key} {timer} is overdue")


def check_end(world: "World") -> None:
    """Everything at the end: answers, announcements, hedges, and a fresh engine's view."""
    _answers(world)
    _hedged_or_refused(world)
    _told(world)
    _fresh_view(world)
    world.watch.verify()


def _answers(world: "World") -> None:
    """L1: no doubt is older than its window without a question."""
    guard = world.plan.policy.guard
    window = max(guard.unknown_window, world.plan.policy.state.unknown_alert) + 2 * world.plan.step
    told = {
        fact.fact.intent
        for fact in world.watch.facts
        if isinstance(fact.fact, events.OutcomeUnknown) and fact.fact.overdue
    }
    for intent in world.engine.station.ledger.intents.values():
        since = intent.sent_at or intent.created_at
        open_ = intent.state is not IntentState.PENDING
        if open_ and world.now - since > window and intent.id not in told:
            world.watch.says("L1", f"no word about {intent}")
        if open_ and world.now - since > window + timedelta(hours=1) and is_open_now(world):
            world.watch.says("L1", f"still open: {intent}")


def _hedged_or_refused(world: "World") -> None:
    """L4: a score of -6 or less that stays leads to a hedge or to a reason."""
    if world.plan.last_score > -6 or not is_open_now(world):
        return
    for trade in world.engine.station.ledger.trades.values():
        mode = trade.mode or world.engine.station.ledger.settings.mode
        asked = trade.held_until is not None or trade.respecting or trade.rehedge_barred
        waits = asked or trade.unsettled()  # how long that may last is L1
        idle = trade.guard is not Guard.GUARDED or mode is not Mode.AUTO
        good = trade.judgement is not None and trade.judgement.score > -6
        if trade.is_closed or waits or idle or good or trade.state is TradeState.HEDGED:
            continue
        word = any(
            _answers_hedge(fact.fact) and getattr(fact.fact, "key", None) == trade.key
            for fact in world.watch.facts
        )
        if not word:
            world.watch.says("L4", f"neither hedged nor refused: {trade}")


def _answers_hedge(fact: object) -> bool:
    refused = isinstance(fact, events.ActionRefused) and fact.duty is Duty.HEDGE
    return refused or isinstance(fact, events.HedgeOpened)


def _told(world: "World") -> None:
    """L2 and the chat's order: everything arrived, in order, twice only after a lost answer."""
    watch, chat = world.watch, world.chat
    queued = [row[0] for row in watch.database.execute("SELECT id FROM outbox ORDER BY id")]
    arrived = [number for number, _ in chat.arrived]
    lost = set(queued) - set(arrived)
    if lost:
        watch.counts["alerts lost"] += len(lost)
        watch.says("L2", f"never told: {sorted(lost)}")
    deaths = sum(world.kills.deaths.values())
    if len(arrived) - len(set(arrived)) > chat.lost_answers + deaths:
        watch.says("I8", "told twice without need")
    for red in (True, False):
        firsts = list(dict.fromkeys(one for one, kind in chat.arrived if kind is red))
        if firsts != sorted(firsts):
            watch.says("I8", f"out of order: {firsts}")


def _fresh_view(world: "World") -> None:
    """L6 and I12: an engine that starts anew sees the same, sends and says nothing."""
    for _ in range(_SETTLES):  # what the last cycle called for is done first
        world.check()
    before = dict(world.engine.station.ledger.trades)
    settled = not world.engine.station.ledger.intents
    world.restart()
    sends, told = len(world.watch.sends), world.watch.announced()
    run_now(world.engine.handle(Check()))
    after = dict(world.engine.station.ledger.trades)
    if settled and (sends, told) != (len(world.watch.sends), world.watch.announced()):
        world.watch.says("L6", f"a fresh engine acted: {world.watch.sends[sends:]}")
    if settled and {k: t.state for k, t in before.items()} != {
        k: t.state for k, t in after.items()
    }:
        world.watch.says("L6", f"a fresh engine sees {after}, not {before}")
    for trade in after.values():
        _same_as_book(world, trade)


def _same_as_book(world: "World", trade: Trade) -> None:
    held = world.books.positions
    main = held.get(trade.main.ticket)
    if trade.is_closed or trade.pending:
        return
    if main is None:
        world.watch.says("L6", f"{trade.key} is gone and not closed")
        return
    stop = None if trade.main.stop is None else float(trade.main.stop)
    if (main.volume, main.sl or None) != (float(trade.main.volume), stop):
        world.watch.says("L6", f"{trade.main} is not the broker's {main}")
    if trade.hedge is not None and trade.hedge.ticket not in held:
        world.watch.says("L6", f"{trade.key} believes in a hedge that is gone")
