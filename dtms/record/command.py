"""`python -m dtms record`: write a transcript, or check the simulated terminal against one."""

import argparse
import importlib
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, cast

from dtms.adapters.mt5.constants import MarginMode
from dtms.core.errors import BadInput
from dtms.record.compare import differences
from dtms.record.recorder import CONFIRMATION, Module, record
from dtms.record.transcript import Transcript, read_transcript, write_transcript
from dtms.sim.shim import Host, ShimApi
from dtms.sim.shim_config import Clock, Mode

_DIFFERS: Final = 1
_STEP: Final = "20"


def add_record(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    parser = commands.add_parser("record", help="write down what a demo account's terminal answers")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--out", type=Path, help="file to write the answers to, as lines of JSON")
    way.add_argument("--check", type=Path, help="compare the simulated terminal with such a file")
    parser.add_argument("--module", default="MetaTrader5", help="module to record")
    parser.add_argument("--symbol", default="EURUSD", help="plain or broker's name")
    parser.add_argument(
        "--trade",
        action="store_true",
        help="also send the smallest orders, on a demo account, after a confirmation",
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Record or check; return the exit code: 0 done or alike, 1 different."""
    if given.check is not None:
        return _check(read_transcript(given.check))
    module = _loaded(given.module)
    transcript = record(module, symbol=given.symbol, trades=given.trade, ask=_typed)
    write_transcript(transcript, given.out)
    sys.stdout.write(f"{given.out}: {len(transcript.lines)} calls, no names or amounts\n")
    return 0


def simulated(*, trades: bool, account: Mode = Mode.HEDGING) -> Transcript:
    """Play the script on a simulated terminal made for it."""
    with TemporaryDirectory(prefix="dtms-record-") as folder:
        variables = {
            "MT5_SIM_DATA": folder,
            "MT5_SIM_CLOCK": Clock.STEP.value,
            "MT5_SIM_STEP": _STEP,
            "MT5_SIM_ACCOUNT": account.value,
        }
        host = Host(
            config=Path(folder) / "absent.json",
            environment=variables,
            wall=float,
            elapsed=float,
        )
        return record(ShimApi(host), symbol="EURUSD", trades=trades, ask=_confirmed)


def _check(recorded: Transcript) -> int:
    ours = simulated(trades=recorded.trades, account=_account_of(recorded))
    found = differences(recorded, ours)
    for difference in found:
        sys.stdout.write(f"{difference}\n")
    count = len(recorded.lines)
    sys.stdout.write(f"{count} calls of module {recorded.version}, {len(found)} differences\n")
    return _DIFFERS if found else 0


def _account_of(recorded: Transcript) -> Mode:
    """Return the kind of account that was recorded."""
    for line in recorded.lines:
        fields = line.answer.get("fields")
        if line.step == "account" and isinstance(fields, list):
            modes = [field["value"] for name, field in fields if name == "margin_mode"]
            return Mode.HEDGING if modes == [MarginMode.RETAIL_HEDGING] else Mode.NETTING
    return Mode.HEDGING


def _loaded(name: str) -> Module:
    try:
        return cast("Module", importlib.import_module(name))
    except ImportError as missing:
        raise BadInput(
            field="--module",
            problem=f"{name} cannot be loaded ({missing})",
            remedy="Install it (Windows: pip install MetaTrader5), or put it on PYTHONPATH",
        ) from missing


def _typed(question: str) -> str:
    sys.stdout.write(question)
    sys.stdout.flush()
    return sys.stdin.readline()


def _confirmed(_question: str) -> str:
    return CONFIRMATION  # a simulated account is nobody's
