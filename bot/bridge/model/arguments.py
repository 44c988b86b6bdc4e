"""What a model's tool call may say: strict, typed, nothing extra, decimals as text with a point."""

import json
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

_MOST_FAULTS: Final = 4
_DECIMAL: Final = r"^[0-9]{1,9}(\.[0-9]{1,8})?$"
_ARROW: Final = " > "


class BadArguments(Exception):
    """A call that cannot be read; the message says which field, what is wrong and what would do.

    It holds names of fields and code's own words only, never what the model wrote.
    """


def _positive(text: str) -> str:
    if Decimal(text) <= 0:
        raise ValueError("must be more than 0")
    return text


type Amount = Annotated[
    str,
    Field(
        pattern=_DECIMAL,
        description="A positive decimal as text, with a point: '0.1', never '0,1'",
        max_length=18,
    ),
    AfterValidator(_positive),
]
type Ticket = Annotated[int, Field(gt=0, lt=2**63, description="Ticket of a trade under watch")]
type Symbol = Annotated[
    str,
    Field(
        min_length=1,
        max_length=32,
        pattern=r"^[A-Za-z0-9._#/+&!-]+$",
        description="Symbol such as EURUSD; code finds the broker's name",
    ),
]
type Minutes = Annotated[int, Field(gt=0, le=43_200)]


class Arguments(BaseModel):
    """Arguments of one tool."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, allow_inf_nan=False
    )


class Nothing(Arguments):
    """A tool that is told nothing."""


class OfTrade(Arguments):
    """A tool about one trade."""

    ticket: Ticket


class OfHistory(Arguments):
    """Which trade's history; all without one."""

    ticket: Ticket | None = None


class OfDecision(Arguments):
    """Which decision is explained."""

    id: Annotated[int, Field(gt=0, lt=2**63, description="Number of a decision")]


class OfReport(Arguments):
    """Which span is reported."""

    span: Literal["day", "week"] = "day"


class _Sized(Arguments):
    """A size: lots, or what the stop may cost; exactly one."""

    symbol: Symbol
    volume: Amount | None = Field(default=None, description="Lots; this or risk_percent")
    risk_percent: Amount | None = Field(
        default=None, description="What the stop may cost, per cent of equity; this or volume"
    )

    @model_validator(mode="after")
    def _one_size(self) -> "_Sized":
        if (self.volume is None) is (self.risk_percent is None):
            raise ValueError("give exactly one of volume and risk_percent")
        return self


class ExecuteTrade(_Sized):
    """A new trade, proposed."""

    side: Literal["buy", "sell"]
    stop_loss: Amount
    take_profit: Amount | None = None
    price: Amount | None = Field(
        default=None, description="Where a pending order triggers; leave out for the market"
    )
    expires_minutes: Minutes | None = Field(
        default=None, description="When a pending order is dropped"
    )


class BracketSide(Arguments):
    """One leg of a bracket."""

    price: Amount
    stop_loss: Amount
    take_profit: Amount | None = None


class ExecuteBracketTrade(_Sized):
    """Two opposite pending orders, proposed."""

    buy: BracketSide
    sell: BracketSide
    expires_minutes: Minutes | None = None


class ModifyPosition(Arguments):
    """A change of one trade, proposed: levels, or a half close."""

    ticket: Ticket
    stop_loss: Amount | None = Field(default=None, description="Only ever nearer to profit")
    take_profit: Amount | None = None
    close_half: bool = False

    @model_validator(mode="after")
    def _one_change(self) -> "ModifyPosition":
        levels = self.stop_loss is not None or self.take_profit is not None
        if levels is self.close_half:
            raise ValueError("give levels, or close_half, not both and not neither")
        return self


class HedgeTrade(Arguments):
    """A hedge by hand, proposed: opened or closed; its size and stop are code's."""

    ticket: Ticket
    action: Literal["open", "close"] = "open"


def read_arguments[A: Arguments](kind: type[A], text: str) -> A:
    """Read what a model wrote.

    Raises:
        BadArguments: It is no JSON object, or not this tool's.
    """
    try:
        body = json.loads(
            text or "{}", parse_constant=_no_constant, object_pairs_hook=_once, parse_int=_whole
        )
    except (ValueError, RecursionError) as error:
        problem = f"arguments: {_problem_of(error)}; write one JSON object"
        raise BadArguments(problem) from None
    if not isinstance(body, dict):
        raise BadArguments("arguments: not a JSON object; write one JSON object")
    try:
        return kind.model_validate(body)
    except ValidationError as error:
        raise BadArguments(_faults(error)) from None


def _problem_of(error: Exception) -> str:
    return str(error) if isinstance(error, _NotPlain) else "not valid JSON"


class _NotPlain(ValueError):
    """JSON that means different things to different readers."""


def _no_constant(name: str) -> object:
    problem = f"{name} is no number"
    raise _NotPlain(problem)


def _whole(text: str) -> int:
    longest = 19
    if len(text.lstrip("-")) > longest:
        raise _NotPlain("a number has too many digits")
    return int(text)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _NotPlain("a field is given twice")
    return found


def _faults(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    return "; ".join(
        f"{_place(one['type'], one['loc'])}: {_said(one['type'], one['msg'])}"
        for one in faults[:_MOST_FAULTS]
    )


def _place(kind: str, place: tuple[int | str, ...]) -> str:
    """Return where a fault is; the name of a field that does not exist is the model's own text."""
    known = place[:-1] if kind == "extra_forbidden" else place
    shown = _ARROW.join(str(one) for one in known)
    if kind == "extra_forbidden":
        return f"{shown}{_ARROW if shown else ''}a field"
    return shown or "arguments"


def _said(kind: str, message: str) -> str:
    if kind == "string_pattern_mismatch":
        return "write plain characters; a decimal is text with a point, such as '0.1'"
    if kind == "extra_forbidden":
        return "this tool has no such field; leave it out"
    if kind == "string_type":
        return "must be text in quotes, such as '0.1'"
    return message.removeprefix("Value error, ")
