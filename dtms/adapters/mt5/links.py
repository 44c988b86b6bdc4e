"""Ways to a terminal in another process, for one thread: a worker of our own, or one elsewhere."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing import AuthenticationError
from pathlib import Path
from time import monotonic
from typing import Protocol

from dtms.adapters.mt5.channel import Reply
from dtms.adapters.mt5.errors import CannotConnect, DeadlinePassed, LinkLost
from dtms.adapters.mt5.wire import read_hello, read_reply, write_request
from dtms.adapters.mt5.worker import (
    HANDSHAKE_SECONDS,
    REPLY_LIMIT,
    REQUEST_LIMIT,
    START_SECONDS,
    CannotServe,
    Child,
    Peer,
    Watchdog,
    WireError,
    dial,
    read_key,
)

_GATE_SECONDS = HANDSHAKE_SECONDS + START_SECONDS  # a worker elsewhere starts its module first
_SECRETS = ("DTMS_", "BOT_", "LLM_")  # beginnings of the names a module has no business with


class Link(Protocol):
    """One connection to a terminal; all but `abort` belong to one thread."""

    def exchange(
        self, name: str, args: tuple[object, ...], kwargs: Mapping[str, object], *, until: float
    ) -> Reply:
        """Call a function and wait for its answer until an instant of `monotonic`.

        Raises:
            NeverSent: It was not called.
            DeadlinePassed: No answer came in time; the link is of no more use.
            LinkLost: The link broke.
            BrokerUnavailable: The function raised.
        """
        ...

    def is_alive(self) -> bool:
        """Tell whether the other side is still there, as far as that can be seen."""
        ...

    def abort(self) -> None:
        """Make a waiting `exchange` fail at once, from any thread."""
        ...

    def close(self) -> None:
        """Let go of it, and end the process if it is ours."""
        ...


class Connector(Protocol):
    """Makes links; the seam between transports."""

    def connect(self) -> Link:
        """Connect, in bounded time. Raises `CannotConnect`."""
        ...


class WorkerLink:
    """A link to `worker.py`.

    Args:
        peer: An introduced connection.
        child: The process, if it is ours.
        patience: Seconds its first frame may take.
    """

    def __init__(self, peer: Peer, *, child: Child | None, patience: float) -> None:
        self._peer = peer
        self._child = child
        self._number = 0
        with Watchdog(self.abort, patience):
            self.about = read_hello(peer.receive(REQUEST_LIMIT))

    def exchange(
        self, name: str, args: tuple[object, ...], kwargs: Mapping[str, object], *, until: float
    ) -> Reply:
        """Call a function, see `Link`."""
        self._number += 1
        frame = write_request(self._number, name, args, kwargs)
        try:
            self._peer.send(frame)
            if not self._peer.wait(max(until - monotonic(), 0.0)):
                message = f"{name}: no answer in time"
                raise DeadlinePassed(message)
            return read_reply(self._peer.receive(REPLY_LIMIT), number=self._number, name=name)
        except (EOFError, OSError, WireError) as error:
            message = f"{name}: the worker is lost ({type(error).__name__}: {error}){self._words()}"
            raise LinkLost(message) from error

    def is_alive(self) -> bool:
        """Tell whether the worker is there: at rest, only its end can be heard."""
        try:
            return not self._peer.wait(0)
        except OSError:
            return False

    def abort(self) -> None:
        """Make a waiting `exchange` fail at once; end the process if it is ours."""
        self._peer.abort()
        if self._child is not None:
            self._child.kill()

    def close(self) -> None:
        """Let go of the worker."""
        self._peer.close()
        if self._child is not None:
            self._child.close()

    def _words(self) -> str:
        words = "" if self._child is None else self._child.words
        return f": {words}" if words else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildConnector:
    """Starts a worker beside this program.

    Attributes:
        module: What it loads.
        python: Its interpreter, this one by default.
        environment: Variables it gets besides ours; ours that may hold secrets are left out.
    """

    module: str
    python: str = sys.executable
    environment: Mapping[str, str] = field(default_factory=dict[str, str])

    def connect(self) -> WorkerLink:
        """Start the process. Raises `CannotConnect`."""
        ours = {k: v for k, v in os.environ.items() if not k.startswith(_SECRETS)}
        try:
            child = Child(
                self.module, python=self.python, environment=ours | dict(self.environment)
            )
        except CannotServe as error:
            raise CannotConnect(problem=error.problem, remedy=error.remedy) from error
        try:
            return WorkerLink(child.peer, child=child, patience=HANDSHAKE_SECONDS)
        except (EOFError, OSError, WireError) as error:
            child.close()
            raise CannotConnect(
                problem=f"the worker left before its first word ({child.words or error})",
                remedy=f"Start it by hand to see why: worker.py {self.module}",
            ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketConnector:
    """Connects to `worker.py --listen` on this machine or behind a tunnel.

    Attributes:
        host: Its address.
        port: Its port.
        key_file: File with the key both sides have.
    """

    host: str
    port: int
    key_file: Path

    def connect(self) -> WorkerLink:
        """Connect and prove the key. Raises `CannotConnect`."""
        place = f"{self.host}:{self.port}"
        try:
            peer = dial(self.host, self.port, read_key(str(self.key_file)))
        except CannotServe as error:
            raise CannotConnect(problem=error.problem, remedy=error.remedy) from error
        except AuthenticationError as error:
            raise CannotConnect(
                problem=f"the worker at {place} has another key",
                remedy=f"Copy the key file the worker was started with to {self.key_file}",
            ) from error
        except OSError as error:
            raise CannotConnect(
                problem=f"no worker answers at {place} ({error})",
                remedy=f"Start it there: worker.py MetaTrader5 --listen HOST:{self.port} ...",
            ) from error
        try:
            return WorkerLink(peer, child=None, patience=_GATE_SECONDS)
        except (EOFError, OSError, WireError) as error:
            peer.close()
            raise CannotConnect(
                problem=f"what answers at {place} is no worker ({type(error).__name__}: {error})",
                remedy="Look at the worker's own output",
            ) from error
        except CannotConnect:
            peer.close()
            raise
