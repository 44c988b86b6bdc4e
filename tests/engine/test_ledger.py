"""What is in memory is what the journal holds, never more."""

from datetime import UTC, datetime

import pytest

from dtms.core import events
from dtms.core.errors import JournalUnavailable
from dtms.core.policy import Mode
from dtms.core.trade import AccountId
from dtms.engine.ledger import Ledger
from dtms.engine.run_now import run_now
from dtms.ports import AccountSettings, Changes, Recorded
from tests.builders import a_trade

ACCOUNT = AccountId(server="Sim", login=1)
NOW = datetime(2024, 3, 6, 10, 0, tzinfo=UTC)


class FullDisk:
    """A journal that takes nothing in."""

    async def commit(self, changes: Changes) -> tuple[Recorded, ...]:
        del changes
        message = "disk full"
        raise JournalUnavailable(message)


def test_what_cannot_be_written_changes_nothing_in_memory_and_is_told_to_nobody() -> None:
    heard: list[Recorded] = []

    class Listener:
        def publish(self, recorded: tuple[Recorded, ...]) -> None:
            heard.extend(recorded)

    ledger = Ledger(account=ACCOUNT, journal=FullDisk(), sinks=(Listener(),))
    trade = a_trade()
    ledger.trades[trade.key] = trade
    facts = (
        events.Held(key=trade.key, at=NOW, until=NOW, by=7),
        events.Paused(account=ACCOUNT, at=NOW, by=7),
    )

    with pytest.raises(JournalUnavailable):
        run_now(ledger.record(facts))

    assert ledger.trades == {trade.key: trade}
    assert ledger.settings == AccountSettings(mode=Mode.OBSERVE, paused=False)
    assert heard == []
