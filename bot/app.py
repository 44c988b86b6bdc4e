"""The composition root: guarding first, chatting second, and neither waits for the other."""

import asyncio
import gc
import logging
import signal
from time import perf_counter
from typing import TYPE_CHECKING

from bot.driver import keep_guarding
from bot.guardian import Guardian
from bot.patience import open_patiently
from bot.settings import Settings
from bot.upkeep import Upkeep

if TYPE_CHECKING:  # aiogram takes seconds to load: the first check must not wait for it
    from bot.chat import Chat

_LOG = logging.getLogger("bot.app")


async def run(settings: Settings, *, started: float) -> None:
    """Guard until told to stop.

    Args:
        settings: What the operator chose.
        started: `perf_counter` at the process's start.

    Raises:
        BadInput: Something the operator gave cannot be used.
        SimError: The same, found by the simulated terminal.
        RuntimeError: Guarding itself cannot go on.
    """
    guardian = await open_patiently(settings)
    try:
        await guardian.driver.check()
        _LOG.info("first check after %d ms", _since(started))
        async with asyncio.TaskGroup() as parts:
            guarding = parts.create_task(keep_guarding(guardian.driver, guardian.progress))
            beside = (
                ("chat", lambda: _chat(guardian, started=started)),
                ("upkeep", Upkeep(guardian).run),
                ("server clock", guardian.zones.run),
                *guardian.feeds.parts(),
            )
            kept = [
                parts.create_task(guardian.supervisor.keep_up(name, run)) for name, run in beside
            ]
            await _told_to_stop()
            for part in (guarding, *kept):
                part.cancel()
    finally:
        await guardian.close()


async def _chat(guardian: Guardian, *, started: float) -> None:
    chat = (await asyncio.to_thread(_load))(guardian)
    try:
        await chat.open()
        _LOG.info("bot ready after %d ms", _since(started))
        await chat.run()
    finally:
        await chat.close()


def _load() -> "type[Chat]":
    """Load aiogram and all that needs it, away from the loop."""
    gc.disable()  # thousands of models are made; collecting meanwhile only costs time
    try:
        from bot.chat import Chat  # noqa: PLC0415 - see above
    finally:
        gc.enable()
    return Chat


async def _told_to_stop() -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, told.set)
        except NotImplementedError:  # Windows: the interpreter interrupts the loop itself
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(told.set))
    await told.wait()


def _since(started: float) -> int:
    return round((perf_counter() - started) * 1000)
