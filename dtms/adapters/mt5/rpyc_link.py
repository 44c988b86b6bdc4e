"""A link to a classic rpyc server beside the terminal, such as that of mt5linux.

The worker's own file is sent there once and answers frames in one hop; what comes back is plain
bytes, never a reference, so that nothing of the server's is trusted more than a worker's frames.
"""

import importlib
import select
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import resources
from time import monotonic
from types import ModuleType
from typing import Protocol, cast

from dtms.adapters.mt5.channel import Reply
from dtms.adapters.mt5.errors import CannotConnect, DeadlinePassed, LinkLost
from dtms.adapters.mt5.wire import read_reply, write_request
from dtms.adapters.mt5.worker import (
    HANDSHAKE_SECONDS,
    REPLY_LIMIT,
    START_SECONDS,
    Watchdog,
    WireError,
)

_MODULE = "MetaTrader5"
_SOCKET_SECONDS = 3.0  # to connect, and for one piece of a frame to be taken
_HELPER = """
import threading as _threading

_module = load({module!r})
_one_at_a_time = _threading.Lock()


def _dtms_answer(frame):
    with _one_at_a_time:
        return answer(_module, frame)
"""


class _Connection(Protocol):
    """What is used of an rpyc connection."""

    _config: dict[str, object]
    namespace: Mapping[str, Callable[[bytes], object]]

    def execute(self, text: str, /) -> None: ...

    def close(self) -> None: ...


class RpycLink:
    """A link through a classic rpyc connection.

    Args:
        connection: An open connection to a slave service.
        sock: Its socket.
        module: The module to call over there.
    """

    def __init__(
        self, connection: _Connection, sock: socket.socket, *, module: str = _MODULE
    ) -> None:
        self._connection = connection
        self._sock = sock
        self._number = 0
        worker = resources.files("dtms.adapters.mt5").joinpath("worker.py")
        self._set_patience(START_SECONDS)
        connection.execute(worker.read_text(encoding="utf-8"))
        connection.execute(_HELPER.format(module=module))
        self._answer = connection.namespace["_dtms_answer"]

    def exchange(
        self, name: str, args: tuple[object, ...], kwargs: Mapping[str, object], *, until: float
    ) -> Reply:
        """Call a function, see `Link`."""
        self._number += 1
        frame = write_request(self._number, name, args, kwargs)
        self._set_patience(max(until - monotonic(), 0.001))
        try:
            answered = self._answer(frame)
            if type(answered) is not bytes or len(answered) > REPLY_LIMIT:
                raise WireError("malformed", "not the bytes of an answer")
            return read_reply(answered, number=self._number, name=name)
        except TimeoutError as error:
            message = f"{name}: no answer in time"
            raise DeadlinePassed(message) from error
        except _broken() as error:
            message = f"{name}: the server is lost ({type(error).__name__}: {error})"
            raise LinkLost(message) from error

    def is_alive(self) -> bool:
        """Tell whether the server is there: what can be read at rest may be its end."""
        try:
            ready, _, _ = select.select([self._sock], [], [], 0)
            return not ready or bool(self._sock.recv(1, socket.MSG_PEEK))
        except (OSError, ValueError):
            return False

    def abort(self) -> None:
        """Make a waiting `exchange` fail at once; the server's own call goes on."""
        _shut(self._sock)

    def close(self) -> None:
        """Let go of the connection."""
        _shut(self._sock)
        with suppress(EOFError, OSError, TimeoutError):
            self._connection.close()
        self._sock.close()

    def _set_patience(self, seconds: float) -> None:
        self._connection._config["sync_request_timeout"] = seconds  # noqa: SLF001 - its documented knob


def _broken() -> tuple[type[BaseException], ...]:
    """Return what the library raises when it, or what it was told, breaks."""
    return (EOFError, OSError, WireError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class RpycConnector:
    """Connects to a classic rpyc server.

    Attributes:
        host: Its address.
        port: Its port.
    """

    host: str
    port: int

    def connect(self) -> RpycLink:
        """Connect and send the helper. Raises `CannotConnect`."""
        place = f"{self.host}:{self.port}"
        rpyc = _library()
        try:
            sock = socket.create_connection((self.host, self.port), timeout=_SOCKET_SECONDS)
        except OSError as error:
            raise CannotConnect(
                problem=f"no rpyc server answers at {place} ({error})",
                remedy="Start it beside the terminal, or correct DTMS_TERMINAL",
            ) from error

        try:
            with Watchdog(lambda: _shut(sock), HANDSHAKE_SECONDS + START_SECONDS):
                return _introduced(rpyc, sock)
        except (Exception, SystemExit) as error:
            _shut(sock)
            sock.close()
            told = (str(error).strip() or type(error).__name__).splitlines()
            raise CannotConnect(
                problem=f"the rpyc server at {place} cannot serve: {told[-1]}",
                remedy=f"It must be a classic one whose Python can import {_MODULE}",
            ) from error


def _introduced(rpyc: ModuleType, sock: socket.socket) -> RpycLink:
    connection = rpyc.utils.factory.connect_stream(
        rpyc.SocketStream(sock),
        service=_empty_handed(rpyc),
        config={"sync_request_timeout": HANDSHAKE_SECONDS, "allow_pickle": False},
    )
    return RpycLink(cast("_Connection", connection), sock)


def _empty_handed(rpyc: ModuleType) -> type:
    """Return a service that has what a classic server asks its client for, and gives nothing away.

    The library's own classic client would let the server run anything in this process.
    """

    def nothing(_self: object, *_: object) -> None:
        return None

    master: type = rpyc.core.service.MasterService
    names = ("exposed_getmodule", "exposed_eval", "exposed_execute", "exposed_namespace")
    return type("EmptyHanded", (master,), {"__slots__": (), **dict.fromkeys(names, nothing)})


def _shut(sock: socket.socket) -> None:
    with suppress(OSError):  # closed already
        sock.shutdown(socket.SHUT_RDWR)


def _library() -> ModuleType:
    try:
        rpyc = importlib.import_module("rpyc")
        importlib.import_module("rpyc.utils.factory")
    except ImportError:
        raise CannotConnect(
            problem="the rpyc package is not installed",
            remedy='Install it: pip install "dtms[rpyc]"',
        ) from None
    return rpyc
