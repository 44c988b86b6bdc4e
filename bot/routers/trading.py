"""/hedge: hedges in force and possible, priced before anything is asked."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.front import Front
from bot.keyboards import CONFIRM_EXPIRY, Reader, card_rows, confirm_rows, draw, hedge_rows
from bot.routers.reading import known, trades
from bot.routers.saying import say, say_word
from bot.wording import CommandName, Word
from dtms.core.commands import Verb
from dtms.core.trade import TradeKey


def router() -> Router:
    """Return the handlers."""
    made = Router(name="trading")
    made.message.register(hedge, Command(CommandName.HEDGE.value))
    return made


async def hedge(message: Message, command: CommandObject, front: Front, reader: Reader) -> None:
    """Price a hedge and ask; without a ticket take the only trade, or list them."""
    key = await _meant(front, command.args)
    if key is None and command.args is None:
        await trades(message, front, reader)
        return
    view = None if key is None else await front.guardian.views.hedge(key)
    if view is None:
        await say_word(message, front, reader, Word.NO_TICKET)
        return
    rows = card_rows(view.trade)
    if view.trade.hedge is not None:
        rows = confirm_rows(Verb.CLOSE_HEDGE)
    elif view.refusal is None:
        rows = hedge_rows(view)
    drawn = await draw(front, rows, reader, trade=view.trade, lasts=CONFIRM_EXPIRY)
    await say(message, front.words.hedge(reader.language, view), drawn, front)


async def _meant(front: Front, text: str | None) -> TradeKey | None:
    if text is not None:
        return await known(front, text)
    live = [one.key for one in front.guardian.engine.station.ledger.trades.values()]
    return live[0] if len(live) == 1 else None
