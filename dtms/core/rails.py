"""Safety rails: each action is allowed or refused with a reason. They never block protection."""

from dataclasses import dataclass
from datetime import timedelta

from dtms.core.actions import Action, CloseCause, CloseHedge, OpenHedge, Reduce, class_of
from dtms.core.events import Refusal
from dtms.core.policy import LossRailHedge, Policy
from dtms.core.trade import ActionClass


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
        daily_loss: Loss of the broker's day as a fraction of its base; None while unknown.
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
    if kind is ActionClass.SET:
        return None
    if not gauge.hedging:
        return Refusal.NETTING
    if kind is ActionClass.INC:
        return _adding(action, gauge, policy, automatic=automatic)
    if not automatic or _is_orphan(action):
        return None
    return _reducing(action, gauge, policy)


def _terminal(gauge: Gauge) -> Refusal | None:
    if not gauge.connected:
        return Refusal.NOT_CONNECTED
    if gauge.live_locked:
        return Refusal.LIVE_LOCKED
    return None if gauge.trade_allowed else Refusal.TRADING_DISABLED


def _is_orphan(action: Action) -> bool:
    left_behind = {CloseCause.ORPHAN, CloseCause.SURPLUS}
    return isinstance(action, Reduce | CloseHedge) and action.cause in left_behind


def _reducing(action: Action, gauge: Gauge, policy: Policy) -> Refusal | None:
    if not gauge.fit or gauge.quote_age > policy.guard.unfit_after:
        return Refusal.DATA_AGE
    gives_back = isinstance(action, CloseHedge) and action.cause is CloseCause.UNHEDGE
    if gives_back and _loss_rail_tripped(gauge, policy):
        return Refusal.DAILY_LOSS  # closing a hedge while its main stays gives exposure back
    return None


def _adding(action: Action, gauge: Gauge, policy: Policy, *, automatic: bool) -> Refusal | None:
    doubt = _doubt(gauge)
    if doubt is not None:
        return doubt
    if gauge.paused and automatic:
        return Refusal.PAUSED
    if _loss_rail_binds(action, gauge, policy):
        return Refusal.DAILY_LOSS
    old = gauge.bar_age is None or gauge.bar_age > policy.guard.stale_after
    if old or not gauge.fit or gauge.quote_age > policy.guard.stale_after:
        return Refusal.DATA_AGE
    if gauge.spread_ratio is None or gauge.spread_ratio > policy.rails.spread_inc:
        return Refusal.SPREAD
    return None


def _doubt(gauge: Gauge) -> Refusal | None:
    """Return what the guardian does not know well enough to add risk, whoever asks."""
    if not gauge.reconciled:
        return Refusal.RECONCILING
    if gauge.clock_doubted:
        return Refusal.CLOCK
    return Refusal.RIVAL if gauge.rival else None


def _loss_rail_binds(action: Action, gauge: Gauge, policy: Policy) -> bool:
    allowed = policy.rails.hedge_under_loss_rail is LossRailHedge.ALLOW
    return _loss_rail_tripped(gauge, policy) and not (allowed and isinstance(action, OpenHedge))


def _loss_rail_tripped(gauge: Gauge, policy: Policy) -> bool:
    """Claim that the loss rail binds; it fails closed for what adds exposure."""
    return gauge.daily_loss is None or gauge.daily_loss >= policy.rails.daily_loss
