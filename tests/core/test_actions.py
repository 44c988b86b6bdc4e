"""Each action has one kind and one class, and its class is that of its duty."""

import pytest

from dtms.core.actions import Action, class_of, kind_of
from dtms.core.trade import DUTY_CLASS, ActionClass, ActionKind, Duty
from tests.builders import BUY_BACK, HALF, OPEN, STOP, TOGETHER, UNHEDGE

CASES = [
    (STOP, ActionKind.STOP, ActionClass.SET, Duty.TIGHTEN),
    (HALF, ActionKind.REDUCE, ActionClass.RED, Duty.HALF),
    (OPEN, ActionKind.HEDGE, ActionClass.INC, Duty.HEDGE),
    (UNHEDGE, ActionKind.CLOSE_HEDGE, ActionClass.RED, Duty.CLOSE_HEDGE),
    (TOGETHER, ActionKind.CLOSE_BY, ActionClass.RED, Duty.CLOSE_ALL),
    (BUY_BACK, ActionKind.READD, ActionClass.INC, Duty.READD),
]


@pytest.mark.parametrize(("action", "kind", "class_", "duty"), CASES)
def test_kind_and_class(action: Action, kind: ActionKind, class_: ActionClass, duty: Duty) -> None:
    assert kind_of(action) is kind
    assert class_of(action) is class_
    assert DUTY_CLASS[duty] is class_
