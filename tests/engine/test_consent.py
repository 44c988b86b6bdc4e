"""What a sleeper authorised: silence then lets a hedge proceed, and nothing that gives exposure."""

from dataclasses import replace

from dtms.core import events
from dtms.core.commands import Verb
from dtms.core.policy import Mode
from dtms.core.trade import Duty, TradeState
from tests.engine.test_engine import L2
from tests.house import GUARDING, House, a_house


class Asleep:
    """Everybody sleeps and authorised this much."""

    def __init__(self, *duties: Duty) -> None:
        self.duties = frozenset(duties)

    def proceeds(self, duty: Duty) -> bool | None:
        return duty in self.duties


def silent(house: House) -> None:
    """Let a veto window pass in silence."""
    house.clock.people_now += house.policy.guard.veto_window
    house.later(0.5)


def falling(*authorised: Duty) -> tuple[House, dict[Duty, str]]:
    house = a_house(mode=Mode.CONFIRM, consent=Asleep(*authorised))
    house.buy(0.10)
    house.check(0.5)
    house.later(15, -8.0)
    for _ in range(3):
        silent(house)
        house.later(0.5)
    ends = {fact.duty: fact.how.value for fact in house.heard.of(events.ProposalEnded)}
    return house, ends


def test_an_authorised_hedge_is_opened_on_silence() -> None:
    house, ends = falling(Duty.HALF, Duty.HEDGE, Duty.TIGHTEN, Duty.BREAKEVEN)

    assert ends[Duty.HEDGE] == "due"
    assert len(house.positions()) == 2
    trade = next(iter(house.engine.station.ledger.trades.values()))
    assert trade.state is TradeState.HEDGED


def test_what_was_not_authorised_lapses() -> None:
    house, ends = falling(Duty.TIGHTEN)

    assert ends[Duty.HALF] == "lapsed"
    assert len(house.positions()) == 1
    assert next(iter(house.engine.station.ledger.trades.values())).state is L2


def test_what_gives_exposure_back_never_proceeds_on_silence() -> None:
    actions = replace(GUARDING.actions, readd=True)
    house = a_house(
        mode=Mode.CONFIRM, consent=Asleep(*Duty), policy=replace(GUARDING, actions=actions)
    )
    key = house.buy(0.10)
    house.check(0.5)
    house.later(15, -8.0)
    for _ in range(3):
        silent(house)
        house.later(0.5)
    house.later(15, 3.0)  # the hedge is no longer called for
    silent(house)
    house.tell(key, Verb.CLOSE_HEDGE)
    for _ in range(4):
        house.later(15, 3.0)
        silent(house)

    ends = {(fact.duty, fact.how.value) for fact in house.heard.of(events.ProposalEnded)}
    assert {(Duty.CLOSE_HEDGE, "lapsed"), (Duty.READD, "lapsed")} <= ends
    assert not {(Duty.CLOSE_HEDGE, "due"), (Duty.READD, "due")} & ends
