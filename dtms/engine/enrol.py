"""Adoption: which of the broker's positions come under watch, and how."""

from decimal import Decimal

from dtms.core import events
from dtms.core.events import TradeFact
from dtms.core.magic import read_magic
from dtms.core.policy import Adoption
from dtms.core.trade import ActionKind, Flag, Guard, Position, TradeKey
from dtms.engine.consequences import leg_of
from dtms.engine.station import Snapshot, Station

HEDGE_MARK = "DTMS_HEDGE_"


class Enrolment:
    """Registers positions once; hedges and re-adds never become mains."""

    def __init__(self, station: Station) -> None:
        self._station = station

    async def adopt(self, snapshot: Snapshot) -> None:
        """Register every position that the policy wants watched and that is not known yet."""
        for position in snapshot.positions:
            if position.ticket in self._station.ledger.known or not self._wanted(position):
                continue
            own = self._opened_here(position)
            guard = Guard.GUARDED if own else self._guard(position)
            await self.register(position, guard=guard, adopted=not own)

    async def register(self, position: Position, *, guard: Guard, adopted: bool) -> None:
        """Put one position under watch; the stop of its opening order gives R."""
        station = self._station
        stop = await station.broker.opening_stop(position=position.ticket)
        await station.ledger.record(
            self.facts(position, guard=guard, adopted=adopted, first_stop=stop)
        )

    def facts(
        self, position: Position, *, guard: Guard, adopted: bool, first_stop: Decimal | None
    ) -> tuple[TradeFact, ...]:
        """Return what puts a position under watch; `first_stop` is its opening order's."""
        station = self._station
        key = TradeKey(account=station.ledger.account, position=position.ticket)
        now = station.clock.market()
        facts: list[TradeFact] = [
            events.TradeRegistered(
                key=key,
                at=now,
                symbol=position.symbol,
                side=position.side,
                guard=guard,
                adopted=adopted,
                main=leg_of(position),
                first_stop=first_stop,
                risk=None,
                opened_at=position.opened_at,
            )
        ]
        if position.stop is None:
            facts.append(events.FlagRaised(key=key, at=now, flag=Flag.NAKED, cause=None))
        return tuple(facts)

    def _wanted(self, position: Position) -> bool:
        station = self._station
        magic = read_magic(position.magic, namespace=station.namespace)
        if magic is not None and magic.kind is ActionKind.ORDER:
            return magic.intent not in station.ledger.intents  # an open order settles by itself
        if magic is not None or position.comment.startswith(HEDGE_MARK):
            return False
        if station.policy.guard.adoption is Adoption.OFF:
            return False
        symbols, foreign = station.options.symbols, station.options.foreign_magics
        return position.magic not in foreign and (not symbols or position.symbol in symbols)

    def _opened_here(self, position: Position) -> bool:
        magic = read_magic(position.magic, namespace=self._station.namespace)
        return magic is not None and magic.kind is ActionKind.ORDER

    def _guard(self, position: Position) -> Guard:
        policy = self._station.policy.guard
        if policy.adoption is not Adoption.GUARD or position.stop is None:
            return Guard.OFFERED
        risk = abs(position.entry - position.stop)
        losing = position.profit + position.swap < 0
        deep = risk > 0 and losing and self._loss_share(position) >= policy.adopt_loss_r
        return Guard.OFFERED if deep else Guard.GUARDED

    def _loss_share(self, position: Position) -> float:
        """Return the loss in R by the price that explains the floating result."""
        stop = position.stop
        if stop is None or position.price == position.entry:
            return 0.0
        move = (position.entry - position.price) * position.side.sign
        return float(move / abs(position.entry - stop))
