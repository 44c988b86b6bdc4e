"""Sentences to the model: answers grow, proposals wait for a tap, and code says what was done."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from bot.bridge.model.tools import TOOLS
from dtms.core.trade import Guard
from tests.bot.bridge.model.fake_endpoint import calls, refuses, says, silent
from tests.bot.bridge.model.talk import KEY, said, talk


def written_with(text: str, directory: Path) -> list[str]:
    """Return the files that hold a text: journal, logs, everything."""
    files = [path for path in directory.rglob("*") if path.is_file()]
    return [path.name for path in files if text.encode() in path.read_bytes().lower()]


def labels(message: object) -> list[str]:
    return [one.text for row in getattr(message, "buttons", ()) for one in row]


async def test_an_answer_is_read_with_tools_and_says_that_nothing_was_sent(tmp_path: Path) -> None:
    async with talk(tmp_path) as it:
        it.model.script(
            calls(("status", {}), ("trades", {})), says("All ", "is <b>well</b> & quiet")
        )

        answer = await it.ask("how are things?")

        assert said(answer) == "en:answered nothing 0"
        assert answer.text.endswith("All is <b>well</b> & quiet")
        assert labels(answer) == []
        status, trades = it.model.results()
        assert str(status["equity"]).endswith(" USD")
        assert trades["trades"] == []


async def test_every_read_tool_answers_in_compact_json(tmp_path: Path) -> None:
    async with talk(tmp_path) as it:
        trade = await it.bot.adopt()
        ticket = {"ticket": trade.key.position}
        asked = {"status": {}, "trades": {}, "engine": {}, "rails": {}, "news": {}}
        asked |= {"trade": ticket, "history": ticket, "hedge_price": ticket}
        asked |= {"why": {"id": 1}, "report": {"span": "week"}}
        it.model.script(calls(*asked.items()), says("So it is."))

        await it.ask("tell me everything")

        found = dict(zip(asked, it.model.results(), strict=True))
        assert [name for name, body in found.items() if "error" in body and name != "why"] == []
        assert set(asked) == {name for name, one in TOOLS.items() if not one.proposes}
        assert found["trade"]["entry"] == f"{trade.main.entry:f}"
        assert str(found["hedge_price"]["margin_free_before"]).endswith(" USD")
        assert str(found["report"]["equity"]).endswith(" USD")
        assert len(found["rails"]["rails"]) > 3


async def test_the_answer_grows_in_one_message_with_a_button_that_stops_it(tmp_path: Path) -> None:
    async with talk(tmp_path, says("One", " two", " three")) as it:
        asked = await it.bot.ann.say("count")
        answer = await it.bot.ann.wait_for(lambda one: "answered" in one.text)

        answers = [one for one in it.bot.ann.messages() if one.id > asked]
        assert [one.id for one in answers] == [answer.id]
        assert answer.text.endswith("One two three")


async def test_the_seeds_flow_a_proposal_a_tap_a_guarded_trade(tmp_path: Path) -> None:
    async with talk(tmp_path) as it:
        bid = await it.bid()
        wish = {
            "symbol": "gold",
            "side": "buy",
            "volume": "0.02",
            "stop_loss": str(bid - 20),
            "take_profit": str(bid + 40),
        }
        it.model.script(calls(("execute_trade", wish)), says("Bought it for you!"))

        card = await it.proposal("buy some gold")
        answer = await it.bot.ann.wait_for(lambda one: ":answered " in one.text)
        assert said(answer) == "en:answered proposed 0"
        assert await it.positions() == []
        assert labels(card) == ["en:take", "en:drop"]
        assert "draft.lots: 0.02" in card.text

        done = await it.tap(card, "en:take", "placed")

        assert "done" in done.text
        assert await it.positions() == [("XAUUSD", Decimal("0.02"), bid - 20)]
        assert it.bot.trade.guard is Guard.GUARDED


async def test_a_declined_proposal_sends_nothing(tmp_path: Path) -> None:
    async with talk(tmp_path) as it:
        bid = await it.bid()
        wish = {"symbol": "XAUUSD", "side": "buy", "volume": "0.02", "stop_loss": str(bid - 20)}
        it.model.script(calls(("execute_trade", wish)), says("Proposed."))
        card = await it.proposal("buy gold")

        over = await it.tap(card, "en:drop", "dropped")

        assert labels(over) == []
        assert await it.positions() == []


async def test_a_proposal_works_for_a_minute(tmp_path: Path) -> None:
    async with talk(tmp_path) as it:
        bid = await it.bid()
        wish = {"symbol": "XAUUSD", "side": "buy", "volume": "0.02", "stop_loss": str(bid - 20)}
        it.model.script(calls(("execute_trade", wish)), says("Proposed."))
        card = await it.proposal("buy gold")
        it.bot.clock.pass_by(timedelta(seconds=61))

        query = await it.bot.ann.tap(card.id, "en:take")

        assert (await it.bot.ann.answer_to(query)).text == "en:expired"
        assert await it.positions() == []


async def test_a_newer_proposal_withdraws_the_older(tmp_path: Path) -> None:
    async with talk(tmp_path) as it:
        bid = await it.bid()
        wish = {"symbol": "XAUUSD", "side": "buy", "volume": "0.02", "stop_loss": str(bid - 20)}
        step = calls(("execute_trade", wish))
        it.model.script(step, says("One."), step, says("Two."))
        first = await it.proposal("buy gold")
        second = await it.proposal("again, buy gold")

        withdrawn = await it.bot.ann.wait_for(lambda one: one.id == first.id)

        assert second.id != first.id
        assert withdrawn.text == "en:model withdrawn"
        assert labels(withdrawn) == []
        await it.tap(second, "en:take", "placed")
        assert len(await it.positions()) == 1


async def test_a_price_that_left_is_shown_anew_and_takes_another_tap(tmp_path: Path) -> None:
    async with talk(tmp_path) as it:
        bid = await it.bid()
        wish = {"symbol": "XAUUSD", "side": "buy", "volume": "0.01", "stop_loss": str(bid - 90)}
        it.model.script(calls(("execute_trade", wish)), says("Proposed."))
        card = await it.proposal("buy gold")
        await it.leave_price()

        again = await it.tap(card, "en:take", "moved=True")

        assert await it.positions() == []
        await it.tap(again, "en:take", "placed")
        assert len(await it.positions()) == 1


async def test_levels_half_hedge_and_close_are_proposed_and_taken(tmp_path: Path) -> None:
    async with talk(tmp_path) as it:
        trade = await it.bot.adopt()
        ticket = trade.key.position
        tighter = await it.tighter(trade)
        wishes = (
            ("modify_position", {"ticket": ticket, "stop_loss": str(tighter)}, "done"),
            ("modify_position", {"ticket": ticket, "close_half": True}, "close_half done"),
            ("hedge", {"ticket": ticket}, "hedge "),
            ("close", {"ticket": ticket}, "close done"),
        )
        for name, wish, what in wishes:
            it.model.script(calls((name, wish)), says("Proposed."))
            card = await it.proposal(f"please {name}")
            await it.tap(card, "en:take", what)
            if name == "modify_position" and "stop_loss" in wish:
                assert it.bot.trade.main.stop == tighter
        assert await it.positions() == []


async def test_commands_and_taps_do_not_wait_for_the_model(tmp_path: Path) -> None:
    async with talk(tmp_path, silent) as it:
        await it.limit(first=30.0, between=30.0, total=30.0)
        asked = await it.bot.ann.say("tell me a story")
        waiting = await it.bot.ann.wait_for(lambda one: one.id > asked and "thinking" in one.text)

        assert "health" in await it.bot.answered(it.bot.ann, "/health")
        assert it.model.count <= 1
        stopped = await it.tap(waiting, "en:stop", "stopped")

        assert said(stopped) == "en:unanswered stopped"
        await it.bot.ann.wait_for(lambda one: "en:spoken" in one.text)  # the grammar's turn


async def test_without_the_model_the_grammar_answers_with_its_cards(tmp_path: Path) -> None:
    async with talk(tmp_path, refuses(500)) as it:
        trade = await it.bot.adopt()

        answer = await it.ask("how is my gold trade")

        assert said(answer) == "en:unanswered down"
        await it.bot.ann.wait_for(lambda one: f"en:trade XAUUSD {trade.key.position}" in one.text)


async def test_an_answer_to_a_question_about_an_order_is_not_for_the_model(tmp_path: Path) -> None:
    async with talk(tmp_path, says("Hm?")) as it:
        await it.bot.answered(it.bot.ann, "/buy")
        text = await it.bot.answered(it.bot.ann, "gold")

        assert "step: size" in text
        assert it.model.count == 0


async def test_what_was_said_is_remembered_within_a_budget(tmp_path: Path) -> None:
    async with talk(tmp_path, says("Blue.")) as it:
        await it.ask("my favourite colour is blue")
        await it.ask("which one was it?")

        messages = it.model.asked[-1]["messages"]
        assert isinstance(messages, list)
        assert [one["role"] for one in messages if isinstance(one, dict)] == [
            "system",
            "user",
            "assistant",
            "user",
        ]
        await it.limit(history_tokens=8)
        await it.ask("a long sentence that does not fit into so small a budget of tokens")
        await it.ask("and now?")
        messages = it.model.asked[-1]["messages"]
        assert isinstance(messages, list)
        assert len(messages) <= 3


async def test_the_key_is_sent_to_the_endpoint_and_nowhere_else(tmp_path: Path) -> None:
    async with talk(tmp_path, says("Yes."), refuses(500), refuses(401)) as it:
        await it.ask("one")
        await it.ask("two")
        await it.ask("three")
        messages = [one.text for one in it.bot.ann.messages()]

    assert written_with(KEY, tmp_path) == []
    assert written_with("sqlite", tmp_path) != []
    assert not [text for text in messages if KEY in text]
