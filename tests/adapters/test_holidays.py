from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dtms.adapters.holidays import MarketHolidays
from dtms.core.market import AssetClass
from tests.builders import an_instrument


@pytest.mark.parametrize(
    ("asset", "day", "rests"),
    [
        (AssetClass.FX, "2026-12-25 15:00", True),
        (AssetClass.FX, "2026-01-01 15:00", True),
        (AssetClass.METAL, "2026-12-25 15:00", True),
        (AssetClass.FX, "2026-11-26 15:00", False),  # Thanksgiving
        (AssetClass.INDEX, "2026-11-26 15:00", True),
        (AssetClass.INDEX, "2026-11-27 04:59", True),  # still Thanksgiving in New York
        (AssetClass.INDEX, "2026-11-27 15:00", False),
        (AssetClass.CRYPTO, "2026-12-25 15:00", False),
    ],
)
def test_each_market_rests_on_its_own_days(asset: AssetClass, day: str, rests: bool) -> None:
    at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    instrument = replace(an_instrument(), asset_class=asset)

    found = MarketHolidays().holiday(instrument, at)

    assert (found is not None) == rests
    assert found is None or found.strip()
