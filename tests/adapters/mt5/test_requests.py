from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtms.adapters.mt5.broker import Mt5Broker
from dtms.adapters.mt5.channel import InProcessChannel
from dtms.adapters.mt5.constants import Filling
from dtms.adapters.mt5.requests import (
    Request,
    close_by_request,
    comment_of,
    deal_request,
    fault_of,
    stop_request,
)
from dtms.core.actions import Action, CloseHedge, OpenHedge, ReAdd, Reduce
from dtms.core.events import Refusal
from dtms.core.market import Quote
from dtms.ports import Verdict
from tests.adapters.mt5.builders import (
    MAGIC,
    a_hedge,
    a_hedge_closing,
    a_pair,
    a_readd,
    a_reduction,
    a_stop,
)
from tests.adapters.mt5.fake_terminal import FLOATS, INTS, FakeTerminal

QUOTE = Quote(at=datetime(2026, 1, 1, tzinfo=UTC), bid=Decimal("2000.10"), ask=Decimal("2000.40"))
DEALS = [a_hedge(), a_hedge_closing(7), a_readd(), a_reduction()]


def a_deal(action: OpenHedge | CloseHedge | ReAdd | Reduce) -> Request:
    return deal_request(action, magic=MAGIC, quote=QUOTE, deviation=20, filling=Filling.IOC)


@pytest.mark.parametrize(
    "request_", [*map(a_deal, DEALS), stop_request(a_stop(), magic=MAGIC, ticket=1)]
)
def test_types_are_exactly_those_the_module_reads(request_: Request) -> None:
    for name, value in request_.items():
        wanted = float if name in FLOATS else int if name in INTS else str
        assert type(value) is wanted, name


@pytest.mark.parametrize("action", DEALS)
def test_every_request_carries_the_magic(
    action: OpenHedge | CloseHedge | ReAdd | Reduce,
) -> None:
    assert a_deal(action)["magic"] == MAGIC
    assert stop_request(a_stop(), magic=MAGIC, ticket=1)["magic"] == MAGIC


def test_hedge_has_its_stop_and_no_position() -> None:
    request = a_deal(a_hedge(stop="2010.00"))

    assert (request["sl"], request["tp"], request["type"]) == (2010.0, 0.0, 1)
    assert request["price"] == 2000.10
    assert "position" not in request


def test_closing_a_buy_sells_at_the_bid() -> None:
    request = a_deal(a_reduction(volume="0.03"))

    assert (request["type"], request["price"], request["volume"]) == (1, 2000.10, 0.03)


def test_closing_a_sell_buys_at_the_ask() -> None:
    request = a_deal(a_hedge_closing(7))

    assert (request["type"], request["price"]) == (0, 2000.40)


@pytest.mark.parametrize(("target", "sent"), [("2050.00", 2050.0), (None, 0.0)])
def test_a_change_of_stop_always_carries_both_levels(target: str | None, sent: float) -> None:
    request = stop_request(a_stop(target=target), magic=MAGIC, ticket=55)

    assert (request["sl"], request["tp"], request["position"]) == (1990.0, sent, 55)


@given(st.integers(min_value=1, max_value=2**64 - 1))
def test_comments_fit_and_never_show_half_a_ticket(position: int) -> None:
    comment = comment_of(a_hedge(position=position))

    assert len(comment) <= 29
    assert comment in {f"DTMS_HEDGE_{position}", "DTMS"}


@pytest.mark.parametrize("action", [*DEALS, a_stop()])
def test_comments_say_who_did_it(action: Action) -> None:
    assert comment_of(action).startswith("DTMS")


@given(st.integers(min_value=1, max_value=10_000_000))
def test_lots_are_the_very_float_of_their_decimal(hundredths: int) -> None:
    volume = Decimal(hundredths).scaleb(-2)

    assert a_deal(a_reduction(volume=str(volume)))["volume"] == float(str(volume))


def test_closing_by_one_another_names_both_positions_and_nothing_else() -> None:
    request = close_by_request(a_pair(), magic=MAGIC, ticket=7, by=9)

    assert request == {
        "action": 10,
        "magic": MAGIC,
        "symbol": "XAUUSD.r",
        "position": 7,
        "position_by": 9,
        "comment": "DTMS close_all",
    }
    for name, value in request.items():
        assert type(value) is (int if name in INTS else str), name


@pytest.mark.parametrize(
    "request_", [*map(a_deal, DEALS), stop_request(a_stop(), magic=MAGIC, ticket=1)]
)
def test_what_is_built_may_leave(request_: Request) -> None:
    assert fault_of(request_) is None


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("volume", 1, "volume is a int"),
        ("volume", np.float32(1), "volume is a float32"),
        ("volume", np.float64(1), "volume is a float64"),
        ("price", Decimal(1), "price is a Decimal"),
        ("price", float("nan"), "price is nan"),
        ("sl", -1.0, "sl is -1.0"),
        ("tp", None, "tp is a NoneType"),
        ("magic", np.int64(7), "magic is a int64"),
        ("magic", True, "magic is a bool"),
        ("magic", 0, "magic is missing"),
        ("position", "7", "position is a str"),
        ("comment", "x" * 30, "longer than 29"),
        ("comment", "\U0001f600" * 15, "longer than 29"),
        ("symbol", b"EURUSD", "symbol is a bytes"),
    ],
)
def test_a_wrong_type_or_value_is_named_and_must_not_leave(
    field: str, value: object, problem: str
) -> None:
    request = a_deal(a_hedge()) | {field: value}

    assert problem in (fault_of(request) or "")


@pytest.mark.parametrize("field", ["sl", "tp", "position", "magic", "symbol"])
def test_a_change_of_levels_lacks_nothing(field: str) -> None:
    request = stop_request(a_stop(), magic=MAGIC, ticket=1)
    del request[field]

    assert f"{field} is missing" in (fault_of(request) or "")


async def test_a_faulty_request_never_reaches_the_terminal() -> None:
    terminal = FakeTerminal()
    broker = Mt5Broker(InProcessChannel(terminal))
    request = stop_request(a_stop(), magic=MAGIC, ticket=1) | {"sl": 1}

    answer = await broker._send_once(request, stop_change=True)

    assert (answer.verdict, answer.refusal) == (Verdict.REFUSED, Refusal.INVALID_REQUEST)
    assert terminal.requests == []
