"""Settings as pages: turned and chosen by taps, or in words."""

from pathlib import Path

import pytest

from bot.console.views import MessageView
from bot.people.choices import Authorised
from bot.people.manner import Units
from bot.people.saying import Tab
from tests.bot.rig import ANN, Rig, rig


async def opened(bot: Rig, command: str) -> MessageView:
    asked = await bot.ann.say(command)
    return await bot.ann.wait_for(lambda one: one.id > asked and one.buttons != ())


async def tapped(bot: Rig, page: MessageView, label: str, shows: str) -> MessageView:
    await bot.ann.tap(page.id, label)
    return await bot.ann.wait_for(lambda one: one.id == page.id and shows in one.text)


async def test_units_are_chosen_in_two_taps_and_one_message(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        page = await opened(bot, "/settings")
        page = await tapped(bot, page, "en:units", "page: units")
        await tapped(bot, page, "en:pips", "units: pips")

        assert (await bot.guardian.chooser.of(ANN)).units is Units.PIPS


@pytest.mark.parametrize("page", [one for one in Tab if one is not Tab.MAIN])
async def test_every_page_opens_and_leads_back(tmp_path: Path, page: Tab) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        shown = await opened(bot, "/settings")
        shown = await tapped(bot, shown, f"en:{page.value}", f"page: {page.value}")
        await tapped(bot, shown, "en:back", "page: main")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/settings zone Atlantis", "en:zone_unknown"),
        ("/settings quiet late", "en:hours_unknown"),
        ("/sleep late", "en:hours_unknown"),
    ],
)
async def test_what_cannot_be_meant_is_refused(tmp_path: Path, said: str, answer: str) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        assert await bot.answered(bot.ann, said) == answer
        assert (await bot.guardian.chooser.of(ANN)).zone is None


async def test_what_is_authorised_while_asleep_is_tapped_away(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        page = await opened(bot, "/sleep 23:00-07:00")
        await bot.ann.tap(page.id, "✓ en:hedge")
        await bot.ann.wait_for(lambda one: one.id == page.id and one.edited)

        chosen = await bot.guardian.chooser.of(ANN)
        assert str(chosen.sleep) == "23:00-07:00"
        assert chosen.authorised == {Authorised.STOP, Authorised.PARTIAL}
