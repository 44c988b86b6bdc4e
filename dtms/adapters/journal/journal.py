"""The `Journal` port over SQLite: one transaction a step, durable when it returns."""

from datetime import date, datetime, timedelta
from pathlib import Path

from dtms.adapters.journal.database import Database, Hit, Sql, no_failpoint
from dtms.adapters.journal.errors import JournalDamaged
from dtms.adapters.journal.history import (
    DECISIONS,
    EVENT_COLUMNS,
    INTENT_COLUMNS,
    TRADE_COLUMNS,
    History,
    intent_from,
    recorded,
    trade_from,
)
from dtms.adapters.journal.records import place
from dtms.adapters.journal.rows import (
    BadRow,
    Row,
    check_sum,
    instant,
    integer,
    maybe_instant,
    maybe_integer,
    maybe_text,
    number,
    stamp,
    text,
)
from dtms.adapters.journal.writing import Step
from dtms.core.codec import BadRecord
from dtms.core.events import ACCOUNT_FACTS, AccountFact, EquityBase, Fact
from dtms.core.policy import Mode
from dtms.core.trade import AccountId, Trade, TradeKey
from dtms.ports import AccountSettings, Changes, Clock, Decision, Recorded, Stored

_FAR = 20_000  # facts back that are looked through for them
_LAST = 20  # orders and closed trades that a streak may be made of
# Kinds of facts that an account's rails stand on, and how many of the newest are enough.
_STANDING: tuple[tuple[tuple[str, ...], int], ...] = (
    (("rail_tripped", "rail_cleared"), 200),
    (("breaker_tripped", "breaker_reset"), 2),
    (("hour_base",), 1),
    (("equity_peak",), 1),
    (("stack_warned", "stack_eased"), 100),
    (("weekend_near",), 1),
    (("funds_moved",), 100),
    (("sessions_learned",), 200),
)
NOTICE_LIFE = timedelta(minutes=30)


class SqliteJournal(History):
    """What has been decided, sent and confirmed.

    Args:
        database: Live or plain.
        path: Of the file, for messages.
        clock: Its people time stamps the outbox.
        hit: Failpoints around the commit of a step.
        notice_life: After this long an announcement that may expire goes into a digest.
    """

    def __init__(
        self,
        database: Database,
        *,
        path: Path,
        clock: Clock,
        hit: Hit = no_failpoint,
        notice_life: timedelta = NOTICE_LIFE,
    ) -> None:
        super().__init__(database)
        self._path = path
        self._clock = clock
        self._hit = hit
        self._notice_life = notice_life
        self._namespace: int | None = None

    async def commit(self, changes: Changes) -> tuple[Recorded, ...]:
        """Write one step; return its facts with their sequence numbers.

        Raises:
            JournalUnavailable: Nothing was written, or it is unknown whether it was.
            SecondHedge: A hedge of this trade is already on its way or open.
            BadRecord: A value that must not be stored, such as NaN; nothing was written.
        """
        now = self._clock.people()
        step = Step(changes, now=now, expires=now + self._notice_life)
        return await self._database.write(step.write, hit=self._hit)

    async def decide(self, decision: Decision) -> int:
        """Keep a decision's inputs; return its number."""
        encoded = DECISIONS.encode(decision)
        where = place(decision.key)
        total = check_sum(*where, encoded.version, encoded.body)
        values = (*where, stamp(decision.at), encoded.version, encoded.body, total)
        insert = (
            "INSERT INTO decision (server, login, position, at, version, body, sum)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id"
        )
        rows = await self._database.write(lambda sql: sql.rows(insert, values))
        return integer(rows[0][0])

    async def load(self, account: AccountId) -> Stored:
        """Return what is needed to go on after a restart; raises `JournalDamaged`."""
        try:
            return await self._database.read(lambda sql: _load(sql, account))
        except (BadRow, BadRecord) as error:
            raise JournalDamaged(path=self._path, problem=str(error), aside=None) from error

    async def trade(self, key: TradeKey) -> Trade | None:
        """Return a trade as last recorded, closed or not; raises `JournalDamaged`."""
        query = (
            f"SELECT {TRADE_COLUMNS} FROM trade"  # noqa: S608 - our own text
            " WHERE server = ? AND login = ? AND position = ?"
        )
        rows = await self._database.read(lambda sql: sql.rows(query, place(key)))
        return trade_from(rows[0]) if rows else None

    async def cycle_done(self, account: AccountId, at: datetime) -> None:
        """Note the instant of a completed check."""
        upsert = (
            "INSERT INTO account (server, login, last_cycle) VALUES (?, ?, ?)"
            " ON CONFLICT (server, login) DO UPDATE SET last_cycle = excluded.last_cycle"
        )
        values = (account.server, account.login, stamp(at))
        await self._database.write(lambda sql: sql.run(upsert, values))

    async def namespace(self) -> int:
        """Return this installation's part of the magic numbers, drawn once."""
        if self._namespace is None:
            query = "SELECT value FROM meta WHERE key = 'namespace'"
            rows = await self._database.read(lambda sql: sql.rows(query))
            self._namespace = int(text(rows[0][0]))
        return self._namespace


async def _load(sql: Sql, account: AccountId) -> Stored:
    where = (account.server, account.login)
    trades = await sql.rows(
        f"SELECT {TRADE_COLUMNS} FROM trade"  # noqa: S608 - our own text
        " WHERE server = ? AND login = ? AND live = 1 ORDER BY position",
        where,
    )
    intents = await sql.rows(
        f"SELECT {INTENT_COLUMNS} FROM intent"  # noqa: S608 - our own text
        " WHERE server = ? AND login = ? AND state <> 'settled' ORDER BY id",
        where,
    )
    row = await _one(sql, "SELECT mode, paused, last_cycle FROM account", where)
    account_facts = await _account_facts(sql, account)
    known = await sql.rows("SELECT position FROM trade WHERE server = ? AND login = ?", where)
    return Stored(
        trades=tuple(map(trade_from, trades)),
        intents=tuple(map(intent_from, intents)),
        settings=_settings(row),
        equity_base=await _equity_base(sql, account),
        account_facts=account_facts,
        outcomes=await _outcomes(sql, account),
        endings=await _endings(sql, account),
        last_cycle=maybe_instant(row[2]) if row else None,
        known=frozenset(integer(one[0]) for one in known),
    )


async def _account_facts(sql: Sql, account: AccountId) -> tuple[AccountFact, ...]:
    """Return the newest facts of each kind that an account's rails stand on, oldest first."""
    rows: list[Row] = []
    for kinds, limit in _STANDING:
        marks = ", ".join("?" * len(kinds))
        query = (
            f"SELECT {EVENT_COLUMNS} FROM event"  # noqa: S608 - our own text
            f" WHERE server = ? AND login = ? AND position IS NULL AND kind IN ({marks})"
            " ORDER BY seq DESC LIMIT ?"
        )
        rows += await sql.rows(query, (account.server, account.login, *kinds, limit))
    facts = [recorded(row) for row in rows]
    facts.sort(key=lambda one: one.seq)
    return tuple(one.fact for one in facts if isinstance(one.fact, ACCOUNT_FACTS))


async def _outcomes(sql: Sql, account: AccountId) -> tuple[Fact, ...]:
    """Return what became of the last orders, those since the breaker ended."""
    query = f"""
SELECT {EVENT_COLUMNS} FROM event
WHERE kind IN ('intent_settled', 'outcome_unknown', 'action_refused')
AND server = ? AND login = ? AND seq > (SELECT max(seq) - {_FAR} FROM event)
AND seq > (SELECT coalesce(max(seq), 0) FROM event
  WHERE server = ? AND login = ? AND position IS NULL AND kind = 'breaker_reset')
ORDER BY seq DESC LIMIT ?"""  # noqa: S608 - our own text
    where = (account.server, account.login)
    rows = await sql.rows(query, (*where, *where, _LAST))
    return tuple(recorded(row).fact for row in reversed(rows))


async def _endings(sql: Sql, account: AccountId) -> tuple[Trade, ...]:
    query = (
        f"SELECT {TRADE_COLUMNS} FROM trade"  # noqa: S608 - our own text
        " WHERE server = ? AND login = ? AND state = 'closed' ORDER BY since DESC LIMIT ?"
    )
    rows = await sql.rows(query, (account.server, account.login, _LAST))
    return tuple(trade_from(row) for row in reversed(rows))


def _settings(row: Row | None) -> AccountSettings | None:
    mode, paused = (maybe_text(row[0]), maybe_integer(row[1])) if row else (None, None)
    if mode is None:
        return None
    return AccountSettings(mode=Mode(mode), paused=bool(paused))


async def _equity_base(sql: Sql, account: AccountId) -> EquityBase | None:
    where = (account.server, account.login)
    row = await _one(sql, "SELECT max(day), at, equity, estimated FROM equity", where)
    if row is None or row[0] is None:
        return None
    return EquityBase(
        account=account,
        at=instant(row[1]),
        day=date.fromisoformat(text(row[0])),
        equity=number(row[2]),
        estimated=bool(integer(row[3])),
    )


async def _one(sql: Sql, query: str, where: tuple[str, int]) -> Row | None:
    rows = await sql.rows(f"{query} WHERE server = ? AND login = ?", where)
    return rows[0] if rows else None
