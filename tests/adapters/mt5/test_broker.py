"""What the contract suite cannot ask of every terminal."""

from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from dtms.adapters.mt5.broker import Mt5Broker
from dtms.adapters.mt5.channel import InProcessChannel, Reply
from dtms.core.errors import AmbiguousSymbol, BrokerUnavailable, WrongAccount
from dtms.core.events import Refusal
from dtms.ports import Verdict
from tests.adapters.mt5.builders import MAGIC, a_hedge, a_reduction, a_stop
from tests.adapters.mt5.fake_terminal import FakeTerminal, a_symbol

NOW = datetime(2025, 11, 17, 10, 0, tzinfo=UTC)  # 12:00 on the server


def run_now[T](work: Coroutine[object, object, T]) -> T:
    """Drive a coroutine that never suspends."""
    try:
        work.send(None)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
    raise AssertionError("it suspended")


@pytest.fixture
def terminal() -> FakeTerminal:
    return FakeTerminal()


@pytest.fixture
def broker(terminal: FakeTerminal) -> Mt5Broker:
    return Mt5Broker(InProcessChannel(terminal))


class Unanswering:
    """A channel that loses the answer of one function, as a deadline does."""

    def __init__(self, terminal: FakeTerminal, name: str) -> None:
        self._inner = InProcessChannel(terminal)
        self._name = name

    async def call(self, name: str, /, *args: object, **kwargs: object) -> Reply:
        reply = await self._inner.call(name, *args, **kwargs)
        if name == self._name:
            raise BrokerUnavailable("deadline")
        return reply


def test_in_process_never_suspends(terminal: FakeTerminal, broker: Mt5Broker) -> None:
    terminal.open_by_hand(0, 0.1)

    answer = run_now(broker.send(a_hedge(), magic=MAGIC))

    assert answer.verdict is Verdict.EXECUTED
    assert len(run_now(broker.positions())) == 2


async def test_a_deadline_of_the_order_is_unknown(terminal: FakeTerminal) -> None:
    terminal.open_by_hand(0, 0.1)
    broker = Mt5Broker(Unanswering(terminal, "order_send"))

    answer = await broker.send(a_hedge(), magic=MAGIC)

    assert answer.verdict is Verdict.UNKNOWN
    assert len(terminal.requests) == 1


async def test_a_module_that_raises_is_no_answer(terminal: FakeTerminal) -> None:
    def broken(_request: object) -> object:
        raise OSError("pipe")

    terminal.order_send = broken  # type: ignore[method-assign]
    terminal.open_by_hand(0, 0.1)

    answer = await Mt5Broker(InProcessChannel(terminal)).send(a_hedge(), magic=MAGIC)

    assert answer.verdict is Verdict.UNKNOWN


async def test_no_prices_no_order(terminal: FakeTerminal, broker: Mt5Broker) -> None:
    terminal.failing["symbol_info_tick"] = -10005

    answer = await broker.send(a_hedge(), magic=MAGIC)

    assert (answer.refusal, terminal.requests) == (Refusal.NOT_CONNECTED, [])


async def test_crossed_prices_no_order_but_stops_move(
    terminal: FakeTerminal, broker: Mt5Broker
) -> None:
    main = terminal.open_by_hand(0, 0.1)
    terminal.symbols["XAUUSD.r"].ask = 1999.0

    hedge = await broker.send(a_hedge(), magic=MAGIC)
    stop = await broker.send(a_stop(main), magic=MAGIC)

    assert (hedge.refusal, stop.verdict) == (Refusal.BLIND, Verdict.EXECUTED)
    with pytest.raises(BrokerUnavailable):
        await broker.quote("XAUUSD.r")


async def test_the_next_filling_mode_is_tried_and_remembered(
    terminal: FakeTerminal, broker: Mt5Broker
) -> None:
    main = terminal.open_by_hand(0, 0.1)
    terminal.accepted_filling = 0

    first = await broker.send(a_reduction(main, volume="0.01", remaining="0.09"), magic=MAGIC)
    second = await broker.send(a_reduction(main, volume="0.01", remaining="0.08"), magic=MAGIC)

    assert (first.verdict, second.verdict) == (Verdict.EXECUTED, Verdict.EXECUTED)
    assert [request["type_filling"] for request in terminal.requests] == [1, 2, 0, 0]


async def test_no_filling_mode_left_is_refused(terminal: FakeTerminal, broker: Mt5Broker) -> None:
    terminal.accepted_filling = 3

    answer = await broker.send(a_hedge(), magic=MAGIC)

    assert (answer.refusal, len(terminal.requests)) == (Refusal.INVALID_REQUEST, 3)


async def test_check_says_why_not(terminal: FakeTerminal, broker: Mt5Broker) -> None:
    terminal.refusals = [10019]

    check = await broker.check(a_hedge(), magic=MAGIC)

    assert (check.allowed, check.refusal, check.retcode) == (False, Refusal.NO_MONEY, 10019)


async def test_the_first_account_seen_stays_the_account(
    terminal: FakeTerminal, broker: Mt5Broker
) -> None:
    await broker.account()
    terminal.info.server = "Other-Live"

    with pytest.raises(WrongAccount) as caught:
        await broker.deals(since=NOW)

    assert caught.value.found.server == "Other-Live"


async def test_a_position_is_addressed_by_its_ticket_and_known_by_its_identifier(
    terminal: FakeTerminal, broker: Mt5Broker
) -> None:
    terminal.open_by_hand(0, 0.1)
    terminal.positions[0].ticket = 999
    (held,) = await broker.positions()

    await broker.send(a_reduction(held.ticket), magic=MAGIC)

    assert held.ticket != 999
    assert terminal.requests[0]["position"] == 999


async def test_deals_are_asked_far_ahead_and_cut_at_since(
    terminal: FakeTerminal, broker: Mt5Broker
) -> None:
    terminal.open_by_hand(0, 0.1)
    terminal.now += 3600
    terminal.open_by_hand(0, 0.2)
    terminal.deals.append(terminal.deals[0].__class__(**vars(terminal.deals[0]) | {"type": 2}))

    newest = await broker.deals(since=NOW + timedelta(minutes=30))
    everything = await broker.deals(since=NOW)

    assert [deal.volume for deal in newest] == [Decimal("0.2")]
    assert len(everything) == 2


@pytest.mark.parametrize(
    ("kind", "counts"),
    [(2, True), (3, True), (5, True), (6, True), (4, False), (7, False), (12, False)],
)
async def test_what_is_paid_in_or_out_is_told_apart_from_trades(
    terminal: FakeTerminal, broker: Mt5Broker, kind: int, counts: bool
) -> None:
    terminal.open_by_hand(0, 0.1)
    plain = vars(terminal.deals[0])
    terminal.deals.append(
        terminal.deals[0].__class__(**plain | {"type": kind, "ticket": 77, "profit": -250.5})
    )

    paid = await broker.payments(since=NOW)

    assert [(one.ticket, one.amount) for one in paid] == ([(77, -250.5)] if counts else [])
    assert len(await broker.deals(since=NOW)) == 1


async def test_unselected_symbols_are_selected_first(
    terminal: FakeTerminal, broker: Mt5Broker
) -> None:
    terminal.symbols["XAUUSD.r"].select = False

    assert (await broker.quote("XAUUSD.r")).bid == Decimal("2000.00")


async def test_limits_are_read_anew_after_some_cycles(
    terminal: FakeTerminal, broker: Mt5Broker
) -> None:
    before = await broker.instrument("XAUUSD.r")
    terminal.symbols["XAUUSD.r"].trade_stops_level = 99
    assert await broker.instrument("XAUUSD.r") == before

    for _ in range(10):
        await broker.account()

    assert (await broker.instrument("XAUUSD.r")).stops_level == 99


async def test_limits_are_read_anew_after_a_refusal_that_doubts_them(
    terminal: FakeTerminal, broker: Mt5Broker
) -> None:
    await broker.instrument("XAUUSD.r")
    terminal.symbols["XAUUSD.r"].trade_stops_level = 99
    terminal.refusals = [10016]

    await broker.send(a_hedge(), magic=MAGIC)

    assert (await broker.instrument("XAUUSD.r")).stops_level == 99


async def test_names_are_resolved_on_what_the_broker_offers(
    terminal: FakeTerminal, broker: Mt5Broker
) -> None:
    assert await broker.resolve("gold") == "XAUUSD.r"
    terminal.symbols["XAUUSDm"] = a_symbol(name="XAUUSDm")

    with pytest.raises(AmbiguousSymbol):
        await broker.resolve("gold")


async def test_a_wrong_zone_is_measured(terminal: FakeTerminal, broker: Mt5Broker) -> None:
    await broker.measure_offset("XAUUSD.r", now=NOW + timedelta(hours=1))
    terminal.now += 20

    reading = await broker.measure_offset("XAUUSD.r", now=NOW + timedelta(hours=1, seconds=20))

    assert reading is not None
    assert (reading.measured, reading.expected) == (timedelta(hours=1), timedelta(hours=2))
    assert not reading.agrees


async def test_quote_time_is_utc(broker: Mt5Broker) -> None:
    assert (await broker.quote("XAUUSD.r")).at == NOW
