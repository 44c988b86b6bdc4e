"""A person's stop whose request was lost ended without a word."""

from dtms.core.commands import Outcome, Verb
from dtms.core.events import ActionRefused, Refusal
from dtms.sim.faults import DropRequest, Fault
from tests.house import a_house


def test_a_persons_stop_that_never_arrived_is_told_as_not_done() -> None:
    house = a_house()
    key = house.buy(sl=0.0)
    house.check(0.5)
    house.check(0.5)
    house.terminal.faults.add(Fault(call="order_send", effect=DropRequest()))

    reply = house.tell(key, Verb.ADD_STOP)
    house.later(1)
    house.later(1)

    assert reply.outcome is Outcome.ACCEPTED
    assert house.trade(key).main.stop is None
    told = house.heard.of(ActionRefused)
    assert [(fact.reason, fact.unprotected) for fact in told] == [(Refusal.NOT_EXECUTED, True)]
