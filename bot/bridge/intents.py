"""What a person may mean by a sentence: a closed set of values, none of which acts by itself.

Whoever reads sentences (the offline grammar, a language model) ends in one of these, and
`bot.routers.talking.carry_out` is the one place that turns them into cards and confirm steps.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from bot.ordering.shortcut import BracketSheet, Sheet
from dtms.core.commands import Verb
from dtms.core.market import Side
from dtms.core.policy import Mode


class Topic(Enum):
    """What can be shown of the whole account."""

    STATUS = "status"
    TRADES = "trades"
    ENGINE = "engine"
    RAILS = "rails"
    NEWS = "news"
    HEALTH = "health"
    DAY = "day"  # the day's report
    WEEK = "week"
    HELP = "help"
    HELLO = "hello"


class Sight(Enum):
    """What can be shown of one trade, or of all where no trade is named."""

    CARD = "card"
    CHART = "chart"
    WHY = "why"
    HISTORY = "history"
    HEDGE_PRICE = "hedge_price"


class Steering(Enum):
    """What can be done with automatic INC of the account."""

    PAUSE = "pause"
    RESUME = "resume"


class Wish(Enum):
    """What is understood and cannot be had by words."""

    LEVELS = "levels"  # move or tighten a stop or a target
    PART = "part"  # close a part that is no half


class Doubt(Enum):
    """Why a sentence is not acted on; the value is the end of its key."""

    UNKNOWN = "unknown"
    LONG = "long"
    NOT = "not"  # a negation: never an order
    CONDITION = "condition"  # "if", "when": only orders for now are taken
    SEVERAL = "several"  # two orders, sides or symbols in one sentence
    NUMBER = "number"  # could be read in two ways
    NUMBERS = "numbers"  # which number is what?
    WORD = "word"  # an order with a word that is not understood


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Which trades are meant; nothing set means that none was named.

    Attributes:
        ticket: Of one trade.
        symbol: Plain name such as XAUUSD, or the broker's own of an open trade.
        side: "My short": only trades of this side.
        everything: "All of them".
    """

    ticket: int | None = None
    symbol: str | None = None
    side: Side | None = None
    everything: bool = False


NOTHING: Final = Subject()


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Show the account."""

    topic: Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Show a trade."""

    at: Sight
    about: Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Order something about a trade; `half` is said of a hedge, which covers what policy says."""

    verb: Verb
    about: Subject
    half: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Begin an order; what the sheet leaves out is asked for."""

    side: Side
    sheet: Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceBoth:
    """Begin a bracket."""

    sheet: BracketSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Steer:
    """Pause or resume automatic INC."""

    to: Steering


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseMode:
    """Set the account's mode; None asks for the modes."""

    mode: Mode | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Panic:
    """Close everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unable:
    """A wish that is understood and cannot be had by words."""

    wish: Wish
    about: Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class NotUnderstood:
    """Nothing is done; `token` is the word or number in the way."""

    doubt: Doubt
    token: str = ""


type Risky = Tell | Place | PlaceBoth | Steer | ChooseMode | Panic
type Intent = Show | Look | Risky | Unable | NotUnderstood
