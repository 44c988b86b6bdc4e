"""The package in MetaTrader5's place: its set-up, its clocks, and what it refuses."""

import ast
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dtms.sim.__main__ import main
from dtms.sim.shim import BEGINS, Host, ShimApi
from dtms.sim.shim_config import CONFIG_FILE, Clock, Config, ConfigError, Mode, read_config
from dtms.sim.shim_files import write_package


class Machine:
    """Clocks that are moved by hand."""

    def __init__(self) -> None:
        self.wall = datetime(2026, 2, 3, 12, tzinfo=UTC).timestamp()
        self.elapsed = 100.0


def a_module(folder: Path, machine: Machine | None = None, **variables: str) -> ShimApi:
    machine = machine or Machine()
    return ShimApi(
        Host(
            config=folder / CONFIG_FILE,
            environment={"MT5_SIM_DATA": str(folder / "data"), **variables},
            wall=lambda: machine.wall,
            elapsed=lambda: machine.elapsed,
        )
    )


def clock_of(api: ShimApi) -> datetime:
    api.terminal_info()
    assert api._session is not None
    return api._session.terminal.now


def test_real_clock_runs_from_a_virtual_start(tmp_path: Path) -> None:
    machine = Machine()
    api = a_module(tmp_path, machine, MT5_SIM_SPEED="60")
    api.initialize()

    machine.elapsed += 90

    assert clock_of(api) == BEGINS + timedelta(minutes=90)


def test_real_clock_rests_while_no_program_is_connected(tmp_path: Path) -> None:
    machine = Machine()
    api = a_module(tmp_path, machine)
    api.initialize()
    machine.elapsed += 5
    left = clock_of(api)
    api.shutdown()

    machine.elapsed += 5_000
    api.initialize()

    assert clock_of(api) == left


def test_wall_clock_is_this_machines_own(tmp_path: Path) -> None:
    machine = Machine()
    api = a_module(tmp_path, machine, MT5_SIM_CLOCK="wall")
    api.initialize()
    machine.wall += 42

    assert clock_of(api) == datetime(2026, 2, 3, 12, 0, 42, tzinfo=UTC)


def test_a_wall_clock_that_is_set_back_stands_still(tmp_path: Path) -> None:
    machine = Machine()
    api = a_module(tmp_path, machine, MT5_SIM_CLOCK="wall")
    api.initialize()
    machine.wall -= 3600

    assert clock_of(api) == datetime(2026, 2, 3, 12, tzinfo=UTC)
    assert api.account_info() is not None


def test_stepping_clock_moves_with_each_call(tmp_path: Path) -> None:
    api = a_module(tmp_path, MT5_SIM_CLOCK="step", MT5_SIM_STEP="2.5")
    api.initialize()

    first, second = clock_of(api), clock_of(api)

    assert (first, second - first) == (BEGINS + timedelta(seconds=2.5), timedelta(seconds=2.5))


def test_a_start_of_ones_own(tmp_path: Path) -> None:
    start = "2026-03-03T07:00:00+00:00"
    api = a_module(tmp_path, MT5_SIM_START=start)
    api.initialize()

    assert clock_of(api) == datetime.fromisoformat(start)


def test_nothing_is_opened_before_initialize(tmp_path: Path) -> None:
    api = a_module(tmp_path)

    assert api.positions_get() is None
    assert api.last_error() == (-10004, "No IPC connection")
    assert api.login(5_012_345) is False
    assert not (tmp_path / "data").exists()


def test_netting_and_hedging_accounts_are_kept_apart(tmp_path: Path) -> None:
    hedging = a_module(tmp_path)
    netting = a_module(tmp_path, MT5_SIM_ACCOUNT="netting")
    hedging.initialize()
    netting.initialize()
    hedging.Buy("EURUSD", 0.1)

    assert (hedging.positions_total(), netting.positions_total()) == (1, 0)
    assert (hedging.account_info().margin_mode, netting.account_info().margin_mode) == (2, 0)


def test_another_seed_in_the_same_place_is_refused(tmp_path: Path) -> None:
    first = a_module(tmp_path)
    first.initialize()
    first.shutdown()

    other = a_module(tmp_path, MT5_SIM_SEED="8")

    assert other.initialize() is False
    assert other.last_error()[0] == -10003
    assert "use another path" in other.last_error()[1]


def test_a_feed_that_is_not_there_is_named(tmp_path: Path) -> None:
    api = a_module(tmp_path, MT5_SIM_FEED=str(tmp_path / "gone.csv"))

    assert api.initialize() is False
    assert "gone.csv: no such file" in api.last_error()[1]


@pytest.mark.parametrize(
    ("variable", "value", "remedy"),
    [
        ("MT5_SIM_SEED", "x", "whole number"),
        ("MT5_SIM_SEED", "-1", "whole number"),
        ("MT5_SIM_SYMBOLS", "EURUSD,NOPE", "List some of EURUSD"),
        ("MT5_SIM_ACCOUNT", "both", "hedging or netting"),
        ("MT5_SIM_DEPOSIT", "0", "1 or more"),
        ("MT5_SIM_DEPOSIT", "nan", "1 or more"),
        ("MT5_SIM_CURRENCY", "usd", "such as USD"),
        ("MT5_SIM_LEVERAGE", "0", "1 to 5000"),
        ("MT5_SIM_LOGIN", "me", "positive whole number"),
        ("MT5_SIM_CLOCK", "fast", "real, wall or step"),
        ("MT5_SIM_SPEED", "inf", "at most 3600"),
        ("MT5_SIM_STEP", "0", "at most 3600"),
        ("MT5_SIM_START", "2026-01-13", "with its zone"),
        ("MT5_SIM_SEEED", "1", "Known: data, seed"),
        ("MT5_SIM_CONFIG", "gone.json", "Check the path"),
    ],
)
def test_bad_settings_are_named_with_their_remedy(
    tmp_path: Path, variable: str, value: str, remedy: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        read_config(tmp_path / CONFIG_FILE, {variable: value})

    assert str(caught.value).startswith(variable)
    assert remedy in str(caught.value)


@pytest.mark.parametrize("text", ["{", "[]", '{"sed": 1}', '{"seed": true}', '{"symbols": 5}'])
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / CONFIG_FILE).write_text(text)

    with pytest.raises(ConfigError):
        read_config(tmp_path / CONFIG_FILE, {})


def test_a_path_in_the_file_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / CONFIG_FILE).write_text('{"data": "kept", "symbols": ["EURUSD"], "clock": "step"}')

    read = read_config(tmp_path / CONFIG_FILE, {"MT5_SIM_ACCOUNT": "netting"})

    assert read == Config(
        data=tmp_path / "kept", symbols=("EURUSD",), clock=Clock.STEP, account=Mode.NETTING
    )


def test_the_account_is_kept_beside_the_file_unless_told_otherwise(tmp_path: Path) -> None:
    assert read_config(tmp_path / CONFIG_FILE, {}).data == tmp_path / "metatrader5-sim"


def test_a_path_in_the_environment_lies_in_the_working_directory(tmp_path: Path) -> None:
    read = read_config(tmp_path / CONFIG_FILE, {"MT5_SIM_DATA": "here"})

    assert read.data == Path("here").absolute()


def test_command_line_writes_package_and_set_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["--as-metatrader5", str(tmp_path), "--seed", "3", "--account", "netting"])

    assert code == 0
    assert str(tmp_path) in capsys.readouterr().out
    assert (tmp_path / "MetaTrader5" / "_core.py").is_file()
    assert json.loads((tmp_path / CONFIG_FILE).read_text()) == {"seed": 3, "account": "netting"}


def test_writing_again_keeps_the_set_up(tmp_path: Path) -> None:
    write_package(tmp_path, {"seed": 3})
    write_package(tmp_path, {})

    assert json.loads((tmp_path / CONFIG_FILE).read_text()) == {"seed": 3}


def foreign_package(folder: Path) -> None:
    (folder / "MetaTrader5").mkdir()
    (folder / "MetaTrader5" / "__init__.py").write_text("# the real one")


def a_file_in_the_way(folder: Path) -> None:
    (folder / "MetaTrader5").write_text("")


@pytest.mark.parametrize("obstacle", [foreign_package, a_file_in_the_way])
def test_a_package_of_somebody_else_is_left_alone(
    tmp_path: Path, obstacle: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    obstacle(tmp_path)

    assert main(["--as-metatrader5", str(tmp_path)]) == 2
    assert "is not ours" in capsys.readouterr().err


def test_a_bad_setting_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--as-metatrader5", str(tmp_path), "--symbols", "NOPE"]) == 2
    assert "List some of EURUSD" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_package_parses_on_old_pythons_so_that_it_can_refuse_them(tmp_path: Path) -> None:
    write_package(tmp_path, {})

    for source in (tmp_path / "MetaTrader5").glob("*.py"):
        ast.parse(source.read_text(encoding="utf-8"), feature_version=(3, 8))

    core = (tmp_path / "MetaTrader5" / "_core.py").read_text(encoding="utf-8")
    assert core.index("sys.version_info < (3, 12)") < core.index("from dtms.sim")


def test_calls_of_several_threads_take_turns(tmp_path: Path) -> None:
    api = a_module(tmp_path, MT5_SIM_CLOCK="step")
    api.initialize()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: api.Buy("EURUSD", 0.01).retcode, range(40)))

    assert answers == [10009] * 40
    assert api.positions_total() == 40
    assert len({held.ticket for held in api.positions_get()}) == 40
