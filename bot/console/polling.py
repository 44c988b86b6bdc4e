"""getUpdates: long polling, confirmation by offset, one poller at a time."""

import asyncio
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
        self._current: asyncio.Future[None] | None = None

    async def get_updates(self, params: Params) -> list[Json]:
        """Return waiting updates, waiting for one at most `timeout` seconds.

        Raises:
            ApiError: Another poller took over, or a webhook is set.
        """
        if self._api.webhook:
            raise ApiError(HTTPStatus.CONFLICT, WEBHOOK_ACTIVE)
        self.end()
        if "allowed_updates" in params.values:
            kinds = frozenset(as_text(kind) for kind in params.array("allowed_updates"))
            self._api.allowed = kinds or None
        self._confirm(params.number("offset") or 0)
        limit = params.number("limit") or MOST
        mine = asyncio.get_running_loop().create_future()
        self._current = mine
        try:
            return await self._wait(mine, min(max(limit, 1), MOST), params.number("timeout") or 0)
        finally:
            if self._current is mine:
                self._current = None

    def end(self) -> None:
        """End the poll under way with the conflict the Bot API answers."""
        if self._current is not None and not self._current.done():
            self._current.set_exception(ApiError(HTTPStatus.CONFLICT, CONFLICT))

    def _confirm(self, offset: int) -> None:
        store = self._api.store
        self._api.forget_old_updates()
        if offset < 0:
            oldest = store.newest_due(-offset)
            offset = store.last_update_id() + 1 if oldest is None else oldest
        if offset > 0:
            store.confirm(before=offset)

    async def _wait(self, mine: asyncio.Future[None], limit: int, timeout: int) -> list[Json]:  # noqa: ASYNC109 - the Bot API's own parameter
        loop = asyncio.get_running_loop()
        deadline = loop.time() + min(max(timeout, 0), LONGEST_POLL)
        with self._api.hub.listening() as queue:
            while not (found := self._api.store.due_updates(limit)):
                left = deadline - loop.time()
                if left <= 0:
                    break
                news = asyncio.ensure_future(queue.get())
                await asyncio.wait([news, mine], timeout=left, return_when=asyncio.FIRST_COMPLETED)
                news.cancel()
                if mine.done():
                    break
                if news.done() and not news.cancelled() and news.result() is None:
                    break
        if mine.done():
            mine.result()
        mine.cancel()
        return found
