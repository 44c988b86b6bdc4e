"""The terminal is suddenly on another account: everything waits, it is told, and it comes back."""

from dtms.adapters.mt5.broker import Mt5Broker
from dtms.core import events
from dtms.core.commands import Outcome, Verb
from dtms.core.events import Lookout, Refusal
from dtms.core.trade import AccountId, Flag
from tests.house import House, a_house

ELSEWHERE = AccountId(server="Other-Live", login=1)


def switch(house: House) -> AccountId:
    """Let the guarded account be another one than the terminal's; return the terminal's."""
    broker = house.engine.station.broker
    assert isinstance(broker, Mt5Broker)
    own = broker._expected
    assert own is not None
    broker._expected = ELSEWHERE
    return own


def back(house: House, own: AccountId) -> None:
    broker = house.engine.station.broker
    assert isinstance(broker, Mt5Broker)
    broker._expected = own


def lookouts(house: House) -> list[Lookout]:
    return [fact.what for fact in house.heard.of(events.Noticed)]


def test_a_foreign_account_is_told_at_once_and_once() -> None:
    house = a_house()
    house.check()
    switch(house)

    for _ in range(5):
        house.later(0.5)

    assert lookouts(house) == [Lookout.STARTED, Lookout.WRONG_ACCOUNT]


def test_nothing_is_sent_or_changed_on_a_foreign_account() -> None:
    house = a_house()
    key = house.buy()
    house.check(0.5)
    before = house.trade(key)
    switch(house)

    for _ in range(4):
        house.later(5, -9.0)
    reply = house.tell(key, Verb.CLOSE)

    assert house.heard.of(events.IntentSent) == []
    assert (reply.outcome, reply.refusal) == (Outcome.REFUSED, Refusal.NOT_CONNECTED)
    assert house.trade(key).state is before.state
    assert Flag.BLIND in house.trade(key).flags
    assert len(house.positions()) == 1


def test_back_on_the_own_account_guarding_goes_on() -> None:
    house = a_house()
    key = house.buy()
    house.check(0.5)
    own = switch(house)
    house.later(5, -9.0)
    house.later(5, -9.0)

    back(house, own)
    house.later(5, -3.0)
    house.later(5, -3.0)

    assert lookouts(house)[1:] == [Lookout.WRONG_ACCOUNT, Lookout.TERMINAL_BACK]
    assert Flag.BLIND not in house.trade(key).flags
    assert house.heard.of(events.StopMoved) != []


def test_a_lost_terminal_that_turns_out_foreign_is_told_too() -> None:
    house = a_house()
    house.check()
    broker = house.engine.station.broker
    house.terminal.api.shutdown()
    for _ in range(4):
        house.later(0.5)
    house.terminal.api.initialize()
    assert isinstance(broker, Mt5Broker)
    broker._expected = ELSEWHERE

    house.later(0.5)

    assert lookouts(house)[1:] == [Lookout.TERMINAL_LOST, Lookout.WRONG_ACCOUNT]
