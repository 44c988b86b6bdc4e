"""Which buttons a message gets, and drawing them: each with a nonce of its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import Act, Does, Tap
from bot.front import Front
from bot.paging import Page
from bot.people.role import Role
from bot.ranks import least_for
from bot.wording import Word
from dtms.adapters.journal.buttons import Button
from dtms.core import events
from dtms.core.commands import Verb
from dtms.core.edits import edits_in_force
from dtms.core.events import Fact
from dtms.core.policy import SEEDS, Mode
from dtms.core.trade import Ban, Flag, Guard, Trade, TradeState
from dtms.engine.views import HedgeView, StopOffer

CONFIRM_EXPIRY: Final = timedelta(minutes=2)
_DANGER, _SUCCESS = "danger", "success"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One button before it is drawn; `text` wins over the label's words and their detail."""

    act: Act
    label: Enum
    text: str | None = None
    detail: str = ""  # stands behind the words
    style: str | None = None
    about: Trade | None = None  # the trade, where a message is about several


type Rows = tuple[tuple[Key, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Buttons that are in the database and may be shown."""

    markup: InlineKeyboardMarkup | None
    nonces: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """For whom buttons are drawn, and where.

    Attributes:
        user: The person; a group's own id where nobody in particular is meant.
        language: Code, with the person's zone and units.
        role: What the person may do; buttons beyond it are not drawn.
        chat: Where; None for the person's private chat, which has the person's id.
    """

    user: int
    language: str
    role: Role = Role.VIEWER
    chat: int | None = None

    @property
    def place(self) -> int:
        """Return the chat."""
        return self.user if self.chat is None else self.chat


def card_rows(trade: Trade, *, offer: StopOffer | None = None, now: datetime | None = None) -> Rows:
    """Return what a person may do with a trade as it stands.

    Args:
        trade: As recorded.
        offer: The stop that a tap would set, where one is missing.
        now: Market time, to tell which changes by others are still left alone.
    """
    if trade.is_closed or trade.guard is Guard.RELEASED:
        return ()
    if trade.guard is Guard.OFFERED:
        return offer_rows(trade, offer=offer)
    hedge = Verb.HEDGE if trade.hedge is None else Verb.CLOSE_HEDGE
    rows: Rows = (
        (_verb(Verb.ACKNOWLEDGE), _verb(Verb.HOLD)),
        (_verb(Verb.CLOSE_HALF), _verb(Verb.CLOSE)),
        (_verb(hedge), *((_stop_key(offer),) if Flag.NAKED in trade.flags else ())),
        *_go_on(trade, now),
        (_contract_key(), Key(act=Act(does=Does.PICTURE), label=Word.PICTURE)),
        (Key(act=Act(does=Does.SHOW), label=Word.REFRESH),),
    )
    return rows


def offer_rows(trade: Trade, *, offer: StopOffer | None = None) -> Rows:
    """Return the choices of an adopted trade."""
    stop = ((_stop_key(offer),),) if trade.main.stop is None else ()
    return (
        (_verb(Verb.GUARD), _verb(Verb.WATCH)),
        (_verb(Verb.IGNORE), _until_key()),
        *stop,
        (_contract_key(),),
    )


def contract_rows(trade: Trade, *, exits: bool) -> Rows:
    """Return every choice of a trade's contract; a tap on a mark takes it away again."""
    bans = [
        Key(act=_changes(f"ban:{ban.value}"), label=ban, detail=_mark(ban in trade.contract.bans))
        for ban in Ban
    ]
    toggled = "off" if exits else "on"
    release = Key(act=Act.of(Verb.RELEASE), label=Word.HANDS_OFF)
    return (
        (_verb(Verb.GUARD), _verb(Verb.WATCH)),
        (release, _until_key()),
        tuple(bans[:2]),
        tuple(bans[2:]),
        (Key(act=_changes(f"exits:{toggled}"), label=Word.EXITS, detail=_mark(exits)),),
        (Key(act=Act(does=Does.SHOW), label=Word.BACK),),
    )


def _changes(what: str) -> Act:
    return Act(does=Does.CONTRACT, what=what)


def _mark(chosen: bool) -> str:  # noqa: FBT001 - a question with one answer
    return " \N{WHITE HEAVY CHECK MARK}" if chosen else ""


def _contract_key() -> Key:
    return Key(act=Act(does=Does.CONTRACT), label=Word.CONTRACT)


def _until_key() -> Key:
    hour = SEEDS.guard.until_hour
    return Key(act=_changes(f"until:{hour}"), label=Word.UNTIL, detail=f" {hour}:00")


def _stop_key(offer: StopOffer | None) -> Key:
    if offer is None:
        return _verb(Verb.ADD_STOP)
    act = Act.of(Verb.ADD_STOP, offer.price)
    return Key(act=act, label=Verb.ADD_STOP, detail=f" {offer.price}")


def _go_on(trade: Trade, now: datetime | None) -> Rows:
    edited = now is not None and any(edits_in_force(trade, now))
    return ((_verb(Verb.GO_ON),),) if trade.standoffs or edited else ()


def fact_rows(  # noqa: PLR0911 - one a kind of announcement
    fact: Fact, trade: Trade, *, offer: StopOffer | None = None
) -> Rows:
    """Return the buttons of an announcement, for the trade as it stands now."""
    if trade.is_closed:
        return ()
    match fact:
        case events.TradeRegistered() | events.FlagRaised() | events.TermEnded():
            return card_rows(trade, offer=offer)
        case events.LegChanged():
            return card_rows(trade, now=fact.at)
        case events.FlatAsked():
            return (
                (_verb(Verb.CLOSE),),
                (_verb(Verb.EXTEND_TIMER), _verb(Verb.KEEP)),
            )
        case events.ProposalMade():
            return _proposal_rows(fact.proposal, trade)
        case events.StopMoved():
            undo = Key(act=Act.of(Verb.UNDO_STOP), label=Verb.UNDO_STOP)
            return ((undo,), *_with_why(fact, trade))
        case (
            events.StateChanged()
            | events.PartClosed()
            | events.HedgeOpened()
            | events.HedgeClosed()
            | events.StandoffSeen()
            | events.OutcomeUnknown()
            | events.ActionRefused(unprotected=True)
        ):
            return _with_why(fact, trade)
        case _:
            return ()  # news: the buttons of the message before still work


def _proposal_rows(number: int, trade: Trade) -> Rows:
    if not any(one.id == number for one in trade.proposals):
        return ()
    veto, proceed = Act.of(Verb.VETO, number), Act.of(Verb.PROCEED, number)
    return (
        (
            Key(act=veto, label=Verb.VETO, style=_DANGER),
            Key(act=proceed, label=Verb.PROCEED, style=_SUCCESS),
        ),
    )


def _with_why(fact: Fact, trade: Trade) -> Rows:
    number = decision_of(fact)
    if number is None:
        return card_rows(trade)
    why = Key(act=Act(does=Does.WHY, what=str(number)), label=Word.WHY)
    return (*card_rows(trade), (why,))


def decision_of(fact: Fact) -> int | None:
    """Return the decision behind a fact that carries a receipt."""
    match fact:
        case (
            events.StopMoved()
            | events.PartClosed()
            | events.HedgeOpened()
            | events.LegAdded()
            | events.OrphanClosed()
        ):
            return fact.receipt.decision or None
        case _:
            return None


def confirm_rows(verb: Verb) -> Rows:
    """Return the second step of a risky order."""
    do = Act(does=Does.DO, what=verb.value)
    return (
        (
            Key(act=do, label=Word.CONFIRM, style=_DANGER),
            Key(act=Act(does=Does.SHOW), label=Word.CANCEL),
        ),
    )


def seen_row(number: int) -> tuple[Key, ...]:
    """Return the button that stops the ringing about an announcement."""
    return (Key(act=Act(does=Does.SEEN, what=str(number)), label=Word.SEEN, style=_SUCCESS),)


def hedge_rows(view: HedgeView) -> Rows:
    """Return the second step of a hedge, with its alternative where there is one."""
    rows = confirm_rows(Verb.HEDGE)
    possible = view.price is not None and view.price.half_volume is not None
    return (*rows, (_verb(Verb.CLOSE_HALF),)) if possible else rows


def mode_rows() -> Rows:
    """Return the modes."""
    return (tuple(Key(act=Act(does=Does.MODE, what=mode.value), label=mode) for mode in Mode),)


def language_rows(front: Front) -> Rows:
    """Return the languages, two in a row."""
    keys = [
        Key(
            act=Act(does=Does.LANGUAGE, what=code),
            label=Word.CHOOSE_LANGUAGE,
            text=front.words.name(code),
        )
        for code in front.words.languages
    ]
    return tuple(tuple(keys[at : at + 2]) for at in range(0, len(keys), 2))


def view_rows(what: str, page: Page | None = None, rest: str = "") -> Rows:
    """Return the buttons under a card that is shown anew in place, and turns its pages.

    Args:
        what: Which card.
        page: The page shown, of a list that has several.
        rest: What the card is about, kept when a page is turned.
    """
    here = 0 if page is None else page.number
    refresh = (_view(what, here, rest, Word.REFRESH),)
    if page is None or page.count == 1:
        return (refresh,)
    before = _view(what, (here - 1) % page.count, rest, Word.REFRESH, text="◀")
    after = _view(what, (here + 1) % page.count, rest, Word.REFRESH, text="▶")
    middle = _view(what, here, rest, Word.REFRESH, text=f"{here + 1}/{page.count}")
    return ((before, middle, after), refresh)


def _view(what: str, number: int, rest: str, label: Word, *, text: str | None = None) -> Key:
    act = Act(does=Does.VIEW, what=f"{what}/{number}/{rest}")
    return Key(act=act, label=label, text=text)


def trade_key(trade: Trade) -> Key:
    """Return the button that opens a trade's card."""
    state = "" if trade.state is TradeState.HEALTHY else " !"
    text = f"{trade.symbol} {trade.key.position}{state}"
    return Key(act=Act(does=Does.SHOW), label=Word.SHOW, text=text, about=trade)


async def draw(
    front: Front,
    rows: Rows,
    reader: Reader,
    *,
    trade: Trade | None,
    lasts: timedelta | None = None,
) -> Drawn:
    """Keep buttons in the database and return what to show.

    Args:
        front: Where they are kept, and the words.
        rows: Which ones.
        reader: The only person they work for.
        trade: The trade they act on, at the version they are drawn for.
        lasts: How long they work, people time; by default as the policy says.
    """
    guardian = front.guardian
    span = lasts or guardian.engine.station.policy.guard.button_expiry
    expires = guardian.clock.people() + span
    kept: list[Button] = []
    shown: list[list[InlineKeyboardButton]] = []
    for row in allowed(rows, reader.role):
        buttons = [_button(key, key.about or trade, reader, expires, front) for key in row]
        kept += buttons
        shown.append([_shown(*pair, front, reader) for pair in zip(row, buttons, strict=True)])
    if not kept:
        return Drawn(markup=None, nonces=())
    await guardian.store.buttons.draw(*kept)
    markup = InlineKeyboardMarkup(inline_keyboard=shown)
    return Drawn(markup=markup, nonces=tuple(one.nonce for one in kept))


def allowed(rows: Rows, role: Role) -> Rows:
    """Return the buttons that somebody of a role may tap."""
    kept = (tuple(key for key in row if role.reaches(least_for(key.act))) for row in rows)
    return tuple(row for row in kept if row)


def _button(
    key: Key, trade: Trade | None, reader: Reader, expires: datetime, front: Front
) -> Button:
    bound = trade is not None and key.act.does in {Does.ASK, Does.DO, Does.CONTRACT}
    return Button(
        nonce=front.guardian.ids.nonce(),
        account=front.guardian.account,
        user=reader.user,
        chat=reader.place,
        message_id=None,
        key=None if trade is None else trade.key,
        action=str(key.act),
        state_version=trade.version if trade is not None and bound else None,
        expires=expires,
    )


def _shown(key: Key, button: Button, front: Front, reader: Reader) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        text=key.text or front.words.label(reader.language, key.label) + key.detail,
        callback_data=Tap(nonce=button.nonce).pack(),
        style=key.style,
    )


def _verb(verb: Verb) -> Key:
    return Key(act=Act.of(verb), label=verb, style=_DANGER if verb is Verb.CLOSE else None)
