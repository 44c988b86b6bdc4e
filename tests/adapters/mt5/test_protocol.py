"""Workers and clients written from docs/worker-protocol.md alone."""

import hashlib
import hmac
import json
import os
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dtms.adapters.mt5.client import TerminalChannel
from dtms.adapters.mt5.errors import CannotConnect, LinkLost, NeverSent
from dtms.adapters.mt5.links import SocketConnector
from dtms.adapters.mt5.worker import FUNCTIONS, request
from dtms.core.errors import BrokerUnavailable
from dtms.core.trade import AccountId

PAGE = Path(__file__).parents[3] / "docs" / "worker-protocol.md"
KEY = b"0123456789abcdef0123456789abcdef"
HELLO: dict[str, object] = {
    "dtms": 1,
    "module": "X",
    "module_version": "1",
    "python": "9",
    "pid": 1,
}

type Answers = Callable[[dict[str, object]], dict[str, object] | None]


class Wire:
    """Messages and handshake as the page describes them, on a plain socket."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    def send(self, message: bytes) -> None:
        self.sock.sendall(struct.pack("!i", len(message)) + message)

    def receive(self) -> bytes:
        (length,) = struct.unpack("!i", self._exactly(4))
        return self._exactly(length)

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            piece = self.sock.recv(count - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data

    def challenge(self, *, old: bool) -> None:
        challenge = os.urandom(20) if old else b"{sha256}" + os.urandom(40)
        self.send(b"#CHALLENGE#" + challenge)
        given = self.receive()
        wanted = hmac.new(KEY, challenge, hashlib.md5 if old else hashlib.sha256).digest()
        good = hmac.compare_digest(given, wanted if old else b"{sha256}" + wanted)
        self.send(b"#WELCOME#" if good else b"#FAILURE#")
        if not good:
            raise EOFError

    def respond(self, *, old: bool) -> None:
        challenge = self.receive().removeprefix(b"#CHALLENGE#")
        if old:
            self.send(hmac.new(KEY, challenge, hashlib.md5).digest())
        else:
            self.send(b"{sha256}" + hmac.new(KEY, challenge, hashlib.sha256).digest())
        if self.receive() != b"#WELCOME#":
            raise EOFError

    def tell(self, header: dict[str, object]) -> None:
        text = json.dumps(header).encode()
        self.send(struct.pack("!I", len(text)) + text)

    def hear(self) -> dict[str, object]:
        message = self.receive()
        (length,) = struct.unpack_from("!I", message)
        assert len(message) == 4 + length
        return dict(json.loads(message[4:]))


def usual(asked: dict[str, object]) -> dict[str, object] | None:
    value: object = None
    types: dict[str, object] = {}
    if asked["call"] == "initialize":
        value = True
    if asked["call"] == "account_info":
        types["Account"] = ["login", "server"]
        value = {"s": "Account", "v": [4711, "Fake-Demo"]}
    if asked["call"] == "positions_get":
        value = {"t": []}
    return {"id": asked["id"], "ok": value, "last_error": [1, "Success"], "types": types}


@contextmanager
def foreign_worker(
    answers: Answers = usual, *, hello: dict[str, object] = HELLO, old: bool = False
) -> Iterator[int]:
    """A worker that shares no code with ours."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def work() -> None:
            while True:
                try:
                    sock, _ = door.accept()
                except OSError:
                    return
                with sock:
                    serve(Wire(sock))

        def serve(wire: Wire) -> None:
            try:
                wire.challenge(old=old)
                wire.respond(old=old)
                wire.tell(hello)
                while (answer := answers(wire.hear())) is not None:
                    wire.tell(answer)
            except (EOFError, OSError):
                return

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        yield door.getsockname()[1]
        door.shutdown(socket.SHUT_RDWR)
        thread.join(5)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "key"
    file.write_bytes(KEY + b"\n")
    file.chmod(0o600)
    return file


def a_channel(port: int, key_file: Path) -> TerminalChannel:
    return TerminalChannel(SocketConnector(host="127.0.0.1", port=port, key_file=key_file))


@pytest.mark.parametrize("old", [False, True], ids=["sha256", "before 3.12"])
async def test_a_worker_written_from_the_page_is_understood(key_file: Path, *, old: bool) -> None:
    with foreign_worker(old=old) as port:
        channel = a_channel(port, key_file)

        account = await channel.open()
        held = await channel.call("positions_get")
        tick = await channel.call("symbol_info_tick", "EURUSD")
        await channel.close()

    assert account == AccountId(server="Fake-Demo", login=4711)
    assert (held.value, tick.value) == ((), None)


async def test_requests_are_what_the_page_says(key_file: Path) -> None:
    heard: list[dict[str, object]] = []

    def listening(asked: dict[str, object]) -> dict[str, object] | None:
        heard.append(asked)
        return usual(asked)

    order = {"action": 1, "symbol": "EURUSD", "volume": 1.0, "type": 1, "magic": 2**52 + 7}
    with foreign_worker(listening) as port:
        channel = a_channel(port, key_file)
        await channel.call("order_send", order)
        await channel.call("history_orders_get", position=5)
        await channel.close()

    sent, history = heard[-2:]
    assert (sent["call"], sent["args"], sent["kwargs"]) == ("order_send", [{"d": order}], {})
    assert type(sent["args"][0]["d"]["volume"]) is float  # type: ignore[index]
    assert type(sent["args"][0]["d"]["type"]) is int  # type: ignore[index]
    assert (history["args"], history["kwargs"]) == ([], {"position": 5})


@pytest.mark.parametrize(("called", "kind"), [(False, NeverSent), (True, BrokerUnavailable)])
async def test_whether_it_was_called_decides_what_an_error_means(
    key_file: Path, *, called: bool, kind: type[Exception]
) -> None:
    def failing(asked: dict[str, object]) -> dict[str, object] | None:
        if asked["call"] == "order_send":
            return {"id": asked["id"], "error": "raised", "message": "no", "called": called}
        return usual(asked)

    with foreign_worker(failing) as port:
        channel = a_channel(port, key_file)
        with pytest.raises(BrokerUnavailable) as caught:
            await channel.call("order_send", {})
        await channel.close()

    assert type(caught.value) is kind


@pytest.mark.parametrize(
    "answer",
    [None, {"id": 99, "ok": None, "last_error": [1, ""]}, {"id": 3, "ok": {"zz": 1}}, {"id": 3}],
)
async def test_a_worker_that_breaks_the_protocol_is_left(
    key_file: Path, answer: dict[str, object] | None
) -> None:
    def breaking(asked: dict[str, object]) -> dict[str, object] | None:
        return answer if asked["call"] == "positions_get" else usual(asked)

    with foreign_worker(breaking) as port:
        channel = a_channel(port, key_file)
        await channel.open()
        with pytest.raises(LinkLost):
            await channel.call("positions_get")
        assert (await channel.call("orders_total")).value is None
        await channel.close()


@pytest.mark.parametrize(
    ("hello", "problem"),
    [
        ({"dtms": 2}, "speaks version 2"),
        ({"hello": "world"}, "speaks version None"),
        ({"dtms": 1, "error": "busy", "message": "another client"}, "busy"),
    ],
)
async def test_a_worker_that_will_not_do_is_named(
    key_file: Path, hello: dict[str, object], problem: str
) -> None:
    with foreign_worker(hello=hello) as port:
        channel = a_channel(port, key_file)
        with pytest.raises(CannotConnect, match=problem):
            await channel.open()
        await channel.close()


async def test_another_key_is_named(tmp_path: Path) -> None:
    file = tmp_path / "other"
    file.write_bytes(b"f" * 32)
    file.chmod(0o600)
    with foreign_worker() as port:
        channel = a_channel(port, file)
        with pytest.raises(CannotConnect, match="another key"):
            await channel.open()
        await channel.close()


async def test_nobody_there_is_named(key_file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    channel = a_channel(port, key_file)

    with pytest.raises(CannotConnect, match="no worker answers"):
        await channel.open()

    await channel.close()


def test_the_example_on_the_page_is_the_real_frame() -> None:
    (shown,) = re.findall(r"```hex\n([0-9a-f]+)\n```", PAGE.read_text(encoding="utf-8"))
    frame = request(7, "version", (), {})

    assert bytes.fromhex(shown) == struct.pack("!i", len(frame)) + frame
    assert f"{len(frame) + 4} bytes" in PAGE.read_text(encoding="utf-8")


def test_the_page_lists_every_function() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert {name for name in FUNCTIONS if f"`{name}`" not in text} == set()
