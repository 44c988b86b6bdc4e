"""A whole bot against the local Bot API server, on clocks that a test moves by hand."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.chat import Chat
from bot.console.people import Person
from bot.console.server import ConsoleServer
from bot.console.views import MessageView
from bot.demo import ENTRY, OPENS
from bot.gate import NO_LIMITS, Gate
from bot.guardian import Guardian, open_guardian
from bot.settings import Settings
from dtms.core.trade import Trade
from tests.bot.key_wording import KeyWording
from tests.bot.published_api import violations

TOKEN = "42:TEST"  # noqa: S105 - a token nobody owns
ANN, BEN, EVE = 7, 8, 66
STEP = timedelta(seconds=30)


class HandClock:
    def __init__(self) -> None:
        self.market_now = OPENS
        self.people_now = datetime(2026, 11, 2, 12, tzinfo=UTC)

    def market(self) -> datetime:
        return self.market_now

    def people(self) -> datetime:
        return self.people_now

    def pass_by(self, span: timedelta) -> None:
        self.people_now += span


def settings_for(directory: Path, **more: object) -> Settings:
    given = {"dtms_data_dir": directory / "data", "dtms_console_port": 0, **more}
    return Settings.model_validate(given)


async def watch(guardian: Guardian, clock: HandClock, *, until: datetime) -> None:
    while clock.market_now < until:
        clock.market_now = min(clock.market_now + STEP, until)
        await guardian.driver.check()


class OnlyForward:
    """Seconds for the gate: a clock that is set back stands still."""

    def __init__(self, clock: HandClock) -> None:
        self._clock, self._latest = clock, 0.0

    def __call__(self) -> float:
        self._latest = max(self._latest, self._clock.people_now.timestamp())
        return self._latest


@dataclass(kw_only=True)
class Rig:
    guardian: Guardian
    server: ConsoleServer
    clock: HandClock
    chat: Chat
    ann: Person
    ben: Person
    eve: Person

    async def adopt(self) -> Trade:
        """Let the hand open the scripted trade, and DTMS find it."""
        await watch(self.guardian, self.clock, until=ENTRY + STEP)
        return self.trade

    @property
    def trade(self) -> Trade:
        return next(iter(self.guardian.engine.station.ledger.trades.values()))

    async def card(self, person: Person | None = None) -> MessageView:
        """Ask for the trade's card and return it, buttons and all."""
        who = person or self.ann
        asked = await who.say(f"/trade {self.trade.key.position}")
        return await who.wait_for(lambda one: one.id > asked and "trade XAUUSD" in one.text)

    async def answered(self, person: Person, text: str) -> str:
        """Say something and return the first answer."""
        asked = await person.say(text)
        return (await person.wait_for(lambda one: one.id > asked and is_answer(one))).text

    async def until(self, claim: Callable[[], bool]) -> None:
        """Let the loop run until something holds."""
        async with asyncio.timeout(20):
            while not claim():  # noqa: ASYNC110 - nothing else tells
                await asyncio.sleep(0.005)

    async def handled(self, number: int) -> None:
        """Wait until an update was dealt with."""
        async with asyncio.timeout(20):
            while True:
                rows = await self.guardian.store.database.read(
                    lambda sql: sql.rows(
                        "SELECT 1 FROM inbox WHERE update_id = ? AND done_at IS NOT NULL",
                        (number,),
                    )
                )
                if rows:
                    return
                await asyncio.sleep(0.005)


def is_answer(one: MessageView) -> bool:
    """Tell an answer from an announcement, whose key is the name of a fact."""
    return one.from_bot and not one.text.partition(":")[2][:1].isupper()


@asynccontextmanager
async def rig(tmp_path: Path, **more: object) -> AsyncIterator[Rig]:
    clock = HandClock()
    server = ConsoleServer(
        store=tmp_path / "telegram.db", token=TOKEN, bot_name="DTMS", clock=clock.people, port=0
    )
    await server.start()
    people = [server.person(one, name, "en") for one, name in ((ANN, "Ann"), (BEN, "Ben"))]
    eve = server.person(EVE, "Eve", "en")
    given: dict[str, object] = {
        "bot_token": TOKEN,
        "bot_api_url": server.url,
        "dtms_owners": (ANN, BEN),
    }
    settings = settings_for(tmp_path, **(given | more))
    guardian = await open_guardian(settings, clock=clock)
    gate = Gate(NO_LIMITS, now=OnlyForward(clock))
    chat = Chat(guardian, words=KeyWording(), gate=gate)
    await chat.open()
    running = asyncio.create_task(chat.run())
    try:
        yield Rig(
            guardian=guardian,
            server=server,
            clock=clock,
            chat=chat,
            ann=people[0],
            ben=people[1],
            eve=eve,
        )
    finally:
        running.cancel()
        await asyncio.wait({running})
        await chat.close()
        await guardian.close()
        await server.stop()
    wrong = violations(server.requests)
    assert not wrong, "\n".join(wrong)
