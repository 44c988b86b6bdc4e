"""The bot talks to a Bot API server that nobody here wrote (`lo-bot-api-emulator`)."""

import asyncio
import json
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.callbacks import Tap
from bot.chat import Chat
from bot.guardian import Guardian, open_guardian
from tests.bot.rig import ENTRY, STEP, HandClock, settings_for, watch
from tests.conformance.kit import python_of

TOKEN = "42:TEST"  # noqa: S105 - a token nobody owns
ANN = 7
START = "from lo_bot_api_emulator import main; main()"
PATIENCE = 20


@dataclass(kw_only=True)
class Elsewhere:
    """A server in a process of its own: updates go in, and its journal tells what came out."""

    url: str
    journal: Path
    updates: int = 0

    async def say(self, text: str) -> None:
        message = self.message(text) | {"from": person()}
        await self._put({"message": message})

    async def tap(self, data: str, message_id: int) -> None:
        shown = self.message("card") | {"message_id": message_id, "from": bot_itself()}
        query = {"id": "1", "from": person(), "chat_instance": "1", "data": data, "message": shown}
        await self._put({"callback_query": query})

    def message(self, text: str) -> dict[str, object]:
        self.updates += 1
        chat = {"id": ANN, "type": "private", "first_name": "Ann"}
        date = 1_793_620_800  # 2026-11-02 12:00 UTC, the hand clock's
        return {"message_id": 1000 + self.updates, "date": date, "chat": chat, "text": text}

    async def _put(self, update: dict[str, object]) -> None:
        body = {"token": TOKEN, "update": update}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.url}/__fixture/updates", json=body) as answer,
        ):
            assert answer.status == 200, await answer.text()

    def calls(self, method: str) -> list[dict[str, object]]:
        if not self.journal.exists():
            return []
        lines = map(json.loads, self.journal.read_text(encoding="utf-8").splitlines())
        return [one for one in lines if one.get("method") == method]

    async def wait_for(self, method: str, count: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while len(self.calls(method)) < count:  # noqa: ASYNC110 - nothing else tells
                await asyncio.sleep(0.05)


def person() -> dict[str, object]:
    return {"id": ANN, "is_bot": False, "first_name": "Ann", "language_code": "en"}


def bot_itself() -> dict[str, object]:
    return {"id": 42, "is_bot": True, "first_name": "DTMS"}


@contextmanager
def elsewhere(directory: Path) -> Iterator[Elsewhere]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    journal = directory / "requests.jsonl"
    arguments = ["--port", str(port), "--enable-control", "--journal", str(journal)]
    command = [str(python_of("botapi")), "-P", "-c", START, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 - pinned
        try:
            assert process.stdout is not None
            process.stdout.readline()  # it says so when it listens
            yield Elsewhere(url=f"http://127.0.0.1:{port}", journal=journal)
        finally:
            process.kill()


@asynccontextmanager
async def a_bot(directory: Path, server: Elsewhere) -> AsyncIterator[tuple[Guardian, HandClock]]:
    clock = HandClock()
    settings = settings_for(
        directory,
        bot_token=TOKEN,
        bot_api_url=server.url,
        bot_api_plain=True,
        dtms_owners=(ANN,),
    )
    guardian = await open_guardian(settings, clock=clock)
    chat = Chat(guardian)
    await chat.open()
    running = asyncio.create_task(chat.run())
    try:
        yield guardian, clock
    finally:
        running.cancel()
        await asyncio.wait({running})
        await chat.close()
        await guardian.close()


async def button(guardian: Guardian, action: str, *, after: int) -> tuple[str, int]:
    """Return what a button under a later message carries, and the number of that message."""
    query = "SELECT nonce, message_id FROM button WHERE action = ? AND message_id > ?"
    async with asyncio.timeout(PATIENCE):
        while True:
            found = await guardian.store.database.read(lambda sql: sql.rows(query, (action, after)))
            if found:
                return Tap(nonce=str(found[0][0])).pack(), int(str(found[0][1]))
            await asyncio.sleep(0.05)


async def test_commands_cards_and_taps_work_on_another_server(tmp_path: Path) -> None:
    with elsewhere(tmp_path) as server:
        async with a_bot(tmp_path, server) as (guardian, clock):
            await watch(guardian, clock, until=ENTRY + STEP)
            trade = next(iter(guardian.engine.station.ledger.trades.values()))
            await server.wait_for("sendMessage", 1)  # the announcement
            told = len(server.calls("sendMessage"))
            await server.say("/status")
            await server.wait_for("sendMessage", told + 1)
            await server.say(f"/trade {trade.key.position}")
            await server.wait_for("sendMessage", told + 2)
            await asyncio.sleep(0)
            data, message_id = await button(guardian, "do:hold", after=told + 1)
            await server.tap(data, message_id)
            await server.wait_for("editMessageText", 1)

        held = guardian.engine.station.ledger.trades[trade.key].held_until
        calls = [
            one
            for method in (
                "sendMessage",
                "editMessageText",
                "answerCallbackQuery",
                "setMyCommands",
                "getUpdates",
            )
            for one in server.calls(method)
        ]

    assert held is not None
    assert {one["status"] for one in calls} == {200}
    assert len(server.calls("answerCallbackQuery")) == 1


async def test_without_the_plain_profile_it_says_no(tmp_path: Path) -> None:
    with elsewhere(tmp_path) as server:
        async with aiohttp.ClientSession() as session:
            body = {"chat_id": ANN, "text": "x", "link_preview_options": {"is_disabled": True}}
            async with session.post(f"{server.url}/bot{TOKEN}/sendMessage", json=body) as answer:
                status = answer.status

    assert status == 400
