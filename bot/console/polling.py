"""getUpdates: long polling, confirmation by offset, one poller at a time."""

import asyncio
from contextlib import suppress
from http import HTTPStatus

from bot.console.bot_api import BotApi
from bot.console.faults import CONFLICT
from bot.console.wire import ApiError, Json, Params, as_text

LONGEST_POLL = 50
MOST = 100
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class Polling:
    """Hands updates to the newest poller and ends the older one, as the Bot API does."""

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._turn = 0

    async def get_updates(self, params: Params) -> list[Json]:
        """Return waiting updates, waiting for one at most `timeout` seconds.

        Raises:
            ApiError: Another poller took over, or a webhook is set.
        """
        if self._api.webhook:
            raise ApiError(HTTPStatus.CONFLICT, WEBHOOK_ACTIVE)
        self._turn += 1
        self._api.hub.tell("poll", None)
        if "allowed_updates" in params.values:
            kinds = frozenset(as_text(kind) for kind in params.array("allowed_updates"))
            self._api.allowed = kinds or None
        self._confirm(params.number("offset") or 0)
        limit = min(max(params.number("limit") or MOST, 1), MOST)
        patience = min(max(params.number("timeout") or 0, 0), LONGEST_POLL)
        return await self._wait(self._turn, limit, patience)

    def _confirm(self, offset: int) -> None:
        store = self._api.store
        self._api.forget_old_updates()
        if offset < 0:
            oldest = store.newest_due(-offset)
            offset = store.last_update_id() + 1 if oldest is None else oldest
        if offset > 0:
            store.confirm(before=offset)

    async def _wait(self, turn: int, limit: int, patience: int) -> list[Json]:
        with self._api.hub.listening() as queue, suppress(TimeoutError):
            async with asyncio.timeout(patience or None):
                while not (found := self._api.store.due_updates(limit)) and patience:
                    stopping = await queue.get() is None
                    if turn != self._turn:
                        raise ApiError(HTTPStatus.CONFLICT, CONFLICT)
                    if stopping:
                        break
                return found
        return []
