"""Values on the wire: JSON objects, a call's parameters, refusals as the Bot API words them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web
from aiohttp.web_request import FileField

type Json = dict[str, object]

STRUCTURED = frozenset(
    {
        "allowed_updates",
        "caption_entities",
        "commands",
        "entities",
        "link_preview_options",
        "media",
        "menu_button",
        "message_ids",
        "reaction",
        "reply_markup",
        "reply_parameters",
        "scope",
    }
)
NUMBERS = frozenset(
    {
        "chat_id",
        "draft_id",
        "limit",
        "message_id",
        "offset",
        "reply_to_message_id",
        "timeout",
        "user_id",
    }
)


class ApiError(Exception):
    """A call that the Bot API answers with `ok: false`."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """Return the answer as it goes over the wire."""
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(text: str) -> ApiError:
    """Return a 400 with the prefix the Bot API puts before its texts."""
    return ApiError(HTTPStatus.BAD_REQUEST, f"Bad Request: {text}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file part of a multipart call."""

    name: str
    mime: str
    data: bytes = field(repr=False)


def as_json(value: object) -> Json:
    """Return `value` when it is a JSON object, otherwise an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[object]:
    """Return `value` when it is a JSON array, otherwise an empty one."""
    return value if isinstance(value, list) else []


def as_int(value: object) -> int | None:
    """Return a whole number given as a number or as decimal text."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return int(value)
    except ValueError:
        return None


def as_text(value: object) -> str:
    """Return `value` when it is text, otherwise the empty string."""
    return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """The parameters of one call, whichever way they were sent."""

    values: Json
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a text parameter, empty when it is missing."""
        value = self.values.get(name)
        return str(value) if isinstance(value, int | float) else as_text(value)

    def number(self, name: str) -> int | None:
        """Return a whole-number parameter."""
        return as_int(self.values.get(name))

    def flag(self, name: str) -> bool:
        """Return a yes-or-no parameter; forms send it as text."""
        return self.values.get(name) in {True, "true", "True", "1"}

    def json(self, name: str) -> Json:
        """Return a JSON-object parameter, empty when it is missing."""
        return as_json(self.values.get(name))

    def array(self, name: str) -> list[object]:
        """Return a JSON-array parameter, empty when it is missing."""
        return as_list(self.values.get(name))


async def read_params(request: web.Request) -> Params:
    """Collect a call's parameters from its query string and its form, JSON or multipart body.

    Raises:
        ApiError: The body is not what its content type says.
    """
    values: Json = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        values |= as_json(_parsed(await request.text(), "request body"))
    elif request.can_read_body:
        for name, part in (await request.post()).items():
            if isinstance(part, FileField):
                uploads[name] = Upload(
                    name=part.filename, mime=part.content_type, data=part.file.read()
                )
                part.file.close()
            else:
                values[name] = part if isinstance(part, str) else bytes(part).decode()
    return Params(values={k: _decoded(k, v) for k, v in values.items()}, uploads=uploads)


def _decoded(name: str, value: object) -> object:
    if name in STRUCTURED and isinstance(value, str):
        return _parsed(value, name)
    if name in NUMBERS:
        number = as_int(value)
        return value if number is None else number
    return value


def _parsed(text: str, name: str) -> object:
    try:
        value: object = json.loads(text) if text else None
    except ValueError:
        msg = f"can't parse {name.replace('_', ' ')} JSON object"
        raise bad_request(msg) from None
    return value
