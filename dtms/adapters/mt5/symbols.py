"""Broker names and plain names: `XAUUSD.r`, `XAUUSDm`, `m.XAUUSD` and `GOLD` are all XAUUSD.

A name is cut only where the rest is plainly a prefix or suffix; BTCUSDT is never read as BTCUSD,
and a share called GOLD is no metal.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dtms.adapters.mt5.answers import text, whole
from dtms.adapters.mt5.constants import (
    SYMBOL_CALC_MODE_EXCH_STOCKS,
    SYMBOL_CALC_MODE_FOREX,
    SYMBOL_CALC_MODE_FOREX_NO_LEVERAGE,
    SYMBOL_TRADE_MODE_FULL,
)
from dtms.core.errors import AmbiguousSymbol, UnknownSymbol
from dtms.core.market import AssetClass

_ALIASES = {"GOLD": "XAUUSD", "SILVER": "XAGUSD"}
_METALS = frozenset({"XAU", "XAG", "XPT", "XPD", "GOLD", "SILVER"})
_COINS = frozenset(
    {"BTC", "ETH", "LTC", "XRP", "BCH", "ADA", "SOL", "DOT", "DOGE", "BNB", "XLM", "LINK", "AVAX"}
)
_CURRENCIES = frozenset(
    {
        *("USD", "EUR", "GBP", "JPY", "CHF", "AUD", "NZD", "CAD", "SEK", "NOK", "DKK", "PLN"),
        *("HUF", "CZK", "TRY", "ZAR", "MXN", "SGD", "HKD", "CNH", "THB", "ILS", "RUB", "BRL"),
    }
)
_FOREX_MODES = frozenset({SYMBOL_CALC_MODE_FOREX, SYMBOL_CALC_MODE_FOREX_NO_LEVERAGE})
# What ends in a separator, or lower-case letters right before capitals.
_PREFIX = re.compile(r"(?:[A-Za-z0-9]{0,8}[._\-#!+^]|[a-z]{1,3})\Z")
_SHARES = re.compile(r"stock|share|equit|etf|nyse|nasdaq", re.IGNORECASE)
_SLASHED = re.compile(r"([A-Za-z]{3})/([A-Za-z]{3})")
# A separator and what follows it, or lower-case letters or a mark right after capitals.
_SUFFIX = re.compile(r"(?:[._\-#!+^][A-Za-z0-9._\-#!+^]*|[a-z]{1,8}[.#!+^]?)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A symbol the broker offers.

    Attributes:
        name: The broker's own name, case kept.
        base: The plain name.
        asset_class: What kind of thing it is.
        tradable: Whether it may be traded in full.
    """

    name: str
    base: str
    asset_class: AssetClass
    tradable: bool


def read_listing(info: object) -> Listing:
    """Return the listing of a terminal's symbol struct. Raises `AbsurdAnswer`."""
    name = text(info, "name")
    left, right = text(info, "currency_base"), text(info, "currency_profit")
    base = base_of(name, left=left, right=right)
    if base in _ALIASES.values() and base != f"{left}{right}".upper() and _is_share(info):
        base = name
    return Listing(
        name=name,
        base=base,
        asset_class=_asset_class(info, base, left.upper(), right.upper()),
        tradable=whole(info, "trade_mode") == SYMBOL_TRADE_MODE_FULL,
    )


def base_of(name: str, *, left: str, right: str) -> str:
    """Return the plain name of a broker's symbol.

    Args:
        name: The broker's name.
        left: Base currency as the broker says.
        right: Profit currency as the broker says.

    Returns:
        The pair of both currencies if the name is that pair with nothing but a prefix and a
        suffix, the metal's pair for `GOLD` and `SILVER`, else the name as it is.
    """
    pair = f"{left}{right}".upper()
    heads = {pair: pair, **_ALIASES} if left.upper() != right.upper() else _ALIASES
    whole_name = _SLASHED.sub(r"\1\2", name)
    for head, base in heads.items():
        place = whole_name.upper().find(head) if head else -1
        if place < 0:
            continue
        core = whole_name[place : place + len(head)]
        before, after = whole_name[:place], whole_name[place + len(head) :]
        if _is_prefix(before, head=core) and _is_suffix(after, head=core):
            return base
    return name


def resolve(asked: str, listings: Iterable[Listing]) -> Listing:
    """Find the symbol somebody means.

    Args:
        asked: The broker's own name (case counts), or a plain name in any case.
        listings: What the broker offers.

    Raises:
        AmbiguousSymbol: Several tradable symbols have this base and none has this very name.
        UnknownSymbol: None has.
    """
    offered = tuple(listings)
    own = next((item for item in offered if item.name == asked and item.tradable), None)
    if own is not None:
        return own
    found = [item for item in offered if stands_for(item, asked)]
    if not found:
        message = f"the broker offers no tradable symbol for {asked}"
        raise UnknownSymbol(message)
    if len(found) > 1:
        raise AmbiguousSymbol(asked, tuple(item.name for item in found))
    return found[0]


def stands_for(listing: Listing, asked: str) -> bool:
    """Claim that a symbol may be traded in full and is the one somebody means."""
    plain = asked.upper().replace("/", "")
    wanted = _ALIASES.get(plain, plain)
    return listing.tradable and (listing.name == asked or listing.base.upper() == wanted)


def _is_prefix(rest: str, *, head: str) -> bool:
    if not rest:
        return True
    attached = rest[-1].isalpha()
    return _PREFIX.match(rest) is not None and (head.isupper() or not attached)


def _is_share(info: object) -> bool:
    exchange = whole(info, "trade_calc_mode") == SYMBOL_CALC_MODE_EXCH_STOCKS
    return exchange or _SHARES.search(text(info, "path")) is not None


def _is_suffix(rest: str, *, head: str) -> bool:
    if not rest:
        return True
    attached = rest[0].isalpha()
    return _SUFFIX.match(rest) is not None and (head.isupper() or not attached)


def _asset_class(info: object, base: str, left: str, right: str) -> AssetClass:
    path = text(info, "path").casefold()
    if left in _METALS or base in _ALIASES.values() or "metal" in path:
        return AssetClass.METAL
    if left in _COINS or "crypto" in path:
        return AssetClass.CRYPTO
    if left in _CURRENCIES and right in _CURRENCIES and left != right:
        return AssetClass.FX
    if "forex" in path or whole(info, "trade_calc_mode") in _FOREX_MODES:
        return AssetClass.FX
    return AssetClass.INDEX
