import logging
from datetime import timedelta
from pathlib import Path

import pytest

from bot.driver import Part
from tests.bot.rig import STEP, rig


async def test_checks_go_on_while_telegram_is_away(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.server.go_offline()
        before = bot.guardian.engine.fast_checks
        trade = await bot.adopt()
        for _ in range(20):
            bot.clock.market_now += STEP
            await bot.guardian.driver.check()

        assert bot.guardian.engine.fast_checks >= before + 20
        assert trade.key in bot.guardian.engine.station.ledger.trades
        assert bot.guardian.engine.health.last_check == bot.clock.market()


async def test_outage_is_logged_once_at_begin_and_end(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with rig(tmp_path) as bot:
        await bot.answered(bot.ann, "/help")
        with caplog.at_level(logging.WARNING, logger="bot"):
            bot.server.faults.close("getUpdates", times=1)
            await bot.answered(bot.ann, "/help")
            await bot.until(lambda: any("no updates" in one.message for one in caplog.records))
            await bot.answered(bot.ann, "/help")
            await bot.until(lambda: any("come again" in one.message for one in caplog.records))

        lines = [one.message for one in caplog.records if one.name == "bot.inbox"]
        assert sum("no updates" in line for line in lines) == 1
        assert sum("come again" in line for line in lines) == 1


async def test_bad_token_is_told_with_its_remedy(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with rig(tmp_path, bot_token="42:OTHER") as bot:  # noqa: S106 - a token nobody owns
        await bot.until(lambda: any("BOT_TOKEN" in one.message for one in caplog.records))
        await bot.adopt()

        assert "42:OTHER" not in caplog.text
        assert bot.guardian.engine.station.ledger.trades


async def test_health_tells_who_made_progress(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.answered(bot.ann, "/help")
        await bot.guardian.driver.check()
        view = await bot.chat.front.health()

        assert dict(view.progress)[Part.CHECKS] == bot.clock.people()
        assert dict(view.progress)[Part.UPDATES] is not None
        assert view.at - view.market_at != timedelta(0)
