"""Scheduled news: which events matter to a symbol, and the spans in which nothing is added."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from dtms.core.market import AssetClass, Instrument
from dtms.core.policy import NewsPolicy

EVERYBODY = "ALL"  # the currency of events that concern every symbol


class Impact(Enum):
    """How much an event is expected to move prices."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsEvent:
    """One scheduled event.

    Attributes:
        at: When it is due, aware UTC; the start of the day where no time is known.
        currency: Code such as USD, or `EVERYBODY`.
        title: As the calendar words it.
        impact: As the calendar rates it.
        timed: Whether `at` is exact; all-day and tentative events are shown, and black nothing out.
    """

    at: datetime
    currency: str
    title: str
    impact: Impact
    timed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Blackout:
    """A span around news in which nothing is added; aware UTC."""

    currency: str
    title: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """How long before and after an event nothing is added."""

    before: timedelta
    after: timedelta


def currencies_of(instrument: Instrument) -> frozenset[str]:
    """Return the currencies whose news move a symbol.

    A pair has two; metals, indices and crypto have the one they are priced in.
    """
    sides = {instrument.currency_profit.upper()}
    if instrument.asset_class is AssetClass.FX:
        sides.add(instrument.currency_base.upper())
    return frozenset(sides)


def blackout_of(event: NewsEvent, spans: Spans, policy: NewsPolicy) -> Blackout | None:
    """Return the span around an event, None where it blacks nothing out.

    Events whose title holds one of the policy's ultra-high words get its wider span, if the
    given one is not wider still.
    """
    if not event.timed or event.impact.value not in policy.impacts:
        return None
    before, after = spans.before, spans.after
    if is_ultra(event, policy):
        before, after = max(before, policy.ultra_before), max(after, policy.ultra_after)
    return Blackout(
        currency=event.currency,
        title=event.title,
        begins=event.at - before,
        ends=event.at + after,
    )


def is_ultra(event: NewsEvent, policy: NewsPolicy) -> bool:
    """Claim that an event is of the kind that moves everything."""
    title = event.title.casefold()
    return event.impact is Impact.HIGH and any(word in title for word in policy.ultra)


def blackout_at(
    events: Iterable[NewsEvent],
    currencies: frozenset[str],
    *,
    at: datetime,
    spans: Spans,
    policy: NewsPolicy,
) -> Blackout | None:
    """Return the blackout in force for any of the currencies, the one that ends last.

    A blackout is half-open: it holds from `begins` up to, not including, `ends`.
    """
    found = [
        span
        for event in events
        if concerns(event, currencies)
        and (span := blackout_of(event, spans, policy)) is not None
        and span.begins <= at < span.ends
    ]
    return max(found, key=lambda span: span.ends, default=None)


def coming(
    events: Iterable[NewsEvent],
    currencies: frozenset[str],
    *,
    since: datetime,
    until: datetime,
) -> tuple[NewsEvent, ...]:
    """Return the events of the currencies within a half-open span, the earliest first."""
    found = (event for event in events if since <= event.at < until and concerns(event, currencies))
    return tuple(sorted(found, key=lambda event: (event.at, event.currency, event.title)))


def concerns(event: NewsEvent, currencies: frozenset[str]) -> bool:
    """Claim that an event moves a symbol with these currencies."""
    return event.currency == EVERYBODY or event.currency in currencies
