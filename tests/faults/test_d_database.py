"""Rows D of the fault matrix: a full disk, a lock, a bad disk, a bad file, a cancelled writer."""

import asyncio
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.guardian import open_guardian
from bot.upkeep import Upkeep
from dtms.__main__ import main
from dtms.adapters.instance import Instance
from dtms.adapters.journal import FILE_NAME, Store
from dtms.adapters.journal.copies import back_up, backups, prove, restore
from dtms.adapters.journal.database import Patience
from dtms.adapters.journal.errors import JournalDamaged, JournalTooNew, JournalUnreachable
from dtms.adapters.journal.files import FOLDER, migrations
from dtms.core.errors import JournalUnavailable
from dtms.core.events import Lookout, Noticed
from dtms.core.trade import TradeState
from dtms.engine.run_now import run_now
from dtms.ports import Changes
from tests.adapters.desk import (
    ACCOUNT,
    NOW,
    a_change,
    a_live_store,
    a_plain_store,
    a_trade,
    finish,
)
from tests.bot.rig import STEP as A_CHECK
from tests.bot.rig import HandClock, Rig, rig, settings_for
from tests.house import House, a_house

ROOT = Path(__file__).resolve().parents[2]
STEP = Changes(facts=(a_change(), a_change()), trades=(a_trade(),))
HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
held.execute("ROLLBACK")
"""


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """A whole journal of five steps in a data directory of its own."""
    path = tmp_path / "data" / FILE_NAME
    store = a_plain_store(path)
    for _ in range(5):
        finish(store.journal.commit(STEP))
    finish(store.close())
    return path


async def steps(store: Store) -> int:
    facts = await store.journal.facts(after=0)
    assert [one.seq for one in facts] == list(range(1, len(facts) + 1))
    return len(facts) // 2


def steps_in(path: Path) -> int:
    store = a_plain_store(path)
    found = finish(steps(store))
    finish(store.close())
    return found


def deals(house: House) -> int:
    return len(house.terminal.api.history_deals_get(0, 2**31))


def ours(house: House) -> list[int]:
    """Return the magic numbers of the deals DTMS made."""
    deals_made = house.terminal.api.history_deals_get(0, 2**31)
    return [deal.magic for deal in deals_made if deal.magic]


def intents(store: Store) -> set[int]:
    rows = run_now(store.database.read(lambda sql: sql.rows("SELECT magic FROM intent")))
    return {int(str(row[0])) for row in rows}


def pages(store: Store) -> int:
    rows = run_now(store.database.read(lambda sql: sql.rows("PRAGMA page_count")))
    return int(str(rows[0][0]))


def limit(store: Store, *, to: int) -> None:
    run_now(store.database.write(lambda sql: sql.rows(f"PRAGMA max_page_count = {to}")))


def damage(path: Path, how: str) -> bytes:
    """Spoil a file; return what it holds from then on."""
    content = path.read_bytes()
    spoilt = {
        "garbage": b"no database at all " * 500,
        "empty": b"",
        "header": b"SQLite format 3\0",
        "half": content[: len(content) // 2],
        "page": content[:4096] + os.urandom(4096) + content[8192:],
    }[how]
    path.write_bytes(spoilt)
    return spoilt


# --- D1: the disk is full


@pytest.mark.parametrize("left", range(4))
def test_d01_full_disk_sends_nothing_unjournalled_and_recovers_by_itself(left: int) -> None:
    house = a_house()
    key = house.buy()
    house.check(0.5)
    limit(house.store, to=pages(house.store) + left)
    refused = 0

    for _ in range(30):
        try:
            house.later(5, -8.0)
        except JournalUnavailable:
            refused += 1
        assert set(ours(house)) <= intents(house.store)
        if refused == 3:
            break
    assert refused == 3

    limit(house.store, to=2**30)
    for _ in range(3):
        house.later(5, -8.0)

    # half closed, then hedged; and where the flat timer ran out meanwhile, the pair is closed
    state, orders = house.trade(key).state, dict.fromkeys(ours(house))
    assert (state, len(orders)) in {(TradeState.HEDGED, 2), (TradeState.CLOSED, 3)}
    assert state is TradeState.HEDGED or house.positions() == []


async def test_d01_full_disk_is_told_directly_and_so_is_its_end(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.answered(bot.ann, "/status")
        write = bot.guardian.store.database.write
        await write(lambda sql: sql.rows("PRAGMA max_page_count = 1"))
        while not bot.guardian.engine.health.journal_lost:
            bot.clock.market_now += A_CHECK
            await bot.guardian.driver.check()

        await bot.ann.wait_for(lambda one: one.text == "en:journal_lost")

        await write(lambda sql: sql.rows("PRAGMA max_page_count = 1000000"))
        bot.clock.market_now += A_CHECK
        await bot.guardian.driver.check()

        await bot.ann.wait_for(lambda one: one.text == "en:journal_back")
        assert bot.guardian.engine.station.ledger.trades


# --- D3: another process holds the lock


async def test_d03_foreign_lock_is_waited_out_and_nothing_is_lost(journal: Path) -> None:
    store = await a_live_store(journal, patience=Patience(seconds=0.05, tries=1000))
    with subprocess.Popen(  # noqa: S603, ASYNC220 - its pipes are read a line at a time
        [sys.executable, "-c", HOLDER, str(journal)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        waiting = asyncio.create_task(store.journal.commit(STEP))
        for _ in range(50):
            assert await steps(store) == 5  # the cycle's reads go on
        assert not waiting.done()
        holder.stdin.write("let go\n")
        holder.stdin.flush()

        await waiting

    assert await steps(store) == 6
    await store.close()


def test_d03_ten_seconds_are_within_the_patience() -> None:
    patience = Patience()

    assert patience.seconds * patience.tries >= 10


# --- D4: no transaction is upgraded


def test_d04_every_writing_transaction_of_a_story_begins_immediate() -> None:
    house = a_house()
    seen: list[str] = []
    house.store.database._connection.set_trace_callback(seen.append)  # type: ignore[attr-defined]

    house.buy()
    house.check(0.5)
    for score in (-4.5, -8.0, -3.0, 2.0):
        house.later(15, score)

    assert transactions(seen, "BEGIN IMMEDIATE") > 10
    assert not [one for one in plain_transactions(seen) if writes(one)]


def plain_transactions(statements: Sequence[str]) -> list[list[str]]:
    """Return the statements of each transaction that did not begin with the write lock."""
    found: list[list[str]] = []
    inside = False
    for one in statements:
        if one.startswith("BEGIN"):
            inside = one == "BEGIN"
            found += [[]] if inside else []
        elif one.startswith(("COMMIT", "ROLLBACK")):
            inside = False
        elif inside:
            found[-1].append(one)
    return found


def transactions(statements: Sequence[str], begin: str) -> int:
    return sum(one == begin for one in statements)


def writes(statements: Sequence[str]) -> bool:
    return any(one.lstrip().startswith(("INSERT", "UPDATE", "DELETE")) for one in statements)


# --- D5: the disk fails


@pytest.mark.parametrize(
    "how",
    [
        ("plain", "once", "writes", "5"),  # EIO
        ("plain", "lasting", "writes", "28"),  # ENOSPC
        ("plain", "running", "all", "5"),
        ("live", "running", "writes", "28"),
    ],
    ids="-".join,
)
def test_d05_failing_the_nth_operation_corrupts_and_loses_nothing(
    how: tuple[str, ...], tmp_path: Path
) -> None:
    runner = shutil.which("fiu-run")
    assert runner is not None, "libfiu is needed: python3.12 tasks.py fiu"

    swept = subprocess.run(  # noqa: S603
        [runner, "-x", sys.executable, "tests/faults/io_sweep.py", *how, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert swept.returncode == 0, swept.stderr
    assert int(swept.stdout) >= 30  # operations that were failed in turn


# --- D8: the file is damaged


@pytest.mark.parametrize("how", ["garbage", "empty", "header", "half", "page"])
async def test_d08_damaged_file_stops_the_start_and_is_kept(tmp_path: Path, how: str) -> None:
    settings = settings_for(tmp_path)
    guardian = await open_guardian(settings, clock=HandClock())
    await guardian.driver.check()
    await guardian.close()
    path = settings.dtms_data_dir / FILE_NAME
    content = damage(path, how)

    for _ in range(2):
        with pytest.raises(JournalDamaged) as caught:
            await open_guardian(settings, clock=HandClock())

    assert caught.value.aside is not None
    assert caught.value.aside.read_bytes() == content
    assert "dtms restore FILE" in str(caught.value)
    assert "dtms rebuild" in str(caught.value)


def test_d08_changed_record_is_refused_though_the_file_is_sound(journal: Path) -> None:
    content = journal.read_bytes()
    journal.write_bytes(content.replace(b'"stop":"1.0800"', b'"stop":"1.0900"'))
    store = a_plain_store(journal)

    with pytest.raises(JournalDamaged):
        finish(store.journal.load(ACCOUNT))

    finish(store.close())
    with pytest.raises(JournalDamaged):
        prove(journal)


def test_d08_restore_puts_a_backup_in_place_and_keeps_what_was_there(
    journal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = back_up(journal, journal.parent / FOLDER, at=NOW, keep=3)
    content = damage(journal, "half")

    code = main(["restore", str(made.path), "--data-dir", str(journal.parent)])

    assert code == 0
    kept = journal.with_name(f"{FILE_NAME}.replaced-001")
    assert kept.read_bytes() == content
    assert str(kept) in capsys.readouterr().out
    assert steps_in(journal) == 5


@pytest.mark.parametrize("how", ["garbage", "empty", "half", "page"])
def test_d08_damaged_backup_is_not_restored(
    journal: Path, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = back_up(journal, journal.parent / FOLDER, at=NOW, keep=3)
    damage(made.path, how)
    before = journal.read_bytes()

    code = main(["restore", str(made.path), "--data-dir", str(journal.parent)])

    assert code == 2
    assert made.path.name in capsys.readouterr().err
    assert journal.read_bytes() == before
    assert not list(journal.parent.glob("*.new*"))


@pytest.mark.parametrize("command", [["restore", "x"], ["rebuild"]])
def test_d08_nothing_is_replaced_under_a_running_program(
    journal: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = journal.read_bytes()
    with Instance.take(journal.parent):
        code = main([*command, "--data-dir", str(journal.parent)])

    assert code == 2
    assert "another DTMS is running" in capsys.readouterr().err
    assert journal.read_bytes() == before


def test_d08_restore_that_died_half_way_does_not_begin_anew(journal: Path) -> None:
    journal.rename(journal.with_name(f"{FILE_NAME}.replaced-001"))

    with pytest.raises(JournalDamaged):
        a_plain_store(journal)


def test_d08_rebuild_keeps_the_identity_of_the_installation(journal: Path) -> None:
    store = a_plain_store(journal)
    mark = "UPDATE meta SET value = '77' WHERE key = 'namespace'"
    finish(store.database.write(lambda sql: sql.run(mark)))
    finish(store.close())
    back_up(journal, journal.parent / FOLDER, at=NOW, keep=3)
    damage(journal, "garbage")

    code = main(["rebuild", "--data-dir", str(journal.parent)])

    assert code == 0
    assert steps_in(journal) == 0
    assert journal.with_name(f"{FILE_NAME}.damaged-001").exists()
    store = a_plain_store(journal)
    assert finish(store.journal.namespace()) == 77
    finish(store.close())


def test_d08_whole_journal_is_not_begun_anew(
    journal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["rebuild", "--data-dir", str(journal.parent)])

    assert code == 2
    assert "is whole" in capsys.readouterr().err
    assert steps_in(journal) == 5


def test_d08_journal_begun_anew_takes_the_hedge_in_and_opens_no_second() -> None:
    house = a_house()
    key = house.buy()
    house.check(0.5)
    house.later(15, -8.0)
    hedge = house.trade(key).hedge
    assert hedge is not None
    before = deals(house)
    lost = replace(house, store=a_lost_journal(house)).restart()

    for _ in range(4):
        lost.later(5, -8.0)

    trade = lost.trade(key)
    assert trade.state is TradeState.HEDGED
    assert trade.hedge is not None
    assert trade.hedge.ticket == hedge.ticket
    assert deals(lost) == before


def a_lost_journal(house: House) -> Store:
    """Return an empty journal of the same installation."""
    namespace = run_now(house.store.journal.namespace())
    fresh = a_house().store
    keep = "UPDATE meta SET value = ? WHERE key = 'namespace'"
    run_now(fresh.database.write(lambda sql: sql.run(keep, (str(namespace),))))
    return fresh


# --- D11: copies


async def test_d11_plain_copy_of_a_running_journal_is_behind_a_backup_is_not(
    journal: Path, tmp_path: Path
) -> None:
    store = await a_live_store(journal)
    await store.journal.commit(STEP)
    naive = shutil.copy(journal, tmp_path / "naive.db")

    made = await asyncio.to_thread(back_up, journal, tmp_path / "kept", at=NOW, keep=3)
    await store.close()

    assert steps_in(naive) == 5
    assert steps_in(made.path) == 6


def test_d11_restore_takes_the_log_along_that_lies_beside_a_copy(
    journal: Path, tmp_path: Path
) -> None:
    store = a_plain_store(journal)
    finish(store.journal.commit(STEP))
    for tail in ("", "-wal"):
        shutil.copy(journal.with_name(FILE_NAME + tail), tmp_path / f"copy.db{tail}")
    finish(store.close())
    target = tmp_path / "other" / FILE_NAME
    target.parent.mkdir(mode=0o700)

    restore(tmp_path / "copy.db", target)

    assert steps_in(target) == 6


async def test_d11_backup_while_writing_is_whole(journal: Path, tmp_path: Path) -> None:
    store = await a_live_store(journal)

    writing = [store.journal.commit(STEP) for _ in range(20)]
    copying = [
        asyncio.to_thread(back_up, journal, tmp_path / f"{one}", at=NOW, keep=1) for one in range(3)
    ]
    done = await asyncio.gather(*copying, *writing)

    for made in done[:3]:
        prove(made.path)  # type: ignore[union-attr]
        assert 5 <= steps_in(made.path) <= 25  # type: ignore[union-attr]
    await store.close()


def test_d11_old_backups_make_room_only_for_a_proved_one(journal: Path) -> None:
    folder = journal.parent / FOLDER
    for day in range(5):
        back_up(journal, folder, at=NOW + timedelta(days=day), keep=3)
    assert [one.at for one in backups(folder)] == [NOW + timedelta(days=day) for day in (2, 3, 4)]

    content = journal.read_bytes()
    journal.write_bytes(content.replace(b'"stop":"1.0800"', b'"stop":"1.0900"'))
    with pytest.raises(JournalDamaged):
        back_up(journal, folder, at=NOW + timedelta(days=5), keep=3)

    assert len(backups(folder)) == 3


@asynccontextmanager
async def kept_up(tmp_path: Path) -> AsyncIterator[tuple[Rig, Upkeep, Path]]:
    async with rig(tmp_path) as bot:
        yield bot, Upkeep(bot.guardian), bot.guardian.settings.dtms_data_dir / FOLDER


async def test_d11_backup_is_made_daily(tmp_path: Path) -> None:
    async with kept_up(tmp_path) as (bot, upkeep, folder):
        for hours in (0, 1, 22, 2):
            bot.clock.pass_by(timedelta(hours=hours))
            await upkeep.look()

        assert len(backups(folder)) == 2
        assert all(stat.S_IMODE(one.path.stat().st_mode) == 0o600 for one in backups(folder))
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_d11_failed_backup_is_told_once_and_so_is_its_end(tmp_path: Path) -> None:
    async with kept_up(tmp_path) as (bot, upkeep, folder):
        folder.write_text("in the way")
        for _ in range(3):
            await upkeep.look()
        await bot.ann.wait_for(lambda one: "Noticed" in one.text)
        folder.unlink()
        await upkeep.look()

        facts = await bot.guardian.store.journal.facts(after=0)
        told = [one.fact.what for one in facts if isinstance(one.fact, Noticed)]
        assert [one for one in told if one is not Lookout.STARTED] == [
            Lookout.BACKUP_FAILED,
            Lookout.BACKUP_MADE,
        ]


# --- D12: versions


def test_d12_newer_file_is_refused_by_start_and_by_restore(journal: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(journal)) as file:
        file.execute(f"PRAGMA user_version = {len(migrations()) + 1}")
    content = journal.read_bytes()

    with pytest.raises(JournalTooNew, match="newer program"):
        a_plain_store(journal)
    with pytest.raises(JournalTooNew):
        restore(journal, tmp_path / "data" / "other.db")

    assert journal.read_bytes() == content


def test_d12_every_older_file_is_brought_forward(tmp_path: Path) -> None:
    for version, script in enumerate(migrations(), 1):
        path = tmp_path / f"{version}" / FILE_NAME
        path.parent.mkdir(mode=0o700)
        with closing(sqlite3.connect(path)) as file:
            for earlier in (*migrations()[: version - 1], script):
                file.executescript(earlier)
            file.execute("INSERT INTO meta VALUES ('namespace', '5')")
            file.execute(f"PRAGMA user_version = {version}")
            file.commit()

        assert steps_in(path) == 0


# --- D13: rights


@pytest.mark.skipif(os.name != "posix", reason="POSIX rights")
async def test_d13_everything_kept_is_for_its_owner_only(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    before = os.umask(0)
    try:
        guardian = await open_guardian(settings, clock=HandClock())
        await guardian.driver.check()
        await Upkeep(guardian).look()
        await guardian.close()
    finally:
        os.umask(before)

    everything = [settings.dtms_data_dir, *settings.dtms_data_dir.rglob("*")]
    open_to_others = [path for path in everything if path.stat().st_mode & 0o077]
    assert len(everything) > 5
    assert open_to_others == []


@pytest.mark.skipif(os.name != "posix", reason="POSIX rights")
def test_d13_open_rights_are_narrowed_with_a_warning(
    journal: Path, caplog: pytest.LogCaptureFixture
) -> None:
    journal.chmod(0o644)
    journal.parent.chmod(0o755)

    steps_in(journal)

    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    assert stat.S_IMODE(journal.parent.stat().st_mode) == 0o700
    assert sum("open to others" in one.message for one in caplog.records) == 2


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs two users")
def test_d13_another_owner_is_refused_or_told(
    journal: Path, caplog: pytest.LogCaptureFixture
) -> None:
    os.chown(journal, 65534, 65534)
    steps_in(journal)  # root may
    assert "belongs to another user (65534)" in caplog.text

    os.chown(journal, 0, 0)
    os.seteuid(65534)
    try:
        with pytest.raises(JournalUnreachable):
            a_plain_store(journal)
    finally:
        os.seteuid(0)


# --- D15: cancellation


async def test_d15_storm_of_cancelled_writers_leaves_no_open_transaction(journal: Path) -> None:
    store = await a_live_store(journal)
    writers = []
    for number in range(200):
        writers.append(asyncio.create_task(store.journal.commit(STEP)))
        for _ in range(number % 4):
            await asyncio.sleep(0)
        writers[number // 2].cancel()
    ended = await asyncio.gather(*writers, return_exceptions=True)
    assert sum(isinstance(one, asyncio.CancelledError) for one in ended) > 50

    await store.journal.commit(STEP)

    acknowledged = sum(not isinstance(one, BaseException) for one in ended)
    assert 5 + acknowledged + 1 <= await steps(store) <= 206
    with closing(sqlite3.connect(journal, isolation_level=None, timeout=0)) as other:
        other.execute("BEGIN IMMEDIATE")  # nobody holds the lock
        other.execute("ROLLBACK")
    await store.close()
