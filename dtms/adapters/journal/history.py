"""Reading back what was decided, sent and confirmed."""

from dataclasses import dataclass
from datetime import datetime

from dtms.adapters.journal.database import Database, Sql
from dtms.adapters.journal.records import EventClass, place
from dtms.adapters.journal.rows import Row, Value, checked, integer, stamp, text
from dtms.core import codec
from dtms.core.codec import RecordCodec
from dtms.core.intents import Intent
from dtms.core.trade import AccountId, Trade, TradeKey
from dtms.ports import Decision, Recorded

DECISIONS = RecordCodec("decision", Decision, version=1)

EVENT_COLUMNS = "seq, server, login, position, kind, version, at, body, sum"
INTENT_COLUMNS = "id, state, version, body, sum"
TRADE_COLUMNS = "server, login, position, state, version, body, sum"
DECISION_COLUMNS = "id, server, login, position, version, body, sum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything behind a decision: inputs, orders, and what came of them."""

    number: int | None
    decision: Decision | None
    intents: tuple[Intent, ...]
    facts: tuple[Recorded, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Counts since the journal began."""

    transitions: int
    executed: int
    refused: int


def recorded(row: Row) -> Recorded:
    """Return a fact from `EVENT_COLUMNS`; raises `CodecError` when it cannot be trusted."""
    seq, server, login, position, kind, version, at, body, total = row
    checked(total, server, login, position, kind, version, at, body)
    fact = codec.decode(text(kind), integer(version), text(body))
    return Recorded(seq=integer(seq), fact=fact)


def intent_from(row: Row) -> Intent:
    """Return an intent from `INTENT_COLUMNS`; raises `CodecError`."""
    number, state, version, body, total = row
    checked(total, number, state, version, body)
    return codec.INTENTS.decode(integer(version), text(body))


def trade_from(row: Row) -> Trade:
    """Return a trade from `TRADE_COLUMNS`; raises `CodecError`."""
    server, login, position, state, version, body, total = row
    checked(total, server, login, position, state, version, body)
    return codec.TRADES.decode(integer(version), text(body))


def decision_from(row: Row) -> Decision:
    """Return a decision from `DECISION_COLUMNS`; raises `CodecError`."""
    _, server, login, position, version, body, total = row
    checked(total, server, login, position, version, body)
    return DECISIONS.decode(integer(version), text(body))


class History:
    """Reads. They raise `JournalUnavailable`, or `CodecError` for a damaged record."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def _events(self, where: str, values: tuple[Value, ...] = ()) -> tuple[Recorded, ...]:
        query = f"SELECT {EVENT_COLUMNS} FROM event WHERE {where}"  # noqa: S608 - our own text
        rows = await self._database.read(lambda sql: sql.rows(query, values))
        return tuple(map(recorded, rows))

    async def history(self, key: TradeKey) -> tuple[Recorded, ...]:
        """Return every fact of a trade, oldest first."""
        where = "server = ? AND login = ? AND position = ? ORDER BY seq"
        return await self._events(where, place(key))

    async def facts(self, *, after: int, limit: int = 1000) -> tuple[Recorded, ...]:
        """Return the facts after a sequence number, oldest first."""
        return await self._events("seq > ? ORDER BY seq LIMIT ?", (after, limit))

    async def actions(self, key: TradeKey | None = None, *, limit: int) -> tuple[Recorded, ...]:
        """Return what was done and what was refused, newest first."""
        order = "ORDER BY seq DESC LIMIT ?"
        wanted = "class IN ('action', 'refusal') AND class <> 'other'"
        if key is None:
            return await self._events(f"{wanted} {order}", (limit,))
        where = f"server = ? AND login = ? AND position = ? AND {wanted} {order}"
        return await self._events(where, (*place(key), limit))

    async def touched(self, account: AccountId, *, since: datetime) -> tuple[TradeKey, ...]:
        """Return the trades about which anything was recorded since an instant, market time."""
        query = (
            "SELECT DISTINCT position FROM event"
            " WHERE server = ? AND login = ? AND position IS NOT NULL AND at >= ?"
            " ORDER BY position"
        )
        where = (account.server, account.login, stamp(since))
        rows = await self._database.read(lambda sql: sql.rows(query, where))
        return tuple(TradeKey(account=account, position=integer(row[0])) for row in rows)

    async def decision(self, number: int) -> Decision | None:
        """Return a decision's inputs."""
        return await self._database.read(lambda sql: _decision(sql, number))

    async def intent(self, intent: int) -> Intent | None:
        """Return an intent by id, settled or not."""
        rows = await self._database.read(lambda sql: _intents(sql, "id = ?", intent))
        return rows[0] if rows else None

    async def explain(self, number: int) -> Explanation | None:
        """Return what is behind a decision or an intent, given by its number."""
        return await self._database.read(lambda sql: _explain(sql, number))

    async def totals(self) -> Totals:
        """Return counts since the journal began."""
        query = "SELECT class, count(*) FROM event WHERE class <> 'other' GROUP BY class"
        rows = await self._database.read(lambda sql: sql.rows(query))
        counts = {text(name): integer(count) for name, count in rows}
        return Totals(
            transitions=counts.get(EventClass.TRANSITION.value, 0),
            executed=counts.get(EventClass.ACTION.value, 0),
            refused=counts.get(EventClass.REFUSAL.value, 0),
        )


async def _decision(sql: Sql, number: int) -> Decision | None:
    query = f"SELECT {DECISION_COLUMNS} FROM decision WHERE id = ?"  # noqa: S608
    rows = await sql.rows(query, (number,))
    return decision_from(rows[0]) if rows else None


async def _intents(sql: Sql, where: str, value: int) -> tuple[Intent, ...]:
    query = f"SELECT {INTENT_COLUMNS} FROM intent WHERE {where} ORDER BY id"  # noqa: S608
    return tuple(map(intent_from, await sql.rows(query, (value,))))


async def _explain(sql: Sql, number: int) -> Explanation | None:
    intents = await _intents(sql, "id = ?", number)
    behind = intents[0].decision if intents else number
    decision = await _decision(sql, behind)
    if behind:
        intents = await _intents(sql, "decision = ?", behind) or intents
    if decision is None and not intents:
        return None
    return Explanation(
        number=behind or None,
        decision=decision,
        intents=intents,
        facts=await _facts_of(sql, behind, intents),
    )


async def _facts_of(sql: Sql, number: int, intents: tuple[Intent, ...]) -> tuple[Recorded, ...]:
    """Return the facts of the same trade at the same instant, and those of the intents."""
    same = f"""
SELECT {EVENT_COLUMNS} FROM event WHERE (server, login, position, at) =
(SELECT server, login, position, at FROM decision WHERE id = ?)"""  # noqa: S608
    rows = await sql.rows(same, (number,))
    told = f"SELECT {EVENT_COLUMNS} FROM event WHERE intent = ?"  # noqa: S608
    for intent in intents:
        rows += await sql.rows(told, (intent.id,))
    by_seq = {integer(row[0]): row for row in rows}
    return tuple(recorded(by_seq[seq]) for seq in sorted(by_seq))
