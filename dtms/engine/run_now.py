"""Drives the engine's coroutines without an event loop."""

from collections.abc import Coroutine


def run_now[T](work: Coroutine[object, object, T]) -> T:
    """Run a coroutine that never has to wait, and return its result.

    Raises:
        RuntimeError: It wanted to wait: something on its way is not for history.
    """
    try:
        work.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    work.close()
    message = f"{work} suspended outside an event loop"
    raise RuntimeError(message)
