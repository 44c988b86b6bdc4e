"""The methods that send, edit and delete messages."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.console.bot_api import BotApi
from bot.console.content import caption, formatted, markup, message_text, reply
from bot.console.media import arrived, document, media_item, photo
from bot.console.store import Stored
from bot.console.wire import Json, Params, as_int, as_json, as_list, as_text, bad_request

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
DELETABLE = timedelta(hours=48)
CONTENT = ("text", "entities", "caption", "caption_entities", "photo", "document")
DRAFT_LENGTH = 4096
TOPIC_NAME = 128
TOPIC_COLOUR = 0x6FB9F0


def send_message(api: BotApi, params: Params) -> Json:
    """Answer sendMessage."""
    return _send(api, params, lambda: message_text(params))


def send_photo(api: BotApi, params: Params) -> Json:
    """Answer sendPhoto."""
    return _send(api, params, lambda: photo(api, arrived(api, params, "photo")) | _caption(params))


def send_document(api: BotApi, params: Params) -> Json:
    """Answer sendDocument."""
    return _send(
        api, params, lambda: document(api, arrived(api, params, "document")) | _caption(params)
    )


def send_chat_action(api: BotApi, params: Params) -> bool:
    """Answer sendChatAction."""
    chat = api.writable_chat(params)
    if not params.text("action"):
        raise bad_request("wrong parameter action in request")
    api.hub.tell("typing", as_int(chat["id"]), {"action": params.text("action")})
    return True


def send_message_draft(api: BotApi, params: Params) -> bool:
    """Answer sendMessageDraft."""
    chat = api.writable_chat(params)
    if chat.get("type") != "private":
        raise bad_request("chat type doesn't support message drafts")
    if not params.number("draft_id"):
        raise bad_request("draft_id must be non-zero")
    value = formatted(params.text("text"), params.text("parse_mode"), params.array("entities"))
    if len(value.text) > DRAFT_LENGTH:
        raise bad_request("message is too long")
    api.hub.tell(
        "draft",
        as_int(chat["id"]),
        {
            "draft_id": params.number("draft_id"),
            "text": value.text,
            "entities": list(value.entities),
        },
    )
    return True


def edit_message_text(api: BotApi, params: Params) -> Json:
    """Answer editMessageText."""
    message = _editable(api, params)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    return _edit(api, message, message_text(params) | markup(params))


def edit_message_caption(api: BotApi, params: Params) -> Json:
    """Answer editMessageCaption."""
    message = _editable(api, params)
    if "text" in message.body:
        raise bad_request("there is no caption in the message to edit")
    kept = {name: message.body[name] for name in ("photo", "document") if name in message.body}
    return _edit(api, message, kept | _caption(params) | markup(params))


def edit_message_media(api: BotApi, params: Params) -> Json:
    """Answer editMessageMedia."""
    message = _editable(api, params)
    kind, source, item = media_item(params)
    file = arrived(api, params, kind, source)
    words = caption(
        as_text(item.get("caption")),
        as_text(item.get("parse_mode")),
        as_list(item.get("caption_entities")),
    )
    content = photo(api, file) if kind == "photo" else document(api, file)
    return _edit(api, message, content | words | markup(params))


def edit_message_reply_markup(api: BotApi, params: Params) -> Json:
    """Answer editMessageReplyMarkup."""
    message = _editable(api, params)
    kept = {name: message.body[name] for name in CONTENT if name in message.body}
    return _edit(api, message, kept | markup(params), shown_as_edited=False)


def delete_message(api: BotApi, params: Params) -> bool:
    """Answer deleteMessage."""
    message = _find(api, params, "delete")
    sent = datetime.fromtimestamp(as_int(message.body["date"]) or 0, tz=UTC)
    if api.clock() - sent > DELETABLE:
        raise bad_request("message can't be deleted for everyone")
    api.delete(message)
    return True


def delete_messages(api: BotApi, params: Params) -> bool:
    """Answer deleteMessages; numbers that are not there are skipped."""
    chat_id = as_int(api.known_chat(params)["id"]) or 0
    for number in params.array("message_ids"):
        message = api.store.message(chat_id, as_int(number) or 0)
        if message is not None:
            api.delete(message)
    return True


def set_message_reaction(api: BotApi, params: Params) -> bool:
    """Answer setMessageReaction."""
    message = _find(api, params, "react")
    reactions = [as_json(one) for one in params.array("reaction")]
    if len(reactions) > 1 or any(one.get("type") == "paid" for one in reactions):
        raise bad_request("REACTION_INVALID")
    emoji = as_text(reactions[0].get("emoji")) if reactions else ""
    api.keep(replace(message, extra=message.extra | {"reaction": emoji}))
    return True


def pin_chat_message(api: BotApi, params: Params) -> bool:
    """Answer pinChatMessage."""
    message = _find(api, params, "pin")
    api.pin(message.chat_id, message.message_id)
    return True


def unpin_chat_message(api: BotApi, params: Params) -> bool:
    """Answer unpinChatMessage."""
    chat_id = as_int(api.known_chat(params)["id"]) or 0
    if params.number("message_id") in {None, api.store.pinned(chat_id)}:
        api.pin(chat_id, None)
        return True
    raise bad_request("message to unpin not found")


def unpin_all_chat_messages(api: BotApi, params: Params) -> bool:
    """Answer unpinAllChatMessages."""
    api.pin(as_int(api.known_chat(params)["id"]) or 0, None)
    return True


def _caption(params: Params) -> Json:
    return caption(
        params.text("caption"), params.text("parse_mode"), params.array("caption_entities")
    )


def _send(api: BotApi, params: Params, content: Callable[[], Json]) -> Json:
    chat = api.writable_chat(params)
    chat_id = as_int(chat["id"]) or 0
    body: Json = {"from": api.me, "chat": chat}
    body |= reply(api, params, chat_id) | content() | markup(params) | _topic(api, params, chat_id)
    api.count(chat_id)
    if params.flag("protect_content"):
        body["has_protected_content"] = True
    return api.add_message(body, {"silent": params.flag("disable_notification")}).body


def create_forum_topic(api: BotApi, params: Params) -> Json:
    """Answer createForumTopic: a service message opens the topic, and its number is the topic's."""
    chat = api.writable_chat(params)
    if not chat.get("is_forum"):
        raise bad_request("the chat is not a forum")
    name = params.text("name")
    if not 1 <= len(name) <= TOPIC_NAME:
        raise bad_request("topic name is invalid")
    opened = {"name": name, "icon_color": TOPIC_COLOUR}
    body: Json = {"from": api.me, "chat": chat, "text": "", "forum_topic_created": opened}
    message = api.add_message(body)
    return {"message_thread_id": message.message_id} | opened


def _topic(api: BotApi, params: Params, chat_id: int) -> Json:
    """Return the topic of a new message, empty outside topics."""
    thread = params.number("message_thread_id")
    if thread is None:
        return {}
    opening = api.store.message(chat_id, thread)
    if opening is None or opening.deleted or "forum_topic_created" not in opening.body:
        raise bad_request("message thread not found")
    return {"message_thread_id": thread, "is_topic_message": True}


def _find(api: BotApi, params: Params, purpose: str) -> Stored:
    chat_id = as_int(api.known_chat(params)["id"]) or 0
    message = api.store.message(chat_id, params.number("message_id") or 0)
    if message is None:
        msg = f"message to {purpose} not found"
        raise bad_request(msg)
    return message


def _editable(api: BotApi, params: Params) -> Stored:
    api.writable_chat(params)
    message = _find(api, params, "edit")
    if as_json(message.body.get("from")).get("id") != api.me["id"]:
        raise bad_request("message can't be edited")
    return message


def _edit(
    api: BotApi, message: Stored, content: Mapping[str, object], *, shown_as_edited: bool = True
) -> Json:
    changing = (*CONTENT, "reply_markup")
    current = {name: message.body[name] for name in changing if name in message.body}
    if current == content:
        raise bad_request(NOT_MODIFIED)
    if message.chat_id < 0:
        api.count(message.chat_id)
    kept = {name: value for name, value in message.body.items() if name not in changing}
    body = kept | dict(content) | {"edit_date": int(api.clock().timestamp())}
    extra = message.extra | ({"edited": True} if shown_as_edited else {})
    return api.keep(replace(message, body=body, extra=extra)).body
