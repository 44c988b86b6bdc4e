"""Prices and scores of one run, drawn before it begins: what happens never moves what comes."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from dtms.core.assessment import Assessment, Break
from dtms.core.events import BlindCause
from dtms.core.hours import is_open
from dtms.core.market import AssetClass, Instrument, Side
from dtms.core.structure import BreakKind
from dtms.engine.windows import EMPTY, Reading
from dtms.sim.feed import NO_QUOTES, Feed, Quotes
from tests.simulation.plans import Mood, Path, Plan, Trouble

GRID = 10  # seconds between two quotes
_DAY = 86_400
_M5, _M15 = 300, 900
_WARM = 24  # M5 bars before the start that a following score looks back on
_FULL = 8.0  # points
type Floats = NDArray[np.float64]


class Tape:
    """A feed of one symbol over the run's days."""

    def __init__(self, symbol: str, times: NDArray[np.int64], bid: Floats, ask: Floats) -> None:
        self._symbol = symbol
        self._first, self._last = int(times[0]) // _DAY, int(times[-1]) // _DAY
        cuts = np.searchsorted(times, np.arange(self._first, self._last + 2) * _DAY)
        self._days = [
            Quotes(
                time_msc=times[low:high] * 1000,
                bid=bid[low:high],
                ask=ask[low:high],
                ticks=np.ones(high - low, np.int64),
                jump=np.ones(high - low, np.bool_),
            )
            for low, high in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)
        ]

    @property
    def identity(self) -> str:
        return f"tape:{self._symbol}"

    @property
    def symbols(self) -> tuple[str, ...]:
        return (self._symbol,)

    def span(self, symbol: str) -> tuple[int, int | None]:
        del symbol
        return self._first, self._last

    def day(self, symbol: str, day: int) -> Quotes:
        del symbol
        inside = self._first <= day <= self._last
        return self._days[day - self._first] if inside else NO_QUOTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What the scores of a run say at each M5 close, for a BUY."""

    first: int  # epoch seconds of the first close
    score: list[float]
    flips: list[int]
    broken: list[tuple[BreakKind, bool] | None]  # kind, with a BUY
    close: list[float]
    atr: float
    median: int  # points


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Prices and scores."""

    tape: Feed
    script: Script


def staged(plan: Plan) -> Show:
    """Draw the prices and the scores of a run."""
    chance = np.random.default_rng([plan.seed, 1])
    begin = int(plan.start.timestamp()) // _M5 * _M5 - _WARM * _M5
    end = int((plan.start + plan.length).timestamp()) + _M5
    times = np.arange(begin, end, GRID, dtype=np.int64)
    mid = _moves(plan, chance, times)
    bid = np.round(mid, plan.terms.digits)
    point = 10.0**-plan.terms.digits
    calm_from = int((plan.start + plan.step * (plan.cycles - plan.calm)).timestamp())
    wild = times < calm_from
    spread = np.full(len(times), float(plan.terms.spread))
    _strike(spread, _pieces(plan, chance, Trouble.SPREAD_STORM, times) & wild, 50.0)
    ask = np.round(bid + spread * point, plan.terms.digits)
    script = _script(plan, times, bid)
    kept = _open(times, plan) & ~(_pieces(plan, chance, Trouble.FROZEN_FEED, times) & wild)
    kept[0] = True
    tape = Tape(plan.terms.symbol, times[kept], bid[kept], ask[kept])
    return Show(tape=tape, script=script)


def _open(times: NDArray[np.int64], plan: Plan) -> NDArray[np.bool_]:
    if plan.terms.symbol == "BTCUSD":
        return np.ones(len(times), np.bool_)
    asset = AssetClass.METAL if plan.terms.symbol == "XAUUSD" else AssetClass.FX
    hours = np.unique(times // 3600)
    states = [is_open(asset, datetime.fromtimestamp(int(hour) * 3600, UTC)) for hour in hours]
    opened: NDArray[np.bool_] = np.array(states)[np.searchsorted(hours, times // 3600)]
    return opened


def _pieces(
    plan: Plan, chance: np.random.Generator, trouble: Trouble, times: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Mark stretches of 2 to 40 minutes, as many as the trouble's rate makes in that time."""
    struck = np.zeros(len(times), np.bool_)
    for _ in range(chance.poisson(plan.rate(trouble) * plan.cycles / 10)):
        at = int(chance.integers(len(times)))
        struck[at : at + int(chance.integers(12, 240))] = True
    return struck


def _strike(values: Floats, where: NDArray[np.bool_], factor: float) -> None:
    values[where] *= factor


def _moves(plan: Plan, chance: np.random.Generator, times: NDArray[np.int64]) -> Floats:
    size, unit = len(times), plan.terms.atr
    sigma = unit / np.sqrt(_M15 / GRID)
    steps = chance.standard_normal(size) * sigma
    if plan.path is Path.REGIMES:
        turns = np.cumsum(chance.random(size) < GRID / 3600)
        drifts = chance.choice((-1.0, -0.5, 0.0, 0.5, 1.0), size=int(turns[-1]) + 1)
        steps += drifts[turns] * unit / (_M15 / GRID)
    jumps = chance.random(size) < 1 / 2000
    steps += jumps * chance.standard_normal(size) * unit * 2
    moved = np.cumsum(steps)
    if plan.path is Path.AROUND_STOP:
        moved = -4.0 * unit * np.minimum(np.arange(size) / 400, 1.0) + _tamed(moved, unit)
    if plan.path is Path.WEEKEND:
        moved += np.where(times > times[0] + 2 * _DAY, -0.03 * plan.terms.price, 0.0)
    for trouble in (Trouble.SPIKE, Trouble.GAP):
        for _ in range(chance.poisson(plan.rate(trouble) * plan.cycles / 10)):
            at = int(chance.integers(size))
            until = at + 1 if trouble is Trouble.SPIKE else size
            height = 20.0 if trouble is Trouble.SPIKE else chance.uniform(1, 8)
            moved[at:until] += chance.choice((-1, 1)) * height * unit
    return np.maximum(plan.terms.price + moved, plan.terms.price / 10)


def _tamed(moved: Floats, unit: float) -> Floats:
    return 3 * unit * np.tanh(moved / (3 * unit))


def _script(plan: Plan, times: NDArray[np.int64], bid: Floats) -> Script:
    chance = np.random.default_rng([plan.seed, 2])
    per_bar = _M5 // GRID
    bars = (len(times) - 1) // per_bar
    closes = bid[per_bar - 1 :: per_bar][:bars]
    score = _scores(plan, chance, closes)
    first = int(times[0]) + _M5
    calm_from = (plan.start + plan.step * (plan.cycles - plan.calm)).timestamp()
    at = first + np.arange(bars) * _M5
    score[at >= calm_from] = plan.last_score
    flips = np.where(chance.random(bars) < 0.15, -np.sign(-score), 0.0).astype(int)
    kinds = (None, None, None, None, None, None, None, BreakKind.BOS, BreakKind.CHOCH)
    broken = [kinds[int(pick)] for pick in chance.integers(len(kinds), size=bars)]
    ways = chance.random(bars) < 0.5
    return Script(
        first=first,
        score=np.round(score, 3).tolist(),
        flips=flips.tolist(),
        broken=[
            None if kind is None or time >= calm_from or time % _M15 else (kind, bool(way))
            for kind, way, time in zip(broken, ways, at.tolist(), strict=True)
        ],
        close=closes.tolist(),
        atr=plan.terms.atr,
        median=plan.terms.spread,
    )


def _scores(plan: Plan, chance: np.random.Generator, closes: Floats) -> Floats:
    bars = len(closes)
    match plan.mood:
        case Mood.FOLLOWS:
            before = np.concatenate((np.full(min(_WARM, bars), closes[0]), closes))[:bars]
            return np.clip((closes - before) / plan.terms.atr * 2.0, -_FULL, _FULL)
        case Mood.WHIPSAW:
            levels = chance.choice((-6.0, -4.0, -2.0, 0.0, 1.0, -8.0), size=bars)
            return levels + chance.normal(0.0, 0.3, bars)
        case Mood.STEPS:
            turns = np.cumsum(chance.random(bars) < 0.15)
            levels = chance.choice(
                (-8.0, -6.5, -5.0, -3.0, -1.0, 0.5, 2.0), size=int(turns[-1]) + 1
            )
            return levels[turns] + chance.normal(0.0, 0.2, bars)
        case Mood.SINKING:
            return np.linspace(0.5, -8.0, bars) + chance.normal(0.0, 1.0, bars)


class ScriptedWindows:
    """Windows that read a script; a run may take them away for a while."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._row = -1
        self._scored: dict[Side, Assessment] = {}
        self.cause: BlindCause | None = None
        self.unscored = False

    async def refresh(self, instrument: Instrument, now: datetime) -> None:
        del instrument
        row = (int(now.timestamp()) - self._script.first) // _M5
        if row != self._row:
            self._row, self._scored = row, {}

    def reading(self, instrument: Instrument, now: datetime) -> Reading:
        if self._row < 0:
            return EMPTY
        closed = self._closed(_M5)
        return Reading(
            m5_closed=closed,
            m15_closed=self._closed(_M15),
            bar_age=now - closed,
            cause=self.cause,
            spread_median=self._script.median * instrument.point,
        )

    def bars(self, instrument: Instrument) -> None:
        del instrument

    def _closed(self, seconds: int) -> datetime:
        at = self._script.first + self._row * _M5
        return datetime.fromtimestamp(at // seconds * seconds, UTC)

    def assessment(self, instrument: Instrument, side: Side) -> Assessment | None:
        del instrument
        if self._row < 0 or self.unscored:
            return None
        if side not in self._scored:
            self._scored[side] = self._score(side)
        return self._scored[side]

    def _score(self, side: Side) -> Assessment:
        script, row, sign = self._script, self._row, side.sign
        m15 = self._closed(_M15)
        of_m15 = row - (script.first + row * _M5) % _M15 // _M5
        found = script.broken[of_m15] if of_m15 >= 0 else None
        broken = None
        if found is not None:
            broken = Break(
                kind=found[0],
                with_trade=found[1] == (side is Side.BUY),
                level=script.close[row],
                closed=m15,
            )
        behind = script.close[row] - sign * 2 * script.atr
        return Assessment(
            side=side,
            m5_closed=self._closed(_M5),
            m15_closed=m15,
            total=script.score[row] * sign,
            unscored=None,
            parts=(),
            regime=None,
            threshold=script.atr / 2,
            vwap_flip=script.flips[row] * sign,
            volume_flip=script.flips[row] * sign,
            structure_break=broken,
            swing_behind=behind,
            swing_ahead=None,
            atr_m15=script.atr,
            atr_m5=script.atr / 2,
            vwap=script.close[row],
            close=script.close[row],
        )
