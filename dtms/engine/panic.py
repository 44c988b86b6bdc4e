"""The way out: closes at once, without scores, bars or quotes of its own.

It takes the same executor, journal and locks as everything else; a connected terminal is all it
needs.
"""

from dataclasses import dataclass
from datetime import timedelta

from dtms.core.actions import CloseCause
from dtms.core.commands import CloseNow, Outcome
from dtms.core.errors import BrokerUnavailable
from dtms.core.events import Refusal
from dtms.core.magic import read_magic
from dtms.core.rails import refuse_closing
from dtms.core.risk import close_family
from dtms.core.trade import (
    ActionKind,
    Guard,
    Position,
    Trade,
    TradeKey,
    WorkingOrder,
)
from dtms.engine.desk import Reply
from dtms.engine.enrol import Enrolment
from dtms.engine.executor import Executor, Order, Result, Sent
from dtms.engine.judging import Judging
from dtms.engine.station import Snapshot, Station
from dtms.engine.survey import Surveyor, book_of

_DONE = Reply(outcome=Outcome.DONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Everything a panic may close, as just read from the broker.

    Attributes:
        mains: Mains of guarded trades; each takes its re-adds and its hedge with it.
        others: Positions that are not guarded.
        orders: Pending orders that DTMS placed.
        other_orders: Pending orders that it did not place.
        quote_age: Age of the oldest last quote of what is guarded, None where nothing is.
    """

    mains: tuple[Position, ...]
    others: tuple[Position, ...]
    orders: tuple[WorkingOrder, ...]
    other_orders: tuple[WorkingOrder, ...]
    quote_age: timedelta | None = None


class Panic:
    """Closes on a person's word alone; the engine holds the family's lock around `close`."""

    def __init__(
        self,
        *,
        station: Station,
        surveyor: Surveyor,
        executor: Executor,
        judging: Judging,
        enrolment: Enrolment,
    ) -> None:
        self._station = station
        self._surveyor = surveyor
        self._executor = executor
        self._judging = judging
        self._enrolment = enrolment

    async def targets(self) -> Targets:
        """Return what there is to close; raises `BrokerUnavailable`."""
        station = self._station
        positions = await station.broker.positions()
        orders = await station.broker.orders()
        guarded = [one for one in station.ledger.trades.values() if _is_guarded(one)]
        mains = {trade.main.ticket for trade in guarded}
        family = {ticket for trade in guarded for ticket in trade.tickets}
        ours = [one for one in orders if self._is_ours(one.magic)]
        return Targets(
            mains=tuple(one for one in positions if one.ticket in mains),
            others=tuple(one for one in positions if one.ticket not in family),
            orders=tuple(ours),
            other_orders=tuple(one for one in orders if one not in ours),
        )

    async def close(self, command: CloseNow) -> Reply:
        """Close a position, its family and its hedge; what is gone already counts as done."""
        snapshot = await self._surveyor.snapshot()
        position = snapshot.position(command.ticket)
        if position is None:
            return _DONE
        refusal = self._refusal(snapshot)
        if refusal is not None:
            return Reply(outcome=Outcome.REFUSED, refusal=refusal)
        trade = await self._trade(position, command)
        if trade is None:
            return Reply(outcome=Outcome.REFUSED, refusal=Refusal.NOT_OURS)
        return await self.run(trade, position, snapshot, CloseCause.PERSON)

    async def close_surplus(self, key: TradeKey) -> None:
        """Close the second fill of a bracket, if it is still there."""
        snapshot = await self._surveyor.snapshot()
        position = snapshot.position(key.position)
        trade = self._station.ledger.trades.get(key)
        if position is None or trade is None or trade.is_closed:
            return
        if self._refusal(snapshot) is None:
            await self.run(trade, position, snapshot, CloseCause.SURPLUS)

    async def run(
        self, trade: Trade, main: Position, snapshot: Snapshot, cause: CloseCause
    ) -> Reply:
        """Close every leg in the order that never raises margin; stop where one is not closed."""
        station = self._station
        day = station.broker.broker_day(snapshot.at)
        order = Order(duty=None, decision=0, automatic=False, day=day)
        around = self._judging.around(trade, None, snapshot.at)
        # plain closes: a refused close-by would leave both legs to a second attempt
        book = book_of(trade, main, snapshot, close_by=False)
        for action in close_family(trade, book, cause):
            try:
                result = await self._executor.carry_out(action, order, around)
            except BrokerUnavailable:
                result = Result(sent=Sent.REFUSED, refusal=Refusal.NOT_CONNECTED)
            if result.sent is Sent.OPEN:
                return Reply(outcome=Outcome.ACCEPTED)
            if result.sent is Sent.REFUSED and result.refusal is not Refusal.GONE:
                return Reply(outcome=Outcome.REFUSED, refusal=result.refusal)
        return _DONE

    def _refusal(self, snapshot: Snapshot) -> Refusal | None:
        return refuse_closing(snapshot.account, live_enabled=self._station.options.live_enabled)

    async def _trade(self, position: Position, command: CloseNow) -> Trade | None:
        """Return the trade of a position; one that is not guarded is taken under watch first."""
        station = self._station
        key = TradeKey(account=station.ledger.account, position=position.ticket)
        trade = await station.ledger.recall(key)
        if trade is not None and (_is_guarded(trade) or command.anyones):
            return trade
        if not command.anyones:
            return None
        facts = self._enrolment.facts(
            position, guard=Guard.WATCHED, adopted=True, first_stop=position.stop
        )
        await station.ledger.record(facts)
        return station.ledger.trades[key]

    def _is_ours(self, number: int) -> bool:
        magic = read_magic(number, namespace=self._station.namespace)
        return magic is not None and magic.kind is ActionKind.ORDER


def _is_guarded(trade: Trade) -> bool:
    return trade.guard is Guard.GUARDED and not trade.is_closed
