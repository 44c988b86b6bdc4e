"""Main and hedge gone in one reading: the second change began at a state already left."""

from dtms.core.events import StateChanged
from dtms.core.trade import TradeState
from tests.house import a_house


def test_each_change_of_state_begins_where_the_last_one_ended() -> None:
    house = a_house()
    key = house.buy(1.0)
    house.later(5, 0.5)
    house.later(15, -7.0)
    house.later(5, -7.0)
    hedge = house.trade(key).hedge
    assert hedge is not None

    house.terminal.hand.close(hedge.ticket)
    house.terminal.hand.close(key.position)
    house.later(0.5)

    changes = [(fact.before, fact.after) for fact in house.heard.of(StateChanged)]
    assert [before for before, _ in changes[1:]] == [after for _, after in changes[:-1]]
    assert changes[-1][1] is TradeState.CLOSED
    assert house.trade(key).is_finished
