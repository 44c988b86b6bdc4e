"""Exits in profit: breakeven, a part closed, a trailing stop, measured on the way to the target.

They go through the same arbiter as the defence, which always comes first.
"""

from datetime import datetime
from decimal import Decimal

from dtms.core.edits import LEVELS, rests_until, stood_off
from dtms.core.events import Refusal, Rule
from dtms.core.market import Quote
from dtms.core.policy import Policy
from dtms.core.risk import Market, trailed_in_profit
from dtms.core.trade import DUTY_CLASS, ActionClass, Duty, Trade, TradeState

EXITS = {
    Duty.EXIT_BREAKEVEN: Rule.EXIT_BREAKEVEN,
    Duty.EXIT_PARTIAL: Rule.EXIT_PARTIAL,
    Duty.EXIT_TRAIL: Rule.EXIT_TRAIL,
}
_STATES = frozenset({TradeState.HEALTHY, TradeState.WARNING_L1, TradeState.WARNING_L2})
# What the defence wants: while it wants the stop, or the volume, the exits do not.
_DEFENCE = {
    ActionClass.SET: frozenset({Duty.TRAIL, Duty.TIGHTEN, Duty.BREAKEVEN}),
    ActionClass.RED: frozenset({Duty.HALF, Duty.CLOSE_ALL, Duty.HEDGE}),
}
_DECIDED = frozenset(
    reason.value
    for reason in (
        Refusal.CONTRACT,
        Refusal.ALREADY_TIGHTER,
        Refusal.NO_STOP,
        Refusal.INVALID_REQUEST,
    )
)


def progress(trade: Trade, quote: Quote) -> float | None:
    """Return how much of the way from entry to target the closing price has gone.

    1 is the target, negative is a loss; None without a target on the profit side.
    """
    if trade.main.target is None:
        return None
    way = (trade.main.target - trade.main.entry) * trade.side.sign
    if way <= 0:
        return None
    return float((quote.closing(trade.side) - trade.main.entry) * trade.side.sign / way)


def wanted(trade: Trade, market: Market, now: datetime, policy: Policy) -> frozenset[Duty]:
    """Return the exits that are called for now, on a trade that has them on."""
    if trade.state not in _STATES or trade.main.stop is None:
        return frozenset()
    due = {
        Duty.EXIT_BREAKEVEN: _breakeven_due(trade, market.quote, policy),
        Duty.EXIT_PARTIAL: _partial_due(trade, market.quote, policy),
        Duty.EXIT_TRAIL: _trail_due(trade, market, policy),
    }
    return frozenset(
        duty for duty, holds in due.items() if holds and _free(trade, duty, now, policy)
    )


def _breakeven_due(trade: Trade, quote: Quote, policy: Policy) -> bool:
    share = progress(trade, quote)
    reached = share is not None and share >= policy.exits.breakeven_at
    return reached and not trade.at_breakeven and _locked_in(trade) < 0


def _partial_due(trade: Trade, quote: Quote, policy: Policy) -> bool:
    share = progress(trade, quote)
    reached = share is not None and share >= policy.exits.partial_at
    return reached and not trade.profit_decided and trade.profit_volume == 0


def _trail_due(trade: Trade, market: Market, policy: Policy) -> bool:
    if market.atr is None or trade.main.stop is None:
        return False
    if not trade.at_breakeven and _locked_in(trade) < 0:
        return False
    candidate = trailed_in_profit(trade, market, market.atr, policy)
    gain = (candidate - trade.main.stop) * trade.side.sign
    return gain >= Decimal(str(policy.exits.trail_step_atr * market.atr))


def _locked_in(trade: Trade) -> Decimal:
    """Return what the stop is worth against the entry, price units; negative is a loss."""
    stop = trade.main.stop
    return Decimal(-1) if stop is None else (stop - trade.main.entry) * trade.side.sign


def _free(trade: Trade, duty: Duty, now: datetime, policy: Policy) -> bool:
    """Claim that neither the defence, nor somebody else's change, nor a refusal is in the way."""
    if _DEFENCE[DUTY_CLASS[duty]] & trade.duties:
        return False
    if stood_off(trade, LEVELS[duty]) or rests_until(trade, LEVELS[duty], now) is not None:
        return False
    rest = policy.state.retry_after
    return not any(
        retry.duty is duty and retry.reason in _DECIDED and now < retry.not_before + rest
        for retry in trade.retries
    )
