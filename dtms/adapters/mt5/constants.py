"""The terminal's numbers, written down once: the module itself may be in another process.

Names and values are those of the `MetaTrader5` package; a test compares them with a module.
"""

from enum import IntEnum


class TradeAction(IntEnum):
    """`TRADE_ACTION_*`."""

    DEAL = 1
    PENDING = 5
    SLTP = 6
    REMOVE = 8
    CLOSE_BY = 10


class OrderType(IntEnum):
    """`ORDER_TYPE_*` that are sent."""

    BUY = 0
    SELL = 1
    BUY_LIMIT = 2
    SELL_LIMIT = 3
    BUY_STOP = 4
    SELL_STOP = 5


class OrderState(IntEnum):
    """`ORDER_STATE_*` of orders that left the book."""

    CANCELED = 2
    FILLED = 4
    REJECTED = 5
    EXPIRED = 6


class OrderTime(IntEnum):
    """`ORDER_TIME_*`."""

    GTC = 0
    SPECIFIED = 2


class Filling(IntEnum):
    """`ORDER_FILLING_*`: the enum a request carries, not the mask a symbol reports."""

    FOK = 0
    IOC = 1
    RETURN = 2


class PositionType(IntEnum):
    """`POSITION_TYPE_*`."""

    BUY = 0
    SELL = 1


class DealType(IntEnum):
    """`DEAL_TYPE_*` of trades and payments; all others are gains and costs."""

    BUY = 0
    SELL = 1
    BALANCE = 2
    CREDIT = 3
    CORRECTION = 5
    BONUS = 6


class DealEntryCode(IntEnum):
    """`DEAL_ENTRY_*`."""

    IN = 0
    OUT = 1
    INOUT = 2
    OUT_BY = 3


class DealReasonCode(IntEnum):
    """`DEAL_REASON_*` that are told apart."""

    CLIENT = 0
    MOBILE = 1
    WEB = 2
    EXPERT = 3
    SL = 4
    TP = 5
    SO = 6


class TradeMode(IntEnum):
    """`ACCOUNT_TRADE_MODE_*`."""

    DEMO = 0
    CONTEST = 1
    REAL = 2


class MarginMode(IntEnum):
    """`ACCOUNT_MARGIN_MODE_*`."""

    RETAIL_NETTING = 0
    EXCHANGE = 1
    RETAIL_HEDGING = 2


class SwapModeCode(IntEnum):
    """`SYMBOL_SWAP_MODE_*` of the modes that can be put into money here."""

    DISABLED = 0
    POINTS = 1
    CURRENCY_SYMBOL = 2
    CURRENCY_DEPOSIT = 4
    INTEREST_CURRENT = 5
    INTEREST_OPEN = 6


class RateTimeframe(IntEnum):
    """`TIMEFRAME_*` of the timeframes in use; equal to minutes below one hour."""

    M1 = 1
    M5 = 5
    M15 = 15


ORDER_TYPE_BUY_STOP_LIMIT = 6
ORDER_TYPE_SELL_STOP_LIMIT = 7
SYMBOL_FILLING_FOK = 1
SYMBOL_FILLING_IOC = 2
SYMBOL_ORDER_CLOSEBY = 64
SYMBOL_TRADE_MODE_FULL = 4
SYMBOL_CALC_MODE_FOREX = 0
SYMBOL_CALC_MODE_FOREX_NO_LEVERAGE = 5
SYMBOL_CALC_MODE_EXCH_STOCKS = 32

RES_S_OK = 1
RES_E_INVALID_PARAMS = -2
RES_E_NOT_FOUND = -4
RES_E_AUTH_FAILED = -6
RES_E_AUTO_TRADING_DISABLED = -8
RES_E_INTERNAL_FAIL_INIT = -10003
RES_E_INTERNAL_FAIL_CONNECT = -10004  # "No IPC connection"
RES_E_INTERNAL_FAIL_TIMEOUT = -10005

COMMENT_LIMIT = 29  # the reader in the C module refuses 30 characters
EPOCH_LIMIT = 2_145_916_800  # 2038-01-01: dates are a 32-bit C long on Windows
