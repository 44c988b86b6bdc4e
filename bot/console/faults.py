"""Faults on demand: the next calls of a method fail the way a real network or server fails."""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus

from bot.console.wire import ApiError, Json

CONFLICT = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
BLOCKED = "Forbidden: bot was blocked by the user"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """Answer with an error instead of doing anything."""

    error: ApiError


@dataclass(frozen=True, slots=True)
class DropAnswer:
    """Do what was asked, then cut the connection before the answer."""


@dataclass(frozen=True, slots=True)
class Hang:
    """Keep the connection open and never answer."""


@dataclass(frozen=True, slots=True)
class CloseConnection:
    """Cut the connection before doing anything."""


type Fault = Refuse | DropAnswer | Hang | CloseConnection


@dataclass(slots=True, kw_only=True)
class _Plan:
    method: str | None
    chat: int | None
    fault: Fault
    left: int | None


class Faults:
    """The queue of planned faults. Methods are matched without regard to case; `None` is any."""

    def __init__(self) -> None:
        self._plans: list[_Plan] = []
        self._cleared = asyncio.Event()

    def plan(
        self, method: str | None, fault: Fault, *, times: int | None = 1, chat: int | None = None
    ) -> None:
        """Let the next `times` calls meet `fault`; `times=None` keeps it until `clear`.

        With a chat, only calls about it.
        """
        name = method.lower() if method else None
        self._plans.append(_Plan(method=name, chat=chat, fault=fault, left=times))

    def refuse(
        self,
        method: str | None,
        status: int,
        description: str,
        *,
        parameters: Json | None = None,
        times: int | None = 1,
        chat: int | None = None,
    ) -> None:
        """Answer with `status` and `description`, for instance 403 or a chat that has migrated."""
        fault = Refuse(error=ApiError(status, description, parameters))
        self.plan(method, fault, times=times, chat=chat)

    def too_many_requests(
        self, method: str | None, *, retry_after: int | None, times: int | None = 1
    ) -> None:
        """Answer 429; without `retry_after` the answer carries no parameters at all."""
        text = "Too Many Requests" + ("" if retry_after is None else f": retry after {retry_after}")
        parameters: Json | None = None if retry_after is None else {"retry_after": retry_after}
        self.refuse(method, HTTPStatus.TOO_MANY_REQUESTS, text, parameters=parameters, times=times)

    def conflict(self, *, times: int | None = 1) -> None:
        """Answer getUpdates as if another instance were polling."""
        self.refuse("getUpdates", HTTPStatus.CONFLICT, CONFLICT, times=times)

    def drop_answer(self, method: str | None, *, times: int | None = 1) -> None:
        """Execute the call but lose its answer."""
        self.plan(method, DropAnswer(), times=times)

    def hang(self, method: str | None, *, times: int | None = 1) -> None:
        """Never answer, as a half-open connection does."""
        self.plan(method, Hang(), times=times)

    def close(self, method: str | None, *, times: int | None = 1) -> None:
        """Cut the connection without executing the call."""
        self.plan(method, CloseConnection(), times=times)

    def clear(self) -> None:
        """Forget every planned fault and release the calls that hang."""
        self._plans.clear()
        self._cleared.set()
        self._cleared = asyncio.Event()

    async def cleared(self) -> None:
        """Wait until `clear` is called."""
        await self._cleared.wait()

    def take(self, method: str, *, chat: int | None = None) -> Fault | None:
        """Return the fault this call meets, using it up."""
        for plan in self._plans:
            if plan.method in {None, method.lower()} and plan.chat in {None, chat}:
                if plan.left is not None:
                    plan.left -= 1
                    if plan.left == 0:
                        self._plans.remove(plan)
                return plan.fault
        return None
