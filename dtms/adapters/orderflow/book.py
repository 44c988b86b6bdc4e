"""Signed volume of one exchange symbol by M5 bar; a bar that was not heard whole is unknown."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

STEP: Final = 300  # seconds of an M5 bar
_MSC: Final = 1000
_KEPT: Final = 2400  # bars
_ROLLING_MSC: Final = 900_000  # of the trades kept one by one: what rolling windows look back


@dataclass(frozen=True, slots=True)
class ExchangeTrade:
    """A trade: exchange's own number, epoch milliseconds UTC, size, and who was the aggressor."""

    number: int
    at_msc: int
    size: float
    bought: bool

    @property
    def signed(self) -> float:
        """Return the size, negative where the seller was the aggressor."""
        return self.size if self.bought else -self.size


class FlowBook:
    """What was heard of one symbol.

    Attributes:
        gaps: How often trades were missed.
    """

    def __init__(self) -> None:
        self.gaps = 0
        self._whole: dict[int, float] = {}  # by open of the bar, epoch seconds
        self._forming: dict[int, float] = {}
        self._recent: deque[ExchangeTrade] = deque()
        self._last: int | None = None
        self._since_msc: int | None = None  # from here on nothing was missed
        self._heard_msc = 0

    def take(self, trade: ExchangeTrade) -> bool:
        """Take a trade in; return False where trades before it were missed.

        A trade heard before changes nothing.
        """
        if self._last is not None and trade.number <= self._last:
            return True
        missed = self._last is not None and trade.number != self._last + 1
        if missed:
            self.gaps += 1
        if missed or self._since_msc is None:
            self._forming.clear()
            self._since_msc = trade.at_msc
        self._last = trade.number
        bar = _bar(trade.at_msc)
        self._forming[bar] = self._forming.get(bar, 0.0) + trade.signed
        self._recent.append(trade)
        self.heard(trade.at_msc)
        return not missed

    def heard(self, at_msc: int) -> None:
        """Note that the stream was alive at an instant: bars that ended before it are whole."""
        self._heard_msc = max(self._heard_msc, at_msc)
        if self._since_msc is None:
            return
        present = _bar(self._heard_msc)
        first = -(-self._since_msc // (STEP * _MSC)) * STEP
        for bar in range(first, present, STEP):
            if bar not in self._whole:
                self._whole[bar] = self._forming.pop(bar, 0.0)
        self._since_msc = max(self._since_msc, present * _MSC - STEP * _MSC)
        while self._recent and self._recent[0].at_msc < self._heard_msc - _ROLLING_MSC:
            self._recent.popleft()
        for old in sorted(self._whole)[:-_KEPT]:
            del self._whole[old]

    def lost(self) -> None:
        """Note that the connection broke: the bar under way will not be whole."""
        self._since_msc = None
        self._last = None
        self._forming.clear()
        self._recent.clear()

    def fill(self, bars: Iterable[tuple[int, float]]) -> None:
        """Take in signed volume of closed bars, by open in epoch seconds; it wins over ours."""
        self._whole.update(bars)

    def signed(self, times: Sequence[int]) -> list[float] | None:
        """Return signed volume of bars by their opens, None unless every one is known."""
        found = [self._whole.get(int(time)) for time in times]
        known = [value for value in found if value is not None]
        return known if found and len(known) == len(found) else None

    def missing(self, times: Sequence[int]) -> bool:
        """Claim that some of these bars are not known."""
        return any(int(time) not in self._whole for time in times)

    def delta(self, seconds: int) -> float | None:
        """Return signed volume of the last seconds, None unless all of them were heard."""
        since = self._heard_msc - seconds * _MSC
        if self._since_msc is None or not self._recent or self._recent[0].at_msc > since:
            return None
        return sum(trade.signed for trade in self._recent if trade.at_msc > since)

    def z_score(self, bars: int) -> float | None:
        """Return the last whole bar in standard deviations of the `bars` before and with it.

        None unless so many neighbouring bars are known and they differ at all.
        """
        if not self._whole:
            return None
        last = max(self._whole)
        values = [self._whole.get(last - STEP * back) for back in range(bars)]
        known = [value for value in values if value is not None]
        if len(known) < max(bars, 2):
            return None
        mean = sum(known) / len(known)
        spread = (sum((value - mean) ** 2 for value in known) / (len(known) - 1)) ** 0.5
        return (known[0] - mean) / spread if spread > 0.0 else None


def _bar(at_msc: int) -> int:
    return at_msc // (STEP * _MSC) * STEP
