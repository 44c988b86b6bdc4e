"""The module's functions about the connection, the account and the terminal."""

from dtms.sim import constants as c
from dtms.sim import views
from dtms.sim.arguments import SUCCESS
from dtms.sim.calls import Calls, asks, ipc_error
from dtms.sim.faults import FailRead
from dtms.sim.structs import Struct


class SessionCalls(Calls):
    """`initialize` to `account_info`."""

    def initialize(self, *args: object, **keywords: object) -> bool:
        """Attach to the terminal; a login must be the account's own."""
        self._error = SUCCESS
        if len(args) > 1 or (args and not isinstance(args[0], str)):
            self._fail(c.RES_E_INVALID_PARAMS, "Invalid 1st unnamed argument")
            return False
        for effect in self._desk.faults.strike("initialize"):
            if isinstance(effect, FailRead):
                self._fail(effect.code, ipc_error(effect.code).text)
                return False
        if not self._accepts(keywords.get("login")):
            return False
        self._attached = True
        return True

    def login(self, *args: object, **keywords: object) -> bool:
        """Log in to the account; no other exists here."""
        self._error = SUCCESS
        if not self._attached:
            self._fail(c.RES_E_INTERNAL_FAIL_CONNECT, "No IPC connection")
            return False
        login = args[0] if args else keywords.get("login")
        if login is None:
            self._fail(c.RES_E_INVALID_PARAMS, "Invalid arguments")
            return False
        return self._accepts(login)

    def _accepts(self, login: object) -> bool:
        if login is None:
            return True
        if not isinstance(login, int):
            self._fail(c.RES_E_INVALID_PARAMS, 'Invalid "login" argument')
            return False
        if login != self._desk.account.login:
            self._fail(c.RES_E_AUTH_FAILED, "Terminal: Authorization failed")
            return False
        return True

    def shutdown(self) -> bool:
        """Detach; every later call fails with -10004."""
        self._error = SUCCESS
        self._attached = False
        return True

    def last_error(self) -> tuple[int, str]:
        """Code and text of the last call's error."""
        return self._error

    @asks(None)
    def version(self) -> tuple[int, int, str]:
        """Version, build and release date."""
        return (500, views.BUILD, views.RELEASED)

    @asks(None)
    def terminal_info(self) -> Struct:
        """The terminal."""
        return views.terminal_struct(self._desk)

    @asks(None)
    def account_info(self) -> Struct:
        """The account."""
        return views.account_struct(self._desk)
