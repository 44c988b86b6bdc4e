"""Confirm mode on the phone: the window counts down, closes by itself, and its end is shown."""

from datetime import timedelta
from pathlib import Path

from bot.console.people import Person
from bot.console.views import MessageView
from dtms.core.events import Fact, ProposalEnd, ProposalEnded, ProposalMade
from dtms.core.policy import Mode
from dtms.core.trade import Duty, Proposal
from tests.bot.rig import STEP, Rig, rig

CONFIRM = {"dtms_mode": Mode.CONFIRM}
HOURS = 480  # checks until the market has got as bad as it will


async def step(bot: Rig) -> None:
    bot.clock.market_now += STEP
    await bot.guardian.driver.check()


async def proposed(bot: Rig, duty: Duty) -> Proposal:
    """Let the market go on until something is proposed."""
    for _ in range(HOURS):
        found = [one for one in bot.trade.proposals if one.duty is duty]
        if found:
            return found[0]
        await step(bot)
    raise AssertionError(duty)


async def told_facts(bot: Rig) -> list[Fact]:
    told = await bot.guardian.store.journal.history(bot.trade.key)
    return [one.fact for one in told]


async def ended(bot: Rig, duty: Duty) -> ProposalEnd:
    """Let the market go on, each window passing in silence, until a proposal has ended."""
    for _ in range(HOURS):
        for fact in await told_facts(bot):
            if isinstance(fact, ProposalEnded) and fact.duty is duty:
                return fact.how
        if bot.trade.proposals:
            bot.clock.pass_by(timedelta(seconds=91))
        await step(bot)
    raise AssertionError(duty)


async def announced(bot: Rig, person: Person, duty: Duty) -> MessageView:
    del bot
    said = f"duty: {duty.value}"
    return await person.wait_for(lambda one: "ProposalMade #" in one.text and said in one.text)


async def shows(person: Person, message: MessageView, text: str) -> MessageView:
    return await person.wait_for(lambda one: one.id == message.id and text in one.text)


def edits(bot: Rig, message: MessageView, person: int) -> int:
    return sum(
        one.method == "editMessageText"
        and str(one.parameters["message_id"]) == str(message.id)
        and str(one.parameters["chat_id"]) == str(person)
        for one in bot.server.requests
    )


async def test_window_counts_down_at_three_moments_and_shows_its_end(tmp_path: Path) -> None:
    async with rig(tmp_path, **CONFIRM) as bot:
        await bot.adopt()
        await proposed(bot, Duty.HALF)
        volume = bot.trade.volume
        message = await announced(bot, bot.ann, Duty.HALF)
        assert "en:left 90" in message.text

        for wait, left in ((31, 59), (30, 29), (20, 9)):
            bot.clock.pass_by(timedelta(seconds=wait))
            shown = await shows(bot.ann, message, f"en:left {left}")
            assert [[one.text for one in row] for row in shown.buttons] == [
                ["en:veto", "en:proceed"]
            ]
        bot.clock.pass_by(timedelta(seconds=10))
        await bot.guardian.driver.check()
        over = await shows(bot.ann, message, "en:ended due")

        assert bot.trade.volume == volume / 2
        assert edits(bot, message, bot.ann.id) == 4
        assert "en:veto" not in str(over.buttons)


async def test_veto_of_one_ends_the_message_of_the_other(tmp_path: Path) -> None:
    async with rig(tmp_path, **CONFIRM) as bot:
        await bot.adopt()
        await proposed(bot, Duty.HALF)
        volume = bot.trade.volume
        mine = await announced(bot, bot.ann, Duty.HALF)
        others = await announced(bot, bot.ben, Duty.HALF)

        await bot.ann.tap(mine.id, "en:veto")
        done = await shows(bot.ann, mine, "en:veto done")
        await shows(bot.ben, others, "en:ended vetoed")

        assert bot.trade.volume == volume
        assert edits(bot, done, bot.ann.id) == 1


async def test_silence_counts_while_telegram_is_down(tmp_path: Path) -> None:
    async with rig(tmp_path, **CONFIRM) as bot:
        volume = (await bot.adopt()).volume
        bot.server.faults.close(None, times=None)

        ends = [await ended(bot, duty) for duty in (Duty.TIGHTEN, Duty.HALF, Duty.HEDGE)]
        held = await bot.guardian.engine.station.broker.positions()
        bot.server.faults.clear()
        bot.clock.pass_by(timedelta(minutes=2))
        bot.guardian.bell.publish(())

        assert ends == [ProposalEnd.DUE, ProposalEnd.DUE, ProposalEnd.LAPSED]
        assert [one.volume for one in held] == [volume / 2]
        await bot.ann.wait_for(lambda one: "ProposalEnded" in one.text)
        assert not any("en:veto" in str(one.buttons) for one in bot.ann.messages())


async def test_window_goes_on_after_a_restart(tmp_path: Path) -> None:
    async with rig(tmp_path, **CONFIRM) as bot:
        await bot.adopt()
        await proposed(bot, Duty.HALF)
        volume = bot.trade.volume
        message = await announced(bot, bot.ann, Duty.HALF)
        bot.clock.pass_by(timedelta(seconds=40))
        await shows(bot.ann, message, "en:left 50")
        stopped = bot.clock.people_now
    async with rig(tmp_path, **CONFIRM) as bot:
        bot.clock.market_now = bot.guardian.market.terminal.now
        bot.clock.people_now = stopped + timedelta(seconds=25)
        await bot.guardian.driver.check()
        await shows(bot.ann, message, "en:left 25")
        assert bot.trade.volume == volume

        bot.clock.pass_by(timedelta(seconds=25))
        await bot.guardian.driver.check()
        await shows(bot.ann, message, "en:ended due")
        assert bot.trade.volume == volume / 2


async def test_proposed_hedge_comes_with_its_contract(tmp_path: Path) -> None:
    async with rig(tmp_path, **CONFIRM) as bot:
        await bot.adopt()
        assert await ended(bot, Duty.HALF) is ProposalEnd.DUE
        await proposed(bot, Duty.HEDGE)

        message = await announced(bot, bot.ann, Duty.HEDGE)

        assert "by_hand: False" in message.text
        facts = [one for one in await told_facts(bot) if isinstance(one, ProposalMade)]
        assert facts[-1].duty is Duty.HEDGE
