"""An order being made in the chat: kept in the database, so that a restart loses nothing."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from bot.ordering.saying import Asking, Step
from bot.ordering.shortcut import BracketSheet, Misread, Sheet
from dtms.adapters.journal.people import People
from dtms.core.codec import CodecError, RecordCodec
from dtms.core.commands import (
    BracketLeg,
    Lots,
    PlaceBracket,
    PlaceTrade,
    Size,
)
from dtms.core.entry import Declined, Offer
from dtms.core.events import Refusal
from dtms.core.market import Quote, Side
from dtms.core.trade import AccountId, OrderKind
from dtms.engine.entry import BracketOffer

_KEY: Final = "order_draft"


type Command = PlaceTrade | PlaceBracket

# What a refusal sends back to be told again; any other ends the order.
_ASK_AGAIN: Final = {
    Refusal.SYMBOL_UNKNOWN: Step.SYMBOL,
    Refusal.SYMBOL_AMBIGUOUS: Step.SYMBOL,
    Refusal.VOLUME_TOO_SMALL: Step.SIZE,
    Refusal.VOLUME_TOO_LARGE: Step.SIZE,
    Refusal.VOLUME_STEP: Step.SIZE,
    Refusal.RISK_SHARE: Step.SIZE,
    Refusal.TRADE_RISK: Step.SIZE,
    Refusal.DAILY_RISK: Step.SIZE,
    Refusal.MAX_VOLUME: Step.SIZE,
    Refusal.NO_MONEY: Step.SIZE,
    Refusal.STOP_MISSING: Step.STOP,
    Refusal.STOP_SIDE: Step.STOP,
    Refusal.STOP_TOO_NEAR: Step.STOP,
    Refusal.STOP_TOO_FAR: Step.STOP,
    Refusal.TARGET_SIDE: Step.TARGET,
    Refusal.TARGET_TOO_NEAR: Step.TARGET,
    Refusal.TARGET_TOO_FAR: Step.TARGET,
    Refusal.BRACKET_MIXED: Step.LEGS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An order in the making.

    Attributes:
        id: Buttons of another draft do nothing.
        at: When it was last added to, people time.
        side: Of a single order; None for a bracket.
        symbol: As typed or chosen.
        size: Lots, or what the stop may cost.
        price: Where a pending order triggers; None at the market.
        stop: Stop-loss.
        target: Take-profit.
        targetless: Whether the target was left out on purpose.
        buy: A bracket's buying leg.
        sell: Its selling leg.
        minutes: After how many a pending order is dropped.
        lots: What the summary showed; None before there was one.
        kind: The kind it showed: a price the market has passed makes it no other.
        seen: The entry price it showed; None for a pending order.
    """

    id: str
    at: datetime
    side: Side | None
    symbol: str | None = None
    size: Size | None = None
    price: Decimal | None = None
    stop: Decimal | None = None
    target: Decimal | None = None
    targetless: bool = False
    buy: BracketLeg | None = None
    sell: BracketLeg | None = None
    minutes: int | None = None
    lots: Decimal | None = None
    kind: OrderKind | None = None
    seen: Decimal | None = None

    @property
    def step(self) -> Step | None:
        """Return what is still to be told, None when all is."""
        if self.symbol is None:
            return Step.SYMBOL
        if self.size is None:
            return Step.SIZE
        if self.side is None:
            return None if self.buy is not None and self.sell is not None else Step.LEGS
        if self.stop is None:
            return Step.STOP
        return None if self.target is not None or self.targetless else Step.TARGET

    def asking(self, problem: Declined | Misread | None, quote: Quote | None) -> Asking | None:
        """Return the question that is next, None when nothing is left to ask."""
        step = self.step
        if step is None:
            return None
        return Asking(
            step=step,
            side=self.side,
            symbol=self.symbol,
            size=self.size,
            price=self.price,
            quote=quote,
            problem=problem,
        )

    def taken(self, sheet: Sheet | BracketSheet) -> "Draft":
        """Take over what was typed."""
        return self._with_sheet(sheet) if isinstance(sheet, Sheet) else self._with_legs(sheet)

    def _with_sheet(self, sheet: Sheet) -> "Draft":
        """Take over what was typed; a line that gives a stop needs no target."""
        return replace(
            self,
            symbol=sheet.symbol or self.symbol,
            size=sheet.size or self.size,
            price=sheet.price or self.price,
            stop=sheet.stop or self.stop,
            target=sheet.target or self.target,
            targetless=self.targetless or sheet.stop is not None,
            minutes=sheet.minutes or self.minutes,
        )

    def _with_legs(self, sheet: BracketSheet) -> "Draft":
        """Take over what was typed of a bracket."""
        return replace(
            self,
            symbol=sheet.symbol or self.symbol,
            size=sheet.size or self.size,
            buy=_leg(sheet.buy) or self.buy,
            sell=_leg(sheet.sell) or self.sell,
            minutes=sheet.minutes or self.minutes,
        )

    def without(self, declined: Declined) -> "Draft | None":
        """Forget what was refused, so that it is asked again; None when that would not help."""
        bare = replace(self, lots=None, kind=None, seen=None)
        step = _ASK_AGAIN.get(declined.reason)
        if step in {Step.STOP, Step.TARGET} and self.side is None:
            step = Step.LEGS
        match step:
            case Step.SYMBOL:
                return replace(bare, symbol=None)
            case Step.SIZE:
                return replace(bare, size=None)
            case Step.STOP:
                return replace(bare, stop=None)
            case Step.TARGET:
                return replace(bare, target=None, targetless=False)
            case Step.LEGS:
                return replace(bare, buy=None, sell=None)
            case None:
                return None

    def shown(self, offer: Offer | BracketOffer) -> "Draft":
        """Keep what a summary showed, so that just that is placed."""
        if isinstance(offer, BracketOffer):
            return replace(self, lots=offer.buy.terms.volume, seen=None)
        terms = offer.terms
        seen = offer.entry if terms.price is None else None
        return replace(self, lots=terms.volume, kind=terms.kind, seen=seen)

    def command(self, account: AccountId, by: int, now: datetime) -> Command | None:
        """Return the order, None while something is missing.

        Args:
            account: Which account.
            by: The person's numeric id.
            now: Market time, from which the expiry counts.
        """
        size = self.size if self.lots is None else Lots(volume=self.lots)
        if self.symbol is None or size is None:
            return None
        expires = None if self.minutes is None else now + timedelta(minutes=self.minutes)
        if self.side is not None:
            return PlaceTrade(
                account=account,
                symbol=self.symbol,
                side=self.side,
                kind=self.kind,
                price=self.price,
                size=size,
                stop=self.stop,
                target=self.target,
                expires=expires,
                by=by,
                seen=self.seen,
            )
        if self.buy is None or self.sell is None:
            return None
        return PlaceBracket(
            account=account,
            symbol=self.symbol,
            size=size,
            buy=self.buy,
            sell=self.sell,
            expires=expires,
            by=by,
        )


DRAFTS: Final = RecordCodec("order_draft", Draft, version=1)


class Drafts:
    """One draft a person."""

    def __init__(self, people: People, *, lasts: timedelta) -> None:
        self._people = people
        self._lasts = lasts

    async def get(self, user: int, now: datetime) -> Draft | None:
        """Return a person's draft; None where there is none, or it is too old to be meant."""
        body = await self._people.get(user, _KEY)
        if body is None:
            return None
        try:
            draft = DRAFTS.decode(DRAFTS.version, body)
        except CodecError:
            return None  # of another version of this program: begun anew
        return draft if now - draft.at <= self._lasts else None

    async def keep(self, user: int, draft: Draft) -> None:
        """Keep a draft in place of the one before."""
        await self._people.set(user, _KEY, DRAFTS.encode(draft).body)

    async def forget(self, user: int) -> None:
        """Drop a person's draft."""
        await self._people.forget(user, _KEY)


def _leg(sheet: Sheet | None) -> BracketLeg | None:
    if sheet is None or sheet.price is None:
        return None
    return BracketLeg(price=sheet.price, stop=sheet.stop, target=sheet.target)
