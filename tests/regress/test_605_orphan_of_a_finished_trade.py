"""A hedge executed after its trade had ended was closed a cycle late: the engine stumbled."""

from datetime import timedelta

from dtms.core import events
from dtms.sim.faults import ExecuteLate, Fault, Refuse
from tests.house import House, a_house


def late_orphan(*refusals: Fault) -> House:
    """A hedge that the broker executes after its trade is long closed."""
    house = a_house()
    key = house.buy(1.0)
    house.later(5, 0.5)
    late = ExecuteLate(after=timedelta(minutes=50))
    house.later(15, -4.5)
    house.terminal.faults.add(Fault(call="order_send", effect=late))
    house.later(5, -7.0)
    house.later(36)
    house.later(0.5)
    house.terminal.hand.close(key.position)
    house.later(1)
    assert house.engine.station.ledger.trades == {}
    for refusal in refusals:
        house.terminal.faults.add(refusal)
    house.later(15)
    return house


def test_orphan_of_a_finished_trade_is_closed_in_the_cycle_it_is_seen() -> None:
    house = late_orphan()

    assert len(house.heard.of(events.OrphanSeen)) == 1
    assert house.positions() == []
    assert house.engine.health.failures == 0


def test_refused_close_of_such_an_orphan_is_told() -> None:
    house = late_orphan(Fault(call="order_send", effect=Refuse(retcode=10018), times=None))

    assert len(house.positions()) == 1
    assert house.heard.of(events.ActionRefused)[-1].unprotected
    assert house.engine.health.failures == 0
