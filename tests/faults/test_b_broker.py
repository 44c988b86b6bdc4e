"""Rows B of the fault matrix: the broker loses, delays, refuses, hides and changes things."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from dtms.core import events
from dtms.core.commands import Verb
from dtms.core.events import GoneHow, HedgeEnd, Lookout, Refusal
from dtms.core.policy import SEEDS
from dtms.core.risk import hedge_stop_distance
from dtms.core.trade import ActionKind, Duty, Flag
from dtms.sim.faults import (
    DropAnswer,
    DropRequest,
    ExecuteLate,
    FailRead,
    Fault,
    FillPartly,
    HidePosition,
    Refuse,
    RewriteComment,
)
from dtms.sim.records import AccountSpec
from dtms.sim.symbols import DEFAULT_SYMBOLS
from tests.builders import a_market, a_quote, an_instrument
from tests.faults.scenes import (
    CLOSED,
    DEAL,
    HEALTHY,
    HEDGED,
    L1,
    L2,
    LEVELS,
    RECOVERING,
    halved,
    hedged,
    openings,
    sent,
    strike,
)
from tests.house import House, a_house

EURUSD = DEFAULT_SYMBOLS[0]


def reasons(house: House) -> list[Refusal]:
    return [fact.reason for fact in house.heard.of(events.ActionRefused)]


def told_reasons(house: House) -> list[Refusal]:
    return [fact.reason for fact in house.heard.of(events.ActionRefused) if not fact.repeat]


def test_b01_a_request_that_never_left_is_asked_about_and_not_sent_again() -> None:
    house = a_house()
    key = halved(house)
    strike(house, DropRequest())

    house.later(5, -7.0)
    for _ in range(80):
        house.later(0.5)

    assert sent(house, ActionKind.HEDGE) <= 2  # the second only after the first is proven absent
    first = house.heard.of(events.IntentSettled)[-1]
    overdue = [fact for fact in house.heard.of(events.OutcomeUnknown) if fact.overdue]
    assert len(overdue) == 1
    assert Refusal.NOT_EXECUTED in reasons(house)
    assert first.kind is ActionKind.HEDGE
    assert openings(house) <= 1
    assert house.trade(key).state in {L2, HEDGED, RECOVERING}


def test_b01_a_stop_whose_request_never_left_is_set_again() -> None:
    house = a_house()
    key = house.buy()
    house.check(0.5)
    strike(house, DropRequest(), action=LEVELS)

    house.later(15, -3.0)
    house.later(5, -3.0)
    house.later(5, -3.0)
    house.later(5, -3.0)

    assert house.trade(key).state is L1
    assert house.terminal.api.positions_get(ticket=key.position)[0].sl > 1.0900


def test_b02_an_executed_hedge_with_a_lost_answer_is_taken_in_by_its_number() -> None:
    house = a_house()
    key = halved(house)
    strike(house, DropAnswer())

    house.later(5, -7.0)
    house.later(0.5)

    assert house.trade(key).state is HEDGED
    assert openings(house) == 1


@pytest.mark.parametrize("cycles", [1, 2, 7, 20, 60])
def test_b03_executes_k_cycles_late(cycles: int) -> None:
    house = a_house()
    key = halved(house)
    strike(house, ExecuteLate(reads=cycles))

    house.later(5, -7.0)
    for _ in range(cycles + 5):
        house.later(0.5)

    assert openings(house) == 1
    assert sent(house, ActionKind.HEDGE) == 1
    assert house.heard.of(events.HedgeOpened)[0].key == key


def test_b03_a_late_hedge_of_a_trade_that_was_closed_meanwhile_is_closed_and_told() -> None:
    house = a_house()
    key = halved(house)
    strike(house, ExecuteLate(after=timedelta(minutes=3)))
    house.later(5, -7.0)

    house.tell(key, Verb.CLOSE)
    for _ in range(12):
        house.later(0.5)

    assert house.positions() == []
    assert openings(house) == 1
    told = [type(fact) for fact in house.heard.facts]
    assert told.count(events.HedgeOpened) == told.count(events.HedgeClosed) == 1


def test_b04_a_broker_that_answers_nothing_blinds_and_its_order_is_found_by_number() -> None:
    house = a_house()
    key = halved(house)
    strike(house, DropAnswer())
    house.later(5, -7.0)
    house.terminal.faults.add(Fault(call="account_info", effect=FailRead(), times=10))

    for _ in range(10):
        house.later(0.5)
    blind = house.trade(key)
    house.later(0.5)
    house.later(0.5)

    assert Flag.BLIND in blind.flags
    assert blind.unsettled()
    assert house.trade(key).state is HEDGED
    assert openings(house) == 1


@pytest.mark.parametrize("reads", [1, 2, 3])
def test_b05_a_filled_hedge_that_is_not_shown_yet_has_not_vanished(reads: int) -> None:
    house = a_house()
    key = halved(house)
    strike(house, HidePosition(reads=reads))

    house.later(5, -7.0)
    for _ in range(6):
        house.later(0.5)

    assert house.trade(key).state is HEDGED
    assert house.heard.of(events.HedgeClosed) == []
    assert openings(house) == 1


def test_b06_a_partly_filled_hedge_counts_as_what_was_filled() -> None:
    house = a_house()
    key = halved(house, 0.20)
    strike(house, FillPartly(fraction=0.5))

    house.later(5, -7.0)
    for _ in range(10):
        house.later(0.5)

    trade = house.trade(key)
    assert trade.hedge is not None
    assert trade.hedge.volume == Decimal("0.05")
    assert trade.net_exposure == Decimal("0.05")
    assert sent(house, ActionKind.HEDGE) == 1


def test_b08_no_money_leaves_the_state_tells_once_and_the_stop_is_still_tightened() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    hedges = Fault(call="order_send", nth=2, times=None, effect=Refuse(retcode=10019), action=DEAL)
    house.terminal.faults.add(hedges)

    house.later(15, -8.0)
    for _ in range(9):
        house.later(10, -8.0)

    held = house.terminal.api.positions_get(ticket=key.position)[0]
    assert house.trade(key).state is L2
    assert held.sl > 1.0900
    assert told_reasons(house).count(Refusal.NO_MONEY) == 1
    assert 2 <= sent(house, ActionKind.HEDGE) <= 4  # every 30 min, no storm


@pytest.mark.parametrize(("stops", "freeze"), [(600, 0), (0, 600), (600, 700)])
def test_b09_a_stop_keeps_the_legal_distance_and_never_widens(stops: int, freeze: int) -> None:
    spec = replace(EURUSD, stops_level=stops, freeze_level=freeze)
    house = a_house(symbols=(spec,))
    key = house.buy()
    house.check(0.5)

    house.later(15, -3.0)
    house.later(5, -3.0)

    held = house.terminal.api.positions_get(ticket=key.position)[0]
    distance = round((1.1 - held.sl) / 0.00001)
    assert house.trade(key).state is L1
    assert distance >= max(stops, freeze)
    assert held.sl > 1.0900
    assert held.tp == 1.12


def test_b10_breakeven_of_a_losing_trade_is_left_and_said_once() -> None:
    house = a_house(path=((10, 1.0980),))
    key = house.buy()
    house.check(0.5)

    house.later(15, -5.0)
    for _ in range(6):
        house.later(5, -5.0)

    held = house.terminal.api.positions_get(ticket=key.position)[0]
    assert reasons(house).count(Refusal.BREAKEVEN_LOSING) == 1
    assert held.sl < 1.0980
    assert sent(house, ActionKind.STOP) == 1


@pytest.mark.parametrize("retcode", [10018, 10017, 10044, 10026, 10027])
def test_b11_a_market_or_account_that_does_not_trade_is_no_reason_for_a_storm(retcode: int) -> None:
    house = a_house()
    key = halved(house)
    house.terminal.faults.add(
        Fault(call="order_send", times=None, effect=Refuse(retcode=retcode), action=DEAL)
    )

    house.later(5, -7.0)
    for _ in range(20):
        house.later(0.5, -7.0)
    stormless = sent(house, ActionKind.HEDGE)
    house.terminal.faults.clear()
    house.later(30, -7.0)

    assert stormless == 1
    assert sum(1 for fact in house.heard.of(events.ActionRefused) if fact.duty is Duty.HEDGE) == 1
    assert house.trade(key).state is HEDGED


def test_b11_the_algo_button_is_a_rail_told_once_and_taken_up_again() -> None:
    house = a_house()
    key = halved(house)
    house.terminal.faults.trade_allowed = False

    house.later(5, -7.0)
    for _ in range(20):
        house.later(0.5)
    off = sent(house, ActionKind.HEDGE)
    house.terminal.faults.trade_allowed = True
    house.later(30, -7.0)

    tripped = [fact.rail for fact in house.heard.of(events.RailTripped)]
    assert off == 0
    assert tripped == [events.Rail.TRADING_DISABLED]
    assert house.trade(key).state is HEDGED


@pytest.mark.parametrize("retcode", [10004, 10020, 10021])
def test_b12_requotes_are_tried_a_few_times_and_no_more(retcode: int) -> None:
    house = a_house()
    key = halved(house)
    calls: list[str] = []
    house.terminal.faults.on_order_send = calls.append
    house.terminal.faults.add(
        Fault(call="order_send", times=None, effect=Refuse(retcode=retcode), action=DEAL)
    )

    house.later(5, -7.0)
    house.later(0.5)

    assert calls.count("received") == house.policy.actions.requote_tries
    assert reasons(house)[-1] is Refusal.REQUOTES
    assert house.trade(key).state is L2


def test_b16_silence_about_positions_closes_nothing() -> None:
    house = a_house()
    key = hedged(house)
    for code in (-10004, -10005):
        house.terminal.faults.add(Fault(call="positions_get", effect=FailRead(code=code)))

    house.later(0.5)
    house.later(0.5)
    house.later(0.5)

    assert house.trade(key).state is HEDGED
    assert house.heard.of(events.MainGone) == []
    assert house.heard.of(events.HedgeClosed) == []


def test_b19_a_main_that_ends_while_the_hedge_is_sent_leaves_no_orphan() -> None:
    house = a_house()
    key = halved(house)

    def stop_out(phase: str) -> None:
        if phase == "received" and house.terminal.api.positions_get(ticket=key.position):
            house.terminal.faults.on_order_send = None
            house.terminal.hand.close(key.position)

    house.terminal.faults.on_order_send = stop_out
    house.later(5, -7.0)
    house.later(0.5)
    house.later(0.5)

    assert openings(house) == 1
    assert house.positions() == []
    assert house.trade(key).state is CLOSED


def test_b20_a_main_closed_by_hand_takes_its_hedge_along_with_the_reason_told() -> None:
    house = a_house()
    key = hedged(house)

    house.terminal.hand.close(key.position)
    house.later(0.5)

    assert house.trade(key).state is CLOSED
    assert house.positions() == []
    assert house.heard.of(events.MainGone)[0].how is GoneHow.HAND


def test_b21_a_hedge_closed_by_hand_is_not_opened_again_in_silence() -> None:
    house = a_house()
    key = hedged(house)
    hedge = house.trade(key).hedge
    assert hedge is not None

    house.terminal.hand.close(hedge.ticket)
    house.later(0.5)
    for _ in range(6):
        house.later(15, -8.0)

    assert house.trade(key).state is L2
    assert house.heard.of(events.HedgeClosed)[0].how is HedgeEnd.HAND
    assert openings(house) == 1


def test_b21_a_hedge_ended_by_its_own_stop_leads_to_recovering() -> None:
    house = a_house(path=((16, 1.1010),))
    key = hedged(house)

    house.later(2, -8.0)

    assert house.trade(key).state is RECOVERING
    assert house.heard.of(events.HedgeClosed)[0].how is HedgeEnd.STOP


@pytest.mark.parametrize("stop", [1.0850, 0.0])
def test_b23_a_stop_widened_or_removed_by_hand_is_told_and_not_put_back(stop: float) -> None:
    house = a_house()
    key = house.buy()
    house.check(0.5)

    house.terminal.hand.modify(key.position, sl=stop)
    for _ in range(10):
        house.later(5, 0.5)

    assert house.terminal.api.positions_get(ticket=key.position)[0].sl == stop
    assert len(house.heard.of(events.LegChanged)) == 1
    assert sent(house, ActionKind.STOP) == 0
    assert (Flag.NAKED in house.trade(key).flags) is (stop == 0.0)


@pytest.mark.parametrize(
    ("lots", "least", "step", "left"),
    [
        (0.01, 0.01, 0.01, "0.01"),  # half is below the minimum: left whole, told
        (0.03, 0.01, 0.01, "0.02"),
        (0.5, 0.1, 0.1, "0.3"),
        (0.5, 0.2, 0.1, "0.3"),
        (0.3, 0.2, 0.1, "0.3"),  # neither half nor rest may be below the minimum
    ],
)
def test_b26_half_is_whole_steps_and_never_below_the_minimum(
    lots: float, least: float, step: float, left: str
) -> None:
    spec = replace(EURUSD, volume_min=least, volume_step=step)
    house = a_house(symbols=(spec,))
    key = halved(house, lots)

    for _ in range(5):
        house.later(5, -4.5)

    assert house.volume_of(key.position) == Decimal(left)
    if Decimal(left) == Decimal(str(lots)):
        assert reasons(house).count(Refusal.BELOW_MINIMUM) == 1


@pytest.mark.parametrize("margin_mode", [0, 1])
def test_b27_on_a_netting_account_nothing_opposite_is_ever_sent(margin_mode: int) -> None:
    house = a_house(account=AccountSpec(margin_mode=margin_mode))
    key = house.buy()
    house.check(0.5)

    house.later(15, -8.0)

    assert house.volume_of(key.position) == Decimal("0.1")
    assert sent(house, ActionKind.HEDGE) + sent(house, ActionKind.REDUCE) == 0
    assert Refusal.NETTING in reasons(house)
    assert events.Rail.NETTING in [fact.rail for fact in house.heard.of(events.RailTripped)]


def test_b29_a_rewritten_comment_hides_nothing() -> None:
    house = a_house()
    key = halved(house)
    strike(house, RewriteComment(comment="[broker]"))

    house.later(5, -7.0)
    again = house.restart()
    again.check()

    assert again.trade(key).state is HEDGED
    assert again.heard.of(events.OrphanSeen) == []


def test_b35_of_two_hedges_found_at_the_start_the_newer_is_closed_and_told() -> None:
    house = a_house()
    key = halved(house)
    strike(house, ExecuteLate(after=timedelta(minutes=50)))
    house.later(5, -7.0)
    for _ in range(75):
        house.later(0.5)  # given up after 35 minutes
    house.tell(key, Verb.HEDGE)
    first = house.trade(key).hedge
    assert first is not None

    house.terminal.advance_to(house.terminal.now + timedelta(minutes=20))
    again = house.restart()
    again.check()
    again.later(0.5)

    left = {position.ticket for position in again.positions()}
    assert left == {key.position, first.ticket}
    assert [fact.surplus for fact in again.heard.of(events.OrphanSeen)] == [True]
    assert len(again.heard.of(events.OrphanClosed)) == 1


def test_b39_a_spread_blow_out_opens_nothing_and_tightens_nothing_into_it() -> None:
    house = a_house(spread=50)
    house.windows.median = 50
    key = house.buy()
    house.check(0.5)
    house.later(15, -3.0)
    before = house.terminal.api.positions_get(ticket=key.position)[0].sl

    house.windows.median = 1  # the spread is fifty times its median
    for _ in range(20):
        house.later(0.5, -8.0)

    assert house.engine.health.failures == 0
    assert house.terminal.api.positions_get(ticket=key.position)[0].sl == before
    assert openings(house) == 0
    assert house.trade(key).state is HEALTHY


def test_b33_a_connection_lost_for_15_hours_is_told_reminded_of_and_made_up_for() -> None:
    house = a_house(path=((60 * 8, 1.0890),))
    key = hedged(house)
    readers = house.terminal.faults
    readers.add(Fault(call="account_info", effect=FailRead(), times=None))
    lost_at = house.terminal.now

    for _ in range(60 * 15 * 2):
        house.clock.people_now += timedelta(seconds=30)
        house.later(0.5)
    told = house.heard.of(events.Noticed)
    first = next(fact for fact in told if fact.what is Lookout.TERMINAL_LOST)
    reminders = [fact for fact in told if fact.what is Lookout.STILL_LOST]
    readers.clear()
    house.later(0.5)

    assert first.at - lost_at <= timedelta(minutes=2)
    assert len(reminders) == 14
    assert house.trade(key).state is CLOSED  # stopped out in the gap
    assert house.heard.of(events.MainGone)[0].how is GoneHow.STOP
    assert house.heard.of(events.Noticed)[-1].what is Lookout.TERMINAL_BACK
    assert house.positions() == []


def test_b33_a_terminal_cut_off_from_its_server_is_told_within_two_minutes() -> None:
    house = a_house()
    halved(house)
    house.terminal.faults.connected = False
    lost_at = house.terminal.now

    for _ in range(10):
        house.clock.people_now += timedelta(seconds=30)
        house.later(0.5)
    house.terminal.faults.connected = True
    house.later(0.5)

    told = [fact for fact in house.heard.of(events.Noticed) if fact.what is not Lookout.STARTED]
    assert [fact.what for fact in told] == [Lookout.BROKER_LOST, Lookout.TERMINAL_BACK]
    assert told[0].at - lost_at <= timedelta(minutes=2)


def test_b33_nobody_is_reminded_while_the_markets_are_closed() -> None:
    house = a_house(start=datetime(2024, 3, 8, 21, 30, tzinfo=UTC))
    house.buy()
    house.check(0.5)
    house.later(60)  # Friday evening
    house.terminal.faults.connected = False

    for _ in range(24):
        house.clock.people_now += timedelta(hours=1)
        house.later(30)

    whats = [fact.what for fact in house.heard.of(events.Noticed)]
    assert whats.count(Lookout.STILL_LOST) == 0
    assert whats.count(Lookout.BROKER_LOST) == 1


def test_b03_a_hedge_filled_after_it_was_given_up_and_stopped_unseen_is_told_and_counted() -> None:
    house = a_house(path=((71, 1.1010), (72, 1.1)))
    key = halved(house)
    strike(house, ExecuteLate(after=timedelta(minutes=45)))
    house.later(5, -7.0)
    for _ in range(75):
        house.later(0.5, -5.0)  # given up after 35 minutes
    given_up = house.trade(key)

    house.later(10, -5.0)  # filled at 70 minutes, stopped at 71
    house.later(0.5, -5.0)
    again = house.restart()
    again.check()

    late = house.heard.of(events.ExecutedLate)
    assert given_up.hedges is not None
    assert given_up.hedges.spent == 0
    assert [fact.kind for fact in late] == [ActionKind.HEDGE]
    assert late[0].profit < 0
    assert house.trade(key).hedges.spent == 1  # type: ignore[union-attr]
    assert again.heard.of(events.ExecutedLate) == []
    assert openings(house) == 1


@pytest.mark.parametrize(
    ("digits", "price", "atr", "contract"),
    [(5, "1.10000", 0.0010, 100_000), (3, "148.123", 0.150, 100_000), (2, "2000.10", 3.50, 100)],
)
def test_b38_the_hedge_stop_is_half_an_atr_in_every_quotation(
    digits: int, price: str, atr: float, contract: int
) -> None:
    point = Decimal(1).scaleb(-digits)
    terms = an_instrument(digits=digits, contract_size=Decimal(contract))
    quote = a_quote(price, str(Decimal(price) + point))
    market = a_market(quote=quote, instrument=terms, atr=atr, spread_median=point)

    distance = hedge_stop_distance(market, SEEDS)

    assert float(distance) == pytest.approx(0.5 * atr)
