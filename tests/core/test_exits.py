"""Exits in profit: when they are called for, and that the defence comes first."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtms.core import events
from dtms.core.actions import CloseCause, MoveStop
from dtms.core.events import Refusal
from dtms.core.evolve import evolve
from dtms.core.exits import progress, wanted
from dtms.core.market import Side
from dtms.core.policy import SEEDS
from dtms.core.risk import Market, plan
from dtms.core.trade import ActionKind, Duty, Trade, TradeState
from tests.builders import (
    LATER,
    NOW,
    a_book,
    a_hedge_position,
    a_leg,
    a_market,
    a_moment,
    a_position,
    a_quote,
    a_trade,
    dec,
    duty_called,
    intent_sent,
    intent_settled,
    part_closed,
    refused,
    stop_moved,
)

STATES = (TradeState.HEALTHY, TradeState.WARNING_L1, TradeState.WARNING_L2)


def at(bid: str, ask: str | None = None) -> Market:
    return a_market(quote=a_quote(bid, ask or str(dec(bid) + dec("0.00010"))))


def due(trade: Trade, bid: str) -> frozenset[Duty]:
    return wanted(trade, at(bid), NOW, SEEDS)


def at_breakeven(stop: str = "1.10000", **changes: object) -> Trade:
    return a_trade(main=a_leg(stop=stop), at_breakeven=True, **changes)


@pytest.mark.parametrize(
    ("side", "quote", "share"),
    [
        (Side.BUY, a_quote("1.10600", "1.10610"), 0.3),
        (Side.BUY, a_quote("1.09000", "1.09010"), -0.5),
        (Side.SELL, a_quote("1.09390", "1.09400"), 0.3),  # a SELL closes at the ask
    ],
)
def test_progress_is_measured_at_the_closing_price(side: Side, quote: object, share: float) -> None:
    target = "1.12000" if side is Side.BUY else "1.08000"
    trade = a_trade(side=side, main=replace(a_leg(), target=dec(target)))

    assert progress(trade, quote) == pytest.approx(share)  # type: ignore[arg-type]


@pytest.mark.parametrize("target", [None, dec("1.09500"), dec("1.10000")])
def test_there_is_no_way_without_a_target_in_profit(target: Decimal | None) -> None:
    trade = a_trade(main=replace(a_leg(), target=target))

    assert progress(trade, a_quote("1.15000", "1.15010")) is None
    assert due(trade, "1.15000") == frozenset()


@pytest.mark.parametrize(
    ("bid", "duties"),
    [
        ("1.10599", set()),
        ("1.10600", {Duty.EXIT_BREAKEVEN}),
        ("1.11199", {Duty.EXIT_BREAKEVEN}),
        ("1.11200", {Duty.EXIT_BREAKEVEN, Duty.EXIT_PARTIAL}),
    ],
)
def test_breakeven_at_30_and_a_part_at_60_per_cent(bid: str, duties: set[Duty]) -> None:
    assert due(a_trade(), bid) == duties


def test_the_stop_trails_only_from_breakeven_on_and_by_a_step_at_least() -> None:
    # 1.5 ATR of 0.0010 behind the bid, a step of 0.25 ATR
    assert Duty.EXIT_TRAIL not in due(a_trade(), "1.10600")
    assert Duty.EXIT_TRAIL not in due(at_breakeven(), "1.10174")
    assert due(at_breakeven(), "1.10175") == {Duty.EXIT_TRAIL}
    assert due(a_trade(main=a_leg(stop="1.10000")), "1.10175") == {Duty.EXIT_TRAIL}


def test_a_naked_trade_has_no_exits() -> None:
    assert due(a_trade(main=a_leg(stop=None)), "1.11500") == frozenset()


@pytest.mark.parametrize("state", TradeState)
def test_book_states_own_the_volume(state: TradeState) -> None:
    called = due(a_trade(state=state), "1.11500")

    assert bool(called) is (state in STATES)


@pytest.mark.parametrize("duty", [Duty.TRAIL, Duty.TIGHTEN, Duty.BREAKEVEN])
def test_the_defence_wants_the_stop_first(duty: Duty) -> None:
    trade = evolve(a_trade(state=TradeState.WARNING_L2), duty_called(duty))

    assert due(trade, "1.11500") == {Duty.EXIT_PARTIAL}


@pytest.mark.parametrize("duty", [Duty.HALF, Duty.HEDGE, Duty.CLOSE_ALL])
def test_the_defence_wants_the_volume_first(duty: Duty) -> None:
    trade = evolve(a_trade(state=TradeState.WARNING_L2), duty_called(duty))

    assert due(trade, "1.11500") == {Duty.EXIT_BREAKEVEN}


def test_a_part_taken_or_sent_is_not_taken_again() -> None:
    taken = evolve(a_trade(), replace(part_closed(duty=None), cause=CloseCause.PROFIT))
    sent = evolve(a_trade(), replace(intent_sent(ActionKind.REDUCE), duty=Duty.EXIT_PARTIAL))
    absent = evolve(
        sent,
        replace(intent_settled(ActionKind.REDUCE, executed=False), duty=Duty.EXIT_PARTIAL),
    )
    too_small = evolve(a_trade(), refused(Duty.EXIT_PARTIAL, Refusal.BELOW_MINIMUM))

    assert Duty.EXIT_PARTIAL not in due(taken, "1.11500")
    assert Duty.EXIT_PARTIAL not in due(sent, "1.11500")
    assert Duty.EXIT_PARTIAL in due(absent, "1.11500")
    assert Duty.EXIT_PARTIAL not in due(too_small, "1.11500")


def test_what_was_taken_in_profit_is_not_bought_back() -> None:
    trade = evolve(a_trade(), replace(part_closed(), cause=CloseCause.PROFIT, duty=None))

    assert (trade.closed_volume, trade.profit_volume) == (Decimal(0), dec("0.50"))
    assert trade.halves is None


def test_breakeven_is_made_once() -> None:
    trade = evolve(a_trade(), stop_moved(Duty.EXIT_BREAKEVEN, after="1.10005"))
    by_hand = replace(trade, main=a_leg(stop="1.09000"))

    assert trade.at_breakeven
    assert Duty.EXIT_BREAKEVEN not in due(by_hand, "1.10700")


def test_a_refusal_that_decides_rests_half_an_hour() -> None:
    trade = evolve(a_trade(), refused(Duty.EXIT_BREAKEVEN, Refusal.CONTRACT))

    assert due(trade, "1.10700") == frozenset()
    assert wanted(trade, at("1.10700"), NOW + 6 * LATER, SEEDS) == {Duty.EXIT_BREAKEVEN}


@given(
    st.sampled_from(list(Side)),
    st.integers(-3000, 3000),
    st.integers(-2500, 2500),
    st.sampled_from([Duty.EXIT_BREAKEVEN, Duty.EXIT_TRAIL]),
)
def test_no_exit_ever_widens_a_stop(side: Side, price: int, stop: int, duty: Duty) -> None:
    bid = dec("1.10000") + price * side.sign * dec("0.00001")
    held = dec("1.10000") + stop * side.sign * dec("0.00001")
    main = a_position(side=side, stop=str(held))
    trade = a_trade(side=side, main=replace(a_leg(), stop=held))
    market = at(str(bid))

    result = plan(duty, trade, a_book(main), market, a_moment(), SEEDS)

    actions = () if isinstance(result, Refusal) else result.actions
    for action in actions:
        assert isinstance(action, MoveStop)
        assert (action.stop - held) * side.sign > 0
        assert (market.quote.closing(side) - action.stop) * side.sign > 0


def test_a_hedged_family_is_not_parted_in_profit() -> None:
    book = a_book(hedge=a_hedge_position())

    planned = plan(Duty.EXIT_PARTIAL, a_trade(), book, a_market(), a_moment(), SEEDS)

    assert planned is Refusal.ALREADY_HEDGED


def test_every_exit_has_causes_of_its_own() -> None:
    market = at("1.11500")
    trade = a_trade(main=a_leg(stop="1.09000"))
    causes = []
    for duty in (Duty.EXIT_BREAKEVEN, Duty.EXIT_PARTIAL, Duty.EXIT_TRAIL):
        planned = plan(duty, trade, a_book(), market, a_moment(), SEEDS)
        assert not isinstance(planned, Refusal)
        causes += [action.cause.value for action in planned.actions]

    assert causes == ["profit_breakeven", "profit", "profit_trail"]
    assert {rule.value for rule in events.Rule} >= {"exit_breakeven", "exit_partial", "exit_trail"}
