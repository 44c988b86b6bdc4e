"""A trade server that keeps another clock than was thought."""

from contextlib import suppress
from datetime import timedelta

from bot.zonewatch import ZoneWatch
from dtms.adapters.mt5.broker import Mt5Broker
from dtms.adapters.mt5.channel import InProcessChannel
from dtms.adapters.mt5.feed import Mt5Feed
from dtms.adapters.mt5.serverclock import ServerClock
from dtms.adapters.mt5.servertime import ServerZone, fixed_zone
from dtms.core.errors import JournalUnavailable
from dtms.core.events import Lookout, Noticed
from dtms.core.market import Timeframe
from dtms.engine.windows import LiveWindows
from tests.house import SYMBOL, House, a_house

WRONG = fixed_zone(timedelta(hours=5))  # the simulated server keeps New York plus seven hours


class Post:
    """A watch over a house whose broker was read by the wrong clock."""

    def __init__(self, *, told: ServerZone | None = None) -> None:
        self.house: House = a_house()
        self.house.buy()
        self.house.check(0.0)
        station = self.house.engine.station
        channel = InProcessChannel(self.house.terminal.api)
        self.known = ServerClock(told=told)
        zone = WRONG if told is None else told
        self.broker, self.feed = Mt5Broker(channel, zone=zone), Mt5Feed(channel, zone=zone)
        self.watch = ZoneWatch(
            known=self.known,
            broker=self.broker,
            feed=self.feed,
            windows=LiveWindows(feed=self.feed, policy=station.policy),
            engine=self.house.engine,
        )

    async def look(self) -> None:
        """Let half a minute pass, and look."""
        self.house.terminal.advance_to(self.house.terminal.now + timedelta(seconds=30))
        self.house.clock.people_now = self.house.terminal.now
        await self.watch.look()

    async def last_close(self) -> timedelta:
        """Return how long ago the last bar closed."""
        bars = await self.feed.bars(SYMBOL, Timeframe.M5, count=10)
        return self.house.terminal.now - bars.closed_at(len(bars) - 1)

    def told(self) -> int:
        facts = self.house.heard.of(Noticed)
        return sum(fact.what is Lookout.SERVER_ZONE for fact in facts)


async def test_another_offset_is_adopted_once_and_told() -> None:
    post = Post()
    post.known.note(timedelta(hours=5), at=post.house.terminal.now - timedelta(days=8))
    assert await post.last_close() > timedelta(hours=2)

    for _ in range(4):
        await post.look()

    assert post.told() == 1
    assert timedelta(0) <= await post.last_close() < timedelta(minutes=5)
    assert (await post.broker.quote(SYMBOL)).at <= post.house.terminal.now


async def test_a_change_that_could_not_be_journalled_is_told_at_the_next_look() -> None:
    post = Post()
    post.known.note(timedelta(hours=5), at=post.house.terminal.now - timedelta(days=8))
    pages = await post.house.store.database.write(lambda sql: sql.rows("PRAGMA page_count"))
    full = f"PRAGMA max_page_count = {pages[0][0]}"
    await post.house.store.database.write(lambda sql: sql.rows(full))
    with suppress(JournalUnavailable):
        while True:  # until the last page is full
            await post.house.engine.station.ledger.notice(
                Lookout.BACKUP_MADE, at=post.house.terminal.now
            )

    for _ in range(4):
        await post.look()
    silent, followed = post.told(), await post.last_close()
    await post.house.store.database.write(lambda sql: sql.rows("PRAGMA max_page_count = 1000000"))
    for _ in range(3):
        await post.look()

    assert silent == 0
    assert followed < timedelta(minutes=5)
    assert post.told() == 1


async def test_the_usual_offset_changes_nothing() -> None:
    post = Post(told=None)
    post.known.note(timedelta(hours=2), at=post.house.terminal.now - timedelta(days=8))

    for _ in range(4):
        await post.look()

    assert post.told() == 0


async def test_while_our_own_clock_is_in_doubt_nothing_is_concluded() -> None:
    post = Post()
    post.known.note(timedelta(hours=5), at=post.house.terminal.now - timedelta(days=8))
    post.house.engine.station.ledger.clock_doubted = True

    for _ in range(4):
        await post.look()

    assert post.told() == 0
    assert await post.last_close() > timedelta(hours=2)


async def test_a_rule_the_operator_set_stays() -> None:
    post = Post(told=WRONG)

    for _ in range(4):
        await post.look()

    assert post.told() == 0
    assert post.known.finding.zone == WRONG


async def test_a_silent_terminal_shows_nothing() -> None:
    post = Post()
    post.known.note(timedelta(hours=5), at=post.house.terminal.now - timedelta(days=8))
    post.house.terminal.api.shutdown()

    for _ in range(3):
        await post.look()

    assert post.told() == 0
