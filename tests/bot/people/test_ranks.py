"""Who may do what: the table is whole, and it is asked in one place."""

from pathlib import Path

import pytest

from bot.callbacks import Act, Does
from bot.people.role import Role
from bot.ranks import COMMANDS, DOES, VERBS, least_for, least_for_text
from bot.wording import CommandName
from dtms.core.commands import Verb
from tests.bot.rig import ANN, BEN, EVE, Rig, rig


def test_every_command_verb_and_button_has_a_least_role() -> None:
    assert COMMANDS.keys() == set(CommandName)
    assert VERBS.keys() == set(Verb)
    assert DOES.keys() == set(Does)


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("does", [Does.ASK, Does.DO])
def test_a_viewer_may_carry_out_no_verb(verb: Verb, does: Does) -> None:
    assert not Role.VIEWER.reaches(least_for(Act(does=does, what=verb.value)))
    assert Role.TRADER.reaches(least_for(Act(does=does, what=verb.value)))


@pytest.mark.parametrize("command", ["mode", "resume", "invite", "people", "here", "nonsense"])
def test_what_is_for_owners_alone(command: str) -> None:
    for said in (f"/{command}", f"/{command}@dtms_bot x", f"/{command}\nx"):
        assert least_for_text(said) is Role.OWNER


def test_a_button_that_steers_needs_what_its_command_needs() -> None:
    assert least_for(Act(does=Does.STEER, what="pause")) is Role.TRADER
    assert least_for(Act(does=Does.STEER, what="resume")) is Role.OWNER


async def join(bot: Rig, role: str) -> None:
    """Let Eve in."""
    await bot.eve.say(f"/start {await code_for(bot, role)}")
    await bot.eve.wait_for(lambda one: one.text == "en:start")


async def code_for(bot: Rig, role: str) -> str:
    text = await bot.answered(bot.ann, f"/invite {role}")
    return next(line for line in text.splitlines() if line.startswith("code: "))[6:]


async def test_an_invitation_lets_one_person_in_once(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        code = await code_for(bot, "trader")
        await bot.eve.say(f"/start {code}")
        await bot.eve.wait_for(lambda one: one.text == "en:start")
        told = await bot.ann.wait_for(lambda one: one.text.startswith("en:joined"))
        number = bot.server.inject_update(start(BEN, code))
        await bot.handled(number)

        assert "role: trader" in told.text
        assert bot.server.sent_to(BEN) == []
        assert await bot.guardian.roster.role(EVE) is Role.TRADER
        assert await bot.guardian.roster.role(BEN) is None


def start(user: int, code: str) -> dict[str, object]:
    who = {"id": user, "is_bot": False, "first_name": "B", "language_code": "en"}
    chat = {"id": user, "type": "private", "first_name": "B"}
    text = f"/start {code}"
    message = {"message_id": 9, "date": 1_793_620_800, "from": who, "chat": chat, "text": text}
    return {"message": message}


async def test_an_invitation_lasts_ten_minutes(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        code = await code_for(bot, "viewer")
        bot.clock.people_now = bot.clock.people_now.replace(minute=10, second=1)
        await bot.handled(bot.server.inject_update(start(EVE, code)))

        assert await bot.guardian.roster.role(EVE) is None
        assert bot.server.sent_to(EVE) == []


async def test_codes_cannot_be_tried_out(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        code = await code_for(bot, "trader")
        for guess in range(5):
            await bot.handled(bot.server.inject_update(start(EVE, f"{guess:020d}")))
        await bot.handled(bot.server.inject_update(start(EVE, code)))

        assert await bot.guardian.roster.role(EVE) is None
        assert bot.server.sent_to(EVE) == []


async def test_the_code_itself_is_not_kept(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        code = await code_for(bot, "trader")
        rows = await bot.guardian.store.database.read(
            lambda sql: sql.rows("SELECT digest, role FROM invite")
        )

        assert [role for _, role in rows] == ["trader"]
        assert code not in str(rows)


async def test_a_viewer_reads_and_does_nothing(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        trade = await bot.adopt()
        await join(bot, "viewer")

        card = await bot.card(bot.eve)
        assert {one.text for row in card.buttons for one in row} == {"en:picture", "en:refresh"}
        for command in ("pause", "mode observe", "resume", "hedge", "invite trader", "people"):
            assert await bot.answered(bot.eve, f"/{command}") == "en:not_allowed", command
        assert not bot.guardian.engine.station.ledger.settings.paused
        assert bot.trade.version == trade.version


async def test_a_button_that_was_drawn_for_more_than_the_role_is_refused_unused(
    tmp_path: Path,
) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        await bot.adopt()
        await join(bot, "trader")
        card = await bot.card(bot.eve)
        await bot.guardian.store.members.invite(
            "x" * 22, role="viewer", by=ANN, expires=bot.clock.people_now.replace(hour=23)
        )
        await bot.answered(bot.eve, f"/start {'x' * 22}")
        press = await bot.eve.tap(card.id, "en:hold")

        assert (await bot.eve.answer_to(press)).text == "en:not_allowed"
        assert bot.trade.held_until is None


async def test_whoever_is_removed_is_a_stranger_at_once(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        await join(bot, "trader")
        asked = await bot.ann.say("/people")
        listed = await bot.ann.wait_for(lambda one: one.id > asked and one.buttons != ())
        await bot.ann.tap(listed.id, "✕ Eve")
        await bot.ann.wait_for(lambda one: one.id == listed.id and one.edited)
        before = len(bot.server.sent_to(EVE))
        await bot.handled(bot.server.inject_update(start(EVE, "")))

        assert await bot.guardian.roster.role(EVE) is None
        assert len(bot.server.sent_to(EVE)) == before


async def test_roles_survive_a_restart(tmp_path: Path) -> None:
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        await join(bot, "trader")
    async with rig(tmp_path, dtms_owners=(ANN,)) as bot:
        assert await bot.guardian.roster.role(EVE) is Role.TRADER
        await bot.adopt()
        await bot.eve.wait_for(lambda one: "TradeRegistered" in one.text)
