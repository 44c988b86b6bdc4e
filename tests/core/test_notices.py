from dataclasses import replace
from typing import get_args

import pytest

from dtms.core import events
from dtms.core.actions import StopCause
from dtms.core.events import AccountFact, BreakerCause, Lookout, ProposalEnd, Rail, TradeFact
from dtms.core.notices import (
    BREAKERS,
    LOOKOUTS,
    LOWERED,
    RAILS,
    RAISED,
    SHORTAGES,
    STATES,
    STOPS,
    Priority,
    notice_of,
)
from dtms.core.trade import Flag, TradeState
from tests.core.shapes import example

SILENT_FACTS = {
    events.Judged,
    events.RiskKnown,
    events.RespectEnded,
    events.DutyDropped,
    events.EditNoted,  # its LegChanged is the announcement
    events.TimerSet,
    events.TimerStopped,
    events.IntentSent,
    events.IntentSettled,
    events.Acknowledged,
    events.EquityBase,
    events.HourBase,
    events.EquityPeak,
    events.StackEased,
    events.SessionsLearned,
    events.MainGone,
    events.OrderSent,
    events.CancelSent,
    events.DutyCalled,  # the example is armed
    events.ProposalEnded,  # the example came due
    events.ActionRefused,  # the example was told before
}
FACTS = [*get_args(TradeFact.__value__), *get_args(AccountFact.__value__)]


@pytest.mark.parametrize("of", FACTS)
def test_every_fact_has_an_answer(of: type) -> None:
    announced = notice_of(example(of)) is not None

    assert announced == (of not in SILENT_FACTS)


def test_the_tables_know_every_member() -> None:
    assert set(STATES) == set(TradeState)
    assert set(STOPS) == set(StopCause)
    assert set(RAISED) == set(LOWERED) == set(Flag)
    assert set(LOOKOUTS) == set(Lookout)
    assert set(RAILS) == set(Rail)
    assert set(BREAKERS) == set(BreakerCause)
    assert set(SHORTAGES) == {Rail.MARGIN_RED, Rail.MARGIN_WARN}


@pytest.mark.parametrize("state", TradeState)
def test_every_state_change_is_announced(state: TradeState) -> None:
    assert notice_of(replace(example(events.StateChanged), after=state)) is not None


def test_red_never_expires() -> None:
    tables = [*STATES.values(), *STOPS.values(), *RAISED.values(), *LOOKOUTS.values()]
    tables += [*RAILS.values(), *SHORTAGES.values(), *BREAKERS.values()]

    assert not [one for one in tables if one and one.priority is Priority.RED and one.expires]


def test_only_unarmed_duties_are_announced() -> None:
    called = example(events.DutyCalled)

    assert notice_of(replace(called, armed=True)) is None
    assert notice_of(replace(called, armed=False)) is not None


def test_a_due_proposal_is_announced_by_what_comes_of_it() -> None:
    ended = example(events.ProposalEnded)

    assert notice_of(replace(ended, how=ProposalEnd.DUE)) is None
    assert notice_of(replace(ended, how=ProposalEnd.VETOED)) is not None


def test_not_protected_rings() -> None:
    first = replace(example(events.ActionRefused), repeat=False)
    refused = notice_of(replace(first, unprotected=True))
    overdue = notice_of(replace(example(events.OutcomeUnknown), overdue=True))

    assert refused is not None
    assert overdue is not None
    assert (refused.priority, overdue.priority) == (Priority.RED, Priority.RED)
