"""The package behind the worker process: the way a real terminal is reached."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from bot.guardian import open_guardian
from dtms.adapters.mt5 import worker
from dtms.adapters.mt5.broker import Mt5Broker
from dtms.adapters.mt5.client import TerminalChannel
from dtms.adapters.mt5.links import ChildConnector
from dtms.adapters.mt5.serverclock import find_server_zone
from dtms.adapters.mt5.servertime import NEW_YORK_PLUS_7
from dtms.adapters.mt5.symbolnames import SymbolNames
from dtms.adapters.mt5.zonefinder import Certainty
from tests.bot.rig import settings_for
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


@pytest.fixture
def place(tmp_path: Path) -> Iterator[dict[str, object]]:
    """Settings of a terminal behind `worker.py --listen`, as on another machine."""
    package = a_package(tmp_path / "path")
    key = tmp_path / "key"
    key.write_bytes(b"0123456789abcdef\n")
    key.chmod(0o600)
    listen = ("--listen", "127.0.0.1:0", "--key-file", str(key))
    process = subprocess.Popen(  # noqa: S603 - our own file
        [sys.executable, worker.THIS_FILE, "MetaTrader5", *listen],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(package)},
    )
    assert process.stdout is not None
    try:
        port = process.stdout.readline().decode().strip().rpartition(":")[2]
        address = f"tcp://127.0.0.1:{port}"
        yield {"dtms_terminal": address, "dtms_terminal_key_file": key, "dtms_mode": "observe"}
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.parametrize(
    ("told", "kept"), [(None, '"zone": "New_York+7"'), ("Europe/Athens", None)]
)
async def test_the_bot_finds_the_zone_unless_it_is_told(
    place: dict[str, object], tmp_path: Path, told: str | None, kept: str | None
) -> None:
    guardian = await open_guardian(settings_for(tmp_path, **place, dtms_server_zone=told))
    await guardian.close()

    file = tmp_path / "data" / "server-zone.json"
    assert file.exists() is (kept is not None)
    assert kept is None or kept in file.read_text()
