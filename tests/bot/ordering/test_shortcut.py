"""Typed orders: what is understood, and what is refused by name."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ordering.shortcut import (
    BracketSheet,
    Fault,
    Misread,
    Sheet,
    read_bracket,
    read_legs,
    read_order,
    read_price,
    read_size,
)
from dtms.core.commands import Lots, RiskShare, Size

TENTH = Lots(volume=Decimal("0.1"))
PERCENT = RiskShare(share=Decimal("0.01"))


def dec(value: str) -> Decimal:
    return Decimal(value)


@pytest.mark.parametrize(
    ("text", "sheet"),
    [
        (
            "0.1 eurusd sl 1.08 tp 1.10",
            Sheet(size=TENTH, symbol="eurusd", stop=dec("1.08"), target=dec("1.10")),
        ),
        ("risk 1% gold sl 2400", Sheet(size=PERCENT, symbol="gold", stop=dec("2400"))),
        ("1% XAUUSD.r stop 2400,5", Sheet(size=PERCENT, symbol="XAUUSD.r", stop=dec("2400.5"))),
        ("EURUSD 0,1 lots SL 1,08", Sheet(size=TENTH, symbol="EURUSD", stop=dec("1.08"))),
        (
            "tp 1.1 sl 1.08 eurusd 0.1 at 1.09 for 4h",
            Sheet(
                size=TENTH,
                symbol="eurusd",
                price=dec("1.09"),
                stop=dec("1.08"),
                target=dec("1.1"),
                minutes=240,
            ),
        ),
        (
            "0.1 US30 @39000 sl 38900",
            Sheet(size=TENTH, symbol="US30", price=dec("39000"), stop=dec("38900")),
        ),
        ("", Sheet()),
        ("eurusd", Sheet(symbol="eurusd")),
        ("0.1", Sheet(size=TENTH)),
    ],
)
def test_an_order_is_read_in_any_order_as_far_as_it_was_typed(text: str, sheet: Sheet) -> None:
    assert read_order(text) == sheet


@pytest.mark.parametrize(
    ("text", "fault", "token"),
    [
        ("\u0660\u066b\u0661 eurusd sl 1.08", Fault.DIGITS, "\u0660\u066b\u0661"),
        ("0.1 eurusd sl \u0661\u0662", Fault.DIGITS, "\u0661\u0662"),
        ("0.1 eurusd sl 1_0", Fault.NUMBER, "1_0"),
        ("0.1 eurusd sl 1e309", Fault.NUMBER, "1e309"),
        ("0.1 eurusd sl -1.08", Fault.NUMBER, "-1.08"),
        ("0.1 eurusd sl 1,085.5", Fault.NUMBER, "1,085.5"),
        ("0.1 eurusd sl nan", Fault.NUMBER, "nan"),
        ("0.1 eurusd sl", Fault.MISSING, "sl"),
        ("0.1 eurusd sl tp 1.1", Fault.MISSING, "sl"),
        ("0.1 eurusd gold sl 1.08", Fault.TWICE, "gold"),
        ("0.1 eurusd sl 1.08 stop 1.07", Fault.TWICE, "stop"),
        ("0.1 0.2 eurusd", Fault.TWICE, "0.2"),
        ("0.1 1% eurusd", Fault.TWICE, "1%"),
        ("0.1 eurusd sl 1.08 for 4", Fault.SPAN, "4"),
        ("0.1 eurusd sl 1.08 for 999d", Fault.SPAN, "999d"),
        ("x" * 201, Fault.LONG, "x" * 32),
        ("x" * 33, Fault.WORD, "x" * 32),
    ],
)
def test_what_is_not_understood_is_named(text: str, fault: Fault, token: str) -> None:
    assert read_order(text) == Misread(fault=fault, token=token)


@pytest.mark.parametrize(
    "text",
    [
        "0.1 eurusd buy 1.103 sl 1.099 tp 1.113 sell 1.097 sl 1.101 for 2h",
        "eurusd 0,1 for 2h sell at 1.097 stop 1.101 buy limit 1.103 sl 1.099 target 1.113",
    ],
)
def test_a_bracket_is_two_legs(text: str) -> None:
    assert read_bracket(text) == BracketSheet(
        symbol="eurusd",
        size=TENTH,
        buy=Sheet(price=dec("1.103"), stop=dec("1.099"), target=dec("1.113")),
        sell=Sheet(price=dec("1.097"), stop=dec("1.101")),
        minutes=120,
    )


@pytest.mark.parametrize(
    ("text", "fault", "token"),
    [
        ("0.1 eurusd buy", Fault.MISSING, "buy"),
        ("0.1 eurusd buy sl 1.09", Fault.MISSING, "buy"),
        ("0.1 eurusd buy 1.1 buy 1.2", Fault.TWICE, "buy"),
        ("0.1 eurusd buy 1.1 for 1h sell 1.0 for 2h", Fault.TWICE, "for"),
        ("0.1 eurusd buy 1.1 gold", Fault.MISSING, "buy"),
        ("0.1 eurusd sl 1.08 buy 1.1", Fault.WORD, "0.1 eurusd sl 1.08 buy 1.1"),
    ],
)
def test_half_a_leg_is_none(text: str, fault: Fault, token: str) -> None:
    assert read_bracket(text) == Misread(fault=fault, token=token)


def test_legs_alone_have_neither_symbol_nor_size() -> None:
    assert isinstance(read_legs("buy 1.1 sl 1.09 sell 1.0 sl 1.01"), BracketSheet)
    assert isinstance(read_legs("eurusd buy 1.1 sl 1.09 sell 1.0 sl 1.01"), Misread)
    assert isinstance(read_legs("0.1 buy 1.1 sl 1.09 sell 1.0 sl 1.01"), Misread)


@pytest.mark.parametrize(
    ("text", "size"),
    [("0.1", TENTH), ("0,1 lots", TENTH), ("1%", PERCENT), ("risk 1", PERCENT)],
)
def test_a_size_alone(text: str, size: Size) -> None:
    assert read_size(text) == size


@pytest.mark.parametrize("text", ["eurusd", "0.1 eurusd", "0.1 sl 1", "", "\u0661"])
def test_anything_else_is_no_size(text: str) -> None:
    assert isinstance(read_size(text), Misread)


def test_a_price_alone() -> None:
    assert read_price(" 1,0850 ") == dec("1.0850")
    assert isinstance(read_price("1.08 1.09"), Misread)


@given(st.text(max_size=250))
def test_no_line_does_more_than_be_refused(text: str) -> None:
    order, bracket = read_order(text), read_bracket(text)

    assert isinstance(order, Sheet | Misread)
    assert isinstance(bracket, BracketSheet | Misread)
    prices = [read_price(text)]
    if isinstance(order, Sheet):
        prices += [price for price in (order.price, order.stop, order.target) if price is not None]
    assert all(not isinstance(one, Decimal) or one.is_finite() for one in prices)
