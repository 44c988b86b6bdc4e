"""Plays the script on a module and keeps what it answered; refuses anything but a demo account."""

from collections.abc import Callable, Iterable
from typing import Final, Protocol, cast

from dtms.adapters.mt5.answers import real, whole
from dtms.adapters.mt5.constants import TradeMode
from dtms.adapters.mt5.filling import filling_modes
from dtms.adapters.mt5.symbols import read_listing, resolve
from dtms.core.errors import BadInput
from dtms.record.script import (
    Stage,
    Step,
    Steps,
    after_disconnecting,
    before_connecting,
    reading,
    refusing,
    tidying,
    trading,
)
from dtms.record.shapes import Masks, Shape, raised, shape_of
from dtms.record.transcript import Line, Transcript

CONFIRMATION: Final = "trade on demo"
_ALL_FILLINGS: Final = frozenset({0, 1, 2})


class Module(Protocol):
    """A module shaped like `MetaTrader5`."""

    __version__: str


def record(module: Module, *, symbol: str, trades: bool, ask: Callable[[str], str]) -> Transcript:
    """Play the whole script.

    Args:
        module: The module; not connected yet.
        symbol: Plain or broker's name of the symbol to use.
        trades: Also send the smallest orders, after a confirmation.
        ask: Shows a question and returns what the person typed.

    Raises:
        BadInput: The terminal is absent, the account is no demo one, the symbol is unknown, or the
            confirmation was not given; nothing was sent.
        UnknownSymbol: The broker does not offer the symbol, or offers several.
    """
    session = _Session(module)
    session.play(before_connecting())
    _connect(module)
    try:
        _demo_only(module)
        stage = _stage(module, symbol)
        if trades and ask(_question(stage)).strip().casefold() != CONFIRMATION:
            raise BadInput(
                field="--trade",
                problem="was not confirmed; nothing was sent",
                remedy=f"Type {CONFIRMATION!r} when asked, or leave --trade out",
            )
        session.play(reading(stage))
        session.play(refusing(stage))
        if trades:
            _demo_only(module)
            try:
                session.play(trading(stage))
            finally:
                session.play(tidying(stage))
    finally:
        session.play(after_disconnecting())
    lines = tuple(session.cleaned())
    return Transcript(version=module.__version__, trades=trades, lines=lines)


class _Session:
    def __init__(self, module: Module) -> None:
        self._module = module
        self._masks = Masks()
        self._lines: list[Line] = []

    def play(self, steps: Steps) -> None:
        """Carry steps out, handing each answer to the script."""
        try:
            step = next(steps)
            while True:
                step = steps.send(self._carry_out(step))
        except StopIteration:
            return

    def _carry_out(self, step: Step) -> object:
        function = _function(self._module, step.call)
        answer: object = None
        try:
            if step.empty_keywords:
                answer = function(*step.args, **{})  # noqa: PIE804 - the module can tell
            elif step.keywords:
                answer = function(*step.args, **step.keywords)
            else:
                answer = function(*step.args)
            shape = shape_of(answer, self._masks)
        except (TypeError, ValueError, OverflowError, SystemError) as error:
            shape = raised(error)
        code, text = cast("tuple[int, str]", _function(self._module, "last_error")())
        self._lines.append(Line(step=step.name, call=step.call, answer=shape, error=(code, text)))
        return answer

    def cleaned(self) -> Iterable[Line]:
        """Yield the lines without a hidden value in any text."""
        for line in self._lines:
            yield Line(
                step=line.step,
                call=line.call,
                answer=cast("Shape", self._masks.cleaned(line.answer)),
                error=(line.error[0], cast("str", self._masks.cleaned(line.error[1]))),
            )


def _function(module: Module, name: str) -> Callable[..., object]:
    return cast("Callable[..., object]", getattr(module, name))


def _connect(module: Module) -> None:
    if _function(module, "initialize")() is not True:
        code, text = cast("tuple[int, str]", _function(module, "last_error")())
        raise BadInput(
            field="terminal",
            problem=f"cannot be reached ({code}, {text})",
            remedy="Start MetaTrader 5, log in to a demo account, and run this again",
        )


def _demo_only(module: Module) -> None:
    account = _function(module, "account_info")()
    if account is None:
        raise BadInput(
            field="account",
            problem="is unknown: the terminal did not tell",
            remedy="Log in to a demo account in the terminal",
        )
    if whole(account, "trade_mode") != TradeMode.DEMO:
        raise BadInput(
            field="account",
            problem="is no demo account; nothing was sent",
            remedy="Log in to a demo account in the terminal",
        )


def _stage(module: Module, asked: str) -> Stage:
    offered = _function(module, "symbols_get")()
    listings = [read_listing(info) for info in cast("tuple[object, ...]", offered or ())]
    symbol = resolve(asked, listings).name
    _function(module, "symbol_select")(symbol, True)  # noqa: FBT003 - its signature
    info, tick = _function(module, "symbol_info")(symbol), None
    tick = _function(module, "symbol_info_tick")(symbol)
    if info is None or tick is None:
        raise BadInput(
            field="--symbol",
            problem=f"{symbol} has no price",
            remedy="Wait until the market is open, or name another symbol",
        )
    modes = filling_modes(whole(info, "filling_mode"))
    accepted = _accepted(whole(info, "filling_mode"))
    return Stage(
        symbol=symbol,
        now=whole(tick, "time"),
        volume=real(info, "volume_min"),
        step=real(info, "volume_step"),
        point=real(info, "point"),
        digits=whole(info, "digits"),
        filling=int(modes[0]),
        wrong_filling=next(iter(sorted(_ALL_FILLINGS - accepted)), None),
    )


def _accepted(mask: int) -> frozenset[int]:
    """Filling modes a bit mask names; RETURN has no bit and is taken to be accepted."""
    return frozenset({2}) | frozenset(mode for mode in (0, 1) if mask >> mode & 1)


def _question(stage: Stage) -> str:
    return (
        f"Orders of {stage.volume} to {2 * stage.volume} lots of {stage.symbol} will be sent on "
        f"this demo account and closed again.\nType {CONFIRMATION!r} to go on: "
    )
