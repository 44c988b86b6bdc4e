"""What is no longer needed makes room. Facts of open trades, actions and orders are kept."""

from datetime import datetime

from dtms.adapters.journal.database import Database, Sql
from dtms.adapters.journal.rows import stamp

_CLOSED = """
EXISTS (SELECT 1 FROM trade WHERE trade.server = event.server AND trade.login = event.login
AND trade.position = event.position AND state = 'closed' AND since < ?)"""
# Announcements everybody got or will never get, unless a thread of an open trade hangs on them.
_OUTBOX = f"""
DELETE FROM outbox WHERE queued_at < ?
AND NOT EXISTS (SELECT 1 FROM delivery WHERE outbox_id = outbox.id
                AND sent_at IS NULL AND dead IS NULL)
AND NOT EXISTS (SELECT 1 FROM chat WHERE active = 1 AND planned < outbox.id)
AND EXISTS (SELECT 1 FROM event WHERE event.seq = outbox.seq AND (position IS NULL OR {_CLOSED}))
"""  # noqa: S608 - our own text
_JUDGEMENTS = f"""
DELETE FROM event WHERE kind IN ('judged', 'timer_set', 'timer_stopped') AND {_CLOSED}
AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.seq = event.seq)"""  # noqa: S608
_DECISIONS = """
DELETE FROM decision WHERE at < ?
AND NOT EXISTS (SELECT 1 FROM intent WHERE intent.decision = decision.id)"""
_OTHERS = (
    "DELETE FROM inbox WHERE done_at < ?",
    "DELETE FROM button WHERE expires < ?",
    "DELETE FROM invite WHERE expires < ?",
    "DELETE FROM launch WHERE expires < ?",
    _DECISIONS,
)


async def forget(database: Database, *, before: datetime) -> int:
    """Free rows older than `before` that nothing needs any more; return how many.

    An update forgotten here would be taken for a new one: stay well above the day for which
    Telegram repeats them.
    """

    async def work(sql: Sql) -> int:
        statements = (_OUTBOX, _JUDGEMENTS, *_OTHERS)
        marks = [(stamp(before),) * one.count("?") for one in statements]
        return sum(
            [await sql.run(one, values) for one, values in zip(statements, marks, strict=True)]
        )

    return await database.write(work)
