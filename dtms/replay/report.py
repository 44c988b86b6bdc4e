"""A line for each transition and action, for a person at a terminal."""

from collections.abc import Callable
from datetime import datetime

from dtms.core import events
from dtms.core.events import Fact
from dtms.ports import Recorded


class LineReport:
    """Prints what a trader wants to know of a replay, one line a fact."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write

    def publish(self, recorded: tuple[Recorded, ...]) -> None:
        """Write the facts worth a line."""
        for item in recorded:
            line = describe(item.fact)
            if line is not None:
                self._write(f"{_stamp(item.fact.at)} {_subject(item.fact)} {line}")


def describe(fact: Fact) -> str | None:
    """Return a fact in plain words, None for bookkeeping."""
    match fact:
        case events.TradeRegistered():
            stop = "none" if fact.main.stop is None else str(fact.main.stop)
            return (
                f"adopted: {fact.side.value} {fact.main.volume} {fact.symbol} "
                f"at {fact.main.entry}, stop {stop}, {fact.guard.value}"
            )
        case events.GuardChanged():
            return f"now {fact.guard.value}"
        case events.StateChanged():
            score = "" if fact.score is None else f", score {fact.score:+.2f}"
            return (
                f"{fact.before.value} -> {fact.after.value} ({fact.rule.value}{score})"
                f"{_duties(fact)}"
            )
        case events.DutyCalled():
            return f"calls for {fact.duty.value} ({fact.rule.value}{_score(fact.score)})"
        case _:
            return _action(fact)


def _action(fact: Fact) -> str | None:
    match fact:
        case events.StopMoved():
            return (
                f"stop {fact.before} -> {fact.after} ({fact.cause.value}), "
                f"asked {fact.receipt.asked}, broker holds {fact.receipt.verified}"
            )
        case events.PartClosed():
            return (
                f"closed {fact.volume} of #{fact.ticket} at {fact.price} ({fact.cause.value}), "
                f"{fact.remaining} left{_money(fact.profit)}"
            )
        case events.MainGone():
            return f"position gone at {fact.price} ({fact.how.value}{_money(fact.profit)})"
        case events.ActionRefused():
            return _refused(fact)
        case _:
            return _hedge(fact)


def _hedge(fact: Fact) -> str | None:
    match fact:
        case events.HedgeOpened():
            return f"hedge #{fact.ticket} open: {fact.volume} at {fact.price}, stop {fact.stop}"
        case events.HedgeClosed():
            return (
                f"hedge #{fact.ticket} closed at {fact.price} "
                f"({fact.how.value}{_money(fact.profit)})"
            )
        case events.OrphanSeen():
            return f"#{fact.ticket} has no main: will be closed"
        case events.OrphanClosed():
            return f"#{fact.ticket} closed"
        case events.ExecutedLate():
            return f"#{fact.ticket} was given up, filled late and ended unseen{_money(fact.profit)}"
        case _:
            return _notice(fact)


def _notice(fact: Fact) -> str | None:
    match fact:
        case events.OutcomeUnknown():
            late = ", still" if fact.overdue else ""
            return f"outcome of {fact.kind.name.lower()} unknown{late}; nothing is sent again"
        case events.FlagRaised():
            return f"{fact.flag.value} begins"
        case events.FlagLowered():
            return f"{fact.flag.value} ends"
        case events.FlatAsked():
            return f"flat timer over, asks ({fact.count})"
        case _:
            return _word(fact)


def _word(fact: Fact) -> str | None:
    match fact:
        case events.RespectBegan():
            return f"entry respected (score {fact.score:+.2f}): closes and hedges wait"
        case events.RespectEnded():
            return f"entry no longer respected ({fact.how.value})"
        case events.RailTripped():
            return f"rail {fact.rail.value}: {fact.value:.4g} (limit {fact.limit:.4g})"
        case _:
            return None


def _money(profit: float | None) -> str:
    return "" if profit is None else f", {profit:+.2f}"


def _refused(fact: events.ActionRefused) -> str | None:
    if fact.repeat:
        return None
    what = "order" if fact.duty is None else fact.duty.value
    code = "" if fact.retcode is None else f", retcode {fact.retcode}"
    alarm = " NOT PROTECTED" if fact.unprotected else ""
    return f"{what} refused ({fact.reason.value}{code}){alarm}"


def _duties(fact: events.StateChanged) -> str:
    return "".join(f", {duty.value}" for duty in fact.duties)


def _score(score: float | None) -> str:
    return "" if score is None else f", score {score:+.2f}"


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S")


def _subject(fact: Fact) -> str:
    key = getattr(fact, "key", None)
    return "account" if key is None else f"#{key.position}"
