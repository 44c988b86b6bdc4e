"""Levels that somebody else changed: left alone for a while, and never fought over."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from dtms.core import events
from dtms.core.actions import StopCause
from dtms.core.market import Side
from dtms.core.policy import Policy
from dtms.core.trade import Duty, Edit, Leg, Level, Trade, Turn

_NOTHING: frozenset[Level] = frozenset()
_BY_STOP = frozenset({Level.STOP})
_BY_TAP = frozenset({StopCause.UNDO, StopCause.FIRST, StopCause.PERSON, StopCause.TARGET})
# Levels whose change by somebody else lets a duty wait; exits are measured against the target.
LEVELS: Mapping[Duty, frozenset[Level]] = {
    Duty.TRAIL: _BY_STOP,
    Duty.TIGHTEN: _BY_STOP,
    Duty.BREAKEVEN: _BY_STOP,
    Duty.HALF: _NOTHING,
    Duty.HEDGE: _NOTHING,
    Duty.CLOSE_HEDGE: _NOTHING,
    Duty.CLOSE_ALL: _NOTHING,
    Duty.EXIT_BREAKEVEN: frozenset({Level.STOP, Level.TARGET}),
    Duty.EXIT_PARTIAL: frozenset({Level.VOLUME, Level.TARGET}),
    Duty.EXIT_TRAIL: _BY_STOP,
    Duty.READD: _NOTHING,
}
_MOST_TURNS = 16  # kept of each trade


def changed_levels(before: Leg, after: Leg) -> tuple[Level, ...]:
    """Return what differs between two readings of a leg."""
    pairs = {
        Level.STOP: (before.stop, after.stop),
        Level.TARGET: (before.target, after.target),
        Level.VOLUME: (before.volume, after.volume),
    }
    return tuple(level for level, (old, new) in pairs.items() if old != new)


def loosened(side: Side, before: Leg, after: Leg) -> bool:
    """Claim that a stop was taken farther from profit, or away."""
    if before.stop is None:
        return False
    return after.stop is None or (after.stop - before.stop) * side.sign < 0


def rests_until(trade: Trade, levels: frozenset[Level], now: datetime) -> datetime | None:
    """Return until when levels changed by others are left alone; None when they need not be."""
    ends = [edit.until for edit in trade.edits if edit.level in levels and now < edit.until]
    return max(ends, default=None)


def stood_off(trade: Trade, levels: frozenset[Level]) -> bool:
    """Claim that DTMS no longer moves one of these levels."""
    return bool(trade.standoffs & levels)


def standoff(trade: Trade, level: Level, now: datetime, policy: Policy) -> int | None:
    """Return how often a level went back and forth, None while that is no standoff."""
    since = now - policy.guard.standoff_window
    turns = [turn for turn in trade.turns if turn.level is level and turn.at >= since]
    changes = len(turns) - 1  # the first one answers nothing
    if level in trade.standoffs or changes < policy.guard.standoff_turns:
        return None
    return changes


def noted_edit(trade: Trade, fact: events.EditNoted) -> Trade:
    """Fold a change by somebody else."""
    edit = Edit(level=fact.level, until=fact.until, source=fact.source, magic=fact.magic)
    others = tuple(one for one in trade.edits if one.level is not fact.level)
    noted = replace(trade, edits=(*others, edit), version=trade.version + 1)
    if not fact.against:
        return noted
    return _with_turn(noted, Turn(level=fact.level, at=fact.at, ours=False))


def turned(trade: Trade, fact: events.StopMoved) -> Trade:
    """Fold a stop that DTMS moved by itself into the changes back and forth."""
    own = fact.ticket in {trade.main.ticket, *(leg.ticket for leg in trade.legs)}
    if not own or fact.cause in _BY_TAP:
        return trade
    return _with_turn(trade, Turn(level=Level.STOP, at=fact.at, ours=True))


def _with_turn(trade: Trade, turn: Turn) -> Trade:
    """Keep changes that answer the other side; of one's own in a row only the last counts."""
    last = next((one for one in reversed(trade.turns) if one.level is turn.level), None)
    if last is None and not turn.ours:
        return trade
    kept = trade.turns
    if last is not None and last.ours is turn.ours:
        kept = tuple(one for one in kept if one is not last)
    return replace(trade, turns=(*kept, turn)[-_MOST_TURNS:])


def edits_in_force(trade: Trade, now: datetime) -> Iterator[Edit]:
    """Yield the levels left alone now."""
    for edit in trade.edits:
        if now < edit.until:
            yield edit
