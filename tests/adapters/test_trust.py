"""Nothing changed behind our back is believed, and no lock is given up too early."""

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from dtms.adapters.journal import Store
from dtms.adapters.journal.database import begin
from dtms.adapters.journal.errors import JournalDamaged
from dtms.adapters.journal.rows import Value
from dtms.core.codec import CodecError
from dtms.ports import Changes
from tests.adapters.desk import (
    ACCOUNT,
    a_change,
    a_hedge_intent,
    a_plain_store,
    a_trade,
    finish,
)

READERS: dict[str, Callable[[Store], Awaitable[object]]] = {
    "event": lambda store: store.journal.facts(after=0),
    "trade": lambda store: store.journal.load(ACCOUNT),
    "intent": lambda store: store.journal.load(ACCOUNT),
}


class Busy:
    """A connection whose file another process locks for a while."""

    def __init__(self, *, refusals: int) -> None:
        self.refusals = refusals
        self.asked: list[str] = []

    async def run(self, sql: str, values: Sequence[Value] = ()) -> int:
        del values
        self.asked.append(sql)
        if len(self.asked) <= self.refusals:
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise error
        return 0

    async def rollback(self) -> None:
        self.asked = list(self.asked)


@pytest.mark.parametrize("table", sorted(READERS))
def test_a_record_changed_behind_our_back_is_not_believed(tmp_path: Path, table: str) -> None:
    path = tmp_path / "dtms.sqlite3"
    store = a_plain_store(path)
    changes = Changes(facts=(a_change(),), trades=(a_trade(),), intents=(a_hedge_intent(5),))
    finish(store.journal.commit(changes))
    finish(store.close())
    with closing(sqlite3.connect(path)) as other, other:
        other.execute(f"UPDATE {table} SET body = replace(body, '{{', '{{ ')")  # noqa: S608 - ours

    again = a_plain_store(path)
    with pytest.raises((JournalDamaged, CodecError)):
        finish(READERS[table](again))

    finish(again.close())


def test_a_locked_file_is_asked_for_as_often_as_patience_says() -> None:
    patient, impatient = Busy(refusals=3), Busy(refusals=3)

    finish(begin(patient, tries=4))
    with pytest.raises(sqlite3.OperationalError):
        finish(begin(impatient, tries=3))

    assert patient.asked == ["BEGIN IMMEDIATE"] * 4
    assert impatient.asked == ["BEGIN IMMEDIATE"] * 3
