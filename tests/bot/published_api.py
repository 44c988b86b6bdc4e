"""The published Bot API, written down from its reference, held against what the bot sends."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from html import unescape
from http import HTTPStatus
from pathlib import Path
from typing import Any

from bot.console.gateway import Request

_FILE = Path(__file__).parent / "published" / "bot_api.json"
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_WHOLE = re.compile(r"-?\d+")
_KIND = re.compile(r"(\[)?(\w+)\]?(?: (\d+)-(\d+))?")
_ACTIONS = ("url", "callback_data", "web_app", "login_url", "copy_text", "callback_game", "pay")


@cache
def published() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


def violations(requests: Iterable[Request]) -> list[str]:
    """Return everything the published Bot API would not take, a line each."""
    return [
        f"{one.method}: {problem}"
        for one in requests
        if one.status != HTTPStatus.UNAUTHORIZED  # refused unread
        for problem in _of(one.method, one.parameters)
    ]


def _of(method: str, parameters: Mapping[str, object]) -> Iterator[str]:
    known = published()["methods"].get(method)
    if known is None:
        yield "not written down in bot_api.json"
        return
    # a file goes as a part of its own, under a name that another parameter mentions
    attached = re.findall(r"attach://([\w-]+)", json.dumps(parameters, default=str))
    own = {name: value for name, value in parameters.items() if name not in attached}
    yield from _fields(own, known)


def _fields(given: Mapping[str, object], known: Mapping[str, Any], at: str = "") -> Iterator[str]:
    required, optional = known.get("required", {}), known.get("optional", {})
    for name in required:
        if given.get(name) is None:
            yield f"{at}{name} is missing"
    for name, value in given.items():
        kind = required.get(name) or optional.get(name)
        if kind is None:
            yield f"{at}{name} is not a parameter"
        elif value is not None:
            yield from _value(value, kind, f"{at}{name}", html=given.get("parse_mode") == "HTML")


def _value(value: object, kind: str, at: str, *, html: bool = False) -> Iterator[str]:
    found = _KIND.fullmatch(kind)
    assert found is not None, kind
    many, name, least, most = found.groups()
    limits = None if least is None else (int(least), int(most))
    if many:
        yield from _array(_loaded(value), name, limits, at)
        return
    api = published()
    if name in api["words"]:
        if value not in api["words"][name]:
            yield f"{at} is {value!r}, which is no {name}"
    elif name in api["types"]:
        yield from _object(_loaded(value), name, at)
    else:
        yield from _plain(value, name, limits, at, html=html)


def _array(value: object, name: str, limits: tuple[int, int] | None, at: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{at} is {value!r}, not an array"
        return
    if limits is not None and not limits[0] <= len(value) <= limits[1]:
        yield f"{at} has {len(value)} members"
    for index, one in enumerate(value):
        if name == "Row":
            yield from _row(one, f"{at}[{index}]")
        else:
            yield from _value(one, name, f"{at}[{index}]")


def _row(value: object, at: str) -> Iterator[str]:
    if not isinstance(value, list) or not 1 <= len(value) <= published()["buttons"]["row"]:
        yield f"{at} is no row of 1 to 8 buttons"
        return
    for index, one in enumerate(value):
        yield from _value(one, "InlineKeyboardButton", f"{at}[{index}]")


def _object(value: object, name: str, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at} is {value!r}, not a {name}"
        return
    yield from _fields(value, published()["types"][name], f"{at}.")
    if name == "InlineKeyboardButton":
        doing = [action for action in value if action in _ACTIONS or action.startswith("switch_")]
        if len(doing) != 1:
            yield f"{at} does {doing or 'nothing'}; a button does one thing"
    if name == "InlineKeyboardMarkup":
        rows = value.get("inline_keyboard", [])
        if sum(map(len, rows)) > published()["buttons"]["all"]:
            yield f"{at} has too many buttons"


def _plain(
    value: object, name: str, limits: tuple[int, int] | None, at: str, *, html: bool
) -> Iterator[str]:
    if not _IS[name](value):
        yield f"{at} is {value!r}, not a {name}"
        return
    if limits is None:
        return
    size = _SIZE[name](value, html)
    if not limits[0] <= size <= limits[1]:
        yield f"{at} is {size}, must be {limits[0]} to {limits[1]}"


def _loaded(value: object) -> object:
    """Return a value that may have been sent as JSON within a form."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _is_whole(value: object) -> bool:
    if isinstance(value, str):
        return _WHOLE.fullmatch(value) is not None
    return isinstance(value, int) and not isinstance(value, bool)


def _is_chat(value: object) -> bool:
    return _is_whole(value) or (isinstance(value, str) and value.startswith("@"))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


_IS: dict[str, Callable[[object], bool]] = {
    "Integer": _is_whole,
    "Chat": _is_chat,
    "Boolean": lambda value: value in (True, False, "true", "false", "True", "False"),
    "String": _is_text,
    "Text": _is_text,
    "Bytes": _is_text,
    "File": _is_text,
    "Object": lambda value: isinstance(_loaded(value), dict | list),
}
_SIZE: dict[str, Callable[[Any, bool], int]] = {
    "Integer": lambda value, _: int(value),
    "String": lambda value, _: len(value),
    "Bytes": lambda value, _: len(value.encode()),
    "Text": lambda value, html: _units(unescape(_TAG.sub("", value)) if html else value),
}


def _units(text: str) -> int:
    return len(text.strip().encode("utf-16-le")) // 2
