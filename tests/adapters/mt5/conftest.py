from collections.abc import Callable

import pytest

from dtms.adapters.mt5.broker import Mt5Broker
from tests.adapters.mt5.rigs import FakeRig, Rig, SimRig

RIGS: dict[str, Callable[..., Rig]] = {"fake": FakeRig, "sim": SimRig}


@pytest.fixture(params=sorted(RIGS))
def rig(request: pytest.FixtureRequest) -> Rig:
    return RIGS[request.param]()


@pytest.fixture(params=sorted(RIGS))
def netting_rig(request: pytest.FixtureRequest) -> Rig:
    return RIGS[request.param](netting=True)


@pytest.fixture
def broker(rig: Rig) -> Mt5Broker:
    return Mt5Broker(rig.channel, expected=rig.account)
