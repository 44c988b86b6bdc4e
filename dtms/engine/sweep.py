"""No orphan hedges: what a family left behind is closed, what came late is taken in or closed."""

from dataclasses import replace
from datetime import datetime

from dtms.core import events, machine
from dtms.core.actions import CloseCause, CloseHedge, OpenHedge, Reduce, TradeAction
from dtms.core.errors import BrokerUnavailable
from dtms.core.events import Receipt, Refusal
from dtms.core.intents import Intent, IntentState
from dtms.core.trade import AccountKind, ActionKind, Guard, Position, Trade, TradeKey
from dtms.engine.consequences import leg_of
from dtms.engine.enrol import HEDGE_MARK
from dtms.engine.executor import Executor, Order, Result, Sent
from dtms.engine.judging import Judging
from dtms.engine.reconcile import Stray, left_behind, strays
from dtms.engine.station import Snapshot, Station


class Sweep:
    """Closes what has no main, within one cycle, whatever the rails say."""

    def __init__(self, station: Station, executor: Executor, judging: Judging) -> None:
        self._station = station
        self._executor = executor
        self._judging = judging
        self._told: set[int] = set()
        self._rests: dict[int, tuple[Refusal, datetime]] = {}  # refused closes, by ticket

    async def family(self, key: TradeKey, snapshot: Snapshot) -> None:
        """Close the re-adds and the hedge of a family whose main is gone."""
        trade = self._station.ledger.trades.get(key)
        if trade is None:
            return
        busy = {pending.intent for pending in trade.pending}
        if busy:
            return
        for position in left_behind(trade, snapshot.positions):
            await self._close(trade, position, CloseCause.ORPHAN, snapshot)

    async def strays(self, snapshot: Snapshot) -> None:
        """Deal with positions that carry our magic and that no family claims."""
        station = self._station
        trades = tuple(station.ledger.trades.values())
        found = strays(snapshot.positions, trades, station.namespace)
        if not found:
            return
        # this check may have closed some since its first reading
        present = {position.ticket for position in await station.broker.positions()}
        for stray in found:
            if stray.position.ticket not in present:
                continue
            if stray.intent in station.ledger.intents:
                continue  # an open intent: settled by its own family
            intent = await station.journal.intent(stray.intent) or self._forgotten(stray, snapshot)
            if intent is None:
                continue
            trade = await station.ledger.recall(intent.key)
            if trade is None or trade.pending:
                continue
            if _may_adopt(trade, stray):
                await self._adopt(trade, stray, intent, snapshot)
            else:
                await self._orphan(trade, stray, intent, snapshot)

    def _forgotten(self, stray: Stray, snapshot: Snapshot) -> Intent | None:
        """Return the intent behind a hedge that a journal begun anew knows nothing of.

        Its comment names the main; without it a second hedge might be opened.
        """
        position, station = stray.position, self._station
        main = position.comment.removeprefix(HEDGE_MARK)
        named = position.comment.startswith(HEDGE_MARK) and main.isascii() and main.isdigit()
        if stray.kind is not ActionKind.HEDGE or not named:
            return None
        key = TradeKey(account=station.ledger.account, position=int(main))
        action = OpenHedge(
            key=key,
            symbol=position.symbol,
            side=position.side,
            volume=position.volume,
            stop=position.entry if position.stop is None else position.stop,
            by_hand=False,
        )
        return Intent(
            id=stray.intent,
            key=key,
            action=action,
            duty=None,
            magic=position.magic,
            state=IntentState.SETTLED,
            before=None,
            decision=0,
            automatic=True,
            policy=station.policy.name,
            created_at=position.opened_at,
            sent_at=position.opened_at,
            settled_at=snapshot.at,
            executed=True,
        )

    async def _adopt(self, trade: Trade, stray: Stray, intent: Intent, snapshot: Snapshot) -> None:
        """Take in what the broker executed later than anybody waited for."""
        position, now = stray.position, snapshot.at
        around = self._judging.around(trade, None, now)
        sent = intent.sent_at or intent.created_at
        receipt = Receipt(
            intent=stray.intent,
            decision=intent.decision,
            asked=position.volume,
            verified=position.volume,
            seconds=(now - sent).total_seconds(),
        )
        ledger = self._station.ledger
        if stray.kind is ActionKind.READD:
            leg = leg_of(position)
            added = events.LegAdded(key=trade.key, at=now, leg=leg, receipt=receipt)
            await ledger.record((added,), intents=(replace(intent, executed=True),))
            return
        opened = events.HedgeOpened(
            key=trade.key,
            at=now,
            ticket=position.ticket,
            volume=position.volume,
            price=position.entry,
            stop=position.stop,
            by_hand=not intent.automatic,
            receipt=receipt,
        )
        done = replace(intent, executed=True)
        filled = machine.hedge_filled(trade, opened, around, self._station.policy)
        await ledger.record(filled, intents=(done,))

    async def _orphan(self, trade: Trade, stray: Stray, intent: Intent, snapshot: Snapshot) -> None:
        surplus = not trade.is_closed
        if stray.position.ticket not in self._told:
            self._told.add(stray.position.ticket)
            seen = events.OrphanSeen(
                key=trade.key, at=snapshot.at, ticket=stray.position.ticket, surplus=surplus
            )
            executed = replace(intent, executed=True)
            await self._station.ledger.record((seen,), intents=(executed,))
        cause = CloseCause.SURPLUS if surplus else CloseCause.ORPHAN
        await self._close(trade, stray.position, cause, snapshot)

    async def _close(
        self, trade: Trade, position: Position, cause: CloseCause, snapshot: Snapshot
    ) -> None:
        station = self._station
        live = snapshot.account.kind is AccountKind.LIVE
        if live and not station.options.live_enabled:
            return
        refused = self._rests.get(position.ticket)
        if refused is not None and snapshot.at < refused[1]:
            return
        order = Order(
            duty=None,
            decision=0,
            automatic=True,
            day=station.broker.broker_day(snapshot.at),
        )
        around = self._judging.around(trade, None, snapshot.at)
        try:
            await station.ledger.recall(trade.key)  # telling of a finished trade lets go of it
            result = await self._executor.carry_out(_closing(trade, position, cause), order, around)
        except BrokerUnavailable:
            return  # the next cycle tries again
        if result.sent is Sent.REFUSED and result.refusal is not Refusal.GONE:
            await self._refused(trade, position, result, snapshot.at)

    async def _refused(
        self, trade: Trade, position: Position, result: Result, now: datetime
    ) -> None:
        """Tell once that a leg stays open without its main, and rest before the next try."""
        reason = result.refusal or Refusal.BROKER_REJECTED
        before = self._rests.get(position.ticket)
        until = now + self._station.policy.state.retry_soon
        self._rests[position.ticket] = (reason, until)
        refused = events.ActionRefused(
            key=trade.key,
            at=now,
            duty=None,
            kind=None,
            reason=reason,
            retcode=result.retcode,
            score=None,
            unprotected=True,
            retry_at=until,
            repeat=before is not None and before[0] is reason,
        )
        await self._station.ledger.recall(trade.key)
        await self._station.ledger.record((refused,))


def _may_adopt(trade: Trade, stray: Stray) -> bool:
    alive = not trade.is_closed and trade.guard is not Guard.RELEASED
    return alive and (stray.kind is ActionKind.READD or trade.hedge is None)


def _closing(trade: Trade, position: Position, cause: CloseCause) -> TradeAction:
    if position.side is trade.side:
        return Reduce(
            key=trade.key,
            ticket=position.ticket,
            symbol=position.symbol,
            side=position.side,
            volume=position.volume,
            remaining=position.volume - position.volume,
            cause=cause,
        )
    return CloseHedge(
        key=trade.key,
        ticket=position.ticket,
        symbol=position.symbol,
        side=position.side,
        volume=position.volume,
        cause=cause,
    )
