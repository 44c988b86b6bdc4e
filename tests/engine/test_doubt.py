"""Doubt that lasts: late hedges, half answers, a trade that fails, an account that is locked."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from dtms.adapters.mt5.broker import Mt5Broker
from dtms.adapters.mt5.channel import InProcessChannel
from dtms.core import events
from dtms.core.assessment import Assessment
from dtms.core.commands import Outcome, Verb
from dtms.core.events import BlindCause
from dtms.core.market import Instrument, Side
from dtms.core.trade import Flag, Position, TradeState
from dtms.engine.engine import Engine
from dtms.engine.run_now import run_now
from dtms.sim.faults import DropRequest, ExecuteLate, Fault
from dtms.sim.records import AccountSpec
from tests.house import DrawnWindows, House, a_house


class PoisonedWindows(DrawnWindows):
    """Windows on which every judgement of a SELL fails."""

    def assessment(self, instrument: Instrument, side: Side) -> Assessment | None:
        if side is Side.SELL:
            message = "a bug in one trade"
            raise RuntimeError(message)
        return super().assessment(instrument, side)


class Blinking(Mt5Broker):
    """A broker whose list of positions lacks some of them, now and then."""

    def __init__(self, house: House) -> None:
        super().__init__(InProcessChannel(house.terminal.api), simulated=True)
        self.hidden: set[int] = set()

    async def positions(self) -> tuple[Position, ...]:
        held = await super().positions()
        return tuple(one for one in held if one.ticket not in self.hidden)


def refurnished(house: House, **tools: object) -> House:
    """Give the engine other tools and start it again."""
    house.engine = Engine(replace(house.engine.station, **tools))
    run_now(house.engine.start())
    return house


def hedge_sent_with(fault: DropRequest | ExecuteLate) -> House:
    """A house whose first hedge meets a fault."""
    house = a_house()
    house.buy(0.10)
    house.check(0.5)
    house.later(15, -4.5)
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=fault))
    house.later(5, -7.0)
    return house


def test_one_read_does_not_prove_absence_however_late_it_is() -> None:
    house = hedge_sent_with(DropRequest())
    key = next(iter(house.engine.station.ledger.trades))
    window = house.policy.guard.unknown_window

    house.later(window / timedelta(minutes=1) + 1)
    after_one = house.trade(key)
    house.later(0.5)

    assert after_one.unsettled()
    assert not house.trade(key).unsettled()


def test_a_position_is_gone_after_two_reads_without_it_not_after_one() -> None:
    house = a_house()
    broker = Blinking(house)
    refurnished(house, broker=broker)
    key = house.buy(0.10)
    house.check(0.5)

    broker.hidden = {key.position}
    house.later(0.5)
    after_one = house.trade(key)
    broker.hidden = set()
    house.later(0.5)
    broker.hidden = {key.position}
    house.later(0.5)
    again_one = house.trade(key)
    house.later(0.5)

    assert not after_one.is_closed
    assert not again_one.is_closed
    assert house.trade(key).is_closed


def test_of_two_hedges_the_late_one_is_closed_in_the_cycle_it_is_seen_and_told() -> None:
    house = hedge_sent_with(ExecuteLate(after=timedelta(minutes=80)))
    key = next(iter(house.engine.station.ledger.trades))
    house.later(36)
    house.later(0.5)
    house.later(35, -7.0)
    stands = house.trade(key).hedge

    house.later(10, -7.0)

    assert stands is not None
    seen = house.heard.of(events.OrphanSeen)
    assert [fact.surplus for fact in seen] == [True]
    assert {held.ticket for held in house.positions()} == {key.position, stands.ticket}
    assert house.trade(key).hedge == stands


def test_a_trade_that_fails_is_blind_and_told_and_the_other_is_guarded() -> None:
    windows = PoisonedWindows()
    house = refurnished(a_house(), windows=windows)
    house.windows = windows
    bought, sold = house.buy(0.10), house.sell(0.10)
    house.check(0.5)

    house.later(15, -4.5)
    house.later(5, -4.5)

    raised = house.heard.of(events.FlagRaised)
    told = [fact.cause for fact in raised if fact.key == sold and fact.flag is Flag.BLIND]
    assert told == [BlindCause.FAILED]
    assert house.trade(bought).state is TradeState.WARNING_L2
    assert Flag.BLIND not in house.trade(bought).flags


def test_an_orphan_on_a_live_account_that_is_locked_again_is_left_alone() -> None:
    house = a_house(account=AccountSpec(trade_mode=2), live_enabled=True)
    key = house.buy(0.10)
    house.check(0.5)
    house.later(15, -8.0)
    hedged = house.trade(key).state
    house.options = replace(house.options, live_enabled=False)
    house.terminal.hand.close(key.position)

    locked = house.restart()
    locked.check()

    assert hedged is TradeState.HEDGED
    assert locked.trade(key).state is TradeState.CLOSED
    assert len(locked.positions()) == 1


def test_an_automatic_order_leads_to_the_score_it_was_decided_on() -> None:
    house = a_house()
    house.buy(0.10)
    house.check(0.5)

    house.later(15, -4.5)

    sent = [fact for fact in house.heard.of(events.IntentSent) if fact.automatic]
    found = [run_now(house.store.journal.explain(fact.intent)) for fact in sent]
    assert len(found) >= 2
    for one in found:
        assert one is not None
        assert one.decision is not None
        assert one.decision.assessment is not None
        assert one.decision.assessment.total == -4.5


@pytest.mark.parametrize("verb", [Verb.WATCH, Verb.RELEASE])
def test_a_trade_that_is_not_guarded_any_more_is_not_acted_on(verb: Verb) -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    house.tell(key, verb)

    house.later(15, -8.0)
    house.later(5, -8.0)

    assert house.heard.of(events.IntentSent) == []
    assert house.volume_of(key.position) == Decimal("0.1")


@pytest.mark.parametrize(
    ("waited", "outcome"), [(120, Outcome.DONE), (121, Outcome.REFUSED), (86_400, Outcome.REFUSED)]
)
def test_a_stop_can_be_undone_for_two_minutes_of_peoples_time(
    waited: int, outcome: Outcome
) -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    house.later(15, -3.0)
    house.later(5, -3.0)
    moved = house.heard.of(events.StopMoved)
    house.clock.people_now += timedelta(seconds=waited)

    reply = house.tell(key, Verb.UNDO_STOP)

    assert len(moved) == 1
    assert reply.outcome is outcome
