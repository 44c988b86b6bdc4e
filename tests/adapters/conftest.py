from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dtms.adapters.journal import Store
from tests.adapters.desk import a_live_store, a_plain_store


@pytest.fixture(params=["plain", "live"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    path = tmp_path / "data" / "dtms.sqlite3"
    opened = a_plain_store(path) if request.param == "plain" else await a_live_store(path)
    yield opened
    await opened.close()
