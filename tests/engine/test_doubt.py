"""Doubt that lasts: late hedges, half answers, a trade that fails, an account that is locked."""

from dataclasses import replace
from datetime import timedelta

from dtms.core import events
from dtms.core.assessment import Assessment
from dtms.core.events import BlindCause
from dtms.core.market import Instrument, Side
from dtms.core.trade import Flag, TradeState
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
    house = a_house()
    station = replace(house.engine.station, windows=PoisonedWindows())
    house.windows = station.windows
    house.engine = Engine(station)
    run_now(house.engine.start())
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
