"""An order whose outcome was unknown before the first check after a start was forgotten again.

The streak of the journal was taken up only at that check, after what had just been counted, and an
order executed long before ended it. Found by seed 4913 of the long run.
"""

from dtms.core.commands import Verb
from dtms.sim.faults import DropRequest, Fault
from tests.house import a_house


def test_an_unknown_outcome_before_the_first_check_counts() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.0)
    house.tell(key, Verb.CLOSE_HALF)  # executed: ends every streak
    house = house.restart()
    house.engine.station.ids.intent()  # the house's ids begin again; that one is taken
    house.terminal.faults.add(Fault(call="order_send", effect=DropRequest()))

    house.tell(key, Verb.CLOSE_HALF)
    at_once = house.engine.rails.breaker.failures_in_a_row()
    house.check(0.0)

    assert at_once == house.engine.rails.breaker.failures_in_a_row() == 1
