import math
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtms.adapters.mt5 import translate
from dtms.adapters.mt5.errors import AbsurdAnswer
from dtms.adapters.mt5.servertime import NEW_YORK_PLUS_7
from dtms.core.market import AssetClass, Side, Swap, SwapMode
from dtms.core.trade import AccountKind, DealEntry, DealReason
from tests.adapters.mt5.builders import an_instrument
from tests.adapters.mt5.fake_terminal import a_symbol, an_account

OF = an_instrument()
ABSURD = [math.nan, math.inf, -math.inf, -1.0, 1e16, "1.1", None, True]


def a_terminal(**changes: object) -> SimpleNamespace:
    info = {"connected": True, "trade_allowed": True, "tradeapi_disabled": False}
    return SimpleNamespace(**(info | changes))


def a_position(**changes: object) -> SimpleNamespace:
    held = {
        "ticket": 9,
        "identifier": 7,
        "time_msc": 1_763_380_800_000,
        "symbol": "EURUSD",
        "type": 1,
        "volume": 0.1,
        "price_open": 1.1,
        "price_current": 1.2,
        "sl": 0.0,
        "tp": 0.0,
        "magic": 5,
        "comment": "x",
        "profit": -1.5,
        "swap": 0.0,
    }
    return SimpleNamespace(**(held | changes))


def a_deal(**changes: object) -> SimpleNamespace:
    deal = {
        "ticket": 3,
        "order": 2,
        "position_id": 7,
        "time_msc": 1_763_380_800_000,
        "symbol": "EURUSD",
        "type": 0,
        "entry": 1,
        "reason": 4,
        "volume": 0.1,
        "price": 1.1,
        "profit": 1.0,
        "commission": -0.1,
        "swap": 0.0,
        "fee": 0.0,
        "magic": 0,
        "comment": "",
    }
    return SimpleNamespace(**(deal | changes))


def test_position_goes_by_its_identifier_and_has_no_zero_levels() -> None:
    position = translate.position(a_position(), OF, zone=NEW_YORK_PLUS_7)

    assert (position.ticket, position.side) == (7, Side.SELL)
    assert (position.stop, position.target) == (None, None)
    assert (position.entry, position.price) == (Decimal("1.1"), Decimal("1.2"))
    assert position.opened_at.isoformat() == "2025-11-17T10:00:00+00:00"


@given(st.integers(min_value=1, max_value=10**9), st.integers(min_value=1, max_value=10**7))
def test_prices_and_lots_become_whole_steps(points: int, hundredths: int) -> None:
    price, lots = Decimal(points).scaleb(-5), Decimal(hundredths).scaleb(-2)
    noisy = float(price) + 1e-9

    position = translate.position(
        a_position(price_open=noisy, sl=noisy, volume=float(lots)), OF, zone=NEW_YORK_PLUS_7
    )

    assert (position.entry, position.stop, position.volume) == (price, price, lots)
    assert float(position.entry) == float(str(price))


@pytest.mark.parametrize("value", ABSURD)
@pytest.mark.parametrize("field", ["volume", "price_open", "price_current", "sl", "tp"])
def test_absurd_numbers_of_a_position_are_refused(field: str, value: object) -> None:
    with pytest.raises(AbsurdAnswer):
        translate.position(a_position(**{field: value}), OF, zone=NEW_YORK_PLUS_7)


@pytest.mark.parametrize("field", ["ticket_", "identifier", "type", "magic", "time_msc"])
@pytest.mark.parametrize("value", [-1, "1", 1.5, None])
def test_absurd_integers_of_a_position_are_refused(field: str, value: object) -> None:
    struct = a_position(**{field: value})
    if field == "ticket_":
        del struct.identifier

    with pytest.raises(AbsurdAnswer):
        translate.position(struct, OF, zone=NEW_YORK_PLUS_7)


@given(
    st.floats(allow_nan=True, allow_infinity=True), st.floats(allow_nan=True, allow_infinity=True)
)
def test_a_quote_is_sane_or_refused(bid: float, ask: float) -> None:
    tick = SimpleNamespace(time_msc=1_763_380_800_000, bid=bid, ask=ask)
    sane = math.isfinite(bid) and math.isfinite(ask) and 0 < bid <= ask <= 1e15

    if not sane:
        with pytest.raises(AbsurdAnswer):
            translate.quote(tick, OF, zone=NEW_YORK_PLUS_7)
    elif bid < 1e9 and ask < 1e9:
        quote = translate.quote(tick, OF, zone=NEW_YORK_PLUS_7)
        assert 0 <= quote.bid <= quote.ask


def test_a_tick_without_a_time_is_refused() -> None:
    with pytest.raises(AbsurdAnswer):
        translate.quote(SimpleNamespace(time_msc=0, bid=1.0, ask=1.1), OF, zone=NEW_YORK_PLUS_7)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        *((code, DealReason.HAND) for code in (0, 1, 2)),
        (3, DealReason.EXPERT),
        (4, DealReason.STOP),
        (5, DealReason.TARGET),
        (6, DealReason.STOP_OUT),
        *((code, DealReason.OTHER) for code in (7, 8, 9, 99)),
    ],
)
def test_reasons_of_deals(code: int, reason: DealReason) -> None:
    assert translate.deal(a_deal(reason=code), OF, zone=NEW_YORK_PLUS_7).reason is reason


@pytest.mark.parametrize("code", range(4))
def test_entries_of_deals(code: int) -> None:
    entries = [DealEntry.IN, DealEntry.OUT, DealEntry.IN_OUT, DealEntry.OUT_BY]

    assert translate.deal(a_deal(entry=code), OF, zone=NEW_YORK_PLUS_7).entry is entries[code]


def test_a_deal_of_a_symbol_no_longer_offered_keeps_its_price() -> None:
    assert translate.deal(a_deal(price=1.123456), None, zone=NEW_YORK_PLUS_7).price == Decimal(
        "1.123456"
    )


@pytest.mark.parametrize(
    ("mode", "simulated", "kind"),
    [
        (0, False, AccountKind.DEMO),
        (1, False, AccountKind.DEMO),
        (2, False, AccountKind.LIVE),
        (0, True, AccountKind.SIM),
    ],
)
def test_kinds_of_account(mode: int, *, simulated: bool, kind: AccountKind) -> None:
    state = translate.account_state(an_account(trade_mode=mode), a_terminal(), simulated=simulated)

    assert state.kind is kind


def test_no_margin_has_no_level() -> None:
    idle = translate.account_state(an_account(), a_terminal(), simulated=False)
    busy = translate.account_state(
        an_account(margin=50.0, margin_level=200.0), a_terminal(), simulated=False
    )

    assert (idle.margin_level, busy.margin_level) == (None, 200.0)


@pytest.mark.parametrize(
    ("account", "terminal"),
    [
        ({"trade_allowed": False}, {}),
        ({"trade_expert": False}, {}),
        ({}, {"trade_allowed": False}),
        ({}, {"tradeapi_disabled": True}),
    ],
)
def test_any_switch_off_forbids_trading(
    account: dict[str, object], terminal: dict[str, object]
) -> None:
    state = translate.account_state(an_account(**account), a_terminal(**terminal), simulated=False)

    assert not state.trade_allowed


@pytest.mark.parametrize("margin_mode", [0, 1])
def test_only_mode_two_is_hedging(margin_mode: int) -> None:
    assert not translate.is_hedging(an_account(margin_mode=margin_mode))
    assert translate.is_hedging(an_account(margin_mode=2))


def test_instrument_of_a_metal() -> None:
    gold = translate.instrument(a_symbol())

    assert (gold.symbol, gold.base, gold.asset_class) == ("XAUUSD.r", "XAUUSD", AssetClass.METAL)
    assert (gold.point, gold.tick_size, gold.volume_step) == (
        Decimal("0.01"),
        Decimal("0.01"),
        Decimal("0.01"),
    )
    assert gold.close_by
    assert gold.tradable


@pytest.mark.parametrize(
    "changes",
    [
        {"point": 0.001},
        {"digits": 99},
        {"trade_tick_size": 0.0},
        {"volume_step": 0.0},
        {"trade_contract_size": math.nan},
        {"trade_stops_level": -1},
    ],
)
def test_absurd_symbols_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(AbsurdAnswer):
        translate.instrument(a_symbol(**changes))


def test_close_only_is_not_tradable() -> None:
    assert not translate.instrument(a_symbol(trade_mode=3)).tradable


@pytest.mark.parametrize(
    ("code", "mode"),
    [
        (0, SwapMode.NONE),
        (1, SwapMode.POINTS),
        (2, SwapMode.BASE),
        (4, SwapMode.ACCOUNT),
        (5, SwapMode.INTEREST),
        (6, SwapMode.INTEREST),
    ],
)
def test_swap_is_read_in_its_mode(code: int, mode: SwapMode) -> None:
    info = SimpleNamespace(swap_mode=code, swap_long=-7.2, swap_short=2.1)

    assert translate.swap(info) == Swap(mode=mode, long=-7.2, short=2.1)


@pytest.mark.parametrize("code", [3, 7, 8, 99])
def test_swap_that_cannot_be_put_into_money_is_unknown(code: int) -> None:
    assert translate.swap(SimpleNamespace(swap_mode=code, swap_long=1.0, swap_short=1.0)) is None


def test_swap_that_the_terminal_does_not_state_is_unknown() -> None:
    assert translate.swap(SimpleNamespace(name="EURUSD")) is None


def test_swap_that_is_no_number_is_refused() -> None:
    info = SimpleNamespace(swap_mode=1, swap_long=float("nan"), swap_short=1.0)

    with pytest.raises(AbsurdAnswer, match="swap_long"):
        translate.swap(info)
