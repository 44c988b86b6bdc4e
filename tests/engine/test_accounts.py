"""Stories of an account: what it lost, what binds, what was told, and what a restart knows."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from dtms.adapters.mt5.broker import Mt5Broker
from dtms.adapters.mt5.servertime import fixed_zone
from dtms.core import events
from dtms.core.commands import Outcome, Pause, Resume, SetMode, Verb
from dtms.core.errors import NewsUnavailable
from dtms.core.events import BreakerCause, Rail, Refusal
from dtms.core.market import Quote
from dtms.core.news import Blackout
from dtms.core.policy import (
    HedgeRefused,
    LossBase,
    LossKind,
    Mode,
    OnDailyLimit,
    Policy,
    Weekend,
)
from dtms.core.sessions import HOURS
from dtms.core.trade import Duty, TradeState
from dtms.engine.accounts.breaker import LOSS_RAILS
from dtms.engine.accounts.losses import LossBook
from dtms.engine.run_now import run_now
from dtms.sim.faults import DropRequest, FailRead, Fault
from dtms.sim.records import AccountSpec
from tests.house import GUARDING, SYMBOL, House, a_house

EVENING = datetime(2024, 3, 6, 21, 50, tzinfo=UTC)  # ten minutes to the server's midnight
FRIDAY = datetime(2024, 3, 8, 20, 30, tzinfo=UTC)  # an hour and a half to the weekly close
ROLL = datetime(2024, 3, 6, 21, 44, tzinfo=UTC)  # the day turns over from 21:55 to 22:15


def railed(**changes: object) -> Policy:
    return replace(GUARDING, rails=replace(GUARDING.rails, **changes))


def bases(house: House) -> list[events.EquityBase]:
    return house.heard.of(events.EquityBase)


def refusals(house: House, duty: Duty | None = Duty.HEDGE) -> list[Refusal]:
    return [fact.reason for fact in house.heard.of(events.ActionRefused) if fact.duty is duty]


def reached(house: House) -> list[Rail]:
    """Return the loss rails told, oldest first."""
    return [one.rail for one in house.heard.of(events.RailTripped) if one.rail in LOSS_RAILS]


def resume(house: House) -> None:
    account = house.engine.station.ledger.account
    assert run_now(house.engine.handle(Resume(account=account, by=7))).outcome is Outcome.DONE


# --- bases


def test_the_days_base_is_taken_on_the_servers_midnight() -> None:
    house = a_house(start=EVENING, path=((5, 1.0990),))
    house.buy(1.00)
    house.check()

    house.later(9.5)
    before = len(bases(house))
    house.later(0.5)

    assert before == 1
    assert [base.day for base in bases(house)] == [date(2024, 3, 6), date(2024, 3, 7)]
    assert bases(house)[1].equity == pytest.approx(9_890.0)  # ten pips and the spread of one
    assert not bases(house)[1].estimated


@pytest.mark.parametrize(
    ("start", "day"),
    [
        (datetime(2024, 3, 8, 21, 59, tzinfo=UTC), date(2024, 3, 8)),
        (datetime(2024, 3, 11, 20, 59, tzinfo=UTC), date(2024, 3, 11)),  # New York is in summer
        (datetime(2024, 3, 11, 21, 0, tzinfo=UTC), date(2024, 3, 12)),
    ],
)
def test_the_servers_midnight_follows_new_yorks_summer(start: datetime, day: date) -> None:
    house = a_house(start=start)

    house.check()

    assert bases(house)[0].day == day


def test_a_missed_reset_is_rebuilt_from_deals_and_marked() -> None:
    house = a_house(start=EVENING, path=((60, 1.0950),))
    house.check()
    house.terminal.advance_to(EVENING + timedelta(minutes=30))
    ticket = house.terminal.hand.buy(SYMBOL, 1.00, sl=1.08, tp=1.12)
    house.terminal.advance_to(EVENING + timedelta(minutes=70))
    house.terminal.hand.close(ticket)

    house.check()

    assert bases(house)[-1].day == date(2024, 3, 7)
    assert bases(house)[-1].equity == pytest.approx(10_000.0)
    assert bases(house)[-1].estimated
    assert house.heard.of(events.RailTripped)[0].rail is Rail.DAILY_LOSS


@pytest.mark.parametrize(
    ("base", "equity"),
    [(LossBase.EQUITY, 9_890.0), (LossBase.BALANCE, 10_000.0), (LossBase.HIGHER, 10_000.0)],
)
def test_the_base_may_be_the_balance(base: LossBase, equity: float) -> None:
    house = a_house(start=EVENING, path=((5, 1.0990),), policy=railed(loss_base=base))
    house.buy(1.00)
    house.check()

    house.later(10)

    assert bases(house)[-1].equity == pytest.approx(equity)


def test_a_rule_sets_zone_divides_the_days() -> None:
    prague = railed(reset_zone="Europe/Prague")
    house = a_house(start=EVENING, policy=prague)
    house.check()

    house.later(30)
    early = len(bases(house))
    house.later(40)

    assert early == 1
    assert [base.day for base in bases(house)] == [date(2024, 3, 6), date(2024, 3, 7)]


def test_a_trailing_loss_is_measured_from_the_days_highest_equity() -> None:
    path = ((5, 1.1030), (20, 1.1005))
    trailing = railed(loss_kind=LossKind.TRAILING)
    followed, fixed = a_house(path=path, policy=trailing), a_house(path=path)

    for house in (followed, fixed):
        house.buy(1.00)
        house.check()
        house.later(10)
        house.restart()
        house.later(15)

    assert Rail.DAILY_LOSS in followed.engine.station.ledger.book.tripped
    assert Rail.DAILY_LOSS not in fixed.engine.station.ledger.book.tripped


def test_open_results_may_be_left_out() -> None:
    house = a_house(path=((5, 1.0950),), policy=railed(floating=False))
    house.buy(1.00)
    house.check()

    house.later(10)

    assert reached(house) == []


# --- rails that trip, and the breaker


def lost(house: House) -> None:
    """Lose 1.6 % within the hour: the hourly rail, not the daily one."""
    house.buy(1.00)
    house.check()
    house.later(10)


def test_a_reached_rail_is_told_once_and_a_restart_does_not_repeat_it() -> None:
    house = a_house(path=((5, 1.0985),))
    lost(house)
    house.later(5)
    again = house.restart()

    again.check()
    again.later(5)

    assert reached(house) == [Rail.HOURLY_LOSS]
    assert [fact.cause for fact in house.heard.of(events.BreakerTripped)] == [BreakerCause.LOSS]
    assert again.heard.of(events.RailTripped) == []
    assert again.heard.of(events.BreakerTripped) == []


def test_the_hourly_rail_clears_with_the_hour_and_the_breaker_with_its_time() -> None:
    house = a_house(path=((5, 1.0985),))
    lost(house)

    house.later(50)
    cleared = [fact.rail for fact in house.heard.of(events.RailCleared)]
    house.later(39)
    early = house.heard.of(events.BreakerReset)
    house.later(1)

    assert cleared == [Rail.HOURLY_LOSS]
    assert early == []
    assert [fact.by for fact in house.heard.of(events.BreakerReset)] == [0]


def test_an_owner_ends_the_breaker_and_the_rail_still_binds() -> None:
    house = a_house(path=((5, 1.0985),))
    lost(house)

    resume(house)
    house.later(0.5)

    book = house.engine.station.ledger.book
    assert [fact.by for fact in house.heard.of(events.BreakerReset)] == [7]
    assert book.breaker is None
    assert Rail.HOURLY_LOSS in book.tripped
    assert len(house.heard.of(events.BreakerTripped)) == 1


def pause(house: House) -> None:
    account = house.engine.station.ledger.account
    assert run_now(house.engine.handle(Pause(account=account, by=7))).outcome is Outcome.DONE


def test_resuming_without_a_breaker_resets_nothing() -> None:
    house = a_house()
    house.check()
    pause(house)

    resume(house)

    assert house.heard.of(events.BreakerReset) == []
    assert len(house.heard.of(events.Resumed)) == 1


def test_pausing_and_resuming_again_is_told_once() -> None:
    house = a_house()
    house.check()

    for _ in range(2):
        pause(house)
    house = house.restart()
    pause(house)
    paused = house.engine.station.ledger.settings.paused
    for _ in range(2):
        resume(house)

    facts = [one.fact for one in run_now(house.store.journal.facts(after=0, limit=1000))]
    assert paused
    assert not house.engine.station.ledger.settings.paused
    assert sum(isinstance(fact, events.Paused) for fact in facts) == 1
    assert sum(isinstance(fact, events.Resumed) for fact in facts) == 1


def test_a_mode_that_was_chosen_stays_though_the_default_was_the_same_and_changes() -> None:
    house = a_house(mode=Mode.AUTO)
    account = house.engine.station.ledger.account
    choice = SetMode(account=account, key=None, mode=Mode.AUTO, by=7)

    for _ in range(2):
        assert run_now(house.engine.handle(choice)).outcome is Outcome.DONE
    house.options = replace(house.options, default_mode=Mode.OBSERVE)
    house = house.restart()

    facts = [one.fact for one in run_now(house.store.journal.facts(after=0, limit=1000))]
    assert house.engine.station.ledger.settings.mode is Mode.AUTO
    assert sum(isinstance(fact, events.ModeSet) for fact in facts) == 1


STAIRS = tuple(
    level for step in range(12) for level in ((10 * step + 2, 1.0940), (10 * step + 6, 1.1))
)


def three_stops(house: House, count: int = 3) -> None:
    for _ in range(count):
        ticket = house.terminal.hand.buy(SYMBOL, 0.01, sl=1.0950, tp=1.2)
        house.check()
        house.later(5)
        assert not house.terminal.api.positions_get(ticket=ticket)
        house.later(5)


def test_three_stops_in_a_row_trip_the_breaker() -> None:
    house = a_house(path=STAIRS)

    three_stops(house)

    tripped = house.heard.of(events.BreakerTripped)
    assert [fact.cause for fact in tripped] == [BreakerCause.STOPS]
    assert tripped[0].until - tripped[0].at == timedelta(minutes=90)


def test_a_streak_is_known_after_a_restart() -> None:
    house = a_house(path=STAIRS)
    three_stops(house, 2)
    again = house.restart()

    three_stops(again, 1)

    assert house.heard.of(events.BreakerTripped) == []
    assert [f.cause for f in again.heard.of(events.BreakerTripped)] == [BreakerCause.STOPS]


def test_the_same_streak_does_not_trip_again_after_the_rest() -> None:
    house = a_house(path=STAIRS)
    three_stops(house)

    house.later(95)
    house.later(5)
    again = house.restart()
    again.later(5)

    assert len(house.heard.of(events.BreakerReset)) == 1
    assert len(house.heard.of(events.BreakerTripped)) == 1
    assert again.heard.of(events.BreakerTripped) == []


def test_a_trade_closed_without_such_a_loss_ends_the_streak() -> None:
    house = a_house(path=STAIRS)
    three_stops(house, 2)
    ticket = house.terminal.hand.buy(SYMBOL, 0.01, sl=1.0900, tp=1.2)
    house.check()
    house.terminal.hand.close(ticket)
    house.later(10)

    three_stops(house, 1)

    assert house.heard.of(events.BreakerTripped) == []


def test_a_broker_that_fails_three_orders_in_a_row_trips_the_breaker() -> None:
    house = a_house(policy=railed(breaker_failures=1))
    key = house.buy(0.10)
    house.check(0.5)
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=DropRequest()))

    house.tell(key, Verb.CLOSE_HALF)
    house.later(0.5)
    again = house.restart()
    again.later(0.5)

    assert [f.cause for f in house.heard.of(events.BreakerTripped)] == [BreakerCause.FAILURES]
    assert again.heard.of(events.BreakerTripped) == []


def test_spread_storms_trip_the_breaker() -> None:
    house = a_house()
    house.buy()
    house.check()

    for _ in range(3):
        house.windows.median = 1
        house.later(5)
        house.windows.median = 10
        house.later(5)

    assert [f.cause for f in house.heard.of(events.BreakerTripped)] == [BreakerCause.STORMS]


def test_under_the_breaker_a_person_adds_nothing_either() -> None:
    house = a_house(policy=railed(breaker_failures=1))
    key = house.buy(0.10)
    house.check(0.5)
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=DropRequest()))
    house.tell(key, Verb.CLOSE_HALF)
    house.later(40)
    house.later(1)

    reply = house.tell(key, Verb.HEDGE)

    assert (reply.outcome, reply.refusal) == (Outcome.REFUSED, Refusal.BREAKER)


# --- margin, stacks


def test_short_margin_names_what_closing_which_position_frees() -> None:
    house = a_house(account=AccountSpec(deposit=1_000.0, leverage=100))
    small, large = house.buy(0.10), house.buy(0.60)

    house.check()
    house.later(1)

    short = house.heard.of(events.MarginShort)
    assert [fact.rail for fact in short] == [Rail.MARGIN_WARN]
    assert [one.position for one in short[0].relief] == [large.position, small.position]
    assert short[0].relief[0].frees == pytest.approx(660.0, rel=0.01)


def test_three_trades_on_one_side_of_a_currency_are_told_once() -> None:
    house = a_house()
    for _ in range(3):
        house.buy(0.10)

    house.check()
    house.later(1)
    house.restart().check()

    warned = house.heard.of(events.StackWarned)
    assert sorted((fact.currency, fact.short) for fact in warned) == [("EUR", False), ("USD", True)]
    assert [(fact.trades, round(fact.times, 1)) for fact in warned] == [(3, 3.0)] * 2


# --- the week


def test_the_weekend_is_announced_once_with_the_open_trades() -> None:
    house = a_house(start=FRIDAY)
    key = house.buy()
    house.check()

    house.later(29)
    early = house.heard.of(events.WeekendNear)
    house.later(1)
    house.later(1)
    again = house.restart()
    again.check()

    near = house.heard.of(events.WeekendNear)
    assert early == again.heard.of(events.WeekendNear) == []
    assert [(fact.positions, fact.closing) for fact in near] == [((key.position,), False)]
    assert house.volume_of(key.position) == Decimal("0.10")


def test_a_policy_closes_before_the_weekend() -> None:
    house = a_house(start=FRIDAY, policy=railed(weekend=Weekend.CLOSE))
    key = house.buy()
    house.check()

    house.later(30)

    assert house.volume_of(key.position) == 0
    assert house.trade(key).state is TradeState.CLOSED
    assert house.heard.of(events.WeekendNear)[0].closing


def test_without_a_weekend_policy_nothing_is_said() -> None:
    house = a_house(start=FRIDAY, policy=railed(weekend=Weekend.OFF))
    house.buy()
    house.check()

    house.later(40)

    assert house.heard.of(events.WeekendNear) == []


def test_no_stop_is_tightened_into_the_rollover_and_it_is_said_once() -> None:
    house = a_house(start=ROLL)
    key = house.buy()
    house.check(0.5)
    house.later(10, -3.0)

    house.later(2, -3.0)
    house.later(5, -3.0)
    waiting = house.heard.of(events.StopMoved)
    house.later(15, -3.0)

    delayed = house.heard.of(events.DutyDelayed)
    assert house.trade(key).state is TradeState.WARNING_L1
    assert waiting == []
    assert [(fact.duty, fact.reason) for fact in delayed] == [(Duty.TIGHTEN, Refusal.ROLLOVER)]
    assert delayed[0].until == datetime(2024, 3, 6, 22, 15, tzinfo=UTC)
    assert len(house.heard.of(events.StopMoved)) == 1


def test_nothing_is_added_in_the_rollover() -> None:
    house = a_house(start=ROLL)
    house.buy()
    house.check(0.5)

    house.later(12, -8.0)

    assert house.heard.of(events.HedgeOpened) == []
    assert refusals(house) == [Refusal.ROLLOVER]


def test_hours_learned_close_a_market_only_while_no_quotes_come() -> None:
    house = a_house()
    house.buy()
    house.check()
    station = house.engine.station
    never = events.SessionsLearned(
        account=station.ledger.account,
        at=station.clock.market(),
        symbol=SYMBOL,
        watched=(3,) * HOURS,
        seen=(0,) * HOURS,
    )
    run_now(station.ledger.record((never,)))
    again = house.restart()
    instrument = run_now(again.engine.station.broker.instrument(SYMBOL))
    now = again.engine.station.clock.market()
    price = Decimal("1.1")
    fresh = Quote(at=now, bid=price, ask=price)
    old = replace(fresh, at=now - timedelta(minutes=20))
    week = again.engine.rails.week

    assert week.is_closed(instrument, old, now)
    assert not week.is_closed(instrument, fresh, now)
    assert not house.engine.rails.week.is_closed(instrument, fresh, now)


def test_the_hours_of_a_symbol_are_journalled_once_a_day() -> None:
    house = a_house()
    house.buy()
    for _ in range(27 * 6):
        house.later(10)

    learned = house.heard.of(events.SessionsLearned)

    assert [fact.symbol for fact in learned] == [SYMBOL]
    assert sum(learned[0].watched) == sum(learned[0].seen) == 25


# --- news


class Calendar:
    def __init__(self, found: Blackout | None) -> None:
        self.found = found
        self.known = True

    async def blackout(self, currencies: frozenset[str], *, at: datetime) -> Blackout | None:
        assert currencies == {"EUR", "USD"}
        if not self.known:
            raise NewsUnavailable("too old")
        return self.found if self.found and self.found.begins <= at < self.found.ends else None


def test_news_refuse_a_hedge_and_watching_goes_on() -> None:
    start = datetime(2024, 3, 6, 10, 0, tzinfo=UTC)
    hour = timedelta(hours=1)
    payrolls = Blackout(currency="USD", title="Payrolls", begins=start, ends=start + hour)
    house = a_house(news=Calendar(payrolls))
    key = house.buy()
    house.check(0.5)

    house.later(15, -8.0)

    assert refusals(house) == [Refusal.NEWS]
    assert house.trade(key).state is TradeState.WARNING_L2
    assert house.heard.of(events.PartClosed) != []


def test_a_calendar_that_cannot_tell_refuses_what_adds() -> None:
    calendar = Calendar(None)
    calendar.known = False
    house = a_house(news=calendar)
    house.buy()
    house.check(0.5)

    house.later(15, -8.0)

    assert refusals(house) == [Refusal.NEWS_UNKNOWN]


# --- rule sets on DTMS itself


def test_where_hedging_is_forbidden_the_policy_says_what_else() -> None:
    rules = railed(hedging_forbidden=True)
    closing = replace(rules, actions=replace(rules.actions, hedge_refused=HedgeRefused.CLOSE_REST))
    kept, closed = a_house(policy=rules), a_house(policy=closing)

    keys = []
    for house in (kept, closed):
        keys.append(house.buy())
        house.check(0.5)
        house.later(15, -8.0)
        house.later(0.5)

    assert refusals(kept) == refusals(closed) == [Refusal.RULES_HEDGE]
    assert kept.volume_of(keys[0].position) == Decimal("0.05")
    assert closed.volume_of(keys[1].position) == 0


def test_a_minimum_hold_lets_dtms_wait_and_says_so_but_not_a_person() -> None:
    house = a_house(policy=railed(minimum_hold=timedelta(minutes=60)))
    key, other = house.buy(), house.buy()
    house.check(0.5)

    house.later(15, -5.0)
    house.later(5, -5.0)
    reply = house.tell(other, Verb.CLOSE_HALF)
    early = house.volume_of(key.position)
    house.later(45, -5.0)

    delayed = [fact for fact in house.heard.of(events.DutyDelayed) if fact.key == key]
    assert [(fact.duty, fact.reason) for fact in delayed] == [(Duty.HALF, Refusal.MINIMUM_HOLD)]
    assert reply.outcome is Outcome.DONE
    assert early == Decimal("0.10")
    assert house.volume_of(key.position) == Decimal("0.05")


def test_without_money_the_margin_check_refuses_before_anything_is_sent() -> None:
    poor = AccountSpec(deposit=12.0)
    house = a_house(account=poor, path=((5, 1.0980),), policy=railed(margin_red=0.0))
    key = house.buy(0.01)
    house.check(0.5)

    house.later(15, -8.0)

    sent = [fact.duty for fact in house.heard.of(events.IntentSent)]
    assert refusals(house) == [Refusal.NO_MONEY]
    assert Duty.HEDGE not in sent
    assert house.trade(key).state is TradeState.WARNING_L2


def test_a_red_margin_level_refuses_what_adds() -> None:
    house = a_house(account=AccountSpec(deposit=12.0))
    house.buy(0.01)
    house.check(0.5)

    house.later(15, -8.0)

    assert refusals(house) == [Refusal.MARGIN_LEVEL]
    assert [fact.rail for fact in house.heard.of(events.MarginShort)] == [Rail.MARGIN_RED]


def test_the_days_beginning_follows_the_servers_clock() -> None:
    house = a_house()
    broker = house.engine.station.broker
    assert isinstance(broker, Mt5Broker)
    losses = LossBook(house.engine.station)
    noon = datetime(2024, 3, 6, 12, tzinfo=UTC)

    before = losses.day_began(noon)
    broker.follow(fixed_zone(timedelta(hours=3)))  # the same day, an hour earlier
    after = losses.day_began(noon)

    assert before == datetime(2024, 3, 5, 22, tzinfo=UTC)
    assert after == datetime(2024, 3, 5, 21, tzinfo=UTC)


def pay(house: House, amount: float) -> None:
    house.terminal.advance_to(house.terminal.now + timedelta(seconds=1))
    house.terminal.hand.pay(amount)


def paid(house: House) -> list[float]:
    return [fact.amount for fact in house.heard.of(events.FundsMoved)]


def daily_loss(house: House) -> float | None:
    return house.engine.rails.daily_loss(run_now(house.engine.station.broker.account()))


def test_money_paid_out_is_no_loss_and_told_once() -> None:
    policy = railed(on_daily_limit=OnDailyLimit.CLOSE_ALL)
    house = a_house(policy=policy, account=AccountSpec(deposit=10_000.0))
    key = house.buy(0.10)
    house.check(0.0)

    pay(house, -3_000.0)
    house.later(0.5)
    again = house.restart()
    again.later(0.5)

    assert paid(house) == [-3_000.0]
    assert paid(again) == []
    assert reached(house) == reached(again) == []
    assert daily_loss(again) == pytest.approx(0.0, abs=0.001)
    assert house.volume_of(key.position) == Decimal("0.1")


def test_money_paid_in_hides_no_loss() -> None:
    house = a_house(account=AccountSpec(deposit=10_000.0), path=((10, 1.0950),))
    house.check(0.0)
    pay(house, 10_000.0)
    house.later(0.5)
    house.buy(1.00, sl=1.0800)
    told_early = reached(house)

    house.later(15)

    assert told_early == []
    assert paid(house) == [10_000.0]
    assert Rail.DAILY_LOSS in reached(house)
    assert daily_loss(house) == pytest.approx(0.0255, abs=0.0005)  # of 20,000: 51 pips of one lot


def test_money_paid_in_a_moment_ago_waits_for_the_next_reading() -> None:
    house = a_house()
    house.check(0.0)

    pay(house, 500.0)
    house.check(0.0)
    at_once = paid(house)
    house.later(0.5)

    assert at_once == []
    assert paid(house) == [500.0]


def test_a_balance_that_moved_for_an_unknown_reason_leaves_the_days_loss_unknown() -> None:
    policy = railed(on_daily_limit=OnDailyLimit.CLOSE_ALL)
    house = a_house(policy=policy)
    key = house.buy(0.10)
    house.check(0.0)

    pay(house, -3_000.0)
    house.terminal.faults.add(Fault(call="history_deals_get", effect=FailRead(), times=None))
    house.later(0.5)
    unknown = daily_loss(house)
    house.terminal.faults.clear()
    house.later(0.5)

    assert unknown is None
    assert reached(house) == []
    assert house.volume_of(key.position) == Decimal("0.1")
    assert daily_loss(house) == pytest.approx(0.0, abs=0.001)


def test_a_payment_before_the_days_base_is_in_it_already() -> None:
    house = a_house()
    pay(house, 1_000.0)
    house.later(1)

    house.later(1)

    assert paid(house) == []
    assert bases(house)[0].equity == pytest.approx(11_000.0)


def test_a_payment_moves_the_hours_base_and_the_days_highest() -> None:
    house = a_house(policy=railed(loss_kind=LossKind.TRAILING))
    house.check(0.0)

    pay(house, -2_000.0)
    house.later(0.5)

    book = house.engine.station.ledger.book
    assert (book.base.equity, book.hour.equity, book.peak.high) == (8_000.0,) * 3
    assert book.peak.start == 10_000.0  # of the total loss: the operator's or the rule set's
    assert reached(house) == []
