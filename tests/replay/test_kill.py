"""Killed at any instant and started again: nothing doubled, nothing lost, the same book."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dtms.core import events
from dtms.core.trade import ActionKind, TradeState
from dtms.sim.feed_file import FileFeed
from tests.replay.kit import ROOT, SYMBOL, TIMED_DAY, Bench, Run, at, audit, needs_data

pytestmark = needs_data

KILLED = 137
EVERY = 9  # of the commits; 1 was run by hand, docs/verification.md
END = at("02-10", "07:00")
TRADES = "time,side,volume,stop,target\n2012-02-10T02:00:00,buy,0.10,1.57438,1.59238\n"
# What the day sends with `balanced`, in order: the n of `executor.*:n`.
ORDERS = {"stop": 1, "half": 2, "hedge": 3, "close_all": 4}


class Died(BaseException):
    """A simulated kill: everything in memory is lost, store and journal stay."""


@dataclass(slots=True)
class Killer:
    """Counts passages of one failpoint and dies at the n-th."""

    name: str
    nth: int

    def __call__(self, name: str) -> None:
        if name == self.name:
            self.nth -= 1
            if self.nth == 0:
                raise Died


@dataclass(slots=True)
class Counting:
    """Counts passages of every failpoint."""

    passed: list[str]

    def __call__(self, name: str) -> None:
        self.passed.append(name)


def replay(
    bars: Path, trades: Path, directory: Path, failpoint: str = ""
) -> "subprocess.CompletedProcess[str]":
    """Run the command a person runs, in a process of its own."""
    command = [sys.executable, "-m", "dtms", "replay", "--policy", "balanced"]
    command += ["--bars", str(bars), "--symbol", SYMBOL, "--trades", str(trades)]
    command += ["--data-dir", str(directory), "--failpoint", failpoint]
    return subprocess.run(  # noqa: S603 - our own program
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture(scope="module")
def trades(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trades") / "trades.csv"
    path.write_text(TRADES, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def passed(bench: Bench) -> list[str]:
    """Every failpoint of the day, in order."""
    found: list[str] = []
    run = Run(bench, TIMED_DAY, policy="balanced", failpoint=Counting(found)).to(END)
    run.close()
    return found


@pytest.fixture(scope="module")
def never_killed(bench: Bench) -> Iterator[Run]:
    run = Run(bench, TIMED_DAY, policy="balanced").to(END)
    yield run
    run.close()


def restarted(bench: Bench, directory: Path, *kills: Killer) -> Run:
    """Play the day, dying as told, and then to its end."""
    for kill in kills:
        with pytest.raises(Died):
            Run(bench, TIMED_DAY, policy="balanced", directory=directory, failpoint=kill).to(END)
    return Run(bench, TIMED_DAY, policy="balanced", directory=directory).to(END)


def one_order_for_each_intent(run: Run) -> None:
    sent = {(deal.magic, deal.order) for deal in run.own_deals() if deal.reason == 3}
    orders = Counter(magic for magic, _ in sent)  # a close-by is one order with two deals
    assert all(count == 1 for count in orders.values())
    assert max(len([p for p in shot.held.values() if p.magic]) for shot in run.shots) <= 1


def test_the_day_sends_what_the_kill_tests_believe(passed: list[str], never_killed: Run) -> None:
    sent = never_killed.facts(events.IntentSent)

    assert [fact.kind for fact in sent] == [
        ActionKind.STOP,
        ActionKind.REDUCE,
        ActionKind.HEDGE,
        ActionKind.CLOSE_BY,
    ]
    assert Counter(name for name in passed if name.startswith("executor")) == {
        "executor.pending": 4,
        "executor.sent": 4,
        "executor.answered": 4,
        "executor.verified": 4,
    }


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("point", ["pending", "answered", "verified"])
def test_killed_around_any_order_the_final_book_is_the_same(
    bench: Bench, tmp_path: Path, never_killed: Run, order: str, point: str
) -> None:
    run = restarted(bench, tmp_path, Killer(f"executor.{point}", ORDERS[order]))

    assert run.book() == never_killed.book()
    assert states(run) == states(never_killed)
    one_order_for_each_intent(run)
    audit(run)
    run.close()


def states(run: Run) -> list[tuple[datetime, TradeState]]:
    return [(fact.at, fact.after) for fact in run.facts(events.StateChanged)]


def test_killed_at_any_commit_the_final_book_is_the_same(
    bench: Bench, tmp_path: Path, never_killed: Run, passed: list[str]
) -> None:
    """Every ninth of the commits; what a kill between SENT and the order does is told below."""
    commits = passed.count("journal.after_commit")
    assert commits > 60
    for nth in range(1, commits + 1, EVERY):
        directory = tmp_path / str(nth)
        directory.mkdir(mode=0o700)

        run = restarted(bench, directory, Killer("journal.after_commit", nth))

        if not in_flight(passed, nth):
            assert run.book() == never_killed.book(), nth
        one_order_for_each_intent(run)
        audit(run)
        run.close()


def in_flight(passed: list[str], nth: int) -> bool:
    """Whether the n-th commit is the one that marks an order as sent."""
    places = [index for index, name in enumerate(passed) if name == "journal.after_commit"]
    return passed[places[nth - 1] + 1 : places[nth - 1] + 2] == ["executor.sent"]


def compact(run: Run) -> list[tuple[object, ...]]:
    """Deals without their instants and prices, which a waited-out window moves."""
    return [(deal.type, deal.entry, deal.volume) for deal in run.deals]


@pytest.mark.parametrize("order", ["stop", "close_all"])
def test_killed_before_a_stop_or_close_left_it_is_sent_once_later(
    bench: Bench, tmp_path: Path, never_killed: Run, order: str
) -> None:
    run = restarted(bench, tmp_path, Killer("executor.sent", ORDERS[order]))

    assert compact(run) == compact(never_killed)
    assert run.ledger.positions == {}
    if order == "stop":
        assert run.book() == never_killed.book()
    else:
        late = timedelta(milliseconds=run.deals[-1].at_msc - never_killed.deals[-1].at_msc)
        assert timedelta(0) < late <= timedelta(minutes=7)
    one_order_for_each_intent(run)
    audit(run)
    run.close()


@pytest.mark.parametrize("order", ["half", "hedge"])
def test_killed_before_a_half_close_or_hedge_left_it_is_never_sent_blindly(
    bench: Bench, tmp_path: Path, order: str
) -> None:
    run = restarted(bench, tmp_path, Killer("executor.sent", ORDERS[order]))

    first = next(
        fact
        for fact in run.facts(events.IntentSent)
        if fact.kind is (ActionKind.HEDGE if order == "hedge" else ActionKind.REDUCE)
    )
    again = [
        fact
        for fact in run.facts(events.IntentSent)
        if first.at < fact.at < first.at + timedelta(minutes=35) and fact.kind is first.kind
    ]
    assert again == []
    given_up = [fact for fact in run.facts(events.ActionRefused) if fact.unprotected]
    assert [fact.at - first.at for fact in given_up][:1] == [timedelta(minutes=35)]
    one_order_for_each_intent(run)
    audit(run)
    run.close()


def test_killed_twice_at_the_same_order_there_is_one_hedge(
    bench: Bench, tmp_path: Path, never_killed: Run
) -> None:
    run = restarted(
        bench,
        tmp_path,
        Killer("executor.pending", ORDERS["hedge"]),
        Killer("executor.pending", 1),
        Killer("executor.answered", 1),
        Killer("executor.verified", 1),
    )

    assert run.book() == never_killed.book()
    one_order_for_each_intent(run)
    audit(run)
    run.close()


def test_a_restart_without_news_adds_no_order(bench: Bench, tmp_path: Path) -> None:
    for _ in range(3):
        run = Run(bench, TIMED_DAY, policy="balanced", directory=tmp_path)
        run.to(at("02-10", "05:25"))
        run.close()

    again = Run(bench, TIMED_DAY, policy="balanced", directory=tmp_path)

    assert len(again.facts(events.HedgeOpened)) == 1
    assert len(again.facts(events.TradeRegistered)) == 1
    assert len(again.facts(events.StateChanged)) == 3
    audit(again)
    again.close()


@pytest.fixture(scope="module")
def undisturbed(
    short_bars: Path, trades: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[object, ...]]:
    directory = tmp_path_factory.mktemp("never")
    assert replay(short_bars, trades, directory).returncode == 0
    return book_of(short_bars, directory)


def book_of(bars: Path, directory: Path) -> list[tuple[object, ...]]:
    run = Run(Bench(FileFeed(bars, SYMBOL)), TIMED_DAY, policy="balanced", directory=directory)
    audit(run)
    book = run.book()
    run.close()
    return book


@pytest.mark.parametrize(
    "failpoint",
    [
        "executor.answered:3:exit",
        "executor.verified:2:exit",
        "executor.pending:4:exit",
        "executor.sent:1:exit",
        "journal.after_commit:40:exit",
    ],
)
def test_a_killed_process_ends_with_the_same_book(
    short_bars: Path,
    trades: Path,
    tmp_path: Path,
    undisturbed: list[tuple[object, ...]],
    failpoint: str,
) -> None:
    killed = replay(short_bars, trades, tmp_path, failpoint)
    again = replay(short_bars, trades, tmp_path)

    assert (killed.returncode, again.returncode) == (KILLED, 0), again.stderr
    assert book_of(short_bars, tmp_path) == undisturbed


def test_a_process_killed_between_sent_and_answer_sends_no_second_hedge(
    short_bars: Path, trades: Path, tmp_path: Path
) -> None:
    killed = replay(short_bars, trades, tmp_path, "executor.sent:3:exit")
    again = replay(short_bars, trades, tmp_path)

    assert (killed.returncode, again.returncode) == (KILLED, 0)
    assert "outcome of hedge unknown, still; nothing is sent again" in again.stdout
    assert "NOT PROTECTED" in again.stdout
    before_given_up = again.stdout.split("NOT PROTECTED")[0]
    assert "hedge #" not in before_given_up
