"""What a hedge is once it is in the book, and that HEDGED is said only then."""

from decimal import Decimal

import pytest

from dtms.core import events
from dtms.core.evolve import fold
from dtms.core.magic import read_magic
from dtms.core.market import Side
from dtms.core.trade import ActionKind, Trade, TradeState
from dtms.engine.run_now import run_now
from dtms.sim import constants as c
from dtms.sim.records import Position
from tests.replay.kit import Run, Shot, needs_data

pytestmark = needs_data


def fills(day: Run) -> list[tuple[Shot, Position]]:
    """Each told hedge, with what the server held of it at that moment."""
    told = [shot for shot in day.shots if isinstance(shot.fact, events.HedgeOpened)]
    return [(shot, shot.held[shot.fact.ticket]) for shot in told]


@pytest.fixture(params=("falling", "waited", "timed", "rising", "stopped"))
def day(request: pytest.FixtureRequest) -> Run:
    run: Run = request.getfixturevalue(request.param)
    return run


def test_hedged_is_said_only_when_the_hedge_is_in_the_book(day: Run) -> None:
    hedged = [
        shot
        for shot in day.shots
        if isinstance(shot.fact, events.StateChanged) and shot.fact.after is TradeState.HEDGED
    ]

    assert len(hedged) == len(fills(day)) >= 1
    for shot in hedged:
        assert [held for held in shot.held.values() if held.magic] != []


def test_the_hedge_is_opposite_and_half_the_original_volume(day: Run) -> None:
    side = c.POSITION_TYPE_BUY if day.entries[0].side is Side.SELL else c.POSITION_TYPE_SELL

    for shot, held in fills(day):
        assert (held.side, held.volume) == (side, 0.05)
        assert (shot.fact.volume, shot.fact.receipt.verified) == (Decimal("0.05"), Decimal("0.05"))


def test_after_the_half_close_the_pair_is_flat(falling: Run) -> None:
    shot, hedge = fills(falling)[0]
    main = shot.held[falling.trade().key.position]

    assert main.volume == hedge.volume
    assert main.side != hedge.side


def test_the_hedge_is_named_and_numbered(day: Run) -> None:
    namespace = day.namespace
    for shot, held in fills(day):
        magic = read_magic(held.magic, namespace=namespace)
        assert magic is not None
        assert magic.kind is ActionKind.HEDGE
        assert magic.intent == shot.fact.receipt.intent
        assert held.comment == f"DTMS_HEDGE_{day.trade().key.position}"


def test_the_hedge_ticket_is_stored_while_it_is_open(day: Run) -> None:
    shot, held = fills(day)[0]
    story = [item.fact for item in day.recorded if getattr(item.fact, "key", None)]
    upto = [fact for fact in story if fact.at <= shot.fact.at]
    after = events_fold(upto)

    assert after.hedge is not None
    assert (after.hedge.ticket, after.hedge.volume) == (held.ticket, Decimal("0.05"))
    assert day.trade().hedge is None


def events_fold(facts: list[events.TradeFact]) -> Trade:
    trade = fold(facts)
    assert trade is not None
    return trade


@pytest.mark.parametrize(("name", "share"), [("falling", 0.5), ("timed", 1.5)])
def test_the_hedge_stop_is_the_presets_share_of_atr_away(
    name: str, share: float, request: pytest.FixtureRequest
) -> None:
    day: Run = request.getfixturevalue(name)

    for shot, held in fills(day):
        side = 1 if held.is_buy else -1
        intent = day.intent(shot.fact.receipt.intent)
        decision = run_now(day.player.store.journal.decision(intent.decision))
        assert decision is not None
        assert decision.assessment is not None
        atr = decision.assessment.atr_m15
        assert atr is not None
        assert side * (held.price_open - held.sl) == pytest.approx(share * atr, abs=1.01e-5)
