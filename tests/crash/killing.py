"""Kills a process of its own with signal 9 again and again, and reads what is left from outside."""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from random import Random

from dtms.core.magic import read_magic
from dtms.core.trade import ActionKind
from tests.crash import victim

SHORTEST, LONGEST = 0.060, 0.250  # seconds of a life
_CALM = 12  # cycles after the last kill
_BY_PROGRAM = 3
_IN = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What the broker's deals, the database and the messages say.

    Attributes:
        kills: How many lives ended by signal 9.
        hedges: Hedges opened at the broker.
        duplicates: Deals beyond the first of an order, and hedges open at the same time.
        lost: Deals that no fact tells of, and facts that no deal bears out.
        alerts_lost: Announcements that never arrived.
        told_twice: Announcements that arrived more than once.
    """

    kills: int
    hedges: int
    duplicates: int
    lost: int
    alerts_lost: int
    told_twice: int


def kill_again_and_again(directory: Path, *, kills: int, seed: int) -> Left:
    """Let the guardian live and die, then live in peace; return what is left."""
    chance = Random(seed)  # noqa: S311 - repeatable on purpose
    victim.open_main(directory)
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.crash.victim"])
    done = 0
    while done < kills:
        process = context.Process(target=victim.live, args=(str(directory),))
        process.start()
        process.join(chance.uniform(SHORTEST, LONGEST))
        if process.exitcode is not None:
            message = f"it died by itself with {process.exitcode}"
            raise AssertionError(message)
        process.kill()
        process.join()
        process.close()
        done += 1
    victim.live_quietly(directory, _CALM)
    return read(directory, kills=done)


def read(directory: Path, *, kills: int) -> Left:
    """Read deals, database and messages."""
    deals = _deals(directory)
    with closing(sqlite3.connect(directory / "journal.db")) as journal:
        namespace = int(
            journal.execute("SELECT value FROM meta WHERE key = 'namespace'").fetchone()[0]
        )
        told = [
            (kind, json.loads(body))
            for kind, body in journal.execute("SELECT kind, body FROM event")
        ]
        announced = {row[0] for row in journal.execute("SELECT id FROM outbox")}
    own = [
        (magic.kind, deal)
        for deal in deals
        if (magic := read_magic(int(str(deal["magic"])), namespace=namespace)) is not None
    ]
    by_order = Counter(deal["magic"] for _, deal in own if deal["reason"] == _BY_PROGRAM)
    opened = [deal for kind, deal in own if kind is ActionKind.HEDGE and deal["entry"] == _IN]
    closed = [deal for kind, deal in own if kind is ActionKind.CLOSE_HEDGE]
    facts_open = Counter(body["ticket"] for kind, body in told if kind == "hedge_opened")
    facts_closed = Counter(body["ticket"] for kind, body in told if kind == "hedge_closed")
    arrived = Counter(map(int, (directory / "chat.log").read_text(encoding="ascii").split()))
    return Left(
        kills=kills,
        hedges=len(opened),
        duplicates=sum(count - 1 for count in by_order.values()) + _together(own),
        lost=_apart(opened, facts_open) + _apart(closed, facts_closed),
        alerts_lost=len(announced - set(arrived)),
        told_twice=sum(count - 1 for count in arrived.values()),
    )


def _deals(directory: Path) -> list[dict[str, object]]:
    with closing(sqlite3.connect(directory / "terminal.sqlite3")) as terminal:
        rows = terminal.execute("SELECT body FROM deals ORDER BY ticket").fetchall()
    return [json.loads(body) for (body,) in rows]


def _together(own: list[tuple[ActionKind, dict[str, object]]]) -> int:
    """Count hedges opened while another one was open."""
    live, surplus = 0, 0
    for kind, deal in own:
        if kind is ActionKind.HEDGE:
            live += 1 if deal["entry"] == _IN else -1
            surplus += live > 1
        elif kind is ActionKind.CLOSE_HEDGE:
            live -= 1
    return surplus


def _apart(deals: list[dict[str, object]], facts: Counter[object]) -> int:
    """Count positions of which deals and facts do not tell the same number of times."""
    dealt = Counter(deal["position_id"] for deal in deals)
    return sum((dealt - facts).values()) + sum((facts - dealt).values())
