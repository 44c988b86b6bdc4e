"""Which symbols have an order flow, as the operator writes it."""

from typing import Final

_QUOTES: Final = {"USD": "USDT"}  # what the exchange trades instead


def read_symbols(text: str) -> dict[str, str]:
    """Read which symbols have a flow: `BTCUSD` or `BTCUSD:BTCUSDT`, separated by commas.

    Raises:
        ValueError: A name cannot be used.
    """
    found: dict[str, str] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        plain, _, name = part.upper().partition(":")
        name = name or _usual(plain)
        if not (plain.isalnum() and name.isalnum() and part.isascii()):
            message = f"{part!r} is no pair of symbols"
            raise ValueError(message)
        found[plain] = name
    return found


def _usual(plain: str) -> str:
    for quote, exchange in _QUOTES.items():
        if plain.endswith(quote):
            return plain.removesuffix(quote) + exchange
    return plain
