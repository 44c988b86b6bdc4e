"""What only reads: /status /dtms /rails /trades /trade /why /history /health, and their pages."""

from dataclasses import dataclass
from typing import Final

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.callbacks import Act, Does
from bot.front import Front, read_ticket
from bot.keyboards import Key, Reader, Rows, card_rows, decision_of, draw, trade_key, view_rows
from bot.paging import Page
from bot.routers.ordering import pending, pending_rows
from bot.routers.saying import redraw, say, say_word
from bot.wording import CommandName, Word
from dtms.core.trade import TradeKey
from dtms.ports import Recorded

_TRADES: Final = 8  # on a page
_ACTIONS: Final = 10  # on a page
_ABREAST: Final = 3  # buttons
_LAST_ACTIONS: Final = 3  # under /dtms
_MOST_ACTIONS: Final = 200  # that can be paged through


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A card or a page of a list, before its buttons are drawn."""

    text: str
    rows: Rows


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
    await _say(message, front, reader, await _status(front, reader))


async def engine(message: Message, front: Front, reader: Reader) -> None:
    """Show the engine."""
    await _say(message, front, reader, await _engine(front, reader))


async def rails(message: Message, front: Front, reader: Reader) -> None:
    """Show every limit and what is left of it."""
    await _say(message, front, reader, await _rails(front, reader))


async def health(message: Message, front: Front, reader: Reader) -> None:
    """Show when each part last got something done."""
    await _say(message, front, reader, await _health(front, reader))


async def trades(message: Message, front: Front, reader: Reader) -> None:
    """List the trades, each with a button to its card."""
    shown = await _trades(front, reader, 0)
    if shown is None:
        await say_word(message, front, reader, Word.NO_TRADES)
    else:
        await _say(message, front, reader, shown)


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
        await _say(message, front, reader, await _history(front, reader, 0, key))
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
    await _say(message, front, reader, await _history(front, reader, 0, key))


async def view_tapped(message: Message, front: Front, reader: Reader, act: Act) -> None:
    """Show a card anew, or another page, in the message it is in."""
    what, _, rest = act.what.partition("/")
    number, _, about = rest.partition("/")
    shown = await _shown(front, reader, what, int(number), about)
    if shown is None:
        none = front.words.word(reader.language, Word.NO_TRADES)
        shown = Shown(text=none, rows=view_rows(what))
    drawn = await draw(front, shown.rows, reader, trade=None)
    await redraw(message, shown.text, drawn, front)


async def _shown(front: Front, reader: Reader, what: str, number: int, about: str) -> Shown | None:
    match what:
        case CommandName.TRADES.value:
            return await _trades(front, reader, number)
        case CommandName.HISTORY.value:
            key = await known(front, about) if about else None
            return await _history(front, reader, number, key)
        case CommandName.DTMS.value:
            return await _engine(front, reader)
        case CommandName.RAILS.value:
            return await _rails(front, reader)
        case CommandName.HEALTH.value:
            return await _health(front, reader)
        case _:
            return await _status(front, reader)


async def _status(front: Front, reader: Reader) -> Shown:
    view = await front.guardian.views.status()
    text = front.words.status(reader.language, view)
    return Shown(text=text, rows=view_rows(CommandName.STATUS.value))


async def _engine(front: Front, reader: Reader) -> Shown:
    guardian, words = front.guardian, front.words
    text = words.engine(reader.language, await guardian.views.engine())
    last = await guardian.store.journal.actions(None, limit=_LAST_ACTIONS)
    if last:
        text = f"{text}\n\n{words.history(reader.language, last)}"
    return Shown(text=text, rows=view_rows(CommandName.DTMS.value))


async def _rails(front: Front, reader: Reader) -> Shown:
    text = front.words.rails(reader.language, await front.guardian.views.rails())
    return Shown(text=text, rows=view_rows(CommandName.RAILS.value))


async def _health(front: Front, reader: Reader) -> Shown:
    text = front.words.health(reader.language, await front.health())
    return Shown(text=text, rows=view_rows(CommandName.HEALTH.value))


async def _trades(front: Front, reader: Reader, number: int) -> Shown | None:
    """Return a page of the list with what is pending, None when there is neither."""
    view, waiting = await front.guardian.views.status(), await pending(front)
    if not view.trades and not waiting:
        return None
    page = Page.of(len(view.trades), number=number, size=_TRADES)
    cards: Rows = tuple((trade_key(one.trade),) for one in page.cut(view.trades))
    rows = view_rows(CommandName.TRADES.value, page)
    texts = [front.words.trades(reader.language, view, page)] if view.trades else []
    if waiting:
        texts.append(front.words.orders(reader.language, waiting))
        rows = pending_rows(waiting, front, reader) + rows
    return Shown(text="\n\n".join(texts), rows=cards + rows)


async def _history(front: Front, reader: Reader, number: int, key: TradeKey | None) -> Shown:
    found = await front.guardian.store.journal.actions(key, limit=_MOST_ACTIONS)
    page = Page.of(len(found), number=number, size=_ACTIONS)
    actions = page.cut(found)
    about = "" if key is None else str(key.position)
    rows = _why_rows(actions, front, reader) + view_rows(CommandName.HISTORY.value, page, about)
    return Shown(text=front.words.history(reader.language, actions), rows=rows)


def _why_rows(actions: tuple[Recorded, ...], front: Front, reader: Reader) -> Rows:
    numbers = (decision_of(one.fact) for one in actions)
    label = front.words.label(reader.language, Word.WHY)
    keys = [
        Key(act=Act(does=Does.WHY, what=str(number)), label=Word.WHY, text=f"{label} {number}")
        for number in dict.fromkeys(number for number in numbers if number is not None)
    ]
    return tuple(tuple(keys[at : at + _ABREAST]) for at in range(0, len(keys), _ABREAST))


async def _say(message: Message, front: Front, reader: Reader, shown: Shown) -> None:
    drawn = await draw(front, shown.rows, reader, trade=None)
    await say(message, shown.text, drawn, front)
