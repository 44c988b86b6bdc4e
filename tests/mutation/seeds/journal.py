"""Faults in the journal: what is kept, when it is safe, and what is believed of it."""

from tests.mutation.seed import Seed

_WRITING = "dtms/adapters/journal/writing.py"
_DATABASE = "dtms/adapters/journal/database.py"
_BUTTONS = "dtms/adapters/journal/buttons.py"
_OUTBOX = "dtms/adapters/journal/outbox.py"
_FILES = "dtms/adapters/journal/files.py"
_COPIES = "dtms/adapters/journal/copies.py"
_STORE = "tests/adapters/test_journal.py"
_STRAIN = "tests/adapters/test_journal_faults.py"
_TAPS = "tests/adapters/test_taps.py"
_FAULTS = "tests/faults/test_d_database.py"

JOURNAL = (
    Seed(
        name="one-hedge-index-not-unique",
        promise="P1",
        file="dtms/adapters/journal/migrations/0001_journal.sql",
        old="CREATE UNIQUE INDEX one_hedge",
        new="CREATE INDEX one_hedge",
        tests=(f"{_STORE}::test_a_second_hedge_is_refused_and_nothing_of_the_step_written",),
    ),
    Seed(
        name="hedge-on-its-way-released-by-anothers-end",
        promise="P1",
        file=_WRITING,
        old="AND (opened = ? OR (opened IS NULL AND executed = 1))",
        new="AND (opened = ? OR opened IS NULL)",
        tests=(_STORE,),
    ),
    Seed(
        name="not-synchronous",
        promise="P2",
        file=_FILES,
        old="PRAGMA synchronous = FULL",
        new="PRAGMA synchronous = NORMAL",
        tests=(f"{_STRAIN}::test_it_is_durable_at_commit",),
    ),
    Seed(
        name="lock-taken-late",
        promise="P3",
        file=_DATABASE,
        old='await sql.run("BEGIN IMMEDIATE")',
        new='await sql.run("BEGIN")',
        tests=(f"{_FAULTS}::test_d04_every_writing_transaction_of_a_story_begins_immediate",),
    ),
    Seed(
        name="commit-forgotten",
        promise="P3",
        file=_DATABASE,
        old='        await sql.run("COMMIT")\n',
        new="",
        tests=(_STORE,),
    ),
    Seed(
        name="foreign-lock-not-waited-out",
        promise="P3",
        file=_DATABASE,
        old="for left in range(tries - 1, -1, -1):",
        new="for left in (0,):",
        tests=("tests/adapters/test_trust.py",),
    ),
    Seed(
        name="checksum-not-looked-at",
        promise="P3",
        file="dtms/adapters/journal/history.py",
        old="    checked(total, number, state, version, body)\n",
        new="",
        tests=("tests/adapters/test_trust.py",),
    ),
    Seed(
        name="announcement-not-queued",
        promise="P9",
        file=_WRITING,
        old="        if notices:\n            await sql.many(_INSERT_NOTICE, notices)\n",
        new="",
        tests=(_STORE, "tests/adapters/test_outbox.py"),
    ),
    Seed(
        name="safety-alert-expires",
        promise="P9",
        file=_WRITING,
        old="expires = self._expires if notice.expires else None",
        new="expires = self._expires",
        tests=("tests/adapters/test_outbox.py", _STORE),
    ),
    Seed(
        name="red-waits-behind-the-rest",
        promise="P9",
        file=_OUTBOX,
        old="ORDER BY failed > 0 AND priority = 'red' DESC, outbox.id",
        new="ORDER BY outbox.id",
        tests=("tests/adapters/test_outbox.py",),
    ),
    Seed(
        name="dead-announcement-sent-for-ever",
        promise="P9",
        file=_OUTBOX,
        old='_WAITING = "sent_at IS NULL AND dead IS NULL"',
        new='_WAITING = "sent_at IS NULL"',
        tests=("tests/adapters/test_outbox.py",),
    ),
    Seed(
        name="update-taken-in-twice",
        promise="P3",
        file="dtms/adapters/journal/inbox.py",
        old="return await self._database.write(lambda sql: sql.run(insert, values)) == 1",
        new="return await self._database.write(lambda sql: sql.run(insert, values)) >= 0",
        tests=(f"{_TAPS}::test_an_update_is_taken_in_once",),
    ),
    Seed(
        name="button-works-twice",
        promise="P11",
        file=_BUTTONS,
        old='AND expires > ? AND used_at IS NULL"""',
        new='AND expires > ?"""',
        tests=(f"{_TAPS}::test_a_button_works_once",),
    ),
    Seed(
        name="button-used-up-by-another-person",
        promise="P11",
        file=_BUTTONS,
        old="AND user = ? AND chat = ?",
        new="AND (user = ? OR 1) AND chat = ?",
        tests=(f"{_TAPS}::test_a_stranger_learns_nothing_and_spoils_nothing",),
    ),
    Seed(
        name="button-of-an-older-state-works",
        promise="P11",
        file=_BUTTONS,
        old="AND state_version IS ?",
        new="AND (state_version IS ? OR 1)",
        tests=(_TAPS,),
    ),
    Seed(
        name="button-never-expires",
        promise="P11",
        file=_BUTTONS,
        old="AND expires > ? AND used_at",
        new="AND (expires > ? OR 1) AND used_at",
        tests=(_TAPS,),
    ),
    Seed(
        name="another-persons-button-believed",
        promise="P11",
        file=_BUTTONS,
        old="    if found is None or (found[0].user, found[0].chat) != owner:",
        new="    if found is None:",
        tests=(_TAPS,),
    ),
    Seed(
        name="lock-on-the-directory-not-taken",
        promise="P15",
        file="dtms/adapters/instance.py",
        old="        try:\n            _lock(handle)\n",
        new="        try:\n            pass\n",
        tests=("tests/adapters/test_instance.py",),
    ),
    Seed(
        name="journal-readable-by-others",
        promise="P17",
        file=_FILES,
        old="OWNER_FILE = 0o600",
        new="OWNER_FILE = 0o644",
        tests=(f"{_FAULTS}::test_d13_everything_kept_is_for_its_owner_only",),
    ),
    Seed(
        name="backup-not-proved",
        promise="P3",
        file=_COPIES,
        old="        prove(new, named=journal)\n",
        new="",
        tests=(f"{_FAULTS}::test_d11_old_backups_make_room_only_for_a_proved_one",),
    ),
    Seed(
        name="damaged-backup-restored",
        promise="P3",
        file=_COPIES,
        old="        prove(new, named=copy)\n",
        new="",
        tests=(f"{_FAULTS}::test_d08_damaged_backup_is_not_restored",),
    ),
    Seed(
        name="newer-file-written-to",
        promise="P3",
        file=_FILES,
        old="        if found > len(scripts):",
        new="        if found > len(scripts) + 1:",
        tests=(f"{_STRAIN}::test_a_newer_file_is_refused_and_left_alone",),
    ),
)
