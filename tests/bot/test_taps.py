import asyncio
from datetime import timedelta
from pathlib import Path

from bot.console.people import Person
from bot.console.views import MessageView
from dtms.core.trade import TradeState
from tests.bot.rig import rig


def data(message: MessageView, label: str) -> str:
    return next(one.data for row in message.buttons for one in row if one.text == label)


async def toast(person: Person, message_id: int, what: str) -> str:
    return (await person.answer_to(await person.tap(message_id, what))).text


async def test_risky_order_takes_two_taps_and_shows_what_is_held(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        before = (await bot.adopt()).volume
        card = await bot.card()

        await bot.ann.tap(card.id, "en:close_half")
        asked = await bot.ann.wait_for(lambda one: one.id == card.id and "confirm" in one.text)
        assert bot.trade.volume == before
        await bot.ann.tap(asked.id, "en:confirm")
        done = await bot.ann.wait_for(lambda one: one.id == card.id and "done" in one.text)

        assert bot.trade.volume == before / 2
        assert done.text.startswith("en:close_half done")


async def test_cancel_draws_the_card_again(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        card = await bot.card()
        await bot.ann.tap(card.id, "en:close")
        asked = await bot.ann.wait_for(lambda one: one.id == card.id and "confirm" in one.text)
        await bot.ann.tap(asked.id, "en:cancel")

        await bot.ann.wait_for(lambda one: one.id == card.id and "en:trade" in one.text)
        assert bot.trade.state is TradeState.HEALTHY


async def test_hedge_now_and_close_hedge(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        trade = await bot.adopt()
        asked = await bot.ann.say(f"/hedge {trade.key.position}")
        priced = await bot.ann.wait_for(lambda one: one.id > asked and "hedge" in one.text)
        await bot.ann.tap(priced.id, "en:confirm")
        done = await bot.ann.wait_for(lambda one: one.id == priced.id and one.edited)
        assert bot.trade.state is TradeState.HEDGED, done.text

        await bot.ann.tap(done.id, "en:close_hedge")
        await bot.ann.wait_for(lambda one: one.id == done.id and "confirm" in one.text)
        await bot.ann.tap(done.id, "en:confirm")
        await bot.until(lambda: bot.trade.hedge is None)


async def test_double_tap_has_one_effect_and_two_answers(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        volume = (await bot.adopt()).volume
        card = await bot.card()
        await bot.ann.tap(card.id, "en:close_half")
        asked = await bot.ann.wait_for(lambda one: one.id == card.id and "confirm" in one.text)
        first = await bot.ann.tap(asked.id, "en:confirm")
        second = await bot.ann.forge_tap(asked.id, data(asked, "en:confirm"))

        answers = {(await bot.ann.answer_to(one)).text for one in (first, second)}
        await bot.ann.wait_for(lambda one: one.id == card.id and "done" in one.text)
        assert answers == {"en:working", "en:already_done"}
        assert bot.trade.volume == volume / 2


async def test_another_persons_button_does_nothing(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        version = (await bot.adopt()).version
        card = await bot.card()
        query = await bot.ben.forge_tap(card.id, data(card, "en:hold"))

        assert (await bot.ben.answer_to(query)).text == "en:unknown"
        assert bot.trade.version == version


async def test_forged_data_does_nothing(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        version = (await bot.adopt()).version
        card = await bot.card()
        for forged in ("b:guess", "b:", "x:y", "b:" + "x" * 100, "b:a:b"):
            query = await bot.ann.forge_tap(card.id, forged)
            assert (await bot.ann.answer_to(query)).text == "en:unknown"
        assert bot.trade.version == version


async def test_expired_button_draws_the_card_again(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        version = (await bot.adopt()).version
        card = await bot.card()
        bot.clock.pass_by(timedelta(hours=13))

        assert await toast(bot.ann, card.id, "en:hold") == "en:expired"
        drawn = await bot.ann.wait_for(lambda one: one.id == card.id and one.edited)
        assert data(drawn, "en:hold") != data(card, "en:hold")
        assert bot.trade.version == version


async def test_button_of_an_older_state_is_out_of_date(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        old, new = await bot.card(), None
        new = await bot.card()
        await bot.ann.tap(new.id, "en:hold")
        await bot.ann.wait_for(lambda one: one.id == new.id and "done" in one.text)
        version = bot.trade.version

        assert await toast(bot.ann, old.id, "en:close") == "en:out_of_date"
        await bot.ann.wait_for(lambda one: one.id == old.id and one.edited)
        assert bot.trade.version == version


async def test_tap_works_after_a_restart(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        card = await bot.card()
        version = bot.trade.version
    async with rig(tmp_path) as bot:
        bot.clock.market_now = bot.guardian.market.terminal.now
        await bot.guardian.driver.check()
        assert bot.trade.version == version
        assert await toast(bot.ann, card.id, "en:hold") == "en:working"
        await bot.until(lambda: bot.trade.held_until is not None)


async def test_tap_that_telegram_calls_too_old_is_not_carried_out(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        card = await bot.card()
        bot.server.faults.refuse(
            "answerCallbackQuery",
            400,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        )
        await bot.ann.tap(card.id, "en:hold")

        await bot.ann.wait_for(lambda one: one.text == "en:late")
        assert bot.trade.held_until is None


async def test_tap_is_answered_before_the_order_is_carried_out(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        card = await bot.card()
        lock = bot.guardian.engine._lock(bot.trade.key)
        async with lock:  # the broker takes its time
            assert await toast(bot.ann, card.id, "en:hold") == "en:working"
            assert bot.trade.held_until is None
        await bot.until(lambda: bot.trade.held_until is not None)


async def test_concurrent_hedges_make_one(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        trade = await bot.adopt()
        cards = []
        for person in (bot.ann, bot.ben):
            asked = await person.say(f"/hedge {trade.key.position}")
            cards.append(
                await person.wait_for(lambda one, a=asked: one.id > a and "hedge" in one.text)
            )
        await asyncio.gather(
            bot.ann.tap(cards[0].id, "en:confirm"), bot.ben.tap(cards[1].id, "en:confirm")
        )
        await bot.until(lambda: bot.trade.hedge is not None)
        await bot.ben.wait_for(lambda one: one.id == cards[1].id and one.edited)

        positions = await bot.guardian.engine.station.broker.positions()
        assert len(positions) == 2
