"""An order held against the live quote: levels, size, and what it may cost."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtms.core.commands import Lots, RiskShare
from dtms.core.entry import (
    Declined,
    Levels,
    Scene,
    Stakes,
    Wish,
    action_of,
    bracket_kind,
    fit,
    moved_too_far,
    sized,
    terms_of,
)
from dtms.core.events import OrderTerms, Refusal
from dtms.core.market import Side
from dtms.core.policy import SEEDS
from dtms.core.trade import AccountId, OrderKind
from tests.builders import NOW, a_quote, an_instrument
from tests.core.shapes import example

ENTRY = SEEDS.entry
STAKES = Stakes(loss=500.0, gain=None, spread=10.0, commission=7.0)


def dec(value: str) -> Decimal:
    return Decimal(value)


def a_scene(**changes: object) -> Scene:
    base = Scene(
        now=NOW,
        instrument=an_instrument(),
        quote=a_quote(),
        atr=0.0010,
        spread_median=dec("0.00010"),
    )
    return replace(base, **changes)  # type: ignore[arg-type]  # whatever a test changes


def a_wish(**changes: object) -> Wish:
    base = Wish(
        side=Side.BUY, kind=None, price=None, stop=dec("1.09500"), target=None, expires=None
    )
    return replace(base, **changes)  # type: ignore[arg-type]  # whatever a test changes


def test_a_market_order_opens_at_the_far_side_of_the_quote() -> None:
    buy = fit(a_wish(), a_scene(), ENTRY)
    sell = fit(a_wish(side=Side.SELL, stop=dec("1.10500")), a_scene(), ENTRY)

    assert isinstance(buy, Levels)
    assert isinstance(sell, Levels)
    assert (buy.kind, buy.entry, sell.entry) == (OrderKind.MARKET, dec("1.10010"), dec("1.10000"))


@pytest.mark.parametrize(
    ("side", "stop", "fitted"),
    [
        (Side.BUY, "1.095001", "1.09501"),
        (Side.SELL, "1.104999", "1.10499"),
    ],
)
def test_a_stop_is_rounded_towards_the_entry(side: Side, stop: str, fitted: str) -> None:
    found = fit(a_wish(side=side, stop=dec(stop)), a_scene(), ENTRY)

    assert isinstance(found, Levels)
    assert found.stop == dec(fitted)


def test_without_an_atr_nothing_can_be_told() -> None:
    assert fit(a_wish(), a_scene(atr=None), ENTRY) == Declined(reason=Refusal.NO_ATR)


@pytest.mark.parametrize("target", ["1.10005", "0", "-1", "NaN"])
def test_a_target_that_is_no_gain_is_refused(target: str) -> None:
    found = fit(a_wish(target=dec(target)), a_scene(), ENTRY)

    assert isinstance(found, Declined)
    assert found.reason is Refusal.TARGET_SIDE


def test_an_expiry_needs_a_pending_order_and_a_future() -> None:
    later, past = NOW + timedelta(hours=1), NOW - timedelta(hours=1)
    limit = a_wish(price=dec("1.09800"))

    assert isinstance(fit(replace(limit, expires=later), a_scene(), ENTRY), Levels)
    for wish in (replace(limit, expires=past), a_wish(expires=later)):
        assert fit(wish, a_scene(), ENTRY) == Declined(reason=Refusal.EXPIRY)


@given(
    st.integers(-400, 400).filter(lambda points: abs(points) > 20),
    st.integers(-600, 600),
    st.none() | st.integers(-600, 600),
)
def test_buys_and_sells_are_mirrored(price: int, stop: int, target: int | None) -> None:
    """The same distances from the market are fitted, or refused for the same reason."""
    found = []
    for side in Side:
        scene = a_scene()
        market = scene.quote.opening(side)

        def at(points: int, side: Side = side, market: Decimal = market) -> Decimal:
            return market + side.sign * points * dec("0.00001")

        wish = a_wish(
            side=side,
            price=at(price),
            stop=at(price + stop),
            target=None if target is None else at(price + target),
        )
        got = fit(wish, scene, ENTRY)
        found.append(got.reason if isinstance(got, Declined) else got.kind)

    assert found[0] == found[1]


@given(
    st.decimals(min_value="0.0001", max_value="0.01", places=4),
    st.floats(min_value=1.0, max_value=10_000.0),
    st.floats(min_value=100.0, max_value=1_000_000.0),
)
def test_a_size_by_risk_never_risks_more(share: Decimal, loss: float, equity: float) -> None:
    instrument = an_instrument()

    lots = sized(
        RiskShare(share=share),
        replace(STAKES, loss=loss),
        equity=equity,
        instrument=instrument,
        most_risk=0.01,
    )

    if isinstance(lots, Declined):
        assert lots.reason is Refusal.VOLUME_TOO_SMALL
        assert float(instrument.volume_min) * loss > float(share) * equity * (1 - 1e-9)
    else:
        assert float(lots) * loss <= float(share) * equity * (1 + 1e-9)
        assert lots % instrument.volume_step == 0


def test_lots_may_not_go_around_the_risk_of_one_trade() -> None:
    given_lots = Lots(volume=dec("0.30"))

    found = sized(given_lots, STAKES, equity=10_000.0, instrument=an_instrument(), most_risk=0.01)

    assert found == Declined(reason=Refusal.TRADE_RISK, limit=dec("0.20"))


@pytest.mark.parametrize("equity", [0.0, -5.0])
def test_without_equity_nothing_has_a_size(equity: float) -> None:
    found = sized(
        Lots(volume=dec("0.01")),
        STAKES,
        equity=equity,
        instrument=an_instrument(),
        most_risk=0.01,
    )

    assert found == Declined(reason=Refusal.TRADE_RISK)


def test_a_price_moves_too_far_by_atr_or_by_spreads() -> None:
    seen, wide = dec("1.10010"), a_scene(spread_median=dec("0.00050"))

    assert not moved_too_far(seen, dec("1.10034"), a_scene(), ENTRY)
    assert moved_too_far(seen, dec("1.10036"), a_scene(), ENTRY)
    assert not moved_too_far(seen, dec("1.10100"), wide, ENTRY)


def a_level(side: Side, kind: OrderKind, entry: str) -> Levels:
    return Levels(side=side, kind=kind, entry=dec(entry), stop=dec("1"), target=None, expires=None)


@pytest.mark.parametrize(
    ("buy", "sell", "kind"),
    [
        ((OrderKind.STOP, "1.12"), (OrderKind.STOP, "1.08"), OrderKind.STOP),
        ((OrderKind.LIMIT, "1.08"), (OrderKind.LIMIT, "1.12"), OrderKind.LIMIT),
        ((OrderKind.STOP, "1.12"), (OrderKind.LIMIT, "1.13"), None),
        ((OrderKind.STOP, "1.08"), (OrderKind.STOP, "1.12"), None),
        ((OrderKind.MARKET, "1.10"), (OrderKind.MARKET, "1.10"), None),
    ],
)
def test_a_bracket_is_a_breakout_or_a_fade(
    buy: tuple[OrderKind, str], sell: tuple[OrderKind, str], kind: OrderKind | None
) -> None:
    assert bracket_kind(a_level(Side.BUY, *buy), a_level(Side.SELL, *sell)) is kind


@pytest.mark.parametrize("price", [None, dec("1.09")])
def test_terms_survive_becoming_an_action(price: Decimal | None) -> None:
    terms = example(OrderTerms)
    if price is None:
        terms = replace(terms, price=None, kind=OrderKind.MARKET, expires=None, bracket=None)

    assert terms_of(action_of(terms, example(AccountId))) == terms
