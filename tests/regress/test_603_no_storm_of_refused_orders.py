"""A first stop, or the close of an orphan, was asked for every 30 s while the broker refused."""

from dataclasses import replace
from datetime import UTC, datetime

from dtms.core.commands import Verb
from dtms.core.events import ActionRefused, IntentSent, Refusal
from dtms.core.policy import Naked
from dtms.core.trade import ActionKind
from dtms.sim.faults import Fault, Refuse
from tests.house import GUARDING, House, a_house

SETTING = replace(GUARDING, guard=replace(GUARDING.guard, naked=Naked.SET))
FRIDAY_EVENING = datetime(2024, 3, 8, 21, 58, tzinfo=UTC)


def bare(house: House) -> int:
    """Open a position without a stop, and guard it."""
    key = house.buy(0.10, sl=0.0)
    house.check(0.5)
    house.tell(key, Verb.GUARD)
    return key.position


def test_first_stop_waits_for_the_market_to_open() -> None:
    house = a_house(policy=SETTING, start=FRIDAY_EVENING)
    bare(house)

    house.later(2, 0.5)
    for _ in range(10):
        house.later(1, 0.5)

    assert house.heard.of(IntentSent) == []


def refusing(house: House, retcode: int) -> None:
    house.terminal.faults.add(Fault(call="order_send", effect=Refuse(retcode=retcode), times=None))


def test_refused_first_stop_is_told_once_and_tried_every_five_minutes() -> None:
    house = a_house(policy=SETTING)
    refusing(house, 10016)
    bare(house)

    for _ in range(20):
        house.later(0.5, 0.5)

    assert len(house.heard.of(IntentSent)) == 2
    told = [fact for fact in house.heard.of(ActionRefused) if not fact.repeat]
    assert [(fact.reason, fact.unprotected) for fact in told] == [(Refusal.STOPS_LEVEL, True)]


def test_first_stop_is_set_once_the_broker_takes_it() -> None:
    house = a_house(policy=SETTING)
    refusing(house, 10016)
    ticket = bare(house)
    house.later(0.5, 0.5)
    house.terminal.faults.clear()

    house.later(5, 0.5)

    assert house.terminal.api.positions_get(ticket=ticket)[0].sl > 0


def test_refused_close_of_an_orphan_is_told_once_and_tried_every_five_minutes() -> None:
    house = a_house()
    key = house.buy(1.0)
    house.later(5, 0.5)
    house.later(15, -7.0)
    house.later(5, -7.0)
    assert house.trade(key).hedge is not None
    refusing(house, 10018)
    house.terminal.hand.close(key.position)
    before = len(house.heard.facts)

    for _ in range(20):
        house.later(0.5)

    fresh = house.heard.facts[before:]
    sent = [fact for fact in fresh if isinstance(fact, IntentSent)]
    told = [fact for fact in fresh if isinstance(fact, ActionRefused) and not fact.repeat]
    assert [fact.kind for fact in sent] == [ActionKind.CLOSE_HEDGE] * 2
    assert [(fact.reason, fact.unprotected) for fact in told] == [(Refusal.MARKET_CLOSED, True)]

    house.terminal.faults.clear()
    house.later(5)

    assert house.positions() == []
