from datetime import UTC, datetime

import numpy as np
import pytest

from dtms.sim.sessions import Schedule, ServerZone, is_open, open_minutes


def msc(*parts: int) -> int:
    return round(datetime(*parts, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("at", "fx", "metal"),
    [
        ((2025, 6, 6, 20, 59), True, True),  # Friday 16:59 New York, summer
        ((2025, 6, 6, 21, 0), False, False),
        ((2025, 6, 8, 20, 59), False, False),
        ((2025, 6, 8, 21, 0), True, False),  # Sunday 17:00
        ((2025, 6, 8, 22, 0), True, True),  # Sunday 18:00
        ((2025, 6, 10, 21, 30), True, False),  # Tuesday in the metals' break
        ((2025, 1, 10, 21, 59), True, True),  # Friday 16:59, winter
        ((2025, 1, 10, 22, 0), False, False),
        ((2025, 12, 25, 12, 0), False, False),
        ((2025, 12, 25, 23, 30), True, True),
    ],
)
def test_hours_follow_new_york(at: tuple[int, ...], fx: bool, metal: bool) -> None:
    assert is_open(Schedule.FX, msc(*at)) is fx
    assert is_open(Schedule.METAL, msc(*at)) is metal
    assert is_open(Schedule.CRYPTO, msc(*at)) is True


def test_saturday_has_no_open_minute() -> None:
    day = msc(2025, 6, 7) // 86_400_000

    assert not open_minutes(Schedule.FX, day).any()


@pytest.mark.parametrize(
    ("at", "hours"), [((2025, 6, 3), 3), ((2025, 1, 3), 2), ((2025, 3, 12), 3), ((2025, 11, 1), 3)]
)
def test_server_is_new_york_plus_seven(at: tuple[int, ...], hours: int) -> None:
    seconds = msc(*at) // 1000

    assert ServerZone().to_server(seconds) - seconds == hours * 3600


def test_another_zone_keeps_its_own_daylight_saving() -> None:
    athens = ServerZone(zone="Europe/Athens", shift=ServerZone().shift * 0)
    seconds = msc(2025, 3, 12) // 1000

    assert athens.to_server(seconds) - seconds == 2 * 3600


def test_server_time_converts_back() -> None:
    zone = ServerZone()
    utc = np.arange(msc(2025, 1, 1) // 1000, msc(2026, 1, 1) // 1000, 7_200, dtype=np.int64)

    back = zone.to_utc_all(utc + zone.offsets(utc))

    changed = back != utc
    assert changed.sum() <= 1  # the repeated hour of the autumn
