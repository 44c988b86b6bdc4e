"""Public holidays on which markets rest. The calendar is loaded when it is first asked."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from dtms.core.market import AssetClass, Instrument

_NEW_YORK = ZoneInfo("America/New_York")
_EXCHANGE = "NYSE"
# Currencies and metals rest on few days; indices follow their exchange.
_WORLDWIDE = frozenset({(1, 1), (12, 25)})


class MarketHolidays:
    """Holidays of the exchange in New York, by which most brokers' hours go."""

    def holiday(self, instrument: Instrument, at: datetime) -> str | None:
        """Return the name of the holiday on the New York day of an instant, None otherwise."""
        day = at.astimezone(_NEW_YORK).date()
        if instrument.asset_class is AssetClass.CRYPTO:
            return None
        fixed = (day.month, day.day) in _WORLDWIDE
        if instrument.asset_class is not AssetClass.INDEX and not fixed:
            return None
        return _of_year(day.year).get((day.month, day.day))


@lru_cache(maxsize=4)
def _of_year(year: int) -> dict[tuple[int, int], str]:
    from holidays import financial_holidays  # noqa: PLC0415 - 60 ms that no start should pay

    found = financial_holidays(_EXCHANGE, years=year)
    return {(day.month, day.day): name for day, name in found.items()}
