"""Updates that Telegram brings: only with the secret, each acted on once."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.settings import Settings
from tests.bot.rig import ANN, Rig, rig
from tests.bot.test_access import private, said

SECRET = "s" * 32
HEADER = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


@asynccontextmanager
async def hooked(tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig(
        tmp_path,
        dtms_webhook_url="https://proxy.example/dtms",
        dtms_webhook_secret=SECRET,
        dtms_webhook_listen="127.0.0.1:0",
    ) as bot:
        await bot.until(lambda: bot.chat.webhook is not None and bot.chat.webhook.port != 0)
        yield bot


async def bring(bot: Rig, body: bytes, headers: dict[str, str], path: str = "/dtms") -> int:
    assert bot.chat.webhook is not None
    url = f"http://127.0.0.1:{bot.chat.webhook.port}{path}"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers=headers) as answer,
    ):
        assert await answer.read() in {b"", b"404: Not Found"}
        return answer.status


def update(bot: Rig, number: int = 1) -> bytes:
    message = said(ANN, private(ANN), "/help") | {"date": int(bot.clock.people().timestamp())}
    return json.dumps({"update_id": number, "message": message}).encode()


async def test_an_update_that_is_brought_twice_is_acted_on_once(tmp_path: Path) -> None:
    async with hooked(tmp_path) as bot:
        assert await bring(bot, update(bot), HEADER) == 200
        assert await bring(bot, update(bot), HEADER) == 200
        assert await bring(bot, update(bot, 2), HEADER) == 200
        await bot.handled(2)

        assert [one.text for one in bot.ann.messages()].count("en:help") == 2
        assert not [one for one in bot.server.requests if one.method == "getUpdates"]
        told = [one.parameters for one in bot.server.requests if one.method == "setWebhook"]
        assert [(one["url"], one["secret_token"]) for one in told] == [
            ("https://proxy.example/dtms", SECRET)
        ]


@pytest.mark.parametrize(
    ("headers", "path"),
    [({}, "/dtms"), (dict.fromkeys(HEADER, "wrong"), "/dtms"), (HEADER, "/other")],
)
async def test_without_the_secret_there_is_nothing(
    tmp_path: Path, headers: dict[str, str], path: str
) -> None:
    async with hooked(tmp_path) as bot:
        assert await bring(bot, update(bot), headers, path) == 404
        assert await bot.guardian.store.inbox.undone() == ()
        assert bot.ann.messages() == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"update_id": "1"}', b"[" * 100_000])
async def test_what_is_no_update_is_refused(tmp_path: Path, body: bytes) -> None:
    async with hooked(tmp_path) as bot:
        assert await bring(bot, body, HEADER) == 400


async def test_an_update_that_cannot_be_written_down_is_not_taken(tmp_path: Path) -> None:
    async with hooked(tmp_path) as bot:
        await bot.guardian.store.close()
        assert await bring(bot, update(bot), HEADER) == 503


@pytest.mark.parametrize(
    "given",
    [
        {"dtms_webhook_url": "https://x.example/h"},
        {"dtms_webhook_url": "http://x.example/h", "dtms_webhook_secret": SECRET},
        {"dtms_webhook_url": "https://x.example", "dtms_webhook_secret": SECRET},
        {"dtms_webhook_secret": "short"},
        {"dtms_webhook_listen": "8086"},
        {"dtms_webhook_listen": "127.0.0.1:99999"},
    ],
)
def test_half_a_webhook_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"(?i)webhook"):
        Settings.model_validate({"bot_token": "42:TEST", **given})
