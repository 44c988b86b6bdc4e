"""Calls for exits in profit, and drops them when they are no longer called for."""

from dtms.core import events
from dtms.core.contract import term_ended
from dtms.core.events import TradeFact
from dtms.core.exits import EXITS, wanted
from dtms.core.machine import Circumstances
from dtms.core.magic import read_magic
from dtms.core.trade import ActionKind, Duty, Flag, Position, Trade, TradeKey
from dtms.engine.station import Snapshot, Station
from dtms.engine.survey import Glance, Surveyor


class Exits:
    """Looks at each guarded trade from its profit side; what it calls for, the duties carry out."""

    def __init__(self, station: Station, surveyor: Surveyor) -> None:
        self._station = station
        self._surveyor = surveyor

    async def look(self, key: TradeKey, glance: Glance, around: Circumstances) -> None:
        """Call for what is due; the defence must have been called for before."""
        trade = self._station.ledger.trades[key]
        if trade.is_closed or trade.unsettled() or not glance.reading.fit:
            return
        if Flag.CLOSED_MARKET in trade.flags:
            return
        due: frozenset[Duty] = frozenset()
        if self.chosen(trade, glance.main):
            survey = await self._surveyor.complete(trade, glance)
            due = wanted(trade, survey.market, survey.at, self._station.policy)
        await self._station.ledger.record(_facts(trade, due, around))

    def chosen(self, trade: Trade, main: Position) -> bool:
        """Claim that exits in profit are on: by contract, or by policy where DTMS opened it."""
        if trade.contract.exits is not None:
            return trade.contract.exits
        magic = read_magic(main.magic, namespace=self._station.namespace)
        opened_here = magic is not None and magic.kind is ActionKind.ORDER
        return opened_here and self._station.policy.exits.opened

    async def end_term(self, key: TradeKey, snapshot: Snapshot) -> None:
        """Hand a trade back when the time its person gave is over, and say so."""
        trade = self._station.ledger.trades.get(key)
        ended = None if trade is None else term_ended(trade, snapshot.at)
        if ended is not None:
            await self._station.ledger.record((ended,))


def _facts(trade: Trade, due: frozenset[Duty], around: Circumstances) -> tuple[TradeFact, ...]:
    """Return what is newly called for, and what no longer is; unarmed ones are told once."""
    standing = trade.duties if around.armed else trade.noted
    score = None if trade.judgement is None else trade.judgement.score
    called = (
        events.DutyCalled(
            key=trade.key,
            at=around.now,
            duty=duty,
            rule=rule,
            armed=around.armed,
            score=score,
        )
        for duty, rule in EXITS.items()
        if duty in due and duty not in standing
    )
    dropped = (
        events.DutyDropped(key=trade.key, at=around.now, duty=duty)
        for duty in EXITS
        if duty in trade.duties and duty not in due
    )
    return (*called, *dropped)
