"""What only reads: /status /dtms /rails /trades /trade /why /history /health."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.callbacks import Act, Does
from bot.front import Front, read_ticket
from bot.keyboards import Key, Reader, Rows, card_rows, decision_of, draw, trade_key
from bot.routers.ordering import pending, pending_rows
from bot.routers.saying import say, say_word
from bot.wording import CommandName, Word
from dtms.core.trade import TradeKey
from dtms.ports import Recorded

_ACTIONS = 10
_MOST_BUTTONS = 20


def router() -> Router:
    """Return the handlers."""
    made = Router(name="reading")
    made.message.register(status, Command(CommandName.STATUS.value))
    made.message.register(engine, Command(CommandName.DTMS.value))
    made.message.register(rails, Command(CommandName.RAILS.value))
    made.message.register(trades, Command(CommandName.TRADES.value))
    made.message.register(trade, Command(CommandName.TRADE.value))
    made.message.register(why, Command(CommandName.WHY.value))
    made.message.register(history, Command(CommandName.HISTORY.value))
    made.message.register(health, Command(CommandName.HEALTH.value))
    return made


async def status(message: Message, front: Front, reader: Reader) -> None:
    """Show the account."""
    view = await front.guardian.views.status()
    await say(message, front.words.status(reader.language, view))


async def engine(message: Message, front: Front, reader: Reader) -> None:
    """Show the engine."""
    view = await front.guardian.views.engine()
    await say(message, front.words.engine(reader.language, view))


async def rails(message: Message, front: Front, reader: Reader) -> None:
    """Show every limit and what is left of it."""
    view = await front.guardian.views.rails()
    await say(message, front.words.rails(reader.language, view))


async def trades(message: Message, front: Front, reader: Reader) -> None:
    """List the trades, each with a button to its card."""
    view = await front.guardian.views.status()
    waiting = await pending(front)
    if not view.trades and not waiting:
        await say_word(message, front, reader, Word.NO_TRADES)
        return
    rows: Rows = tuple((trade_key(one.trade),) for one in view.trades[:_MOST_BUTTONS])
    texts = [front.words.trades(reader.language, view)] if view.trades else []
    if waiting:
        texts.append(front.words.orders(reader.language, waiting))
        rows += pending_rows(waiting, front, reader)
    drawn = await draw(front, rows, reader, trade=None)
    await say(message, "\n\n".join(texts), drawn, front)


async def trade(message: Message, command: CommandObject, front: Front, reader: Reader) -> None:
    """Show one trade's card; without a ticket, the list."""
    if command.args is None:
        await trades(message, front, reader)
        return
    key = await known(front, command.args)
    if key is None:
        await say_word(message, front, reader, Word.NO_TICKET)
        return
    await show_card(message, front, reader, key)


async def show_card(message: Message, front: Front, reader: Reader, key: TradeKey) -> None:
    """Send a trade's card, or what was done when it is over."""
    view = await front.view(key)
    if view is None:
        actions = await front.guardian.store.journal.actions(key, limit=_ACTIONS)
        await say(message, front.words.history(reader.language, actions))
        return
    rows = card_rows(view.trade, offer=view.offer, now=view.at)
    drawn = await draw(front, rows, reader, trade=view.trade)
    hints = await front.guardian.views.hints(view.trade.key)
    await say(message, front.words.trade(reader.language, view, hints), drawn, front)


async def known(front: Front, text: str) -> TradeKey | None:
    """Return the key of a ticket that is or was under watch, None for anything else."""
    ticket = read_ticket(text)
    if ticket is None:
        return None
    key = front.key(ticket)
    return None if await front.trade(key) is None else key


async def why(message: Message, command: CommandObject, front: Front, reader: Reader) -> None:
    """Explain a decision, or an order by its id."""
    number = read_ticket(command.args)
    found = None if number is None else await front.guardian.store.journal.explain(number)
    if found is None:
        await say_word(message, front, reader, Word.NO_EXPLANATION)
        return
    await say(message, front.words.why(reader.language, found))


async def history(message: Message, command: CommandObject, front: Front, reader: Reader) -> None:
    """Show what was done and refused, for all trades or for one."""
    key = None if command.args is None else await known(front, command.args)
    if command.args is not None and key is None:
        await say_word(message, front, reader, Word.NO_TICKET)
        return
    actions = await front.guardian.store.journal.actions(key, limit=_ACTIONS)
    drawn = await draw(front, _why_rows(actions), reader, trade=None)
    await say(message, front.words.history(reader.language, actions), drawn, front)


def _why_rows(actions: tuple[Recorded, ...]) -> Rows:
    numbers = (decision_of(one.fact) for one in actions)
    keys = [
        Key(act=Act(does=Does.WHY, what=str(number)), label=Word.WHY, text=str(number))
        for number in dict.fromkeys(number for number in numbers if number is not None)
    ]
    return tuple(tuple(keys[at : at + 5]) for at in range(0, len(keys), 5))


async def health(message: Message, front: Front, reader: Reader) -> None:
    """Show when each part last got something done."""
    await say(message, front.words.health(reader.language, await front.health()))
