"""What buttons carry: an opaque nonce. What they mean is kept in the database, in these words."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final, override

from aiogram.filters.callback_data import CallbackData

from dtms.core.commands import Verb

RISKY: Final = frozenset({Verb.CLOSE, Verb.CLOSE_HALF, Verb.HEDGE, Verb.CLOSE_HEDGE})


class Tap(CallbackData, prefix="b"):
    """All that Telegram sees of a button."""

    nonce: str


class Does(Enum):
    """What a button does when it is tapped."""

    ASK = "ask"  # show a confirm step for a verb
    DO = "do"  # carry a verb out
    SHOW = "show"  # show or redraw a trade's card
    WHY = "why"  # explain a decision
    MODE = "mode"
    STEER = "steer"  # pause or resume
    LANGUAGE = "language"
    SEEN = "seen"  # stop ringing about an announcement
    SETTINGS = "settings"  # turn to a page of settings, or choose on one
    SLEEP = "sleep"
    INVITE = "invite"
    REMOVE = "remove"  # serve a person no longer
    CONTRACT = "contract"  # show a trade's contract, or change it
    ORDER = "order"  # go on with an order in the making
    PENDING = "pending"  # take a pending order back
    PANIC = "panic"
    MODEL = "model"  # stop an answer, take or decline a proposal
    PICTURE = "picture"  # draw a trade
    VIEW = "view"  # show a card or a page of a list, in place
    REPORT = "report"  # draw the account's day or week


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """The meaning of a button: what it does, and with what."""

    does: Does
    what: str = ""

    @classmethod
    def of(cls, verb: Verb, of: int | Decimal | None = None) -> "Act":
        """Return the first tap of a verb: risky ones ask before they do.

        Args:
            verb: Which one.
            of: The proposal that VETO and PROCEED mean, or the price that ADD_STOP shows.
        """
        does = Does.ASK if verb in RISKY else Does.DO
        return cls(does=does, what=verb.value if of is None else f"{verb.value}:{of}")

    @classmethod
    def read(cls, text: str) -> "Act":
        """Read what `str` wrote; raises `ValueError`."""
        does, _, what = text.partition(":")
        return cls(does=Does(does), what=what)

    @override
    def __str__(self) -> str:
        return f"{self.does.value}:{self.what}"

    @property
    def verb(self) -> Verb:
        """Return the verb of ASK and DO."""
        return Verb(self.what.partition(":")[0])

    @property
    def proposal(self) -> int | None:
        """Return the proposal that VETO and PROCEED mean."""
        _, _, number = self.what.partition(":")
        return int(number) if number and self.verb is not Verb.ADD_STOP else None

    @property
    def price(self) -> Decimal | None:
        """Return the price that a button of ADD_STOP shows."""
        _, _, price = self.what.partition(":")
        return Decimal(price) if price and self.verb is Verb.ADD_STOP else None


STOP_ANSWER: Final = Act(does=Does.MODEL, what="stop")
