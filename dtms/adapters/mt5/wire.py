"""The worker's frames on the client's side: requests written, answers read with no trust."""

from collections import namedtuple
from collections.abc import Callable, Mapping
from functools import lru_cache
from math import prod
from typing import cast

import numpy as np

from dtms.adapters.mt5.channel import Reply
from dtms.adapters.mt5.errors import CannotConnect, NeverSent
from dtms.adapters.mt5.worker import (
    PROTOCOL,
    REQUEST_LIMIT,
    Decoder,
    Header,
    WireError,
    request,
    unpack,
)
from dtms.core.errors import BrokerUnavailable

_KINDS_KEPT = 64


def read_hello(frame: bytes) -> str:
    """Return what a worker says of itself in its first frame.

    Raises:
        CannotConnect: It will not serve, or speaks another version.
        WireError: It is no worker.
    """
    header, _ = unpack(frame)
    if header.get("dtms") != PROTOCOL:
        raise CannotConnect(
            problem=f"the worker speaks version {header.get('dtms')!r}, this program {PROTOCOL}",
            remedy="Copy worker.py anew to where it runs",
        )
    if "error" in header:
        raise CannotConnect(
            problem=f"the worker will not serve: {header['error']}, {header.get('message', '')}",
            remedy=str(header.get("remedy") or "Stop the other client, or wait for it to leave"),
        )
    return f"{header.get('module')} {header.get('module_version')} on {header.get('python')}"


def write_request(
    number: int, name: str, args: tuple[object, ...], kwargs: Mapping[str, object]
) -> bytes:
    """Return the frame of a call.

    Raises:
        NeverSent: An argument cannot be sent, or the frame is longer than a worker takes.
    """
    try:
        frame = request(number, name, args, dict(kwargs))
    except WireError as error:
        message = f"{name}: {error}"
        raise NeverSent(message) from error
    if len(frame) > REQUEST_LIMIT:
        message = f"{name}: a request of {len(frame)} bytes"
        raise NeverSent(message)
    return frame


def read_reply(frame: bytes, *, number: int, name: str) -> Reply:
    """Return the reply in a frame.

    Args:
        frame: As received.
        number: Of the request.
        name: Of the function, for errors.

    Raises:
        NeverSent: The worker refused the request before calling the function.
        BrokerUnavailable: The function raised, or its result could not be sent.
        WireError: The frame is not an answer to this request.
    """
    header, blobs = unpack(frame)
    if header.get("id") != number:
        raise WireError("malformed", f"an answer to {header.get('id')!r} instead of {number}")
    if "error" in header:
        message = f"{name}: {header['error']}: {header.get('message', '')}"
        raise BrokerUnavailable(message) if header.get("called", True) else NeverSent(message)
    code, text = _error(header)
    types = header.get("types", {})
    if not isinstance(types, dict) or "ok" not in header:
        raise WireError("malformed", "an answer without a result")
    decode = Decoder(types, blobs, _struct, _array).decode
    return Reply(value=decode(header["ok"]), error_code=code, error_text=text)


def _error(header: Header) -> tuple[int, str]:
    match header.get("last_error"):
        case [int(code), str(text)]:
            return code, text
        case _:
            raise WireError("malformed", "an answer without its last error")


def _struct(kind: str, fields: tuple[str, ...], values: list[object]) -> object:
    try:
        return _kind(kind, fields)(*values)
    except (TypeError, ValueError):
        raise WireError("malformed", f"no struct can be called {kind!r} like this") from None


@lru_cache(maxsize=_KINDS_KEPT)
def _kind(kind: str, fields: tuple[str, ...]) -> Callable[..., object]:
    return cast("Callable[..., object]", namedtuple(kind, fields))


def _array(described: object, shape: object, data: bytes) -> object:
    """Return an array of its own memory. Raises `WireError`."""
    dtype = _dtype(described)
    if not isinstance(shape, list) or not all(type(n) is int and n >= 0 for n in shape):
        raise WireError("malformed", "an array without a shape")
    if prod(shape) * dtype.itemsize != len(data):
        raise WireError("malformed", "an array's bytes do not fit its shape")
    array = np.frombuffer(data, dtype=dtype).reshape(shape)
    return array.copy() if shape else array[()]


def _dtype(described: object) -> np.dtype[np.void]:
    if isinstance(described, list):
        described = [tuple(field) if isinstance(field, list) else field for field in described]
    try:
        dtype = np.dtype(described)  # type: ignore[call-overload]  # anything may have come
    except (TypeError, ValueError, SyntaxError) as error:
        raise WireError("malformed", f"no such array type ({type(error).__name__})") from None
    if dtype.hasobject or dtype.itemsize == 0:
        raise WireError("malformed", "an array of objects, or of nothing")
    return cast("np.dtype[np.void]", dtype)
