"""How well sentences are understood: what people say, against what is made of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from bot.bridge.grammar import read
from bot.bridge.intents import (
    ChooseMode,
    Intent,
    Look,
    NotUnderstood,
    Panic,
    Place,
    PlaceBoth,
    Show,
    Steer,
    Subject,
    Tell,
    Unable,
)
from bot.bridge.lexicon import LANGUAGES
from bot.bridge.marks import Known
from bot.ordering.shortcut import BracketSheet, Sheet
from dtms.core.commands import Lots, Size

LEAST: Final = 0.95  # of the intents of a language
KNOWN: Final = Known(
    symbols=("XAUUSD", "EURUSD", "GBPUSD", "USDJPY", "BTCUSD"), tickets=frozenset({4711, 8812})
)
_FOLDER: Final = Path(__file__).parent / "evaluation"
_HELD: Final = "# held out"
_SIDES: Final = frozenset({"buy", "sell"})
_SIZED: Final = frozenset({"buy", "sell", "bracket", "close", "close_half", "panic"})
_NUMBERS: Final = frozenset({"lots", "risk", "price", "stop", "target"})

type Slots = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sentence with its meaning; `held` out while the grammar was tuned."""

    sentence: str
    intent: str
    slots: Slots
    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A sentence that was not taken as meant."""

    sample: Sample
    intent: str
    slots: Slots

    @property
    def is_wrong_side(self) -> bool:
        """Claim that an order was made for another side, or where none was meant."""
        if self.intent in _SIDES and self.intent != self.sample.intent:
            return True
        return self.intent in _SIZED and self.slots.get("side") != self.sample.slots.get("side")

    @property
    def is_wrong_size(self) -> bool:
        """Claim that an order was made with a number or a share that nobody gave it."""
        if self.intent not in _SIZED or self.is_wrong_side:
            return False
        if self.intent != self.sample.intent:
            return self.sample.intent in _SIZED or self.sample.intent == "part"
        wanted = self.sample.slots
        return self.intent == self.sample.intent and any(
            name not in wanted or not _same(value, wanted[name])
            for name, value in self.slots.items()
            if name in _NUMBERS
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What became of one language's sentences.

    Attributes:
        language: Which.
        count: Sentences.
        intents: Those whose intent was found.
        whole: Those whose slots were found as well.
        mistakes: All others.
    """

    language: str
    count: int
    intents: int
    whole: int
    mistakes: tuple[Mistake, ...]

    @property
    def wrong_sides(self) -> int:
        """Return how many orders were made for the wrong side."""
        return sum(one.is_wrong_side for one in self.mistakes)

    @property
    def wrong_sizes(self) -> int:
        """Return how many orders were made with a wrong number."""
        return sum(one.is_wrong_size for one in self.mistakes)

    @property
    def is_good(self) -> bool:
        """Claim that the language is understood well enough to be offered."""
        return not self.wrong_sides + self.wrong_sizes and self.intents >= LEAST * self.count


def samples(language: str) -> tuple[Sample, ...]:
    """Return the sentences of a language."""
    lines = (_FOLDER / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    cut = lines.index(_HELD)
    return tuple(
        _sample(line, held=at > cut) for at, line in enumerate(lines) if not line.startswith("#")
    )


def _sample(line: str, *, held: bool) -> Sample:
    sentence, intent, slots = line.split("\t")
    pairs = (one.partition("=") for one in slots.split())
    return Sample(
        sentence=sentence,
        intent=intent,
        slots={name: value for name, _, value in pairs},
        held=held,
    )


def judge(language: str, given: Iterable[Sample]) -> Figures:
    """Read sentences and count."""
    tally: Counter[str] = Counter()
    mistakes: list[Mistake] = []
    for sample in given:
        intent, slots = label(read(sample.sentence, language, KNOWN))
        tally["count"] += 1
        tally["intents"] += intent == sample.intent
        if intent == sample.intent and _alike(slots, sample.slots):
            tally["whole"] += 1
        else:
            mistakes.append(Mistake(sample=sample, intent=intent, slots=slots))
    return Figures(
        language=language,
        count=tally["count"],
        intents=tally["intents"],
        whole=tally["whole"],
        mistakes=tuple(mistakes),
    )


def _alike(found: Slots, wanted: Slots) -> bool:
    return found.keys() == wanted.keys() and all(
        _same(value, wanted[name]) for name, value in found.items()
    )


def _same(one: str, other: str) -> bool:
    numeric = one[:1].isdigit() and other[:1].isdigit()
    return Decimal(one) == Decimal(other) if numeric else one == other


def label(intent: Intent) -> tuple[str, Slots]:
    """Return an intent's name and slots as the files write them."""
    match intent:
        case Show():
            return intent.topic.value, {}
        case Look():
            return intent.at.value, _about(intent.about)
        case Tell():
            half = {"part": "half"} if intent.half else {}
            return intent.verb.value, _about(intent.about) | half
        case Unable():
            return intent.wish.value, _about(intent.about)
        case _:
            return _other(intent)


def _other(
    intent: Place | PlaceBoth | Steer | ChooseMode | Panic | NotUnderstood,
) -> tuple[str, Slots]:
    match intent:
        case Place():
            return intent.side.value, _sheet(intent.sheet)
        case PlaceBoth():
            return "bracket", _bracket(intent.sheet)
        case Steer():
            return intent.to.value, {}
        case ChooseMode():
            return "mode", {} if intent.mode is None else {"mode": intent.mode.value}
        case Panic():
            return "panic", {}
        case NotUnderstood():
            return "none", {}


def _about(subject: Subject) -> Slots:
    given = {
        "ticket": subject.ticket,
        "symbol": subject.symbol,
        "side": None if subject.side is None else subject.side.value,
        "all": "yes" if subject.everything else None,
    }
    return {name: str(value) for name, value in given.items() if value is not None}


def _sheet(sheet: Sheet) -> Slots:
    given = {
        "symbol": sheet.symbol,
        "price": sheet.price,
        "stop": sheet.stop,
        "target": sheet.target,
    }
    named = {name: str(value) for name, value in given.items() if value is not None}
    return named | _size(sheet.size)


def _size(size: Size | None) -> Slots:
    if size is None:
        return {}
    return {"lots": str(size.volume)} if isinstance(size, Lots) else {"risk": str(size.share * 100)}


def _bracket(sheet: BracketSheet) -> Slots:
    found = _size(sheet.size) | ({} if sheet.symbol is None else {"symbol": sheet.symbol})
    for side, leg in (("buy", sheet.buy), ("sell", sheet.sell)):
        legs = {} if leg is None else _sheet(leg)
        found |= {f"{side}_{name}": value for name, value in legs.items()}
    return found


def report(*, held: bool) -> tuple[str, bool]:
    """Return the table of all languages, and whether every one of them is good.

    Args:
        held: Only the sentences that were held out.
    """
    lines = [
        f"{'':4}{'sentences':>10}{'intent':>9}{'slots':>9}{'wrong side':>12}{'wrong size':>12}"
    ]
    good = True
    for language in LANGUAGES:
        given = [one for one in samples(language) if one.held or not held]
        found = judge(language, given)
        good = good and found.is_good
        intents, whole = (f"{of / found.count:.1%}" for of in (found.intents, found.whole))
        lines.append(
            f"{language:4}{found.count:>10}{intents:>9}{whole:>9}"
            f"{found.wrong_sides:>12}{found.wrong_sizes:>12}"
        )
        lines += [_line(one) for one in found.mistakes]
    return "\n".join(lines), good


def _line(mistake: Mistake) -> str:
    slots = " ".join(f"{name}={value}" for name, value in mistake.slots.items())
    meant = " ".join(f"{name}={value}" for name, value in mistake.sample.slots.items())
    wanted = f"{mistake.sample.intent} {meant}".strip()
    found = f"{mistake.intent} {slots}".strip()
    return f"      {mistake.sample.sentence!r}: {wanted!r} was read as {found!r}"
