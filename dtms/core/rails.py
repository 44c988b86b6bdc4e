"""Safety rails: each action is allowed or refused with a reason. They never block protection."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from dtms.core.actions import (
    Action,
    CancelPending,
    CloseCause,
    CloseHedge,
    OpenHedge,
    OpeningOrder,
    OpenTrade,
    PlacePending,
    ReAdd,
    Reduce,
    class_of,
)
from dtms.core.events import BreakerCause, Refusal
from dtms.core.market import Quote
from dtms.core.news import Blackout
from dtms.core.policy import LossRailHedge, NewsUnknown, Policy
from dtms.core.trade import AccountKind, AccountState, ActionClass

_BY_LOSS = frozenset({BreakerCause.LOSS, BreakerCause.STOPS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What the account carries already, and what one more lot of the symbol would add.

    Attributes:
        positions: Open positions of the account, hedges of DTMS not counted.
        on_symbol: Those on the symbol.
        on_currency: Those with one of the symbol's currencies, the more frequent of the two.
        volume: Open lots of the account, hedges included.
        trade_risk: What the trade's legs lose at their stops, account currency; None: no limit.
        day_risk: The same of all positions opened in the broker's day.
        equity: Account currency.
        value: Account currency per price unit and lot of the symbol.
        quote: Present prices of the symbol.
    """

    positions: int
    on_symbol: int
    on_currency: int
    volume: Decimal
    trade_risk: float | None
    day_risk: float | None
    equity: float
    value: float
    quote: Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """What the rails look at, read just before sending.

    Attributes:
        connected: Whether the terminal has its trade server.
        trade_allowed: Whether it accepts orders from programs.
        live_locked: Whether the account is live and trading on it was not enabled.
        hedging: Whether the account holds opposite positions.
        reconciled: Whether start reconciliation has passed.
        paused: Whether automatic INC is off: paused, or a twin uses the same bot.
        daily_loss: Loss of the account's day as a fraction of its base; None while unknown.
        hourly_loss: Loss since the hour began as a fraction of the same base.
        total_loss: Loss since the account began, or from its peak; None while unknown.
        breaker: Why the circuit breaker binds; None when it does not.
        blackout: News in force for a currency of the symbol; None when there is none.
        news_known: Whether the calendar could tell; True where none is kept.
        rollover: Whether the trading day is turning over.
        margin_level: Per cent; None while no margin is in use.
        load: What the account carries.
        quote_age: Age of the last quote, in open-market time.
        bar_age: Age of the last closed M5 bar, in open-market time; None without bars.
        fit: Whether the window may be judged.
        spread_ratio: Present spread over the hour's median; None while unknown.
        clock_doubted: Whether the machine's clock jumped and no price confirmed it since.
        rival: Whether another installation trades on this account.
    """

    connected: bool
    trade_allowed: bool
    live_locked: bool
    hedging: bool
    reconciled: bool
    paused: bool
    daily_loss: float | None
    hourly_loss: float | None
    total_loss: float | None
    breaker: BreakerCause | None
    blackout: Blackout | None
    news_known: bool
    rollover: bool
    margin_level: float | None
    load: Load
    quote_age: timedelta
    bar_age: timedelta | None
    fit: bool
    spread_ratio: float | None
    clock_doubted: bool = False
    rival: bool = False


def review(action: Action, gauge: Gauge, policy: Policy, *, automatic: bool) -> Refusal | None:
    """Return why an action may not be sent now, None if it may.

    Args:
        action: What is to be sent.
        gauge: The rails' readings.
        policy: Supplies the limits.
        automatic: False for a person's order, which needs no fresh data to reduce exposure.
    """
    refusal = _terminal(gauge)
    if refusal is not None:
        return refusal
    kind = class_of(action)
    if kind is ActionClass.SET or isinstance(action, CancelPending):
        return None
    if not gauge.hedging:
        return Refusal.NETTING
    if kind is ActionClass.INC:
        return next(_adding(action, gauge, policy, automatic=automatic), None)
    if not automatic or is_orphan(action):
        return None
    return _reducing(action, gauge, policy)


def refuse_closing(account: AccountState, *, live_enabled: bool) -> Refusal | None:
    """Return why a person's closing may not be sent: nothing but the terminal stops it."""
    if not account.connected:
        return Refusal.NOT_CONNECTED
    if account.kind is AccountKind.LIVE and not live_enabled:
        return Refusal.LIVE_LOCKED
    if not account.trade_allowed:
        return Refusal.TRADING_DISABLED
    return None if account.hedging else Refusal.NETTING


def _terminal(gauge: Gauge) -> Refusal | None:
    if not gauge.connected:
        return Refusal.NOT_CONNECTED
    if gauge.live_locked:
        return Refusal.LIVE_LOCKED
    return None if gauge.trade_allowed else Refusal.TRADING_DISABLED


def is_orphan(action: Action) -> bool:
    """Claim that an action closes what has no main, or one hedge too many."""
    left_behind = {CloseCause.ORPHAN, CloseCause.SURPLUS}
    return isinstance(action, Reduce | CloseHedge) and action.cause in left_behind


def _reducing(action: Action, gauge: Gauge, policy: Policy) -> Refusal | None:
    if not gauge.fit or gauge.quote_age > policy.guard.unfit_after:
        return Refusal.DATA_AGE
    gives_back = isinstance(action, CloseHedge) and action.cause is CloseCause.UNHEDGE
    if not gives_back:
        return None
    # closing a hedge while its main stays gives exposure back
    return loss_rail(gauge, policy) or news_rail(gauge, policy)


def _adding(
    action: Action, gauge: Gauge, policy: Policy, *, automatic: bool
) -> Iterator[Refusal | None]:
    """Yield every reason against an action that adds exposure, the gravest first."""
    yield from _doubts(gauge)
    if gauge.paused and (automatic or isinstance(action, OpenTrade | PlacePending)):
        yield Refusal.PAUSED
    if policy.rails.hedging_forbidden and isinstance(action, OpenHedge):
        yield Refusal.RULES_HEDGE
    yield from _losses(action, gauge, policy)
    yield from _margin(gauge, policy)
    yield from _data(gauge, policy)
    if gauge.rollover:
        yield Refusal.ROLLOVER
    news = news_rail(gauge, policy)
    if news is not None:
        yield news
    yield from _size(action, gauge.load, policy)


def _losses(action: Action, gauge: Gauge, policy: Policy) -> Iterator[Refusal]:
    frozen = isinstance(action, OpenHedge) and (
        policy.rails.hedge_under_loss_rail is LossRailHedge.ALLOW
    )
    loss = loss_rail(gauge, policy)
    if loss is not None and not frozen:
        yield loss
    if gauge.breaker is not None and not (frozen and gauge.breaker in _BY_LOSS):
        yield Refusal.BREAKER


def loss_rail(gauge: Gauge, policy: Policy) -> Refusal | None:
    """Return the loss rail that binds; an unknown loss binds what adds exposure."""
    limits = policy.rails
    if gauge.daily_loss is None or gauge.daily_loss >= limits.daily_loss:
        return Refusal.DAILY_LOSS
    if gauge.hourly_loss is None or gauge.hourly_loss >= limits.hourly_loss:
        return Refusal.HOURLY_LOSS
    if limits.total_loss is None:
        return None
    reached = gauge.total_loss is None or gauge.total_loss >= limits.total_loss
    return Refusal.TOTAL_LOSS if reached else None


def news_rail(gauge: Gauge, policy: Policy) -> Refusal | None:
    """Return whether news binds: a blackout, or a calendar that cannot tell."""
    if gauge.blackout is not None:
        return Refusal.NEWS
    blocks = policy.rails.news_unknown is NewsUnknown.BLOCK
    return Refusal.NEWS_UNKNOWN if blocks and not gauge.news_known else None


def _margin(gauge: Gauge, policy: Policy) -> Iterator[Refusal]:
    level = gauge.margin_level
    if level is not None and level <= policy.rails.margin_red:
        yield Refusal.MARGIN_LEVEL


def _data(gauge: Gauge, policy: Policy) -> Iterator[Refusal]:
    stale = policy.guard.stale_after
    old = gauge.bar_age is None or gauge.bar_age > stale
    if old or not gauge.fit or gauge.quote_age > stale:
        yield Refusal.DATA_AGE
    if gauge.spread_ratio is None or gauge.spread_ratio > policy.rails.spread_inc:
        yield Refusal.SPREAD


def _doubts(gauge: Gauge) -> Iterator[Refusal]:
    """Yield what the guardian does not know well enough to add risk, whoever asks."""
    if not gauge.reconciled:
        yield Refusal.RECONCILING
    if gauge.clock_doubted:
        yield Refusal.CLOCK
    if gauge.rival:
        yield Refusal.RIVAL


def _size(action: Action, load: Load, policy: Policy) -> Iterator[Refusal]:
    limits = policy.rails
    if not isinstance(action, OpenHedge | ReAdd | OpenTrade | PlacePending):
        return
    volume = action.volume
    if limits.max_volume is not None and load.volume + volume > limits.max_volume:
        yield Refusal.MAX_VOLUME
    if not isinstance(action, OpenHedge):  # a hedge is no position of its own and takes no risk
        risk = _risk(action, load)
        yield from _count(load, policy)
        yield from _risks(load, risk, policy)


def _count(load: Load, policy: Policy) -> Iterator[Refusal]:
    limits = policy.rails
    if load.positions >= limits.max_positions:
        yield Refusal.MAX_POSITIONS
    if load.on_symbol >= limits.max_positions_symbol:
        yield Refusal.MAX_SYMBOL
    if load.on_currency >= limits.max_positions_currency:
        yield Refusal.MAX_CURRENCY


def _risks(load: Load, risk: float, policy: Policy) -> Iterator[Refusal]:
    limits = policy.rails
    if load.trade_risk is None or load.trade_risk + risk > limits.trade_risk * load.equity:
        yield Refusal.TRADE_RISK
    if load.day_risk is None or load.day_risk + risk > limits.daily_risk * load.equity:
        yield Refusal.DAILY_RISK


def _risk(action: ReAdd | OpeningOrder, load: Load) -> float:
    """Return what the new leg loses at its stop, account currency."""
    entry = load.quote.opening(action.side)
    if isinstance(action, PlacePending):
        entry = action.price
    distance = (entry - action.stop) * action.side.sign
    return max(float(distance * action.volume) * load.value, 0.0)
