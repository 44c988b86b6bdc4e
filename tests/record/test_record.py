"""The recorder: what it refuses, what it sends, and what it keeps to itself."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dtms.__main__ import main
from dtms.core.errors import BadInput, UnknownSymbol
from dtms.record.recorder import CONFIRMATION, record
from dtms.record.shapes import Masks, shape_of
from dtms.record.transcript import write_transcript
from dtms.sim import constants as c
from dtms.sim.api import FUNCTIONS
from dtms.sim.records import AccountSpec
from dtms.sim.shim_files import write_package
from dtms.sim.terminal import Terminal
from tests.sim.builders import a_symbol, a_terminal, bought, sold

ROOT = Path(__file__).resolve().parents[2]
CANARIES = AccountSpec(
    login=987_654_321,
    deposit=1_234_567.89,
    name="Canary Person",
    server="Canary-Server",
    company="Canary Company Ltd",
)


def a_stranger(account: AccountSpec | None = None) -> Terminal:
    """A terminal to which nobody is connected."""
    terminal = a_terminal(account=account)
    terminal.api.shutdown()
    return terminal


def refuses(question: str) -> str:
    raise AssertionError(question)


def confirms(question: str) -> str:
    return f"{CONFIRMATION}\n" if question else ""


def traces(terminal: Terminal) -> tuple[int, int, int]:
    ledger = terminal._desk.ledger
    return len(ledger.positions), len(ledger.orders), len(ledger.deals)


def test_without_trade_nothing_is_sent() -> None:
    terminal = a_stranger()
    before = traces(terminal)

    transcript = record(terminal.api, symbol="EURUSD", trades=False, ask=refuses)

    assert traces(terminal) == before
    assert {line.call for line in transcript.lines} >= {"order_send", "order_check"}
    assert len({line.step for line in transcript.lines}) == len(transcript.lines)


def test_an_order_for_a_symbol_nobody_offers_is_answered_and_does_nothing() -> None:
    transcript = record(a_stranger().api, symbol="EURUSD", trades=False, ask=refuses)

    sent = next(line for line in transcript.lines if line.step == "send.absent")

    assert dict(sent.answer["fields"])["retcode"] == {"is": "int", "value": 10013}


def test_every_function_of_the_module_is_called() -> None:
    transcript = record(a_stranger().api, symbol="EURUSD", trades=False, ask=refuses)

    called = {line.call for line in transcript.lines}

    assert called | {"last_error"} == set(FUNCTIONS)


def test_with_trade_nothing_is_left_open() -> None:
    terminal = a_stranger()

    transcript = record(terminal.api, symbol="EURUSD", trades=True, ask=confirms)

    positions, _, deals = traces(terminal)
    assert positions == 0
    assert deals > 4
    assert {"trade.buy", "trade.close-by", "trade.stop-same"} <= {
        line.step for line in transcript.lines
    }


def test_positions_of_the_trader_are_left_alone() -> None:
    terminal = a_terminal()
    own = bought(terminal, magic=0)
    terminal.api.shutdown()

    record(terminal.api, symbol="EURUSD", trades=True, ask=confirms)

    assert list(terminal._desk.ledger.positions) == [own]


@pytest.mark.parametrize("typed", ["", "yes\n", "trade\n"])
def test_without_the_confirmation_nothing_is_sent(typed: str) -> None:
    terminal = a_stranger()
    before = traces(terminal)

    with pytest.raises(BadInput) as caught:
        record(terminal.api, symbol="EURUSD", trades=True, ask=lambda _: typed)

    assert caught.value.field == "--trade"
    assert traces(terminal) == before
    assert terminal.api.account_info() is None


@pytest.mark.parametrize("mode", [c.ACCOUNT_TRADE_MODE_REAL, c.ACCOUNT_TRADE_MODE_CONTEST])
@pytest.mark.parametrize("trades", [False, True])
def test_only_a_demo_account_is_recorded(mode: int, *, trades: bool) -> None:
    terminal = a_stranger(AccountSpec(trade_mode=mode))
    before = traces(terminal)

    with pytest.raises(BadInput) as caught:
        record(terminal.api, symbol="EURUSD", trades=trades, ask=refuses)

    assert caught.value.problem == "is no demo account; nothing was sent"
    assert traces(terminal) == before
    assert terminal.api.account_info() is None


def test_an_unknown_symbol_is_named() -> None:
    with pytest.raises(UnknownSymbol, match="NOPE"):
        record(a_stranger().api, symbol="NOPE", trades=False, ask=refuses)


def test_a_suffixed_symbol_is_found_by_its_plain_name() -> None:
    spec = a_symbol(called="EURUSD.r")
    terminal = a_terminal(symbols=[spec], **{"EURUSD.r": ((0, 1.1, 1.1001),)})
    terminal.api.shutdown()

    transcript = record(terminal.api, symbol="EURUSD", trades=False, ask=refuses)

    tick = next(line for line in transcript.lines if line.step == "tick")
    assert tick.answer["type"] == "Tick"


def canary_file(folder: Path) -> str:
    terminal = a_terminal(account=CANARIES)
    bought(terminal, comment="canary note")
    sold(terminal, comment="canary second")
    terminal.api.shutdown()
    transcript = record(terminal.api, symbol="EURUSD", trades=True, ask=confirms)
    write_transcript(transcript, folder / "t.jsonl")
    return (folder / "t.jsonl").read_text(encoding="utf-8")


def test_no_secret_is_written(tmp_path: Path) -> None:
    text = canary_file(tmp_path).casefold()

    secrets = ("canary", "987654321", "1234567", "1_234", "dtms-simulator", "terminal64")
    assert [secret for secret in secrets if secret in text] == []
    assert '"retcode"' in text


def test_masks_still_join_answers(tmp_path: Path) -> None:
    rows = [json.loads(row) for row in canary_file(tmp_path).splitlines()[1:]]
    fields = {
        row["step"]: dict(row["answer"]["items"][0]["fields"])
        for row in rows
        if row["step"] in {"trade.held", "trade.deals"}
    }

    ticket = fields["trade.held"]["ticket"]
    assert ticket["value"].startswith("<int-")
    assert ticket == fields["trade.deals"]["position_id"]


def test_a_hidden_value_is_cut_out_of_every_text() -> None:
    masks = Masks()
    info = a_terminal(account=CANARIES).api.account_info()
    shape_of(info, masks)

    told = masks.cleaned(["no such server Canary-Server for 987654321", "Canary-Serverless"])

    assert told == ["no such server <str-2> for <int-1>", "Canary-Serverless"]


def test_an_absent_terminal_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["record", "--out", str(tmp_path / "t"), "--module", "no_such_module"])

    assert code == 2
    assert "--module: no_such_module cannot be loaded" in capsys.readouterr().err


def run_program(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "dtms", "record", *arguments],
        cwd=ROOT,
        env={**os.environ, **variables},
        input="",
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_program_records_the_package_and_checks_it(tmp_path: Path) -> None:
    write_package(tmp_path / "path", {"clock": "step", "step": 20.0})
    path = f"{tmp_path / 'path'}{os.pathsep}{ROOT}"
    out = tmp_path / "t.jsonl"

    recorded = run_program("--out", str(out), PYTHONPATH=path)
    checked = run_program("--check", str(out), PYTHONPATH=str(ROOT))
    unconfirmed = run_program("--out", str(tmp_path / "u"), "--trade", PYTHONPATH=path)
    broken = run_program("--out", str(out), PYTHONPATH=path, MT5_SIM_SEED="x")

    assert (recorded.returncode, recorded.stderr) == (0, "")
    assert (checked.returncode, checked.stdout.splitlines()[-1].split(", ")[1]) == (
        0,
        "0 differences",
    )
    assert (unconfirmed.returncode, (tmp_path / "u").exists()) == (2, False)
    assert broken.returncode == 2
    assert "terminal: cannot be reached (-10003, IPC initialize failed" in broken.stderr
