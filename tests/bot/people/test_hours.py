"""Hours of the day by a person's own clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.people.hours import Hours, read_zone

BERLIN = ZoneInfo("Europe/Berlin")


def night() -> Hours:
    found = Hours.read("23:00-07:00")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("at", "holds"),
    [
        (datetime(2026, 7, 1, 20, 59, tzinfo=UTC), False),
        (datetime(2026, 7, 1, 21, 0, tzinfo=UTC), True),
        (datetime(2026, 7, 2, 4, 59, tzinfo=UTC), True),
        (datetime(2026, 7, 2, 5, 0, tzinfo=UTC), False),
        (datetime(2026, 12, 1, 21, 30, tzinfo=UTC), False),
        (datetime(2026, 12, 1, 22, 0, tzinfo=UTC), True),
    ],
)
def test_a_night_runs_over_midnight_in_its_zone(at: datetime, holds: bool) -> None:
    assert night().holds(at, BERLIN) is holds


def test_the_last_night_over_a_change_of_clocks_is_an_hour_longer() -> None:
    since, until = night().last(datetime(2026, 10, 25, 9, tzinfo=UTC), BERLIN)

    assert (since, until) == (
        datetime(2026, 10, 24, 21, tzinfo=UTC),
        datetime(2026, 10, 25, 6, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "23-7",
        "24:00-07:00",
        "07:00-07:00",
        "23:00-07:60",
        "\u0662\u0663:00-07:00",
        "1:00-2:00 x",
    ],
)
def test_what_is_no_span_is_refused(text: str) -> None:
    assert Hours.read(text) is None


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("europe/berlin", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("sao paulo", "America/Sao_Paulo"),
        ("utc", "UTC"),
        ("nowhere", None),
        ("../etc/passwd", None),
    ],
)
def test_zones_are_found_as_people_write_them(text: str, zone: str | None) -> None:
    assert read_zone(text) == zone
