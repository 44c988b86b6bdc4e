"""A terminal that is down when the program starts again in the night."""

import asyncio
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.console.server import ConsoleServer
from bot.market import TerminalSilent
from bot.patience import open_patiently
from bot.settings import Settings
from dtms.adapters.journal import FILE_NAME
from tests.adapters.mt5.rigs import Door
from tests.bot.test_terminal import a_gate, bare, door

__all__ = ["bare", "door"]  # fixtures

TOKEN = "42:TEST"  # noqa: S105 - a token nobody owns
OWNER = 7
SOON = timedelta(milliseconds=50)


def a_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def a_key(tmp_path: Path) -> Path:
    file = tmp_path / "key"
    file.write_text("k" * 32, encoding="utf-8")
    file.chmod(0o600)
    return file


def settings_of(tmp_path: Path, port: int, key: Path, **more: object) -> Settings:
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        dtms_data_dir=tmp_path / "data",
        dtms_terminal=f"tcp://127.0.0.1:{port}",
        dtms_terminal_key_file=key,
        **more,  # type: ignore[arg-type]
    )


def telegram(tmp_path: Path) -> ConsoleServer:
    return ConsoleServer(
        store=tmp_path / "telegram.db",
        token=TOKEN,
        bot_name="DTMS",
        clock=lambda: datetime(2026, 11, 2, tzinfo=UTC),
        port=0,
    )


async def test_the_first_start_without_a_terminal_ends_with_a_remedy(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, a_port(), a_key(tmp_path))

    with pytest.raises(TerminalSilent) as caught:
        await open_patiently(settings, rest=SOON)

    assert caught.value.field == "DTMS_TERMINAL"


async def test_a_later_start_waits_tells_once_and_guards_when_it_answers(
    tmp_path: Path, door: Door
) -> None:
    server = telegram(tmp_path)
    await server.start()
    owner = server.person(OWNER, "Ann", "en")
    await owner.say("/start")
    told: dict[str, object] = {
        "bot_token": TOKEN,
        "bot_api_url": server.url,
        "dtms_owners": (OWNER,),
    }
    with a_gate(door, tmp_path) as (port, key):
        before = await open_patiently(settings_of(tmp_path, port, key, **told), rest=SOON)
        await before.close()
    assert (tmp_path / "data" / FILE_NAME).is_file()

    waiting = asyncio.create_task(
        open_patiently(settings_of(tmp_path, a_port(), key, **told), rest=SOON)
    )
    message = await owner.wait_for(lambda one: "guarding has not begun" in one.text, timeout=60)
    await asyncio.sleep(0.3)  # several attempts: real time is what is tested here
    again = [one for one in owner.messages() if "guarding has not begun" in one.text]
    assert not waiting.done()
    assert [one.id for one in again] == [message.id]
    waiting.cancel()
    await asyncio.wait({waiting})

    with a_gate(door, tmp_path) as (port, key):
        guardian = await open_patiently(settings_of(tmp_path, port, key, **told), rest=SOON)
        await guardian.driver.check()
        assert guardian.engine.health.last_check is not None
        await guardian.close()
    await server.stop()
