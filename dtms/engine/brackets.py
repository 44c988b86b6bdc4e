"""One cancels the other: what becomes of a bracket's second leg once its first has moved.

A bracket is nothing but its unsettled intents, so it survives a restart by itself: a filled leg
stays unsettled until the other one has ended.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dtms.core import events
from dtms.core.actions import CancelCause, CancelPending, PlacePending
from dtms.core.intents import Intent, IntentState
from dtms.core.policy import BothFilled
from dtms.core.trade import Position, TradeKey
from dtms.engine.executor import Sent
from dtms.engine.orders import Orders, Shelf
from dtms.engine.station import Station

_BOTH = 2
_FIRST_REST = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rest:
    """When a refused cancel is tried again, market time."""

    until: datetime
    span: timedelta


class Brackets:
    """Follows every bracket; the caller holds the lock of `Orders`."""

    def __init__(self, station: Station, orders: Orders) -> None:
        self._station = station
        self._orders = orders
        self._rests: dict[int, _Rest] = {}

    async def follow(self, shelf: Shelf, now: datetime) -> tuple[TradeKey, ...]:
        """Take back what the other leg makes void.

        Returns:
            The trades that are a bracket's second fill and must be closed again.
        """
        surplus: list[TradeKey] = []
        for bracket, legs in self._brackets().items():
            if any(_is_unclear(leg) for leg in legs):
                continue  # what became of that leg decides about the other one
            filled = [leg for leg in legs if leg.executed]
            if len(filled) == _BOTH:
                surplus += await self._both(bracket, filled, shelf, now)
            elif len(legs) == _BOTH and not filled:
                continue  # both still work
            elif working := [leg for leg in legs if not leg.executed]:
                await self._take_back(working[0], now)
            else:
                await self._orders.resolve(filled)
        return tuple(surplus)

    def _brackets(self) -> dict[int, list[Intent]]:
        found: dict[int, list[Intent]] = defaultdict(list)
        for intent in self._orders.open():
            action = intent.action
            if isinstance(action, PlacePending) and action.bracket is not None:
                found[action.bracket].append(intent)
        return found

    async def _take_back(self, leg: Intent, now: datetime) -> None:
        rest = self._rests.get(leg.id)
        resting = rest is not None and now < rest.until
        asked = any(
            isinstance(one.action, CancelPending) and one.action.placed == leg.id
            for one in self._orders.cancels()
        )
        if resting or asked or leg.order is None:
            return
        cancel = CancelPending(
            key=leg.key,
            symbol=leg.action.symbol,
            order=leg.order,
            placed=leg.id,
            cause=CancelCause.OTHER_LEG,
        )
        outcome = await self._orders.cancel(cancel, by_person=False)
        if outcome.sent is not Sent.REFUSED:
            self._rests.pop(leg.id, None)
            return
        longest = self._station.policy.state.retry_soon
        span = _FIRST_REST if rest is None else min(rest.span * 2, longest)
        self._rests[leg.id] = _Rest(until=now + span, span=span)

    async def _both(
        self, bracket: int, legs: Sequence[Intent], shelf: Shelf, now: datetime
    ) -> tuple[TradeKey, ...]:
        """Tell that both legs were filled, and return the second while it is to be closed."""
        held = _held(legs, shelf.positions)
        closing = self._station.policy.entry.both_filled is BothFilled.CLOSE_SECOND
        told = any(leg.alerted for leg in legs)
        if len(held) < _BOTH and self._are_open(legs):
            return ()  # one was not seen this time, but is not known to be gone
        if len(held) < _BOTH or (told and not closing):
            await self._orders.resolve(legs)  # one of them has ended: nothing is doubled any more
            return ()
        first, second = held
        if not told:
            fact = events.BothLegsFilled(
                account=self._station.ledger.account,
                at=now,
                bracket=bracket,
                symbol=first.symbol,
                first=first.ticket,
                second=second.ticket,
                closing=closing,
            )
            marked = tuple(replace(leg, alerted=True) for leg in legs)
            await self._station.ledger.record((fact,), intents=marked)
        if not closing:
            return ()
        return (TradeKey(account=self._station.ledger.account, position=second.ticket),)

    def _are_open(self, legs: Sequence[Intent]) -> bool:
        """Claim that by all we know both fills are still open."""
        trades, account = self._station.ledger.trades, self._station.ledger.account
        keys = (TradeKey(account=account, position=leg.order or 0) for leg in legs)
        return all(key in trades and not trades[key].is_closed for key in keys)


def _is_unclear(leg: Intent) -> bool:
    return not leg.executed and leg.state is not IntentState.WORKING


def _held(legs: Sequence[Intent], positions: Sequence[Position]) -> list[Position]:
    """Return what the legs opened and is still open, the older first."""
    magics = {leg.magic for leg in legs}
    mine = [one for one in positions if one.magic in magics]
    return sorted(mine, key=lambda one: (one.opened_at, one.ticket))
