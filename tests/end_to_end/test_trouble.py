"""What a person meets first: each trouble is one clear line with a remedy, and guarding goes on."""

import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.console.server import ConsoleServer
from tests.end_to_end.kit import Left, Program, program

TOKEN, REFUSED = "42:TEST", "42:OTHER"
CHECKS = 3


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ConsoleServer]:
    made = ConsoleServer(
        store=tmp_path / "telegram.db",
        token=TOKEN,
        bot_name="DTMS",
        clock=lambda: datetime.now(UTC),
        port=0,
    )
    await made.start()
    yield made
    await made.stop()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


async def checks_go_on(run: Program) -> None:
    left, seen = Left(run.data), set[str]()

    def several() -> bool:
        seen.add(left.last_check())
        return len(seen) > CHECKS

    await run.until(several)


def troubles(run: Program) -> list[str]:
    return [line for line in run.said.splitlines() if " ERROR " in line]


async def test_taken_port_is_named_with_a_remedy_and_taken_once_it_is_free(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with program(tmp_path, DTMS_CONSOLE_PORT=str(port)) as run:
            await run.until(lambda: troubles(run))
            await checks_go_on(run)
            (line,) = troubles(run)
            taken.close()
            await run.until(lambda: "bot ready" in run.said)

    assert "DTMS_CONSOLE_PORT" in line
    assert str(port) in line
    assert "choose another port" in line
    assert "Traceback" not in run.said


async def test_refused_token_is_named_with_a_remedy(tmp_path: Path, server: ConsoleServer) -> None:
    given = {"BOT_TOKEN": REFUSED, "BOT_API_URL": server.url, "DTMS_OWNERS": "7"}
    async with program(tmp_path, **given) as run:
        await run.until(lambda: troubles(run))
        await checks_go_on(run)

    (line,) = troubles(run)
    assert "BOT_TOKEN is not accepted; copy it again from BotFather" in line
    assert REFUSED not in run.said
    assert "Traceback" not in run.said


async def test_unreachable_api_is_named_and_tried_again(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    given = {"BOT_TOKEN": TOKEN, "BOT_API_URL": url, "DTMS_OWNERS": "7"}
    async with program(tmp_path, **given) as run:
        await run.until(lambda: troubles(run))
        await checks_go_on(run)

    (line,) = troubles(run)
    assert "cannot be reached; guarding goes on and polling is tried again" in line
    assert TOKEN not in run.said
    assert "Traceback" not in run.said


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [("BOT_TOKEN", "42 canary", "BotFather"), ("DTMS_SPED", "75", "Did you mean DTMS_SPEED?")],
)
async def test_setting_that_cannot_be_used_ends_the_program_with_one_line(
    tmp_path: Path, name: str, value: str, remedy: str
) -> None:
    async with program(tmp_path, **{name: value}) as run:
        assert await run.ended() == 2

    (line,) = run.said.splitlines()
    assert line.startswith(f"{name}: ")
    assert remedy in line
    assert "canary" not in line
    assert not run.data.exists()
