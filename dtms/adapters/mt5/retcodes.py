"""What a return code means for an order: executed, refused for good, placed, or unknown.

A code is `REFUSED` only when it proves that nothing was executed. None, exceptions, deadlines and
codes nobody documented are `UNKNOWN`.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from dtms.adapters.mt5.answers import exact, real, whole
from dtms.adapters.mt5.channel import Reply
from dtms.adapters.mt5.constants import (
    RES_E_AUTO_TRADING_DISABLED,
    RES_E_INTERNAL_FAIL_CONNECT,
    RES_E_INTERNAL_FAIL_INIT,
    RES_E_INVALID_PARAMS,
)
from dtms.adapters.mt5.errors import AbsurdAnswer
from dtms.core.events import Refusal
from dtms.ports import Answer, Verdict


class Retcode(IntEnum):
    """`TRADE_RETCODE_*`."""

    REQUOTE = 10004
    REJECT = 10006
    CANCEL = 10007
    PLACED = 10008
    DONE = 10009
    DONE_PARTIAL = 10010
    ERROR = 10011
    TIMEOUT = 10012
    INVALID = 10013
    INVALID_VOLUME = 10014
    INVALID_PRICE = 10015
    INVALID_STOPS = 10016
    TRADE_DISABLED = 10017
    MARKET_CLOSED = 10018
    NO_MONEY = 10019
    PRICE_CHANGED = 10020
    PRICE_OFF = 10021
    INVALID_EXPIRATION = 10022
    ORDER_CHANGED = 10023
    TOO_MANY_REQUESTS = 10024
    NO_CHANGES = 10025
    SERVER_DISABLES_AT = 10026
    CLIENT_DISABLES_AT = 10027
    LOCKED = 10028
    FROZEN = 10029
    INVALID_FILL = 10030
    CONNECTION = 10031
    ONLY_REAL = 10032
    LIMIT_ORDERS = 10033
    LIMIT_VOLUME = 10034
    INVALID_ORDER = 10035
    POSITION_CLOSED = 10036
    INVALID_CLOSE_VOLUME = 10038
    CLOSE_ORDER_EXIST = 10039
    LIMIT_POSITIONS = 10040
    REJECT_CANCEL = 10041
    LONG_ONLY = 10042
    SHORT_ONLY = 10043
    CLOSE_ONLY = 10044
    FIFO_CLOSE = 10045


CHECK_PASSED = 0  # what `order_check` says instead of DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a code says about an order.

    Attributes:
        verdict: Executed, definitely not, placed, or unknown.
        refusal: Why not; None unless refused.
        retryable: Whether a fresh price may help at once.
    """

    verdict: Verdict
    refusal: Refusal | None = None
    retryable: bool = False


_UNKNOWN = Meaning(verdict=Verdict.UNKNOWN)
_EXECUTED = Meaning(verdict=Verdict.EXECUTED)


def _refused(reason: Refusal, *, retryable: bool = False) -> Meaning:
    return Meaning(verdict=Verdict.REFUSED, refusal=reason, retryable=retryable)


_MEANINGS = {
    Retcode.REQUOTE: _refused(Refusal.REQUOTES, retryable=True),
    Retcode.REJECT: _refused(Refusal.BROKER_REJECTED),
    Retcode.CANCEL: _refused(Refusal.BROKER_REJECTED),
    Retcode.PLACED: Meaning(verdict=Verdict.PLACED),
    Retcode.DONE: _EXECUTED,
    Retcode.DONE_PARTIAL: _EXECUTED,
    Retcode.ERROR: _UNKNOWN,
    Retcode.TIMEOUT: _UNKNOWN,
    Retcode.INVALID: _refused(Refusal.INVALID_REQUEST),
    Retcode.INVALID_VOLUME: _refused(Refusal.INVALID_REQUEST),
    Retcode.INVALID_PRICE: _refused(Refusal.INVALID_REQUEST, retryable=True),
    Retcode.INVALID_STOPS: _refused(Refusal.STOPS_LEVEL),
    Retcode.TRADE_DISABLED: _refused(Refusal.TRADING_DISABLED),
    Retcode.MARKET_CLOSED: _refused(Refusal.MARKET_CLOSED),
    Retcode.NO_MONEY: _refused(Refusal.NO_MONEY),
    Retcode.PRICE_CHANGED: _refused(Refusal.REQUOTES, retryable=True),
    Retcode.PRICE_OFF: _refused(Refusal.REQUOTES, retryable=True),
    Retcode.INVALID_EXPIRATION: _refused(Refusal.INVALID_REQUEST),
    Retcode.ORDER_CHANGED: _UNKNOWN,
    Retcode.TOO_MANY_REQUESTS: _refused(Refusal.TOO_MANY_REQUESTS),
    Retcode.NO_CHANGES: _refused(Refusal.INVALID_REQUEST),
    Retcode.SERVER_DISABLES_AT: _refused(Refusal.TRADING_DISABLED),
    Retcode.CLIENT_DISABLES_AT: _refused(Refusal.TRADING_DISABLED),
    Retcode.LOCKED: _refused(Refusal.TOO_MANY_REQUESTS),
    Retcode.FROZEN: _refused(Refusal.FROZEN),
    Retcode.INVALID_FILL: _refused(Refusal.INVALID_REQUEST),
    Retcode.CONNECTION: _UNKNOWN,
    Retcode.ONLY_REAL: _refused(Refusal.BROKER_REJECTED),
    Retcode.LIMIT_ORDERS: _refused(Refusal.LIMIT_REACHED),
    Retcode.LIMIT_VOLUME: _refused(Refusal.LIMIT_REACHED),
    Retcode.INVALID_ORDER: _refused(Refusal.INVALID_REQUEST),
    Retcode.POSITION_CLOSED: _refused(Refusal.GONE),
    Retcode.INVALID_CLOSE_VOLUME: _refused(Refusal.INVALID_REQUEST),
    Retcode.CLOSE_ORDER_EXIST: _refused(Refusal.BROKER_REJECTED),
    Retcode.LIMIT_POSITIONS: _refused(Refusal.LIMIT_REACHED),
    Retcode.REJECT_CANCEL: _refused(Refusal.BROKER_REJECTED),
    Retcode.LONG_ONLY: _refused(Refusal.HEDGING_FORBIDDEN),
    Retcode.SHORT_ONLY: _refused(Refusal.HEDGING_FORBIDDEN),
    Retcode.CLOSE_ONLY: _refused(Refusal.TRADING_DISABLED),
    Retcode.FIFO_CLOSE: _refused(Refusal.BROKER_REJECTED),
}

# Only these prove that the request never left; -10001 and -10002 lose requests *and* answers.
_NEVER_LEFT = {
    RES_E_INVALID_PARAMS: _refused(Refusal.INVALID_REQUEST),
    RES_E_AUTO_TRADING_DISABLED: _refused(Refusal.TRADING_DISABLED),
    RES_E_INTERNAL_FAIL_CONNECT: _refused(Refusal.NOT_CONNECTED),
    RES_E_INTERNAL_FAIL_INIT: _refused(Refusal.NOT_CONNECTED),
}


def meaning_of(retcode: int, *, stop_change: bool = False) -> Meaning:
    """Return what a return code says.

    Args:
        retcode: As the terminal gave it.
        stop_change: Whether the request set levels, for which "no changes" is success.
    """
    if stop_change and retcode == Retcode.NO_CHANGES:
        return _EXECUTED
    return _MEANINGS.get(Retcode(retcode), _UNKNOWN) if retcode in _CODES else _UNKNOWN


_CODES = frozenset(int(code) for code in Retcode)


def read_answer(reply: Reply, *, stop_change: bool) -> Answer:
    """Return what a reply of `order_send` says; doubt is `Verdict.UNKNOWN`."""
    if reply.value is None or reply.value is False:
        return _answer(_NEVER_LEFT.get(reply.error_code, _UNKNOWN))
    try:
        retcode = whole(reply.value, "retcode")
        meaning = meaning_of(retcode, stop_change=stop_change)
        price = real(reply.value, "price")
        return Answer(
            verdict=meaning.verdict,
            refusal=meaning.refusal,
            retryable=meaning.retryable,
            retcode=retcode,
            order=whole(reply.value, "order"),
            volume=exact(real(reply.value, "volume")),
            price=exact(price) if price > 0 else None,
        )
    except AbsurdAnswer:
        return unknown()


def refused(reason: Refusal) -> Answer:
    """Return the answer to an order that was never sent."""
    return _answer(_refused(reason))


def unknown() -> Answer:
    """Return the answer to an order of which nothing was heard."""
    return _answer(_UNKNOWN)


def _answer(meaning: Meaning) -> Answer:
    return Answer(
        verdict=meaning.verdict,
        refusal=meaning.refusal,
        retryable=meaning.retryable,
        retcode=None,
        order=0,
        volume=Decimal(0),
        price=None,
    )
