"""Exits in profit, contracts, changes by others: whole stories on the simulated terminal."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise, product

import pytest

from dtms.core import events
from dtms.core.actions import CloseCause, MoveStop, OpenHedge, Reduce, StopCause
from dtms.core.commands import Outcome, SetContract, Verb
from dtms.core.contract import BANNED_BY, forbids_action
from dtms.core.events import Refusal
from dtms.core.intents import Intent
from dtms.core.policy import Adoption, HedgeRefused, Mode, Naked, OnDailyLimit
from dtms.core.structure import BreakKind
from dtms.core.trade import (
    Ban,
    Duty,
    EditSource,
    Flag,
    Guard,
    Level,
    TradeKey,
    TradeState,
)
from dtms.engine.desk import Reply
from dtms.engine.run_now import run_now
from dtms.engine.views import Views
from dtms.sim import constants as c
from dtms.sim.faults import DropAnswer, DropRequest, Fault
from tests.house import ATR, GUARDING, START, SYMBOL, House, Path, a_house

# the target of the house's BUY lies 200 points above 1.10: 30 % and 60 % of the way
UP: Path = ((1, 1.1065), (10, 1.1125))


def agree(house: House, key: TradeKey, *bans: Ban, **more: object) -> Reply:
    chosen: dict[str, object] = {"guard": Guard.GUARDED, "until": None, "exits": None}
    command = SetContract(key=key, bans=frozenset(bans), by=7, **(chosen | more))  # type: ignore[arg-type]
    return run_now(house.engine.handle(command))


def taking_profit(path: Path = UP, volume: float = 0.10, **more: object) -> tuple[House, TradeKey]:
    house = a_house(path=path, **more)  # type: ignore[arg-type]
    key = house.buy(volume)
    house.check(0.5)
    agree(house, key, exits=True)
    return house, key


def moved(house: House) -> list[StopCause]:
    return [fact.cause for fact in house.heard.of(events.StopMoved)]


def profits(house: House) -> list[events.PartClosed]:
    return [f for f in house.heard.of(events.PartClosed) if f.cause is CloseCause.PROFIT]


def stop_of(house: House, key: TradeKey) -> Decimal:
    return Decimal(str(house.terminal.api.positions_get(ticket=key.position)[0].sl))


def sent(house: House) -> list[Intent]:
    """Every order of DTMS in the journal, the sweeps of leftovers too."""
    store = house.store.journal
    numbers = [fact.intent for fact in house.heard.of(events.IntentSent)]
    found = [run_now(store.intent(number)) for number in numbers]
    return [intent for intent in found if intent is not None]


def jumped(house: House) -> None:
    """Look past a jump of the price: one tick alone could be a spike, and is not acted on."""
    house.later(1)
    house.later(0.5)


# --- exits in profit


def test_a_hand_opened_trade_has_no_exits_unless_its_contract_chooses_them() -> None:
    house = a_house(path=UP)
    key = house.buy(0.10)
    house.check(0.5)

    for _ in range(30):
        house.later(0.5)

    assert house.heard.of(events.IntentSent) == []
    assert house.volume_of(key.position) == Decimal("0.10")


def test_profit_moves_the_stop_to_breakeven_then_trails_then_takes_half_once() -> None:
    house, key = taking_profit()

    house.later(1)
    early = stop_of(house, key)
    house.later(0.5)
    trailed = stop_of(house, key)
    for _ in range(30):
        house.later(0.5)

    assert early == Decimal("1.10010")  # the entry; no commission is charged
    assert trailed == Decimal("1.10500")  # 1.5 ATR behind 1.1065
    assert house.volume_of(key.position) == Decimal("0.05")
    assert [part.cause for part in profits(house)] == [CloseCause.PROFIT]
    assert moved(house)[:2] == [StopCause.PROFIT_BREAKEVEN, StopCause.PROFIT_TRAIL]
    assert house.trade(key).closed_volume == 0  # what was taken is not bought back


def test_the_partial_close_does_not_come_again_after_a_restart() -> None:
    house, key = taking_profit(((1, 1.1125), (20, 1.1050), (30, 1.1130)))
    jumped(house)
    taken = house.volume_of(key.position)

    again = house.restart()
    for _ in range(80):
        again.later(0.5)

    assert taken == Decimal("0.05")
    assert again.volume_of(key.position) in {Decimal("0.05"), Decimal(0)}  # or stopped in profit
    assert profits(again) == []


@pytest.mark.parametrize("effect", [DropAnswer(), DropRequest()])
def test_an_unknown_partial_close_is_never_made_twice(effect: DropAnswer | DropRequest) -> None:
    house, key = taking_profit(((1, 1.1125),))
    agree(house, key, Ban.STOP, exits=True)
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=effect))

    for _ in range(100):
        house.later(0.5)

    assert house.volume_of(key.position) == Decimal("0.05")


def test_the_smallest_lot_is_not_parted_and_that_is_told_once() -> None:
    house, key = taking_profit(((1, 1.1125),), volume=0.01)

    for _ in range(100):
        house.later(0.5)

    refusals = [f for f in house.heard.of(events.ActionRefused) if f.duty is Duty.EXIT_PARTIAL]
    assert [(one.reason, one.unprotected) for one in refusals] == [(Refusal.BELOW_MINIMUM, False)]
    assert house.volume_of(key.position) == Decimal("0.01")


def test_an_odd_volume_is_floored_to_the_step() -> None:
    house, key = taking_profit(((1, 1.1125),), volume=0.05)

    jumped(house)

    assert house.volume_of(key.position) == Decimal("0.03")


def test_the_defence_goes_first_when_both_want_the_volume() -> None:
    house, key = taking_profit(((14, 1.1125),))
    house.check(0.5)

    house.later(15, -4.5)
    house.later(0.5, -4.5)
    parts = house.heard.of(events.PartClosed)

    assert [part.cause for part in parts] == [CloseCause.HALF]
    assert house.volume_of(key.position) == Decimal("0.05")


def test_the_defence_goes_first_when_both_want_the_stop() -> None:
    house, _ = taking_profit(((14, 1.1065),))
    house.windows.swing = 1.1050
    house.windows.broken = (BreakKind.BOS, True)

    house.later(15, 2.0)

    assert moved(house) == [StopCause.TRAIL]


def test_nothing_is_taken_while_a_hedge_is_open_or_the_trade_recovers() -> None:
    house, key = taking_profit(((16, 1.1001), (25, 1.1003)))
    house.later(15, -8.0)
    assert house.trade(key).state is TradeState.HEDGED
    house.windows.swing = 1.0990
    agree(house, key, exits=True)
    house.terminal.hand.modify(key.position, tp=1.1005)  # 60 % of the way is near
    for _ in range(60):
        house.later(0.5, -5.0)

    assert profits(house) == []
    assert not set(moved(house)) & {StopCause.PROFIT_BREAKEVEN, StopCause.PROFIT_TRAIL}


def test_a_hold_lets_the_partial_close_wait_and_not_the_stop() -> None:
    house, key = taking_profit(((1, 1.1125),))
    house.tell(key, Verb.HOLD)

    jumped(house)
    held = house.volume_of(key.position)
    house.later(30)

    assert held == Decimal("0.10")
    assert StopCause.PROFIT_BREAKEVEN in moved(house)
    assert house.volume_of(key.position) == Decimal("0.05")


def test_observe_only_says_what_it_would_take() -> None:
    house, key = taking_profit(((1, 1.1125),), mode=Mode.OBSERVE)

    for _ in range(20):
        house.later(0.5)

    called = [f.duty for f in house.heard.of(events.DutyCalled) if not f.armed]
    assert sorted(duty.value for duty in called) == ["exit_breakeven", "exit_partial"]
    assert house.heard.of(events.IntentSent) == []
    assert stop_of(house, key) == Decimal("1.09")


def test_confirm_proposes_and_withdraws_what_is_no_longer_called_for() -> None:
    house, _ = taking_profit(((1, 1.1125), (3, 1.1050)), mode=Mode.CONFIRM)
    jumped(house)
    proposed = {fact.duty for fact in house.heard.of(events.ProposalMade)}

    house.later(1.5)
    house.later(0.5)

    ends = {fact.duty: fact.how.value for fact in house.heard.of(events.ProposalEnded)}
    assert Duty.EXIT_PARTIAL in proposed
    assert ends[Duty.EXIT_PARTIAL] == "withdrawn"
    assert profits(house) == []


def test_silence_lets_a_proposed_partial_close_go_ahead() -> None:
    house, key = taking_profit(((1, 1.1125),), mode=Mode.CONFIRM)
    jumped(house)

    house.clock.people_now += timedelta(seconds=91)
    house.later(0.5)

    assert house.volume_of(key.position) == Decimal("0.05")


def test_a_spread_storm_delays_the_partial_close_and_says_so() -> None:
    house, key = taking_profit(((1, 1.1125),))
    house.windows.median = 2  # the spread of 10 points is five times that

    jumped(house)
    waiting = house.volume_of(key.position)
    house.later(16)

    delayed = [f.reason for f in house.heard.of(events.DutyDelayed)]
    assert waiting == Decimal("0.10")
    assert set(delayed) == {Refusal.SPREAD}
    assert house.volume_of(key.position) == Decimal("0.05")


def test_a_minimum_hold_delays_the_partial_close() -> None:
    rails = replace(GUARDING.rails, minimum_hold=timedelta(minutes=10))
    house, key = taking_profit(((1, 1.1125),), policy=replace(GUARDING, rails=rails))

    house.later(5)
    young = house.volume_of(key.position)
    house.later(6)

    assert young == Decimal("0.10")
    assert house.volume_of(key.position) == Decimal("0.05")


def test_the_trailing_stop_never_widens_and_is_not_moved_for_a_trifle() -> None:
    steps = tuple((1 + at, 1.1065 + (at % 7) * 0.00005 - (at // 7) * 0.0004) for at in range(40))
    house, key = taking_profit(steps)
    stops = []
    for _ in range(80):
        house.later(0.5)
        if house.volume_of(key.position) == 0:
            break
        stops.append(stop_of(house, key))

    changes = [later - earlier for earlier, later in pairwise(stops)]
    assert len(stops) > 10
    assert all(change == 0 or change >= Decimal(str(ATR / 4)) for change in changes)


# --- the contract


def automatic(house: House) -> list[Intent]:
    leftover = {CloseCause.ORPHAN, CloseCause.SURPLUS}
    return [
        intent
        for intent in sent(house)
        if intent.automatic and getattr(intent.action, "cause", None) not in leftover
    ]


def call(house: House, key: TradeKey, duty: Duty) -> None:
    """Call for one duty, as a row of the table would, and let it be carried out."""
    trade, now = house.trade(key), house.terminal.now
    if duty not in trade.duties:
        called = events.DutyCalled(
            key=key, at=now, duty=duty, rule=events.Rule.SCORE_HEDGE, armed=True, score=-6.5
        )
        run_now(house.engine.station.ledger.record((called,)))
    around = house.engine.judging.around(trade, None, now)
    run_now(house.engine._duties.carry_out(key, around))


@pytest.mark.parametrize(("duty", "ban"), list(product(Duty, Ban)))
def test_no_duty_is_carried_out_against_a_ban(duty: Duty, ban: Ban) -> None:
    """Each duty is called for by hand on a trade that could do it; each ban in turn."""
    house = a_house(
        path=((20, 1.1125),),
        policy=replace(GUARDING, actions=replace(GUARDING.actions, readd=True)),
    )
    key = house.buy(0.10)
    house.check(0.5)
    if duty in {Duty.CLOSE_HEDGE, Duty.READD}:
        house.tell(key, Verb.HEDGE if duty is Duty.CLOSE_HEDGE else Verb.CLOSE_HALF)
    agree(house, key, ban)
    house.later(0.5)
    for _ in range(3):
        if not house.trade(key).is_closed:
            call(house, key, duty)
        house.later(2)

    banned = BANNED_BY[duty] is ban
    told = [
        fact
        for fact in house.heard.of(events.ActionRefused)
        if fact.reason is Refusal.CONTRACT and not fact.repeat
    ]
    assert [fact.duty for fact in told] == ([duty] if banned else [])
    contract = house.trade(key).contract
    assert not any(forbids_action(contract, intent.action) for intent in automatic(house))


@pytest.mark.parametrize("ban", Ban)
def test_a_bad_day_is_defended_without_what_is_banned(ban: Ban) -> None:
    house = a_house(path=((16, 1.0990), (40, 1.0980)))
    key = house.buy(0.10)
    house.check(0.5)
    agree(house, key, ban, exits=True)
    for score in (-3.0, -4.5, -8.0, -8.0, -5.0, -1.0, -8.0):
        house.later(15, score)

    actions = [intent.action for intent in automatic(house)]
    kinds = {
        Ban.HALF: any(isinstance(a, Reduce) and a.cause is CloseCause.HALF for a in actions),
        Ban.HEDGE: any(isinstance(a, OpenHedge) for a in actions),
        Ban.STOP: any(isinstance(a, MoveStop) for a in actions),
        Ban.CLOSE: any(isinstance(a, Reduce) and a.cause is CloseCause.CLOSE_ALL for a in actions),
    }
    assert not kinds[ban]
    assert any(done for other, done in kinds.items() if other is not ban)


def test_a_banned_hedge_is_told_once_and_the_policy_closes_the_rest() -> None:
    actions = replace(GUARDING.actions, hedge_refused=HedgeRefused.CLOSE_REST)
    house = a_house(policy=replace(GUARDING, actions=actions))
    key = house.buy(0.10)
    house.check(0.5)
    agree(house, key, Ban.HEDGE)

    house.later(15, -8.0)
    house.later(0.5, -8.0)

    told = [f for f in house.heard.of(events.ActionRefused) if f.duty is Duty.HEDGE]
    assert [(fact.reason, fact.unprotected) for fact in told] == [(Refusal.CONTRACT, False)]
    assert house.trade(key).state is TradeState.CLOSED
    assert house.heard.of(events.HedgeOpened) == []


def test_a_banned_hedge_and_a_banned_close_keep_the_trade_and_stay_quiet() -> None:
    actions = replace(GUARDING.actions, hedge_refused=HedgeRefused.CLOSE_REST)
    house = a_house(policy=replace(GUARDING, actions=actions))
    key = house.buy(0.10)
    house.check(0.5)
    agree(house, key, Ban.HEDGE, Ban.CLOSE)

    for _ in range(12):
        house.later(15, -8.0)

    banned = [f for f in house.heard.of(events.ActionRefused) if f.reason is Refusal.CONTRACT]
    told = [fact.duty for fact in banned if not fact.repeat]
    assert sorted(duty.value for duty in told if duty) == ["close_all", "hedge"]
    assert house.volume_of(key.position) == Decimal("0.05")


def test_the_daily_limit_does_not_close_what_may_never_be_closed() -> None:
    rails = replace(GUARDING.rails, on_daily_limit=OnDailyLimit.CLOSE_ALL, daily_loss=0.001)
    house = a_house(policy=replace(GUARDING, rails=rails), path=((2, 1.0950),))
    house.check(0.5)
    key = house.buy(0.10)
    house.check(0.5)
    agree(house, key, Ban.CLOSE)

    for _ in range(20):
        house.later(0.5)

    assert house.volume_of(key.position) == Decimal("0.10")
    refused = [f for f in house.heard.of(events.ActionRefused) if f.duty is Duty.CLOSE_ALL]
    assert [fact.reason for fact in refused] == [Refusal.CONTRACT]


def test_a_first_stop_by_policy_is_not_set_where_the_stop_may_not_be_moved() -> None:
    policy = replace(GUARDING, guard=replace(GUARDING.guard, naked=Naked.SET))
    house = a_house(policy=policy)
    key = house.buy(0.10, sl=0.0)
    house.check(0.5)
    agree(house, key, Ban.STOP)

    for _ in range(30):
        house.later(0.5)

    assert stop_of(house, key) == 0
    told = [f.reason for f in house.heard.of(events.ActionRefused) if not f.repeat]
    assert told == [Refusal.CONTRACT]


def test_a_person_may_still_order_what_dtms_may_not_do_by_itself() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    agree(house, key, *Ban)

    halved = house.tell(key, Verb.CLOSE_HALF)
    hedged = house.tell(key, Verb.HEDGE)
    closed = house.tell(key, Verb.CLOSE)

    assert {halved.outcome, hedged.outcome, closed.outcome} == {Outcome.DONE}
    assert house.positions() == []


def test_a_standing_proposal_ends_when_its_duty_is_banned() -> None:
    house = a_house(mode=Mode.CONFIRM)
    key = house.buy(0.10)
    house.check(0.5)
    house.later(15, -4.5)
    half = next(item for item in house.trade(key).proposals if item.duty is Duty.HALF)

    agree(house, key, Ban.HALF)
    reply = house.tell(key, Verb.PROCEED, proposal=half.id)
    house.clock.people_now += timedelta(seconds=91)
    house.later(0.5)

    assert reply.refusal is Refusal.CONTRACT
    assert house.volume_of(key.position) == Decimal("0.10")


def test_lifting_a_ban_lets_a_hedge_that_is_still_called_for_open() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    agree(house, key, Ban.HEDGE)
    house.later(15, -8.0)
    banned = house.trade(key).state

    agree(house, key)
    house.later(5, -8.0)

    assert banned is TradeState.WARNING_L2
    assert house.trade(key).state is TradeState.HEDGED


def test_a_term_ends_in_watching_and_is_told_once() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    agree(house, key, until=START + timedelta(minutes=20))

    house.later(19)
    guarded = house.trade(key).guard
    house.later(1)
    house.later(15, -8.0)

    assert guarded is Guard.GUARDED
    assert house.trade(key).guard is Guard.WATCHED
    assert [fact.deferred for fact in house.heard.of(events.TermEnded)] == [False]
    assert house.heard.of(events.IntentSent) == []


def test_a_term_that_ended_while_nothing_ran_ends_at_the_start() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    agree(house, key, until=START + timedelta(minutes=20))
    house.terminal.advance_to(START + timedelta(hours=3))

    again = house.restart()
    again.check(-8.0)

    assert again.trade(key).guard is Guard.WATCHED
    assert len(again.heard.of(events.TermEnded)) == 1
    assert again.heard.of(events.IntentSent) == []


def test_an_open_hedge_keeps_the_guard_beyond_its_term() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    agree(house, key, until=START + timedelta(minutes=20))
    house.later(15, -8.0)

    house.later(6, -7.0)
    kept = house.trade(key)
    house.later(5, -1.0)
    house.later(0.5)

    assert kept.state is TradeState.HEDGED
    assert kept.guard is Guard.GUARDED
    assert house.trade(key).guard is Guard.WATCHED
    assert [fact.deferred for fact in house.heard.of(events.TermEnded)] == [True, False]
    assert len(house.positions()) == 1


def test_a_term_in_the_past_and_an_older_version_are_refused() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)

    past = agree(house, key, until=START - timedelta(seconds=1))
    older = agree(house, key, version=house.trade(key).version - 1)
    unknown = agree(house, key._replace(position=1))

    assert past.refusal is Refusal.TERM_OVER
    assert older.outcome is Outcome.OUT_OF_DATE
    assert unknown.outcome is Outcome.NOT_FOUND
    assert house.heard.of(events.ContractSet) == []


def test_a_contract_survives_a_restart() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    agree(house, key, Ban.HEDGE, Ban.HALF, exits=True)
    before = house.trade(key)

    again = house.restart()
    again.later(15, -8.0)

    assert again.trade(key).contract == before.contract
    assert again.volume_of(key.position) == Decimal("0.10")


# --- changes by others


def test_a_stop_widened_by_hand_is_left_alone_for_a_quarter_of_an_hour() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    house.later(14.5)
    house.terminal.hand.modify(key.position, sl=1.0850)

    house.later(0.5, -4.5)
    left = stop_of(house, key)
    house.later(14, -4.5)
    still = stop_of(house, key)
    house.later(2, -4.5)

    edit = house.heard.of(events.EditNoted)[0]
    delayed = house.heard.of(events.DutyDelayed)[0]
    assert (edit.level, edit.source, edit.magic) == (Level.STOP, EditSource.UNKNOWN, None)
    assert left == still == Decimal("1.085")
    assert (delayed.duty, delayed.reason, delayed.until) == (
        Duty.TIGHTEN,
        Refusal.EDITED,
        edit.until,
    )
    assert stop_of(house, key) > Decimal("1.085")


def test_go_on_ends_the_wait_at_once() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    house.later(14.5)
    house.terminal.hand.modify(key.position, sl=1.0850)
    house.later(0.5, -4.5)

    reply = house.tell(key, Verb.GO_ON)
    house.later(0.5, -4.5)

    assert reply.outcome is Outcome.DONE
    assert stop_of(house, key) > Decimal("1.085")


def test_a_stop_taken_away_is_not_put_back_while_it_is_left_alone() -> None:
    policy = replace(GUARDING, guard=replace(GUARDING.guard, naked=Naked.SET))
    house = a_house(policy=policy)
    key = house.buy(0.10)
    house.check(0.5)
    house.terminal.hand.modify(key.position, sl=0.0)

    house.later(0.5)
    house.later(10)
    alone = stop_of(house, key)
    house.later(6)

    assert alone == 0
    assert [f.flag for f in house.heard.of(events.FlagRaised)] == [Flag.NAKED]
    assert stop_of(house, key) > 0


def test_volume_closed_by_hand_is_told_as_such_and_nothing_more_is_taken() -> None:
    house, key = taking_profit(((2, 1.1125),))
    house.terminal.hand.close(key.position, 0.04)

    house.later(1)
    house.later(2)
    left = house.volume_of(key.position)
    house.later(15)

    edit = house.heard.of(events.EditNoted)[0]
    assert (edit.level, edit.source, edit.magic) == (Level.VOLUME, EditSource.HAND, None)
    assert left == Decimal("0.06")
    assert house.volume_of(key.position) == Decimal("0.03")


def test_a_position_of_another_program_is_named_by_its_magic() -> None:
    house = a_house()
    key = foreign(house, magic=4242)
    house.check(0.5)
    house.tell(key, Verb.GUARD)

    modify(house, key, 1.0880)
    house.later(0.5)
    reduce(house, key, 0.03, magic=4242)
    house.later(0.5)

    stop, volume = house.heard.of(events.EditNoted)
    assert (stop.source, stop.magic) == (EditSource.UNKNOWN, 4242)
    assert (volume.source, volume.magic) == (EditSource.PROGRAM, 4242)


def foreign(house: House, *, magic: int) -> TradeKey:
    api = house.terminal.api
    answer = api.order_send(
        {
            "action": c.TRADE_ACTION_DEAL,
            "symbol": SYMBOL,
            "volume": 0.10,
            "type": c.ORDER_TYPE_BUY,
            "price": api.symbol_info_tick(SYMBOL).ask,
            "sl": 1.0900,
            "tp": 1.1200,
            "magic": magic,
            "type_filling": c.ORDER_FILLING_IOC,
        }
    )
    return TradeKey(account=house.engine.station.ledger.account, position=answer.order)


def modify(house: House, key: TradeKey, stop: float) -> None:
    house.terminal.api.order_send(
        {
            "action": c.TRADE_ACTION_SLTP,
            "symbol": SYMBOL,
            "position": key.position,
            "sl": stop,
            "tp": 1.1200,
        }
    )


def reduce(house: House, key: TradeKey, volume: float, *, magic: int) -> None:
    api = house.terminal.api
    api.order_send(
        {
            "action": c.TRADE_ACTION_DEAL,
            "symbol": SYMBOL,
            "volume": volume,
            "type": c.ORDER_TYPE_SELL,
            "position": key.position,
            "price": api.symbol_info_tick(SYMBOL).bid,
            "magic": magic,
            "type_filling": c.ORDER_FILLING_IOC,
        }
    )


def fought(house: House, key: TradeKey, minutes: int) -> int:
    """Let another program put the stop back whenever DTMS has moved it; return how often."""
    fights = 0
    house.windows.broken = (BreakKind.BOS, True)
    for _ in range(minutes * 2):
        house.later(0.5, 2.0)
        if stop_of(house, key) != Decimal("1.09"):
            house.terminal.hand.modify(key.position, sl=1.0900)
            fights += 1
    return fights


def test_a_stop_that_goes_back_and_forth_is_given_up_in_red_once() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)

    fights = fought(house, key, 120)

    seen = house.heard.of(events.StandoffSeen)
    assert [(fact.level, fact.count) for fact in seen] == [(Level.STOP, 3)]
    assert fights == 2
    assert house.trade(key).standoffs == {Level.STOP}


def test_a_standoff_survives_a_restart_and_ends_by_a_tap() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    before = fought(house, key, 60)

    again = house.restart()
    quiet = fought(again, key, 60)
    again.tell(key, Verb.GO_ON)
    again.windows.swing = 1.0960
    again.windows.broken = (BreakKind.BOS, True)
    again.later(15, 2.0)

    assert (before, quiet) == (2, 0)
    assert again.trade(key).standoffs == frozenset()
    assert stop_of(again, key) > Decimal("1.09")


def test_a_trader_who_tightens_along_with_dtms_is_no_standoff() -> None:
    house, key = taking_profit(tuple((1 + 2 * at, 1.1065 + at * 0.0006) for at in range(8)))

    for _ in range(8):
        house.later(1)
        house.terminal.hand.modify(key.position, sl=float(stop_of(house, key)) + 0.0001)
        house.later(1)
        house.tell(key, Verb.GO_ON)

    assert house.heard.of(events.StandoffSeen) == []


# --- adoption


def test_a_position_opened_while_nothing_ran_is_told_in_the_first_check() -> None:
    house = a_house(policy=replace(GUARDING, guard=replace(GUARDING.guard, adoption=Adoption.ASK)))
    house.check(0.5)

    key = house.buy(0.10, sl=0.0)
    again = house.restart()
    again.check(0.5)
    later = again.buy(0.20)
    again.later(0.5)

    told = [(f.key, f.guard) for f in again.heard.of(events.TradeRegistered)]
    assert told == [(key, Guard.OFFERED), (later, Guard.OFFERED)]
    assert [f.key for f in again.heard.of(events.FlagRaised) if f.flag is Flag.NAKED] == [key]


def test_a_tap_on_the_price_shown_sets_exactly_that_stop() -> None:
    house = a_house(path=((1, 1.1010),))
    key = house.buy(0.10, sl=0.0)
    house.check(0.5)
    view = run_now(Views(house.engine).trade(key))
    assert view is not None
    assert view.offer is not None

    house.later(2)
    reply = house.tell(key, Verb.ADD_STOP, stop=view.offer.price)  # type: ignore[arg-type]

    assert (view.offer.price, round(view.offer.result, 2)) == (Decimal("1.09850"), -16.0)
    assert reply.outcome is Outcome.DONE
    assert stop_of(house, key) == Decimal("1.0985")


def test_a_shown_stop_the_price_has_passed_is_set_on_the_protective_side() -> None:
    house = a_house(path=((1, 1.0980),))
    key = house.buy(0.10, sl=0.0)
    house.check(0.5)
    house.later(2)

    house.tell(key, Verb.ADD_STOP, stop=Decimal("1.09850"))  # type: ignore[arg-type]

    assert 0 < stop_of(house, key) < Decimal("1.0980")
