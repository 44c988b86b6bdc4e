"""Handlers, one family of commands each: parse, one call of the engine, one view."""

from aiogram import Router

from bot.routers import (
    chatting,
    control,
    invite,
    language,
    news,
    ordering,
    panic,
    pictures,
    reading,
    settings,
    start,
    talking,
    taps,
    trading,
)


def routers() -> tuple[Router, ...]:
    """Return every router, made anew: a router belongs to one dispatcher."""
    modules = (
        *(panic, start, reading, pictures, news, trading),
        *(chatting, talking, ordering, control, settings, language, invite, taps),
    )
    return tuple(module.router() for module in modules)
