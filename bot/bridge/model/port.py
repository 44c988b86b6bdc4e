"""What a language model is to the rest: messages and tools in, pieces of an answer out."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Protocol

from pydantic import JsonValue


class Trouble(Enum):
    """Why a model does not answer, or not to the end; the value is the end of its key."""

    DOWN = "down"  # not reached, or an error of the server
    SLOW = "slow"
    BUSY = "busy"  # too many requests
    KEY = "key"  # the key is not accepted
    BROKEN = "broken"  # what comes is no answer
    CUT = "cut"  # the answer ended in the middle
    RESTING = "resting"  # it failed too often; left alone for a while
    BUDGET = "budget"  # the day's tokens or money are spent
    LOOP = "loop"  # it asked and asked, and did not answer
    LONG = "long"  # it did not stop
    STOPPED = "stopped"  # by the person


class ModelTrouble(Exception):
    """The model did not answer.

    Attributes:
        trouble: Why.
        wait: How long the endpoint asks to be left alone; None where it says nothing.
    """

    def __init__(self, trouble: Trouble, *, wait: timedelta | None = None) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
        self.wait = wait


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """What a model asks for, not yet looked at: anything may stand here."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemText:
    """The rules, as told to the model."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonText:
    """What a person wrote."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelText:
    """What the model answered or asked."""

    text: str
    calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolText:
    """What code answered to a call."""

    call: str
    text: str


type Line = SystemText | PersonText | ModelText | ToolText


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool as the model is told of it; `parameters` is a JSON schema."""

    name: str
    description: str
    parameters: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """More of the answer's text."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The calls of a round; they come whole, and last."""

    calls: tuple[ToolCall, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Tokens of a round, as the endpoint counts them."""

    tokens_in: int
    tokens_out: int


type Piece = Grown | Asked | Spent


class Endpoint(Protocol):
    """One language model."""

    def answer(self, lines: Sequence[Line], tools: Sequence[Tool]) -> AsyncGenerator[Piece, None]:
        """Answer once, piece by piece; the iterator raises `ModelTrouble`."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
