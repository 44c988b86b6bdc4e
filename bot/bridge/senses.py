"""What words mean, in whatever language they are said; the values are keys of lexicon files."""

from enum import Enum
from typing import Final


class Sense(Enum):
    """The meaning of a word or a phrase."""

    # orders
    BUY = "buy"
    SELL = "sell"
    LONG = "long"  # the noun: an order, or which of one's trades
    SHORT = "short"
    BRACKET = "bracket"
    CLOSE = "close"
    HALVE = "halve"
    REDUCE = "reduce"
    HEDGE = "hedge"
    UNHEDGE = "unhedge"
    ADD_STOP = "add_stop"
    UNDO_STOP = "undo_stop"
    LEVELS = "levels"  # move, tighten, trail
    HOLD = "hold"
    RELEASE = "release"
    ACKNOWLEDGE = "acknowledge"
    GUARD = "guard"
    WATCH = "watch"
    IGNORE = "ignore"
    PAUSE = "pause"
    RESUME = "resume"
    PANIC = "panic"
    MODE = "mode"
    AUTO = "auto"
    CONFIRM = "confirm"
    OBSERVE = "observe"
    # what belongs to orders
    HALF = "half"
    PART = "part"  # a third, a quarter
    ALL = "all"
    ADD = "add"  # put, set
    UNDO = "undo"
    STOP = "stop"
    TARGET = "target"
    PRICE = "price"
    RISK = "risk"
    LOT = "lot"
    UNIT = "unit"  # of a number that cannot be used: k, pips, dollars
    # reading
    HOW = "how"
    STATUS = "status"
    PROFIT = "profit"
    TRADES = "trades"
    ENGINE = "engine"
    RAILS = "rails"
    NEWS = "news"
    HEALTH = "health"
    HISTORY = "history"
    REPORT = "report"
    DAY = "day"
    TODAY = "today"
    WEEK = "week"
    CHART = "chart"
    WHY = "why"
    COST = "cost"
    HELP = "help"
    HELLO = "hello"
    # how it is said
    NOT = "not"
    IF = "if"
    ASK = "ask"  # should I?
    POLITE = "polite"  # could you?
    DONE = "done"  # I closed, I bought: a tale, not an order
    AND = "and"
    OR = "or"
    NOISE = "noise"


ACTS: Final = frozenset(
    {
        *(Sense.BUY, Sense.SELL, Sense.BRACKET, Sense.CLOSE, Sense.HALVE, Sense.REDUCE),
        *(Sense.HEDGE, Sense.UNHEDGE, Sense.ADD_STOP, Sense.UNDO_STOP, Sense.LEVELS),
        *(Sense.HOLD, Sense.RELEASE, Sense.ACKNOWLEDGE, Sense.GUARD, Sense.WATCH),
        *(Sense.IGNORE, Sense.PAUSE, Sense.RESUME, Sense.PANIC, Sense.MODE),
    }
)
SAYS_NOTHING: Final = frozenset(
    {Sense.NOISE, Sense.POLITE, Sense.ASK, Sense.AND, Sense.OR, Sense.NOT, Sense.IF}
)
