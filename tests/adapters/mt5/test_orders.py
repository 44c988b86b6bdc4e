"""Orders for new trades on the simulated terminal: requests, the book, and how orders leave it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from dtms.adapters.mt5.broker import Mt5Broker
from dtms.adapters.mt5.channel import InProcessChannel
from dtms.adapters.mt5.constants import Filling
from dtms.adapters.mt5.requests import cancel_request, pending_request
from dtms.core.actions import CancelCause, CancelPending, OpenTrade, PlacePending
from dtms.core.errors import BrokerUnavailable
from dtms.core.events import Refusal
from dtms.core.market import Side
from dtms.core.trade import AccountId, OrderFate, OrderKind, TradeKey
from dtms.ports import Verdict
from dtms.sim.faults import FailRead, Fault
from dtms.sim.records import AccountSpec
from dtms.sim.terminal import Terminal
from tests.adapters.mt5.fake_terminal import FLOATS, INTS
from tests.house import START, SYMBOL, DrawnFeed

KEY = TradeKey(account=AccountId(server="s", login=1), position=0)
MAGIC = 4711


def a_pending(**changes: object) -> PlacePending:
    base = PlacePending(
        key=KEY,
        symbol=SYMBOL,
        side=Side.BUY,
        entry=OrderKind.LIMIT,
        volume=Decimal("0.10"),
        price=Decimal("1.09500"),
        stop=Decimal("1.09000"),
        target=Decimal("1.11000"),
        expires=None,
        bracket=None,
    )
    return replace(base, **changes)  # type: ignore[arg-type]  # whatever a test changes


def a_cancel(order: int) -> CancelPending:
    return CancelPending(key=KEY, symbol=SYMBOL, order=order, placed=0, cause=CancelCause.PERSON)


def a_terminal(**account: object) -> Terminal:
    spec = replace(AccountSpec(), **account)  # type: ignore[arg-type]  # whatever a test changes
    terminal = Terminal(feed=DrawnFeed((), START), account=spec, start=START)
    terminal.api.initialize()
    terminal.api.symbol_select(SYMBOL, True)
    return terminal


def a_broker(terminal: Terminal) -> Mt5Broker:
    return Mt5Broker(InProcessChannel(terminal.api), simulated=True)


@pytest.mark.parametrize("expiration", [None, 1_800_000_000])
def test_types_are_exactly_those_the_module_reads(expiration: int | None) -> None:
    placed = pending_request(
        a_pending(target=None), magic=MAGIC, expiration=expiration, filling=Filling.RETURN
    )

    for name, value in (placed | cancel_request(a_cancel(5), magic=MAGIC)).items():
        wanted = float if name in FLOATS else int if name in INTS else str
        assert type(value) is wanted, name
    assert (placed["sl"], placed["tp"]) == (1.09, 0.0)
    assert placed.get("expiration") == expiration


@pytest.mark.parametrize(
    ("side", "kind", "price", "stop", "target"),
    [
        (Side.BUY, OrderKind.LIMIT, "1.09500", "1.09000", "1.11000"),
        (Side.BUY, OrderKind.STOP, "1.10500", "1.10000", "1.12000"),
        (Side.SELL, OrderKind.LIMIT, "1.10500", "1.11000", "1.09000"),
        (Side.SELL, OrderKind.STOP, "1.09500", "1.10000", "1.08000"),
    ],
)
async def test_a_placed_order_is_read_back_as_it_was_asked(
    side: Side, kind: OrderKind, price: str, stop: str, target: str
) -> None:
    terminal = a_terminal()
    broker = a_broker(terminal)
    expires = terminal.now + timedelta(hours=2)
    action = a_pending(
        side=side,
        entry=kind,
        price=Decimal(price),
        stop=Decimal(stop),
        target=Decimal(target),
        expires=expires,
    )

    answer = await broker.send(action, magic=MAGIC)

    (order,) = await broker.orders()
    assert answer.verdict is Verdict.EXECUTED
    assert (order.ticket, order.magic) == (answer.order, MAGIC)
    assert (order.side, order.kind, order.volume) == (side, kind, action.volume)
    assert (order.price, order.stop, order.target) == (action.price, action.stop, action.target)
    assert order.expires == expires
    assert order.placed_at == terminal.now


async def test_what_became_of_an_order_is_in_its_history() -> None:
    terminal = a_terminal()
    broker = a_broker(terminal)
    kept = (await broker.send(a_pending(), magic=MAGIC)).order
    taken = (await broker.send(a_pending(), magic=MAGIC + 1)).order
    short = a_pending(expires=terminal.now + timedelta(minutes=10))
    expired = (await broker.send(short, magic=MAGIC + 2)).order

    answer = await broker.send(a_cancel(taken), magic=MAGIC + 3)
    terminal.advance_to(terminal.now + timedelta(hours=1))

    assert answer.verdict is Verdict.EXECUTED
    assert [one.ticket for one in await broker.orders()] == [kept]
    assert await broker.order_fate(order=kept) is None
    assert await broker.order_fate(order=taken) is OrderFate.CANCELLED
    assert await broker.order_fate(order=expired) is OrderFate.EXPIRED
    assert await broker.order_fate(order=999) is None


async def test_taking_back_what_is_gone_is_refused() -> None:
    answer = await a_broker(a_terminal()).send(a_cancel(12345), magic=MAGIC)

    assert answer.verdict is Verdict.REFUSED


async def test_a_new_trade_carries_both_levels_in_its_one_request() -> None:
    terminal = a_terminal()
    broker = a_broker(terminal)
    action = OpenTrade(
        key=KEY,
        symbol=SYMBOL,
        side=Side.SELL,
        volume=Decimal("0.10"),
        stop=Decimal("1.10500"),
        target=Decimal("1.09000"),
    )

    check = await broker.check(action, magic=MAGIC)
    answer = await broker.send(action, magic=MAGIC)

    assert (check.allowed, answer.verdict) == (True, Verdict.EXECUTED)
    (held,) = await broker.positions()
    assert (held.side, held.magic) == (Side.SELL, MAGIC)
    assert (held.stop, held.target) == (action.stop, action.target)


async def test_silence_is_not_an_empty_book() -> None:
    terminal = a_terminal()
    terminal.faults.add(Fault(call="orders_get", effect=FailRead()))

    with pytest.raises(BrokerUnavailable):
        await a_broker(terminal).orders()


async def test_a_netting_account_gets_no_order_but_may_take_one_back() -> None:
    terminal = a_terminal(margin_mode=0)
    broker = a_broker(terminal)
    order = terminal.hand.place(SYMBOL, 2, 0.1, 1.09)

    refused = await broker.send(a_pending(), magic=MAGIC)
    taken = await broker.send(a_cancel(order), magic=MAGIC)

    assert refused.refusal is Refusal.NETTING
    assert taken.verdict is Verdict.EXECUTED
