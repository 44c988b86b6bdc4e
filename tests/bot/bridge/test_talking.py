"""Sentences in the chat: cards for questions, confirm steps for orders, nothing without a tap."""

from decimal import Decimal
from pathlib import Path

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


async def positions(bot: Rig) -> list[tuple[str, Decimal, Decimal | None]]:
    held = await bot.guardian.engine.station.broker.positions()
    return [(one.symbol, one.volume, one.stop) for one in held]


async def bid(bot: Rig, symbol: str = "EURUSD") -> Decimal:
    await bot.guardian.driver.check()
    return (await bot.guardian.engine.station.broker.quote(symbol)).bid


async def test_the_seeds_flow_from_words_to_a_guarded_trade(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        now = await bid(bot)
        stop, target = now - Decimal("0.005"), now + Decimal("0.01")

        line = f"buy 0.1 eurusd stop {stop} target {target}"
        summary = await said(bot, line, "offer")
        assert await positions(bot) == []
        await tapped(bot, summary, "en:confirm", "placed")

        facts = await bot.guardian.store.journal.facts(after=0)
        (terms,) = (one.fact.terms for one in facts if isinstance(one.fact, OrderSent))
        assert (terms.symbol, terms.volume) == ("EURUSD", Decimal("0.1"))
        assert (terms.stop, terms.target) == (stop, target)
        (held,) = await bot.guardian.engine.station.broker.positions()
        assert (held.symbol, held.volume, held.target) == ("EURUSD", terms.volume, target)
        assert held.stop is not None
        assert stop <= held.stop < now  # already tightened, if it was called for
        assert bot.trade.guard is Guard.GUARDED
        assert "EURUSD" in (await said(bot, "/status", "status")).text
        assert "EURUSD" in (await said(bot, "how is my euro trade", "trade EURUSD")).text
        engine = await said(bot, "/dtms", "dtms")
        assert str(bot.trade.key.position) in engine.text


async def test_what_an_order_leaves_out_is_asked_for(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        now = await bid(bot, "XAUUSD")

        await said(bot, "купи золото", "step: size")
        await said(bot, "0,02", "step: stop")
        await said(bot, str(now - 20), "step: target")

        assert await positions(bot) == []


async def test_a_question_in_the_middle_of_an_order_is_answered(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        now = await bid(bot, "XAUUSD")
        await said(bot, "buy 0.02 gold", "step: stop")

        await said(bot, "what's my equity", "status")
        await said(bot, f"{now - 20}", "step: target")

        assert await positions(bot) == []


async def test_closing_in_words_asks_and_one_tap_closes(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        before = await positions(bot)

        asked = await said(bot, "close my gold trade", "confirm close")
        assert await positions(bot) == before
        await tapped(bot, asked, "en:confirm", "close done")

        assert await positions(bot) == []


async def test_a_question_about_closing_shows_the_card(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()

        await said(bot, "should I close gold?", "trade XAUUSD")

        assert len(await positions(bot)) == 1


async def test_a_trade_of_the_other_side_does_not_fit(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        other = {"buy": "short", "sell": "long"}[bot.trade.side.value]

        await said(bot, f"close my gold {other}", "none_fit")
        await said(bot, "close silver", "none_fit")


async def test_several_trades_become_a_choice(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        now = await bid(bot, "XAUUSD")
        for _ in range(2):
            summary = await said(bot, f"buy 0.01 gold sl {now - 20}", "offer")
            await tapped(bot, summary, "en:confirm", "placed")

        choice = await said(bot, "close gold", "which")
        assert len(labels(choice)) == 2
        await tapped(bot, choice, labels(choice)[0], "confirm close")

        assert len(await positions(bot)) == 2


async def test_close_everything_is_the_panic_with_its_two_taps(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()

        await said(bot, "close everything", "panic choose")

        assert len(await positions(bot)) == 1


async def test_pause_and_mode_wait_for_a_tap(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bid(bot)
        ledger = bot.guardian.engine.station.ledger

        asked = await said(bot, "pause trading", "spoken pause")
        assert not ledger.settings.paused
        await tapped(bot, asked, "en:confirm", "done")
        assert ledger.settings.paused
        asked = await said(bot, "carry on", "spoken resume")
        await tapped(bot, asked, "en:confirm", "done")
        assert not ledger.settings.paused
        asked = await said(bot, "switch to observe mode", "choose_mode")
        assert labels(asked) == ["en:observe"]


async def test_what_is_not_understood_is_said(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bid(bot)

        await said(bot, "what is the weather like", "spoken unknown")
        await said(bot, "don't buy gold", "spoken not")
        await said(bot, "yes", "spoken unknown")

        facts = await bot.guardian.store.journal.facts(after=0)
        assert not any(isinstance(one.fact, OrderSent) for one in facts)


async def test_long_texts_get_nothing(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bid(bot)

        asked = await bot.ann.say("close gold " * 40)
        await said(bot, "/health", "health")

        answers = [one for one in bot.ann.messages() if one.id > asked and is_answer(one)]
        assert len(answers) == 1


async def test_forwarded_words_are_nobodys_order(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        now = await bid(bot, "XAUUSD")
        await said(bot, "buy 0.02 gold", "step: stop")
        api = bot.ann._api
        origin = {"type": "hidden_user", "sender_user_name": "someone", "date": 0}
        chat = api.store.chat(bot.ann.id) or {}

        for text in (f"{now - 20}", f"buy 0.02 gold sl {now - 20}"):
            body = {"from": bot.ann.user, "chat": chat, "text": text, "forward_origin": origin}
            api.enqueue("message", api.add_message(body).body)
        health = await said(bot, "/health", "health")

        answers = [one for one in bot.ann.messages() if one.id < health.id and is_answer(one)]
        assert ["step: stop" in one.text for one in answers] == [True]


async def test_every_reading_has_its_card(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()

        await said(bot, "status", "en:status")
        await said(bot, "my trades", "en:trades")
        await said(bot, "engine status", "en:dtms")
        await said(bot, "my limits", "en:rails")
        await said(bot, "any news today", "en:news")
        await said(bot, "are you alive", "en:health")
        await said(bot, "history of gold", "en:history")
        await said(bot, "help", "en:help")
        await said(bot, "good morning", "spoken hello")
        await said(bot, "what would a hedge on gold cost", "confirm hedge")
        await said(bot, "hedge half of gold", "spoken hedge_whole")
        await said(bot, "move the stop on gold to 2400", "spoken levels")
