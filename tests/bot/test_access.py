from pathlib import Path

import pytest

from bot.routers.saying import pages
from bot.wording import CommandName
from tests.bot.rig import ANN, EVE, rig


def user(number: int) -> dict[str, object]:
    return {"id": number, "is_bot": False, "first_name": "X", "language_code": "en"}


def private(number: int) -> dict[str, object]:
    return {"id": number, "type": "private", "first_name": "X"}


GROUP = {"id": -100, "type": "supergroup", "title": "G"}


def said(who: int, chat: dict[str, object], text: str = "/status") -> dict[str, object]:
    return {"message_id": 5, "date": 1_793_620_800, "from": user(who), "chat": chat, "text": text}


STRANGE = {
    "stranger in private": {"message": said(EVE, private(EVE))},
    "stranger starts": {"message": said(EVE, private(EVE), "/start")},
    "stranger in a group": {"message": said(EVE, GROUP)},
    "owner in a group": {"message": said(ANN, GROUP)},
    "stranger's tap": {
        "callback_query": {
            "id": "1",
            "from": user(EVE),
            "chat_instance": "1",
            "data": "b:x",
            "message": said(EVE, private(EVE)),
        }
    },
    "stranger edits": {"edited_message": said(EVE, private(EVE))},
    "owner edits": {"edited_message": said(ANN, private(ANN))},
    "channel post": {"channel_post": said(EVE, {"id": -5, "type": "channel", "title": "C"})},
    "inline query": {"inline_query": {"id": "1", "from": user(EVE), "query": "x", "offset": ""}},
    "stranger blocks": {
        "my_chat_member": {
            "chat": private(EVE),
            "from": user(EVE),
            "date": 0,
            "old_chat_member": {"status": "member", "user": user(42)},
            "new_chat_member": {"status": "kicked", "user": user(42), "until_date": 0},
        }
    },
}


@pytest.mark.parametrize("update", STRANGE.values(), ids=STRANGE.keys())
async def test_strangers_get_nothing(tmp_path: Path, update: dict[str, object]) -> None:
    async with rig(tmp_path) as bot:
        number = bot.server.inject_update(update)
        await bot.handled(number)

        assert bot.server.sent_to(EVE) == []
        assert bot.server.sent_to(-100) == []
        assert not [one for one in bot.server.requests if one.method == "answerCallbackQuery"]


async def test_empty_allow_list_is_nobody(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=()) as bot:
        number = bot.server.inject_update({"message": said(ANN, private(ANN))})
        await bot.handled(number)

        assert bot.server.sent_to(ANN) == []


async def test_owner_is_answered(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        assert (await bot.answered(bot.ann, "/status")).startswith("en:status")


@pytest.mark.parametrize(
    "ticket", ["١٢", "1_0", "1e309", "-1", "0", "1" * 20, "9223372036854775808", "12 13", "x", "1"]
)
@pytest.mark.parametrize("command", ["trade", "hedge", "history"])
async def test_impossible_tickets_are_refused_politely(
    tmp_path: Path, command: str, ticket: str
) -> None:
    async with rig(tmp_path) as bot:
        assert await bot.answered(bot.ann, f"/{command} {ticket}") == "en:no_ticket"


async def test_every_command_answers(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        for command in CommandName:
            assert (await bot.answered(bot.ann, f"/{command.value}")).startswith("en:"), command


async def test_language_is_each_persons_own(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        assert await bot.answered(bot.ann, "/language de") == "de:language_set"
        assert (await bot.answered(bot.ann, "/status")).startswith("de:")
        assert (await bot.answered(bot.ben, "/status")).startswith("en:")


async def test_app_language_is_used_until_one_is_chosen(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        bot.ann.speak("pt-br")
        assert (await bot.answered(bot.ann, "/status")).startswith("pt:")


async def test_mode_is_set(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        asked = await bot.ann.say("/mode")
        offer = await bot.ann.wait_for(lambda one: one.id > asked and one.buttons != ())
        await bot.ann.tap(offer.id, "en:observe")
        await bot.ann.wait_for(lambda one: one.id == offer.id and one.edited)

        assert bot.guardian.engine.station.ledger.settings.mode.value == "observe"


def test_long_answers_are_split_between_lines() -> None:
    text = "\n".join("x" * 100 for _ in range(100))
    assert "\n".join(pages(text)) == text
    assert all(len(page) <= 4096 for page in pages(text))
