"""Typical answers to each question of order entry, priced on the live market. Pure."""

from decimal import Decimal
from typing import Final

from bot.ordering.drafts import Draft
from bot.ordering.saying import Choice, ChoiceKind, Step
from dtms.core.commands import BracketLeg
from dtms.core.entry import Scene
from dtms.core.market import Side

_RISKS: Final = (Decimal("0.0025"), Decimal("0.005"), Decimal("0.01"))
_LOTS: Final = (Decimal("0.01"), Decimal("0.10"))
_STOPS: Final = (Decimal("1.5"), Decimal(3), Decimal(6))  # ATR(M15)
_TARGETS: Final = (Decimal(1), Decimal(2), Decimal(3))  # R
_AWAY: Final = (Decimal(1), Decimal(2))  # ATR(M15) from the market to a bracket's legs
_LEG_STOP: Final = Decimal("1.5")  # ATR(M15)
_LEG_TARGET: Final = Decimal(2)  # R


def choices(draft: Draft, scene: Scene | None, symbols: tuple[str, ...]) -> tuple[Choice, ...]:
    """Return typical answers to what is asked next; none where the market is not known."""
    match draft.step:
        case Step.SYMBOL:
            return tuple(Choice(kind=ChoiceKind.SYMBOL, symbol=one) for one in symbols)
        case Step.SIZE:
            return _sizes(scene)
        case Step.STOP:
            return _stops(draft, scene)
        case Step.TARGET:
            return (*_targets(draft, scene), Choice(kind=ChoiceKind.NO_TARGET))
        case Step.LEGS:
            pairs = ((ChoiceKind.BREAKOUT, one) for one in _AWAY)
            fades = ((ChoiceKind.FADE, one) for one in _AWAY)
            return tuple(Choice(kind=kind, amount=one) for kind, one in (*pairs, *fades))
        case None:
            return ()


def legs(kind: ChoiceKind, away: Decimal, scene: Scene) -> tuple[BracketLeg, BracketLeg] | None:
    """Return the buying and the selling leg of a typical bracket; None without an ATR."""
    if scene.atr is None:
        return None
    reach = Decimal(str(scene.atr))
    out = 1 if kind is ChoiceKind.BREAKOUT else -1
    return (
        _leg(Side.BUY, scene.quote.ask + out * away * reach, reach, scene),
        _leg(Side.SELL, scene.quote.bid - out * away * reach, reach, scene),
    )


def _leg(side: Side, price: Decimal, reach: Decimal, scene: Scene) -> BracketLeg:
    risk = reach * _LEG_STOP
    rounded = scene.instrument.price
    return BracketLeg(
        price=rounded(price),
        stop=rounded(price - side.sign * risk),
        target=rounded(price + side.sign * risk * _LEG_TARGET),
    )


def _sizes(scene: Scene | None) -> tuple[Choice, ...]:
    risks = tuple(Choice(kind=ChoiceKind.RISK, amount=one) for one in _RISKS)
    if scene is None:
        return risks
    whole = dict.fromkeys(scene.instrument.ceil_volume(one) for one in _LOTS)
    return (*risks, *(Choice(kind=ChoiceKind.LOTS, amount=one) for one in whole))


def _stops(draft: Draft, scene: Scene | None) -> tuple[Choice, ...]:
    if scene is None or scene.atr is None or draft.side is None:
        return ()
    side, reach = draft.side, Decimal(str(scene.atr))
    start = draft.price or scene.quote.closing(side)
    return tuple(
        Choice(
            kind=ChoiceKind.STOP_ATR,
            amount=one,
            price=scene.instrument.price(start - side.sign * one * reach),
        )
        for one in _STOPS
    )


def _targets(draft: Draft, scene: Scene | None) -> tuple[Choice, ...]:
    if scene is None or draft.side is None or draft.stop is None:
        return ()
    side = draft.side
    start = draft.price or scene.quote.opening(side)
    risk = (start - draft.stop) * side.sign
    return tuple(
        Choice(
            kind=ChoiceKind.TARGET_R,
            amount=one,
            price=scene.instrument.price(start + side.sign * one * risk),
        )
        for one in _TARGETS
        if risk > 0
    )
