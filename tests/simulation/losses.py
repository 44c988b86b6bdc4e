"""I10: the loss rails once more, from the broker's own deals and the equity it showed."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dtms.adapters.mt5.channel import Reply
from dtms.core.events import EquityBase, Fact, HourBase, Rail

if TYPE_CHECKING:
    from tests.simulation.world import World

_NEW_YORK = ZoneInfo("America/New_York")
_AHEAD = timedelta(hours=7)  # of New York: the server's clock
_CENT = 0.011
_EDGE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the terminal showed of the account, and how many deals there were then."""

    at: datetime
    equity: float
    deals: int


def day_began(at: datetime) -> datetime:
    """Return when the server's day of an instant began: 17:00 in New York."""
    return _began_by(at.replace(minute=0, second=0, microsecond=0))


@lru_cache(maxsize=1024)
def _began_by(hour: datetime) -> datetime:
    wall = hour.astimezone(_NEW_YORK).replace(tzinfo=None) + _AHEAD
    evening = datetime.combine(wall.date() - timedelta(days=1), time(17), tzinfo=_NEW_YORK)
    return evening.astimezone(UTC)


class Losses:
    """Follows one account; policies here measure equity, from the server's midnight."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._shown: list[Shown] = []
        self._first: Shown | None = None  # of the present look
        self._checks = 0
        self._due = False
        self._bases: dict[Rail, tuple[datetime, float]] = {}

    def looking(self) -> None:
        """Note that the engine begins to look."""
        self._first, self._checks = None, self._world.engine.fast_checks
        self._shown = [one for one in self._shown if one.at == self._world.now]

    def read(self, reply: Reply) -> None:
        """Note what the terminal showed."""
        if reply.value is None or self._first is not None:
            return
        equity = float(reply.value.equity)  # type: ignore[attr-defined]  # the module's struct
        deals = len(self._world.books.deals)
        self._first = Shown(at=self._world.now, equity=equity, deals=deals)
        self._shown.append(self._first)

    def looked(self) -> None:
        """Note that the engine has looked, and whether its rails went through."""
        engine = self._world.engine
        self._due = engine.fast_checks > self._checks and ("rails", None) not in engine._failing

    def take(self, fact: Fact) -> None:
        """Compare a base that was journalled."""
        if isinstance(fact, EquityBase):
            began = day_began(fact.at)
            self._compare(fact, began, Rail.DAILY_LOSS)
            if fact.day != (began + timedelta(hours=12)).date():
                self._says(f"{fact} is of another day")
        elif isinstance(fact, HourBase):
            self._compare(
                fact, fact.at.replace(minute=0, second=0, microsecond=0), Rail.HOURLY_LOSS
            )

    def _compare(self, fact: EquityBase | HourBase, began: datetime, rail: Rail) -> None:
        missed = fact.at - began > self._world.plan.policy.rails.base_slack
        expected = [self._base(one, began, rail) if missed else one.equity for one in self._shown]
        nearest = min(expected, key=lambda each: abs(each - fact.equity), default=None)
        if nearest is None or abs(nearest - fact.equity) > _CENT or fact.estimated != missed:
            self._says(f"{fact}, recomputed {expected}, missed {missed}")
            return
        self._bases[rail] = (began, nearest)

    def _base(self, shown: Shown, began: datetime, rail: Rail) -> float:
        """Return a missed base: from the balance of a day's beginning, the equity of an hour's."""
        since = began.timestamp() * 1000
        deals = list(self._world.books.deals.values())[: shown.deals]
        trades = [deal for deal in deals if deal.symbol]
        earned = sum(deal.total for deal in trades if deal.at_msc >= since)
        if rail is Rail.HOURLY_LOSS:
            return shown.equity - earned
        return sum(deal.total for deal in deals) - earned

    def judge(self) -> None:
        """Compare what binds with what was lost since."""
        if not self._due or self._first is None:
            return
        self._due = False
        self._world.watch.counts["loss rails judged"] += 1
        day = self._bases.get(Rail.DAILY_LOSS)
        if not self._world.terminal.faults.connected or (day is not None and day[1] <= 0):
            return  # an old reading, or nothing left to lose: what bound before still does
        tripped = self._world.engine.station.ledger.book.tripped
        limits = self._world.plan.policy.rails
        for rail, limit in (
            (Rail.DAILY_LOSS, limits.daily_loss),
            (Rail.HOURLY_LOSS, limits.hourly_loss),
        ):
            base = self._bases.get(rail)
            if base is None or day is None:
                self._says(f"no base of {rail.value}")
                return
            loss = (base[1] - self._first.equity) / day[1]
            if abs(loss - limit) > _EDGE and (loss >= limit) is not (rail in tripped):
                self._says(f"{rail.value} is {loss:.6f} of {limit}, tripped: {rail in tripped}")
        if day is not None and day[0] != day_began(self._first.at):
            self._says(f"the day's base is of {day[0]}")

    def _says(self, detail: str) -> None:
        self._world.watch.says("I10", detail)
