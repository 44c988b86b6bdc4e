"""What one seed plays: its market, its people and its own share of troubles (swarm testing)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from random import Random

from dtms.core.policy import (
    PRESETS,
    Adoption,
    BelowMinimum,
    FlatTimer,
    HedgeRefused,
    LossRailHedge,
    Mode,
    Naked,
    OnDailyLimit,
    Policy,
)

CYCLES = 300
CALM = 100  # cycles at the end in which nothing goes wrong any more


class Trouble(Enum):
    """What may go wrong; each seed draws some of these and how often."""

    LOST_REQUEST = "lost_request"
    LOST_ANSWER = "lost_answer"
    LATE = "late"
    VERY_LATE = "very_late"
    LATE_BY_READS = "late_by_reads"
    HIDDEN = "hidden"
    REFUSED = "refused"
    AMBIGUOUS = "ambiguous"
    PARTIAL = "partial"
    COMMENT = "comment"
    SILENT_READ = "silent_read"
    DISCONNECT = "disconnect"
    TRADING_OFF = "trading_off"
    NO_BARS = "no_bars"
    UNSCORED = "unscored"
    FROZEN_FEED = "frozen_feed"
    SPREAD_STORM = "spread_storm"
    SPIKE = "spike"
    GAP = "gap"
    HAND = "hand"
    HAND_MEANWHILE = "hand_meanwhile"
    PEOPLE = "people"
    KILL = "kill"
    JOURNAL = "journal"
    CHAT_DOWN = "chat_down"
    CHAT_UNSURE = "chat_unsure"
    SLEEP = "sleep"


# Rates of these are chances an order, not a cycle.
OF_ORDERS = frozenset(tuple(Trouble)[:10])


class Path(Enum):
    """How the price moves."""

    WALK = "walk"
    REGIMES = "regimes"
    AROUND_STOP = "around_stop"
    WEEKEND = "weekend"


class Mood(Enum):
    """How the score moves."""

    FOLLOWS = "follows"  # the price of the last two hours
    WHIPSAW = "whipsaw"  # around the thresholds
    STEPS = "steps"
    SINKING = "sinking"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A symbol's figures: price, ATR(M15) and half a usual spread's points."""

    symbol: str
    price: float
    atr: float
    digits: int
    spread: int


TERMS = (
    Terms(symbol="EURUSD", price=1.1, atr=0.0010, digits=5, spread=10),
    Terms(symbol="USDJPY", price=150.0, atr=0.15, digits=3, spread=12),
    Terms(symbol="XAUUSD", price=2000.0, atr=3.0, digits=2, spread=25),
    Terms(symbol="BTCUSD", price=40_000.0, atr=150.0, digits=2, spread=1000),
)
WEDNESDAY = datetime(2024, 3, 6, 10, 0, tzinfo=UTC)
FRIDAY = datetime(2024, 3, 8, 19, 0, tzinfo=UTC)
_STARTS = (
    WEDNESDAY,
    datetime(2024, 3, 6, 20, 30, tzinfo=UTC),  # over the broker's midnight
    datetime(2024, 3, 28, 9, 0, tzinfo=UTC),
    datetime(2024, 10, 30, 12, 0, tzinfo=UTC),  # London and New York four hours apart
    FRIDAY,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything drawn before a run begins; `rates` are chances a cycle, or a call."""

    seed: int
    cycles: int
    calm: int
    start: datetime
    step: timedelta
    terms: Terms
    path: Path
    mood: Mood
    last_score: float
    policy: Policy
    mode: Mode
    commission: float
    deposit: float
    trades: int
    rates: Mapping[Trouble, float]

    def rate(self, trouble: Trouble) -> float:
        return self.rates.get(trouble, 0.0)

    @property
    def length(self) -> timedelta:
        return self.step * (self.cycles + 2)


def stream(seed: int, name: str) -> Random:
    """One stream of chance for each component, so that one's draws never move another's."""
    return Random(f"{seed}/{name}")  # noqa: S311 - repeatable on purpose


def drawn(seed: int, *, cycles: int = CYCLES) -> Plan:
    """Draw a seed's plan."""
    chance = stream(seed, "plan")
    weekend = chance.random() < 0.08
    return Plan(
        seed=seed,
        cycles=cycles,
        calm=min(CALM, cycles // 2),
        start=FRIDAY if weekend else chance.choice(_STARTS),
        step=timedelta(seconds=900 if weekend else chance.choice((30, 30, 60, 60, 150, 300))),
        terms=chance.choice((TERMS[0], TERMS[0], TERMS[0], *TERMS[1:])),
        path=Path.WEEKEND if weekend else chance.choice(tuple(Path)[:3]),
        mood=chance.choice(tuple(Mood)),
        last_score=chance.choice((-8.0, -8.0, -5.0, -3.0, 0.5, 3.0)),
        policy=_policy(chance),
        mode=chance.choice((*(Mode.AUTO,) * 6, Mode.CONFIRM, Mode.CONFIRM, Mode.OBSERVE)),
        commission=chance.choice((0.0, 3.5)),
        deposit=chance.choice((1_000.0, 10_000.0, 100_000.0, 100_000.0)),
        trades=chance.choice((1, 1, 1, 1, 2)),
        rates=_rates(chance),
    )


def _rates(chance: Random) -> dict[Trouble, float]:
    """Draw which troubles a run has, and how thick they come; one in twelve has none."""
    share = chance.choice((0.0, 0.1, 0.1, 0.2, 0.3, 0.5))
    thick = chance.choice((0.3, 1.0, 1.0, 2.0))
    chosen = [trouble for trouble in Trouble if chance.random() < share]
    return {
        trouble: chance.choice((0.1, 0.3, 0.7))
        if trouble in OF_ORDERS
        else min(thick * chance.choice((0.005, 0.02, 0.07)), 0.3)
        for trouble in chosen
    }


def _policy(chance: Random) -> Policy:
    preset = PRESETS[chance.choice(("seeds", "balanced"))]
    actions = replace(
        preset.actions,
        readd=chance.random() < 0.5,
        half_closes_per_day=chance.choice((1, 6)),
        hedges_per_day=chance.choice((2, 12)),
        below_minimum=chance.choice(tuple(BelowMinimum)),
        hedge_refused=chance.choice(
            (HedgeRefused.KEEP, HedgeRefused.KEEP, HedgeRefused.CLOSE_REST)
        ),
        flat_timer_action=chance.choice((FlatTimer.ASK, FlatTimer.ASK, FlatTimer.CLOSE)),
    )
    guard = replace(
        preset.guard,
        adoption=chance.choice((Adoption.GUARD, Adoption.GUARD, Adoption.GUARD, Adoption.ASK)),
        naked=chance.choice(tuple(Naked)),
        unknown_window=timedelta(minutes=chance.choice((10, 35, 35))),
    )
    rails = replace(
        preset.rails,
        hedge_under_loss_rail=chance.choice(tuple(LossRailHedge)),
        on_daily_limit=chance.choice((OnDailyLimit.ALERT, OnDailyLimit.ALERT, *OnDailyLimit)),
    )
    state = replace(
        preset.state,
        respect_entry=chance.random() < 0.3,
        hedge_cooldown=timedelta(minutes=chance.choice((30, 5))),
        retry_after=timedelta(minutes=chance.choice((30, 10))),
        recovery_timer=timedelta(minutes=chance.choice((30, 5))),
    )
    return replace(preset, actions=actions, guard=guard, rails=rails, state=state)
