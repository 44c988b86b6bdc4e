"""The worker: frames, values, who may call what, and how it ends."""

import ast
import json
import math
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from enum import IntEnum
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtms.adapters.mt5 import worker
from dtms.adapters.mt5.errors import NeverSent
from dtms.adapters.mt5.wire import read_reply
from dtms.core.errors import BrokerUnavailable
from dtms.sim.structs import STRUCTS
from tests.adapters.mt5.rigs import ROOT

SOURCE = Path(worker.__file__)
PLAIN = "tests.adapters.mt5.plain_module"
OLD = ("3.8", "3.9", "3.10", "3.11")


def pythons() -> list[str]:
    """Return this interpreter and the older ones that run here: by name, or beside this one."""
    named = [shutil.which(f"python{version}") for version in OLD]
    beside = [
        str(found)
        for version in OLD
        for found in Path(sys.base_prefix).parent.glob(f"{version}.*/bin/python3")
    ]
    found = [python for python in dict.fromkeys([*named, *beside]) if python and runs(python)]
    return [sys.executable, *found]


def runs(python: str) -> bool:
    return subprocess.run([python, "-c", ""], capture_output=True).returncode == 0  # noqa: PLW1510, S603 - found above


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
RATES = np.array(
    [(1, 1.5, 2.5, 0.5, 1.0, 2**63, -3, 0)],
    dtype=[
        ("time", "<i8"),
        *((name, "<f8") for name in ("open", "high", "low", "close")),
        *(("tick_volume", "<u8"), ("spread", "<i4"), ("real_volume", "<u8")),
    ],
)


class Colour(IntEnum):
    RED = 1


def served(module: object, name: str, *args: object, **kwargs: object) -> object:
    """Ask a module through both ends of the wire; return the value."""
    frame = worker.answer(module, worker.request(7, name, args, kwargs))
    return read_reply(frame, number=7, name=name).value


def returning(value: object) -> SimpleNamespace:
    return SimpleNamespace(version=lambda: value, last_error=lambda: (1, "Success"))


def refused(data: bytes) -> dict[str, object]:
    header, _ = worker.unpack(worker.answer(returning(1), data))
    return dict(header)


def frame(header: object) -> bytes:
    text = json.dumps(header).encode()
    return len(text).to_bytes(4, "big") + text


@contextmanager
def gate(module: str, tmp_path: Path, *more: str) -> Iterator[tuple[int, bytes, Path]]:
    """Start `worker.py --listen` on a free port."""
    key = b"0123456789abcdef"
    file = tmp_path / "key"
    file.write_bytes(key + b"\n")
    file.chmod(0o600)
    process = subprocess.Popen(  # noqa: S603 - our own file
        [sys.executable, SOURCE, module, "--listen", "127.0.0.1:0", "--key-file", file, *more],
        stdout=subprocess.PIPE,
        env=ENVIRONMENT,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline().decode()
        yield int(line.rpartition(":")[2]), key, file
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


# --- the file


def test_the_file_is_python_3_8() -> None:
    ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_it_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    names = {
        (node.module if isinstance(node, ast.ImportFrom) else alias.name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }

    assert names <= set(sys.stdlib_module_names) | {"__future__"}


def test_there_are_thirty_two_functions() -> None:
    assert len(worker.FUNCTIONS) == 32


# --- values


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        False,
        0,
        -(2**63),
        2**64 - 1,
        0.0,
        -0.0,
        1.0,
        0.1,
        1e300,
        5e-324,
        "",
        "золото 😀 \x00",
        b"\x00\xff",
        (),
        [],
        (1, 1.0, [None, ("a",)]),
        {"volume": 1.0, "type": 1},
        datetime(2026, 1, 2, 3, 4, 5, 6),  # noqa: DTZ001 - naive is a value too
        datetime(2026, 1, 2, tzinfo=UTC),
        datetime(2026, 1, 2, 3, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
    ],
)
def test_a_value_arrives_as_it_left(value: object) -> None:
    there = served(
        SimpleNamespace(symbol_info=lambda given: given, last_error=_fine), "symbol_info", value
    )

    assert repr(there) == repr(value)


def _fine() -> tuple[int, str]:
    return (1, "Success")


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=9,
)


@given(VALUES)
def test_any_plain_value_keeps_value_and_type(value: object) -> None:
    there = served(returning(value), "version")

    assert repr(there) == repr(value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_none_are_explicit(value: float) -> None:
    data = worker.answer(returning(value), worker.request(1, "version", (), {}))

    assert b'{"f":"' in data
    assert repr(served(returning(value), "version")) == repr(value)


def test_enums_and_numpy_floats_travel_as_what_they_are() -> None:
    assert type(served(returning(Colour.RED), "version")) is int
    assert type(served(returning(np.float64(0.1)), "version")) is float


@pytest.mark.parametrize(
    "value", [np.float32(0.5), np.int64(7), RATES, np.zeros((2, 0)), np.array(5)]
)
def test_arrays_and_numpy_scalars_keep_type_and_shape(value: np.ndarray) -> None:
    there = served(returning(value), "version")

    assert isinstance(there, np.ndarray | np.generic)
    assert (there.dtype, there.shape) == (value.dtype, value.shape)
    assert there.tobytes() == value.tobytes()


def test_an_array_can_be_written_to() -> None:
    there = served(returning(RATES), "version")

    there["spread"] += 1
    assert there["spread"][0] == -2


def test_struct_sequences_arrive_with_their_fields() -> None:
    tick = STRUCTS["Tick"]((1, 1.0, 1.5, 0.0, 0, 1000, 6, 0.0))

    one, other = served(returning((tick, tick)), "version")

    assert type(one).__name__ == "Tick"
    assert (one.bid, one.time_msc, tuple(other)) == (1.0, 1000, tuple(tick))


def test_structs_within_structs_arrive() -> None:
    request = STRUCTS["TradeRequest"](range(17))
    sent = STRUCTS["OrderSendResult"]((10009, 1, 2, 0.1, 1.5, 1.4, 1.5, "ok", 1, 0, request))

    assert served(returning(sent), "version").request.position_by == 16


@pytest.mark.parametrize("value", [object(), 2**64, {1: 2}, {"a"}, np.array([object()]), 1j])
def test_what_has_no_form_is_an_error_after_the_call(value: object) -> None:
    with pytest.raises(BrokerUnavailable, match="unencodable") as caught:
        served(returning(value), "version")

    assert not isinstance(caught.value, NeverSent)


# --- requests


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "malformed"),
        (b"\x00\x00\x00\xff{}", "malformed"),
        (b"\x00\x00\x00\x02[]", "malformed"),
        (b"\x00\x00\x00\x02{}more", "malformed"),
        (frame({"id": -1, "call": "version"}), "malformed"),
        (frame({"id": True, "call": "version"}), "malformed"),
        (frame({"id": 1, "call": "version", "args": {}}), "malformed"),
        (frame({"id": 1, "call": "version", "args": [math.nan]}), "malformed"),
        (frame({"id": 1, "call": "version", "args": [{"f": "7"}]}), "malformed"),
        (frame({"id": 1, "call": "version", "args": [{"zz": 7}]}), "malformed"),
        (frame({"id": 1, "call": "version", "args": [{"b": 0}]}), "malformed"),
        (frame({"id": 1, "call": "version", "args": [{"dt": "soon"}]}), "malformed"),
        (frame({"id": 1, "call": "version", "args": [10**30]}), "malformed"),
        (frame({"id": 1, "call": "version", "blobs": [-1]}), "malformed"),
        (b"\x00\x01\x86\xa0" + b"[" * 100_000, "malformed"),
        (frame({"id": 1, "call": "__class__"}), "unknown_function"),
        (frame({"id": 1, "call": "os.system", "args": ["true"]}), "unknown_function"),
        (frame({"id": 1, "call": ["version"]}), "unknown_function"),
        (frame({"id": 1, "call": "order_send"}), "unknown_function"),  # this module has none
    ],
)
def test_a_bad_request_is_answered_and_nothing_is_called(data: bytes, kind: str) -> None:
    answer = refused(data)

    assert (answer["error"], answer["called"]) == (kind, False)


@given(st.binary(max_size=300))
def test_no_bytes_bring_the_worker_down(data: bytes) -> None:
    assert "error" in refused(data)


@given(VALUES, VALUES, VALUES)
def test_no_header_brings_the_worker_down(name: object, args: object, kwargs: object) -> None:
    data = json.dumps({"id": 3, "call": name, "args": args, "kwargs": kwargs}).encode()

    assert refused(len(data).to_bytes(4, "big") + data)["id"] in {0, 3}


def test_an_empty_set_of_keywords_is_not_given_to_the_function() -> None:
    def order_check(*args: object, **kwargs: object) -> object:
        return (len(args), len(kwargs))

    module = SimpleNamespace(order_check=order_check, last_error=_fine)

    assert served(module, "order_check", {"volume": 1.0}) == (1, 0)


@pytest.mark.parametrize("value", [np.int64(1), np.float32(1), RATES])
def test_numpy_is_no_argument(value: object) -> None:
    calls: list[object] = []
    module = SimpleNamespace(order_send=calls.append, last_error=_fine)

    with pytest.raises(NeverSent, match="no argument"):
        served(module, "order_send", {"type": value})

    assert calls == []


def test_an_argument_without_a_form_does_not_leave() -> None:
    with pytest.raises(worker.WireError, match="object"):
        worker.request(1, "order_send", ({"type": object()},), {})


def test_the_last_error_is_taken_with_the_result() -> None:
    module = SimpleNamespace(positions_get=lambda: None, last_error=lambda: (-10005, "IPC timeout"))
    data = worker.answer(module, worker.request(5, "positions_get", (), {}))

    reply = read_reply(data, number=5, name="positions_get")

    assert (reply.value, reply.error_code, reply.error_text) == (None, -10005, "IPC timeout")


def test_a_module_without_a_usable_last_error_still_answers() -> None:
    module = SimpleNamespace(positions_get=lambda: (), last_error=lambda: None)
    data = worker.answer(module, worker.request(5, "positions_get", (), {}))

    reply = read_reply(data, number=5, name="positions_get")

    assert (reply.value, reply.error_code) == ((), -1)


# --- answers nobody should believe


@pytest.mark.parametrize(
    "header",
    [
        {"id": 8, "ok": None, "last_error": [1, ""]},
        {"id": 7, "last_error": [1, ""]},
        {"id": 7, "ok": None},
        {"id": 7, "ok": None, "last_error": ["1", ""]},
        {"id": 7, "ok": {"s": "Tick", "v": []}, "last_error": [1, ""]},
        {"id": 7, "ok": {"s": "T", "v": [1]}, "types": {"T": []}, "last_error": [1, ""]},
        {"id": 7, "ok": {"s": "T", "v": [1]}, "types": {"T": ["def"]}, "last_error": [1, ""]},
        {"id": 7, "ok": {"s": "T", "v": [1]}, "types": [], "last_error": [1, ""]},
        {"id": 7, "ok": {"a": 0, "dtype": "<f8", "shape": [1]}, "last_error": [1, ""]},
    ],
)
def test_an_absurd_answer_is_not_believed(header: dict[str, object]) -> None:
    with pytest.raises(worker.WireError):
        read_reply(frame(header), number=7, name="version")


@pytest.mark.parametrize("dtype", ["|O", "nonsense", [["a"]], [["a", "|O"]], 7, "|V0"])
def test_an_absurd_array_is_not_believed(dtype: object) -> None:
    header = {"id": 7, "ok": {"a": 0, "dtype": dtype, "shape": [1]}, "last_error": [1, ""]}
    data = worker.pack({**header, "types": {}}, [b"12345678"])

    with pytest.raises(worker.WireError):
        read_reply(data, number=7, name="version")


# --- processes


@pytest.mark.parametrize("python", pythons())
def test_a_module_that_prints_does_not_disturb_the_frames(python: str) -> None:
    child = worker.Child(PLAIN, python=python, environment=ENVIRONMENT)
    try:
        hello, _ = worker.unpack(child.peer.receive(worker.REQUEST_LIMIT))
        child.peer.send(worker.request(1, "account_info", (), {}))
        reply = read_reply(child.peer.receive(worker.REPLY_LIMIT), number=1, name="account_info")
    finally:
        child.close()

    assert (hello["dtms"], hello["module"]) == (1, PLAIN)
    assert tuple(reply.value) == (4711, "Fake-Demo")


@pytest.mark.parametrize("name", ["order_send", "orders_total"])
def test_a_module_that_raises_or_exits_is_answered_for(name: str) -> None:
    child = worker.Child(PLAIN, environment=ENVIRONMENT)
    try:
        child.peer.receive(worker.REQUEST_LIMIT)
        for number in (1, 2):
            child.peer.send(worker.request(number, name, ({},) if name == "order_send" else (), {}))
            header, _ = worker.unpack(child.peer.receive(worker.REPLY_LIMIT))
            assert (header["id"], header["error"], header["called"]) == (number, "raised", True)
    finally:
        child.close()


@pytest.mark.parametrize(
    ("module", "problem"),
    [("no_such_module", "ModuleNotFoundError"), ("json", "not shaped"), ("../x", "no module")],
)
def test_a_module_that_cannot_be_served_is_named_with_a_remedy(module: str, problem: str) -> None:
    with pytest.raises(worker.CannotServe, match=problem) as caught:
        worker.Child(module)

    assert caught.value.remedy


def test_a_missing_interpreter_is_named() -> None:
    with pytest.raises(worker.CannotServe, match="cannot be started"):
        worker.Child(PLAIN, python="/no/such/python")


def test_the_worker_ends_with_whoever_started_it() -> None:
    lines = (
        "import sys; from dtms.adapters.mt5 import worker",
        f"child = worker.Child({PLAIN!r})",
        "print(child.process.pid, flush=True)",
        "sys.stdin.read()",
    )
    parent = subprocess.Popen(  # noqa: S603 - our own text
        [sys.executable, "-c", "\n".join(lines)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=ENVIRONMENT,
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert parent.stdin is not None
    parent.stdin.close()

    assert vanishes(pid)


def vanishes(pid: int) -> bool:
    """Tell whether a process that is nobody's child of ours is gone soon."""
    waiting = threading.Event()
    for _ in range(500):
        try:
            if Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").split()[2] == "Z":
                return True
        except OSError:
            return True
        waiting.wait(0.01)
    return False


def admitted(port: int, key: bytes) -> int:
    """Knock until the gate lets us in, as a client does; return the worker's process."""
    waiting = threading.Event()
    for _ in range(500):
        with Client(("127.0.0.1", port), authkey=key) as client:
            hello = json.loads(client.recv_bytes()[4:])
        if hello.get("error") != "busy":
            return int(hello["pid"])
        waiting.wait(0.01)
    raise AssertionError("the gate is busy for ever")


# --- the handshake


def test_a_silent_peer_does_not_hold_the_handshake_up() -> None:
    ours, theirs = socket.socketpair()
    peer = worker.Peer(ours)
    began = time.monotonic()

    with pytest.raises(OSError, match="silent"):
        peer.introduce(b"k" * 32, serving=True, seconds=0.1)

    peer.close()
    theirs.close()
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("serving", [True, False])
def test_noise_instead_of_a_handshake_is_refused(serving: bool) -> None:
    ours, theirs = socket.socketpair()
    theirs.sendall(b"\x00\x00\x00\x05hello" * 3)
    peer = worker.Peer(ours)

    with pytest.raises(AuthenticationError):
        peer.introduce(b"k" * 32, serving=serving)

    peer.close()
    theirs.close()


def test_a_frame_larger_than_allowed_is_not_read() -> None:
    ours, theirs = socket.socketpair()
    theirs.sendall((1 << 30).to_bytes(4, "big"))
    peer = worker.Peer(ours)

    with pytest.raises(OSError, match="length"):
        peer.receive(1 << 20)

    peer.close()
    theirs.close()


# --- on another machine


def test_a_client_of_the_standard_library_is_served(tmp_path: Path) -> None:
    with (
        gate(PLAIN, tmp_path) as (port, key, _),
        Client(("127.0.0.1", port), authkey=key) as client,
    ):
        hello = client.recv_bytes()
        client.send_bytes(frame({"id": 1, "call": "account_info"}))
        answer = client.recv_bytes()

    assert json.loads(hello[4:])["dtms"] == 1
    header = json.loads(answer[4:])
    assert header["ok"] == {"s": "AccountInfo", "v": [4711, "Fake-Demo"]}
    assert header["types"] == {"AccountInfo": ["login", "server"]}


def test_another_key_is_refused_and_the_next_client_served(tmp_path: Path) -> None:
    with gate(PLAIN, tmp_path) as (port, key, _):
        with pytest.raises(AuthenticationError):
            Client(("127.0.0.1", port), authkey=b"another key altogether")
        with Client(("127.0.0.1", port), authkey=key) as client:
            assert client.recv_bytes()


def test_a_silent_stranger_keeps_nobody_out(tmp_path: Path) -> None:
    with gate(PLAIN, tmp_path) as (port, key, _):
        strangers = [socket.create_connection(("127.0.0.1", port)) for _ in range(3)]
        with Client(("127.0.0.1", port), authkey=key) as client:
            assert client.recv_bytes()
        for stranger in strangers:
            stranger.close()


def test_a_second_client_is_told_that_the_worker_is_busy(tmp_path: Path) -> None:
    with (
        gate(PLAIN, tmp_path) as (port, key, _),
        Client(("127.0.0.1", port), authkey=key) as first,
    ):
        first.recv_bytes()
        with Client(("127.0.0.1", port), authkey=key) as second:
            assert json.loads(second.recv_bytes()[4:])["error"] == "busy"


def test_a_client_that_leaves_a_hanging_call_frees_the_worker(tmp_path: Path) -> None:
    with gate(PLAIN, tmp_path) as (port, key, _):
        with Client(("127.0.0.1", port), authkey=key) as first:
            pid = json.loads(first.recv_bytes()[4:])["pid"]
            first.send_bytes(frame({"id": 1, "call": "positions_total"}))
        assert vanishes(pid)
        assert admitted(port, key) != pid


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ((PLAIN, "--listen", "0.0.0.0:0"), "other machines"),
        ((PLAIN, "--listen", "example.org:7000"), "other machines"),
        ((PLAIN, "--listen", "7000"), "no address"),
        ((PLAIN, "--listen", "127.0.0.1:x"), "no address"),
        ((PLAIN, "--listen", "127.0.0.1:99999", "--key-file", "KEY"), "cannot be listened on"),
        ((PLAIN, "--listen", "127.0.0.1:0"), "no key"),
        ((PLAIN, "--listen", "127.0.0.1:0", "--key-file", "NONE"), "cannot be read"),
        ((PLAIN, "--listen", "127.0.0.1:0", "--key-file", "SHORT"), "shorter"),
        ((PLAIN, "--listen", "127.0.0.1:0", "--key-file", "OPEN"), "by others"),
        (("no_such_module", "--listen", "127.0.0.1:0", "--key-file", "KEY"), "cannot be loaded"),
    ],
)
def test_what_cannot_be_served_is_said_with_exit_code_2(
    tmp_path: Path, arguments: tuple[str, ...], problem: str
) -> None:
    for name, text, mode in (
        ("KEY", "k" * 32, 0o600),
        ("SHORT", "k", 0o600),
        ("OPEN", "k" * 32, 0o644),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / name).chmod(mode)

    ended = subprocess.run(  # noqa: S603 - our own file
        [sys.executable, SOURCE, *arguments],
        env=ENVIRONMENT,
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert (ended.returncode, problem in ended.stderr.decode()) == (2, True), ended.stderr
