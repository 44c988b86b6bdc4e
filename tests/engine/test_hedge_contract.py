"""What a hedge is said to cost is what the broker then takes."""

from datetime import UTC, datetime, timedelta

import pytest

from dtms.core.commands import Verb
from dtms.core.events import Refusal
from dtms.core.policy import Mode
from dtms.core.trade import TradeKey
from dtms.engine.run_now import run_now
from dtms.engine.views import HedgeView, Views
from dtms.sim.records import AccountSpec
from tests.house import House, a_house

MIDNIGHT = datetime(2024, 3, 7, 22, 0, tzinfo=UTC)  # the server's, Thursday's night


def contract(house: House, key: TradeKey, *, by_hand: bool = True) -> HedgeView:
    view = run_now(Views(house.engine).hedge(key, by_hand=by_hand))
    assert view is not None
    return view


def test_contract_names_the_margin_that_the_broker_then_shows() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    view = contract(house, key)
    before = house.terminal.api.account_info().margin_free

    house.tell(key, Verb.HEDGE)
    after = house.terminal.api.account_info().margin_free

    assert view.refusal is None
    assert view.margin_before == pytest.approx(before)
    assert view.margin_after == pytest.approx(after, abs=1.0)


def test_swap_of_a_night_is_what_the_broker_charges() -> None:
    start = MIDNIGHT - timedelta(hours=2)
    house = a_house(account=AccountSpec(charges_swap=True), start=start)
    key = house.buy(0.40)
    house.check(0.5)
    view = contract(house, key)
    assert view.price is not None
    house.tell(key, Verb.HEDGE)

    house.terminal.advance_to(MIDNIGHT + timedelta(minutes=1))
    hedge = next(one for one in house.terminal.api.positions_get() if one.magic)

    assert view.price.swap == pytest.approx(hedge.swap, abs=0.006)
    assert hedge.swap != 0.0


def test_refusal_has_its_reason_and_no_price_to_agree_to() -> None:
    house = a_house()
    key = house.buy(0.10)
    house.check(0.5)
    house.tell(key, Verb.HEDGE)

    view = contract(house, key)

    assert (view.refusal, view.price) == (Refusal.ALREADY_HEDGED, None)


def test_rail_that_stops_an_automatic_hedge_is_named_beside_the_price() -> None:
    house = a_house(mode=Mode.AUTO, live_enabled=False, account=AccountSpec(trade_mode=2))
    key = house.buy(0.10)
    house.check(0.5)

    view = contract(house, key, by_hand=False)

    assert view.refusal is Refusal.LIVE_LOCKED
    assert view.price is not None
