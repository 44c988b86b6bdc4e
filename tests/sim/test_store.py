import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dtms.sim.errors import ClockError, StoreError
from dtms.sim.faults import ExecuteLate, Fault
from dtms.sim.records import AccountSpec
from dtms.sim.terminal import Terminal
from tests.sim.builders import T0, a_feed, a_terminal, after, bought, deals, retcode

QUOTES = ((0, 1.1, 1.1001), (10, 1.105, 1.1051), (20, 1.09, 1.0901))
ROOT = Path(__file__).resolve().parents[2]

VICTIM = """
import os, signal, sys
from pathlib import Path
from tests.sim.builders import a_deal, a_terminal
phase, path = sys.argv[1], Path(sys.argv[2])
terminal = a_terminal(store=path, EURUSD=((0, 1.1, 1.1001),))
terminal.faults.on_order_send = lambda at: at == phase and os.kill(os.getpid(), signal.SIGKILL)
terminal.api.order_send(a_deal(terminal.api))
"""


def state(terminal: Terminal) -> tuple[object, ...]:
    api = terminal.api
    return (
        terminal.now,
        tuple(api.account_info()),
        [tuple(p) for p in api.positions_get()],
        [tuple(d) for d in deals(terminal)],
        [tuple(o) for o in api.history_orders_get(0, 4_000_000_000)],
        [tuple(api.symbol_info(s.name)) for s in api.symbols_get()],
        terminal.algo_trading,
    )


def test_reopened_store_resumes_everything(tmp_path: Path) -> None:
    terminal = a_terminal(store=tmp_path, EURUSD=QUOTES)
    kept = bought(terminal, volume=0.3, sl=1.08)
    closed = bought(terminal)
    retcode(terminal, type=1, position=closed)
    retcode(terminal, type=1, position=kept, volume=0.1)
    terminal.algo_trading = False
    terminal.advance_to(after(12.345))
    before = state(terminal)
    terminal.close()

    again = a_terminal(store=tmp_path, EURUSD=QUOTES)

    assert state(again) == before
    assert again.now == after(12.345)


def test_tickets_go_on_where_they_were(tmp_path: Path) -> None:
    terminal = a_terminal(store=tmp_path, EURUSD=QUOTES)
    first = bought(terminal)
    terminal.close()

    assert bought(a_terminal(store=tmp_path, EURUSD=QUOTES)) == first + 1


def test_stop_of_a_reopened_position_triggers(tmp_path: Path) -> None:
    terminal = a_terminal(store=tmp_path, EURUSD=QUOTES)
    bought(terminal, sl=1.095)
    terminal.close()

    again = a_terminal(store=tmp_path, EURUSD=QUOTES)
    again.advance_to(after(30))

    assert again.api.positions_get() == ()


def test_late_request_survives_a_restart(tmp_path: Path) -> None:
    terminal = a_terminal(store=tmp_path, EURUSD=QUOTES)
    late = ExecuteLate(after=timedelta(seconds=15))
    terminal.faults.add(Fault(call="order_send", effect=late))
    retcode(terminal)
    terminal.close()

    again = a_terminal(store=tmp_path, EURUSD=QUOTES)
    again.advance_to(after(30))

    assert [p.price_open for p in again.api.positions_get()] == [1.1051]


@pytest.mark.parametrize(("phase", "expected"), [("received", 0), ("executed", 1)])
def test_killed_process_loses_nothing_that_was_executed(
    tmp_path: Path, phase: str, expected: int
) -> None:
    victim = subprocess.run(  # noqa: S603  our own text
        [sys.executable, "-c", VICTIM, phase, str(tmp_path)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        check=False,
    )

    again = a_terminal(store=tmp_path, EURUSD=((0, 1.1, 1.1001),))

    assert victim.returncode == -signal.SIGKILL
    assert again.api.positions_total() == expected
    assert len(deals(again)) == 1 + expected


def test_another_accounts_store_is_refused(tmp_path: Path) -> None:
    a_terminal(store=tmp_path, EURUSD=QUOTES).close()

    with pytest.raises(StoreError, match="another path"):
        a_terminal(store=tmp_path, account=AccountSpec(login=1), EURUSD=QUOTES)


def test_garbled_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "terminal.sqlite3").write_bytes(b"not a database" * 100)

    with pytest.raises(StoreError, match="move it away"):
        a_terminal(store=tmp_path, EURUSD=QUOTES)


def test_clock_refuses_the_past_and_naive_times() -> None:
    terminal = a_terminal(EURUSD=QUOTES)
    terminal.advance_to(after(5))

    with pytest.raises(ClockError, match="cannot go back"):
        terminal.advance_to(T0)
    with pytest.raises(ClockError, match="no time zone"):
        terminal.advance_to(datetime(2025, 6, 4))  # noqa: DTZ001  the point of the test


def test_new_terminal_starts_with_the_feed_unless_told() -> None:
    terminal = Terminal(feed=a_feed(EURUSD=QUOTES))

    assert terminal.now == T0.replace(hour=0)
