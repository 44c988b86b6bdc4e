"""What would change the state: the next M15 close that would, as far as a score can tell."""

from dataclasses import dataclass
from decimal import Decimal

from dtms.core.assessment import close_reaching
from dtms.core.market import Bars, Instrument
from dtms.core.policy import Policy
from dtms.core.trade import Trade, TradeState


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A close of the next M15 bar at which the score would ask for another state.

    Attributes:
        close: Price in whole ticks.
        above: Whether closing above it does it, rather than below.
        state: The state asked for.
    """

    close: Decimal
    above: bool
    state: TradeState


def hints(
    trade: Trade, instrument: Instrument, m5: Bars, m15: Bars, policy: Policy
) -> tuple[Hint, ...]:
    """Return the nearest closes that would change a trade's state; none while it has no score."""
    if trade.judgement is None:
        return ()
    present = trade.judgement.score
    found = []
    for score, state in _thresholds(trade.state, policy):
        close = close_reaching(
            m5=m5,
            m15=m15,
            base=instrument.base,
            asset_class=instrument.asset_class,
            policy=policy,
            side=trade.side,
            score=score,
        )
        if close is not None:
            better = score > present
            above = better == (trade.side.sign > 0)
            found.append(Hint(close=instrument.price(close), above=above, state=state))
    return tuple(found)


def _thresholds(state: TradeState, policy: Policy) -> tuple[tuple[float, TradeState], ...]:
    limits = policy.state
    return {
        TradeState.HEALTHY: ((limits.to_l1, TradeState.WARNING_L1),),
        TradeState.WARNING_L1: (
            (limits.l1_to_healthy, TradeState.HEALTHY),
            (limits.to_l2, TradeState.WARNING_L2),
        ),
        TradeState.WARNING_L2: (
            (limits.l2_to_l1, TradeState.WARNING_L1),
            (limits.hedge, TradeState.HEDGED),
        ),
        TradeState.HEDGED: ((limits.unhedge, TradeState.RECOVERING),),
        TradeState.RECOVERING: (
            (limits.recovered, TradeState.HEALTHY),
            (limits.relapse, TradeState.WARNING_L2),
        ),
        TradeState.CLOSED: (),
    }[state]
