"""The offline grammar: a sentence in, an intent out. Pure, without a network, never guessing.

A risky intent is only ever a proposal; whoever gets it shows a confirm step. Negations, tales,
conditions, and sentences with two orders, sides or symbols are never orders.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.bridge.intents import (
    ChooseMode,
    Doubt,
    Intent,
    Look,
    NotUnderstood,
    Panic,
    Place,
    PlaceBoth,
    Show,
    Sight,
    Steer,
    Steering,
    Subject,
    Tell,
    Topic,
    Unable,
    Wish,
)
from bot.bridge.lexicon import lexicon
from bot.bridge.marks import Counted, Known, Mark, Named, Said, Strange, marks
from bot.bridge.numbers import Unclear, read_number
from bot.bridge.senses import ACTS, SAYS_NOTHING, Sense
from bot.bridge.sheets import read_sheet
from bot.bridge.text import is_han
from bot.ordering.shortcut import BracketSheet, Misread, Sheet, read_bracket
from dtms.core.commands import Verb
from dtms.core.market import Side
from dtms.core.policy import Mode

LONGEST: Final = 300  # characters: people who give orders are brief
_QUESTION_MARKS: Final = ("?", "\N{FULLWIDTH QUESTION MARK}", "\N{ARABIC QUESTION MARK}")
_MOST_STRANGE: Final = 2  # words without a meaning in a question
_SIDES: Final = {
    Sense.BUY: Side.BUY,
    Sense.SELL: Side.SELL,
    Sense.LONG: Side.BUY,
    Sense.SHORT: Side.SELL,
}
_VERBS: Final = {
    Sense.CLOSE: Verb.CLOSE,
    Sense.HEDGE: Verb.HEDGE,
    Sense.UNHEDGE: Verb.CLOSE_HEDGE,
    Sense.ADD_STOP: Verb.ADD_STOP,
    Sense.UNDO_STOP: Verb.UNDO_STOP,
    Sense.HOLD: Verb.HOLD,
    Sense.RELEASE: Verb.RELEASE,
    Sense.ACKNOWLEDGE: Verb.ACKNOWLEDGE,
    Sense.GUARD: Verb.GUARD,
    Sense.WATCH: Verb.WATCH,
    Sense.IGNORE: Verb.IGNORE,
}
_MODES: Final = {
    Sense.AUTO: Mode.AUTO,
    Sense.CONFIRM: Mode.CONFIRM,
    Sense.OBSERVE: Mode.OBSERVE,
}
_ORDERS: Final = frozenset({Sense.CLOSE, Sense.HALVE, Sense.HEDGE, Sense.UNHEDGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence taken apart.

    Attributes:
        marks: What it is made of.
        senses: The meanings that occur.
        acts: Those that order something.
        symbols: The symbols named.
        strange: The words without a meaning.
        known: The open trades.
        asks: Whether it ends in a question mark.
    """

    marks: tuple[Mark, ...]
    senses: frozenset[Sense]
    acts: frozenset[Sense]
    symbols: tuple[str, ...]
    strange: tuple[str, ...]
    known: Known
    asks: bool

    def has(self, *senses: Sense) -> bool:
        """Claim that one of these meanings occurs."""
        return not self.senses.isdisjoint(senses)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Return the numbers that are no tickets."""
        found = (one.text for one in self.marks if isinstance(one, Counted))
        return tuple(one for one in found if _ticket(one, self.known) is None)

    @property
    def tickets(self) -> tuple[int, ...]:
        """Return the tickets."""
        found = (_ticket(one.text, self.known) for one in self.marks if isinstance(one, Counted))
        return tuple(dict.fromkeys(one for one in found if one is not None))

    @property
    def subject(self) -> Subject:
        """Return which trades are meant."""
        ticket = self.tickets[0] if self.tickets else None
        symbol = self.symbols[0] if self.symbols else None
        bare = ticket is None and symbol is None
        return Subject(
            ticket=ticket,
            symbol=symbol,
            side=self.side,
            everything=bare and self.has(Sense.ALL),
        )

    @property
    def side(self) -> Side | None:
        """Return the one side that is named, None for none or both."""
        found = {_SIDES[one] for one in self.senses if one in _SIDES}
        return found.pop() if len(found) == 1 else None

    @property
    def told(self) -> int:
        """Return how many marks say something."""
        return sum(
            not isinstance(one, Strange)
            and not (isinstance(one, Said) and one.sense in SAYS_NOTHING)
            for one in self.marks
        )


def read(text: str, language: str, known: Known) -> Intent:
    """Return what a person means.

    Args:
        text: As it was written.
        language: The person's; English words are understood with any.
        known: The open trades.

    Returns:
        An intent; `NotUnderstood` with the reason where a meaning would have to be guessed.
    """
    if len(text) > LONGEST:
        return NotUnderstood(doubt=Doubt.LONG)
    found = marks(text, lexicon(_spoken(text, language)), known)
    sentence = _sentence(found, known, asks=text.rstrip(" !.)").endswith(_QUESTION_MARKS))
    if sentence.acts or _is_side_noun(sentence) or _is_observe(sentence):
        return _order(sentence)
    return _question(sentence)


def _spoken(text: str, language: str) -> str:
    """Return the language that the script gives away, else the person's own."""
    if is_han(text):
        return "zh"
    if any("\u0600" <= one <= "\u06ff" for one in text):
        return "ar"
    return "ru" if any("\u0400" <= one <= "\u04ff" for one in text) else language


def _sentence(found: tuple[Mark, ...], known: Known, *, asks: bool) -> Sentence:
    senses = frozenset(one.sense for one in found if isinstance(one, Said))
    return Sentence(
        marks=found,
        senses=senses,
        acts=_acts(senses),
        symbols=tuple(dict.fromkeys(one.symbol for one in found if isinstance(one, Named))),
        strange=tuple(one.text for one in found if isinstance(one, Strange) and one.text != "%"),
        known=known,
        asks=asks,
    )


def _acts(senses: frozenset[Sense]) -> frozenset[Sense]:
    """Return what is ordered, two words that belong together as one."""
    acts = senses & ACTS
    if Sense.UNDO in senses and Sense.HEDGE in acts:
        return acts - {Sense.HEDGE} | {Sense.UNHEDGE}
    if Sense.ADD_STOP in acts and acts & {Sense.BUY, Sense.SELL}:
        return acts - {Sense.ADD_STOP}
    if Sense.STOP in senses and not acts and not senses & {Sense.LONG, Sense.SHORT}:
        if Sense.ADD in senses:
            return frozenset({Sense.ADD_STOP})
        return frozenset({Sense.LEVELS}) if Sense.UNDO in senses else acts
    return acts


def _is_side_noun(of: Sentence) -> bool:
    """Claim that "long" and "short" give an order: not what is asked about."""
    return of.has(Sense.LONG, Sense.SHORT) and not of.has(Sense.HOW, Sense.WHY, *_READS)


def _is_observe(of: Sentence) -> bool:
    """Claim that "just observe" is said of everything: a mode."""
    return of.has(Sense.OBSERVE) and of.told == 1 and not of.asks


def _ticket(token: str, known: Known) -> int | None:
    """Read a whole number as a ticket: written `#12`, of an open trade, or too large for lots."""
    digits = token.removeprefix("#")
    if not digits.isascii() or not digits.isdigit() or len(digits) > len(str(1 << 63)):
        return None
    number = int(digits)
    if token.startswith("#") or number in known.tickets:
        return number
    return None


# --- orders


def _order(of: Sentence) -> Intent:
    """Return what an order is about, or why it is none."""
    if of.has(Sense.WHY):
        return Look(at=Sight.WHY, about=of.subject)
    if of.has(Sense.HEDGE, Sense.UNHEDGE) and of.has(Sense.COST):
        return Look(at=Sight.HEDGE_PRICE, about=of.subject)
    if _is_asked(of):
        return _asked(of)
    found = next(((sense, doubt) for sense, doubt in _NO_ORDERS if of.has(sense)), None)
    if found is not None:
        return NotUnderstood(doubt=found[1], token=_text(of, found[0]))
    return _ordered(of)


_NO_ORDERS: Final = (
    (Sense.NOT, Doubt.NOT),
    (Sense.IF, Doubt.CONDITION),
    (Sense.DONE, Doubt.UNKNOWN),
    (Sense.OR, Doubt.SEVERAL),
)


def _is_asked(of: Sentence) -> bool:
    return of.has(Sense.ASK, Sense.COST) or (of.asks and not of.has(Sense.POLITE))


def _asked(of: Sentence) -> Intent:
    """Answer a question about an order with a card: asking is not ordering."""
    if of.has(Sense.OR) or len(of.symbols) > 1:
        return NotUnderstood(doubt=Doubt.SEVERAL, token=" ".join(of.symbols))
    if of.has(Sense.HEDGE):
        return Look(at=Sight.HEDGE_PRICE, about=of.subject)
    if of.has(Sense.MODE):
        return Show(topic=Topic.ENGINE)
    if of.subject.ticket is None and of.subject.symbol is None:
        return NotUnderstood(doubt=Doubt.UNKNOWN)
    about = of.subject
    return Look(at=Sight.CARD, about=Subject(ticket=about.ticket, symbol=about.symbol))


def _text(of: Sentence, sense: Sense) -> str:
    return next(one.text for one in of.marks if isinstance(one, Said) and one.sense is sense)


def _ordered(of: Sentence) -> Intent:
    acts = of.acts
    if Sense.BRACKET in acts:
        return _both(of)
    if Sense.PANIC in acts:
        return _panic(of)
    if Sense.MODE in acts or (Sense.OBSERVE in of.senses and not acts):
        return _mode(of)
    about_trade = acts - {Sense.BUY, Sense.SELL}
    if about_trade:
        return _about_trade(of, about_trade)
    return _place(of)


def _panic(of: Sentence) -> Intent:
    """Return a panic; "close all" of one symbol is a close of its trades."""
    if of.acts != {Sense.PANIC} or len(of.symbols) > 1 or len(of.tickets) > 1:
        return _several(of)
    if of.numbers or _too_strange(of):
        return NotUnderstood(doubt=Doubt.UNKNOWN)
    if _names_trade(of):
        return Tell(verb=Verb.CLOSE, about=of.subject)
    return Panic()


def _several(of: Sentence) -> NotUnderstood:
    names = " ".join(of.symbols) if len(of.symbols) > 1 else ""
    return NotUnderstood(doubt=Doubt.SEVERAL, token=names)


def _mode(of: Sentence) -> Intent:
    named = {_MODES[one] for one in of.senses if one in _MODES}
    others = of.acts - {Sense.MODE, Sense.WATCH, Sense.GUARD}
    if len(named) > 1 or others or _too_strange(of):
        return _several(of) if len(named) > 1 or others else _word(of)
    return ChooseMode(mode=named.pop() if named else None)


def _word(of: Sentence) -> NotUnderstood:
    return NotUnderstood(doubt=Doubt.WORD, token=of.strange[0])


def _too_strange(of: Sentence) -> bool:
    return len(of.strange) > 1 or len(of.strange) >= max(of.told, 1)


def _about_trade(of: Sentence, acts: frozenset[Sense]) -> Intent:
    """Return the one order about trades that a sentence gives."""
    act = _one(of, acts)
    has_place = of.has(Sense.BUY, Sense.SELL) and (of.numbers or of.has(Sense.AND))
    if act is None or len(of.symbols) > 1 or len(of.tickets) > 1 or has_place or _two_sides(of):
        return _several(of)
    if _too_strange(of):
        return _word(of)
    if act in {Sense.PAUSE, Sense.RESUME}:
        if of.symbols or of.numbers:
            return NotUnderstood(doubt=Doubt.UNKNOWN)
        return Steer(to=Steering.PAUSE if act is Sense.PAUSE else Steering.RESUME)
    return _verb(of, act)


def _two_sides(of: Sentence) -> bool:
    return len({_SIDES[one] for one in of.senses if one in _SIDES}) > 1


def _one(of: Sentence, acts: frozenset[Sense]) -> Sense | None:
    """Return the single order that several words give together."""
    joined = of.has(Sense.AND)
    for whole, parts in _TOGETHER:
        if acts <= parts and whole in acts | {whole} and parts & acts and len(acts) > 1:
            return None if joined and whole is Sense.UNHEDGE else whole
    return next(iter(acts)) if len(acts) == 1 else None


_TOGETHER: Final[tuple[tuple[Sense, frozenset[Sense]], ...]] = (
    (Sense.UNHEDGE, frozenset({Sense.CLOSE, Sense.HEDGE, Sense.UNHEDGE, Sense.REDUCE})),
    (Sense.CLOSE, frozenset({Sense.CLOSE, Sense.REDUCE, Sense.HALVE})),
    (Sense.GUARD, frozenset({Sense.GUARD, Sense.WATCH})),
    (Sense.UNDO_STOP, frozenset({Sense.UNDO_STOP, Sense.LEVELS, Sense.ADD_STOP})),
    (Sense.LEVELS, frozenset({Sense.LEVELS, Sense.ADD_STOP})),
    (Sense.RELEASE, frozenset({Sense.RELEASE, Sense.GUARD, Sense.WATCH})),
)


def _verb(of: Sentence, act: Sense) -> Intent:
    about = of.subject
    if act in {Sense.CLOSE, Sense.HALVE, Sense.REDUCE}:
        return _close(of, act)
    if act is Sense.LEVELS or (act is Sense.ADD_STOP and of.numbers):
        return Unable(wish=Wish.LEVELS, about=about)
    half = of.has(Sense.HALF) or _halves(of)
    if of.numbers and not (act is Sense.HEDGE and half):
        return NotUnderstood(doubt=Doubt.NUMBERS, token=of.numbers[0])
    if of.has(Sense.PART) and act is Sense.HEDGE:
        return Unable(wish=Wish.PART, about=about)
    return Tell(verb=_VERBS[act], about=about, half=half and act is Sense.HEDGE)


def _close(of: Sentence, act: Sense) -> Intent:
    """Return a close of all, of half; any other part cannot be had."""
    half = of.has(Sense.HALF) or _halves(of) or act is Sense.HALVE or Sense.HALVE in of.acts
    odd = of.has(Sense.PART) or any(not _is_half(one) for one in _parts(of))
    if odd or (act is Sense.REDUCE and not half):
        return Unable(wish=Wish.PART, about=of.subject)
    if half:
        return Tell(verb=Verb.CLOSE_HALF, about=of.subject)
    if of.subject.everything:
        return Panic()
    return Tell(verb=Verb.CLOSE, about=of.subject)


def _parts(of: Sentence) -> tuple[str, ...]:
    """Return the numbers of an order about trades, `%` with those that have it."""
    found: list[str] = []
    for mark in of.marks:
        if isinstance(mark, Counted) and _ticket(mark.text, of.known) is None:
            found.append(mark.text)
        elif isinstance(mark, Strange) and mark.text == "%" and found:
            found[-1] += "%"
    return tuple(found)


def _is_half(part: str) -> bool:
    return part in {"1/2", "50%"}


def _halves(of: Sentence) -> bool:
    return any(_is_half(one) for one in _parts(of))


# --- new orders


def _place(of: Sentence) -> Intent:
    side = of.side
    if side is None or len(of.symbols) > 1 or of.has(Sense.ALL):
        return _several(of)
    if of.strange:
        return _word(of)
    symbol = of.symbols[0] if of.symbols else None
    sheet = read_sheet(of.marks, side, symbol)
    if isinstance(sheet, NotUnderstood):
        return sheet
    if symbol is None and sheet.size is None:
        return NotUnderstood(doubt=Doubt.UNKNOWN)
    if sheet == Sheet(symbol=symbol) and of.has(Sense.HOW, *_READS):
        return _question(of)
    return Place(side=side, sheet=sheet)


def _both(of: Sentence) -> Intent:
    """Read a bracket by way of its typed line."""
    if len(of.symbols) > 1 or of.acts - {Sense.BRACKET, Sense.BUY, Sense.SELL} or of.has(Sense.ALL):
        return _several(of)
    if of.strange:
        return _word(of)
    words = (_typed(one) for one in of.marks)
    sheet = read_bracket(" ".join(one for one in words if one))
    if isinstance(sheet, Misread):
        return NotUnderstood(doubt=Doubt.NUMBERS, token=sheet.token)
    if sheet == BracketSheet():
        return NotUnderstood(doubt=Doubt.UNKNOWN)
    return PlaceBoth(sheet=sheet)


_TYPED: Final = {
    Sense.BUY: "buy",
    Sense.SELL: "sell",
    Sense.STOP: "sl",
    Sense.TARGET: "tp",
    Sense.PRICE: "at",
    Sense.RISK: "risk",
}


def _typed(mark: Mark) -> str:
    match mark:
        case Named():
            return mark.symbol
        case Counted():
            value = read_number(mark.text)
            return mark.text if isinstance(value, Unclear) else str(value)
        case Said():
            return _TYPED.get(mark.sense, "")
        case Strange():
            return ""


# --- questions

_READS: Final = frozenset(
    {
        *(Sense.CHART, Sense.HISTORY, Sense.NEWS, Sense.REPORT, Sense.RAILS, Sense.HEALTH),
        *(Sense.ENGINE, Sense.TRADES, Sense.STATUS, Sense.PROFIT),
    }
)


def _question(of: Sentence) -> Intent:
    """Return what is asked for: the first of these that fits."""
    if len(of.strange) > max(of.told, 0) or len(of.strange) > _MOST_STRANGE:
        return NotUnderstood(doubt=Doubt.UNKNOWN)
    found = next((make(of) for fits, make in _QUESTIONS if fits(of)), None)
    return found or NotUnderstood(doubt=Doubt.UNKNOWN)


def _names_trade(of: Sentence) -> bool:
    return of.subject.ticket is not None or bool(of.symbols)


def _told_tale(of: Sentence) -> bool:
    return of.has(Sense.DONE, Sense.NOT, Sense.IF) and not of.has(*_READS, Sense.HOW, Sense.WHY)


def _look(at: Sight) -> Callable[[Sentence], Intent]:
    return lambda of: Look(at=at, about=of.subject)


def _show(topic: Topic) -> Callable[[Sentence], Intent]:
    return lambda _: Show(topic=topic)


def _having(*senses: Sense) -> Callable[[Sentence], bool]:
    return lambda of: of.has(*senses)


def _is_day(of: Sentence) -> bool:
    return (of.has(Sense.TODAY) and of.has(Sense.PROFIT) and not of.symbols) or (
        of.has(Sense.REPORT) or (of.has(Sense.DAY) and not of.symbols)
    )


_QUESTIONS: Final[Sequence[tuple[Callable[[Sentence], bool], Callable[[Sentence], Intent]]]] = (
    (_having(Sense.WHY), _look(Sight.WHY)),
    (_told_tale, lambda _: NotUnderstood(doubt=Doubt.UNKNOWN)),
    (lambda of: len(of.symbols) > 1, _show(Topic.TRADES)),
    (_having(Sense.NEWS), _show(Topic.NEWS)),
    (_having(Sense.CHART), _look(Sight.CHART)),
    (_having(Sense.HISTORY), _look(Sight.HISTORY)),
    (_having(Sense.RAILS), _show(Topic.RAILS)),
    (lambda of: of.has(Sense.WEEK) and not of.symbols, _show(Topic.WEEK)),
    (_is_day, _show(Topic.DAY)),
    (_names_trade, _look(Sight.CARD)),
    (_having(Sense.ENGINE, Sense.AUTO, Sense.OBSERVE), _show(Topic.ENGINE)),
    (_having(Sense.HEALTH), _show(Topic.HEALTH)),
    (_having(Sense.TRADES), _show(Topic.TRADES)),
    (_having(Sense.STATUS, Sense.PROFIT), _show(Topic.STATUS)),
    (_having(Sense.HELP), _show(Topic.HELP)),
    (_having(Sense.HELLO), _show(Topic.HELLO)),
)
