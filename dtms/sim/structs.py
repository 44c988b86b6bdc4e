"""The module's answer types: C struct sequences with the real field order.

CPython's own `PyStructSequence_NewType` makes them, so they have no `_fields`, cannot be pickled
and take one iterable, like the real ones. Elsewhere a named tuple with the same surface stands in.
"""

import ctypes
import platform
import warnings
from collections import namedtuple
from collections.abc import Iterable, Mapping
from typing import Final, Protocol, cast

_ACCOUNT = """login trade_mode leverage limit_orders margin_so_mode trade_allowed trade_expert
margin_mode currency_digits fifo_close balance credit profit equity margin margin_free margin_level
margin_so_call margin_so_so margin_initial margin_maintenance assets liabilities commission_blocked
name server currency company"""
_TERMINAL = """community_account community_connection connected dlls_allowed trade_allowed
tradeapi_disabled email_enabled ftp_enabled notifications_enabled mqid build maxbars codepage
ping_last community_balance retransmission company name language path data_path commondata_path"""
_TICK = "time bid ask last volume time_msc flags volume_real"
_POSITION = """ticket time time_msc time_update time_update_msc type magic identifier reason volume
price_open sl tp price_current swap profit symbol comment external_id"""
_ORDER = """ticket time_setup time_setup_msc time_done time_done_msc time_expiration type type_time
type_filling state magic position_id position_by_id reason volume_initial volume_current price_open
sl tp price_current price_stoplimit symbol comment external_id"""
_DEAL = """ticket order time time_msc type entry magic position_id reason volume price commission
swap profit fee symbol comment external_id"""
_REQUEST = """action magic order symbol volume price stoplimit sl tp deviation type type_filling
type_time expiration comment position position_by"""
_SENT = "retcode deal order volume price bid ask comment request_id retcode_external request"
_CHECKED = "retcode balance equity profit margin margin_free margin_level comment request"
_BOOK = "type price volume volume_dbl"
_SYMBOL = """custom chart_mode select visible session_deals session_buy_orders session_sell_orders
volume volumehigh volumelow time digits spread spread_float ticks_bookdepth trade_calc_mode
trade_mode start_time expiration_time trade_stops_level trade_freeze_level trade_exemode swap_mode
swap_rollover3days margin_hedged_use_leg expiration_mode filling_mode order_mode order_gtc_mode
option_mode option_right bid bidhigh bidlow ask askhigh asklow last lasthigh lastlow volume_real
volumehigh_real volumelow_real option_strike point trade_tick_value trade_tick_value_profit
trade_tick_value_loss trade_tick_size trade_contract_size trade_accrued_interest trade_face_value
trade_liquidity_rate volume_min volume_max volume_step volume_limit swap_long swap_short
margin_initial margin_maintenance session_volume session_turnover session_interest
session_buy_orders_volume session_sell_orders_volume session_open session_close session_aw
session_price_settlement session_price_limit_min session_price_limit_max margin_hedged price_change
price_volatility price_theoretical price_greeks_delta price_greeks_theta price_greeks_gamma
price_greeks_vega price_greeks_rho price_greeks_omega price_sensitivity basis category currency_base
currency_profit currency_margin bank description exchange formula isin name page path"""

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "AccountInfo": tuple(_ACCOUNT.split()),
    "TerminalInfo": tuple(_TERMINAL.split()),
    "Tick": tuple(_TICK.split()),
    "TradePosition": tuple(_POSITION.split()),
    "TradeOrder": tuple(_ORDER.split()),
    "TradeDeal": tuple(_DEAL.split()),
    "TradeRequest": tuple(_REQUEST.split()),
    "OrderSendResult": tuple(_SENT.split()),
    "OrderCheckResult": tuple(_CHECKED.split()),
    "BookInfo": tuple(_BOOK.split()),
    "SymbolInfo": tuple(_SYMBOL.split()),
}


class Struct(Protocol):
    """An answer of the terminal: a tuple with named fields."""

    n_fields: int

    def _asdict(self) -> dict[str, object]: ...

    def __getattr__(self, name: str) -> object: ...

    def __getitem__(self, index: int) -> object: ...

    def __len__(self) -> int: ...


class StructType(Protocol):
    """A type of answer; made from one iterable holding every field in order."""

    __name__: str

    def __call__(self, values: Iterable[object], /) -> Struct:
        """Make one from every field in order."""


class _Field(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("doc", ctypes.c_char_p)]  # type: ignore[mutable-override]  # ctypes form


class _Description(ctypes.Structure):
    _fields_ = [  # type: ignore[mutable-override]  # ctypes form
        ("name", ctypes.c_char_p),
        ("doc", ctypes.c_char_p),
        ("fields", ctypes.POINTER(_Field)),
        ("n_in_sequence", ctypes.c_int),
    ]


# The new type keeps pointers into these, so they must live as long as the process.
_KEPT: list[_Description] = []


def native(name: str, fields: tuple[str, ...]) -> StructType:
    """Make a real struct sequence type; CPython only."""
    table = (_Field * (len(fields) + 1))(
        *(_Field(field.encode(), b"") for field in fields), _Field(None, None)
    )
    description = _Description(name.encode(), b"", table, len(fields))
    _KEPT.append(description)
    make = ctypes.pythonapi.PyStructSequence_NewType
    make.restype = ctypes.py_object
    make.argtypes = [ctypes.POINTER(_Description)]
    with warnings.catch_warnings():
        # A name without a dot has no module, as the real types have none: so they do not pickle.
        warnings.simplefilter("ignore", DeprecationWarning)
        made = make(ctypes.byref(description))
    made._asdict = _asdict
    made.__module__ = "builtins"  # where pickle looks for a type of no module, and does not find it
    return cast("StructType", made)


def fallback(name: str, fields: tuple[str, ...]) -> StructType:
    """Make a named tuple that takes one iterable, for interpreters without the C API."""
    base = namedtuple(name, fields)  # type: ignore[misc]

    def make(cls: type, values: Iterable[object]) -> tuple[object, ...]:
        return tuple.__new__(cls, values)

    traits = {"__new__": make, "__slots__": (), "n_fields": len(fields)}
    return cast("StructType", type(name, (base,), traits))


def _asdict(self: Iterable[object]) -> dict[str, object]:
    return dict(zip(FIELDS[type(self).__name__], self, strict=True))


def _make(name: str) -> StructType:
    if platform.python_implementation() == "CPython":
        return native(name, FIELDS[name])
    return fallback(name, FIELDS[name])


# Not module attributes: pickle would find the types by name, which it cannot for the real ones.
STRUCTS: Final[Mapping[str, StructType]] = {name: _make(name) for name in FIELDS}
