"""The chat page as a person drives it, in headless Chromium, against the running program."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.demo import OPENS
from bot.guardian import open_guardian
from dtms.core.trade import TradeState
from tests.bot.rig import STEP, HandClock, settings_for, watch
from tests.end_to_end.kit import ROOT, Left, Program, program

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
REMEDY = "Chromium is not installed; the page is tested in it. Remedy: apt-get install -y chromium"
PHONE = {"width": 390, "height": 844}
UNHURRIED = "5"  # market seconds a second: nothing changes between a look and a tap
SEED = "7"
SHOWN = 20_000.0  # milliseconds until something has to be on the page


async def half_closed(directory: Path) -> int:
    """Let the demo go on until half of its trade is closed; return the trade's ticket."""
    clock = HandClock()
    guardian = await open_guardian(settings_for(directory, dtms_seed=int(SEED)), clock=clock)
    trades = guardian.engine.station.ledger.trades
    while not any(one.state is TradeState.WARNING_L2 for one in trades.values()):
        assert clock.market_now < OPENS + timedelta(hours=2)
        await watch(guardian, clock, until=clock.market_now + STEP)
    (key,) = trades
    await guardian.close()
    return key.position


@asynccontextmanager
async def opened(run: Program) -> AsyncIterator[Page]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if path is None:
        pytest.fail(REMEDY)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        page = await browser.new_page(viewport=PHONE, device_scale_factor=1)  # type: ignore[arg-type]  # it is a ViewportSize
        page.set_default_timeout(SHOWN)
        complaints: list[str] = []
        page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
        page.on("pageerror", lambda one: complaints.append(str(one)))
        await page.goto(run.address)
        yield page
        assert complaints == []
        await browser.close()


async def say(page: Page, text: str) -> None:
    await page.locator("#input").fill(text)
    await page.locator("#input").press("Escape")
    await page.locator("#input").press("Enter")


async def picture(page: Page, path: Path) -> None:
    """Take what the screen shows once it is at rest."""
    await expect(page.locator(".theirs").last).to_be_in_viewport()
    await expect(page.locator("#toast")).to_be_hidden()
    await expect(page.locator("#down")).to_be_hidden()
    await page.screenshot(path=path)


def newest(page: Page, text: str | re.Pattern[str]) -> Locator:
    """The newest message of the bot that holds a text."""
    return page.locator(".theirs", has_text=text).last


async def test_person_follows_asks_hedges_and_changes_language(tmp_path: Path) -> None:
    expect.set_options(timeout=SHOWN)
    ticket = await half_closed(tmp_path)
    left = Left(tmp_path / "data")
    async with program(tmp_path, DTMS_SPEED=UNHURRIED, DTMS_SEED=SEED) as run:
        await run.until(lambda: "chat page: " in run.said)
        async with opened(run) as page:
            await expect(newest(page, "warning 1 → warning 2")).to_be_visible()
            await expect(newest(page, "Half closed")).to_be_visible()
            await expect(page.locator("#speed")).to_contain_text(UNHURRIED)

            await say(page, "/status")
            await expect(newest(page, "Equity")).to_contain_text("SIM")
            await expect(newest(page, "Equity")).to_contain_text(f"#{ticket}")

            await say(page, "/trades")
            await page.get_by_role("button", name=f"XAUUSD {ticket}").click()
            card = newest(page, "As the broker holds it")
            await expect(card).to_contain_text(f"#{ticket}")

            await card.get_by_role("button", name="Hedge now").click()
            await expect(newest(page, "Open this hedge?")).to_be_visible()
            assert left.facts("hedge_opened") == []
            await newest(page, "Open this hedge?").get_by_role("button", name="Yes, do it").click()
            done = newest(page, "Done. The broker holds it so.")
            await expect(done).to_contain_text("Hedge #")
            await run.until(lambda: left.facts("hedge_opened"))
            await hedge_is_what_the_page_says(page, left)
            await picture(page, tmp_path / "hedged.png")

            told = newest(page, "Hedge open:")
            await told.get_by_role("button", name="Why").click()
            await expect(newest(page, "Decision ")).to_contain_text("Price then")
            await expect(newest(page, "Decision ")).not_to_contain_text("IntentSent")

            await page.get_by_label("Language").select_option("ru")
            await say(page, f"/trade {ticket}")
            await expect(newest(page, in_russian(ticket))).to_be_visible()
            await picture(page, tmp_path / "russian.png")
        assert "Traceback" not in run.said


def in_russian(ticket: int) -> re.Pattern[str]:
    """What the card's second line says, from the words themselves."""
    names = (ROOT / "locales" / "ru" / "terms.ftl").read_text(encoding="utf-8")
    state = re.search(r"^state-hedged = (.+)$", names, re.MULTILINE)
    assert state is not None
    assert not state[1].isascii()
    return re.compile(rf"#{ticket}[\s\S]*{re.escape(state[1])}")


async def hedge_is_what_the_page_says(page: Page, left: Left) -> None:
    ((_, _, fact),) = left.facts("hedge_opened")
    (held,) = [one for one in left.positions() if one["ticket"] == fact["ticket"]]
    told = newest(page, "Hedge open:")

    await expect(told).to_contain_text(
        f"{held['volume']:.2f} lots SELL at {held['price_open']:.2f}"
    )
    await expect(told).to_contain_text(f"stop {held['sl']:.2f}")
    await expect(told).to_contain_text(f"#{held['ticket']}")
    await expect(newest(page, "Done.")).to_contain_text(f"Hedge #{held['ticket']}")
