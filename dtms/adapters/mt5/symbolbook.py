"""What the terminal says of its symbols, kept for a few cycles: limits change, steps seldom do."""

from dataclasses import dataclass

from dtms.adapters.mt5.answers import claim, present, rows, whole
from dtms.adapters.mt5.channel import Channel
from dtms.adapters.mt5.constants import RES_E_NOT_FOUND, RES_S_OK
from dtms.adapters.mt5.symbolnames import SymbolNames
from dtms.adapters.mt5.symbols import read_listing, resolve, stands_for
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
    """Symbols of one terminal, put into its Market Watch when first asked for.

    Args:
        channel: The terminal.
        names: Plain names resolved before; None resolves each anew.
    """

    def __init__(self, channel: Channel, *, names: SymbolNames | None = None) -> None:
        self._channel = channel
        self._names = names
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
        """Return the broker's name of a symbol somebody named.

        A name found before stays, though a second one may fit by now, as long as the broker still
        offers it for what was asked.

        Raises:
            AmbiguousSymbol: Several of the broker's names fit; an `UnknownSymbol`.
            UnknownSymbol: None does.
            BrokerUnavailable: No answer.
        """
        before = None if self._names is None else self._names.get(asked)
        if before is not None and await self._still_stands(asked, before):
            return before
        offered = rows(await self._channel.call("symbols_get"), "symbols_get")
        listings = [read_listing(info) for info in offered]
        try:
            name = resolve(asked, listings).name
        except UnknownSymbol:
            if self._names is not None:
                self._names.drop(asked)
            raise
        if self._names is not None:
            self._names.put(asked, name)
        return name

    async def _still_stands(self, asked: str, name: str) -> bool:
        reply = await self._channel.call("symbol_info", name)
        if reply.value is None and reply.error_code in _ABSENT:
            return False
        info = present(reply, f"symbol_info of {name}")
        return stands_for(read_listing(info), asked)

    async def _select(self, symbol: str, info: object) -> None:
        if claim(info, "select"):
            return
        reply = await self._channel.call("symbol_select", symbol, True)  # noqa: FBT003 its signature
        if reply.value is not True:
            message = f"{symbol} cannot be selected ({reply.error_code}, {reply.error_text})"
            raise BrokerUnavailable(message)
