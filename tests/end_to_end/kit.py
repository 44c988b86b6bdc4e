"""The program as its user has it: the process, its data directory, and the chat in its console."""

import asyncio
import json
import os
import re
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest
from pyarrow import parquet

from bot.chat import Chat
from bot.console.people import Person
from bot.console.views import MessageView
from bot.gate import NO_LIMITS, Gate
from bot.guardian import CONSOLE_OWNER, Guardian, open_guardian
from bot.settings import keys
from dtms.core.events import Fact
from dtms.core.notices import notice_of
from dtms.core.trade import Trade
from dtms.ports import Recorded
from tests.bot.rig import HandClock, settings_for
from tests.data import ABSENT, DATA, GBPUSD_M1

ROOT = Path(__file__).resolve().parents[2]
SYMBOL = "GBPUSD"
OPENS = datetime(2012, 2, 13, 7, tzinfo=UTC)  # where the bars below begin to be played
LAST = datetime(2012, 3, 26, tzinfo=UTC)  # as many days after it as there are before
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
CHECK = timedelta(seconds=30)
PATIENCE = 60.0
NUMBER = re.compile(r"№(\d+)$")


def real_bars(directory: Path) -> Path:
    """Recorded GBPUSD minutes, cut so that the program opens the market on a chosen morning."""
    source = DATA / "bars" / f"{GBPUSD_M1}.parquet"
    if not source.is_file():
        pytest.skip(ABSENT)
    table = parquet.read_table(source)
    path = directory / "GBPUSD_M1.parquet"
    parquet.write_table(table.filter(pc.field("time") < int(LAST.timestamp())), path)
    return path


def number_of(text: str) -> int | None:
    """Return the number an announcement carries, None for an answer."""
    found = NUMBER.search(text)
    return None if found is None else int(found.group(1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A position as the terminal's own interface tells it."""

    side: str
    volume: float
    price: float
    stop: float
    target: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A recorded fact, and what the terminal held the moment it was recorded."""

    seq: int
    fact: Fact
    held: dict[int, Held]

    @property
    def announced(self) -> bool:
        return notice_of(self.fact) is not None


@dataclass(kw_only=True)
class Phone:
    """A guardian on real bars with its own console, on a clock that the test moves."""

    guardian: Guardian
    chat: Chat
    clock: HandClock
    shots: list[Shot] = field(default_factory=list)

    def publish(self, recorded: tuple[Recorded, ...]) -> None:
        held = self.held()
        self.shots += [Shot(seq=one.seq, fact=one.fact, held=held) for one in recorded]

    def held(self) -> dict[int, Held]:
        found: list[Any] = list(self.guardian.market.terminal.api.positions_get() or ())
        return {
            one.ticket: Held(
                side=("BUY", "SELL")[one.type],
                volume=one.volume,
                price=one.price_open,
                stop=one.sl,
                target=one.tp,
            )
            for one in found
        }

    def deals(self) -> list[tuple[int, float, float]]:
        """Ticket of the position, volume and price of every deal so far."""
        api = self.guardian.market.terminal.api
        found: list[Any] = list(api.history_deals_get(OPENS, LAST) or ())
        return [(one.position_id, one.volume, one.price) for one in found if one.symbol]

    @property
    def person(self) -> Person:
        assert self.chat.console is not None
        return self.chat.console.owner

    @property
    def trade(self) -> Trade:
        return next(iter(self.guardian.engine.station.ledger.trades.values()))

    def announcements(self) -> list[tuple[int, str]]:
        """Number and text of every announcement in the chat, in the chat's order."""
        texts = [one.text for one in self.person.messages() if one.from_bot]
        return [(number, text) for text in texts if (number := number_of(text)) is not None]

    async def skip(self, until: datetime) -> None:
        """Let the market go on without a check: nothing is open, nobody watches."""
        self.clock.market_now = until
        await self.guardian.driver.check()

    async def watch(self, until: datetime) -> None:
        """Check every 30 s of the market, letting each announcement out before the next check."""
        while self.clock.market_now < until:
            self.clock.market_now = min(self.clock.market_now + CHECK, until)
            await self.guardian.driver.check()
            await self.all_told()

    async def all_told(self) -> None:
        due = {shot.seq for shot in self.shots if shot.announced}
        await self.until(lambda: due <= {number for number, _ in self.announcements()})

    async def card(self) -> MessageView:
        asked = await self.person.say(f"/trade {self.trade.key.position}")
        return await self.person.wait_for(
            lambda one: one.id > asked and one.from_bot and bool(one.buttons)
        )

    async def until(self, claim: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not claim():  # noqa: ASYNC110 - what is waited for tells nobody
                await asyncio.sleep(0.005)


@asynccontextmanager
async def on_the_phone(directory: Path, bars: Path) -> AsyncIterator[Phone]:
    """Put terminal, engine, journal, bot and Bot API server together as the program does."""
    clock = HandClock()
    clock.market_now = OPENS
    settings = settings_for(directory, dtms_feed=bars, dtms_symbol=SYMBOL)
    guardian = await open_guardian(settings, clock=clock)
    assert guardian.market.terminal.now == OPENS
    trader = guardian.market.trader
    trader._next = replace(trader._next, at=NEVER)  # the dice rest: the test opens by hand
    phone = Phone(guardian=guardian, chat=Chat(guardian, gate=Gate(NO_LIMITS)), clock=clock)
    guardian.engine.station.ledger.listen(phone)
    await phone.chat.open()
    running = asyncio.create_task(phone.chat.run())
    try:
        yield phone
    finally:
        running.cancel()
        await asyncio.wait({running})
        await phone.chat.close()
        await guardian.close()


@dataclass(kw_only=True)
class Program:
    """A process of `python -m bot`, and what it leaves behind in files."""

    process: asyncio.subprocess.Process
    data: Path
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    @property
    def address(self) -> str:
        found = re.findall(r"chat page: (http://127\.0\.0\.1:\d+)", self.said)
        return str(found[-1])

    async def until(self, claim: Callable[[], object], patience: float = PATIENCE) -> None:
        """Wait until something holds, while the program runs."""
        try:
            async with asyncio.timeout(patience):
                while not claim():
                    assert self.process.returncode is None, self.said
                    await asyncio.sleep(0.05)
        except TimeoutError:
            pytest.fail(f"did not come to pass within {patience} s; the program said:\n{self.said}")

    async def ended(self) -> int:
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()

    async def kill(self) -> None:
        """As `kill -9` does."""
        self.process.kill()
        await self.ended()


@asynccontextmanager
async def program(directory: Path, **variables: str) -> AsyncIterator[Program]:
    """Start the program with its data in `directory`/data; it is killed in the end."""
    given = {name: value for name, value in os.environ.items() if name not in keys()}
    data, log = directory / "data", directory / "log.txt"
    given |= {"DTMS_DATA_DIR": str(data), "DTMS_CONSOLE_PORT": "0", "PYTHONPATH": str(ROOT)}
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            env=given | variables,
            cwd=directory,
            stdout=out,
            stderr=out,
        )
    try:
        yield Program(process=process, data=data, log=log)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@dataclass(frozen=True, slots=True)
class Left:
    """What is in a data directory, read from outside while or after a program used it."""

    data: Path

    def facts(self, *kinds: str) -> list[tuple[int, str, dict[str, object]]]:
        rows = self._rows("journal.db", "SELECT seq, kind, body FROM event ORDER BY seq")
        return [
            (int(seq), str(kind), json.loads(body)) for seq, kind, body in rows if kind in kinds
        ]

    def announced(self) -> list[int]:
        return [
            int(row[0]) for row in self._rows("journal.db", "SELECT seq FROM outbox ORDER BY id")
        ]

    def last_check(self) -> str:
        """Market time of the last completed check; empty before the first."""
        return str(next(iter(self._rows("journal.db", "SELECT last_cycle FROM account")), ("",))[0])

    def deals(self) -> list[dict[str, object]]:
        rows = self._rows("terminal/terminal.sqlite3", "SELECT body FROM deals ORDER BY ticket")
        return [json.loads(row[0]) for row in rows]

    def positions(self) -> list[dict[str, object]]:
        rows = self._rows("terminal/terminal.sqlite3", "SELECT body FROM positions ORDER BY ticket")
        return [json.loads(row[0]) for row in rows]

    def market_msc(self) -> int:
        return int(self._rows("terminal/terminal.sqlite3", "SELECT msc FROM clock")[0][0])

    def chat(self) -> list[tuple[int, str]]:
        """Number and text of each message in the owner's chat."""
        sql = "SELECT message_id, body FROM messages WHERE NOT deleted ORDER BY message_id"
        rows = self._rows("console.db", sql)
        found = [(int(number), json.loads(body)) for number, body in rows]
        assert all(body["chat"]["id"] == CONSOLE_OWNER for _, body in found)
        return [(number, body["text"]) for number, body in found]

    def numbers(self) -> list[int]:
        """Numbers of the announcements in the chat, in order."""
        return [one for _, text in self.chat() if (one := number_of(text)) is not None]

    def _rows(self, name: str, sql: str) -> list[tuple[str, ...]]:
        path = self.data / name
        if not path.exists():
            return []
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as database:
            try:
                return database.execute(sql).fetchall()
            except sqlite3.OperationalError:  # the program is still making its tables
                return []
