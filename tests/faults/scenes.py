"""Scenes the fault tests begin with."""

from dtms.core import events
from dtms.core.trade import ActionKind, TradeKey, TradeState
from dtms.sim.faults import Effect, Fault
from tests.house import House

HEALTHY, L1, L2 = TradeState.HEALTHY, TradeState.WARNING_L1, TradeState.WARNING_L2
HEDGED, RECOVERING, CLOSED = TradeState.HEDGED, TradeState.RECOVERING, TradeState.CLOSED
DEAL, LEVELS = 1, 6  # TRADE_ACTION_*


def halved(house: House, volume: float = 0.10) -> TradeKey:
    """Bring a bought position to WARNING_L2, tightened and halved, the hedge not yet due."""
    key = house.buy(volume)
    house.check(0.5)
    house.later(15, -4.5)
    house.later(5, -4.5)
    return key


def hedged(house: House, volume: float = 0.10) -> TradeKey:
    """Bring a bought position to HEDGED in one crash of the score."""
    key = house.buy(volume)
    house.check(0.5)
    house.later(15, -8.0)
    return key


def strike(house: House, effect: Effect, *, nth: int = 1, action: int | None = DEAL) -> None:
    """Let the n-th order from now on meet a fault."""
    house.terminal.faults.add(Fault(call="order_send", nth=nth, effect=effect, action=action))


def sent(house: House, kind: ActionKind) -> int:
    """Return how many orders of a kind left for the broker."""
    return sum(1 for fact in house.heard.of(events.IntentSent) if fact.kind is kind)


def openings(house: House) -> int:
    """Return how many deals with our number opened something."""
    deals = house.terminal.api.history_deals_get(0, 2**31)
    return sum(1 for deal in deals if deal.magic and deal.entry == 0)
