"""A small, strict stand-in for the `MetaTrader5` module: fixed prices, one hedging book.

It refuses what the C module refuses (ints for lots, 30-character comments, Decimals) and can lose
requests and answers. Times are server seconds.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

FLOATS = ("volume", "price", "stoplimit", "sl", "tp")
INTS = (
    *("action", "magic", "order", "deviation", "type", "type_filling", "type_time"),
    *("expiration", "position", "position_by"),
)
RATES = np.dtype(
    [
        ("time", "<i8"),
        *((name, "<f8") for name in ("open", "high", "low", "close")),
        *(("tick_volume", "<u8"), ("spread", "<i4"), ("real_volume", "<u8")),
    ]
)


def a_symbol(**changes: object) -> SimpleNamespace:
    info = {
        "name": "XAUUSD.r",
        "path": "Metals\\XAUUSD.r",
        "currency_base": "XAU",
        "currency_profit": "USD",
        "digits": 2,
        "point": 0.01,
        "trade_tick_size": 0.01,
        "trade_contract_size": 100.0,
        "volume_min": 0.01,
        "volume_max": 50.0,
        "volume_step": 0.01,
        "trade_stops_level": 20,
        "trade_freeze_level": 0,
        "trade_mode": 4,
        "trade_calc_mode": 2,
        "order_mode": 127,
        "filling_mode": 2,
        "select": True,
        "bid": 2000.0,
        "ask": 2000.3,
    }
    return SimpleNamespace(**(info | changes))


def an_account(**changes: object) -> SimpleNamespace:
    info = {
        "login": 4711,
        "server": "Fake-Demo",
        "trade_mode": 0,
        "margin_mode": 2,
        "trade_allowed": True,
        "trade_expert": True,
        "currency": "USD",
        "balance": 10_000.0,
        "equity": 10_000.0,
        "margin": 0.0,
        "margin_free": 10_000.0,
        "margin_level": 0.0,
    }
    return SimpleNamespace(**(info | changes))


class FakeTerminal:
    """Module-shaped; every function resets `last_error`."""

    def __init__(self) -> None:
        self.now = 1_763_380_800  # Monday 2025-11-17 12:00 server time
        self.info = an_account()
        self.terminal = SimpleNamespace(connected=True, trade_allowed=True, tradeapi_disabled=False)
        self.symbols = {"XAUUSD.r": a_symbol()}
        self.positions: list[SimpleNamespace] = []
        self.deals: list[SimpleNamespace] = []
        self.orders: list[SimpleNamespace] = []
        self.requests: list[dict[str, Any]] = []
        self.rates: Any = np.zeros(0, dtype=RATES)
        self.asked: list[int] = []
        self.accepted_filling: int | None = None
        self.refusals: list[int] = []
        self.failing: dict[str, int] = {}
        self.drop_request = False
        self.drop_answer: int | None = None
        self.late: list[Callable[[], None]] = []
        self.execute_late = False
        self._error = (1, "Success")
        self._next = 100

    # --- what a test does to it

    def open_by_hand(
        self, type_: int, volume: float, *, sl: float = 0.0, tp: float = 0.0, magic: int = 0
    ) -> int:
        return self._open({"symbol": "XAUUSD.r", "type": type_, "volume": volume, "magic": magic}
                          | {"sl": sl, "tp": tp, "comment": ""})  # fmt: skip

    def close_by_hand(self, ticket: int) -> None:
        held = self._held(ticket)
        assert held is not None
        self._reduce(held, {"volume": held.volume, "magic": 0, "comment": ""}, reason=1)

    def run_late(self) -> None:
        for execute in self.late:
            execute()
        self.late.clear()

    # --- the module

    def last_error(self) -> tuple[int, str]:
        return self._error

    def account_info(self) -> object:
        return self._read("account_info", self.info)

    def terminal_info(self) -> object:
        return self._read("terminal_info", self.terminal)

    def symbols_get(self) -> object:
        return self._read("symbols_get", tuple(self.symbols.values()))

    def symbol_info(self, symbol: str, /) -> object:
        info = self.symbols.get(symbol)
        return self._read("symbol_info", info) if info else self._fail(-4, "Terminal: Not found")

    def symbol_select(self, symbol: str, enable: object = True, /) -> bool:
        self._read("symbol_select", None)
        self.symbols[symbol].select = bool(enable)
        return True

    def symbol_info_tick(self, symbol: str, /) -> object:
        info = self.symbols[symbol]
        if not info.select:
            return self._fail(-4, "Terminal: Not found")
        tick = SimpleNamespace(time=self.now, time_msc=self.now * 1000, bid=info.bid, ask=info.ask)
        return self._read("symbol_info_tick", tick)

    def positions_get(self) -> object:
        return self._read("positions_get", tuple(self.positions))

    def history_deals_get(self, date_from: int, date_to: int, /) -> object:
        found = tuple(deal for deal in self.deals if date_from <= deal.time <= date_to)
        return self._read("history_deals_get", found)

    def history_orders_get(self, *, position: int) -> object:
        found = tuple(order for order in self.orders if order.position_id == position)
        return self._read("history_orders_get", found)

    def order_calc_profit(
        self, action: int, symbol: str, volume: float, opened: float, closed: float, /
    ) -> object:
        sign = 1 if action == 0 else -1
        size = self.symbols[symbol].trade_contract_size
        return self._read("order_calc_profit", sign * (closed - opened) * volume * size)

    def copy_rates_from_pos(self, symbol: str, timeframe: int, start: int, count: int, /) -> object:
        assert symbol in self.symbols
        assert (type(timeframe), start) == (int, 0)
        self.asked.append(count)
        return self._read("copy_rates_from_pos", self.rates[-count:])

    def order_check(self, request: dict[str, Any], /) -> object:
        if not self._is_well_typed(request):
            return None
        retcode = 0 if not self.refusals else self.refusals.pop(0)
        if self._wrong_filling(request):
            retcode = 10030
        result = SimpleNamespace(retcode=retcode, margin=100.0, margin_free=9_900.0)
        return self._read("order_check", result)

    def order_send(self, request: dict[str, Any], /) -> object:
        if not self._is_well_typed(request):
            return None
        self.requests.append(dict(request))
        if self.terminal.tradeapi_disabled or self.drop_request:
            code = -8 if self.terminal.tradeapi_disabled else -10001
            return self._fail(code, "not sent")
        retcode, execute = self._judge(request)
        if retcode == 10009 and self.execute_late:
            self.late.append(execute)
            retcode = 10012
        if retcode != 10009:
            return self._result(retcode, request)
        execute()
        if self.drop_answer is not None:
            return self._fail(self.drop_answer, "IPC recv failed")
        return self._result(10009, request)

    # --- inside

    def _judge(self, request: dict[str, Any]) -> tuple[int, Callable[[], None]]:
        held = self._held(request.get("position", 0))
        if self.refusals or not self.terminal.trade_allowed:
            return (self.refusals.pop(0) if self.refusals else 10027), _nothing
        if request["action"] == 6:
            return self._judge_levels(request, held)
        if self._wrong_filling(request):
            return 10030, _nothing
        if not request.get("position"):
            return 10009, lambda: self._open_quietly(request)
        if held is None or request["volume"] > held.volume + 1e-9:
            return (10036 if held is None else 10038), _nothing
        return 10009, lambda: self._reduce(held, request, reason=3)

    def _judge_levels(
        self, request: dict[str, Any], held: SimpleNamespace | None
    ) -> tuple[int, Callable[[], None]]:
        if held is None:
            return 10036, _nothing
        if (held.sl, held.tp) == (request.get("sl", 0.0), request.get("tp", 0.0)):
            return 10025, _nothing

        def execute() -> None:
            held.sl, held.tp = request.get("sl", 0.0), request.get("tp", 0.0)

        return 10009, execute

    def _wrong_filling(self, request: dict[str, Any]) -> bool:
        wanted = self.accepted_filling
        return request["action"] == 1 and wanted is not None and request["type_filling"] != wanted

    def _open_quietly(self, request: dict[str, Any]) -> None:
        self._open(request)

    def _open(self, request: dict[str, Any]) -> int:
        self._next += 1
        ticket = self._next
        info = self.symbols[request["symbol"]]
        price = info.ask if request["type"] == 0 else info.bid
        held = SimpleNamespace(
            ticket=ticket,
            identifier=ticket,
            time_msc=self.now * 1000,
            symbol=request["symbol"],
            type=request["type"],
            volume=request["volume"],
            price_open=price,
            price_current=info.bid if request["type"] == 0 else info.ask,
            sl=request.get("sl", 0.0),
            tp=request.get("tp", 0.0),
            magic=request["magic"],
            comment=request["comment"],
            profit=0.0,
            swap=0.0,
        )
        self.positions.append(held)
        order = SimpleNamespace(**vars(held), position_id=ticket, time_setup_msc=held.time_msc)
        self.orders.append(order)
        self._book(held, request, type_=held.type, entry=0, reason=3)
        return ticket

    def _reduce(self, held: SimpleNamespace, request: dict[str, Any], *, reason: int) -> None:
        held.volume = round(held.volume - request["volume"], 8)
        if held.volume <= 0:
            self.positions.remove(held)
        self._book(held, request, type_=1 - held.type, entry=1, reason=reason)

    def _book(
        self, held: SimpleNamespace, request: dict[str, Any], *, type_: int, entry: int, reason: int
    ) -> None:
        self._next += 1
        self.deals.append(
            SimpleNamespace(
                ticket=self._next,
                order=self._next,
                position_id=held.identifier,
                time=self.now,
                time_msc=self.now * 1000,
                type=type_,
                entry=entry,
                reason=reason,
                volume=request["volume"],
                price=held.price_open,
                commission=0.0,
                swap=0.0,
                profit=0.0,
                fee=0.0,
                symbol=held.symbol,
                magic=request["magic"],
                comment=request["comment"],
            )
        )

    def _held(self, ticket: int) -> SimpleNamespace | None:
        return next((held for held in self.positions if held.ticket == ticket), None)

    def _result(self, retcode: int, request: dict[str, Any]) -> SimpleNamespace:
        done = retcode == 10009 and request["action"] == 1
        return SimpleNamespace(
            retcode=retcode,
            order=self._next if done else 0,
            volume=request["volume"] if done else 0.0,
            price=request["price"] if done else 0.0,
        )

    def _is_well_typed(self, request: dict[str, Any]) -> bool:
        for name, value in request.items():
            wrong = (
                (name in FLOATS and not isinstance(value, float))
                or (name in INTS and (not isinstance(value, int) or value < 0))
                or (name in {"comment", "symbol"} and len(value) > 29)
            )
            if wrong:
                self._fail(-2, f'Invalid "{name}" argument')
                return False
        self._error = (1, "Success")
        return True

    def _read(self, name: str, value: object) -> object:
        if name in self.failing:
            return self._fail(self.failing[name], "IPC recv failed")
        self._error = (1, "Success")
        return value

    def _fail(self, code: int, text: str) -> None:
        self._error = (code, text)


def _nothing() -> None:
    return None
