"""The local Bot API server: on the loopback address, for the bot, the page and the tests."""

import errno
import re
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from aiohttp import web

from bot.console.bot_api import BotApi
from bot.console.faults import Faults
from bot.console.gateway import Gateway, Request
from bot.console.hub import Hub
from bot.console.limits import Limits
from bot.console.page_api import Clocks, Page, own_host_only
from bot.console.people import Person, new_user, private_chat
from bot.console.store import Store
from bot.console.views import MessageView, view
from bot.console.wire import Json, as_int, as_text

HOST = "127.0.0.1"
LARGEST_BODY = 50 * 1024 * 1024
OWNER_ID = 1
GOODBYE_SECONDS = 0.5


class PortTaken(Exception):
    """Another program listens on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"port {port} on {HOST} cannot be used: stop the program that listens there, "
            "or choose another port"
        )
        self.port = port


class ConsoleServer:
    """The stand-in for the Bot API, and the messenger page in front of it.

    Attributes:
        port: Port in use; after `start` with port 0, the one that was free.
        faults: Plan faults here.
        clocks: Gives market time, people time and the market's speed for the page to show.
        owner: The person at the page.
    """

    def __init__(  # noqa: PLR0913 - one argument for each thing the composition root decides
        self,
        *,
        store: Path,
        token: str,
        bot_name: str,
        clock: Callable[[], datetime],
        port: int = 8085,
        limits: Limits | None = None,
        owner_id: int = OWNER_ID,
    ) -> None:
        """Open the store; nothing listens yet.

        Args:
            store: SQLite file; what was said there before is still there.
            token: The only token that is answered.
            bot_name: Shown above the chat.
            clock: People time, aware UTC; dates messages, ages presses and updates.
            port: Port on 127.0.0.1; 0 takes any free one.
            limits: Flood limits, `Limits.generous()` when left out.
            owner_id: User number of the person at the page.
        """
        self.port = port
        self.faults = Faults()
        self.clocks: Clocks | None = None
        self._store = Store(store)
        self._hub = Hub()
        self._api = BotApi(
            store=self._store,
            me=_identity(token, bot_name),
            clock=clock,
            limits=limits or Limits.generous(),
            hub=self._hub,
        )
        self._gateway = Gateway(self._api, token=token, faults=self.faults)
        self._people: dict[int, Person] = {}
        known = self._store.user(owner_id) or {}
        self.owner = self.person(owner_id, "You", as_text(known.get("language_code")) or "en")
        self._page = Page(self._api, self.owner, lambda: self.clocks)
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Address of the page, and base address for the bot's client."""
        return f"http://{HOST}:{self.port}"

    @property
    def requests(self) -> list[Request]:
        """Every call the bot made, oldest first."""
        return self._gateway.requests

    async def start(self) -> None:
        """Listen on 127.0.0.1.

        Raises:
            PortTaken: Another program listens on the port.
        """
        app = web.Application(client_max_size=LARGEST_BODY, middlewares=[own_host_only])
        app.add_routes([*self._gateway.routes(), *self._page.routes()])
        runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=GOODBYE_SECONDS
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, self.port).start()
        except OSError as error:
            await runner.cleanup()
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                raise PortTaken(self.port) from None
            raise
        self._runner = runner
        self.port = int(runner.addresses[0][1])

    async def go_offline(self) -> None:
        """Refuse connections until `start` is called again; nothing is forgotten."""
        self._hub.close()
        self.faults.clear()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def stop(self) -> None:
        """Stop listening and close the store."""
        await self.go_offline()
        self._store.close()

    def person(self, user_id: int, name: str, language: str) -> Person:
        """Introduce a person who has a private chat with the bot, or meet them again.

        The bot can write to people who were introduced or who wrote first; for any other number
        the answer is "chat not found".
        """
        user = (self._store.user(user_id) or {}) | new_user(user_id, name, language)
        self._store.put_user(user)
        self._store.put_chat(private_chat(user))
        return self._people.setdefault(user_id, Person(self._api, user))

    def group(
        self, chat_id: int, title: str, kind: str = "supergroup", *, forum: bool = False
    ) -> None:
        """Introduce a group or channel the bot is a member of; `chat_id` is negative."""
        topics: Json = {"is_forum": True} if forum else {}
        self._store.put_chat({"id": chat_id, "type": kind, "title": title} | topics)

    def messages(self, chat_id: int) -> list[MessageView]:
        """Return any chat as it looks now, oldest first."""
        return [view(one) for one in self._store.changes(chat_id) if not one.deleted]

    def inject_update(self, update: Json) -> int:
        """Queue any update as it is, from any chat and any user.

        An `update_id` is kept, even one that was delivered before; without one it gets the next.

        Returns:
            The update's number.
        """
        return self._api.inject(update)

    def redeliver(self, count: int = 1) -> None:
        """Deliver the newest `count` updates once more, confirmed or not."""
        self._store.deliver_again(count)
        self._hub.tell("update", None)

    def sent_to(self, chat_id: int) -> list[Request]:
        """Return every call that addressed a chat or user, answers to their presses included."""
        return [one for one in self.requests if self._addressee(one) == chat_id]

    def _addressee(self, request: Request) -> int | None:
        named = as_int(request.parameters.get("chat_id"))
        query = self._store.query(as_text(request.parameters.get("callback_query_id")))
        if named is None and query is not None:
            return query.chat_id
        return named


def _identity(token: str, bot_name: str) -> Json:
    number = as_int(token.partition(":")[0]) or zlib.crc32(token.encode())
    word = re.sub(r"\W+", "_", bot_name.lower(), flags=re.ASCII).strip("_")
    return {
        "id": number,
        "is_bot": True,
        "first_name": bot_name,
        "username": f"{word}_bot" if word else "console_bot",
    }
