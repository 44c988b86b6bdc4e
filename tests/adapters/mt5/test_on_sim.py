"""The adapter against the simulated terminal over time: bars, zones, stop-outs, constants."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from dtms.adapters.mt5 import constants, retcodes
from dtms.adapters.mt5.broker import Mt5Broker
from dtms.adapters.mt5.channel import InProcessChannel
from dtms.adapters.mt5.feed import Mt5Feed
from dtms.core.market import Timeframe
from dtms.core.trade import AccountKind, DealReason
from dtms.ports import Verdict
from dtms.sim.constants import CONSTANTS
from dtms.sim.faults import Fault, FillPartly, RewriteComment
from dtms.sim.feed_generated import GeneratedFeed
from dtms.sim.terminal import Terminal
from tests.adapters.mt5.builders import MAGIC, a_hedge, a_stop
from tests.sim.builders import a_terminal

PREFIXES = {
    constants.TradeAction: "TRADE_ACTION_",
    constants.OrderType: "ORDER_TYPE_",
    constants.OrderTime: "ORDER_TIME_",
    constants.Filling: "ORDER_FILLING_",
    constants.PositionType: "POSITION_TYPE_",
    constants.DealType: "DEAL_TYPE_",
    constants.DealEntryCode: "DEAL_ENTRY_",
    constants.DealReasonCode: "DEAL_REASON_",
    constants.TradeMode: "ACCOUNT_TRADE_MODE_",
    constants.MarginMode: "ACCOUNT_MARGIN_MODE_",
    constants.RateTimeframe: "TIMEFRAME_",
    retcodes.Retcode: "TRADE_RETCODE_",
}


@pytest.mark.parametrize("members", PREFIXES)
def test_constants_are_the_modules(members: type[constants.IntEnum]) -> None:
    prefix = PREFIXES[members]

    assert {f"{prefix}{member.name}": int(member) for member in members}.items() <= (
        CONSTANTS.items()
    )


@pytest.mark.parametrize("name", [name for name in vars(constants) if name in CONSTANTS])
def test_loose_constants_are_the_modules(name: str) -> None:
    assert getattr(constants, name) == CONSTANTS[name]


def test_every_return_code_of_the_module_has_a_meaning() -> None:
    known = {value for name, value in CONSTANTS.items() if name.startswith("TRADE_RETCODE_")}

    assert known == {int(code) for code in retcodes.Retcode}


def a_market(start: datetime) -> Terminal:
    symbols = ("EURUSD", "XAUUSD", "BTCUSD")
    feed = GeneratedFeed(3, symbols, start - timedelta(days=3))
    terminal = Terminal(feed=feed, start=start)
    terminal.api.initialize()
    return terminal


@pytest.mark.parametrize("symbol", ["EURUSD", "XAUUSD", "BTCUSD"])
@pytest.mark.parametrize(
    "start",
    [
        datetime(2026, 3, 6, 18, tzinfo=UTC),
        datetime(2026, 10, 30, 18, tzinfo=UTC),
        datetime(2026, 6, 3, 0, tzinfo=UTC),
    ],
)
async def test_bars_grow_by_their_tail_to_what_a_fresh_fetch_gives(
    symbol: str, start: datetime
) -> None:
    terminal = a_market(start)
    channel = InProcessChannel(terminal.api)
    growing = Mt5Feed(channel)

    for step in range(1, 40):
        terminal.advance_to(start + timedelta(minutes=97 * step))
        bars = await growing.bars(symbol, Timeframe.M5, count=200)
        fresh = await Mt5Feed(channel).bars(symbol, Timeframe.M5, count=200)

        assert np.array_equal(bars.time, fresh.time)
        assert np.array_equal(bars.close, fresh.close)
        assert bars.closed_at(-1) <= terminal.now
        assert set(np.diff(bars.time) % 300) <= {0}


async def test_last_closed_bar_is_the_last_full_five_minutes() -> None:
    start = datetime(2026, 6, 3, 0, tzinfo=UTC)
    terminal = a_market(start)
    terminal.advance_to(start + timedelta(hours=9, minutes=7))

    bars = await Mt5Feed(InProcessChannel(terminal.api)).bars("EURUSD", Timeframe.M5, count=10)

    assert bars.closed_at(-1) == start + timedelta(hours=9, minutes=5)


async def test_kind_of_the_account_is_simulated() -> None:
    broker = Mt5Broker(InProcessChannel(a_terminal().api), simulated=True)

    state = await broker.account()

    assert (state.kind, state.hedging, state.connected, state.trade_allowed) == (
        AccountKind.SIM,
        True,
        True,
        True,
    )


async def test_lost_server_and_algo_button_show_in_the_account() -> None:
    terminal = a_terminal()
    broker = Mt5Broker(InProcessChannel(terminal.api), simulated=True)
    terminal.faults.connected = False
    terminal.algo_trading = False

    state = await broker.account()

    assert (state.connected, state.trade_allowed) == (False, False)


async def test_a_lost_server_leaves_an_order_unknown() -> None:
    terminal = a_terminal()
    terminal.faults.connected = False

    answer = await Mt5Broker(InProcessChannel(terminal.api)).send(
        a_hedge("EURUSD", stop="1.11000"), magic=MAGIC
    )

    assert (answer.verdict, answer.retcode) == (Verdict.UNKNOWN, 10031)


async def test_a_stop_that_is_hit_is_told_by_its_deal() -> None:
    terminal = a_terminal(EURUSD=((0, 1.10000, 1.10010), (60, 1.09000, 1.09010)))
    broker = Mt5Broker(InProcessChannel(terminal.api))
    main = terminal.hand.buy("EURUSD", 0.1)
    await broker.send(a_stop(main, symbol="EURUSD", stop="1.09500"), magic=MAGIC)

    terminal.advance_to(terminal.now + timedelta(minutes=5))

    assert await broker.positions() == ()
    last = (await broker.deals(since=terminal.now - timedelta(hours=1)))[-1]
    assert (last.position, last.reason) == (main, DealReason.STOP)


async def test_partial_fill_tells_what_was_filled() -> None:
    terminal = a_terminal()
    terminal.faults.add(Fault(call="order_send", effect=FillPartly(fraction=0.5)))

    answer = await Mt5Broker(InProcessChannel(terminal.api)).send(
        a_hedge("EURUSD", volume="0.1", stop="1.11000"), magic=MAGIC
    )

    assert (answer.verdict, answer.retcode, answer.volume) == (
        Verdict.EXECUTED,
        10010,
        Decimal("0.05"),
    )


async def test_identity_survives_a_rewritten_comment() -> None:
    terminal = a_terminal()
    broker = Mt5Broker(InProcessChannel(terminal.api))
    terminal.faults.add(Fault(call="order_send", effect=RewriteComment(comment="from #1")))

    await broker.send(a_hedge("EURUSD", stop="1.11000"), magic=MAGIC)

    (held,) = await broker.positions()
    assert (held.magic, held.comment) == (MAGIC, "from #1")


async def test_the_zone_of_the_simulated_server_is_confirmed() -> None:
    start = datetime(2026, 6, 3, 9, tzinfo=UTC)
    terminal = a_market(start)
    broker = Mt5Broker(InProcessChannel(terminal.api))
    await broker.measure_offset("EURUSD", now=terminal.now)
    terminal.advance_to(start + timedelta(seconds=45))

    reading = await broker.measure_offset("EURUSD", now=terminal.now)

    assert reading is not None
    assert (reading.agrees, reading.measured) == (True, timedelta(hours=3))
