"""What book and history say of a close-by whose answer was lost."""

from datetime import timedelta
from decimal import Decimal

import pytest

from dtms.core.actions import kind_of
from dtms.core.intents import Before, Intent, IntentState
from dtms.core.magic import Magic
from dtms.core.trade import Position
from dtms.engine.evidence import Trace, find
from tests.builders import KEY, NOW, TOGETHER, a_hedge_position, a_position

INTENT = Intent(
    id=5,
    key=KEY,
    action=TOGETHER,
    duty=None,
    magic=int(Magic(namespace=77, kind=kind_of(TOGETHER), intent=5)),
    state=IntentState.UNKNOWN,
    before=Before(volume=Decimal("0.50"), stop=None, target=None),
    decision=1,
    automatic=True,
    policy="seeds",
    created_at=NOW - timedelta(minutes=1),
)
MAIN_HELD, HEDGE_HELD = a_position(volume="0.50"), a_hedge_position()


@pytest.mark.parametrize(
    ("held", "trace"),
    [
        ((MAIN_HELD, HEDGE_HELD), Trace.ABSENT),
        ((MAIN_HELD,), Trace.ABSENT),  # both end at once: one left whole proves it
        ((HEDGE_HELD,), Trace.ABSENT),
        ((), Trace.UNCLEAR),  # history may be late
    ],
)
def test_a_pair_without_a_deal_is_judged_by_what_is_left(
    held: tuple[Position, ...], trace: Trace
) -> None:
    assert find(INTENT, held, ()).trace is trace
