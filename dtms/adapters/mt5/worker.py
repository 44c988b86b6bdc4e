"""The process that owns a terminal's module, and the only place that loads one.

    python worker.py MODULE                                       beside the program that started it
    python worker.py MODULE --listen HOST:PORT --key-file FILE    on another machine

One file for any Python from 3.8 on, standard library only. What travels is described in
docs/worker-protocol.md; the client reads and writes its frames with the functions in here.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import ipaddress
import json
import math
import os
import platform
import re
import secrets
import select
import signal
import socket
import stat
import struct
import subprocess
import sys
import threading
import time
from datetime import datetime
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, answer_challenge, deliver_challenge
from pathlib import Path
from typing import Any, Callable, Dict, List, Sequence

PROTOCOL = 1
REQUEST_LIMIT = 1 << 20  # bytes of a frame to the worker
REPLY_LIMIT = 1 << 26  # bytes of a frame from the worker
HANDSHAKE_SECONDS = 5.0
START_SECONDS = 60.0  # for an interpreter and a module to load, also under Wine
FRAME_SECONDS = 30.0  # for the rest of a frame that has begun
STALE_SECONDS = 90.0  # a client silent for longer gives way to the next
KEY_BYTES = 16  # the shortest key
BAD_INPUT = 2  # exit code

FUNCTIONS = frozenset(
    (
        *("initialize", "login", "shutdown", "version", "last_error", "terminal_info"),
        *("account_info", "symbols_total", "symbols_get", "symbol_info", "symbol_info_tick"),
        *("symbol_select", "market_book_add", "market_book_get", "market_book_release"),
        *("copy_rates_from", "copy_rates_from_pos", "copy_rates_range", "copy_ticks_from"),
        *("copy_ticks_range", "orders_total", "orders_get", "order_calc_margin"),
        *("order_calc_profit", "order_check", "order_send", "positions_total", "positions_get"),
        *("history_orders_total", "history_orders_get", "history_deals_total", "history_deals_get"),
    )
)
THIS_FILE = str(Path(__file__).resolve()) if "__file__" in globals() else ""
CONSTANTS = "constants"  # a name beside the functions: every constant of the module

Json = Any  # whatever JSON can hold
Header = Dict[str, Json]
Blobs = List[bytes]
Types = Dict[str, List[str]]

_LENGTH = struct.Struct("!I")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*\Z")
_NOT_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
_DIGITS = 20  # of the longest 64-bit number, with its sign
_LEAST, _MOST = -(1 << 63), (1 << 64) - 1
_MESSAGE = 500  # characters of an error's text
_WAITING = 8  # connections that may be in their handshake at a time


class WireError(ValueError):
    """A frame that is not what the protocol says; `kind` is the error's name on the wire."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class CannotServe(Exception):
    """The worker cannot do its work: `kind` for programs, problem and remedy for people."""

    def __init__(self, kind: str, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}. {remedy}")
        self.kind = kind
        self.problem = problem
        self.remedy = remedy


# --- frames


def pack(header: Header, blobs: Sequence[bytes] = ()) -> bytes:
    """Return a frame: length of the header, the header as JSON, then the blobs one by one."""
    if blobs:
        header = dict(header, blobs=[len(blob) for blob in blobs])
    text = json.dumps(header, allow_nan=False, separators=(",", ":")).encode("ascii")
    return b"".join([_LENGTH.pack(len(text)), text, *blobs])


def unpack(data: bytes) -> tuple[Header, Blobs]:
    """Return header and blobs of a frame. Raises `WireError`."""
    if len(data) < _LENGTH.size:
        raise WireError("malformed", "a frame too short for its header's length")
    (length,) = _LENGTH.unpack_from(data)
    start = _LENGTH.size + length
    if start > len(data):
        raise WireError("malformed", "a header longer than its frame")
    try:
        header = json.loads(
            data[_LENGTH.size : start].decode("utf-8"),
            parse_int=_read_int,
            parse_constant=_refuse_constant,
        )
    except (ValueError, RecursionError) as error:
        raise WireError("malformed", f"not JSON: {error}") from None
    if not isinstance(header, dict):
        raise WireError("malformed", "a header that is not an object")
    return header, _cut(data, start, header.pop("blobs", []))


def _cut(data: bytes, start: int, lengths: Json) -> Blobs:
    if not isinstance(lengths, list) or not all(type(n) is int and n >= 0 for n in lengths):
        raise WireError("malformed", "blobs that are not a list of lengths")
    blobs = []
    for length in lengths:
        blobs.append(data[start : start + length])
        start += length
    if start != len(data):
        raise WireError("malformed", "blobs do not end where the frame ends")
    return blobs


def _read_int(text: str) -> int:
    if len(text) > _DIGITS:
        raise ValueError("a number longer than 64 bits")
    return int(text)


def _refuse_constant(text: str) -> float:
    message = f"{text} is not JSON"
    raise ValueError(message)


# --- values


def encode(value: object, types: Types, blobs: Blobs) -> Json:  # noqa: C901, PLR0911 - a case a type
    """Return a value as JSON that keeps its type; struct types and blobs are added to the lists.

    Raises:
        WireError: There is no form for a value of this type (`unencodable`).
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return _whole(int(value))
    if isinstance(value, float):
        number = float(value)
        return number if math.isfinite(number) else {"f": repr(number)}
    if isinstance(value, datetime):
        return {"dt": value.isoformat()}
    if isinstance(value, (bytes, bytearray)):
        blobs.append(bytes(value))
        return {"b": len(blobs) - 1}
    names = _field_names(value)
    if names is not None:
        return _encode_struct(value, names, types, blobs)
    if isinstance(value, tuple):
        return {"t": [encode(item, types, blobs) for item in value]}
    if isinstance(value, list):
        return [encode(item, types, blobs) for item in value]
    if isinstance(value, dict):
        return {"d": {_key(key): encode(item, types, blobs) for key, item in value.items()}}
    return _encode_array(value, blobs)


def _whole(number: int) -> int:
    if not _LEAST <= number <= _MOST:
        raise WireError("unencodable", "an int beyond 64 bits")
    return number


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise WireError("unencodable", "a dict with a key that is not a string")
    return str(key)


def _field_names(value: object) -> list[str] | None:
    """Return the field names of a struct sequence or named tuple, None for anything else."""
    kind = type(value)
    if kind in (tuple, list, dict):
        return None
    as_dict = getattr(value, "_asdict", None)
    if callable(as_dict):
        return [str(name) for name in as_dict()]
    if isinstance(value, tuple) and hasattr(kind, "n_fields"):
        return [name for name, item in vars(kind).items() if _is_member(item)][: len(value)]
    return None


def _is_member(item: object) -> bool:
    return type(item).__name__ == "member_descriptor"


def _encode_struct(value: object, names: list[str], types: Types, blobs: Blobs) -> Json:
    kind = type(value).__name__
    items = tuple(value) if isinstance(value, tuple) else [getattr(value, n) for n in names]
    if len(items) != len(names) or types.setdefault(kind, names) != names:
        raise WireError("unencodable", f"fields and values of {kind} do not match")
    return {"s": kind, "v": [encode(item, types, blobs) for item in items]}


def _encode_array(value: Any, blobs: Blobs) -> Json:  # noqa: ANN401 - a numpy array, not imported
    """Return a numpy array or scalar; known by its shape, so that numpy need not be here."""
    dtype, shape = getattr(value, "dtype", None), getattr(value, "shape", None)
    if dtype is None or not isinstance(shape, tuple):
        name = type(value).__name__
        raise WireError("unencodable", f"no form for a value of type {name}")
    if dtype.hasobject:
        raise WireError("unencodable", "an array of objects")
    described = dtype.str
    if dtype.names:
        described = [[name, dtype.fields[name][0].str] for name in dtype.names]
        if sum(dtype.fields[name][0].itemsize for name in dtype.names) != dtype.itemsize:
            raise WireError("unencodable", "an array whose fields are not packed")
    blobs.append(value.tobytes())
    return {"a": len(blobs) - 1, "dtype": described, "shape": list(shape)}


class Decoder:
    """Values from JSON, as they were before `encode`.

    Args:
        types: Field names of the structs in this frame.
        blobs: The frame's blobs.
        struct_of: Makes a struct from type name, field names and values.
        array_of: Makes an array from dtype description, shape and bytes.
    """

    def __init__(
        self,
        types: Types,
        blobs: Blobs,
        struct_of: Callable[[str, tuple[str, ...], list[object]], object],
        array_of: Callable[[Json, Json, bytes], object],
    ) -> None:
        self._types = types
        self._blobs = blobs
        self._struct_of = struct_of
        self._array_of = array_of

    def decode(self, value: Json) -> object:
        """Return the value. Raises `WireError`."""
        if isinstance(value, list):
            return [self.decode(item) for item in value]
        if not isinstance(value, dict):
            return value
        try:
            return self._tagged(value)
        except (KeyError, TypeError, IndexError, AttributeError) as error:
            name = type(error).__name__
            raise WireError("malformed", f"a tagged value is incomplete ({name})") from None

    def _tagged(self, value: Header) -> object:  # noqa: PLR0911 - one case a tag
        if "f" in value:
            return _NOT_FINITE[value["f"]]
        if "t" in value:
            return tuple([self.decode(item) for item in value["t"]])
        if "d" in value:
            return {key: self.decode(item) for key, item in value["d"].items()}
        if "dt" in value:
            return _read_datetime(value["dt"])
        if "b" in value:
            return self._blob(value["b"])
        if "a" in value:
            return self._array_of(value["dtype"], value["shape"], self._blob(value["a"]))
        names, items = self._types[value["s"]], [self.decode(item) for item in value["v"]]
        if len(names) != len(items):
            raise WireError("malformed", "fields and values of a struct do not match")
        return self._struct_of(value["s"], tuple(names), items)

    def _blob(self, index: Json) -> bytes:
        if type(index) is not int or index < 0:
            raise WireError("malformed", "a blob's index that is not a number")
        return self._blobs[index]


def _read_datetime(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise WireError("malformed", "not a date and time") from None


# --- answering


def request(number: int, name: str, args: Sequence[object], kwargs: dict[str, object]) -> bytes:
    """Return the frame that asks for a call. Raises `WireError` for an argument without a form."""
    types: Types = {}
    blobs: Blobs = []
    header = {
        "id": number,
        "call": name,
        "args": [encode(item, types, blobs) for item in args],
        "kwargs": {key: encode(item, types, blobs) for key, item in kwargs.items()},
    }
    return pack(header, blobs)


def answer(module: object, data: bytes) -> bytes:
    """Return the frame that answers a request's frame; whatever is wrong with it is an answer."""
    number = 0
    try:
        header, blobs = unpack(data)
        number = _number(header)
        call, args, kwargs = _read_request(module, header, blobs)
    except WireError as error:
        return _failure(number, error.kind, str(error), called=False)
    types: Types = {}
    found: Blobs = []
    try:
        # An empty ** makes the C module believe that keywords were given.
        value = call(*args, **kwargs) if kwargs else call(*args)
        code, text = _last_error(module)
        body = encode(value, types, found)
        frame = pack({"id": number, "ok": body, "last_error": [code, text], "types": types}, found)
    except WireError as error:
        return _failure(number, error.kind, str(error), called=True)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - foreign code; its fault is the answer
        message = f"{type(error).__name__}: {error}"
        return _failure(number, "raised", message, called=True)
    if len(frame) > REPLY_LIMIT:
        return _failure(number, "too_large", f"{len(frame)} bytes", called=True)
    return frame


def _failure(number: int, kind: str, message: str, *, called: bool) -> bytes:
    told = message[:_MESSAGE]
    return pack({"id": number, "error": kind, "message": told, "called": called})


def _number(header: Header) -> int:
    number = header.get("id")
    if type(number) is not int or number < 0:
        raise WireError("malformed", "id is not a whole number")
    return number


def _read_request(
    module: object, header: Header, blobs: Blobs
) -> tuple[Callable[..., object], list[object], dict[str, object]]:
    name, args, kwargs = header.get("call"), header.get("args", []), header.get("kwargs", {})
    if not isinstance(args, list) or not isinstance(kwargs, dict):
        raise WireError("malformed", "args is not a list or kwargs not an object")
    if name == CONSTANTS:
        return lambda: constants(module), [], {}
    call = getattr(module, name, None) if isinstance(name, str) and name in FUNCTIONS else None
    if not callable(call):
        raise WireError("unknown_function", f"{name!r} is no function of the module")
    decoder = Decoder({}, blobs, _no_struct, _no_array)
    try:
        positional = [decoder.decode(item) for item in args]
        return call, positional, {key: decoder.decode(item) for key, item in kwargs.items()}
    except RecursionError:
        raise WireError("malformed", "nested too deep") from None


def _no_struct(name: str, _fields: tuple[str, ...], _values: list[object]) -> object:
    raise WireError("malformed", f"a struct ({name}) is no argument")


def _no_array(_dtype: Json, _shape: Json, _data: bytes) -> object:
    raise WireError("malformed", "an array is no argument")


def constants(module: object) -> dict[str, object]:
    """Return the module's constants by name."""
    found = {name: getattr(module, name) for name in dir(module) if _CONSTANT.match(name)}
    return {name: value for name, value in found.items() if isinstance(value, (int, float, str))}


def _last_error(module: object) -> tuple[int, str]:
    """Return the last error; a module without a usable one has failed internally."""
    try:
        code, text = module.last_error()  # type: ignore[attr-defined]  # any module of this shape
    except Exception as error:  # noqa: BLE001 - foreign code; the call's own result still counts
        return -1, f"last_error raised {type(error).__name__}"
    if isinstance(code, int) and isinstance(text, str):
        return int(code), text
    return -1, "last_error is not a code and a text"


def load(name: str) -> object:
    """Load the module that is to be served. Raises `CannotServe`."""
    if not re.match(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*\Z", name):
        raise CannotServe("module", f"{name!r} is no module's name", "Name a module")
    try:
        module = importlib.import_module(name)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - foreign code; told to a person
        problem = f"{name} cannot be loaded ({type(error).__name__}: {error})"
        remedy = (
            f"Install it for {platform.python_version()}: {sys.executable} -m pip install {name}"
        )
        raise CannotServe("module", problem[:_MESSAGE], remedy) from None
    absent = sorted(one for one in FUNCTIONS if not callable(getattr(module, one, None)))
    if "order_send" in absent or "account_info" in absent:
        raise CannotServe(
            "module", f"{name} is not shaped like MetaTrader5", "Name a module that is"
        )
    return module


# --- connections


class Peer:
    """A connected socket and the frames on it.

    The socket is kept beside its `Connection`, so that another thread can cut a call short.
    """

    def __init__(self, sock: socket.socket) -> None:
        sock.settimeout(None)
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self.sock = sock
        self._frames = Connection(sock.dup().detach())

    def send(self, frame: bytes) -> None:
        """Send a frame. Raises `OSError`."""
        self._frames.send_bytes(frame)

    def receive(self, limit: int) -> bytes:
        """Return the next frame. Raises `EOFError` at the end, `OSError` for a frame too large."""
        return self._frames.recv_bytes(limit)

    def wait(self, seconds: float) -> bool:
        """Tell whether something comes in time; the end of the connection counts."""
        return self._frames.poll(seconds)

    def introduce(self, key: bytes, *, serving: bool, seconds: float = HANDSHAKE_SECONDS) -> None:
        """Let both sides prove that they hold the key. Raises `AuthenticationError`, `OSError`."""
        with Watchdog(self.abort, seconds):
            try:
                if serving:
                    deliver_challenge(self._frames, key)
                    answer_challenge(self._frames, key)
                else:
                    answer_challenge(self._frames, key)
                    deliver_challenge(self._frames, key)
            except (AssertionError, ValueError) as error:  # an old interpreter, a peer of no sort
                raise AuthenticationError(str(error)) from None
            except EOFError:
                raise OSError("the other side hung up or kept silent") from None

    def abort(self) -> None:
        """Wake whoever waits on this connection, from any thread."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the connection."""
        self.abort()
        self.sock.close()
        self._frames.close()


class Watchdog:
    """Runs something when the block takes too long; the library's handshake has no time-out."""

    def __init__(self, bite: Callable[[], None], seconds: float) -> None:
        self._timer = threading.Timer(seconds, bite)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


class Child:
    """A worker process started from here.

    Args:
        module: What it loads.
        python: Its interpreter.
        environment: Its variables; None takes all of ours.

    Raises:
        CannotServe: It did not start; its own words are passed on.
    """

    def __init__(
        self,
        module: str,
        *,
        python: str = sys.executable,
        environment: dict[str, str] | None = None,
        seconds: float = START_SECONDS,
    ) -> None:
        self._lines: list[str] = []
        key = secrets.token_bytes(32)
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own file, no shell
                [python, THIS_FILE, module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment,
            )
        except OSError as error:
            problem = f"{python} cannot be started ({error})"
            raise CannotServe("python", problem, "Name a Python interpreter") from None
        self._draining = threading.Thread(target=self._drain, daemon=True)
        self._draining.start()
        try:
            self.peer = self._meet(key, seconds)
        except BaseException:
            self.close()
            raise

    @property
    def words(self) -> str:
        """The last lines the process wrote to its standard error."""
        return " | ".join(self._lines)

    def _meet(self, key: bytes, seconds: float) -> Peer:
        told = self.process.stdin
        assert told is not None  # noqa: S101 - asked for above
        remedy = "Look at its log, and start the program again"
        try:
            told.write(key.hex().encode("ascii") + b"\n")
            told.flush()
            with Watchdog(self.kill, seconds):
                said = json.loads(self._first_line())
            if "error" in said:
                raise CannotServe(said["error"], said["message"], said["remedy"])
            peer = dial(said["address"][0], said["address"][1], key)
        except (OSError, ValueError, KeyError, AuthenticationError) as error:
            name = type(error).__name__
            problem = f"the worker did not start ({name}) {self.words}"
            raise CannotServe("worker", problem.strip(), remedy) from None
        return peer

    def _first_line(self) -> str:
        heard = self.process.stdout
        assert heard is not None  # noqa: S101 - asked for above
        return heard.readline(1 << 16).decode("utf-8", "replace")

    def _drain(self) -> None:
        """Read what the module prints, so that it is never held up by a full pipe."""
        heard = self.process.stderr
        assert heard is not None  # noqa: S101 - asked for above
        with contextlib.suppress(OSError, ValueError), heard:
            for line in iter(lambda: heard.readline(1 << 12), b""):
                self._lines[:] = [*self._lines[-4:], line.decode("utf-8", "replace").strip()]

    def kill(self) -> None:
        """End the process at once, whatever it is doing; safe from any thread."""
        with contextlib.suppress(OSError):
            self.process.kill()

    def close(self) -> None:
        """End the process and let go of its pipes."""
        self.kill()
        if hasattr(self, "peer"):
            self.peer.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(HANDSHAKE_SECONDS)
        self._draining.join(HANDSHAKE_SECONDS)
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()


def dial(host: str, port: int, key: bytes, seconds: float = HANDSHAKE_SECONDS) -> Peer:
    """Connect to a worker and prove the key. Raises `OSError`, `AuthenticationError`."""
    sock = socket.create_connection((host, port), timeout=seconds)
    peer = Peer(sock)
    try:
        peer.introduce(key, serving=False, seconds=seconds)
    except BaseException:
        peer.close()
        raise
    return peer


def is_loopback(host: str) -> bool:
    """Tell whether an address leads to this machine and nowhere else."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_key(path: str) -> bytes:
    """Return the shared key of a file. Raises `CannotServe`."""
    try:
        with Path(path).open("rb") as file:
            key = file.read(1 << 12).strip()
            mode = os.fstat(file.fileno()).st_mode
    except OSError as error:
        problem = f"the key file {path} cannot be read ({type(error).__name__})"
        remedy = "Give the path of a file with the key the other side has"
        raise CannotServe("key", problem, remedy) from None
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        problem = f"the key file {path} can be read by others"
        raise CannotServe("key", problem, f"Let its owner alone read it: chmod 600 {path}")
    if len(key) < KEY_BYTES:
        problem = f"the key in {path} is shorter than {KEY_BYTES} characters"
        remedy = 'Make one: python -c "import secrets; print(secrets.token_hex(32))"'
        raise CannotServe("key", problem, remedy)
    return key


# --- serving


def serve(peer: Peer, module: object, name: str) -> None:
    """Answer one client until it leaves."""
    peer.send(pack(hello(module, name)))
    while True:
        try:
            frame = peer.receive(REQUEST_LIMIT)
        except (EOFError, OSError):
            return
        peer.send(answer(module, frame))


def hello(module: object, name: str) -> Header:
    """Return the header of a worker's first frame."""
    return {
        "dtms": PROTOCOL,
        "module": name,
        "module_version": str(getattr(module, "__version__", "")),
        "python": platform.python_version(),
        "pid": os.getpid(),
    }


def host(name: str) -> int:
    """Serve the program that started this process; end with it."""
    told, heard = os.dup(0), os.dup(1)
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)  # what the module prints must not be taken for an answer
    key = bytes.fromhex(_read_line(told))
    threading.Thread(target=_end_with, args=(told,), daemon=True).start()
    try:
        module = load(name)
    except CannotServe as error:
        said = {"error": error.kind, "message": error.problem, "remedy": error.remedy}
        _announce(heard, said)
        return BAD_INPUT
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    door.listen(1)
    _announce(heard, {"address": list(door.getsockname())})
    peer = _first_guest(door, key)
    door.close()
    with contextlib.suppress(OSError):
        serve(peer, module, name)
    return 0


def _first_guest(door: socket.socket, key: bytes) -> Peer:
    """Return the first connection that proves the key."""
    while True:
        peer = Peer(door.accept()[0])
        try:
            peer.introduce(key, serving=True)
        except (AuthenticationError, OSError):
            peer.close()
            continue
        return peer


def _announce(out: int, said: Header) -> None:
    os.write(out, json.dumps(dict(said, dtms=PROTOCOL)).encode("ascii") + b"\n")
    os.close(out)


def _read_line(source: int) -> str:
    line = b""
    while not line.endswith(b"\n") and len(line) < (1 << 10):
        byte = os.read(source, 1)
        if not byte:
            break
        line += byte
    return line.decode("ascii", "replace").strip()


def _end_with(source: int) -> None:
    """End this process when whoever started it is gone."""
    with contextlib.suppress(OSError):
        while os.read(source, 1 << 10):
            pass
    os._exit(0)


class Gate:
    """Lets one client at a time through to a worker process of its own.

    The module never runs in this process, so a module that hangs can be ended: a client that
    leaves takes its worker with it, and the next one gets a new worker.
    """

    def __init__(self, module: str, key: bytes) -> None:
        self._module = module
        self._key = key
        self._lock = threading.Lock()
        self._guests = threading.BoundedSemaphore(_WAITING)
        self._client: Peer | None = None
        self._heard = 0.0

    def run(self, door: socket.socket) -> None:
        """Accept connections for ever."""
        while True:
            sock = door.accept()[0]
            if not self._guests.acquire(blocking=False):
                sock.close()
                continue
            threading.Thread(target=self._meet, args=(sock,), daemon=True).start()

    def _meet(self, sock: socket.socket) -> None:
        peer = Peer(sock)
        try:
            peer.introduce(self._key, serving=True)
            welcome = self._claim(peer)
        except (AuthenticationError, OSError):
            peer.close()
            return
        finally:
            self._guests.release()
        try:
            if welcome:
                self._relay(peer)
            else:
                peer.send(pack({"dtms": PROTOCOL, "error": "busy", "message": "another client"}))
        except OSError:
            pass
        finally:
            self._leave(peer)
            peer.close()

    def _claim(self, peer: Peer) -> bool:
        with self._lock:
            if self._client is not None:
                if time.monotonic() - self._heard < STALE_SECONDS:
                    return False
                self._client.abort()
            self._client, self._heard = peer, time.monotonic()
            return True

    def _leave(self, peer: Peer) -> None:
        with self._lock:
            if self._client is peer:
                self._client = None

    def _relay(self, client: Peer) -> None:
        try:
            child = Child(self._module)
        except CannotServe as error:
            said = {"dtms": PROTOCOL, "error": error.kind, "message": error.problem}
            client.send(pack(dict(said, remedy=error.remedy)))
            return
        try:
            self._pass_on(client, child)
        except (EOFError, OSError):
            pass  # one of the two is gone, so the other goes too
        finally:
            child.close()

    def _pass_on(self, client: Peer, child: Child) -> None:
        while True:
            ready, _, _ = select.select([client.sock, child.peer.sock], [], [])
            if client.sock in ready:
                with Watchdog(client.abort, FRAME_SECONDS):
                    frame = client.receive(REQUEST_LIMIT)
                self._heard = time.monotonic()
                child.peer.send(frame)
            if child.peer.sock in ready:
                frame = child.peer.receive(REPLY_LIMIT)
                with Watchdog(client.abort, FRAME_SECONDS):
                    client.send(frame)


def listen(module: str, place: str, key_file: str | None, *, remote: bool) -> None:
    """Serve clients elsewhere, one at a time, for ever. Raises `CannotServe`."""
    address, colon, number = place.rpartition(":")
    address = address.strip("[]")
    if not colon or not address or not re.match(r"[0-9]{1,5}\Z", number):
        raise CannotServe("listen", f"{place!r} is no address", "Give HOST:PORT")
    if not is_loopback(address) and not remote:
        problem = f"{address} can be reached from other machines"
        remedy = "Listen on 127.0.0.1 and use a tunnel, or add --allow-remote"
        raise CannotServe("listen", problem, remedy)
    if key_file is None:
        raise CannotServe("key", "there is no key", "Name a file with --key-file")
    gate = Gate(module, read_key(key_file))
    Child(module).close()  # says at once when the module cannot be loaded
    try:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        door = socket.socket(family)
        if os.name == "posix":
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((address, int(number)))
        door.listen(_WAITING)
    except (OSError, OverflowError) as error:
        problem = f"{place} cannot be listened on ({error})"
        raise CannotServe("listen", problem, "Choose a free port of this machine") from None
    sys.stdout.write("listening on {}:{}\n".format(*door.getsockname()[:2]))
    sys.stdout.flush()
    gate.run(door)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve a module; return the exit code: 0 when the client is gone, 2 for bad input."""
    parser = argparse.ArgumentParser(description="Serve a MetaTrader5-shaped module.")
    parser.add_argument("module")
    parser.add_argument("--listen", metavar="HOST:PORT")
    parser.add_argument("--key-file", metavar="FILE")
    parser.add_argument("--allow-remote", action="store_true")
    given = parser.parse_args(arguments)
    try:
        if given.listen is None:
            return host(given.module)
        listen(given.module, given.listen, given.key_file, remote=given.allow_remote)
    except CannotServe as error:
        sys.stderr.write(f"{error}\n")
        return BAD_INPUT
    except (KeyboardInterrupt, ValueError):
        return BAD_INPUT
    return 0


def _look_elsewhere() -> None:
    """Look for modules here and in the current directory last: neighbours must shadow nothing."""
    here = Path(THIS_FILE).parent
    kept = [path for path in sys.path if path and Path(path).resolve() != here.resolve()]
    sys.path[:] = [*kept, str(here), str(Path.cwd())]


if __name__ == "__main__":
    _look_elsewhere()
    if hasattr(signal, "SIGINT") and "--listen" not in sys.argv:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a console interrupts its whole group
    sys.exit(main())
