"""The broker's book against ours: what ended, what was changed by others, what has no main."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from dtms.core import events, machine
from dtms.core.actions import CloseBy, CloseHedge, Reduce
from dtms.core.edits import changed_levels, loosened, standoff
from dtms.core.events import GoneHow, HedgeEnd, TradeFact
from dtms.core.evolve import evolve
from dtms.core.intents import Intent
from dtms.core.machine import Circumstances
from dtms.core.magic import read_magic
from dtms.core.policy import Policy
from dtms.core.trade import (
    ActionKind,
    Deal,
    DealEntry,
    DealReason,
    EditSource,
    Flag,
    Leg,
    Level,
    Position,
    Trade,
)
from dtms.engine.consequences import leg_of

_AGREEING_READS = 2

_GONE = {
    DealReason.STOP: GoneHow.STOP,
    DealReason.TARGET: GoneHow.TARGET,
    DealReason.STOP_OUT: GoneHow.STOP_OUT,
    DealReason.HAND: GoneHow.HAND,
    DealReason.EXPERT: GoneHow.EXPERT,
    DealReason.OTHER: GoneHow.UNKNOWN,
}
_HEDGE_END = {
    DealReason.STOP: HedgeEnd.STOP,
    DealReason.TARGET: HedgeEnd.HAND,
    DealReason.STOP_OUT: HedgeEnd.STOP_OUT,
    DealReason.HAND: HedgeEnd.HAND,
    DealReason.EXPERT: HedgeEnd.HAND,
    DealReason.OTHER: HedgeEnd.HAND,
}


_SOURCES = {
    DealReason.STOP: EditSource.BROKER,
    DealReason.TARGET: EditSource.BROKER,
    DealReason.STOP_OUT: EditSource.BROKER,
    DealReason.HAND: EditSource.HAND,
    DealReason.EXPERT: EditSource.PROGRAM,
    DealReason.OTHER: EditSource.UNKNOWN,
}


class Absences:
    """How many consecutive readings did not show a position."""

    def __init__(self) -> None:
        self._reads: dict[int, int] = {}

    def seen(self, ticket: int, *, present: bool) -> int:
        """Count one reading; return how many in a row lacked the position."""
        if present:
            self._reads.pop(ticket, None)
            return 0
        self._reads[ticket] = self._reads.get(ticket, 0) + 1
        return self._reads[ticket]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One trade against one reading of the book."""

    trade: Trade
    positions: Sequence[Position]
    deals: Sequence[Deal]
    absences: Absences
    around: Circumstances
    policy: Policy
    namespace: int
    closing: frozenset[int]  # legs with an open order of ours on them

    def position(self, ticket: int) -> Position | None:
        """Return a position of this reading."""
        return next((item for item in self.positions if item.ticket == ticket), None)


def missing(trade: Trade, positions: Sequence[Position]) -> bool:
    """Claim that a leg of the family is not in this reading, so that history must tell why."""
    present = {item.ticket for item in positions}
    live = {trade.main.ticket} if not trade.is_closed else set()
    live |= {leg.ticket for leg in trade.legs}
    live |= {trade.hedge.ticket} if trade.hedge else set()
    return not live <= present


def reduced(trade: Trade, positions: Sequence[Position]) -> bool:
    """Claim that a leg is smaller than known, so that history must tell who closed part of it."""
    present = {item.ticket: item.volume for item in positions}
    legs = (trade.main, *trade.legs)
    return any(present.get(leg.ticket, leg.volume) < leg.volume for leg in legs)


def acted_on(intents: Sequence[Intent]) -> frozenset[int]:
    """Return the legs that open intents act on."""
    actions = [intent.action for intent in intents]
    legs = {
        action.ticket for action in actions if isinstance(action, Reduce | CloseHedge | CloseBy)
    }
    return frozenset(legs | {action.by for action in actions if isinstance(action, CloseBy)})


def compare(case: Comparison) -> tuple[TradeFact, ...]:
    """Return what the book says that the trade does not know yet.

    A position counts as gone after two agreeing reads, or one read plus its closing deal.
    """
    facts: list[TradeFact] = []
    for part in (_legs, _hedge, _main):
        fresh = tuple(part(case))
        facts.extend(fresh)
        if fresh:
            case = replace(case, trade=_folded(case.trade, fresh))
    return tuple(facts)


def _folded(trade: Trade, facts: Sequence[TradeFact]) -> Trade:
    """Return the trade as these facts make it, so that the next part starts from there."""
    for fact in facts:
        trade = evolve(trade, fact)
    return trade


def _main(case: Comparison) -> Iterator[TradeFact]:
    trade = case.trade
    if trade.is_closed:
        return
    held = case.position(trade.main.ticket)
    if held is not None:
        case.absences.seen(held.ticket, present=True)
        yield from _changed(case, trade.main, held)
        naked = held.stop is None
        if naked != (Flag.NAKED in trade.flags):
            yield _naked(trade, case.around.now, naked=naked)
        return
    end = _closing_deal(case, trade.main.ticket)
    if not _is_gone(case, trade.main.ticket, end):
        return
    gone = events.MainGone(
        key=trade.key,
        at=case.around.now,
        how=_how(case, end),
        price=None if end is None else end.price,
        profit=_net(case, trade.main.ticket),
    )
    yield from machine.main_gone(trade, gone, case.around, case.policy)


def _legs(case: Comparison) -> Iterator[TradeFact]:
    for leg in case.trade.legs:
        held = case.position(leg.ticket)
        if held is not None:
            case.absences.seen(leg.ticket, present=True)
            yield from _changed(case, leg, held)
            continue
        end = _closing_deal(case, leg.ticket)
        if _is_gone(case, leg.ticket, end):
            yield events.LegGone(
                key=case.trade.key, at=case.around.now, ticket=leg.ticket, how=_how(case, end)
            )


def _hedge(case: Comparison) -> Iterator[TradeFact]:
    trade = case.trade
    hedge = trade.hedge
    if hedge is None:
        return
    held = case.position(hedge.ticket)
    if held is not None:
        case.absences.seen(hedge.ticket, present=True)
        if (held.volume, held.stop) != (hedge.volume, hedge.stop):
            yield events.HedgeChanged(
                key=trade.key, at=case.around.now, volume=held.volume, stop=held.stop
            )
        return
    if hedge.ticket in case.closing:
        return  # our own close tells more
    end = _closing_deal(case, hedge.ticket)
    if not _is_gone(case, hedge.ticket, end):
        return
    closed = events.HedgeClosed(
        key=trade.key,
        at=case.around.now,
        ticket=hedge.ticket,
        price=None if end is None else end.price,
        profit=_net(case, hedge.ticket),
        how=HedgeEnd.HAND if end is None else _HEDGE_END[end.reason],
        rest_until=case.around.now + case.policy.state.hedge_cooldown,
    )
    yield from machine.hedge_ended(trade, closed, case.around, case.policy)


def _changed(case: Comparison, known: Leg, held: Position) -> Iterator[TradeFact]:
    now = leg_of(held)
    own_order = known.ticket in case.closing
    if now == known or own_order:
        return
    yield events.LegChanged(key=case.trade.key, at=case.around.now, before=known, leg=now)
    trade = case.trade
    for level in changed_levels(known, now):
        noted = _edit(case, level, known, held)
        yield noted
        trade = evolve(trade, noted)
        count = standoff(trade, level, case.around.now, case.policy)
        if count is not None:
            yield events.StandoffSeen(key=trade.key, at=case.around.now, level=level, count=count)


def _edit(case: Comparison, level: Level, known: Leg, held: Position) -> events.EditNoted:
    """Attribute a change, and say until when the level is left alone.

    The broker's history tells who closed volume; who moved a stop or a target it does not tell,
    only to which program the position belongs.
    """
    source, magic = EditSource.UNKNOWN, held.magic
    end = _closing_deal(case, known.ticket) if level is Level.VOLUME else None
    if end is not None:
        source, magic = _SOURCES[end.reason], end.magic
    ours = read_magic(magic, namespace=case.namespace) is not None
    undone = level is Level.STOP and loosened(held.side, known, leg_of(held))
    return events.EditNoted(
        key=case.trade.key,
        at=case.around.now,
        ticket=known.ticket,
        level=level,
        source=source,
        magic=None if ours or magic == 0 else magic,
        until=case.around.now + case.policy.guard.edit_hold,
        against=undone,
    )


def _naked(trade: Trade, now: datetime, *, naked: bool) -> TradeFact:
    if naked:
        return events.FlagRaised(key=trade.key, at=now, flag=Flag.NAKED, cause=None)
    return events.FlagLowered(key=trade.key, at=now, flag=Flag.NAKED)


def _is_gone(case: Comparison, ticket: int, end: Deal | None) -> bool:
    reads = case.absences.seen(ticket, present=False)
    if ticket in case.closing:
        return False
    return end is not None or reads >= _AGREEING_READS


def _closing_deal(case: Comparison, ticket: int) -> Deal | None:
    closing = [
        deal for deal in case.deals if deal.position == ticket and deal.entry is not DealEntry.IN
    ]
    return closing[-1] if closing else None


def _how(case: Comparison, end: Deal | None) -> GoneHow:
    if end is None:
        return GoneHow.UNKNOWN
    if read_magic(end.magic, namespace=case.namespace) and end.reason is DealReason.EXPERT:
        return GoneHow.DTMS
    return _GONE[end.reason]


def _net(case: Comparison, ticket: int) -> float | None:
    own = [deal.net for deal in case.deals if deal.position == ticket]
    return sum(own) if own else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """A position with our magic that no family claims."""

    position: Position
    kind: ActionKind
    intent: int


def strays(
    positions: Sequence[Position], trades: Sequence[Trade], namespace: int
) -> tuple[Stray, ...]:
    """Return hedges and re-adds of ours that belong to no family's book, oldest first."""
    claimed = {
        ticket for trade in trades for ticket in trade.tickets if trade.volume > 0 or trade.hedge
    }
    found = []
    for position in positions:
        magic = read_magic(position.magic, namespace=namespace)
        if magic is None or position.ticket in claimed:
            continue
        if magic.kind in {ActionKind.HEDGE, ActionKind.READD}:
            found.append(Stray(position=position, kind=magic.kind, intent=magic.intent))
    return tuple(sorted(found, key=lambda stray: (stray.position.opened_at, stray.intent)))


def left_behind(trade: Trade, positions: Sequence[Position]) -> tuple[Position, ...]:
    """Return the positions that a family without a main still holds: re-adds, then the hedge."""
    if not trade.is_closed:
        return ()
    wanted = [leg.ticket for leg in trade.legs if leg.volume > Decimal(0)]
    wanted += [trade.hedge.ticket] if trade.hedge else []
    return tuple(position for position in positions if position.ticket in wanted)
