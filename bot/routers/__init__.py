"""Handlers, one family of commands each: parse, one call of the engine, one view."""

from aiogram import Router

from bot.routers import (
    control,
    language,
    ordering,
    panic,
    pictures,
    reading,
    start,
    talking,
    taps,
    trading,
)


def routers() -> tuple[Router, ...]:
    """Return every router, made anew: a router belongs to one dispatcher."""
    modules = (panic, start, reading, pictures, trading, talking, ordering, control)
    return tuple(module.router() for module in (*modules, language, taps))
