"""What may be wrong with the journal, by name."""

from pathlib import Path

from dtms.core.errors import BadInput


class JournalDamaged(BadInput):
    """The file or a record in it cannot be trusted. `aside` is where the file was kept."""

    def __init__(self, *, path: Path, problem: str, aside: Path | None) -> None:
        kept = f"It is kept as {aside}. " if aside else ""
        super().__init__(
            field=str(path),
            problem=problem,
            remedy=f"{kept}Put a backup in its place, or start once with a rebuild to begin anew "
            "from what the broker holds",
        )
        self.aside = aside


class JournalTooNew(BadInput):
    """The file was written by a newer program."""

    def __init__(self, *, path: Path, found: int, known: int) -> None:
        super().__init__(
            field=str(path),
            problem=f"its schema is version {found}, this program knows {known}",
            remedy="Start the newer program, or put a backup of the older file in its place",
        )


class JournalUnreachable(BadInput):
    """The file or its directory cannot be used: rights, owner, or it is not there."""
