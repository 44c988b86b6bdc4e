import struct
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.console.views import MessageView
from bot.demo import ENTRY
from bot.pictures.canvas import HEIGHT, PALETTES, WIDTH, Colour, Theme
from bot.pictures.chart import draw_chart
from bot.pictures.report import draw_report
from bot.pictures.sources import account_report, trade_chart
from bot.texts import Texts
from bot.words.wording import FluentWording
from dtms.core.trade import TradeState
from tests.bot.rig import Rig, rig, watch

CAPTION = 1024
PHOTO = 100_000


async def defended(bot: Rig) -> None:
    """Let the scripted trade go through its states."""
    await watch(bot.guardian, bot.clock, until=ENTRY + timedelta(minutes=110))


def near(picture: bytes, colour: Colour) -> int:
    """Count the pixels of a colour, give or take what the palette and shrinking do to it."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    pixels = image.get_flattened_data()
    return sum(max(abs(a - b) for a, b in zip(one, colour, strict=True)) < 16 for one in pixels)


@pytest.mark.parametrize("theme", Theme)
async def test_a_trade_is_drawn_with_its_states_levels_and_hedge(
    tmp_path: Path, theme: Theme
) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        await defended(bot)
        shown = await trade_chart(bot.chat.front, bot.trade.key)
        assert shown is not None
        assert shown.hedges

        picture = draw_chart(shown, theme)

    colours = PALETTES[theme]
    assert struct.unpack(">II", picture[16:24]) == (WIDTH, HEIGHT)
    assert len(picture) < PHOTO
    passed = {band.state for band in shown.bands}
    assert passed >= {TradeState.HEALTHY, TradeState.WARNING_L2, TradeState.HEDGED}
    for state in passed:
        assert near(picture, colours.states[state]) > 50, state
    for level in (colours.entry, colours.stop, colours.hedge, colours.up, colours.down):
        assert near(picture, level) > 50


async def test_a_report_is_drawn_with_every_trade(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        await defended(bot)
        shown = await account_report(bot.chat.front, week=False)
        assert shown is not None

        picture = draw_report(shown, Theme.DARK)

    account = shown.equity - shown.start
    assert shown.change == account
    assert [row.key for row in shown.trades] == [bot.trade.key]
    assert len(picture) < PHOTO
    assert near(picture, PALETTES[Theme.DARK].states[TradeState.HEDGED]) > 50


async def test_chart_answers_with_a_picture_and_turns_its_theme_in_place(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        asked = await bot.ann.say("/chart")
        light = await bot.ann.wait_for(lambda one: one.id > asked and "chart" in one.text)
        first = photo(bot, light)
        await bot.ann.tap(light.id, "en:theme")
        dark = await bot.ann.wait_for(lambda one: one.id == light.id and one.edited)

        assert near(photo(bot, dark), PALETTES[Theme.DARK].paper) > WIDTH
        assert near(first, PALETTES[Theme.LIGHT].paper) > WIDTH


async def test_the_cards_picture_button_sends_a_picture_and_show_sends_the_card(
    tmp_path: Path,
) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        card = await bot.card()
        await bot.ann.tap(card.id, "en:picture")
        picture = await bot.ann.wait_for(lambda one: one.id > card.id and "chart" in one.text)
        await bot.ann.tap(picture.id, "en:show")

        again = await bot.ann.wait_for(lambda one: one.id > picture.id and "en:trade" in one.text)
        assert any(one.text == "en:hold" for row in again.buttons for one in row)


async def test_report_switches_between_day_and_week(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        asked = await bot.ann.say("/report")
        day = await bot.ann.wait_for(lambda one: one.id > asked and "report" in one.text)
        await bot.ann.tap(day.id, "en:report_week")
        week = await bot.ann.wait_for(lambda one: one.id == day.id and one.edited)

        assert any(one.text == "en:report_day" for row in week.buttons for one in row)


async def test_a_wrong_ticket_gets_no_picture(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()

        assert await bot.answered(bot.ann, "/chart 12") == "en:no_ticket"


async def test_captions_fit_in_every_language(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        shown = await trade_chart(bot.chat.front, bot.trade.key)
        report = await account_report(bot.chat.front, week=True)
        assert shown is not None
        assert report is not None
        words = FluentWording(Texts(), currency="USD", kind=bot.guardian.kind)
        captions = [
            text
            for language in words.languages
            for text in (words.chart(language, bot.trade, shown), words.report(language, report))
        ]

    assert all(0 < len(text) < CAPTION for text in captions)
    assert len(set(captions)) == len(captions)


def photo(bot: Rig, message: MessageView) -> bytes:
    """Return the picture of a message as a person's app would load it."""
    assert message.photo is not None
    file = bot.server._store.file(message.photo)
    assert file is not None
    return file.data
