"""/panic: two taps on two different buttons, then everything at once, read back in the end."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Final

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.callbacks import Act, Does
from bot.front import Front
from bot.keyboards import Key, Reader, Rows, draw
from bot.ordering.saying import Fate, PanicLine, PanicScope, PanicStage, PanicView
from bot.routers.saying import redraw, say, say_word
from bot.wording import CommandName, Word
from dtms.core.commands import CancelOrder, CloseNow, Outcome, Pause
from dtms.core.errors import BrokerUnavailable
from dtms.core.events import Refusal
from dtms.core.trade import Flag, Position
from dtms.engine.desk import Reply
from dtms.engine.panic import Targets

_DANGER: Final = "danger"
_REPAINT: Final = 2.0  # seconds between two pictures of the progress
_LATE_CHECKS: Final = 3


def router() -> Router:
    """Return the handlers."""
    made = Router(name="panic")
    made.message.register(panic, Command(CommandName.PANIC.value))
    return made


async def panic(message: Message, front: Front, reader: Reader) -> None:
    """Ask how far it shall reach."""
    try:
        targets = await front.guardian.engine.panic.targets()
    except BrokerUnavailable:
        await say_word(message, front, reader, Word.NO_ANSWER)
        return
    view = _view(front, PanicStage.CHOOSE, None, _lines(targets, PanicScope.ACCOUNT))
    drawn = await draw(front, _scopes(), reader, trade=None)
    await say(message, front.words.panic(reader.language, view), drawn, front)


def _scopes() -> Rows:
    keys = [
        (Key(act=Act(does=Does.PANIC, what=f"scope:{one.value}"), label=one, style=_DANGER),)
        for one in PanicScope
    ]
    return (*keys, (Key(act=Act(does=Does.PANIC, what="stop"), label=Word.CANCEL),))


async def tapped(front: Front, reader: Reader, message: Message, act: Act) -> None:
    """Take the first tap or the second."""
    verb, _, name = act.what.partition(":")
    if verb == "stop":
        await redraw(
            message,
            front.words.word(reader.language, Word.CANCELLED),
            await draw(front, (), reader, trade=None),
            front,
        )
        return
    scope = PanicScope(name)
    try:
        targets = await front.guardian.engine.panic.targets()
    except BrokerUnavailable:
        await say_word(message, front, reader, Word.NO_ANSWER)
        return
    if verb == "go":
        await _run(front, reader, message, scope, _lines(targets, scope))
    else:
        await _ask(front, reader, message, scope, _lines(targets, scope))


async def _ask(
    front: Front,
    reader: Reader,
    message: Message,
    scope: PanicScope,
    lines: tuple[PanicLine, ...],
) -> None:
    """Show what would be closed; the tap that does it is another button in another place."""
    view = _view(front, PanicStage.CONFIRM, scope, lines)
    stop = Key(act=Act(does=Does.PANIC, what="stop"), label=Word.CANCEL)
    go = Act(does=Does.PANIC, what=f"go:{scope.value}")
    rows = ((stop,), (Key(act=go, label=Word.PANIC_CONFIRM, style=_DANGER),))
    drawn = await draw(front, rows, reader, trade=None, lasts=view.window)
    await redraw(message, front.words.panic(reader.language, view), drawn, front)


async def _run(
    front: Front,
    reader: Reader,
    message: Message,
    scope: PanicScope,
    lines: tuple[PanicLine, ...],
) -> None:
    """Pause, close everything at once, and tell what the broker holds in the end."""
    guardian = front.guardian
    await guardian.engine.handle(Pause(account=guardian.account, by=reader.user))
    work = {
        one.target.ticket: asyncio.ensure_future(_close(front, reader, scope, one)) for one in lines
    }
    await _paint(front, reader, message, _view(front, PanicStage.RUNNING, scope, lines))
    waiting = set(work.values())
    while waiting:
        _, waiting = await asyncio.wait(waiting, timeout=_REPAINT)
        if waiting:
            so_far = tuple(_told(one, work[one.target.ticket]) for one in lines)
            await _paint(front, reader, message, _view(front, PanicStage.RUNNING, scope, so_far))
    told = tuple(_told(one, work[one.target.ticket]) for one in lines)
    over = _view(front, PanicStage.OVER, scope, await _read_back(front, told))
    await _paint(front, reader, message, over)


async def _close(front: Front, reader: Reader, scope: PanicScope, line: PanicLine) -> Reply:
    account, anyones = front.guardian.account, scope is PanicScope.ACCOUNT
    ticket, by = line.target.ticket, reader.user
    if isinstance(line.target, Position):
        close = CloseNow(account=account, ticket=ticket, by=by, anyones=anyones)
        return await front.guardian.engine.handle(close)
    cancel = CancelOrder(account=account, order=ticket, by=by, anyones=anyones)
    return await front.guardian.engine.handle(cancel)


def _told(line: PanicLine, work: "asyncio.Future[Reply]") -> PanicLine:
    """Return a line with what was heard so far; only reading back says that it is closed."""
    if not work.done():
        return line
    if work.cancelled() or work.exception() is not None:
        return replace(line, fate=Fate.UNKNOWN)
    reply = work.result()
    return replace(line, reason=reply.refusal if reply.outcome is Outcome.REFUSED else None)


async def _read_back(front: Front, lines: tuple[PanicLine, ...]) -> tuple[PanicLine, ...]:
    broker = front.guardian.engine.station.broker
    try:
        orders = {one.ticket for one in await broker.orders()}
        held = {one.ticket for one in await broker.positions()}
    except BrokerUnavailable:
        return tuple(replace(one, fate=Fate.UNKNOWN) for one in lines)
    return tuple(
        _verified(one, held if isinstance(one.target, Position) else orders) for one in lines
    )


def _verified(line: PanicLine, present: set[int]) -> PanicLine:
    if line.target.ticket not in present:
        return replace(line, fate=Fate.CLOSED, reason=None)
    return replace(line, fate=Fate.NOT_CLOSED, reason=line.reason or Refusal.OPEN_INTENT)


async def _paint(front: Front, reader: Reader, message: Message, view: PanicView) -> None:
    drawn = await draw(front, (), reader, trade=None)
    await redraw(message, front.words.panic(reader.language, view), drawn, front)


def _lines(targets: Targets, scope: PanicScope) -> tuple[PanicLine, ...]:
    """Return what a scope reaches."""
    found = [_line(one, guarded=True) for one in targets.mains]
    if scope is PanicScope.ACCOUNT:
        found += [_line(one, guarded=False) for one in targets.others]
    if scope is not PanicScope.CLOSE:
        found += [PanicLine(target=one, guarded=True, fate=Fate.WAITING) for one in targets.orders]
    if scope is PanicScope.ACCOUNT:
        found += [
            PanicLine(target=one, guarded=False, fate=Fate.WAITING) for one in targets.other_orders
        ]
    return tuple(found)


def _line(position: Position, *, guarded: bool) -> PanicLine:
    return PanicLine(target=position, guarded=guarded, fate=Fate.WAITING)


def _view(
    front: Front, stage: PanicStage, scope: PanicScope | None, lines: tuple[PanicLine, ...]
) -> PanicView:
    window = front.guardian.engine.station.policy.entry.panic_window
    return PanicView(stage=stage, scope=scope, lines=lines, window=window, blind=_is_blind(front))


def _is_blind(front: Front) -> bool:
    """Claim that prices are old: nothing but a warning."""
    engine = front.guardian.engine
    station = engine.station
    trades = station.ledger.trades.values()
    if any(Flag.BLIND in one.flags for one in trades) or engine.health.terminal_lost is not None:
        return True
    limit: timedelta = station.policy.guard.fast_check * _LATE_CHECKS
    last = engine.health.last_check
    return last is None or station.clock.market() - last > limit
