"""Plain sentences to the language model: a growing answer, proposal cards, and what taps do.

The model's text goes to the chat only through `Answering`, as plain text with code's footer.
"""

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import Final, Protocol

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramRetryAfter
from aiogram.types import Message

from bot.bridge.model.bridge import Bridge, Sentence
from bot.bridge.model.opening import limits_of, open_bridge
from bot.bridge.model.port import Trouble
from bot.bridge.model.pricing import Shown, command_of, price, with_shown
from bot.bridge.model.proposals import Proposal, Proposals, Stage
from bot.bridge.model.reading import Sources
from bot.bridge.model.saying import Answered, Card, Growing, ModelNote, Sent, Unanswered
from bot.callbacks import STOP_ANSWER, Act, Does
from bot.front import Front
from bot.keyboards import Drawn, Key, Reader, Rows, card_rows, draw, trade_key
from bot.ordering.saying import Placed
from bot.parts import pages
from bot.people.role import Role
from bot.pictures.sources import account_report
from bot.routers import ordering
from bot.routers.news import news_view
from bot.routers.saying import redraw
from bot.wording import Word
from dtms.core.commands import Outcome, SetLevels, TradeCommand
from dtms.core.entry import Declined
from dtms.core.errors import DtmsError, JournalUnavailable
from dtms.core.events import Refusal
from dtms.engine.desk import Reply

_LOG = logging.getLogger("bot.chatting")
_UNCHANGED: Final = "message is not modified"
_TAKE, _DROP = "take", "drop"
_LONGEST_WAIT: Final = 30.0  # seconds the last edit waits when Telegram asks for patience
_TRIES: Final = 3
# After these the answer that came is all there is; after any other the sentence is answered anew.
_ENOUGH: Final = frozenset({Trouble.LONG})


class Offline(Protocol):
    """Understands plain sentences by itself: the grammar, when the model does not answer."""

    async def answer(self, message: Message, front: Front, reader: Reader) -> None:
        """Answer a sentence; nothing risky happens without a confirm step."""
        ...


# In a group people talk to each other; only a private chat is a talk with the model.
_PLAIN: Final = (F.text, ~F.text.startswith("/"), F.chat.type == ChatType.PRIVATE)


def router() -> Router:
    """Return the handlers."""
    made = Router(name="chatting")
    made.message.register(chat, *_PLAIN, is_for_model)
    return made


async def is_for_model(message: Message, front: Front, reader: Reader, chatter: "Chatter") -> bool:
    """Claim a sentence, unless no model is configured or it answers a question about an order."""
    if chatter.bridge is None:
        return False
    return not await ordering.is_awaited(message, front, reader)


async def chat(message: Message, reader: Reader, chatter: "Chatter") -> None:
    """Let the answer come by itself: commands and taps never wait for it."""
    chatter.begin(message, reader)


class Chatter:
    """Answers sentences, each in a task of its own."""

    def __init__(self, front: Front, *, bridge: Bridge | None, offline: Offline) -> None:
        self.bridge = bridge
        self._front = front
        self._offline = offline
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, message: Message, reader: Reader) -> None:
        """Start to answer a sentence."""
        task = asyncio.create_task(self._answer(message, reader))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def close(self) -> None:
        """End every answer."""
        for task in tuple(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        if self.bridge is not None:
            await self.bridge.close()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _LOG.error("a sentence could not be answered", exc_info=task.exception())

    async def _answer(self, message: Message, reader: Reader) -> None:
        bridge, front = self.bridge, self._front
        if bridge is None:
            return
        try:
            answering = Answering(message=message, front=front, reader=reader, bridge=bridge)
            await answering.begin()
            answered = await bridge.answer(_sentence(message, reader), answering)
            await answering.end(answered)
            if _needs_offline(answered):
                await self._offline.answer(message, front, reader)
        except JournalUnavailable:
            await message.answer(front.words.word(reader.language, Word.JOURNAL_LOST))
        except DtmsError:
            _LOG.exception("a sentence could not be answered")
            await message.answer(front.words.word(reader.language, Word.FAILED))
        except TelegramAPIError as error:
            _LOG.warning("an answer could not be sent: %s", type(error).__name__)


def open_chatter(front: Front, *, offline: Offline) -> Chatter:
    """Return what answers sentences, as far as the settings allow."""
    guardian = front.guardian

    sources = Sources(
        guardian=guardian,
        news=lambda: news_view(front),
        report=lambda week: account_report(front, week=week),
    )
    bridge = open_bridge(guardian.settings, sources, talks=front.talks)
    return Chatter(front, bridge=bridge, offline=offline)


def _sentence(message: Message, reader: Reader) -> Sentence:
    return Sentence(
        user=reader.user,
        language=reader.language,
        text=message.text or "",
        conversation=message.message_id,
        forwarded=message.forward_origin is not None,
        proposes=reader.role.reaches(Role.TRADER),
    )


def _needs_offline(answered: Answered) -> bool:
    """Claim that the sentence is still to be answered, by the grammar."""
    if answered.trouble is None or answered.trouble in _ENOUGH:
        return False
    return answered.sent is Sent.NOTHING


@dataclass(slots=True, kw_only=True)
class Answering:
    """One answer in the chat: a message that grows by edits, and a card for a proposal."""

    message: Message
    front: Front
    reader: Reader
    bridge: Bridge
    shown: Message | None = None
    next_edit: float = 0.0

    async def begin(self) -> None:
        """Show that the model is asked, with a button that stops it."""
        rows = ((Key(act=STOP_ANSWER, label=ModelNote.STOP),),)
        lasts = 2 * self.bridge.limits.proposal_lasts
        drawn = await draw(self.front, rows, self.reader, trade=None, lasts=lasts)
        text = self.front.words.model(self.reader.language, ModelNote.THINKING)
        self.shown = await self.message.answer(text, reply_markup=drawn.markup)
        await self._attach(drawn, self.shown)
        self.next_edit = _monotonic() + self.bridge.limits.edit_every

    async def grew(self, text: str) -> None:
        """Show the answer so far, at most once a second; what is skipped comes with the next."""
        now = _monotonic()
        if self.shown is None or now < self.next_edit or not text.strip():
            return
        self.next_edit = now + self.bridge.limits.edit_every
        said = self.front.words.model(self.reader.language, Growing(text=text.strip()))
        try:
            await self.shown.edit_text(pages(said)[0], reply_markup=self.shown.reply_markup)
        except TelegramRetryAfter as error:
            self.next_edit = now + max(error.retry_after, self.bridge.limits.edit_every)
        except TelegramAPIError:
            _LOG.debug("a growing answer could not be shown")

    async def end(self, answered: Answered) -> None:
        """Show the whole answer with its footer; this edit is not given up lightly."""
        words, language = self.front.words, self.reader.language
        said = words.model(language, answered)
        if _needs_offline(answered) and not answered.text and answered.trouble is not None:
            said = words.model(language, Unanswered(trouble=answered.trouble))
        for _ in range(_TRIES):
            try:
                await self._put(said)
            except TelegramRetryAfter as error:
                await asyncio.sleep(min(error.retry_after, _LONGEST_WAIT))
            else:
                return

    async def proposed(self, proposal: Proposal, shown: Shown) -> int | None:
        """Show a proposal's card."""
        return await show_card(self.message, self.front, self.reader, proposal, Card(shown=shown))

    async def withdrawn(self, proposal: Proposal) -> None:
        """Take the buttons off an older card, and say why."""
        bot, number = self.message.bot, proposal.message
        if bot is None or number is None:
            return
        text = self.front.words.model(self.reader.language, ModelNote.WITHDRAWN)
        try:
            await bot.edit_message_text(text, chat_id=self.message.chat.id, message_id=number)
        except TelegramAPIError:
            _LOG.debug("an old card could not be changed; its buttons do nothing")

    async def _put(self, text: str) -> None:
        first, *more = pages(text)
        try:
            if self.shown is None:
                await self.message.answer(first)
            else:
                await self.shown.edit_text(first, reply_markup=None)
        except TelegramBadRequest as error:
            if _UNCHANGED not in error.message:
                await self.message.answer(first)
        for page in more:
            await self.message.answer(page)

    async def _attach(self, drawn: Drawn, sent: Message) -> None:
        buttons = self.front.guardian.store.buttons
        await buttons.attach(drawn.nonces, message_id=sent.message_id)


def _monotonic() -> float:
    return asyncio.get_running_loop().time()


async def show_card(
    message: Message, front: Front, reader: Reader, proposal: Proposal, card: Card
) -> int | None:
    """Send a proposal's card with its two buttons."""
    drawn = await _proposal_buttons(front, reader, proposal)
    text = front.words.model(reader.language, card)
    try:
        sent = await message.answer(pages(text)[0], reply_markup=drawn.markup)
    except TelegramAPIError as error:
        _LOG.warning("a proposal could not be shown: %s", type(error).__name__)
        return None
    await front.guardian.store.buttons.attach(drawn.nonces, message_id=sent.message_id)
    return sent.message_id


async def _proposal_buttons(front: Front, reader: Reader, proposal: Proposal) -> Drawn:
    take = Act(does=Does.MODEL, what=f"{_TAKE}:{proposal.id}")
    drop = Act(does=Does.MODEL, what=f"{_DROP}:{proposal.id}")
    rows: Rows = (
        (
            Key(act=take, label=ModelNote.TAKE, style="success"),
            Key(act=drop, label=ModelNote.DROP),
        ),
    )
    lasts = limits_of(front.guardian.settings).proposal_lasts
    return await draw(front, rows, reader, trade=None, lasts=lasts)


# --- taps


async def tapped(front: Front, reader: Reader, message: Message, act: Act) -> None:
    """Stop an answer, or take or decline a proposal."""
    verb, _, number = act.what.partition(":")
    if act == STOP_ANSWER:
        await front.talks.stop(reader.user)  # the answer itself says that it was stopped
        return
    kept = Proposals(front.guardian.store.people)
    proposal = await kept.get(reader.user)
    now = front.guardian.clock.people()
    if proposal is None or proposal.id != number or not proposal.is_open(now):
        await _close(front, reader, message, ModelNote.WITHDRAWN)
    elif verb == _DROP:
        await kept.keep(reader.user, replace(proposal, stage=Stage.DROPPED))
        await _close(front, reader, message, ModelNote.DROPPED)
    else:
        await kept.keep(reader.user, replace(proposal, stage=Stage.TAKEN))
        await _take(front, reader, message, proposal)


async def _close(front: Front, reader: Reader, message: Message, note: ModelNote) -> None:
    text = front.words.model(reader.language, note)
    await redraw(message, text, Drawn(markup=None, nonces=()), front)


async def _take(front: Front, reader: Reader, message: Message, proposal: Proposal) -> None:
    """Carry out just what the card showed; everything is held against the market again."""
    command = command_of(proposal, front.guardian, by=reader.user)
    if command is None:
        await _close(front, reader, message, ModelNote.WITHDRAWN)
        return
    reply = await front.guardian.engine.handle(command)
    if reply.outcome is Outcome.REFUSED and reply.refusal is Refusal.PRICE_MOVED:
        await _again(front, reader, message, proposal)
    elif isinstance(command, SetLevels | TradeCommand):
        await _told(front, reader, message, command, reply)
    else:
        trade = None if reply.ticket is None else await front.trade(front.key(reply.ticket))
        rows = () if trade is None else ((trade_key(trade),),)
        drawn = await draw(front, rows, reader, trade=None)
        text = front.words.ordering(reader.language, Placed(reply=reply, trade=trade))
        await redraw(message, text, drawn, front)


async def _again(front: Front, reader: Reader, message: Message, proposal: Proposal) -> None:
    """Show a proposal anew whose price the market has left; it takes another tap."""
    wanted = proposal.wanted
    shown = None if wanted is None else await price(wanted, front.guardian, by=reader.user)
    if shown is None or isinstance(shown, Declined):
        text = front.words.ordering(reader.language, shown or Declined(reason=Refusal.PRICE_MOVED))
        await redraw(message, text, Drawn(markup=None, nonces=()), front)
        return
    guardian = front.guardian
    until = guardian.clock.people() + limits_of(guardian.settings).proposal_lasts
    number = guardian.ids.nonce()[:8]
    fresh = replace(with_shown(proposal, shown, until), id=number, stage=Stage.OPEN)
    await Proposals(guardian.store.people).keep(reader.user, fresh)
    drawn = await _proposal_buttons(front, reader, fresh)
    text = front.words.model(reader.language, Card(shown=shown, moved=True))
    await redraw(message, text, drawn, front)


async def _told(
    front: Front, reader: Reader, message: Message, command: SetLevels | TradeCommand, reply: Reply
) -> None:
    """Show what became of an order about a trade, above what the broker holds now."""
    verb = command.verb if isinstance(command, TradeCommand) else None
    if reply.outcome is Outcome.REFUSED and reply.refusal is not None:
        declined = Declined(reason=reply.refusal, limit=reply.limit)
        text = front.words.ordering(reader.language, declined)
    else:
        text = front.words.outcome(reader.language, verb, reply)
    view, drawn = await front.view(command.key), Drawn(markup=None, nonces=())
    if view is not None:
        drawn = await draw(front, card_rows(view.trade), reader, trade=view.trade)
        hints = await front.guardian.views.hints(command.key)
        text = f"{text}\n\n{front.words.trade(reader.language, view, hints)}"
    await redraw(message, text, drawn, front)
