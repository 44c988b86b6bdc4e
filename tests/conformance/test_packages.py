"""Packages nobody here wrote, run on the simulated terminal in environments of their own."""

import shutil
from pathlib import Path

from tests.conformance.kit import WHEEL, a_package, drive, driven, python_of


def test_a_program_sees_nothing_but_the_module(tmp_path: Path) -> None:
    said = driven("plain", "module", a_package(tmp_path / "path"))

    assert said["before"] == [None, [-10004, "No IPC connection"]]
    assert said["gone"] == [True, None, -10004, "No IPC connection"]
    assert len(said["constants"]) == 223
    assert (said["version"], said["account"], said["margin_mode"]) == ("5.0.6231", "AccountInfo", 2)
    assert said["copied"] == [0, "EURUSD"]
    assert said["wrong"] == [None, -2, 'Invalid "volume" argument']
    assert (said["bought"], said["held"], said["closed"], said["deals"]) == (10009, 1, True, 3)
    assert said["rates"] == [100, 60]
    for claim in (
        *("started", "no_fields", "as_dict", "repr", "unpicklable"),
        *("keyword_refused", "same_type", "time_moves"),
    ):
        assert said[claim] is True, claim


def test_it_needs_nothing_but_numpy(tmp_path: Path) -> None:
    said = driven("plain", "module", a_package(tmp_path / "path"))

    assert set(said["foreign"]) - {"cython_runtime"} == {"MetaTrader5", "dtms", "numpy"}


def test_the_account_is_there_again_in_the_next_program(tmp_path: Path) -> None:
    package = a_package(tmp_path / "path")

    first = driven("plain", "module", package)
    second = driven("plain", "module", package)

    assert second["time"] > first["time"]
    assert second["deals"] == first["deals"] + 2


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    package = a_package(tmp_path / "path", account="netting", deposit=500.0)

    said = driven("plain", "module", package, MT5_SIM_DEPOSIT="70000", MT5_SIM_SEED="12")
    usual = driven("plain", "module", a_package(tmp_path / "usual"))

    assert (said["margin_mode"], said["balance"]) == (0, 70_000.0)
    assert said["bid"] != usual["bid"]


def test_every_method_of_pdmt5_is_answered(tmp_path: Path) -> None:
    said = driven("plain", "use_pdmt5", a_package(tmp_path / "path"))

    answers, refusals = said["answers"], said["refusals"]
    assert len(said["methods"]) >= 60
    assert sorted([*answers, *refusals]) == said["methods"]
    assert {name for name in refusals if not name.startswith("market_book_get")} == set()
    assert answers["account_info_as_df"] == ["table", 1]
    assert answers["symbol_info"] == ["SymbolInfo", 96]
    assert answers["copy_rates_from_as_df"] == ["table", 20]
    assert answers["order_calc_profit"] == ["float", 1000.0]
    assert answers["positions_get_as_dicts"][1] == 3
    assert answers["shutdown"] == ["bool", True]


def test_mt5py_trades(tmp_path: Path) -> None:
    said = driven("plain", "use_mt5py", a_package(tmp_path / "path"))

    assert said["wrong_login"] == ["terminal", [-6, "Terminal: Authorization failed"]]
    assert said["checked"] == [True, 0, "Done"]
    assert said["opened"] == ["done", 10009, 0.3]
    assert (said["moved"], said["same"], said["kept_target"]) == ("done", "unchanged", [True, True])
    assert said["part"] == ["done", 0.1, 0.2, True]
    assert (said["both"], said["all_closed"], said["left"]) == ([0, 1], ["done", "done"], 0)
    assert (said["placed"], said["waiting"]) == ([10009] * 4, [2, 3, 4, 6])
    assert (said["order_moved"], said["order_price"]) == (10009, True)
    assert (said["cancelled"], said["waiting_left"]) == ([10009] * 4, 0)
    assert (said["deals"], said["books"]) == (5, 0.0)
    assert (said["rates"], said["ticks"], said["margin"]) == (60, True, True)
    assert said["risk"] == [0.1, 50.0]


def test_aiomql_trades(tmp_path: Path) -> None:
    said = driven("aiomql", "use_aiomql", a_package(tmp_path / "path"))

    assert said["started"] == [True, True]
    assert said["account"] == [5012345, 10_000.0]
    assert said["symbol"] == [True, 5, True]
    assert said["candles"] == [50, 20]
    assert said["order"] == [0, "Done", 10009, "Request executed"]
    assert said["held"] == [0.2, "BUY", True]
    assert said["part"] == [10009, 0.1, True]
    assert (said["closed"], said["left"], said["margin"]) == (1, 0, True)
    assert said["history"] == [3, 3]


def the_wheel_over_our_core(folder: Path) -> Path:
    """The official package's `__init__.py`, beside the simulated terminal's `_core`."""
    python_of("plain")
    package = a_package(folder)
    shutil.copy(WHEEL / "__init__.py", package / "MetaTrader5" / "__init__.py")
    return package


def test_the_official_package_trades_over_our_core(tmp_path: Path) -> None:
    said = driven("plain", "wheel", the_wheel_over_our_core(tmp_path / "path"))

    assert said["author"] == "MetaQuotes Ltd."
    assert said["started"] is True
    assert said["opened"] == [10009, 10009, 10009]
    assert said["held"] == [
        ["EURUSD", 0, 0.1, "by the book"],
        ["EURUSD", 1, 0.2, ""],
        ["GBPUSD", 0, 0.1, ""],
    ]
    assert (said["one"], said["rest"], said["nothing"], said["last"]) == (True, True, False, True)
    assert (said["left"], said["type"]) == (0, True)


def test_a_broken_set_up_is_told_by_last_error(tmp_path: Path) -> None:
    package = a_package(tmp_path / "path")

    run = drive("plain", "refused", package, MT5_SIM_ACCOUNT="both")
    other = drive("plain", "refused", package, MT5_SIM_ACOUNT="netting")

    assert run.said == [
        False,
        -10003,
        "IPC initialize failed, MT5_SIM_ACCOUNT: 'both' cannot be used. Choose hedging or netting",
    ]
    assert other.said[2].startswith("IPC initialize failed, MT5_SIM_ACOUNT: is no setting")


def test_two_programs_cannot_hold_one_account(tmp_path: Path) -> None:
    said = driven("plain", "twins", a_package(tmp_path / "path"))

    assert said["first"] is True
    assert said["second"][:2] == [False, -10003]
    assert "is in use by another program" in said["second"][2]
    assert "MT5_SIM_DATA" in said["second"][2]
    assert said["after_shutdown"] == [True, 1, "Success"]
