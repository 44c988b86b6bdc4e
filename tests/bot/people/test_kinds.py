"""The table of kinds: every fact has one, and what rings or asks cannot be turned down."""

from typing import get_args

import pytest

from bot.people.kinds import KINDS, may_be_turned_down
from dtms.core import events
from dtms.core.events import AccountFact, TradeFact
from dtms.core.notices import Priority
from tests.core.shapes import example

FACTS = (*get_args(TradeFact.__value__), *get_args(AccountFact.__value__))
ASKING = (events.ProposalMade, events.FlatAsked, events.WeekendNear)


def test_every_fact_is_of_a_kind() -> None:
    assert KINDS.keys() == set(FACTS)


@pytest.mark.parametrize("kind", FACTS)
def test_red_cannot_be_turned_down(kind: type[events.Fact]) -> None:
    assert not may_be_turned_down(example(kind), Priority.RED)


@pytest.mark.parametrize("kind", ASKING)
def test_a_question_cannot_be_turned_down(kind: type[events.Fact]) -> None:
    assert not may_be_turned_down(example(kind), Priority.LOUD)
    assert may_be_turned_down(example(events.HoldEnded), Priority.LOUD)
