from datetime import UTC, datetime, timedelta

from dtms.core.sessions import HOURS, Sessions, hour_of_week

MONDAY = datetime(2026, 1, 5, 5, tzinfo=UTC)  # midnight in New York


def learned(weeks: int, *, ticked: bool) -> Sessions:
    sessions = Sessions()
    for _ in range(weeks):
        sessions = sessions.noting(hour_of_week(MONDAY), ticked=ticked)
    return sessions


def test_hours_are_new_yorks_in_summer_too() -> None:
    assert hour_of_week(MONDAY) == 0
    assert hour_of_week(datetime(2026, 7, 6, 4, tzinfo=UTC)) == 0
    assert hour_of_week(MONDAY - timedelta(seconds=1)) == HOURS - 1


def test_an_hour_is_closed_only_when_no_week_of_several_had_a_tick() -> None:
    assert not learned(2, ticked=False).closed_at(MONDAY)
    assert learned(3, ticked=False).closed_at(MONDAY)
    assert not learned(3, ticked=False).noting(0, ticked=True).closed_at(MONDAY)
    assert not learned(9, ticked=False).closed_at(MONDAY + timedelta(hours=1))


def test_an_hour_trades_when_several_weeks_had_ticks() -> None:
    assert not learned(2, ticked=True).trades_at(MONDAY)
    assert learned(3, ticked=True).trades_at(MONDAY)
