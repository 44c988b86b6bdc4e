import hashlib
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from dtms.adapters.news.calendar import Calendar, Fetch, FetchFailed, NewsRules
from dtms.adapters.news.fetch import fetch
from dtms.core.errors import NewsUnavailable
from dtms.core.news import Spans
from dtms.core.policy import SEEDS

NOW = datetime(2024, 3, 8, 13, 20, tzinfo=UTC)  # a Friday
RULES = NewsRules(
    spans=Spans(before=timedelta(minutes=30), after=timedelta(minutes=15)), policy=SEEDS.news
)
USD = frozenset({"USD"})
ADDRESS = "http://calendar.test/week.json"


class HandClock:
    def __init__(self) -> None:
        self.now = NOW

    def market(self) -> datetime:
        return self.now

    def people(self) -> datetime:
        return self.now


class Wire:
    """Hands out what a test put there, and counts."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = data
        self.failure: FetchFailed | None = None
        self.asked = 0

    async def fetch(self, address: str) -> bytes:
        assert address == ADDRESS
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        return self.data


def a_week(title: str = "Retail Sales m/m") -> bytes:
    event = {"title": title, "country": "USD", "impact": "High", "date": "2024-03-08T13:30:00Z"}
    return json.dumps([event]).encode()


def a_calendar(
    tmp_path: Path, source: str, *, clock: HandClock | None = None, get: Fetch = fetch
) -> Calendar:
    return Calendar(
        source, cache=tmp_path / "news.cache", clock=clock or HandClock(), rules=RULES, fetch=get
    )


async def is_dark(calendar: Calendar, at: datetime = NOW) -> bool:
    return await calendar.blackout(USD, at=at) is not None


async def test_a_file_is_read_and_read_again_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "week.json"
    path.write_bytes(a_week())
    calendar = a_calendar(tmp_path, str(path))
    await calendar.refresh()
    assert await is_dark(calendar)

    path.write_bytes(a_week().replace(b"13:30", b"20:30"))
    os.utime(path, ns=(1, 1))
    await calendar.refresh()

    assert not await is_dark(calendar)


async def test_before_the_first_reading_nothing_is_known(tmp_path: Path) -> None:
    calendar = a_calendar(tmp_path, str(tmp_path / "absent.json"))

    with pytest.raises(NewsUnavailable):
        await is_dark(calendar)
    await calendar.refresh()
    with pytest.raises(NewsUnavailable, match="FileNotFoundError"):
        await is_dark(calendar)


async def test_a_file_that_broke_is_unknown_not_what_it_was(tmp_path: Path) -> None:
    path = tmp_path / "week.json"
    path.write_bytes(a_week())
    calendar = a_calendar(tmp_path, str(path))
    await calendar.refresh()

    path.write_bytes(b"[{]")
    await calendar.refresh()

    with pytest.raises(NewsUnavailable, match="no complete JSON"):
        await is_dark(calendar)
    state = calendar.state(NOW)
    assert state.problem is not None


async def test_a_working_day_without_any_event_is_unknown_and_a_weekend_is_not(
    tmp_path: Path,
) -> None:
    path = tmp_path / "week.json"
    path.write_bytes(a_week())
    calendar = a_calendar(tmp_path, str(path))
    await calendar.refresh()

    assert not await is_dark(calendar, NOW + timedelta(days=1))
    with pytest.raises(NewsUnavailable, match="holds nothing for 2024-03-11"):
        await is_dark(calendar, NOW + timedelta(days=3))


async def test_an_address_is_fetched_and_not_again_before_its_time(tmp_path: Path) -> None:
    clock, wire = HandClock(), Wire(a_week())
    calendar = a_calendar(tmp_path, ADDRESS, clock=clock, get=wire.fetch)

    await calendar.refresh()
    clock.now += SEEDS.news.fetch_every - timedelta(seconds=1)
    await calendar.refresh()
    assert wire.asked == 1

    clock.now += timedelta(seconds=1)
    await calendar.refresh()
    assert wire.asked == 2


async def test_a_server_that_asks_for_patience_gets_it(tmp_path: Path) -> None:
    clock, wire = HandClock(), Wire()
    wire.failure = FetchFailed("answers 429", rest=timedelta(minutes=30))
    calendar = a_calendar(tmp_path, ADDRESS, clock=clock, get=wire.fetch)

    await calendar.refresh()
    clock.now += timedelta(minutes=29)
    await calendar.refresh()

    assert wire.asked == 1


async def test_failures_are_tried_again_ever_later(tmp_path: Path) -> None:
    clock, wire = HandClock(), Wire()
    wire.failure = FetchFailed("down")
    calendar = a_calendar(tmp_path, ADDRESS, clock=clock, get=wire.fetch)
    tries = []
    for minute in range(180):
        before = wire.asked
        await calendar.refresh()
        if wire.asked > before:
            tries.append(minute)
        clock.now += timedelta(minutes=1)

    assert tries == [0, 5, 15, 35, 75, 135]


async def test_a_feed_that_is_down_keeps_its_copy_for_a_day_and_no_longer(tmp_path: Path) -> None:
    clock, wire = HandClock(), Wire(a_week())
    calendar = a_calendar(tmp_path, ADDRESS, clock=clock, get=wire.fetch)
    await calendar.refresh()
    wire.failure = FetchFailed("down")

    clock.now += timedelta(hours=24)
    await calendar.refresh()
    assert await is_dark(calendar)
    clock.now += timedelta(seconds=1)
    await calendar.refresh()

    with pytest.raises(NewsUnavailable, match="last copy"):
        await is_dark(calendar)


async def test_the_copy_survives_a_restart_with_its_age(tmp_path: Path) -> None:
    clock, wire = HandClock(), Wire(a_week())
    await a_calendar(tmp_path, ADDRESS, clock=clock, get=wire.fetch).refresh()
    wire.failure = FetchFailed("down")
    clock.now += timedelta(hours=10)

    again = a_calendar(tmp_path, ADDRESS, clock=clock, get=wire.fetch)
    await again.refresh()

    assert await is_dark(again)
    assert again.state(NOW).known_at == NOW
    assert (tmp_path / "news.cache").stat().st_mode & 0o077 == 0
    clock.now += timedelta(hours=15)
    with pytest.raises(NewsUnavailable):
        await is_dark(again)


async def test_a_copy_of_another_source_or_a_broken_one_is_not_used(tmp_path: Path) -> None:
    clock, wire = HandClock(), Wire()
    wire.failure = FetchFailed("down")
    for kept in (
        b'{"source": "http://other.test", "fetched_at": "2024-03-08T13:00:00+00:00"}\n' + a_week(),
        b"\x00\xff",
        b'{"source": "' + hashlib.sha256(ADDRESS.encode()).hexdigest().encode() + b'"}\n',
    ):
        (tmp_path / "news.cache").write_bytes(kept)
        calendar = a_calendar(tmp_path, ADDRESS, clock=clock, get=wire.fetch)
        await calendar.refresh()
        with pytest.raises(NewsUnavailable):
            await is_dark(calendar)


async def test_a_key_in_the_address_is_not_in_the_kept_copy(tmp_path: Path) -> None:
    asked: list[str] = []

    async def answer(address: str) -> bytes:
        asked.append(address)
        return a_week()

    for key in ("c4n4ry", "c4n4ry", "another"):
        address = f"https://ann:{key}@calendar.test/week.json?apikey={key}"
        await a_calendar(tmp_path, address, get=answer).refresh()

    assert ["another" in one for one in asked] == [False, True]
    kept = (tmp_path / "news.cache").read_bytes()
    assert a_week() in kept
    assert b"another" not in kept


async def test_coming_events_need_a_calendar_that_is_known(tmp_path: Path) -> None:
    path = tmp_path / "week.json"
    path.write_bytes(a_week("CPI m/m"))
    calendar = a_calendar(tmp_path, str(path))
    with pytest.raises(NewsUnavailable):
        await calendar.coming(USD, since=NOW, until=NOW + timedelta(days=1))
    await calendar.refresh()

    (event,) = await calendar.coming(USD, since=NOW, until=NOW + timedelta(days=1))

    assert event.title == "CPI m/m"


async def test_fetching_over_http_and_its_refusals() -> None:
    async def serve(request: web.Request) -> web.Response:
        if request.path == "/week.json":
            return web.Response(body=a_week())
        return web.Response(status=429, headers={"Retry-After": "77"})

    app = web.Application()
    app.router.add_get("/{any}", serve)
    async with TestServer(app) as server:
        gone = str(server.make_url("/gone.json"))
        assert await fetch(str(server.make_url("/week.json"))) == a_week()
        with pytest.raises(FetchFailed, match="429") as caught:
            await fetch(str(server.make_url("/busy.json")))
    assert caught.value.rest == timedelta(seconds=77)
    with pytest.raises(FetchFailed, match="cannot be fetched"):
        await fetch(gone)
