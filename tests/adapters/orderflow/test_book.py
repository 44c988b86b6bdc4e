from itertools import pairwise
from pathlib import Path

import pytest
from pyarrow import parquet

from dtms.adapters.orderflow.book import STEP, ExchangeTrade, FlowBook

TRADES = Path(__file__).resolve().parents[4] / "shared" / "data" / "trades"
needs_data = pytest.mark.skipif(not TRADES.exists(), reason="../shared/data is absent")
BAR = 1_700_000_100  # a whole M5 bar's open
MSC = 1000


def a_trade(number: int, second: float, size: float = 1.0, *, bought: bool = True) -> ExchangeTrade:
    at_msc = BAR * MSC + round(second * MSC)
    return ExchangeTrade(number=number, at_msc=at_msc, size=size, bought=bought)


def a_book(*trades: ExchangeTrade) -> FlowBook:
    book = FlowBook()
    for trade in trades:
        book.take(trade)
    return book


def test_bars_begin_on_whole_five_minutes() -> None:
    assert BAR % STEP == 0


def test_a_bar_heard_whole_is_bought_minus_sold() -> None:
    book = a_book(
        a_trade(1, -1), a_trade(2, 10, 3.0), a_trade(3, 299.9, 1.0, bought=False), a_trade(4, 300)
    )

    assert book.signed([BAR]) == [2.0]


def test_the_bar_in_which_listening_began_is_unknown() -> None:
    book = a_book(a_trade(1, 10), a_trade(2, 310))

    assert book.signed([BAR]) is None


def test_the_forming_bar_is_unknown_until_time_has_passed_it() -> None:
    book = a_book(a_trade(1, -1), a_trade(2, 10))
    assert book.signed([BAR]) is None

    book.heard((BAR + STEP) * MSC)

    assert book.signed([BAR]) == [1.0]


def test_a_quiet_bar_is_zero_and_not_unknown() -> None:
    book = a_book(a_trade(1, -1), a_trade(2, 10), a_trade(3, 700))

    assert book.signed([BAR, BAR + STEP]) == [1.0, 0.0]


def test_a_missed_trade_makes_its_bar_unknown_and_is_counted() -> None:
    book = a_book(a_trade(1, -1), a_trade(2, 10))

    assert not book.take(a_trade(4, 20))
    book.take(a_trade(5, 300))
    book.take(a_trade(6, 600))

    assert book.gaps == 1
    assert book.signed([BAR]) is None
    assert book.signed([BAR + STEP]) == [1.0]


def test_a_trade_told_again_counts_once() -> None:
    book = a_book(a_trade(1, -1), a_trade(2, 10), a_trade(2, 10), a_trade(1, -1), a_trade(3, 300))

    assert book.signed([BAR]) == [1.0]


def test_a_lost_connection_makes_the_bar_unknown_whatever_the_numbers_say() -> None:
    book = a_book(a_trade(1, -1), a_trade(2, 10))
    book.lost()
    book.take(a_trade(3, 20))
    book.take(a_trade(4, 301))

    assert book.signed([BAR]) is None
    assert book.gaps == 0


def test_fetched_bars_fill_what_was_missed() -> None:
    book = a_book(a_trade(1, 10), a_trade(2, 310), a_trade(3, 601))

    book.fill([(BAR, -7.5)])

    assert book.signed([BAR, BAR + STEP]) == [-7.5, 1.0]
    assert not book.missing([BAR, BAR + STEP])
    assert book.missing([BAR - STEP])


def test_nothing_is_said_of_no_bars() -> None:
    assert a_book(a_trade(1, -1), a_trade(2, 300)).signed([]) is None


def test_rolling_delta_needs_the_whole_stretch() -> None:
    book = a_book(a_trade(1, 0), a_trade(2, 30, 2.0, bought=False), a_trade(3, 61, 5.0))

    assert book.delta(60) == 3.0
    assert book.delta(300) is None


def test_the_z_score_of_the_last_bar() -> None:
    book = FlowBook()
    values = [1.0, -1.0, 1.0, -1.0, 4.0]
    book.fill((BAR + STEP * row, value) for row, value in enumerate(values))

    mean = sum(values) / 5
    spread = (sum((value - mean) ** 2 for value in values) / 4) ** 0.5
    assert book.z_score(5) == pytest.approx((4.0 - mean) / spread, rel=1e-12)
    assert book.z_score(6) is None


def test_a_flow_that_never_changes_has_no_z_score() -> None:
    book = FlowBook()
    book.fill((BAR + STEP * row, 2.0) for row in range(5))

    assert book.z_score(5) is None


@needs_data
def test_real_trades_add_up_to_their_net() -> None:
    rows = parquet.read_table(TRADES / "XRPETH_trades_20191011_20191013.parquet").to_pylist()
    book = FlowBook()
    for number, row in enumerate(rows):
        book.take(
            ExchangeTrade(
                number=number,
                at_msc=row["time_msc"],
                size=row["size"],
                bought=row["aggressor"] > 0,
            )
        )

    opens = sorted({row["time_msc"] // (STEP * MSC) * STEP for row in rows})
    whole = range(opens[0] + STEP, opens[-1], STEP)
    expected = [
        sum(
            row["size"] * row["aggressor"]
            for row in rows
            if bar <= row["time_msc"] // MSC < bar + STEP
        )
        for bar in list(whole)[:200]
    ]
    assert all(later > earlier for earlier, later in pairwise(opens))
    assert book.signed(list(whole)[:200]) == pytest.approx(expected, abs=1e-6)
