"""Orders in the chat: a line or a few taps, one summary, one confirm, one position."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.console.views import MessageView
from dtms.core.events import OrderSent
from dtms.core.trade import Guard
from tests.bot.rig import Rig, is_answer, rig


async def said(bot: Rig, text: str, what: str = "") -> MessageView:
    """Say something and return the first answer that holds `what`."""
    asked = await bot.ann.say(text)
    return await bot.ann.wait_for(
        lambda one: one.id > asked and is_answer(one) and what in one.text
    )


async def tapped(bot: Rig, message: MessageView, label: str, what: str) -> MessageView:
    """Tap a button and return the message once it says something else."""
    await bot.ann.tap(message.id, label)
    return await bot.ann.wait_for(lambda one: one.id == message.id and what in one.text)


def labels(message: MessageView) -> list[str]:
    return [one.text for row in message.buttons for one in row]


async def ready(bot: Rig) -> Decimal:
    """Let the first check pass; return gold's bid."""
    await bot.guardian.driver.check()
    return (await bot.guardian.engine.station.broker.quote("XAUUSD")).bid


async def positions(bot: Rig) -> list[tuple[str, Decimal, Decimal | None]]:
    held = await bot.guardian.engine.station.broker.positions()
    return [(one.symbol, one.volume, one.stop) for one in held]


async def orders(bot: Rig) -> int:
    return len(await bot.guardian.engine.station.broker.orders())


async def test_a_line_and_one_tap_open_a_guarded_trade(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        bid = await ready(bot)
        stop = bid - 20

        summary = await said(bot, f"/buy 0.02 gold sl {stop} tp {bid + 40}", "offer")
        assert await positions(bot) == []
        done = await tapped(bot, summary, "en:confirm", "placed")

        assert "done" in done.text
        assert await positions(bot) == [("XAUUSD", Decimal("0.02"), stop)]
        assert bot.trade.guard is Guard.GUARDED


async def test_a_conversation_of_taps_ends_in_the_same_summary(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await ready(bot)

        message = await said(bot, "/sell", "asking")
        message = await tapped(bot, message, "en:symbol XAUUSD", "step: size")
        message = await tapped(bot, message, "en:risk 0.005", "step: stop")
        message = await tapped(bot, message, "en:stop_atr 3", "step: target")
        message = await tapped(bot, message, "en:target_r 2", "offer")
        await tapped(bot, message, "en:confirm", "placed")

        (held,) = await bot.guardian.engine.station.broker.positions()
        assert held.symbol == "XAUUSD"
        assert held.stop is not None
        assert held.target is not None
        assert held.target < held.entry < held.stop


async def test_typed_answers_are_taken_as_well_as_taps(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        bid = await ready(bot)

        await said(bot, "/buy", "step: symbol")
        await said(bot, "gold", "step: size")
        await said(bot, "0,02", "step: stop")
        await said(bot, str(bid - 20), "step: target")
        summary = await said(bot, str(bid + 40), "offer")

        await tapped(bot, summary, "en:confirm", "placed")
        assert await positions(bot) == [("XAUUSD", Decimal("0.02"), bid - 20)]


async def test_what_is_refused_is_asked_again(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        bid = await ready(bot)

        wrong = await said(bot, f"/buy 0.02 gold sl {bid + 20}", "stop_side")
        assert "step: stop" in wrong.text
        again = await said(bot, f"{bid - 20}", "offer")

        assert "en:confirm" in labels(again)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("/buy \u0660.1 gold sl 2400", "digits"),
        ("/buy 0.1 gold sl 1e309", "number"),
        ("/buy 0.1 gold silver", "twice"),
        ("/bracket 0.1 gold buy", "missing"),
        ("/buy 0.1 <b>nosuch sl 1", "symbol_unknown"),
    ],
)
async def test_what_is_not_understood_is_said_and_nothing_is_sent(
    tmp_path: Path, line: str, what: str
) -> None:
    async with rig(tmp_path) as bot:
        await ready(bot)

        await said(bot, line, what)

        assert await positions(bot) == []


async def test_plain_text_outside_a_conversation_is_not_taken(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        bid = await ready(bot)
        summary = await said(bot, f"/buy 0.02 gold sl {bid - 20}", "offer")

        asked = await bot.ann.say("0.5")
        await said(bot, "/health", "health")

        answers = [one for one in bot.ann.messages() if one.id > asked and is_answer(one)]
        assert "spoken unknown" in answers[0].text
        assert len(answers) == 2
        assert "en:confirm" in labels(summary)


async def test_cancel_sends_nothing(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        bid = await ready(bot)
        summary = await said(bot, f"/buy 0.02 gold sl {bid - 20}", "offer")

        over = await tapped(bot, summary, "en:cancel", "cancelled")

        assert labels(over) == []
        assert await positions(bot) == []


async def test_confirm_works_once(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        bid = await ready(bot)
        summary = await said(bot, f"/buy 0.02 gold sl {bid - 20}", "offer")
        data = next(one.data for row in summary.buttons for one in row if "confirm" in one.text)

        first = await bot.ann.tap(summary.id, "en:confirm")
        second = await bot.ann.forge_tap(summary.id, data)

        answers = {(await bot.ann.answer_to(one)).text for one in (first, second)}
        await bot.ann.wait_for(lambda one: one.id == summary.id and "placed" in one.text)
        assert answers == {"en:working", "en:already_done"}
        assert len(await positions(bot)) == 1


async def test_confirm_is_over_after_a_minute(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        bid = await ready(bot)
        summary = await said(bot, f"/buy 0.02 gold sl {bid - 20}", "offer")
        bot.clock.pass_by(timedelta(seconds=61))

        query = await bot.ann.tap(summary.id, "en:confirm")

        assert (await bot.ann.answer_to(query)).text == "en:expired"
        assert await positions(bot) == []


async def test_the_button_of_an_older_order_places_nothing(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        bid = await ready(bot)
        old = await said(bot, f"/buy 0.02 gold sl {bid - 20}", "offer")
        await said(bot, f"/sell 0.03 gold sl {bid + 20}", "offer")

        await tapped(bot, old, "en:confirm", "forgotten")

        assert await positions(bot) == []


async def test_another_persons_confirm_places_nothing(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        bid = await ready(bot)
        summary = await said(bot, f"/buy 0.02 gold sl {bid - 20}", "offer")
        data = next(one.data for row in summary.buttons for one in row if "confirm" in one.text)

        query = await bot.ben.forge_tap(summary.id, data)

        assert (await bot.ben.answer_to(query)).text == "en:unknown"
        assert await positions(bot) == []


async def moved(bot: Rig, bid: Decimal, least: int) -> None:
    """Let the market go on until the price has moved; the hand does nothing."""
    terminal = bot.guardian.market.terminal
    broker = bot.guardian.engine.station.broker
    while abs((await broker.quote("XAUUSD")).bid - bid) < least:
        terminal.advance_to(terminal.now + timedelta(minutes=5))
        bot.clock.market_now = terminal.now


async def test_a_market_faster_than_people_may_move_further_before_they_tap(
    tmp_path: Path,
) -> None:
    async with rig(tmp_path) as bot:
        bid = await ready(bot)
        summary = await said(bot, f"/buy 0.01 gold sl {bid - 60}", "offer")
        await moved(bot, bid, 3)

        await tapped(bot, summary, "en:confirm", "placed")

        assert len(await positions(bot)) == 1


async def test_a_price_that_moved_is_shown_anew(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_speed=1) as bot:
        bid = await ready(bot)
        summary = await said(bot, f"/buy 0.01 gold sl {bid - 60}", "offer")
        await moved(bot, bid, 3)

        again = await tapped(bot, summary, "en:confirm", "price_moved")

        assert await positions(bot) == []
        assert "en:confirm" in labels(again)


async def test_a_conversation_outlives_a_restart(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        bid = await ready(bot)
        await said(bot, "/buy 0.02 gold", "step: stop")
    async with rig(tmp_path) as bot:
        bot.clock.market_now = bot.guardian.market.terminal.now
        await bot.guardian.driver.check()

        await said(bot, str(bid - 20), "step: target")
        summary = await said(bot, str(bid + 40), "offer")
        await tapped(bot, summary, "en:confirm", "placed")

        assert await positions(bot) == [("XAUUSD", Decimal("0.02"), bid - 20)]


async def test_a_bracket_is_placed_listed_and_taken_back(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await ready(bot)
        message = await said(bot, "/bracket 0.02 gold", "step: legs")
        message = await tapped(bot, message, "en:breakout 2", "bracketoffer")
        await tapped(bot, message, "en:confirm", "placed")
        assert await orders(bot) == 2

        listed = await said(bot, "/trades", "orders")
        first = next(one for one in labels(listed) if one.startswith("en:withdraw"))
        asked = await tapped(bot, listed, first, "withdrawing")
        await tapped(bot, asked, "en:confirm", "taken_back")

        assert await orders(bot) == 0


async def test_no_words_open_anything_without_a_tap(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        bid = await ready(bot)

        await said(bot, f"/buy 0.02 gold sl {bid - 20}", "offer")
        await bot.ann.say("confirm")
        await bot.ann.say("yes")
        await said(bot, "/health", "health")

        facts = await bot.guardian.store.journal.facts(after=0)
        assert not any(isinstance(one.fact, OrderSent) for one in facts)
