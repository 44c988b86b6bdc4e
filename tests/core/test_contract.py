"""Contracts, terms and what nobody fights over; pure."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtms.core import events
from dtms.core.actions import CloseBy, CloseCause, CloseHedge, Reduce
from dtms.core.contract import BANNED_BY, forbids, forbids_action, next_time_of_day, term_ended
from dtms.core.edits import LEVELS, loosened, rests_until, standoff
from dtms.core.evolve import evolve
from dtms.core.market import Side
from dtms.core.policy import SEEDS
from dtms.core.trade import (
    ActionKind,
    Ban,
    Contract,
    Duty,
    EditSource,
    Guard,
    Level,
    Trade,
    TradeState,
)
from tests.builders import (
    BUY_BACK,
    KEY,
    MAIN,
    NOW,
    OPEN,
    STOP,
    UNHEDGE,
    a_leg,
    a_trade,
    duty_called,
    intent_sent,
    stop_moved,
)
from tests.builders import HALF as HALF_ACTION

STOPS = frozenset({Level.STOP})
MINUTE = timedelta(minutes=1)


def contract_set(*bans: Ban, guard: Guard = Guard.GUARDED, **more: object) -> events.ContractSet:
    fact = events.ContractSet(
        key=KEY, at=NOW, guard=guard, bans=frozenset(bans), until=None, exits=None, by=7
    )
    return replace(fact, **more)


def edited(at: datetime = NOW, *, against: bool = True) -> events.EditNoted:
    return events.EditNoted(
        key=KEY,
        at=at,
        ticket=MAIN,
        level=Level.STOP,
        source=EditSource.UNKNOWN,
        magic=None,
        until=at + SEEDS.guard.edit_hold,
        against=against,
    )


def to_and_fro(*minutes: float) -> Trade:
    """A stop moved by DTMS and changed back in turns, DTMS first."""
    trade = a_trade()
    for turn, minute in enumerate(minutes):
        at = NOW + minute * MINUTE
        ours = turn % 2 == 0
        trade = evolve(trade, replace(stop_moved(), at=at) if ours else edited(at))
    return trade


# --- bans


def test_every_duty_says_which_ban_covers_it_and_which_levels_it_needs() -> None:
    assert set(BANNED_BY) == set(LEVELS) == set(Duty)


@pytest.mark.parametrize("duty", Duty)
@given(bans=st.frozensets(st.sampled_from(Ban)))
def test_a_duty_is_forbidden_by_its_own_ban_only(duty: Duty, bans: frozenset[Ban]) -> None:
    assert forbids(Contract(bans=bans), duty) is (BANNED_BY[duty] in bans)


def closing(cause: CloseCause, remaining: str, ticket: int = MAIN) -> Reduce:
    return replace(HALF_ACTION, cause=cause, remaining=Decimal(remaining), ticket=ticket)


ACTIONS = [
    (STOP, Ban.STOP),
    (OPEN, Ban.HEDGE),
    (BUY_BACK, None),
    (UNHEDGE, None),
    (replace(UNHEDGE, cause=CloseCause.CLOSE_ALL), Ban.CLOSE),
    (replace(UNHEDGE, cause=CloseCause.HALF), Ban.CLOSE),
    (
        CloseBy(
            key=KEY,
            ticket=MAIN,
            by=9001,
            symbol="EURUSD",
            side=Side.BUY,
            volume=Decimal("0.5"),
            remaining=Decimal(0),
            hedge_remaining=Decimal(0),
            cause=CloseCause.CLOSE_ALL,
        ),
        Ban.CLOSE,
    ),
    (replace(UNHEDGE, cause=CloseCause.ORPHAN), None),
    (closing(CloseCause.HALF, "0.5"), Ban.HALF),
    (closing(CloseCause.PROFIT, "0.5"), Ban.HALF),
    (closing(CloseCause.HALF, "0"), Ban.CLOSE),
    (closing(CloseCause.HALF, "0", ticket=5), Ban.HALF),  # a whole re-add is part of a family
    (closing(CloseCause.CLOSE_ALL, "0"), Ban.CLOSE),
    (closing(CloseCause.CLOSE_ALL, "0.5"), Ban.CLOSE),
    (closing(CloseCause.ORPHAN, "0"), None),
    (closing(CloseCause.SURPLUS, "0"), None),
]


@pytest.mark.parametrize(("action", "ban"), ACTIONS)
def test_an_action_is_forbidden_by_its_own_ban_only(
    action: Reduce | CloseHedge, ban: Ban | None
) -> None:
    for size in range(len(Ban) + 1):
        for bans in combinations(Ban, size):
            assert forbids_action(Contract(bans=frozenset(bans)), action) is (ban in bans)


def test_a_ban_drops_what_is_owed_and_nothing_else() -> None:
    trade = a_trade(state=TradeState.WARNING_L2)
    for duty in (Duty.HALF, Duty.BREAKEVEN, Duty.HEDGE):
        trade = evolve(trade, duty_called(duty))

    banned = evolve(trade, contract_set(Ban.HALF, Ban.HEDGE))

    assert banned.duties == {Duty.BREAKEVEN}
    assert banned.version > trade.version


# --- terms


@pytest.mark.parametrize(
    ("now", "zone", "due"),
    [
        ("2026-01-05T15:59:59", "Europe/Berlin", "2026-01-05T16:00:00"),
        ("2026-01-05T16:00:00", "Europe/Berlin", "2026-01-06T16:00:00"),
        ("2026-07-05T14:59:59", "Europe/Berlin", "2026-07-05T15:00:00"),
        ("2026-01-05T23:30:00", "Asia/Tokyo", "2026-01-06T08:00:00"),
        ("2026-03-28T16:30:00", "Europe/Berlin", "2026-03-29T15:00:00"),  # the clocks go forward
        ("2026-10-24T15:30:00", "Europe/Berlin", "2026-10-25T16:00:00"),  # and back
        ("2026-01-05T17:00:01", "UTC", "2026-01-06T17:00:00"),
    ],
)
def test_the_next_time_of_day_is_read_off_the_persons_clock(now: str, zone: str, due: str) -> None:
    start = datetime.fromisoformat(now).replace(tzinfo=UTC)

    assert next_time_of_day(start, time(17), ZoneInfo(zone)) == datetime.fromisoformat(due).replace(
        tzinfo=UTC
    )


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001 - made aware below
    st.integers(0, 23),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]),
)
def test_it_always_lies_ahead_and_within_a_day_and_an_hour(
    naive: datetime, hour: int, zone: str
) -> None:
    now = naive.replace(tzinfo=UTC)

    due = next_time_of_day(now, time(hour), ZoneInfo(zone))

    assert timedelta(0) < due - now <= timedelta(hours=25)


def test_a_term_ends_at_its_time_and_not_before() -> None:
    trade = evolve(a_trade(), contract_set(until=NOW + MINUTE))

    assert term_ended(trade, NOW) is None
    ended = term_ended(trade, NOW + MINUTE)
    assert ended == events.TermEnded(key=KEY, at=NOW + MINUTE, deferred=False)
    back = evolve(evolve(trade, duty_called(Duty.HALF)), ended)
    assert (back.guard, back.contract.until, back.owed) == (Guard.WATCHED, None, ())


def test_an_open_order_defers_the_end_of_a_term_once() -> None:
    trade = evolve(a_trade(), contract_set(until=NOW))
    busy = evolve(trade, intent_sent(ActionKind.REDUCE))

    deferred = term_ended(busy, NOW)

    assert deferred == events.TermEnded(key=KEY, at=NOW, deferred=True)
    assert term_ended(evolve(busy, deferred), NOW + MINUTE) is None


def test_guarding_for_good_ends_a_term() -> None:
    trade = evolve(a_trade(), contract_set(Ban.HEDGE, until=NOW + MINUTE))

    guarded = evolve(trade, events.GuardChanged(key=KEY, at=NOW, guard=Guard.GUARDED, by=7))

    assert guarded.contract == Contract(bans=frozenset({Ban.HEDGE}))


def test_a_term_makes_no_sense_without_a_guard() -> None:
    watched = evolve(a_trade(), contract_set(guard=Guard.WATCHED, until=NOW + MINUTE))

    assert watched.contract.until is None


# --- changes by others


def test_only_a_stop_farther_from_profit_is_looser() -> None:
    held, wider = a_leg(stop="1.09000"), a_leg(stop="1.08000")

    assert loosened(Side.BUY, held, wider)
    assert not loosened(Side.BUY, wider, held)
    assert loosened(Side.SELL, wider, held)
    assert loosened(Side.BUY, held, a_leg(stop=None))
    assert not loosened(Side.BUY, a_leg(stop=None), wider)


def test_an_edit_rests_until_its_time_and_only_its_level() -> None:
    trade = evolve(a_trade(), edited())
    until = NOW + SEEDS.guard.edit_hold

    assert rests_until(trade, STOPS, until - timedelta(seconds=1)) == until
    assert rests_until(trade, STOPS, until) is None
    assert rests_until(trade, frozenset({Level.TARGET, Level.VOLUME}), NOW) is None


@pytest.mark.parametrize(
    ("minutes", "count"),
    [
        ((0, 1, 16), None),  # there, back, there
        ((0, 1, 16, 17), 3),
        ((0, 1, 29, 30), 3),
        ((0, 1, 30, 31), None),  # the first is too long ago
        ((0, 1, 2, 3, 4, 5), 5),
    ],
)
def test_a_level_that_goes_back_and_forth_is_a_standoff(
    minutes: tuple[float, ...], count: int | None
) -> None:
    trade = to_and_fro(*minutes)

    assert standoff(trade, Level.STOP, NOW + minutes[-1] * MINUTE, SEEDS) == count


def test_one_side_moving_on_its_own_is_no_standoff() -> None:
    ours, theirs = a_trade(), a_trade()
    for minute in range(10):
        ours = evolve(ours, replace(stop_moved(), at=NOW + minute * MINUTE))
        theirs = evolve(theirs, edited(NOW + minute * MINUTE))
    along = evolve(to_and_fro(0), edited(NOW, against=False))

    assert [len(trade.turns) for trade in (ours, theirs, along)] == [1, 0, 1]
    assert standoff(ours, Level.STOP, NOW + 10 * MINUTE, SEEDS) is None


def test_a_standoff_is_seen_once_and_ends_with_a_word() -> None:
    trade = to_and_fro(0, 1, 2, 3)
    seen = events.StandoffSeen(key=KEY, at=NOW, level=Level.STOP, count=3)

    stood = evolve(trade, seen)
    gone = evolve(stood, events.WentOn(key=KEY, at=NOW, by=7))

    assert standoff(stood, Level.STOP, NOW + 3 * MINUTE, SEEDS) is None
    assert (gone.edits, gone.turns, gone.standoffs) == ((), (), frozenset())
    assert rests_until(gone, STOPS, NOW) is None


def test_the_changes_kept_of_a_trade_are_bounded() -> None:
    assert len(to_and_fro(*range(200)).turns) == 16
