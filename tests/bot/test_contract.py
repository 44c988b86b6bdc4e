"""A trade's contract and its first stop, by taps on the phone."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from bot.console.views import MessageView
from dtms.core import events
from dtms.core.trade import Ban, Guard
from tests.bot.rig import ANN, STEP, Rig, rig, watch
from tests.bot.test_alerts import record

MARK = " \N{WHITE HEAVY CHECK MARK}"


def labels(message: MessageView) -> list[str]:
    return [one.text for row in message.buttons for one in row]


async def menu(bot: Rig) -> MessageView:
    """Open the contract from the card."""
    card = await bot.card()
    await bot.ann.tap(card.id, "en:contract")
    return await bot.ann.wait_for(lambda one: one.id == card.id and "en:contract" in one.text)


async def test_each_ban_is_a_mark_that_a_tap_sets_and_takes_away(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        shown = await menu(bot)
        assert not any(MARK in label for label in labels(shown))

        await bot.ann.tap(shown.id, "en:hedge")
        marked = await bot.ann.wait_for(
            lambda one: one.id == shown.id and f"en:hedge{MARK}" in labels(one)
        )
        assert bot.trade.contract.bans == {Ban.HEDGE}
        await bot.ann.tap(marked.id, f"en:hedge{MARK}")
        await bot.until(lambda: bot.trade.contract.bans == frozenset())


async def test_exits_are_switched_on_and_off(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        shown = await menu(bot)

        await bot.ann.tap(shown.id, "en:exits")
        await bot.ann.wait_for(lambda one: one.id == shown.id and f"en:exits{MARK}" in labels(one))
        assert bot.trade.contract.exits is True
        await bot.ann.tap(shown.id, f"en:exits{MARK}")
        await bot.until(lambda: bot.trade.contract.exits is False)


async def test_until_five_is_five_on_the_persons_own_clock(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        await bot.guardian.store.people.set(ANN, "zone", "Asia/Tokyo")
        shown = await menu(bot)

        await bot.ann.tap(shown.id, "en:until 17:00")
        await bot.until(lambda: bot.trade.contract.until is not None)

        until = bot.trade.contract.until
        assert until is not None
        assert until.astimezone(UTC).time() == datetime(2024, 1, 1, 8, 0, tzinfo=UTC).time()
        assert timedelta(0) < until - bot.clock.market() <= timedelta(days=1)
        assert bot.trade.guard is Guard.GUARDED


async def test_an_older_menu_changes_nothing(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        await bot.adopt()
        shown = await menu(bot)
        now, key = bot.clock.market(), bot.trade.key
        await record(bot, events.GuardChanged(key=key, at=now, guard=Guard.WATCHED, by=8))

        await bot.ann.tap(shown.id, "en:close")

        await bot.ann.wait_for(lambda one: one.id == shown.id and "en:trade" in one.text)
        assert bot.trade.contract.bans == frozenset()


async def test_a_naked_alert_shows_the_stop_and_its_cost_and_one_tap_sets_it(
    tmp_path: Path,
) -> None:
    async with rig(tmp_path) as bot:
        ticket = (await bot.adopt()).key.position
        terminal = bot.guardian.market.terminal
        terminal.hand.modify(ticket, sl=0.0)
        await watch(bot.guardian, bot.clock, until=bot.clock.market_now + STEP)
        alert = await bot.ann.wait_for(lambda one: ":FlagRaised #" in one.text)

        label = next(one for one in labels(alert) if one.startswith("en:add_stop"))
        price = Decimal(label.rpartition(" ")[2])
        assert f"offer {price} -" in alert.text
        await bot.ann.tap(alert.id, label)
        await bot.until(lambda: bot.trade.main.stop == price)

        assert Decimal(str(terminal.api.positions_get(ticket=ticket)[0].sl)) == price


async def test_a_change_by_hand_offers_to_go_on(tmp_path: Path) -> None:
    async with rig(tmp_path) as bot:
        trade = await bot.adopt()
        stop = trade.main.stop
        assert stop is not None
        bot.guardian.market.terminal.hand.modify(trade.key.position, sl=float(stop - 1))
        await watch(bot.guardian, bot.clock, until=bot.clock.market_now + STEP)
        alert = await bot.ann.wait_for(lambda one: ":LegChanged #" in one.text)

        await bot.ann.tap(alert.id, "en:go_on")

        await bot.until(lambda: bot.trade.edits == ())
