import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.console.people import Person
from dtms.core import events
from dtms.core.events import BlindCause, Refusal
from dtms.core.trade import Duty, Flag, TradeState
from tests.bot.rig import ANN, Rig, rig


def alerts(person: Person, kind: str) -> list[str]:
    return [one.text for one in person.messages() if f":{kind} #" in one.text]


def refused(bot: Rig, *, unprotected: bool) -> events.ActionRefused:
    return events.ActionRefused(
        key=bot.trade.key,
        at=bot.clock.market(),
        duty=Duty.HEDGE,
        kind=None,
        reason=Refusal.NO_MONEY,
        retcode=10019,
        score=-6.5,
        unprotected=unprotected,
        retry_at=None,
        repeat=False,
    )


async def record(bot: Rig, *facts: events.Fact) -> None:
    await bot.guardian.engine.station.ledger.record(facts)


async def drained(bot: Rig) -> None:
    """Wait until what was announced is planned for everybody, and nothing waits."""
    unplanned = "SELECT 1 FROM chat JOIN outbox ON outbox.id > planned WHERE active = 1"
    store = bot.guardian.store
    async with asyncio.timeout(20):
        while True:
            planned = not await store.database.read(lambda sql: sql.rows(unplanned))
            if planned and not await store.outbox.backlog():
                return


async def failed_chat(bot: Rig) -> int:
    """Wait until sending failed, and return the chat that waits."""
    query = "SELECT chat FROM delivery WHERE not_before IS NOT NULL AND sent_at IS NULL"
    async with asyncio.timeout(20):
        while True:
            found = await bot.guardian.store.database.read(lambda sql: sql.rows(query))
            if found:
                return found[0][0]


async def may_get(bot: Rig) -> set[int]:
    pending = await bot.guardian.store.outbox.pending(bot.clock.people(), limit=99)
    return {one.chat for one in pending}


async def test_adoption_reaches_everybody_once_in_their_language(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.answered(bot.ben, "/language ar")
        trade = await bot.adopt()

        for person, language in ((bot.ann, "en"), (bot.ben, "ar")):
            seen = await person.wait_for(lambda one: "TradeRegistered" in one.text)
            assert seen.text.startswith(f"{language}:TradeRegistered #")
            assert str(trade.key.position) in seen.text
            assert {one.text for row in seen.buttons for one in row} >= {
                f"{language}:close",
                f"{language}:close_half",
                f"{language}:hedge",
                f"{language}:hold",
                f"{language}:acknowledge",
            }
        await drained(bot)
        assert len(alerts(bot.ann, "TradeRegistered")) == 1
        assert len(alerts(bot.ben, "TradeRegistered")) == 1


async def test_alerts_of_a_trade_are_one_thread(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        first = await bot.ann.wait_for(lambda one: "TradeRegistered" in one.text)
        await record(bot, refused(bot, unprotected=True))
        second = await bot.ann.wait_for(lambda one: "ActionRefused" in one.text)

        assert second.reply_to == first.id
        assert "no_money" in second.text
        assert "unprotected: True" in second.text


async def test_blindness_is_told_at_its_begin_and_at_its_end(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        trade = await bot.adopt()
        at, flag = bot.clock.market(), Flag.BLIND
        raised = events.FlagRaised(key=trade.key, at=at, flag=flag, cause=BlindCause.TERMINAL)
        await record(bot, raised)
        await record(bot, events.FlagLowered(key=trade.key, at=at, flag=flag))

        await bot.ann.wait_for(lambda one: "FlagLowered" in one.text)
        assert len(alerts(bot.ann, "FlagRaised")) == 1


async def test_red_alert_rings_and_a_silent_one_does_not(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        await record(bot, refused(bot, unprotected=True))
        red = await bot.ann.wait_for(lambda one: "ActionRefused" in one.text)
        at = bot.clock.market()
        await record(bot, events.HoldEnded(key=bot.trade.key, at=at))
        quiet = await bot.ann.wait_for(lambda one: "HoldEnded" in one.text)

        assert not red.silent
        assert quiet.silent


async def test_flood_wait_is_honoured_and_nothing_is_lost(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        await drained(bot)
        bot.server.faults.too_many_requests("sendMessage", retry_after=7)
        await record(bot, refused(bot, unprotected=False))
        refused_chat = await failed_chat(bot)
        for span in (0, 6):
            bot.clock.pass_by(timedelta(seconds=span))
            assert refused_chat not in await may_get(bot)

        bot.clock.pass_by(timedelta(seconds=2))
        bot.guardian.bell.publish(())
        await bot.ann.wait_for(lambda one: "ActionRefused" in one.text)
        await bot.ben.wait_for(lambda one: "ActionRefused" in one.text)
        assert len(alerts(bot.ann, "ActionRefused")) == 1
        assert len(alerts(bot.ben, "ActionRefused")) == 1


async def test_lost_answer_gives_at_most_one_duplicate_with_the_same_number(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        await bot.adopt()
        await drained(bot)
        bot.server.faults.drop_answer("sendMessage")
        await record(bot, refused(bot, unprotected=True))
        await failed_chat(bot)
        assert len(alerts(bot.ann, "ActionRefused")) == 1
        bot.clock.pass_by(timedelta(minutes=2))
        bot.guardian.bell.publish(())
        await bot.until(lambda: len(alerts(bot.ann, "ActionRefused")) == 2)

        heads = {one.splitlines()[0] for one in alerts(bot.ann, "ActionRefused")}
        assert len(heads) == 1


async def test_person_who_blocks_loses_nothing_and_stops_nobody(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        await drained(bot)
        bot.ann.block()
        await record(bot, refused(bot, unprotected=True))
        await bot.ben.wait_for(lambda one: "ActionRefused" in one.text)
        assert alerts(bot.ann, "ActionRefused") == []

        bot.ann.unblock()
        await bot.ann.wait_for(lambda one: "ActionRefused" in one.text)


async def test_refused_announcement_does_not_stop_those_behind_it(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        await bot.adopt()
        await drained(bot)
        bot.server.faults.refuse("sendMessage", 400, "Bad Request: message is too long")
        await record(bot, refused(bot, unprotected=True), refused(bot, unprotected=False))

        seen = await bot.ann.wait_for(lambda one: "ActionRefused" in one.text)
        assert "unprotected: False" in seen.text


async def test_refused_markup_is_sent_without(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        await bot.adopt()
        await drained(bot)
        bot.server.faults.refuse("sendMessage", 400, "Bad Request: can't parse entities: x")
        await record(bot, refused(bot, unprotected=True))

        seen = await bot.ann.wait_for(lambda one: "ActionRefused" in one.text)
        assert "<b>" not in seen.text
        assert seen.entities == ()


async def test_stale_announcements_come_as_one(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        await drained(bot)
        await bot.server.go_offline()
        trade = await bot.adopt()
        key, at = trade.key, bot.clock.market()
        held = events.Held(key=key, at=at, until=at + timedelta(minutes=30), by=ANN)
        await record(bot, held, events.HoldEnded(key=key, at=at), refused(bot, unprotected=True))
        await failed_chat(bot)
        bot.clock.pass_by(timedelta(hours=7))
        await bot.server.start()
        bot.guardian.bell.publish(())
        red = await bot.ann.wait_for(lambda one: "ActionRefused" in one.text)
        digest = await bot.ann.wait_for(lambda one: "digest" in one.text)

        assert red.id < digest.id
        assert alerts(bot.ann, "Held") == []


async def test_journal_lost_is_told_directly(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await drained(bot)
        await bot.guardian.store.close()
        bot.clock.market_now += timedelta(seconds=30)
        await bot.guardian.driver.check()
        await bot.guardian.driver.check()

        await bot.ann.wait_for(lambda one: one.text == "en:journal_lost")
        await bot.ben.wait_for(lambda one: one.text == "en:journal_lost")
        assert [one.text for one in bot.ann.messages()].count("en:journal_lost") == 1


def turned(bot: Rig, position: int) -> tuple[events.Fact, ...]:
    key = bot.trade.key._replace(position=position)
    at = bot.clock.market()
    return tuple(
        events.StateChanged(
            key=key,
            at=at,
            before=before,
            after=after,
            rule=events.Rule.SCORE_L1,
            score=-5.0,
            duties=(),
            armed=True,
        )
        for before, after in (
            (TradeState.HEALTHY, TradeState.WARNING_L1),
            (TradeState.WARNING_L1, TradeState.WARNING_L2),
        )
    )


async def registered(bot: Rig, *positions: int) -> None:
    """Put more trades like the first one under watch."""
    trade = bot.trade
    await record(
        bot,
        *(
            events.TradeRegistered(
                key=trade.key._replace(position=position),
                at=bot.clock.market(),
                symbol=trade.symbol,
                side=trade.side,
                guard=trade.guard,
                adopted=False,
                main=replace(trade.main, ticket=position),
                first_stop=None,
                risk=None,
                opened_at=bot.clock.market(),
            )
            for position in positions
        ),
    )


async def test_three_trades_that_turn_in_one_check_are_one_message(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        first = (await bot.adopt()).key.position
        await registered(bot, 11, 12)
        await drained(bot)

        await record(bot, *turned(bot, first), *turned(bot, 11), *turned(bot, 12))
        await bot.ann.wait_for(lambda one: ":summary" in one.text)
        await drained(bot)

        told = [one for one in bot.ann.messages() if ":summary" in one.text]
        assert len(told) == 1
        assert told[0].text.count("StateChanged") == 6
        assert alerts(bot.ann, "StateChanged") == []
        rows = await bot.guardian.store.database.read(
            lambda sql: sql.rows(
                "SELECT count(*) FROM outbox JOIN event USING (seq) WHERE kind = 'state_changed'"
            )
        )
        assert rows[0][0] == 6


async def test_two_trades_that_turn_are_told_each(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        first = (await bot.adopt()).key.position
        await registered(bot, 11)
        await drained(bot)

        await record(bot, *turned(bot, first), *turned(bot, 11))
        await bot.ann.wait_for(lambda _one: len(alerts(bot.ann, "StateChanged")) == 4)

        assert [one for one in bot.ann.messages() if ":summary" in one.text] == []


async def test_rails_are_shown_on_demand(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()

        shown = await bot.answered(bot.ann, "/rails")

        assert shown.startswith("en:rails")
        assert "known: True" in shown


async def test_the_weekend_offers_the_card_of_each_open_trade(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        position = (await bot.adopt()).key.position
        await record(
            bot,
            events.WeekendNear(
                account=bot.guardian.account,
                at=bot.clock.market(),
                closes_at=bot.clock.market() + timedelta(hours=1),
                positions=(position,),
                closing=False,
            ),
        )

        told = await bot.ann.wait_for(lambda one: "WeekendNear" in one.text)

        assert [str(position) in button.text for row in told.buttons for button in row] == [True]
