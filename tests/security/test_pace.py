"""A flood of one person's words or taps: told once, dropped, and nobody else suffers."""

from datetime import timedelta
from pathlib import Path

from bot.middlewares.pace import ALLOWED, Kind
from tests.bot.rig import ANN, BEN, Rig, rig
from tests.security.updates import Place, a_private_chat, a_user, said, tapped

ANNS = Place(user=a_user(ANN), chat=a_private_chat(ANN))
BENS = Place(user=a_user(BEN), chat=a_private_chat(BEN))
WORDS = ALLOWED[Kind.WORDS].burst


async def flood(bot: Rig, text: str, times: int, place: Place = ANNS) -> None:
    for number in [bot.server.inject_update(said(place, text)) for _ in range(times)]:
        await bot.handled(number)


def texts(bot: Rig, chat: int) -> list[str]:
    sent = [one for one in bot.server.sent_to(chat) if one.method == "sendMessage"]
    return [str(one.parameters["text"]) for one in sent]


async def test_flood_of_words_is_told_once_and_dropped(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await flood(bot, "/help", WORDS + 60)

        assert texts(bot, ANN).count("en:too_fast") == 1
        assert len(texts(bot, ANN)) == WORDS + 1


async def test_flood_of_one_person_is_nobody_elses(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await flood(bot, "/help", WORDS + 5)
        await flood(bot, "/help", 1, BENS)

        assert texts(bot, BEN) == ["en:help"]


async def test_who_waits_is_heard_again_and_a_later_flood_is_told_again(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await flood(bot, "/help", WORDS + 5)
        bot.clock.pass_by(timedelta(seconds=2))
        await flood(bot, "/help", 5)
        assert texts(bot, ANN).count("en:help") == WORDS + 2
        assert texts(bot, ANN).count("en:too_fast") == 1

        bot.clock.pass_by(timedelta(minutes=1))
        await flood(bot, "/help", WORDS + 5)

        assert texts(bot, ANN).count("en:too_fast") == 2


async def test_pause_is_heard_in_a_flood(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await flood(bot, "/help", WORDS + 5)
        await flood(bot, "/pause", 1)

        assert bot.guardian.engine.station.ledger.settings.paused


async def test_flood_of_taps_leaves_words_alone(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        burst = ALLOWED[Kind.TAPS].burst
        await flood_of_taps(bot, burst + 20)
        await flood(bot, "/help", 1)

        answers = [one for one in bot.server.requests if one.method == "answerCallbackQuery"]
        assert len(answers) == burst
        assert texts(bot, ANN) == ["en:too_fast", "en:help"]


async def flood_of_taps(bot: Rig, times: int) -> None:
    for number in [bot.server.inject_update(tapped(ANNS, f"b:{one}")) for one in range(times)]:
        await bot.handled(number)


async def test_engine_checks_on_during_a_flood(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        numbers = [bot.server.inject_update(said(ANNS, "/status")) for _ in range(300)]
        trade = await bot.adopt()
        checks = bot.guardian.engine.fast_checks
        bot.clock.market_now += timedelta(seconds=30)
        await bot.guardian.driver.check()

        assert bot.guardian.engine.fast_checks == checks + 1
        assert trade.key in bot.guardian.engine.station.ledger.trades
        await bot.handled(numbers[-1])


async def test_clock_set_back_grants_nothing_and_takes_nothing(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await flood(bot, "/help", 1)
        bot.clock.pass_by(timedelta(hours=-5))
        await flood(bot, "/help", 1)

        assert texts(bot, ANN) == ["en:help"] * 2
