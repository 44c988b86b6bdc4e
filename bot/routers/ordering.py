"""/buy /sell /bracket: a line or a few taps, a summary made by code, one tap that places it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.callbacks import Act, Does
from bot.front import Front
from bot.keyboards import Drawn, Key, Reader, Rows, draw, trade_key
from bot.ordering.choices import choices, legs
from bot.ordering.drafts import Draft, Drafts
from bot.ordering.saying import Choice, ChoiceKind, Notice, Placed, Said, Step
from bot.ordering.shortcut import (
    Misread,
    read_bracket,
    read_legs,
    read_order,
    read_price,
    read_size,
)
from bot.routers.saying import redraw, say
from bot.wording import CommandName, Word
from dtms.core.commands import CancelOrder, Lots, Outcome, PlaceTrade, RiskShare
from dtms.core.entry import Declined, Offer, Scene
from dtms.core.errors import BrokerUnavailable
from dtms.core.events import Refusal
from dtms.core.market import Side
from dtms.engine.desk import Reply
from dtms.engine.entry import BracketOffer, Pending

_USUAL: Final = ("EURUSD", "XAUUSD", "GBPUSD", "USDJPY", "BTCUSD")
_IN_A_ROW: Final = 2
_MOST_SYMBOLS: Final = 8
_SUCCESS: Final = "success"


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """Where a conversation goes on: below a message a person wrote, or in place of one of ours."""

    front: Front
    reader: Reader
    message: Message
    edit: bool

    async def show(self, said: Said, rows: Rows = (), *, lasts: timedelta | None = None) -> None:
        """Say something, with buttons under it."""
        text = self.front.words.ordering(self.reader.language, said)
        await self.write(text, await draw(self.front, rows, self.reader, trade=None, lasts=lasts))

    async def write(self, text: str, drawn: Drawn) -> None:
        """Send a text, or put it in place of the message."""
        if self.edit:
            await redraw(self.message, text, drawn, self.front)
        else:
            await say(self.message, text, drawn, self.front)

    @property
    def drafts(self) -> Drafts:
        """Return where orders in the making are kept."""
        guardian = self.front.guardian
        lasts = guardian.engine.station.policy.entry.draft_expiry
        return Drafts(guardian.store.people, lasts=lasts)


def router() -> Router:
    """Return the handlers."""
    made = Router(name="ordering")
    made.message.register(buy, Command(CommandName.BUY.value))
    made.message.register(sell, Command(CommandName.SELL.value))
    made.message.register(bracket, Command(CommandName.BRACKET.value))
    own_words = (F.text, ~F.text.startswith("/"), ~F.forward_origin)
    made.message.register(answered, *own_words, is_awaited)
    return made


async def buy(message: Message, command: CommandObject, front: Front, reader: Reader) -> None:
    """Begin a buy."""
    await _begin(message, front, reader, Side.BUY, command.args or "")


async def sell(message: Message, command: CommandObject, front: Front, reader: Reader) -> None:
    """Begin a sale."""
    await _begin(message, front, reader, Side.SELL, command.args or "")


async def bracket(message: Message, command: CommandObject, front: Front, reader: Reader) -> None:
    """Begin a bracket."""
    await _begin(message, front, reader, None, command.args or "")


async def _begin(
    message: Message, front: Front, reader: Reader, side: Side | None, typed: str
) -> None:
    talk = Talk(front=front, reader=reader, message=message, edit=False)
    sheet = read_bracket(typed) if side is None else read_order(typed)
    if isinstance(sheet, Misread):
        await talk.show(sheet)
        return
    guardian = front.guardian
    draft = Draft(id=guardian.ids.nonce()[:8], at=guardian.clock.people(), side=side)
    await advance(talk, draft.taken(sheet))


async def is_awaited(message: Message, front: Front, reader: Reader) -> dict[str, Draft] | bool:
    """Claim that a plain text answers a question about an order."""
    draft = await awaited(message, front, reader)
    return False if draft is None else {"draft": draft}


async def awaited(message: Message, front: Front, reader: Reader) -> Draft | None:
    """Return the draft that waits for an answer."""
    talk = Talk(front=front, reader=reader, message=message, edit=False)
    draft = await talk.drafts.get(reader.user, front.guardian.clock.people())
    return None if draft is None or draft.step is None else draft


async def answered(message: Message, front: Front, reader: Reader, draft: Draft) -> None:
    """Take a typed answer to what was asked."""
    talk = Talk(front=front, reader=reader, message=message, edit=False)
    found = typed_answer(draft, (message.text or "").strip())
    if isinstance(found, Misread):
        await advance(talk, draft, problem=found)
    else:
        await advance(talk, found)


def typed_answer(draft: Draft, text: str) -> Draft | Misread:
    """Read an answer in the light of the question."""
    match draft.step:
        case Step.SYMBOL:
            sheet = read_order(text)
            return sheet if isinstance(sheet, Misread) else draft.taken(sheet)
        case Step.SIZE:
            size = read_size(text)
            return size if isinstance(size, Misread) else replace(draft, size=size)
        case Step.STOP | Step.TARGET:
            price = read_price(text)
            if isinstance(price, Misread):
                return price
            stop = draft.step is Step.STOP
            return replace(draft, stop=price) if stop else replace(draft, target=price)
        case Step.LEGS | None:
            found = read_legs(text)
            return found if isinstance(found, Misread) else draft.taken(found)


async def advance(talk: Talk, draft: Draft, *, problem: Declined | Misread | None = None) -> None:
    """Ask what is still missing, or sum the order up.

    What is refused is forgotten and asked again; what cannot be had at all ends the draft.
    """
    draft = replace(draft, at=talk.front.guardian.clock.people())
    try:
        scene = await _scene(talk, draft)
        if isinstance(scene, Declined):
            await _again(talk, draft, scene)
        elif draft.step is None:
            await _sum_up(talk, draft, problem)
        else:
            await _ask(talk, draft, scene, problem)
    except BrokerUnavailable:
        await talk.drafts.forget(talk.reader.user)
        await talk.show(Declined(reason=Refusal.NOT_CONNECTED))


async def _scene(talk: Talk, draft: Draft) -> Scene | Declined | None:
    if draft.symbol is None:
        return None
    entry = talk.front.guardian.engine.entry
    return await entry.scene(draft.symbol, draft.side or Side.BUY)


async def _again(talk: Talk, draft: Draft, declined: Declined) -> None:
    """Ask again for what was refused; say so and end where that would not help."""
    left = draft.without(declined)
    if left is None:
        await talk.drafts.forget(talk.reader.user)
        await talk.show(declined)
        return
    scene = await _scene(talk, left)
    await _ask(talk, left, None if isinstance(scene, Declined) else scene, declined)


async def _ask(
    talk: Talk, draft: Draft, scene: Scene | None, problem: Declined | Misread | None
) -> None:
    asking = draft.asking(problem, None if scene is None else scene.quote)
    if asking is None:
        return
    await talk.drafts.keep(talk.reader.user, draft)
    symbols = await _symbols(talk.front) if asking.step is Step.SYMBOL else ()
    keys = [_key(talk, draft, one) for one in choices(draft, scene, symbols)]
    rows = tuple(tuple(keys[at : at + _IN_A_ROW]) for at in range(0, len(keys), _IN_A_ROW))
    lasts = talk.front.guardian.engine.station.policy.entry.draft_expiry
    await talk.show(asking, (*rows, (_cancel(draft),)), lasts=lasts)


async def _sum_up(talk: Talk, draft: Draft, problem: Declined | Misread | None) -> None:
    offer = await _offer(talk, draft)
    if isinstance(offer, Declined):
        await _again(talk, draft, offer)
        return
    shown = draft.shown(offer)
    await talk.drafts.keep(talk.reader.user, shown)
    do = Key(act=_act(shown, "confirm"), label=Word.CONFIRM, style=_SUCCESS)
    rows = ((do, _cancel(shown)),)
    lasts = talk.front.guardian.engine.station.policy.entry.confirm_expiry
    words, language = talk.front.words, talk.reader.language
    text = words.ordering(language, offer)
    if problem is not None:
        text = f"{words.ordering(language, problem)}\n\n{text}"
    await talk.write(text, await draw(talk.front, rows, talk.reader, trade=None, lasts=lasts))


async def _offer(talk: Talk, draft: Draft) -> Offer | BracketOffer | Declined:
    guardian = talk.front.guardian
    command = draft.command(guardian.account, talk.reader.user, guardian.clock.market())
    if command is None:
        return Declined(reason=Refusal.INVALID_REQUEST)
    if isinstance(command, PlaceTrade):
        return await guardian.engine.entry.offer(command)
    return await guardian.engine.entry.offer_bracket(command)


async def _symbols(front: Front) -> tuple[str, ...]:
    """Return the symbols of open trades, then the usual ones that the broker offers."""
    trades = front.guardian.engine.station.ledger.trades.values()
    found = [one.symbol for one in trades if not one.is_closed]
    for usual in _USUAL:
        name = await front.guardian.engine.entry.named(usual)
        found += [] if name is None else [name]
    return tuple(dict.fromkeys(found))[:_MOST_SYMBOLS]


def _key(talk: Talk, draft: Draft, choice: Choice) -> Key:
    worth = choice.symbol or str(choice.amount if choice.price is None else choice.price)
    text = talk.front.words.choice(talk.reader.language, choice)
    act = _act(draft, "choose", choice.kind.value, worth)
    return Key(act=act, label=choice.kind, text=text)


def _cancel(draft: Draft) -> Key:
    return Key(act=_act(draft, "cancel"), label=Word.CANCEL)


def _act(draft: Draft, *parts: str) -> Act:
    return Act(does=Does.ORDER, what=":".join((draft.id, *parts)))


# --- taps


async def tapped(front: Front, reader: Reader, message: Message, act: Act) -> None:
    """Go on with the draft a button belongs to."""
    talk = Talk(front=front, reader=reader, message=message, edit=True)
    number, verb, *rest = act.what.split(":")
    draft = await talk.drafts.get(reader.user, front.guardian.clock.people())
    if draft is None or draft.id != number:
        await talk.show(Notice.FORGOTTEN)
    elif verb == "cancel":
        await talk.drafts.forget(reader.user)
        await talk.show(Notice.CANCELLED)
    elif verb == "confirm":
        await _confirm(talk, draft)
    else:
        await _choose(talk, draft, ChoiceKind(rest[0]), ":".join(rest[1:]))


async def _choose(talk: Talk, draft: Draft, kind: ChoiceKind, worth: str) -> None:
    if kind in {ChoiceKind.BREAKOUT, ChoiceKind.FADE}:
        await advance(talk, await _with_legs(talk, draft, kind, Decimal(worth)))
    else:
        await advance(talk, chosen(draft, kind, worth))


def chosen(draft: Draft, kind: ChoiceKind, worth: str) -> Draft:
    """Return a draft with a typical answer taken over."""
    match kind:
        case ChoiceKind.SYMBOL:
            return replace(draft, symbol=worth)
        case ChoiceKind.RISK:
            return replace(draft, size=RiskShare(share=Decimal(worth)))
        case ChoiceKind.LOTS:
            return replace(draft, size=Lots(volume=Decimal(worth)))
        case ChoiceKind.STOP_ATR:
            return replace(draft, stop=Decimal(worth))
        case ChoiceKind.TARGET_R:
            return replace(draft, target=Decimal(worth))
        case _:
            return replace(draft, targetless=True)


async def _with_legs(talk: Talk, draft: Draft, kind: ChoiceKind, away: Decimal) -> Draft:
    try:
        scene = await _scene(talk, draft)
    except BrokerUnavailable:
        return draft
    found = legs(kind, away, scene) if isinstance(scene, Scene) else None
    return draft if found is None else replace(draft, buy=found[0], sell=found[1])


async def _confirm(talk: Talk, draft: Draft) -> None:
    """Place just what was shown; a price that moved too far is shown anew instead."""
    front, reader = talk.front, talk.reader
    command = draft.command(front.guardian.account, reader.user, front.guardian.clock.market())
    if command is None or draft.lots is None:
        await talk.show(Notice.FORGOTTEN)
        return
    reply = await front.guardian.engine.handle(command)
    if reply.outcome is Outcome.REFUSED and reply.refusal is Refusal.PRICE_MOVED:
        await advance(talk, draft, problem=Declined(reason=reply.refusal, limit=reply.limit))
        return
    await talk.drafts.forget(reader.user)
    await _receipt(talk, reply)


async def _receipt(talk: Talk, reply: Reply) -> None:
    key = talk.front.key(reply.ticket or 0)
    trade = None if reply.ticket is None else await talk.front.trade(key)
    rows = () if trade is None else ((trade_key(trade),),)
    await talk.show(Placed(reply=reply, trade=trade), rows)


# --- pending orders


async def pending(front: Front) -> tuple[Pending, ...]:
    """Return the pending orders; none while the terminal is silent."""
    try:
        return await front.guardian.engine.entry.pending()
    except BrokerUnavailable:
        return ()


def pending_rows(found: tuple[Pending, ...], front: Front, reader: Reader) -> Rows:
    """Return a button for each order of ours, to take it back."""
    label = front.words.word(reader.language, Word.WITHDRAW)
    return tuple(
        (
            Key(
                act=Act(does=Does.PENDING, what=f"ask:{one.order.ticket}"),
                label=Word.WITHDRAW,
                text=f"{label} #{one.order.ticket}",
            ),
        )
        for one in found
        if one.ours
    )


async def tapped_pending(front: Front, reader: Reader, message: Message, act: Act) -> None:
    """Ask before an order is taken back, then do it."""
    talk = Talk(front=front, reader=reader, message=message, edit=True)
    verb, _, ticket = act.what.partition(":")
    if verb == "keep":
        await talk.show(Notice.CANCELLED)
        return
    if verb == "take":
        account = front.guardian.account
        command = CancelOrder(account=account, order=int(ticket), by=reader.user)
        reply = await front.guardian.engine.handle(command)
        done = reply.outcome is Outcome.DONE
        await talk.show(Notice.TAKEN_BACK if done else Placed(reply=reply, trade=None))
        return
    found = next((one for one in await pending(front) if one.order.ticket == int(ticket)), None)
    if found is None:
        await talk.show(Notice.NO_ORDERS)
        return
    take = Act(does=Does.PENDING, what=f"take:{ticket}")
    keep = Act(does=Does.PENDING, what="keep")
    rows = ((Key(act=take, label=Word.CONFIRM), Key(act=keep, label=Word.CANCEL)),)
    lasts = front.guardian.engine.station.policy.entry.confirm_expiry
    text = front.words.withdrawing(reader.language, found)
    await talk.write(text, await draw(front, rows, reader, trade=None, lasts=lasts))
