"""What is authorised while asleep: only by who sleeps, never buying back."""

from datetime import datetime, timedelta

from bot.people.choices import Authorised, Chooser
from bot.people.hours import Hours
from bot.people.roster import Roster
from bot.people.sleepers import Sleepers
from dtms.adapters.ids import SeededIds
from dtms.adapters.journal import open_plain
from dtms.core.trade import AccountId, Duty
from tests.bot.rig import ANN, BEN, HandClock


class Night:
    """Ann and Ben, owners; it is noon, UTC."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.store = open_plain(clock=self.clock, ids=SeededIds(1))
        account = AccountId(server="S", login=1)
        roster = Roster(
            owners=frozenset({ANN, BEN}), store=self.store, account=account, clock=self.clock
        )
        self.chooser = Chooser(self.store.people)
        self.sleepers = Sleepers(roster=roster, chooser=self.chooser, clock=self.clock)

    async def sleep(self, user: int, *may: Authorised) -> None:
        now: datetime = self.clock.people()
        await self.chooser.set_sleep(user, Hours.read("11:00-13:00"), now=now)
        await self.chooser.set_authorised(user, frozenset(may))
        await self.sleepers.learn()


async def test_awake_the_usual_rule_holds() -> None:
    night = Night()
    await night.sleepers.learn()

    assert {night.sleepers.proceeds(duty) for duty in Duty} == {None}


async def test_a_sleeper_may_let_a_hedge_proceed() -> None:
    night = Night()
    await night.sleep(ANN, Authorised.HEDGE)

    assert night.sleepers.proceeds(Duty.HEDGE) is True
    assert night.sleepers.proceeds(Duty.HALF) is None  # Ben is awake: the usual rule
    assert night.sleepers.proceeds(Duty.READD) is None
    night.clock.pass_by(timedelta(hours=2))
    assert night.sleepers.proceeds(Duty.HEDGE) is None


async def test_what_nobody_authorised_lapses_once_everybody_sleeps() -> None:
    night = Night()
    await night.sleep(ANN, Authorised.STOP)
    await night.sleep(BEN)

    assert night.sleepers.proceeds(Duty.TIGHTEN) is True
    assert night.sleepers.proceeds(Duty.HALF) is False
    assert night.sleepers.proceeds(Duty.HEDGE) is False


async def test_stop_partial_and_hedge_are_authorised_unless_somebody_says_otherwise() -> None:
    night = Night()
    now = night.clock.people()
    await night.chooser.set_sleep(ANN, Hours.read("11:00-13:00"), now=now)
    await night.sleepers.learn()

    proceeding = {duty for duty in Duty if night.sleepers.proceeds(duty)}
    assert proceeding == {Duty.TIGHTEN, Duty.TRAIL, Duty.BREAKEVEN, Duty.HALF, Duty.HEDGE}
