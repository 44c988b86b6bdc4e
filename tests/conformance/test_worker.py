"""The package behind the worker process: the way a real terminal is reached."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from dtms.adapters.mt5.broker import Mt5Broker
from dtms.adapters.mt5.client import TerminalChannel
from dtms.adapters.mt5.links import ChildConnector
from dtms.adapters.mt5.serverclock import find_server_zone
from dtms.adapters.mt5.servertime import NEW_YORK_PLUS_7
from dtms.adapters.mt5.symbolnames import SymbolNames
from dtms.adapters.mt5.zonefinder import Certainty
from tests.conformance.kit import a_package


@pytest.fixture
async def channel(tmp_path: Path) -> AsyncIterator[TerminalChannel]:
    package = a_package(tmp_path / "path")
    connector = ChildConnector(module="MetaTrader5", environment={"PYTHONPATH": str(package)})
    channel = TerminalChannel(connector)
    yield channel
    await channel.close()


async def test_the_adapter_reads_the_package_through_the_worker(
    channel: TerminalChannel, tmp_path: Path
) -> None:
    account = await channel.open()
    broker = Mt5Broker(channel, names=SymbolNames(tmp_path / "symbols.json"))

    state = await broker.account()
    gold = await broker.resolve("gold")

    assert account.login == state.account.login == 5_012_345
    assert state.balance == Decimal("10000.0")
    assert gold == "XAUUSD"
    assert SymbolNames(tmp_path / "symbols.json").get("gold") == "XAUUSD"


async def test_a_year_of_bars_through_the_worker_names_the_zone(
    channel: TerminalChannel, tmp_path: Path
) -> None:
    await channel.open()

    clock = await find_server_zone(channel, tmp_path / "zone.json")

    assert clock.finding.zone == NEW_YORK_PLUS_7
    assert clock.finding.certainty is Certainty.CERTAIN
