"""What cannot be used is named on stderr with exit code 2, and nothing is left half written."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pyarrow import parquet

from dtms.__main__ import main
from dtms.adapters.instance import Instance
from tests.replay.kit import BARS, ROOT, SYMBOL, at, cut, needs_data

GOOD = "2012-02-10T02:00:00,buy,0.10,1.57438,1.59238"
HEADER = "time,side,volume,stop,target"


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two days of bars."""
    path = tmp_path_factory.mktemp("little") / "GBPUSD.parquet"
    return cut(BARS, at("01-05", "00:00"), path)


class Case:
    """One call of the command, in a fresh directory."""

    def __init__(self, tmp_path: Path) -> None:
        self.trades = tmp_path / "trades.csv"
        self.directory = tmp_path / "data"
        self.rows(GOOD)

    def rows(self, *rows: str, header: str = HEADER) -> None:
        self.trades.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")

    def call(self, bars: Path, *more: str) -> int:
        given = ["replay", "--bars", str(bars), "--symbol", SYMBOL, "--trades", str(self.trades)]
        return main([*given, "--data-dir", str(self.directory), *more])

    def left(self) -> list[str]:
        """Files in the data directory, but for the lock that means nothing by itself."""
        if not self.directory.exists():
            return []
        return sorted(path.name for path in self.directory.iterdir() if path.name != "dtms.lock")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


@needs_data
@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--policy", "brave"), ["--policy", "'brave'", "seeds, balanced"]),
        (("--failpoint", "executor.sent"), ["'executor.sent' is no failpoint", "name:nth:exit"]),
        (("--failpoint", "executor.sent:0:exit"), ["executor.sent:0:exit"]),
        (("--failpoint", "executor.sent:1:explode"), ["explode"]),
    ],
)
def test_a_setting_that_means_nothing_is_named(
    case: Case,
    little: Path,
    capsys: pytest.CaptureFixture[str],
    more: tuple[str, ...],
    words: list[str],
) -> None:
    code = case.call(little, *more)

    assert code == 2
    told = capsys.readouterr().err
    assert all(word in told for word in words)
    assert case.left() == []


@needs_data
@pytest.mark.parametrize("more", [("--seed", "one"), ("--windows", "stained"), ("--haste", "1")])
def test_an_unknown_argument_is_named(
    case: Case, little: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        case.call(little, *more)

    assert ended.value.code == 2
    assert more[0] in capsys.readouterr().err
    assert case.left() == []


@needs_data
@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("yesterday,sell,0.10,1.6,1.5", ["row 2 column time", "yesterday"]),
        ("2012-01-04T06:00:00,short,0.10,1.6,1.5", ["row 2 column side", "'short'"]),
        ("2012-01-04T06:00:00,sell,,1.6,1.5", ["row 2 column volume", "is empty"]),
        ("2012-01-04T06:00:00,sell,nan,1.6,1.5", ["column volume", "nan"]),
        ("2012-01-04T06:00:00,sell,-1,1.6,1.5", ["column volume", "-1"]),
        ("2012-01-04T06:00:00,sell,0.10,wide,1.5", ["column stop", "'wide'"]),
        ("2012-01-04T06:00:00,sell,0.10,1.6,inf", ["column target", "inf"]),
        ("2012-01-04T06:00:00,sell,0.015,1.6,1.5", ["2012-01-04 06:00:00", "Invalid volume"]),
        ("2012-01-04T06:00:00,sell,0.10,1.5,1.6", ["2012-01-04 06:00:00", "Invalid stops"]),
        ("2012-01-04T06:00:00,sell,90,1.6,1.5", ["2012-01-04 06:00:00", "No money"]),
        ("2012-01-01T06:00:00,sell,0.10,1.6,1.5", ["2012-01-01 06:00:00"]),
        ("2011-06-01T06:00:00,sell,0.10,1.6,1.5", ["2011-06-01 06:00:00"]),
        ("2013-06-01T06:00:00,sell,0.10,1.6,1.5", ["2013-06-01 06:00:00", "the prices end"]),
        ("2012-01-04T06:00:00,sell", ["row 2"]),
    ],
)
def test_a_bad_trade_is_named_before_anything_is_written(
    case: Case, little: Path, capsys: pytest.CaptureFixture[str], row: str, words: list[str]
) -> None:
    case.rows(row)

    code = case.call(little)

    assert code == 2
    told = capsys.readouterr().err
    assert [word for word in words if word not in told] == []
    assert "Traceback" not in told
    assert case.left() == []


@needs_data
@pytest.mark.parametrize(
    ("write", "words"),
    [
        (lambda path: path.write_bytes(b"\xff\xfe\x00\x9f\xff"), ["cannot be read"]),
        (lambda path: path.write_text("", encoding="utf-8"), ["column time is missing"]),
        (lambda path: path.write_text(HEADER + "\n", encoding="utf-8"), ["holds no trades"]),
        (
            lambda path: path.write_text("time,side,volume,stop\n" + GOOD, encoding="utf-8"),
            ["column target is missing"],
        ),
        (lambda path: (path.unlink(), path.mkdir()), ["cannot be read"]),
        (lambda path: path.unlink(), ["cannot be read", "No such file"]),
    ],
)
def test_a_file_of_trades_that_cannot_be_read_is_named(
    case: Case,
    little: Path,
    capsys: pytest.CaptureFixture[str],
    write: Callable[[Path], object],
    words: list[str],
) -> None:
    write(case.trades)

    code = case.call(little)

    assert code == 2
    told = capsys.readouterr().err
    assert [word for word in (*words, str(case.trades)) if word not in told] == []
    assert case.left() == []


def _swapped(table: pa.Table) -> pa.Table:
    order = list(range(len(table)))
    order[100], order[101] = order[101], order[100]
    return table.take(order)


def _with(name: str, at_row: int, value: float) -> Callable[[pa.Table], pa.Table]:
    def change(table: pa.Table) -> pa.Table:
        column = table.column(name).to_pylist()
        column[at_row] = value
        return table.set_column(table.column_names.index(name), name, pa.array(column))

    return change


SPOILT: dict[str, tuple[Callable[[pa.Table], pa.Table], list[str]]] = {
    "unsorted": (_swapped, ["row 102", "time repeats or goes back", "sort"]),
    "doubled": (
        lambda table: pa.concat_tables([table.slice(0, 50), table.slice(49)]),
        ["row 51", "time repeats"],
    ),
    "not a number": (_with("close", 7, float("nan")), ["row 8", "close is missing"]),
    "infinite": (_with("high", 7, float("inf")), ["row 8", "high is missing"]),
    "zero": (_with("low", 7, 0.0), ["row 8", "low is missing or not positive"]),
    "negative": (_with("open", 7, -1.5), ["row 8", "open is missing or not positive"]),
    "impossible": (_with("high", 7, 1.0), ["row 8", "outside low..high"]),
    "column lost": (lambda table: table.drop_columns(["close"]), ["no column close"]),
    "without rows": (lambda table: table.slice(0, 0), ["no rows"]),
    "seven minutes": (lambda table: table.take(list(range(0, 700, 7))), ["420 s apart"]),
}


@needs_data
@pytest.mark.parametrize("name", SPOILT)
def test_bars_that_cannot_be_right_are_named_with_their_row(
    case: Case, little: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    spoil, words = SPOILT[name]
    bars = tmp_path / "bars.parquet"
    parquet.write_table(spoil(parquet.read_table(little)), bars)

    code = case.call(bars)

    assert code == 2
    told = capsys.readouterr().err
    assert [word for word in (*words, str(bars)) if word not in told] == []
    assert "Traceback" not in told
    assert case.left() == []


@needs_data
def test_bars_of_words_are_named(
    case: Case, little: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = parquet.read_table(little)
    bars = tmp_path / "bars.parquet"
    parquet.write_table(table.set_column(1, "open", pa.array(["high"] * len(table))), bars)

    code = case.call(bars)

    assert code == 2
    assert "open" in capsys.readouterr().err


@needs_data
def test_bars_that_cannot_be_read_are_named(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    half = tmp_path / "half.parquet"
    half.write_bytes(BARS.read_bytes()[:10_000])

    for bars in (half, tmp_path / "nowhere.parquet", tmp_path):
        assert case.call(bars) == 2
        assert str(bars) in capsys.readouterr().err
    assert case.left() == []


@needs_data
def test_a_gapped_file_blinds_the_trade_once_and_sends_nothing_meanwhile(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two hours without bars in an open market are a loss of sight, not a refusal of the file."""
    table = parquet.read_table(BARS)
    early, since, until = (
        int(at("02-10", clock).timestamp()) for clock in ("08:00", "03:57", "05:57")
    )
    time = pc.field("time")
    kept = table.filter((time < early) & ((time < since) | (time >= until)))
    bars = tmp_path / "gapped.parquet"
    parquet.write_table(kept, bars)

    code = case.call(bars)

    told = capsys.readouterr().out.splitlines()
    blind = [line[11:19] for line in told if "blind begins" in line]
    seeing = [line[11:19] for line in told if "blind ends" in line]
    between = [line for line in told if blind and blind[0] < line[11:19] < seeing[0]]
    assert code == 0
    assert (len(blind), len(seeing)) == (1, 1)
    assert "04:05:00" < blind[0] <= "04:12:30"
    assert "05:57:00" <= seeing[0] <= "06:01:00"
    assert between == []


@needs_data
def test_a_data_directory_in_use_is_left_alone(
    case: Case, little: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case.rows("2012-01-04T06:00:00,sell,0.10,1.6,1.5")
    with Instance.take(case.directory):
        code = case.call(little)

    assert code == 2
    assert "another DTMS is running on it" in capsys.readouterr().err
    assert case.left() == []


@needs_data
def test_a_data_directory_of_other_prices_is_left_as_it_was(
    case: Case, little: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case.rows("2012-01-04T06:00:00,sell,0.10,1.6,1.5")
    assert case.call(little) == 0
    before = {path.name: path.read_bytes() for path in case.directory.iterdir()}
    other = tmp_path / "OTHER.parquet"
    other.write_bytes(little.read_bytes())

    code = case.call(other)

    assert code == 2
    assert "use another path" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in case.directory.iterdir()} == before


@needs_data
def test_a_data_directory_that_is_a_file_is_named(
    case: Case, little: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case.rows("2012-01-04T06:00:00,sell,0.10,1.6,1.5")
    case.directory.write_text("not a directory", encoding="utf-8")

    code = case.call(little)

    assert code == 2
    assert str(case.directory) in capsys.readouterr().err
    assert case.directory.read_text(encoding="utf-8") == "not a directory"


@needs_data
def test_a_damaged_journal_is_put_aside_and_named(
    case: Case, little: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case.rows("2012-01-04T06:00:00,sell,0.10,1.6,1.5")
    case.directory.mkdir(mode=0o700)
    (case.directory / "journal.db").write_bytes(b"nothing of the kind" * 100)

    code = case.call(little)

    assert code == 2
    assert "journal.db" in capsys.readouterr().err
    assert any(name.startswith("journal.db.damaged") for name in case.left())


@needs_data
def test_an_unknown_symbol_is_named(
    case: Case, little: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(
        ["replay", "--bars", str(little), "--symbol", "CHOCOLATE", "--trades", str(case.trades)]
    )

    assert code == 2
    assert "CHOCOLATE" in capsys.readouterr().err


def test_the_program_itself_ends_with_code_2(tmp_path: Path) -> None:
    """Once through the real command line, exit code and streams included."""

    command = [sys.executable, "-m", "dtms", "replay", "--bars", str(tmp_path / "none.csv")]
    command += ["--symbol", SYMBOL, "--trades", str(tmp_path / "none.csv")]
    ended = subprocess.run(  # noqa: S603 - our own program
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )

    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert "none.csv" in ended.stderr
