"""How much the account has lost: this day, this hour, in all; bases are journalled when taken."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dtms.core.days import day_began, day_of
from dtms.core.events import AccountFact, EquityBase, EquityPeak, FundsMoved, HourBase
from dtms.core.policy import LossBase, LossKind, RailPolicy
from dtms.core.trade import AccountState
from dtms.engine.station import Snapshot, Station

_PEAK_STEP = 0.001  # of equity: how far a peak rises before it is journalled again
_YOUNG = timedelta(seconds=5)  # a reading of the account may not show such a payment yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """Fractions of the day's base, negative when winning; None while unknown."""

    base: float | None
    daily: float | None
    hourly: float | None
    total: float | None


class _Day(NamedTuple):
    """A day of the account, and how far its clock was from UTC at an instant of it."""

    day: date
    offset: timedelta | None


class LossBook:
    """Takes the bases of the loss rails in time, or rebuilds them from deals."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._balance: float | None = None  # at which all payments were noted
        self._unsure = False  # the balance moved, and the history does not tell why
        self._began: tuple[_Day, datetime] | None = None

    def day_began(self, at: datetime) -> datetime:
        """Return when the account's day of an instant began."""
        day = self._day_at(at)
        if self._began is None or self._began[0] != day:
            self._began = (day, day_began(at, self._wall, self._limits.reset_hour))
        return self._began[1]

    async def follow(self, snapshot: Snapshot) -> tuple[AccountFact, ...]:
        """Return the bases that begin with this reading, and the peaks that rose.

        None while the terminal has lost its server: it shows the account as it was then.
        """
        if not snapshot.account.connected:
            return ()
        facts: list[AccountFact] = []
        day = self._day_at(snapshot.at).day
        facts.extend(await self._day(snapshot, day))
        facts.extend(await self._hour(snapshot))
        facts.extend(self._peak(snapshot, day))
        return tuple(facts)

    async def payments(self, snapshot: Snapshot) -> tuple[FundsMoved, ...]:
        """Return what was paid in or out since the day's base and is not journalled yet.

        Asked for when the balance has moved. What was paid out counts at once; what was paid in a
        little later, lest the reading of the account be older than the payment.
        """
        book, balance = self._station.ledger.book, snapshot.account.balance
        base = book.base
        self._unsure = base is not None and balance != self._balance
        if base is None or not self._unsure:
            return ()
        paid = await self._station.broker.payments(since=base.at)
        self._unsure = False
        fresh = [one for one in paid if one.at > base.at and one.ticket not in book.funds]
        due = [one for one in fresh if one.amount < 0 or snapshot.at - one.at >= _YOUNG]
        if len(due) == len(fresh):
            self._balance = balance
        return tuple(
            FundsMoved(
                account=snapshot.account.account,
                at=snapshot.at,
                ticket=one.ticket,
                moved_at=one.at,
                amount=one.amount,
            )
            for one in due
        )

    def read(self, account: AccountState) -> Losses:
        """Return the losses as of a reading of the account."""
        book, limits = self._station.ledger.book, self._limits
        if self._unsure or book.base is None or book.base.equity <= 0:
            return Losses(base=None, daily=None, hourly=None, total=self._total(account))
        base = book.base.equity
        top = base
        peak = book.peak
        if limits.loss_kind is LossKind.TRAILING and peak and peak.day == book.base.day:
            top = max(base, peak.high)
        measured = account.equity if limits.floating else account.balance
        hourly = None if book.hour is None else (book.hour.equity - measured) / base
        return Losses(
            base=base,
            daily=(top - measured) / top,
            hourly=hourly,
            total=self._total(account),
        )

    @property
    def _limits(self) -> RailPolicy:
        return self._station.policy.rails

    def _day_at(self, at: datetime) -> _Day:
        shown = self._wall(at)
        return _Day(day=day_of(shown, self._limits.reset_hour), offset=shown.utcoffset())

    def _wall(self, at: datetime) -> datetime:
        zone = self._limits.reset_zone
        if zone is None:
            return self._station.broker.broker_clock(at)
        return at.astimezone(ZoneInfo(zone))

    def _total(self, account: AccountState) -> float | None:
        limits, peak = self._limits, self._station.ledger.book.peak
        start = limits.start_balance or (None if peak is None else peak.start)
        if start is None or start <= 0:
            return None
        if limits.total_kind is LossKind.STATIC:
            return (start - account.equity) / start
        top = max(start, start if peak is None else peak.peak, account.equity)
        return (top - account.equity) / start

    async def _day(self, snapshot: Snapshot, day: date) -> tuple[AccountFact, ...]:
        known = self._station.ledger.book.base
        if known is not None and known.day == day:
            return ()
        began = self.day_began(snapshot.at)
        account = snapshot.account
        missed = snapshot.at - began > self._limits.base_slack
        equity, balance = account.equity, account.balance
        if missed:
            balance -= await self._earned(began)
            equity = balance
        of = self._limits.loss_base
        value = {
            LossBase.EQUITY: equity,
            LossBase.BALANCE: balance,
            LossBase.HIGHER: max(equity, balance),
        }[of]
        base = EquityBase(
            account=account.account,
            at=snapshot.at,
            day=day,
            equity=value,
            estimated=missed and of is not LossBase.BALANCE,
        )
        return (base,)

    async def _hour(self, snapshot: Snapshot) -> tuple[AccountFact, ...]:
        """Take the hour's base; missed, what was realised since is added to the present equity."""
        hour = snapshot.at.replace(minute=0, second=0, microsecond=0)
        known = self._station.ledger.book.hour
        if known is not None and known.hour == hour:
            return ()
        account = snapshot.account
        measured = account.equity if self._limits.floating else account.balance
        missed = snapshot.at - hour > self._limits.base_slack
        if missed:
            measured -= await self._earned(hour)
        base = HourBase(
            account=account.account,
            at=snapshot.at,
            hour=hour,
            equity=measured,
            estimated=missed,
        )
        return (base,)

    def _peak(self, snapshot: Snapshot, day: date) -> Iterator[AccountFact]:
        """Journal how high the equity has been, where a rail follows it, and where it began."""
        account, known = snapshot.account, self._station.ledger.book.peak
        trails = LossKind.TRAILING in {self._limits.loss_kind, self._limits.total_kind}
        high = account.equity
        if known is not None:
            new_day = known.day != day
            risen = high - (0.0 if new_day else known.high) > _PEAK_STEP * abs(high)
            if not trails or not (new_day or risen):
                return
        yield EquityPeak(
            account=account.account,
            at=snapshot.at,
            day=day,
            high=high,
            peak=high if known is None else max(known.peak, high),
            start=account.balance if known is None else known.start,
        )

    async def _earned(self, since: datetime) -> float:
        """Return what deals added to the balance since an instant."""
        deals = await self._station.broker.deals(since=since)
        return sum(deal.net for deal in deals)
