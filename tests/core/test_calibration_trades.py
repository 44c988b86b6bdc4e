"""What the score does to a trade in 24 hours, by a compact reference walk of the score states.

The walk is the table of SPEC 6 in `auto` mode with every order filled at once and without costs:
evaluated at entry, at each M15 close, and at each M5 close while the trade is not HEALTHY or a
warning awaits confirmation; R = 6 ATR14(M15); stops are seen on M5 highs and lows.
"""

from dataclasses import dataclass, field
from enum import Enum, auto

import numpy as np
import pytest

from dtms.core.market import Bars, Timeframe
from dtms.core.policy import SEEDS
from dtms.core.signals import ScoreColumns
from tests.data import GBPUSD_M1, USDJPY_M1, load, needs_data, resample
from tests.walks import PER_DAY, WARM, Market, market, scored, tell

STATE, ACTIONS = SEEDS.state, SEEDS.actions
BAR = 300
R_ATR = 6.0


class Stage(Enum):
    HEALTHY = auto()
    L1 = auto()
    L2 = auto()
    HEDGED = auto()
    RECOVERING = auto()
    CLOSED = auto()


@dataclass(slots=True, kw_only=True)
class Tape:
    """What the walk reads, as lists, from the trade's side."""

    at: list[int]
    deep: list[bool]
    score: list[float]
    both_flips: list[bool]
    broken: list[int]
    turned: list[bool]
    behind: list[float]
    close: list[float]
    best: list[float]
    worst: list[float]
    atr: list[float]


def tape(columns: ScoreColumns, m5: Bars, sign: int) -> Tape:
    """Prices are multiplied by the sign: up is with the trade."""
    breaks = columns.breaks
    long = sign > 0
    flips = (columns.vwap_flip == -sign) & (columns.volume_flip == -sign)
    return Tape(
        at=columns.m5_closed.tolist(),
        deep=(columns.m5_closed == columns.m15_closed).tolist(),
        score=(sign * columns.total).tolist(),
        both_flips=flips.tolist(),
        broken=(sign * breaks.broken).tolist(),
        turned=breaks.turned.tolist(),
        behind=(sign * (breaks.swing_low if long else breaks.swing_high)).tolist(),
        close=(sign * m5.close).tolist(),
        best=(sign * (m5.high if long else m5.low)).tolist(),
        worst=(sign * (m5.low if long else m5.high)).tolist(),
        atr=columns.slow.atr.tolist(),
    )


@dataclass(slots=True, kw_only=True)
class Walk:
    tape: Tape
    entry: int
    stage: Stage = Stage.HEALTHY
    stop: float = field(init=False)
    r: float = field(init=False)
    respected: bool = field(init=False)
    warned: int = 0
    relapsed: int = 0
    since: int = 0
    flat_until: int = 0
    cool_until: int = 0
    filled: int = 0
    hedge_stop: float = 0.0
    tightened: bool = False
    half_at: float | None = None
    half_day: int = -1
    half_closes: int = 0
    hedges: int = 0

    def __post_init__(self) -> None:
        self.r = R_ATR * self.tape.atr[self.entry]
        self.stop = self.tape.close[self.entry] - self.r
        self.respected = self.tape.score[self.entry] <= STATE.to_l1

    def run(self) -> None:
        end = min(self.entry + PER_DAY, len(self.tape.at) - 1)
        for row in range(self.entry, end + 1):
            if row > self.entry and self.tape.worst[row] <= self.stop:
                return
            self.hedge_stopped(row)
            if row == self.entry or self.due(row):
                self.judge(row)
            if self.stage is Stage.CLOSED:
                return

    def due(self, row: int) -> bool:
        return self.tape.deep[row] or self.stage is not Stage.HEALTHY or self.warned > 0

    def judge(self, row: int) -> None:
        self.lift_respect(row)
        for _ in range(len(Stage)):
            before = self.stage
            HANDLERS[before](self, row)
            if self.stage is before or self.stage in (Stage.HEDGED, Stage.CLOSED):
                return

    def lift_respect(self, row: int) -> None:
        score, first = self.tape.score[row], self.tape.score[self.entry]
        loss = self.tape.close[self.entry] - self.tape.close[row]
        worse = score <= first - STATE.respect_worse or loss >= STATE.respect_loss_r * self.r
        if worse or score >= 0.0:
            self.respected = False

    def healthy(self, row: int) -> None:
        score = self.tape.score[row]
        if self.tape.deep[row] and self.tape.broken[row] > 0 and not self.tape.turned[row]:
            buffer = ACTIONS.trail_buffer_atr * self.tape.atr[row]
            self.stop = max(self.stop, min(self.tape.behind[row], self.tape.close[row]) - buffer)
        self.warned = self.warned + 1 if score <= STATE.to_l1 else 0
        if self.warned >= STATE.confirmations or score <= STATE.to_l1_at_once:
            self.stage, self.warned = Stage.L1, 0
            if not self.tightened:
                distance = max(ACTIONS.tighten_r * self.r, ACTIONS.tighten_atr * self.tape.atr[row])
                self.stop = max(self.stop, self.tape.close[row] - distance)
            self.tightened = True

    def l1(self, row: int) -> None:
        score = self.tape.score[row]
        if score >= STATE.l1_to_healthy:
            self.stage, self.tightened = Stage.HEALTHY, False
        elif score <= STATE.to_l2:
            self.stage = Stage.L2
            self.half_close(row)

    def half_close(self, row: int) -> None:
        day, price = (self.tape.at[row] - 79_200) // 86_400, self.tape.close[row]
        worse = self.half_at is None or price < self.half_at
        if self.respected or day == self.half_day or not worse:
            return
        self.half_at, self.half_day = price, day
        self.half_closes += 1
        self.stop = max(self.stop, self.breakeven(row))

    def breakeven(self, row: int) -> float:
        entry = self.tape.close[self.entry]
        return entry if self.tape.close[row] > entry else self.stop

    def l2(self, row: int) -> None:
        tape, score = self.tape, self.tape.score[row]
        if score >= STATE.l2_to_l1:
            self.stage = Stage.L1
            return
        flips = tape.both_flips[row] and tape.both_flips[row - 1]
        wanted = score <= STATE.hedge or (flips and score <= STATE.hedge_confluence)
        distance = ACTIONS.hedge_stop_atr * tape.atr[row]
        barred = self.respected or self.hedges >= ACTIONS.hedges_per_day
        if not wanted or barred or tape.at[row] < self.cool_until:
            return
        if tape.close[row] - self.stop <= distance:  # the main's stop is nearer than the hedge's
            return
        self.stage, self.filled = Stage.HEDGED, tape.at[row]
        self.hedge_stop = tape.close[row] + distance
        self.flat_until = tape.at[row] + int(STATE.flat_timer.total_seconds())
        self.hedges += 1

    def hedge_stopped(self, row: int) -> None:
        after = self.tape.at[row] > self.filled
        if self.stage is Stage.HEDGED and after and self.tape.best[row] >= self.hedge_stop:
            self.unhedge(row)

    def unhedge(self, row: int) -> None:
        self.stage, self.since, self.relapsed = Stage.RECOVERING, self.tape.at[row], 0
        self.cool_until = self.tape.at[row] + int(STATE.hedge_cooldown.total_seconds())

    def hedged(self, row: int) -> None:
        tape = self.tape
        if tape.at[row] <= self.filled:
            return
        broken = tape.broken[row] if tape.deep[row] else 0
        if broken < 0 and tape.turned[row]:
            self.stage = Stage.CLOSED
        elif broken > 0 or tape.score[row] >= STATE.unhedge:
            self.unhedge(row)
        elif tape.at[row] >= self.flat_until:
            self.stage = Stage.CLOSED

    def recovering(self, row: int) -> None:
        score, waited = self.tape.score[row], self.tape.at[row] - self.since
        self.relapsed = self.relapsed + 1 if score <= STATE.relapse else 0
        if self.relapsed >= STATE.confirmations:
            self.stage = Stage.L2
        elif waited >= STATE.recovery_timer.total_seconds() and score >= STATE.recovered:
            self.stage, self.tightened = Stage.HEALTHY, False
        elif waited >= STATE.recovery_limit.total_seconds():
            self.stage = Stage.HEALTHY if score >= STATE.recovery_floor else Stage.L1

    def closed(self, row: int) -> None:
        """Stay closed."""


HANDLERS = {
    Stage.HEALTHY: Walk.healthy,
    Stage.L1: Walk.l1,
    Stage.L2: Walk.l2,
    Stage.HEDGED: Walk.hedged,
    Stage.RECOVERING: Walk.recovering,
    Stage.CLOSED: Walk.closed,
}


def hold_the_limits(name: str, walks: list[Walk]) -> None:
    hedged = float(np.mean([walk.hedges > 0 for walk in walks]))
    halves = float(np.mean([walk.half_closes for walk in walks]))
    tell(f"{name}: {len(walks)} trades of 24 h, hedged {hedged:.1%}, half closes {halves:.2f}")
    assert hedged <= 0.20
    assert halves <= 1.0


def trades(columns: ScoreColumns, m5: Bars, entries: list[int]) -> list[Walk]:
    walks = []
    for sign in (1, -1):
        shared = tape(columns, m5, sign)
        for entry in entries:
            walks.append(Walk(tape=shared, entry=entry))
            walks[-1].run()
    return walks


@pytest.mark.parametrize("volume", [True, False])
def test_a_random_trade_is_mostly_left_alone(volume: bool) -> None:
    walks = []
    for seed in range(200):
        one = market(seed, days=15, volume=volume)
        rng = np.random.default_rng(seed)
        entries = sorted(rng.integers(WARM, WARM + 4 * PER_DAY, size=4).tolist())
        walks += trades(scored(one), one.m5, entries)

    hold_the_limits(f"driftless, volume {volume}", walks)


@needs_data
@pytest.mark.parametrize(("name", "base"), [(GBPUSD_M1, "GBPUSD"), (USDJPY_M1, "USDJPY")])
def test_a_random_trade_on_real_bars_is_mostly_left_alone(name: str, base: str) -> None:
    minutes = load(name, Timeframe.M1)
    bars = Market(m5=resample(minutes, Timeframe.M5), m15=resample(minutes, Timeframe.M15))
    last = len(bars.m5) - PER_DAY

    walks = trades(scored(bars, base), bars.m5, list(range(WARM, last, 97)))

    hold_the_limits(name, walks)
