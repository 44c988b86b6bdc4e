"""The day's base was taken from a terminal that had lost its server and showed an old account.

What had been lost since the connection broke then never counted. Found by seed 3257 of the long
run.
"""

from datetime import UTC, date, datetime

import pytest

from dtms.core import events
from dtms.sim.records import AccountSpec
from tests.house import SYMBOL, House, a_house

EVENING = datetime(2024, 3, 6, 21, 50, tzinfo=UTC)  # ten minutes to the server's midnight


def bases(house: House) -> list[events.EquityBase]:
    return house.heard.of(events.EquityBase)


def test_the_base_waits_for_the_server_and_counts_what_was_lost_meanwhile() -> None:
    house = a_house(account=AccountSpec(deposit=10_000.0), start=EVENING, path=((20, 1.0950),))
    house.check()
    house.terminal.hand.buy(SYMBOL, 0.10, sl=1.0960)
    house.later(2)

    house.terminal.faults.connected = False
    house.later(28)  # over midnight, and through the stop
    without = [base.day for base in bases(house)]
    house.terminal.faults.connected = True
    house.later(0.5)

    assert without == [date(2024, 3, 6)]
    assert bases(house)[-1].day == date(2024, 3, 7)
    assert bases(house)[-1].estimated
    assert bases(house)[-1].equity == pytest.approx(10_000.0)
    assert house.terminal.api.account_info().equity < 9_970  # the stop, met after midnight
