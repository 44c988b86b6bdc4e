"""Cards and lists: pages, refreshing in place, and edits that are not worth making."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.console.html_rules import parse_html
from bot.console.views import MessageView
from bot.paging import Page
from bot.parts import LONGEST, pages
from dtms.core import events
from dtms.core.events import Refusal
from dtms.core.trade import Duty
from tests.bot.rig import Rig, rig


def edits(bot: Rig, message: MessageView) -> int:
    return sum(
        one.method == "editMessageText" and str(one.parameters["message_id"]) == str(message.id)
        for one in bot.server.requests
    )


async def asked(bot: Rig, text: str, answer: str) -> MessageView:
    number = await bot.ann.say(text)
    return await bot.ann.wait_for(lambda one: one.id > number and answer in one.text)


async def fill(bot: Rig, trades: int) -> None:
    """Let the hand open several small trades, and DTMS find them."""
    terminal = bot.guardian.market.terminal
    bid = terminal.api.symbol_info_tick("XAUUSD").bid
    for _ in range(trades):
        terminal.hand.buy("XAUUSD", 0.01, sl=round(bid - 50, 2), tp=round(bid + 50, 2))
    await bot.guardian.driver.check()


async def test_refresh_edits_in_place(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        for command, said in (
            ("/status", "en:status"),
            ("/dtms", "en:dtms"),
            ("/rails", "en:rails"),
            ("/health", "en:health"),
            ("/trades", "en:trades"),
            ("/history", "en:history"),
        ):
            message = await asked(bot, command, said)
            bot.clock.pass_by(timedelta(seconds=2))
            await bot.ann.tap(message.id, "en:refresh")
            again = await bot.ann.wait_for(lambda one, m=message: one.id == m.id and one.edited)
            assert said in again.text


async def test_two_refreshes_within_a_second_edit_once(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        message = await asked(bot, "/status", "en:status")
        await bot.ann.tap(message.id, "en:refresh")
        await bot.ann.wait_for(lambda one: one.id == message.id and one.edited)
        answer = await bot.ann.answer_to(await bot.ann.tap(message.id, "en:refresh"))
        assert (answer.text, edits(bot, message)) == ("en:fresh", 1)

        bot.clock.pass_by(timedelta(seconds=1))
        await bot.ann.answer_to(await bot.ann.tap(message.id, "en:refresh"))
        await bot.until(lambda: edits(bot, message) == 2)


async def test_message_that_is_not_modified_is_no_error(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with rig(tmp_path) as bot:
        message = await asked(bot, "/status", "en:status")
        bot.server.faults.refuse(
            "editMessageText", 400, "Bad Request: message is not modified: specified new message"
        )
        number = await bot.ann.tap(message.id, "en:refresh")
        await bot.until(lambda: edits(bot, message) == 1)
        await bot.ann.answer_to(number)

        assert await bot.answered(bot.ann, "/help") == "en:help"
        assert [one for one in bot.ann.messages() if one.text == "en:failed"] == []
        assert "Traceback" not in caplog.text


async def test_many_trades_come_in_pages(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        await fill(bot, 9)
        first = await asked(bot, "/trades", "en:trades 1/2")
        assert len(first.text.splitlines()) == 1 + 8

        await bot.ann.tap(first.id, "▶")
        last = await bot.ann.wait_for(lambda one: one.id == first.id and "2/2" in one.text)
        assert len(last.text.splitlines()) == 1 + 2
        assert "2/2" in [one.text for row in last.buttons for one in row]
        shown = {line for one in (first, last) for line in one.text.splitlines()[1:]}
        assert len(shown) == 10


async def test_history_turns_its_pages_for_one_trade(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        trade = await bot.adopt()
        refusals = [
            events.ActionRefused(
                key=trade.key,
                at=bot.clock.market(),
                duty=Duty.HEDGE,
                kind=None,
                reason=Refusal.NO_MONEY,
                retcode=10000 + number,
                score=None,
                unprotected=False,
                retry_at=None,
                repeat=True,
            )
            for number in range(23)
        ]
        await bot.guardian.engine.station.ledger.record(refusals)
        message = await asked(bot, f"/history {trade.key.position}", "en:history")
        seen = [message.text]
        for number in ("2/", "3/"):
            await bot.ann.tap(message.id, "▶")
            page = await bot.ann.wait_for(
                lambda one, n=number: one.id == message.id and n in str(one.buttons)
            )
            seen.append(page.text)

        lines = [line for text in seen for line in text.splitlines()[1:]]
        assert len(lines) == len(set(lines))
        assert len(lines) >= 23
        assert all(len(text.splitlines()) <= 11 for text in seen)


@pytest.mark.parametrize(
    ("total", "wanted", "number", "count"),
    [(0, 0, 0, 1), (8, 0, 0, 1), (9, 1, 1, 2), (9, 7, 1, 2), (9, -1, 0, 2), (16, 2, 1, 2)],
)
def test_a_page_always_exists(total: int, wanted: int, number: int, count: int) -> None:
    page = Page.of(total, number=wanted, size=8)

    assert (page.number, page.count) == (number, count)


def test_every_item_is_on_one_page() -> None:
    items = list(range(21))
    cut = [Page.of(21, number=number, size=8).cut(items) for number in range(3)]

    assert [one for part in cut for one in part] == items


def test_long_text_is_never_cut_within_a_tag() -> None:
    rows = "\n".join(f"row {number} <b>{'x' * 40}</b> &amp; more" for number in range(300))
    markup = f"<b>head</b>\n<pre>{rows}</pre>\n<i>foot</i>"

    found = pages(markup)

    texts = [parse_html(one).text for one in found]  # raises where a tag is left open
    assert len(found) > 1
    assert all(len(one.encode("utf-16-le")) // 2 <= LONGEST for one in texts)
    assert re.sub(r"\s", "", "".join(texts)) == re.sub(r"\s", "", parse_html(markup).text)


def test_one_endless_line_is_cut_between_words() -> None:
    markup = "<b>" + "word &lt; " * 2000 + "</b>"

    found = pages(markup)

    assert len(found) > 1
    assert all(len(parse_html(one).text) <= LONGEST for one in found)
    assert "".join(parse_html(one).text for one in found).count("word <") == 2000
