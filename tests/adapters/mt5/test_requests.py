from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtms.adapters.mt5.constants import Filling
from dtms.adapters.mt5.requests import (
    Request,
    close_by_request,
    comment_of,
    deal_request,
    stop_request,
)
from dtms.core.actions import Action, CloseHedge, OpenHedge, ReAdd, Reduce
from dtms.core.market import Quote
from tests.adapters.mt5.builders import (
    MAGIC,
    a_hedge,
    a_hedge_closing,
    a_pair,
    a_readd,
    a_reduction,
    a_stop,
)
from tests.adapters.mt5.fake_terminal import FLOATS, INTS

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
