"""What the read tools answer: read models as compact JSON, numbers as text with their units."""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Protocol

from pydantic import JsonValue

from bot.bridge.model.arguments import Arguments, OfDecision, OfHistory, OfReport, OfTrade
from bot.bridge.model.quoting import quoted
from bot.guardian import Guardian
from dtms.core.codec import encode
from dtms.core.news import Blackout, NewsEvent
from dtms.core.trade import Trade, TradeKey
from dtms.engine.reporting import Report
from dtms.engine.views import TradeView
from dtms.ports import Recorded

type Body = dict[str, JsonValue]

_ACTIONS: Final = 10
_EVENTS: Final = 15
_ROWS: Final = 20
_FOREIGN: Final = frozenset({"comment", "title", "name", "problem"})
_DULL: Final = frozenset({"key", "at", "account", "receipt"})


class NewsSeen(Protocol):
    """Scheduled news as the chat shows it."""

    @property
    def at(self) -> datetime:
        """Return the market time of the view."""
        ...

    @property
    def calendar(self) -> object | None:
        """Return what is known of the calendar; None where none is configured."""
        ...

    @property
    def blackouts(self) -> tuple[tuple[str, Blackout], ...]:
        """Return symbols in which nothing is added now, and why."""
        ...

    @property
    def events(self) -> tuple[NewsEvent, ...]:
        """Return what is coming, the earliest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the read tools read: the guardian, and what only the chat collects."""

    guardian: Guardian
    news: Callable[[], Awaitable[NewsSeen]]
    report: Callable[[bool], Awaitable[Report | None]]


type Reading = Callable[[Sources, Arguments], Awaitable[Body]]


async def read(sources: Sources, name: str, arguments: Arguments, *, longest: int) -> str:
    """Answer a read tool; what is too long is cut between rows, and says so."""
    body = await _READINGS[name](sources, arguments)
    return fitted(body, longest=longest)


def fitted(body: Body, *, longest: int) -> str:
    """Return JSON of at most so many characters; lists lose their last rows first."""
    while len(text := compact(body)) > longest:
        lists = [(len(one), key) for key, one in body.items() if isinstance(one, list) and one]
        if not lists:
            return compact({"error": "too_long"})
        _, key = max(lists)
        kept = body[key]
        body = {**body, key: kept[: len(kept) // 2] if isinstance(kept, list) else kept}
        body["cut_short"] = True
    return text


def compact(body: Mapping[str, JsonValue]) -> str:
    """Return JSON without blanks."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


# --- figures


def _money(value: float | None, currency: str) -> str | None:
    return None if value is None else f"{value:.2f} {currency}"


def _price(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _lots(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f} lots"


def _share(value: float | None) -> str | None:
    return None if value is None else f"{value * 100:.2f} %"


def _when(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


# --- one reading each


async def _status(sources: Sources, _: Arguments) -> Body:
    guardian = sources.guardian
    view, currency = await guardian.views.status(), guardian.currency
    account = view.account
    return {
        "market_time": _when(view.at),
        "account_kind": guardian.kind.value,
        "terminal": "answers" if account is not None else "silent",
        "equity": None if account is None else _money(account.equity, currency),
        "balance": None if account is None else _money(account.balance, currency),
        "margin_free": None if account is None else _money(account.margin_free, currency),
        "margin_level": None
        if account is None or account.margin_level is None
        else f"{account.margin_level:.0f} %",
        "mode": view.mode.value,
        "paused": view.paused,
        "day_loss": _share(view.day_loss),
        "day_limit": _share(view.day_limit),
        "breaker": "tripped" if view.breaker is not None else "closed",
        "rails_tripped": [one.rail.value for one in view.rails if one.tripped],
        "trades": [_line(one, currency) for one in view.trades[:_ROWS]],
    }


async def _trades(sources: Sources, _: Arguments) -> Body:
    view = await sources.guardian.views.status()
    rows: list[JsonValue] = [_line(one, sources.guardian.currency) for one in view.trades[:_ROWS]]
    return {"market_time": _when(view.at), "trades": rows}


def _line(view: TradeView, currency: str) -> JsonValue:
    trade = view.trade
    return {
        "ticket": trade.key.position,
        "symbol": trade.symbol,
        "side": trade.side.name.lower(),
        "volume": _lots(trade.main.volume),
        "state": trade.state.value,
        "score": None if trade.judgement is None else f"{trade.judgement.score:+.1f}",
        "result": _money(view.result, currency),
        "stop": _price(trade.main.stop),
        "target": _price(trade.main.target),
    }


async def _trade(sources: Sources, arguments: Arguments) -> Body:
    guardian, currency = sources.guardian, sources.guardian.currency
    view = await guardian.views.trade(_key(sources, arguments))
    if view is None:
        return _no_trade()
    trade = view.trade
    quote = view.quote
    return {
        "market_time": _when(view.at),
        "trade": _line(view, currency),
        "entry": _price(trade.main.entry),
        "bid": None if quote is None else _price(quote.bid),
        "ask": None if quote is None else _price(quote.ask),
        "result_in_r": None if view.r is None else f"{view.r:+.2f} R",
        "worst_from_here": _money(view.worst, currency),
        "guard": trade.guard.value,
        "mode": view.mode.value,
        "since": _when(trade.since),
        "blind": None if view.blind is None else view.blind.value,
        "flags": [one.value for one in sorted(trade.flags, key=lambda flag: flag.value)],
        "hedge": _hedge_of(trade),
        "timers": [{"timer": one.kind.value, "due": _when(one.due)} for one in trade.timers],
        "unsettled_orders": len(trade.pending),
        "comment": None if view.position is None else quoted(view.position.comment),
        "score_parts": _parts(view),
    }


def _hedge_of(trade: Trade) -> JsonValue:
    hedge = trade.hedge
    if hedge is None:
        return None
    return {
        "ticket": hedge.ticket,
        "volume": _lots(hedge.volume),
        "entry": _price(hedge.entry),
        "stop": _price(hedge.stop),
    }


def _parts(view: TradeView) -> list[JsonValue]:
    parts = () if view.assessment is None else view.assessment.parts
    return [
        {
            "group": one.group.value,
            "points": f"{one.points:+.2f} of {one.cap:g}",
            "says": [reason.value for reason in one.reasons],
        }
        for one in parts
    ]


async def _engine(sources: Sources, _: Arguments) -> Body:
    view = await sources.guardian.views.engine()
    return {
        "market_time": _when(view.at),
        "policy": view.policy,
        "mode": view.mode.value,
        "paused": view.paused,
        "started": _when(view.started),
        "last_check": _when(view.last_check),
        "checks": {"fast": view.fast_checks, "deep": view.deep_checks},
        "transitions": view.transitions,
        "actions": view.actions,
        "refused": view.refused,
        "by_state": {state.value: count for state, count in view.by_state},
        "data": [
            {"symbol": one.symbol, "blind": None if one.cause is None else one.cause.value}
            for one in view.symbols
        ],
        "terminal_lost_since": _when(view.terminal_lost),
        "journal_lost_since": _when(view.journal_lost),
    }


async def _rails(sources: Sources, _: Arguments) -> Body:
    view, currency = await sources.guardian.views.rails(), sources.guardian.currency
    return {
        "market_time": _when(view.at),
        "rules": view.rules,
        "terminal": "answers" if view.known else "silent",
        "rails": [
            {
                "rail": one.rail.value,
                "value": f"{one.value:.4g}",
                "limit": f"{one.limit:.4g}",
                "tripped": one.tripped,
                "room": _money(one.room, currency),
            }
            for one in view.lines
        ],
        "breaker": "tripped" if view.breaker is not None else "closed",
        "symbols": [
            {
                "symbol": one.symbol,
                "news": None if one.news is None else one.news.value,
                "closed": one.closed,
                "rollover_ends": _when(one.rollover_ends),
            }
            for one in view.symbols
        ],
    }


async def _news(sources: Sources, _: Arguments) -> Body:
    view = await sources.news()
    return {
        "market_time": _when(view.at),
        "calendar": "none" if view.calendar is None else "known",
        "blackouts": [
            {"symbol": symbol, "title": quoted(span.title), "ends": _when(span.ends)}
            for symbol, span in view.blackouts
        ],
        "events": [
            {
                "at": _when(one.at),
                "currency": quoted(one.currency),
                "impact": one.impact.value,
                "title": quoted(one.title),
            }
            for one in view.events[:_EVENTS]
        ],
    }


async def _history(sources: Sources, arguments: Arguments) -> Body:
    asked = arguments.ticket if isinstance(arguments, OfHistory) else None
    key = None if asked is None else _of(sources, asked)
    found = await sources.guardian.store.journal.actions(key, limit=_ACTIONS)
    return {"facts": _facts(found)}


async def _why(sources: Sources, arguments: Arguments) -> Body:
    number = arguments.id if isinstance(arguments, OfDecision) else 0
    found = await sources.guardian.store.journal.explain(number)
    if found is None:
        return {"error": "no_such_decision"}
    decision = found.decision
    body: Body = {"facts": _facts(found.facts)}
    if decision is not None:
        body["at"] = _when(decision.at)
        body["policy"] = decision.policy
        body["bid"], body["ask"] = _price(decision.quote.bid), _price(decision.quote.ask)
        score = None if decision.assessment is None else decision.assessment.total
        body["score"] = None if score is None else f"{score:+.2f}"
    return body


def _facts(found: Iterable[Recorded]) -> list[JsonValue]:
    rows: list[JsonValue] = []
    for one in found:
        stored = encode(one.fact)
        body = json.loads(stored.body)
        row: Body = {"id": one.seq, "kind": stored.kind, "at": _when(one.fact.at)}
        for name, value in body.items():
            if name not in _DULL and isinstance(value, str | int | float | bool):
                row[name] = quoted(str(value)) if name in _FOREIGN else str(value)
        rows.append(row)
    return rows


async def _hedge_price(sources: Sources, arguments: Arguments) -> Body:
    currency = sources.guardian.currency
    view = await sources.guardian.views.hedge(_key(sources, arguments))
    if view is None:
        return _no_trade()
    body: Body = {
        "ticket": view.trade.key.position,
        "refused": None if view.refusal is None else view.refusal.value,
        "margin_free_before": _money(view.margin_before, currency),
        "margin_free_after": _money(view.margin_after, currency),
    }
    price = view.price
    if price is None:
        return body
    return body | {
        "volume": _lots(price.volume),
        "entry": _price(price.entry),
        "stop": _price(price.stop),
        "cost": _money(price.cost, currency),
        "swap_per_night": _money(price.swap, currency),
        "frozen_result": _money(price.frozen, currency),
        "worst_from_here_without": _money(price.worst_before, currency),
        "worst_from_here_with": _money(price.worst_after, currency),
        "half_close_instead_realises": _money(price.half_result, currency),
    }


async def _report(sources: Sources, arguments: Arguments) -> Body:
    week = isinstance(arguments, OfReport) and arguments.span == "week"
    found, currency = await sources.report(week), sources.guardian.currency
    if found is None:
        return {"error": "terminal_silent"}
    return {
        "since": _when(found.since),
        "until": _when(found.at),
        "balance": _money(found.balance, currency),
        "equity": _money(found.equity, currency),
        "change": _money(found.change, currency),
        "actions": found.actions,
        "refused": found.refused,
        "trades": [
            {
                "ticket": one.key.position,
                "symbol": one.symbol,
                "state": one.state.value,
                "closed": _money(one.closed, currency),
                "floating": _money(one.floating, currency),
            }
            for one in found.trades[:_ROWS]
        ],
    }


def _no_trade() -> Body:
    return {"error": "no_trade_with_this_ticket"}


def _key(sources: Sources, arguments: Arguments) -> TradeKey:
    return _of(sources, arguments.ticket if isinstance(arguments, OfTrade) else 0)


def _of(sources: Sources, ticket: int) -> TradeKey:
    return TradeKey(account=sources.guardian.account, position=ticket)


_READINGS: Final[Mapping[str, Reading]] = MappingProxyType(
    {
        "status": _status,
        "trades": _trades,
        "trade": _trade,
        "engine": _engine,
        "rails": _rails,
        "news": _news,
        "history": _history,
        "why": _why,
        "hedge_price": _hedge_price,
        "report": _report,
    }
)
