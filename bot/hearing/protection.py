"""The protection receipt: each guarded trade with what the broker holds for it now."""

from bot.guardian import Guardian
from bot.people.saying import Protected, ProtectionReceipt
from dtms.core.errors import BrokerUnavailable
from dtms.core.trade import Guard, Position, Trade


async def protection(guardian: Guardian) -> ProtectionReceipt:
    """Read back what protects each guarded trade."""
    station = guardian.engine.station
    at = station.clock.market()
    guarded = [
        one
        for one in station.ledger.trades.values()
        if one.guard is Guard.GUARDED and not one.is_closed
    ]
    try:
        held = {one.ticket: one for one in await station.broker.positions()}
    except BrokerUnavailable:
        return ProtectionReceipt(at=at, trades=None)
    trades = tuple(_protected(one, held.get(one.key.position)) for one in guarded)
    return ProtectionReceipt(at=at, trades=trades)


def _protected(trade: Trade, position: Position | None) -> Protected:
    if position is None:
        return Protected(trade=trade, held=False, stop=None, target=None)
    return Protected(trade=trade, held=True, stop=position.stop, target=position.target)
