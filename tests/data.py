"""Real market data for tests: read from ../shared/data, never copied; absent means skipped."""

from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet

from dtms.core.market import Bars, Floats, Timeframe

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
ABSENT = "../shared/data is absent"

GBPUSD_M1 = "GBPUSD_M1_20120102_20120731"
USDJPY_M1 = "USDJPY_M1_20130102_20130430"
XAUUSD_M15 = "XAUUSD_M15_spread_20250526_20250930"
EURO_FUTURE_M1 = "6EH4_M1_20240101_20240131"

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=ABSENT)


def load(name: str, timeframe: Timeframe) -> Bars:
    """Return a bar file as columns; skips the test where the data is absent."""
    path = DATA / "bars" / f"{name}.parquet"
    if not path.is_file():
        pytest.skip(ABSENT)
    table = parquet.read_table(path)
    names = set(table.column_names)

    def column(key: str) -> Floats:
        return table[key].to_numpy().astype(np.float64)

    volume = next((key for key in ("tick_volume", "real_volume") if key in names), None)
    return Bars(
        timeframe=timeframe,
        time=table["time"].to_numpy().astype(np.int64),
        open=column("open"),
        high=column("high"),
        low=column("low"),
        close=column("close"),
        volume=None if volume is None else column(volume),
        spread=column("spread") if "spread" in names else np.zeros(table.num_rows),
    )


def resample(bars: Bars, timeframe: Timeframe) -> Bars:
    """Join bars into longer ones on the clock's grid; slots without bars stay empty."""
    slot = bars.time // timeframe.seconds
    starts = np.flatnonzero(np.diff(slot, prepend=slot[0] - 1))
    ends = np.append(starts[1:], len(bars)) - 1
    return Bars(
        timeframe=timeframe,
        time=slot[starts] * timeframe.seconds,
        open=bars.open[starts],
        high=np.maximum.reduceat(bars.high, starts),
        low=np.minimum.reduceat(bars.low, starts),
        close=bars.close[ends],
        volume=None if bars.volume is None else np.add.reduceat(bars.volume, starts),
        spread=bars.spread[ends],
    )
