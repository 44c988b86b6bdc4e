"""Exits in profit on a recorded day: taken in order, audited as everything else."""

from datetime import timedelta

from dtms.core import events
from dtms.core.actions import CloseCause, StopCause
from dtms.core.commands import SetContract
from dtms.core.market import Side
from dtms.core.risk import is_tighter
from dtms.core.trade import Guard
from dtms.engine.run_now import run_now
from tests.replay.kit import Bench, Run, an_entry, at, audit, needs_data

pytestmark = needs_data

# sold before the fall of the 14th
SOLD = an_entry(at("02-14", "02:00"), Side.SELL, "1.58359", "1.56759")


def test_a_falling_day_pays_a_seller_in_parts(bench: Bench) -> None:
    run = Run(bench, SOLD, policy="seeds").to(SOLD.at + timedelta(minutes=1))
    key = run.facts(events.TradeRegistered)[0].key
    chosen = SetContract(
        key=key, guard=Guard.GUARDED, bans=frozenset(), until=None, exits=True, by=7
    )
    run_now(run.player.engine.handle(chosen))

    run.to(at("02-14", "22:00"))

    parts = [fact for fact in run.facts(events.PartClosed) if fact.cause is CloseCause.PROFIT]
    stops = [fact for fact in run.facts(events.StopMoved) if fact.cause.value.startswith("profit")]
    trailed = [fact for fact in stops if fact.cause is StopCause.PROFIT_TRAIL]
    assert [part.duty is not None for part in parts] == [True]
    assert parts[0].profit > 0
    assert stops[0].cause is StopCause.PROFIT_BREAKEVEN
    assert stops[0].at < parts[0].at
    assert trailed != []
    assert all(is_tighter(Side.SELL, fact.after, fact.before) for fact in stops)
    audit(run)
    run.close()
