import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtms.core.events import Judged
from dtms.core.frozen import replace
from dtms.core.policy import SEEDS
from dtms.core.trade import Trade
from tests.builders import a_trade
from tests.core.shapes import strategy

_CHANGED = ("version", "risk", "timers", "flags")


@given(trade=strategy(Trade), other=strategy(Trade), names=st.sets(st.sampled_from(_CHANGED)))
def test_replace_does_what_the_librarys_does(trade: Trade, other: Trade, names: set[str]) -> None:
    before = dataclasses.replace(trade)
    changes = {name: getattr(other, name) for name in names}

    changed = replace(trade, **changes)

    assert changed == dataclasses.replace(trade, **changes)
    assert type(changed) is Trade
    assert trade == before


@given(fact=strategy(Judged))
def test_every_field_is_copied_and_the_copy_is_frozen(fact: Judged) -> None:
    copy = replace(fact)

    assert copy == fact
    assert copy is not fact
    with pytest.raises(dataclasses.FrozenInstanceError):
        copy.at = fact.at  # type: ignore[misc]  # that is what is tried


def test_a_field_that_does_not_exist_is_named() -> None:
    with pytest.raises(TypeError, match="Trade has no field verison"):
        replace(a_trade(), verison=3)  # type: ignore[call-arg]  # a slip


def test_a_record_that_checks_itself_is_refused() -> None:
    with pytest.raises(TypeError, match="is not a plain record"):
        replace(SEEDS.rails, daily_loss=0.1)
