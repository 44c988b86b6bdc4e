"""A fault on purpose: which text becomes which, what that breaks, and who must notice."""

from dataclasses import dataclass
from pathlib import Path


class StaleSeed(Exception):
    """The source has changed: a seed's old text is not there exactly once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """One small fault in the source.

    Attributes:
        name: Short, unique.
        promise: The promise it breaks (P1 to P18), or `table` for a row of docs/state-machine.md.
        file: Path from the tree's root.
        old: Text as it stands there, exactly once.
        new: Text in its place; it must still be good Python (or SQL).
        tests: The few tests that must notice: files, or single tests in pytest's notation.
    """

    name: str
    promise: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def applied(self, root: Path) -> str:
        """Return the file's text with the fault in it.

        Raises:
            StaleSeed: The old text is not there exactly once, or there is no such file.
        """
        path = root / self.file
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        found = text.count(self.old)
        if found != 1:
            message = f"{self.name}: its old text is {found} times in {self.file}, not once"
            raise StaleSeed(message)
        return text.replace(self.old, self.new)
