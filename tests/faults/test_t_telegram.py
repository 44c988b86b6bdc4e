"""Row T7 of the fault matrix: a connection that looks alive and is not."""

from pathlib import Path

import pytest

from bot.driver import Part
from tests.bot.rig import rig


async def test_t07_a_poll_that_never_completes_is_given_up_and_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.inbox._POLL", 1)
    monkeypatch.setattr("bot.inbox._GRACE", 1)
    monkeypatch.setattr("bot.inbox._FIRST_REST", 0.01)
    async with rig(tmp_path) as bot:
        await bot.answered(bot.ann, "/help")
        before = bot.guardian.progress.since[Part.UPDATES]
        bot.server.faults.hang("getUpdates", times=1)
        bot.clock.people_now += bot.guardian.engine.station.policy.guard.fast_check

        text = await bot.answered(bot.ann, "/status")

        assert text
        assert bot.guardian.progress.since[Part.UPDATES] > before
