"""The calls that are written down, in order; the same for a real terminal and the simulated one."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Protocol, cast

import numpy as np

ABSENT: Final = "DTMS-NO-SUCH"  # no broker offers it: an order for it can do nothing
MAGIC: Final = 5_068_877
_FAR: Final = 2_145_916_800
_HOUR: Final = 3_600
_LONG_COMMENT: Final = "x" * 30
_SOME: Final = 10

type Steps = Generator["Step", object, None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One call.

    Attributes:
        name: Says what is tried; unique in the script.
        call: Function of the module.
        empty_keywords: Call with `**{}` beside the positional arguments.
    """

    name: str
    call: str
    args: tuple[object, ...] = ()
    keywords: Mapping[str, object] = field(default_factory=dict)
    empty_keywords: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What the script needs to know of the terminal.

    Attributes:
        symbol: Broker's name of the symbol in use.
        now: Server's time of its newest tick, epoch seconds.
        volume: Smallest volume, in lots.
        step: Step of volumes, in lots.
        point: Smallest decimal of the price.
        digits: Decimals of the price.
        filling: Mode the symbol takes, `ORDER_FILLING_*`.
        wrong_filling: Mode it does not take; None when it takes all.
    """

    symbol: str
    now: int
    volume: float
    step: float
    point: float
    digits: int
    filling: int
    wrong_filling: int | None


class Answered(Protocol):
    """The fields of answers that later calls need."""

    retcode: int
    order: int
    bid: float
    ticket: int
    magic: int
    type: int
    volume: float


def before_connecting() -> Steps:
    """Calls while nothing is connected."""
    yield Step(name="unconnected.account", call="account_info")
    yield Step(name="unconnected.terminal", call="terminal_info")
    yield Step(name="unconnected.version", call="version")
    yield Step(name="unconnected.positions", call="positions_get")
    yield Step(name="unconnected.symbols", call="symbols_get")
    yield Step(name="unconnected.select", call="symbol_select", args=(ABSENT,))
    yield Step(name="unconnected.check", call="order_check", args=({"action": 1},))
    yield Step(name="initialize.timeout-text", call="initialize", keywords={"timeout": "soon"})
    yield Step(name="initialize.server-number", call="initialize", keywords={"server": 5})


def after_disconnecting() -> Steps:
    """Calls after `shutdown`."""
    yield Step(name="shutdown", call="shutdown")
    yield Step(name="disconnected.positions", call="positions_get")
    yield Step(name="shutdown.again", call="shutdown")


def reading(stage: Stage) -> Steps:
    """Every getter, with what it accepts and what it refuses."""
    yield from _session()
    yield from _symbols(stage)
    yield from _bars(stage)
    yield from _ticks(stage)
    yield from _books()
    yield from _history(stage)
    yield from _sums(stage)


def _session() -> Steps:
    yield Step(name="version", call="version")
    yield Step(name="terminal", call="terminal_info")
    yield Step(name="account", call="account_info")
    yield Step(name="account.argument", call="account_info", args=(1,))
    yield Step(name="login.none", call="login")
    yield Step(name="login.text", call="login", args=("me",))


def _symbols(stage: Stage) -> Steps:
    symbol = stage.symbol
    yield Step(name="symbols.total", call="symbols_total")
    yield Step(name="symbols.group", call="symbols_get", keywords={"group": symbol})
    yield Step(name="symbols.unnamed", call="symbols_get", args=(symbol,))
    yield Step(name="symbols.none", call="symbols_get", keywords={"group": ABSENT})
    yield Step(name="symbols.number", call="symbols_get", keywords={"group": 5})
    yield Step(name="symbol", call="symbol_info", args=(symbol,))
    yield Step(name="symbol.absent", call="symbol_info", args=(ABSENT,))
    yield Step(name="symbol.number", call="symbol_info", args=(5,))
    yield Step(name="symbol.keyword", call="symbol_info", keywords={"symbol": symbol})
    yield Step(name="select", call="symbol_select", args=(symbol, True))
    yield Step(name="select.absent", call="symbol_select", args=(ABSENT, True))
    yield Step(name="tick", call="symbol_info_tick", args=(symbol,))
    yield Step(name="tick.absent", call="symbol_info_tick", args=(ABSENT,))
    yield Step(name="book.add", call="market_book_add", args=(symbol,))
    yield Step(name="book.get", call="market_book_get", args=(symbol,))
    yield Step(name="book.release", call="market_book_release", args=(symbol,))
    yield Step(name="book.absent", call="market_book_add", args=(ABSENT,))


def _bars(stage: Stage) -> Steps:
    symbol, now, call = stage.symbol, stage.now, "copy_rates_from_pos"
    for label, frame in (("M1", 1), ("M15", 15), ("H4", 0x4004), ("D1", 0x4018)):
        yield Step(name=f"bars.{label}", call=call, args=(symbol, frame, 0, _SOME))
    yield Step(name="bars.unknown-frame", call=call, args=(symbol, 7, 0, _SOME))
    yield Step(name="bars.absent", call=call, args=(ABSENT, 15, 0, _SOME))
    yield Step(name="bars.negative", call=call, args=(symbol, 15, 0, -1))
    yield Step(name="bars.text-count", call=call, args=(symbol, 15, 0, "10"))
    yield Step(name="bars.too-few", call=call, args=(symbol, 15, 0))
    seconds, aware = now - _HOUR, datetime.fromtimestamp(now, UTC)
    yield Step(name="bars.from", call="copy_rates_from", args=(symbol, 15, now, _SOME))
    yield Step(name="bars.from-aware", call="copy_rates_from", args=(symbol, 15, aware, _SOME))
    yield Step(
        name="bars.from-numpy",
        call="copy_rates_from",
        args=(symbol, 15, np.datetime64(now, "s"), _SOME),
    )
    yield Step(name="bars.range", call="copy_rates_range", args=(symbol, 15, seconds, now))
    yield Step(name="bars.backwards", call="copy_rates_range", args=(symbol, 15, now, seconds))
    yield Step(name="bars.text", call="copy_rates_range", args=(symbol, 15, "then", "now"))


def _ticks(stage: Stage) -> Steps:
    symbol, since = stage.symbol, stage.now - _HOUR
    for label, flags in (("all", -1), ("info", 1), ("trade", 2)):
        args = (symbol, since, _SOME, flags)
        yield Step(name=f"ticks.{label}", call="copy_ticks_from", args=args)
    yield Step(name="ticks.absent", call="copy_ticks_from", args=(ABSENT, since, _SOME, -1))
    yield Step(name="ticks.negative", call="copy_ticks_from", args=(symbol, since, -1, -1))
    yield Step(name="ticks.range", call="copy_ticks_range", args=(symbol, since, stage.now, -1))


def _books() -> Steps:
    for call in ("positions_get", "orders_get"):
        yield Step(name=f"{call}.all", call=call)
        yield Step(name=f"{call}.unnamed", call=call, args=("EURUSD",))
        yield Step(name=f"{call}.absent", call=call, keywords={"symbol": ABSENT})
        yield Step(name=f"{call}.group", call=call, keywords={"group": "!*"})
        yield Step(name=f"{call}.ticket", call=call, keywords={"ticket": 1})
        yield Step(name=f"{call}.negative", call=call, keywords={"ticket": -1})
        yield Step(name=f"{call}.text", call=call, keywords={"ticket": "1"})
        yield Step(name=f"{call}.number", call=call, keywords={"symbol": 1})
        yield Step(name=f"{call}.misspelt", call=call, keywords={"tiket": 1})
    yield Step(name="positions.total", call="positions_total")
    yield Step(name="orders.total", call="orders_total")


def _history(stage: Stage) -> Steps:
    for what in ("orders", "deals"):
        total, get = f"history_{what}_total", f"history_{what}_get"
        yield Step(name=f"{total}.all", call=total, args=(0, _FAR))
        yield Step(name=f"{total}.none", call=total)
        yield Step(name=f"{get}.all", call=get, args=(0, _FAR))
        yield Step(name=f"{get}.future", call=get, args=(stage.now + 10 * 86_400, _FAR))
        yield Step(name=f"{get}.nothing", call=get)
        yield Step(name=f"{get}.ticket", call=get, keywords={"ticket": 1})
        yield Step(name=f"{get}.position", call=get, keywords={"position": 1})
        yield Step(name=f"{get}.text", call=get, keywords={"ticket": "1"})
        yield Step(name=f"{get}.text-dates", call=get, args=("then", "now"))


def _sums(stage: Stage) -> Steps:
    symbol, margin, profit = stage.symbol, "order_calc_margin", "order_calc_profit"
    yield Step(name="margin", call=margin, args=(0, symbol, 1.0, 1.1))
    yield Step(name="margin.whole", call=margin, args=(0, symbol, 1, 1))
    yield Step(name="margin.absent", call=margin, args=(0, ABSENT, 1.0, 1.1))
    yield Step(name="margin.action", call=margin, args=(99, symbol, 1.0, 1.1))
    yield Step(name="margin.text", call=margin, args=(0, symbol, "1", 1.1))
    yield Step(name="profit", call=profit, args=(1, symbol, 1.0, 1.1, 1.0))
    yield Step(name="profit.absent", call=profit, args=(1, ABSENT, 1.0, 1.1, 1.0))


def refusing(stage: Stage) -> Steps:
    """Requests that can do nothing: checked only, or for a symbol that no broker offers."""
    yield from _checked(stage)
    harmless: dict[str, object] = {"action": 0, "symbol": ABSENT, "volume": 0.0, "type": 0}
    wrong: dict[str, object] = dict.fromkeys(("volume", "price", "stoplimit", "sl", "tp"), 1)
    wrong |= dict.fromkeys(("action", "magic", "order", "deviation", "type", "position"), 1.0)
    wrong |= {"symbol": "S" * 30, "comment": _LONG_COMMENT, "expiration": -1, "position_by": "1"}
    for name, value in wrong.items():
        yield Step(name=f"send.{name}", call="order_send", args=(harmless | {name: value},))
    whole = np.int64(1)
    yield Step(name="send.numpy-int", call="order_send", args=(harmless | {"magic": whole},))
    narrow = np.float32(1.0)
    yield Step(name="send.numpy-float", call="order_send", args=(harmless | {"sl": narrow},))
    yield Step(name="send.empty", call="order_send", args=({},))
    yield Step(name="send.nothing", call="order_send")
    yield Step(name="send.text", call="order_send", args=("buy",))
    yield Step(name="send.both", call="order_send", args=(harmless,), keywords={"action": 0})
    yield Step(name="send.two", call="order_send", args=(harmless, harmless))
    yield Step(name="send.unpacked", call="order_send", args=(harmless,), empty_keywords=True)
    yield Step(name="send.absent", call="order_send", args=(harmless | {"action": 1},))


def _checked(stage: Stage) -> Steps:
    good = _deal(stage, 0, stage.volume)
    tried: Mapping[str, dict[str, object]] = {
        "good": good,
        "absent": good | {"symbol": ABSENT},
        "volume": good | {"volume": stage.step / 3},
        "whole-volume": good | {"volume": 1},
        "comment": good | {"comment": _LONG_COMMENT},
        "stop": good | {"sl": 1e6},
        "position": {"action": 6, "symbol": stage.symbol, "position": 1, "sl": 0.0, "tp": 0.0},
    }
    for name, request in tried.items():
        yield Step(name=f"check.{name}", call="order_check", args=(request,))


def _deal(stage: Stage, side: int, volume: float, **more: object) -> dict[str, object]:
    request: dict[str, object] = {
        "action": 1,
        "symbol": stage.symbol,
        "volume": volume,
        "type": side,
        "price": 0.0,
        "deviation": 20,
        "magic": MAGIC,
        "type_filling": stage.filling,
        "type_time": 0,
        "comment": "dtms record",
    }
    return request | more


def trading(stage: Stage) -> Steps:
    """The smallest orders, on a demo account; `tidying` closes what a refusal leaves open."""
    yield from _refused(stage)
    twice = round(stage.volume * 2, 8)
    opened = yield _send("trade.buy", _deal(stage, 0, twice))
    if not _is_done(opened):
        return
    ticket = cast("Answered", opened).order
    yield Step(name="trade.held", call="positions_get", keywords={"ticket": ticket})
    yield from _levels(stage, ticket)
    closing = _deal(stage, 1, stage.volume, position=ticket)
    yield _send("trade.close-too-much", closing | {"volume": round(twice * 2, 8)})
    yield _send("trade.close-half", closing)
    sold = yield _send("trade.sell", _deal(stage, 1, stage.volume))
    if _is_done(sold):
        by = {"action": 10, "position": ticket, "position_by": cast("Answered", sold).order}
        yield _send("trade.close-by", {**by, "symbol": stage.symbol, "magic": MAGIC})
    yield _send("trade.close", closing)
    yield _send("trade.close-again", closing)
    yield Step(name="trade.deals", call="history_deals_get", keywords={"position": ticket})
    yield Step(name="trade.orders", call="history_orders_get", keywords={"position": ticket})
    yield from _pending(stage)


def _refused(stage: Stage) -> Steps:
    yield _send("trade.volume", _deal(stage, 0, stage.step / 3))
    yield _send("trade.stop", _deal(stage, 0, stage.volume, sl=1e6))
    if stage.wrong_filling is not None:
        wrong = _deal(stage, 0, stage.volume, type_filling=stage.wrong_filling)
        yield _send("trade.filling", wrong)


def _levels(stage: Stage, ticket: int) -> Steps:
    tick = yield Step(name="trade.tick", call="symbol_info_tick", args=(stage.symbol,))
    if tick is None:
        return
    bid = cast("Answered", tick).bid
    stop = round(bid - 2_000 * stage.point, stage.digits)
    levels: dict[str, object] = {"action": 6, "symbol": stage.symbol, "position": ticket}
    levels |= {"sl": stop, "tp": 0.0}
    yield _send("trade.stop-set", levels)
    yield _send("trade.stop-same", levels)
    yield _send("trade.stop-wrong-side", levels | {"sl": round(bid * 1.1, stage.digits)})
    yield _send("trade.stop-removed", levels | {"sl": 0.0})


def _pending(stage: Stage) -> Steps:
    tick = yield Step(name="pending.tick", call="symbol_info_tick", args=(stage.symbol,))
    if tick is None:
        return
    price = round(cast("Answered", tick).bid - 5_000 * stage.point, stage.digits)
    order = _deal(stage, 2, stage.volume, action=5, price=price, type_filling=2)
    placed = yield _send("pending.place", order)
    if not _is_done(placed):
        return
    ticket = cast("Answered", placed).order
    yield Step(name="pending.held", call="orders_get", keywords={"ticket": ticket})
    lower = round(price - 100 * stage.point, stage.digits)
    yield _send("pending.move", {"action": 7, "order": ticket, "price": lower, "type_time": 0})
    yield _send("pending.remove", {"action": 8, "order": ticket})
    yield _send("pending.remove-again", {"action": 8, "order": ticket})


def tidying(stage: Stage) -> Steps:
    """Close and delete whatever the script's own orders left."""
    held = yield Step(name="tidy.positions", call="positions_get")
    for number, position in enumerate(_own(held)):
        request = _deal(stage, 1 - position.type, position.volume, position=position.ticket)
        yield _send(f"tidy.close-{number}", request)
    waiting = yield Step(name="tidy.orders", call="orders_get")
    for number, order in enumerate(_own(waiting)):
        yield _send(f"tidy.delete-{number}", {"action": 8, "order": order.ticket})


def _own(answer: object) -> Sequence[Answered]:
    found = cast("Sequence[Answered]", answer if isinstance(answer, tuple) else ())
    return [item for item in found if item.magic == MAGIC]


def _send(name: str, request: dict[str, object]) -> Step:
    return Step(name=name, call="order_send", args=(request,))


def _is_done(answer: object) -> bool:
    return answer is not None and cast("Answered", answer).retcode in {10008, 10009, 10010}
