"""The demo's market and its trader: one scripted trade to watch, then others as the dice fall.

The trader acts by hand in the simulated terminal, as a person would; DTMS is told nothing.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

import numpy as np

from dtms.core.market import Side
from dtms.sim.errors import HandRefused
from dtms.sim.feed import Feed
from dtms.sim.feed_generated import GeneratedFeed
from dtms.sim.feed_scripted import Leg, ScriptedPath
from dtms.sim.sessions import DAY_MSC
from dtms.sim.symbols import DEFAULT_SYMBOLS, SymbolSpec
from dtms.sim.terminal import Terminal

STAR: Final = "XAUUSD"
OTHERS: Final = ("EURUSD", "GBPUSD", "USDJPY", "BTCUSD")
SPEED: Final = 75.0  # market seconds a second: the scripted trade recovers within two minutes
OPENS: Final = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)  # a Tuesday: a whole session lies ahead
ENTRY: Final = OPENS + timedelta(minutes=9)
_LEAD: Final = timedelta(minutes=45)  # the script begins before the entry
_SCRIPT: Final = (
    Leg(minutes=45, drift=0.0),  # nothing yet: the trade is opened in a quiet market
    Leg(minutes=5, drift=0.05),
    Leg(minutes=20, drift=-0.6),  # trouble: warned, halved,
    Leg(minutes=40, drift=-1.2),  # and worse: hedged
    Leg(minutes=100, drift=1.9),  # relief: the hedge ends, the trade recovers
    Leg(minutes=90, drift=0.1),
)
_NOISE: Final = 0.2  # share of the market's own movement kept during the script
_STOP: Final = 68.0  # distances of the scripted trade, in usual minutes' moves
_TARGET: Final = 102.0
_AFTER_SCRIPT: Final = timedelta(minutes=200)
_STOPS: Final = (30.0, 70.0)  # of later trades, in usual minutes' moves
_REWARDS: Final = (1.2, 2.5)  # their targets, in stop distances
_GAPS: Final = (45, 150)  # minutes between two of them
_RISK: Final = 100.0  # what a trade may lose, in account currency
_MOST_OPEN: Final = 5
_SAMPLE_DAYS: Final = 4
_MINUTE_MSC: Final = 60_000
_WARM_UP_DAYS: Final = 60  # M15 bars for the slowest signal
_MORNING: Final = timedelta(hours=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A trade the hand will open: stop and target are distances, as fractions of the price."""

    at: datetime
    symbol: str
    side: Side
    stop: float
    target: float


def demo_feed(seed: int) -> Feed:
    """Return made-up prices in which one symbol meets trouble and relief on cue."""
    base = GeneratedFeed(seed, (STAR, *OTHERS), OPENS)
    digits = next(spec.digits for spec in DEFAULT_SYMBOLS if spec.name == STAR)
    return ScriptedPath(base, STAR, ENTRY - _LEAD, _SCRIPT, digits=digits, noise=_NOISE)


class DemoTrader:
    """The hand: opens what its seed says, when the terminal's clock passes it.

    Args:
        terminal: Where it trades.
        feed: The terminal's prices; the days before `opens` tell how wide a stop is usual.
        seed: Draws the trades.
        opens: When the demo's market opened for the first time.
        scripted: Whether the first trade is the one the script is about.
    """

    def __init__(
        self, terminal: Terminal, feed: Feed, *, seed: int, opens: datetime, scripted: bool
    ) -> None:
        self._terminal = terminal
        self._plan = _openings(feed, seed=seed, opens=opens, scripted=scripted)
        self._next = next(self._plan)
        while self._next.at <= terminal.now:  # before a restart; opened then or never
            self._next = next(self._plan)

    @property
    def due(self) -> datetime:
        """When the next trade is opened, market time."""
        return self._next.at

    def act(self) -> None:
        """Open what has come due."""
        while self._next.at <= self._terminal.now:
            self._open(self._next)
            self._next = next(self._plan)

    def _open(self, opening: Opening) -> None:
        api = self._terminal.api
        api.symbol_select(opening.symbol, True)  # noqa: FBT003 - the terminal's own call
        tick, held = api.symbol_info_tick(opening.symbol), api.positions_get() or ()
        if tick is None or len(held) >= _MOST_OPEN:
            return
        spec = _spec(opening.symbol)
        price = tick.ask if opening.side is Side.BUY else tick.bid
        if not isinstance(price, float):
            return
        stop = spec.price(price * (1 - opening.side.sign * opening.stop))
        target = spec.price(price * (1 + opening.side.sign * opening.target))
        loss = spec.contract_size * (price if spec.profit == "USD" else 1.0) * opening.stop
        steps = round(_RISK / loss / (2 * spec.volume_step))  # an even number: it can be halved
        volume = max(steps, 1) * 2 * spec.volume_step
        hand = self._terminal.hand
        order = hand.buy if opening.side is Side.BUY else hand.sell
        with suppress(HandRefused):  # closed market, no money: a person would shrug too
            order(opening.symbol, round(volume, 2), sl=stop, tp=target)


def _openings(feed: Feed, *, seed: int, opens: datetime, scripted: bool) -> Iterator[Opening]:
    usual = {symbol: _usual_minute(feed, symbol, opens) for symbol in feed.symbols}
    at = opens + timedelta(minutes=5)
    if scripted:
        yield Opening(
            at=ENTRY,
            symbol=STAR,
            side=Side.BUY,
            stop=_STOP * usual[STAR],
            target=_TARGET * usual[STAR],
        )
        at = ENTRY + _AFTER_SCRIPT
    dice = Random(seed)  # noqa: S311 - a demo's market, repeatable on purpose
    while True:
        symbol = dice.choice(feed.symbols)
        stop = dice.uniform(*_STOPS) * usual[symbol]
        yield Opening(
            at=at,
            symbol=symbol,
            side=dice.choice((Side.BUY, Side.SELL)),
            stop=stop,
            target=stop * dice.uniform(*_REWARDS),
        )
        at += timedelta(minutes=dice.randint(*_GAPS))


def _spec(symbol: str) -> SymbolSpec:
    return next(spec for spec in DEFAULT_SYMBOLS if spec.name == symbol)


def _usual_minute(feed: Feed, symbol: str, before: datetime) -> float:
    """Return the usual size of a minute's log return on the days before an instant."""
    last = int(before.timestamp() * 1000) // DAY_MSC
    days = [feed.day(symbol, day) for day in range(last - _SAMPLE_DAYS, last + 1)]
    days = [day for day in days if len(day.time_msc)]
    moves = np.concatenate([np.diff(np.log(day.bid)) for day in days])
    minutes = np.concatenate([np.diff(day.time_msc) for day in days]).sum() / _MINUTE_MSC
    return float(np.sqrt((moves**2).sum() / minutes))


def begin(feed: Feed) -> datetime:
    """Return where a recorded market starts to play: with history before it, on an open day."""
    symbol = feed.symbols[0]
    first, last = feed.span(symbol)
    end = first + _WARM_UP_DAYS * 2 if last is None else last
    day = first + min(_WARM_UP_DAYS, (end - first + 1) // 2)
    while day < end and not len(feed.day(symbol, day).time_msc):
        day += 1
    return datetime.fromtimestamp(day * DAY_MSC / 1000, UTC) + _MORNING
