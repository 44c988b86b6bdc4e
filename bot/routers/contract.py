"""A trade's contract: shown, and changed by one tap at a time."""

from dataclasses import replace
from datetime import datetime, time

from aiogram.types import Message

from bot.callbacks import Act
from bot.front import Front
from bot.keyboards import Reader, contract_rows, draw
from bot.routers.reading import show_card
from bot.routers.saying import redraw
from dtms.core.commands import SetContract
from dtms.core.contract import next_time_of_day
from dtms.core.trade import Ban, Guard, TradeKey
from dtms.engine.views import TradeView

_ON = "on"


async def tapped(
    message: Message, front: Front, reader: Reader, act: Act, key: TradeKey, version: int | None
) -> None:
    """Show a contract; a tap with a choice makes it first."""
    view = await front.view(key)
    if view is None:
        await show_card(message, front, reader, key)
        return
    head = ""
    if act.what:
        command = await _command(front, reader, act, view)
        reply = await front.guardian.engine.handle(replace(command, version=version))
        head = front.words.outcome(reader.language, None, reply)
        view = await front.view(key) or view
    rows = contract_rows(view.trade, exits=view.exits)
    drawn = await draw(front, rows, reader, trade=view.trade)
    text = front.words.contract(reader.language, view)
    await redraw(message, f"{head}\n\n{text}" if head else text, drawn, front)


async def _command(front: Front, reader: Reader, act: Act, view: TradeView) -> SetContract:
    """Return the contract as one choice changes it."""
    trade = view.trade
    same = SetContract(
        key=trade.key,
        guard=trade.guard,
        bans=trade.contract.bans,
        until=trade.contract.until,
        exits=trade.contract.exits,
        by=reader.user,
    )
    choice, _, value = act.what.partition(":")
    if choice == "until":
        until = await _until(front, reader, view.at, int(value))
        return replace(same, guard=Guard.GUARDED, until=until)
    if choice == "exits":
        return replace(same, exits=value == _ON)
    return replace(same, bans=same.bans ^ {Ban(value)})


async def _until(front: Front, reader: Reader, now: datetime, hour: int) -> datetime:
    return next_time_of_day(now, time(hour), await front.zone(reader.user))
