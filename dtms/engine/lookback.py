"""What happened at the broker between two looks: late fills that came and went, another DTMS."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from dtms.core import events
from dtms.core.events import Lookout
from dtms.core.intents import Intent
from dtms.core.magic import namespace_of, read_magic
from dtms.core.trade import ActionKind, Deal, DealEntry
from dtms.engine.station import History, Snapshot, Station

_OPENING = frozenset({ActionKind.HEDGE, ActionKind.READD})
_OUR_WORD = "DTMS"  # begins the comment of every order any installation sends


class Lookback:
    """Reads history when the balance moved, and once more, since history may be late."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._balance: float | None = None
        self._moved = False
        self._rival_at = datetime.min.replace(tzinfo=UTC)

    async def look(self, snapshot: Snapshot, history: History) -> None:
        """Record what nobody saw happen."""
        moved = snapshot.account.balance != self._balance
        deals = await history.deals() if moved or self._moved else ()
        await self._rival(snapshot, deals)
        for deal in _came_and_went(snapshot, deals):
            await self._executed_late(snapshot, deal, deals)
        self._balance, self._moved = snapshot.account.balance, moved

    async def _rival(self, snapshot: Snapshot, deals: Sequence[Deal]) -> None:
        """Turn adding risk off while another installation has positions or fresh deals here."""
        station, ledger = self._station, self._station.ledger
        if not station.options.remembers:
            return
        seen = [deal.at for deal in deals if self._foreign(deal.magic, deal.comment)]
        if any(self._foreign(held.magic, held.comment) for held in snapshot.positions):
            seen.append(snapshot.at)
        self._rival_at = max([self._rival_at, *seen])
        near = snapshot.at - self._rival_at < station.policy.guard.rival_quiet
        if near is not ledger.rival:
            what = Lookout.RIVAL if near else Lookout.RIVAL_GONE
            await station.ledger.notice(what, at=snapshot.at)

    def _foreign(self, magic: int, comment: str) -> bool:
        """Claim that another installation of this program sent an order."""
        if not comment.startswith(_OUR_WORD):
            return False
        return namespace_of(magic) not in {None, self._station.namespace}

    async def _executed_late(
        self, snapshot: Snapshot, opening: Deal, deals: Sequence[Deal]
    ) -> None:
        """Tell of an opening that was given up, filled after all, and ended before any look."""
        station = self._station
        magic = read_magic(opening.magic, namespace=station.namespace)
        if magic is None or magic.kind not in _OPENING or magic.intent in station.ledger.intents:
            return
        intent = await station.journal.intent(magic.intent)
        if intent is None or intent.executed is not False:
            return
        trade = await station.ledger.recall(intent.key)
        if trade is None:
            return
        fact = events.ExecutedLate(
            key=intent.key,
            at=snapshot.at,
            intent=intent.id,
            kind=magic.kind,
            ticket=opening.position,
            volume=opening.volume,
            profit=sum(deal.net for deal in deals if deal.position == opening.position),
            automatic=intent.automatic,
            day=station.broker.broker_day(opening.at),
        )
        await station.ledger.record((fact,), intents=(_done(intent),))


def _done(intent: Intent) -> Intent:
    return replace(intent, executed=True)


def _came_and_went(snapshot: Snapshot, deals: Sequence[Deal]) -> tuple[Deal, ...]:
    """Return the openings of positions that history shows closed and the book no longer holds."""
    held = {position.ticket for position in snapshot.positions}
    ended = {deal.position for deal in deals if deal.entry is not DealEntry.IN}
    return tuple(
        deal
        for deal in deals
        if deal.entry is DealEntry.IN and deal.magic and deal.position in ended - held
    )
