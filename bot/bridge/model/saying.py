"""What the model bridge has to say, as values; words are made of them elsewhere."""

from dataclasses import dataclass
from enum import Enum

from bot.bridge.model.port import Trouble
from bot.bridge.model.pricing import Shown
from dtms.core.entry import Declined


class Sent(Enum):
    """What was really done, said by code under every answer; the value is the end of its key."""

    NOTHING = "nothing"
    PROPOSED = "proposed"  # a card waits for a tap
    TAKEN = "taken"  # tapped while the answer was still coming; the card has the receipt


class ModelNote(Enum):
    """A short text of its own."""

    THINKING = "thinking"
    STOP = "stop"  # a button
    TAKE = "take"  # a button
    DROP = "drop"  # a button
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"  # a newer proposal came, or this one is too old


@dataclass(frozen=True, slots=True, kw_only=True)
class Growing:
    """An answer so far; the model's own text."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer to its end, or as far as it came.

    Attributes:
        text: The model's own text.
        sent: What was really done.
        trouble: Why there is no more of it; None for a whole answer.
        declined: What was asked for and cannot be had.
        unread: How many calls made no sense.
    """

    text: str
    sent: Sent
    trouble: Trouble | None
    declined: tuple[Declined, ...]
    unread: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """Why the model did not answer: what follows is said without it."""

    trouble: Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A proposal, priced by code."""

    shown: Shown
    moved: bool = False  # shown anew, because the market has left the price shown before


type ModelSaid = Growing | Answered | Unanswered | Card | ModelNote
