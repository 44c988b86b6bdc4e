"""What the terminal says of its symbols, kept for a few cycles: limits change, steps seldom do."""

from dataclasses import dataclass

from dtms.adapters.mt5.answers import claim, present, rows, whole
from dtms.adapters.mt5.channel import Channel
from dtms.adapters.mt5.constants import RES_E_NOT_FOUND, RES_S_OK
from dtms.adapters.mt5.symbols import read_listing, resolve
from dtms.adapters.mt5.translate import instrument
from dtms.core.errors import BrokerUnavailable, UnknownSymbol
from dtms.core.market import Instrument

_CYCLES_KEPT = 10
_ABSENT = frozenset({RES_S_OK, RES_E_NOT_FOUND})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A symbol as last read; `filling_mask` is the terminal's bit mask."""

    instrument: Instrument
    filling_mask: int
    read_in: int


class SymbolBook:
    """Symbols of one terminal, put into its Market Watch when first asked for."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._entries: dict[str, Entry] = {}
        self._cycle = 0

    def cycle(self) -> None:
        """Note that a cycle began; entries grow old by cycles."""
        self._cycle += 1

    def forget(self, symbol: str) -> None:
        """Read the symbol anew when it is next asked for."""
        self._entries.pop(symbol, None)

    async def entry(self, symbol: str) -> Entry:
        """Return what is known of a symbol.

        Raises:
            UnknownSymbol: The terminal does not offer it.
            BrokerUnavailable: No answer, or an absurd one.
        """
        known = self._entries.get(symbol)
        if known is not None and self._cycle - known.read_in < _CYCLES_KEPT:
            return known
        reply = await self._channel.call("symbol_info", symbol)
        if reply.value is None and reply.error_code in _ABSENT:
            message = f"the terminal does not offer {symbol}"
            raise UnknownSymbol(message)
        info = present(reply, f"symbol_info of {symbol}")
        await self._select(symbol, info)
        fresh = Entry(
            instrument=instrument(info),
            filling_mask=whole(info, "filling_mode"),
            read_in=self._cycle,
        )
        self._entries[symbol] = fresh
        return fresh

    async def resolve(self, asked: str) -> str:
        """Return the broker's name of a symbol somebody named. Raises `UnknownSymbol`."""
        offered = rows(await self._channel.call("symbols_get"), "symbols_get")
        return resolve(asked, (read_listing(info) for info in offered)).name

    async def _select(self, symbol: str, info: object) -> None:
        if claim(info, "select"):
            return
        reply = await self._channel.call("symbol_select", symbol, True)  # noqa: FBT003 its signature
        if reply.value is not True:
            message = f"{symbol} cannot be selected ({reply.error_code}, {reply.error_text})"
            raise BrokerUnavailable(message)
