"""The demo is a promise about two minutes: adopted, warned, halved, hedged, recovered."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo import OPENS, SPEED
from bot.guardian import open_guardian
from dtms.core import events
from dtms.core.trade import Duty, TradeState
from dtms.ports import Recorded
from tests.bot.rig import HandClock, settings_for, watch

WATCHED = timedelta(seconds=115)  # of the two minutes; the rest is for starting
SEEDS = (1, 5, 7, 11, 23)


@dataclass
class Story:
    """What became of the first trade, in the order it happened."""

    facts: list[events.Fact]

    def publish(self, recorded: tuple[Recorded, ...]) -> None:
        self.facts.extend(one.fact for one in recorded)

    def milestones(self) -> dict[str, timedelta]:
        first = next(one for one in self.facts if isinstance(one, events.TradeRegistered))
        found: dict[str, timedelta] = {}
        for fact in self.facts:
            name = _milestone(fact) if getattr(fact, "key", None) == first.key else None
            if name is not None and (name != "recovered" or "recovering" in found):
                found.setdefault(name, fact.at - OPENS)
        return found


def _milestone(fact: events.Fact) -> str | None:  # noqa: PLR0911 - one for each
    match fact:
        case events.TradeRegistered():
            return "adopted"
        case events.StateChanged(after=TradeState.WARNING_L1 | TradeState.WARNING_L2):
            return "warned"
        case events.PartClosed(duty=Duty.HALF):
            return "halved"
        case events.StateChanged(after=TradeState.HEDGED):
            return "hedged"
        case events.StateChanged(after=TradeState.RECOVERING):
            return "recovering"
        case events.StateChanged(after=TradeState.HEALTHY):
            return "recovered"
        case _:
            return None


@pytest.mark.parametrize("seed", SEEDS)
async def test_first_trade_recovers_within_two_minutes(tmp_path: Path, seed: int) -> None:
    clock, story = HandClock(), Story([])
    guardian = await open_guardian(settings_for(tmp_path, dtms_seed=seed), clock=clock)
    guardian.engine.station.ledger.listen(story)

    await watch(guardian, clock, until=OPENS + WATCHED * SPEED)
    found = story.milestones()
    await guardian.close()

    print(seed, {name: f"{at / timedelta(minutes=1):.1f} min" for name, at in found.items()})  # noqa: T201
    order = ["adopted", "warned", "halved", "hedged", "recovering", "recovered"]
    assert sorted(found, key=order.index) == order
    assert list(found.values()) == sorted(found.values())
    assert guardian.engine.health.failures == 0


async def test_other_trades_follow(tmp_path: Path) -> None:
    clock, story = HandClock(), Story([])
    guardian = await open_guardian(settings_for(tmp_path), clock=clock)
    guardian.engine.station.ledger.listen(story)

    await watch(guardian, clock, until=OPENS + timedelta(hours=8))
    await guardian.close()

    adopted = [one for one in story.facts if isinstance(one, events.TradeRegistered)]
    assert len(adopted) >= 3
    assert len({one.symbol for one in adopted}) > 1


async def test_stopping_and_starting_finds_everything_as_it_was(tmp_path: Path) -> None:
    clock = HandClock()
    guardian = await open_guardian(settings_for(tmp_path), clock=clock)
    await watch(guardian, clock, until=OPENS + timedelta(minutes=50))
    before = dict(guardian.engine.station.ledger.trades)
    at = guardian.market.terminal.now
    await guardian.close()

    guardian = await open_guardian(settings_for(tmp_path), clock=clock)
    assert guardian.market.terminal.now == at
    assert guardian.engine.station.ledger.trades == before
    await guardian.driver.check()
    await watch(guardian, clock, until=OPENS + timedelta(minutes=60))
    positions = await guardian.engine.station.broker.positions()
    await guardian.close()

    assert {key.position for key in before} <= {one.ticket for one in positions}
    assert len([one for one in positions if one.magic == 0]) == 1
