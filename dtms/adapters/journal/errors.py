"""What may be wrong with the journal, by name."""

from pathlib import Path

from dtms.core.errors import BadInput


class JournalDamaged(BadInput):
    """The file or a record in it cannot be trusted. `aside` is where the file was kept."""

    def __init__(self, *, path: Path, problem: str, aside: Path | None) -> None:
        kept = f"It is kept as {aside}. " if aside else ""
        place = f"--data-dir {path.parent}"
        super().__init__(
            field=str(path),
            problem=problem,
            remedy=f"{kept}Put a backup back with: python -m dtms restore FILE {place} "
            "(copies are in its folder backups); or begin anew from what the broker holds with: "
            f"python -m dtms rebuild {place}",
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
