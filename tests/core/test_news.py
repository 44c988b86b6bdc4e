from datetime import UTC, datetime, timedelta

import pytest

from dtms.core.market import AssetClass
from dtms.core.news import (
    EVERYBODY,
    Impact,
    NewsEvent,
    Spans,
    blackout_at,
    blackout_of,
    coming,
    currencies_of,
)
from dtms.core.policy import SEEDS
from tests.builders import an_instrument

AT = datetime(2024, 3, 8, 13, 30, tzinfo=UTC)
SPANS = Spans(before=timedelta(minutes=30), after=timedelta(minutes=15))
USD = frozenset({"USD"})
SECOND = timedelta(seconds=1)


def an_event(
    currency: str = "USD",
    title: str = "Retail Sales m/m",
    impact: Impact = Impact.HIGH,
    at: datetime = AT,
    *,
    timed: bool = True,
) -> NewsEvent:
    return NewsEvent(at=at, currency=currency, title=title, impact=impact, timed=timed)


def in_force(event: NewsEvent, at: datetime, currencies: frozenset[str] = USD) -> bool:
    span = blackout_at([event], currencies, at=at, spans=SPANS, policy=SEEDS.news)
    return span is not None


@pytest.mark.parametrize(
    ("at", "dark"),
    [
        (AT - timedelta(minutes=30) - SECOND, False),
        (AT - timedelta(minutes=30), True),
        (AT, True),
        (AT + timedelta(minutes=15) - SECOND, True),
        (AT + timedelta(minutes=15), False),
    ],
)
def test_a_blackout_begins_half_an_hour_before_and_ends_a_quarter_after(
    at: datetime, dark: bool
) -> None:
    assert in_force(an_event(), at) is dark


def test_ultra_high_events_black_out_for_longer() -> None:
    payrolls = an_event(title="Non-Farm Employment Change")

    assert in_force(payrolls, AT - timedelta(minutes=60))
    assert in_force(payrolls, AT + timedelta(minutes=29))
    assert not in_force(payrolls, AT + timedelta(minutes=30))


def test_an_ultra_title_of_low_impact_is_none() -> None:
    speech = an_event(title="FOMC Member Speaks", impact=Impact.LOW)

    assert blackout_of(speech, SPANS, SEEDS.news) is None


def test_a_wider_span_than_the_ultra_one_stays() -> None:
    wide = Spans(before=timedelta(hours=3), after=timedelta(hours=2))

    span = blackout_of(an_event(title="FOMC Statement"), wide, SEEDS.news)

    assert span is not None
    assert (AT - span.begins, span.ends - AT) == (wide.before, wide.after)


@pytest.mark.parametrize("impact", [Impact.MEDIUM, Impact.LOW, Impact.HOLIDAY])
def test_only_high_impact_blacks_out(impact: Impact) -> None:
    assert not in_force(an_event(impact=impact), AT)


def test_all_day_and_tentative_events_black_nothing_out() -> None:
    assert not in_force(an_event(timed=False), AT)


def test_another_currency_is_no_concern_and_all_is_everybodys() -> None:
    assert not in_force(an_event("JPY"), AT)
    assert in_force(an_event(EVERYBODY), AT)


def test_of_two_blackouts_the_later_end_counts() -> None:
    later = an_event(title="Second", at=AT + timedelta(minutes=10))

    span = blackout_at([later, an_event()], USD, at=AT, spans=SPANS, policy=SEEDS.news)

    assert span is not None
    assert span.title == "Second"


@pytest.mark.parametrize(
    ("asset", "base", "quote", "expected"),
    [
        (AssetClass.FX, "EUR", "USD", {"EUR", "USD"}),
        (AssetClass.METAL, "XAU", "USD", {"USD"}),
        (AssetClass.CRYPTO, "BTC", "USD", {"USD"}),
        (AssetClass.INDEX, "EUR", "EUR", {"EUR"}),
    ],
)
def test_currencies_of_a_symbol(
    asset: AssetClass, base: str, quote: str, expected: set[str]
) -> None:
    instrument = an_instrument(asset_class=asset, currency_base=base, currency_profit=quote)

    assert currencies_of(instrument) == expected


def test_coming_events_are_in_order_and_half_open() -> None:
    events = [an_event(at=AT + timedelta(hours=2)), an_event(at=AT), an_event("JPY")]

    found = coming(events, USD, since=AT, until=AT + timedelta(hours=2))

    assert [event.at for event in found] == [AT]
