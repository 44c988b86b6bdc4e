"""Actions, with defaults for all but what a test is about."""

from decimal import Decimal

from dtms.core.actions import (
    CloseBy,
    CloseCause,
    CloseHedge,
    MoveStop,
    OpenHedge,
    ReAdd,
    Reduce,
    StopCause,
)
from dtms.core.market import AssetClass, Instrument, Side
from dtms.core.trade import AccountId, TradeKey

ACCOUNT = AccountId(server="Fake-Demo", login=4711)
MAGIC = (1 << 52) + 7


def a_key(position: int = 101) -> TradeKey:
    return TradeKey(account=ACCOUNT, position=position)


def a_hedge(
    symbol: str = "XAUUSD.r",
    *,
    position: int = 101,
    volume: str = "0.05",
    stop: str = "2010.00",
) -> OpenHedge:
    return OpenHedge(
        key=a_key(position),
        symbol=symbol,
        side=Side.SELL,
        volume=Decimal(volume),
        stop=Decimal(stop),
        by_hand=False,
    )


def a_reduction(
    ticket: int = 101, *, symbol: str = "XAUUSD.r", volume: str = "0.05", remaining: str = "0.05"
) -> Reduce:
    return Reduce(
        key=a_key(),
        ticket=ticket,
        symbol=symbol,
        side=Side.BUY,
        volume=Decimal(volume),
        remaining=Decimal(remaining),
        cause=CloseCause.HALF,
    )


def a_hedge_closing(ticket: int, *, symbol: str = "XAUUSD.r", volume: str = "0.05") -> CloseHedge:
    return CloseHedge(
        key=a_key(),
        ticket=ticket,
        symbol=symbol,
        side=Side.SELL,
        volume=Decimal(volume),
        cause=CloseCause.UNHEDGE,
    )


def a_pair(leg: int = 101, by: int = 102, *, symbol: str = "XAUUSD.r") -> CloseBy:
    return CloseBy(
        key=a_key(),
        ticket=leg,
        by=by,
        symbol=symbol,
        side=Side.BUY,
        volume=Decimal("0.05"),
        remaining=Decimal("0.00"),
        hedge_remaining=Decimal("0.00"),
        cause=CloseCause.CLOSE_ALL,
    )


def a_stop(
    ticket: int = 101,
    *,
    symbol: str = "XAUUSD.r",
    stop: str = "1990.00",
    target: str | None = None,
) -> MoveStop:
    return MoveStop(
        key=a_key(),
        ticket=ticket,
        symbol=symbol,
        side=Side.BUY,
        stop=Decimal(stop),
        target=None if target is None else Decimal(target),
        cause=StopCause.TIGHTEN,
    )


def a_readd(symbol: str = "XAUUSD.r", *, target: str | None = "2100.00") -> ReAdd:
    return ReAdd(
        key=a_key(),
        symbol=symbol,
        side=Side.BUY,
        volume=Decimal("0.02"),
        stop=Decimal("1990.00"),
        target=None if target is None else Decimal(target),
    )


def an_instrument() -> Instrument:
    return Instrument(
        symbol="EURUSD",
        base="EURUSD",
        digits=5,
        point=Decimal("0.00001"),
        tick_size=Decimal("0.00001"),
        contract_size=Decimal(100_000),
        volume_min=Decimal("0.01"),
        volume_max=Decimal(100),
        volume_step=Decimal("0.01"),
        stops_level=0,
        freeze_level=0,
        asset_class=AssetClass.FX,
        currency_base="EUR",
        currency_profit="USD",
        close_by=True,
        tradable=True,
    )
