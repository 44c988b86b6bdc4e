"""Long lists in pages: which part is shown, and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part of a list; `number` counts from 0 and always exists."""

    number: int
    size: int
    total: int

    @classmethod
    def of(cls, total: int, *, number: int, size: int) -> "Page":
        """Return the wanted page, or the last where there are fewer by now."""
        last = max(total - 1, 0) // size
        return cls(number=min(max(number, 0), last), size=size, total=total)

    @property
    def count(self) -> int:
        """Return how many pages there are, at least one."""
        return max(-(-self.total // self.size), 1)

    def cut[Item](self, items: Sequence[Item]) -> tuple[Item, ...]:
        """Return what this page shows."""
        start = self.number * self.size
        return tuple(items[start : start + self.size])
