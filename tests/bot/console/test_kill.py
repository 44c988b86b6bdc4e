import asyncio
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from bot.console.server import ConsoleServer

TALKER = """
import asyncio, os, pathlib, sys
from datetime import UTC, datetime
from bot.console.server import ConsoleServer

async def main():
    clock = lambda: datetime(2026, 3, 2, 12, tzinfo=UTC)
    server = ConsoleServer(
        store=pathlib.Path(sys.argv[1]), token="42:TEST", bot_name="DTMS", clock=clock, port=0
    )
    await server.start()
    for number in range(20):
        await server.owner.say(str(number))
    os.kill(os.getpid(), 9)

asyncio.run(main())
"""


async def test_a_killed_server_loses_nothing(
    tmp_path: Path, build: Callable[..., ConsoleServer]
) -> None:
    file = tmp_path / "console.db"
    talker = await asyncio.create_subprocess_exec(sys.executable, "-c", TALKER, str(file))
    assert await talker.wait() == -signal.SIGKILL

    server = build()
    said = [one.text for one in server.messages(1)]
    number = server.inject_update({"message": {}})
    await server.stop()

    assert (said, number) == ([str(each) for each in range(20)], 21)
