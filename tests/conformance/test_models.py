"""The language-model bridge against two OpenAI-compatible servers that nobody here wrote.

Errors come from mock-ai-api: fakellm streams text where a rule asks for a status.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from tests.bot.bridge.model.talk import ended
from tests.bot.rig import Rig, rig
from tests.conformance.kit import python_of

READY = 60  # seconds a server may take to listen
FAKELLM = """\
rules:
  - name: read
    when: {{turn: 1, messages_contain: "how are things"}}
    respond:
      tool_calls: [{{name: status, arguments: {{}}}}]
  - name: buy
    when: {{turn: 1, messages_contain: "buy gold"}}
    respond:
      tool_calls:
        - name: execute_trade
          arguments: {{symbol: XAUUSD, side: buy, volume: "0.02", stop_loss: "{stop}"}}
  - name: told
    when: {{tool_result_contains: "equity"}}
    respond: {{content: "The account is fine."}}
  - name: proposed
    when: {{tool_result_contains: "waiting"}}
    respond: {{content: "I bought it."}}
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@asynccontextmanager
async def served(directory: Path, port: int, command: Sequence[str]) -> AsyncIterator[str]:
    """Run a server of the prepared environment; return its address."""
    keep = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    with (directory / "server.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=directory, env={**keep, "HOME": str(directory)}, stdout=log, stderr=log
        )
        try:
            await listening(port)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.kill()
            await process.wait()


async def listening(port: int) -> None:
    async with asyncio.timeout(READY):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                await writer.wait_closed()
                return


async def answer(bot: Rig, text: str) -> str:
    asked = await bot.ann.say(text)
    found = await bot.ann.wait_for(lambda one: one.id > asked and ended(one.text), timeout=20)
    return found.text


async def test_fakellm_a_tool_is_read_and_the_answer_told(tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "fakellm.yaml").write_text(FAKELLM.format(stop="2600.00"), encoding="utf-8")
    command = [str(python_of("models")), "-m", "fakellm.cli", "serve", "--port", str(port)]
    async with (
        served(tmp_path, port, command) as url,
        rig(tmp_path / "bot", llm_base_url=url, llm_model="gpt-x", llm_api_key="unused") as bot,
    ):
        await bot.guardian.driver.check()

        text = await answer(bot, "how are things?")

        assert text == "en:answered nothing 0\nThe account is fine."


async def test_fakellm_a_proposal_waits_and_one_tap_opens_it(tmp_path: Path) -> None:
    port = free_port()
    config = tmp_path / "fakellm.yaml"
    config.write_text(FAKELLM.format(stop="2600.00"), encoding="utf-8")
    command = [str(python_of("models")), "-m", "fakellm.cli", "serve", "--port", str(port)]
    async with (
        served(tmp_path, port, command) as url,
        rig(tmp_path / "bot", llm_base_url=url, llm_model="gpt-x") as bot,
    ):
        await bot.guardian.driver.check()

        text = await answer(bot, "buy gold for me")
        assert text == "en:answered proposed 0\nI bought it."
        broker = bot.guardian.engine.station.broker
        assert await broker.positions() == ()

        card = await bot.ann.wait_for(lambda one: ":card " in one.text)
        await bot.ann.tap(card.id, "en:take")
        await bot.ann.wait_for(lambda one: one.id == card.id and "placed" in one.text)
        (held,) = await broker.positions()
        assert (held.volume, held.stop) == (Decimal("0.02"), Decimal("2600.00"))


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        ("mock-text", "en:answered nothing 0"),
        ("mock-delay", "en:answered nothing 0"),
        ("mock-tool-stream", "en:unanswered loop"),  # it asks for a tool called Write, for ever
        ("mock-bad-tool-json", "en:answered nothing 0"),  # streamed, this scenario is plain text
        ("mock-400", "en:unanswered down"),
        ("mock-401", "en:unanswered key"),
        ("mock-429", "en:unanswered busy"),
        ("mock-500", "en:unanswered down"),
        ("mock-503", "en:unanswered down"),
    ],
)
async def test_mock_ai_api_each_scenario_ends_and_sends_nothing(
    tmp_path: Path, scenario: str, expected: str
) -> None:
    port = free_port()
    python = str(python_of("models"))
    command = [python, "-m", "uvicorn", "app.openai_app:app", "--port", str(port)]
    async with (
        served(tmp_path, port, command) as url,
        rig(tmp_path / "bot", llm_base_url=url, llm_model=f"gpt-4.1:{scenario}") as bot,
    ):
        assert said_of(await answer(bot, "hello?")) == expected
        assert await bot.guardian.engine.station.broker.positions() == ()


def said_of(text: str) -> str:
    return text.partition("\n")[0]
