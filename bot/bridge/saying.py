"""What a conversation has to say besides cards and order entry, as values."""

from enum import Enum

from bot.bridge.intents import NotUnderstood, Steering, Wish


class Remark(Enum):
    """A short answer of its own."""

    HELLO = "hello"
    WHICH = "which"  # several trades fit
    NONE_FIT = "none_fit"
    HEDGE_WHOLE = "hedge_whole"  # half was asked for: a hedge covers what policy says


type Spoken = NotUnderstood | Wish | Steering | Remark
