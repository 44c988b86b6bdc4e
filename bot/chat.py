"""The Telegram side: everything that needs aiogram, brought up after the first check."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Final

from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BotCommand

from bot.alerts import Sender
from bot.console.server import ConsoleServer, PortTaken
from bot.direct import open_bot, tell
from bot.front import Front
from bot.gate import Gate, Limits
from bot.guardian import CONSOLE_OWNER, Guardian
from bot.inbox import Intake, Poller, Trouble
from bot.middlewares.age import Fresh
from bot.middlewares.auth import AllowList
from bot.middlewares.errors import LastResort
from bot.middlewares.locale import Locale
from bot.middlewares.pace import Pace
from bot.middlewares.rank import Rank
from bot.proposals import Proposals
from bot.recent import Recent
from bot.routers import routers
from bot.routers.chatting import Chatter, open_chatter
from bot.routers.offline import Grammar
from bot.tally import Tally
from bot.texts import Texts
from bot.webhook import Webhook
from bot.wording import CommandName, Word, Wording
from bot.words.wording import FluentWording
from dtms.core.errors import JournalUnavailable
from dtms.core.events import Lookout

CONSOLE_TOKEN: Final = "1000:local"  # noqa: S105 - known to everybody, good on this machine only
_LOG = logging.getLogger("bot.chat")
_PORT_REST: Final = 5.0
_MENU_REST: Final = 30.0


class Chat:
    """The bot, its dispatcher and, without a token, the local Bot API server."""

    def __init__(
        self, guardian: Guardian, *, words: Wording | None = None, gate: Gate | None = None
    ) -> None:
        self._guardian = guardian
        self._gate = gate or Gate(Limits())
        spoken = words or FluentWording(Texts(), currency=guardian.currency, kind=guardian.kind)
        forged = Tally(_LOG, "%d taps on buttons that are not theirs", clock=guardian.clock)
        recent = Recent(guardian.clock)
        self.front = Front(guardian=guardian, words=spoken, forged=forged, recent=recent)
        self.chatter = open_chatter(self.front, offline=Grammar())
        self.console = None if guardian.settings.token else self._console()
        self.bot: Bot | None = None
        self.webhook: Webhook | None = None
        self._trouble: set[asyncio.Task[None]] = set()

    def _console(self) -> ConsoleServer:
        settings, clock = self._guardian.settings, self._guardian.clock
        console = ConsoleServer(
            store=settings.dtms_data_dir / "console.db",
            token=CONSOLE_TOKEN,
            bot_name="DTMS",
            clock=clock.people,
            port=settings.dtms_console_port,
            owner_id=CONSOLE_OWNER,
        )
        speed = self._guardian.market.speed
        console.clocks = lambda: (clock.market(), clock.people(), speed)
        return console

    async def open(self) -> None:
        """Start the local server if it is needed, and make the bot; nothing is asked of it yet."""
        if self.console is not None:
            await self._listen(self.console)
            _LOG.info("chat page: %s", self.console.url)
        elif not self._guardian.owners:
            _LOG.warning("DTMS_OWNERS is empty: nobody may use the bot")
        settings = self._guardian.settings
        self.bot = open_bot(
            settings.token or CONSOLE_TOKEN,
            url=settings.bot_api_url if self.console is None else self.console.url,
            plain=settings.bot_api_plain,
            secrets=settings.secrets,
        )
        self.bot.session.middleware(self._gate)

    async def _listen(self, console: ConsoleServer) -> None:
        told = False
        while True:
            try:
                await console.start()
            except PortTaken as error:
                if not told:
                    _LOG.error("DTMS_CONSOLE_PORT: %s; guarding goes on", error)
                told = True
                await asyncio.sleep(_PORT_REST)
            else:
                return

    async def run(self) -> None:
        """Poll, send, and keep the menu, for ever."""
        bot = self.bot
        if bot is None:
            return
        guardian = self._guardian
        sender = Sender(self.front, bot)
        intake = Intake(
            bot=bot,
            dispatcher=dispatcher(self.front, sender, self.chatter),
            inbox=guardian.store.inbox,
            clock=guardian.clock,
        )
        guardian.driver.on_journal = self._on_journal
        keep_up = guardian.supervisor.keep_up
        async with asyncio.TaskGroup() as parts:
            parts.create_task(keep_up("updates", self._source(bot, intake).run))
            parts.create_task(
                keep_up("alerts", lambda: sender.run(guardian.bell, guardian.progress))
            )
            proposals = Proposals(self.front, bot)
            parts.create_task(keep_up("proposals", proposals.run))
            parts.create_task(self._menu(bot))

    def _source(self, bot: Bot, intake: Intake) -> Poller | Webhook:
        """Return where updates come from: fetched, or brought by Telegram where that is set up."""
        guardian = self._guardian
        hook = guardian.settings.webhook
        if hook is not None:
            self.webhook = Webhook(bot=bot, intake=intake, hook=hook, progress=guardian.progress)
            return self.webhook
        return Poller(
            bot=bot, intake=intake, progress=guardian.progress, on_trouble=self._on_trouble
        )

    async def close(self) -> None:
        """Let go of connections and of the local server."""
        await self.chatter.close()
        if self.bot is not None:
            await self.bot.session.close()
        if self.console is not None:
            await self.console.stop()

    async def _menu(self, bot: Bot) -> None:
        """Show the commands in the app's menu, in every language."""
        words = self.front.words
        for code in (None, *words.languages):
            language = code or words.languages[0]
            menu = [
                BotCommand(command=one.value, description=words.command(language, one)[:256])
                for one in CommandName
            ]
            while True:
                try:
                    await bot.set_my_commands(menu, language_code=code)
                except TelegramAPIError as error:
                    _LOG.debug("the menu could not be set: %s", type(error).__name__)
                    await asyncio.sleep(_MENU_REST)
                else:
                    break

    def _on_trouble(self, trouble: Trouble | None) -> None:
        twin = self._guardian.engine.station.ledger.twin
        if trouble is Trouble.TWIN:
            self._later(self._notice(Lookout.TWIN))
        elif trouble is None and twin:
            self._later(self._notice(Lookout.TWIN_GONE))

    async def _notice(self, what: Lookout) -> None:
        ledger = self._guardian.engine.station.ledger
        try:
            await ledger.notice(what, at=self._guardian.clock.market())
        except JournalUnavailable:
            _LOG.warning("the twin could not be recorded")

    def _on_journal(self, lost: bool) -> None:  # noqa: FBT001 - a callback's only argument
        self._later(self._tell_all(Word.JOURNAL_LOST if lost else Word.JOURNAL_BACK))

    async def _tell_all(self, word: Word) -> None:
        """Tell everybody directly: the outbox cannot be written."""
        if self.bot is None:
            return
        words = self.front.words
        text = words.word(words.language(self._guardian.settings.dtms_language), word)
        await tell(self.bot, sorted(self._guardian.owners), text)

    def _later(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.ensure_future(work)
        self._trouble.add(task)
        task.add_done_callback(self._trouble.discard)


def dispatcher(front: Front, sender: Sender, chatter: Chatter) -> Dispatcher:
    """Return a dispatcher with every middleware and handler, the allow-list outermost."""
    made = Dispatcher(front=front, sender=sender, chatter=chatter)
    guardian = front.guardian
    made.update.outer_middleware.register(AllowList(guardian.roster, clock=guardian.clock))
    made.update.outer_middleware.register(LastResort(front))
    made.update.outer_middleware.register(Pace(front))
    made.update.outer_middleware.register(Locale(front))
    made.update.outer_middleware.register(Fresh(front))
    made.update.outer_middleware.register(Rank(front))
    made.include_routers(*routers())
    return made
