"""Hedges that are refused, lost, late, orphaned or taken away by a hand, on a recorded day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from dtms.core import events
from dtms.core.events import GoneHow, HedgeEnd, Refusal, Rule
from dtms.core.trade import ActionKind, Duty, TradeState
from dtms.sim.faults import (
    DropAnswer,
    DropRequest,
    ExecuteLate,
    Fault,
    FillPartly,
    HidePosition,
    OrderEffect,
    Refuse,
    RewriteComment,
)
from dtms.sim.records import AccountSpec
from tests.replay.kit import ALL_RED, TIMED_DAY, Bench, Run, at, audit, needs_data

pytestmark = needs_data

BEFORE_HALF = at("02-10", "04:59:30")
BEFORE_HEDGE = at("02-10", "05:19:30")
HEDGE_TIME = at("02-10", "05:20")
SECOND_HEDGE = at("02-10", "05:55")


@pytest.fixture
def run(bench: Bench) -> Iterator[Run]:
    """The day up to the check before its first hedge, wide hedge stop."""
    day = Run(bench, TIMED_DAY, policy="balanced").to(BEFORE_HEDGE)
    yield day
    day.terminal.faults.clear()
    audit(day)
    day.close()


def strike(run: Run, effect: OrderEffect, times: int = 1) -> None:
    run.terminal.faults.add(Fault(call="order_send", effect=effect, times=times))


def red(run: Run, kind: str) -> list[object]:
    return run.rows(ALL_RED.format(kind=kind))


REFUSALS = {
    10006: Refusal.BROKER_REJECTED,
    10016: Refusal.STOPS_LEVEL,
    10017: Refusal.TRADING_DISABLED,
    10018: Refusal.MARKET_CLOSED,
    10019: Refusal.NO_MONEY,
    10024: Refusal.TOO_MANY_REQUESTS,
    10026: Refusal.TRADING_DISABLED,
    10033: Refusal.LIMIT_REACHED,
    10044: Refusal.TRADING_DISABLED,
}


@pytest.mark.parametrize(("retcode", "reason"), REFUSALS.items())
def test_a_refused_hedge_leaves_warning_l2_and_a_red_notice(
    run: Run, retcode: int, reason: Refusal
) -> None:
    strike(run, Refuse(retcode=retcode), times=50)
    sent = run.sends

    run.step()

    refused = run.facts(events.ActionRefused)[-1]
    assert run.trade().state is TradeState.WARNING_L2
    assert (refused.duty, refused.retcode, refused.reason) == (Duty.HEDGE, retcode, reason)
    assert (refused.at, refused.unprotected) == (HEDGE_TIME, True)
    assert refused.retry_at == HEDGE_TIME + timedelta(minutes=30)
    assert len(red(run, "action_refused")) == 1
    assert run.trade().pending == ()
    run.to(at("02-10", "05:49"))
    assert run.sends == sent + 1


def test_a_refused_hedge_is_tried_again_and_then_opens(run: Run) -> None:
    strike(run, Refuse(retcode=10019))

    run.to(SECOND_HEDGE)

    assert [fact.at for fact in run.facts(events.HedgeOpened)] == [SECOND_HEDGE]
    assert len(run.hedges()) == 1


def test_requotes_are_tried_three_times_and_no_more(run: Run) -> None:
    strike(run, Refuse(retcode=10004), times=50)
    sent = run.sends

    run.step(10)

    assert run.sends == sent + 3
    assert run.facts(events.ActionRefused)[-1].reason is Refusal.REQUOTES
    assert run.trade().state is TradeState.WARNING_L2


def test_a_requote_that_passes_still_opens_one_hedge(run: Run) -> None:
    strike(run, Refuse(retcode=10004), times=2)

    run.step()

    assert run.trade().state is TradeState.HEDGED
    assert len(run.hedges()) == 1


def test_without_margin_the_hedge_is_refused_before_it_is_sent(bench: Bench) -> None:
    terms = AccountSpec(deposit=160.0, leverage=100)
    day = Run(bench, TIMED_DAY, policy="balanced", terms=terms).to(BEFORE_HALF)
    strike(day, Refuse(retcode=10018), times=50)  # half of the position would free enough
    day.to(BEFORE_HEDGE)

    day.step()

    refused = [f for f in day.facts(events.ActionRefused) if f.duty is Duty.HEDGE]
    assert [fact.reason for fact in refused] == [Refusal.MARGIN_LEVEL]
    assert [f for f in day.facts(events.IntentSent) if f.kind is ActionKind.HEDGE] == []
    assert day.trade().state is TradeState.WARNING_L2
    assert day.rows("SELECT executed FROM intent WHERE kind = 'hedge'") == []
    audit(day)
    day.close()


def test_a_lost_request_is_unknown_and_never_sent_again(run: Run) -> None:
    strike(run, DropRequest())

    run.step()
    sent = run.rows("SELECT count(*) FROM intent WHERE kind = 'hedge'")

    assert run.trade().state is TradeState.WARNING_L2
    assert [pending.kind for pending in run.trade().pending] == [ActionKind.HEDGE]
    assert [fact.overdue for fact in run.facts(events.OutcomeUnknown)] == [False]
    run.to(HEDGE_TIME + timedelta(minutes=5))
    assert [fact.overdue for fact in run.facts(events.OutcomeUnknown)] == [False, True]
    assert len(red(run, "outcome_unknown")) == 1
    run.to(HEDGE_TIME + timedelta(minutes=34, seconds=30))
    assert len(run.trade().pending) == 1
    assert run.rows("SELECT count(*) FROM intent WHERE kind = 'hedge'") == sent == [(1,)]
    assert run.hedges() == []


def test_a_lost_request_is_given_up_after_its_window_with_a_red_notice(run: Run) -> None:
    strike(run, DropRequest())

    run.to(HEDGE_TIME + timedelta(minutes=36))

    given_up = [f for f in run.facts(events.ActionRefused) if f.reason is Refusal.NOT_EXECUTED]
    assert [fact.at - HEDGE_TIME for fact in given_up] == [timedelta(minutes=35)]
    assert given_up[0].unprotected
    assert run.trade().pending == ()
    assert len(run.hedges()) <= 1


def test_scores_wait_while_a_hedge_is_unknown(run: Run) -> None:
    strike(run, DropRequest())

    run.to(HEDGE_TIME + timedelta(minutes=30))

    waited = [f for f in run.facts(events.Judged) if f.at > HEDGE_TIME]
    assert waited
    assert all(fact.waiting for fact in waited)
    assert [f for f in run.facts(events.StateChanged) if f.at > HEDGE_TIME] == []


def test_a_lost_answer_is_found_by_its_number_in_one_cycle(run: Run) -> None:
    strike(run, DropAnswer())
    sent = run.sends

    run.step()
    unknown = run.trade()
    run.step()

    assert (unknown.state, len(unknown.pending)) == (TradeState.WARNING_L2, 1)
    assert run.trade().state is TradeState.HEDGED
    assert run.facts(events.HedgeOpened)[0].at == HEDGE_TIME + timedelta(seconds=30)
    assert (run.sends, len(run.hedges())) == (sent + 1, 1)


@pytest.mark.parametrize("minutes", [1, 7, 34])
@pytest.mark.parametrize("retcode", [10012, 10008])
def test_a_hedge_executed_late_is_adopted_when_it_shows_up(
    run: Run, minutes: int, retcode: int
) -> None:
    late = timedelta(minutes=minutes)
    strike(run, ExecuteLate(after=late, retcode=retcode))
    sent = run.sends

    run.to(HEDGE_TIME + late - timedelta(seconds=30))
    assert (run.hedges(), run.facts(events.HedgeOpened)) == ([], [])
    run.step()

    assert [f.at for f in run.facts(events.HedgeOpened)] == [HEDGE_TIME + late]
    assert run.sends == sent + 1
    assert len(run.hedges()) == 1
    assert run.trade().state is TradeState.HEDGED


@pytest.mark.parametrize("reads", [1, 2, 5, 30])
def test_a_hedge_executed_some_reads_later_is_one_hedge(run: Run, reads: int) -> None:
    strike(run, ExecuteLate(reads=reads))

    run.step(60)

    assert len(run.facts(events.HedgeOpened)) == 1
    assert len([deal for deal in run.own_deals() if deal.comment.startswith("DTMS_HEDGE")]) == 1


def test_a_hedge_executed_after_it_was_given_up_is_taken_in(run: Run) -> None:
    strike(run, ExecuteLate(after=timedelta(minutes=36)))
    another = Fault(call="order_send", effect=Refuse(retcode=10018), nth=2, times=50)
    run.terminal.faults.add(another)

    run.to(HEDGE_TIME + timedelta(minutes=36, seconds=30))

    assert len(run.hedges()) == 1
    hedge = run.trade().hedge
    assert hedge is not None
    assert hedge.ticket == run.hedges()[0].ticket
    assert run.trade().state is TradeState.HEDGED


def test_a_hedge_executed_after_another_took_its_place_is_closed_as_surplus(run: Run) -> None:
    strike(run, ExecuteLate(after=timedelta(minutes=40)))

    run.to(HEDGE_TIME + timedelta(minutes=39, seconds=30))
    assert len(run.hedges()) == 1
    run.step(2)

    assert len(run.hedges()) == 1
    hedge = run.trade().hedge
    assert hedge is not None
    assert hedge.ticket == run.hedges()[0].ticket
    assert len(run.facts(events.OrphanSeen)) == 1
    assert len(red(run, "orphan_seen")) == 1


@pytest.mark.parametrize("reads", [1, 2, 3, 4, 6])
def test_a_hedge_that_is_not_shown_at_once_has_not_vanished(run: Run, reads: int) -> None:
    strike(run, HidePosition(reads=reads))

    run.step(8)

    ticket = run.hedges()[0].ticket
    assert run.facts(events.HedgeClosed) == []
    assert run.trade().state is TradeState.HEDGED
    hedge = run.trade().hedge
    assert hedge is not None
    assert hedge.ticket == ticket
    assert hedge.stop is not None


def test_a_partly_filled_hedge_counts_as_what_was_filled(run: Run) -> None:
    strike(run, FillPartly(fraction=0.5))

    run.step(6)

    hedge = run.trade().hedge
    assert hedge is not None
    assert [float(hedge.volume)] == [held.volume for held in run.hedges()] == [0.02]


def test_a_rewritten_comment_does_not_hide_the_hedge(run: Run) -> None:
    strike(run, RewriteComment(comment="partner 7"))

    run.step()

    assert [held.comment for held in run.hedges()] == ["partner 7"]
    assert run.trade().state is TradeState.HEDGED
    run.step(4)
    assert len(run.facts(events.TradeRegistered)) == 1


def test_an_unknown_half_close_keeps_the_hedge_waiting(bench: Bench) -> None:
    day = Run(bench, TIMED_DAY, policy="balanced").to(BEFORE_HALF)
    strike(day, DropRequest())

    day.to(HEDGE_TIME + timedelta(minutes=10))

    assert [pending.kind for pending in day.trade().pending] == [ActionKind.REDUCE]
    assert [f for f in day.facts(events.IntentSent) if f.kind is ActionKind.HEDGE] == []
    assert day.trade().state is TradeState.WARNING_L2
    audit(day)
    day.close()


def test_a_half_close_with_a_lost_answer_is_not_closed_twice(bench: Bench) -> None:
    day = Run(bench, TIMED_DAY, policy="balanced").to(BEFORE_HALF)
    strike(day, DropAnswer())

    day.to(HEDGE_TIME)

    assert len(day.facts(events.PartClosed)) == 1
    assert day.ledger.positions[day.trade().key.position].volume == 0.05
    assert day.trade().state is TradeState.HEDGED
    audit(day)
    day.close()


def test_a_main_closed_while_the_hedge_is_sent_leaves_no_orphan(run: Run) -> None:
    main = run.trade().key.position
    journalled = run.terminal.faults.on_order_send
    assert journalled is not None

    def race(phase: str) -> None:
        journalled(phase)
        if phase == "received" and main in run.ledger.positions:
            run.terminal.hand.close(main)

    run.terminal.faults.on_order_send = race
    run.step()
    assert [held.magic != 0 for held in run.ledger.positions.values()] == [True]
    run.step()

    assert run.ledger.positions == {}
    assert run.trade().state is TradeState.CLOSED
    assert run.facts(events.MainGone)[0].how is GoneHow.HAND


def test_a_main_closed_by_hand_before_the_check_is_not_hedged(run: Run) -> None:
    run.terminal.hand.close(run.trade().key.position)
    sent = run.sends

    run.step(3)

    assert run.trade().state is TradeState.CLOSED
    assert run.sends == sent
    assert run.ledger.positions == {}


def test_a_main_closed_by_hand_takes_its_hedge_along_in_one_cycle(run: Run) -> None:
    run.step()
    run.terminal.hand.close(run.trade().key.position)

    run.step()

    assert run.ledger.positions == {}
    assert run.trade().state is TradeState.CLOSED
    assert run.facts(events.MainGone)[0].how is GoneHow.HAND
    assert run.facts(events.HedgeClosed)[0].how is HedgeEnd.DTMS


def test_a_hedge_closed_by_hand_leads_to_warning_l2_without_another(run: Run) -> None:
    run.step()
    run.terminal.hand.close(run.hedges()[0].ticket)

    run.step()
    lost = run.facts(events.StateChanged)[-1]
    run.to(SECOND_HEDGE + timedelta(minutes=30))

    assert (lost.after, lost.rule) == (TradeState.WARNING_L2, Rule.HEDGE_LOST)
    assert run.facts(events.HedgeClosed)[0].how is HedgeEnd.HAND
    assert len(run.facts(events.HedgeOpened)) == 1
    assert run.hedges() == []


def test_two_trades_are_hedged_together_the_larger_loss_first(bench: Bench) -> None:
    larger = replace(TIMED_DAY, volume=TIMED_DAY.volume * 2)
    day = Run(bench, TIMED_DAY, larger, policy="balanced").to(HEDGE_TIME)
    positions = [fact.key.position for fact in day.facts(events.TradeRegistered)]

    hedged = day.facts(events.HedgeOpened)

    assert len(positions) == 2
    assert [fact.at for fact in hedged] == [HEDGE_TIME, HEDGE_TIME]
    assert [fact.key.position for fact in hedged] == [positions[1], positions[0]]
    assert [float(fact.volume) for fact in hedged] == [0.1, 0.05]
    assert len(day.hedges()) == 2
    audit(day)
    day.close()


def test_one_refused_hedge_does_not_stop_the_other_trades(bench: Bench) -> None:
    larger = replace(TIMED_DAY, volume=TIMED_DAY.volume * 2)
    day = Run(bench, TIMED_DAY, larger, policy="balanced").to(BEFORE_HEDGE)
    strike(day, Refuse(retcode=10019))

    day.step()

    assert [day.trade(number).state for number in (0, 1)] == [
        TradeState.HEDGED,
        TradeState.WARNING_L2,
    ]
    audit(day)
    day.close()


def test_a_lost_connection_keeps_the_state_and_says_so(run: Run) -> None:
    run.terminal.faults.connected = False

    run.step(6)

    assert run.trade().state is TradeState.WARNING_L2
    assert len(red(run, "flag_raised")) == 1
    assert run.hedges() == []
    run.terminal.faults.connected = True
    run.step(2)
    assert run.trade().flags == frozenset()
