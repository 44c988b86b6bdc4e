"""Terminals, prices and requests with defaults for all but what a test is about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dtms.sim.api import Api
from dtms.sim.conditions import Conditions
from dtms.sim.feed import TickFeed
from dtms.sim.records import AccountSpec
from dtms.sim.structs import Struct
from dtms.sim.symbols import DEFAULT_SYMBOLS, SymbolSpec
from dtms.sim.terminal import Terminal

# A Tuesday in the European morning.
T0 = datetime(2025, 6, 3, 8, 0, tzinfo=UTC)
DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
NO_DATA = "../shared/data is absent"

type Rows = Sequence[tuple[float, float, float]]

EURUSD: Rows = ((0, 1.10000, 1.10010),)
GBPUSD: Rows = ((0, 1.30000, 1.30010),)
USDJPY: Rows = ((0, 150.000, 150.010),)
XAUUSD: Rows = ((0, 2000.00, 2000.20),)
BTCUSD: Rows = ((0, 60000.00, 60010.00),)
ALL = {
    "EURUSD": EURUSD,
    "GBPUSD": GBPUSD,
    "USDJPY": USDJPY,
    "XAUUSD": XAUUSD,
    "BTCUSD": BTCUSD,
}


def after(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def a_feed(**quotes: Rows) -> TickFeed:
    """A feed from (seconds after T0, bid, ask)."""
    given = quotes or ALL
    return TickFeed({s: [(after(t), b, a) for t, b, a in rows] for s, rows in given.items()})


def a_symbol(like: str = "EURUSD", *, called: str | None = None, **changes: object) -> SymbolSpec:
    base = next(spec for spec in DEFAULT_SYMBOLS if spec.name == like)
    return replace(base, name=called or like, **changes)


def a_terminal(
    *,
    account: AccountSpec | None = None,
    symbols: Sequence[SymbolSpec] | None = None,
    store: Path | None = None,
    conditions: Conditions | None = None,
    **quotes: Rows,
) -> Terminal:
    """A terminal at T0, attached, with every symbol in Market Watch."""
    terminal = Terminal(
        feed=a_feed(**quotes),
        account=account or AccountSpec(deposit=100_000.0),
        symbols=symbols,
        store=store,
        start=T0,
        conditions=conditions or Conditions(),
    )
    terminal.api.initialize()
    for symbol in terminal.api.symbols_get():
        terminal.api.symbol_select(symbol.name)
    return terminal


def a_deal(api: Api, **changes: object) -> dict[str, object]:
    """A market buy of 0.1 EURUSD."""
    request: dict[str, object] = {
        "action": api.TRADE_ACTION_DEAL,
        "symbol": "EURUSD",
        "type": api.ORDER_TYPE_BUY,
        "volume": 0.1,
        "type_filling": api.ORDER_FILLING_IOC,
        "magic": 77,
    }
    return request | changes


def a_pending(api: Api, **changes: object) -> dict[str, object]:
    """A buy limit of 0.1 EURUSD at 1.0950, ten pips or more below the market."""
    request: dict[str, object] = {
        "action": api.TRADE_ACTION_PENDING,
        "symbol": "EURUSD",
        "type": api.ORDER_TYPE_BUY_LIMIT,
        "volume": 0.1,
        "price": 1.0950,
        "type_filling": api.ORDER_FILLING_RETURN,
        "magic": 77,
    }
    return request | changes


def placed(terminal: Terminal, **changes: object) -> int:
    """Place a waiting order; return its ticket."""
    result = terminal.api.order_send(a_pending(terminal.api, **changes))
    assert result is not None, terminal.api.last_error()
    assert result.retcode == terminal.api.TRADE_RETCODE_DONE, result
    return result.order


def bought(terminal: Terminal, **changes: object) -> int:
    """Open a position; return its ticket."""
    result = terminal.api.order_send(a_deal(terminal.api, **changes))
    assert result is not None, terminal.api.last_error()
    assert result.retcode == terminal.api.TRADE_RETCODE_DONE, result
    return result.order


def sold(terminal: Terminal, **changes: object) -> int:
    return bought(terminal, type=terminal.api.ORDER_TYPE_SELL, **changes)


def retcode(terminal: Terminal, **changes: object) -> int:
    """Send a changed market buy; return the server's code."""
    result = terminal.api.order_send(a_deal(terminal.api, **changes))
    assert result is not None, terminal.api.last_error()
    return result.retcode


def deals(terminal: Terminal) -> tuple[Struct, ...]:
    found = terminal.api.history_deals_get(0, 4_000_000_000)
    assert found is not None
    return found
