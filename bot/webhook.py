"""Updates brought by Telegram, behind the operator's proxy: into the same inbox, acted on once."""

import asyncio
import errno
import json
import logging
from hmac import compare_digest
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiohttp import web

from bot.driver import Part, Progress
from bot.inbox import WANTED, Intake
from bot.settings import Hook
from dtms.core.errors import JournalUnavailable

_LOG = logging.getLogger("bot.webhook")
_SECRET: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_LARGEST: Final = 1024 * 1024
_REST: Final = 30.0
_LOOK: Final = 60.0


class Webhook:
    """Listens for updates and keeps Telegram told where to bring them.

    Whoever does not know the secret gets the answer of a server that has nothing at that place.

    Args:
        bot: Whose updates.
        intake: Takes them in.
        hook: The address outside, the secret, and where to listen.
        progress: Notes that Telegram still knows the address.
    """

    def __init__(self, *, bot: Bot, intake: Intake, hook: Hook, progress: Progress) -> None:
        self._bot = bot
        self._intake = intake
        self._hook = hook
        self._progress = progress
        self._troubled = False
        self.port = hook.port

    async def run(self) -> None:
        """Deal with what was left over, then with what comes, for ever."""
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_post(urlsplit(self._hook.url).path, self._take)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await self._intake.left_over()  # before anything new: it must not be taken for that
            await self._listen(runner)
            await self._keep_known()
        finally:
            self._intake.stop()
            await runner.cleanup()

    async def _listen(self, runner: web.AppRunner) -> None:
        while True:
            try:
                await web.TCPSite(runner, self._hook.host, self._hook.port).start()
            except OSError as error:
                name = errno.errorcode.get(error.errno or 0, "error")
                _LOG.error("DTMS_WEBHOOK_LISTEN: cannot listen there (%s)", name)
                await asyncio.sleep(_REST)
            else:
                self.port = int(runner.addresses[0][1])
                return

    async def _keep_known(self) -> None:
        while True:
            known = await self._known()
            await asyncio.sleep(_LOOK if known else _REST)

    async def _known(self) -> bool:
        """Make sure that Telegram knows the address; it may have been told another."""
        try:
            info = await self._bot.get_webhook_info()
            if info.url != self._hook.url:
                await self._bot.set_webhook(
                    self._hook.url,
                    secret_token=self._hook.secret.get_secret_value(),
                    allowed_updates=list(WANTED),
                )
        except (TelegramAPIError, ClientDecodeError) as error:
            if not self._troubled:
                _LOG.warning("the webhook cannot be set (%s); tried again", type(error).__name__)
            self._troubled = True
            return False
        if self._troubled:
            _LOG.warning("the webhook is set")
        self._troubled = False
        self._progress.note(Part.UPDATES)
        return True

    async def _take(self, request: web.Request) -> web.Response:
        """Take one update in; the answer says that it is written down."""
        given = request.headers.get(_SECRET, "").encode()
        if not compare_digest(given, self._hook.secret.get_secret_value().encode()):
            raise web.HTTPNotFound
        try:
            raw = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        number = raw.get("update_id") if isinstance(raw, dict) else None
        if not isinstance(number, int) or isinstance(number, bool):
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        try:
            await self._intake.receive(raw, number)
        except JournalUnavailable:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)  # Telegram brings it again
        return web.Response()
