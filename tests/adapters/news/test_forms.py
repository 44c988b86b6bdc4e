"""The calendars in common use, as they are published."""

import csv
import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from dtms.adapters.news.forms import read_calendar
from dtms.core.errors import BadInput
from dtms.core.news import EVERYBODY, Impact, NewsEvent

CALENDARS = Path(__file__).resolve().parents[4] / "shared" / "data" / "calendar"
FILES = ("calendar_fxnews_2008_2020.parquet", "calendar_usd_eur_gbp_chf_2024_202507.parquet")
needs_data = pytest.mark.skipif(not CALENDARS.exists(), reason="../shared/data is absent")
WEEKLY = [
    {
        "title": "Non-Farm Employment Change",
        "country": "USD",
        "date": "2024-03-08T08:30:00-05:00",
        "impact": "High",
        "forecast": "198K",
        "previous": "353K",
    },
    {
        "title": "Bank Holiday",
        "country": "All",
        "date": "2024-03-08T00:00:00-05:00",
        "impact": "Holiday",
    },
]


def when(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_the_weekly_json() -> None:
    holiday, payrolls = read_calendar(json.dumps(WEEKLY).encode())

    assert payrolls == NewsEvent(
        at=when(2024, 3, 8, 13, 30),
        currency="USD",
        title="Non-Farm Employment Change",
        impact=Impact.HIGH,
        timed=True,
    )
    assert (holiday.currency, holiday.impact) == (EVERYBODY, Impact.HOLIDAY)


def test_json_with_the_list_inside() -> None:
    inside = json.dumps({"last_run": "now", "events": WEEKLY}).encode()

    assert read_calendar(inside) == read_calendar(json.dumps(WEEKLY).encode())


def test_the_weekly_csv_with_its_clock_and_all_day_rows() -> None:
    text = (
        "Title,Country,Date,Time,Impact,Forecast,Previous,URL\r\n"
        "CPI m/m,USD,03-12-2024,12:30pm,High,0.4%,0.3%,https://example.test/1\r\n"
        "Midnight,USD,03-12-2024,12:00am,Low,,,\r\n"
        "G20 Meetings,All,03-12-2024,All Day,Medium,,,\r\n"
        "Budget,GBP,03-12-2024,Tentative,High,,,\r\n"
    )

    events = {event.title: event for event in read_calendar(text.encode("utf-8-sig"))}

    assert events["CPI m/m"].at == when(2024, 3, 12, 12, 30)
    assert events["Midnight"].at == when(2024, 3, 12, 0, 0)
    assert not events["G20 Meetings"].timed
    assert not events["Budget"].timed


def test_times_without_a_zone_are_in_the_given_one_summer_and_winter() -> None:
    text = "date;time;currency;impact;event\n2024-01-05;08:30;USD;3;A\n2024-07-05;08:30;USD;3;B\n"

    winter, summer = read_calendar(text.encode(), zone=ZoneInfo("America/New_York"))

    assert winter.at == when(2024, 1, 5, 13, 30)
    assert summer.at == when(2024, 7, 5, 12, 30)


def test_epoch_seconds_and_milliseconds_are_utc() -> None:
    text = "time,currency,impact,title\n1709904600,USD,high,A\n1709904600000,EUR,high,B\n"

    assert {event.at for event in read_calendar(text.encode())} == {when(2024, 3, 8, 13, 30)}


def test_an_event_told_twice_counts_once() -> None:
    assert len(read_calendar(json.dumps(WEEKLY * 2).encode())) == 2


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "neither JSON nor CSV"),
        (b"<!DOCTYPE html><title>Just a moment</title>", "neither JSON nor CSV"),
        (b'[{"title": "A"', "no complete JSON"),
        (b'{"error": "rate"}', "no list of events"),
        (b"a,b,c\n1,2,3\n", "no column for the title"),
        (b'[{"title":"A","country":"USD","impact":"High"}]', "row 1 has no date"),
        (b'[{"title":"A","date":"2024-03-08T08:30:00Z","impact":"High"}]', "row 1 has no currency"),
        (b"title,currency,date,time,impact\nA,USD,2024-03-08,25:00,high\n", "row 1"),
        (b"title,currency,date,time,impact\nA,USD,2024-03-08,soon,high\n", "no time of day"),
        (b"title,currency,date,time,impact\nA,USD,8 March,10:00,high\n", "row 1"),
        (b"title,currency,date,time,impact\nA,USD,2024-03-08,10:00,huge\n", "huge"),
        (b"title,currency,date,time,impact\nA,Mars,2024-03-08,10:00,high\n", "no currency"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(data: bytes, problem: str) -> None:
    with pytest.raises(BadInput, match=problem) as caught:
        read_calendar(data)

    assert caught.value.field == "DTMS_NEWS"


@given(st.binary(max_size=300))
def test_no_bytes_whatever_do_more_than_be_refused(data: bytes) -> None:
    try:
        events = read_calendar(data)
    except BadInput:
        return
    assert all(event.at.tzinfo is UTC for event in events)


@needs_data
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("form", ["json", "csv"])
def test_real_calendars_come_through_whole_in_either_form(name: str, form: str) -> None:
    rows = parquet.read_table(CALENDARS / name).to_pylist()
    if form == "json":
        data = json.dumps(
            [
                {
                    "title": row["title"],
                    "country": row["currency"],
                    "date": datetime.fromtimestamp(row["time"], UTC).isoformat(),
                    "impact": row["impact"],
                }
                for row in rows
            ]
        ).encode()
    else:
        text = StringIO()
        writer = csv.DictWriter(text, fieldnames=["time", "currency", "impact", "title"])
        writer.writeheader()
        writer.writerows(rows)
        data = text.getvalue().encode()

    events = read_calendar(data)

    expected = {(row["time"], row["currency"], row["title"].strip(), row["impact"]) for row in rows}
    told = {
        (
            int(event.at.timestamp()),
            event.currency,
            event.title,
            event.impact.value.replace("holiday", "none"),
        )
        for event in events
    }
    assert told == expected
