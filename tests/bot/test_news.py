import json
from datetime import timedelta
from pathlib import Path

from bot.demo import ENTRY
from bot.texts import Texts
from bot.wording import NewsView
from bot.words.wording import FluentWording
from dtms.adapters.news.calendar import CalendarState
from dtms.core.events import Refusal
from dtms.core.news import Blackout, Impact, NewsEvent
from dtms.core.trade import AccountKind
from tests.bot.rig import rig


def a_week(path: Path, *, title: str = "CPI m/m <b>", minutes: int = 20) -> Path:
    due = ENTRY + timedelta(minutes=minutes)
    event = {"title": title, "country": "USD", "impact": "High", "date": due.isoformat()}
    path.write_text(json.dumps([event]), encoding="utf-8")
    return path


async def test_news_without_a_calendar_says_so(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()

        assert "calendar: None" in await bot.answered(bot.ann, "/news")


async def test_news_shows_what_comes_and_what_is_dark(tmp_path: Path) -> None:
    path = a_week(tmp_path / "week.json")
    async with rig(tmp_path, dtms_news=str(path)) as bot:
        await bot.adopt()
        answer = await bot.answered(bot.ann, "/news")

        assert "CPI m/m" in answer
        assert "XAUUSD" in answer


async def test_a_blackout_refuses_a_hedge_by_hand_and_says_why(tmp_path: Path) -> None:
    path = a_week(tmp_path / "week.json")
    async with rig(tmp_path, dtms_news=str(path)) as bot:
        trade = await bot.adopt()
        view = await bot.guardian.views.hedge(trade.key)
        assert view is not None

        asked = await bot.ann.say(f"/hedge {trade.key.position}")
        priced = await bot.ann.wait_for(lambda one: one.id > asked and "hedge" in one.text)

        assert f"refusal: {Refusal.NEWS.value}" in priced.text
        assert "en:confirm" not in [one.text for row in priced.buttons for one in row]
        assert bot.trade.hedge is None


async def test_an_unreadable_calendar_is_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "week.json"
    path.write_text("<html>", encoding="utf-8")
    async with rig(tmp_path, dtms_news=str(path)) as bot:
        await bot.adopt()

        assert "neither JSON nor CSV" in await bot.answered(bot.ann, "/news")


def test_the_card_reads_well_in_every_language_and_state() -> None:
    words = FluentWording(Texts(), currency="USD", kind=AccountKind.SIM)
    events = tuple(
        NewsEvent(
            at=ENTRY,
            currency="USD",
            title="A & <B>" * 40,
            impact=impact,
            timed=impact is Impact.LOW,
        )
        for impact in Impact
    )
    dark = Blackout(currency="USD", title="<i>", begins=ENTRY, ends=ENTRY + timedelta(minutes=5))
    for language in words.languages:
        for problem in (None, "it holds nothing for <today>"):
            state = CalendarState(events=4, known_at=ENTRY, problem=problem)
            for blocks in (True, False):
                view = NewsView(
                    at=ENTRY,
                    calendar=state,
                    blocks=blocks,
                    blackouts=(("XAUUSD", dark),),
                    events=events,
                )
                text = words.news(language, view)
                assert "<i>" not in text
                assert "&lt;B&gt;" in text
                assert len(text) < 4096
    off = NewsView(at=ENTRY, calendar=None, blocks=True, blackouts=(), events=())
    assert "DTMS_NEWS" in words.news("en", off)
