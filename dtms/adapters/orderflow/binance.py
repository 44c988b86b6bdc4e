"""Binance spot trades by websocket, with closed bars fetched to fill what was not heard."""

import asyncio
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import aiohttp

from dtms.adapters.orderflow.book import STEP, ExchangeTrade, FlowBook
from dtms.ports import Clock

STREAM: Final = "wss://data-stream.binance.vision"
BARS: Final = "https://data-api.binance.vision"
_LOG = logging.getLogger("dtms.orderflow")
_HEARTBEAT: Final = 20.0  # seconds between our pings
_SILENCE: Final = 60.0  # seconds without any trade after which the connection is made anew
_LONGEST_REST: Final = 60.0
_FIRST_REST: Final = 1.0
_MOST_BARS: Final = 1000  # in one answer
_PAGES: Final = 2  # answers that make up the longest window with its weekends
_ANSWER_WAIT: Final = 30.0  # seconds
_FILL_REST: Final = 30.0  # seconds between two fetches of bars of a symbol
_MSC: Final = 1000
_OPENED, _VOLUME, _TAKER_BOUGHT = 0, 5, 9  # columns of a bar


class _BadFrame(Exception):
    """A frame that is no trade of a symbol we asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowState:
    """What is known of a symbol's flow, for people; volumes in units of the coin.

    Attributes:
        symbol: The exchange's name.
        connected: Whether trades are coming in.
        gaps: How often trades were missed since the start.
        delta: Signed volume of the last five minutes; None where not all was heard.
        z: The last closed M5 bar's signed volume in standard deviations of a day's.
    """

    symbol: str
    connected: bool
    gaps: int
    delta: float | None
    z: float | None


class BinanceFlow:
    """An `OrderFlow` over the exchange's public streams; no key, no account.

    Args:
        symbols: Our plain names and the exchange's, such as BTCUSD and BTCUSDT.
        clock: Its people time tells which bars are closed.
        stream: Base of the websocket address.
        bars: Base of the address for closed bars.
        silence: Seconds without a trade after which the connection is made anew.
        first_rest: Seconds before the first new attempt; doubled up to a minute.
    """

    def __init__(
        self,
        symbols: Mapping[str, str],
        *,
        clock: Clock,
        stream: str = STREAM,
        bars: str = BARS,
        silence: float = _SILENCE,
        first_rest: float = _FIRST_REST,
    ) -> None:
        self._names = {plain.upper(): name.upper() for plain, name in symbols.items()}
        self._books = {name: FlowBook() for name in self._names.values()}
        self._clock = clock
        self._stream, self._bars = stream, bars
        self._silence, self._first_rest = silence, first_rest
        self._connected = False
        self._filled: dict[str, float] = {}  # loop time of the last fetch
        self._wanted: dict[str, bool] = {}

    async def signed_volume(self, symbol: str, *, times: Sequence[int]) -> Sequence[float] | None:
        """Return buy minus sell volume per M5 bar; None where it is not wholly known.

        Never waits: what is missing is asked for, and is there at a later bar.
        """
        name = self._names.get(symbol.upper())
        if name is None:
            return None
        book = self._books[name]
        self._wanted[name] = book.missing(times)
        return book.signed(times)

    def states(self) -> tuple[FlowState, ...]:
        """Return what is known of each symbol."""
        return tuple(
            FlowState(
                symbol=name,
                connected=self._connected,
                gaps=book.gaps,
                delta=book.delta(STEP),
                z=book.z_score(86_400 // STEP),
            )
            for name, book in self._books.items()
        )

    async def run(self) -> None:
        """Listen for ever; a broken connection is made anew, later each time it fails."""
        rest = self._first_rest
        timeout = aiohttp.ClientTimeout(total=None, connect=30, sock_connect=30)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            filling = asyncio.ensure_future(self._keep_filled(session))
            try:
                while True:
                    heard = await self._listen(session)
                    rest = self._first_rest if heard else min(2 * rest, _LONGEST_REST)
                    await asyncio.sleep(rest)
            finally:
                filling.cancel()
                await asyncio.wait({filling})

    async def _listen(self, session: aiohttp.ClientSession) -> bool:
        """Listen until the connection ends; return whether a trade came."""
        heard = False
        names = "/".join(f"{name.lower()}@trade" for name in self._books)
        try:
            async with session.ws_connect(
                f"{self._stream}/stream?streams={names}", heartbeat=_HEARTBEAT, max_msg_size=2**20
            ) as socket:
                while True:
                    message = await asyncio.wait_for(socket.receive(), self._silence)
                    if message.type is not aiohttp.WSMsgType.TEXT:
                        break
                    self._take(message.data)
                    if not self._connected:
                        _LOG.info("order flow: trades come in")
                    heard = self._connected = True
        except (aiohttp.ClientError, TimeoutError, OSError, _BadFrame) as error:
            self._note_lost(error)
        else:
            self._note_lost(None)
        for book in self._books.values():
            book.lost()
        return heard

    def _note_lost(self, error: Exception | None) -> None:
        if self._connected:
            reason = "closed by the exchange" if error is None else type(error).__name__
            _LOG.warning("order flow: no trades any more (%s)", reason)
        self._connected = False

    def _take(self, text: str) -> None:
        name, trade = read_trade(text)
        book = self._books.get(name)
        if book is None:
            message = f"a trade of {name}"
            raise _BadFrame(message)
        if not book.take(trade):
            _LOG.info("order flow: trades of %s were missed", name)

    async def _keep_filled(self, session: aiohttp.ClientSession) -> None:
        """Fetch closed bars where some are wanted and not known."""
        loop = asyncio.get_running_loop()
        while True:
            for name in self._books:
                due = self._filled.get(name, -_FILL_REST) + _FILL_REST <= loop.time()
                if due and self._wanted.get(name, True):
                    self._filled[name] = loop.time()
                    await self._fill(session, name)
            await asyncio.sleep(1.0)

    async def _fill(self, session: aiohttp.ClientSession, name: str) -> None:
        """Fetch the last bars, and those before them."""
        address = f"{self._bars}/api/v3/klines?symbol={name}&interval=5m&limit={_MOST_BARS}"
        now = int(self._clock.people().timestamp())
        try:
            for page in range(_PAGES):
                before = now - page * _MOST_BARS * STEP
                async with (
                    asyncio.timeout(_ANSWER_WAIT),
                    session.get(f"{address}&endTime={before * _MSC}") as answer,
                ):
                    if answer.status != HTTPStatus.OK:
                        _LOG.warning("order flow: bars of %s: answer %d", name, answer.status)
                        return
                    rows = json.loads(await answer.text())
                self._books[name].fill(read_bars(rows, now=now))
            self._wanted[name] = False
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            _LOG.warning("order flow: bars of %s: %s", name, type(error).__name__)


def read_trade(text: str) -> tuple[str, ExchangeTrade]:
    """Read a frame of a combined stream: the symbol and its trade; raises `_BadFrame`."""
    try:
        body = json.loads(text)["data"]
        size = float(body["q"])
        at_msc, number, seller_made = body["T"], body["t"], body["m"]
        exact = isinstance(at_msc, int) and isinstance(number, int)
        if not exact or not isinstance(seller_made, bool) or not 0.0 < size < float("inf"):
            message = "a trade with impossible values"
            raise _BadFrame(message)
        # m: the buyer's order was in the book, so the seller was the aggressor
        trade = ExchangeTrade(number=number, at_msc=at_msc, size=size, bought=not seller_made)
        return str(body["s"]), trade
    except (ValueError, KeyError, TypeError) as error:
        raise _BadFrame(type(error).__name__) from error


def read_bars(rows: object, *, now: int) -> Iterable[tuple[int, float]]:
    """Read closed M5 bars as (open in epoch seconds, bought minus sold volume).

    Raises:
        ValueError: The answer is no list of bars.
    """
    if not isinstance(rows, list):
        message = "no list of bars"
        raise ValueError(message)  # noqa: TRY004 - bad data, not a bug of ours
    found = []
    for row in rows:
        try:
            opened = int(row[_OPENED]) // _MSC
            signed = 2.0 * float(row[_TAKER_BOUGHT]) - float(row[_VOLUME])
        except (TypeError, IndexError, KeyError) as error:
            message = "a row that is no bar"
            raise ValueError(message) from error
        if opened + STEP <= now and abs(signed) < float("inf"):
            found.append((opened, signed))
    return found
