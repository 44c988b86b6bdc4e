from pathlib import Path

import pytest

from dtms.adapters.mt5.errors import CannotConnect
from dtms.adapters.mt5.links import ChildConnector, SocketConnector
from dtms.adapters.mt5.rpyc_link import RpycConnector
from dtms.adapters.mt5.transport import Place, Transport, connector_of, read_place


@pytest.mark.parametrize(
    ("text", "transport", "host", "port", "local"),
    [
        ("sim", Transport.SIM, "", 0, True),
        ("native", Transport.NATIVE, "", 0, True),
        ("tcp://127.0.0.1:18812", Transport.TCP, "127.0.0.1", 18812, True),
        ("tcp://localhost:1", Transport.TCP, "localhost", 1, True),
        ("rpyc://[::1]:18812", Transport.RPYC, "::1", 18812, True),
        ("rpyc://vps.example.org:18812", Transport.RPYC, "vps.example.org", 18812, False),
        ("tcp://127.0.0.1.example.org:5", Transport.TCP, "127.0.0.1.example.org", 5, False),
        ("tcp://0.0.0.0:5", Transport.TCP, "0.0.0.0", 5, False),  # noqa: S104 - read, not bound
    ],
)
def test_an_address_is_read(
    text: str, transport: Transport, host: str, port: int, *, local: bool
) -> None:
    place = read_place(text)

    assert place == Place(transport=transport, host=host, port=port)
    assert place.is_local is local


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mt4",
        "tcp://",
        "tcp://host",
        "tcp://host:0",
        "tcp://host:65536",
        "tcp://a b:1",
        "http://127.0.0.1:1",
        "tcp://user@host:1",
        "tcp://host:1/x",
        "SIM",
        "tcp://host:١٢",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no terminal's address"):
        read_place(text)


def test_each_transport_has_its_connector() -> None:
    key = Path("key")

    assert connector_of(read_place("native"), key_file=None, platform="win32") == ChildConnector(
        module="MetaTrader5"
    )
    assert connector_of(read_place("tcp://localhost:5"), key_file=key) == SocketConnector(
        host="localhost", port=5, key_file=key
    )
    assert connector_of(read_place("rpyc://localhost:5"), key_file=None) == RpycConnector(
        host="localhost", port=5
    )


def test_native_elsewhere_than_on_windows_is_refused_with_a_remedy() -> None:
    with pytest.raises(CannotConnect, match="needs Windows") as caught:
        connector_of(read_place("native"), key_file=None, platform="linux")

    assert "tcp://" in caught.value.remedy


def test_a_worker_elsewhere_needs_a_key() -> None:
    with pytest.raises(CannotConnect, match="DTMS_TERMINAL_KEY_FILE"):
        connector_of(read_place("tcp://localhost:5"), key_file=None)
