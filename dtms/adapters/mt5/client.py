"""A terminal in another process as a `Channel`: deadlines, restarts, and whose account it is.

One thread of its own talks to the terminal, so that the event loop never waits for it. A link that
failed or kept silent too long is thrown away, process and all, and no answer is waited for twice.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Thread
from time import monotonic

from dtms.adapters.mt5 import translate
from dtms.adapters.mt5.answers import present
from dtms.adapters.mt5.channel import Reply
from dtms.adapters.mt5.constants import (
    RES_E_AUTH_FAILED,
    RES_E_INTERNAL_FAIL_INIT,
    RES_E_INTERNAL_FAIL_TIMEOUT,
)
from dtms.adapters.mt5.errors import CannotConnect, DeadlinePassed, LinkLost, NeverSent
from dtms.adapters.mt5.links import Connector, Link
from dtms.adapters.mt5.worker import Watchdog
from dtms.core.errors import BrokerUnavailable, WrongAccount
from dtms.core.trade import AccountId

_LOG = logging.getLogger("dtms.terminal")
_ENDING = 500  # hundredths of a second the thread may take to end; it ends with us in any case
_GRACE = 1.0  # seconds beyond a deadline until a link that answers by drips is cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """How long a call of each class may take, in seconds.

    The terminal's own time-out of a trade request and of a connection lie below those of `order`
    and `connect`.
    """

    read: float = 10.0
    history: float = 30.0
    check: float = 15.0
    order: float = 30.0
    connect: float = 75.0

    def of(self, name: str) -> float:
        """Return the seconds a function may take."""
        if name == "order_send":
            return self.order
        if name == "order_check":
            return self.check
        if name in {"initialize", "login"}:
            return self.connect
        long = name.startswith(("history_", "copy_")) or name == "symbols_get"
        return self.history if long else self.read


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What `initialize` is told; what is None is left out.

    Attributes:
        path: The terminal's program.
        login: Number of the account.
        server: The broker's server.
        password: Of the account.
    """

    path: str | None = None
    login: int | None = None
    server: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def account(self) -> AccountId | None:
        """Return the account asked for, None when it is whichever the terminal is on."""
        if self.login is None or self.server is None:
            return None
        return AccountId(server=self.server, login=self.login)

    def arguments(self, seconds: float) -> tuple[tuple[object, ...], dict[str, object]]:
        """Return the arguments of `initialize`; the module gives up before our deadline does."""
        named = {"login": self.login, "server": self.server, "password": self.password}
        given: dict[str, object] = {k: v for k, v in named.items() if v is not None}
        given["timeout"] = max(int(seconds * 800), 1)  # milliseconds
        return (() if self.path is None else (self.path,)), given


class Backoff:
    """How long to wait before connecting again, longer with each failure in a row.

    Attributes:
        until: Instant of `monotonic` before which nothing is tried.
    """

    _SHORTEST = 1.0
    _LONGEST = 60.0
    _STEADY = 300.0  # seconds after which a failure is a first one again

    def __init__(self) -> None:
        self.until = 0.0
        self._failures = 0
        self._last = -self._STEADY

    def failed(self, now: float) -> float:
        """Note a failure; return the seconds to wait, none after the first."""
        self._failures = 1 if now - self._last >= self._STEADY else self._failures + 1
        self._last = now
        wait = 0.0
        if self._failures > 1:
            wait = min(self._SHORTEST * 2.0 ** min(self._failures - 2, 10), self._LONGEST)
        self.until = now + wait
        return wait


@dataclass(slots=True, kw_only=True)
class _Job:
    """A call on its way; its seconds count from the moment the terminal is asked."""

    name: str
    args: tuple[object, ...]
    kwargs: Mapping[str, object]
    seconds: float
    begun: float = 0.0
    future: Future[Reply] = field(default_factory=Future[Reply])


class TerminalChannel:
    """A channel to a terminal behind a link.

    Args:
        connector: Makes the links.
        login: Which terminal and account.
        deadlines: How long calls may take.
        clock: `monotonic`; given by tests of the waiting.
    """

    def __init__(
        self,
        connector: Connector,
        *,
        login: Login | None = None,
        deadlines: Deadlines | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._connector = connector
        self._login = login or Login()
        self._deadlines = deadlines or Deadlines()
        self._clock = clock
        self._expected = self._login.account
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._link: Link | None = None
        self._backoff = Backoff()
        self._reason: NeverSent | WrongAccount = NeverSent("never connected")
        self._told: str | None = None
        self._thread = Thread(target=self._work, name="dtms-terminal", daemon=True)
        self._thread.start()

    async def open(self) -> AccountId:
        """Connect, attach and tell whose account it is; returns when that is done or failed.

        Raises:
            CannotConnect: With what is wrong and what to do about it.
            WrongAccount: The terminal is on another account.
            BrokerUnavailable: No answer.
        """
        patient = self._deadlines.connect * 2
        reply = await self._asked("account_info", (), {}, seconds=patient)
        return translate.account_id(present(reply, "account_info"))

    async def call(self, name: str, /, *args: object, **kwargs: object) -> Reply:
        """Call a function, see `Channel`.

        Raises:
            NeverSent: The function was provably not called.
            WrongAccount: The same, because the terminal came back on another account.
            BrokerUnavailable: No answer; the terminal may have done what was asked.
        """
        return await self._asked(name, args, kwargs, seconds=self._deadlines.of(name))

    async def close(self) -> None:
        """End the link, and the process if it is ours."""
        self._abort()
        self._jobs.put(None)
        for _ in range(_ENDING):
            if not self._thread.is_alive():
                return
            await asyncio.sleep(0.01)

    async def _asked(
        self, name: str, args: tuple[object, ...], kwargs: Mapping[str, object], *, seconds: float
    ) -> Reply:
        job = _Job(name=name, args=args, kwargs=kwargs, seconds=seconds)
        self._jobs.put(job)
        waiting = asyncio.wrap_future(job.future)
        waiting.add_done_callback(_seen)
        try:
            await asyncio.wait({waiting}, timeout=seconds)
            if job.future.cancel():
                message = f"{name}: the terminal is busy or away ({self._reason}); not called"
                raise NeverSent(message)
            left = job.begun + seconds + _GRACE - self._clock()
            await asyncio.wait({waiting}, timeout=max(left, 0.0))
            if not waiting.done():
                self._abort()
                message = f"{name}: no answer in time"
                raise DeadlinePassed(message)
            return waiting.result()
        finally:
            job.future.cancel()  # when nobody waits any more, it must not begin

    # --- in the thread

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._attempt(job)
        self._drop()

    def _attempt(self, job: _Job) -> None:
        """Serve one call; whatever happens is its outcome, and the thread goes on."""
        if job.future.cancelled():
            return
        try:
            link = self._connected()
        except BaseException as error:  # noqa: BLE001 - the caller must not wait for ever
            if job.future.set_running_or_notify_cancel():
                job.future.set_exception(error)
            return
        job.begun = self._clock()
        if not job.future.set_running_or_notify_cancel():
            return  # nobody waits any more: it must not happen behind their backs
        try:
            job.future.set_result(self._exchanged(link, job))
        except BaseException as error:  # noqa: BLE001 - as above
            job.future.set_exception(error)

    def _exchanged(self, link: Link, job: _Job) -> Reply:
        try:
            return link.exchange(job.name, job.args, job.kwargs, until=job.begun + job.seconds)
        except (DeadlinePassed, LinkLost) as error:
            self._failed(NeverSent(f"the terminal's worker was restarted: {error}"))
            raise

    def _connected(self) -> Link:
        """Return a link that is attached to the right account, a new one if need be.

        Raises:
            NeverSent: There is none, or it is too early to try again.
            WrongAccount: The terminal is on another account.
        """
        if self._link is not None and self._link.is_alive():
            return self._link
        if self._link is not None:
            self._failed(NeverSent("the terminal's worker went away"))
        if self._clock() < self._backoff.until:
            raise self._refused()
        try:
            self._link = self._attached(self._connector.connect())
        except (NeverSent, WrongAccount) as error:
            self._failed(error)
            raise
        self._tell(None)
        return self._link

    def _attached(self, link: Link) -> Link:
        """Attach the module to its terminal and see whose account it is."""
        seconds = self._deadlines.connect
        args, kwargs = self._login.arguments(seconds)
        try:
            with Watchdog(link.abort, seconds + _GRACE):
                until = self._clock() + seconds
                reply = link.exchange("initialize", args, kwargs, until=until)
                if reply.value is not True:
                    raise _refusal(reply, self._login)
                until = self._clock() + self._deadlines.read
                info = link.exchange("account_info", (), {}, until=until)
            found = translate.account_id(present(info, "account_info"))
        except NeverSent:
            link.close()
            raise
        except BrokerUnavailable as error:
            link.close()
            raise CannotConnect(
                problem=f"the terminal does not answer ({error})",
                remedy="Look whether it is running, logged in and not asking something",
            ) from error
        if found != (self._expected or found):
            link.close()
            raise WrongAccount(expected=self._expected or found, found=found)
        self._expected = found
        return link

    def _failed(self, reason: NeverSent | WrongAccount) -> None:
        self._drop()
        self._reason = reason
        wait = self._backoff.failed(self._clock())
        self._tell(f"{reason}; trying again in {wait:.0f} s at the earliest")

    def _refused(self) -> NeverSent | WrongAccount:
        """Return the last failure anew: an exception that is raised twice grows."""
        reason = self._reason
        if isinstance(reason, WrongAccount):
            return WrongAccount(expected=reason.expected, found=reason.found)
        return NeverSent(str(reason))

    def _tell(self, trouble: str | None) -> None:
        """Log a trouble when it begins or changes, and its end."""
        reason = None if trouble is None else str(self._reason)
        if reason == self._told:
            return
        self._told = reason
        if trouble is None:
            _LOG.warning("terminal connected again")
        else:
            _LOG.warning("%s", trouble)

    def _drop(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            with suppress(OSError, EOFError):
                link.close()

    # --- from either side

    def _abort(self) -> None:
        link = self._link
        if link is not None:
            link.abort()


def _seen(future: "asyncio.Future[Reply]") -> None:
    """Look at an outcome nobody waits for any more, so that it is not reported as forgotten."""
    if not future.cancelled():
        future.exception()


def _refusal(reply: Reply, login: Login) -> CannotConnect:
    """Return why `initialize` failed, and the remedy."""
    told = f"{reply.error_code}, {reply.error_text}"
    remedies = {
        RES_E_AUTH_FAILED: (
            f"the terminal refused the login of {login.login or 'its account'}",
            "Check DTMS_TERMINAL_LOGIN, DTMS_TERMINAL_SERVER and DTMS_TERMINAL_PASSWORD",
        ),
        RES_E_INTERNAL_FAIL_INIT: (
            "no MetaTrader 5 terminal was found or started",
            "Install it, or give the path of terminal64.exe in DTMS_TERMINAL_PATH",
        ),
        RES_E_INTERNAL_FAIL_TIMEOUT: (
            "the terminal did not answer",
            "Open its window: it may be starting, updating or asking something",
        ),
    }
    problem, remedy = remedies.get(
        reply.error_code,
        ("the terminal cannot be used", "Start it and log it in, then start this program again"),
    )
    return CannotConnect(problem=f"{problem} ({told})", remedy=remedy)
