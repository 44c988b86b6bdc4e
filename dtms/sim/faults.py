"""Scripted and seeded faults: what a test makes go wrong, and when."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Final

from dtms.sim.records import Request

SEND_FAILED: Final = -10001
RECEIVE_FAILED: Final = -10002


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """The server refuses with a return code; nothing is executed."""

    retcode: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DropRequest:
    """The request never reaches the server: None, not executed."""

    code: int = SEND_FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class DropAnswer:
    """The server executes, the answer is lost: None, executed."""

    code: int = RECEIVE_FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecuteLate:
    """The server answers at once with `retcode` and executes later, at the price of then.

    Attributes:
        after: Market time until execution, or None to wait for reads.
        reads: Execute at the start of the k-th following `positions_get`, or None.
        retcode: Answer given meanwhile.
    """

    after: timedelta | None = None
    reads: int | None = None
    retcode: int = 10012


@dataclass(frozen=True, slots=True, kw_only=True)
class FillPartly:
    """Only a share of the volume, rounded down to whole steps, is filled: 10010."""

    fraction: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HidePosition:
    """The position this order opens stays invisible for the next reads of `positions_get`."""

    reads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteComment:
    """The server puts its own comment in place of the request's."""

    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FailRead:
    """The call answers None (False where the module does) and sets this last error."""

    code: int = RECEIVE_FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class HideHistory:
    """What this order leaves in the history stays invisible for the next reads of it."""

    reads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OldTick:
    """The tick shown is an older one: time goes backward, or a tick is repeated."""

    by: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ZeroTick:
    """The tick shown has no bid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hang:
    """The call does not return for a while.

    With `Faults.on_hang` set it blocks there and then goes on, as in a worker process. Without, it
    answers at once what is left when a hanging worker is killed: None and -10005.

    Attributes:
        seconds: How long, in real time.
        executed: Whether an order reaches the server all the same when nothing blocks.
    """

    seconds: float
    executed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CutPipe:
    """The call fails, and so does every later one, -10004, until `initialize` is called again."""

    code: int = RECEIVE_FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanwhile:
    """Something else happens first: before the server looks at an order, after a read is answered.

    Attributes:
        act: For example what the trader does by hand.
    """

    act: Callable[[], object]


type OrderEffect = (
    Refuse
    | DropRequest
    | DropAnswer
    | ExecuteLate
    | FillPartly
    | HidePosition
    | HideHistory
    | RewriteComment
)
type ReadEffect = FailRead | OldTick | ZeroTick
type AnyEffect = Hang | CutPipe | Meanwhile
type Effect = OrderEffect | ReadEffect | AnyEffect

_TICK_EFFECTS: Final = (OldTick, ZeroTick)
_ANY_EFFECTS: Final = (Hang, CutPipe, Meanwhile)


@dataclass(frozen=True, slots=True, kw_only=True)
class Twist:
    """Everything that strikes one order at the server, put together."""

    refuse: int | None = None
    late: ExecuteLate | None = None
    comment: str | None = None
    fraction: float = 1.0
    hidden_reads: int = 0
    hidden_history: int = 0


def combine(effects: Iterable[Effect]) -> Twist:
    """Put an order's effects together; a later one of a kind wins."""
    twist = Twist()
    for effect in effects:
        match effect:
            case Refuse():
                twist = replace(twist, refuse=effect.retcode)
            case ExecuteLate():
                twist = replace(twist, late=effect)
            case RewriteComment():
                twist = replace(twist, comment=effect.comment)
            case FillPartly():
                twist = replace(twist, fraction=effect.fraction)
            case HidePosition():
                twist = replace(twist, hidden_reads=effect.reads)
            case HideHistory():
                twist = replace(twist, hidden_history=effect.reads)
            case _:
                pass
    return twist


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that goes wrong.

    Attributes:
        call: Function of the module it strikes, `order_send` or any getter.
        effect: What happens; `FailRead` is for the getters, `OldTick` and `ZeroTick` for
            `symbol_info_tick`, `Hang`, `CutPipe` and `Meanwhile` for all, the others for
            `order_send`.
        nth: Strikes the n-th matching call after the fault was added.
        times: Number of consecutive matching calls struck; None strikes for ever.
        chance: Probability that a call in reach is struck, drawn from the terminal's seed.
        action: Only requests with this `TRADE_ACTION_*` match; None matches all.
        symbol: Only requests for this symbol match; None matches all.
    """

    call: str
    effect: Effect
    nth: int = 1
    times: int | None = 1
    chance: float = 1.0
    action: int | None = None
    symbol: str | None = None

    def __post_init__(self) -> None:
        if not self._fits():
            message = f"{type(self.effect).__name__} cannot strike {self.call}"
            raise ValueError(message)

    def _fits(self) -> bool:
        if isinstance(self.effect, _ANY_EFFECTS):
            return self.call != "initialize"
        if isinstance(self.effect, _TICK_EFFECTS):
            return self.call == "symbol_info_tick"
        return (self.call == "order_send") is not isinstance(self.effect, FailRead)

    def matches(self, call: str, request: Request | None) -> bool:
        """Whether the fault is about this call."""
        if call != self.call:
            return False
        if request is None:
            return self.action is None and self.symbol is None
        return self.action in {None, request.action} and self.symbol in {None, request.symbol}


@dataclass(slots=True)
class _Armed:
    fault: Fault
    seen: int = 0

    @property
    def is_spent(self) -> bool:
        last = self.fault.times
        return last is not None and self.seen >= self.fault.nth + last - 1


@dataclass(slots=True)
class Faults:
    """The faults of one terminal; none unless added.

    Attributes:
        connected: False cuts the terminal off from its server: it shows what it last knew, requests
            answer 10031, and the server goes on executing stops.
        trade_allowed: False is an investor's login: requests answer 10017.
        expert_allowed: False is a server that forbids algo trading: requests answer 10026.
        tradeapi_disabled: True makes `order_send` answer None with -8.
        on_order_send: Called with "received" before the server looks at a request and with
            "executed" after its effect is committed and before the answer leaves.
        on_hang: Called with the seconds of a `Hang`; blocks in a worker process.
    """

    random: Random
    connected: bool = True
    trade_allowed: bool = True
    expert_allowed: bool = True
    tradeapi_disabled: bool = False
    on_order_send: Callable[[str], None] | None = None
    on_hang: Callable[[float], None] | None = None
    _armed: list[_Armed] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Arm a fault; several may strike one call, in the order they were added."""
        self._armed.append(_Armed(fault))

    def clear(self) -> None:
        """Disarm everything, reconnect and allow trading."""
        self._armed.clear()
        self.connected = self.trade_allowed = self.expert_allowed = True
        self.tradeapi_disabled = False

    def strike(self, call: str, request: Request | None = None) -> list[Effect]:
        """Count a call and return the effects that strike it."""
        if not self._armed:
            return []
        effects = []
        for armed in self._armed:
            if not armed.fault.matches(call, request):
                continue
            armed.seen += 1
            if armed.seen >= armed.fault.nth and self._drawn(armed.fault.chance):
                effects.append(armed.fault.effect)
        self._armed = [armed for armed in self._armed if not armed.is_spent]
        return effects

    def _drawn(self, chance: float) -> bool:
        return chance >= 1.0 or self.random.random() < chance

    def blocks(self, hang: Hang) -> bool:
        """Block where that is possible; tell whether it was."""
        if self.on_hang is None:
            return False
        self.on_hang(hang.seconds)
        return True

    def announce(self, phase: str) -> None:
        """Tell the hook where an order is."""
        if self.on_order_send is not None:
            self.on_order_send(phase)
