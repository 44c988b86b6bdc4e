"""The rails in words: /rails, what /status says of them, and what is pushed when they turn."""

from typing import Final

from bot.voice import Voice, safe
from dtms.core import events
from dtms.core.events import BreakerTripped, Rail
from dtms.core.portfolio import Exposure
from dtms.core.trade import Flag
from dtms.engine.rails_view import RailLine, RailsView, SymbolRails

LOUD: Final = frozenset({Rail.DAILY_LOSS, Rail.HOURLY_LOSS, Rail.TOTAL_LOSS})
_MARGIN: Final = frozenset({Rail.MARGIN_RED, Rail.MARGIN_WARN})
_YES_OR_NO: Final = frozenset({Rail.NETTING, Rail.TRADING_DISABLED})
_MOST: Final = 6  # currencies shown
_CLOSED: Final = Flag.CLOSED_MARKET


def rails_card(view: RailsView, voice: Voice) -> str:
    """Return every limit with what is left of it."""
    lines = [voice.say("rails-title")]
    if view.rules is not None:
        lines.append(voice.say("rails-rules", rules=safe(view.rules)))
    if not view.known:
        lines.append(voice.say("status-lost"))
    lines.append(_base(view, voice))
    lines += [_line(one, voice) for one in view.lines if _is_shown(one)]
    if view.like is not None:
        ticket, cost = view.like
        lines.append(voice.say("rails-like", ticket=str(ticket), cost=voice.amount(cost)))
    lines += ["", *_breaker(view, voice)]
    lines += [_symbol(one, voice) for one in view.symbols]
    lines += leanings(view.exposures, voice)
    lines += [_relief(one, voice) for one in view.relief]
    return "\n".join(lines).rstrip()


def bound(lines: tuple[RailLine, ...], breaker: BreakerTripped | None, voice: Voice) -> list[str]:
    """Return what /status says: the room of the other loss rails, and whatever binds."""
    said = [] if breaker is None else [_tripped(breaker, voice)]
    others = (one for one in lines if one.rail is not Rail.DAILY_LOSS)
    return said + [_line(one, voice) for one in others if one.rail in LOUD or one.tripped]


def leanings(exposures: tuple[Exposure, ...], voice: Voice) -> list[str]:
    """Return how the account leans on each currency, in one line."""
    if not exposures:
        return []
    parts = (f"{safe(one.currency)} {voice.money(one.net)}" for one in exposures[:_MOST])
    return [voice.say("rails-exposure", exposures=", ".join(parts))]


def measure(rail: Rail, value: float, voice: Voice) -> str:
    """Return a rail's value or limit in its own unit."""
    if rail in _MARGIN:
        return voice.percent(value / 100, 0)
    if rail is Rail.POSITIONS:
        return voice.number(value)
    return voice.number(value, 2) if rail is Rail.VOLUME else voice.percent(value)


def told_of_account(
    fact: (
        events.MarginShort
        | events.BreakerTripped
        | events.BreakerReset
        | events.StackWarned
        | events.WeekendNear
        | events.FundsMoved
    ),
    voice: Voice,
) -> str:
    """Return an announcement about the account's rails."""
    match fact:
        case events.MarginShort():
            return _short(fact, voice)
        case events.BreakerTripped():
            return _tripped(fact, voice)
        case events.BreakerReset():
            return voice.say("told-breaker-reset" if fact.by else "told-breaker-over")
        case events.StackWarned():
            return voice.say(
                "told-stack-short" if fact.short else "told-stack-long",
                trades=voice.number(fact.trades),
                times=voice.number(fact.times, 1),
                currency=safe(fact.currency),
            )
        case events.WeekendNear():
            return voice.say(
                "told-weekend-close" if fact.closing else "told-weekend",
                time=voice.clock(fact.closes_at),
                tickets=", ".join(f"#{position}" for position in fact.positions),
            )
        case events.FundsMoved():
            key = "told-funds-out" if fact.amount < 0 else "told-funds-in"
            return voice.say(key, amount=voice.amount(abs(fact.amount)))


def _short(fact: events.MarginShort, voice: Voice) -> str:
    rail = voice.name("rail", fact.rail)
    level, limit = measure(fact.rail, fact.level, voice), measure(fact.rail, fact.limit, voice)
    lines = [voice.say("told-margin", rail=rail, level=level, limit=limit)]
    lines += [_relief(one, voice) for one in fact.relief]
    return "\n".join(lines)


def _relief(one: events.Relief, voice: Voice) -> str:
    return voice.say(
        "rails-relief",
        ticket=str(one.position),
        symbol=safe(one.symbol),
        volume=voice.lots(one.volume),
        frees=voice.amount(one.frees),
    )


def _is_shown(line: RailLine) -> bool:
    return line.tripped or line.rail not in _YES_OR_NO | _MARGIN


def _base(view: RailsView, voice: Voice) -> str:
    if view.base is None:
        return voice.say("status-day-unknown")
    key = "rails-base-estimated" if view.estimated else "rails-base"
    return voice.say(key, base=voice.amount(view.base))


def _line(line: RailLine, voice: Voice) -> str:
    mark = "🔴" if line.tripped else "🟢"
    rail = voice.name("rail", line.rail)
    if line.rail in _YES_OR_NO:
        return voice.say("rails-plain", mark=mark, rail=rail)
    value, limit = measure(line.rail, line.value, voice), measure(line.rail, line.limit, voice)
    text = voice.say("rails-line", mark=mark, rail=rail, value=value, limit=limit)
    if line.room is not None:
        text += voice.say("rails-room", room=voice.amount(line.room))
    if line.stops is not None:
        text += voice.say("rails-stops", stops=voice.number(line.stops, 1))
    return text


def _tripped(breaker: BreakerTripped, voice: Voice) -> str:
    cause, until = voice.name("breaker", breaker.cause), voice.clock(breaker.until)
    return voice.say("told-breaker", cause=cause, time=until)


def _breaker(view: RailsView, voice: Voice) -> list[str]:
    stops, failures = view.stops, view.failures
    counted = voice.say(
        "rails-breaker",
        stops=voice.number(stops[0]),
        stops_most=voice.number(stops[1]),
        failures=voice.number(failures[0]),
        failures_most=voice.number(failures[1]),
    )
    return [counted] if view.breaker is None else [_tripped(view.breaker, voice), counted]


def _symbol(one: SymbolRails, voice: Voice) -> str:
    ratio = "?" if one.spread_ratio is None else voice.number(one.spread_ratio, 1)
    said = [voice.say("rails-symbol", symbol=safe(one.symbol), ratio=ratio)]
    if one.closed:
        said.append(voice.name("flag", _CLOSED))
    if one.holiday is not None:
        said.append(safe(one.holiday))
    if one.rollover_ends is not None:
        said.append(voice.say("rails-rollover", time=voice.clock(one.rollover_ends)))
    if one.blackout is not None:
        ends = voice.clock(one.blackout.ends)
        said.append(voice.say("rails-news", title=safe(one.blackout.title), time=ends))
    elif one.news is not None:
        said.append(voice.name("refusal", one.news))
    return ", ".join(said)
