import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dtms.adapters.mt5.broker import Mt5Broker
from dtms.adapters.mt5.client import TerminalChannel
from tests.adapters.mt5.rigs import (
    Door,
    FakeRig,
    HostedRig,
    Rig,
    RpycServer,
    SimRig,
    a_channel,
    a_worker,
)

RIGS: dict[str, Callable[..., Rig]] = {"fake": FakeRig, "sim": SimRig}
HOSTS = ("worker", "rpyc")
EVERYWHERE = sorted((*RIGS, *HOSTS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A terminal in another process that serves a whole session of tests."""

    channel: TerminalChannel
    door: Door


@pytest.fixture(scope="session")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    door = Door(tmp_path_factory.mktemp("worker") / "door")
    channel = a_channel(a_worker(door))
    asyncio.run(channel.open())
    yield Host(channel=channel, door=door)
    asyncio.run(channel.close())


@pytest.fixture(scope="session")
def rpyc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    door = Door(tmp_path_factory.mktemp("rpyc") / "door")
    server = RpycServer(door)
    channel = a_channel(server.connector)
    asyncio.run(channel.open())
    yield Host(channel=channel, door=door)
    asyncio.run(channel.close())
    server.close()


def a_rig(request: pytest.FixtureRequest, *, netting: bool = False) -> Rig:
    if request.param in RIGS:
        return RIGS[request.param](netting=netting)
    host = request.getfixturevalue(request.param)
    return HostedRig(host.channel, host.door, netting=netting)


@pytest.fixture(params=EVERYWHERE)
def rig(request: pytest.FixtureRequest) -> Rig:
    return a_rig(request)


@pytest.fixture(params=EVERYWHERE)
def netting_rig(request: pytest.FixtureRequest) -> Rig:
    return a_rig(request, netting=True)


@pytest.fixture
def broker(rig: Rig) -> Mt5Broker:
    return Mt5Broker(rig.channel, expected=rig.account)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(tmp_path / "door")
