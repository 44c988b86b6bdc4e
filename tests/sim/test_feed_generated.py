from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from dtms.sim.errors import FeedError
from dtms.sim.feed_generated import GeneratedFeed
from dtms.sim.feed_scripted import Leg, ScriptedPath
from dtms.sim.sessions import DAY_MSC

START = datetime(2025, 6, 2, tzinfo=UTC)
DAY = int(START.timestamp()) // 86_400
ALL = ("EURUSD", "GBPUSD", "USDJPY", "XAUUSD", "BTCUSD")


def a_feed(seed: int = 7, *symbols: str) -> GeneratedFeed:
    return GeneratedFeed(seed, symbols or ("EURUSD",), START)


def daily_returns(feed: GeneratedFeed, symbol: str, days: int) -> np.ndarray:
    closes = [
        quotes.bid[-1]
        for day in range(DAY, DAY + days)
        if len((quotes := feed.day(symbol, day)).bid)
    ]
    return np.diff(np.log(closes))


def test_same_seed_quotes_the_same_prices() -> None:
    first, second, other = a_feed(7), a_feed(7), a_feed(8)

    assert np.array_equal(first.day("EURUSD", DAY).bid, second.day("EURUSD", DAY).bid)
    assert not np.array_equal(first.day("EURUSD", DAY).bid, other.day("EURUSD", DAY).bid)


def test_any_day_is_the_same_without_its_predecessors() -> None:
    walked, jumped = a_feed(), a_feed()
    for day in range(DAY, DAY + 20):
        walked.day("EURUSD", day)

    assert np.array_equal(walked.day("EURUSD", DAY + 17).bid, jumped.day("EURUSD", DAY + 17).bid)


@pytest.mark.parametrize("symbol", ALL)
def test_prices_are_continuous_over_midnight_and_before_the_start(symbol: str) -> None:
    feed = a_feed(7, *ALL)

    for day in (DAY - 3, DAY + 1, DAY + 2, DAY + 9):
        before, after_ = feed.day(symbol, day - 1), feed.day(symbol, day)
        if len(before.bid) and len(after_.bid):
            assert abs(np.log(after_.bid[0] / before.bid[-1])) < 2e-5


@pytest.mark.parametrize("symbol", ALL)
def test_quotes_are_sound(symbol: str) -> None:
    feed = a_feed(7, *ALL)

    for day in range(DAY, DAY + 14):
        quotes = feed.day(symbol, day)
        assert np.all(np.diff(quotes.time_msc) > 0)
        assert np.all(quotes.ask > quotes.bid)
        assert np.all(quotes.bid > 0)
        assert np.all(quotes.ticks >= 1)


def test_week_ends_on_friday_and_crypto_never_sleeps() -> None:
    feed = a_feed(7, "EURUSD", "XAUUSD", "BTCUSD")
    friday, saturday, sunday = DAY + 4, DAY + 5, DAY + 6

    fx_last = feed.day("EURUSD", friday).time_msc[-1] % DAY_MSC // 1000
    assert fx_last == 20 * 3600 + 59 * 60 + 59
    assert len(feed.day("EURUSD", saturday).bid) == 0
    assert feed.day("EURUSD", sunday).time_msc[0] % DAY_MSC == 21 * 3_600_000
    assert feed.day("XAUUSD", sunday).time_msc[0] % DAY_MSC == 22 * 3_600_000
    assert len(feed.day("BTCUSD", saturday).bid) == 4 * 1440


def test_gold_pauses_every_day() -> None:
    minutes = a_feed(7, "XAUUSD").day("XAUUSD", DAY + 1).time_msc % DAY_MSC // 60_000

    assert not np.isin(np.arange(21 * 60, 22 * 60), minutes).any()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_day_to_day_movement_is_lifelike(seed: int) -> None:
    moves = daily_returns(a_feed(seed), "EURUSD", 400)

    assert 0.003 < moves.std() < 0.008
    assert abs(moves.sum()) < 0.35


def test_volatility_comes_in_regimes() -> None:
    moves = np.abs(daily_returns(a_feed(5), "EURUSD", 800))
    ranges = np.array([moves[i : i + 10].mean() for i in range(0, len(moves) - 10, 10)])

    assert ranges.max() / ranges.min() > 2.5


def test_sessions_shape_activity_and_spread() -> None:
    feed = a_feed()
    ranges, spreads = np.zeros(24), np.zeros(24)
    for day in [DAY + d for d in range(28) if (DAY + d + 3) % 7 in {1, 2, 3}]:
        quotes = feed.day("EURUSD", day)
        hour = quotes.time_msc % DAY_MSC // 3_600_000
        for h in range(24):
            ranges[h] += np.abs(np.diff(quotes.bid[hour == h])).sum()
            spreads[h] += (quotes.ask - quotes.bid)[hour == h].mean()

    assert ranges[14] > 1.5 * ranges[22]
    assert spreads[21] > 1.5 * spreads[14]


def test_tick_volume_follows_the_range() -> None:
    quotes = a_feed().day("EURUSD", DAY + 1)
    bars = quotes.bid.reshape(-1, 4)

    span, ticks = np.ptp(bars, axis=1), quotes.ticks.reshape(-1, 4).sum(axis=1)

    assert np.corrcoef(span, ticks)[0, 1] > 0.5


def test_unknown_symbol_cannot_be_generated() -> None:
    with pytest.raises(FeedError, match="give its terms and its character"):
        a_feed(7, "EURCHF")


def a_script(*legs: Leg, noise: float = 1.0) -> ScriptedPath:
    start = START + timedelta(days=1, hours=8)
    return ScriptedPath(a_feed(), "EURUSD", start, legs, digits=5, sigma=0.0002, noise=noise)


def moved(feed: ScriptedPath, since: int, until: int) -> float:
    """Log return between two minutes of the script's day, as the base feed's excess."""
    quotes, base = feed.day("EURUSD", DAY + 1), a_feed().day("EURUSD", DAY + 1)
    at = np.searchsorted(quotes.time_msc % DAY_MSC // 60_000, (480 + since, 480 + until))
    scripted, plain = np.log(quotes.bid[at]), np.log(base.bid[at])
    return float((scripted[1] - scripted[0]) - (plain[1] - plain[0]))


def test_script_adds_its_drift_minute_by_minute() -> None:
    feed = a_script(Leg(minutes=60, drift=-0.5), Leg(minutes=30, drift=1.0))

    assert moved(feed, -10, 0) == pytest.approx(0, abs=2e-5)
    assert moved(feed, 0, 60) == pytest.approx(-0.006, abs=2e-5)
    assert moved(feed, 60, 90) == pytest.approx(0.006, abs=2e-5)
    assert moved(feed, 90, 200) == pytest.approx(0, abs=2e-5)


def test_script_without_noise_is_exactly_on_cue() -> None:
    quotes = a_script(Leg(minutes=100, drift=-0.5), noise=0.0).day("EURUSD", DAY + 1)
    during = (quotes.time_msc % DAY_MSC // 60_000 >= 480) & (
        quotes.time_msc % DAY_MSC // 60_000 < 580
    )

    assert np.all(np.diff(quotes.bid[during]) <= 0)


def test_scripted_prices_go_on_from_where_the_script_left_them() -> None:
    quotes = a_script(Leg(minutes=60, drift=2.0), noise=0.3).day("EURUSD", DAY + 1)

    assert np.abs(np.diff(np.log(quotes.bid))).max() < 0.0045
    assert np.all(quotes.ask > quotes.bid)


def test_script_measures_a_usual_minute_when_not_told() -> None:
    start = START + timedelta(days=7, hours=8)
    feed = ScriptedPath(
        a_feed(), "EURUSD", start, [Leg(minutes=100, drift=1.0)], digits=5, noise=0.0
    )
    quotes = feed.day("EURUSD", DAY + 7)
    at = np.searchsorted(quotes.time_msc % DAY_MSC // 60_000, (480, 580))

    assert 0.003 < float(np.diff(np.log(quotes.bid[at]))[0]) < 0.05
