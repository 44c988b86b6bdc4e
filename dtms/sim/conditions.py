"""How orders are executed: delay and slippage, drawn from a seed; none unless asked for."""

from dataclasses import dataclass
from math import exp
from random import Random
from typing import Final

_LONGEST_MSC: Final = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Time between a request and its execution, log-normal; prices move meanwhile.

    Attributes:
        median_msc: Usual milliseconds; 0 means at once.
        sigma: Standard deviation of the logarithm: 0 is always the same, 0.5 is usual.
    """

    median_msc: float = 0.0
    sigma: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Slippage:
    """How far a market fill is from the quote, in points.

    Attributes:
        deviation: Standard deviation, as often for as against the trader.
        tail_chance: Chance of a further slip, always against the trader.
        tail: Mean of that slip.
    """

    deviation: float = 0.0
    tail_chance: float = 0.0
    tail: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Execution of one broker.

    The draw for an order depends on its number and the seed alone, so that a restart or another
    order changes nothing.
    """

    latency: Latency = Latency()
    slippage: Slippage = Slippage()
    seed: int = 0

    def delay_msc(self, number: int) -> int:
        """Milliseconds the request of this number takes to the server's deal."""
        latency = self.latency
        if not latency.median_msc:
            return 0
        drawn = self._random("latency", number).gauss(0.0, latency.sigma)
        return min(round(latency.median_msc * exp(drawn)), _LONGEST_MSC)

    def slip(self, order: int) -> int:
        """Whole points by which the fill of this order is worse; below 0 it is better."""
        terms = self.slippage
        if not terms.deviation and not terms.tail_chance:
            return 0
        random = self._random("slippage", order)
        points = random.gauss(0.0, terms.deviation)
        if random.random() < terms.tail_chance:
            points += random.expovariate(1 / terms.tail) if terms.tail else 0.0
        return round(points)

    def _random(self, purpose: str, number: int) -> Random:
        return Random(f"{self.seed}:{purpose}:{number}")  # noqa: S311  prices, not secrets
