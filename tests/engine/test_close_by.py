"""Closing all of a hedged family: main and hedge by one another, plainly where that is refused."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from dtms.adapters.failpoints import FailpointHit
from dtms.core import events
from dtms.core.commands import Outcome, Verb
from dtms.core.events import GoneHow, HedgeEnd, Refusal
from dtms.core.structure import BreakKind
from dtms.core.trade import ActionKind, TradeKey, TradeState
from dtms.sim.faults import DropAnswer, DropRequest, ExecuteLate, Fault, OrderEffect, Refuse
from dtms.sim.symbols import DEFAULT_SYMBOLS
from tests.house import GUARDING, House, a_house

CLOSE_BY = 10  # TRADE_ACTION_CLOSE_BY
OUT_BY = 3  # DEAL_ENTRY_OUT_BY
PLAIN = replace(DEFAULT_SYMBOLS[0], order_mode=63)
CLOSED = TradeState.CLOSED


def hedged(house: House, volume: float = 0.10) -> TradeKey:
    key = house.buy(volume)
    house.check(0.5)
    house.later(15, -8.0)
    assert house.trade(key).state is TradeState.HEDGED
    return key


def turn_against(house: House) -> None:
    """Let a CHOCH against the trade call for closing all."""
    house.windows.broken = (BreakKind.CHOCH, False)
    house.later(15, -8.0)


def kinds(house: House) -> list[ActionKind]:
    """Return the closing orders in the order they were sent, after the hedge was opened."""
    closing = {ActionKind.REDUCE, ActionKind.CLOSE_HEDGE, ActionKind.CLOSE_BY}
    sent = [fact.kind for fact in house.heard.of(events.IntentSent) if fact.kind in closing]
    return sent[1:]  # the first is the half close


def strike(house: House, effect: OrderEffect, *, times: int = 1) -> None:
    fault = Fault(call="order_send", effect=effect, action=CLOSE_BY, times=times)
    house.terminal.faults.add(fault)


def out_by(house: House) -> int:
    deals = house.terminal.api.history_deals_get(0, 2**31)
    return sum(1 for deal in deals if deal.entry == OUT_BY)


def balance(house: House) -> float:
    return float(house.terminal.api.account_info().balance)


def test_equal_legs_are_closed_by_one_another_and_read_back() -> None:
    house = a_house()
    key = hedged(house)

    turn_against(house)

    gone, ended = house.heard.of(events.MainGone)[0], house.heard.of(events.HedgeClosed)[0]
    assert kinds(house) == [ActionKind.CLOSE_BY]
    assert house.positions() == []
    assert out_by(house) == 2
    assert (gone.how, ended.how) == (GoneHow.DTMS, HedgeEnd.DTMS)
    assert house.trade(key).state is CLOSED
    states = [fact.after for fact in house.heard.of(events.StateChanged)]
    assert states[-2:] == [TradeState.HEDGED, CLOSED]


def test_what_is_told_is_what_the_account_earned() -> None:
    house = a_house()
    before = balance(house)
    key = hedged(house)

    turn_against(house)

    assert house.trade(key).realised == pytest.approx(balance(house) - before)


def test_it_saves_a_spread() -> None:
    together, apart = a_house(), a_house(symbols=(PLAIN,))
    for house in (together, apart):
        hedged(house)
        turn_against(house)

    assert kinds(apart) == [ActionKind.REDUCE, ActionKind.CLOSE_HEDGE]
    spread = 0.0001 * 0.05 * 100_000
    assert balance(together) - balance(apart) == pytest.approx(spread)


def test_a_larger_main_is_brought_down_to_the_hedge_first() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    house.tell(key, Verb.HEDGE)

    reply = house.tell(key, Verb.CLOSE)

    sent = [fact.kind for fact in house.heard.of(events.IntentSent)]
    assert reply.outcome is Outcome.DONE
    assert sent == [ActionKind.HEDGE, ActionKind.REDUCE, ActionKind.CLOSE_BY]
    assert house.positions() == []
    assert house.trade(key).state is CLOSED


def test_what_a_larger_hedge_has_more_is_closed_plainly() -> None:
    policy = replace(GUARDING, actions=replace(GUARDING.actions, readd=True))
    house = a_house(policy=policy)
    key = hedged(house, 0.20)
    house.later(5, -1.0)
    for _ in range(7):
        house.later(5, 1.5)
    house.later(30, 0.5)
    house.tell(key, Verb.HEDGE)
    house.terminal.hand.close(key.position, 0.05)  # now 0.05 and 0.05 against 0.10
    house.later(0.5)
    trade = house.trade(key)
    assert trade.hedge is not None
    assert trade.hedge.volume > trade.main.volume

    house.tell(key, Verb.CLOSE)
    house.later(0.5)

    assert house.positions() == []
    assert house.trade(key).state is CLOSED
    assert kinds(house)[-3:] == [ActionKind.CLOSE_BY, ActionKind.REDUCE, ActionKind.CLOSE_HEDGE]


@pytest.mark.parametrize("retcode", [10013, 10006, 10035])
def test_where_the_broker_refuses_both_are_closed_plainly_at_once(retcode: int) -> None:
    house = a_house()
    key = hedged(house)
    strike(house, Refuse(retcode=retcode))

    turn_against(house)

    assert kinds(house) == [ActionKind.CLOSE_BY, ActionKind.REDUCE, ActionKind.CLOSE_HEDGE]
    assert house.positions() == []
    assert house.trade(key).state is CLOSED
    refused = [fact for fact in house.heard.of(events.ActionRefused) if fact.unprotected]
    assert refused == []


def test_a_refused_first_step_of_an_unequal_pair_closes_plainly_too() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    house.tell(key, Verb.HEDGE)
    house.terminal.faults.add(Fault(call="order_send", effect=Refuse(retcode=10006), action=1))

    house.tell(key, Verb.CLOSE)

    assert house.positions() == []
    assert house.trade(key).state is CLOSED


def test_a_hedge_that_ended_meanwhile_leaves_a_plain_close() -> None:
    house = a_house()
    key = hedged(house)
    hedge = house.trade(key).hedge
    assert hedge is not None

    def by_hand(name: str) -> None:
        if name == "received":
            house.terminal.faults.on_order_send = None
            house.terminal.hand.close(hedge.ticket)

    house.terminal.faults.on_order_send = by_hand
    turn_against(house)
    house.later(0.5)

    assert house.positions() == []
    assert house.trade(key).state is CLOSED


def test_a_lost_answer_is_found_and_nothing_is_sent_again() -> None:
    house = a_house()
    key = hedged(house)
    strike(house, DropAnswer())

    turn_against(house)
    pending = house.trade(key)
    house.later(0.5)

    assert pending.unsettled()
    assert house.trade(key).state is CLOSED
    assert kinds(house) == [ActionKind.CLOSE_BY]
    assert out_by(house) == 2


@pytest.mark.parametrize("reads", [1, 2, 5])
def test_one_that_is_executed_late_closes_each_leg_once(reads: int) -> None:
    house = a_house()
    key = hedged(house)
    strike(house, ExecuteLate(reads=reads))

    turn_against(house)
    for _ in range(20):
        house.later(0.5)

    assert house.positions() == []
    assert house.trade(key).state is CLOSED
    closed = [deal for deal in house.terminal.api.history_deals_get(0, 2**31) if deal.entry != 0]
    assert len(closed) == 3  # the half, and one for each leg


def test_a_lost_request_is_settled_as_absent_and_tried_again() -> None:
    house = a_house()
    key = hedged(house)
    strike(house, DropRequest())

    turn_against(house)
    for _ in range(14):
        house.later(0.5)

    assert Refusal.NOT_EXECUTED in [f.reason for f in house.heard.of(events.ActionRefused)]
    assert kinds(house) == [ActionKind.CLOSE_BY, ActionKind.CLOSE_BY]
    assert house.positions() == []
    assert house.trade(key).state is CLOSED


def test_a_main_stopped_out_while_it_is_unknown_closes_the_hedge_alone() -> None:
    house = a_house(path=((31, 1.0890),))
    key = hedged(house)
    strike(house, DropRequest())

    turn_against(house)
    for _ in range(8):
        house.later(0.5)

    assert house.heard.of(events.MainGone)[0].how is GoneHow.STOP
    assert house.positions() == []
    assert house.trade(key).state is CLOSED


class Dying:
    """Dies at a failpoint of the n-th order."""

    def __init__(self, name: str, nth: int) -> None:
        self._name, self._left = name, nth

    def __call__(self, name: str) -> None:
        if name == self._name:
            self._left -= 1
            if self._left == 0:
                raise FailpointHit(name)


@pytest.mark.parametrize("point", ["pending", "sent", "answered", "verified"])
def test_killed_at_any_point_the_book_ends_empty_and_nothing_is_done_twice(point: str) -> None:
    house = a_house(failpoint=Dying(f"executor.{point}", 4))
    key = hedged(house)  # stop, half close and hedge are the first three

    with pytest.raises(FailpointHit):
        turn_against(house)
    again = house.restart()
    for _ in range(20):
        again.later(0.5)

    closed = [deal for deal in again.terminal.api.history_deals_get(0, 2**31) if deal.entry != 0]
    assert again.positions() == []
    assert again.trade(key).state is CLOSED
    assert len(closed) == 3
    assert sum(deal.volume for deal in closed) == pytest.approx(0.15)


def killed_in_the_terminal(house: House) -> Callable[[str], None]:
    def die(phase: str) -> None:
        if phase == "executed":
            house.terminal.faults.on_order_send = None
            raise FailpointHit(phase)

    return die


def test_killed_after_the_broker_executed_it_the_restart_takes_it_in() -> None:
    house = a_house()
    key = hedged(house)
    house.terminal.faults.on_order_send = killed_in_the_terminal(house)

    with pytest.raises(FailpointHit):
        turn_against(house)
    again = house.restart()
    again.check()

    assert again.trade(key).state is CLOSED
    assert out_by(again) == 2
