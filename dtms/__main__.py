"""Command line: `python -m dtms replay | record | restore | rebuild`."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from dtms.adapters.failpoints import Failpoints
from dtms.adapters.ids import SystemIds
from dtms.adapters.instance import Instance
from dtms.adapters.journal import FILE_NAME, begin_anew
from dtms.adapters.journal.copies import restore
from dtms.core.errors import BadInput, DtmsError
from dtms.core.policy import PRESETS
from dtms.record.command import add_record
from dtms.replay.entries import read_entries
from dtms.replay.player import Player, Setup, by_history, by_windows, check_entries
from dtms.replay.report import LineReport
from dtms.sim.errors import SimError
from dtms.sim.feed_file import FileFeed

_BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the exit code: 0 done, 1 differences found, 2 bad input."""
    given = _parser().parse_args(arguments)
    try:
        return given.run(given) or 0
    except (DtmsError, SimError) as error:
        sys.stderr.write(f"{error}\n")
        return _BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dtms", description=__doc__)
    commands = parser.add_subparsers(required=True)
    replay = commands.add_parser("replay", help="play history through the engine")
    replay.add_argument("--bars", type=Path, required=True, help="parquet, CSV or MT5 export")
    replay.add_argument("--symbol", required=True, help="the symbol the file holds")
    replay.add_argument(
        "--trades", type=Path, required=True, help="CSV: time,side,volume,stop,target (UTC)"
    )
    replay.add_argument("--policy", default="seeds", help="seeds or balanced")
    replay.add_argument(
        "--windows",
        choices=("history", "live"),
        default="history",
        help="score the whole history at once, or window by window as live does",
    )
    replay.add_argument("--seed", type=int, default=0, help="of identities")
    replay.add_argument("--data-dir", type=Path, help="keep terminal and journal there")
    replay.add_argument("--failpoint", default="", help="name:nth:exit|raise|hang")
    replay.set_defaults(run=_replay)
    _add_copies(commands)
    add_record(commands)
    return parser


def _add_copies(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    back = commands.add_parser("restore", help="put a backup in the journal's place")
    back.add_argument("file", type=Path, help="the backup")
    back.set_defaults(run=_restore)
    anew = commands.add_parser("rebuild", help="begin a damaged journal anew, from the broker")
    anew.set_defaults(run=_rebuild)
    for command in (back, anew):
        command.add_argument("--data-dir", type=Path, default=Path("data"), help="data if left out")


def _restore(given: argparse.Namespace) -> None:
    directory: Path = given.data_dir
    with Instance.take(directory):
        replaced = restore(given.file, directory / FILE_NAME)
    kept = f"; the file that was there is kept as {replaced}" if replaced else ""
    _print(f"{directory / FILE_NAME} was restored from {given.file}{kept}.")
    _print("Start the program: it compares the journal with the broker before it adds exposure.")


def _rebuild(given: argparse.Namespace) -> None:
    directory: Path = given.data_dir
    with Instance.take(directory):
        aside = begin_anew(directory / FILE_NAME, ids=SystemIds())
    _print(f"{directory / FILE_NAME} begins anew; the former file is kept as {aside}.")
    _print("Start the program: it takes in what the broker holds.")


def _replay(given: argparse.Namespace) -> None:
    policy = PRESETS.get(given.policy)
    if policy is None:
        raise BadInput(
            field="--policy",
            problem=f"{given.policy!r} is no preset",
            remedy=f"Choose one of {', '.join(PRESETS)}",
        )
    failpoints = Failpoints.parse(given.failpoint)
    entries = read_entries(given.trades)
    feed = FileFeed(given.bars, given.symbol)
    check_entries(feed, given.symbol, entries)
    whole = given.windows == "history"
    scoring = by_history(feed, given.symbol, policy) if whole else by_windows(policy)
    with ExitStack() as held:
        if given.data_dir is not None:
            held.enter_context(Instance.take(given.data_dir))
        player = Player(
            Setup(
                feed=feed,
                symbol=given.symbol,
                entries=entries,
                policy=policy,
                directory=given.data_dir,
                seed=given.seed,
                failpoint=failpoints.hit,
                scoring=scoring,
            ),
            sinks=(LineReport(_print),),
        )
        held.callback(player.close)
        player.play()


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
