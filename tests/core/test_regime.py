"""Sessions by exchange clocks, volatility, range or trend, and each cell of the threshold."""

from datetime import UTC, datetime
from itertools import product
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtms.core.localtime import local_seconds
from dtms.core.policy import SEEDS, Session, Structure, Volatility
from dtms.core.regime import (
    SESSIONS,
    STRUCTURES,
    VOLATILITIES,
    session_codes,
    structure_codes,
    thresholds,
    volatility_codes,
)

POLICY = SEEDS.regime


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def session(text: str) -> Session:
    codes = session_codes(np.array([at(text)], dtype=np.int64), POLICY)
    return SESSIONS[int(codes[0])]


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        # winter: London = UTC, New York = UTC - 5
        ("2024-01-15 07:59:59", Session.ASIAN),
        ("2024-01-15 08:00", Session.LONDON),
        ("2024-01-15 12:59:59", Session.LONDON),
        ("2024-01-15 13:00", Session.OVERLAP),
        ("2024-01-15 16:29:59", Session.OVERLAP),
        ("2024-01-15 16:30", Session.NY),
        ("2024-01-15 21:59:59", Session.NY),
        ("2024-01-15 22:00", Session.ASIAN),
        # summer: London = UTC + 1, New York = UTC - 4
        ("2024-07-15 07:00", Session.LONDON),
        ("2024-07-15 12:00", Session.OVERLAP),
        ("2024-07-15 15:30", Session.NY),
        ("2024-07-15 21:00", Session.ASIAN),
        # New York already on summer time, London not yet: 10 to 31 March 2024
        ("2024-03-11 07:59:59", Session.ASIAN),
        ("2024-03-11 08:00", Session.LONDON),
        ("2024-03-11 12:00", Session.OVERLAP),
        ("2024-03-11 16:29:59", Session.OVERLAP),
        ("2024-03-11 16:30", Session.NY),
        ("2024-03-11 21:00", Session.ASIAN),
        ("2024-03-28 12:00", Session.OVERLAP),
        ("2024-04-01 15:30", Session.NY),
        # London back on winter time, New York not yet: 27 October to 3 November 2024
        ("2024-10-28 08:00", Session.LONDON),
        ("2024-10-28 07:00", Session.ASIAN),
        ("2024-10-28 12:00", Session.OVERLAP),
        ("2024-10-28 16:30", Session.NY),
        ("2024-10-28 21:00", Session.ASIAN),
        ("2024-11-04 13:00", Session.OVERLAP),
        ("2024-11-04 21:30", Session.NY),
        # weekends
        ("2024-01-13 10:00", Session.ASIAN),
        ("2024-01-13 14:00", Session.ASIAN),
        ("2024-01-14 23:00", Session.ASIAN),
    ],
)
def test_sessions_follow_the_exchanges_clocks(instant: str, expected: Session) -> None:
    assert session(instant) is expected


@given(
    instant=st.integers(at("1995-01-01"), at("2035-01-01")),
    zone=st.sampled_from(["Europe/London", "America/New_York", "UTC", "Australia/Sydney"]),
)
def test_local_clocks_equal_the_standard_library(instant: int, zone: str) -> None:
    around = np.array([instant - 90_000_000, instant, instant + 3_000], dtype=np.int64)

    local = local_seconds(around, zone)

    wall = datetime.fromtimestamp(instant, UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=UTC)
    assert int(local[1]) == int(wall.timestamp())
    assert int(local_seconds(around[1:2], zone)[0]) == int(wall.timestamp())


def test_volatility_limits_are_open() -> None:
    codes = volatility_codes(np.array([0.69, 0.7, 1.0, 1.3, 1.31, np.nan]), POLICY)

    names = [VOLATILITIES[code] if code >= 0 else None for code in codes.tolist()]
    low, normal, high = Volatility.LOW, Volatility.NORMAL, Volatility.HIGH
    assert names == [low, normal, normal, normal, high, None]


@pytest.mark.parametrize("seed", range(5))
def test_structure_compares_with_the_median_of_the_last_96_widths(seed: int) -> None:
    rng = np.random.default_rng(seed)
    width = np.exp(np.cumsum(0.05 * rng.standard_normal(600)))
    width[rng.integers(0, 600, 100)] = 1.0
    width[:19] = np.nan

    codes = structure_codes(width, POLICY)

    assert (codes[: 19 + 95] == -1).all()
    for row in range(19 + 95, 600):
        narrow = width[row] < 0.8 * np.median(width[row - 95 : row + 1])
        assert STRUCTURES[codes[row]] is (Structure.RANGE if narrow else Structure.TREND)
    assert (structure_codes(width, POLICY, first=400)[400:] == codes[400:]).all()


def test_exactly_half_of_the_widths_above_is_settled_by_the_median() -> None:
    width = np.concatenate((np.full(48, 1.0), np.full(47, 2.0), [1.0]))
    tied = np.concatenate((np.full(47, 1.0), np.full(48, 1.2), [0.88]))

    # median of 49 ones and 47 twos is 1; of 48 low and 48 x 1.2 it is 1.1, and 0.88 = 0.8 x 1.1
    assert STRUCTURES[structure_codes(width, POLICY)[-1]] is Structure.TREND
    tied[-1] = 0.8799
    assert STRUCTURES[structure_codes(tied, POLICY)[-1]] is Structure.RANGE
    tied[-1] = 0.8801
    assert STRUCTURES[structure_codes(tied, POLICY)[-1]] is Structure.TREND


@pytest.mark.parametrize("base", [*POLICY.threshold_base, "NOTHING"])
def test_each_cell_of_the_threshold_is_the_clamped_product(base: str) -> None:
    seeds = {"asian": 1.5, "london": 1.0, "ny": 0.8, "overlap": 0.7}
    volatile, ranging = {"low": 1.4, "normal": 1.0, "high": 0.8}, {"range": 1.3, "trend": 1.0}
    unit = POLICY.threshold_base.get(base, 0.001)
    seen = set()

    for s, v, r in product(range(4), range(3), range(2)):
        cell = thresholds(
            base=base,
            session=np.array([s], dtype=np.int8),
            volatility=np.array([v], dtype=np.int8),
            structure=np.array([r], dtype=np.int8),
            policy=POLICY,
        )[0]
        factor = (
            seeds[SESSIONS[s].value]
            * volatile[VOLATILITIES[v].value]
            * ranging[STRUCTURES[r].value]
        )
        assert cell == pytest.approx(unit * min(max(factor, 0.5), 1.8), rel=1e-12)
        seen.add(round(cell / unit, 6))

    assert 1.8 in seen
    assert len(seen) > 10


def test_an_unknown_label_gives_no_threshold() -> None:
    codes = np.array([-1, 0], dtype=np.int8)

    cells = thresholds(
        base="EURUSD",
        session=np.array([0, 0], dtype=np.int8),
        volatility=codes,
        structure=codes[::-1].copy(),
        policy=POLICY,
    )

    assert np.isnan(cells).all()
