"""Trades with aiomql's Order, Positions, History and Symbol on whatever MetaTrader5 is there."""

import asyncio
import json
import sys
from datetime import UTC, datetime, timedelta

from aiomql import (
    Account,
    Config,
    History,
    MetaTrader,
    Order,
    OrderFilling,
    OrderType,
    Positions,
    Symbol,
    TimeFrame,
)


async def main() -> None:
    said = {}
    Config(login=5012345, password="any", server="DTMS-Simulator")  # noqa: S106 - of a simulation
    terminal = MetaTrader()
    said["started"] = [await terminal.initialize(), await terminal.login()]
    account = Account()
    await account.refresh()
    said["account"] = [account.login, account.balance]

    symbol = Symbol(name="EURUSD")
    said["symbol"] = [await symbol.initialize(), symbol.digits, symbol.tick.ask > symbol.tick.bid]
    candles = await symbol.copy_rates_from_pos(timeframe=TimeFrame.M15, count=50)
    ticks = await symbol.copy_ticks_from(date_from=int(symbol.tick.time) - 600, count=20)
    said["candles"] = [len(candles), len(ticks)]

    order = Order(
        symbol="EURUSD",
        type=OrderType.BUY,
        volume=0.2,
        price=symbol.tick.ask,
        type_filling=OrderFilling.IOC,
    )
    checked = await order.check()
    sent = await order.send()
    said["order"] = [checked.retcode, checked.comment, sent.retcode, sent.comment]
    said["margin"] = await order.calc_margin() > 0

    positions = Positions()
    (held,) = await positions.get_positions(symbol="EURUSD")
    by_ticket = await positions.get_position_by_ticket(ticket=sent.order)
    said["held"] = [held.volume, held.type.name, by_ticket.ticket == held.ticket]
    part = await positions.close(
        ticket=held.ticket, symbol="EURUSD", price=0.0, volume=0.1, order_type=held.type
    )
    (rest,) = await positions.get_positions()
    said["part"] = [part.retcode, rest.volume, rest.ticket == held.ticket]
    said["closed"] = await positions.close_all()
    said["left"] = len(await positions.get_positions())

    now = datetime.fromtimestamp(int(symbol.tick.time), UTC)
    past = History(date_from=now - timedelta(days=1), date_to=now + timedelta(days=1), group="*")
    await past.initialize()
    said["history"] = [past.total_orders, len(past.get_deals_by_position(position=held.ticket))]
    await terminal.shutdown()
    json.dump(said, sys.stdout, default=str)


asyncio.run(main())
