"""The program as a process: what it says, in which order, and how it ends."""

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.settings import keys
from dtms.adapters.instance import Instance

ROOT = Path(__file__).parents[2]
PROBE = """
import sys
import bot.driver
plain = bot.driver.Driver.check
async def check(self):
    await plain(self)
    if not getattr(sys, "told", False):
        sys.told = True
        print("first check, aiogram loaded:", "aiogram" in sys.modules, flush=True)
bot.driver.Driver.check = check
import bot.__main__
sys.exit(bot.__main__.main())
"""


@asynccontextmanager
async def started(
    directory: Path, *arguments: str, **variables: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    given = {name: value for name, value in os.environ.items() if name not in keys()}
    given |= {"DTMS_DATA_DIR": str(directory), "DTMS_CONSOLE_PORT": "0", "PYTHONPATH": str(ROOT)}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *(arguments or ("-m", "bot")),
        env=given | variables,
        cwd=directory.parent,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def read_until(process: asyncio.subprocess.Process, pattern: str) -> str:
    assert process.stdout is not None
    seen = ""
    async with asyncio.timeout(60):
        while not re.search(pattern, seen):
            line = await process.stdout.readline()
            assert line, f"ended without {pattern!r}: {seen}"
            seen += line.decode()
    return seen


async def ended(process: asyncio.subprocess.Process) -> tuple[int | None, str]:
    async with asyncio.timeout(60):
        out, _ = await process.communicate()
    return process.returncode, out.decode()


async def test_first_check_comes_before_aiogram(tmp_path: Path) -> None:
    async with started(tmp_path / "data", "-c", PROBE) as process:
        seen = await read_until(process, "bot ready")

    assert "first check, aiogram loaded: False" in seen
    assert seen.index("first check after") < seen.index("bot ready after")


async def test_page_answers_and_the_program_ends_as_told(tmp_path: Path) -> None:
    async with started(tmp_path / "data") as process:
        seen = await read_until(process, "bot ready")
        address = re.search(r"http://127\.0\.0\.1:\d+", seen)
        assert address is not None
        async with aiohttp.ClientSession() as session, session.get(address.group()) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        code, rest = await ended(process)

    assert code == 0
    assert "Traceback" not in seen + rest


async def test_taken_port_stops_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        async with started(tmp_path / "data", DTMS_CONSOLE_PORT=port) as process:
            seen = await read_until(process, "guarding goes on")
            assert process.returncode is None

    assert "DTMS_CONSOLE_PORT" in seen
    assert port in seen
    assert "Traceback" not in seen


async def test_second_instance_is_refused(tmp_path: Path) -> None:
    with Instance.take(tmp_path / "data"):
        async with started(tmp_path / "data") as process:
            code, said = await ended(process)

    assert code == 2
    assert len(said.splitlines()) == 1
    assert str(tmp_path / "data") in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DTMS_SPEED", "fast"),
        ("DTMS_SPED", "60"),
        ("DTMS_FEED", "/nowhere/XAUUSD.csv"),
        ("DTMS_FAILPOINT", "x"),
        ("DTMS_TERMINAL", "native"),
        ("BOT_TOKEN", "canary"),
    ],
)
async def test_bad_setting_is_one_line_and_exit_code_2(
    tmp_path: Path, name: str, value: str
) -> None:
    async with started(tmp_path / "data", **{name: value}) as process:
        code, said = await ended(process)

    assert code == 2
    assert len(said.splitlines()) == 1
    assert said.startswith(f"{name}: ")
    assert "canary" not in said


async def test_unreadable_feed_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    feed = tmp_path / "XAUUSD_M1.csv"
    feed.write_text("not,bars\n1,2\n", encoding="utf-8")
    async with started(tmp_path / "data", DTMS_FEED=str(feed)) as process:
        code, said = await ended(process)

    assert code == 2
    assert feed.name in said
    assert "Traceback" not in said
