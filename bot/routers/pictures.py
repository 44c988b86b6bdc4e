"""Pictures: /chart, /report and the picture buttons; drawn beside the loop, replaced in place."""

import asyncio
from functools import partial

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command, CommandObject
from aiogram.types import BufferedInputFile, InputMediaPhoto, Message

from bot.callbacks import Act, Does
from bot.front import Front
from bot.keyboards import Drawn, Key, Reader, Rows, draw, trade_key
from bot.pictures.canvas import Theme
from bot.pictures.chart import draw_chart
from bot.pictures.report import draw_report
from bot.pictures.sources import account_report, theme_of, trade_chart, turn_theme
from bot.routers.reading import known
from bot.routers.saying import say, say_word
from bot.wording import CommandName, Word
from dtms.core.trade import Trade, TradeKey

_UNCHANGED = "message is not modified"
_MOST_BUTTONS = 20
_WEEK = "week"
_DAY = "day"
_TURN = "turn"  # the other theme


def router() -> Router:
    """Return the handlers."""
    made = Router(name="pictures")
    made.message.register(chart, Command(CommandName.CHART.value))
    made.message.register(report, Command(CommandName.REPORT.value))
    return made


async def chart(message: Message, command: CommandObject, front: Front, reader: Reader) -> None:
    """Send a trade's picture; without a ticket the only trade's, or a list to choose from."""
    if command.args is not None:
        key = await known(front, command.args)
        if key is None:
            await say_word(message, front, reader, Word.NO_TICKET)
        else:
            await send_chart(message, front, reader, key)
        return
    live = [
        one for one in front.guardian.engine.station.ledger.trades.values() if not one.is_closed
    ]
    if not live:
        await say_word(message, front, reader, Word.NO_TRADES)
    elif len(live) == 1:
        await send_chart(message, front, reader, live[0].key)
    else:
        rows = tuple((_choice(one),) for one in live[:_MOST_BUTTONS])
        drawn = await draw(front, rows, reader, trade=None)
        await say(message, front.words.word(reader.language, Word.CHOOSE_TRADE), drawn, front)


def _choice(trade: Trade) -> Key:
    shown = trade_key(trade)
    return Key(act=Act(does=Does.PICTURE), label=Word.PICTURE, text=shown.text, about=trade)


async def send_chart(
    message: Message, front: Front, reader: Reader, key: TradeKey, *, turn: bool = False
) -> None:
    """Send a trade's picture, or redraw the message when it is one already."""
    shown = await trade_chart(front, key)
    trade = await front.trade(key)
    if shown is None or trade is None:
        await say_word(message, front, reader, Word.NO_PICTURE)
        return
    theme = await _theme(front, reader, turn=turn)
    picture = await asyncio.to_thread(draw_chart, shown, theme)
    caption = front.words.chart(reader.language, trade, shown)
    rows: Rows = (_under(Does.PICTURE, "", _TURN, trade),)
    if not trade.is_closed:
        rows += ((Key(act=Act(does=Does.SHOW), label=Word.SHOW, about=trade),),)
    drawn = await draw(front, rows, reader, trade=trade)
    await _put(message, front, picture, f"{trade.key.position}.png", caption, drawn)


async def report(message: Message, command: CommandObject, front: Front, reader: Reader) -> None:
    """Send the day's report, or the week's when asked for."""
    wanted = (command.args or "").strip().lower()
    week = wanted in {_WEEK, "7", "7d"}
    await send_report(message, front, reader, week=week)


async def send_report(
    message: Message, front: Front, reader: Reader, *, week: bool, turn: bool = False
) -> None:
    """Send a report, or redraw the message when it is one already."""
    shown = await account_report(front, week=week)
    if shown is None:
        await say_word(message, front, reader, Word.NO_PICTURE)
        return
    theme = await _theme(front, reader, turn=turn)
    picture = await asyncio.to_thread(draw_report, shown, theme)
    caption = front.words.report(reader.language, shown)
    span = _WEEK if week else _DAY
    other = Key(
        act=Act(does=Does.REPORT, what=_DAY if week else _WEEK),
        label=Word.REPORT_DAY if week else Word.REPORT_WEEK,
    )
    rows = (_under(Does.REPORT, span, f"{span}:{_TURN}"), (other,))
    drawn = await draw(front, rows, reader, trade=None)
    await _put(message, front, picture, f"{span}.png", caption, drawn)


async def tapped(
    message: Message, front: Front, reader: Reader, act: Act, key: TradeKey | None
) -> None:
    """Carry out a picture button."""
    span, _, turn = act.what.rpartition(":")
    turned = turn == _TURN
    if act.does is Does.REPORT:
        await send_report(message, front, reader, week=_WEEK in {span, act.what}, turn=turned)
    elif key is not None:
        await send_chart(message, front, reader, key, turn=turned)


def _under(does: Does, again: str, other: str, trade: Trade | None = None) -> tuple[Key, ...]:
    """Return the buttons that draw a picture again, and in the other theme."""
    return (
        Key(act=Act(does=does, what=again), label=Word.REFRESH, about=trade),
        Key(act=Act(does=does, what=other), label=Word.THEME, about=trade),
    )


async def _theme(front: Front, reader: Reader, *, turn: bool) -> Theme:
    return await (turn_theme if turn else theme_of)(front, reader.user)


async def _put(
    message: Message, front: Front, picture: bytes, name: str, caption: str, drawn: Drawn
) -> None:
    """Replace a picture's message in place; answer any other with a new picture."""
    file = BufferedInputFile(picture, name)
    buttons = front.guardian.store.buttons
    attach = partial(buttons.attach, drawn.nonces)
    own = message.from_user is not None and message.from_user.is_bot
    if own and message.photo:
        await attach(message_id=message.message_id)
        try:
            media = InputMediaPhoto(media=file, caption=caption)
            await message.edit_media(media, reply_markup=drawn.markup)
        except TelegramBadRequest as error:
            if _UNCHANGED in error.message:
                return
        else:
            return
    sent = await message.answer_photo(file, caption=caption, reply_markup=drawn.markup)
    await attach(message_id=sent.message_id)
