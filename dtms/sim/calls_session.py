"""The module's functions about the connection, the account and the terminal."""

from collections.abc import Mapping

from dtms.sim import constants as c
from dtms.sim import views
from dtms.sim.arguments import SUCCESS, CallError, bad_arguments, connection_from
from dtms.sim.calls import Calls, asks, ipc_error
from dtms.sim.faults import FailRead
from dtms.sim.structs import Struct


class SessionCalls(Calls):
    """`initialize` to `account_info`."""

    def initialize(self, *args: object, **keywords: object) -> bool:
        """Attach to the terminal; login and server must be the account's own."""
        self._error = SUCCESS
        try:
            given = connection_from(args, keywords, unnamed=("path",))
            for effect in self._desk.faults.strike("initialize"):
                if isinstance(effect, FailRead):
                    raise ipc_error(effect.code)
            self._check_account(given)
        except CallError as error:
            self._fail(error.code, error.text)
            return False
        self._attached = True
        return True

    def login(self, *args: object, **keywords: object) -> bool:
        """Log in to the account; no other exists here."""
        self._error = SUCCESS
        try:
            if not self._attached:
                raise ipc_error(c.RES_E_INTERNAL_FAIL_CONNECT)
            given = connection_from(args, keywords, unnamed=("login", "password", "server"))
            if "login" not in given:
                raise bad_arguments()
            self._check_account(given)
        except CallError as error:
            self._fail(error.code, error.text)
            return False
        return True

    def _check_account(self, given: Mapping[str, object]) -> None:
        own = {"login": self._desk.account.login, "server": self._desk.account.server}
        if any(given.get(name) and given[name] != value for name, value in own.items()):
            raise CallError(c.RES_E_AUTH_FAILED, "Terminal: Authorization failed")

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
