"""Answers as JSON: kinds, fields and types; of the values only those that tell nothing of anyone.

What a value may be kept of is listed by structure and field. All else becomes a mask, the same one
wherever the same value occurs, so that answers can still be joined.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final, Protocol, cast

import numpy as np

type Shape = dict[str, object]

_MOST_ITEMS: Final = 3
_SHORTEST_SECRET: Final = 3
_TERMS: Final = """trade_mode leverage limit_orders margin_so_mode trade_allowed trade_expert
margin_mode currency_digits fifo_close margin_so_call margin_so_so currency"""
_STATE: Final = """community_account community_connection connected dlls_allowed trade_allowed
tradeapi_disabled email_enabled ftp_enabled notifications_enabled mqid build maxbars codepage
language"""
_REQUEST: Final = """action symbol volume price stoplimit sl tp deviation type type_filling
type_time expiration magic comment"""
_KEPT: Final[Mapping[str, frozenset[str]]] = {
    "AccountInfo": frozenset(_TERMS.split()),
    "TerminalInfo": frozenset(_STATE.split()),
    "TradePosition": frozenset(("type", "reason", "volume")),
    "TradeOrder": frozenset(
        ("type", "type_time", "type_filling", "state", "reason", "volume_initial", "volume_current")
    ),
    "TradeDeal": frozenset(("type", "entry", "reason", "volume")),
    "TradeRequest": frozenset(_REQUEST.split()),
    "OrderSendResult": frozenset(
        ("retcode", "volume", "price", "bid", "ask", "comment", "retcode_external", "request")
    ),
    "OrderCheckResult": frozenset(("retcode", "comment", "request")),
}
_TOLD_BY_BROKERS: Final = frozenset(
    ("description", "path", "bank", "category", "exchange", "formula", "isin", "page", "basis")
)
_PUBLIC: Final = frozenset(("Tick", "BookInfo", "SymbolInfo"))


class _Sequence(Protocol):
    __match_args__: tuple[str, ...]


class Masks:
    """Stand-ins for values that must not be told, the same for the same value."""

    def __init__(self) -> None:
        self._masks: dict[tuple[str, object], str] = {}

    def of(self, value: object) -> str:
        """Return the mask of a value; what it hides is kept out of every text from then on."""
        kind = _kind(value)
        known = self._masks.setdefault(
            (kind, value), f"{kind}-{sum(1 for held, _ in self._masks if held == kind) + 1}"
        )
        return f"<{known}>"

    def cleaned(self, shape: object) -> object:
        """Return a shape with every hidden value cut out of its texts, wherever it occurs."""
        if isinstance(shape, str):
            return self._cut(shape)
        if isinstance(shape, dict):
            return {name: self.cleaned(part) for name, part in shape.items()}
        if isinstance(shape, list):
            return [self.cleaned(part) for part in shape]
        return shape

    def _cut(self, text: str) -> str:
        for (_, value), mask in self._masks.items():
            for secret in _written(value):
                if secret in text and f"<{mask}>" != text:
                    text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", f"<{mask}>", text)
        return text


def _written(value: object) -> Sequence[str]:
    """The ways a hidden value may stand in a text."""
    texts = {str(value)}
    if isinstance(value, float):
        texts |= {f"{value:.2f}", f"{value:.0f}"}
    return sorted((t for t in texts if len(t) >= _SHORTEST_SECRET), key=len, reverse=True)


def shape_of(answer: object, masks: Masks) -> Shape:
    """Describe what a function returned."""
    if isinstance(answer, np.ndarray):
        return _array(answer)
    if isinstance(answer, tuple) and hasattr(answer, "__match_args__"):
        return _structure(answer, masks)
    if isinstance(answer, tuple):
        items = [shape_of(item, masks) for item in answer[:_MOST_ITEMS]]
        return {"is": "tuple", "length": len(answer), "items": items}
    return {"is": _kind(answer), "value": answer if _is_plain(answer) else None}


def raised(error: Exception) -> Shape:
    """Describe an exception; its words differ between versions of Python and are left out."""
    return {"is": "raised", "type": type(error).__name__}


def _array(answer: "np.ndarray[tuple[int, ...], np.dtype[np.void]]") -> Shape:
    names = answer.dtype.names or ()
    columns = [[name, answer.dtype[name].str] for name in names]
    return {
        "is": "array",
        "columns": columns,
        "itemsize": answer.dtype.itemsize,
        "length": len(answer),
        "first": [item.item() for item in answer[0]] if len(answer) else None,
    }


def _structure(answer: tuple[object, ...], masks: Masks) -> Shape:
    name = type(answer).__name__
    names = cast("_Sequence", answer).__match_args__
    fields = [
        [field, _field(name, field, value, masks)]
        for field, value in zip(names, answer, strict=True)
    ]
    return {"is": "structure", "type": name, "fields": fields}


def _field(structure: str, field: str, value: object, masks: Masks) -> Shape:
    if isinstance(value, tuple):
        return shape_of(value, masks)
    if _is_kept(structure, field) or not value:
        return {"is": _kind(value), "value": value}
    return {"is": _kind(value), "value": masks.of(value)}


def _is_kept(structure: str, field: str) -> bool:
    if structure in _PUBLIC:
        return field not in _TOLD_BY_BROKERS
    return field in _KEPT.get(structure, frozenset())


def _kind(value: object) -> str:
    return "none" if value is None else type(value).__name__


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, bool | int | float | str)
