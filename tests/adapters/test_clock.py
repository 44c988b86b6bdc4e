from datetime import UTC, datetime, timedelta

from dtms.adapters.clock import ScaledClock, SystemClock
from dtms.adapters.ids import SeededIds, SystemIds
from dtms.core.magic import MAX_INTENT


def test_both_clocks_are_the_machines() -> None:
    clock = SystemClock()

    earlier, market, people, later = (
        datetime.now(UTC),
        clock.market(),
        clock.people(),
        datetime.now(UTC),
    )

    assert earlier <= market <= people <= later
    assert market.tzinfo is people.tzinfo is UTC


def test_market_time_runs_at_its_own_speed() -> None:
    start = datetime(2012, 1, 3, tzinfo=UTC)
    clock = ScaledClock(start, speed=1_000_000)

    first, second = clock.market(), clock.market()

    assert start <= first < second
    assert abs(clock.people() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_seed_repeats_itself() -> None:
    one, two = SeededIds(3), SeededIds(3)

    assert [one.intent(), one.nonce()] == [two.intent(), two.nonce()]
    assert SeededIds(4).intent() != SeededIds(3).intent()


def test_identities_fit_their_places() -> None:
    for ids in (SystemIds(), SeededIds(1)):
        intents = [ids.intent() for _ in range(100)]
        nonces = [ids.nonce() for _ in range(100)]

        assert all(1 <= one <= MAX_INTENT for one in intents)
        assert all(one.isascii() and len(one) <= 32 for one in nonces)
        assert len(set(nonces)) == 100
