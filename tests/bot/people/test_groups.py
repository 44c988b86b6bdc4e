"""Groups: only where an owner said /here, only for those who are served, no buttons for nobody."""

import asyncio
from pathlib import Path

from bot.console.people import Person
from tests.bot.rig import ANN, Rig, rig
from tests.bot.test_access import GROUP, said, user
from tests.bot.test_alerts import drained

HERE = -100


def now(bot: Rig) -> int:
    return int(bot.clock.people().timestamp())


async def say(bot: Rig, who: Person, text: str, **more: object) -> None:
    message = said(who.id, GROUP, text) | {"date": now(bot)} | more
    await bot.handled(bot.server.inject_update({"message": message}))


def texts(bot: Rig) -> list[str]:
    return [one.text for one in bot.server.messages(HERE)]


async def test_a_group_is_allowed_by_an_owner_and_gets_announcements_without_buttons(
    tmp_path: Path,
) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        bot.server.group(HERE, "G")
        await say(bot, bot.ann, "/status")
        await say(bot, bot.eve, "/here")
        assert texts(bot) == []
        await say(bot, bot.ann, "/here")
        await bot.adopt()
        await drained(bot)

        assert texts(bot)[0] == "en:here_set"
        announced = [one for one in bot.server.messages(HERE) if "TradeRegistered" in one.text]
        assert [one.buttons for one in announced] == [()]


async def test_strangers_anonymous_admins_and_forwards_get_nothing_in_an_allowed_group(
    tmp_path: Path,
) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        bot.server.group(HERE, "G")
        await say(bot, bot.ann, "/here")
        before = len(bot.server.requests)
        await say(bot, bot.eve, "/status")
        await say(bot, bot.ann, "/status", sender_chat=GROUP)
        origin = {"type": "user", "date": 1, "sender_user": user(ANN)}
        await say(bot, bot.ann, "/status", forward_origin=origin)
        tap = {"id": "1", "from": user(bot.eve.id), "chat_instance": "1", "data": "b:x"}
        tap["message"] = said(bot.eve.id, GROUP)
        await bot.handled(bot.server.inject_update({"callback_query": tap}))

        sent = [one for one in bot.server.requests[before:] if one.method != "getUpdates"]
        assert [one.method for one in sent if one.method[:3] in {"sen", "ans", "edi"}] == []


async def test_somebody_served_is_answered_in_the_group(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        bot.server.group(HERE, "G")
        await say(bot, bot.ann, "/here")
        await say(bot, bot.ann, "/status")

        assert texts(bot)[-1].startswith("en:status")


async def test_a_group_that_became_a_supergroup_is_followed(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        bot.server.group(HERE, "G")
        bot.server.group(-1001, "G")
        await say(bot, bot.ann, "/here")
        moved = {"migrate_to_chat_id": -1001}
        bot.server.faults.refuse("sendMessage", 400, "Upgraded", parameters=moved, chat=HERE)
        await bot.adopt()
        await drained(bot)

        assert [one.text for one in bot.server.messages(-1001) if "TradeRegistered" in one.text]
        assert set(await bot.guardian.roster.parties()) == {-1001}


async def test_a_group_that_puts_the_bot_out_is_no_longer_served(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        bot.server.group(HERE, "G")
        await say(bot, bot.ann, "/here")
        bot.server.faults.refuse("sendMessage", 403, "Forbidden: bot was kicked", chat=HERE)
        await bot.adopt()
        await bot.ann.wait_for(lambda one: "TradeRegistered" in one.text)

        async with asyncio.timeout(20):  # the two chats are sent to side by side
            while await bot.guardian.roster.parties():  # noqa: ASYNC110 - nothing else tells
                await asyncio.sleep(0.01)


async def test_a_forum_gets_announcements_in_the_accounts_own_topic(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        bot.server.group(HERE, "G", forum=True)
        await say(bot, bot.ann, "/here", chat=GROUP | {"is_forum": True})
        party = (await bot.guardian.roster.parties())[HERE]
        await bot.adopt()
        await drained(bot)

        opened = [one for one in bot.server.requests if one.method == "createForumTopic"]
        assert [one.parameters["name"] for one in opened] == [str(bot.guardian.account)]
        assert party.thread is not None
        sent = [one.parameters for one in bot.server.sent_to(HERE) if one.method == "sendMessage"]
        threads = [one.get("message_thread_id") for one in sent if "Registered" in str(one["text"])]
        assert threads == [str(party.thread)]


async def test_a_topic_that_is_gone_loses_no_announcement(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        bot.server.group(HERE, "G", forum=True)
        await say(bot, bot.ann, "/here", chat=GROUP | {"is_forum": True})
        await bot.guardian.roster.set_topic(HERE, 999)
        await bot.adopt()
        await drained(bot)

        assert [one for one in bot.server.messages(HERE) if "TradeRegistered" in one.text]
