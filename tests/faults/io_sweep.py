"""Runs under libfiu: fails the n-th read, write or sync of a journal, for every n, and looks.

`python io_sweep.py DRIVER KIND PLACES ERRNO FOLDER` prints how many operations were failed in turn.
"""

import asyncio
import ctypes
import os
import sys
from itertools import count
from pathlib import Path

from dtms.adapters.ids import SeededIds
from dtms.adapters.journal import Store, open_live, open_plain
from dtms.adapters.journal.copies import prove
from dtms.adapters.journal.database import Patience
from dtms.adapters.journal.errors import JournalUnreachable
from dtms.core.errors import JournalUnavailable
from dtms.ports import Changes
from tests.adapters.desk import StillClock, a_change, a_trade

PLACES = {
    "writes": (
        b"posix/io/rw/write",
        b"posix/io/rw/pwrite",
        b"posix/io/rw/pwritev",
        b"posix/io/sync/*",
    ),
    "all": (b"posix/io/rw/*", b"posix/io/sync/*", b"posix/io/dir/rename"),
}
STEPS = 6
STEP = Changes(facts=(a_change(), a_change()), trades=(a_trade(),))
QUICK = Patience(seconds=0.02, tries=2)
Decide = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.c_char_p,
    ctypes.POINTER(ctypes.c_int),
    ctypes.POINTER(ctypes.c_void_p),
    ctypes.POINTER(ctypes.c_uint),
)


class Faults:
    """Fails the chosen operation, once or from then on."""

    def __init__(self, places: str, number: int) -> None:
        self.passed = 0
        self._first, self._last = 0, -1
        library = ctypes.CDLL("libfiu.so.0")
        library.fiu_init(0)
        self._decide = Decide(self._passes)  # kept: the library calls it
        for place in PLACES[places]:
            library.fiu_enable_external(place, 1, ctypes.c_void_p(number), 0, self._decide)

    def arm(self, first: int, *, for_ever: bool) -> None:
        self.passed, self._first = 0, first
        self._last = sys.maxsize if for_ever else first

    def disarm(self) -> None:
        self._first, self._last = 0, -1

    def _passes(self, *_: object) -> int:
        if self._last < 0:
            return 0
        self.passed += 1
        return int(self._first <= self.passed <= self._last)


async def opened(path: Path, driver: str) -> Store:
    clock, ids = StillClock(), SeededIds(7)
    if driver == "live":
        return await open_live(path, clock=clock, ids=ids, patience=QUICK)
    return open_plain(path, clock=clock, ids=ids, patience=QUICK)


async def written(path: Path, driver: str) -> int:
    """Write steps; return how many were acknowledged."""
    try:
        store = await opened(path, driver)
    except (JournalUnreachable, JournalUnavailable):
        return 0
    done = 0
    for _ in range(STEPS):
        try:
            await store.journal.commit(STEP)
        except JournalUnavailable:
            continue
        done += 1
    await store.close()
    return done


async def kept(path: Path) -> int:
    """Return how many steps are there after a start without faults, each of them whole."""
    store = await opened(path, "plain")
    facts = await store.journal.facts(after=0)
    numbers = [one.seq for one in facts]
    waiting = await store.database.read(lambda sql: sql.rows("SELECT count(*) FROM outbox"))
    await store.close()
    prove(path)
    assert waiting == [(len(facts),)]
    assert numbers == list(range(1, len(facts) + 1))
    assert len(facts) % 2 == 0
    assert not list(path.parent.glob("*.damaged-*"))
    return len(facts) // 2


async def main() -> None:
    driver, kind, places, number, folder = sys.argv[1:]
    faults = Faults(places, int(number))
    for first in count(1):
        path = Path(folder) / f"{first}" / "journal.db"
        if kind == "running":
            await (await opened(path, driver)).close()
        faults.arm(first, for_ever=kind == "lasting")
        acknowledged = await written(path, driver)
        faults.disarm()
        found = await kept(path)
        assert acknowledged <= found <= STEPS, (first, acknowledged, found)
        if faults.passed < first:
            assert acknowledged == STEPS
            print(first - 1, flush=True)  # noqa: T201 - the harness reads it
            return


if __name__ == "__main__":
    asyncio.run(main())
    os._exit(0)  # the library must not call into an interpreter that is gone
