"""The way out: everything closed on one word, whatever the data, the mode or the rails say."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from dtms.core import events
from dtms.core.commands import CloseNow, Outcome, Pause, Verb
from dtms.core.events import BlindCause, GoneHow, Refusal
from dtms.core.policy import SEEDS, Adoption, Mode
from dtms.core.trade import Guard, TradeKey, TradeState
from dtms.engine.desk import Reply
from dtms.engine.run_now import run_now
from dtms.sim.faults import DropAnswer, FailRead, Fault, Refuse
from dtms.sim.records import AccountSpec
from tests.house import SYMBOL, House, a_house

UNGUARDED = replace(SEEDS, guard=replace(SEEDS.guard, adoption=Adoption.OFF))


def close(house: House, ticket: int, *, anyones: bool = False) -> Reply:
    account = house.engine.station.ledger.account
    return run_now(
        house.engine.handle(CloseNow(account=account, ticket=ticket, by=7, anyones=anyones))
    )


def test_a_guarded_position_is_closed_and_told() -> None:
    house = a_house()
    key = house.buy()
    house.check()

    assert close(house, key.position).outcome is Outcome.DONE

    assert house.positions() == []
    trade = house.trade(key)
    assert trade.state is TradeState.CLOSED
    assert trade.ending is not None
    assert trade.ending.how == GoneHow.DTMS.value


def test_its_hedge_goes_with_it() -> None:
    house = a_house()
    key = house.buy()
    house.check()
    house.tell(key, Verb.HEDGE)
    assert len(house.positions()) == 2

    assert close(house, key.position).outcome is Outcome.DONE

    assert house.positions() == []
    house.later(1)
    assert house.heard.of(events.OrphanSeen) == []


@pytest.mark.parametrize("mode", Mode)
def test_scores_rails_mode_and_old_data_do_not_matter(mode: Mode) -> None:
    house = a_house(mode=mode)
    key = house.buy()
    house.check()
    house.windows.cause, house.windows.score = BlindCause.GAP, None
    run_now(house.engine.handle(Pause(account=key.account, by=7)))

    assert close(house, key.position).outcome is Outcome.DONE
    assert house.positions() == []


def test_it_waits_for_no_bars_and_no_quotes() -> None:
    house = a_house()
    key = house.buy()
    house.check()
    before = house.engine.judging.deep_checks
    house.terminal.faults.add(Fault(call="order_calc_profit", effect=FailRead()))
    house.terminal.faults.add(Fault(call="copy_rates_from_pos", effect=FailRead()))

    assert close(house, key.position).outcome is Outcome.DONE
    assert house.engine.judging.deep_checks == before


def test_what_is_gone_counts_as_done_however_often_it_is_asked() -> None:
    house = a_house()
    key = house.buy()
    house.check()

    replies = [close(house, key.position).outcome for _ in range(3)]

    assert replies == [Outcome.DONE] * 3
    assert len(house.heard.of(events.IntentSent)) == 1


def test_two_at_once_close_once() -> None:
    house = a_house()
    key = house.buy()
    house.check()
    command = CloseNow(account=key.account, ticket=key.position, by=7)

    async def twice() -> list[Reply]:
        engine = house.engine
        return list(await asyncio.gather(engine.handle(command), engine.handle(command)))

    assert [reply.outcome for reply in asyncio.run(twice())] == [Outcome.DONE] * 2
    assert len(house.heard.of(events.IntentSent)) == 1


def test_a_position_that_is_not_guarded_is_left_alone_unless_it_is_meant() -> None:
    house = a_house(policy=UNGUARDED)
    key = house.buy()
    house.check()

    assert close(house, key.position).refusal is Refusal.NOT_OURS
    assert len(house.positions()) == 1

    assert close(house, key.position, anyones=True).outcome is Outcome.DONE
    assert house.positions() == []
    assert house.trade(key).guard is Guard.WATCHED


@pytest.mark.parametrize("verb", [Verb.WATCH, Verb.RELEASE])
def test_watched_and_released_trades_are_closed_only_when_they_are_meant(verb: Verb) -> None:
    house = a_house()
    key = house.buy()
    house.check()
    house.tell(key, verb)

    assert close(house, key.position).refusal is Refusal.NOT_OURS
    assert close(house, key.position, anyones=True).outcome is Outcome.DONE
    assert house.positions() == []


def test_a_refusal_says_why_and_the_next_word_tries_again() -> None:
    house = a_house()
    key = house.buy()
    house.check()
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=Refuse(retcode=10018)))

    assert close(house, key.position).refusal is Refusal.MARKET_CLOSED
    assert close(house, key.position).outcome is Outcome.DONE


def test_a_lost_answer_is_no_success() -> None:
    house = a_house()
    key = house.buy()
    house.check()
    house.terminal.faults.add(Fault(call="order_send", nth=1, effect=DropAnswer()))

    assert close(house, key.position).outcome is Outcome.ACCEPTED
    house.later(1)
    assert house.trade(key).state is TradeState.CLOSED


@pytest.mark.parametrize(
    ("account", "reason"),
    [
        (AccountSpec(trade_mode=2), Refusal.LIVE_LOCKED),
        (AccountSpec(margin_mode=0), Refusal.NETTING),
    ],
)
def test_what_may_never_be_sent_is_not_sent_now(account: AccountSpec, reason: Refusal) -> None:
    house = a_house(account=account)
    key = house.buy()
    house.check()

    assert close(house, key.position).refusal is reason
    assert len(house.positions()) == 1


def test_the_targets_are_told_apart() -> None:
    house = a_house()
    key = house.buy()
    house.check()
    house.tell(key, Verb.HEDGE)
    foreign = house.terminal.hand.buy(SYMBOL, 0.02)
    order = house.terminal.hand.place(SYMBOL, 2, 0.1, 1.09)

    targets = run_now(house.engine.panic.targets())

    assert [one.ticket for one in targets.mains] == [key.position]
    assert [one.ticket for one in targets.others] == [foreign]
    assert [one.ticket for one in targets.other_orders] == [order]
    assert targets.orders == ()


class Died(BaseException):
    """A simulated kill."""


@pytest.mark.parametrize("point", ["pending", "sent", "answered", "verified"])
def test_killed_in_the_middle_nothing_is_closed_twice(point: str) -> None:
    house = a_house()
    key = house.buy()
    house.check()

    def die(name: str) -> None:
        if name == f"executor.{point}":
            raise Died

    house.fail_at(die)
    with pytest.raises(Died):
        close(house, key.position)
    house = house.restart()
    house.later(2)
    house.later(2)
    assert close(house, key.position).outcome is Outcome.DONE

    assert house.positions() == []
    closing = list(house.terminal.api.history_deals_get(position=key.position))
    assert sum(Decimal(str(deal.volume)) for deal in closing if deal.entry == 1) == Decimal("0.1")
    assert house.trade(TradeKey(account=key.account, position=key.position)).is_closed
