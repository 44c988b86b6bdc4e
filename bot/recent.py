"""What each message was drawn as a moment ago, so that a second refresh at once edits nothing."""

from datetime import datetime, timedelta
from typing import Final

from dtms.ports import Clock

MOMENT: Final = timedelta(seconds=1)

type Place = tuple[int, int]  # chat and message


class Recent:
    """Remembers for a moment; people time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._drawn: dict[Place, tuple[str, datetime]] = {}

    def note(self, place: Place, what: str) -> None:
        """Note what a message is being drawn as."""
        now = self._clock.people()
        kept = {at: one for at, one in self._drawn.items() if self._is_young(one[1], now)}
        self._drawn = kept | {place: (what, now)}

    def shows(self, place: Place, what: str) -> bool:
        """Claim that a message was drawn as this within the last moment."""
        drawn = self._drawn.get(place)
        return drawn is not None and drawn[0] == what and self._is_young(drawn[1])

    def _is_young(self, at: datetime, now: datetime | None = None) -> bool:
        return (now or self._clock.people()) - at < MOMENT
