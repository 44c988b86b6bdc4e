import re
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.console.page_api import FOLDER
from bot.console.server import ConsoleServer
from tests.bot.console.kit import HandClock, png

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
REMEDY = "Chromium is not installed; the page is tested in it. Remedy: apt-get install -y chromium"
OWNER = 1


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    pytest.fail(REMEDY)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    path = chromium()
    async with async_playwright() as playwright:
        made = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield made
        await made.close()


@pytest.fixture
async def page(browser: Browser, server: ConsoleServer) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport={"width": 390, "height": 844})
    made = await context.new_page()
    complaints: list[str] = []
    made.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    made.on("pageerror", lambda one: complaints.append(str(one)))
    await made.goto(server.url)
    yield made
    await context.close()
    assert [one for one in complaints if "ERR_CONNECTION_REFUSED" not in one] == []


def keyboard(*names: str, style: str | None = None) -> InlineKeyboardMarkup:
    row = [InlineKeyboardButton(text=one, callback_data=one, style=style) for one in names]
    return InlineKeyboardMarkup(inline_keyboard=[row])


async def test_start_reply_press_toast_and_edit_in_place(page: Page, bot: Bot) -> None:
    await page.get_by_role("button", name="START").click()
    (update,) = await bot.get_updates(timeout=5)
    assert update.message is not None
    sent = await bot.send_message(
        OWNER,
        "<b>Welcome</b> <i>x</i>",
        parse_mode="HTML",
        reply_markup=keyboard("Go", "Stop", style="danger"),
    )

    await expect(page.locator("strong", has_text="Welcome")).to_be_visible()
    go = page.get_by_role("button", name="Go", exact=True)
    await go.click()
    await expect(go).to_have_attribute("aria-busy", "true")
    (update,) = await bot.get_updates(offset=update.update_id + 1, timeout=5)
    assert update.callback_query is not None
    await bot.answer_callback_query(update.callback_query.id, text="Going")
    await expect(go).not_to_have_attribute("aria-busy", "true")
    await expect(page.locator("#toast")).to_have_text("Going")
    await bot.edit_message_text("Gone", chat_id=OWNER, message_id=sent.message_id)
    await expect(page.locator(f"#m{sent.message_id} .text")).to_have_text("Gone")
    await expect(page.get_by_text("edited")).to_be_visible()
    assert update.callback_query.data == "Go"


async def test_alert_photo_with_lightbox_quote_and_silent_mark(page: Page, bot: Bot) -> None:
    photo = await bot.send_photo(
        OWNER, BufferedInputFile(png(400, 300), "a.png"), caption="Chart", disable_notification=True
    )
    await bot.send_message(
        OWNER, "See above", reply_to_message_id=photo.message_id, reply_markup=keyboard("Why")
    )

    await expect(page.get_by_role("img", name="sent silently")).to_be_visible()
    await page.get_by_role("button", name="Photo").click()
    await expect(page.locator("#lightbox-image")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#lightbox-image")).to_be_hidden()
    await page.locator(".quote").click()
    await expect(page.locator(f"#m{photo.message_id}")).to_be_focused()
    await page.get_by_role("button", name="Why").click()
    (update,) = await bot.get_updates(timeout=5)
    assert update.callback_query is not None
    await bot.answer_callback_query(update.callback_query.id, text="Because", show_alert=True)
    await expect(page.get_by_role("dialog")).to_contain_text("Because")
    await page.get_by_role("button", name="OK").click()
    assert await page.locator(".photo img").evaluate("image => image.naturalWidth") == 400


async def test_language_switch_changes_page_commands_and_updates(page: Page, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand(command="status", description="Account")])
    await bot.set_my_commands(
        [BotCommand(command="status", description="حساب")], language_code="ar"
    )
    await bot.send_message(OWNER, "x")

    await page.get_by_label("Language").select_option("ar")
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    await page.locator("#input").fill("/st")
    await expect(page.locator("#commands li")).to_contain_text("حساب")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    (update,) = await bot.get_updates(timeout=5)

    assert update.message is not None
    assert update.message.from_user is not None
    assert (update.message.text, update.message.from_user.language_code) == ("/status", "ar")


async def test_typing_draft_enter_and_reply(page: Page, bot: Bot) -> None:
    sent = await bot.send_message(OWNER, "Question?")
    await expect(page.get_by_text("Question?")).to_be_visible()
    await bot.send_chat_action(OWNER, "typing")
    await expect(page.locator("#presence")).to_have_text("typing…")
    await bot.send_message_draft(chat_id=OWNER, draft_id=1, text="Half an ans")
    await expect(page.locator(".draft")).to_contain_text("Half an ans")
    await bot.send_message(OWNER, "Half an answer")
    await expect(page.locator(".draft")).to_have_count(0)

    await page.locator(f"#m{sent.message_id}").hover()
    await page.locator(f"#m{sent.message_id} .answer").click()
    await page.locator("#input").fill("Because <img src=x onerror=alert(1)>")
    await page.keyboard.press("Enter")
    (update,) = await bot.get_updates(timeout=5)

    await expect(page.locator(".mine .text")).to_have_text("Because <img src=x onerror=alert(1)>")
    assert update.message is not None
    assert update.message.reply_to_message is not None
    assert update.message.reply_to_message.text == "Question?"


async def test_page_reconnects_and_catches_up(page: Page, bot: Bot, server: ConsoleServer) -> None:
    first = await bot.send_message(OWNER, "before")
    gone = await bot.send_message(OWNER, "deleted meanwhile")
    await expect(page.get_by_text("deleted meanwhile")).to_be_visible()

    await server.go_offline()
    await expect(page.get_by_role("alert")).to_contain_text("Connection lost")
    await server.start()
    await bot.edit_message_text("changed", chat_id=OWNER, message_id=first.message_id)
    await bot.delete_message(OWNER, gone.message_id)
    await bot.send_message(OWNER, "after")

    await expect(page.get_by_text("after")).to_be_visible(timeout=15000)
    await expect(page.get_by_text("changed")).to_be_visible()
    await expect(page.get_by_text("deleted meanwhile")).to_have_count(0)
    await expect(page.locator("#offline")).to_be_hidden()


async def test_clocks_days_unread_badge_and_pin(
    page: Page, bot: Bot, server: ConsoleServer, clock: HandClock
) -> None:
    server.clocks = lambda: (clock() + timedelta(hours=9), clock(), 60.0)
    first = await bot.send_message(OWNER, "first")
    clock.pass_by(timedelta(days=1))
    for number in range(25):
        await bot.send_message(OWNER, f"line {number}")
    await bot.pin_chat_message(OWNER, first.message_id)

    await expect(page.locator("#speed")).to_contain_text("60")
    await expect(page.locator("#pinned-text")).to_have_text("first")
    await expect(page.locator(".day")).to_have_text(["Yesterday", "Today"])
    await expect(page.get_by_text("line 24")).to_be_in_viewport()
    await page.locator("#pinned").click()
    await expect(page.get_by_text("first").last).to_be_in_viewport()
    await expect(page.locator("#down")).to_be_visible()
    await bot.send_message(OWNER, "news")
    await expect(page.locator("#unread")).to_have_text("1")
    await page.locator("#down").click()
    await expect(page.get_by_text("news")).to_be_in_viewport()


async def test_nothing_is_wider_than_a_360_pixel_screen(page: Page, bot: Bot) -> None:
    await page.set_viewport_size({"width": 360, "height": 640})
    await bot.set_my_commands([BotCommand(command="help", description="x" * 90)])
    await bot.send_message(
        OWNER,
        f"{'W' * 300} <pre>{'p' * 200}</pre>",
        parse_mode="HTML",
        reply_markup=keyboard("A" * 60, "B" * 60),
    )

    await expect(page.locator(".key")).to_have_count(2)
    wide = await page.evaluate(
        "[document.documentElement, document.querySelector('#log')]"
        ".map(one => one.scrollWidth - one.clientWidth)"
    )

    assert wide == [0, 0]


async def test_theme_follows_the_system_and_the_toggle(page: Page) -> None:
    async def wall() -> str:
        return str(await page.evaluate("getComputedStyle(document.body).backgroundColor"))

    light = await wall()
    await page.emulate_media(color_scheme="dark")
    dark = await wall()
    await page.get_by_role("button", name="Light or dark").click()

    assert (await wall(), dark != light) == (light, True)


async def test_another_page_cannot_reach_the_chat(server: ConsoleServer) -> None:
    own = {"Origin": server.url, "Sec-Fetch-Site": "same-origin"}
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:

        async def status(method: str, path: str, headers: dict[str, str]) -> int:
            async with session.request(
                method, server.url + path, headers=headers, json={"text": "x"}
            ) as answer:
                return answer.status

        async with session.get(server.url) as answer:
            text = await answer.text()
            cookie = answer.headers["Set-Cookie"]
            policy = answer.headers["Content-Security-Policy"]
        key = text.split('name="chat-key" content="')[1].split('"')[0]
        allowed = await status("POST", f"/chat/{key}/say", own)
        refused = [
            await status("GET", "/", {"Host": "evil.example"}),
            await status("GET", "/", {"Sec-Fetch-Site": "cross-site"}),
            await status("POST", f"/chat/{key}/say", {"Origin": "http://evil.example"}),
            await status("POST", f"/chat/{key}/say", {}),
            await status("POST", f"/chat/{key}/say", {**own, "Sec-Fetch-Site": "cross-site"}),
            await status("POST", "/chat/guess/say", own),
            await status(
                "POST", f"/chat/{key}/language", {**own, "Host": f"evil.example:{server.port}"}
            ),
        ]
        session.cookie_jar.clear()
        refused.append(await status("POST", f"/chat/{key}/say", own))
        missing = await status("GET", "/page/../server.py", {})

    assert (allowed, missing, set(refused)) == (200, 404, {403})
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "unsafe-inline" not in policy


def test_page_speaks_every_language_with_the_same_words() -> None:
    text = (FOLDER / "words.js").read_text(encoding="utf-8")
    table = text.split("const TABLE = {")[1].split("\n};")[0]
    words = [set(re.findall(r'(\w+): "', one)) for one in table.split("\n  },") if one.strip()]

    assert len(words) == 7
    assert all(one == words[0] for one in words)
