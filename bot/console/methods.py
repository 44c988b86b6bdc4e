"""The methods by name, and those about the bot itself, its commands, chats and answers."""

import json
import re
from collections.abc import Callable
from http import HTTPStatus

from bot.console import messages
from bot.console.bot_api import BotApi, Toast
from bot.console.media import get_file
from bot.console.wire import ApiError, Json, Params, as_int, as_json, as_text, bad_request

COMMANDS = 100
COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}")
COMMAND_WORDS = 256
ANSWER_LENGTH = 200
LANGUAGE = re.compile(r"[a-z]{2}")


def get_me(api: BotApi, _: Params) -> Json:
    """Answer getMe."""
    return api.me | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def done(_: BotApi, __: Params) -> bool:
    """Answer logOut and close, which change nothing here."""
    return True


def set_webhook(api: BotApi, params: Params) -> bool:
    """Answer setWebhook; the server remembers the address and refuses polling, and calls nobody."""
    url = params.text("url")
    if url and not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    api.webhook = url
    return True


def delete_webhook(api: BotApi, params: Params) -> bool:
    """Answer deleteWebhook."""
    api.webhook = ""
    if params.flag("drop_pending_updates"):
        api.store.confirm(before=api.store.last_update_id() + 1)
    return True


def get_webhook_info(api: BotApi, _: Params) -> Json:
    """Answer getWebhookInfo."""
    return {
        "url": api.webhook,
        "has_custom_certificate": False,
        "pending_update_count": api.store.due_count(),
    }


def answer_callback_query(api: BotApi, params: Params) -> bool:
    """Answer answerCallbackQuery: once, and in time."""
    query = api.open_query(params.text("callback_query_id"))
    text = params.text("text")
    if len(text) > ANSWER_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    toast = Toast(
        query_id=query.query_id,
        message_id=query.message_id,
        text=text,
        alert=params.flag("show_alert"),
        url=params.text("url"),
    )
    api.answer(query, toast)
    return True


def set_my_commands(api: BotApi, params: Params) -> bool:
    """Answer setMyCommands."""
    commands = params.array("commands")
    if len(commands) > COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for one in map(as_json, commands):
        if not COMMAND_NAME.fullmatch(as_text(one.get("command")).removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(as_text(one.get("description"))) <= COMMAND_WORDS:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    api.store.put_commands(*_commands_key(params), commands)
    api.hub.tell("commands", None)
    return True


def get_my_commands(api: BotApi, params: Params) -> list[object]:
    """Answer getMyCommands: exactly the asked scope and language."""
    return api.store.commands(*_commands_key(params)) or []


def delete_my_commands(api: BotApi, params: Params) -> bool:
    """Answer deleteMyCommands."""
    api.store.drop_commands(*_commands_key(params))
    api.hub.tell("commands", None)
    return True


def _commands_key(params: Params) -> tuple[str, str]:
    scope = params.json("scope") or {"type": "default"}
    language = params.text("language_code")
    if language and not LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return json.dumps(scope, sort_keys=True), language


def commands_for(api: BotApi, chat_id: int, language: str) -> list[object]:
    """Return the commands a person sees in a private chat: narrowest scope first."""
    scopes: tuple[Json, ...] = (
        {"type": "chat", "chat_id": chat_id},
        {"type": "all_private_chats"},
        {"type": "default"},
    )
    for scope in scopes:
        for spoken in (language[:2], ""):
            found = api.store.commands(json.dumps(scope, sort_keys=True), spoken)
            if found:
                return found
    return []


def get_chat(api: BotApi, params: Params) -> Json:
    """Answer getChat."""
    chat = api.known_chat(params)
    chat_id = as_int(chat["id"]) or 0
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"), True
    ) | {"gifts_from_channels": True}
    found = chat | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
    pinned = api.store.message(chat_id, api.store.pinned(chat_id) or 0)
    return found | ({"pinned_message": pinned.body} if pinned else {})


def set_chat_menu_button(api: BotApi, params: Params) -> bool:
    """Answer setChatMenuButton."""
    if "chat_id" in params.values:
        api.known_chat(params)
    button = params.json("menu_button") or {"type": "default"}
    if button.get("type") not in {"default", "commands", "web_app"}:
        raise bad_request("can't parse MenuButton: unsupported type specified")
    api.store.set_value("menu_button", json.dumps(button))
    api.hub.tell("commands", None)
    return True


METHODS: dict[str, Callable[[BotApi, Params], object]] = {
    "answerCallbackQuery": answer_callback_query,
    "close": done,
    "createForumTopic": messages.create_forum_topic,
    "deleteMessage": messages.delete_message,
    "deleteMessages": messages.delete_messages,
    "deleteMyCommands": delete_my_commands,
    "deleteWebhook": delete_webhook,
    "editMessageCaption": messages.edit_message_caption,
    "editMessageMedia": messages.edit_message_media,
    "editMessageReplyMarkup": messages.edit_message_reply_markup,
    "editMessageText": messages.edit_message_text,
    "getChat": get_chat,
    "getFile": get_file,
    "getMe": get_me,
    "getMyCommands": get_my_commands,
    "getWebhookInfo": get_webhook_info,
    "logOut": done,
    "pinChatMessage": messages.pin_chat_message,
    "sendChatAction": messages.send_chat_action,
    "sendDocument": messages.send_document,
    "sendMessage": messages.send_message,
    "sendMessageDraft": messages.send_message_draft,
    "sendPhoto": messages.send_photo,
    "setChatMenuButton": set_chat_menu_button,
    "setMessageReaction": messages.set_message_reaction,
    "setMyCommands": set_my_commands,
    "setWebhook": set_webhook,
    "unpinAllChatMessages": messages.unpin_all_chat_messages,
    "unpinChatMessage": messages.unpin_chat_message,
}
BY_LOWER_CASE = {name.lower(): name for name in (*METHODS, "getUpdates")}


def method_name(asked: str) -> str:
    """Return a method's own spelling.

    Raises:
        ApiError: There is no such method.
    """
    name = BY_LOWER_CASE.get(asked.lower())
    if name is None:
        raise ApiError(HTTPStatus.NOT_FOUND, "Not Found: method not found")
    return name
