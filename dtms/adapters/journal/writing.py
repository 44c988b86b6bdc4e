"""One step's changes, encoded before the transaction and written inside it."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from dtms.adapters.journal.database import Sql
from dtms.adapters.journal.records import (
    event_row,
    intent_body,
    intent_head,
    is_hedge,
    place,
    timer_rows,
    trade_row,
)
from dtms.adapters.journal.rows import Row, integer, stamp
from dtms.core.errors import SecondHedge
from dtms.core.events import EquityBase, Fact, HedgeClosed, HedgeOpened, OrphanClosed
from dtms.core.intents import Intent
from dtms.core.notices import notice_of
from dtms.core.trade import AccountId, TradeKey
from dtms.ports import AccountSettings, Changes, Recorded

_INSERT_EVENT = """
INSERT INTO event (seq, server, login, position, kind, version, body, at, intent, class, sum)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_INSERT_NOTICE = "INSERT INTO outbox (seq, priority, queued_at, expires) VALUES (?, ?, ?, ?)"
_UPSERT_TRADE = """
INSERT INTO trade (server, login, position, state, since, live, version, body, sum)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (server, login, position) DO UPDATE SET state = excluded.state, since = excluded.since,
live = excluded.live, version = excluded.version, body = excluded.body, sum = excluded.sum"""
_DROP_TIMERS = "DELETE FROM timer WHERE server = ? AND login = ? AND position = ?"
_INSERT_TIMER = "INSERT INTO timer (server, login, position, kind, due_utc) VALUES (?, ?, ?, ?, ?)"
_UPDATE_INTENT = """
UPDATE intent SET state = ?, executed = ?, released_at = coalesce(released_at, ?),
version = ?, body = ?, sum = ? WHERE id = ? AND magic = ?"""
_INSERT_INTENT = """
INSERT INTO intent (id, server, login, position, kind, magic, decision,
                    state, executed, released_at, version, body, sum)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
# A hedge that turns up after its intent was given up stands again, unless another took its place.
_HEDGE_OPENED = """
UPDATE intent SET opened = ?, released_at = CASE WHEN EXISTS (
    SELECT 1 FROM intent other WHERE other.server = intent.server AND other.login = intent.login
    AND other.position = intent.position AND other.kind = 'hedge' AND other.released_at IS NULL
    AND other.id <> intent.id) THEN released_at END
WHERE id = ? AND kind = 'hedge'"""
_HEDGE_GONE = """
UPDATE intent SET released_at = ?
WHERE server = ? AND login = ? AND position = ? AND kind = 'hedge' AND released_at IS NULL
AND (opened = ? OR (opened IS NULL AND executed = 1))"""
_UPSERT_SETTINGS = """
INSERT INTO account (server, login, mode, paused) VALUES (?, ?, ?, ?)
ON CONFLICT (server, login) DO UPDATE SET mode = excluded.mode, paused = excluded.paused"""
_UPSERT_EQUITY = """
INSERT INTO equity (server, login, day, at, equity, estimated) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (server, login, day) DO UPDATE SET at = excluded.at, equity = excluded.equity,
estimated = excluded.estimated"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _IntentRow:
    intent: Intent
    head: Row
    body: Row


class Step:
    """Changes ready to be written.

    Args:
        changes: What the engine decided and learned. Encoded here: a value that must not be
            stored raises `BadRecord` before anything is written.
        now: People time, for the outbox.
        expires: People time after which an announcement that may expire goes into a digest.
    """

    def __init__(self, changes: Changes, *, now: datetime, expires: datetime) -> None:
        self._facts = changes.facts
        self._events = [event_row(fact) for fact in changes.facts]
        self._trades = [trade_row(trade) for trade in changes.trades]
        self._keys = [place(trade.key) for trade in changes.trades]
        self._timers = [row for trade in changes.trades for row in timer_rows(trade)]
        self._intents = [
            _IntentRow(intent=one, head=intent_head(one), body=intent_body(one))
            for one in changes.intents
        ]
        self._settings = [_settings_row(*one) for one in changes.settings]
        self._queued_at = stamp(now)
        self._expires = stamp(expires)

    async def write(self, sql: Sql) -> tuple[Recorded, ...]:
        """Write everything; an intent's release comes before a new one's insertion."""
        new = [row for row in self._intents if not await _update(sql, row)]
        recorded = await self._write_events(sql)
        for fact in self._facts:
            await _follow(sql, fact)
        for row in new:
            await _insert(sql, row)
        await self._write_trades(sql)
        if self._settings:
            await sql.many(_UPSERT_SETTINGS, self._settings)
        return recorded

    async def _write_events(self, sql: Sql) -> tuple[Recorded, ...]:
        if not self._events:
            return ()
        last = await sql.rows("SELECT seq FROM sqlite_sequence WHERE name = 'event'")
        first = integer(last[0][0]) + 1 if last else 1
        await sql.many(_INSERT_EVENT, [(seq, *row) for seq, row in enumerate(self._events, first)])
        recorded = tuple(
            Recorded(seq=seq, fact=fact) for seq, fact in enumerate(self._facts, first)
        )
        notices = [row for one in recorded if (row := self._notice_row(one))]
        if notices:
            await sql.many(_INSERT_NOTICE, notices)
        return recorded

    def _notice_row(self, recorded: Recorded) -> Row | None:
        notice = notice_of(recorded.fact)
        if notice is None:
            return None
        expires = self._expires if notice.expires else None
        return (recorded.seq, notice.priority.value, self._queued_at, expires)

    async def _write_trades(self, sql: Sql) -> None:
        if not self._trades:
            return
        await sql.many(_UPSERT_TRADE, self._trades)
        await sql.many(_DROP_TIMERS, self._keys)
        if self._timers:
            await sql.many(_INSERT_TIMER, self._timers)


def _settings_row(account: AccountId, settings: AccountSettings) -> Row:
    return (account.server, account.login, settings.mode.value, int(settings.paused))


async def _update(sql: Sql, row: _IntentRow) -> bool:
    changed = await sql.run(_UPDATE_INTENT, (*row.body, row.intent.id, row.intent.magic))
    return changed == 1


async def _insert(sql: Sql, row: _IntentRow) -> None:
    try:
        await sql.run(_INSERT_INTENT, (*row.head, *row.body))
    except sqlite3.IntegrityError as error:
        if is_hedge(row.intent) and "intent.position" in str(error):
            raise SecondHedge(str(row.intent.key)) from error
        raise


async def _follow(sql: Sql, fact: Fact) -> None:
    """Keep what the facts imply for other tables."""
    match fact:
        case HedgeOpened(ticket=ticket, receipt=receipt) if receipt.intent:
            await sql.run(_HEDGE_OPENED, (ticket, receipt.intent))
        case HedgeClosed() | OrphanClosed():
            await _hedge_gone(sql, fact.key, ticket=fact.ticket, at=fact.at)
        case EquityBase(account=account):
            day = (fact.day.isoformat(), stamp(fact.at), fact.equity, int(fact.estimated))
            await sql.run(_UPSERT_EQUITY, (account.server, account.login, *day))
        case _:
            pass


async def _hedge_gone(sql: Sql, key: TradeKey, *, ticket: int, at: datetime) -> None:
    await sql.run(_HEDGE_GONE, (stamp(at), *place(key), ticket))
