"""The only reader of the wall clock."""

from datetime import UTC, datetime, timedelta
from time import monotonic


class SystemClock:
    """The machine's clock, for markets and people alike."""

    def market(self) -> datetime:
        """Return market time, aware UTC."""
        return datetime.now(UTC)

    def people(self) -> datetime:
        """Return people time, aware UTC."""
        return datetime.now(UTC)


class ScaledClock:
    """Market time runs from a given instant at a given speed; people's time is real.

    Args:
        start_market: Market time at the moment of construction, aware UTC.
        speed: Market seconds for each real second; positive.
    """

    def __init__(self, start_market: datetime, speed: float) -> None:
        self._start_market = start_market
        self._speed = speed
        self._started = monotonic()

    def market(self) -> datetime:
        """Return market time, aware UTC."""
        real = monotonic() - self._started
        return self._start_market + timedelta(seconds=real * self._speed)

    def people(self) -> datetime:
        """Return people time, aware UTC."""
        return datetime.now(UTC)
