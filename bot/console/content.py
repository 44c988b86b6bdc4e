"""What a message may contain: formatted text, inline keyboards, replies."""

from bot.console.bot_api import BotApi
from bot.console.formatted import Formatted, tidy, with_links
from bot.console.html_rules import MarkupError, parse_html
from bot.console.wire import Json, Params, as_int, as_json, as_list, as_text, bad_request

TEXT_LENGTH = 4096
CAPTION_LENGTH = 1024
BUTTON_BYTES = 64
BUTTON_ACTIONS = (
    "callback_data",
    "url",
    "web_app",
    "copy_text",
    "disabled",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "callback_game",
    "pay",
)
STYLES = frozenset({"danger", "success", "primary"})


def formatted(raw: str, parse_mode: str, entities: list[object]) -> Formatted:
    """Apply a parse mode, or the given entities, and tidy the text up.

    Raises:
        ApiError: The markup breaks the rules.
    """
    mode = parse_mode.lower()
    if mode not in {"", "html"}:
        raise bad_request("unsupported parse_mode")
    try:
        marked = (
            parse_html(raw)
            if mode
            else Formatted(text=raw, entities=tuple(as_json(entity) for entity in entities))
        )
    except MarkupError as error:
        msg = f"can't parse entities: {error}"
        raise bad_request(msg) from None
    return with_links(tidy(marked))


def message_text(params: Params) -> Json:
    """Return the text of a message and its entities, as the Bot API names them."""
    raw = params.text("text")
    if not raw:
        raise bad_request("message text is empty")
    value = formatted(raw, params.text("parse_mode"), params.array("entities"))
    if not value.text:
        raise bad_request("text must be non-empty")
    if len(value.text) > TEXT_LENGTH:
        raise bad_request("message is too long")
    return named(value, "text", "entities")


def caption(raw: str, parse_mode: str, entities: list[object]) -> Json:
    """Return a caption and its entities, as the Bot API names them."""
    value = formatted(raw, parse_mode, entities)
    if len(value.text) > CAPTION_LENGTH:
        raise bad_request("message caption is too long")
    return named(value, "caption", "caption_entities") if value.text else {}


def named(value: Formatted, text: str, entities: str) -> Json:
    """Put formatted text under the Bot API's names; an empty list is left out."""
    found: Json = {text: value.text}
    if value.entities:
        found[entities] = list(value.entities)
    return found


def markup(params: Params) -> Json:
    """Return the inline keyboard of a call as a part of a message, empty when there is none."""
    rows = [
        [_button(as_json(button)) for button in as_list(row)]
        for row in as_list(params.json("reply_markup").get("inline_keyboard"))
    ]
    rows = [row for row in rows if row]
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _button(button: Json) -> Json:
    if not as_text(button.get("text")):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be non-empty')
    kept = {name: value for name, value in button.items() if value is not None}
    if not any(action in kept for action in BUTTON_ACTIONS):
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    data = kept.get("callback_data")
    if data is not None and not 1 <= len(as_text(data).encode()) <= BUTTON_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "style" in kept and kept["style"] not in STYLES:
        raise bad_request("can't parse inline keyboard button: invalid button style specified")
    return kept


def reply(api: BotApi, params: Params, chat_id: int) -> Json:
    """Return the message this one replies to, empty when it replies to none."""
    wanted = params.json("reply_parameters")
    number = as_int(wanted.get("message_id")) or params.number("reply_to_message_id")
    if number is None:
        return {}
    original = api.store.message(chat_id, number)
    if original is None:
        if wanted.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    return {
        "reply_to_message": {
            name: value for name, value in original.body.items() if name != "reply_to_message"
        }
    }
