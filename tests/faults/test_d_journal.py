"""Row D1 of the fault matrix: the journal cannot be written, hence nothing is sent."""

import pytest

from dtms.core.commands import Verb
from dtms.core.errors import JournalUnavailable
from dtms.engine.run_now import run_now
from tests.faults.scenes import HEDGED, halved
from tests.house import House, a_house


def limit(house: House, pages: int) -> None:
    """SQLite never goes below the present size: the next page is one too many."""
    run_now(house.store.database.write(lambda sql: sql.rows(f"PRAGMA max_page_count = {pages}")))


def test_d01_with_a_full_disk_nothing_is_sent_and_it_recovers_by_itself() -> None:
    house = a_house()
    key = house.buy(0.20)
    house.check(0.5)
    limit(house, 1)
    while checked(house, 0.5):  # until the last free page is used up
        pass

    refused = [checked(house, -8.0) for _ in range(5)]
    unsent = deals(house)
    lost = house.engine.health.journal_lost
    limit(house, 2**30)
    recovered = checked(house, -8.0) and checked(house, -8.0)

    assert not any(refused)
    assert unsent == 1  # the trader's own
    assert lost is not None
    assert recovered
    assert house.engine.health.journal_lost is None
    assert house.trade(key).state is HEDGED


def checked(house: House, score: float) -> bool:
    """Check at the next bar; tell whether the journal took it."""
    try:
        house.later(5, score)
    except JournalUnavailable:
        return False
    return True


def deals(house: House) -> int:
    return sum(1 for deal in house.terminal.api.history_deals_get(0, 2**31) if deal.symbol)


def test_d01_a_persons_order_without_a_journal_is_not_sent() -> None:
    house = a_house()
    key = halved(house)
    run_now(house.store.close())

    with pytest.raises(JournalUnavailable):
        house.tell(key, Verb.CLOSE)

    assert len(house.positions()) == 1
