from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from dtms.adapters.mt5.channel import InProcessChannel
from dtms.adapters.mt5.serverclock import ServerClock, find_server_zone
from dtms.adapters.mt5.servertime import (
    ATHENS,
    NEW_YORK_PLUS_7,
    ServerZone,
    fixed_zone,
    server_zone,
    zone_name,
)
from dtms.adapters.mt5.zonefinder import (
    Certainty,
    Sighting,
    find_zone,
    one_a_week,
    telling_opens,
    weekly_opens,
)
from dtms.core.market import Ints
from dtms.sim.feed_generated import CHARACTERS, GeneratedFeed
from dtms.sim.sessions import ServerZone as SimZone
from dtms.sim.symbols import DEFAULT_SYMBOLS
from dtms.sim.terminal import Terminal

WINTER = datetime(2026, 1, 15, 12, tzinfo=UTC)
SUMMER = datetime(2026, 7, 15, 12, tzinfo=UTC)
SPRING_GAP = datetime(2026, 3, 20, 12, tzinfo=UTC)  # New York has changed, Europe has not
AUTUMN_GAP = datetime(2026, 10, 28, 12, tzinfo=UTC)  # Europe has changed, New York has not
MOSCOW = fixed_zone(timedelta(hours=3))
CAIRO_WINTER = fixed_zone(timedelta(hours=2))
ALL = [NEW_YORK_PLUS_7, ATHENS, MOSCOW, CAIRO_WINTER, ServerZone(zone=ZoneInfo("Europe/London"))]


def seen(zone: ServerZone, *instants: datetime) -> list[Sighting]:
    return [Sighting(at=at, offset=zone.offset(at)) for at in instants]


def a_year_of_bars(zone: ServerZone, *, late: int = 0) -> Ints:
    """M15 opens of a currency pair in server seconds, Sunday 17:00 to Friday 17:00 New York."""
    walls: list[int] = []
    new_york = ZoneInfo("America/New_York")
    for week in range(53):
        sunday = datetime(2025, 9, 7) + timedelta(weeks=week)  # noqa: DTZ001 - combined below
        at = sunday.replace(hour=17, tzinfo=new_york).astimezone(UTC)
        end = (sunday + timedelta(days=5)).replace(hour=17, tzinfo=new_york).astimezone(UTC)
        first = at + timedelta(minutes=late)
        walls += [
            zone.to_server(first + timedelta(minutes=15 * n))
            for n in range(int((end - first) / timedelta(minutes=15)))
        ]
    return np.unique(np.array(walls, dtype=np.int64))


def test_nothing_seen_is_assumed_and_says_so() -> None:
    found = find_zone([])

    assert (found.zone, found.certainty) == (NEW_YORK_PLUS_7, Certainty.ASSUMED)


def test_winter_alone_does_not_tell_new_york_from_athens() -> None:
    found = find_zone(seen(ATHENS, WINTER))

    assert (found.zone, found.certainty) == (NEW_YORK_PLUS_7, Certainty.LIKELY)


@pytest.mark.parametrize("gap", [SPRING_GAP, AUTUMN_GAP])
@pytest.mark.parametrize("zone", [NEW_YORK_PLUS_7, ATHENS])
def test_the_weeks_of_disagreement_decide(zone: ServerZone, gap: datetime) -> None:
    found = find_zone(seen(zone, WINTER, SUMMER, gap))

    assert (found.zone, found.certainty) == (zone, Certainty.CERTAIN)


@pytest.mark.parametrize("zone", [MOSCOW, CAIRO_WINTER, fixed_zone(timedelta(0))])
def test_a_clock_without_summer_time_is_told_by_both_seasons(zone: ServerZone) -> None:
    found = find_zone(seen(zone, WINTER, SUMMER))

    assert (found.zone, found.certainty) == (zone, Certainty.CERTAIN)


def test_a_rule_found_before_stays_as_long_as_it_agrees() -> None:
    assert find_zone(seen(ATHENS, WINTER), kept=ATHENS).zone == ATHENS
    assert find_zone(seen(NEW_YORK_PLUS_7, SPRING_GAP), kept=ATHENS).zone == NEW_YORK_PLUS_7


def test_a_broker_that_changes_its_clock_is_followed() -> None:
    before = seen(MOSCOW, WINTER, SPRING_GAP)
    after = seen(ATHENS, AUTUMN_GAP, WINTER + timedelta(days=365))

    assert find_zone([*before, *after]).zone == ATHENS


@pytest.mark.parametrize("late", [0, 5, 15])
@pytest.mark.parametrize("zone", ALL, ids=zone_name)
def test_a_year_of_weekly_opens_names_the_rule(zone: ServerZone, late: int) -> None:
    found = find_zone(weekly_opens(a_year_of_bars(zone, late=late)))

    assert (found.zone, found.certainty) == (zone, Certainty.CERTAIN)


@pytest.mark.parametrize("until", [WINTER, SUMMER, SPRING_GAP, AUTUMN_GAP])
@pytest.mark.parametrize("zone", ALL, ids=zone_name)
def test_few_weeks_are_enough_to_tell_the_rules_apart(zone: ServerZone, until: datetime) -> None:
    opens = telling_opens(until)

    assert len(opens) == 3
    assert until - timedelta(days=380) < opens[0] <= opens[-1] <= until - timedelta(days=2)
    assert find_zone(seen(zone, *opens)).certainty is Certainty.CERTAIN


def test_a_week_that_begins_with_a_holiday_is_passed_over() -> None:
    walls = a_year_of_bars(NEW_YORK_PLUS_7)
    christmas = NEW_YORK_PLUS_7.to_server(datetime(2025, 12, 21, 22, tzinfo=UTC))
    gone = (walls >= christmas) & (walls < christmas + 2 * 86_400)

    sightings = weekly_opens(walls[~gone])

    assert len(sightings) == len(weekly_opens(walls)) - 1
    assert find_zone(sightings).certainty is Certainty.CERTAIN


def test_only_a_sighting_a_week_is_kept() -> None:
    days = [WINTER + timedelta(days=day) for day in range(2_000)]

    kept = one_a_week(seen(ATHENS, *days))

    assert len(kept) == 120
    assert kept[-1].at == days[-1]


@pytest.mark.parametrize(
    ("name", "hours"), [("UTC+3", 3.0), ("UTC-4:30", -4.5), ("utc+0", 0.0), ("UTC+14", 14.0)]
)
def test_fixed_offsets_by_name(name: str, hours: float) -> None:
    assert server_zone(name) == fixed_zone(timedelta(hours=hours))


@pytest.mark.parametrize("zone", [*ALL, server_zone("UTC-4:30")], ids=zone_name)
def test_a_rule_is_found_again_by_its_name(zone: ServerZone) -> None:
    assert server_zone(zone_name(zone)) == zone


@pytest.mark.parametrize("name", ["UTC+15", "UTC+", "/etc/passwd", "Nowhere/Land"])
def test_names_that_are_no_zone_are_refused(name: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        server_zone(name)


async def test_the_clock_is_found_from_a_terminals_bars_and_kept(tmp_path: Path) -> None:
    start = datetime(2026, 3, 25, 12, tzinfo=UTC)
    terminal = Terminal(
        feed=GeneratedFeed(3, ["EURUSD"], start),
        start=start,
        zone=SimZone(zone="Europe/Athens", shift=timedelta(0)),
    )
    terminal.api.initialize()
    clock = ServerClock(tmp_path / "zone.json")

    found = await clock.look_back(InProcessChannel(terminal.api), "EURUSD")

    assert found.zone == ATHENS
    assert ServerClock(tmp_path / "zone.json").finding.zone == ATHENS


async def test_any_terminal_that_offers_the_euro_shows_its_clock(tmp_path: Path) -> None:
    start = datetime(2026, 3, 25, 12, tzinfo=UTC)
    spec = replace(next(s for s in DEFAULT_SYMBOLS if s.name == "EURUSD"), name="EURUSD.r")
    how = {"EURUSD.r": CHARACTERS["EURUSD"]}
    terminal = Terminal(
        feed=GeneratedFeed(3, ["EURUSD.r"], start, specs=[spec], characters=how),
        symbols=[spec],
        start=start,
        zone=SimZone(zone="UTC", shift=timedelta(hours=3)),
    )
    terminal.api.initialize()

    clock = await find_server_zone(InProcessChannel(terminal.api), tmp_path / "zone.json")

    assert clock.finding.zone == MOSCOW


async def test_a_broker_without_the_euro_leaves_the_clock_to_ticks() -> None:
    terminal = Terminal(feed=GeneratedFeed(3, ["BTCUSD"], WINTER), start=WINTER)
    terminal.api.initialize()

    clock = await find_server_zone(InProcessChannel(terminal.api), None)

    assert clock.finding.certainty is Certainty.ASSUMED


async def test_a_terminal_without_bars_changes_nothing() -> None:
    terminal = Terminal(feed=GeneratedFeed(3, ["EURUSD"], WINTER), start=WINTER)
    terminal.api.initialize()

    found = await ServerClock().look_back(InProcessChannel(terminal.api), "NOPE")

    assert found.certainty is Certainty.ASSUMED


async def test_what_the_operator_set_is_not_searched_for() -> None:
    clock = ServerClock(told=MOSCOW)
    terminal = Terminal(feed=GeneratedFeed(3, ["EURUSD"], WINTER), start=WINTER)

    found = await clock.look_back(InProcessChannel(terminal.api), "EURUSD")
    changed = clock.note(timedelta(hours=2), at=WINTER)

    assert (found.zone, changed, clock.finding.zone) == (MOSCOW, False, MOSCOW)


def test_a_change_of_rule_is_told_once(tmp_path: Path) -> None:
    clock = ServerClock(tmp_path / "zone.json")

    told = [clock.note(timedelta(hours=2), at=SPRING_GAP) for _ in range(2)]

    assert told == [True, False]
    assert clock.finding.zone == ATHENS


def test_summer_time_of_a_known_rule_changes_nothing(tmp_path: Path) -> None:
    clock = ServerClock(tmp_path / "zone.json")

    told = [
        clock.note(s.offset, at=s.at) for s in seen(NEW_YORK_PLUS_7, WINTER, SPRING_GAP, SUMMER)
    ]

    assert told == [False, False, False]


@pytest.mark.parametrize("text", ["", "[]", '{"zone": "Nowhere/Land", "seen": []}', '{"seen": 5}'])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "zone.json").write_text(text)

    assert ServerClock(tmp_path / "zone.json").finding.certainty is Certainty.ASSUMED
