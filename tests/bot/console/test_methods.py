from datetime import timedelta

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramUnauthorizedError
from aiogram.methods import SendMessage
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    MenuButtonCommands,
    ReactionTypeEmoji,
    ReplyParameters,
)

from bot.console.server import ConsoleServer
from tests.bot.console.kit import ANN, Call, HandClock, bot_for, png

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


def keys(*data: str) -> InlineKeyboardMarkup:
    row = [InlineKeyboardButton(text=one.upper(), callback_data=one) for one in data]
    return InlineKeyboardMarkup(inline_keyboard=[row])


async def test_wrong_token_is_unauthorized(server: ConsoleServer, call: Call) -> None:
    stranger = bot_for(server, "43:OTHER")

    with pytest.raises(TelegramUnauthorizedError):
        await stranger.get_me()
    await stranger.session.close()

    refused = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert await call("getMe", "43:OTHER") == (401, refused)


async def test_unknown_method_is_not_found(call: Call) -> None:
    refused = {"ok": False, "error_code": 404, "description": "Not Found: method not found"}

    assert await call("sendNothing") == (404, refused)


async def test_methods_take_get_form_and_any_case(server: ConsoleServer) -> None:
    async with aiohttp.ClientSession() as session:
        base = f"{server.url}/bot42:TEST"
        async with session.get(f"{base}/GETME") as answer:
            me = (await answer.json())["result"]
        async with session.post(
            f"{base}/sendmessage", data={"chat_id": ANN, "text": "x"}
        ) as answer:
            sent = (await answer.json())["result"]
        async with session.post(
            f"{base}/sendMessage", data=b"{", headers={"Content-Type": "application/json"}
        ) as answer:
            broken = answer.status

    assert (me["is_bot"], me["id"], sent["text"], broken) == (True, 42, "x", 400)


@pytest.mark.parametrize(
    ("method", "body", "description"),
    [
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 999, "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": 7}, "message text is empty"),
        ("sendMessage", {"chat_id": 7, "text": " \n "}, "text must be non-empty"),
        ("sendMessage", {"chat_id": 7, "text": "x" * 4097}, "message is too long"),
        (
            "sendMessage",
            {"chat_id": 7, "text": "x", "parse_mode": "Fancy"},
            "unsupported parse_mode",
        ),
        (
            "sendMessage",
            {"chat_id": 7, "text": "<b>x", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            "sendMessage",
            {"chat_id": 7, "text": "x", "reply_parameters": {"message_id": 99}},
            "message to be replied not found",
        ),
        (
            "sendPhoto",
            {"chat_id": 7, "photo": "nothing"},
            "wrong file identifier/HTTP URL specified",
        ),
        ("sendPhoto", {"chat_id": 7}, "there is no photo in the request"),
        ("sendPhoto", {"chat_id": 7, "photo": "https://e.org/a"}, "failed to get HTTP URL content"),
        (
            "sendMessageDraft",
            {"chat_id": 7, "draft_id": 0, "text": "x"},
            "draft_id must be non-zero",
        ),
        (
            "editMessageText",
            {"chat_id": 7, "message_id": 99, "text": "x"},
            "message to edit not found",
        ),
        ("deleteMessage", {"chat_id": 7, "message_id": 99}, "message to delete not found"),
        ("pinChatMessage", {"chat_id": 7, "message_id": 99}, "message to pin not found"),
        ("setMessageReaction", {"chat_id": 7, "message_id": 99}, "message to react not found"),
        ("getFile", {"file_id": "x"}, "invalid file_id"),
        (
            "setMyCommands",
            {"commands": [{"command": "Bad!", "description": "x"}]},
            "BOT_COMMAND_INVALID",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "good", "description": ""}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        (
            "setWebhook",
            {"url": "http://e.org"},
            "bad webhook: An HTTPS URL must be provided for webhook",
        ),
    ],
)
async def test_refusals_have_the_original_text(
    call: Call, method: str, body: dict[str, object], description: str
) -> None:
    status, answer = await call(method, **body)

    assert (status, answer["description"]) == (400, f"Bad Request: {description}")


async def test_text_of_the_longest_length_passes_and_tags_do_not_count(bot: Bot) -> None:
    sent = await bot.send_message(ANN, f"<b>{'x' * 4096}</b>", parse_mode="HTML")

    assert len(sent.text or "") == 4096


async def test_button_data_longer_than_64_bytes_is_refused(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="Bad Request: BUTTON_DATA_INVALID"):
        await bot.send_message(ANN, "x", reply_markup=keys("é" * 33))


async def test_caption_longer_than_1024_is_refused(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await bot.send_photo(ANN, BufferedInputFile(png(), "a.png"), caption="x" * 1025)


async def test_photo_that_is_no_picture_or_too_narrow_is_refused(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await bot.send_photo(ANN, BufferedInputFile(b"text", "a.png"))
    with pytest.raises(TelegramBadRequest, match="PHOTO_INVALID_DIMENSIONS"):
        await bot.send_photo(ANN, BufferedInputFile(png(210, 10), "a.png"))


async def test_edit_changes_in_place_and_refuses_the_same_again(
    server: ConsoleServer, bot: Bot
) -> None:
    sent = await bot.send_message(ANN, "one", reply_markup=keys("a"))
    place = {"chat_id": ANN, "message_id": sent.message_id}

    await bot.edit_message_text("<i>two</i>", **place, parse_mode="HTML", reply_markup=keys("a"))
    with pytest.raises(TelegramBadRequest) as again:
        await bot.edit_message_text(
            "<i>two</i> ", **place, parse_mode="HTML", reply_markup=keys("a")
        )
    await bot.edit_message_reply_markup(**place, reply_markup=None)
    with pytest.raises(TelegramBadRequest):
        await bot.edit_message_reply_markup(**place, reply_markup=None)

    (seen,) = server.messages(ANN)
    assert again.value.message == NOT_MODIFIED
    assert (seen.html, seen.edited, seen.buttons) == ("<i>two</i>", True, ())


async def test_bot_cannot_edit_what_a_person_said(server: ConsoleServer, bot: Bot) -> None:
    number = await server.person(ANN, "Ann", "en").say("mine")

    with pytest.raises(TelegramBadRequest, match="Bad Request: message can't be edited"):
        await bot.edit_message_text("x", chat_id=ANN, message_id=number)


async def test_photo_caption_and_media_edit_and_download(server: ConsoleServer, bot: Bot) -> None:
    sent = await bot.send_photo(
        ANN, BufferedInputFile(png(), "a.png"), caption="<b>one</b>", parse_mode="HTML"
    )
    place = {"chat_id": ANN, "message_id": sent.message_id}

    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await bot.edit_message_text("x", **place)
    await bot.edit_message_caption(**place, caption="two")
    media = InputMediaPhoto(media=BufferedInputFile(png(50, 50), "b.png"), caption="three")
    await bot.edit_message_media(media, **place)
    (seen,) = server.messages(ANN)
    file = await bot.get_file(seen.photo or "")
    data = await bot.download_file(file.file_path or "")
    again = await bot.send_photo(ANN, seen.photo or "")

    assert (seen.text, data.read() if data else b"") == ("three", png(50, 50))
    assert (again.photo or [])[0].width == 50


async def test_document_keeps_its_name(bot: Bot) -> None:
    sent = await bot.send_document(ANN, BufferedInputFile(b"a,b", "report.csv"), caption="Report")

    assert (sent.document.file_name if sent.document else "", sent.caption) == (
        "report.csv",
        "Report",
    )


async def test_reply_quotes_the_original_or_goes_without(bot: Bot) -> None:
    first = await bot.send_message(ANN, "one")

    second = await bot.send_message(ANN, "two", reply_to_message_id=first.message_id)
    third = await bot.send_message(
        ANN, "3", reply_parameters=ReplyParameters(message_id=99, allow_sending_without_reply=True)
    )

    assert second.reply_to_message is not None
    assert (second.reply_to_message.text, third.reply_to_message) == ("one", None)


async def test_delete_is_refused_after_48_hours(
    server: ConsoleServer, bot: Bot, clock: HandClock
) -> None:
    numbers = [(await bot.send_message(ANN, text)).message_id for text in "abc"]

    await bot.delete_message(ANN, numbers[0])
    await bot.delete_messages(ANN, [numbers[1], 99])
    clock.pass_by(timedelta(hours=49))
    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await bot.delete_message(ANN, numbers[2])

    assert [one.text for one in server.messages(ANN)] == ["c"]


async def test_a_press_is_answered_once_and_within_15_seconds(
    server: ConsoleServer, bot: Bot, clock: HandClock
) -> None:
    ann = server.person(ANN, "Ann", "en")
    sent = await bot.send_message(ANN, "x", reply_markup=keys("go"))
    first = await ann.tap(sent.message_id, "go")
    late = await ann.tap(sent.message_id, "GO")

    await bot.answer_callback_query(first, text="Done", show_alert=True)
    with pytest.raises(TelegramBadRequest) as twice:
        await bot.answer_callback_query(first)
    clock.pass_by(timedelta(seconds=16))
    with pytest.raises(TelegramBadRequest) as old:
        await bot.answer_callback_query(late)

    toast = await ann.answer_to(first)
    assert (toast.text, toast.alert, len(ann.toasts)) == ("Done", True, 1)
    assert (twice.value.message, old.value.message) == (TOO_OLD, TOO_OLD)


async def test_commands_by_scope_and_language(bot: Bot) -> None:
    general, own, german = (
        BotCommand(command=one, description=one) for one in ("all", "own", "deu")
    )
    scope = BotCommandScopeChat(chat_id=ANN)

    await bot.set_my_commands([general])
    await bot.set_my_commands([german], language_code="de")
    await bot.set_my_commands([own], scope=scope)
    await bot.delete_my_commands(language_code="de")

    assert [one.command for one in await bot.get_my_commands()] == ["all"]
    assert await bot.get_my_commands(language_code="de") == []
    assert [one.command for one in await bot.get_my_commands(scope=scope)] == ["own"]


async def test_blocked_bot_is_forbidden(server: ConsoleServer, bot: Bot) -> None:
    ann = server.person(ANN, "Ann", "en")

    ann.block()
    with pytest.raises(TelegramForbiddenError, match="Forbidden: bot was blocked by the user"):
        await bot.send_message(ANN, "x")
    ann.unblock()

    await bot.send_message(ANN, "x")
    updates = await bot.get_updates()
    assert [one.event_type for one in updates] == ["my_chat_member", "my_chat_member"]


async def test_the_smaller_methods(server: ConsoleServer, bot: Bot) -> None:
    sent = await bot.send_message(ANN, "x", disable_notification=True)
    reaction = [ReactionTypeEmoji(emoji="👍")]

    assert await bot.send_chat_action(ANN, "typing")
    assert await bot.send_message_draft(chat_id=ANN, draft_id=1, text="dra")
    assert await bot.set_message_reaction(ANN, sent.message_id, reaction)
    assert await bot.pin_chat_message(ANN, sent.message_id)
    chat = await bot.get_chat(ANN)
    assert await bot.unpin_chat_message(ANN)
    assert await bot.unpin_all_chat_messages(ANN)
    assert await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert await bot.log_out()

    (seen,) = server.messages(ANN)
    assert (seen.reaction, seen.silent) == ("👍", True)
    assert chat.pinned_message is not None


async def test_requests_are_logged_with_decoded_parameters(server: ConsoleServer, bot: Bot) -> None:
    await bot(SendMessage(chat_id=ANN, text="x", reply_markup=keys("go")))

    (request,) = server.requests
    assert (request.method, request.status, request.parameters) == (
        "sendMessage",
        200,
        {
            "chat_id": ANN,
            "text": "x",
            "reply_markup": {"inline_keyboard": [[{"text": "GO", "callback_data": "go"}]]},
        },
    )


async def test_token_is_in_no_answer_and_no_log(
    call: Call, caplog: pytest.LogCaptureFixture
) -> None:
    answers = [await call("sendMessage", chat_id=1), await call("none"), await call("getMe")]

    assert "42:TEST" not in f"{answers}{caplog.text}"
