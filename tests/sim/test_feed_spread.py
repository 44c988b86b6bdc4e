from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from dtms.sim.feed_spread import News, SpreadFeed, SpreadModel
from dtms.sim.symbols import DEFAULT_SYMBOLS
from dtms.sim.terminal import Terminal
from tests.sim.builders import ALL, EURUSD, T0, a_feed, after

# New York's 17:00 on that summer day.
ROLLOVER = 13 * 3600


def spreads(model: SpreadModel, seconds: Sequence[float]) -> list[int]:
    feed = SpreadFeed(
        a_feed(EURUSD=tuple((at, 1.1, 1.1001) for at in seconds)), DEFAULT_SYMBOLS, model
    )
    terminal = Terminal(feed=feed, start=T0)
    terminal.api.initialize()
    found = []
    for at in seconds:
        terminal.advance_to(after(at))
        found.append(terminal.api.symbol_info("EURUSD").spread)
    return found


def test_spread_follows_the_session() -> None:
    hours = tuple(3.0 if hour < 7 or hour >= 20 else 1.0 for hour in range(24))

    found = spreads(SpreadModel(hours=hours), [0, 11.99 * 3600, 12 * 3600, 22 * 3600, 23 * 3600])

    assert found == [10, 10, 30, 30, 10]


def test_spread_is_wide_about_the_rollover() -> None:
    model = SpreadModel(rollover=8.0, rollover_minutes=5)

    found = spreads(model, [ROLLOVER + at * 60 for at in (-6, -5, 0, 5, 6)])

    assert found == [10, 80, 80, 80, 10]


def test_news_widens_the_spread_at_once_and_it_narrows_by_halves() -> None:
    news = News(at=after(60), factor=21.0, half_life=timedelta(seconds=30))

    found = spreads(SpreadModel(news=(news,)), [0, 59.999, 60, 90, 120, 600])

    assert found == [10, 10, 210, 110, 60, 10]


def test_widest_of_several_reasons_counts() -> None:
    news = News(at=after(ROLLOVER), factor=5.0)
    model = SpreadModel(hours=(2.0,) * 24, rollover=8.0, news=(news,))

    assert spreads(model, [0, ROLLOVER, ROLLOVER + 3600]) == [20, 80, 20]


def test_bids_stay_and_unmodelled_symbols_pass() -> None:
    base = a_feed(**ALL)
    feed = SpreadFeed(base, DEFAULT_SYMBOLS[:1], SpreadModel(hours=(4.0,) * 24))
    day = feed.span("EURUSD")[0]

    wide, plain = feed.day("EURUSD", day), base.day("EURUSD", day)

    assert np.array_equal(wide.bid, plain.bid)
    assert wide.ask[0] == 1.10040
    assert feed.day("XAUUSD", day) is not wide
    assert feed.day("XAUUSD", day).ask[0] == ALL["XAUUSD"][0][2]
    assert feed.symbols == base.symbols
    assert feed.identity != base.identity


def test_model_without_reasons_changes_nothing() -> None:
    base = a_feed(EURUSD=EURUSD)
    feed = SpreadFeed(base, DEFAULT_SYMBOLS, SpreadModel())
    day = feed.span("EURUSD")[0]

    assert np.array_equal(feed.day("EURUSD", day).ask, base.day("EURUSD", day).ask)
    assert not len(feed.day("EURUSD", day + 1).ask)


def test_winter_rollover_is_an_hour_later() -> None:
    model = SpreadModel(rollover=8.0, rollover_minutes=1)
    winter = datetime(2026, 1, 13, 22, 0, tzinfo=UTC)

    since = (winter - T0).total_seconds()
    found = spreads(model, [since - 3600, since])

    assert found == [10, 80]


def test_hours_must_be_all_24() -> None:
    with pytest.raises(ValueError, match="24 hours"):
        SpreadModel(hours=(1.0, 2.0))
