"""Where the terminal is, as the operator writes it: `native`, `tcp://…`, `rpyc://…`, or `sim`."""

import re
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from dtms.adapters.mt5.errors import CannotConnect
from dtms.adapters.mt5.links import ChildConnector, Connector, SocketConnector
from dtms.adapters.mt5.rpyc_link import RpycConnector
from dtms.adapters.mt5.worker import is_loopback

OFFICIAL = "MetaTrader5"
_LAST_PORT = 65535
_ADDRESS = re.compile(r"(tcp|rpyc)://(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+)):([0-9]{1,5})")


class Transport(Enum):
    """How the terminal is reached."""

    SIM = "sim"
    NATIVE = "native"
    TCP = "tcp"
    RPYC = "rpyc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A terminal's place; `host` and `port` are empty for one on this machine."""

    transport: Transport
    host: str = ""
    port: int = 0

    @property
    def is_local(self) -> bool:
        """Claim that nothing leaves this machine on the way there."""
        return not self.host or is_loopback(self.host)


def read_place(text: str) -> Place:
    """Return the place a text names. Raises `ValueError`."""
    if text in {Transport.SIM.value, Transport.NATIVE.value}:
        return Place(transport=Transport(text))
    found = _ADDRESS.fullmatch(text)
    if found is None or not 0 < int(found[4]) <= _LAST_PORT:
        message = "is no terminal's address"
        raise ValueError(message)
    return Place(transport=Transport(found[1]), host=found[2] or found[3], port=int(found[4]))


def connector_of(place: Place, *, key_file: Path | None, platform: str = sys.platform) -> Connector:
    """Return what connects to a terminal that is not simulated in this process.

    Args:
        place: Where it is.
        key_file: The key shared with a worker elsewhere.
        platform: `sys.platform`.

    Raises:
        CannotConnect: It cannot be reached like this.
    """
    if place.transport is Transport.RPYC:
        return RpycConnector(host=place.host, port=place.port)
    if place.transport is Transport.TCP:
        if key_file is None:
            raise CannotConnect(
                problem="a worker elsewhere needs a key, and DTMS_TERMINAL_KEY_FILE is not set",
                remedy="Give the path of the key file the worker was started with",
            )
        return SocketConnector(host=place.host, port=place.port, key_file=key_file)
    if platform != "win32":
        raise CannotConnect(
            problem="native needs Windows: the MetaTrader5 package exists for nothing else",
            remedy="Use tcp://host:port or rpyc://host:port, see README, or sim",
        )
    return ChildConnector(module=OFFICIAL)
