"""The module's argument rules: exact types, 29 characters, and its words for each mistake."""

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from fnmatch import translate
from opcode import opmap
from re import compile as pattern
from typing import Final, SupportsFloat

from dtms.sim import constants as c
from dtms.sim.records import Request
from dtms.sim.structs import FIELDS

_FLOATS: Final = ("volume", "price", "stoplimit", "sl", "tp")
_TEXTS: Final = ("symbol", "comment")
_LONGEST: Final = 29
_UNSIGNED: Final = 1 << 64
_PLACES: Final = ("1st", "2nd", "3rd")
_UNPACKING: Final = opmap.get("CALL_FUNCTION_EX")
_UNPACKING_IS_FLAGGED: Final = sys.version_info < (3, 14)

SUCCESS: Final = (c.RES_S_OK, "Success")


class CallError(Exception):
    """The call fails with this last error."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(code, text)
        self.code, self.text = code, text


def bad_arguments() -> CallError:
    """The module's general complaint."""
    return CallError(c.RES_E_INVALID_PARAMS, "Invalid arguments")


def request_from(
    args: Sequence[object], keywords: Mapping[str, object], *, unpacked: bool
) -> Request:
    """Read a trade request: one dict, or every field as a keyword.

    Raises:
        CallError: With the module's text for the first field that is wrong.
    """
    given = _fields(args, keywords, unpacked=unpacked)
    return Request.of(
        {name: _field(name, given[name]) for name in FIELDS["TradeRequest"] if name in given}
    )


def _field(name: str, value: object) -> float | int | str:
    if name in _FLOATS:
        return _float(name, value)
    if name in _TEXTS:
        return _text(name, value)
    return _whole(name, value)


def _fields(
    args: Sequence[object], keywords: Mapping[str, object], *, unpacked: bool
) -> Mapping[str, object]:
    if args and (keywords or unpacked):
        raise CallError(c.RES_E_INVALID_PARAMS, "Unnamed arguments not allowed")
    if len(args) > 1:
        raise CallError(c.RES_E_INVALID_PARAMS, "Invalid number of arguments")
    given = args[0] if args else keywords
    if not isinstance(given, dict):
        raise CallError(c.RES_E_INVALID_PARAMS, "Invalid 1st unnamed argument")
    if not given:
        raise bad_arguments()
    return given


def _wrong(name: str) -> CallError:
    return CallError(c.RES_E_INVALID_PARAMS, f'Invalid "{name}" argument')


def _float(name: str, value: object) -> float:
    if not isinstance(value, float):
        raise _wrong(name)
    return float(value)


def _whole(name: str, value: object) -> int:
    if not isinstance(value, int) or not 0 <= value < _UNSIGNED:
        raise _wrong(name)
    return int(value)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or len(value.encode("utf-16-le")) // 2 > _LONGEST:
        raise _wrong(name)
    return str(value)


def connection_from(
    args: Sequence[object], keywords: Mapping[str, object], *, unnamed: Sequence[str]
) -> Mapping[str, object]:
    """Read the arguments of `initialize` and `login`; unknown keywords are ignored.

    Args:
        args: Given by position.
        keywords: Given by name; they win.
        unnamed: What may be given by position, in order.

    Raises:
        CallError: With the module's text for the first argument that is wrong.
    """
    if len(args) > len(unnamed):
        raise CallError(c.RES_E_INVALID_PARAMS, "Invalid number of arguments")
    given: dict[str, object] = {}
    for place, (name, value) in enumerate(zip(unnamed, args, strict=False)):
        if not _connects(name, value):
            text = f"Invalid {_PLACES[place]} unnamed argument"
            raise CallError(c.RES_E_INVALID_PARAMS, text)
        given[name] = value
    for name, value in keywords.items():
        if not _connects(name, value):
            raise _wrong(name)
        given[name] = value
    return given


def _connects(name: str, value: object) -> bool:
    if name in {"login", "timeout"}:
        return isinstance(value, int) and 0 <= value < _UNSIGNED
    return name not in {"path", "server", "password"} or isinstance(value, str)


def called_unpacked(depth: int) -> bool:
    """Tell whether a Python caller wrote `f(*args, **kwargs)`, however empty the latter.

    The real C functions see a keyword dict then and refuse positional arguments. A thread pool's
    own unpacking goes through C code that drops the empty dict, so it does not count.
    """
    if not _UNPACKING_IS_FLAGGED:
        return False
    frame = sys._getframe(depth)  # noqa: SLF001  the only way to see how the call was written
    if frame.f_globals.get("__name__") == "concurrent.futures.thread":
        return False
    code = frame.f_code.co_code
    return code[frame.f_lasti] == _UNPACKING and bool(code[frame.f_lasti + 1] & 1)


def whole(value: object) -> int:
    """Read an argument the C side takes as an int."""
    if isinstance(value, float) or not hasattr(value, "__index__"):
        raise bad_arguments()
    return int(value.__index__())


def number(value: object) -> float:
    """Read an argument the C side takes as a double; ints are welcome."""
    if isinstance(value, str) or not isinstance(value, SupportsFloat):
        raise bad_arguments()
    return float(value)


def name_of(value: object) -> str:
    """Read a symbol's name."""
    if not isinstance(value, str):
        raise bad_arguments()
    return value


def moment(value: object) -> int:
    """Read a date as epoch seconds; a naive datetime means the host's zone, as in the module."""
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, int | float):
        return int(value)
    raise bad_arguments()


def exactly(args: Sequence[object], count: int) -> None:
    """Check the number of positional arguments."""
    if len(args) != count:
        raise CallError(c.RES_E_INVALID_PARAMS, "Invalid number of arguments")


def group_filter(group: object) -> Callable[[str], bool]:
    """Read a group: masks with `*`, comma separated, `!` excludes, applied in order."""
    if not isinstance(group, str):
        raise _wrong("group")
    rules = [
        (not mask.startswith("!"), pattern(translate(mask.lstrip("!").replace("[", "[[]"))))
        for mask in (part.strip() for part in group.split(","))
        if mask
    ]

    def admits(symbol: str) -> bool:
        admitted = False
        for includes, mask in rules:
            if mask.match(symbol):
                admitted = includes
        return admitted

    return admits
