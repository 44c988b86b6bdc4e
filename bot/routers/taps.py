"""Taps on buttons: used up, answered, and only then carried out through the engine's one door."""

import logging
from typing import Final

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError
from aiogram.types import CallbackQuery, Message

from bot.alerts import Sender
from bot.callbacks import Act, Does, Tap
from bot.front import Front
from bot.keyboards import (
    CONFIRM_EXPIRY,
    Drawn,
    Reader,
    card_rows,
    confirm_rows,
    draw,
    hedge_rows,
)
from bot.routers import chatting, contract, invite, ordering, panic, pictures, settings
from bot.routers.control import steering_command
from bot.routers.reading import show_card, view_tapped
from bot.routers.saying import redraw, say, say_word
from bot.wording import Word
from dtms.adapters.journal import buttons
from dtms.core.commands import TradeCommand, Verb
from dtms.core.trade import TradeKey
from dtms.engine.desk import Reply
from dtms.engine.views import TradeView

_LOG = logging.getLogger("bot.taps")
_OF_PEOPLE: Final = frozenset(
    {Does.LANGUAGE, Does.SEEN, Does.SETTINGS, Does.SLEEP, Does.INVITE, Does.REMOVE}
)
_TOO_OLD: Final = "query is too old"


def router() -> Router:
    """Return the handlers."""
    made = Router(name="taps")
    made.callback_query.register(tapped, Tap.filter())
    made.callback_query.register(forged)
    return made


async def forged(query: CallbackQuery, front: Front, reader: Reader) -> None:
    """Count data that is none of ours, and do nothing."""
    front.forged.note()
    await _answer(query, front.words.word(reader.language, Word.UNKNOWN))


async def tapped(
    query: CallbackQuery, callback_data: Tap, front: Front, reader: Reader, sender: Sender
) -> None:
    """Use the button up, answer, then do what it says."""
    words, message = front.words, query.message
    if await _just_drawn(front, callback_data.nonce, reader, message):
        await _answer(query, words.word(reader.language, Word.FRESH))
        return
    tap = await _take(front, callback_data.nonce, reader, message)
    match tap:
        case buttons.NotYours():
            front.forged.note()
            await _answer(query, words.word(reader.language, Word.UNKNOWN))
        case buttons.AlreadyUsed():
            await _answer(query, words.word(reader.language, Word.ALREADY_DONE))
        case buttons.Expired() | buttons.OutOfDate():
            word = Word.EXPIRED if isinstance(tap, buttons.Expired) else Word.OUT_OF_DATE
            await _answer(query, words.word(reader.language, word))
            await _card(front, reader, message, tap.button.key)
        case buttons.Taken():
            in_time = await _answer(query, words.word(reader.language, Word.WORKING))
            if not in_time:
                await _too_late(front, reader, message, tap.button)
            elif isinstance(message, Message):
                await _do(front, reader, message, tap.button, sender)


async def _just_drawn(front: Front, nonce: str, reader: Reader, message: object) -> bool:
    """Claim that a message shows already what a tap asks for; its button stays good.

    Whatever else is tapped is noted, since it changes what the message shows.
    """
    button = await front.guardian.store.buttons.find(nonce)
    if button is None or not isinstance(message, Message):
        return False
    if (button.user, button.chat) != (reader.user, message.chat.id):
        return False
    place, what = (message.chat.id, message.message_id), f"{button.action} {button.key}"
    again = Act.read(button.action).does in {Does.VIEW, Does.SHOW}
    if again and front.recent.shows(place, what):
        return True
    front.recent.note(place, what)
    return False


async def _take(front: Front, nonce: str, reader: Reader, message: object) -> buttons.Tap:
    kept = front.guardian.store.buttons
    button = await kept.find(nonce)
    version = None
    if button is not None and button.state_version is not None and button.key is not None:
        trade = await front.trade(button.key)
        version = -1 if trade is None else trade.version
    chat = message.chat.id if isinstance(message, Message) else reader.user
    return await kept.take(
        nonce,
        user=reader.user,
        chat=chat,
        version=version,
        now=front.guardian.clock.people(),
    )


async def _answer(query: CallbackQuery, text: str) -> bool:
    """Answer a tap; return False when Telegram says that the tap is long past."""
    try:
        await query.answer(text[:200])
    except TelegramBadRequest as error:
        return _TOO_OLD not in error.message
    except TelegramNetworkError:
        _LOG.warning("a tap could not be answered; it is carried out all the same")
    return True


async def _too_late(front: Front, reader: Reader, message: object, button: buttons.Button) -> None:
    if isinstance(message, Message):
        await say_word(message, front, reader, Word.LATE)
    await _card(front, reader, message, button.key)


async def _do(
    front: Front, reader: Reader, message: Message, button: buttons.Button, sender: Sender
) -> None:
    act, key = Act.read(button.action), button.key
    match act.does:
        case _ if act.does in _OF_PEOPLE:
            await _about_people(front, reader, message, act, sender)
        case Does.MODE | Does.STEER:
            reply = await front.guardian.engine.handle(steering_command(front, reader, act))
            text = front.words.outcome(reader.language, None, reply)
            await redraw(message, text, await draw(front, (), reader, trade=None), front)
        case Does.WHY | Does.VIEW:
            await _read(front, reader, message, act)
        case Does.PICTURE | Does.REPORT:
            await pictures.tapped(message, front, reader, act, key)
        case Does.SHOW:
            await _show(front, reader, message, key)
        case Does.ORDER | Does.PENDING | Does.PANIC | Does.MODEL:
            await _about_orders(front, reader, message, act)
        case Does.CONTRACT | Does.ASK | Does.DO if key is not None:
            await _about_trade(front, reader, message, (key, act, button.state_version))
        case _:
            _LOG.warning("a button without a trade: %s", act)


async def _seen(front: Front, reader: Reader, message: Message, number: int) -> None:
    """Ring nobody any more about an announcement."""
    await front.guardian.store.rings.acknowledged(number)
    await say_word(message, front, reader, Word.SEEN_NOTED)


async def _about_people(
    front: Front, reader: Reader, message: Message, act: Act, sender: Sender
) -> None:
    if act.does is Does.LANGUAGE:
        await front.choose_language(reader.user, act.what)
        text = front.words.word(act.what, Word.LANGUAGE_SET)
        await redraw(message, text, await draw(front, (), reader, trade=None), front)
    elif act.does is Does.SEEN:
        await _seen(front, reader, message, int(act.what))
    elif act.does is Does.SETTINGS:
        await settings.tapped(message, front, reader, act)
    elif act.does is Does.SLEEP:
        await settings.tapped_sleep(message, front, reader, act)
    elif act.does is Does.INVITE:
        await invite.tapped_invite(message, front, reader, act)
    else:
        await invite.tapped_remove(message, front, reader, sender, act)


async def _read(front: Front, reader: Reader, message: Message, act: Act) -> None:
    if act.does is Does.VIEW:
        await view_tapped(message, front, reader, act)
        return
    found = await front.guardian.store.journal.explain(int(act.what))
    if found is None:
        await say_word(message, front, reader, Word.NO_EXPLANATION)
    else:
        await say(message, front.words.why(reader.language, found))


async def _about_orders(front: Front, reader: Reader, message: Message, act: Act) -> None:
    if act.does is Does.PANIC:
        await panic.tapped(front, reader, message, act)
    elif act.does is Does.MODEL:
        await chatting.tapped(front, reader, message, act)
    elif act.does is Does.PENDING:
        await ordering.tapped_pending(front, reader, message, act)
    else:
        await ordering.tapped(front, reader, message, act)


async def _show(front: Front, reader: Reader, message: Message, key: TradeKey | None) -> None:
    if key is None:
        return
    if await front.view(key) is None:
        await show_card(message, front, reader, key)
    else:
        await _card(front, reader, message, key)


async def _about_trade(
    front: Front, reader: Reader, message: Message, asked: tuple[TradeKey, Act, int | None]
) -> None:
    key, act, version = asked
    if act.does is Does.CONTRACT:
        await contract.tapped(message, front, reader, act, key, version)
        return
    if act.does is Does.ASK:
        await _ask(front, reader, message, key, act.verb)
        return
    command = TradeCommand(
        key=key,
        verb=act.verb,
        by=reader.user,
        version=version,
        proposal=act.proposal,
        stop=act.price,
    )
    reply = await front.guardian.engine.handle(command)
    if act.verb is Verb.ACKNOWLEDGE:
        await front.guardian.store.rings.trade_acknowledged(key)
    await _card(front, reader, message, key, done=(act.verb, reply))


async def _ask(front: Front, reader: Reader, message: Message, key: TradeKey, verb: Verb) -> None:
    """Turn the message into the second step: price it, and draw fresh buttons."""
    view = await front.view(key)
    if view is None:
        await show_card(message, front, reader, key)
        return
    text, drawn = await question(front, reader, view, verb)
    await redraw(message, text, drawn, front)


async def question(front: Front, reader: Reader, view: TradeView, verb: Verb) -> tuple[str, Drawn]:
    """Return the second step of an order about a trade: priced, with fresh buttons."""
    priced = await front.guardian.views.hedge(view.trade.key) if verb is Verb.HEDGE else None
    rows = confirm_rows(verb)
    if priced is not None:
        rows = hedge_rows(priced) if priced.refusal is None else card_rows(view.trade)
    drawn = await draw(front, rows, reader, trade=view.trade, lasts=CONFIRM_EXPIRY)
    return front.words.confirm(reader.language, verb, view, priced), drawn


async def _card(
    front: Front,
    reader: Reader,
    message: object,
    key: TradeKey | None,
    *,
    done: tuple[Verb, Reply] | None = None,
) -> None:
    """Redraw a message as the trade's card, with what the broker holds now."""
    if not isinstance(message, Message) or key is None:
        return
    head = "" if done is None else front.words.outcome(reader.language, *done)
    view = await front.view(key)
    if view is None:
        drawn = await draw(front, (), reader, trade=None)
        text = head or front.words.word(reader.language, Word.OUT_OF_DATE)
        await redraw(message, text, drawn, front)
        return
    rows = card_rows(view.trade, offer=view.offer, now=view.at)
    drawn = await draw(front, rows, reader, trade=view.trade)
    hints = await front.guardian.views.hints(view.trade.key)
    text = front.words.trade(reader.language, view, hints)
    await redraw(message, f"{head}\n\n{text}" if head else text, drawn, front)
