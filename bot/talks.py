"""Answers that are still coming, by person: each may be stopped."""

import asyncio


class Talks:
    """At most one answer a person."""

    def __init__(self) -> None:
        self._running: dict[int, asyncio.Task[None]] = {}
        self._turns: dict[int, asyncio.Lock] = {}

    def turn(self, user: int) -> asyncio.Lock:
        """Return the lock a person's answers take turns by."""
        return self._turns.setdefault(user, asyncio.Lock())

    async def run(self, user: int, task: asyncio.Task[None]) -> None:
        """Wait for an answer to end, however it does; it is ended when the waiting is."""
        self._running[user] = task
        try:
            await asyncio.wait({task})
        finally:
            task.cancel()
            if self._running.get(user) is task:
                del self._running[user]

    async def stop(self, user: int) -> bool:
        """End a person's answer, if one is coming; return whether one was."""
        running = self._running.get(user)
        if running is None:
            return False
        running.cancel()
        await asyncio.wait({running})
        return True

    async def stop_all(self) -> None:
        """End every answer."""
        for user in tuple(self._running):
            await self.stop(user)
