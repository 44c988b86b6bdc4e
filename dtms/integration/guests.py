"""Other people's code: handlers of facts, and a service that sends messages."""

import asyncio
import inspect
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import cast

from dtms.core.events import Fact

type Handler = Callable[[Fact], None]

_LOG = logging.getLogger("dtms_integration")
_MOST_WAITING = 200


class Guests:
    """Calls guests after the engine has finished; none of them can stop or delay the guarding.

    Args:
        handlers: Called with each recorded fact, in order.
        messenger: Anything with `send_message(text)`, plain or awaitable; None sends nothing.
    """

    def __init__(self, handlers: Sequence[Handler], messenger: object | None) -> None:
        self._handlers = tuple(handlers)
        found = getattr(messenger, "send_message", None)
        self._send = cast("Callable[[str], object]", found) if callable(found) else None
        self._waiting: deque[str] = deque(maxlen=_MOST_WAITING)
        self._sending: set[asyncio.Future[object]] = set()

    @property
    def can_send(self) -> bool:
        """Claim that there is a message service that can be used."""
        return self._send is not None

    def tell(self, fact: Fact) -> None:
        """Hand a fact to every handler."""
        for handler in self._handlers:
            try:
                handler(fact)
            except Exception:  # noqa: BLE001 - a guest's bug must not stop the guarding
                _LOG.exception("handler failed on %s", type(fact).__name__)

    def announce(self, text: str) -> None:
        """Send a text at the end of the cycle that is running."""
        if self._send is not None:
            self._waiting.append(text)

    def send(self) -> None:
        """Send what waits; an awaitable answer goes on by itself. Needs a running loop."""
        while self._send is not None and self._waiting:
            text = self._waiting.popleft()
            try:
                answer = self._send(text)
            except Exception:  # noqa: BLE001 - a guest's bug must not stop the guarding
                _LOG.exception("message was not sent")
                continue
            if inspect.isawaitable(answer):
                task = asyncio.ensure_future(_whole(answer))
                self._sending.add(task)
                task.add_done_callback(self._sent)

    def _sent(self, task: asyncio.Future[object]) -> None:
        self._sending.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _LOG.error("message was not sent", exc_info=task.exception())


async def _whole(answer: Awaitable[object]) -> object:
    return await answer
