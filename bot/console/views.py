"""A chat as a person sees it: messages with their buttons, marks and quotes."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.console.formatted import to_html
from bot.console.store import Stored
from bot.console.wire import Json, as_int, as_json, as_list, as_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One inline button; `data` is empty for a button that opens a link."""

    text: str
    data: str
    url: str
    style: str
    disabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """One message. `text` is the caption when the message carries a photo or a document."""

    id: int
    from_bot: bool
    sender_id: int
    at: datetime
    text: str
    entities: tuple[Json, ...]
    buttons: tuple[tuple[Button, ...], ...]
    edited: bool
    silent: bool
    photo: str | None
    document: str | None
    reply_to: int | None
    reaction: str

    @property
    def html(self) -> str:
        """The text with its entities as markup."""
        return to_html(self.text, self.entities)


def view(message: Stored) -> MessageView:
    """Return a message as a person sees it."""
    body = message.body
    sender = as_json(body.get("from"))
    words = "text" if "text" in body else "caption"
    marks = as_list(body.get("entities" if words == "text" else "caption_entities"))
    rows = as_list(as_json(body.get("reply_markup")).get("inline_keyboard"))
    pictures = as_list(body.get("photo"))
    return MessageView(
        id=message.message_id,
        from_bot=sender.get("is_bot") is True,
        sender_id=as_int(sender.get("id")) or 0,
        at=datetime.fromtimestamp(as_int(body.get("date")) or 0, tz=UTC),
        text=as_text(body.get(words)),
        entities=tuple(as_json(mark) for mark in marks),
        buttons=tuple(tuple(_button(as_json(one)) for one in as_list(row)) for row in rows),
        edited=message.extra.get("edited") is True,
        silent=message.extra.get("silent") is True,
        photo=as_text(as_json(pictures[-1]).get("file_id")) if pictures else None,
        document=as_text(as_json(body.get("document")).get("file_id")) or None,
        reply_to=as_int(as_json(body.get("reply_to_message")).get("message_id")),
        reaction=as_text(message.extra.get("reaction")),
    )


def _button(button: Json) -> Button:
    return Button(
        text=as_text(button.get("text")),
        data=as_text(button.get("callback_data")),
        url=as_text(button.get("url")) or as_text(as_json(button.get("web_app")).get("url")),
        style=as_text(button.get("style")),
        disabled="disabled" in button,
    )


def page_view(message: Stored) -> Json:
    """Return a message as the page's script reads it."""
    seen = view(message)
    body = message.body
    picture = as_json((as_list(body.get("photo")) or [None])[-1])
    file = as_json(body.get("document"))
    quoted = as_json(body.get("reply_to_message"))
    return {
        "seq": message.seq,
        "id": seen.id,
        "deleted": message.deleted,
        "from_bot": seen.from_bot,
        "at": as_int(body.get("date")),
        "text": seen.text,
        "entities": list(seen.entities),
        "buttons": [
            [
                {
                    "text": button.text,
                    "data": button.data,
                    "url": button.url,
                    "style": button.style,
                    "disabled": button.disabled,
                    "copy": as_text(as_json(as_json(raw).get("copy_text")).get("text")),
                }
                for button, raw in zip(row, as_list(raws), strict=True)
            ]
            for row, raws in zip(
                seen.buttons,
                as_list(as_json(body.get("reply_markup")).get("inline_keyboard")),
                strict=True,
            )
        ],
        "edited": seen.edited,
        "silent": seen.silent,
        "reaction": seen.reaction,
        "photo": {name: picture[name] for name in ("file_id", "width", "height")}
        if picture
        else None,
        "document": {name: file.get(name) for name in ("file_id", "file_name", "file_size")}
        if file
        else None,
        "reply": {
            "id": quoted["message_id"],
            "from_bot": as_json(quoted.get("from")).get("is_bot") is True,
            "text": as_text(quoted.get("text")) or as_text(quoted.get("caption")),
        }
        if quoted
        else None,
    }
