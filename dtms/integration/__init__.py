"""The function names of the user's documents over the one engine: only the import line changes."""

import asyncio
import logging
from typing import Unpack

from dtms.core.errors import BadInput
from dtms.core.market import Side
from dtms.integration.answers import (
    ActionRecord,
    DataHealth,
    Performance,
    SymbolHealth,
    SystemStatus,
    TradeStatus,
    nothing_yet,
    unknown_trade,
)
from dtms.integration.claims import Claim
from dtms.integration.guardian import Guardian
from dtms.integration.guests import Handler
from dtms.integration.setup import Given, Setup

__all__ = [
    "ActionRecord",
    "DataHealth",
    "Guardian",
    "Handler",
    "Performance",
    "Setup",
    "SymbolHealth",
    "SystemStatus",
    "TradeStatus",
    "add_trade_to_dtms",
    "add_trade_to_dtms_async",
    "close_dtms",
    "get_dtms_action_history",
    "get_dtms_system_status",
    "get_dtms_trade_status",
    "initialize_dtms",
    "initialize_dtms_async",
    "remove_trade_from_dtms",
    "remove_trade_from_dtms_async",
    "run_dtms_monitoring_cycle",
    "start_dtms_monitoring",
    "stop_dtms_monitoring",
]

_LOG = logging.getLogger("dtms_integration")


class _House:
    """The one guardian these functions speak to."""

    guardian: Guardian | None = None


def _guardian() -> Guardian:
    if _House.guardian is None:
        raise BadInput(
            field="DTMS",
            problem="nothing guards yet",
            remedy="Call initialize_dtms(mt5_service) first",
        )
    return _House.guardian


def initialize_dtms(
    mt5_service: object,
    binance_service: object | None = None,
    telegram_service: object | None = None,
    **given: Unpack[Given],
) -> bool:
    """Put an engine on a terminal; a second call replaces the first on the same journal.

    Args:
        mt5_service: A module shaped like MetaTrader5.
        binance_service: Accepted, not used; the status warns of it.
        telegram_service: Anything with `send_message(text)`, plain or awaitable.
        given: See `Setup`.

    Returns:
        True; what prevents it is raised.

    Raises:
        BadInput: The module lacks functions, or the data directory cannot be used.
        BrokerUnavailable: The terminal does not answer.
        JournalUnavailable: The journal cannot be used.
    """
    close_dtms()
    _House.guardian = Guardian(
        mt5_service, binance=binance_service, messenger=telegram_service, setup=Setup(**given)
    )
    _LOG.info("initialised")
    return True


async def initialize_dtms_async(
    mt5_service: object,
    binance_service: object | None = None,
    telegram_service: object | None = None,
    **given: Unpack[Given],
) -> bool:
    """Do the same from a coroutine."""
    return initialize_dtms(mt5_service, binance_service, telegram_service, **given)


def close_dtms() -> None:
    """Let go of journal, logs and data directory; the trades stay in the journal."""
    if _House.guardian is not None:
        _House.guardian.close()
        _House.guardian = None


def start_dtms_monitoring() -> bool:
    """Let the cycles look and act from now on; return True."""
    _guardian().monitoring = True
    _LOG.info("monitoring started")
    return True


def stop_dtms_monitoring() -> bool:
    """Let the cycles do nothing but take queued calls; return True. Stops at the broker stay."""
    _guardian().monitoring = False
    _LOG.info("monitoring stopped")
    return True


async def run_dtms_monitoring_cycle() -> bool:
    """Do what was queued, then look at every trade and act; call it every 30 s.

    Returns:
        Whether it looked: False while monitoring is stopped, or when nothing could be recorded.

    Raises:
        BadInput: Nothing was initialised, or in another thread.
    """
    guardian = _guardian()
    looked = guardian.cycle()
    guardian.send_messages()
    return looked


def add_trade_to_dtms(  # noqa: PLR0913, PLR0917 - the signature is the user's
    ticket: int,
    symbol: str,
    direction: str,
    entry_price: float,
    volume: float,
    stop_loss: float | None = None,
    take_profit: float | None = None,
) -> bool:
    """Guard a position of the broker's book; calling it again changes nothing.

    What is said of the position is compared with what the broker holds; differences become
    warnings of `get_dtms_trade_status`, and the broker's values hold.

    Returns:
        Whether it is guarded, or will be at the next cycle (called from another thread, or from
        within a step). False where the broker does not hold it: a position just ordered is looked
        for in the next cycles.

    Raises:
        BadInput: The direction is neither BUY nor SELL, or nothing was initialised.
        JournalUnavailable: It could not be recorded, hence is not guarded.
    """
    claim = _claim(ticket, symbol, direction, entry_price, volume, stop_loss, take_profit)
    answer = _guardian().add(claim)
    return answer.result() if answer.done() else True


async def add_trade_to_dtms_async(  # noqa: PLR0913, PLR0917 - the signature is the user's
    ticket: int,
    symbol: str,
    direction: str,
    entry_price: float,
    volume: float,
    stop_loss: float | None = None,
    take_profit: float | None = None,
) -> bool:
    """Do the same, and wait for the cycle that carries it out where it had to be queued."""
    claim = _claim(ticket, symbol, direction, entry_price, volume, stop_loss, take_profit)
    return await asyncio.wrap_future(_guardian().add(claim))


def remove_trade_from_dtms(ticket: int) -> bool:
    """Guard a trade no longer; its position and stops stay as they are.

    Returns:
        Whether it is released, or will be at the next cycle. False where it was not guarded, or
        while its hedge is open (warning `hedge_open`): somebody must look after that.

    Raises:
        BadInput: Nothing was initialised.
        JournalUnavailable: It could not be recorded.
    """
    answer = _guardian().remove(ticket)
    return answer.result() if answer.done() else True


async def remove_trade_from_dtms_async(ticket: int) -> bool:
    """Do the same, and wait for the cycle that carries it out where it had to be queued."""
    return await asyncio.wrap_future(_guardian().remove(ticket))


def get_dtms_system_status() -> SystemStatus:
    """Return the engine at a glance, as of the last step; any thread may ask."""
    guardian = _House.guardian
    return nothing_yet() if guardian is None else guardian.system_status()


def get_dtms_trade_status(ticket: int) -> TradeStatus:
    """Return one trade as of the last step; an unknown one is UNSCORED, warning `not_found`."""
    guardian = _House.guardian
    return unknown_trade(ticket, ()) if guardian is None else guardian.trade_status(ticket)


def get_dtms_action_history(ticket: int | None = None) -> list[ActionRecord]:
    """Return what was done at the broker and what was refused, oldest first, the last thousand."""
    guardian = _House.guardian
    return [] if guardian is None else guardian.actions(ticket)


def _claim(  # noqa: PLR0913, PLR0917 - the signature is the user's
    ticket: int,
    symbol: str,
    direction: str,
    entry_price: float,
    volume: float,
    stop_loss: float | None,
    take_profit: float | None,
) -> Claim:
    sides = {side.name: side for side in Side}
    side = sides.get(direction.upper())
    if side is None:
        raise BadInput(
            field="direction", problem=f"{direction!r} is unknown", remedy="Give BUY or SELL"
        )
    return Claim(
        ticket=ticket,
        symbol=symbol,
        side=side,
        entry_price=entry_price,
        volume=volume,
        stop_loss=stop_loss or None,
        take_profit=take_profit or None,
    )
