"""Records as the module's structs: server times, floating profit, the terminal's own traits."""

from dataclasses import replace
from typing import Final

from dtms.sim import constants as c
from dtms.sim.desk import Desk
from dtms.sim.market import Quote
from dtms.sim.records import Answer, Deal, Order, Position, Request
from dtms.sim.structs import FIELDS, STRUCTS, Struct
from dtms.sim.symbols import SymbolSpec
from dtms.sim.valuation import Standing

BUILD: Final = 5370
RELEASED: Final = "14 Oct 2025"
_SYMBOL: Final = FIELDS["SymbolInfo"]
_TEXT_FIELDS: Final = frozenset(_SYMBOL[_SYMBOL.index("category") :])
_FLAG_FIELDS: Final = frozenset(
    ("custom", "select", "visible", "spread_float", "margin_hedged_use_leg")
)
_WHOLE_FIELDS: Final = frozenset(_SYMBOL[: _SYMBOL.index("bid")])


def _nothing(name: str) -> object:
    if name in _TEXT_FIELDS:
        return ""
    if name in _FLAG_FIELDS:
        return False
    return 0 if name in _WHOLE_FIELDS else 0.0


# Structs of which nothing is known, field by field in the module's order.
_NO_SYMBOL: Final = {name: _nothing(name) for name in _SYMBOL}
_CENTS: Final = 2
_NO_SUMS: Final = (0.0,) * 5  # initial and maintenance margin, assets, liabilities, commission
_NO_SERVICES: Final = (False,) * 4  # mail, FTP, notifications, MetaQuotes ID
_NO_PATHS: Final = ("",) * 3
_TICK_FLAGS: Final = c.TICK_FLAG_BID | c.TICK_FLAG_ASK


def request_struct(request: Request) -> Struct:
    """A request as the module echoes it."""
    return STRUCTS["TradeRequest"](getattr(request, name) for name in FIELDS["TradeRequest"])


def sent_struct(answer: Answer, request: Request) -> Struct:
    """The answer of `order_send`."""
    return STRUCTS["OrderSendResult"](
        (
            answer.retcode,
            answer.deal,
            answer.order,
            answer.volume,
            answer.price,
            answer.bid,
            answer.ask,
            answer.comment,
            answer.request_id,
            0,
            request_struct(request),
        )
    )


def checked_struct(retcode: int, words: str, standing: Standing, request: Request) -> Struct:
    """The answer of `order_check`."""
    return STRUCTS["OrderCheckResult"](
        (
            retcode,
            standing.balance,
            standing.equity,
            standing.profit,
            standing.margin,
            standing.free,
            standing.level,
            words,
            request_struct(request),
        )
    )


def tick_struct(desk: Desk, quote: Quote) -> Struct:
    """A quote as a tick."""
    msc = desk.zone.to_server_msc(quote.time_msc)
    return STRUCTS["Tick"]((msc // 1000, quote.bid, quote.ask, 0.0, 0, msc, _TICK_FLAGS, 0.0))


def position_struct(desk: Desk, held: Position, msc: int) -> Struct:
    """An open position priced at an instant."""
    opened = desk.zone.to_server_msc(held.opened_msc)
    updated = desk.zone.to_server_msc(held.updated_msc)
    valuer = desk.server.valuer
    return STRUCTS["TradePosition"](
        (
            held.ticket,
            opened // 1000,
            opened,
            updated // 1000,
            updated,
            held.side,
            held.magic,
            held.identifier,
            held.reason,
            held.volume,
            held.price_open,
            held.sl,
            held.tp,
            valuer.exit_price(held, msc),
            held.swap,
            valuer.floating(held, msc),
            held.symbol,
            held.comment,
            "",
        )
    )


def waiting_struct(desk: Desk, order: Order) -> Struct:
    """A waiting order, priced where it would enter now."""
    quote = desk.market.last(order.symbol, desk.shown_msc)
    if quote is not None:
        price = quote.ask if order.is_buy else quote.bid
        order = replace(order, price_current=price)
    return order_struct(desk, order)


def order_struct(desk: Desk, order: Order) -> Struct:
    """An order of the history."""
    setup = desk.zone.to_server_msc(order.setup_msc)
    done = desk.zone.to_server_msc(order.done_msc) if order.done_msc else 0
    return STRUCTS["TradeOrder"](
        (
            order.ticket,
            setup // 1000,
            setup,
            done // 1000,
            done,
            order.expiration,
            order.type,
            order.type_time,
            order.type_filling,
            order.state,
            order.magic,
            order.position_id,
            order.position_by_id,
            order.reason,
            order.volume_initial,
            order.volume_current,
            order.price_open,
            order.sl,
            order.tp,
            order.price_current,
            order.stoplimit,
            order.symbol,
            order.comment,
            "",
        )
    )


def deal_struct(desk: Desk, deal: Deal) -> Struct:
    """A deal of the history."""
    at = desk.zone.to_server_msc(deal.at_msc)
    return STRUCTS["TradeDeal"](
        (
            deal.ticket,
            deal.order,
            at // 1000,
            at,
            deal.type,
            deal.entry,
            deal.magic,
            deal.position_id,
            deal.reason,
            deal.volume,
            deal.price,
            deal.commission,
            deal.swap,
            deal.profit,
            deal.fee,
            deal.symbol,
            deal.comment,
            "",
        )
    )


def account_struct(desk: Desk) -> Struct:
    """The account as the terminal knows it."""
    account, standing = desk.account, desk.standing()
    return STRUCTS["AccountInfo"](
        (
            account.login,
            account.trade_mode,
            account.leverage,
            account.limit_orders,
            account.so_mode,
            desk.faults.trade_allowed,
            desk.faults.expert_allowed,
            account.margin_mode,
            _CENTS,
            False,  # first in, first out
            standing.balance,
            standing.credit,
            standing.profit,
            standing.equity,
            standing.margin,
            standing.free,
            standing.level,
            account.so_call,
            account.so_out,
            *_NO_SUMS,
            account.name,
            account.server,
            account.currency,
            account.company,
        )
    )


def terminal_struct(desk: Desk) -> Struct:
    """The terminal itself."""
    return STRUCTS["TerminalInfo"](
        (
            False,  # community account and connection
            False,
            desk.faults.connected,
            False,  # DLLs
            desk.ledger.totals.algo_trading,
            desk.faults.tradeapi_disabled,
            *_NO_SERVICES,
            BUILD,
            desk.max_bars,
            0,  # code page
            1_000,  # microseconds of the last ping
            0.0,  # community balance
            0.0,  # retransmission
            desk.account.company,
            "DTMS simulated terminal",
            "English",
            *_NO_PATHS,
        )
    )


def symbol_struct(desk: Desk, spec: SymbolSpec) -> Struct:
    """A symbol's terms and, when it is in Market Watch, its prices."""
    known = _terms(spec)
    selected = spec.name in desk.ledger.totals.selected
    known |= {"select": selected, "visible": selected}
    quote = desk.market.last(spec.name, desk.shown_msc) if selected else None
    if quote is not None:
        known |= _prices(desk, spec, quote)
    return STRUCTS["SymbolInfo"]((_NO_SYMBOL | known).values())


def _terms(spec: SymbolSpec) -> dict[str, object]:
    return {
        "digits": spec.digits,
        "spread_float": True,
        "trade_calc_mode": spec.calc_mode,
        "trade_mode": spec.trade_mode,
        "trade_stops_level": spec.stops_level,
        "trade_freeze_level": spec.freeze_level,
        "trade_exemode": spec.exemode,
        "swap_mode": spec.swap_mode,
        "swap_rollover3days": spec.swap_rollover3days,
        "margin_hedged_use_leg": spec.margin_hedged_use_leg,
        "expiration_mode": spec.expiration_mode,
        "filling_mode": spec.filling,
        "order_mode": spec.order_mode,
        "point": spec.point,
        "trade_tick_size": spec.step,
        "trade_contract_size": spec.contract_size,
        "volume_min": spec.volume_min,
        "volume_max": spec.volume_max,
        "volume_step": spec.volume_step,
        "volume_limit": spec.volume_limit,
        "swap_long": spec.swap_long,
        "swap_short": spec.swap_short,
        "margin_initial": spec.margin_initial,
        "margin_hedged": spec.margin_hedged,
        "currency_base": spec.base,
        "currency_profit": spec.profit,
        "currency_margin": spec.margin,
        "description": spec.description,
        "name": spec.name,
        "path": f"{spec.schedule.value}\\{spec.name}",
    }


def _prices(desk: Desk, spec: SymbolSpec, quote: Quote) -> dict[str, object]:
    gain, loss = (_tick_value(desk, spec, quote, sign) for sign in (1, -1))
    day = desk.rates.newest(spec.name, c.TIMEFRAME_D1, desk.shown_msc, 0, 1)[0]
    wide = quote.ask - quote.bid
    return {
        "time": desk.zone.to_server(quote.time_msc // 1000),
        "spread": round(wide / spec.point),
        "bid": quote.bid,
        "bidhigh": float(day["high"]),
        "bidlow": float(day["low"]),
        "ask": quote.ask,
        "askhigh": spec.price(float(day["high"]) + wide),
        "asklow": spec.price(float(day["low"]) + wide),
        "session_open": float(day["open"]),
        "trade_tick_value": gain,
        "trade_tick_value_profit": gain,
        "trade_tick_value_loss": loss,
    }


def _tick_value(desk: Desk, spec: SymbolSpec, quote: Quote, sign: int) -> float:
    """Worth of one tick of one lot in the account's currency, won or lost."""
    amount = sign * spec.step * spec.worth
    if spec.base == desk.account.currency and spec.profit != desk.account.currency:
        return abs(amount) / (quote.ask if sign > 0 else quote.bid)
    return abs(desk.server.valuer.convert(amount, spec.profit, desk.shown_msc))
