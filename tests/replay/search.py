"""Which entries on recorded bars reach which states, per preset; the tests use the dates it found.

    python tests/replay/search.py BARS SYMBOL --since 2012-02-01 [--until 2012-07-28] [--stop 60]
        [--target 120] [--hours 8,14] [--policy seeds --policy balanced] [--want hedged]

One entry per hour named, Monday to Thursday, alternately buy and sell 0.10, stop and target given
in pips. Each entry is replayed alone, from its opening until it is closed or three days have
passed, through the same engine as live; one line per entry and preset tells its transitions and
orders with their instants.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dtms.core import events
from dtms.core.events import Fact
from dtms.core.market import Side
from dtms.core.policy import PRESETS, Policy
from dtms.replay.entries import Entry
from dtms.replay.player import Player, Scoring, Setup, by_history, end_of
from dtms.sim.errors import SimError
from dtms.sim.feed_file import FileFeed
from dtms.sim.terminal import Terminal

PATIENCE = timedelta(days=3)
MONDAY_TO_THURSDAY = range(4)


def main() -> int:
    given = _parser().parse_args()
    feed = FileFeed(given.bars, given.symbol)
    policies = [PRESETS[name] for name in given.policy or PRESETS]
    scorings = [by_history(feed, given.symbol, policy) for policy in policies]
    for entry in entries(feed, given):
        for policy, scoring in zip(policies, scorings, strict=True):
            told = story(feed, given.symbol, entry, policy, scoring)
            if given.want in told:
                line = f"{entry.at:%Y-%m-%d %H:%M} {entry.side.value:4} {policy.name:8} {told}\n"
                sys.stdout.write(line)
                sys.stdout.flush()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bars", type=Path)
    parser.add_argument("symbol")
    parser.add_argument("--since", type=_day, required=True)
    parser.add_argument("--until", type=_day)
    parser.add_argument("--stop", type=int, default=60)
    parser.add_argument("--target", type=int, default=120)
    parser.add_argument("--hours", default="8,14")
    parser.add_argument("--policy", action="append", choices=tuple(PRESETS))
    parser.add_argument("--want", default="", help="print only entries whose story holds this word")
    return parser


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def entries(feed: FileFeed, given: argparse.Namespace) -> Iterator[Entry]:
    """Yield the grid of entries that the recorded market would have filled."""
    hours = [int(hour) for hour in given.hours.split(",")]
    end = min(given.until or end_of(feed, given.symbol), end_of(feed, given.symbol))
    day, count = given.since, 0
    while day < end:
        for hour in hours:
            at = day + timedelta(hours=hour)
            if day.weekday() in MONDAY_TO_THURSDAY and at < end:
                side = (Side.BUY, Side.SELL)[count % 2]
                count += 1
                found = priced(feed, given.symbol, at, side, (given.stop, given.target))
                if found is not None:
                    yield found
        day += timedelta(days=1)


def priced(
    feed: FileFeed, symbol: str, at: datetime, side: Side, pips: tuple[int, int]
) -> Entry | None:
    """Return an entry with levels so many pips from the quote it meets; None without a quote."""
    try:
        terminal = Terminal(feed=feed, start=at)
    except SimError:
        return None
    terminal.api.initialize()
    tick, info = terminal.api.symbol_info_tick(symbol), terminal.api.symbol_info(symbol)
    if tick is None or info is None or at.timestamp() - _utc(terminal, tick.time_msc) > 600:
        return None
    pip = Decimal(str(info.point)) * 10
    price = Decimal(str(tick.ask if side is Side.BUY else tick.bid)).quantize(Decimal("0.00001"))
    stop, target = (side.sign * pip * count for count in pips)
    entry = Entry(at=at, side=side, volume=Decimal("0.10"), stop=None, target=None)
    return replace(entry, stop=price - stop, target=price + target)


def _utc(terminal: Terminal, server_msc: int) -> float:
    return terminal._desk.zone.to_utc(server_msc // 1000)


def story(feed: FileFeed, symbol: str, entry: Entry, policy: Policy, scoring: Scoring) -> str:
    """Return what became of one entry, in a line."""
    told: list[str] = [f"stop {entry.stop} target {entry.target}"]

    class Teller:
        def publish(self, recorded: tuple[object, ...]) -> None:
            told.extend(word for item in recorded if (word := _word(item.fact)))

    setup = Setup(
        feed=feed,
        symbol=symbol,
        entries=(entry,),
        policy=policy,
        directory=None,
        seed=0,
        failpoint=lambda _: None,
        scoring=scoring,
    )
    player = Player(setup, sinks=(Teller(),))
    player.begin()
    player.guard_until(entry.at)
    player.open(entry)
    player.guard_until(min(entry.at + PATIENCE, end_of(feed, symbol)))
    player.close()
    return " ".join(told)


def _word(fact: Fact) -> str | None:
    what = _what(fact)
    return None if what is None else f"{fact.at:%dT%H:%M}{what}"


def _what(fact: Fact) -> str | None:
    match fact:
        case events.StateChanged():
            return f">{fact.after.value}({fact.rule.value})"
        case events.PartClosed():
            return f"*closed:{fact.cause.value}"
        case events.StopMoved():
            return f"*stop:{fact.cause.value}"
        case events.HedgeClosed():
            return f"*unhedge:{fact.how.value}"
        case _:
            return _trouble(fact)


def _trouble(fact: Fact) -> str | None:
    match fact:
        case events.ActionRefused(repeat=False):
            return f"*refused:{fact.reason.value}"
        case events.FlagRaised():
            return f"*{fact.flag.value}"
        case _:
            return None


if __name__ == "__main__":
    sys.exit(main())
