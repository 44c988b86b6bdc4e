"""The grid of the checks: late ones are not made up for."""

from datetime import UTC, datetime, timedelta

import pytest

from dtms.engine.schedule import next_check

LAST = datetime(2024, 3, 6, 10, 0, tzinfo=UTC)
INTERVAL = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("late", "due"),
    [
        (timedelta(0), 30),
        (timedelta(seconds=29), 30),
        (timedelta(seconds=31), 60),
        (timedelta(seconds=59), 60),
        (timedelta(hours=8, seconds=1), 8 * 3600 + 30),
    ],
)
def test_missed_checks_stay_missed_and_the_next_is_on_the_grid(late: timedelta, due: int) -> None:
    assert next_check(LAST, LAST + late, INTERVAL) == LAST + timedelta(seconds=due)
