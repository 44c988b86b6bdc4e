"""What leaves the house as dicts: the answers of the seeds' functions, and how they are made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict

from dtms.core import events
from dtms.core.actions import CloseCause, StopCause
from dtms.core.events import Fact, HedgeEnd
from dtms.core.trade import ActionKind, Duty, Guard, Trade, TradeKey
from dtms.engine.views import EngineView

UNSCORED = "UNSCORED"
NOT_FOUND = "not_found"


class Performance(TypedDict):
    """Counts since the start; the same numbers /dtms shows. `success_rate` is None before any."""

    fast_checks_total: int
    deep_checks_total: int
    fast_checks_per_hour: float
    deep_checks_per_hour: float
    actions_executed: int
    actions_refused: int
    success_rate: float | None
    state_transitions: int
    failures: int


class SymbolHealth(TypedDict):
    """Whether a symbol's bars may be judged, and why not."""

    fit: bool
    cause: str | None
    last_bar_closed: datetime | None


class DataHealth(TypedDict):
    """Terminal, journal and bars; instants are market time, aware UTC."""

    ok: bool
    terminal_lost_since: datetime | None
    journal_lost_since: datetime | None
    symbols: dict[str, SymbolHealth]


class SystemStatus(TypedDict):
    """The engine at a glance."""

    monitoring_active: bool
    uptime_seconds: float
    uptime_human: str
    active_trades: int
    trades_by_state: dict[str, int]
    offered_trades: int
    mode: str | None
    paused: bool
    policy: str | None
    account: str | None
    last_check: datetime | None
    queued_calls: int
    performance: Performance
    data_health: DataHealth
    warnings: list[str]


class TradeStatus(TypedDict):
    """One trade; prices and lots as the broker holds them, None where unknown."""

    ticket: int
    symbol: str | None
    direction: str | None
    state: str
    state_since: datetime | None
    current_score: float | None
    scored_at: datetime | None
    warnings: list[str]
    hedge_ticket: int | None
    entry_price: float | None
    volume: float | None
    net_exposure: float | None
    stop_loss: float | None
    take_profit: float | None
    timers: dict[str, datetime]


class ActionRecord(TypedDict):
    """One thing that was done at the broker, or refused; `time` is market time, aware UTC."""

    time: datetime
    ticket: int
    symbol: str | None
    action_type: str
    success: bool
    details: dict[str, str | float | int | None]


# --- the system


def nothing_yet() -> SystemStatus:
    """Return the status before `initialize_dtms`."""
    return SystemStatus(
        monitoring_active=False,
        uptime_seconds=0.0,
        uptime_human=human(timedelta(0)),
        active_trades=0,
        trades_by_state={},
        offered_trades=0,
        mode=None,
        paused=False,
        policy=None,
        account=None,
        last_check=None,
        queued_calls=0,
        performance=Performance(
            fast_checks_total=0,
            deep_checks_total=0,
            fast_checks_per_hour=0.0,
            deep_checks_per_hour=0.0,
            actions_executed=0,
            actions_refused=0,
            success_rate=None,
            state_transitions=0,
            failures=0,
        ),
        data_health=DataHealth(
            ok=False, terminal_lost_since=None, journal_lost_since=None, symbols={}
        ),
        warnings=["not_initialized"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the engine's view does not know."""

    monitoring: bool
    account: str
    now: datetime
    queued: int
    warnings: tuple[str, ...]


def system_status(view: EngineView, around: Circumstances) -> SystemStatus:
    """Return the engine's view as the seeds read it; offered positions are not counted active."""
    active = [trade for trade in view.trades if is_active(trade)]
    by_state = {state.name: 0 for state, _ in view.by_state}
    for trade in active:
        by_state[trade.state.name] += 1
    uptime = timedelta(0) if view.started is None else around.now - view.started
    return SystemStatus(
        monitoring_active=around.monitoring,
        uptime_seconds=uptime.total_seconds(),
        uptime_human=human(uptime),
        active_trades=len(active),
        trades_by_state=by_state,
        offered_trades=sum(1 for trade in view.trades if trade.guard is Guard.OFFERED),
        mode=view.mode.value,
        paused=view.paused,
        policy=view.policy,
        account=around.account,
        last_check=view.last_check,
        queued_calls=around.queued,
        performance=performance(view),
        data_health=data_health(view),
        warnings=list(around.warnings),
    )


def performance(view: EngineView) -> Performance:
    """Return the counts of the engine's view, none of them counted anew."""
    return Performance(
        fast_checks_total=view.fast_checks,
        deep_checks_total=view.deep_checks,
        fast_checks_per_hour=view.fast_per_hour,
        deep_checks_per_hour=view.deep_per_hour,
        actions_executed=view.actions,
        actions_refused=view.refused,
        success_rate=view.success_rate,
        state_transitions=view.transitions,
        failures=view.failures,
    )


def data_health(view: EngineView) -> DataHealth:
    """Return the state of the data behind the judgements."""
    symbols = {
        item.symbol: SymbolHealth(
            fit=item.cause is None,
            cause=None if item.cause is None else item.cause.value,
            last_bar_closed=item.m5_closed,
        )
        for item in view.symbols
    }
    lost = (view.terminal_lost, view.journal_lost)
    return DataHealth(
        ok=lost == (None, None) and all(item["fit"] for item in symbols.values()),
        terminal_lost_since=view.terminal_lost,
        journal_lost_since=view.journal_lost,
        symbols=symbols,
    )


def human(span: timedelta) -> str:
    """Return a span as `2d 03h 04m 05s`, leading units that are 0 left out."""
    seconds = max(int(span.total_seconds()), 0)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (minutes, "m"))
    first = next((index for index, (value, _) in enumerate(parts) if value), len(parts))
    return " ".join([*(f"{value:02}{unit}" for value, unit in parts[first:]), f"{seconds:02}s"])


# --- one trade


def is_active(trade: Trade) -> bool:
    """Claim that a trade is DTMS's to look after: offered and released ones are not."""
    return not trade.is_closed and trade.guard in {Guard.GUARDED, Guard.WATCHED}


def unknown_trade(ticket: int, warnings: tuple[str, ...]) -> TradeStatus:
    """Return the status of a ticket that is not under watch."""
    return TradeStatus(
        ticket=ticket,
        symbol=None,
        direction=None,
        state=UNSCORED,
        state_since=None,
        current_score=None,
        scored_at=None,
        warnings=[NOT_FOUND, *(text for text in warnings if text != NOT_FOUND)],
        hedge_ticket=None,
        entry_price=None,
        volume=None,
        net_exposure=None,
        stop_loss=None,
        take_profit=None,
        timers={},
    )


def trade_status(trade: Trade, warnings: tuple[str, ...]) -> TradeStatus:
    """Return a trade as the seeds read it; `volume` is the family's without the hedge."""
    stop, target, closed = trade.main.stop, trade.main.target, trade.is_closed
    return TradeStatus(
        ticket=trade.key.position,
        symbol=trade.symbol,
        direction=trade.side.name,
        state=trade.state.name,
        state_since=trade.since,
        current_score=None if trade.judgement is None else trade.judgement.score,
        scored_at=None if trade.judgement is None else trade.judgement.at,
        warnings=[*_flags(trade), *warnings],
        hedge_ticket=None if trade.hedge is None else trade.hedge.ticket,
        entry_price=float(trade.main.entry),
        volume=0.0 if closed else float(trade.volume),
        net_exposure=0.0 if closed else float(trade.net_exposure),
        stop_loss=None if stop is None else float(stop),
        take_profit=None if target is None else float(target),
        timers={timer.kind.value: timer.due for timer in trade.timers},
    )


def _flags(trade: Trade) -> list[str]:
    found = sorted(flag.value for flag in trade.flags)
    if trade.judgement is None and "unscored" not in found:
        found.append("unscored")
    if trade.pending:
        found.append("pending")
    if trade.guard is not Guard.GUARDED:
        found.append(trade.guard.value)
    return found


# --- actions


_STOPS: Mapping[StopCause, str] = {
    StopCause.TIGHTEN: "tighten_sl",
    StopCause.TRAIL: "trail_sl",
    StopCause.BREAKEVEN: "move_sl_breakeven",
    StopCause.FIRST: "set_sl",
    StopCause.PROFIT_BREAKEVEN: "move_sl_breakeven",
    StopCause.PROFIT_TRAIL: "trail_sl",
    StopCause.UNDO: "undo_sl",
    StopCause.PERSON: "set_sl",
    StopCause.TARGET: "set_tp",
}
_CLOSES: Mapping[CloseCause, str] = {
    CloseCause.HALF: "partial_close",
    CloseCause.CLOSE_ALL: "close_all",
    CloseCause.UNHEDGE: "close_hedge",
    CloseCause.ORPHAN: "close_orphan",
    CloseCause.SURPLUS: "close_orphan",
    CloseCause.PROFIT: "partial_close",
    CloseCause.PERSON: "close",
}
_DUTIES: Mapping[Duty, str] = {
    Duty.TRAIL: "trail_sl",
    Duty.TIGHTEN: "tighten_sl",
    Duty.HALF: "partial_close",
    Duty.BREAKEVEN: "move_sl_breakeven",
    Duty.HEDGE: "open_hedge",
    Duty.CLOSE_HEDGE: "close_hedge",
    Duty.CLOSE_ALL: "close_all",
    Duty.EXIT_BREAKEVEN: "move_sl_breakeven",
    Duty.EXIT_PARTIAL: "partial_close",
    Duty.EXIT_TRAIL: "trail_sl",
    Duty.READD: "re_add",
}
_KINDS: Mapping[ActionKind, str] = {
    ActionKind.HEDGE: "open_hedge",
    ActionKind.READD: "re_add",
    ActionKind.REDUCE: "close",
    ActionKind.CLOSE_HEDGE: "close_hedge",
    ActionKind.STOP: "set_sl",
    ActionKind.CLOSE_BY: "close_by",
    ActionKind.ORDER: "open",
}
_OWN_ENDS = frozenset({HedgeEnd.DTMS, HedgeEnd.PERSON})

type Details = dict[str, str | float | int | None]


def action_record(fact: Fact, symbol_of: Mapping[TradeKey, str]) -> ActionRecord | None:
    """Return what a fact did at the broker, None for facts that are no action.

    What is counted here is what `Counters` counts: refusals once, hedges ended by others never.
    """
    if isinstance(fact, events.ActionRefused):
        if fact.repeat:
            return None
        known = _KINDS[fact.kind] if fact.kind is not None else "unknown"
        name = _DUTIES[fact.duty] if fact.duty is not None else known
        details: Details = {"reason": fact.reason.value, "retcode": fact.retcode}
        return _record(fact, symbol_of, name, details)
    return _done(fact, symbol_of)


def _done(fact: Fact, symbol_of: Mapping[TradeKey, str]) -> ActionRecord | None:
    match fact:
        case events.StopMoved():
            stop: Details = {"stop_loss": float(fact.after), "position": fact.ticket}
            return _record(fact, symbol_of, _STOPS[fact.cause], stop)
        case events.PartClosed():
            part: Details = {
                "volume": float(fact.volume),
                "remaining": float(fact.remaining),
                "price": float(fact.price),
                "profit": fact.profit,
                "position": fact.ticket,
            }
            return _record(fact, symbol_of, _CLOSES[fact.cause], part)
        case events.HedgeOpened() | events.LegAdded():
            return _opened(fact, symbol_of)
        case events.HedgeClosed() if fact.how in _OWN_ENDS:
            ended: Details = {"hedge_ticket": fact.ticket, "profit": fact.profit}
            return _record(fact, symbol_of, "close_hedge", ended)
        case events.OrphanClosed():
            return _record(fact, symbol_of, "close_orphan", {"position": fact.ticket})
        case _:
            return None


def _opened(
    fact: events.HedgeOpened | events.LegAdded, symbol_of: Mapping[TradeKey, str]
) -> ActionRecord:
    if isinstance(fact, events.LegAdded):
        leg: Details = {
            "position": fact.leg.ticket,
            "volume": float(fact.leg.volume),
            "price": float(fact.leg.entry),
        }
        return _record(fact, symbol_of, "re_add", leg)
    hedge: Details = {
        "hedge_ticket": fact.ticket,
        "volume": float(fact.volume),
        "price": float(fact.price),
        "stop_loss": None if fact.stop is None else float(fact.stop),
    }
    return _record(fact, symbol_of, "open_hedge", hedge)


def _record(
    fact: events.TradeFact, symbol_of: Mapping[TradeKey, str], name: str, details: Details
) -> ActionRecord:
    return ActionRecord(
        time=fact.at,
        ticket=fact.key.position,
        symbol=symbol_of.get(fact.key),
        action_type=name,
        success=not isinstance(fact, events.ActionRefused),
        details=details,
    )
