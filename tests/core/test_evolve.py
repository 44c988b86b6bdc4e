"""A trade is what its facts made of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dtms.core import events
from dtms.core.events import HedgeEnd, ProposalEnd, Refusal, Rule
from dtms.core.evolve import evolve, fold
from dtms.core.policy import Mode
from dtms.core.trade import ActionKind, Duty, Flag, Guard, TimerKind, TradeState
from tests.builders import (
    DAY,
    HEDGE,
    KEY,
    MAIN,
    NOW,
    READD,
    a_leg,
    a_new_trade,
    a_trade,
    dec,
    duty_called,
    hedge_closed,
    hedge_opened,
    intent_sent,
    intent_settled,
    leg_added,
    main_gone,
    part_closed,
    proposal_ended,
    refused,
    registered,
    spent,
    stop_moved,
)

LATER = NOW + timedelta(minutes=30)


def state_changed(
    before: TradeState, after: TradeState, *duties: Duty, armed: bool = True
) -> events.StateChanged:
    return events.StateChanged(
        key=KEY,
        at=NOW,
        before=before,
        after=after,
        rule=Rule.SCORE_L2,
        score=-5.0,
        duties=duties,
        armed=armed,
    )


def test_a_history_begins_with_a_registration() -> None:
    with pytest.raises(ValueError, match="MainGone"):
        evolve(None, main_gone())


def test_nothing_folded_is_no_trade() -> None:
    assert fold([]) is None


def test_registering_again_changes_nothing() -> None:
    trade = a_trade(state=TradeState.WARNING_L2)

    assert evolve(trade, registered()) == trade


def test_a_whole_history_folds_into_its_trade() -> None:
    trade = fold([registered(), part_closed(), hedge_opened(), hedge_closed(HedgeEnd.STOP)])

    assert trade is not None
    assert (trade.volume, trade.closed_volume, trade.hedge) == (dec("0.50"), dec("0.50"), None)
    assert trade.realised == -80.0


def test_a_half_close_spends_the_budget_of_its_day() -> None:
    trade = a_trade(state=TradeState.WARNING_L2)
    owing = evolve(trade, duty_called(Duty.HALF))

    halved = evolve(owing, part_closed())

    assert halved.halves == spent()
    assert halved.half_price == dec("1.09500")
    assert halved.duties == frozenset()


def test_a_persons_half_close_spends_no_budget() -> None:
    assert evolve(a_trade(), part_closed(duty=None)).halves is None


def test_a_leg_closed_whole_leaves_the_family() -> None:
    trade = a_trade(legs=(a_leg(READD, "0.25"),))

    closed = evolve(trade, part_closed("0.25", "0", ticket=READD, duty=None))

    assert closed.legs == ()
    assert closed.volume == dec("1.00")


def test_what_was_closed_can_be_bought_back_once() -> None:
    halved = evolve(a_trade(), part_closed())

    bought = evolve(halved, leg_added())

    assert bought.closed_volume == 0
    assert bought.volume == dec("0.75")


def test_a_hedge_sent_spends_and_a_refused_one_gives_back() -> None:
    sent = evolve(a_trade(), intent_sent(ActionKind.HEDGE))

    assert sent.hedges == spent(1)
    assert evolve(sent, intent_settled(ActionKind.HEDGE)).hedges == spent(1)
    assert evolve(sent, intent_settled(ActionKind.HEDGE, executed=False)).hedges == spent(0)


def test_a_persons_hedge_spends_nothing() -> None:
    assert evolve(a_trade(), intent_sent(ActionKind.HEDGE, automatic=False)).hedges is None


def test_a_new_day_starts_a_new_budget() -> None:
    trade = a_trade(hedges=spent(2))
    tomorrow = date(2024, 3, 7)

    assert evolve(trade, intent_sent(ActionKind.HEDGE, day=tomorrow)).hedges == spent(1, tomorrow)
    assert evolve(trade, intent_sent(ActionKind.HEDGE, day=DAY)).hedges == spent(3)


def test_a_settled_intent_is_no_longer_pending() -> None:
    sent = evolve(a_trade(), intent_sent(ActionKind.REDUCE))

    assert sent.unsettled()
    assert not evolve(sent, intent_settled(ActionKind.REDUCE)).pending


def test_a_close_all_replaces_everything_but_stops() -> None:
    trade = a_trade(state=TradeState.WARNING_L2)
    for duty in (Duty.TIGHTEN, Duty.BREAKEVEN, Duty.HALF, Duty.HEDGE):
        trade = evolve(trade, duty_called(duty))

    assert evolve(trade, duty_called(Duty.CLOSE_ALL)).duties == {
        Duty.TIGHTEN,
        Duty.BREAKEVEN,
        Duty.CLOSE_ALL,
    }


def test_a_duty_called_again_keeps_its_age_and_need_not_rest() -> None:
    trade = evolve(a_trade(state=TradeState.WARNING_L2), duty_called(Duty.HEDGE))
    trade = evolve(trade, proposal_ended(Duty.HEDGE, ProposalEnd.VETOED, LATER))

    again = evolve(trade, replace(duty_called(Duty.HEDGE), at=LATER))

    assert [owed.since for owed in again.owed] == [NOW]
    assert again.retries == ()


def test_a_duty_dropped_and_called_anew_still_rests() -> None:
    trade = evolve(a_trade(state=TradeState.WARNING_L2), duty_called(Duty.HEDGE))
    trade = evolve(trade, refused(Duty.HEDGE, Refusal.NO_MONEY, LATER))
    trade = evolve(trade, events.DutyDropped(key=KEY, at=NOW, duty=Duty.HEDGE))

    again = evolve(trade, duty_called(Duty.HEDGE))

    assert [retry.not_before for retry in again.retries] == [LATER]


def test_an_unarmed_call_is_noted_and_not_owed() -> None:
    trade = evolve(a_trade(), duty_called(Duty.HEDGE, armed=False))

    assert (trade.duties, trade.noted) == (frozenset(), {Duty.HEDGE})


def test_a_final_refusal_ends_a_duty_and_another_keeps_it() -> None:
    trade = evolve(a_trade(state=TradeState.WARNING_L2), duty_called(Duty.HALF))

    final = evolve(trade, refused(Duty.HALF, Refusal.BUDGET))
    later = evolve(trade, refused(Duty.HALF, Refusal.NOT_CONNECTED, LATER))

    assert final.duties == frozenset()
    assert later.duties == {Duty.HALF}
    assert later.retries[0].not_before == LATER


def test_a_refused_order_of_a_person_leaves_no_trace() -> None:
    trade = a_trade()

    assert evolve(trade, refused(None, Refusal.NO_MONEY)) == trade


def test_the_end_of_an_episode_clears_its_marks() -> None:
    trade = a_trade(
        state=TradeState.WARNING_L1, rehedge_barred=True, flat_asks=2, flip_streak=3, streak=2
    )

    healthy = evolve(trade, state_changed(TradeState.WARNING_L1, TradeState.HEALTHY))

    assert not healthy.tightened
    assert not healthy.rehedge_barred
    assert (healthy.flat_asks, healthy.streak) == (0, 0)
    assert healthy.flip_streak == 3  # bars are what they are


def test_a_refusal_still_resting_outlives_its_episode() -> None:
    trade = evolve(a_trade(state=TradeState.WARNING_L1), refused(Duty.HEDGE, Refusal.SPREAD, LATER))

    healthy = evolve(trade, state_changed(TradeState.WARNING_L1, TradeState.HEALTHY))

    assert [retry.duty for retry in healthy.retries] == [Duty.HEDGE]


def test_a_transition_makes_drawn_buttons_old() -> None:
    trade = a_trade(acknowledged=True)

    moved = evolve(trade, state_changed(TradeState.HEALTHY, TradeState.WARNING_L1))

    assert moved.version == trade.version + 1
    assert not moved.acknowledged


def test_a_moved_stop_is_the_verified_one_of_its_leg() -> None:
    trade = evolve(a_trade(state=TradeState.WARNING_L1), duty_called(Duty.TIGHTEN))

    moved = evolve(trade, stop_moved(after="1.09512"))

    assert moved.main.stop == dec("1.09512")
    assert moved.tightened
    assert moved.duties == frozenset()


def test_a_stop_of_a_leg_unknown_changes_no_level() -> None:
    stranger = replace(stop_moved(None), ticket=5)

    assert evolve(a_trade(), stranger) == a_trade()


def test_levels_changed_outside_are_believed() -> None:
    trade = a_trade(legs=(a_leg(READD, "0.25"),))
    by_hand = a_leg(READD, "0.20", stop="1.09700")
    fact = events.LegChanged(key=KEY, at=NOW, before=a_leg(READD, "0.25"), leg=by_hand)

    assert evolve(trade, fact).legs == (by_hand,)


def test_a_hedge_changed_outside_is_believed() -> None:
    trade = a_trade(state=TradeState.HEDGED)
    fact = events.HedgeChanged(key=KEY, at=NOW, volume=dec("0.20"), stop=None)

    changed = evolve(trade, fact)

    assert (changed.hedge.volume, changed.hedge.stop) == (dec("0.20"), None)
    assert evolve(a_trade(), fact) == a_trade()


def test_a_leg_gone_leaves_main_and_hedge() -> None:
    trade = a_trade(state=TradeState.HEDGED, legs=(a_leg(READD, "0.25"),))
    fact = events.LegGone(key=KEY, at=NOW, ticket=READD, how=events.GoneHow.STOP)

    assert evolve(trade, fact).tickets == {MAIN, HEDGE}


def test_releasing_owes_nothing_any_more() -> None:
    trade = evolve(a_trade(), duty_called(Duty.TRAIL))
    fact = events.GuardChanged(key=KEY, at=NOW, guard=Guard.WATCHED, by=1)

    assert evolve(trade, fact).owed == ()


def test_proposals_come_and_go() -> None:
    made = events.ProposalMade(key=KEY, at=NOW, proposal=1, duty=Duty.HEDGE, deadline=LATER)

    proposed = evolve(a_trade(), made)
    lapsed = evolve(proposed, proposal_ended(Duty.HEDGE, ProposalEnd.LAPSED, LATER))
    withdrawn = evolve(proposed, proposal_ended(Duty.HEDGE, ProposalEnd.WITHDRAWN))

    assert [proposal.duty for proposal in proposed.proposals] == [Duty.HEDGE]
    assert (lapsed.proposals, [retry.duty for retry in lapsed.retries]) == ((), [Duty.HEDGE])
    assert (withdrawn.proposals, withdrawn.retries) == ((), ())


def test_a_flag_lies_over_the_state() -> None:
    raised = events.FlagRaised(key=KEY, at=NOW, flag=Flag.BLIND, cause=None)
    lowered = events.FlagLowered(key=KEY, at=NOW, flag=Flag.BLIND)

    blind = evolve(a_trade(), raised)

    assert blind.flags == {Flag.BLIND}
    assert blind.state is TradeState.HEALTHY
    assert evolve(blind, lowered).flags == frozenset()


def test_a_timer_set_anew_replaces_itself() -> None:
    first = events.TimerSet(key=KEY, at=NOW, timer=TimerKind.FLAT, due=NOW)
    second = replace(first, due=LATER)

    trade = evolve(evolve(a_new_trade(), first), second)

    assert [timer.due for timer in trade.timers] == [LATER]


def test_a_person_may_give_a_trade_its_own_mode_and_hold_it() -> None:
    mode = events.TradeModeSet(key=KEY, at=NOW, mode=Mode.CONFIRM, by=1)
    held = events.Held(key=KEY, at=NOW, until=LATER, by=1)

    trade = evolve(evolve(a_trade(), mode), held)

    assert (trade.mode, trade.held_until) == (Mode.CONFIRM, LATER)
    assert evolve(trade, events.HoldEnded(key=KEY, at=LATER)).held_until is None


def test_closed_keeps_nothing_open() -> None:
    trade = evolve(a_trade(state=TradeState.HEDGED), duty_called(Duty.CLOSE_ALL))

    closed = evolve(trade, state_changed(TradeState.HEDGED, TradeState.CLOSED))

    assert (closed.timers, closed.owed, closed.proposals, closed.retries) == ((), (), (), ())
