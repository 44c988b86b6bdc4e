"""A requoted order was sent again although a person had acted meanwhile."""

from decimal import Decimal

from dtms.sim.faults import Fault, Refuse
from tests.house import House, a_house

REQUOTE = 10004


def requoted(house: House, ticket: int, *, stop: float | None = None) -> None:
    """Requote the next order once; the trader acts just then."""
    house.terminal.faults.add(Fault(call="order_send", effect=Refuse(retcode=REQUOTE)))
    acted: list[str] = []

    def act(phase: str) -> None:
        if phase == "received" and not acted:
            acted.append(phase)
            if stop is None:
                house.terminal.hand.close(ticket, 0.05)
            else:
                house.terminal.hand.modify(ticket, sl=stop)

    house.terminal.faults.on_order_send = act


def test_half_is_not_closed_twice_when_a_hand_closed_it_during_a_requote() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.later(5, 0.5)
    requoted(house, key.position)

    house.later(15, -4.5)

    assert house.volume_of(key.position) == Decimal("0.05")


def test_stop_a_hand_tightened_during_a_requote_is_not_widened() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.later(5, 0.5)
    requoted(house, key.position, stop=1.0995)

    house.later(15, -3.0)
    house.later(5, -3.0)

    held = house.terminal.api.positions_get(ticket=key.position)[0]
    assert held.sl == 1.0995
