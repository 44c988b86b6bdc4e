"""The channel to a terminal in another process: deadlines, restarts, identity, and the loop."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest

from dtms.adapters.mt5.broker import Mt5Broker
from dtms.adapters.mt5.channel import Reply
from dtms.adapters.mt5.client import Backoff, Deadlines, Login, TerminalChannel
from dtms.adapters.mt5.errors import CannotConnect, DeadlinePassed, LinkLost, NeverSent
from dtms.adapters.mt5.links import Link
from dtms.adapters.mt5.requests import stop_request
from dtms.adapters.mt5.worker import REQUEST_LIMIT
from dtms.core.errors import BrokerUnavailable, WrongAccount
from dtms.core.events import Refusal
from dtms.core.trade import AccountId
from dtms.ports import Verdict
from tests.adapters.mt5.builders import MAGIC, a_hedge, a_reduction, a_stop
from tests.adapters.mt5.rigs import LOGIN, Door, RpycServer, a_channel, a_worker

OWN = AccountId(server="Fake-Demo", login=4711)
SHORT = Deadlines(read=0.5, history=0.5, check=0.5, order=0.5, connect=10.0)
# Of a real worker: what hangs in these tests is short, a restart under load may take its time.
REAL = Deadlines(read=20.0, history=0.5, order=1.0)
SLOW = "history_deals_total"


def an_account(login: int = 4711) -> SimpleNamespace:
    return SimpleNamespace(login=login, server="Fake-Demo")


@dataclass
class FakeLink:
    """A link whose answers a test sets; `hold` makes it wait until it is aborted."""

    login: int = 4711
    attached: Reply = field(default_factory=lambda: Reply(value=True))
    alive: bool = True
    hold: bool = False
    fault: BrokerUnavailable | None = None
    calls: list[str] = field(default_factory=list)
    started: Event = field(default_factory=Event)
    aborted: Event = field(default_factory=Event)
    closed: bool = False
    told: dict[str, object] = field(default_factory=dict)

    def exchange(
        self, name: str, args: tuple[object, ...], kwargs: Mapping[str, object], *, until: float
    ) -> Reply:
        del args, until
        self.calls.append(name)
        if name == "initialize":
            self.told = dict(kwargs)
            return self.attached
        if name == "account_info":
            return Reply(value=an_account(self.login))
        if self.fault is not None:
            raise self.fault
        if self.hold:
            self.started.set()
            self.aborted.wait(30)
            raise LinkLost("cut")
        return Reply(value=name)

    def is_alive(self) -> bool:
        return self.alive

    def abort(self) -> None:
        self.aborted.set()

    def close(self) -> None:
        self.closed = True


class FakeConnector:
    """Hands out the links it was given, then fails."""

    def __init__(self, *links: Link | CannotConnect) -> None:
        self.links = list(links)
        self.asked = 0

    def connect(self) -> Link:
        self.asked += 1
        if not self.links:
            raise CannotConnect(problem="nothing there", remedy="start it")
        link = self.links.pop(0)
        if isinstance(link, CannotConnect):
            raise link
        return link


class HandTime:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def over(
    connector: FakeConnector,
    *,
    login: Login | None = None,
    deadlines: Deadlines = SHORT,
    clock: Callable[[], float] = time.monotonic,
) -> AsyncIterator[TerminalChannel]:
    channel = TerminalChannel(connector, login=login, deadlines=deadlines, clock=clock)
    try:
        yield channel
    finally:
        await channel.close()


async def lag_during(work: Callable[[], object]) -> tuple[object, float]:
    """Return what the work came to and the longest the loop was held up meanwhile."""
    longest, done = 0.0, False

    async def beat() -> None:
        nonlocal longest
        while not done:
            before = time.monotonic()
            await asyncio.sleep(0.01)
            longest = max(longest, time.monotonic() - before - 0.01)

    heart = asyncio.create_task(beat())
    try:
        result = await work()  # type: ignore[misc]
    finally:
        done = True
        await heart
    return result, longest


# --- attaching


async def test_it_attaches_with_what_the_operator_gave() -> None:
    link = FakeLink()
    login = Login(path="C:/t.exe", login=4711, server="Fake-Demo", password="secret")  # noqa: S106
    async with over(FakeConnector(link), login=login) as channel:
        assert await channel.open() == OWN

    assert link.told == {
        "login": 4711,
        "server": "Fake-Demo",
        "password": "secret",
        "timeout": 8000,
    }
    assert link.calls[:2] == ["initialize", "account_info"]
    assert "secret" not in repr(login)


@pytest.mark.parametrize(
    ("code", "problem", "remedy"),
    [
        (-6, "refused the login", "DTMS_TERMINAL_PASSWORD"),
        (-10003, "no MetaTrader 5 terminal", "DTMS_TERMINAL_PATH"),
        (-10005, "did not answer", "window"),
        (-1, "cannot be used", "Start it"),
    ],
)
async def test_a_terminal_that_refuses_is_named_with_a_remedy(
    code: int, problem: str, remedy: str
) -> None:
    link = FakeLink(attached=Reply(value=False, error_code=code, error_text="words"))
    async with over(FakeConnector(link)) as channel:
        with pytest.raises(CannotConnect) as caught:
            await channel.open()

    assert problem in caught.value.problem
    assert remedy in caught.value.remedy
    assert link.closed


async def test_another_account_than_the_operators_is_refused() -> None:
    link = FakeLink(login=1)
    async with over(FakeConnector(link), login=Login(login=4711, server="Fake-Demo")) as channel:
        with pytest.raises(WrongAccount, match="4711"):
            await channel.open()

    assert link.closed


async def test_another_account_after_a_restart_freezes_until_the_own_is_back() -> None:
    first, foreign, own = FakeLink(), FakeLink(login=1), FakeLink()
    clock = HandTime()
    async with over(FakeConnector(first, foreign, own), clock=clock) as channel:
        await channel.open()
        first.alive = False

        with pytest.raises(WrongAccount):
            await channel.call("order_send", {})
        with pytest.raises(WrongAccount):
            await channel.call("positions_get")
        clock.now += 60
        reply = await channel.call("positions_get")

    assert reply.value == "positions_get"
    assert "order_send" not in [*first.calls, *foreign.calls, *own.calls]


# --- failing


async def test_a_silent_worker_is_replaced_and_its_answer_never_awaited() -> None:
    silent, fresh = FakeLink(fault=DeadlinePassed("no answer in time")), FakeLink()
    async with over(FakeConnector(silent, fresh)) as channel:
        with pytest.raises(DeadlinePassed):
            await channel.call("positions_get")
        reply = await channel.call("positions_get")

    assert silent.closed
    assert reply.value == "positions_get"


async def test_an_answer_by_drips_is_cut_off() -> None:
    dripping, fresh = FakeLink(hold=True), FakeLink()
    async with over(FakeConnector(dripping, fresh), deadlines=Deadlines(read=0.05)) as channel:
        with pytest.raises(DeadlinePassed):
            await channel.call("positions_get")
        assert (await channel.call("positions_get")).value == "positions_get"

    assert dripping.aborted.is_set()


async def test_a_call_that_waits_behind_a_slow_one_is_never_sent_late() -> None:
    link, fresh = FakeLink(hold=True), FakeLink()
    async with over(
        FakeConnector(link, fresh), deadlines=Deadlines(read=0.05, history=5)
    ) as channel:
        slow = asyncio.create_task(channel.call("copy_rates_from_pos"))
        await asyncio.to_thread(link.started.wait, 5)

        with pytest.raises(NeverSent):
            await channel.call("positions_get")

        link.abort()
        with pytest.raises(LinkLost):
            await slow
        await channel.call("copy_ticks_from")
    assert "positions_get" not in (*link.calls, *fresh.calls)


async def test_a_cancelled_call_that_has_not_begun_never_begins() -> None:
    link, fresh = FakeLink(hold=True), FakeLink()
    async with over(FakeConnector(link, fresh)) as channel:
        slow = asyncio.create_task(channel.call("positions_get"))
        await asyncio.to_thread(link.started.wait, 5)
        order = asyncio.create_task(channel.call("order_send", {}))
        await asyncio.sleep(0)
        order.cancel()
        link.abort()

        with pytest.raises(LinkLost):
            await slow
        with pytest.raises(asyncio.CancelledError):
            await order
        assert (await channel.call("orders_get")).value == "orders_get"
    assert "order_send" not in (*link.calls, *fresh.calls)


async def test_a_cancelled_call_leaves_the_channel_as_it_was() -> None:
    link = FakeLink()
    async with over(FakeConnector(link)) as channel:
        for _ in range(50):
            call = asyncio.create_task(channel.call("positions_get"))
            await asyncio.sleep(0)
            call.cancel()
            await asyncio.wait({call})
        reply = await channel.call("orders_get")

    assert reply.value == "orders_get"


async def test_an_order_without_a_terminal_is_refused_and_not_unknown() -> None:
    async with over(FakeConnector()) as channel:
        request = stop_request(a_stop(), magic=MAGIC, ticket=1)
        answer = await Mt5Broker(channel)._send_once(request, stop_change=True)

    assert (answer.verdict, answer.refusal) == (Verdict.REFUSED, Refusal.NOT_CONNECTED)


async def test_what_cannot_connect_is_tried_less_and_less_often() -> None:
    connector, clock = FakeConnector(), HandTime()
    async with over(connector, clock=clock) as channel:
        tried = []
        for _ in range(400):
            with pytest.raises(NeverSent, match="nothing there"):
                await channel.call("positions_get")
            tried.append(connector.asked)
            clock.now += 1

    assert tried[0] == 1
    assert 5 < tried[-1] < 15


def test_the_wait_grows_and_starts_over() -> None:
    backoff = Backoff()

    waits = [backoff.failed(1000.0 + step) for step in range(10)]

    assert waits == [0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert backoff.failed(2000.0) == 0


@pytest.mark.parametrize(
    ("name", "seconds"),
    [
        ("order_send", 30),
        ("order_check", 15),
        ("positions_get", 10),
        ("copy_rates_from_pos", 30),
        ("history_deals_get", 30),
        ("symbols_get", 30),
        ("initialize", 75),
    ],
)
def test_each_class_of_calls_has_its_deadline(name: str, seconds: float) -> None:
    assert Deadlines().of(name) == seconds


# --- a real process


@pytest.fixture
async def hosted(door: Door, tmp_path: Path) -> AsyncIterator[tuple[TerminalChannel, Door]]:
    """A worker of its own whose terminal survives it on disk."""
    connector = a_worker(door, HOSTED_STORE=str(tmp_path / "terminal"))
    channel = a_channel(connector, deadlines=REAL)
    await channel.open()
    yield channel, door
    await channel.close()


async def test_the_loop_goes_on_while_the_worker_hangs(
    hosted: tuple[TerminalChannel, Door],
) -> None:
    channel, door = hosted
    door.ask("hang", SLOW, 600)

    async def read() -> object:
        with pytest.raises(DeadlinePassed):
            await channel.call(SLOW, 0, 1)
        return (await channel.call("positions_get")).value

    after, lag = await lag_during(read)

    assert after == ()
    assert lag < 1


async def test_a_hanging_order_is_unknown_and_a_fresh_worker_answers(
    hosted: tuple[TerminalChannel, Door],
) -> None:
    channel, door = hosted
    broker = Mt5Broker(channel)
    main = door.ask("buy", "EURUSD", 0.1, 0.0)
    door.ask("hang", "order_send", 600)

    answer, lag = await lag_during(
        lambda: broker.send(a_hedge("EURUSD", position=main, stop="1.11"), magic=MAGIC)
    )

    assert answer.verdict is Verdict.UNKNOWN
    assert lag < 1
    assert [held.ticket for held in await broker.positions()] == [main]


@pytest.mark.parametrize(("when", "magics"), [("before", [0]), ("after", [0, MAGIC])])
async def test_a_worker_killed_during_an_order_leaves_it_unknown_and_to_be_found(
    hosted: tuple[TerminalChannel, Door], when: str, magics: list[int]
) -> None:
    channel, door = hosted
    broker = Mt5Broker(channel)
    main = door.ask("buy", "EURUSD", 0.1, 0.0)
    door.ask("die", "order_send", when)

    answer = await broker.send(a_hedge("EURUSD", position=main, stop="1.11"), magic=MAGIC)

    assert answer.verdict is Verdict.UNKNOWN
    assert [held.magic for held in await broker.positions()] == magics


async def test_a_worker_killed_at_rest_is_replaced_without_a_word(
    hosted: tuple[TerminalChannel, Door],
) -> None:
    channel, _ = hosted
    broker = Mt5Broker(channel)
    await broker.account()
    link = channel._link
    assert link is not None
    os.kill(link._child.process.pid, signal.SIGKILL)
    link._child.process.wait()

    assert (await broker.account()).account.login == LOGIN
    assert channel._link is not link


async def test_a_stopped_worker_is_killed_and_replaced(
    hosted: tuple[TerminalChannel, Door],
) -> None:
    channel, _ = hosted
    link = channel._link
    assert link is not None
    os.kill(link._child.process.pid, signal.SIGSTOP)

    with pytest.raises(DeadlinePassed):
        await channel.call(SLOW, 0, 1)

    assert (await channel.call("positions_get")).value == ()


async def test_a_wrong_login_is_refused_by_name(door: Door) -> None:
    login = Login(login=1, server="DTMS-Simulator")
    channel = a_channel(a_worker(door), login=login)

    with pytest.raises(CannotConnect, match="refused the login of 1"):
        await channel.open()

    await channel.close()


async def test_a_module_that_is_not_there_is_named(door: Door) -> None:
    connector = a_worker(door)
    channel = a_channel(type(connector)(module="no_such_module"))

    with pytest.raises(CannotConnect, match="no_such_module cannot be loaded"):
        await channel.open()

    await channel.close()


async def test_the_module_gets_none_of_our_secrets(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "42:canary")
    monkeypatch.setenv("DTMS_TERMINAL_PASSWORD", "canary")
    channel = a_channel(a_worker(door))
    await channel.open()
    link = channel._link
    assert link is not None

    process = Path(f"/proc/{link._child.process.pid}")
    variables = await asyncio.to_thread((process / "environ").read_bytes)
    arguments = await asyncio.to_thread((process / "cmdline").read_bytes)
    await channel.close()

    assert b"canary" not in variables
    assert b"PATH" in variables
    assert len(arguments.split(b"\0")) == 4  # interpreter, file, module, nothing: no key


async def test_an_rpyc_server_that_hangs_costs_one_answer(door: Door) -> None:
    server = RpycServer(door)
    channel = a_channel(server.connector, deadlines=REAL)
    await channel.open()
    door.ask("hang", SLOW, 600)

    async def read() -> object:
        with pytest.raises(DeadlinePassed):
            await channel.call(SLOW, 0, 1)
        return (await channel.call("positions_get")).value

    after, lag = await lag_during(read)
    await channel.close()
    server.close()

    assert after == ()
    assert lag < 1


@pytest.mark.parametrize("kind", ["worker", "rpyc"])
async def test_a_request_longer_than_a_worker_takes_never_leaves(door: Door, kind: str) -> None:
    server = RpycServer(door) if kind == "rpyc" else None
    channel = a_channel(a_worker(door) if server is None else server.connector)
    await channel.open()

    with pytest.raises(NeverSent, match="a request of"):
        await channel.call("symbol_select", "X" * REQUEST_LIMIT)
    after = (await channel.call("positions_get")).value
    await channel.close()
    if server is not None:
        server.close()

    assert after == ()


async def test_an_rpyc_server_killed_during_an_order_leaves_it_unknown(door: Door) -> None:
    server = RpycServer(door)
    channel = a_channel(server.connector)
    broker = Mt5Broker(channel)
    await channel.open()
    main = door.ask("buy", "EURUSD", 0.1, 0.0)
    door.ask("die", "order_send", "after")

    answer = await broker.send(a_reduction(main, symbol="EURUSD"), magic=MAGIC)
    with pytest.raises(NeverSent, match="rpyc server"):  # gone, or going
        await channel.call("positions_get")
    later = await broker.send(a_reduction(main, symbol="EURUSD"), magic=MAGIC)
    await channel.close()
    server.close()

    assert answer.verdict is Verdict.UNKNOWN
    assert later.refusal is Refusal.NOT_CONNECTED
