"""Updates made from Telegram's own models, so that no kind of update can be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from aiogram.types import Chat, Message, Update, User
from pydantic import BaseModel
from pydantic.fields import FieldInfo

type Raw = dict[str, Any]

DATE = 1_793_620_800  # when the rig's people are at their phones


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Who does something, and where."""

    user: Raw
    chat: Raw


def a_user(number: int, *, is_bot: bool = False) -> Raw:
    return {"id": number, "is_bot": is_bot, "first_name": "X", "language_code": "en"}


def a_private_chat(number: int) -> Raw:
    return {"id": number, "type": "private", "first_name": "X"}


def a_group(number: int = -100) -> Raw:
    return {"id": number, "type": "supergroup", "title": "G"}


def update_kinds() -> tuple[str, ...]:
    return tuple(name for name in Update.model_fields if name != "update_id")


def an_update(kind: str, place: Place) -> Raw:
    """Return the smallest update of a kind; whoever and wherever it names is the place's."""
    return {kind: _value(Update.model_fields[kind].annotation, place)}


def messages(place: Place) -> Iterator[tuple[str, Raw]]:
    """Return a message for each thing a message may hold, by its name."""
    for name, field in Message.model_fields.items():
        if not field.is_required():
            body = _model(Message, place) | {_key(name, field): _value(field.annotation, place)}
            body |= {"from": place.user, "chat": place.chat}
            yield name, {"message": body}


def said(place: Place, text: str, **more: object) -> Raw:
    entity = {"type": "bot_command", "offset": 0, "length": len(text.partition(" ")[0])}
    body = {"message_id": 5, "date": DATE, "from": place.user, "chat": place.chat, "text": text}
    commands = {"entities": [entity]} if text.startswith("/") else {}
    return {"message": body | commands | more}


def tapped(place: Place, data: str) -> Raw:
    shown = said(place, "a card")["message"]
    query = {"id": "1", "from": place.user, "chat_instance": "1", "data": data, "message": shown}
    return {"callback_query": query}


def _model(model: type[BaseModel], place: Place) -> Raw:
    return {
        _key(name, field): _value(field.annotation, place)
        for name, field in model.model_fields.items()
        if field.is_required() or get_origin(field.annotation) is Literal  # it tells the kind
    }


def _key(name: str, field: FieldInfo) -> str:
    return field.alias or name


_PLAIN: dict[object, object] = {
    int: 1,
    float: 1.0,
    str: "x",
    bool: True,
    datetime: DATE,
    timedelta: 1,
}


def _value(kind: Any, place: Place) -> Any:
    while hasattr(kind, "__value__"):  # a named alias
        kind = kind.__value__
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind is User:
        return place.user
    if kind is Chat:
        return place.chat
    if isinstance(kind, type):
        if issubclass(kind, BaseModel):
            return _model(kind, place)
        if issubclass(kind, Enum):
            return next(iter(kind)).value
    return _composed(kind, place)


def _composed(kind: Any, place: Place) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return getattr(arguments[0], "value", arguments[0])
    if origin is list:
        return [_value(arguments[0], place)]
    if origin in {Union, UnionType, Annotated}:
        return _value(next(one for one in arguments if one is not type(None)), place)
    message = f"{kind!r} is new in Telegram's models: say how to make one"
    raise NotImplementedError(message)
