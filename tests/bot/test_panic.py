"""/panic: two different buttons within ten seconds, everything at once, read back in the end."""

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.console.views import MessageView
from dtms.core.events import IntentSent, Paused
from dtms.sim.faults import Fault, Refuse
from tests.bot.rig import Rig, is_answer, rig


async def asked(bot: Rig) -> MessageView:
    said = await bot.ann.say("/panic")
    return await bot.ann.wait_for(lambda one: one.id > said and "panic choose" in one.text)


async def chosen(bot: Rig, scope: str) -> MessageView:
    message = await asked(bot)
    await bot.ann.tap(message.id, f"en:{scope}")
    return await bot.ann.wait_for(lambda one: one.id == message.id and "panic confirm" in one.text)


async def run(bot: Rig, scope: str) -> MessageView:
    message = await chosen(bot, scope)
    await bot.ann.tap(message.id, "en:panic_confirm")
    return await bot.ann.wait_for(lambda one: one.id == message.id and "panic over" in one.text)


def by_hand(bot: Rig) -> int:
    """Open a position that the bot is told nothing about."""
    return bot.guardian.market.terminal.hand.buy("EURUSD", 0.05)


async def held(bot: Rig) -> set[int]:
    return {one.ticket for one in await bot.guardian.engine.station.broker.positions()}


async def test_two_taps_close_everything_guarded_and_pause(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        trade = await bot.adopt()

        over = await run(bot, "close")

        assert f"{trade.key.position} closed" in over.text
        assert await held(bot) == set()
        assert bot.guardian.engine.station.ledger.settings.paused
        facts = await bot.guardian.store.journal.facts(after=0)
        assert sum(isinstance(one.fact, Paused) for one in facts) == 1


async def test_one_tap_closes_nothing(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        trade = await bot.adopt()

        message = await chosen(bot, "account")

        assert await held(bot) == {trade.key.position}
        assert not bot.guardian.engine.station.ledger.settings.paused
        labels = [one.text for row in message.buttons for one in row]
        assert labels == ["en:cancel", "en:panic_confirm"]


async def test_the_second_tap_must_come_within_ten_seconds(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        trade = await bot.adopt()
        message = await chosen(bot, "close")
        bot.clock.pass_by(timedelta(seconds=11))

        query = await bot.ann.tap(message.id, "en:panic_confirm")

        assert (await bot.ann.answer_to(query)).text == "en:expired"
        assert await held(bot) == {trade.key.position}


async def test_a_double_tap_closes_once(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        message = await chosen(bot, "close")
        data = next(one.data for row in message.buttons for one in row if "confirm" in one.text)
        await bot.ann.tap(message.id, "en:panic_confirm")
        await bot.ann.forge_tap(message.id, data)

        await bot.ann.wait_for(lambda one: one.id == message.id and "panic over" in one.text)

        facts = await bot.guardian.store.journal.facts(after=0)
        assert sum(isinstance(one.fact, IntentSent) for one in facts) == 1


async def test_what_is_not_guarded_stays_unless_the_whole_account_is_chosen(
    tmp_path: Path,
) -> None:
    async with rig(tmp_path, dtms_adoption="off") as bot:
        await bot.guardian.driver.check()
        foreign = by_hand(bot)
        order = bot.guardian.market.terminal.hand.place("EURUSD", 2, 0.05, 1.0)

        first = await run(bot, "flatten")
        assert str(foreign) not in first.text
        assert foreign in await held(bot)
        second = await run(bot, "account")

        assert f"{foreign} closed" in second.text
        assert f"{order} closed" in second.text
        assert await held(bot) == set()
        assert await bot.guardian.engine.station.broker.orders() == ()


async def test_what_was_refused_is_said_not_closed_and_tried_by_the_next_panic(
    tmp_path: Path,
) -> None:
    async with rig(tmp_path) as bot:
        trade = await bot.adopt()
        bot.guardian.market.terminal.faults.add(
            Fault(call="order_send", nth=1, effect=Refuse(retcode=10018))
        )

        first = await run(bot, "close")
        assert f"{trade.key.position} not_closed Refusal.MARKET_CLOSED" in first.text
        assert await held(bot) == {trade.key.position}

        second = await run(bot, "close")
        assert f"{trade.key.position} closed" in second.text


async def test_panic_waits_for_no_other_answer_of_its_chat(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        trade = await bot.adopt()
        views = bot.guardian.views
        release = asyncio.Event()

        class Slow:
            async def trade(self, key: object) -> None:
                del key
                await release.wait()

        object.__setattr__(bot.guardian, "views", Slow())
        waiting = await bot.ann.say(f"/trade {trade.key.position}")
        over = await run(bot, "close")
        release.set()
        object.__setattr__(bot.guardian, "views", views)

        assert over.id > waiting
        assert await held(bot) == set()


async def test_nothing_left_is_said(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_adoption="off") as bot:
        await bot.guardian.driver.check()

        over = await run(bot, "close")

        assert over.text.strip() == "en:panic over"


async def test_cancel_does_nothing(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        trade = await bot.adopt()
        message = await chosen(bot, "close")

        await bot.ann.tap(message.id, "en:cancel")
        await bot.ann.wait_for(lambda one: one.id == message.id and "cancelled" in one.text)

        assert await held(bot) == {trade.key.position}


async def test_a_pause_outlives_a_restart(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        await run(bot, "close")
    async with rig(tmp_path) as bot:
        assert bot.guardian.engine.station.ledger.settings.paused
        asked = await bot.ann.say("/resume")
        await bot.ann.wait_for(lambda one: one.id > asked and is_answer(one))
        await bot.ann.say("/mode observe")
        await bot.until(lambda: bot.guardian.engine.station.ledger.settings.mode.value == "observe")
    async with rig(tmp_path) as bot:
        settings = bot.guardian.engine.station.ledger.settings
        assert (settings.paused, settings.mode.value) == (False, "observe")
