"""Rows C of the fault matrix: clocks that jump, zones that change, machines that sleep."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from dtms.adapters.mt5.servertime import NEW_YORK_PLUS_7, OffsetWatch
from dtms.core import events, machine
from dtms.core.commands import Verb
from dtms.core.events import BlindCause, Lookout, Refusal
from dtms.core.policy import SEEDS, Session
from dtms.core.regime import session_codes
from dtms.core.trade import Flag, TimerKind
from dtms.engine.schedule import next_check
from dtms.sim.records import AccountSpec
from tests.builders import a_trade, circumstances
from tests.faults.scenes import HEDGED, L2, halved, hedged, openings
from tests.house import House, a_house

STEP = timedelta(seconds=30)


def noticed(house: House) -> list[Lookout]:
    return [fact.what for fact in house.heard.of(events.Noticed) if fact.what.value != "started"]


class Machine:
    """A machine whose steady clock runs with the market and whose wall clock may jump."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.up = timedelta(0)

    def look(self, score: float | None = None, *, after: timedelta = STEP) -> None:
        self.up += after
        self.house.clock.people_now += after
        self.house.terminal.advance_to(self.house.terminal.now + after)
        self.house.check(score, uptime=self.up)

    def jump(self, by: timedelta) -> None:
        self.house.clock.people_now += by
        self.house.clock.skew += by


def session_of(at: datetime) -> Session:
    codes = session_codes(np.array([int(at.timestamp())], dtype=np.int64), SEEDS.regime)
    return list(Session)[int(codes[0])]


JUMPS = [timedelta(hours=2), timedelta(hours=-2), timedelta(days=3), timedelta(days=-3)]


@pytest.mark.parametrize("by", JUMPS)
def test_c01_a_jump_is_told_once_and_stops_what_adds_risk_until_prices_confirm(
    by: timedelta,
) -> None:
    house = a_house()
    wall = Machine(house)
    key = halved(house)
    wall.look()

    wall.jump(by)
    for _ in range(8):
        wall.look(-7.0)
    told = noticed(house)
    reply = house.tell(key, Verb.HEDGE)
    doubtful = (house.trade(key).state, openings(house))
    wall.jump(-by)
    for _ in range(12):
        wall.look(-7.0)

    assert told == [Lookout.CLOCK_JUMPED]
    assert doubtful == (L2, 0)
    assert reply.refusal is not None
    assert noticed(house) == [Lookout.CLOCK_JUMPED, Lookout.CLOCK_SYNCED]
    assert house.trade(key).state is HEDGED


def test_c01_a_corrected_clock_is_trusted_at_the_next_price() -> None:
    house = a_house()
    wall = Machine(house)
    halved(house)
    wall.look()

    house.clock.people_now += timedelta(hours=2)  # the wall clock moved, market time did not
    wall.look()
    wall.look()

    assert noticed(house) == [Lookout.CLOCK_JUMPED, Lookout.CLOCK_SYNCED]
    assert not house.engine.station.ledger.clock_doubted


@pytest.mark.parametrize("by", [timedelta(hours=2), timedelta(days=3)])
def test_c01_a_jump_rings_no_timer(by: timedelta) -> None:
    house = a_house()
    wall = Machine(house)
    key = hedged(house)
    due = house.trade(key).timer(TimerKind.FLAT)
    wall.look()

    wall.jump(by)
    for _ in range(6):
        wall.look(-8.0)
    house.clock.skew = timedelta(0)
    wall.look()

    assert len(house.positions()) == 2
    assert house.trade(key).state is HEDGED
    assert house.trade(key).timer(TimerKind.FLAT) == due


def test_c01_a_price_of_the_future_is_not_judged_and_adds_no_risk() -> None:
    house = a_house()
    key = halved(house)

    house.clock.skew = timedelta(minutes=-4)  # nobody saw it happen: the program has just started
    again = house.restart()
    for _ in range(4):
        again.later(0.5, -7.0)
    reply = again.tell(key, Verb.HEDGE)

    assert Flag.BLIND in again.trade(key).flags
    assert reply.refusal is Refusal.CLOCK
    assert openings(again) == 0


def test_c01_a_clock_set_back_makes_no_check_wait_for_hours() -> None:
    last = datetime(2026, 3, 2, 12, tzinfo=UTC)

    due = next_check(last, last - timedelta(hours=2), STEP)

    assert due - (last - timedelta(hours=2)) <= STEP


@pytest.mark.parametrize(
    ("at", "session"),
    [
        # 9 to 29 March 2026: New York has changed its clocks, London not yet
        (datetime(2026, 3, 10, 12, 30, tzinfo=UTC), Session.OVERLAP),
        (datetime(2026, 3, 3, 12, 30, tzinfo=UTC), Session.LONDON),
        (datetime(2026, 3, 10, 16, 45, tzinfo=UTC), Session.NY),
        (datetime(2026, 4, 1, 7, 30, tzinfo=UTC), Session.LONDON),
        (datetime(2026, 3, 25, 7, 30, tzinfo=UTC), Session.ASIAN),
        # 25 to 31 October 2026: London has changed back, New York not yet
        (datetime(2026, 10, 28, 16, 15, tzinfo=UTC), Session.OVERLAP),
        (datetime(2026, 10, 28, 12, 15, tzinfo=UTC), Session.OVERLAP),
        (datetime(2026, 11, 4, 12, 15, tzinfo=UTC), Session.LONDON),
    ],
)
def test_c02_sessions_follow_the_exchanges_own_clocks(at: datetime, session: Session) -> None:
    assert session_of(at) is session


@pytest.mark.parametrize(("year", "days"), [(2026, 28), (2027, 21)])
def test_c02_on_so_many_days_the_exchanges_are_not_five_hours_apart(year: int, days: int) -> None:
    """At 12:30 UTC New York is open beside London from March to autumn, by its own clock."""
    noons = [datetime(year, 1, 1, 12, 30, tzinfo=UTC) + timedelta(days=n) for n in range(365)]
    london, new_york = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")

    apart = [at for at in noons if at.astimezone(london).hour - at.astimezone(new_york).hour != 5]
    weekdays = [at for at in noons if at.weekday() < 5]

    assert len(apart) == days
    assert all(
        (session_of(at) is Session.OVERLAP) is (at.astimezone(new_york).hour >= 8)
        for at in weekdays
    )


def test_c03_the_offset_is_measured_in_quarters_and_kept_while_nothing_ticks() -> None:
    watch = OffsetWatch()
    now = datetime(2026, 10, 26, 9, 0, tzinfo=UTC)
    server = int((now + timedelta(hours=3)).timestamp() * 1000)

    first = watch.observe(server, now=now)
    moving = watch.observe(server + 20_000, now=now + timedelta(seconds=20))
    resting = watch.observe(server + 20_000, now=now + timedelta(seconds=40))

    assert (first, moving, resting) == (None, timedelta(hours=3), None)


@pytest.mark.parametrize(
    ("hours", "cause"), [(-1, BlindCause.BAD_VALUES), (1, BlindCause.STALE_QUOTE)]
)
def test_c03_a_server_that_changed_its_zone_blinds_and_adds_no_risk(
    hours: int, cause: BlindCause
) -> None:
    house = a_house()
    key = halved(house)

    house.clock.skew = timedelta(hours=hours)  # every server time is now read an hour off
    for _ in range(4):
        house.later(0.5, -7.0)

    raised = [fact for fact in house.heard.of(events.FlagRaised) if fact.flag is Flag.BLIND]
    assert [fact.cause for fact in raised] == [cause]
    assert house.trade(key).state is L2
    assert openings(house) == 0


def test_c04_the_flat_timer_is_75_minutes_over_a_change_of_the_clocks() -> None:
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # half an hour before Europe turns back

    timer = machine.extend_flat(a_trade(), circumstances(before), SEEDS)

    berlin = ZoneInfo("Europe/Berlin")
    wall = timer.due.astimezone(berlin).replace(tzinfo=None)
    wall -= before.astimezone(berlin).replace(tzinfo=None)
    assert timer.due - before == timedelta(minutes=75)
    assert wall == timedelta(minutes=15)  # what a local clock would have made of it


def test_c06_eight_hours_of_sleep_end_in_one_evaluation_and_are_told() -> None:
    house = a_house()
    wall = Machine(house)
    key = hedged(house)
    wall.look()
    checks, judged = house.engine.fast_checks, len(house.heard.of(events.Judged))

    wall.look(-8.0, after=timedelta(hours=8))  # stopped: both clocks went on

    assert house.engine.fast_checks == checks + 1
    assert len(house.heard.of(events.Judged)) <= judged + 1
    assert noticed(house) == [Lookout.LATE]
    closes = [fact for fact in house.heard.of(events.DutyCalled) if fact.duty.value == "close_all"]
    assert len(closes) == 1  # the overdue timer, once
    assert house.positions() == []
    assert house.trade(key).is_closed


def test_c06_a_machine_whose_steady_clock_slept_too_doubts_its_time_until_a_price_comes() -> None:
    house = a_house()
    wall = Machine(house)
    halved(house)
    wall.look()

    night = timedelta(hours=8)
    house.clock.people_now += night
    house.terminal.advance_to(house.terminal.now + night)
    wall.look(-7.0)

    assert noticed(house) == [Lookout.CLOCK_JUMPED, Lookout.CLOCK_SYNCED]


def test_c06_checks_that_were_missed_stay_missed() -> None:
    last = datetime(2026, 3, 2, 1, tzinfo=UTC)
    awake = last + timedelta(hours=8, seconds=7)

    first = next_check(last, awake, STEP)
    second = next_check(first, awake, STEP)

    assert awake - STEP < first <= awake + STEP
    assert second > first
    assert second - awake <= STEP


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 3, 4, 21, 59, 59, tzinfo=UTC), date(2026, 3, 4)),
        (datetime(2026, 3, 4, 22, 0, 0, tzinfo=UTC), date(2026, 3, 5)),  # winter: 17:00 New York
        (datetime(2026, 7, 4, 20, 59, 59, tzinfo=UTC), date(2026, 7, 4)),
        (datetime(2026, 7, 4, 21, 0, 0, tzinfo=UTC), date(2026, 7, 5)),
    ],
)
def test_c07_the_loss_rails_day_is_the_brokers(at: datetime, day: date) -> None:
    assert NEW_YORK_PLUS_7.day(at) == day


def test_c07_the_base_is_taken_anew_at_the_brokers_midnight_and_not_before() -> None:
    evening = datetime(2024, 3, 6, 21, 58, tzinfo=UTC)
    house = a_house(start=evening, account=AccountSpec(deposit=5_000.0))
    house.buy()
    house.check(0.5)

    house.later(1.5)
    before = [fact.day for fact in house.heard.of(events.EquityBase)]
    house.later(1)
    after = [fact.day for fact in house.heard.of(events.EquityBase)]

    assert before == [date(2024, 3, 6)]
    assert after == [date(2024, 3, 6), date(2024, 3, 7)]
