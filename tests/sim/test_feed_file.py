from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from dtms.sim.errors import FeedError
from dtms.sim.feed import CompositeFeed, TickFeed
from dtms.sim.feed_file import FileFeed
from dtms.sim.sessions import DAY_S
from dtms.sim.terminal import Terminal
from tests.sim.builders import DATA, NO_DATA, T0

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=NO_DATA)
SECONDS = round(T0.timestamp())
DAY = SECONDS // DAY_S
HEADER = "time,open,high,low,close,spread"
BARS = (
    f"{SECONDS},1.1000,1.1010,1.0990,1.1005,10",
    f"{SECONDS + 60},1.1005,1.1006,1.0980,1.0985,12",
    f"{SECONDS + 120},1.0985,1.0986,1.0984,1.0986,0",
)
EXPORT = "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\r\n"


def a_file(path: Path, *rows: str, header: str = HEADER, name: str = "bars.csv") -> Path:
    file = path / name
    file.write_text("\n".join((header, *rows)) + "\n")
    return file


def test_bar_becomes_four_quotes_low_first_when_rising(tmp_path: Path) -> None:
    quotes = FileFeed(a_file(tmp_path, *BARS), "EURUSD").day("EURUSD", DAY)

    assert quotes.bid[:4].tolist() == [1.1000, 1.0990, 1.1010, 1.1005]
    assert ((quotes.time_msc[:4] // 1000) - SECONDS).tolist() == [0, 20, 40, 59]
    assert quotes.jump[:4].tolist() == [True, False, False, False]


def test_falling_bar_visits_its_high_first(tmp_path: Path) -> None:
    quotes = FileFeed(a_file(tmp_path, *BARS), "EURUSD").day("EURUSD", DAY)

    assert quotes.bid[4:8].tolist() == [1.1005, 1.1006, 1.0980, 1.0985]


def test_ask_is_bid_plus_spread_and_at_least_one_point(tmp_path: Path) -> None:
    quotes = FileFeed(a_file(tmp_path, *BARS), "EURUSD").day("EURUSD", DAY)

    points = np.round((quotes.ask - quotes.bid) * 1e5).tolist()
    assert points == [10] * 4 + [12] * 4 + [1] * 4


def test_ask_columns_are_used_and_never_below_the_bid(tmp_path: Path) -> None:
    header = f"{HEADER},ask_open,ask_high,ask_low,ask_close"
    file = a_file(tmp_path, f"{BARS[0]},1.1003,1.1012,1.0980,1.1005", header=header)

    quotes = FileFeed(file, "EURUSD").day("EURUSD", DAY)

    assert quotes.ask.tolist() == [1.1003, 1.09901, 1.1012, 1.1005]


def test_coarse_bars_spread_their_quotes_over_the_bar(tmp_path: Path) -> None:
    rows = [f"{SECONDS + 900 * i},1.1,1.2,1.0,1.15,10" for i in range(3)]

    feed = FileFeed(a_file(tmp_path, *rows), "EURUSD")

    times = feed.day("EURUSD", DAY).time_msc[:4] // 1000 - SECONDS
    assert (feed.seconds, times.tolist()) == (900, [0, 300, 600, 899])


def test_tick_volume_is_shared_among_the_quotes(tmp_path: Path) -> None:
    file = a_file(tmp_path, f"{BARS[0]},103", header=f"{HEADER},tick_volume")

    assert FileFeed(file, "EURUSD").day("EURUSD", DAY).ticks.tolist() == [25, 25, 25, 28]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_metatrader_export_is_read_in_server_time(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "export.csv"
    row = "2025.06.03\t11:00:00\t1.1000\t1.1010\t1.0990\t1.1005\t100\t0\t10\r\n"
    file.write_bytes((EXPORT + row).encode(encoding))

    quotes = FileFeed(file, "EURUSD").day("EURUSD", DAY)

    assert quotes.time_msc[0] == SECONDS * 1000
    assert quotes.ticks.sum() == 100


def test_exported_ticks_repeat_an_unchanged_side(tmp_path: Path) -> None:
    file = tmp_path / "ticks.csv"
    rows = ("2025.06.03\t11:00:00.250\t1.1\t1.2\t6", "2025.06.03\t11:00:01.500\t\t1.3\t4")
    file.write_text("<DATE>\t<TIME>\t<BID>\t<ASK>\t<FLAGS>\n" + "\n".join(rows))

    quotes = FileFeed(file, "EURUSD").day("EURUSD", DAY)

    assert (quotes.time_msc - SECONDS * 1000).tolist() == [250, 1500]
    assert (quotes.bid.tolist(), quotes.ask.tolist()) == ([1.1, 1.1], [1.2, 1.3])


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ((BARS[1], BARS[0]), "row 2: time repeats or goes back; sort"),
        ((BARS[0], BARS[0]), "row 2: time repeats"),
        ((BARS[0].replace("1.1010", "1.1001"),), "row 1: open or close outside low..high"),
        ((BARS[0].replace("1.0990", ""),), "row 1: low is missing or not positive"),
        ((BARS[0].replace("1.0990", "-1"),), "row 1: low is missing or not positive"),
        ((BARS[0].replace("1.0990", "abc"),), "row 1: low is 'abc', not a number"),
        ((BARS[0].replace(",10", ",-1"),), "row 1: spread is negative"),
        ((BARS[0] + ",7",), "line 2: 7 cells, the header has 6"),
        ((), "no rows"),
        ((BARS[0], BARS[1].replace(str(SECONDS + 60), str(SECONDS + 70))), "not on a minute"),
    ],
)
def test_file_that_cannot_be_right_is_refused(
    tmp_path: Path, rows: tuple[str, ...], message: str
) -> None:
    file = a_file(tmp_path, *rows)

    with pytest.raises(FeedError, match=r"bars\.csv") as refused:
        FileFeed(file, "EURUSD")

    assert message in str(refused.value)


def test_missing_columns_name_what_bars_need(tmp_path: Path) -> None:
    file = a_file(tmp_path, f"{SECONDS},1.1", header="time,open")

    with pytest.raises(FeedError, match="no column high, low, close"):
        FileFeed(file, "EURUSD")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("bars.parquet", b"PAR1 no", "not a readable parquet file"),
        ("bars.csv", b"\xff\xff\xfe\xfd,\n", "neither UTF-8 nor UTF-16"),
        ("bars.csv", b"hello\n", "no columns found"),
    ],
)
def test_unreadable_file_is_refused(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)

    with pytest.raises(FeedError, match=message):
        FileFeed(file, "EURUSD")


def test_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="no such file"):
        FileFeed(tmp_path / "none.csv", "EURUSD")


def test_only_gaps_in_open_hours_are_listed(tmp_path: Path) -> None:
    friday = round(datetime(2025, 6, 6, 20, 58, tzinfo=UTC).timestamp())
    monday = round(datetime(2025, 6, 8, 21, 0, tzinfo=UTC).timestamp())
    times = [friday, friday + 60, monday, monday + 60, monday + 660]
    rows = [f"{at},1.1,1.1,1.1,1.1,10" for at in times]

    feed = FileFeed(a_file(tmp_path, *rows), "EURUSD")

    assert [(gap.since - monday, gap.until - monday) for gap in feed.gaps] == [(120, 660)]


def test_unknown_symbol_needs_its_terms(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="pass spec="):
        FileFeed(a_file(tmp_path, *BARS), "EURUSD.x")


def test_composite_feed_asks_each_symbols_own_feed(tmp_path: Path) -> None:
    ticks = TickFeed({"XAUUSD": [(T0, 2000.0, 2000.2)]})
    feed = CompositeFeed({"EURUSD": FileFeed(a_file(tmp_path, *BARS), "EURUSD"), "XAUUSD": ticks})

    assert feed.symbols == ("EURUSD", "XAUUSD")
    assert feed.day("XAUUSD", DAY).bid.tolist() == [2000.0]
    assert len(feed.day("EURUSD", DAY).bid) == 12


def test_composite_feed_refuses_a_symbol_its_feed_lacks() -> None:
    with pytest.raises(FeedError, match="no prices of EURUSD"):
        CompositeFeed({"EURUSD": TickFeed({"XAUUSD": [(T0, 2000.0, 2000.2)]})})


@needs_data
@pytest.mark.parametrize(
    ("name", "symbol", "gaps"),
    [
        ("bars/GBPUSD_M1_20120102_20120731.parquet", "GBPUSD", 72),
        ("bars/USDJPY_M1_20130102_20130430.parquet", "USDJPY", 5),
        ("bars/XAUUSD_M15_spread_20250526_20250930.parquet", "XAUUSD", 4),
        ("mt5_samples/XAUUSD_M15_202507010100_202507142345.csv", "XAUUSD", 1),
    ],
)
def test_recorded_files_are_read_with_their_gaps(name: str, symbol: str, gaps: int) -> None:
    feed = FileFeed(DATA / name, symbol)

    assert len(feed.gaps) == gaps


@needs_data
def test_utf16_export_equals_the_utf8_one() -> None:
    folder = DATA / "mt5_samples"
    wide = FileFeed(folder / "XAUUSD_M15_202507010100_202507030445_utf16le.csv", "XAUUSD")
    plain = FileFeed(folder / "XAUUSD_M15_202507010100_202507142345.csv", "XAUUSD")
    day = wide.span("XAUUSD")[0]

    first, second = wide.day("XAUUSD", day + 1), plain.day("XAUUSD", day + 1)

    assert np.array_equal(first.bid, second.bid)
    assert np.array_equal(first.time_msc, second.time_msc)


@needs_data
def test_bars_shown_are_the_files_bars() -> None:
    from pyarrow import parquet  # noqa: PLC0415  optional, as in the feed

    path = DATA / "bars/XAUUSD_M15_spread_20250526_20250930.parquet"
    table = parquet.read_table(path)
    terminal = Terminal(feed=FileFeed(path, "XAUUSD"), start=datetime(2025, 9, 1, tzinfo=UTC))
    api = terminal.api
    api.initialize()

    shown = api.copy_rates_from_pos("XAUUSD", api.TIMEFRAME_M15, 0, 100)[:-1]

    last = np.searchsorted(table["time"].to_numpy(), datetime(2025, 9, 1, tzinfo=UTC).timestamp())
    for name in ("open", "high", "low", "close", "tick_volume", "spread"):
        assert np.array_equal(shown[name], table[name].to_numpy()[last - len(shown) : last])


@needs_data
def test_recorded_ticks_are_shown_as_they_are() -> None:
    name = "ticks/EURUSD_ticks_20200130_20200131.parquet"
    start = datetime(2020, 1, 31, 12, tzinfo=UTC)
    terminal = Terminal(feed=FileFeed(DATA / name, "EURUSD"), start=start)
    api = terminal.api
    api.initialize()
    since = round(start.timestamp()) + 2 * 3600 - 60

    ticks = api.copy_ticks_range("EURUSD", since, since + 60, api.COPY_TICKS_ALL)
    (bar,) = api.copy_rates_range("EURUSD", api.TIMEFRAME_M1, since, since)

    assert len(ticks) == bar["tick_volume"] > 5
    assert (bar["open"], bar["close"]) == (ticks["bid"][0], ticks["bid"][-1])
