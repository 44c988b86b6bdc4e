"""A tripped rail was told again after every restart."""

from dtms.core.events import RailCleared, RailTripped
from tests.house import a_house


def test_restart_does_not_tell_a_tripped_rail_again() -> None:
    house = a_house()
    house.terminal.algo_trading = False
    house.check()
    assert len(house.heard.of(RailTripped)) == 1

    again = house.restart()
    again.check()

    assert again.heard.of(RailTripped) == []


def test_rail_cleared_after_a_restart_is_told() -> None:
    house = a_house()
    house.terminal.algo_trading = False
    house.check()

    again = house.restart()
    again.terminal.algo_trading = True
    again.check()
    later = again.restart()
    later.check()

    assert len(again.heard.of(RailCleared)) == 1
    assert later.heard.of(RailCleared) == []
