"""What just happened, told to whoever listens: the page's stream and waiting tests."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.console.wire import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing to show: its kind, the chat it belongs to (`None` is every chat), its content."""

    kind: str
    chat_id: int | None
    content: Json = field(default_factory=dict)


class Hub:
    """Delivers each happening to every listener, in order."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Happening | None]] = set()

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[Happening | None]]:
        """Receive everything told while the context is open; `None` means the server stops."""
        queue: asyncio.Queue[Happening | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    def tell(self, kind: str, chat_id: int | None, content: Json | None = None) -> None:
        """Pass a happening on; never waits."""
        for queue in self._listeners:
            queue.put_nowait(Happening(kind=kind, chat_id=chat_id, content=content or {}))

    def close(self) -> None:
        """Tell every listener that nothing more will come."""
        for queue in self._listeners:
            queue.put_nowait(None)
