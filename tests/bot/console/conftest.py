from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import pytest
from aiogram import Bot

from bot.console.limits import Limits
from bot.console.server import ConsoleServer
from tests.bot.console.kit import ANN, TOKEN, Call, HandClock, bot_for


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def build(tmp_path: Path, clock: HandClock) -> Callable[..., ConsoleServer]:
    def made(*, limits: Limits | None = None, port: int = 0) -> ConsoleServer:
        return ConsoleServer(
            store=tmp_path / "console.db",
            token=TOKEN,
            bot_name="DTMS",
            clock=clock,
            port=port,
            limits=limits,
        )

    return made


@pytest.fixture
async def server(build: Callable[..., ConsoleServer]) -> AsyncIterator[ConsoleServer]:
    made = build()
    await made.start()
    made.person(ANN, "Ann", "en")
    yield made
    await made.stop()


@pytest.fixture
async def bot(server: ConsoleServer) -> AsyncIterator[Bot]:
    made = bot_for(server)
    yield made
    await made.session.close()


@pytest.fixture
async def call(server: ConsoleServer) -> AsyncIterator[Call]:
    async with aiohttp.ClientSession() as session:

        async def post(
            method: str, token: str = TOKEN, **body: object
        ) -> tuple[int, dict[str, object]]:
            async with session.post(f"{server.url}/bot{token}/{method}", json=body) as answer:
                return answer.status, await answer.json()

        yield post
