"""Every number of the strategy, with its unit and its reason; frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from types import MappingProxyType

from dtms.core.bounds import Range, ascending, check, descending


class Session(Enum):
    """Trading session by exchange-local clocks."""

    ASIAN = "asian"
    LONDON = "london"
    NY = "ny"
    OVERLAP = "overlap"


class Volatility(Enum):
    """ATR14(M15) over its own 20-bar mean."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class Structure(Enum):
    """Bollinger width against its own recent median."""

    RANGE = "range"
    TREND = "trend"


class Group(Enum):
    """The six groups of signals."""

    STRUCTURE = "structure"
    VWAP_VOLUME = "vwap_volume"
    MOMENTUM = "momentum"
    EMA_ALIGNMENT = "ema_alignment"
    DELTA_PRESSURE = "delta_pressure"
    CANDLE_CONVICTION = "candle_conviction"


class Mode(Enum):
    """How far DTMS may go by itself."""

    OBSERVE = "observe"
    CONFIRM = "confirm"
    AUTO = "auto"


class Adoption(Enum):
    """What happens to positions DTMS did not open."""

    ASK = "ask"
    GUARD = "guard"
    OFF = "off"


class Naked(Enum):
    """What happens when a guarded position has no stop."""

    ASK = "ask"
    SET = "set"


class FlatTimer(Enum):
    """What a flat timer does when it runs out in a warning state."""

    ASK = "ask"
    CLOSE = "close"


class HedgeRefused(Enum):
    """What to do when no hedge can be had."""

    KEEP = "keep"
    CLOSE_REST = "close_rest"


class BelowMinimum(Enum):
    """What a half close does when half is below the smallest volume."""

    SKIP = "skip"
    CLOSE = "close"


class LossRailHedge(Enum):
    """Whether a defensive hedge may open while a loss rail is tripped."""

    ALLOW = "allow"
    REFUSE = "refuse"


class BothFilled(Enum):
    """What happens when both legs of a bracket were filled before one could be taken back."""

    CLOSE_SECOND = "close_second"
    KEEP = "keep"


class OnDailyLimit(Enum):
    """What happens when the daily loss limit is reached."""

    ALERT = "alert"
    CLOSE_ALL = "close_all"


class LossBase(Enum):
    """What the loss rails are measured from, taken at the reset hour."""

    BALANCE = "balance"
    EQUITY = "equity"
    HIGHER = "higher"  # of both


class LossKind(Enum):
    """Whether the base of a loss rail follows the equity upwards."""

    STATIC = "static"
    TRAILING = "trailing"


class NewsUnknown(Enum):
    """What a news calendar that cannot be read means for what adds exposure."""

    BLOCK = "block"
    ALLOW = "allow"


class Weekend(Enum):
    """What happens to open trades before the weekly close."""

    ALERT = "alert"  # says so and offers to close
    CLOSE = "close"
    OFF = "off"


def _frozen[K, V](table: dict[K, V]) -> Mapping[K, V]:
    return MappingProxyType(table)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePolicy:
    """How bars become points. Points are trade-relative; negative is against the trade."""

    # caps, in points, from the seed's SIGNAL_WEIGHTS; the candle's own range is 0.5 to 2
    caps: Mapping[Group, float] = field(
        default_factory=lambda: _frozen(
            {
                Group.STRUCTURE: 3.0,
                Group.VWAP_VOLUME: 2.0,
                Group.MOMENTUM: 2.0,
                Group.EMA_ALIGNMENT: 1.5,
                Group.DELTA_PRESSURE: 1.0,
                Group.CANDLE_CONVICTION: 2.0,
            }
        )
    )
    # regime weights, from the seed's ADAPTIVE_WEIGHTS; both multiply when both hold
    range_weights: Mapping[Group, float] = field(
        default_factory=lambda: _frozen(
            {
                Group.STRUCTURE: 0.7,
                Group.VWAP_VOLUME: 1.3,
                Group.MOMENTUM: 1.0,
                Group.EMA_ALIGNMENT: 0.8,
                Group.DELTA_PRESSURE: 1.2,
                Group.CANDLE_CONVICTION: 1.1,
            }
        )
    )
    high_volatility_weights: Mapping[Group, float] = field(
        default_factory=lambda: _frozen(
            {
                Group.STRUCTURE: 1.2,
                Group.VWAP_VOLUME: 0.9,
                Group.MOMENTUM: 0.8,
                Group.EMA_ALIGNMENT: 1.0,
                Group.DELTA_PRESSURE: 1.1,
                Group.CANDLE_CONVICTION: 0.9,
            }
        )
    )
    least_present: float = 0.6  # share of the caps below which a trade is UNSCORED

    atr_period: int = 14
    swing_wings: int = 2  # bars on each side of a fractal
    break_atr: float = 0.1  # a break closes at least this many ATR beyond the swing
    structure_fade_bars: int = 12  # M15 bars until a break has faded to nothing
    bos_points: float = 1.5
    choch_points: float = 1.5

    vwap_anchor_zone: str = "America/New_York"  # FX, metals and indices
    vwap_anchor_hour: int = 17  # local hour of the anchor zone
    vwap_anchor_zone_crypto: str = "UTC"
    vwap_anchor_hour_crypto: int = 0
    vwap_warmup_bars: int = 12  # M5 bars after the anchor in which VWAP is absent
    vwap_flip_closes: int = 2  # consecutive M5 closes beyond the adaptive threshold
    vwap_release: float = 0.7  # of the threshold, at which a flip is released
    vwap_flip_points: float = 0.5  # at one threshold from VWAP
    vwap_full_points: float = 1.5
    vwap_full_atr: float = 3.0  # distance from VWAP, in ATR(M15), at which the flip counts in full
    volume_flip_bars: int = 24  # M5 bars
    volume_flip_share: float = 0.70
    volume_flip_share_low_volatility: float = 0.75
    volume_flip_points: float = 0.75

    rsi_period: int = 14
    rsi_dead_zone: float = 5.0  # about 50
    rsi_full: float = 25.0  # distance from 50
    rsi_points: float = 2.0
    macd_fast: int = 12
    macd_slow: int = 26
    macd_signal: int = 9
    macd_from_atr: float = 0.1
    macd_full_atr: float = 0.6
    macd_points: float = 1.0

    ema_fast: int = 50
    ema_slow: int = 200
    ema_slope_bars: int = 32  # M15 bars over which a slope is taken: a trading session
    ema_full_gap_atr: float = 2.0
    ema_points: float = 1.5

    delta_bars: int = 1  # M5 bars of signed volume in one window; more repeats the volume flip
    delta_history: int = 288  # windows the z-score is taken over: a day
    delta_from_z: float = 1.0
    delta_full_z: float = 2.0
    delta_points: float = 1.0

    candle_body: float = 0.65  # of the bar's range
    candle_range_atr: float = 0.8
    candle_points: float = 0.5
    candle_extra_points: float = 1.5  # in full for a bar that closes one threshold through VWAP

    # search for the close at which a score would be reached
    reach_atr: float = 6.0  # ATR(M15) to each side of the last close
    reach_steps: int = 14  # bisections: 12 ATR / 2**14 is less than 0.001 ATR
    reach_volume_bars: int = 24  # M5 bars whose mean volume a hypothetical bar gets

    def __post_init__(self) -> None:
        periods = ("atr_period", "swing_wings", "structure_fade_bars", "vwap_flip_closes")
        windows = ("volume_flip_bars", "rsi_period", "macd_fast", "macd_slow", "macd_signal")
        more = ("ema_fast", "ema_slow", "ema_slope_bars", "delta_bars", "delta_history")
        counts = (Range(name=name, least=1) for name in (*periods, *windows, *more))
        shares = ("least_present", "volume_flip_share", "volume_flip_share_low_volatility")
        parts = (Range(name=name, least=0, most=1, above=True) for name in (*shares, "candle_body"))
        check("score", self, *counts, *parts)
        ascending("score", self, "macd_fast", "macd_slow")
        ascending("score", self, "ema_fast", "ema_slow")
        ascending("score", self, "macd_from_atr", "macd_full_atr")
        ascending("score", self, "delta_from_z", "delta_full_z")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeHours:
    """Monday to Friday, half-open, by the exchange's own clock."""

    zone: str  # IANA name
    opens: int  # minutes after local midnight
    closes: int  # minutes after local midnight


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimePolicy:
    """How the market is classified, and how that moves the VWAP threshold."""

    threshold_base: Mapping[str, float] = field(
        default_factory=lambda: _frozen(
            {
                "XAUUSD": 0.001,
                "BTCUSD": 0.002,
                "BTCUSDT": 0.002,
                "EURUSD": 0.0005,
                "GBPUSD": 0.0005,
                "USDJPY": 0.0007,
                "GBPJPY": 0.0007,
                "EURJPY": 0.0007,
            }
        )
    )  # fraction of the close
    threshold_default: float = 0.001
    london: ExchangeHours = ExchangeHours(zone="Europe/London", opens=480, closes=990)
    new_york: ExchangeHours = ExchangeHours(zone="America/New_York", opens=480, closes=1020)
    session_factor: Mapping[Session, float] = field(
        default_factory=lambda: _frozen(
            {Session.ASIAN: 1.5, Session.LONDON: 1.0, Session.NY: 0.8, Session.OVERLAP: 0.7}
        )
    )
    volatility_factor: Mapping[Volatility, float] = field(
        default_factory=lambda: _frozen(
            {Volatility.LOW: 1.4, Volatility.NORMAL: 1.0, Volatility.HIGH: 0.8}
        )
    )
    structure_factor: Mapping[Structure, float] = field(
        default_factory=lambda: _frozen({Structure.RANGE: 1.3, Structure.TREND: 1.0})
    )
    clamp_low: float = 0.5  # of the base
    clamp_high: float = 1.8  # of the base
    volatility_mean_bars: int = 20
    volatility_low: float = 0.7
    volatility_high: float = 1.3
    bollinger_bars: int = 20
    bollinger_deviations: float = 2.0
    bollinger_median_bars: int = 96
    range_below: float = 0.8  # of the median width

    def __post_init__(self) -> None:
        bars = ("volatility_mean_bars", "bollinger_bars", "bollinger_median_bars")
        check("regime", self, *(Range(name=name, least=1) for name in bars))
        ascending("regime", self, "clamp_low", "clamp_high")
        ascending("regime", self, "volatility_low", "volatility_high")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatePolicy:
    """Thresholds and timers of the state machine, as the user's documents state them."""

    to_l1: float = -2.0
    to_l1_at_once: float = -4.0  # one such score needs no confirmation
    l1_to_healthy: float = 0.0
    to_l2: float = -4.0
    l2_to_l1: float = -2.0
    hedge: float = -6.0
    hedge_confluence: float = -4.0  # with VWAP and volume flips
    hedge_confluence_bars: int = 2
    unhedge: float = -2.0
    recovered: float = 1.0
    relapse: float = -4.0
    recovery_floor: float = 0.0  # a recent score at or above it ends RECOVERING in HEALTHY
    confirmations: int = 2
    flat_timer: timedelta = timedelta(minutes=75)
    recovery_timer: timedelta = timedelta(minutes=30)
    recovery_limit: timedelta = timedelta(minutes=60)
    recovery_score_age: timedelta = timedelta(minutes=30)
    flat_asks: int = 2
    hedge_cooldown: timedelta = timedelta(minutes=30)
    retry_after: timedelta = timedelta(minutes=30)
    retry_worse: float = 1.0  # points
    retry_soon: timedelta = timedelta(minutes=5)  # a stop or close that the broker refused
    weekly_close_guard: timedelta = timedelta(minutes=90)
    settle_after_open: timedelta = timedelta(minutes=15)
    settled_after_open: timedelta = timedelta(hours=1)  # whatever the spread
    unknown_alert: timedelta = timedelta(minutes=5)
    respect_entry: bool = True
    respect_worse: float = 1.0  # points worse than at registration
    respect_loss_r: float = 0.3

    def __post_init__(self) -> None:
        timers = ("flat_timer", "recovery_timer", "recovery_limit", "retry_after", "retry_soon")
        running = (Range(name=name, least=0, above=True) for name in timers)
        check("state", self, *running, Range(name="confirmations", least=1))
        descending("state", self, "l1_to_healthy", "to_l1", "to_l2", "hedge")
        descending("state", self, "recovered", "relapse")
        descending("state", self, "l2_to_l1", "to_l2")
        descending("state", self, "unhedge", "hedge")
        ascending("state", self, "hedge", "hedge_confluence")
        ascending("state", self, "to_l1_at_once", "to_l1")
        ascending("state", self, "recovery_timer", "recovery_limit")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPolicy:
    """Sizes and distances of what is done at the broker."""

    tighten_r: float = 0.5
    tighten_atr: float = 2.5
    tighten_spreads: float = 2.0  # median spreads beyond the stops level
    trail_buffer_atr: float = 0.1
    first_stop_atr: float = 1.5  # R where the first stop is unknown, and a first stop set by policy
    least_r_atr: float = 1.0  # a first stop nearer than this is not taken for R
    half_share: Decimal = Decimal("0.5")  # of the family's current volume
    half_closes_per_day: int = 1
    hedge_share: Decimal = Decimal("0.5")  # of the original volume
    hedges_per_day: int = 2
    hedge_stop_atr: float = 0.5
    readd: bool = False
    readd_share: Decimal = Decimal("0.5")  # of what DTMS closed
    below_minimum: BelowMinimum = BelowMinimum.SKIP
    hedge_refused: HedgeRefused = HedgeRefused.KEEP
    flat_timer_action: FlatTimer = FlatTimer.ASK
    requote_tries: int = 3
    deviation_points: int = 20

    def __post_init__(self) -> None:
        shares = ("half_share", "hedge_share", "readd_share")
        distances = ("tighten_atr", "first_stop_atr", "hedge_stop_atr")
        check(
            "actions",
            self,
            *(Range(name=name, least=0, most=1, above=True) for name in shares),
            *(Range(name=name, least=0, above=True) for name in distances),
            Range(name="tighten_r", least=0),
            Range(name="requote_tries", least=1),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardPolicy:
    """Cadence, adoption, modes and the limits of the data."""

    fast_check: timedelta = timedelta(seconds=30)
    adoption: Adoption = Adoption.ASK
    adopt_loss_r: float = 1.0  # adoption=guard asks for trades losing this much or more
    naked: Naked = Naked.ASK
    veto_window: timedelta = timedelta(seconds=90)
    hold: timedelta = timedelta(minutes=30)
    undo_window: timedelta = timedelta(minutes=2)
    button_expiry: timedelta = timedelta(hours=12)
    ring_again: timedelta = timedelta(minutes=5)
    unfit_after: timedelta = timedelta(seconds=600)  # age of the last closed bar, in open time
    stale_after: timedelta = timedelta(seconds=300)  # age of quote or bar that stops INC
    blind_cycles: int = 3
    m5_window: int = 600
    m15_window: int = 4000
    trigger_move_atr: float = 0.5
    trigger_stop_r: float = 0.2
    trigger_refill: timedelta = timedelta(minutes=10)
    trigger_burst: int = 2
    edit_hold: timedelta = timedelta(minutes=15)  # after a level was changed outside DTMS
    standoff_turns: int = 3  # changes of a level back and forth ...
    standoff_window: timedelta = timedelta(minutes=30)  # ... within this
    until_hour: int = 17  # of the person's zone, for the offer to guard until then
    unknown_window: timedelta = timedelta(minutes=35)
    unknown_close_window: timedelta = timedelta(minutes=1)
    clock_jump: timedelta = timedelta(minutes=1)  # wall clock against the one that never jumps
    late_check: timedelta = timedelta(minutes=2)  # real time without a check that is told
    blind_reminder: timedelta = timedelta(hours=1)  # real time between two reminders
    rival_quiet: timedelta = timedelta(hours=1)  # since the last order of another installation
    spike_atr: float = 10.0  # ATR(M15) between two looks that the next tick must confirm

    def __post_init__(self) -> None:
        spans = ("fast_check", "unfit_after", "stale_after", "unknown_window")
        more = ("unknown_close_window", "clock_jump", "late_check", "blind_reminder")
        check(
            "guard",
            self,
            *(Range(name=name, least=0, above=True) for name in (*spans, *more)),
            *(Range(name=name, least=1) for name in ("blind_cycles", "m5_window", "m15_window")),
            Range(name="spike_atr", least=0, above=True),
        )
        ascending("guard", self, "stale_after", "unfit_after")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitPolicy:
    """Exits in profit, which a trade's contract switches on."""

    opened: bool = False  # whether they are on for trades opened through DTMS
    breakeven_at: float = 0.3  # of the way from entry to target
    partial_at: float = 0.6  # of the same way
    partial_share: Decimal = Decimal("0.5")  # of the family's current volume
    trail_atr: float = 1.5  # ATR14(M15) behind the closing side's price, once at breakeven
    trail_step_atr: float = 0.25  # a smaller gain is not worth an order


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPolicy:
    """Order entry: what is absurd, and how long a shown price stands."""

    least_stop_atr: float = 0.1  # a nearer stop is a slip of the finger
    furthest_stop_atr: float = 40.0  # some four days' range; a farther one is another symbol's
    furthest_target_atr: float = 100.0
    furthest_price_atr: float = 40.0  # of a pending order from the market
    moved_atr: float = 0.25  # between the price shown and the tap
    moved_spreads: float = 2.0  # median spreads, where those are more
    commission_history: timedelta = timedelta(days=7)  # deals that tell what a lot costs
    confirm_expiry: timedelta = timedelta(seconds=60)
    draft_expiry: timedelta = timedelta(minutes=10)
    panic_window: timedelta = timedelta(seconds=10)
    both_filled: BothFilled = BothFilled.CLOSE_SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class RailPolicy:
    """Safety rails. They stop what adds exposure, never what protects."""

    rules: str | None = None  # name of the rule set laid over this policy
    daily_loss: float = 0.02  # of the base
    hourly_loss: float = 0.01  # of the same base, since the hour began
    total_loss: float | None = None  # of the start, or of the highest equity; rule sets have one
    total_kind: LossKind = LossKind.STATIC
    start_balance: float | None = None  # account currency; None: the balance when first seen
    loss_base: LossBase = LossBase.EQUITY
    loss_kind: LossKind = LossKind.STATIC
    floating: bool = True  # whether open results count
    base_slack: timedelta = timedelta(minutes=15)  # a first look later than this missed the reset
    stops_in_a_row: int = 3
    stop_least_r: float = 0.5  # a main that lost this much counts as a stop
    max_positions: int = 20  # mains and re-adds; hedges are not counted
    max_positions_symbol: int = 5
    max_positions_currency: int = 10
    max_volume: Decimal | None = None  # lots, everything open; None: no limit
    trade_risk: float = 0.01  # of equity, to the stop
    daily_risk: float = 0.03  # of equity, to the stops of what was opened in the broker's day
    news_before: timedelta = timedelta(minutes=30)
    news_after: timedelta = timedelta(minutes=15)
    news_unknown: NewsUnknown = NewsUnknown.BLOCK
    rollover_before: timedelta = timedelta(minutes=5)  # around 17:00 New York
    rollover_after: timedelta = timedelta(minutes=15)
    weekend: Weekend = Weekend.ALERT
    weekend_before: timedelta = timedelta(minutes=60)
    breaker_failures: int = 3  # orders in a row that the broker did not execute
    breaker_storms: int = 3  # spread storms of one symbol ...
    breaker_storm_window: timedelta = timedelta(minutes=60)  # ... within this
    breaker_rest: timedelta = timedelta(minutes=90)
    hedging_forbidden: bool = False
    minimum_hold: timedelta = timedelta(0)  # before this DTMS closes nothing by itself
    stack_trades: int = 3  # on one side of a currency ...
    stack_times: float = 2.0  # ... and together this many times the largest of them
    spread_inc: float = 2.0  # times the hour's median
    spread_red: float = 4.0
    # A bar keeps its narrowest spread, which may be none: what is small beside the hour's usual
    # M5 range is no storm.
    spread_floor: float = 0.1
    spread_wait: timedelta = timedelta(minutes=15)
    hedge_under_loss_rail: LossRailHedge = LossRailHedge.ALLOW
    on_daily_limit: OnDailyLimit = OnDailyLimit.ALERT
    reset_hour: int = 0  # of the broker's day, or of the zone's
    reset_zone: str | None = None  # IANA name; None: the broker's clock
    margin_warn: float = 200.0  # per cent
    margin_red: float = 120.0

    def __post_init__(self) -> None:
        check(
            "rails",
            self,
            Range(name="daily_loss", least=0, most=1, above=True),
            Range(name="spread_inc", least=0, above=True),
            Range(name="reset_hour", least=0, most=23),
        )
        ascending("rails", self, "spread_inc", "spread_red")
        ascending("rails", self, "margin_red", "margin_warn")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsPolicy:
    """Which events of a calendar count, and how long one may go without a fresh copy."""

    impacts: frozenset[str] = frozenset({"high"})
    # parts of titles, case folded: events before which even liquid markets empty
    ultra: tuple[str, ...] = (
        "non-farm employment",
        "nonfarm payroll",
        "non-farm payroll",
        "fomc",
        "federal funds rate",
        "rate decision",
        "main refinancing rate",
        "minimum bid rate",
        "official bank rate",
        "boj policy rate",
        "cpi m/m",
        "cpi y/y",
    )
    ultra_before: timedelta = timedelta(minutes=60)
    ultra_after: timedelta = timedelta(minutes=30)
    stale_after: timedelta = timedelta(hours=24)  # since the last good copy of a fetched calendar
    fetch_every: timedelta = timedelta(hours=4)

    def __post_init__(self) -> None:
        check("news", self, Range(name="stale_after", least=0, above=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The whole strategy under one name, shown by /dtms."""

    name: str = "seeds"
    score: ScorePolicy = field(default_factory=ScorePolicy)
    regime: RegimePolicy = field(default_factory=RegimePolicy)
    state: StatePolicy = field(default_factory=StatePolicy)
    actions: ActionPolicy = field(default_factory=ActionPolicy)
    guard: GuardPolicy = field(default_factory=GuardPolicy)
    exits: ExitPolicy = field(default_factory=ExitPolicy)
    rails: RailPolicy = field(default_factory=RailPolicy)
    entry: EntryPolicy = field(default_factory=EntryPolicy)
    news: NewsPolicy = field(default_factory=NewsPolicy)


SEEDS = Policy()
# A hedge stop of 1.5 ATR keeps a hedge alive until structure, score or the timer ends it.
BALANCED = replace(SEEDS, name="balanced", actions=replace(SEEDS.actions, hedge_stop_atr=1.5))
PRESETS: Mapping[str, Policy] = _frozen({SEEDS.name: SEEDS, BALANCED.name: BALANCED})
