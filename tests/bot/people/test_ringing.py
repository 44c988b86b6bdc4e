"""Alerts as people want them: rung until acknowledged, hushed at night, summed up at dawn."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.console.people import Person
from dtms.core import events
from tests.bot.rig import ANN, BEN, Rig, rig
from tests.bot.test_alerts import drained, record, refused

FIVE = timedelta(minutes=5, seconds=1)


async def look(bot: Rig, span: timedelta) -> None:
    """Let time pass, and the sender look."""
    bot.clock.pass_by(span)
    bot.guardian.bell.publish(())


async def nobody_is_rung(bot: Rig) -> None:
    """Wait until nothing will ring any more."""
    async with asyncio.timeout(20):
        while await bot.guardian.store.rings.waiting():  # noqa: ASYNC110 - nothing else tells
            await asyncio.sleep(0.005)


def rung(person: Person) -> list[str]:
    return [one.text for one in person.messages() if one.text.startswith("en:rungAgain")]


async def test_a_red_alert_rings_again_and_then_the_second_contact(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        assert (await bot.answered(bot.ann, f"/settings contact {BEN}")).startswith("en:settings")
        await bot.adopt()
        await record(bot, refused(bot, unprotected=True))
        alert = await bot.ben.wait_for(lambda one: "ActionRefused" in one.text)
        await drained(bot)
        assert any("seen" in one.text for row in alert.buttons for one in row)

        await look(bot, FIVE)
        await bot.until(lambda: len(rung(bot.ann)) == 1 and len(rung(bot.ben)) == 1)
        await look(bot, FIVE)
        await bot.until(lambda: len(rung(bot.ben)) == 2)
        await look(bot, FIVE)
        await nobody_is_rung(bot)

        assert "whose: Ann" in rung(bot.ben)[-1]
        assert (len(rung(bot.ann)), len(rung(bot.ben))) == (1, 2)


async def test_an_acknowledged_alert_rings_nobody_again(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        await record(bot, refused(bot, unprotected=True))
        alert = await bot.ann.wait_for(lambda one: "ActionRefused" in one.text)
        await drained(bot)
        await bot.ann.tap(alert.id, "en:seen")
        await bot.ann.wait_for(lambda one: one.text == "en:seen_noted")

        assert await bot.guardian.store.rings.waiting() == ()


async def test_acknowledging_the_trade_stops_the_ringing_too(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        await record(bot, refused(bot, unprotected=True))
        alert = await bot.ann.wait_for(lambda one: "ActionRefused" in one.text)
        await drained(bot)
        await bot.ann.tap(alert.id, "en:acknowledge")
        await bot.ann.wait_for(lambda one: one.id == alert.id and one.edited)

        assert await bot.guardian.store.rings.waiting() == ()


async def test_ringing_survives_a_restart(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        await bot.adopt()
        await record(bot, refused(bot, unprotected=True))
        await bot.ann.wait_for(lambda one: "ActionRefused" in one.text)
        await drained(bot)
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        await look(bot, FIVE)
        await bot.until(lambda: len(rung(bot.ann)) == 1)


async def test_only_red_rings_in_quiet_hours(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        await bot.answered(bot.ann, "/settings zone Europe/Berlin")
        await bot.answered(bot.ann, "/settings quiet 12:30-14:00")  # 12:00 UTC is 13:00 there
        await bot.adopt()
        loud = await bot.ann.wait_for(lambda one: "TradeRegistered" in one.text)
        await record(bot, refused(bot, unprotected=True))
        red = await bot.ann.wait_for(lambda one: "ActionRefused" in one.text)

        assert loud.silent
        assert not red.silent


async def test_a_kind_can_be_turned_down_but_not_what_rings_or_asks(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        for kind in ("refusals", "control"):
            for _ in range(2):  # on, silent, off
                await bot.answered(bot.ann, f"/settings kinds {kind}")
        await bot.adopt()
        await record(bot, refused(bot, unprotected=False))
        await record(bot, events.HoldEnded(key=bot.trade.key, at=bot.clock.market()))
        await record(bot, refused(bot, unprotected=True))
        await bot.ann.wait_for(lambda one: "unprotected: True" in one.text)
        await drained(bot)

        texts = [one.text for one in bot.ann.messages()]
        assert not any("unprotected: False" in one for one in texts)
        assert not any("HoldEnded" in one for one in texts)


async def test_the_night_is_summed_up_once_when_it_is_over(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        await bot.answered(bot.ann, "/settings quiet 11:00-12:10")
        await bot.adopt()
        await record(bot, refused(bot, unprotected=False))
        await drained(bot)
        assert not briefs(bot)

        await look(bot, timedelta(minutes=11))
        await bot.until(lambda: len(briefs(bot)) == 1)
        await look(bot, timedelta(minutes=1))
        await bot.answered(bot.ann, "/help")

        assert len(briefs(bot)) == 1


def briefs(bot: Rig) -> list[str]:
    return [one.text for one in bot.ann.messages() if one.text.startswith("en:brief")]


async def test_sight_that_returns_tells_what_was_missed(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        key = (await bot.adopt()).key
        since = datetime(2026, 3, 3, 9, tzinfo=UTC)
        cause = events.BlindCause.TERMINAL
        blind = events.Flag.BLIND
        await record(bot, events.FlagRaised(key=key, at=since, flag=blind, cause=cause))
        later = since + timedelta(hours=2)
        await record(bot, events.FlagLowered(key=key, at=later, flag=blind))
        told = await bot.ann.wait_for(lambda one: "FlagLowered" in one.text)

        assert "en:whileBlind" in told.text
        assert "since: 2026-03-03 09:00" in told.text


async def test_the_receipt_shows_the_stop_that_the_broker_holds(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        trade = await bot.adopt()
        view = await bot.answered(bot.ann, "/receipt")

        assert view.startswith("en:protectionReceipt")
        assert f"stop={trade.main.stop!r}" in view
        assert "held=True" in view
