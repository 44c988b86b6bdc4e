from datetime import UTC, datetime

import pytest
from aiogram import methods
from aiogram.methods import TelegramMethod

from bot.console.gateway import Request
from tests.bot.published_api import published, violations


def sent(method: str, **parameters: object) -> Request:
    now = datetime(2026, 11, 2, tzinfo=UTC)
    return Request(method=method, parameters=dict(parameters), at=now, status=200)


def keyboard(*rows: list[dict[str, str]]) -> dict[str, object]:
    return {"inline_keyboard": list(rows)}


KEY = {"text": "Go", "callback_data": "b:x"}


def test_a_message_as_the_bot_sends_it_is_taken() -> None:
    good = sent(
        "sendMessage",
        chat_id="7",
        text=f"<b>{'x' * 4096}</b>",
        parse_mode="HTML",
        disable_notification="false",
        link_preview_options='{"is_disabled": true}',
        reply_parameters='{"message_id": 5, "allow_sending_without_reply": true}',
        reply_markup=keyboard([{**KEY, "style": "danger"}]),
    )

    assert violations([good]) == []


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (sent("sendTelegram"), "sendTelegram: not written down in bot_api.json"),
        (sent("sendMessage", chat_id=7), "sendMessage: text is missing"),
        (sent("getMe", verbose="true"), "getMe: verbose is not a parameter"),
        (
            sent("sendMessage", chat_id=7, text="x" * 4097),
            "sendMessage: text is 4097, must be 1 to 4096",
        ),
        (
            sent("sendMessage", chat_id=7, text="🛡" * 2049),
            "sendMessage: text is 4098, must be 1 to 4096",
        ),
        (
            sent("sendMessage", chat_id=7, text="<b></b>", parse_mode="HTML"),
            "sendMessage: text is 0, must be 1 to 4096",
        ),
        (
            sent("sendPhoto", chat_id=7, photo="a.png", caption="x" * 1025),
            "sendPhoto: caption is 1025, must be 0 to 1024",
        ),
        (
            sent("answerCallbackQuery", callback_query_id="1", text="x" * 201),
            "answerCallbackQuery: text is 201, must be 0 to 200",
        ),
        (
            sent("sendMessage", chat_id="Ann", text="x"),
            "sendMessage: chat_id is 'Ann', not a Chat",
        ),
        (
            sent("sendMessage", chat_id=7, text="x", parse_mode="BBCode"),
            "sendMessage: parse_mode is 'BBCode', which is no ParseMode",
        ),
        (
            sent("sendMessage", chat_id=7, text="x", reply_parameters="{}"),
            "sendMessage: reply_parameters.message_id is missing",
        ),
        (
            sent(
                "sendMessage",
                chat_id=7,
                text="x",
                reply_markup=keyboard([{"text": "Go", "callback_data": "ß" * 33}]),
            ),
            "sendMessage: reply_markup.inline_keyboard[0][0].callback_data is 66, must be 1 to 64",
        ),
        (
            sent("sendMessage", chat_id=7, text="x", reply_markup=keyboard([KEY] * 9)),
            "sendMessage: reply_markup.inline_keyboard[0] is no row of 1 to 8 buttons",
        ),
        (
            sent("sendMessage", chat_id=7, text="x", reply_markup=keyboard(*[[KEY] * 8] * 13)),
            "sendMessage: reply_markup has too many buttons",
        ),
        (
            sent("sendMessage", chat_id=7, text="x", reply_markup=keyboard([{"text": "Go"}])),
            "sendMessage: reply_markup.inline_keyboard[0][0] does nothing; a button does one thing",
        ),
        (
            sent("setMyCommands", commands='[{"command": "x", "description": ""}]'),
            "setMyCommands: commands[0].description is 0, must be 1 to 256",
        ),
        (
            sent("getUpdates", timeout="60", allowed_updates='["messages"]'),
            "getUpdates: timeout is 60, must be 0 to 50",
        ),
    ],
)
def test_what_the_bot_api_refuses_is_found(bad: Request, said: str) -> None:
    assert said in violations([bad])


@pytest.mark.parametrize("method", published()["methods"])
def test_what_was_written_down_agrees_with_the_library(method: str) -> None:
    model: type[TelegramMethod[object]] = getattr(methods, method[0].upper() + method[1:])
    known = published()["methods"][method]
    written = {*known.get("required", {}), *known.get("optional", {})}

    assert written <= set(model.model_fields)
