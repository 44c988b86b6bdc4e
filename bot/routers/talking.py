"""Plain sentences: understood by the grammar, answered by cards, never acted on without a tap.

`carry_out` is the one way from an intent to the chat, whoever understood the sentence.
"""

from typing import Final

from aiogram import F, Router
from aiogram.filters import CommandObject
from aiogram.types import Message

from bot.bridge.grammar import LONGEST, read
from bot.bridge.intents import (
    ChooseMode,
    Intent,
    Look,
    NotUnderstood,
    Panic,
    Place,
    PlaceBoth,
    Risky,
    Show,
    Sight,
    Steer,
    Subject,
    Tell,
    Topic,
    Unable,
)
from bot.bridge.marks import Known
from bot.bridge.saying import Remark, Spoken
from bot.bridge.subjects import meant
from bot.callbacks import Act, Does
from bot.front import Front
from bot.keyboards import Key, Reader, Rows, decision_of, draw, mode_rows, trade_key
from bot.ordering.drafts import Draft
from bot.ordering.shortcut import Misread
from bot.routers import news, ordering, panic, pictures, reading, start
from bot.routers.saying import say, say_word
from bot.routers.taps import question
from bot.wording import Word
from dtms.core.commands import Verb
from dtms.core.errors import BrokerUnavailable
from dtms.core.market import Side
from dtms.core.trade import Trade, TradeKey

_MOST_BUTTONS: Final = 20
_ACTIONS: Final = 20
_DANGER: Final = "danger"


def router() -> Router:
    """Return the handlers."""
    made = Router(name="talking")
    own_words = (F.text, ~F.text.startswith("/"), ~F.forward_origin)
    made.message.register(talk, *own_words, is_sentence)
    return made


async def is_sentence(message: Message, front: Front, reader: Reader) -> dict[str, Intent] | bool:
    """Claim a sentence, unless it answers a question about an order or is too long to be one."""
    text = message.text or ""
    if len(text) > LONGEST:
        return False
    intent = read(text, reader.language, known_to(front))
    draft = await ordering.awaited(message, front, reader)
    if draft is not None and (answers(draft, text) or isinstance(intent, NotUnderstood)):
        return False
    return {"intent": intent}


def answers(draft: Draft, text: str) -> bool:
    """Claim that a text can be taken as the answer to what a draft asks."""
    return not isinstance(ordering.typed_answer(draft, text.strip()), Misread)


def known_to(front: Front) -> Known:
    """Return what a sentence may be about."""
    trades = live(front)
    return Known(
        symbols=tuple(dict.fromkeys(one.symbol for one in trades)),
        tickets=frozenset(one.key.position for one in trades),
    )


def live(front: Front) -> tuple[Trade, ...]:
    """Return the open trades."""
    trades = front.guardian.engine.station.ledger.trades.values()
    return tuple(one for one in trades if not one.is_closed)


async def talk(message: Message, front: Front, reader: Reader, intent: Intent) -> None:
    """Answer a sentence."""
    await carry_out(intent, message, front, reader)


async def carry_out(intent: Intent, message: Message, front: Front, reader: Reader) -> None:
    """Turn an intent into a card, a question or a confirm step; nothing is sent to the broker."""
    match intent:
        case Show():
            await _show(intent.topic, message, front, reader)
        case Look():
            await _look(intent, message, front, reader)
        case NotUnderstood():
            await _remark(intent, message, front, reader)
        case Unable():
            await _remark(intent.wish, message, front, reader)
            if intent.about != Subject():
                await _card(intent.about, message, front, reader)
        case _:
            await _ask(intent, message, front, reader)


async def _remark(of: Spoken, message: Message, front: Front, reader: Reader) -> None:
    await say(message, front.words.spoken(reader.language, of))


# --- reading


async def _show(topic: Topic, message: Message, front: Front, reader: Reader) -> None:
    match topic:
        case Topic.DAY | Topic.WEEK:
            await pictures.send_report(message, front, reader, week=topic is Topic.WEEK)
        case Topic.HELLO:
            await _remark(Remark.HELLO, message, front, reader)
        case Topic.NEWS:
            await news.news(message, front, reader)
        case _:
            await _CARDS[topic](message, front, reader)


_CARDS: Final = {
    Topic.STATUS: reading.status,
    Topic.TRADES: reading.trades,
    Topic.ENGINE: reading.engine,
    Topic.RAILS: reading.rails,
    Topic.HEALTH: reading.health,
    Topic.HELP: start.give_help,
}


async def _look(intent: Look, message: Message, front: Front, reader: Reader) -> None:
    match intent.at:
        case Sight.CARD:
            await _card(intent.about, message, front, reader)
        case Sight.WHY:
            await _why(intent.about, message, front, reader)
        case Sight.HISTORY:
            await _history(intent.about, message, front, reader)
        case Sight.CHART:
            await _chart(intent.about, message, front, reader)
        case Sight.HEDGE_PRICE:
            await _about_trade(Verb.HEDGE, intent.about, message, front, reader)


async def _card(about: Subject, message: Message, front: Front, reader: Reader) -> None:
    key = await _only(about, message, front, reader, Act(does=Does.SHOW))
    if key is not None:
        await reading.show_card(message, front, reader, key)


async def _chart(about: Subject, message: Message, front: Front, reader: Reader) -> None:
    key = await _only(about, message, front, reader, Act(does=Does.PICTURE))
    if key is not None:
        await pictures.send_chart(message, front, reader, key)


async def _history(about: Subject, message: Message, front: Front, reader: Reader) -> None:
    if about == Subject() or about.everything:
        await reading.history(message, _command(None), front, reader)
        return
    key = await _only(about, message, front, reader, Act(does=Does.SHOW))
    if key is not None:
        await reading.history(message, _command(key), front, reader)


def _command(key: TradeKey | None) -> CommandObject:
    return CommandObject(command="history", args=None if key is None else str(key.position))


async def _why(about: Subject, message: Message, front: Front, reader: Reader) -> None:
    """Explain the last decision that led to something."""
    key = None
    if about != Subject() and not about.everything:
        key = await _only(about, message, front, reader, Act(does=Does.SHOW))
        if key is None:
            return
    journal = front.guardian.store.journal
    actions = await journal.actions(key, limit=_ACTIONS)
    numbers = (decision_of(one.fact) for one in actions)
    number = next((one for one in numbers if one is not None), None)
    found = None if number is None else await journal.explain(number)
    if found is None:
        await say_word(message, front, reader, Word.NO_EXPLANATION)
    else:
        await say(message, front.words.why(reader.language, found))


async def _only(
    about: Subject, message: Message, front: Front, reader: Reader, act: Act
) -> TradeKey | None:
    """Return the one trade that is meant; offer a choice of several, or say that none fits."""
    found = await _meant(about, front)
    if len(found) == 1:
        return found[0].key
    if not found and about.ticket is not None:
        key = front.key(about.ticket)  # a finished trade has its card, too
        if await front.trade(key) is not None:
            return key
    if not found:
        await _remark(Remark.NONE_FIT, message, front, reader)
        return None
    rows: Rows = tuple((_choice(one, act),) for one in found[:_MOST_BUTTONS])
    drawn = await draw(front, rows, reader, trade=None)
    await say(message, front.words.spoken(reader.language, Remark.WHICH), drawn, front)
    return None


def _choice(trade: Trade, act: Act) -> Key:
    shown = trade_key(trade)
    return Key(act=act, label=shown.label, text=shown.text, about=trade)


async def _meant(about: Subject, front: Front) -> tuple[Trade, ...]:
    name = None
    if about.symbol is not None:
        try:
            name = await front.guardian.engine.entry.named(about.symbol)
        except BrokerUnavailable:
            name = None  # then the name as it was said has to do
    return meant(live(front), about, name)


# --- orders: a question with buttons, and nothing else


async def _ask(intent: Risky, message: Message, front: Front, reader: Reader) -> None:
    match intent:
        case Tell():
            if intent.half:
                await _remark(Remark.HEDGE_WHOLE, message, front, reader)
            await _about_trade(intent.verb, intent.about, message, front, reader)
        case Place():
            await _order(intent.side, intent, message, front, reader)
        case PlaceBoth():
            await _order(None, intent, message, front, reader)
        case Steer():
            act = Act(does=Does.STEER, what=intent.to.value)
            text = front.words.spoken(reader.language, intent.to)
            await _confirm(text, act, message, front, reader)
        case ChooseMode():
            await _mode(intent, message, front, reader)
        case Panic():
            await panic.panic(message, front, reader)


async def _about_trade(
    verb: Verb, about: Subject, message: Message, front: Front, reader: Reader
) -> None:
    """Ask before an order about a trade, in the words and with the buttons of a tap."""
    act = Act(does=Does.ASK, what=verb.value)
    key = await _only(about, message, front, reader, act)
    view = None if key is None else await front.view(key)
    if view is None:
        if key is not None:
            await reading.show_card(message, front, reader, key)
        return
    text, drawn = await question(front, reader, view, verb)
    await say(message, text, drawn, front)


async def _order(
    side: Side | None, intent: Place | PlaceBoth, message: Message, front: Front, reader: Reader
) -> None:
    """Begin an order: code asks for what is missing and makes the summary."""
    guardian = front.guardian
    draft = Draft(id=guardian.ids.nonce()[:8], at=guardian.clock.people(), side=side)
    talking = ordering.Talk(front=front, reader=reader, message=message, edit=False)
    await ordering.advance(talking, draft.taken(intent.sheet))


async def _mode(intent: ChooseMode, message: Message, front: Front, reader: Reader) -> None:
    """Offer the mode that was named, or all."""
    rows = mode_rows()
    if intent.mode is not None:
        wanted = Key(act=Act(does=Does.MODE, what=intent.mode.value), label=intent.mode)
        rows = ((wanted,),)
    drawn = await draw(front, rows, reader, trade=None)
    await say(message, front.words.word(reader.language, Word.CHOOSE_MODE), drawn, front)


async def _confirm(text: str, act: Act, message: Message, front: Front, reader: Reader) -> None:
    rows = ((Key(act=act, label=Word.CONFIRM, style=_DANGER),),)
    drawn = await draw(front, rows, reader, trade=None)
    await say(message, text, drawn, front)
