import asyncio
from collections.abc import Callable
from datetime import timedelta

import aiohttp
import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    TelegramConflictError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.console.limits import Limits
from bot.console.people import NoSuchButton, NotSeen
from bot.console.server import ConsoleServer, PortTaken
from tests.bot.console.kit import ANN, HandClock, bot_for

CONFLICT = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
STRANGER = {"id": 666, "is_bot": False, "first_name": "<b>Mallory</b>"}


def small_bot() -> Dispatcher:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        go = InlineKeyboardButton(text="Go", callback_data="go")
        await message.answer(
            f"you said {message.text}", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[go]])
        )

    @dispatcher.callback_query()
    async def pressed(query: CallbackQuery) -> None:
        await query.answer("pressed")
        if isinstance(query.message, Message):
            await query.message.edit_text("gone")

    return dispatcher


async def test_an_unchanged_bot_talks_with_a_person(server: ConsoleServer, bot: Bot) -> None:
    ann = server.person(ANN, "Ann", "de")
    dispatcher = small_bot()
    polling = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, polling_timeout=5)
    )

    await ann.say("/start")
    reply = await ann.wait_for(lambda one: one.from_bot)
    press = await ann.tap(reply.id, "Go")
    toast = await ann.answer_to(press)
    edited = await ann.wait_for(lambda one: one.edited)
    await dispatcher.stop_polling()
    await polling

    assert (reply.text, toast.text, edited.text) == ("you said /start", "pressed", "gone")


async def test_waiting_in_vain_says_what_is_there(server: ConsoleServer) -> None:
    ann = server.person(ANN, "Ann", "en")
    number = await ann.say("hello")

    with pytest.raises(NotSeen, match="hello"):
        await ann.wait_for(lambda one: one.from_bot, timeout=0.01)
    with pytest.raises(NoSuchButton):
        await ann.tap(number, "go")


async def test_updates_come_back_until_confirmed_by_offset(server: ConsoleServer, bot: Bot) -> None:
    ann = server.person(ANN, "Ann", "en")
    for text in "abc":
        await ann.say(text)

    first = await bot.get_updates(limit=2)
    again = await bot.get_updates()
    after = await bot.get_updates(offset=again[0].update_id + 1)
    last = await bot.get_updates(offset=-1)
    none = await bot.get_updates(offset=last[-1].update_id + 1)

    assert [len(one) for one in (first, again, after, last, none)] == [2, 3, 2, 1, 0]
    assert [one.update_id for one in again] == [1, 2, 3]


async def test_a_long_poll_wakes_on_news(server: ConsoleServer, bot: Bot) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.05)

    await server.person(ANN, "Ann", "en").say("x")

    assert len(await asyncio.wait_for(waiting, 2)) == 1


async def test_a_twin_poller_ends_the_first_with_409(bot: Bot) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.05)

    await bot.get_updates(timeout=0)

    with pytest.raises(TelegramConflictError, match=CONFLICT):
        await asyncio.wait_for(waiting, 2)


async def test_polling_is_refused_while_a_webhook_is_set(server: ConsoleServer, bot: Bot) -> None:
    await server.person(ANN, "Ann", "en").say("x")
    await bot.set_webhook("https://e.org/hook")

    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook"):
        await bot.get_updates()

    info = await bot.get_webhook_info()
    await bot.delete_webhook(drop_pending_updates=True)
    assert (info.url, info.pending_update_count) == ("https://e.org/hook", 1)
    assert await bot.get_updates() == []


async def test_only_asked_kinds_arrive(server: ConsoleServer, bot: Bot) -> None:
    ann = server.person(ANN, "Ann", "en")
    await bot.get_updates(allowed_updates=["edited_message"])

    await ann.edit(await ann.say("x"), "y")

    assert [one.event_type for one in await bot.get_updates()] == ["edited_message"]


async def test_updates_older_than_a_day_are_dropped(
    server: ConsoleServer, bot: Bot, clock: HandClock
) -> None:
    ann = server.person(ANN, "Ann", "en")
    await ann.say("old")
    clock.pass_by(timedelta(hours=25))
    await ann.say("new")

    (only,) = await bot.get_updates()

    assert (only.update_id, only.message and only.message.text) == (2, "new")


async def test_everything_survives_a_restart(build: Callable[..., ConsoleServer]) -> None:
    first = build()
    await first.start()
    bot = bot_for(first)
    ann = first.person(ANN, "Ann", "en")
    sent = await bot.send_message(
        ANN,
        "x",
        reply_markup=InlineKeyboardMarkup(
            inline_keyboard=[[InlineKeyboardButton(text="Go", callback_data="go")]]
        ),
    )
    await ann.say("before")
    press = await ann.tap(sent.message_id, "Go")
    await first.stop()
    await bot.session.close()

    second = build()
    await second.start()
    bot = bot_for(second)
    updates = await bot.get_updates()
    await second.person(ANN, "Ann", "en").say("after")
    later = await bot.get_updates(offset=updates[-1].update_id + 1)
    answered = await bot.answer_callback_query(press)
    numbers = [one.id for one in second.messages(ANN)]
    await bot.session.close()
    await second.stop()

    assert ([one.update_id for one in updates], later[0].update_id, answered) == ([1, 2], 3, True)
    assert numbers == [1, 2, 3]


async def test_taken_port_is_named_with_a_remedy(
    server: ConsoleServer, build: Callable[..., ConsoleServer]
) -> None:
    second = build(port=server.port)

    with pytest.raises(PortTaken, match="choose another port") as refusal:
        await second.start()
    await second.stop()

    assert refusal.value.port == server.port


async def test_strict_limits_answer_429_until_time_passes(
    build: Callable[..., ConsoleServer], clock: HandClock
) -> None:
    server = build(limits=Limits.strict())
    await server.start()
    server.person(ANN, "Ann", "en")
    bot = bot_for(server)

    for text in "abc":
        await bot.send_message(ANN, text)
    with pytest.raises(TelegramRetryAfter, match="Too Many Requests: retry after 1") as refusal:
        await bot.send_message(ANN, "d")
    clock.pass_by(timedelta(seconds=1))
    await bot.send_message(ANN, "d")
    await bot.session.close()
    await server.stop()

    assert refusal.value.retry_after == 1


async def test_groups_take_20_messages_a_minute(
    build: Callable[..., ConsoleServer], clock: HandClock
) -> None:
    server = build(limits=Limits.strict())
    await server.start()
    server.group(-100, "Desk")
    bot = bot_for(server)

    for number in range(20):
        await bot.send_message(-100, str(number))
        clock.pass_by(timedelta(seconds=1))
    with pytest.raises(TelegramRetryAfter) as refusal:
        await bot.send_message(-100, "more")
    await bot.session.close()
    await server.stop()

    assert refusal.value.retry_after == 40


async def test_all_chats_together_take_30_a_second(build: Callable[..., ConsoleServer]) -> None:
    server = build(limits=Limits.strict())
    await server.start()
    bot = bot_for(server)
    for user in range(100, 131):
        server.person(user, "P", "en")

    for user in range(100, 130):
        await bot.send_message(user, "x")
    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(130, "x")
    await bot.session.close()
    await server.stop()


async def test_planned_refusals_happen_the_planned_number_of_times(
    server: ConsoleServer, bot: Bot
) -> None:
    server.faults.too_many_requests("sendMessage", retry_after=7, times=2)
    for _ in range(2):
        with pytest.raises(TelegramRetryAfter) as refusal:
            await bot.send_message(ANN, "x")
        assert refusal.value.retry_after == 7
    server.faults.refuse(
        "sendMessage",
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        parameters={"migrate_to_chat_id": -1001},
    )
    with pytest.raises(TelegramMigrateToChat):
        await bot.send_message(ANN, "x")
    server.faults.conflict()
    with pytest.raises(TelegramConflictError, match=CONFLICT):
        await bot.get_updates()

    await bot.send_message(ANN, "x")

    assert [one.status for one in server.requests] == [429, 429, 400, 409, 200]


async def test_429_without_parameters(server: ConsoleServer) -> None:
    server.faults.too_many_requests(None, retry_after=None)
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{server.url}/bot42:TEST/getMe") as answer,
    ):
        body = await answer.json()

    assert body == {"ok": False, "error_code": 429, "description": "Too Many Requests"}


async def test_dropped_answer_still_delivers(server: ConsoleServer, bot: Bot) -> None:
    server.faults.drop_answer("sendMessage")

    with pytest.raises(TelegramNetworkError):
        await bot.send_message(ANN, "x")

    assert [one.text for one in server.messages(ANN)] == ["x"]
    assert server.requests[0].status is None


async def test_closed_connection_and_hang_deliver_nothing(server: ConsoleServer, bot: Bot) -> None:
    server.faults.close("sendMessage")
    server.faults.hang("sendMessage")

    with pytest.raises(TelegramNetworkError):
        await bot.send_message(ANN, "x")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(ANN, "x", request_timeout=1)

    assert server.messages(ANN) == []


async def test_offline_refuses_connections_until_started_again(
    server: ConsoleServer, bot: Bot
) -> None:
    await server.go_offline()
    with pytest.raises(TelegramNetworkError):
        await bot.get_me()

    await server.start()

    assert (await bot.get_me()).id == 42


async def test_redelivery_and_injected_duplicates(server: ConsoleServer, bot: Bot) -> None:
    ann = server.person(ANN, "Ann", "en")
    await ann.say("x")
    (seen,) = await bot.get_updates()
    assert await bot.get_updates(offset=seen.update_id + 1) == []

    server.redeliver()
    again = await bot.get_updates(offset=seen.update_id + 1)
    server.inject_update(
        {
            "update_id": seen.update_id,
            "message": {
                "message_id": 9,
                "date": 0,
                "chat": {"id": ANN, "type": "private"},
                "text": "dup",
            },
        }
    )
    duplicate = await bot.get_updates(offset=seen.update_id + 1)

    assert [one.update_id for one in (*again, *duplicate)] == [1, 1]


async def test_everything_sent_to_a_stranger_is_seen(server: ConsoleServer, bot: Bot) -> None:
    server.inject_update(
        {
            "message": {
                "message_id": 1,
                "date": 0,
                "chat": {"id": 666, "type": "private"},
                "from": STRANGER,
                "text": "/status",
            }
        }
    )
    server.inject_update(
        {"callback_query": {"id": "q1", "from": STRANGER, "chat_instance": "1", "data": "x"}}
    )
    assert len(await bot.get_updates()) == 2
    assert server.sent_to(666) == []

    await bot.answer_callback_query("q1")
    await bot.send_message(666, "leak")

    assert [one.method for one in server.sent_to(666)] == ["answerCallbackQuery", "sendMessage"]


async def test_a_person_speaks_in_a_group_and_forges_a_press(
    server: ConsoleServer, bot: Bot
) -> None:
    server.group(-100, "Desk")
    ann = server.person(ANN, "Ann", "en")
    ann.speak("ru")

    await ann.say("hi", chat_id=-100)
    await ann.forge_tap(99, "other:nonce")
    said, pressed = await bot.get_updates()

    assert said.message is not None
    assert pressed.callback_query is not None
    assert (
        said.message.chat.type,
        said.message.from_user and said.message.from_user.language_code,
    ) == ("supergroup", "ru")
    assert (pressed.callback_query.data, pressed.callback_query.from_user.id) == (
        "other:nonce",
        ANN,
    )
