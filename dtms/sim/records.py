"""What the server keeps: positions, orders, deals and requests.

Times are UTC epoch milliseconds; volumes are lots; money is in the account's currency.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dtms.sim import constants as c


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSpec:
    """Terms of the account.

    Attributes:
        deposit: Opening balance, booked as the first deal.
        margin_mode: `ACCOUNT_MARGIN_MODE_*`; 2 hedges, 0 nets.
        commission: Charged per lot and side.
        commission_per_deal: Charged for each deal on top, whatever its volume.
        commission_once: Charge entries only.
        fee: Booked apart from the commission, for each deal.
        charges_swap: Whether positions pay or earn swap at the server's midnight.
        limit_orders: Most pending orders; 0 means no limit.
        so_mode: `ACCOUNT_STOPOUT_MODE_*`: levels in per cent of margin, or free margin in money.
        so_call: Margin call level; only shown.
        so_out: Stop-out level; there the server closes the biggest loser first.
    """

    login: int = 5_012_345
    currency: str = "USD"
    deposit: float = 10_000.0
    credit: float = 0.0
    leverage: int = 100
    margin_mode: int = c.ACCOUNT_MARGIN_MODE_RETAIL_HEDGING
    trade_mode: int = c.ACCOUNT_TRADE_MODE_DEMO
    commission: float = 0.0
    commission_per_deal: float = 0.0
    commission_once: bool = False
    fee: float = 0.0
    charges_swap: bool = False
    limit_orders: int = 200
    so_mode: int = c.ACCOUNT_STOPOUT_MODE_PERCENT
    so_call: float = 100.0
    so_out: float = 50.0
    name: str = "Simulated Trader"
    server: str = "DTMS-Simulator"
    company: str = "DTMS simulated broker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A trade request after the module's argument checks; field order is the module's."""

    action: int = 0
    magic: int = 0
    order: int = 0
    symbol: str = ""
    volume: float = 0.0
    price: float = 0.0
    stoplimit: float = 0.0
    sl: float = 0.0
    tp: float = 0.0
    deviation: int = 0
    type: int = 0
    type_filling: int = 0
    type_time: int = 0
    expiration: int = 0
    comment: str = ""
    position: int = 0
    position_by: int = 0

    @classmethod
    def of(cls, values: Mapping[str, object]) -> "Request":
        """Make one from checked values by name."""
        make: Callable[..., Request] = cls
        return make(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """An open position.

    Attributes:
        side: `POSITION_TYPE_*`, which equals the opening `ORDER_TYPE_*` and `DEAL_TYPE_*`.
        margin_unit: Margin of one unit of contract, fixed when the position opened.
    """

    ticket: int
    identifier: int
    symbol: str
    side: int
    volume: float
    price_open: float
    sl: float
    tp: float
    magic: int
    reason: int
    comment: str
    opened_msc: int
    updated_msc: int
    margin_unit: float
    swap: float = 0.0

    @property
    def is_buy(self) -> bool:
        """Whether it gains when the price rises."""
        return self.side == c.POSITION_TYPE_BUY


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order, waiting or of the history.

    Attributes:
        position_id: The position it opened or changed; 0 while it waits.
        done_msc: 0 while it waits.
        stoplimit: Price of the limit order a stop-limit turns into.
        expiration: Server epoch seconds as asked for, or 0.
        expires_msc: UTC milliseconds at which it lapses; 0 means never.
    """

    ticket: int
    symbol: str
    type: int
    state: int
    volume_initial: float
    volume_current: float
    price_open: float
    price_current: float
    sl: float
    tp: float
    magic: int
    reason: int
    comment: str
    position_id: int
    setup_msc: int
    done_msc: int
    position_by_id: int = 0
    type_filling: int = 0
    type_time: int = 0
    stoplimit: float = 0.0
    expiration: int = 0
    expires_msc: int = 0

    @property
    def side(self) -> int:
        """`POSITION_TYPE_*` of what it opens: the even types buy, the odd ones sell."""
        return self.type % 2

    @property
    def is_buy(self) -> bool:
        """Whether it buys."""
        return self.side == c.POSITION_TYPE_BUY


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """A deal; every change of the balance is one."""

    ticket: int
    order: int
    at_msc: int
    type: int
    entry: int
    magic: int
    position_id: int
    reason: int
    volume: float
    price: float
    commission: float
    swap: float
    profit: float
    fee: float
    symbol: str
    comment: str

    @property
    def total(self) -> float:
        """What it did to the balance."""
        return round(self.profit + self.commission + self.swap + self.fee, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class LateRequest:
    """A request the server has taken but will execute later.

    Attributes:
        due_msc: When, or None when it waits for reads instead.
        reads_left: Calls of `positions_get` still to come before it executes, or None.
    """

    number: int
    request: Request
    due_msc: int | None
    reads_left: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The server's answer to a request."""

    retcode: int
    deal: int = 0
    order: int = 0
    volume: float = 0.0
    price: float = 0.0
    bid: float = 0.0
    ask: float = 0.0
    comment: str = ""
    request_id: int = 0

    @property
    def is_done(self) -> bool:
        """Whether the server executed the request, at least in part."""
        return self.retcode in {c.TRADE_RETCODE_DONE, c.TRADE_RETCODE_DONE_PARTIAL}


class Refusal(Exception):
    """The server's checks said no."""

    def __init__(self, retcode: int) -> None:
        super().__init__(retcode)
        self.retcode = retcode


COMMENTS = {
    c.TRADE_RETCODE_REQUOTE: "Requote",
    c.TRADE_RETCODE_REJECT: "Request rejected",
    c.TRADE_RETCODE_PLACED: "Order placed",
    c.TRADE_RETCODE_DONE: "Request executed",
    c.TRADE_RETCODE_DONE_PARTIAL: "Request executed partially",
    c.TRADE_RETCODE_TIMEOUT: "Request timeout",
    c.TRADE_RETCODE_INVALID: "Invalid request",
    c.TRADE_RETCODE_INVALID_VOLUME: "Invalid volume",
    c.TRADE_RETCODE_INVALID_PRICE: "Invalid price",
    c.TRADE_RETCODE_INVALID_STOPS: "Invalid stops",
    c.TRADE_RETCODE_TRADE_DISABLED: "Trade disabled",
    c.TRADE_RETCODE_MARKET_CLOSED: "Market closed",
    c.TRADE_RETCODE_NO_MONEY: "No money",
    c.TRADE_RETCODE_PRICE_OFF: "No prices",
    c.TRADE_RETCODE_INVALID_EXPIRATION: "Invalid expiration",
    c.TRADE_RETCODE_ORDER_CHANGED: "Order changed",
    c.TRADE_RETCODE_NO_CHANGES: "No changes",
    c.TRADE_RETCODE_SERVER_DISABLES_AT: "AutoTrading disabled by server",
    c.TRADE_RETCODE_CLIENT_DISABLES_AT: "AutoTrading disabled by client",
    c.TRADE_RETCODE_FROZEN: "Order or position frozen",
    c.TRADE_RETCODE_INVALID_FILL: "Unsupported filling mode",
    c.TRADE_RETCODE_CONNECTION: "No connection",
    c.TRADE_RETCODE_LIMIT_ORDERS: "Orders limit reached",
    c.TRADE_RETCODE_LIMIT_VOLUME: "Volume limit reached",
    c.TRADE_RETCODE_INVALID_ORDER: "Invalid order",
    c.TRADE_RETCODE_POSITION_CLOSED: "Position doesn't exist",
    c.TRADE_RETCODE_INVALID_CLOSE_VOLUME: "Invalid close volume",
}


def refused(retcode: int) -> Answer:
    """The answer to a refused request: only the code and its words are set."""
    return Answer(retcode=retcode, comment=COMMENTS.get(retcode, f"Error {retcode}"))
