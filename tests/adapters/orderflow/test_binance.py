"""The exchange's streams, played back by a server on this machine."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st

from dtms.adapters.orderflow.binance import (
    BinanceFlow,
    _BadFrame,
    read_bars,
    read_trade,
)
from dtms.adapters.orderflow.book import STEP
from dtms.adapters.orderflow.symbols import read_symbols

BAR = 1_700_000_100
MSC = 1000


def a_frame(number: int, second: float, size: str = "1.0", *, seller_made: bool = False) -> str:
    """A recorded trade frame; `m` is whether the buyer was the market maker."""
    body = {
        "e": "trade",
        "E": BAR * MSC + round(second * MSC) + 1,
        "s": "BTCUSDT",
        "t": number,
        "p": "42000.10",
        "q": size,
        "T": BAR * MSC + round(second * MSC),
        "m": seller_made,
        "M": True,
    }
    return json.dumps({"stream": "btcusdt@trade", "data": body})


def a_bar(opened: int, volume: str, bought: str) -> list[object]:
    start = opened * MSC
    end = start + STEP * MSC - 1
    return [start, "1", "1", "1", "1", volume, end, "0", 9, bought, "0", "0"]


class HandClock:
    def market(self) -> datetime:
        return self.people()

    def people(self) -> datetime:
        return datetime.fromtimestamp(BAR + 2 * STEP, UTC)


class Exchange:
    """Plays one list of frames a connection, then closes it or stays silent."""

    def __init__(self) -> None:
        self.sessions: list[list[str]] = []
        self.bars: list[list[object]] = []
        self.connections = 0
        self.asked: list[str] = []
        self.status = 200

    async def stream(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.asked.append(request.query["streams"])
        at = self.connections
        self.connections += 1
        if at < len(self.sessions):
            for frame in self.sessions[at]:
                await socket.send_str(frame)
        if at + 1 < len(self.sessions):
            await socket.close()
            return socket
        await socket.receive()  # silent from here on
        return socket

    async def klines(self, request: web.Request) -> web.Response:
        self.asked.append(request.query["symbol"])
        return web.json_response(self.bars, status=self.status)


@asynccontextmanager
async def playing(exchange: Exchange, silence: float = 5.0) -> AsyncIterator[BinanceFlow]:
    app = web.Application()
    app.router.add_get("/stream", exchange.stream)
    app.router.add_get("/api/v3/klines", exchange.klines)
    async with TestServer(app) as server:
        base = f"{server.scheme}://{server.host}:{server.port}"
        flow = BinanceFlow(
            {"BTCUSD": "BTCUSDT"},
            clock=HandClock(),
            stream=base,
            bars=base,
            silence=silence,
            first_rest=0.01,
        )
        running = asyncio.create_task(flow.run())
        try:
            yield flow
        finally:
            running.cancel()
            await asyncio.wait({running})


async def until(claim: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not claim():  # noqa: ASYNC110 - nothing else tells
            await asyncio.sleep(0.005)


async def test_trades_of_a_stream_become_signed_volume() -> None:
    exchange = Exchange()
    exchange.sessions = [
        [
            a_frame(1, -1),
            a_frame(2, 10, "3.0"),
            a_frame(3, 20, "1.0", seller_made=True),
            a_frame(4, 301),
        ]
    ]
    async with playing(exchange) as flow:
        await until(lambda: flow._books["BTCUSDT"].signed([BAR]) is not None)

        assert await flow.signed_volume("BTCUSD", times=[BAR]) == [2.0]
        assert exchange.asked[0] == "btcusdt@trade"
        assert flow.states()[0].connected


async def test_a_symbol_without_a_feed_is_absent() -> None:
    async with playing(Exchange()) as flow:
        assert await flow.signed_volume("EURUSD", times=[BAR]) is None


async def test_a_closed_connection_is_made_anew_and_the_bar_is_fetched() -> None:
    exchange = Exchange()
    exchange.bars = [a_bar(BAR, "10", "4")]
    exchange.sessions = [[a_frame(1, -1), a_frame(2, 10)], [a_frame(9, 50), a_frame(10, 301)]]
    async with playing(exchange) as flow:
        await until(lambda: exchange.connections == 2)
        await until(lambda: flow._books["BTCUSDT"].signed([BAR]) is not None)

        assert await flow.signed_volume("BTCUSD", times=[BAR]) == [-2.0]


async def test_silence_ends_a_connection() -> None:
    exchange = Exchange()
    async with playing(exchange, silence=0.05) as flow:
        await until(lambda: exchange.connections >= 3)

        assert not flow.states()[0].connected


async def test_a_broken_frame_ends_the_connection_and_harms_nothing() -> None:
    exchange = Exchange()
    exchange.sessions = [["{}"], ["not json"], [a_frame(1, -1), a_frame(2, 301)]]
    async with playing(exchange) as flow:
        await until(lambda: flow._books["BTCUSDT"].signed([BAR]) is not None)

        assert exchange.connections == 3


async def test_an_exchange_that_refuses_bars_leaves_them_unknown() -> None:
    exchange = Exchange()
    exchange.status = 451
    async with playing(exchange) as flow:
        await until(lambda: "BTCUSDT" in exchange.asked)

        assert await flow.signed_volume("BTCUSD", times=[BAR]) is None


def test_the_forming_bar_is_not_taken_for_closed() -> None:
    rows = [a_bar(BAR, "10", "4"), a_bar(BAR + STEP, "10", "10")]

    assert list(read_bars(rows, now=BAR + STEP + 1)) == [(BAR, -2.0)]


@pytest.mark.parametrize("rows", [None, {"code": -1121}, [[1, 2]], [None], [["x"] * 12]])
def test_an_answer_that_holds_no_bars_is_refused(rows: object) -> None:
    with pytest.raises(ValueError, match=r"bar|invalid|could not"):
        list(read_bars(rows, now=BAR))


@pytest.mark.parametrize(
    "change", [{"q": "nan"}, {"q": "-1"}, {"q": "inf"}, {"t": "7"}, {"T": 1.5}, {"m": 1}]
)
def test_impossible_trades_are_refused(change: dict[str, object]) -> None:
    frame = json.loads(a_frame(1, 0))
    frame["data"] |= change

    with pytest.raises(_BadFrame):
        read_trade(json.dumps(frame))


@given(st.text(max_size=200))
def test_no_frame_whatever_does_more_than_be_refused(text: str) -> None:
    with pytest.raises(_BadFrame):
        read_trade(text)


def test_symbols_are_given_alone_or_in_pairs() -> None:
    assert read_symbols("btcusd, ETHUSD:ETHUSDC,") == {"BTCUSD": "BTCUSDT", "ETHUSD": "ETHUSDC"}


@pytest.mark.parametrize("text", ["BTC/USD", "\u0412TCUSD", ":BTCUSDT", "../x", "BTCUSD:BTC-USDT"])
def test_names_that_are_no_symbols_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no pair of symbols"):
        read_symbols(text)
