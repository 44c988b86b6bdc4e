"""An order refused for its filling mode was sent in the next one although a hand had acted."""

from decimal import Decimal

from dtms.core import events
from dtms.core.events import Refusal
from dtms.sim.faults import Fault, Refuse
from tests.house import a_house

WRONG_FILLING = 10030


def test_half_is_not_closed_of_what_a_hand_left_between_two_filling_modes() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.later(5, 0.5)
    house.terminal.faults.add(Fault(call="order_send", effect=Refuse(retcode=WRONG_FILLING)))
    acted: list[str] = []

    def act(phase: str) -> None:
        if phase == "received" and not acted:
            acted.append(phase)
            house.terminal.hand.close(key.position, 0.04)

    house.terminal.faults.on_order_send = act

    house.later(15, -4.5)

    refused = [fact.reason for fact in house.heard.of(events.ActionRefused)]
    assert acted == ["received"]
    assert house.volume_of(key.position) == Decimal("0.06")
    assert Refusal.BOOK_CHANGED in refused


def test_without_a_hand_the_next_filling_mode_closes_the_half() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.later(5, 0.5)
    house.terminal.faults.add(Fault(call="order_send", effect=Refuse(retcode=WRONG_FILLING)))

    house.later(15, -4.5)

    assert house.volume_of(key.position) == Decimal("0.05")
