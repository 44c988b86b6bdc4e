"""What the facts about an account add up to: bases, tripped rails, breaker, warnings told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from dtms.core.events import (
    AccountFact,
    BreakerReset,
    BreakerTripped,
    EquityBase,
    EquityPeak,
    FundsMoved,
    HourBase,
    Rail,
    RailCleared,
    RailTripped,
    SessionsLearned,
    StackEased,
    StackWarned,
    WeekendNear,
)
from dtms.core.sessions import Sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountBook:
    """An account as its recorded facts made it.

    Attributes:
        base: Base of the day's loss.
        hour: Base of the hour's loss.
        peak: How high the equity has been.
        tripped: Rails that bind and were told.
        breaker: The circuit breaker, while it binds.
        breaker_over: When it last stopped binding; streaks are counted from then on.
        stacks: Currencies of which a stack was told.
        weekend: The weekly close that was told last.
        sessions: What was learned of each symbol's hours.
        funds: Tickets of the payments that were noted.
    """

    base: EquityBase | None = None
    hour: HourBase | None = None
    peak: EquityPeak | None = None
    tripped: frozenset[Rail] = frozenset()
    breaker: BreakerTripped | None = None
    breaker_over: datetime | None = None
    stacks: frozenset[str] = frozenset()
    weekend: datetime | None = None
    sessions: Mapping[str, Sessions] = field(default_factory=lambda: MappingProxyType({}))
    funds: frozenset[int] = frozenset()


def entered(book: AccountBook, facts: Iterable[AccountFact]) -> AccountBook:
    """Fold facts into a book."""
    for fact in facts:
        book = _entered(book, fact)
    return book


def _entered(book: AccountBook, fact: AccountFact) -> AccountBook:
    match fact:
        case EquityBase():
            return replace(book, base=fact)
        case HourBase():
            return replace(book, hour=fact)
        case EquityPeak():
            return replace(book, peak=fact)
        case FundsMoved():
            return _paid(book, fact)
        case _:
            return _bound(book, fact)


def _paid(book: AccountBook, fact: FundsMoved) -> AccountBook:
    """Move the bases taken before a payment by it; the total loss keeps its start and its peak."""
    base, hour, peak = book.base, book.hour, book.peak
    if base is not None and base.at < fact.moved_at:
        base = replace(base, equity=base.equity + fact.amount)
    if hour is not None and hour.at < fact.moved_at:
        hour = replace(hour, equity=hour.equity + fact.amount)
    if peak is not None and peak.at < fact.moved_at:
        peak = replace(peak, high=peak.high + fact.amount)
    return replace(book, base=base, hour=hour, peak=peak, funds=book.funds | {fact.ticket})


def _bound(book: AccountBook, fact: AccountFact) -> AccountBook:
    match fact:
        case RailTripped():
            return replace(book, tripped=book.tripped | {fact.rail})
        case RailCleared():
            return replace(book, tripped=book.tripped - {fact.rail})
        case BreakerTripped():
            return replace(book, breaker=fact)
        case BreakerReset():
            return replace(book, breaker=None, breaker_over=fact.at)
        case _:
            return _told(book, fact)


def _told(book: AccountBook, fact: AccountFact) -> AccountBook:
    match fact:
        case StackWarned():
            return replace(book, stacks=book.stacks | {fact.currency})
        case StackEased():
            return replace(book, stacks=book.stacks - {fact.currency})
        case WeekendNear():
            return replace(book, weekend=fact.closes_at)
        case SessionsLearned():
            learned = Sessions(watched=fact.watched, seen=fact.seen)
            sessions = MappingProxyType({**book.sessions, fact.symbol: learned})
            return replace(book, sessions=sessions)
        case _:
            return book
