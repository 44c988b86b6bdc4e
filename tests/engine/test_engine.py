"""Stories of a guarded trade: what was decided, what the broker then held, what was told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from dtms.core import events
from dtms.core.commands import Outcome, SetMode, Verb
from dtms.core.events import GoneHow, HedgeEnd, Refusal
from dtms.core.policy import SEEDS, BelowMinimum, HedgeRefused, Mode, Naked
from dtms.core.structure import BreakKind
from dtms.core.trade import Duty, Flag, Guard, TradeState
from dtms.engine.run_now import run_now
from dtms.sim.faults import DropAnswer, DropRequest, ExecuteLate, FailRead, Fault, Refuse
from dtms.sim.records import AccountSpec
from tests.house import GUARDING, House, a_house

HEALTHY, L1, L2 = TradeState.HEALTHY, TradeState.WARNING_L1, TradeState.WARNING_L2
HEDGED, RECOVERING, CLOSED = TradeState.HEDGED, TradeState.RECOVERING, TradeState.CLOSED


def warned(house: House, score: float = -3.0) -> None:
    """Bring an adopted trade, judged once, into a worse state."""
    house.check(0.5)
    house.later(15, score)
    house.later(5, score)


def orders(house: House) -> int:
    """Return how many requests reached the broker from us."""
    return sum(1 for fact in house.heard.of(events.IntentSent))


def test_a_position_opened_by_hand_is_adopted_once() -> None:
    house = a_house(policy=SEEDS)
    key = house.buy()

    house.check()
    house.check()

    registered = house.heard.of(events.TradeRegistered)
    assert [fact.key for fact in registered] == [key]
    assert house.trade(key).guard is Guard.OFFERED
    assert house.trade(key).first_stop == Decimal("1.09000")


def test_the_first_judgement_of_an_adopted_position_only_alerts() -> None:
    house = a_house()
    key = house.buy()

    house.check(-8.0)

    trade = house.trade(key)
    assert trade.state is HEALTHY
    assert trade.judgement is not None
    assert trade.judgement.score == -8.0
    assert orders(house) == 0


def test_two_bad_scores_on_different_bars_tighten_the_stop_at_the_broker() -> None:
    house = a_house()
    key = house.buy()

    warned(house, -3.0)

    trade = house.trade(key)
    held = house.terminal.api.positions_get(ticket=key.position)[0]
    assert trade.state is L1
    # R is 100 points: max(0.5 R, 2.5 ATR) = 0.00505, R counted from the ask the hand paid
    assert held.sl == pytest.approx(1.09495)
    assert held.tp == pytest.approx(1.12)
    assert trade.main.stop == Decimal(str(held.sl))
    receipt = house.heard.of(events.StopMoved)[0].receipt
    assert (receipt.asked, receipt.verified) == (trade.main.stop, trade.main.stop)


def test_one_bad_score_is_not_enough_and_a_better_one_starts_over() -> None:
    house = a_house()
    key = house.buy()
    house.check(0.5)

    house.later(15, -3.0)
    house.later(5, -1.0)
    house.later(10, -3.0)

    assert house.trade(key).state is HEALTHY


def test_a_crash_of_the_score_walks_every_stage_and_hedges_after_the_half() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)

    house.later(15, -8.0)

    trade = house.trade(key)
    kinds = [
        type(fact).__name__
        for fact in house.heard.facts
        if isinstance(fact, events.StateChanged | events.PartClosed | events.HedgeOpened)
    ]
    assert kinds == ["StateChanged", "StateChanged", "PartClosed", "HedgeOpened", "StateChanged"]
    assert trade.state is HEDGED
    assert house.volume_of(key.position) == Decimal("0.05")
    assert trade.hedge is not None
    hedge = house.terminal.api.positions_get(ticket=trade.hedge.ticket)[0]
    assert (hedge.type, hedge.volume) == (1, 0.05)
    assert hedge.comment == f"DTMS_HEDGE_{key.position}"
    assert hedge.sl == pytest.approx(1.1 + 0.0005)
    assert trade.net_exposure == 0


def test_nothing_is_sent_twice_while_the_score_stays_bad() -> None:
    house = a_house()
    house.buy(0.10)
    house.check(0.5)

    for _ in range(5):
        house.later(15, -8.0)

    assert len(house.heard.of(events.HedgeOpened)) == 1
    assert len(house.heard.of(events.PartClosed)) == 1


def test_a_refused_hedge_leaves_warning_l2_and_is_told_in_red() -> None:
    house = a_house()
    key = house.buy(0.10)
    warned(house, -4.5)
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=Refuse(retcode=10019)))

    house.later(5, -7.0)

    refusal = house.heard.of(events.ActionRefused)[-1]
    assert house.trade(key).state is L2
    assert (refusal.duty, refusal.reason) == (Duty.HEDGE, Refusal.NO_MONEY)
    assert refusal.unprotected
    assert house.trade(key).hedges is not None
    assert house.trade(key).hedges.spent == 0
    assert len(house.positions()) == 1


def test_a_refused_hedge_is_tried_again_after_half_an_hour_not_before() -> None:
    house = a_house()
    key = house.buy(0.10)
    warned(house, -4.5)
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=Refuse(retcode=10019)))
    house.later(5, -7.0)

    house.later(20, -7.0)
    before = house.trade(key).state
    house.later(15, -7.0)

    assert before is L2
    assert house.trade(key).state is HEDGED


def test_a_refused_hedge_closes_the_rest_when_the_policy_says_so() -> None:
    policy = replace(
        GUARDING, actions=replace(GUARDING.actions, hedge_refused=HedgeRefused.CLOSE_REST)
    )
    house = a_house(policy=policy)
    key = house.buy(0.10)
    warned(house, -4.5)
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=Refuse(retcode=10019)))

    house.later(5, -7.0)
    house.later(0.5)

    assert house.trade(key).state is CLOSED
    assert house.positions() == []


def test_an_executed_hedge_whose_answer_was_lost_is_adopted_not_repeated() -> None:
    house = a_house()
    key = house.buy(0.10)
    warned(house, -4.5)
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=DropAnswer()))

    house.later(5, -7.0)
    pending = house.trade(key)
    house.later(0.5)

    assert pending.state is L2
    assert pending.unsettled()
    assert house.trade(key).state is HEDGED
    assert len(house.positions()) == 2


@pytest.mark.parametrize("reads", [1, 5, 20, 60])
def test_a_hedge_executed_late_is_never_sent_twice(reads: int) -> None:
    house = a_house()
    key = house.buy(0.10)
    warned(house, -4.5)
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=ExecuteLate(reads=reads)))

    house.later(5, -7.0)
    for _ in range(80):
        house.later(0.5)

    assert len(house.positions()) == 2
    assert house.trade(key).hedge is not None or house.trade(key).state is RECOVERING
    assert len(house.heard.of(events.HedgeOpened)) == 1


def test_an_unknown_hedge_alerts_red_after_five_minutes_and_settles_as_absent() -> None:
    house = a_house()
    key = house.buy(0.10)
    warned(house, -4.5)
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=DropRequest()))

    house.later(5, -7.0)
    for _ in range(11):
        house.later(0.5)
    overdue = [fact for fact in house.heard.of(events.OutcomeUnknown) if fact.overdue]
    early = house.trade(key)
    for _ in range(70):
        house.later(0.5)

    assert len(overdue) == 1
    assert early.unsettled()
    assert not house.trade(key).unsettled()
    settled = house.heard.of(events.IntentSettled)[-1]
    assert not settled.executed


def test_an_unknown_half_close_holds_the_hedge_back() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=DropRequest()))

    house.later(15, -8.0)
    house.later(15, -8.0)

    assert house.trade(key).state is L2
    assert len(house.positions()) == 1
    assert house.heard.of(events.HedgeOpened) == []


def test_score_transitions_wait_while_an_order_is_open_and_are_judged_once_after() -> None:
    house = a_house()
    key = house.buy(0.10)
    warned(house, -4.5)
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=ExecuteLate(reads=30)))
    house.later(5, -7.0)

    house.later(5, 1.0)
    waiting = house.trade(key)
    for _ in range(40):
        house.later(0.5)

    assert waiting.state is L2
    assert waiting.waiting
    assert house.trade(key).state is RECOVERING


def test_main_stopped_out_closes_the_hedge_within_one_cycle() -> None:
    house = a_house(path=((16, 1.0940),))
    key = house.buy(0.10)
    house.check(0.5)
    house.later(15, -8.0)
    hedged = house.trade(key)

    house.later(2)

    assert hedged.state is HEDGED
    trade = house.trade(key)
    assert trade.state is CLOSED
    assert house.positions() == []
    assert house.heard.of(events.MainGone)[0].how is GoneHow.STOP
    assert len([f for f in house.heard.of(events.StateChanged) if f.after is CLOSED]) == 1


def test_main_closed_by_hand_is_told_as_such() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)

    house.terminal.hand.close(key.position)
    house.later(0.5)

    assert house.trade(key).state is CLOSED
    assert house.heard.of(events.MainGone)[0].how is GoneHow.HAND


def test_one_read_without_the_position_and_without_a_deal_proves_nothing() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    house.terminal.faults.add(Fault(call="positions_get", nth=1, effect=FailRead()))

    house.later(0.5)

    assert house.trade(key).state is HEALTHY


def test_a_lost_terminal_makes_trades_blind_once_and_seeing_again_is_told() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    for nth in range(1, 9):
        house.terminal.faults.add(Fault(call="positions_get", nth=nth, effect=FailRead()))

    for _ in range(6):
        house.later(0.5)
    blind = house.trade(key)
    for _ in range(4):
        house.later(0.5)

    raised = [f for f in house.heard.of(events.FlagRaised) if f.flag is Flag.BLIND]
    assert Flag.BLIND in blind.flags
    assert len(raised) == 1
    assert Flag.BLIND not in house.trade(key).flags
    whats = [fact.what.value for fact in house.heard.of(events.Noticed)]
    assert whats == ["started", "terminal_lost", "terminal_back"]


def test_a_hedge_closed_by_hand_returns_to_l2_and_is_not_opened_again() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    house.later(15, -8.0)
    hedge = house.trade(key).hedge
    assert hedge is not None

    house.terminal.hand.close(hedge.ticket)
    house.later(0.5)
    for _ in range(12):
        house.later(15, -8.0)

    assert house.trade(key).state is L2
    assert house.trade(key).rehedge_barred
    assert house.heard.of(events.HedgeClosed)[0].how is HedgeEnd.HAND
    assert len(house.heard.of(events.HedgeOpened)) == 1


def test_a_hedge_closed_by_its_stop_leads_to_recovering() -> None:
    house = a_house(path=((16, 1.1010),))
    key = house.buy(0.10)
    house.check(0.5)
    house.later(15, -8.0)

    house.later(2, -8.0)

    assert house.trade(key).state is RECOVERING
    assert house.heard.of(events.HedgeClosed)[0].how is HedgeEnd.STOP


def test_a_better_score_closes_the_hedge_and_recovery_ends_healthy() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    house.later(15, -8.0)

    house.later(5, -1.0)
    recovering = house.trade(key)
    for _ in range(7):
        house.later(5, 1.5)

    assert recovering.state is RECOVERING
    assert house.trade(key).state is HEALTHY
    assert len(house.positions()) == 1
    assert house.heard.of(events.LegAdded) == []


def test_readding_is_opt_in_and_has_the_mains_stop_and_target() -> None:
    policy = replace(GUARDING, actions=replace(GUARDING.actions, readd=True))
    house = a_house(policy=policy)
    key = house.buy(0.20)
    house.check(0.5)
    house.later(15, -8.0)
    house.later(5, -1.0)

    for _ in range(7):
        house.later(5, 1.5)

    trade = house.trade(key)
    leg = house.terminal.api.positions_get(ticket=trade.legs[0].ticket)[0]
    assert leg.volume == 0.05
    assert (Decimal(str(leg.sl)), leg.tp) == (trade.main.stop, 1.12)


def test_the_flat_timer_closes_main_and_hedge_after_75_minutes() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    house.later(15, -8.0)

    house.later(74.5, -5.0)
    before = len(house.positions())
    house.later(0.5, -5.0)

    assert before == 2
    assert house.positions() == []
    assert house.trade(key).state is CLOSED


def test_choch_against_closes_all_even_though_the_hedge_stands() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    house.later(15, -8.0)

    house.windows.broken = (BreakKind.CHOCH, False)
    house.later(15, -8.0)

    assert house.trade(key).state is CLOSED
    assert house.positions() == []


def test_bos_with_the_trade_trails_the_stop_behind_the_swing() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)

    house.windows.broken = (BreakKind.BOS, True)
    house.later(15, 2.0)

    held = house.terminal.api.positions_get(ticket=key.position)[0]
    assert held.sl == pytest.approx(1.0949)
    assert held.tp == pytest.approx(1.12)


def test_two_trades_turn_at_once_and_each_gets_one_hedge() -> None:
    house = a_house()
    first, second = house.buy(0.10), house.buy(0.30)
    house.check(0.5)

    house.later(15, -8.0)

    assert house.trade(first).state is HEDGED
    assert house.trade(second).state is HEDGED
    assert len(house.positions()) == 4
    net = sum(
        position.volume * (1 if position.type == 0 else -1)
        for position in house.terminal.api.positions_get()
    )
    assert net == pytest.approx(0.0)


def test_the_smallest_lot_is_not_halved_but_can_be_hedged() -> None:
    house = a_house()
    key = house.buy(0.01)
    house.check(0.5)

    house.later(15, -8.0)

    refused = [fact.reason for fact in house.heard.of(events.ActionRefused)]
    assert Refusal.BELOW_MINIMUM in refused
    trade = house.trade(key)
    assert trade.state is HEDGED
    assert trade.hedge is not None
    assert trade.hedge.volume == Decimal("0.01")


def test_below_the_minimum_may_mean_closing_by_policy() -> None:
    policy = replace(GUARDING, actions=replace(GUARDING.actions, below_minimum=BelowMinimum.CLOSE))
    house = a_house(policy=policy)
    key = house.buy(0.01)

    house.check(0.5)
    house.later(15, -5.0)

    assert house.trade(key).state is CLOSED
    assert house.positions() == []


def test_observe_only_alerts_and_leaving_it_executes_nothing_retroactively() -> None:
    house = a_house(mode=Mode.OBSERVE)
    key = house.buy(0.10)
    house.check(0.5)
    house.later(15, -8.0)
    observed = house.trade(key)

    account = house.engine.station.ledger.account
    run_now(house.engine.handle(SetMode(account=account, key=None, mode=Mode.AUTO, by=7)))
    house.later(0.5)

    assert observed.state is L2
    assert orders(house) == 0
    assert house.volume_of(key.position) == Decimal("0.10")


def test_confirm_lets_silence_close_half_and_lets_a_hedge_lapse() -> None:
    house = a_house(mode=Mode.CONFIRM)
    key = house.buy(0.10)
    house.check(0.5)
    house.later(15, -8.0)
    proposed = {fact.duty for fact in house.heard.of(events.ProposalMade)}

    house.clock.people_now += timedelta(seconds=91)
    house.later(0.5)
    halved = house.volume_of(key.position)
    house.later(0.5)
    house.clock.people_now += timedelta(seconds=91)
    house.later(0.5)

    ends = {fact.duty: fact.how.value for fact in house.heard.of(events.ProposalEnded)}
    assert Duty.HALF in proposed
    assert Duty.HEDGE not in proposed
    assert halved == Decimal("0.05")
    assert ends[Duty.HALF] == "due"
    assert ends[Duty.HEDGE] == "lapsed"
    assert house.trade(key).state is L2
    assert len(house.positions()) == 1


def test_a_vetoed_half_close_is_not_done_and_returns_at_a_worse_score() -> None:
    house = a_house(mode=Mode.CONFIRM)
    key = house.buy(0.10)
    house.check(0.5)
    house.later(15, -4.5)
    half = next(item for item in house.trade(key).proposals if item.duty is Duty.HALF)

    reply = house.tell(key, Verb.VETO, proposal=half.id)
    house.later(5, -4.6)
    quiet = [item.duty for item in house.trade(key).proposals]
    house.later(5, -5.6)
    back = [item.duty for item in house.trade(key).proposals]

    assert reply.outcome is Outcome.DONE
    assert Duty.HALF not in quiet
    assert Duty.HALF in back


def test_hold_stops_automatic_closing_but_not_the_stop() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    house.tell(key, Verb.HOLD)

    house.later(15, -8.0)
    held = house.trade(key)
    house.later(30, -8.0)

    assert house.heard.of(events.StopMoved) != []
    assert held.state is L2
    assert held.volume == Decimal("0.10")
    assert house.trade(key).state is HEDGED


def test_hedge_now_by_hand_has_no_automatic_exit_and_ends_by_the_last_score() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    reply = house.tell(key, Verb.HEDGE)
    house.later(5, 2.0)
    hedged = house.trade(key)

    again = house.tell(key, Verb.HEDGE)
    closed = house.tell(key, Verb.CLOSE_HEDGE)

    assert reply.outcome is Outcome.DONE
    assert hedged.state is HEDGED
    assert again.refusal is Refusal.ALREADY_HEDGED
    assert closed.outcome is Outcome.DONE
    assert house.trade(key).state is HEALTHY


def test_an_order_for_an_older_version_of_the_trade_is_refused() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    drawn = house.trade(key).version
    house.later(15, -8.0)

    reply = house.tell(key, Verb.CLOSE, version=drawn)

    assert reply.outcome is Outcome.OUT_OF_DATE
    assert len(house.positions()) == 2


def test_undo_puts_the_stop_back_to_exactly_what_it_was_for_two_minutes() -> None:
    house = a_house()
    key = house.buy(0.10)
    warned(house, -3.0)

    house.clock.people_now += timedelta(seconds=119)
    reply = house.tell(key, Verb.UNDO_STOP)
    held = house.terminal.api.positions_get(ticket=key.position)[0]
    late = house.tell(key, Verb.UNDO_STOP)

    assert reply.outcome is Outcome.DONE
    assert held.sl == 1.09
    assert late.refusal is Refusal.NOTHING_TO_UNDO


def test_a_stop_moved_by_hand_is_announced_and_respected() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)

    house.terminal.hand.modify(key.position, sl=1.0850)
    house.later(0.5)

    changed = house.heard.of(events.LegChanged)[0]
    held = house.terminal.api.positions_get(ticket=key.position)[0]
    assert (changed.before.stop, changed.leg.stop) == (Decimal("1.09000"), Decimal("1.08500"))
    assert held.sl == 1.085


def test_a_naked_position_asks_and_is_given_a_stop_on_a_tap_or_by_policy() -> None:
    house = a_house()
    key = house.buy(0.10, sl=0.0)
    house.check(0.5)
    offered = house.trade(key)

    reply = house.tell(key, Verb.ADD_STOP)
    held = house.terminal.api.positions_get(ticket=key.position)[0]

    assert offered.guard is Guard.OFFERED
    assert Flag.NAKED in offered.flags
    assert reply.outcome is Outcome.DONE
    assert held.sl == pytest.approx(1.1 - 0.0015)


def test_a_guarded_naked_position_gets_its_stop_by_policy() -> None:
    policy = replace(GUARDING, guard=replace(GUARDING.guard, naked=Naked.SET))
    house = a_house(policy=policy)
    key = house.buy(0.10, sl=0.0)
    house.check(0.5)
    house.tell(key, Verb.GUARD)

    house.later(0.5)

    held = house.terminal.api.positions_get(ticket=key.position)[0]
    assert held.sl == pytest.approx(1.1 - 0.0015)


def test_a_netting_account_is_never_closed_or_hedged_but_its_stop_may_be_set() -> None:
    house = a_house(account=AccountSpec(margin_mode=0))
    key = house.buy(0.10)
    house.check(0.5)

    house.later(15, -8.0)

    assert house.volume_of(key.position) == Decimal("0.10")
    reasons = {fact.reason for fact in house.heard.of(events.ActionRefused)}
    assert Refusal.NETTING in reasons
    assert house.heard.of(events.StopMoved) != []


def test_a_live_account_is_not_touched_until_it_is_enabled() -> None:
    house = a_house(account=AccountSpec(trade_mode=2))
    key = house.buy(0.10)
    house.check(0.5)

    house.later(15, -8.0)

    assert orders(house) == 0
    assert house.trade(key).state is L2
    assert {f.reason for f in house.heard.of(events.ActionRefused)} >= {Refusal.LIVE_LOCKED}


def test_a_restart_at_rest_changes_nothing() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    house.later(15, -8.0)
    before = house.trade(key)
    told = len(house.heard.facts)

    again = house.restart()
    again.check()
    twice = again.restart()
    twice.check()

    assert told > 0
    assert twice.trade(key) == before
    assert [type(fact).__name__ for fact in again.heard.facts] == ["Noticed"]
    assert len(twice.positions()) == 2


def test_a_restart_takes_up_an_order_whose_answer_was_lost() -> None:
    house = a_house()
    key = house.buy(0.10)
    warned(house, -4.5)
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=DropAnswer()))
    house.later(5, -7.0)

    again = house.restart()
    again.check()

    assert again.trade(key).state is HEDGED
    assert len(again.positions()) == 2


def test_no_automatic_hedge_is_opened_shortly_before_the_weekly_close() -> None:
    friday = datetime(2024, 3, 8, 20, 45, tzinfo=UTC)  # 75 minutes before 17:00 New York
    house = a_house(start=friday)
    key = house.buy(0.10)
    house.check(0.5)

    house.later(15, -8.0)

    assert house.trade(key).state is L2
    reasons = {f.reason for f in house.heard.of(events.ActionRefused) if f.duty is Duty.HEDGE}
    assert reasons == {Refusal.WEEKLY_CLOSE}


def test_a_twin_on_the_same_bot_stops_hedging_until_it_is_gone() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    ledger = house.engine.station.ledger
    at = house.terminal.now
    twin = events.Noticed(account=ledger.account, at=at, what=events.Lookout.TWIN)
    gone = events.Noticed(account=ledger.account, at=at, what=events.Lookout.TWIN_GONE)

    run_now(ledger.record((twin,)))
    house.later(15, -8.0)
    meanwhile = house.trade(key).state
    run_now(ledger.record((gone,)))
    house.later(35, -8.0)

    assert meanwhile is L2
    assert Refusal.PAUSED in {fact.reason for fact in house.heard.of(events.ActionRefused)}
    assert house.trade(key).state is HEDGED


def test_a_bar_closed_in_a_spread_storm_confirms_nothing_while_it_lasts() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)

    house.windows.median = 1  # the usual spread of 10 points is now ten times its median
    house.later(15, -8.0)
    stormy = house.trade(key).state
    house.windows.median = 10
    house.later(15)

    assert stormy is HEALTHY
    assert house.trade(key).state is not HEALTHY
