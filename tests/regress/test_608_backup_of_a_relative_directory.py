"""Backups failed wherever the data directory was named relative to the working directory."""

from pathlib import Path

import pytest

from bot.guardian import open_guardian
from bot.upkeep import Upkeep
from tests.bot.rig import HandClock, settings_for


async def test_a_data_directory_named_relatively_is_backed_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = settings_for(Path())
    assert not settings.dtms_data_dir.is_absolute()
    guardian = await open_guardian(settings, clock=HandClock())
    try:
        await Upkeep(guardian).look()
    finally:
        await guardian.close()

    assert len(list((tmp_path / "data" / "backups").glob("*.db"))) == 1
