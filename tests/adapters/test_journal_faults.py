import asyncio
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from dtms.adapters.failpoints import FailpointHit, Failpoints
from dtms.adapters.journal import Store
from dtms.adapters.journal.database import Patience
from dtms.adapters.journal.errors import JournalDamaged, JournalTooNew, JournalUnreachable
from dtms.adapters.journal.files import migrations
from dtms.core.errors import JournalUnavailable
from dtms.ports import Changes
from tests.adapters.desk import (
    ACCOUNT,
    KEY,
    NOW,
    a_change,
    a_hedge_intent,
    a_live_store,
    a_plain_store,
    a_trade,
    finish,
    key,
)

POSIX = pytest.mark.skipif(os.name != "posix", reason="POSIX rights")
STEP = Changes(facts=(a_change(), a_change()), trades=(a_trade(),))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "dtms.sqlite3"


@pytest.fixture
async def live(path: Path) -> AsyncIterator[Store]:
    opened = await a_live_store(path)
    yield opened
    await opened.close()


def fill(path: Path, *, steps: int = 5) -> None:
    """Make a journal of a few steps, as one file without a log."""
    store = a_plain_store(path)
    for _ in range(steps):
        finish(store.journal.commit(STEP))
    finish(store.close())


def other_process(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, timeout=0, check_same_thread=False)


async def is_whole(store: Store) -> int:
    """Check that every step is there as a whole; return how many."""
    facts = await store.journal.facts(after=0)
    waiting = await store.database.read(lambda sql: sql.rows("SELECT count(*) FROM outbox"))
    assert [one.seq for one in facts] == list(range(1, len(facts) + 1))
    assert waiting == [(len(facts),)]
    assert len(facts) % 2 == 0
    return len(facts) // 2


# --- D1: disk full


async def test_a_full_disk_refuses_and_recovers_by_itself(store: Store) -> None:
    await store.journal.commit(STEP)
    await _limit(store, pages=1)

    refused = 0
    for number in range(40):
        try:
            await store.journal.commit(
                Changes(facts=STEP.facts, trades=(a_trade(where=key(number)),))
            )
        except JournalUnavailable:
            refused += 1
    assert refused
    written = await is_whole(store)

    await _limit(store, pages=2**30)
    await store.journal.commit(STEP)

    assert await is_whole(store) == written + 1


async def _limit(store: Store, *, pages: int) -> None:
    """SQLite never goes below the present size: the next page is one too many."""
    await store.database.write(lambda sql: sql.rows(f"PRAGMA max_page_count = {pages}"))


# --- D3, D4: locks


async def test_a_foreign_lock_is_waited_out(path: Path) -> None:
    store = await a_live_store(path, patience=Patience(seconds=0.01, tries=10_000))
    with closing(other_process(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(store.journal.commit(STEP))
        for _ in range(30):
            assert await store.journal.facts(after=0) == ()  # reads go on
        assert not waiting.done()
        other.execute("ROLLBACK")

        recorded = await waiting

    assert len(recorded) == 2
    await store.close()


async def test_a_lock_for_ever_is_refused_and_later_forgotten(store: Store) -> None:
    file = await _file_of(store)
    with closing(other_process(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalUnavailable):
            await store.journal.commit(STEP)

    await store.journal.commit(STEP)

    assert await is_whole(store) == 1


async def _file_of(store: Store) -> Path:
    rows = await store.database.read(lambda sql: sql.rows("PRAGMA database_list"))
    return Path(str(rows[0][2]))


async def test_every_write_takes_the_lock_first(path: Path) -> None:
    store = a_plain_store(path)
    seen: list[str] = []
    store.database._connection.set_trace_callback(seen.append)  # type: ignore[attr-defined]

    await store.journal.commit(STEP)
    await store.journal.cycle_done(ACCOUNT, NOW)
    await store.inbox.receive(1, "{}", NOW)
    await store.people.set(1, "language", "en")

    writes = ("INSERT", "UPDATE", "DELETE")
    begins = [one for one in seen if one.startswith("BEGIN")]
    assert begins == ["BEGIN IMMEDIATE"] * 4
    assert any(one.lstrip().startswith(writes) for one in seen)
    await store.close()


async def test_it_is_durable_at_commit(store: Store) -> None:
    names = ("synchronous", "foreign_keys", "journal_mode")
    found = [
        (await store.database.read(lambda sql, name=name: sql.rows(f"PRAGMA {name}")))[0][0]  # type: ignore[misc]
        for name in names
    ]

    assert found == [2, 1, "wal"]


# --- D8: damage


@pytest.mark.parametrize("content", [b"no database at all " * 500, b"", b"SQLite format 3\0"])
def test_another_files_content_is_kept_aside(path: Path, content: bytes) -> None:
    fill(path)
    path.write_bytes(content)

    with pytest.raises(JournalDamaged) as caught:
        a_plain_store(path)

    assert caught.value.aside is not None
    assert caught.value.aside.read_bytes() == content
    assert not path.exists()


def test_half_a_file_is_kept_aside(path: Path) -> None:
    fill(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])

    with pytest.raises(JournalDamaged):
        a_plain_store(path)


@pytest.mark.parametrize("seed", range(10))
def test_a_scrambled_page_never_passes_unseen(path: Path, seed: int) -> None:
    fill(path, steps=40)
    content = bytearray(path.read_bytes())
    dice = random.Random(seed)  # noqa: S311
    page = dice.randrange(1, len(content) // 4096) * 4096
    content[page : page + 4096] = dice.randbytes(4096)
    path.write_bytes(bytes(content))

    try:
        store = a_plain_store(path)
    except JournalDamaged:
        return
    # quick_check does not read free or index-only content: then every record must be right
    assert len(finish(store.journal.facts(after=0))) == 80
    assert finish(store.journal.load(ACCOUNT)).trades == (a_trade(),)
    finish(store.close())


def test_a_changed_figure_is_noticed(path: Path) -> None:
    fill(path)
    content = path.read_bytes()
    assert content.count(b'"stop":"1.0800"') == 1
    path.write_bytes(content.replace(b'"stop":"1.0800"', b'"stop":"1.0900"'))
    store = a_plain_store(path)

    with pytest.raises(JournalDamaged) as caught:
        finish(store.journal.load(ACCOUNT))

    assert caught.value.aside is None
    finish(store.close())


def test_after_damage_it_starts_anew_only_when_told(path: Path) -> None:
    fill(path)
    path.write_bytes(b"garbage" * 1000)
    for _ in range(2):
        with pytest.raises(JournalDamaged) as caught:
            a_plain_store(path)
    aside = caught.value.aside

    store = a_plain_store(path, rebuild=True)

    assert finish(store.journal.facts(after=0)) == ()
    assert aside is not None
    assert aside.exists()
    finish(store.close())


def test_a_backup_put_in_place_is_enough(path: Path, tmp_path: Path) -> None:
    fill(path)
    good = shutil.copy(path, tmp_path / "good")
    path.write_bytes(b"garbage" * 1000)
    with pytest.raises(JournalDamaged):
        a_plain_store(path)

    shutil.copy(good, path)
    store = a_plain_store(path)

    assert finish(is_whole(store)) == 5
    finish(store.close())


def test_beginning_anew_keeps_the_namespace_where_it_can_be_read(path: Path) -> None:
    fill(path)
    with closing(other_process(path)) as file:
        file.execute("UPDATE meta SET value = '77' WHERE key = 'namespace'")
        file.execute("PRAGMA journal_mode = DELETE")
    path.rename(path.with_name(path.name + ".damaged-001"))

    store = a_plain_store(path, rebuild=True)

    assert finish(store.journal.namespace()) == 77
    finish(store.close())


def test_a_log_without_its_file_is_damage(path: Path) -> None:
    store = a_plain_store(path)
    finish(store.journal.commit(STEP))
    log = path.with_name(path.name + "-wal")
    kept = log.read_bytes()
    finish(store.close())
    path.unlink()
    log.write_bytes(kept)

    with pytest.raises(JournalDamaged):
        a_plain_store(path)

    assert path.with_name(path.name + ".damaged-001-wal").read_bytes() == kept


def test_a_start_that_died_half_way_leaves_no_trace(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    path.with_name(path.name + ".new").write_bytes(b"half of a schema")

    store = a_plain_store(path)

    assert finish(is_whole(store)) == 0
    finish(store.close())


# --- D11: backup


async def test_a_backup_taken_while_writing_is_whole(store: Store, tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "backup.sqlite3"
    copy.parent.mkdir(mode=0o700)
    await store.journal.commit(STEP)

    await asyncio.gather(*(store.journal.commit(STEP) for _ in range(10)), store.backup(copy))

    restored = a_plain_store(copy)
    assert 1 <= await is_whole(restored) <= 11
    assert await restored.journal.namespace() == await store.journal.namespace()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600 or os.name != "posix"
    await restored.close()


# --- D12: versions


def test_a_newer_file_is_refused_and_left_alone(path: Path) -> None:
    fill(path)
    with closing(other_process(path)) as file:
        file.execute(f"PRAGMA user_version = {len(migrations()) + 1}")
    before = path.read_bytes()

    with pytest.raises(JournalTooNew):
        a_plain_store(path)

    assert path.read_bytes() == before


# --- D13: rights


@POSIX
def test_open_rights_are_narrowed(path: Path) -> None:
    fill(path)
    path.chmod(0o644)
    path.parent.chmod(0o755)

    store = a_plain_store(path)
    finish(store.journal.commit(STEP))

    modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert "dtms.sqlite3-wal" in modes
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    finish(store.close())


@POSIX
def test_a_directory_shared_by_all_is_refused(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)

    with pytest.raises(JournalUnreachable):
        a_plain_store(shared / "dtms.sqlite3")


def test_no_directory_can_be_made_under_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(JournalUnreachable):
        a_plain_store(tmp_path / "file" / "dtms.sqlite3")


@contextmanager
def as_nobody() -> Iterator[Path]:
    """Give a directory to somebody who is not root, and be that person."""
    with tempfile.TemporaryDirectory() as name:
        if os.geteuid() != 0:
            yield Path(name)
            return
        os.chown(name, 65534, 65534)
        os.seteuid(65534)
        try:
            yield Path(name)
        finally:
            os.seteuid(0)


@POSIX
@pytest.mark.parametrize("read_only", ["dtms.sqlite3", "."])
def test_what_cannot_be_written_is_refused(read_only: str) -> None:
    with as_nobody() as directory:
        fill(directory / "dtms.sqlite3")
        target = directory / read_only
        target.chmod(0o400 if target.is_file() else 0o500)

        with pytest.raises(JournalUnreachable):
            a_plain_store(directory / "dtms.sqlite3")

        target.chmod(0o700)


@POSIX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs two users")
def test_somebody_elses_directory_is_refused(path: Path) -> None:
    with as_nobody(), pytest.raises(JournalUnreachable):
        a_plain_store(path)


# --- D15: cancellation


async def test_a_storm_of_cancelled_callers_leaves_nothing_open(live: Store, path: Path) -> None:
    dice = random.Random(15)  # noqa: S311
    tasks = []
    for _ in range(100):
        tasks.append(asyncio.create_task(live.journal.commit(STEP)))
        for _ in range(dice.randrange(12)):
            await live.database.read(lambda sql: sql.rows("SELECT 1"))
        tasks[dice.randrange(len(tasks))].cancel()
        tasks[-1].cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)

    await live.journal.commit(STEP)

    assert any(isinstance(one, asyncio.CancelledError) for one in ended)
    done = sum(not isinstance(one, BaseException) for one in ended)
    assert done + 1 <= await is_whole(live) <= 101
    with closing(other_process(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")


async def test_cancelled_reads_leave_nothing_open(live: Store) -> None:
    await live.journal.commit(STEP)
    tasks = [asyncio.create_task(live.journal.load(ACCOUNT)) for _ in range(50)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert (await live.journal.load(ACCOUNT)).trades == (a_trade(),)


def test_a_loop_that_ends_in_the_middle_leaves_nothing_half(path: Path) -> None:
    async def die() -> None:
        store = await a_live_store(path)
        tasks = [asyncio.create_task(store.journal.commit(STEP)) for _ in range(10)]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()  # as asyncio.run does, writers included
        await asyncio.gather(*tasks, return_exceptions=True)
        await store.close()

    asyncio.run(die())

    store = a_plain_store(path)
    assert finish(is_whole(store)) >= 1
    finish(store.close())


async def test_a_closed_journal_says_so(path: Path) -> None:
    store = await a_live_store(path)
    await store.close()

    with pytest.raises(JournalUnavailable):
        await store.journal.commit(STEP)


# --- K: killed at the commit

SCRIPT = """
import asyncio, sys
from pathlib import Path
from dtms.adapters.failpoints import Failpoints
from dtms.adapters.ids import SeededIds
from dtms.adapters.journal import open_live, open_plain
from dtms.ports import Changes
from tests.adapters.desk import StillClock, a_change, a_hedge_intent, a_trade
driver, path, spec = sys.argv[1:]
hit = Failpoints.parse(spec).hit
async def main():
    ports = dict(clock=StillClock(), ids=SeededIds(7), hit=hit)
    live = driver == "live"
    store = await open_live(Path(path), **ports) if live else open_plain(Path(path), **ports)
    for number in range(1, 6):
        intents = (a_hedge_intent(number),) if number == 1 else ()
        facts = (a_change(), a_change())
        await store.journal.commit(Changes(facts=facts, trades=(a_trade(),), intents=intents))
        print(number, flush=True)
asyncio.run(main())
"""


@pytest.mark.parametrize("driver", ["plain", "live"])
@pytest.mark.parametrize(
    ("spec", "said", "kept"),
    [
        ("journal.before_commit:1:exit", 0, 0),
        ("journal.before_commit:4:exit", 3, 3),
        ("journal.after_commit:1:exit", 0, 1),
        ("journal.after_commit:4:exit", 3, 4),
    ],
)
def test_a_kill_around_the_commit_leaves_nothing_half(
    path: Path, driver: str, spec: str, said: int, kept: int
) -> None:
    killed = subprocess.run(  # noqa: S603
        [sys.executable, "-c", SCRIPT, driver, str(path), spec],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert (killed.returncode, killed.stderr) == (137, "")
    assert len(killed.stdout.split()) == said

    store = a_plain_store(path)

    assert finish(is_whole(store)) == kept
    stored = finish(store.journal.load(ACCOUNT))
    assert len(stored.trades) == len(stored.intents) == min(kept, 1)
    finish(store.close())


def test_a_failure_before_the_commit_takes_everything_back(path: Path) -> None:
    failpoints = Failpoints.parse("journal.before_commit:2:raise,journal.after_commit:3:raise")
    store = a_plain_store(path, hit=failpoints.hit)
    finish(store.journal.commit(STEP))

    with pytest.raises(FailpointHit):
        finish(store.journal.commit(STEP))
    assert finish(is_whole(store)) == 1

    finish(store.journal.commit(STEP))
    with pytest.raises(FailpointHit):
        finish(store.journal.commit(STEP))
    assert finish(is_whole(store)) == 3
    finish(store.close())


async def test_intents_survive_a_restart(path: Path) -> None:
    store = a_plain_store(path)
    await store.journal.commit(Changes(intents=(a_hedge_intent(5),), trades=(a_trade(),)))
    await store.close()

    again = await a_live_store(path)

    stored = await again.journal.load(ACCOUNT)
    assert (stored.intents, stored.trades) == ((a_hedge_intent(5),), (a_trade(),))
    assert await again.journal.history(KEY) == ()
    await again.close()
