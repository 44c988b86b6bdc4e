import asyncio
import json
from pathlib import Path

from tests.bot.rig import ANN, Rig, is_answer, rig
from tests.bot.test_access import private, said, user


def now(bot: Rig) -> int:
    return int(bot.clock.people().timestamp())


async def test_update_is_written_down_before_it_is_confirmed(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.answered(bot.ann, "/help")
        await bot.answered(bot.ann, "/status")

        seen = await rows(bot, "SELECT update_id, body, done_at FROM inbox ORDER BY update_id")
        polls = [one for one in bot.server.requests if one.method.lower() == "getupdates"]
        offsets = [one.parameters.get("offset") for one in polls]
        assert [json.loads(body)["message"]["text"] for _, body, _ in seen] == ["/help", "/status"]
        for offset in offsets:
            assert offset is None or int(str(offset)) - 1 in {number for number, _, _ in seen}


async def test_nothing_is_confirmed_while_the_journal_cannot_be_written(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.answered(bot.ann, "/help")
        await bot.guardian.store.close()
        before = len(bot.server.requests)
        await bot.ann.say("/status")
        await bot.until(lambda: len(bot.server.requests) > before + 1)

        polls = [one for one in bot.server.requests if one.method.lower() == "getupdates"]
        assert len({str(one.parameters.get("offset")) for one in polls[-2:]}) == 1


async def test_redelivered_update_is_dealt_with_once(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.answered(bot.ann, "/help")
        bot.server.redeliver()
        await bot.answered(bot.ann, "/status")

        assert [one.text for one in bot.ann.messages()].count("en:help") == 1


async def test_left_over_update_is_dealt_with_at_start(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        body = {"update_id": 1, "message": said(ANN, private(ANN), "/help")}
        body["message"]["date"] = now(bot)
        await bot.guardian.store.inbox.receive(1, json.dumps(body), bot.clock.people())
    async with rig(tmp_path) as bot:
        await bot.ann.wait_for(lambda one: one.text == "en:help")


async def test_old_command_is_told_and_not_carried_out(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        message = said(ANN, private(ANN), "/pause")
        message["date"] = now(bot) - 61
        await bot.handled(bot.server.inject_update({"message": message}))

        assert not bot.guardian.engine.station.ledger.settings.paused
        assert [one.text for one in bot.ann.messages() if is_answer(one)] == ["en:late"]


async def test_recent_command_is_carried_out(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        message = said(ANN, private(ANN), "/pause")
        message["date"] = now(bot) - 59
        await bot.handled(bot.server.inject_update({"message": message}))

        assert bot.guardian.engine.station.ledger.settings.paused


async def test_unreadable_update_hides_no_other(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        broken = {"message": {"message_id": "none", "from": user(ANN), "chat": private(ANN)}}
        bot.server.inject_update(broken)

        assert await bot.answered(bot.ann, "/help") == "en:help"


async def test_twin_is_announced_once(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.answered(bot.ann, "/help")
        bot.server.faults.conflict(times=2)
        await bot.answered(bot.ann, "/help")

        await bot.ann.wait_for(lambda one: "Noticed" in one.text and "twin" in one.text)
        await asyncio.sleep(0)
        assert sum("twin" in one.text for one in bot.ann.messages()) == 1


async def test_failing_handler_is_told(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        bot.guardian.engine.station.ledger.trades[bot.chat.front.key(1)] = None  # type: ignore[assignment]
        assert await bot.answered(bot.ann, "/status") == "en:failed"


async def rows(bot: Rig, query: str) -> list[tuple[object, ...]]:
    return await bot.guardian.store.database.read(lambda sql: sql.rows(query))
