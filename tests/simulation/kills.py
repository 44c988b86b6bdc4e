"""Deaths at named places: everything in memory is lost, journal and broker stay."""

import sqlite3

POINTS = (
    "executor.pending",
    "executor.sent",
    "executor.answered",
    "executor.verified",
    "journal.before_commit",
    "journal.after_commit",
    "broker.received",
    "broker.executed",
    "chat.sent",
)


class SimCrash(BaseException):
    """The process is gone. Only the run's driver catches it."""


class Kills:
    """Dies at the next passages of a place that were asked for; also fails commits."""

    def __init__(self) -> None:
        self._left: dict[str, int] = {}
        self.journal_down = False
        self.deaths: dict[str, int] = {}
        self.passed: list[str] = []
        self.at: int | None = None  # die at this passage of all
        self.then: str | None = None  # and at the next passage of this place

    def arm(self, point: str, nth: int) -> None:
        """Die at the nth passage from now on."""
        self._left[point] = nth

    def disarm(self) -> None:
        self._left = {}

    def hit(self, point: str) -> None:
        """Pass a named place."""
        if self.journal_down and point == "journal.before_commit":
            raise sqlite3.OperationalError("database or disk is full")
        self.passed.append(point)
        if self.at == len(self.passed):
            self.die(point)
        if point not in self._left:
            return
        self._left[point] -= 1
        if not self._left[point]:
            del self._left[point]
            self.die(point)

    def die(self, point: str) -> None:
        """Die here."""
        self.deaths[point] = self.deaths.get(point, 0) + 1
        if self.then is not None:
            self.arm(self.then, 1)
            self.then = None
        raise SimCrash(point)
