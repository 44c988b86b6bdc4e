"""A proposal: what a model asked for, priced by code, waiting for a person's tap."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Final

from bot.bridge.model.arguments import (
    Arguments,
    BracketSide,
    ExecuteBracketTrade,
    ExecuteTrade,
    HedgeTrade,
    ModifyPosition,
    OfTrade,
)
from bot.ordering.drafts import Draft
from dtms.adapters.journal.people import People
from dtms.core.codec import CodecError, RecordCodec
from dtms.core.commands import (
    BracketLeg,
    Lots,
    RiskShare,
    SetLevels,
    Size,
    TradeCommand,
    Verb,
)
from dtms.core.market import Side
from dtms.core.trade import AccountId, TradeKey

_KEY: Final = "model_proposal"
_PERCENT: Final = Decimal(100)

type Wanted = Draft | SetLevels | TradeCommand


class Stage(Enum):
    """How far a proposal has got; the value is the end of its key."""

    OPEN = "open"
    TAKEN = "taken"  # a person tapped; the engine's answer tells the rest
    DROPPED = "dropped"  # a person declined
    WITHDRAWN = "withdrawn"  # a newer one came
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One proposal of a chat.

    Attributes:
        id: Buttons of another proposal do nothing.
        conversation: The person's sentence that led to it.
        call: The model's own id of its call.
        digest: Of what was asked for.
        order: A new trade or bracket; this or one of the next two is what a tap asks for.
        levels: A tighter stop or a target.
        tell: An order about a trade.
        stage: How far it has got.
        until: When its buttons stop working, people time.
        message: The card's message; None before it is shown.
    """

    id: str
    conversation: int
    call: str
    digest: str
    order: Draft | None
    levels: SetLevels | None
    tell: TradeCommand | None
    stage: Stage
    until: datetime
    message: int | None = None

    @property
    def wanted(self) -> Wanted | None:
        """Return what a tap would ask of the engine."""
        return self.order or self.levels or self.tell

    def is_open(self, now: datetime) -> bool:
        """Claim that a tap would still carry it out."""
        return self.stage is Stage.OPEN and now < self.until


PROPOSALS: Final = RecordCodec("model_proposal", Proposal, version=1)


class Proposals:
    """The last proposal of each chat; it survives a restart, as its buttons do."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def get(self, user: int) -> Proposal | None:
        """Return a person's last proposal, whatever became of it."""
        body = await self._people.get(user, _KEY)
        if body is None:
            return None
        try:
            return PROPOSALS.decode(PROPOSALS.version, body)
        except CodecError:
            return None  # of another version of this program: its buttons have expired

    async def keep(self, user: int, proposal: Proposal) -> None:
        """Keep a proposal in place of the one before."""
        await self._people.set(user, _KEY, PROPOSALS.encode(proposal).body)


def wanted_of(
    arguments: Arguments, *, account: AccountId, by: int, number: str, now: datetime
) -> Wanted | None:
    """Return what a proposal tool asks for; None where the tool proposes nothing.

    Args:
        arguments: Strictly read.
        account: Which account.
        by: The person who will be asked.
        number: Of the proposal.
        now: People time.
    """
    match arguments:
        case ExecuteTrade() | ExecuteBracketTrade():
            return _draft(arguments, number, now)
        case ModifyPosition(close_half=False):
            return SetLevels(
                key=TradeKey(account=account, position=arguments.ticket),
                stop=_decimal(arguments.stop_loss),
                target=_decimal(arguments.take_profit),
                by=by,
            )
        case ModifyPosition() | HedgeTrade() | OfTrade():
            key = TradeKey(account=account, position=arguments.ticket)
            return TradeCommand(key=key, verb=_verb(arguments), by=by)
        case _:
            return None


def _verb(arguments: ModifyPosition | HedgeTrade | OfTrade) -> Verb:
    match arguments:
        case ModifyPosition():
            return Verb.CLOSE_HALF
        case HedgeTrade():
            return Verb.HEDGE if arguments.action == "open" else Verb.CLOSE_HEDGE
        case OfTrade():
            return Verb.CLOSE


def _draft(arguments: ExecuteTrade | ExecuteBracketTrade, number: str, now: datetime) -> Draft:
    bare = Draft(
        id=number,
        at=now,
        side=None,
        symbol=arguments.symbol,
        size=_size(arguments),
        minutes=arguments.expires_minutes,
    )
    if isinstance(arguments, ExecuteBracketTrade):
        return replace(bare, buy=_leg(arguments.buy), sell=_leg(arguments.sell))
    return replace(
        bare,
        side=Side[arguments.side.upper()],
        price=_decimal(arguments.price),
        stop=_decimal(arguments.stop_loss),
        target=_decimal(arguments.take_profit),
        targetless=arguments.take_profit is None,
    )


def _size(arguments: ExecuteTrade | ExecuteBracketTrade) -> Size:
    if arguments.volume is not None:
        return Lots(volume=Decimal(arguments.volume))
    return RiskShare(share=Decimal(arguments.risk_percent or 0) / _PERCENT)


def _leg(side: BracketSide) -> BracketLeg:
    return BracketLeg(
        price=Decimal(side.price),
        stop=Decimal(side.stop_loss),
        target=_decimal(side.take_profit),
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
