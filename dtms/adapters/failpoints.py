"""Named places where a test makes the program die, fail or hang; off unless asked for."""

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from dtms.core.errors import BadInput

_KILLED = 137  # what a shell reports of a process killed with signal 9
_PARTS = 3


class FailpointHit(BaseException):
    """A failpoint asked for this failure. Nothing but a test catches it."""


class Failure(Enum):
    """What happens at a failpoint."""

    EXIT = "exit"
    RAISE = "raise"
    HANG = "hang"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Point:
    nth: int
    failure: Failure


class Failpoints:
    """Counts passages and fails at the chosen ones."""

    def __init__(self, points: Mapping[str, tuple[_Point, ...]]) -> None:
        self._points = points
        self._passed = dict.fromkeys(points, 0)

    @classmethod
    def parse(cls, spec: str) -> "Failpoints":
        """Read `name:nth:exit|raise|hang`, several separated by commas; empty means none.

        Raises:
            BadInput: The text is anything else.
        """
        points: dict[str, tuple[_Point, ...]] = {}
        for part in filter(None, (piece.strip() for piece in spec.split(","))):
            name, point = _parse(part)
            points[name] = (*points.get(name, ()), point)
        return cls(points)

    def hit(self, name: str) -> None:
        """Pass a failpoint; do nothing unless it is this passage that was asked for."""
        if name not in self._points:
            return
        self._passed[name] += 1
        for point in self._points[name]:
            if point.nth == self._passed[name]:
                _fail(name, point.failure)


def _parse(part: str) -> tuple[str, _Point]:
    pieces = part.split(":")
    failures = {failure.value for failure in Failure}
    if len(pieces) != _PARTS or not pieces[0] or pieces[2] not in failures:
        raise _bad(part)
    if not (pieces[1].isascii() and pieces[1].isdigit()) or int(pieces[1]) < 1:
        raise _bad(part)
    return pieces[0], _Point(nth=int(pieces[1]), failure=Failure(pieces[2]))


def _bad(part: str) -> BadInput:
    return BadInput(
        field="DTMS_FAILPOINT",
        problem=f"{part!r} is no failpoint",
        remedy="Write name:nth:exit, name:nth:raise or name:nth:hang, nth from 1",
    )


def _fail(name: str, failure: Failure) -> None:
    match failure:
        case Failure.EXIT:
            os._exit(_KILLED)
        case Failure.RAISE:
            raise FailpointHit(name)
        case Failure.HANG:
            threading.Event().wait()
