from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from dtms.core.market import Bars, Side, Timeframe
from dtms.core.policy import SEEDS, Group
from dtms.engine.run_now import run_now
from dtms.engine.windows import LiveWindows
from tests.builders import an_instrument

NOW = datetime(2024, 3, 6, 10, 0, tzinfo=UTC)
BITCOIN = an_instrument(symbol="BTCUSD", base="BTCUSD")


class WavingFeed:
    """Bars that go up and down, with one volume."""

    async def bars(self, symbol: str, timeframe: Timeframe, *, count: int) -> Bars:
        assert symbol == BITCOIN.symbol
        time = int(NOW.timestamp()) + (np.arange(count) - count) * timeframe.seconds
        middle = 1.1 + 0.002 * np.sin(np.arange(count) / 9)
        return Bars(
            timeframe=timeframe,
            time=time,
            open=middle,
            high=middle + 0.0003,
            low=middle - 0.0003,
            close=middle + 0.0001,
            volume=np.full(count, 50.0),
            spread=np.full(count, 10.0),
        )


class SellersFlow:
    """An exchange where the last bar was sold into heavily; or one that knows nothing."""

    def __init__(self, *, known: bool) -> None:
        self._known = known

    async def signed_volume(self, symbol: str, *, times: Sequence[int]) -> Sequence[float] | None:
        assert symbol == BITCOIN.base
        if not self._known:
            return None
        return [1.0 if row % 2 else -1.0 for row in range(len(times) - 1)] + [-30.0]


def delta_points(flow: SellersFlow | None) -> float:
    windows = LiveWindows(feed=WavingFeed(), policy=SEEDS, flow=flow)
    run_now(windows.refresh(BITCOIN, NOW))
    assessment = windows.assessment(BITCOIN, Side.BUY)
    assert assessment is not None
    return next(part.points for part in assessment.parts if part.group is Group.DELTA_PRESSURE)


def test_the_aggressors_side_counts_where_an_exchange_tells_it() -> None:
    assert delta_points(SellersFlow(known=True)) == -SEEDS.score.delta_points


def test_without_it_the_tick_rule_counts() -> None:
    assert delta_points(SellersFlow(known=False)) == delta_points(None)
    assert delta_points(None) > -SEEDS.score.delta_points
