"""Rolling closed bars per symbol, whether they may be judged, and the scores made of them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Protocol

import numpy as np

from dtms.core.assessment import Assessment, assess
from dtms.core.events import BlindCause
from dtms.core.hours import is_open, open_time
from dtms.core.market import Bars, Floats, Instrument, Side, Timeframe
from dtms.core.policy import Policy
from dtms.core.signals import ScoreColumns, score_columns
from dtms.ports import MarketFeed, OrderFlow

_HOUR = 3600
_DAY_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the closed bars of a symbol say at an instant.

    Attributes:
        m5_closed: Close of the last M5 bar, aware UTC; None without bars.
        m15_closed: Close of the last M15 bar.
        bar_age: Open-market time since the last M5 bar closed; None without bars.
        cause: Why the window may not be judged; None when it is fit.
        spread_median: Median spread of this hour of the day, price units; None without bars.
        spread_usual: The spread that storms are measured by: the median, or what is small beside
            this hour's usual range where that is more; None without bars.
        stormy: Whether the last M5 bar closed in a spread storm: even its narrowest was one.
    """

    m5_closed: datetime | None
    m15_closed: datetime | None
    bar_age: timedelta | None
    cause: BlindCause | None
    spread_median: Decimal | None
    spread_usual: Decimal | None = None
    stormy: bool = False

    @property
    def fit(self) -> bool:
        """Claim that the window may be judged."""
        return self.cause is None


class Windows(Protocol):
    """Where the engine gets bars and scores from; live and history have one each."""

    async def refresh(self, instrument: Instrument, now: datetime) -> None:
        """Take in what has closed since the last call; raises `BrokerUnavailable`."""
        ...

    def reading(self, instrument: Instrument, now: datetime) -> Reading:
        """Return the state of the window."""
        ...

    def assessment(self, instrument: Instrument, side: Side) -> Assessment | None:
        """Return the explained last score for a side, None without bars."""
        ...

    def bars(self, instrument: Instrument) -> tuple[Bars, Bars] | None:
        """Return the M5 and M15 bars the score is made of, None before the first refresh."""
        ...


@dataclass(slots=True)
class _Window:
    m5: Bars
    m15: Bars
    confirmed: set[int] = field(default_factory=set)  # opens of bars that follow an empty stretch
    gaps: frozenset[int] = frozenset()
    signed: Floats | None = None  # volume by aggressor side, where an exchange tells
    columns: ScoreColumns | None = None
    explained: dict[Side, Assessment] = field(default_factory=dict)


class LiveWindows:
    """Windows over a market feed: fetched at each M5 close, scored when first asked."""

    def __init__(self, *, feed: MarketFeed, policy: Policy, flow: OrderFlow | None = None) -> None:
        self._feed = feed
        self._policy = policy
        self._flow = flow
        self._windows: dict[str, _Window] = {}
        self._resting: set[str] = set()  # symbols fetched since their market closed

    async def refresh(self, instrument: Instrument, now: datetime) -> None:
        """Fetch both timeframes once a new M5 bar must have closed."""
        window = self._windows.get(instrument.symbol)
        if window is not None and not _due(window.m5, now):
            return
        open_now = is_open(instrument.asset_class, now)
        if window is not None and not open_now and instrument.symbol in self._resting:
            return  # nothing closes in a closed market
        self._resting.discard(instrument.symbol)
        if not open_now:
            self._resting.add(instrument.symbol)
        m5, m15 = await self._fetch(instrument.symbol)
        if window is not None and _unchanged(window, m5, m15):
            return
        known = set() if window is None else window.confirmed
        gaps = _gaps(m5, instrument) - known
        if gaps:  # a second fetch tells a gap from an empty stretch
            m5, m15 = await self._fetch(instrument.symbol)
            again = _gaps(m5, instrument) - known
            known = known | (gaps & again)
            gaps = again - gaps
        self._windows[instrument.symbol] = _Window(
            m5, m15, known, frozenset(gaps), await self._signed(instrument, m5)
        )

    def forget(self) -> None:
        """Drop every window, so that all bars are fetched and scored anew."""
        self._windows.clear()
        self._resting.clear()

    async def _fetch(self, symbol: str) -> tuple[Bars, Bars]:
        guard = self._policy.guard
        m5 = await self._feed.bars(symbol, Timeframe.M5, count=guard.m5_window)
        m15 = await self._feed.bars(symbol, Timeframe.M15, count=guard.m15_window)
        return m5, m15

    async def _signed(self, instrument: Instrument, m5: Bars) -> Floats | None:
        if self._flow is None:
            return None
        signed = await self._flow.signed_volume(instrument.base, times=m5.time.tolist())
        return None if signed is None else np.asarray(signed, dtype=np.float64)

    def reading(self, instrument: Instrument, now: datetime) -> Reading:
        """Return the state of the window."""
        window = self._windows.get(instrument.symbol)
        if window is None:
            return EMPTY
        cause = BlindCause.GAP if window.gaps else None
        return read_window(window.m5, window.m15, instrument, now, self._policy, cause=cause)

    def assessment(self, instrument: Instrument, side: Side) -> Assessment | None:
        """Return the explained last score for a side, None without bars."""
        window = self._windows.get(instrument.symbol)
        if window is None or not len(window.m5) or not len(window.m15):
            return None
        if window.columns is None:
            window.columns = score_columns(
                m5=window.m5,
                m15=window.m15,
                base=instrument.base,
                asset_class=instrument.asset_class,
                policy=self._policy,
                signed_volume=window.signed,
            )
        if side not in window.explained:
            window.explained[side] = assess(window.columns, side=side, policy=self._policy)
        return window.explained[side]

    def bars(self, instrument: Instrument) -> tuple[Bars, Bars] | None:
        """Return the M5 and M15 bars the score is made of, None before the first refresh."""
        window = self._windows.get(instrument.symbol)
        return None if window is None else (window.m5, window.m15)


EMPTY = Reading(
    m5_closed=None,
    m15_closed=None,
    bar_age=None,
    cause=BlindCause.TOO_SHORT,
    spread_median=None,
)


def read_window(
    m5: Bars,
    m15: Bars,
    instrument: Instrument,
    now: datetime,
    policy: Policy,
    *,
    cause: BlindCause | None = None,
) -> Reading:
    """Judge the fitness of a pair of windows at an instant."""
    if not len(m5) or not len(m15):
        return EMPTY
    closed = m5.closed_at(len(m5) - 1)
    age = open_time(instrument.asset_class, closed, now)
    if closed > now or not _finite(m5) or not _finite(m15):
        cause = BlindCause.BAD_VALUES
    elif age > policy.guard.unfit_after:
        cause = BlindCause.STALE_BARS
    median = _spread_median(m5, instrument, now)
    usual = max(median, _floor(m5, instrument, now, policy))
    return Reading(
        m5_closed=closed,
        m15_closed=m15.closed_at(len(m15) - 1),
        bar_age=age,
        cause=cause,
        spread_median=median,
        spread_usual=usual,
        stormy=float(m5.spread[-1]) * float(instrument.point)
        > policy.rails.spread_red * float(usual),
    )


def _finite(bars: Bars) -> bool:
    last = (bars.open[-1], bars.high[-1], bars.low[-1], bars.close[-1])
    return bool(np.all(np.isfinite(last)) and min(last) > 0)


def _unchanged(window: _Window, m5: Bars, m15: Bars) -> bool:
    """Claim that nothing has closed since; an open question about a gap is asked again."""
    same = bool(len(m5) and len(m15) and len(window.m5) and len(window.m15))
    return (
        same
        and not window.gaps
        and m5.time[-1] == window.m5.time[-1]
        and m15.time[-1] == window.m15.time[-1]
    )


def _due(m5: Bars, now: datetime) -> bool:
    return not len(m5) or now >= m5.closed_at(len(m5) - 1) + Timeframe.M5.length


def _gaps(m5: Bars, instrument: Instrument) -> set[int]:
    """Return the opens of bars that follow missing bars in open-market time."""
    step = Timeframe.M5.seconds
    jumps = np.flatnonzero(np.diff(m5.time) > step)
    return {
        int(m5.time[at + 1])
        for at in jumps
        if _missing(instrument, int(m5.time[at]) + step, int(m5.time[at + 1]))
    }


def _missing(instrument: Instrument, start: int, end: int) -> bool:
    begins, ends = datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)
    asset = instrument.asset_class
    return is_open(asset, begins) and open_time(asset, begins, ends) >= Timeframe.M5.length


def _spread_median(m5: Bars, instrument: Instrument, now: datetime) -> Decimal:
    """Return the median spread of this hour of the day over the window, at least one tick."""
    points = Decimal(round(_median_of_hour(m5.spread, m5, now)))
    return max(points * instrument.point, instrument.tick_size)


def _floor(m5: Bars, instrument: Instrument, now: datetime, policy: Policy) -> Decimal:
    """Return a spread that is small beside the usual range of this hour's bars, whole ticks."""
    usual = _median_of_hour(m5.high - m5.low, m5, now)
    return instrument.price_below(policy.rails.spread_floor * usual)


def _median_of_hour(values: Floats, m5: Bars, now: datetime) -> float:
    hours = (m5.time // _HOUR) % _DAY_HOURS
    same = values[hours == now.astimezone(UTC).hour]
    return float(np.median(same if len(same) else values))
