"""Scheduled news in words."""

from bot.voice import Voice, safe
from bot.wording import NewsView
from dtms.core.news import NewsEvent

_MOST_EVENTS = 20
_LONGEST_TITLE = 80


def news_card(view: NewsView, voice: Voice) -> str:
    """Return blackouts in force, the state of the calendar, and what is coming."""
    lines = [voice.say("news-title"), *_state(view, voice)]
    for symbol, span in view.blackouts:
        lines.append(
            voice.say(
                "news-blackout",
                symbol=safe(symbol),
                title=safe(span.title[:_LONGEST_TITLE]),
                until=voice.ahead(span.ends, view.at),
            )
        )
    shown = view.events[:_MOST_EVENTS]
    if shown:
        lines += ["", *(_line(event, voice) for event in shown)]
    elif view.calendar is not None and view.calendar.problem is None:
        lines.append(voice.say("news-none"))
    return "\n".join(lines)


def _state(view: NewsView, voice: Voice) -> list[str]:
    calendar = view.calendar
    if calendar is None:
        return [voice.say("news-off")]
    if calendar.problem is not None:
        known = "news-unknown-blocks" if view.blocks else "news-unknown-allows"
        return [voice.say(known, problem=safe(calendar.problem))]
    known_at = calendar.known_at
    if known_at is None:
        return []
    return [voice.say("news-known", count=calendar.events, time=voice.moment(known_at))]


def _line(event: NewsEvent, voice: Voice) -> str:
    time = (
        voice.moment(event.at)
        if event.timed
        else voice.say("news-all-day", day=voice.day(event.at))
    )
    return voice.say(
        "news-event",
        mark=voice.name("impact", event.impact),
        time=time,
        currency=safe(event.currency),
        title=safe(event.title[:_LONGEST_TITLE]),
    )
