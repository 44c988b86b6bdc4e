"""Checking the simulated terminal: alike is told apart from different."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from dtms.__main__ import main
from dtms.record.command import simulated
from dtms.record.compare import differences
from dtms.record.transcript import read_transcript, write_transcript
from dtms.sim.shim_config import Mode

type Row = dict[str, object]


@cache
def rows() -> tuple[str, ...]:
    """A transcript of the simulated terminal, as lines of JSON."""
    lines = simulated(trades=True).lines
    head = {"format": 1, "version": "5.0.6231", "trades": True}
    return tuple(
        json.dumps(row)
        for row in (
            head,
            *(
                {"step": n.step, "call": n.call, "answer": n.answer, "error": n.error}
                for n in lines
            ),
        )
    )


def doctored(folder: Path, step: str, change: Callable[[Row], None]) -> Path:
    """Write the transcript with one step changed."""
    path = folder / "t.jsonl"
    found = [json.loads(row) for row in rows()]
    for row in found[1:]:
        if row["step"] == step:
            change(row)
    path.write_text("\n".join(json.dumps(row) for row in found), encoding="utf-8")
    return path


def nothing(_row: Row) -> None:
    """Change nothing."""


def another_code(row: Row) -> None:
    for name, field in row["answer"]["fields"]:
        if name == "retcode":
            field["value"] = 10030


def a_field_less(row: Row) -> None:
    row["answer"]["fields"].pop()


def a_whole_balance(row: Row) -> None:
    dict(row["answer"]["fields"])["balance"]["is"] = "int"


def another_text(row: Row) -> None:
    row["error"] = [-2, "Invalid parameter"]


def another_error(row: Row) -> None:
    row["error"] = [-1, row["error"][1]]


def wider_spread(row: Row) -> None:
    row["answer"]["columns"][6][1] = "<i8"


def no_answer(row: Row) -> None:
    row["answer"] = {"is": "none", "value": None}


def the_other_answer(row: Row) -> None:
    row["answer"]["value"] = not row["answer"]["value"]


def another_name(row: Row) -> None:
    row["step"] = "something.else"


def another_item(row: Row) -> None:
    row["answer"]["items"][0]["fields"][0][1]["is"] = "str"


def test_the_simulated_terminal_agrees_with_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["record", "--check", str(doctored(tmp_path, "", nothing))])

    assert (code, capsys.readouterr().out.endswith(", 0 differences\n")) == (0, True)


@pytest.mark.parametrize(
    ("step", "change", "told"),
    [
        ("trade.buy", another_code, "trade.buy: answer.retcode: recorded 10030, simulated 10009"),
        ("check.good", another_code, "check.good: answer.retcode: recorded 10030, simulated 0"),
        ("tick", a_field_less, "tick: answer.fields: recorded ['time'"),
        ("account", a_whole_balance, "account: answer.balance: recorded int"),
        (
            "send.volume",
            another_text,
            "send.volume: last_error: recorded (-2, 'Invalid parameter')",
        ),
        ("symbol.absent", another_error, "symbol.absent: last_error: recorded (-1, "),
        ("bars.M15", wider_spread, "bars.M15: answer.columns: recorded [['time', '<i8']"),
        ("bars.M1", no_answer, "bars.M1: answer: recorded none"),
        ("select", the_other_answer, "select: answer.value: recorded False, simulated True"),
        ("terminal", another_name, "something.else: call: recorded a call, simulated none"),
        ("terminal", another_name, "terminal: call: recorded none, simulated a call"),
        ("trade.held", another_item, "trade.held: answer[0].ticket: recorded str"),
    ],
)
def test_a_difference_is_told(
    tmp_path: Path,
    step: str,
    change: Callable[[Row], None],
    told: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = main(["record", "--check", str(doctored(tmp_path, step, change))])

    assert code == 1
    assert any(line.startswith(told) for line in capsys.readouterr().out.splitlines())


def test_a_netting_account_is_compared_with_a_netting_one(tmp_path: Path) -> None:
    recorded = simulated(trades=True, account=Mode.NETTING)
    write_transcript(recorded, tmp_path / "t.jsonl")

    assert main(["record", "--check", str(tmp_path / "t.jsonl")]) == 0
    assert differences(recorded, simulated(trades=True)) != ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "line 1"),
        ("{", "line 1"),
        ('{"format": 2, "version": "5", "trades": false}', "its format is 2, not 1"),
        ('{"format": 1, "version": "5", "trades": false}\n{"step": "a"}', "line 2"),
        (
            (
                '{"format": 1, "version": "5", "trades": false}\n'
                '{"step": "a", "call": "b", "answer": 5, "error": [1, ""]}'
            ),
            "answer or error is missing",
        ),
    ],
)
def test_a_file_that_is_no_transcript_is_named(
    tmp_path: Path, text: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.jsonl").write_text(text)

    assert main(["record", "--check", str(tmp_path / "t.jsonl")]) == 2
    assert line in capsys.readouterr().err


def test_a_written_transcript_reads_back(tmp_path: Path) -> None:
    transcript = simulated(trades=False)
    write_transcript(transcript, tmp_path / "t.jsonl")

    back = read_transcript(tmp_path / "t.jsonl")

    assert differences(transcript, back) == ()
    assert [line.step for line in back.lines] == [line.step for line in transcript.lines]
